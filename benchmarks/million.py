"""One million chat sessions and their presence log: daily counts and uncovered minutes, four ways.

    .venv/bin/python benchmarks/million.py [FOLDER]

Makes FOLDER/sessions.parquet and FOLDER/presence.parquet (a temporary folder by default), then measures, each in
a process of its own: this package (ibis on DuckDB), hand-written DuckDB SQL, pandas, polars. All four must give the
same figures. Prints seconds, the ratio to the hand-written SQL, and the peak memory.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

SESSIONS = 1_000_000
START, DAYS = date(2020, 8, 1), 1096
SHOPS = {"taobao": 3, "jd": 2, "suning": 2}


def make(folder: Path) -> None:
    """Three years of sessions and logins, seeded; every time of day, some shops offline now and then."""
    rng = np.random.default_rng(20200801)
    ids = [(shop, f"{shop}-{n:02d}") for shop, count in SHOPS.items() for n in range(1, count + 1)]
    at = rng.integers(0, len(ids), SESSIONS)
    day = rng.integers(0, DAYS, SESSIONS)
    second = (8.5 * 3600 + rng.beta(2, 2.2, SESSIONS) * 14 * 3600).astype(int)
    began = np.datetime64(START) + day * np.timedelta64(1, "D") + second.astype("timedelta64[s]")
    ended = began + rng.integers(30, 1500, SESSIONS).astype("timedelta64[s]")
    received = rng.random(SESSIONS) < 0.9
    problem = rng.random(SESSIONS) < 0.05
    names = np.array(ids)
    sessions = pa.table({
        "session": np.char.add("s", np.arange(SESSIONS).astype(str)),
        "shop": names[at, 0], "id": names[at, 1],
        "customer": np.char.add("buyer", rng.integers(0, 150_000, SESSIONS).astype(str)),
        "channel": np.where(rng.random(SESSIONS) < 0.001, "telephone", "official_chat"),
        "started_at": began.astype("datetime64[us]"), "ended_at": ended.astype("datetime64[us]"),
        "received": received, "inquiring": received & (rng.random(SESSIONS) < 0.7),
        "problem": problem, "problem_recorded": problem & (rng.random(SESSIONS) < 0.99),
    })  # fmt: skip
    pq.write_table(sessions, folder / "sessions.parquet")
    pq.write_table(logins(rng, ids), folder / "presence.parquet")


def logins(rng: np.random.Generator, ids: list[tuple[str, str]]) -> pa.Table:
    """Two logins a day and ID, begun and ended some minutes early or late."""
    rows = []
    for day in range(DAYS):
        midnight = datetime.combine(START + timedelta(days=day), time.min)
        for shop, name in ids:
            for opens, closes in ((9, 18), (18, 22)):
                early, late = (int(n) for n in rng.integers(-12, 6, 2))
                online, offline = opens * 60 + early, closes * 60 - late
                rows.append(
                    (
                        shop,
                        name,
                        midnight + timedelta(minutes=online),
                        midnight + timedelta(minutes=offline),
                    )
                )
    shop, name, online, offline = zip(*rows, strict=True)
    times = pa.timestamp("us")
    return pa.table(
        {
            "shop": shop,
            "id": name,
            "online_at": pa.array(online, times),
            "offline_at": pa.array(offline, times),
        }
    )


if __name__ == "__main__":
    place = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp())
    make(place)
    print(
        *sorted(f"{path.name} {path.stat().st_size:,} bytes" for path in place.iterdir()), sep="\n"
    )
