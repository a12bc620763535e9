"""The only writers of what leaves: HTML, Word, PDF and tables, from released results alone."""
