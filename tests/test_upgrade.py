"""`upgrade`: a file of version 1 as one of version 2, of which every result is the
same.
"""

import json
from pathlib import Path
from typing import Any

import pytest

import cscontract as cs
from cscontract.agreement.agreement import Agreement, load, read_agreement
from cscontract.agreement.upgrade import upgraded, with_plain_signs
from cscontract.cli.main import main
from cscontract.core.strict_yaml import read_yaml
from cscontract.questions.words.price import price

import build

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "sample_data" / "agreement.yaml"
RECORDS = ROOT / "sample_data" / "records"
OWN_DAYS = {2020: {"off": ["2020-08-10"], "work": ["2020-08-15"]}}
#: by name what is changed in the sample: figures by key, the rest by section
VARIED: dict[str, dict[str, Any]] = {
    "as it is": {},
    "readings of all kinds": {
        "readings": {
            "bound": "open",
            "bound@renewal": "at_least",
            "part_month": "full_month",
            "payment_roll": "none",
            "festival_fee": "cut",
        }
    },
    "a phrase that each clause has for itself": {
        "readings": {
            "bound": "at_least",
            "bound@renewal": "above",
            "bound@volume": "at_least",
        }
    },
    "figures at their edges": {
        "figures": {
            "volume.threshold": 1,
            "volume.run_days": 0,
            "renewal.threshold": 1,
            "payment.due_day": 1,
            "fee.monthly": "0.01",
        }
    },
    "a new fee and added seats": {
        "figures": {
            "renewal.new_monthly_fee": "1200.00",
            "renewal.threshold": 100,
            "renewal.days": 3,
            "seats.within_days": 7,
            "seats.monthly_fee": "800.00",
            "duties.refund_limit": "50.00",
        },
        "readings": {"after_renewal": "new_fee"},
    },
    "days of its own": {"calendar": OWN_DAYS},
    "names that YAML takes for something else": {
        "parties": {"client": "no", "provider": 'a: "b" # c', "drafter": "client"},
        "shops": [
            {"id": "null", "platform": "2020"},
            {"id": "y", "platform": "{x}, [y]"},
        ],
    },
    "no words of the fee, other channels": {
        "figures": {"fee.in_words": None, "duties.channels": ["official chat", "电话"]}
    },
}


def varied(name: str) -> Agreement:
    changes = dict(VARIED[name])
    data = build.plain(*_term(), **changes)
    calendar = {
        year: {key: [_day(day) for day in days] for key, days in own.items()}
        for year, own in changes.get("calendar", {}).items()
    }
    return build.agreement({**data, **({"calendar": calendar} if calendar else {})})


def _term() -> tuple[Any, Any]:
    return load(SAMPLE).term.start, load(SAMPLE).term.end


def _day(text: str) -> Any:
    return read_yaml(f"day: {text}".encode(), "day")[0]["day"]


def again(agreement: Agreement) -> Agreement:
    """The agreement as its upgraded file reads."""
    return read_agreement(*_read(upgraded(agreement)))


def _read(text: str) -> tuple[Any, str, dict[str, int]]:
    value, lines = read_yaml(text.encode("utf-8"), "upgraded.yaml")
    return value, "upgraded.yaml", lines


def judged(agreement: Agreement) -> dict[str, Any]:
    """What `check` gives as JSON, but for the sums of the files."""
    verdict = cs.check(agreement, cs.read(RECORDS))
    if agreement.own:  # what is found of a clause's own phrases is of another part
        return {
            "lines": verdict.lines.to_dict(),
            "statements": verdict.statements.to_dict(),
        }
    found = {key: value for key, value in verdict.to_dict().items() if key != "inputs"}
    return {**found, "findings": sorted(map(placeless, found["findings"]), key=repr)}


#: findings whose number in version 1 is that of no clause, or of several together
APART = {"unknown_shop", "missing_day", "counts_differ"}


def placeless(finding: dict[str, Any]) -> dict[str, Any]:
    """A finding; without its number where version 2 names the clauses instead."""
    return {**finding, "clause": ""} if finding["code"] in APART else finding


