"""The agreement as data: figures, phrases, clauses, calendar and rates."""
