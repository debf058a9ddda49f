"""Logs in several files as one table of the engine; what two files both have is refused."""

from __future__ import annotations

from collections.abc import Sequence

import ibis

from cscontract.records import told
from cscontract.records.logs import Log, rows, session_name
from cscontract.records.parts import ROWS_A_FILE, again, numbered
from cscontract.terms.faults import MOST_FAULTS, refusal
from cscontract.terms.head import shop_key
from cscontract.terms.language import Sentence


def joined(logs: Sequence[Log], name: str) -> Log:
    """One log of several, in the order of their files."""
    if len(logs) == 1:
        return logs[0]
    tables = [log.table.mutate(row=numbered(log.table.row, at)) for at, log in enumerate(logs)]
    return Log(name, ibis.union(*tables), as_in_file=True)


def check(record: str, log: Log, files: Sequence[str], notes: list[str]) -> None:
    """Each session, and each login of an ID, in one file only. BadInput with the rows of both files."""
    table = log.table
    if record == "presence":
        names = {name: shop_key(name) for name in log.shops}
        table = table.mutate(shop=table.shop.substitute(names))
    keys = ["session"] if record == "sessions" else ["shop", "id", "online_at"]
    expected = "each session once" if record == "sessions" else "each login once"
    first = table.row.min().over(ibis.window(group_by=keys))
    known = table.select("row", *keys, first=first)
    is_again = (known["row"] // ROWS_A_FILE) != (known["first"] // ROWS_A_FILE)
    faults = [
        again(row["row"], row["first"], files, _value([row[key] for key in keys]), expected)
        for row in rows(known.filter(is_again).order_by("row").limit(MOST_FAULTS))
    ]
    if faults:
        raise refusal(faults, log.file)
    if record == "presence":
        notes += _across(log, files)


def _value(values: list) -> str:
    return session_name(values[0]) if len(values) == 1 else " ".join(map(str, values))


def _across(log: Log, files: Sequence[str]) -> list[str]:
    """Logins that overlap one of the same ID in another file are joined, as those of one file are."""
    table = log.table.mutate(file=log.table["row"] // ROWS_A_FILE)
    before = ibis.window(
        group_by=["shop", "id"], order_by=["online_at", "offline_at"], preceding=(None, 1)
    )
    own = ibis.window(
        group_by=["shop", "id", "file"],
        order_by=["online_at", "offline_at"],
        preceding=(None, 1),
    )
    ends = table.mutate(
        all_before=table.offline_at.max().over(before), own_before=table.offline_at.max().over(own)
    )
    over = ends.filter(
        (ends.online_at < ends.all_before)
        & (ends.own_before.isnull() | (ends.online_at >= ends.own_before))
    )
    (found,) = rows(over.agg(count=over.count()))
    text = Sentence("{files}, together", files=", ".join(files))
    return list(told.overlapping(text, found["count"]))