@pytest.mark.parametrize("name", VARIED)
def test_an_upgraded_agreement_is_judged_the_same(name):
    before = varied(name)
    after = again(before)
    assert 2 == after.version and before.notes == after.notes
    assert repr(judged(before)) == repr(judged(after))


@pytest.mark.parametrize("name", VARIED)
def test_an_upgraded_agreement_has_every_reading_figure_and_day(name):
    before = varied(name)
    after = again(before)
    assert before.chosen == after.chosen and before.open == after.open
    assert before.parties == after.parties and before.shops == after.shops
    assert before.calendar == after.calendar and before.currency == after.currency
    assert {key: before.figure(key) for key in before.figures} == {
        key.replace("payment.day", "payment.due_day"): after.figure(key)
        for key in after.figures
    }


@pytest.mark.parametrize("open", ["arguable", "bound,renewal_week", "all"])
def test_an_upgraded_agreement_is_priced_the_same(open):
    before, records = load(SAMPLE), cs.read(RECORDS)
    both = (
        price(agreement, records, open).to_dict()
        for agreement in (before, again(before))
    )
    assert next(both) == next(both)


def test_a_clause_is_a_line_or_a_block():
    lines = upgraded(load(SAMPLE)).splitlines()
    assert '  - {kind: authority, id: duties, at: "1.5", refund_limit: null}' in lines
    assert "  - kind: hours" in lines and "    closed: spring_festival" in lines
    assert max(map(len, lines)) <= 130


def test_in_signs_of_every_encoding_the_file_says_the_same():
    for name in VARIED:
        text = upgraded(varied(name))
        plain = with_plain_signs(text)
        assert plain.isascii() and _read(text)[0] == _read(plain)[0]


# the command


def run(capsys: pytest.CaptureFixture, *arguments: Any) -> tuple[int, str, str]:
    status = main(["upgrade", *map(str, arguments)])
    out, err = capsys.readouterr()
    return status, out, err


def test_the_text_goes_to_standard_output_and_notes_beside_it(capsys):
    status, out, err = run(capsys, SAMPLE)
    assert 0 == status and out == upgraded(load(SAMPLE))
    assert "note: agreement.yaml: its comments are not in the new file\n" == err


def test_that_it_is_the_sample_is_not_in_the_text(capsys):
    _, out, err = run(capsys)
    assert out.startswith("agreement: ") and "(the sample)" in err


def test_the_text_goes_to_a_file(capsys, tmp_path):
    file = tmp_path / "new.yaml"
    status, out, _ = run(capsys, SAMPLE, "--out", file)
    assert (0, f"{file}: 8 clauses\n") == (status, out)
    assert upgraded(load(SAMPLE)).encode() == file.read_bytes()


def test_the_text_is_in_the_json(capsys):
    _, out, _ = run(capsys, SAMPLE, "--json", "-")
    assert upgraded(load(SAMPLE)) == json.loads(out)["text"]


def test_a_file_is_never_written_over_itself(capsys, tmp_path):
    file = tmp_path / "agreement.yaml"
    file.write_bytes(SAMPLE.read_bytes())
    status, _, err = run(capsys, file, "--out", file)
    assert 2 == status and "an input of this command" in err
    assert SAMPLE.read_bytes() == file.read_bytes()


def test_a_file_of_version_2_is_told_to_be_one(capsys, tmp_path):
    file, out = tmp_path / "new.yaml", tmp_path / "newer.yaml"
    file.write_text(upgraded(load(SAMPLE)), "utf-8")
    status, _, err = run(capsys, file, "--out", out)
    assert 2 == status and not out.exists()
    assert (
        "new.yaml: version 2; expected a file of version 1; fix: use it as it is\n"
        == err
    )


def test_a_bad_file_is_refused_with_its_faults(capsys, tmp_path):
    file, out = tmp_path / "agreement.yaml", tmp_path / "new.yaml"
    file.write_text(
        SAMPLE.read_text("utf-8").replace("threshold: 100", "threshold: 0"), "utf-8"
    )
    status, _, err = run(capsys, file, "--out", out, "--lang", "zh")
    assert 2 == status and "volume.threshold" in err and not out.exists()
