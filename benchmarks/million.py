"""One million chat sessions and their presence log: daily counts and uncovered minutes,
four ways.

    .venv/bin/python benchmarks/million.py [FOLDER]

Makes FOLDER/sessions.parquet and FOLDER/presence.parquet (a temporary folder by
default), then measures, each in a process of its own and without the imports: this
package (ibis on DuckDB), hand-written DuckDB SQL, pandas, polars. All four must give
the same figures. Prints seconds, the ratio to the hand-written SQL, and the peak
memory.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import tempfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from time import perf_counter

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

SESSIONS = 1_000_000
START = date(2020, 8, 1)
DAYS = 1096
SHOPS = {"taobao": 3, "jd": 2, "suning": 2}
ROOT = Path(__file__).resolve().parent.parent
#: the six counts of customers by ID and by shop, summed over all days; uncovered
#: minutes by shop
Figures = tuple[tuple[int, ...], tuple[int, ...], dict[str, float]]


def make(folder: Path) -> None:
    """Three years of sessions and logins, seeded; every time of day, some shops offline
    now and then.
    """
    rng = np.random.default_rng(20200801)
    ids = [
        (shop, f"{shop}-{n:02d}")
        for shop, count in SHOPS.items()
        for n in range(1, count + 1)
    ]
    at = rng.integers(0, len(ids), SESSIONS)
    day = rng.integers(0, DAYS, SESSIONS)
    second = (8.5 * 3600 + rng.beta(2, 2.2, SESSIONS) * 14 * 3600).astype(int)
    began = (
        np.datetime64(START)
        + day * np.timedelta64(1, "D")
        + second.astype("timedelta64[s]")
    )
    ended = began + rng.integers(30, 1500, SESSIONS).astype("timedelta64[s]")
    received = rng.random(SESSIONS) < 0.9
    problem = rng.random(SESSIONS) < 0.05
    names = np.array(ids)
    sessions = pa.table(
        {
            "session": np.char.add("s", np.arange(SESSIONS).astype(str)),
            "shop": names[at, 0],
            "id": names[at, 1],
            "customer": np.char.add(
                "buyer", rng.integers(0, 150_000, SESSIONS).astype(str)
            ),
            "channel": np.where(
                rng.random(SESSIONS) < 0.001, "telephone", "official_chat"
            ),
            "started_at": began.astype("datetime64[us]"),
            "ended_at": ended.astype("datetime64[us]"),
            "received": received,
            "inquiring": received & (rng.random(SESSIONS) < 0.7),
            "problem": problem,
            "problem_recorded": problem & (rng.random(SESSIONS) < 0.99),
        }
    )
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
                online = opens * 60 + early
                offline = closes * 60 - late
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


SQL_CUSTOMERS = """
create or replace temp table customers as
select cast(started_at as date) as date, shop, id, customer,
       bool_or(received) as received, bool_or(received and inquiring) as inquiring,
       bool_or(served) as asked_in_hours, bool_or(served and received) as received_in_hours,
       bool_or(served and received and inquiring) as inquiring_in_hours
from (select *, hour(started_at) >= 9 and hour(started_at) < 22 as served
      from read_parquet('{folder}/sessions.parquet') where channel = 'official_chat')
group by all"""
SQL_COUNTS = """count(*) as asked, count(*) filter (received) as received,
count(*) filter (inquiring) as inquiring,
count(*) filter (asked_in_hours) as a, count(*) filter (received_in_hours) as r,
count(*) filter (inquiring_in_hours) as i"""
SQL_BY_ID = f"select date, shop, id, {SQL_COUNTS} from customers group by all"
SQL_BY_SHOP = f"""
select date, shop, {SQL_COUNTS} from (
  select date, shop, customer, bool_or(received) as received, bool_or(inquiring) as inquiring,
         bool_or(asked_in_hours) as asked_in_hours, bool_or(received_in_hours) as received_in_hours,
         bool_or(inquiring_in_hours) as inquiring_in_hours
  from customers group by all)
group by all"""
SQL_UNCOVERED = """
with windows as (select distinct cast(online_at as date) as day from read_parquet('{folder}/presence.parquet')),
logins as (
  select shop, day, greatest(online_at, day + interval 9 hour) as start,
         least(offline_at, day + interval 22 hour) as stop
  from read_parquet('{folder}/presence.parquet') join windows on cast(online_at as date) = day),
reach as (
  select *, max(stop) over (partition by shop, day order by start, stop
                            rows between unbounded preceding and 1 preceding) as reached
  from logins where start < stop),
