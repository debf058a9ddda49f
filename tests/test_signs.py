"""What a terminal would obey, or nobody would see, is written out in names; Chinese and
pictures stay.
"""

import json
import sys
import unicodedata
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest

import cscontract as cs
from cscontract.cli.as_json import as_json
from cscontract.cli.main import main
from cscontract.cli.outputs import Visible
from cscontract.core.control_characters import UNSEEN, visible
from cscontract.core.language import Sentence, in_language
from cscontract.views.reports.content import clean

import files

BOTH = pytest.mark.parametrize("lang", ["en", "zh"])
#: what stands in a name, and how it is shown
SIGNS = {
    "\x1b[31m": r"\x1b[31m",
    "\x1b]0;owned\x07": r"\x1b]0;owned\x07",
    "\x9b31m": r"\x9b31m",
    "\nnote: all is well": r"\nnote: all is well",
    "\r\x08": r"\r\x08",
    "\t": r"\t",
    "\u202efdp": "⟨U+202E⟩fdp",
    "\u2066x\u2069": "⟨U+2066⟩x⟨U+2069⟩",
    "\u200e\u200f": "⟨U+200E⟩⟨U+200F⟩",
    "\u200b\u2060\ufeff": "⟨U+200B⟩⟨U+2060⟩⟨U+FEFF⟩",
    "\u2028": "⟨U+2028⟩",
    "\u00ad\u3164": "⟨U+00AD⟩⟨U+3164⟩",
    "a\u200db": "a⟨U+200D⟩b",
}
EVERY_SIGN = pytest.mark.parametrize("sign", SIGNS)
#: names that stay as they are
READABLE = (
    "京东旗舰店（华东）·一部",
    "客服 小美",
    "é ñ ü",
    "😀",
    "👩\u200d💻",
    "👨\u200d👩\u200d👧",
    "❤\ufe0f 店",
    "日本語 한국어 ไทย",
    "店\u3000一",
    "½ ① ％",
)


def obeyed(said: str) -> list[str]:
    """Signs in what was said that a terminal obeys or nobody sees, but for line
    ends.
    """
    return [sign for line in said.split("\n") for sign in UNSEEN.findall(line)]


@EVERY_SIGN
def test_a_sign_is_written_out(sign):
    assert f"a{SIGNS[sign]}b" == visible(f"a{sign}b")
    assert f"a{SIGNS[sign]}b" == visible(visible(f"a{sign}b"))


@pytest.mark.parametrize("name", READABLE)
def test_a_name_that_can_be_read_stays(name):
    assert name == visible(name) == clean(name)
    assert name in json.loads(as_json({"name": name}))["name"] and name in as_json(
        {"name": name}
    )


def test_every_control_and_format_sign_is_written_out():
    kinds = ("Cc", "Cf", "Cs", "Zl", "Zp")
    signs = [chr(n) for n in range(0x110000) if unicodedata.category(chr(n)) in kinds]
    # signs of scripts that are seen, such as the Arabic sign of a year
    seen = {sign for sign in signs if sign == visible(sign)}
    assert all(
        "SIGN" in unicodedata.name(s, "")
        or "MARK" in unicodedata.name(s, "")
        or unicodedata.name(s, "").startswith(("EGYPTIAN", "ARABIC", "SYRIAC"))
        for s in seen
    )


@EVERY_SIGN
def test_a_value_of_a_sentence_is_written_out_in_both_languages(sign):
    note = Sentence(
        "{file}, {note}", file=f"a{sign}", note=Sentence("{count} days", count=sign)
    )
    for language in ("en", "zh"):
        told = in_language(note, language)
        assert SIGNS[sign] in told and [] == obeyed(told) and "\n" not in told


@EVERY_SIGN
def test_json_has_signs_by_their_numbers_and_reads_back_the_same(sign):
    result = {f"key{sign}": [f"value{sign}", {"a": sign}]}
    for plain in (False, True):
        text = as_json(result, plain)
        assert [] == obeyed(text) and result == json.loads(text)


@EVERY_SIGN
def test_a_report_holds_none_of_them(sign):
    assert [] == obeyed(clean(f"a{sign}b")) and "\n" not in clean(f"a{sign}b")


def said_of(capsys, *given: object) -> str:
    with suppress(SystemExit):
        main([*map(str, given)])
    shown = capsys.readouterr()
    return shown.out + shown.err


