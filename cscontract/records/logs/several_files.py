"""Logs in several files as one table of the engine; what two files both have is
refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ibis

from cscontract.agreement.head import shop_key
from cscontract.core.errors import MOST_FAULTS, refusal
from cscontract.core.language import Sentence
from cscontract.records import messages
from cscontract.records.checks.duplicates import Same
from cscontract.records.engine_tables import Log, rows, session_name
from cscontract.records.files.parts import ROWS_A_FILE, again, numbered
from cscontract.records.schema import Schema


def joined(logs: Sequence[Log], name: str) -> Log:
    """One log of several, in the order of their files."""
    if len(logs) == 1:
        return logs[0]
    tables = [
        log.table.mutate(row=numbered(log.table.row, at)) for at, log in enumerate(logs)
    ]
    return Log(name, ibis.union(*tables), as_in_file=True)


def check(schema: Schema, log: Log, files: Sequence[str], notes: list[str]) -> None:
    """Each session, and each login of an ID, in one file only. BadInput with the rows
    of both files.
    """
    if schema.same:
        _refuse_again(schema.same, log, files)
    if schema.joined:
        notes += _across(schema, log, files)


def _refuse_again(same: Same, log: Log, files: Sequence[str]) -> None:
    """Refuse rows that are the same as one of another file."""
    table = log.table
    keys = list(same.columns)
    if "shop" in keys:
        names = {name: shop_key(name) for name in log.shops}
        table = table.mutate(shop=table.shop.substitute(names))
    first = table.row.min().over(ibis.window(group_by=keys))
    known = table.select("row", *keys, first=first)
    is_again = (known["row"] // ROWS_A_FILE) != (known["first"] // ROWS_A_FILE)
    faults = [
        again(
            row["row"],
            row["first"],
            files,
            _value([row[key] for key in keys]),
            same.expected,
        )
        for row in rows(known.filter(is_again).order_by("row").limit(MOST_FAULTS))
    ]
    if faults:
        raise refusal(faults, log.file)


def _value(values: list[Any]) -> str:
    return session_name(values[0]) if len(values) == 1 else " ".join(map(str, values))


def _across(schema: Schema, log: Log, files: Sequence[str]) -> list[str]:
    """Logins that overlap one of the same ID in another file are joined, as those of
    one file are.
    """
    table = log.table.mutate(file=log.table["row"] // ROWS_A_FILE)
    in_order = [schema.began, schema.ended]
    before = ibis.window(
        group_by=["shop", "id"], order_by=in_order, preceding=(None, 1)
    )
    own = ibis.window(
        group_by=["shop", "id", "file"], order_by=in_order, preceding=(None, 1)
    )
    latest = table[schema.ended].max()
    ends = table.mutate(all_before=latest.over(before), own_before=latest.over(own))
    start = ends[schema.began]
    over = ends.filter(
        (start < ends.all_before)
        & (ends.own_before.isnull() | (start >= ends.own_before))
    )
    (found,) = rows(over.agg(count=over.count()))
    text = Sentence("{files}, together", files=", ".join(files))
    return list(messages.overlapping(text, found["count"]))
