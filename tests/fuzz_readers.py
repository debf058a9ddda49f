"""Damaged and odd files for every reader: each is read, or refused in words. Seeded.

python tests/fuzz_readers.py 10000 [READER…]     so many files a reader; says what else
came of one
"""

from __future__ import annotations

import io
import json
import random
import signal
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import sheets

import cscontract as cs
from cscontract.agreement.parties_figures import load_parties
from cscontract.core.language import speaking
from cscontract.records.imports.kinds_of_reports import kinds
from cscontract.records.imports.platform_exports import import_report
from cscontract.rounds.text_files import read_rounds

import files

SAMPLE = files.agreement_file().parent
#: seconds that a file may take
LONGEST = 20
#: what stands in cells of people, of spreadsheets and of those who try what happens
CELLS = [
    "",
    " ",
    "-",
    "—",
    "无",
    "NA",
    "None",
    "nan",
    "inf",
    "1e999",
    "TRUE",
    "=1+1",
    "'007",
    '="007"',
    "+86 138",
    "合计",
    "小计：",
    "全部",
    "平均",
    "2020-02-30",
    "44044",
    "44044.5",
    "20200801",
    "2020年8月1日",
    "01/08/2020",
    "24:00",
    "2020-08-01T24:00:00Z",
    "2020-08-01 09:00+25:00",
    "9999-12-31",
    "0000-00-00",
    "1,001",
    "1,00",
    "1_000",
    "１０１",
    "98¹",
    "①",
    "٣",
    "100.0",
    "-5",
    "1" * 30,
    "1" * 400,
    "x" * 61,
    "x" * 20_000,
    "13800138000",
    "11010119900307123X",
    "\u202eabc",
    "a\u0000b",
    "\ud800",
    "\ufeff",
    "é" * 30,
    "æ·˜å®",
    "t**1",
    "匿名用户",
    "https://x/" + "a" * 99,
    "a\nb",
    'a"b',
    "a,b",
    "京东",
    "JD ",
    "NaT",
    "0x1F",
    "壹仟伍佰元",
    "1.5千",
    "$5",
    "¥ 5",
    "true",
    "是",
    "2020-8",
    "../..",
    "{",
    "[" * 50,
    "&a",
    "*a",
    "!!python/name:os",
    "~",
]
Made = tuple[str, bytes]


# what is done to a file


def damaged(rng: random.Random, data: bytes) -> bytes:
    """The bytes with a few of them changed, left out, put twice, or cut off."""
    found = bytearray(data)
    for _ in range(rng.choice((1, 1, 1, 1, 2, 5))):
        at = rng.randrange(len(found) + 1)
        to = min(len(found), at + rng.choice((1, 1, 1, 2, 4, 50)))
        how = rng.choice((0, 0, 0, 1, 2, 3, 4, 5))
        if how == 0 and at < len(found):
            found[at] ^= 1 << rng.randrange(8)
        elif how == 1:
            found[at:to] = rng.randbytes(to - at)
        elif how == 2:
            del found[at:to]
        elif how == 3:
            found[at:at] = found[at:to]
        elif how == 4:
            found[at:at] = rng.choice(CELLS).encode("utf-8", "surrogatepass")
        elif rng.random() < 0.3:
            del found[at:]
    return bytes(found)


def odd(rng: random.Random, rows: list[list[Any]]) -> list[list[Any]]:
    """The rows with some of their cells put otherwise; rows too short, too long, twice
    or apart.
    """
    found = [list(row) for row in rows]
    for _ in range(rng.choice((1, 1, 2, 5))):
        row = rng.choice(found)
        how = rng.randrange(20)
        if how < 17 and row:
            row[rng.randrange(len(row))] = rng.choice(CELLS)
        elif how == 17:
            found.append(list(row))
        elif how == 18 and row:
            row.pop()
        else:
            row.append(rng.choice(CELLS))
    rng.shuffle(found) if rng.random() < 0.2 else None
    return found


def csv_of(rng: random.Random, header: list[str], rows: list[list[Any]]) -> bytes:
    """A CSV file in one of the ways in which it may be written."""
    told = files.csv_text(header, odd(rng, rows))
    told = told.replace(",", rng.choice((",",) * 30 + (";", "\t", "|")))
    told = rng.choice(("",) * 20 + ("sep=;\n", "\ufeff", "\n\n", "title\n")) + told
    encoding = rng.choice(
        ("utf-8",) * 20 + ("gb18030", "utf-16", "utf-8-sig", "big5", "latin-1")
    )
    data = told.encode(encoding, "replace")
    return damaged(rng, data) if rng.random() < 0.2 else data


# the files