def of_records(folder, sign: str):
    """Records with the sign in the names of files and folders, of sheets and of
    columns.
    """
    folder = files.write(folder / f"records{sign}", "seats", files.sound("seats"))
    (folder / f"stray{sign}.csv").write_text("x", "utf-8")
    (folder / f"other{sign}").mkdir()
    (folder / f"other{sign}" / "x.csv").write_text("x", "utf-8")
    book = openpyxl.Workbook()
    for row in [files.HEADERS["bills"], ["2020-08", "1800.00"]]:
        book.active.append(row)
    title = sign.replace("[", "").replace("]", "").replace(":", "").replace("\n", " ")
    if not any(ord(mark) < 32 for mark in title):
        book.create_sheet(f"sheet{title}")
    book.save(folder / "bills.xlsx")
    return folder


@EVERY_SIGN
@BOTH
def test_no_sign_of_a_name_reaches_a_terminal(
    tmp_path, capsys, monkeypatch, sign, lang
):
    monkeypatch.chdir(tmp_path)
    agreement, folder = files.agreement_file(), of_records(tmp_path, sign)
    said = [
        said_of(capsys, "check", agreement, folder, "--lang", lang),
        said_of(capsys, "check", agreement, folder, "--lang", lang, "--json", "-"),
        said_of(capsys, "check", agreement, tmp_path / f"none{sign}", "--lang", lang),
        said_of(capsys, "check", agreement, folder, f"--odd{sign}", "--lang", lang),
        said_of(capsys, "check", agreement, folder, "--as-of", sign, "--lang", lang),
        said_of(
            capsys, "check", agreement, folder, "--agent", f"x{sign}", "--lang", lang
        ),
        said_of(
            capsys, "check", agreement, folder, "--set", f"volume.threshold=1{sign}"
        ),
        said_of(
            capsys, "check", agreement, folder, "--fail-on", f"x{sign}", "--lang", lang
        ),
        said_of(capsys, f"odd{sign}", "--lang", lang),
        said_of(
            capsys, "rounds", "save", agreement, "--name", f"n{sign}", "--lang", lang
        ),
        said_of(
            capsys, "rounds", "save", agreement, "--name", "n", "--note", f"a{sign}"
        ),
        said_of(capsys, "rounds", "show", f"n{sign}", "--lang", lang),
        said_of(capsys, "page", f"no{sign}.ipynb", "--lang", lang),
    ]
    assert [[]] * len(said) == [obeyed(each) for each in said]
    first, _, third = said[:3]
    assert SIGNS[sign] in first and SIGNS[sign] in third
    assert not any(
        line.startswith("note: all is well")
        for text in said
        for line in text.split("\n")
    )
    (folder / "receptions.csv").write_text(f"date,shop{sign},id\n1,2,3\n", "utf-8")
    refused = said_of(capsys, "check", agreement, folder, "--lang", lang)
    assert "receptions.csv" in refused and [] == obeyed(refused)


@EVERY_SIGN
def test_the_name_of_a_scenario_is_written_out(tmp_path, capsys, sign):
    other = tmp_path / f"other{sign}.yaml"
    other.write_bytes(Path(files.agreement_file()).read_bytes())
    folder = files.write(tmp_path / "records", "receptions", files.sound("receptions"))
    said = said_of(
        capsys, "compare", files.agreement_file(), other, folder, "--json", "-"
    )
    assert [] == obeyed(said)
    agreement = cs.load(files.agreement_file())
    found = cs.compare(agreement, {f"a{sign}": agreement}, cs.read(folder))
    assert [f"a{SIGNS[sign]}"] == [*found.verdicts]


@pytest.mark.parametrize("name", READABLE)
def test_a_readable_name_is_told_as_it_is(tmp_path, capsys, name):
    folder = files.write(tmp_path / "records", "receptions", files.sound("receptions"))
    (folder / f"{name}.csv").write_text("x", "utf-8")
    assert f"note: {name}.csv: " in said_of(
        capsys, "check", files.agreement_file(), folder
    )


def test_an_output_obeys_line_ends_and_a_bar_alone(capsys):
    out = Visible(sys.stdout)
    print("a\x1b[2Jb\rc\nd", file=out)
    out.write("\rbar\r")
    out.writelines(["x\u202e", "\n"])
    assert "a\\x1b[2Jb\\rc\nd\n\rbar\\rx⟨U+202E⟩\n" == capsys.readouterr().out
    assert out.encoding == sys.stdout.encoding
