"""Full-width digits and signs are read, and told; no other sign is taken for a digit,
wherever it stands.
"""

from datetime import date
from pathlib import Path

import pytest

import cscontract as cs
from cscontract.agreement.agreement import read_agreement
from cscontract.agreement.parties_figures import load_parties
from cscontract.agreement.version_1 import known_figures as figures
from cscontract.cli.main import main
from cscontract.core.notation import folded
from cscontract.records.imports.platform_exports import import_report

import files

#: a number in full-width digits, and what Unicode holds to be a digit of another kind
WIDE = "１００"
OTHERS = (
    "10⁰",
    "98¹",
    "100₂",
    "10²",
    "①",
    "㊿",
    "⑩",
    "⒈",
    "١٠٠",
    "१००",
    "𝟏𝟎𝟎",
    "1½",
    "½",
    "Ⅻ",
    "ⅷ",
    "㈠",
    "🯱🯰",
    "1０0²",
)
OTHER = pytest.mark.parametrize("other", OTHERS)
MONEY = ("￥１，５００．００", "１５００", "１，５００．００元整", "1500．00")
MONEY_NOT = ("1500¹", "150.00²", "１５００²", "١٥٠٠", "𝟏500.00", "½", "1500.0⁰")


@OTHER
def test_only_another_width_is_folded(other):
    assert folded(other).translate({ord("０"): "0"}) == other.translate(
        {ord("０"): "0"}
    )


def test_signs_of_another_width_are_folded():
    assert "1,200.50% +3 -4 :/ ¥" == folded("１，２００．５０％　＋３　－４　：／　￥")


def wide(text: str) -> str:
    """The digits, points and dashes of a text in full width."""
    return text.translate({code: code + 0xFEE0 for code in map(ord, "0123456789.,-:")})


COUNTS = [
    ("receptions", "received"),
    ("receptions", "asked"),
    ("receptions", "inquiring"),
    ("seats", "added"),
]


@pytest.mark.parametrize(("record", "column"), COUNTS)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_count_in_full_width_is_read_and_told(tmp_path, record, column, kind):
    more = {"receptions": {"asked": "100", "received": "100"}}.get(record, {})
    rows = files.with_row(record, **{**more, column: WIDE})
    records = cs.read(files.write(tmp_path, record, rows, kind))
    assert 100 == getattr(records, record)[-1]._asdict()[column]
    assert any("full-width" in note for note in records.notes)


@OTHER
@pytest.mark.parametrize(("record", "column"), COUNTS)
def test_no_other_sign_is_a_count(tmp_path, record, column, other):
    with pytest.raises(cs.BadInput) as caught:
        cs.read(
            files.write(tmp_path, record, files.with_row(record, **{column: other}))
        )
    assert f"row 4, column {column}" in str(caught.value)


@pytest.mark.parametrize("record", ["payments", "bills", "actions"])
def test_money_of_records(tmp_path, record):
    column = "amount"
    for number, text in enumerate(MONEY):
        folder = tmp_path / f"{number}"
        records = cs.read(
            files.write(folder, record, files.with_row(record, **{column: text}))
        )
        assert 150000 == getattr(records, record)[-1].amount and records.notes
    for number, text in enumerate(MONEY_NOT):
        folder = tmp_path / f"not {number}"
        with pytest.raises(cs.BadInput):
            cs.read(
                files.write(folder, record, files.with_row(record, **{column: text}))
            )


@pytest.mark.parametrize(
    ("record", "column", "text"),
    [
        ("receptions", "date", "2020-08-03"),
        ("payments", "paid_on", "2020-08-03"),
        ("payments", "month", "2020-10"),
        ("bills", "month", "2020-10"),
        ("presence", "online_at", "2020-08-03 09:00"),
        ("outages", "ended_at", "2020-08-03 11:00"),
    ],
)
def test_dates_times_and_months(tmp_path, record, column, text):
    plain = cs.read(
        files.write(tmp_path / "p", record, files.with_row(record, **{column: text}))
    )
    rows = files.with_row(record, **{column: wide(text)})
    read = cs.read(files.write(tmp_path / "w", record, rows))
    assert plain.frame(record).equals(read.frame(record)) and read.notes
    for number, other in enumerate(
        (text.replace("0", "⁰"), text.replace("0", "٠"), text.replace("0", "𝟎"))
    ):
        rows = files.with_row(record, **{column: other})
        with pytest.raises(cs.BadInput):
            cs.read(files.write(tmp_path / f"{number}", record, rows))


def test_an_id_keeps_its_signs_but_for_their_width(tmp_path):
    rows = [
        files.changed("receptions", id=name)
        for name in ("客服１", "客服①", "客服¹", "客服١")
    ]
    records = cs.read(files.write(tmp_path, "receptions", rows))
    assert ["客服1", "客服①", "客服¹", "客服١"] == [
        row.id for row in records.receptions
    ]


