"""Record files for tests: two sound rows and a third for every record, in CSV, XLSX and
Parquet.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow
import pyarrow.parquet

COLUMNS = {
    "receptions": "date shop id asked received inquiring",
    "sessions": "session shop id customer channel started_at ended_at received inquiring problem problem_recorded",
    "presence": "shop id online_at offline_at",
    "seats": "date added",
    "payments": "paid_on amount method month",
    "actions": "at shop id action amount authorised",
    "outages": "shop started_at ended_at",
    "bills": "month amount",
}
HEADERS = {record: names.split() for record, names in COLUMNS.items()}
#: what no fault may say: words of a program, not of a reader
JARGON = (
    "expected expected",
    "Traceback",
    "<class",
    "Errno",
    "NoneType",
    "Exception",
    "at 0x",
)
#: three sound rows of each record, as text; rows 2, 3 and 4 of its file
SOUND = {
    "receptions": [
        "2020-08-01,jd,a,3,2,1",
        "2020-08-02,jd,a,3,2,1",
        "2020-08-03,jd,b,3,2,1",
    ],
    "sessions": [
        "s1,jd,a,anna,official_chat,2020-08-01 09:00,2020-08-01 09:05:30,true,true,false,false",
        "s2,jd,a,bert,official_chat,2020-08-02T10:00,2020-08-02T10:05,true,false,true,true",
        "s3,taobao,b,anna,official_chat,2020-08-03 11:00,2020-08-03 11:05,false,false,false,false",
    ],
    "presence": [
        "jd,a,2020-08-01 09:00,2020-08-01 18:00",
        "jd,b,2020-08-01 18:00,2020-08-01 22:00",
        "taobao,b,2020-08-03 09:00,2020-08-03 18:00",
    ],
    "seats": ["2020-08-01,1", "2020-08-02,0", "2020-08-03,2"],
    "payments": [
        "2020-08-14,1500.00,wechat,2020-08",
        "2020-09-14,1500.00,alipay,",
        "2020-10-14,1500.00,bank_transfer,2020-10",
    ],
    "actions": [
        "2020-08-01 10:00,jd,a,refund,25.00,true",
        "2020-08-02 10:00,jd,a,note,,true",
        "2020-08-03 10:00,taobao,b,refund,30.00,true",
    ],
    "outages": [
        "jd,2020-08-01 10:00,2020-08-01 11:00",
        "jd,2020-08-02 10:00,2020-08-02 11:00",
        "taobao,2020-08-03 10:00,2020-08-03 11:00",
    ],
    "bills": ["2020-08,1800.00", "2020-09,1500.00", "2020-10,1500.00"],
}
TIMES = {"started_at", "ended_at", "online_at", "offline_at", "at"}
FLAGS = {"received", "inquiring", "problem", "problem_recorded", "authorised"}
Rows = Sequence[Sequence[Any]]


def sound(record: str, count: int = 3) -> list[list[Any]]:
    """The first sound rows of a record."""
    return [line.split(",") for line in SOUND[record][:count]]


def changed(record: str, **cells: Any) -> list[Any]:
    """The third sound row of a record with some of its cells put otherwise."""
    row = dict(zip(HEADERS[record], sound(record)[2], strict=True))
    assert cells.keys() <= row.keys()
    return list((row | cells).values())


def with_row(record: str, **cells: Any) -> list[list[Any]]:
    """Two sound rows, and the third with some of its cells put otherwise."""
    return [*sound(record, 2), changed(record, **cells)]


def csv_text(header: Sequence[str], rows: Rows) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    return text.getvalue()


def write_csv(path: Path, header: Sequence[str], rows: Rows) -> None:
    path.write_text(csv_text(header, rows), "utf-8")


def write_xlsx(path: Path, header: Sequence[str], rows: Rows) -> None:
    book = openpyxl.Workbook()
    for cells in [header, *rows]:
        book.active.append(list(cells))
    book.save(path)


def write_parquet(path: Path, header: Sequence[str], rows: Rows) -> None:
    """Columns of the types that their cells have: text stays text."""
    columns = [pyarrow.array(column) for column in zip(*rows, strict=True)]
    pyarrow.parquet.write_table(pyarrow.table(columns, names=list(header)), path)


WRITERS: dict[str, Callable[[Path, Sequence[str], Rows], None]] = {
    "csv": write_csv,
    "xlsx": write_xlsx,
    "parquet": write_parquet,
}


def write(
    folder: Path, record: str, rows: Rows, kind: str = "csv", header: Any = None
) -> Path:
    """The file of a record in a folder; beside it receptions, without which no folder
    is read.
    """
    folder.mkdir(exist_ok=True)
    if record not in ("receptions", "sessions") and not list(
        folder.glob("receptions.*")
    ):
        write_csv(folder / "receptions.csv", HEADERS["receptions"], sound("receptions"))
    WRITERS[kind](folder / f"{record}.{kind}", header or HEADERS[record], rows)
    return folder


def typed(record: str, rows: Rows) -> list[list[Any]]:
    """The rows with times, booleans and dates as such, as a spreadsheet or a database
    has them.
    """
    return [
        [_typed(name, cell) for name, cell in zip(HEADERS[record], row, strict=True)]
        for row in rows
    ]


def _typed(name: str, cell: Any) -> Any:
    if not isinstance(cell, str):
        return cell
    if name in TIMES:
        return datetime.fromisoformat(cell)
    if name in FLAGS:
        return {"true": True, "false": False}.get(cell, cell)
    if name in ("date", "paid_on"):
        return date.fromisoformat(cell)
    return cell


def agreement_file() -> Path:
    """The sample agreement, of August to December 2020."""
    return Path(__file__).resolve().parent.parent / "sample_data" / "agreement.yaml"
