"""What is told of a file's rows, in the same words whoever reads the file: faults and notes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cscontract.terms.faults import Fault


def twice(file: str, row: int, first: int, value: str, expected: str) -> Fault:
    """A row that says again what the row `first` says."""
    return Fault(f"{file}, row {row}", value, expected, f"keep either this row or row {first}")


def backwards(file: str, row: int, times: Mapping[str, object]) -> Fault:
    """A span of time that ends before it starts; `times`: its two columns with their values."""
    (start, began), (end, ended) = times.items()
    expected = f"{end} not before {start}"
    return Fault(f"{file}, row {row}", f"{began} – {ended}", expected, "swap or mend the times")


def no_length(file: str, count: int) -> Iterator[str]:
    """How many spans of time were left out because they end when they start."""
    if count:
        yield f"{file}: rows of no length left out ({_counted(count, 'row')})"


def overlapping(file: str, count: int) -> Iterator[str]:
    """How many logins begin while the same ID is logged in."""
    if count:
        yield f"{file}: logins that overlap another of the same ID joined ({_counted(count, 'login')})"


def repairs(file: str, counts: Mapping[tuple[str, str], int]) -> Iterator[str]:
    """What was mended, by column and kind of repair, in how many cells."""
    for (column, what), count in counts.items():
        yield f"{file}, column {column}: {what} ({_counted(count, 'cell')})"


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'s' * (count > 1)}"
