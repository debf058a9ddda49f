"""What is told of a file's rows, in the same words whoever reads the file: faults and
notes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from cscontract.core.errors import MOST_FAULTS, Fault, place
from cscontract.core.language import Sentence
from cscontract.records.rows import Reception

#: no name, number or time is a hundredth as long
MOST_SIGNS = 10_000
KEEP_ONE = "keep either this row or row {row}"
#: a chat that was handed on stands once an agent in exports, under one number: to drop
#: a row would lose a person of one of the two
HANDED_ON = (
    "keep either this row or row {row}; where the chat was handed on to another ID, "
    "give this part of it a number of its own"
)


def is_enough(faults: Sequence[Fault]) -> bool:
    """Whether so many faults were found that a file is read no further."""
    return len(faults) >= MOST_FAULTS


def first_of(faults: Iterable[Fault]) -> list[Fault]:
    """The first faults of many, as they are found."""
    return list(islice(faults, MOST_FAULTS))


def too_long(count: int) -> tuple[Sentence, Sentence]:
    """What was found and what is expected of a text of so many signs."""
    value = Sentence("a text of {count} signs", count=f"{count:,}")
    return value, Sentence("cells of at most {count} signs", count=f"{MOST_SIGNS:,}")


def reception(row: Reception) -> str:
    """A row in words: its date, shop, ID and counts."""
    return Sentence(
        "{date} {shop} {id}: {counts}",
        date=f"{row.date}",
        shop=row.shop,
        id=row.id,
        counts=counts(row),
    )


def counts(row: Reception) -> str:
    """The three counts of a row, in words."""
    asked = row.asked
    received = row.received
    inquiring = row.inquiring
    return Sentence(
        "asked {asked}, received {received}, inquiring {inquiring}",
        asked=asked,
        received=received,
        inquiring=inquiring,
    )


def backwards(file: str, row: int, times: Mapping[str, object]) -> Fault:
    """A span of time that ends before it starts; `times`: its two columns with their
    values.
    """
    (start, began), (end, ended) = times.items()
    expected = Sentence("{end} not before {start}", end=end, start=start)
    return Fault(
        place(file, row), f"{began} – {ended}", expected, "swap or mend the times"
    )


def no_length(file: str, count: int) -> Iterator[str]:
    """How many spans of time were left out because they end when they start."""
    if count:
        said = "{file}: rows of no length left out ({counted})"
        yield Sentence(said, file=file, counted=counted(count, "row"))


def overlapping(file: str, count: int) -> Iterator[str]:
    """How many logins begin while the same ID is logged in."""
    if count:
        said = "{file}: logins that overlap another of the same ID joined ({counted})"
        yield Sentence(said, file=file, counted=counted(count, "login"))


def repairs(file: str, counts: Mapping[tuple[str, str], int]) -> Iterator[str]:
    """What was mended, by column and kind of repair, in how many cells."""
    said = "{file}, column {column}: {what} ({counted})"
    for (column, what), count in counts.items():
        cells = counted(count, "cell")
        yield Sentence(said, file=file, column=column, what=known(what), counted=cells)


def known(text: str) -> Sentence:
    """A constant text as a sentence, so that it is told in the language of what it
    stands in.
    """
    return text if isinstance(text, Sentence) else Sentence(text)


ONE_OR_MORE = {
    "row": ("{count} row", "{count} rows"),
    "login": ("{count} login", "{count} logins"),
    "cell": ("{count} cell", "{count} cells"),
    "ID": ("{count} ID", "{count} IDs"),
}


def counted(count: int, what: str) -> str:
    """So many of something: “1 row”, “2 rows”."""
    one, more = ONE_OR_MORE[what]
    return Sentence(one if count == 1 else more, count=count)
