"""How long record files take to be read: CSV against XLSX, and each way against the one
before.

    python benchmarks/reading.py

The ways before: every cell read anew; a workbook loaded twice, for its values and for
its formulas.
"""

from __future__ import annotations

import csv
import gc
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from time import process_time
from unittest.mock import patch

import openpyxl

import cscontract as cs
from cscontract.records.cells import columns
from cscontract.records.files.tables import read_table

HEADER = ["date", "shop", "id", "asked", "received", "inquiring"]
SHOPS = ("taobao", "jd", "suning")
SHORT = 60_000
LONG = 99_000


def rows(count: int) -> Iterator[list]:
    """Receptions of 150 days over three shops and as many IDs as it takes."""
    for n in range(count):
        day = date(2020, 8, 1) + timedelta(days=n % 150)
        yield [day, SHOPS[n % 3], f"a{n // 150}", 60 + n % 40, 50 + n % 40, 30 + n % 20]


def write_csv(folder: Path, count: int) -> Path:
    """A folder with that many receptions in CSV."""
    folder.mkdir()
    with (folder / "receptions.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([HEADER, *rows(count)])
    return folder


def write_xlsx(folder: Path, count: int) -> Path:
    """The same in a workbook."""
    folder.mkdir()
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for cells in [HEADER, *rows(count)]:
        sheet.append(cells)
    book.save(folder / "receptions.xlsx")
    return folder


def seconds(work: Callable[[], object], times: int = 3) -> float:
    """Seconds of processor time, the least of some runs: other work on the machine
    counts less.
    """
    taken = []
    for _ in range(times):
        gc.collect()
        before = process_time()
        work()
        taken.append(process_time() - before)
    return min(taken)


def loaded_twice(path: Path) -> None:
    """A workbook's values and formulas as they were read before."""
    for data_only in (True, False):
        book = openpyxl.load_workbook(path, data_only=data_only)
        list(book.worksheets[0].iter_rows(values_only=True))


def main() -> None:
    """Print seconds and ratios."""
    with tempfile.TemporaryDirectory() as place:
        text = write_csv(Path(place) / "csv", SHORT)
        sheet = write_xlsx(Path(place) / "xlsx", SHORT)
        long = write_csv(Path(place) / "long", LONG)
        as_csv, as_xlsx = (
            seconds(lambda f=folder: cs.read(f)) for folder in (text, sheet)
        )
        book = sheet / "receptions.xlsx"
        cells = seconds(lambda: read_table(book, tuple(HEADER), "receptions"))
        twice = seconds(lambda: loaded_twice(book), 1)
        once = seconds(lambda: cs.read(long))
        with patch.object(columns, "MOST_KEPT", 0):
            anew = seconds(lambda: cs.read(long), 1)
    print(
        f"{SHORT:,} rows as CSV {as_csv:.2f} s, as XLSX {as_xlsx:.2f} s: × {as_xlsx / as_csv:.1f}"
    )
    print(
        f"cells of the workbook {cells:.2f} s, loaded twice {twice:.2f} s: × {twice / cells:.1f}"
    )
    print(
        f"{LONG:,} rows of CSV {once:.2f} s, each cell anew {anew:.2f} s: × {anew / once:.1f}"
    )


if __name__ == "__main__":
    main()
