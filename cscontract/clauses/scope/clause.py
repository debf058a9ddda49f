"""1.1 Scope: B answers the daily enquiries over the platform's one official chat tool,
gives no service by telephone or any other off-platform channel, and records customers'
problems. 1.2: the three shops.

The functions take a table of sessions (columns as in the record) and give a condition
on its rows.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any


def off_platform(sessions: Any, channels: Collection[str]) -> Any:
    """“no service … by any other off-platform channel”: sessions over a channel that is
    not allowed.
    """
    return ~sessions.channel.isin(list(channels))


def problem_not_recorded(sessions: Any) -> Any:
    """“records customers' problems”: sessions with a problem that was not recorded."""
    return sessions.problem & ~sessions.problem_recorded


#: what a heading says that it is about
ABOUT = "Scope"
#: an agreement has at most one clause of the kind
MOST = 1