def of_text(folder: Path, *changes: tuple[str, str]) -> cs.Agreement:
    text = Path(files.agreement_file()).read_text("utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    path = folder / "agreement.yaml"
    path.write_text(text, "utf-8")
    return cs.load(path)


def test_the_agreement_file(tmp_path):
    read = of_text(
        tmp_path,
        ("threshold: 100", "threshold: １００"),
        ('"1500.00"', '"１５００．００"'),
        ("start: 2020-08-01", "start: ２０２０-08-01"),
        ('"09:00"', '"０９：００"'),
        ("due_day: 15", "due_day: １５"),
    )
    sample = cs.load(files.agreement_file())
    assert sample.plain() == read.plain() and 5 == len(read.notes)
    assert any(
        "hours" in note or "start: '０９：００' was read as 09:00" in note
        for note in read.notes
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("threshold: 100", "threshold: 98¹"),
        ("threshold: 100", "threshold: ①"),
        ("due_day: 15", "due_day: ⑮"),
        ('"1500.00"', '"1500¹"'),
        ("start: 2020-08-01", "start: 2020-08-0¹"),
        ('"09:00"', '"0⁹:00"'),
        ('"09:00"', '"٠٩:٠٠"'),
        ("step: 100", "step: ١٠٠"),
    ],
)
def test_no_other_sign_is_a_digit_of_the_agreement(tmp_path, before, after):
    with pytest.raises(cs.BadInput):
        of_text(tmp_path, (before, after))


def test_a_round_reads_as_the_file_does():
    data = {**cs.load(files.agreement_file()).plain()}
    data["volume"] = {**data["volume"], "threshold": "98¹"}
    with pytest.raises(cs.BadInput):
        read_agreement(data, "a round")


@pytest.mark.parametrize("key", figures())
def test_a_figure_takes_another_width_in_a_field_and_no_other_sign(key):
    figure, agreement = figures()[key], cs.load(files.agreement_file())
    value = agreement.figure(key)
    plain = figure.show(figure.low if value is None else value)
    notes: list[str] = []
    assert figure.parse_text(plain) == figure.parse_text(wide(plain), notes) and notes
    for other in (plain[:-1] + "¹", plain[:-1] + "١", plain[:-1] + "①", plain + "²"):
        with pytest.raises(ValueError):
            figure.parse_text(other)


def test_the_parties_file(tmp_path):
    text = (Path(files.agreement_file()).parent / "parties.yaml").read_text("utf-8")
    digits = next(
        line for line in text.splitlines() if line.strip().startswith("chats_at_once")
    )
    number = digits.partition("#")[0].split(":")[1].strip()
    for after, is_read in ((wide(number), True), (number + "¹", False), ("①", False)):
        path = tmp_path / "parties.yaml"
        path.write_text(text.replace(digits, digits.replace(number, after, 1)), "utf-8")
        if is_read:
            assert load_parties(path).notes
        else:
            with pytest.raises(cs.BadInput):
                load_parties(path)


OPTIONS = [
    (["check", "{a}", "{r}", "--as-of"], "2020-08-03"),
    (["check", "{a}", "{r}", "--set"], "volume.threshold=120"),
    (["check", "{a}", "{r}", "--set"], "fee.monthly=1500.00"),
    (["explain", "{a}", "{r}", "--date"], "2020-08-03"),
    (["sweep", "{a}", "{r}", "--vary"], "volume.threshold=80:160:40"),
    (["risk", "{a}", "{r}", "--seed", "1", "--paths"], "20"),
    (
        ["rounds", "save", "{a}", "--name", "n", "--file", "{f}", "--at"],
        "2020-08-03T10:00",
    ),
]


@pytest.mark.parametrize(("given", "value"), OPTIONS)
def test_an_option_takes_another_width_and_no_other_sign(
    tmp_path, capsys, given, value
):
    folder = Path(files.agreement_file()).parent / "records"
    name, equals, number = value.rpartition("=")
    outs = []
    for written in (number, wide(number)):
        places = {
            "a": files.agreement_file(),
            "r": folder,
            "f": tmp_path / f"{len(outs)}.db",
        }
        asked = [each.format(**places) for each in given]
        assert 0 == main([*asked, f"{name}{equals}{written}"])
        outs.append(capsys.readouterr())
    assert outs[0].out == outs[1].out
    assert "read as" in outs[1].err and "read as" not in outs[0].err
    for other in (
        number.replace("0", "⁰", 1),
        number.replace("0", "٠", 1),
        number.replace("0", "⓪", 1),
    ):
        try:
            status = main([*asked, f"{name}{equals}{other}"])
        except SystemExit as error:
            status = error.code
        assert 2 == status and "Traceback" not in capsys.readouterr().err


def test_an_import_takes_another_width_and_no_other_sign(tmp_path):
    header = ("日期", "客服", "接待量", "首次平均响应时间", "30s应答率")
    path = tmp_path / "报表_２０２００８０３_20200803.csv"
    files.write_csv(
        path,
        ("日期", "客服", "接待量", "首次平均响应时间", "３０ｓ应答率"),
        [[wide("2020-08-03"), "小美", WIDE, "", ""]],
    )
    (row,) = import_report(path, "jd").rows
    assert (date(2020, 8, 3), 100) == (row.date, row.received)
    for other in OTHERS:
        files.write_csv(path, header, [["2020-08-03", "小美", other, "", ""]])
        with pytest.raises(cs.BadInput):
            import_report(path, "jd")
