"""Bad compositions: every fault of a file of version 2 at once, with line, value, what
was expected and the mend.
"""

import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from compositions import (
    DUTIES,
    FEE,
    HEAD,
    HOURS,
    PAYMENT,
    READINGS,
    SCOPE,
    SEATS,
    SEED,
    otherwise,
)

import cscontract as cs
from cscontract.agreement.agreement import load, read_agreement
from cscontract.agreement.kinds import kinds
from cscontract.cli.main import main
from cscontract.core.errors import Fault
from cscontract.core.language import chinese
from cscontract.core.strict_yaml import read_yaml

SAMPLE = Path(__file__).parent.parent / "sample_data" / "agreement.yaml"
KINDS = "added_seats, authority, daily_surcharge, hours, monthly_fee, new_agreement, payment, scope"
JARGON = (
    "Input should",
    "pydantic",
    "Traceback",
    "NoneType",
    "<class",
    "object at",
    "another value",
)
SECOND_HOURS = (
    '  - {kind: hours, id: nights, shifts: [{name: n, start: "22:00", end: "23:00"}]}\n'
)


def file(folder: Path, text: str) -> Path:
    path = folder / "agreement.yaml"
    path.write_text(text, "utf-8")
    return path


def faults(folder: Path, text: str) -> list[str]:
    """The faults of a file in words, each of them whole and in both languages."""
    with pytest.raises(cs.BadInput) as caught:
        load(file(folder, text))
    for fault in caught.value.faults:
        assert fault.place and fault.value and fault.expected and fault.fix
        assert not [
            word for word in JARGON if word in fault.text("en") + fault.text("zh")
        ]
    return [
        fault.text("en").removeprefix("agreement.yaml, ")
        for fault in caught.value.faults
    ]


