"""How a report's page looks, on a screen and on A4 paper.

Every text has a contrast of 4.5 : 1 or more.
"""

from __future__ import annotations

from cscontract.views.html.templates import style_sheet

STYLE = style_sheet("reports", "report.css")