def of_record(rng: random.Random, record: str) -> bytes:
    rows = files.sound(record) * rng.choice((1, 1, 1, 5))
    return csv_of(rng, files.HEADERS[record], rows)


def a_csv(rng: random.Random) -> Made:
    record = rng.choice(list(files.HEADERS))
    return f"{record}.csv", of_record(rng, record)


def a_header(rng: random.Random) -> Made:
    record = rng.choice(list(files.HEADERS))
    names = [name for row in odd(rng, [files.HEADERS[record]]) for name in row]
    if rng.random() < 0.3:
        names = rng.choice((HEADINGS["taobao"], HEADINGS["jd"], HEADINGS["agency"]))
    rows = files.sound(record)
    if rng.random() < 0.3:
        order = rng.sample(range(len(rows[0])), len(rows[0]))
        names = [files.HEADERS[record][at] for at in order]
        rows = [[row[at] for at in order] for row in rows]
    told = files.csv_text([str(name) for name in names], rows)
    return f"{record}.csv", told.encode("utf-8", "replace")


@cache
def workbook(record: str) -> bytes:
    target = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        files.write_xlsx(
            path, files.HEADERS[record], files.typed(record, files.sound(record))
        )
        target.write(path.read_bytes())
    return target.getvalue()


@cache
def by_hand() -> bytes:
    """A workbook as other programs write them."""
    rows = (
        sheets.header()
        + sheets.reception(2, "2020-08-01")
        + sheets.reception(3, "2020-08-02")
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        styled = sheets.styles("000", "yyyy-mm-dd")
        sheets.workbook(
            path, {"a": rows, "b": ""}, styled=styled, states={"b": "hidden"}
        )
        return path.read_bytes()


def with_a_part_damaged(rng: random.Random, data: bytes) -> bytes:
    """A workbook of which one part is damaged, packed anew."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        names = old.namelist()
        wrong = rng.choice(names)
        for name in names:
            content = old.read(name)
            content = damaged_xml(rng, content) if name == wrong else content
            if name != wrong or rng.random() < 0.95:
                new.writestr(name, content)
    return target.getvalue()


def damaged_xml(rng: random.Random, content: bytes) -> bytes:
    """A part with its numbers or its bytes changed."""
    if rng.random() < 0.5:
        return damaged(rng, content)
    digits = [at for at, sign in enumerate(content) if 48 <= sign <= 57]
    if not digits:
        return content
    at = rng.choice(digits)
    cell = (
        rng.choice(CELLS)
        .encode("utf-8", "replace")
        .replace(b"<", b"")
        .replace(b"&", b"")
    )
    return content[:at] + cell + content[at + 1 :]


def an_xlsx(rng: random.Random) -> Made:
    record = rng.choice(list(files.HEADERS))
    if rng.random() < 0.3:
        record, data = "receptions", by_hand()
    else:
        data = workbook(record)
    whole = rng.random() < 0.4
    return f"{record}.xlsx", damaged(rng, data) if whole else with_a_part_damaged(
        rng, data
    )


def rows_of(record: str, is_typed: bool) -> list[list[Any]]:
    rows = files.sound(record) * (20 if record in ("sessions", "presence") else 1)
    rows = files.typed(record, rows) if is_typed else rows
    if record == "sessions":
        rows = [[f"s{n}", *row[1:3], f"c{n}", *row[4:]] for n, row in enumerate(rows)]
    return rows


@cache
def parquet(record: str, is_typed: bool) -> bytes:
    return as_parquet(record, rows_of(record, is_typed))


def as_parquet(record: str, rows: list[list[Any]]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.parquet"
        files.write_parquet(path, files.HEADERS[record], rows)
        return path.read_bytes()


def a_parquet(rng: random.Random) -> Made:
    record = rng.choice(("sessions", "presence", "receptions", "bills"))
    is_typed = record in ("sessions", "presence") and rng.random() < 0.7
    if rng.random() < 0.3:
        return f"{record}.parquet", with_odd_cells(rng, record, is_typed)
    data = parquet(record, is_typed)
    if rng.random() < 0.4:
        # its end says what stands where: the most can go wrong there
        return f"{record}.parquet", data[:-1500] + damaged(rng, data[-1500:])
    return f"{record}.parquet", damaged(rng, data)


def with_odd_cells(rng: random.Random, record: str, is_typed: bool) -> bytes:
    """A sound Parquet file of rows with some cells put otherwise, by others of their
    type.
    """
    rows = rows_of(record, is_typed)
    for _ in range(rng.choice((1, 2, 5))):
        row = rng.choice(rows)
        at = rng.randrange(len(row))
        if row[at] is None:
            continue
        row[at] = rng.choice(OF_TYPE.get(type(row[at]), CELLS))
        if isinstance(row[at], str):
            row[at] = row[at].encode("utf-8", "replace").decode("utf-8")
    return as_parquet(record, rows)


OF_TYPE: dict[type, list[Any]] = {
    bool: [True, False, None],
    datetime: [
        None,
        datetime.min,
        datetime.max,
        datetime(2020, 8, 1),
        datetime(1970, 1, 1),
    ],
}


def a_stranger(rng: random.Random) -> Made:
    """A page, an old workbook, an archive or a picture under the ending of a record."""
    page = (
        "<html><table><tr>"
        + "".join(f"<td>{cell}" for cell in CELLS[:9])
        + "</table></html>"
    )
    heads = (
        page.encode(),
        b"\xd0\xcf\x11\xe0" + bytes(600),
        b"%PDF-1.4",
        b"\x89PNG\r\n",
        b"PK\x03\x04" + bytes(60),
        b"PAR1" + bytes(30) + b"PAR1",
        b"{}",
        workbook("receptions"),
        parquet("receptions", False),
    )
    ending = rng.choice(
        ("csv", "xlsx", "parquet", "xls", "ods", "xlsm", "html", "csv.gz", "XLSX")
    )
    return f"receptions.{ending}", damaged(rng, rng.choice(heads))


def a_masked(rng: random.Random) -> Made:
    """Chats of customers with odd names."""
    rows = [list(row) for row in files.sound("sessions")]
    for row in rows:
        row[3] = rng.choice(
            (*CELLS, "张**", "*", "***", "A****B", "用户123****", "\u3000")
        )
    return "sessions.csv", files.csv_text(files.HEADERS["sessions"], rows).encode(
        "utf-8", "replace"
    )


def a_yaml(rng: random.Random, text: str) -> bytes:
    """An agreement or another text in YAML with some of its words put otherwise."""
    lines = text.splitlines()
    for _ in range(rng.choice((0, 1, 1, 3))):
        at = rng.randrange(len(lines))
        words = lines[at].split(" ")
        words[rng.randrange(len(words))] = rng.choice(CELLS)
        lines[at] = " ".join(words)
    data = "\n".join(lines).encode("utf-8", "surrogatepass")
    return damaged(rng, data) if rng.random() < 0.7 else data


@cache
def sample(name: str) -> str:
    return (SAMPLE / name).read_text("utf-8")


def an_agreement(rng: random.Random) -> Made:
    return "agreement.yaml", a_yaml(rng, sample("agreement.yaml"))


def some_parties(rng: random.Random) -> Made:
    return "parties.yaml", a_yaml(rng, sample("parties.yaml"))


MAPPING = """columns: {date: 日期, shop: 店铺, id: 客服, received: 接待人数, inquiring: 询单人数}
constant: {}
shops: {某某旗舰店: taobao}
"""
HEADINGS = {
    "taobao": ["日期", "旺旺昵称", "咨询人数", "接待人数", "询单人数"],
    "jd": ["日期", "店铺", "客服", "咨询人数", "接待量", "询单人数"],
    "agency": ["日期", "店铺", "客服", "接待人数", "询单人数"],
    "generic": ["日期", "店铺", "客服", "接待人数", "询单人数"],
}


def a_mapping(rng: random.Random) -> Made:
    return "mapping.yaml", a_yaml(rng, MAPPING)


def a_report(rng: random.Random) -> Made:
    kind = rng.choice(list(HEADINGS))
    header = HEADINGS[kind]
    cells = {
        "日期": "2020-08-0{}",
        "店铺": "某某旗舰店",
        "旺旺昵称": "店:小美",
        "客服": "小美",
    }
    rows = [
        [cells.get(name, "{}5").format(day) for name in header] for day in (3, 2, 1)
    ]
    rows = [[*row[:-1], "4"] for row in rows]
    if rng.random() < 0.3:
        return f"{kind}_20200801_20200801.xlsx", with_a_part_damaged(
            rng, workbook("receptions")
        )
    return f"{kind}_20200801_20200801.csv", csv_of(rng, header, rows)


@cache
def rounds_text() -> bytes:
    """An export of rounds."""
    from datetime import UTC, datetime

    from cscontract.rounds.rounds import Rounds

    with tempfile.TemporaryDirectory() as folder:
        rounds = Rounds(Path(folder) / "rounds.db")
        agreement = cs.load(SAMPLE / "agreement.yaml")
        one = rounds.save(
            agreement, "a", "client", datetime(2020, 8, 1, tzinfo=UTC), "a note"
        )
        more = agreement.replace(volume__threshold=120)
        rounds.save(
            more, "a", "provider", datetime(2020, 8, 2, tzinfo=UTC), "", parent=one.hash
        )
        target = Path(folder) / "a.json"
        rounds.export(target)
        return target.read_bytes()


def some_rounds(rng: random.Random) -> Made:
    if rng.random() < 0.5:
        return "a.json", damaged(rng, rounds_text())
    told = json.loads(rounds_text())
    where: Any = told
    while isinstance(where, dict | list) and where:
        key = rng.choice(list(where) if isinstance(where, dict) else range(len(where)))
        if not isinstance(where[key], dict | list) or rng.random() < 0.2:
            where[key] = rng.choice((*CELLS, None, True, 1, -1, 1e300, [], {}, [[]]))
            break
        where = where[key]
    return "a.json", json.dumps(told).encode("utf-8", "replace")


# the readers


def read_folder(path: Path, rng: random.Random) -> None:
    if not path.name.startswith(("receptions", "sessions")):
        beside = path.with_name("receptions.csv")
        files.write_csv(beside, files.HEADERS["receptions"], files.sound("receptions"))
    records = cs.read(path.parent, masked=rng.choice((None, "each", "one")))
    if rng.random() < 0.3:
        cs.check(cs.load(SAMPLE / "agreement.yaml"), records).to_dict()
        for record in records.files:
            records.frame(record)


def read_report(path: Path, rng: random.Random) -> None:
    mapping = path.with_name("mapping.yaml")
    mapping.write_text(MAPPING, "utf-8")
    kind = path.name.partition("_")[0]
    kind = kind if rng.random() < 0.8 else rng.choice(kinds())
    given = mapping if kind == "generic" else None
    import_report(path, kind, mapping=given, shop=rng.choice((None, None, "jd")))


def read_mapping(path: Path, rng: random.Random) -> None:
    report = path.with_name("report.csv")
    files.write_csv(
        report, HEADINGS["generic"], [["2020-08-01", "某某旗舰店", "a", "5", "4"]]
    )
    import_report(report, "generic", mapping=path)


class Reader(NamedTuple):
    make: Callable[[random.Random], Made]
    read: Callable[[Path, random.Random], Any]


READERS = {
    "csv": Reader(a_csv, read_folder),
    "headers": Reader(a_header, read_folder),
    "xlsx": Reader(an_xlsx, read_folder),
    "parquet": Reader(a_parquet, read_folder),
    "strangers": Reader(a_stranger, read_folder),
    "masked": Reader(a_masked, read_folder),
    "agreement": Reader(an_agreement, lambda path, rng: cs.load(path)),
    "parties": Reader(some_parties, lambda path, rng: load_parties(path)),
    "mapping": Reader(a_mapping, read_mapping),
    "import": Reader(a_report, read_report),
    "rounds": Reader(some_rounds, lambda path, rng: read_rounds(path)),
}


class TooLong(BaseException):
    """A file takes too long."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """TooLong where it takes longer, on systems that can tell."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def stop(*_: object) -> None:
        raise TooLong

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


class Outcome(NamedTuple):
    """What came of a file: “read”, “refused”, or else what should not be, and how it
    came.
    """

    what: str
    how: str = ""


def outcome(name: str, seed: int, longest: float = LONGEST) -> Outcome:
    """What comes of one file of a reader, of this seed."""
    rng = random.Random(f"{name} {seed}")
    reader = READERS[name]
    file, data = reader.make(rng)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / file
        path.write_bytes(data)
        try:
            with within(longest):
                reader.read(path, rng)
        except cs.BadInput as error:
            return refused(error)
        except TooLong:
            return Outcome("too long", "".join(traceback.format_exc()))
        except Exception as error:
            return Outcome(type(error).__name__, traceback.format_exc())
    return Outcome("read")


def refused(error: cs.BadInput) -> Outcome:
    """A refusal has words in either language, and its mend."""
    for language in ("en", "zh"):
        with speaking(language):
            said = str(error)
        if not said or not all(fault.place and fault.fix for fault in error.faults):
            return Outcome("without words", repr(error.faults))
    return Outcome("refused")


def main(count: int, names: list[str]) -> int:
    wrong = 0
    for name in names or READERS:
        began, found = time.monotonic(), Counter[str]()
        for seed in range(count):
            came = outcome(name, seed)
            found[came.what] += 1
            if came.how and found[came.what] <= 3:
                print(f"{name} {seed}: {came.what}\n{came.how}", flush=True)
        counted = ", ".join(
            f"{what} {number:,}" for what, number in found.most_common()
        )
        print(f"{name}: {counted} ({time.monotonic() - began:,.0f} s)", flush=True)
        wrong += count - found["read"] - found["refused"]
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2:]))
