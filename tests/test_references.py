"""Nothing outside the kinds' folders, and what reads files of version 1, names the
sample's clauses.

What stands there for one of them is counted: its id, its figures, its number, its
phrases, its kind. The number that is allowed stands here alone; it only goes down.
"""

import re
from collections import Counter
from pathlib import Path
from token import NUMBER
from tokenize import tokenize

from cscontract.agreement import version_1
from cscontract.agreement.kinds import kinds, register
from cscontract.agreement.version_1 import CLAUSES, known_figures

PACKAGE = Path(__file__).resolve().parent.parent / "cscontract"
#: whoever takes one away lowers it; nobody raises it
ALLOWED = 26
#: where the clauses are at home
HOME = (PACKAGE / "clauses", Path(version_1.__file__))
#: what an agreement is called
AGREEMENTS = "agreement|given|terms|base|before|after|plain"


def any_of(names: set[str]) -> str:
    """A pattern of any of these names, the longest first."""
    return "|".join(
        re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name))
    )


def apart(names: set[str]) -> str:
    """A pattern of names: those of several words wherever they stand, others alone
    between quotes.
    """
    several = {name for name in names if "_" in name}
    return rf"\b(?:{any_of(several)})\b|[\"'](?:{any_of(names - several)})[\"']"


def patterns() -> dict[str, str]:
    """What a reference looks like, from what the kinds themselves say."""
    ids = {id for id, *_ in CLAUSES}
    numbers = {at for _, _, at, _ in CLAUSES} | {
        phrase.clause for phrase in register().values()
    }
    numbers |= {figure.clause for figure in known_figures().values()}
    whole = {number for each in numbers for number in each.split(", ") if "." in number}
    return {
        "clause": rf"\b(?:{AGREEMENTS})\. ?(?:{any_of(ids)})\b",
        "figure": rf"[\"'](?:{any_of(ids)})\.[a-z_]+",
        "number": rf"(?<![\w.])(?:{any_of(whole)})(?=[ \",:“.])",
        "phrase": apart(set(register())),
        "kind": rf"(?:of_kind\(|kinds\(\)\[| kind==)[\"'](?:{any_of(set(kinds()))})[\"']",
    }


def without_numbers(path: Path) -> str:
    """A module's words and signs: 1.3 of its code is a number, “1.3” of its texts is a
    clause.
    """
    with path.open("rb") as file:
        tokens = [token for token in tokenize(file.readline) if token.type != NUMBER]
    return "".join(
        f" {token.string}" if token.string.isidentifier() else token.string
        for token in tokens
    )


def references() -> dict[str, Counter[str]]:
    """By module what stands there for a clause of the sample."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        if not any(path == home or home in path.parents for home in HOME):
            text = without_numbers(path)
            counts = {
                name: len(re.findall(each, text)) for name, each in patterns().items()
            }
            found[str(path.relative_to(PACKAGE))] = +Counter(counts)
    return {name: counts for name, counts in found.items() if counts}


def test_what_names_the_samples_clauses_outside_their_folders_only_becomes_less():
    found = references()
    total = sum(counts.total() for counts in found.values())
    told = sorted(found.items(), key=lambda each: -each[1].total())
    listed = "\n".join(
        f"{counts.total():4} {name} {dict(counts)}" for name, counts in told
    )
    assert total == ALLOWED, (
        f"{total} instead of {ALLOWED}; where fewer, lower ALLOWED:\n{listed}"
    )


def test_a_reference_of_each_sort_is_seen():
    seen = {
        "clause": "agreement.volume.threshold",
        "figure": '"fee.monthly"',
        "number": '"1.4(2)b"',
        "phrase": 'readings["run_gap"]',
        "kind": 'of_kind("hours")',
    }
    assert all(re.search(patterns()[name], text) for name, text in seen.items())
    others = 'surcharge.volume * rate, "the bound of a day", hours of service'
    assert not [each for each in patterns().values() if re.search(each, others)]
