"""The steps of all clauses, evaluated: charges, statement, findings, explanation."""
