"""Telephone and identity numbers planted everywhere turn up nowhere; the key that hides
customers.
"""

import hashlib
import hmac
import io
import os
import re
import stat
import subprocess
import sys
import unicodedata
import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import cscontract as cs
from cscontract.cli.main import main
from cscontract.core import pseudonyms
from cscontract.core.errors import Fault, bad, legible, shown
from cscontract.core.privacy import masked
from cscontract.records.imports.platform_exports import import_report

import build
import files

ROOT = Path(__file__).resolve().parent.parent


def identity(first: str) -> str:
    """An identity number made up of 17 digits and their check sign (ISO 7064, mod
    11-2).
    """
    total = 0
    for digit in first:
        total = (total + int(digit)) * 2
    return first + "0123456789X"[(12 - total) % 11]


PHONE = "19912345678"
PERSON = identity("99000019900307123")
PERSON_X = next(
    n for n in (identity(f"99000019851231{k:03}") for k in range(99)) if n[-1] == "X"
)
PLANTED = (PHONE, PERSON, PERSON_X)
#: each number as people write it
FORMS = {
    "plain": PHONE,
    "spaced": "199 1234 5678",
    "two blanks": "199  1234  5678",
    "digit by digit": "1 9 9 1 2 3 4 5 6 7 8",
    "with +86": f"+86{PHONE}",
    "with +86 and blanks": "+86 199 1234 5678",
    "with +86 in brackets": f"(+86){PHONE}",
    "with 86": f"86{PHONE}",
    "with 0086": f"0086{PHONE}",
    "with 0086 and dashes": "0086-199-1234-5678",
    "full-width": "１９９１２３４５６７８",
    "full-width and spaced": "１９９　１２３４　５６７８",
    "with dashes": "199-1234-5678",
    "with full-width dashes": "199－1234－5678",
    "with en dashes": "199–1234–5678",
    "with hard blanks": "199\u00a01234\u00a05678",
    "in a word": f"tel{PHONE}x",
    "identity": PERSON,
    "identity, spaced": f"{PERSON[:6]} {PERSON[6:14]} {PERSON[14:]}",
    "identity, with dashes": f"{PERSON[:6]}-{PERSON[6:14]}-{PERSON[14:]}",
    "identity, full-width": "".join(chr(ord(digit) + 0xFEE0) for digit in PERSON),
    "identity with X": PERSON_X,
    "identity with x": PERSON_X.lower(),
    "identity with x, spaced": f"{PERSON_X[:6]} {PERSON_X[6:14]} {PERSON_X[14:].lower()}",
}
EVERY_FORM = pytest.mark.parametrize("form", FORMS)
EVERY_KIND = pytest.mark.parametrize("kind", files.WRITERS)


def leaks(text: str) -> list[str]:
    """The planted numbers that stand in a text, whatever stands between their
    digits.
    """
    plain = re.sub(
        r"\\u[0-9a-f]{4}|\\x[0-9a-f]{2}|\\t", "", unicodedata.normalize("NFKC", text)
    )
    squeezed = re.sub(
        r"[\s\-\u2010-\u2015\u2212\u200b-\u200f\u2060\ufeff+()]", "", plain
    ).upper()
    return [number for number in PLANTED if number in squeezed]


def test_the_search_finds_what_it_is_to_find():
    assert "X" == PERSON_X[-1] and PERSON[-1].isdigit()
    for form, text in FORMS.items():
        assert 1 == len(leaks(f"a {text} b")), form
        assert 1 == len(leaks(repr(f"a {text} b"))), form


@EVERY_FORM
def test_a_number_is_masked_in_every_form_and_the_words_around_it_stay(form):
    found = masked(f"call {FORMS[form]}, at noon")
    assert (
        not leaks(found) and found.startswith("call ") and found.endswith(", at noon")
    )
    assert "‹hidden›" in found


