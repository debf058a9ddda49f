"""The verdict as a file for others: a page, a workbook, a calendar. What is heavy is
imported when used.
"""

from __future__ import annotations

from cscontract.views.reports.calendar_file import beside, ics_report
from cscontract.views.reports.html_report import html_report
from cscontract.views.reports.workbook import xlsx_report

__all__ = ["beside", "html_report", "ics_report", "xlsx_report"]
