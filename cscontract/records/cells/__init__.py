"""Cells of a record, read strictly: text, numbers, dates, money and other types."""
