"""Scores updated one by one on 32 connections, deferred, against no announcements at all."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from bench import day, realtime
from bench.database import Bench, Database
from bench.dataset import DAY
from bench.results import Result, take_turns

CLIENTS = 32
#: So many times fewer updates where messages are sent: they take long.
FEWER = 4
#: Share of the updates that are announced: now and then one leaves a score as it is.
CHANGING = 0.99


def update(database: Database, updates: int) -> float:
    """Update so many scores, each in a transaction of its own; return the seconds."""
    realtime.empty(database)
    database.connection.execute("VACUUM momentum.daily_engagement_scores")
    seconds, _ = database.pgbench(
        "realtime_updates.sql",
        f"--client={CLIENTS}",
        f"--transactions={updates // CLIENTS}",
        variables={"users": database.size.users, "day": DAY},
    )
    return seconds


def update_announced(database: Database, mode: str, updates: int) -> float:
    """Do so in a notify mode; raise where they are not announced."""
    realtime.choose(database, mode)
    seconds = update(database, updates)
    (found,) = database.row("SELECT count(*) FROM momentum.realtime_inbox")
    if not CHANGING * updates <= found <= updates:
        raise RuntimeError(f"{found} announcements of {updates} updates")
    return seconds


def update_silently(database: Database, updates: int) -> float:
    """Do so without announcing anything."""
    with realtime.silence(database):
        return update(database, updates)


def run(bench: Bench) -> Iterator[Result]:
    """Measure."""
    updates = bench.size.of(40_000, FEWER * CLIENTS) // CLIENTS // FEWER * CLIENTS * FEWER
    with bench.database() as database:
        database.connection.execute(day.CALCULATE, (DAY,))
        realtime.prepare(database)
        turns = take_turns(
            bench.rounds,
            lambda: update_announced(database, "deferred", updates),
            lambda: update_silently(database, updates),
        )
        note = "; ".join(
            f"{mode}: {updates / FEWER / seconds:,.0f} updates/s, {1 / FEWER / share:.3g} x"
            for mode, seconds, share in realtime.beside(
                turns,
                bench.rounds,
                {
                    mode: partial(update_announced, database, mode, updates // FEWER)
                    for mode in ("doorbell", "channels")
                },
            )
        )
        result = turns.achieves_at_least("realtime-updates", 0.85, "updates/s", updates)
        yield replace(result, note=note)