@pytest.mark.parametrize(
    "text",
    [
        "1234567890123456789",  # an order number
        "10000000000",  # no telephone number begins so
        "12912345678",
        f"{PHONE}9",
        f"1{PHONE}",
        PERSON[:-1] + str((int(PERSON[-1]) + 1) % 10),  # a wrong check sign
        identity("99000019901307123"),  # no month 13
        "2020-08-15 2020-08-16 9",
        "1500.00 300.00 1800.00",
        "２０２０年８月",
        "sessions.csv, row 199, column 1234",
    ],
)
def test_what_is_no_such_number_stays_as_it_is(text):
    assert text == masked(text)


# planted in every place that names something


def name(record: str, column: str, text: str) -> str:
    """A name with a number in it; of sessions, customers and IDs the number alone."""
    alone = column in ("session", "customer", "id")
    return text if alone else f"{text}旗舰店" if column == "shop" else f"退款 {text}"


def planted() -> dict[str, list[list[Any]]]:
    """Rows of every record, each form of a number in each of their names, so that
    findings name them.
    """
    rows: dict[str, list[list[Any]]] = {
        record: files.sound(record, 2) for record in files.HEADERS
    }
    rows["receptions"] = []
    for number, text in enumerate(FORMS.values()):
        start = datetime(2020, 8, 3, 10) + timedelta(days=number)
        rows["receptions"].append([str(start.date()), "jd", text, "9", "9", "9"])
        times = [str(start), str(start + timedelta(minutes=1))]
        chat = ["jd", text, text, name("sessions", "channel", text), *times]
        rows["sessions"].append(
            [f"{number}a{text}b", *chat, "true", "true", "true", "false"]
        )
        chat = ["jd", text, text, "official_chat", *times]
        rows["sessions"].append(
            [f"{text}/{number}", *chat, "true", "true", "true", "false"]
        )
        strange = [name("sessions", "shop", text), *chat[1:]]
        rows["sessions"].append(
            [f"{number}c{text}", *strange, "true", "true", "true", "false"]
        )
        rows["presence"].append(["jd", text, *times])
        rows["presence"].append([name("presence", "shop", text), text, *times])
        rows["payments"].append(
            ["2020-08-20", "1.00", name("payments", "method", text), ""]
        )
        rows["actions"].append(
            [str(start), "jd", text, name("actions", "action", text), "9.00", "false"]
        )
        rows["actions"].append(
            [str(start), name("actions", "shop", text), text, "note", "", "true"]
        )
        rows["outages"].append([name("outages", "shop", text), *times])
    return rows


def plant(folder: Path, kind: str) -> Path:
    """All records in a folder; `typed` is Parquet with typed columns."""
    for record, rows in planted().items():
        given = files.typed(record, rows) if kind == "typed" else rows
        files.write(folder, record, given, "parquet" if kind == "typed" else kind)
    for extra in (
        f"{PHONE}.csv",
        "199 1234 5678.xlsx",
        "１９９－１２３４－５６７８.parquet",
    ):
        (folder / extra).write_text("x", "utf-8")
    return folder


