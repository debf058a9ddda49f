"""Every command, on good input and bad, answers in Chinese alone: no English word but
names and codes.
"""

import re
from pathlib import Path

import pytest

from cscontract.agreement.kinds import register
from cscontract.agreement.version_1 import known_figures as figures
from cscontract.cli.main import main
from cscontract.records.schemas import SCHEMAS

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "sample_data"
BOTH = (SAMPLE / "agreement.yaml", SAMPLE / "records")
ONE = BOTH[:1]
#: what may stand in English: codes of phrases, readings and figures; what a user has
#: written; files
CODES = {
    *register(),
    *(way for phrase in register().values() for way in phrase.readings),
    *(part for key in figures() for part in key.split(".")),
    "open",
    "all",
    "readings",
    "first_offer",
    *(column for schema in SCHEMAS.values() for column in schema.columns),
}
AS_WRITTEN = re.compile(
    r"'[^']*'|\"[^\"]*\"|“[^”]*”|`[^`]*`|[!-~]*/[!-~]*|--?[a-z-]+|\b[A-Z][A-Z_]+\b|[!-~]+\.(yaml|csv|xlsx|db|json|ipynb|md|png|svg|gif)"
    r"|\.(yaml|csv|svg|png|ipynb)|cscontract [a-z ]+|(?<![A-Za-z])(alpha|nope|agreement|chart|ipynb)(?![A-Za-z])"
    r"|[0-9a-f]{10,}|-(wal|shm)|python3 start.py|Voilà|JupyterLab"
)


def english(text):
    """The English words of three letters or more that are neither codes nor written by
    a user.
    """
    words = re.findall(r"[A-Za-z_]{3,}", AS_WRITTEN.sub(" ", text))
    return [word for word in words if word not in CODES]


GOOD = [
    ("check", *BOTH),
    ("explain", *BOTH, "--date", "2020-08-31"),
    ("explain", *BOTH, "--date", "2020-08-03"),
    ("price", *BOTH, "--open", "bound,surcharge_days"),
    ("dispute", *ONE, "--phrase", "bound"),
    ("compare", *BOTH, "--set", "volume.threshold=120"),
    ("compare", *ONE, *BOTH),
    ("sweep", *BOTH, "--vary", "volume.threshold=80:120:20"),
    ("trade", *BOTH, "--give", "volume.threshold=120", "--for", "fee.monthly"),
    ("trade", *BOTH, "--along", "volume.threshold=80:120:20", "--for", "fee.monthly"),
    ("risk", *BOTH, "--paths", "50"),
    ("parties", *BOTH, "--parties", SAMPLE / "parties.yaml"),
]
BAD = [
    ("check", "nope.yaml", BOTH[1]),
    ("check", *ONE),
    ("check", BOTH[1]),
    ("check", BOTH[1], *ONE),
    ("check", *BOTH, "--set", "x=1"),
    ("check", *BOTH, "--set", "volume.threshold=0"),
    ("check", *BOTH, "--set", "fee.monthly=a"),
    ("check", *BOTH, "--set", "term.end=2019-01-01"),
    ("check", *BOTH, "--set", "term.start=2020-01-01", "--set", "term.end=2031-01-01"),
    ("check", *BOTH, "--set", "renewal.threshold=50"),
    ("check", *BOTH, "--set", "volume.threshold=1", "--set", "volume.threshold=2"),
    ("check", *BOTH, "--reading", "bound=x"),
    ("check", *BOTH, "--reading", "bund=x"),
    ("check", *BOTH, "--reading", "after_renewal=new_fee"),
    ("check", *BOTH, "--json", "/none/of/it.json"),
    ("check", *BOTH, "--json", "a.json", "--html", "a.json"),
    ("check", *BOTH, "--json", "-", "--html", "-"),
    ("check", *BOTH, "--chart", "a.gif"),
    ("dispute", *ONE, "--phrase", "nope"),
    ("wording", *BOTH),
    ("wording", *BOTH, "--settle", "nope"),
    ("wording", *BOTH, "--settle", "bound=nope"),
    ("wording", *BOTH, "--settle", "bound=above", "--settle", "bound=at_least"),
    ("wording", *BOTH, "--settle", "after_renewal=new_fee"),
    ("compare", *ONE, "nope.yaml", BOTH[1]),
    ("sweep", *BOTH),
    ("sweep", *BOTH, "--vary", "nope=1:2:3"),
    ("sweep", *BOTH, "--vary", "volume.threshold=a:2:3"),
    ("sweep", *BOTH, "--vary", "volume.threshold=120:80:3"),
    ("sweep", *BOTH, "--vary", "volume.threshold=120:180"),
    ("sweep", *BOTH, "--vary", "volume.threshold=150:300:50"),
    ("sweep", *BOTH, "--vary", "fee.monthly=0.00:1000000.00:0.01"),
    ("trade", *BOTH, "--give", "nope=120", "--for", "fee.monthly"),
    ("trade", *BOTH, "--give", "volume.threshold=120", "--for", "nope"),
    ("trade", *BOTH, "--give", "volume.threshold=120", "--for", "volume.threshold"),
    ("trade", *BOTH, "--for", "fee.monthly"),
    ("parties", *BOTH, "--parties", "nope"),
    ("page", "nope.ipynb"),
    ("page", "README.md"),
    ("lite", "--out", "."),
    ("app", *BOTH, "--ip", "1.2.3.4"),
]


