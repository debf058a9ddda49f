"""Spans of time as sets of instants: sorted, disjoint (start, end), without the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

Span = tuple[datetime, datetime]
Spans = list[Span]


def union(spans: Iterable[Span]) -> Spans:
    """The instants of any of the spans.

    Touching spans are joined, empty ones dropped.

    >>> nine, ten, noon = (datetime(2020, 8, 3, hour) for hour in (9, 10, 12))
    >>> union([(ten, noon), (nine, ten), (noon, noon)]) == [(nine, noon)]
    True
    """
    joined: Spans = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        elif start < end:
            joined.append((start, end))
    return joined


def intersect(some: Spans, others: Spans) -> Spans:
    """The instants of both."""
    common: Spans = []
    at = 0
    for start, end in some:
        at = _not_over(others, at, start)
        for other_start, other_end in _begun(others, at, end):
            common.append((max(start, other_start), min(end, other_end)))
    return common


def subtract(some: Spans, others: Spans) -> Spans:
    """The instants of the first that are not of the second."""
    left: Spans = []
    at = 0
    for start, end in some:
        at = _not_over(others, at, start)
        for other_start, other_end in _begun(others, at, end):
            if start < other_start:
                left.append((start, other_start))
            start = other_end
        if start < end:
            left.append((start, end))
    return left


def _not_over(spans: Spans, at: int, when: datetime) -> int:
    """The place of the first span, from `at` on, that ends after an instant."""
    while at < len(spans) and spans[at][1] <= when:
        at += 1
    return at


def _begun(spans: Spans, at: int, end: datetime) -> Iterator[Span]:
    """The spans from `at` on that begin before an instant."""
    while at < len(spans) and spans[at][0] < end:
        yield spans[at]
        at += 1
