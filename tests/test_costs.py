"""What damaged or endless files cost: a process that may die, bounds on faults, texts
and memory.
"""

import gc
import os
import random
import subprocess
import sys
import textwrap
import threading
import zipfile
from datetime import date, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet
import pytest
import sheets

import cscontract as cs
from cscontract.core import progress as bars
from cscontract.core.errors import BadInput
from cscontract.core.language import speaking
from cscontract.records import engine_tables
from cscontract.records.files import parquet_child, parquet_files
from cscontract.records.imports.merging import write_receptions
from cscontract.records.imports.platform_exports import import_report

import files


def parquet(folder: Path, count: int = 3) -> Path:
    """A typed log of chats."""
    rows = files.typed("sessions", files.sound("sessions", 3) * (count // 3))
    rows = [[f"s{n}", *row[1:]] for n, row in enumerate(rows)]
    return files.write(folder, "sessions", rows, "parquet")


def faults(folder: Path) -> list[str]:
    with pytest.raises(BadInput) as refused:
        cs.read(folder)
    return [str(fault) for fault in refused.value.faults]


# the process that decodes Parquet


@pytest.fixture
def decoder(tmp_path, monkeypatch):
    """Another script in the place of the process that decodes."""

    def put(script: str) -> None:
        path = tmp_path / "decoder.py"
        path.write_text(textwrap.dedent(script), "utf-8")
        parquet_files.end()
        monkeypatch.setattr(parquet_child, "__file__", str(path))

    yield put
    parquet_files.end()


BROKEN_OFF = "damaged so that its reader breaks off; expected a Parquet file"
SAYS_AT_ONCE = {
    "aborts": "import os, sys; sys.stdin.readline(); os.abort()",
    "ends": "import sys; sys.stdin.readline()",
    "ends amid a part": """
        import os, sys
        sys.stdin.readline()
        os.write(1, b"F" + (99).to_bytes(8, "big") + b"{")
    """,
    "says that it will say more than there is": """
        import os, sys
        sys.stdin.readline()
        os.write(1, b"R" + (10**15).to_bytes(8, "big"))
        sys.stdin.readline()
    """,
}


@pytest.mark.parametrize("what", SAYS_AT_ONCE)
def test_a_file_that_ends_its_reader_is_refused_in_words(tmp_path, decoder, what):
    decoder(SAYS_AT_ONCE[what])
    (found,) = faults(parquet(tmp_path / "r"))
    assert f"sessions.parquet: {BROKEN_OFF}; fix: export the file again" == found


def test_a_file_that_keeps_its_reader_busy_is_refused_in_words(
    tmp_path, decoder, monkeypatch
):
    monkeypatch.setattr(parquet_files, "LONGEST", 0.2)
    decoder("import sys, threading; sys.stdin.readline(); threading.Event().wait()")
    (found,) = faults(parquet(tmp_path / "r"))
    assert (
        "sessions.parquet: not read within 0 seconds; expected a Parquet file" in found
    )


def test_a_reader_that_was_ended_between_two_files_is_started_anew(tmp_path):
    folder = parquet(tmp_path)
    assert 3 == len(cs.read(folder).frame("sessions"))
    (decoder,) = parquet_files._decoders
    decoder.process.kill()
    decoder.process.wait()
    assert 3 == len(cs.read(folder).frame("sessions"))
    assert decoder is not parquet_files._decoders[0]


def test_one_reader_decodes_file_after_file_damaged_ones_among_them(tmp_path):
    parquet_files.end()
    cs.read(parquet(tmp_path / "a"))
    (decoder,) = parquet_files._decoders
    path = parquet(tmp_path / "b") / "sessions.parquet"
    path.write_bytes(path.read_bytes()[:-40])
    assert "not readable (" in faults(tmp_path / "b")[0]
    cs.read(tmp_path / "a")
    assert [decoder] == parquet_files._decoders


def test_a_reader_that_is_left_alone_ends(tmp_path):
    code = (
        "import sys; from cscontract.records.files import parquet_child as child; "
        "child.IDLE = 0.1; child.serve(sys.stdin.buffer, sys.stdout.buffer); sys.exit(3)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE
    ) as process:
        assert 0 == process.wait(timeout=60)


def test_files_read_by_two_threads_are_not_mixed_up(tmp_path):
    counts = {name: 3 * n for n, name in enumerate("abcdef", 1)}
    folders = {name: parquet(tmp_path / name, count) for name, count in counts.items()}
    found = dict[str, int]()

    def read(name: str) -> None:
        path = folders[name] / "sessions.parquet"
        table = parquet_files.arrow_table(path, name, lambda footer: None, 10**9)
        found[name] = len(table)

    threads = [threading.Thread(target=read, args=(name,)) for name in folders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts == found


def test_without_processes_a_file_is_decoded_in_this_one(tmp_path, monkeypatch):
    """In a browser."""
    folder = parquet(tmp_path)
    parquet_files.end()
    monkeypatch.setattr(parquet_files.sys, "platform", "emscripten")
    assert 3 == len(cs.read(folder).frame("sessions"))
    assert [] == parquet_files._decoders


def test_a_table_that_grows_beyond_what_its_footer_says_is_refused(tmp_path):
    folder = parquet(tmp_path, 300)
    path = folder / "sessions.parquet"
    seen = list[dict]()
    with pytest.raises(BadInput, match="breaks off"):
        parquet_files.arrow_table(path, "sessions.parquet", seen.append, 1_000)
    assert [300, 0] == [footer["rows"] for footer in seen]


# the engine


def test_the_engine_opens_no_file_and_takes_no_further_setting(tmp_path):
    engine = engine_tables.engine()
    path = tmp_path / "a.csv"
    path.write_text("a\n1\n")
    for question in (
        f"SELECT * FROM read_csv('{path}')",
        f"COPY (SELECT 1) TO '{tmp_path / 'b.csv'}'",
        "INSTALL httpfs",
    ):
        with pytest.raises(duckdb.Error):
            engine.raw_sql(question)
    with pytest.raises(duckdb.InvalidInputException, match="locked"):
        engine.raw_sql("SET enable_external_access = true")
    assert [path] == list(tmp_path.iterdir())


SPILLING = """
import sys
import cscontract as cs
from cscontract.records import engine_tables
engine_tables.SETTINGS["memory_limit"] = "8MB"
try:
    cs.read(sys.argv[1])
except cs.BadInput as error:
    print(error)
"""


def test_no_number_of_a_customer_is_written_to_a_disk_where_memory_is_short(tmp_path):
    folder, count = tmp_path / "r", 300_000
    folder.mkdir()
    times = pa.array([datetime(2020, 8, 1, 9)] * count, pa.timestamp("us"))
    customers = [str(13_800_000_000 + n) for n in range(count)]
    columns = {name: pa.array([True] * count) for name in files.HEADERS["sessions"]}
    columns |= {"session": [f"s{n}" for n in range(count)], "customer": customers}
    columns |= {
        "shop": ["jd"] * count,
        "id": ["a"] * count,
        "channel": ["official_chat"] * count,
    }
    columns |= {"started_at": times, "ended_at": times}
    pa.parquet.write_table(pa.table(columns), folder / "sessions.parquet")
    own = tmp_path / "own"
    own.mkdir()
    environment = {
        **os.environ,
        "TMPDIR": str(own),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    done = subprocess.run(
        [sys.executable, "-c", SPILLING, str(folder)],
        cwd=own,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert (
        "more rows than fit in the memory; expected logs that fit in it" in done.stdout
    )
    assert [] == list(own.rglob("*"))


# so many faults


def many(count: int = 2_000) -> list[list[str]]:
    """Rows each with a fault."""
    return [["2020-08-01", "jd", f"k{n}", "-1", "2", "1"] for n in range(count)]


STOPPED = "read no further after 500 faults; there may be more; expected a file without faults"
AT_FAULT = {
    "a cell": ("receptions", many()),
    "the order of counts": (
        "receptions",
        [["2020-08-01", "jd", f"k{n}", "1", "2", "3"] for n in range(2_000)],
    ),
    "the same row": ("receptions", [["2020-08-01", "jd", "a", "3", "2", "1"]] * 2_000),
    "totals in doubt": (
        "receptions",
        [["2020-08-01", "jd", f"小平均{n}", "3", "2", "1"] for n in range(2_000)],
    ),
    "the same month": ("bills", [["2020-08", "1500.00"]] * 2_000),
    "ends before it starts": (
        "outages",
        [["jd", "2020-08-02 09:00", "2020-08-01 09:00"]] * 2_000,
    ),
}


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
@pytest.mark.parametrize("what", AT_FAULT)
def test_a_file_is_read_no_further_after_500_faults(tmp_path, what, kind):
    record, rows = AT_FAULT[what]
    found = faults(files.write(tmp_path, record, rows, kind))
    assert 501 == len(found)
    name = f"{record}.{kind}"
    assert f"{name}: {STOPPED}; fix: mend these, and read the file again" == found[-1]


def test_what_is_told_of_many_faults_is_short(tmp_path):
    with pytest.raises(BadInput) as refused:
        cs.read(files.write(tmp_path, "receptions", many()))
    lines = str(refused.value).splitlines()
    assert 22 == len(lines) and STOPPED in lines[20] and "480 more" in lines[21]
    with speaking("zh"):
        assert "发现 500 处错误后不再继续读取" in str(refused.value)


def test_rows_of_a_wrong_width_are_faults_like_others(tmp_path):
    found = faults(files.write(tmp_path, "receptions", [row[:5] for row in many()]))
    assert 501 == len(found) and STOPPED in found[-1]


TYPED = {
    "blank sessions": lambda n: {"session": None},
    "the same session": lambda n: {"session": "s"},
    "an end before its start": lambda n: {"ended_at": datetime(2019, 8, 1)},
    "totals": lambda n: {"session": f"s{n}", "id": "合计"},
}


@pytest.mark.parametrize("what", TYPED)
def test_a_typed_log_is_read_no_further_after_500_faults(tmp_path, what):
    (row,) = files.typed("sessions", files.sound("sessions", 1))
    known = dict(zip(files.HEADERS["sessions"], row, strict=True))
    rows = [
        list({**known, "session": f"s{n}", **TYPED[what](n)}.values())
        for n in range(2_000)
    ]
    rows[0][0] = "first"
    found = faults(files.write(tmp_path, "sessions", rows, "parquet"))
    assert 501 == len(found) and STOPPED in found[-1]


def test_sessions_that_two_files_have_are_told_up_to_500(tmp_path):
    (row,) = files.typed("sessions", files.sound("sessions", 1))
    rows = [[f"s{n}", *row[1:3], f"c{n}", *row[4:]] for n in range(1_000)]
    for month in ("08", "09"):
        path = tmp_path / f"sessions-2020-{month}.parquet"
        more = [[f"own{month}", *row[1:]]]
        files.write_parquet(path, files.HEADERS["sessions"], rows + more)
    found = faults(tmp_path)
    assert 501 == len(found) and STOPPED in found[-1]


def test_a_report_is_read_no_further_after_500_faults(tmp_path):
    header = ["日期", "店铺", "客服", "接待人数", "询单人数"]
    path = tmp_path / "report.csv"
    files.write_csv(
        path, header, [["2020-08-01", "jd", f"k{n}", "-1", "1"] for n in range(2_000)]
    )
    with pytest.raises(BadInput) as refused:
        import_report(path, "agency")
    assert 501 == len(refused.value.faults)
    assert STOPPED in str(refused.value.faults[-1])


def test_a_report_with_other_counts_than_there_are_is_told_up_to_500(tmp_path):
    header = ["日期", "店铺", "客服", "接待人数", "询单人数"]
    for asked in (20, 30):
        path = tmp_path / f"report{asked}.csv"
        counts = [[f"{asked + n % 7}", f"{n % 5}"] for n in range(1_000)]
        rows = [["2020-08-01", "jd", f"k{n}", *pair] for n, pair in enumerate(counts)]
        files.write_csv(path, header, rows)
    write_receptions(import_report(tmp_path / "report20.csv", "agency"), tmp_path / "r")
    with pytest.raises(BadInput) as refused:
        write_receptions(
            import_report(tmp_path / "report30.csv", "agency"), tmp_path / "r"
        )
    assert 501 == len(refused.value.faults)


def test_dates_far_from_the_term_are_told_up_to_500(tmp_path):
    days = [date.fromordinal(date(2030, 1, 1).toordinal() + n) for n in range(1_000)]
    rows = [
        [f"{day}", "jd", "a", f"{3 + n % 7}", "2", "1"] for n, day in enumerate(days)
    ]
    records = cs.read(files.write(tmp_path, "receptions", rows))
    with pytest.raises(BadInput) as refused:
        cs.check(cs.load(files.agreement_file()), records)
    assert 501 == len(refused.value.faults)


def test_formulas_without_a_value_are_told_up_to_500(tmp_path):
    rows = [["2020-08-01", "jd", f"k{n}", "=1+1", "2", "1"] for n in range(1_000)]
    found = faults(files.write(tmp_path, "receptions", rows, "xlsx"))
    assert 501 == len(found) and STOPPED in found[-1]


# texts without end, names two by two


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_text_without_end_is_told_by_its_length(tmp_path, kind):
    count = 20_000
    rows = [files.changed("receptions", id="x" * count)]
    (found,) = faults(files.write(tmp_path, "receptions", rows, kind))
    assert f"receptions.{kind}, row 2, column id: a text of 20,000 signs" in found
    assert "expected cells of at most 10,000 signs; fix: shorten it" in found


@pytest.mark.parametrize("kind", ["plain", "dictionary"])
def test_a_column_of_texts_without_end_is_refused_as_a_whole(tmp_path, kind):
    texts = pa.array(["x" * 1_000_000] + ["a"] * 99)
    texts = texts.dictionary_encode() if kind == "dictionary" else texts
    columns = dict.fromkeys(files.HEADERS["receptions"], pa.array([1] * 100))
    columns |= {"date": ["2020-08-01"] * 100, "shop": ["jd"] * 100, "id": texts}
    pa.parquet.write_table(pa.table(columns), tmp_path / "receptions.parquet")
    (found,) = faults(tmp_path)
    assert "receptions.parquet, column id: a text of 1,000,000 signs; expected" in found


def test_a_thousand_names_that_differ_in_case_alone_cost_no_million_looks(tmp_path):
    """A bound on the comparisons two by two: the first twenty of one name are
    compared.
    """
    names = [
        "".join(c.upper() if n >> i & 1 else c for i, c in enumerate("abcdefghij"))
        for n in range(1_000)
    ]
    rows = [
        [f"2020-08-0{day}", "jd", name, f"{day + 5}", "2", "1"]
        for day in (1, 2)
        for name in names
    ]
    found = faults(files.write(tmp_path, "receptions", rows))
    assert 190 == len(found) and "one agent under two names" in found[0]


def test_a_large_file_says_so_before_it_is_read(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(bars, "LONG_ROWS", 3)
    monkeypatch.setattr(bars, "SLOW_ROWS", 3)
    bars._tell_once.cache_clear()
    folder = files.write(tmp_path, "receptions", files.sound("receptions"))
    cs.read(folder)
    cs.read(folder)
    said = "receptions.csv: a large file; to read it takes a minute or more\n"
    assert said == capsys.readouterr().err


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
@pytest.mark.parametrize("record", ["receptions", "sessions"])
def test_a_pipe_in_the_place_of_a_record_is_refused_at_once(tmp_path, record, kind):
    """Finding 23: a Parquet log that is a pipe was waited for without end."""
    os.mkfifo(tmp_path / f"{record}.{kind}")
    assert any(f"{record}.{kind}: 0 bytes" in fault for fault in faults(tmp_path))


# workbooks whose parts are not what they say


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/workbook.xml", b'r:id="s1"', b""),
        ("xl/workbook.xml", b'encoding="UTF-8"', b'encoding="UTF-NaT"'),
        ("xl/worksheets/sheet1.xml", b'encoding="UTF-8"', b'encoding="UF-8"'),
        ("xl/sharedStrings.xml", b'encoding="UTF-8"', b'encoding="x"'),
    ],
)
def test_a_part_that_names_no_sheet_or_no_encoding_is_told(tmp_path, part, old, new):
    plain = tmp_path / "plain.zip"
    sheets.workbook(plain, {"a": sheets.header() + sheets.reception(2, "2020-08-01")})
    folder = tmp_path / "r"
    folder.mkdir()
    with (
        zipfile.ZipFile(plain) as book,
        zipfile.ZipFile(folder / "receptions.xlsx", "w") as other,
    ):
        for name in book.namelist():
            content = book.read(name)
            other.writestr(name, content.replace(old, new) if name == part else content)
    assert f"receptions.xlsx: {part} is missing or damaged" in faults(folder)[0]


@pytest.mark.parametrize(
    "packed", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA, zipfile.ZIP_DEFLATED]
)
def test_a_part_that_cannot_be_unpacked_is_told(tmp_path, packed):
    path = tmp_path / "receptions.xlsx"
    with zipfile.ZipFile(path, "w", packed) as book:
        book.writestr("_rels/.rels", random.Random(1).randbytes(500))
    data = bytearray(path.read_bytes())
    data[45:60] = bytes(15)
    path.write_bytes(data)
    assert "_rels/.rels is missing or damaged" in faults(tmp_path)[0]


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_log_that_nobody_holds_any_more_leaves_nothing_in_the_engine(tmp_path, kind):
    def tables() -> int:
        ((count,),) = (
            engine_tables.engine()
            .raw_sql("SELECT count(*) FROM duckdb_tables()")
            .fetchall()
        )
        ((views,),) = (
            engine_tables.engine()
            .raw_sql("SELECT count(*) FROM duckdb_views() WHERE NOT internal")
            .fetchall()
        )
        return count + views

    rows = files.sound("sessions")
    rows = files.typed("sessions", rows) if kind == "parquet" else rows
    folder = files.write(tmp_path, "sessions", rows, kind)
    counts = []
    for _ in range(3):
        for _ in range(4):
            cs.read(folder)
        gc.collect()
        engine_tables._drop_those_left()
        counts.append(tables())
    assert counts[0] == counts[1] == counts[2]