def unzipped(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return "\n".join(book.read(part).decode("utf-8") for part in book.namelist())


@pytest.fixture(scope="module", params=[*files.WRITERS, "typed"])
def records_folder(request, tmp_path_factory):
    return plant(
        tmp_path_factory.mktemp(request.param) / f"records of {PHONE}", request.param
    )


def given_out(
    folder: Path, place: Path, capsys: pytest.CaptureFixture
) -> dict[str, str]:
    """Everything that the commands give out on the records of a folder."""
    agreement, out = str(files.agreement_file()), dict[str, str]()
    reports = {
        form: place / f"report.{form}" for form in ("json", "html", "xlsx", "ics")
    }
    asked = [
        text for form, path in reports.items() for text in (f"--{form}", str(path))
    ]
    for command in (
        ["check", agreement, str(folder), *asked],
        ["check", agreement, str(folder), "--json", "-"],
        ["check", agreement, str(folder), "--lang", "zh"],
        ["explain", agreement, str(folder), "--date", "2020-08-03"],
        ["explain", agreement, str(folder), "--date", "2020-08-03", "--json", "-"],
        ["price", agreement, str(folder), "--open", "bound,same_person"],
    ):
        assert 0 == main(command)
        shown = capsys.readouterr()
        out |= {
            f"{command[0]} {command[3:5]}": shown.out,
            f"notes of {command[0]}": shown.err,
        }
    for form, path in reports.items():
        data = path.read_bytes()
        out[form] = unzipped(data) if form == "xlsx" else data.decode("utf-8")
    # a line of a calendar is folded with a line end and a blank
    out["ics unfolded"] = re.sub(r"\r?\n[ \t]", "", out["ics"])
    return out


def test_no_planted_number_is_in_anything_that_the_commands_give_out(
    records_folder, tmp_path, capsys
):
    out = given_out(records_folder, tmp_path, capsys)
    assert {} == {what: leaks(text) for what, text in out.items() if leaks(text)}
    assert all(out.values())


def test_no_planted_number_is_in_anything_that_a_notebook_shows(records_folder):
    agreement = cs.load(files.agreement_file())
    records = cs.read(records_folder)
    verdict = cs.check(agreement, records)
    out = {
        "records": repr(records),
        "notes": str(records.notes),
        "files": str(records.files),
        "html": verdict._repr_html_(),
        "verdict": repr(verdict) + str(verdict.to_dict()),
        "explanation": cs.explain(agreement, records, date(2020, 8, 3))._repr_html_(),
        "price": str(
            cs.price(agreement, records, open=["bound", "same_person"]).to_dict()
        ),
        "shops": str(records.sessions.shops + records.presence.shops),
        "logs": repr(records.sessions) + repr(records.presence),
    }
    out |= {record: records.frame(record).to_csv() for record in files.HEADERS}
    for what in ("findings", "statements", "lines"):
        out[what] = getattr(verdict, what).to_csv()
    assert {} == {what: leaks(text) for what, text in out.items() if leaks(text)}


def test_what_was_hidden_is_still_found_under_a_name_of_its_own(records_folder):
    """Every form of a number has been looked at: hidden, not lost."""
    found = cs.check(cs.load(files.agreement_file()), cs.read(records_folder)).found
    by_code: dict[str, set[Any]] = {}
    for finding in found:
        named = finding.extra.get("session") or finding.extra.get("id") or finding.shop
        by_code.setdefault(finding.code, set()).add(
            finding.measured if finding.code == "payment_method" else named
        )
    assert all("hidden" in name for name in by_code["counts_differ"])
    for code in ("off_platform", "problem_not_recorded", "payment_method"):
        hidden = [what for what in by_code[code] if "hidden" in what]
        assert len(hidden) >= len({*map(_key, FORMS.values())}), code
    actions = [finding for finding in found if finding.code == "beyond_authority"]
    assert len(FORMS) == len(actions) and all("hidden-" in a.text() for a in actions)
    assert all("hidden-" in f.shop for f in found if f.code == "unknown_shop")


def _key(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def test_typed_parquet_hides_under_the_same_names_as_csv(tmp_path):
    found = []
    for kind in ("csv", "typed"):
        records = cs.read(plant(tmp_path / kind, kind))
        frames = [records.frame(record) for record in ("sessions", "presence")]
        verdict = cs.check(cs.load(files.agreement_file()), records)
        texts = [
            f.text()
            for f in verdict.found
            if f.code in ("off_platform", "counts_differ")
        ]
        found.append((frames, texts))
    (csv_frames, csv_texts), (typed_frames, typed_texts) = found
    assert csv_texts == typed_texts
    assert all(a.equals(b) for a, b in zip(csv_frames, typed_frames, strict=True))


# in what is refused


def refused(folder: Path) -> str:
    """All that the refusal of a folder says: as text, and each fault's parts."""
    with pytest.raises(cs.BadInput) as caught:
        cs.read(folder)
    return "\n".join(
        [str(caught.value), repr(caught.value), *map(repr, caught.value.faults)]
    )


@EVERY_KIND
@EVERY_FORM
def test_no_planted_number_is_in_the_refusal_of_a_cell(tmp_path, kind, form):
    """As the whole cell where a number, a time or a yes is expected; in a name that is
    too long.
    """
    text = FORMS[form]
    for record, header in files.HEADERS.items():
        for column in header:
            if column == "customer":
                continue
            is_name = column in ("session", "shop", "id", "channel", "method", "action")
            bad_cell = f"{'x' * 70} {text} x" if is_name else text
            rows = [
                *files.sound(record, 2),
                files.changed(record, **{column: bad_cell}),
            ]
            told = refused(
                files.write(tmp_path / f"{record}-{column}", record, rows, kind)
            )
            assert f"row 4, column {column}" in told
            assert not leaks(told), (record, column)


@EVERY_KIND
def test_no_half_of_a_number_is_in_the_refusal_of_a_long_cell(tmp_path, kind):
    """A message shows no more than 80 characters: the number goes before the cut is
    made.
    """
    for length in range(60, 80):
        rows = files.with_row("sessions", channel=f"{'x' * length} {PHONE}")
        told = refused(files.write(tmp_path / str(length), "sessions", rows, kind))
        assert PHONE[:4] not in told


@EVERY_KIND
@EVERY_FORM
def test_no_planted_number_is_in_the_refusal_of_its_neighbours(tmp_path, kind, form):
    """The customer of a row is not shown where another cell of the row is wrong, and
    never as such.
    """
    text = FORMS[form]
    cells = {"session": text, "id": text, "customer": text, "started_at": "x"}
    rows = [files.changed("sessions", **cells), files.changed("sessions", **cells)]
    assert not leaks(refused(files.write(tmp_path / "cell", "sessions", rows, kind)))
    rows = [
        files.changed("sessions", session=text),
        files.changed("sessions", session=text),
    ]
    told = refused(files.write(tmp_path / "twice", "sessions", rows, kind))
    assert "each session once" in told and not leaks(told)
    typed = files.typed("sessions", rows)
    told = refused(files.write(tmp_path / "typed", "sessions", typed, "parquet"))
    assert "each session once" in told and not leaks(told)
    rows = [files.changed("receptions", id=text, shop=text) for _ in range(2)]
    told = refused(files.write(tmp_path / "rows", "receptions", rows, kind))
    assert "each date, shop and ID once" in told and not leaks(told)


@pytest.mark.parametrize(
    "value", [12345678901234567.5, True, datetime(2020, 8, 3), int(PERSON)]
)
def test_a_customer_that_cannot_be_read_is_not_shown(tmp_path, value):
    rows = [files.changed("sessions", customer=value)]
    told = refused(files.write(tmp_path, "sessions", rows, "xlsx"))
    assert "column customer: expected a customer's name or number" in told
    assert str(value) not in told and "1234567890" not in told and not leaks(told)


def typed_with(folder: Path, **cells: Any) -> Path:
    rows = files.typed("sessions", files.sound("sessions", 2))
    rows.append(
        list(
            (
                dict(zip(files.HEADERS["sessions"], rows[1], strict=True)) | cells
            ).values()
        )
    )
    return files.write(folder, "sessions", rows, "parquet")


@EVERY_FORM
def test_no_planted_number_is_in_the_refusal_of_typed_parquet(tmp_path, form):
    text = FORMS[form]
    numbered = {"session": text, "id": text, "customer": text}
    for number, wrong in enumerate(
        (
            {"ended_at": None},
            {"ended_at": datetime(2020, 8, 1)},
            {"channel": f"{'x' * 70} {text}"},
            {"session": f"{'x' * 70} {text}"},
            {"shop": f"{text}\u202e"},
            {"received": None},
        )
    ):
        told = refused(typed_with(tmp_path / str(number), **{**numbered, **wrong}))
        assert "sessions.parquet, row 4" in told and not leaks(told)


@EVERY_KIND
@pytest.mark.parametrize("column", ["nickname", "message", "buyer_phone"])
def test_a_column_that_is_not_listed_is_refused_and_what_it_holds_is_not_shown(
    tmp_path, kind, column
):
    header = [*files.HEADERS["sessions"], column]
    rows = [
        [*row, f"please call {text}"]
        for row, text in zip(files.sound("sessions"), FORMS.values(), strict=False)
    ]
    told = refused(files.write(tmp_path, "sessions", rows, kind, header))
    assert column in told and "delete the column" in told
    assert "please" not in told and not leaks(told)


@EVERY_KIND
@EVERY_FORM
def test_no_planted_number_is_in_the_refusal_of_a_header(tmp_path, kind, form):
    header = [*files.HEADERS["presence"][:-1], FORMS[form]]
    told = refused(
        files.write(tmp_path, "presence", files.sound("presence"), kind, header)
    )
    assert "row 1" in told and not leaks(told)


def broken(text: str) -> dict[str, bytes]:
    """Files that are no table, with a number in them."""
    row = f"2020-08-03,{text},a,1,1,1\n"
    header = ",".join(files.HEADERS["receptions"]) + "\n"
    return {
        "a quote": (header + f'2020-08-03,"{text}\n').encode(),
        "a short row": (header + f"2020-08-03,{text}\n").encode(),
        "a long row": (header + row.strip() + f",{text}\n").encode(),
        "semicolons": (header.strip() + f",{text}\n" + row).replace(",", ";").encode(),
        "latin-1": (header + row.replace(",a,", ",café,")).encode("latin-1", "replace"),
        "a NUL": (header + row.replace(",a,", ",a\0,")).encode(),
    }


@EVERY_FORM
@pytest.mark.parametrize("what", broken(""))
def test_no_planted_number_is_in_the_refusal_of_a_file_that_is_no_table(
    tmp_path, what, form
):
    (tmp_path / "receptions.csv").write_bytes(broken(FORMS[form])[what])
    assert not leaks(refused(tmp_path))


@EVERY_FORM
def test_no_planted_number_is_in_what_is_said_of_a_workbook(tmp_path, form):
    files.write(tmp_path, "bills", files.sound("bills"))
    book = openpyxl.Workbook()
    for row in [files.HEADERS["seats"], ["2020-08-01", 1]]:
        book.active.append(row)
    book.create_sheet(FORMS[form])
    book.save(tmp_path / "seats.xlsx")
    (told,) = cs.read(tmp_path).notes
    assert "only the first sheet" in told and not leaks(told)
    book.active["B2"] = f'="{FORMS[form]}"'
    book.save(tmp_path / "seats.xlsx")
    told = refused(tmp_path)
    assert "never computed" in told and not leaks(told)


@EVERY_FORM
def test_no_planted_number_is_in_the_names_of_files_and_folders_that_are_told(
    tmp_path, capsys, form
):
    folder = tmp_path / f"of {FORMS[form]}"
    for place in (folder, folder / "none"):
        assert 2 == main(["check", str(files.agreement_file()), str(place)])
        assert not leaks(capsys.readouterr().err)
    folder.mkdir()
    (folder / f"{FORMS[form]}.csv").write_text("x", "utf-8")
    told = refused(folder)
    assert "a record of receptions" in told and not leaks(told)
    header = ("日期", "客服", "接待量", "首次平均响应时间", "30s应答率")
    path = folder / f"{FORMS[form]}.csv"
    files.write_csv(path, header, [["2020-08-03", FORMS[form], "5", "", ""]])
    imported = import_report(path, "jd")
    assert not leaks(repr(imported))
    files.write_csv(path, header, [["2020-08-03", FORMS[form], FORMS[form], "", ""]])
    with pytest.raises(cs.BadInput) as caught:
        import_report(path, "jd")
    assert not leaks(str(caught.value) + repr(caught.value.faults))


@EVERY_FORM
def test_a_fault_holds_no_number_whatever_it_is_made_of(form):
    text = FORMS[form]
    fault = Fault(f"{text}.csv, row 2", shown(text), f"not {text}", f"delete {text}")
    assert not leaks(repr(fault) + str(fault) + shown(text) + legible(text))
    assert not leaks(repr(bad(text, f"{'x' * 75}{text}", text, text).faults))


def test_sessions_are_shown_without_signs_that_a_terminal_obeys(tmp_path, capsys):
    folder = typed_with(tmp_path, session="s3\x1b[31m", channel="telephone")
    assert 2 == main(["check", str(files.agreement_file()), str(folder)])
    said = capsys.readouterr()
    assert "row 4, column session" in said.err and "\x1b" not in said.out + said.err


# the key


@pytest.fixture
def configuration(tmp_path, monkeypatch):
    """A configuration folder in which there is no key yet."""
    folder = tmp_path / "configuration"
    monkeypatch.setenv("CSCONTRACT_CONFIG", str(folder))
    pseudonyms.key.cache_clear()
    pseudonyms.pseudonym.cache_clear()
    yield folder
    pseudonyms.key.cache_clear()
    pseudonyms.pseudonym.cache_clear()


def anew() -> bytes:
    """The key as the next process finds it."""
    pseudonyms.key.cache_clear()
    pseudonyms.pseudonym.cache_clear()
    return pseudonyms.key()


def test_the_tests_have_a_configuration_folder_of_their_own():
    assert Path.home() not in pseudonyms.key_file().parents
    assert pseudonyms.key_file().parent == Path(os.environ["CSCONTRACT_CONFIG"])


def test_the_key_is_made_at_first_use_and_readable_by_its_user_alone(configuration):
    assert not configuration.exists()
    pseudonyms.pseudonym("anna")
    path = configuration / "customers.key"
    assert 32 == len(path.read_bytes())
    assert 0o600 == stat.S_IMODE(path.stat().st_mode)
    assert ["customers.key"] == [entry.name for entry in configuration.iterdir()]


def test_the_key_is_not_made_anew(configuration):
    first = pseudonyms.key()
    made = (configuration / "customers.key").stat().st_mtime_ns
    assert first == anew() == (configuration / "customers.key").read_bytes()
    assert made == (configuration / "customers.key").stat().st_mtime_ns


def test_two_keys_are_not_alike(configuration):
    first = pseudonyms.key()
    (configuration / "customers.key").unlink()
    assert first != anew()


def test_no_key_is_made_where_no_name_has_to_be_hidden(configuration, tmp_path):
    cs.read(files.write(tmp_path / "records", "bills", files.sound("bills")))
    assert not configuration.exists()


def test_the_key_stands_in_the_users_configuration_folder(monkeypatch, tmp_path):
    monkeypatch.delenv("CSCONTRACT_CONFIG")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    if os.name != "nt":
        assert tmp_path / "cscontract" / "customers.key" == pseudonyms.key_file()
        monkeypatch.delenv("XDG_CONFIG_HOME")
        assert (
            Path.home() / ".config" / "cscontract" / "customers.key"
            == pseudonyms.key_file()
        )


@pytest.mark.parametrize("data", [b"", b"x" * 31, b"x" * 33])
def test_a_damaged_key_is_refused_with_the_mend(configuration, tmp_path, capsys, data):
    configuration.mkdir()
    (configuration / "customers.key").write_bytes(data)
    folder = files.write(tmp_path / "records", "sessions", files.sound("sessions"))
    assert 2 == main(["check", str(files.agreement_file()), str(folder)])
    out, err = capsys.readouterr()
    assert "" == out and f"{len(data)} bytes; expected a key of 32 bytes" in err
    assert "delete the file; a new key is made" in err and "Traceback" not in err
    assert data == (configuration / "customers.key").read_bytes()


@pytest.mark.skipif(os.name == "nt", reason="modes of POSIX")
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660, 0o601])
def test_a_key_that_others_may_use_is_refused_with_the_mend(
    configuration, tmp_path, capsys, mode
):
    configuration.mkdir()
    (configuration / "customers.key").write_bytes(b"k" * 32)
    (configuration / "customers.key").chmod(mode)
    folder = files.write(tmp_path / "records", "sessions", files.sound("sessions"))
    assert 2 == main(["check", str(files.agreement_file()), str(folder)])
    out, err = capsys.readouterr()
    assert "" == out and f"others may use it (mode {mode:04o})" in err
    assert f"run chmod 600 {configuration / 'customers.key'}" in err
    (configuration / "customers.key").chmod(0o600)
    assert b"k" * 32 == anew()


