"""Statistics that know nothing of the field: intervals, tests, agreement."""
