"""The agreement as data: figures, phrases, kinds of clauses, their composition, calendar and rates."""
