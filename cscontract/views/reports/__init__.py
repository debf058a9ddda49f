"""The verdict as a file for others: a page, a workbook, a calendar."""
