"""The file of a report: its table, or why it is none."""

from __future__ import annotations

from pathlib import Path

from cscontract.core.errors import bad, shown
from cscontract.records.files.tables import READERS, Table, refuse_size

FORMS = (".csv", ".xlsx")
#: first bytes of files that are no report, whatever their name says
STRANGERS = {
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"RIFF": "an image",
    b"%PDF": "a PDF",
    b"\xd0\xcf\x11\xe0": "a workbook of the old .xls form, or one with a password",
}


def table_of_report(path: Path) -> Table:
    """The report's header and rows. BadInput where the file is no sound CSV or XLSX."""
    try:
        refuse_size(path)
        with path.open("rb") as file:
            _refuse_stranger(path, file.read(2048))
        table = READERS[path.suffix.lower()](path)
    except OSError as error:
        raise bad(
            path.name, str(error.strerror), "a report", "check the path"
        ) from None
    if not table.rows:
        found = "0 rows" if table.header else "no header"
        raise bad(path.name, found, "a header and rows", "export the report again")
    return table


def _refuse_stranger(path: Path, head: bytes) -> None:
    """Refuse what is no report by its first bytes or its ending."""
    ending = path.suffix.lower()
    expected = "a report as .xlsx or .csv"
    fix = "export the report itself as .xlsx or .csv"
    for sign, what in STRANGERS.items():
        if head.startswith(sign):
            raise bad(path.name, what, expected, fix)
    if head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<"):
        fix = "open it in a spreadsheet and save it as .xlsx; a page to log in: export again"
        raise bad(path.name, "a web page (HTML or XML)", expected, fix)
    if head.startswith(b"PK\x03\x04") and ending != ".xlsx":
        fix = "name it .xlsx where it is a workbook, or unpack it"
        raise bad(path.name, "an XLSX workbook or another ZIP file", expected, fix)
    if ending not in FORMS:
        raise bad(
            path.name,
            shown(ending),
            expected,
            "open it in a spreadsheet and save it as .xlsx",
        )
