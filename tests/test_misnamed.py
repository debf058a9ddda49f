"""A kind whose register has a wrong name is told so, all of it at once, with the
nearest right one.
"""

import shutil
import sys
from pathlib import Path

import pytest

import cscontract as cs
from cscontract.agreement.kinds import having, misnamed_needs
from cscontract.core.errors import BadInput

ROOT = Path(__file__).resolve().parent.parent
KIND = ROOT / "tests" / "kinds" / "received_share"
RECORDS = ROOT / "sample_data" / "records"


@pytest.fixture
def kind(tmp_path, monkeypatch):
    """A further kind of another name, its register with some text replaced; the package
    that it is.
    """
    name = f"share_{tmp_path.name}"
    monkeypatch.syspath_prepend(tmp_path)

    def make(*pairs):
        shutil.copytree(KIND, tmp_path / name)
        register = tmp_path / name / "phrases.toml"
        text = register.read_text("utf-8").replace("[share_of", "[part_of")
        for one, other in pairs:
            assert one in text
            text = text.replace(one, other)
        register.write_text(text, "utf-8")
        return name

    yield make
    for module in [each for each in sys.modules if each.partition(".")[0] == name]:
        del sys.modules[module]


def told(error, name):
    """The faults in words, each after the file's name."""
    texts = [fault.text("en") for fault in error.faults]
    assert all(text.startswith(f"{name}/phrases.toml, ") for text in texts)
    assert not [fault for fault in error.faults if "已知的名称" not in fault.text("zh")]
    return [text.removeprefix(f"{name}/phrases.toml, ") for text in texts]


def test_a_record_that_there_is_none_of_is_told_when_records_are_read(kind):
    name = kind(("needs = []", 'needs = ["receptions", "session"]'))
    with having(name), pytest.raises(BadInput) as caught:
        cs.read(RECORDS)
    wrong = "part_of.needs: 'session'; expected a known name; fix: write sessions"
    assert [wrong] == told(caught.value, name)


def test_records_that_there_are_need_no_mend(kind):
    with having(kind(("needs = []", 'needs = ["sessions"]'))):
        assert cs.read(RECORDS).receptions
    assert [] == misnamed_needs(
        ["receptions", "sessions", "presence", "outages", "payments"]
    )


def test_classes_and_sides_that_are_none_are_told_when_the_kind_is_loaded(kind):
    name = kind(
        ('favours = "neither"', 'favours = "neithr"'),
        ('plausibility = "strong"', 'plausibility = "stong"'),
        ("needs = []", 'needs = []\nparted_by = "person"'),
    )
    with pytest.raises(BadInput) as caught, having(name):
        cs.load(ROOT / "sample_data" / "agreement.yaml")
    found = told(caught.value, name)
    assert (
        "part_of.parted_by: 'person'; expected a known name; fix: write persons"
        in found
    )
    assert 1 == sum(
        "plausibility: 'stong'" in each and "write strong" in each for each in found
    )
    assert any(
        "favours: 'neithr'" in each and "write neither" in each for each in found
    )