@pytest.mark.skipif(os.name == "nt", reason="devices of POSIX")
@pytest.mark.parametrize("what", ["/dev/zero", "fifo"])
def test_a_key_that_never_ends_is_refused(configuration, tmp_path, what):
    configuration.mkdir()
    os.mkfifo(tmp_path / "fifo")
    (configuration / "customers.key").symlink_to(tmp_path / what)
    with pytest.raises(cs.BadInput, match="a pipe or a device"):
        anew()


def a_folder(configuration: Path) -> None:
    (configuration / "customers.key").mkdir(parents=True)


def a_file_above(configuration: Path) -> None:
    configuration.write_text("x", "utf-8")


@pytest.mark.parametrize("put", [a_folder, a_file_above])
def test_a_place_that_cannot_hold_a_key_is_refused_with_the_mend(
    configuration, tmp_path, capsys, put
):
    put(configuration)
    folder = files.write(tmp_path / "records", "sessions", files.sound("sessions"))
    assert 2 == main(["check", str(files.agreement_file()), str(folder)])
    out, err = capsys.readouterr()
    assert "" == out and "expected a place for the key of customers" in err
    assert "CSCONTRACT_CONFIG" in err and "Traceback" not in err


def test_processes_that_start_together_make_one_key(configuration):
    code = "from cscontract.core import pseudonyms; print(pseudonyms.key().hex())"
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True
        )
        for _ in range(6)
    ]
    keys = {process.communicate()[0].strip() for process in started}
    assert {(configuration / "customers.key").read_bytes().hex()} == keys
    assert ["customers.key"] == [entry.name for entry in configuration.iterdir()]


