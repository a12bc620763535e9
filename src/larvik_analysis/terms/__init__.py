"""The field's nouns as frozen types, and the words and numbers people read."""