gaps as (
  select shop, greatest(epoch(start) - epoch(coalesce(reached, day + interval 9 hour)), 0) as gap from reach
  union all
  select shop, 13 * 3600 - (epoch(max(stop)) - epoch(day)) + 9 * 3600 from reach group by shop, day)
select shop, sum(gap) / 60 from gaps group by shop"""


def by_hand(folder: Path) -> Figures:
    """Hand-written SQL for DuckDB."""
    import duckdb

    connection = duckdb.connect()
    connection.execute(SQL_CUSTOMERS.format(folder=folder))
    by_id = connection.sql(SQL_BY_ID).fetchall()
    by_shop = connection.sql(SQL_BY_SHOP).fetchall()
    uncovered = dict(connection.sql(SQL_UNCOVERED.format(folder=folder)).fetchall())
    return _sums(by_id), _sums(by_shop), uncovered


def by_package(folder: Path) -> Figures:
    """This package: the records are read and checked, counted and compared with the
    hours of duty.
    """
    import cscontract as cs
    from cscontract.clauses.hours import clause as hours
    from cscontract.core.intervals import subtract
    from cscontract.records import engine_tables
    from cscontract.records.counting import count_customers

    end = START + timedelta(days=DAYS - 1)
    agreement = cs.load(ROOT / "sample_data" / "agreement.yaml").replace(term__end=end)
    records = cs.read(folder)
    customers = count_customers(agreement, records)
    logins = engine_tables.named(
        records.presence.table, agreement.names_in(records.presence.shops)
    )
    online = engine_tables.spans_by_shop(
        engine_tables.islands(logins, "online_at", "offline_at"), SHOPS
    )
    duty = hours.shifts(
        agreement.span.dates(agreement.span.every), agreement.hours.shifts
    )
    away = {shop: subtract(duty, spans) for shop, spans in online.items()}
    uncovered = {
        shop: sum((b - a).total_seconds() for a, b in spans) / 60
        for shop, spans in away.items()
    }
    names = ("asked", *engine_tables.FLAGS)
    rows = [
        [tuple(row[name] for name in names) for row in part.values()]
        for part in (customers.by_id, customers.by_shop)
    ]
    return _sums(rows[0]), _sums(rows[1]), uncovered


def by_pandas(folder: Path) -> Figures:
    """A usual pandas script; the presence log by a loop over its days."""
    import pandas as pd

    sessions = pd.read_parquet(folder / "sessions.parquet").query(
        "channel == 'official_chat'"
    )
    hour = sessions["started_at"].dt.hour
    flags = pd.DataFrame({"received": sessions["received"]})
    flags["inquiring"] = sessions["received"] & sessions["inquiring"]
    flags["asked_in_hours"] = (hour >= 9) & (hour < 22)
    flags["received_in_hours"] = flags["received"] & flags["asked_in_hours"]
    flags["inquiring_in_hours"] = flags["inquiring"] & flags["asked_in_hours"]
    flags["date"] = sessions["started_at"].dt.normalize()
    for name in ("shop", "id", "customer"):
        flags[name] = sessions[name].astype("category")
    each = flags.groupby(["date", "shop", "id", "customer"], observed=True).max()
    each["asked"] = True
    by_id = each.groupby(["date", "shop", "id"], observed=True).sum()
    merged = each.groupby(["date", "shop", "customer"], observed=True).max()
    by_shop = merged.groupby(["date", "shop"], observed=True).sum()
    order = [
        "asked",
        "received",
        "inquiring",
        "asked_in_hours",
        "received_in_hours",
        "inquiring_in_hours",
    ]
    presence = pd.read_parquet(folder / "presence.parquet")
    return tuple(by_id[order].sum()), tuple(by_shop[order].sum()), _uncovered(presence)


def _uncovered(presence) -> dict[str, float]:
    away: dict[str, float] = {}
    presence = presence.assign(day=presence["online_at"].dt.normalize())
    for (shop, day), logins in presence.sort_values("online_at").groupby(
        ["shop", "day"]
    ):
        reached = day.timestamp() + 9 * 3600
        gap = 0.0
        closes = day.timestamp() + 22 * 3600
        for start, stop in zip(logins["online_at"], logins["offline_at"], strict=True):
            gap += max(0.0, min(start.timestamp(), closes) - reached)
            reached = max(reached, min(stop.timestamp(), closes))
        away[shop] = away.get(shop, 0.0) + (gap + closes - reached) / 60
    return away


def by_polars(folder: Path) -> Figures:
    """Polars, lazily; the presence log as in SQL."""
    import polars as pl

    hour = pl.col("started_at").dt.hour()
    chats = pl.scan_parquet(folder / "sessions.parquet")
    served = (hour >= 9) & (hour < 22)
    flags = {
        "received": pl.col("received"),
        "inquiring": pl.col("received") & pl.col("inquiring"),
        "asked_in_hours": served,
        "received_in_hours": pl.col("received") & served,
        "inquiring_in_hours": pl.col("received") & pl.col("inquiring") & served,
    }
    day = pl.col("started_at").dt.date().alias("date")
    each = (
        chats.filter(pl.col("channel") == "official_chat")
        .group_by(day, "shop", "id", "customer")
        .agg(**{name: flag.any() for name, flag in flags.items()})
        .collect()
    )
    counts = [pl.len().alias("asked"), *(pl.col(name).sum() for name in flags)]
    merged = each.group_by("date", "shop", "customer").agg(
        pl.col(name).any() for name in flags
    )
    by_id = each.group_by("date", "shop", "id").agg(counts)
    by_shop = merged.group_by("date", "shop").agg(counts)
    order = ["asked", *flags]
    totals = [tuple(frame.select(order).sum().row(0)) for frame in (by_id, by_shop)]
    return totals[0], totals[1], _uncovered_in_polars(folder)


def _uncovered_in_polars(folder: Path) -> dict[str, float]:
    import polars as pl

    day = pl.col("online_at").dt.truncate("1d")
    opens = day + pl.duration(hours=9)
    closes = day + pl.duration(hours=22)
    logins = (
        pl.read_parquet(folder / "presence.parquet")
        .with_columns(
            day=day,
            opens=opens,
            closes=closes,
            start=pl.max_horizontal("online_at", opens),
            stop=pl.min_horizontal("offline_at", closes),
        )
        .filter(pl.col("start") < pl.col("stop"))
        .sort("shop", "start", "stop")
    )
    reached = (
        pl.col("stop").cum_max().shift(1).over("shop", "day").fill_null(pl.col("opens"))
    )
    gaps = logins.with_columns(
        gap=(pl.col("start") - reached).dt.total_seconds().clip(0)
    )
    days = gaps.group_by("shop", "day").agg(
        pl.col("gap").sum(),
        rest=(pl.col("closes").first() - pl.col("stop").max()).dt.total_seconds(),
    )
    away = days.group_by("shop").agg(
        minutes=(pl.col("gap") + pl.col("rest")).sum() / 60
    )
    return dict(away.iter_rows())


def _sums(rows: list[tuple]) -> tuple[int, ...]:
    """The six counts added up over all rows."""
    return tuple(sum(column) for column in list(zip(*rows, strict=True))[-6:])


WAYS = {
    "this package (ibis on DuckDB)": by_package,
    "hand-written DuckDB SQL": by_hand,
    "polars": by_polars,
    "pandas": by_pandas,
}


def measure(name: str, folder: Path) -> None:
    """Seconds of the second of two runs (the first loads what is imported late), peak
    memory, figures.
    """
    WAYS[name](folder)
    start = perf_counter()
    figures = WAYS[name](folder)
    seconds = perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"seconds": seconds, "peak": peak, "figures": _plain(figures)}))


def _plain(figures: Figures) -> list:
    by_id, by_shop, uncovered = figures
    minutes = {shop: round(float(away), 3) for shop, away in sorted(uncovered.items())}
    return [[int(n) for n in by_id], [int(n) for n in by_shop], minutes]


def main(folder: Path, runs: int = 3) -> None:
    """Each way `runs` times, in turn; the medians as a table."""
    if not (folder / "sessions.parquet").exists():
        make(folder)
    print(
        *sorted(f"{p.name}: {p.stat().st_size:,} bytes" for p in folder.iterdir()),
        sep="; ",
    )
    found: dict[str, list[dict]] = {name: [] for name in WAYS}
    for _ in range(runs):
        for name, results in found.items():
            command = [sys.executable, __file__, "--way", name, str(folder)]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            results.append(json.loads(done.stdout))
    figures = {
        json.dumps(result["figures"])
        for results in found.values()
        for result in results
    }
    assert len(figures) == 1, figures
    hand = statistics.median(
        result["seconds"] for result in found["hand-written DuckDB SQL"]
    )
    print(
        "| way | median s | against the SQL | peak memory |\n| --- | --- | --- | --- |"
    )
    for name, results in found.items():
        seconds = statistics.median(result["seconds"] for result in results)
        peak = max(result["peak"] for result in results) / 1e9
        print(f"| {name} | {seconds:.2f} | {seconds / hand:.2f} × | {peak:.2f} GB |")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--way"]:
        measure(sys.argv[2], Path(sys.argv[3]))
    else:
        main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp()))