# the hashes


def hashes(folder: Path, kind: str, *who: Any) -> list[str]:
    rows = [
        files.changed("sessions", session=f"s{n}", customer=name)
        for n, name in enumerate(who)
    ]
    if kind == "typed":
        rows, kind = files.typed("sessions", rows), "parquet"
    records = cs.read(
        files.write(
            folder / f"{kind}{len(list(folder.iterdir()))}", "sessions", rows, kind
        )
    )
    return records.frame("sessions")["customer"].tolist()


@pytest.mark.parametrize("kind", [*files.WRITERS, "typed"])
def test_a_customer_is_an_hmac_sha_256_of_the_name_with_the_key(
    configuration, tmp_path, kind
):
    found = hashes(tmp_path, kind, "anna", PHONE, "贝塔", "anna")
    key = pseudonyms.key()
    expected = [
        hmac.new(key, name.encode("utf-8"), hashlib.sha256).hexdigest()[:32]
        for name in ("anna", PHONE, "贝塔", "anna")
    ]
    assert expected == found
    assert found[1] != hashlib.sha256(PHONE.encode()).hexdigest()[:32]


def test_a_customer_is_the_same_in_every_kind_and_another_with_another_key(
    configuration, tmp_path
):
    found = {
        tuple(hashes(tmp_path, kind, "anna", "bert"))
        for kind in [*files.WRITERS, "typed"]
    }
    assert 1 == len(found)
    (configuration / "customers.key").unlink()
    anew()
    assert not set(*found) & set(hashes(tmp_path, "csv", "anna", "bert"))


def test_the_same_verdict_comes_of_another_key(configuration, tmp_path):
    records = files.write(tmp_path / "records", "sessions", files.sound("sessions"))
    agreement = build.agreement(build.plain(date(2020, 8, 1), date(2020, 8, 3)))
    first = cs.check(agreement, cs.read(records)).to_dict()
    (configuration / "customers.key").unlink()
    anew()
    assert first == cs.check(agreement, cs.read(records)).to_dict()
