"""A platform's exports into records."""
