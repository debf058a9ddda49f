"""Canaries: a number of its own in every field, name, option and message turns up in no
output whatever.
"""

import io
import json
import re
import tempfile
import unicodedata
import zipfile
from pathlib import Path

import pytest

import cscontract as cs
from cscontract.cli.main import main
from cscontract.core.strict_yaml import yaml_text

import files

BOTH = pytest.mark.parametrize("lang", ["en", "zh"])
#: how the canaries are written, by turns
WAYS = (
    "{0}{1}{2}",
    "{0} {1} {2}",
    "{0}.{1}.{2}",
    "{0}_{1}_{2}",
    "+86-{0}-{1}-{2}",
    "0{0}{1}{2}",
)


class Canaries:
    """Telephone numbers, each planted in one place alone: 199 7700 0001 and so on."""

    def __init__(self):
        self.places: dict[str, str] = {}

    def plain(self, place: str) -> str:
        """A number in eleven digits."""
        number = f"1997700{len(self.places):04}"
        self.places[number] = place
        return number

    def new(self, place: str) -> str:
        """A number, cut in another way each time."""
        number = self.plain(place)
        way = WAYS[len(self.places) % len(WAYS)]
        return way.format(number[:3], number[3:7], number[7:])

    def leaks(self, text: str) -> list[str]:
        """The places whose numbers stand in a text, whatever stands between their
        digits.
        """
        folded = unicodedata.normalize("NFKC", text)
        squeezed = re.sub(r"\\u[0-9a-f]{4}|<[^<>]*>|[^0-9]", "", folded)
        return [place for number, place in self.places.items() if number in squeezed]