# a file of text put otherwise, and all that is told of it
WRONG = {
    "an unknown kind names the nearest": (
        otherwise(("kind: daily_surcharge", "kind: dayly_surcharge")),
        [
            f"line 9, volume.kind: 'dayly_surcharge'; expected a kind of clause: {KINDS}; "
            "fix: write daily_surcharge"
        ],
    ),
    "a clause without a kind": (
        otherwise(("kind: authority, ", "")),
        [
            f"line 12, duties.kind: missing; expected a kind of clause: {KINDS}; fix: add the key"
        ],
    ),
    "a kind that is no text": (
        otherwise(("kind: authority, ", "kind: [a], ")),
        [
            f"line 12, duties.kind: a list; expected a kind of clause: {KINDS}; fix: use one of {KINDS}"
        ],
    ),
    "an id twice": (
        otherwise(("id: seats", "id: volume")),
        [
            "line 10, volume.id: 'volume'; expected each id once; fix: give the clause another id"
        ],
    ),
    "an id that is none": (
        otherwise(("id: duties", "id: Duties")),
        [
            "line 12, clauses, item 6, id: 'Duties'; expected an id: a small letter, then at most 29 small "
            "letters, digits and _; fix: write it like volume or fee_2"
        ],
    ),
    "an id that is a key of the file": (
        otherwise(("id: duties", "id: term")),
        [
            "line 12, clauses, item 6, id: 'term'; expected an id that is no key of the file; "
            "fix: give the clause another id"
        ],
    ),
    "an id that is a number": (
        otherwise(("id: duties", "id: 3")),
        [
            "line 12, clauses, item 6, id: 3; expected text; "
            "fix: write text, in quotes where it is digits, a date, true or false"
        ],
    ),
    "no id": (
        otherwise(("id: duties, ", "")),
        [
            "line 12, clauses, item 6, id: missing; expected a value for it; fix: add the key"
        ],
    ),
    "two hours": (
        otherwise((SCOPE, SCOPE + SECOND_HOURS)),
        [
            "line 9, hours.kind: 'hours'; expected at most one clause of the kind hours; "
            "fix: leave one of the two out"
        ],
    ),
    "no hours": (
        HEAD + FEE,
        [
            "line 6, clauses: missing; expected exactly one clause of the kind hours; "
            "fix: add a clause {kind: hours, id: hours, shifts: […]}"
        ],
    ),
    "hours written wrongly are not missing": (
        otherwise(("kind: hours", "kind: hour")),
        [
            f"line 8, hours.kind: 'hour'; expected a kind of clause: {KINDS}; fix: write hours"
        ],
    ),
    "two of a kind that may stand once": (
        otherwise((DUTIES, DUTIES + DUTIES.replace("duties", "more_duties"))),
        [
            "line 13, more_duties.kind: 'authority'; expected at most one clause of the kind authority; "
            "fix: leave one of the two out"
        ],
    ),
    "of no clause": (
        otherwise(("of: volume", "of: volum")),
        [
            "line 10, seats.of: 'volum'; expected the id of a clause of the kind daily_surcharge; "
            "fix: write volume"
        ],
    ),
    "of a clause of another kind": (
        otherwise(("of: volume", "of: hours")),
        [
            "line 10, seats.of: 'hours'; expected the id of a clause of the kind daily_surcharge; "
            "fix: use one of volume"
        ],
    ),
    "of itself": (
        otherwise(("of: fee", "of: renewal")),
        [
            "line 11, renewal.of: 'renewal'; expected the id of a clause of the kind monthly_fee; "
            "fix: use one of fee"
        ],
    ),
    "of left out": (
        otherwise(("of: volume, ", "")),
        [
            "line 10, seats.of: missing; expected the id of a clause of the kind daily_surcharge; "
            "fix: write volume"
        ],
    ),
    "of where there is none to refer to": (
        HEAD + HOURS + SEATS + FEE,
        [
            "line 8, seats.of: 'volume'; expected the id of a clause of the kind daily_surcharge; "
            "fix: add such a clause, or leave this one out"
        ],
    ),
    "of several": (
        otherwise(("of: volume", "of: [volume]")),
        [
            "line 10, seats.of: a list; expected text; "
            "fix: write text, in quotes where it is digits, a date, true or false"
        ],
    ),
    "of in a clause that refers to none": (
        otherwise(("id: volume, ", "id: volume, of: fee, ")),
        [
            "line 9, volume.of: 'fee'; expected a known key; "
            "fix: use one of kind, id, at, words, threshold, run_days, surcharge, step"
        ],
    ),
    "a reading of a phrase that no clause reads": (
        HEAD + HOURS + FEE + READINGS,
        [
            "line 9, readings.bound: 'above'; expected a phrase that one of the clauses reads; "
            "fix: leave it out",
            "line 9, readings.surcharge_days: 'whole_run'; expected a phrase that one of the clauses reads; "
            "fix: leave it out",
        ],
    ),
    "a phrase of a clause that does not read it": (
        otherwise(("bound: above", "bound@fee: above")),
        [
            "line 15, readings.bound@fee: 'above'; expected bound@ with the id of a clause that reads it; "
            "fix: use one of bound@volume, bound@renewal"
        ],
    ),
    "a phrase of no clause": (
        otherwise(("bound: above", "bound@volum: above")),
        [
            "line 15, readings.bound@volum: 'above'; expected bound@ with the id of a clause that reads it; "
            "fix: use one of bound@volume"
        ],
    ),
    "a phrase that each clause has for itself": (
        otherwise(
            (
                "bound: above",
                "bound: at_least, bound@volume: above, bound@renewal: at_least",
            )
        ),
        [
            "line 15, readings.bound: 'at_least'; expected a phrase that clauses share; "
            "each that reads this one has its own; fix: leave it out"
        ],
    ),
    "an unknown phrase": (
        otherwise(("bound: above", "bond: above")),
        ["line 15, readings.bond: 'above'; expected a known phrase; fix: write bound"],
    ),
    "an unknown reading of a clause's own phrase": (
        otherwise(("bound: above", "bound@volume: abov")),
        [
            "line 15, readings.bound@volume: 'abov'; expected a reading of bound@volume; fix: write above"
        ],
    ),
    "a reading that is no text": (
        otherwise(("bound: above", "bound: 3")),
        [
            "line 15, readings.bound: 3; expected a reading of bound; fix: use one of above, at_least, open"
        ],
    ),
    "a reading that a gap makes unavailable": (
        otherwise(("bound: above", "after_renewal: new_fee")),
        [
            "line 15, readings.after_renewal: 'new_fee'; "
            "expected a reading that the figures make available; fix: give renewal.new_monthly_fee"
        ],
    ),
    "a reading that a clause's own gap makes unavailable": (
        otherwise(
            ("bound: above", "surcharge_amount: per_person"),
            ("step: 100", "step: null"),
        ),
        [
            "line 15, readings.surcharge_amount: 'per_person'; "
            "expected a reading that the figures make available; fix: give volume.step"
        ],
    ),
    "an unknown figure names the nearest": (
        otherwise(("threshold: 100", "treshold: 100, threshold: 100")),
        ["line 9, volume.treshold: 100; expected a known key; fix: write threshold"],
    ),
    "a missing figure names its bounds and an example": (
        otherwise(('monthly: "1500.00", ', "")),
        [
            "line 14, fee.monthly: missing; expected money, 0.00 to 1,000,000.00, two decimals; "
            'fix: write it like "100.00"'
        ],
    ),
    "a figure out of bounds": (
        otherwise(("threshold: 100", "threshold: 0")),
        [
            "line 9, volume.threshold: 0; expected a whole number, 1 to 100,000; fix: write it like 100"
        ],
    ),
    "money without quotes": (
        otherwise(('"1500.00"', "1500")),
        [
            "line 14, fee.monthly: 1500; expected money, 0.00 to 1,000,000.00, two decimals; "
            'fix: quote it, like "100.00"'
        ],
    ),
    "a gap that a clause of the kind cannot have": (
        otherwise(("run_days: 2", "run_days: null")),
        [
            "line 9, volume.run_days: null; expected a whole number, 0 to 366; fix: write it like 100"
        ],
    ),
    "clauses that are no list": (
        HEAD.replace("clauses:\n", "clauses: {fee: 3}\n"),
        [
            "line 6, clauses: keys and values; expected a list of clauses; "
            "fix: write it like clauses: [{kind: hours, …}, …]"
        ],
    ),
    "no clauses": (
        HEAD.replace("clauses:\n", "clauses: []\n"),
        [
            "line 6, clauses: a list; expected at least one clause; "
            "fix: write it like clauses: [{kind: hours, …}, …]"
        ],
    ),
    "clauses left out": (
        HEAD.replace("clauses:\n", ""),
        ["clauses: missing; expected a value for it; fix: add the key"],
    ),
    "clauses that are no keys and values": (
        otherwise((DUTIES, "  - authority\n  - 3\n  - [a]\n  -\n")),
        [
            f"line {line}, clauses, item {item}: {value}; expected keys and values; "
            "fix: write it like {kind: hours, id: hours, …}"
            for line, item, value in (
                (12, 6, "'authority'"),
                (13, 7, "3"),
                (14, 8, "a list"),
                (15, 9, "null"),
            )
        ],
    ),
    "a number that is too long": (
        otherwise(('at: "1.5"', f'at: "{"5" * 41}"')),
        [
            f"line 12, duties.at: '{'5' * 41}'; expected at most 40 characters; fix: shorten it"
        ],
    ),
    "a number that is no text": (
        otherwise(('at: "1.5"', "at: 1.5")),
        [
            "line 12, duties.at: 1.5; expected text; "
            "fix: write text, in quotes where it is digits, a date, true or false"
        ],
    ),
    "a number of the term that is too long": (
        otherwise(('at: "3"', f'at: "{"3" * 41}"')),
        [
            f"line 5, term.at: '{'3' * 41}'; expected at most 40 characters; fix: shorten it"
        ],
    ),
    "words of another language": (
        otherwise(('at: "1.5"', "words: {en: as agreed, fr: convenu}")),
        [
            "line 12, duties.words.fr: 'convenu'; expected a language; fix: use one of en, zh"
        ],
    ),
    "words that are none": (
        otherwise(('at: "1.5"', "words: 3")),
        [
            "line 12, duties.words: 3; expected text, or text by language; fix: write it like {zh: …, en: …}"
        ],
    ),
    "words that are no text": (
        otherwise(('at: "1.5"', "words: {zh: 3}")),
        [
            "line 12, duties.words.zh: 3; expected text; "
            "fix: write text, in quotes where it is digits, a date, true or false"
        ],
    ),
    "words without end": (
        otherwise(('at: "1.5"', f"words: {'w' * 4001}")),
        [
            f"line 12, duties.words.{language}: '{'w' * 78}…; expected at most 4000 characters; fix: shorten it"
            for language in ("zh", "en")
        ],
    ),
    "a key of version 1 where version 2 has clauses": (
        SEED + 'volume: {threshold: 3}\nfee: {monthly: "1.00"}\nduties: {}\n',
        [
            "line 16, volume: keys and values; expected a known key; "
            "fix: write it in clauses, like {kind: daily_surcharge, id: volume, …}",
            "line 17, fee: keys and values; expected a known key; "
            "fix: write it in clauses, like {kind: monthly_fee, id: fee, …}",
            "line 18, duties: keys and values; expected a known key; "
            "fix: write it in clauses, like {kind: scope, …} and {kind: authority, …}",
        ],
    ),
    "a currency that stands with the fee": (
        otherwise(("in_words: 壹仟伍佰元", "currency: CNY")),
        [
            "line 14, fee.currency: 'CNY'; expected a known key; fix: write it at the top, like currency: CNY"
        ],
    ),
    "channels that stand with the duties": (
        otherwise(
            ("refund_limit: null", "refund_limit: null, channels: [official_chat]")
        ),
        [
            "line 12, duties.channels: a list; expected a known key; "
            "fix: write it in a clause {kind: scope, id: scope, channels: […]}"
        ],
    ),
    "a due day under its old name, out of bounds": (
        otherwise((", day: 15", ", due_day: 29")),
        [
            "line 13, payment.due_day: 29; expected a whole number, 1 to 28; fix: write it like 28, or null"
        ],
    ),
    "a due day under both names": (
        otherwise((", day: 15", ", day: 15, due_day: 14")),
        [
            "line 13, payment.due_day: 14; expected each key once; "
            "fix: keep one of the two: due_day is day"
        ],
    ),
    "a word for whether a date moves": (
        otherwise(("roll: null", "roll: maybe")),
        [
            "line 13, payment.roll: 'maybe'; expected true or false; "
            "fix: write true or false, without quotes"
        ],
    ),
    "clauses in a file of version 1": (
        otherwise(("version: 2", "version: 1")),
        [
            "line 2, version: 1; expected 2, as the file has clauses; fix: write version: 2"
        ],
    ),
    "no version": (
        otherwise(("version: 2\n", "")),
        ["version: missing; expected a value for it; fix: add the key"],
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_composition_is_told_with_line_value_and_mend(tmp_path, name):
    text, told = WRONG[name]
    assert told == faults(tmp_path, text)


@pytest.mark.parametrize("version", ['"2"', "2.0", "true", "3", "two", "null", "[2]"])
def test_a_version_that_is_none_is_the_one_fault_of_a_file_with_clauses(
    tmp_path, version
):
    (told,) = faults(tmp_path, otherwise(("version: 2", f"version: {version}")))
    assert (
        told.startswith("line 2, version: ")
        and "; expected 1 or 2; fix: write 1, or 2 " in told
    )


def test_all_faults_of_a_composition_are_told_together(tmp_path):
    pairs = [
        ("kind: scope", "kind: scop"),
        ("threshold: 100", "treshold: 0"),
        ("of: fee", "of: feee"),
        ('at: "1.5"', "at: 3"),
        (", day: 15", ", day: 99"),
        ("bound: above", "bond: above"),
        ("end: 2020-12-31", "end: 2020-02-31"),
        ("platform: JD", "platform: 3"),
    ]
    told = faults(tmp_path, otherwise(*pairs))
    places = [fault.partition(": ")[0].partition(", ")[2] for fault in told]
    assert [
        "shops, item 2, platform",
        "term.end",
        "scope.kind",
        "volume.threshold",
        "volume.treshold",
        "duties.at",
        "payment.day",
        "renewal.of",
        "readings.bond",
    ] == places


def test_a_clause_written_as_a_block_has_the_line_of_each_key(tmp_path):
    block = (
        "  - kind: payment\n    id: payment\n    due_day: 29\n    methods: [wechat]\n"
    )
    (told,) = faults(tmp_path, otherwise((PAYMENT, block)))
    assert told.startswith("line 15, payment.due_day: 29; ")


def test_a_clause_of_its_own_phrase_that_is_open_takes_the_shared_reading(tmp_path):
    own = "bound: at_least, bound@volume: open, bound@renewal: open"
    agreement = load(file(tmp_path, otherwise(("bound: above", own))))
    chosen = {
        name: way for name, way in agreement.chosen.items() if name.startswith("bound")
    }
    assert {"bound@volume": "at_least", "bound@renewal": "at_least"} == chosen
    assert not {"bound"} & agreement.phrases.keys()


def test_a_shared_reading_goes_where_a_change_gives_each_clause_its_own(tmp_path):
    agreement = load(file(tmp_path, SEED))
    own = {"readings__bound@volume": "above", "readings__bound@renewal": "at_least"}
    assert "bound" not in agreement.replace(**own).readings
    assert "bound" in agreement.replace(**dict([*own.items()][:1])).readings
    with pytest.raises(cs.BadInput):
        agreement.replace(**own, readings__bound="above")


def test_the_due_day_has_two_names(tmp_path):
    agreement = load(file(tmp_path, otherwise((", day: 15", ", due_day: 14"))))
    assert 14 == agreement.figure("payment.day") == agreement.figure("payment.due_day")


@pytest.mark.parametrize(
    "name, keys", [("clauses", "clauses: []"), ("currency", "currency: CNY")]
)
def test_a_key_of_version_2_in_a_file_of_version_1_names_its_mend(tmp_path, name, keys):
    (told,) = faults(tmp_path, SAMPLE.read_text("utf-8") + keys + "\n")
    assert f", {name}: " in told and "; expected a known key; fix: write " in told


def test_a_number_of_the_term_is_of_version_2(tmp_path):
    text = SAMPLE.read_text("utf-8").replace(
        "end: 2020-12-31", 'end: 2020-12-31, at: "3"'
    )
    (told,) = faults(tmp_path, text)
    assert told.endswith(
        "term.at: '3'; expected a known key; fix: write it in a file of version 2"
    )


def test_the_command_line_refuses_a_composition_in_either_language(tmp_path, capsys):
    path = file(tmp_path, otherwise(("of: volume", "of: volum")))
    assert 2 == main(["check", str(path), "--lang", "zh"])
    told = capsys.readouterr().err
    assert "第 10 行，seats.of" in told and "daily_surcharge 类条款的 id" in told


# what nobody thought of


ODD: list[Any] = [
    None,
    True,
    0,
    -1,
    3,
    2.5,
    10**30,
    "",
    "x",
    "null",
    "open",
    "\u3000",
    "x" * 5000,
    "1500.00",
    "￥15",
    [],
    [None],
    ["a", 3],
    {},
    {"a": 1},
    {3: None},
    [[[]]],
    [{}],
    date(2020, 8, 1),
    "hours",
    "fee",
    "volume",
]


def places(value: Any, above: tuple = ()) -> list[tuple]:
    """Every place in plain data."""
    if not isinstance(value, dict | list):
        return []
    found = []
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        found.append((*above, key))
        found += places(inner, (*above, key))
    return found


def mutated(chance: random.Random) -> Any:
    """The seed's data with one to four places taken out, said twice or put
    otherwise.
    """
    data, _ = read_yaml(SEED.encode(), "seed")
    for _ in range(chance.randint(1, 4)):
        place = chance.choice(places(data))
        within = data
        for key in place[:-1]:
            within = within[key]
        change = chance.randrange(4)
        if change == 0:
            del within[place[-1]]
        elif change == 1 and isinstance(within, list):
            within.append(within[place[-1]])
        elif change == 2 and isinstance(within, dict):
            within[chance.choice(["of", "words", "at", "kind", "x", 3, None])] = (
                chance.choice(ODD)
            )
        else:
            within[place[-1]] = chance.choice(ODD)
    return data


def told(fault: Fault) -> None:
    for language in ("en", "zh"):
        text = fault.text(language)
        assert not [word for word in JARGON if word in text], text


@pytest.mark.parametrize("seed", range(300))
def test_whatever_stands_in_a_composition_there_is_no_traceback(seed):
    try:
        agreement = read_agreement(mutated(random.Random(seed)), "agreement.yaml")
    except cs.BadInput as error:
        for fault in error.faults:
            told(fault)
    else:
        assert agreement.plain() == read_agreement(agreement.plain(), "again").plain()


@pytest.mark.parametrize("seed", range(150))
def test_whatever_is_typed_in_a_composition_there_is_no_traceback(tmp_path, seed):
    chance, text = random.Random(seed), SEED
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(text))
        typed = chance.choice([*"{}[]:,-\"'#&*!|\n\t x3@", "", "", ""])
        text = text[:at] + typed + text[at + chance.randint(0, 3) :]
    try:
        load(file(tmp_path, text))
    except cs.BadInput as error:
        for fault in error.faults:
            told(fault)


def test_a_kind_that_is_added_can_be_written_for_a_while_only(tmp_path):
    from cscontract.agreement.kinds import having

    with having("kinds.received_share"):
        assert "received_share" in kinds() and "扣减" == chinese()["deduction"]
    assert "received_share" not in kinds() and "deduction" not in chinese()
