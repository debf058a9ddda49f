"""What tests measured, told at the end of their run; no test passes or fails by it.

from measured import note
note("a static page readable", 850, 2000)
"""

from __future__ import annotations

ROWS: list[tuple[str, float, float]] = []


def note(name: str, value: float, target: float) -> None:
    """Have a measured value told beside its target, both in milliseconds."""
    ROWS.append((name, value, target))


def note_moves(name: str, moves: list[float], median: float, most: float) -> None:
    """Have the median of many values told, and the value that 95 of 100 keep to."""
    for part, of, target in (("p50", 0.5, median), ("p95", 0.95, most)):
        note(f"{name}, {part}", quantile(moves, of), target)


def quantile(values: list[float], of: float) -> float:
    """The value that this part of the values keeps to."""
    return sorted(values)[round(of * (len(values) - 1))]


def table() -> list[str]:
    """A line a row: what was measured, the target, and whether it was met."""
    width = max((len(name) for name, _, _ in ROWS), default=0)
    return [
        f"{name:<{width}}  {value:7,.0f} ms  target {target:5,.0f} ms  {'met' if value <= target else 'missed'}"
        for name, value, target in ROWS
    ]