@pytest.fixture
def canaries():
    return Canaries()


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder to work in, with the temporary files, the home and the caches of this
    test alone.
    """
    for name in ("out", "tmp", "home", "in"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home" / "cache"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.chdir(tmp_path / "out")
    return tmp_path


def planted_agreement(canaries: Canaries, folder: Path) -> Path:
    """An agreement with a number in each of its texts, in a file whose name is one."""
    plain = cs.load(files.agreement_file()).plain()
    plain["parties"]["client"] = f"甲方 {canaries.new('client')}"
    plain["parties"]["provider"] = f"乙方{canaries.new('provider')}"
    plain["shops"] = [
        {
            "id": canaries.plain(f"shop {number}"),
            "platform": f"P {canaries.new('platform')}",
        }
        for number in (1, 2)
    ]
    for kind in ("shifts", "breaks"):
        for span in plain["hours"][kind]:
            span["name"] = f"{span['name']} {canaries.new(kind)}"
    plain["duties"]["channels"] = ["official_chat", canaries.plain("channel")]
    plain["payment"]["methods"] = ["wechat", canaries.plain("method")]
    path = folder / f"{canaries.new('name of the agreement')}.yaml"
    path.write_text(yaml_text(plain), "utf-8")
    return path


def planted_records(canaries: Canaries, folder: Path, agreement: Path) -> Path:
    """Records of the agreement's shops, with numbers in all other names and beside
    them.
    """
    folder /= f"records {canaries.new('folder of records')}"
    shops = re.findall(r'\{id: "(\d+)"', agreement.read_text("utf-8"))
    days = [f"2020-08-{day:02}" for day in range(1, 31)]
    rows = [
        [day, shop, canaries.new("id"), str(90 + 40 * at), str(90 + 40 * at), "9"]
        for day in days
        for at, shop in enumerate(shops)
    ]
    files.write(folder, "receptions", rows)
    strange = ["2020-08-02", f"店{canaries.new('unknown shop')}", "a", "1", "1", "1"]
    ids = [*rows, strange]
    files.write(folder, "receptions", ids)
    files.write(
        folder,
        "presence",
        [
            [shops[0], canaries.new("present"), f"{day} 09:00", f"{day} 17:00"]
            for day in days
        ],
    )
    files.write(
        folder,
        "payments",
        [
            ["2020-08-20", "1.00", canaries.new("method of a payment"), ""],
            [
                "2020-09-14",
                "1500.00",
                re.findall(r'"(\d{11})"\]', agreement.read_text("utf-8"))[-1],
                "",
            ],
        ],
    )
    files.write(
        folder,
        "actions",
        [
            [
                "2020-08-02 10:00",
                shops[1],
                canaries.new("actor"),
                canaries.new("action"),
                "9.00",
                "false",
            ]
        ],
    )
    files.write(folder, "outages", [[shops[0], "2020-08-01 10:00", "2020-08-01 11:00"]])
    files.write(folder, "bills", files.sound("bills"))
    for ending in ("csv", "xlsx", "txt"):
        (folder / f"stray {canaries.new('stray file')}.{ending}").write_text(
            "x", "utf-8"
        )
    return folder


def everything(folder: Path) -> dict[str, str]:
    """The name and the text of every file of a folder; of archives that of
    their parts.
    """
    found = {}
    for path in folder.rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        if zipfile.is_zipfile(io.BytesIO(data)) and data:
            with zipfile.ZipFile(io.BytesIO(data)) as parts:
                data = b"\n".join(parts.read(name) for name in parts.namelist())
        text = data.decode("utf-8", "replace")
        # a line of a calendar is folded with a line end and a blank
        found[f"{path.relative_to(folder)}"] = re.sub(r"\r\n[ \t]", "", text)
    return found


class Runs:
    """Commands that are run, and all that they say."""

    def __init__(self, capsys, lang: str):
        self.capsys, self.lang = capsys, lang
        self.said: dict[str, str] = {}
        self.statuses: dict[str, int] = {}

    def __call__(self, *given: object) -> str:
        arguments = [*map(str, given), "--lang", self.lang]
        try:
            status = main(arguments)
        except SystemExit as error:
            status = int(error.code or 0)
        shown = self.capsys.readouterr()
        self.said[f"{len(self.said)} {' '.join(arguments)}"] = shown.out + shown.err
        self.statuses[
            f"{len(self.statuses)} {given[0]} {given[-1]}: {shown.err[-300:]}"
        ] = status
        return shown.out


def run_all(run: Runs, agreement: Path, records: Path, place: Path) -> None:
    """Every command in every form of output."""
    both, out = (agreement, records), place / "out"
    run("check", *both)
    run("check", *both, "--json", "-")
    forms = ("json", "html", "xlsx", "ics")
    run("check", *both, *(f"--{form}={out / f'check.{form}'}" for form in forms))
    run("check", *both, "--chart", out / "days.svg")
    run("explain", *both, "--date", "2020-08-05")
    run("explain", *both, "--date", "2020-08-05", "--json", out / "explain.json")
    run("price", *both, "--open", "bound,surcharge_days")
    run("price", *both, "--open", "bound,surcharge_days", "--json", out / "price.json")
    run("compare", agreement, agreement, records, "--set", "volume.threshold=120")
    run("compare", agreement, agreement, records, "--json", out / "compare.json")
    run("infer", *both)
    run(
        "sweep",
        *both,
        "--vary",
        "volume.threshold=80:160:40",
        "--chart",
        out / "sweep.svg",
    )
    run("trade", *both, "--give", "volume.threshold=120", "--for", "fee.monthly")
    run("risk", *both, "--paths", "50", "--seed", "1", "--json", out / "risk.json")
    documents = ["--docx", out / "words.docx", "--markdown", out / "words.md"]
    run("wording", *both, "--settle", "bound=at_least", *documents)
    run("wording", *both, "--settle", "bound=at_least")
    parties = Path(files.agreement_file()).parent / "parties.yaml"
    run("parties", *both, "--parties", parties, "--chart", out / "zone.svg")


@BOTH
def test_no_canary_is_in_any_output_of_any_command(place, capsys, canaries, lang):
    agreement = planted_agreement(canaries, place / "in")
    records = planted_records(canaries, place / "in", agreement)
    run = Runs(capsys, lang)
    run_all(run, agreement, records, place)
    assert [] == [what for what, status in run.statuses.items() if status]
    found = run.said | everything(place / "out") | everything(place / "tmp")
    found |= everything(place / "home")
    said = {what.partition(" ")[0]: text for what, text in run.said.items()}
    assert all(said.values()) and len(canaries.places) > 100
    # what was run names its own files; what was said does not
    assert {} == {
        what: canaries.leaks(text)
        for what, text in found.items()
        if canaries.leaks(text)
    }


@BOTH
def test_no_canary_is_in_any_round(place, capsys, canaries, lang):
    agreement = planted_agreement(canaries, place / "in")
    records = planted_records(canaries, place / "in", agreement)
    run, out = Runs(capsys, lang), place / "out"
    at = ("--at", "2020-08-03T10:00")
    run(
        "rounds",
        "save",
        agreement,
        "--name",
        "offer",
        "--note",
        canaries.new("note"),
        *at,
    )
    run(
        "rounds",
        "save",
        agreement,
        "--name",
        "offer",
        "--set",
        "volume.threshold=120",
        *at,
    )
    run("rounds", "branch", "beside", "offer", "--note", canaries.new("note"), *at)
    run("rounds", "list")
    run("rounds", "show", "offer", "--json", out / "show.json")
    run("rounds", "show", "offer", "--out", out / "offer.yaml")
    run("rounds", "diff", "offer", "beside", records)
    run("rounds", "export", out / "export")
    run("rounds", "import", out / "export", "--file", out / "other.db")
    assert [] == [what for what, status in run.statuses.items() if status]
    for number in range(2):
        name = canaries.plain("name of a round")
        run(
            "rounds",
            "save",
            agreement,
            "--name",
            (name, f"p{name[:3]}_{name[3:7]}_{name[7:]}")[number],
        )
    assert [2, 2] == [*run.statuses.values()][-2:]
    found = run.said | everything(out)
    assert {} == {
        what: canaries.leaks(text)
        for what, text in found.items()
        if canaries.leaks(text)
    }
    # what was kept reads back, and meets its records again
    kept = cs.check(cs.load(out / "offer.yaml"), cs.read(records))
    assert (
        kept.total
        == cs.check(
            cs.load(agreement).replace(volume__threshold=120), cs.read(records)
        ).total
    )


@BOTH
def test_no_canary_of_what_was_typed_is_repeated(place, capsys, canaries, lang):
    sample = (files.agreement_file(), place / "in")
    run = Runs(capsys, lang)
    typed = canaries.new
    for option in (
        "--as-of",
        "--masked",
        "--set",
        "--reading",
        "--fail-on",
        "--json=no/",
    ):
        run("check", *sample, option, f"{typed(option)} x")
    run("check", *sample, "--set", f"fee.monthly={typed('a figure')}")
    run("check", *sample, "--reading", f"bound={typed('a reading')}")
    run("check", *sample, f"--{typed('unknown option')}")
    run("explain", *sample, "--date", typed("--date"))
    run("price", *sample, "--open", typed("--open"))
    run("sweep", *sample, "--vary", f"volume.threshold={typed('--vary')}")
    run("trade", *sample, "--give", typed("--give"), "--for", typed("--for"))
    run("risk", *sample, "--paths", typed("--paths"))
    run("rounds", "save", sample[0], "--name", "x", "--at", typed("--at"))
    run("rounds", "save", sample[0], "--name", "x", "--by", typed("--by"))
    run("rounds", "show", typed("a round"))
    run(
        "rounds",
        "export",
        typed("where to export"),
        "--name",
        typed("an unknown scenario"),
    )
    run("app", *sample, "--ip", typed("--ip"))
    run("app", *sample, "--port", typed("--port"))
    run(
        "import",
        place / f"{typed('a report')}.csv",
        "--as",
        typed("--as"),
        "--out",
        place / "in",
    )
    run("page", place / f"{typed('a notebook')}.ipynb")
    run("check", place / f"{typed('an agreement')}.yaml", place / typed("records"))
    run("check", place / "in", files.agreement_file())
    run(typed("unknown command"))
    run.lang = typed("--lang")
    run("check", *sample)
    assert [] == [what for what, status in run.statuses.items() if status != 2]
    leaks = {what: canaries.leaks(text) for what, text in run.said.items()}
    assert {} == {what: found for what, found in leaks.items() if found}


def test_shops_that_are_numbers_stay_two_shops_and_meet_their_records(place, canaries):
    agreement = planted_agreement(canaries, place / "in")
    records = cs.read(planted_records(canaries, place / "in", agreement))
    loaded = cs.load(agreement)
    one, other = (shop.id for shop in loaded.shops)
    assert one != other and all(
        re.fullmatch("hidden-[0-9a-f]{8}", name) for name in (one, other)
    )
    assert (one, other) == tuple(shop.id for shop in cs.load(agreement).shops)
    verdict = cs.check(loaded, records)
    assert {"220"} == {str(volume) for volume in verdict.lines["volume"].dropna()}
    codes = {finding.code: finding for finding in verdict.found}
    assert "hidden-" in codes["unknown_shop"].shop
    methods = [
        finding.measured
        for finding in verdict.found
        if finding.code == "payment_method"
    ]
    assert 1 == len(methods) and "hidden-" in methods[0]
    assert any("is hidden" in note for note in loaded.notes)
    shops = json.loads(json.dumps(verdict.to_dict()))["coverage"]
    assert not canaries.leaks(json.dumps(shops))


def test_two_agreements_named_by_numbers_stay_two_in_a_comparison(
    place, capsys, canaries
):
    text = Path(files.agreement_file()).read_text("utf-8")
    paths = [place / "in" / f"{canaries.plain('a name')}.yaml" for _ in range(2)]
    for path in paths:
        path.write_text(text, "utf-8")
    folder = files.write(
        place / "in" / "records", "receptions", files.sound("receptions")
    )
    sample = str(files.agreement_file())
    assert 0 == main(
        [
            "compare",
            sample,
            str(paths[0]),
            str(folder),
            "--scenario",
            str(paths[1]),
            "--json",
            "-",
        ]
    )
    said = capsys.readouterr().out
    names = [each["name"] for each in json.loads(said)["scenarios"]]
    assert 2 == len({*names}) and all("hidden-" in name for name in names)
    assert not canaries.leaks(said)


def test_no_canary_is_on_a_page_or_in_the_panel(place, canaries):
    from cscontract.views.pages.sanitizing import from_markdown, sound
    from cscontract.views.panel.panel import Panel

    number = canaries.plain("cut by tags")
    cut = f"<b>{number[:4]}</b>{number[4:]}"
    pages = [
        sound(
            f"<p>call {cut} or <i>{number[:3]}</i> <u>{number[3:7]}</u>-{number[7:]}</p>"
        ),
        sound(
            f'<img alt="{number}"><a href="https://x.test/{number}" title="{number}">x</a>'
        ),
        from_markdown(f"call **{number[:4]}**{number[4:]}, `{number}`"),
        sound("<p>1997<br>7000<br>000</p>"),
    ]
    assert [] == [
        page
        for page in map(str, pages[:3])
        if canaries.leaks(page) or number[4:] in page
    ]
    assert "<p>call <b>‹hidden›</b> or <i>‹hidden›</i>" in str(pages[0])
    assert "1997<br/>7000<br/>000" in str(pages[3])
    agreement = planted_agreement(canaries, place / "in")
    records = planted_records(canaries, place / "in", agreement)
    panel = Panel(cs.load(agreement), cs.read(records))
    shown = json.dumps([each.get_state() for each in every_widget(panel)], default=str)
    assert len(shown) > 10_000 and [] == canaries.leaks(shown)


def every_widget(widget):
    """A widget and all that stand in it."""
    yield widget
    for child in getattr(widget, "children", ()):
        yield from every_widget(child)


def of_before(note: str) -> dict:
    """A round as an earlier version exported it, which hid fewer numbers."""
    from datetime import UTC, datetime

    from cscontract.rounds import round as rounds_round

    agreement = cs.load(files.agreement_file())
    at = datetime(2020, 8, 3, tzinfo=UTC)
    content = rounds_round._content(agreement, "offer", "both", at, "") | {"note": note}
    made = rounds_round.round_of(None, rounds_round._canonical(content))
    return {"hash": made.hash, "parent": None, "round": content}


def test_rounds_of_before_are_still_taken_in_and_told_without_their_numbers(
    place, capsys
):
    path = place / "in" / "offer.json"
    for note, status in (
        ("call 010-62345678", 0),
        ("138.0013.8000", 0),
        ("138 0013 8000", 2),
    ):
        path.write_text(json.dumps(of_before(note)), "utf-8")
        database = str(place / "out" / f"{status}{note[:3]}.db")
        assert status == main(["rounds", "import", str(path), "--file", database])
        if status == 0:
            assert 0 == main(["rounds", "list", "--file", database])
            assert 0 == main(
                ["rounds", "show", "offer", "--file", database, "--json", "-"]
            )
            said = capsys.readouterr().out
            assert "‹hidden›" in said and note[-8:] not in said