@pytest.fixture
def told(capsys, monkeypatch):
    monkeypatch.chdir(ROOT)

    def command(*arguments):
        status = main([*map(str, arguments), "--lang", "zh"])
        captured = capsys.readouterr()
        return status, captured.out + captured.err

    return command


@pytest.mark.parametrize("command", GOOD, ids=lambda command: command[0])
def test_an_answer_is_whole_in_chinese(told, command):
    status, text = told(*command)
    assert (0, []) == (status, english(text))


@pytest.mark.parametrize(
    "command", BAD, ids=lambda command: " ".join(map(str, command[-2:]))[-40:]
)
def test_a_refusal_is_whole_in_chinese(told, command):
    status, text = told(*command)
    assert (2, []) == (status, english(text)), text
    assert "：" in text


def test_rounds_are_told_in_chinese(told, tmp_path):
    file = ("--file", tmp_path / "rounds.db")
    save = ("rounds", "save", *ONE, "--name", "one")
    good = [
        (*save, "--by", "client"),
        (*save, "--set", "volume.threshold=120", "--by", "provider"),
        ("rounds", "list"),
        ("rounds", "diff", "one", "one", BOTH[1]),
        ("rounds", "export", tmp_path / "x.json"),
        ("rounds", "import", tmp_path / "x.json"),
    ]
    for command in good:
        status, text = told(*command, *file)
        assert (0, []) == (status, [word for word in english(text) if word != "one"]), (
            text
        )
    (tmp_path / "broken.json").write_text("{")
    bad = [
        ("rounds", "show", "two"),
        (*save, "--parent", "abcdef"),
        ("rounds", "save", *ONE, "--name", "a b"),
        ("rounds", "save", *ONE, "--name", "con"),
        ("rounds", "save", *ONE, "--name", "x", "--note", "a" * 1001),
        ("rounds", "import", tmp_path / "none.json"),
        ("rounds", "import", tmp_path / "broken.json"),
        ("rounds", "export", tmp_path / "none" / "x.json"),
    ]
    for command in bad:
        status, text = told(*command, *file)
        assert (2, []) == (status, english(text)), text
    for place in (tmp_path / "none.db", BOTH[0]):
        status, text = told("rounds", "list", "--file", place)
        assert (2, []) == (status, [w for w in english(text) if w != "EXPORT"]), text
