"""Spans of time: sorted, disjoint pairs (start, end), the end not included; as sets of instants."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

Span = tuple[datetime, datetime]
Spans = list[Span]


def union(spans: Iterable[Span]) -> Spans:
    """The instants of any of the spans; touching spans are joined, empty ones dropped."""
    joined: Spans = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        elif start < end:
            joined.append((start, end))
    return joined


def intersect(some: Spans, others: Spans) -> Spans:
    """The instants of both."""
    found, at = [], 0
    for start, end in some:
        while at < len(others) and others[at][1] <= start:
            at += 1
        place = at
        while place < len(others) and others[place][0] < end:
            found.append((max(start, others[place][0]), min(end, others[place][1])))
            place += 1
    return found


def subtract(some: Spans, others: Spans) -> Spans:
    """The instants of the first that are not of the second."""
    left, at = [], 0
    for start, end in some:
        while at < len(others) and others[at][1] <= start:
            at += 1
        place = at
        while place < len(others) and others[place][0] < end:
            if start < others[place][0]:
                left.append((start, others[place][0]))
            start = others[place][1]
            place += 1
        if start < end:
            left.append((start, end))
    return left
