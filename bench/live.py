"""Switching live scoring on and off, for the benchmarks of arriving events."""

from collections.abc import Callable

from bench.database import Database
from bench.dataset import TODAY
from bench.progress import say
from bench.results import NotAvailableError

#: Share of the events that have to be in a score at once: who finds a user locked leaves the event
#: to the queue.
LIVE = 0.9
ARRIVED = """
    SELECT
        (
            SELECT count(*) FROM momentum.momentum_events
            WHERE event_ts >= %s::timestamp AT TIME ZONE 'UTC'
        ),
        (
            SELECT coalesce(sum(event_count), 0) FROM momentum.daily_engagement_scores
            WHERE score_date = %s
        )
"""
SETTING = "momentum.settings WHERE name = 'live_scoring'"


def require(database: Database) -> None:
    """Raise where this version has no live scoring."""
    if database.row(f"SELECT count(*) FROM {SETTING}") == (0,):
        raise NotAvailableError("no live scoring in this version")


def measure(database: Database, value: str, insert: Callable[[], float]) -> float:
    """Insert events of today, of which there is nothing yet, with live scoring on or off.

    Raises RuntimeError where they are not in the scores, or are although it is off.
    """
    database.forget_from(TODAY, events=True)
    database.connection.execute(
        "UPDATE momentum.settings SET value = %s WHERE name = 'live_scoring'", (value,)
    )
    seconds = insert()
    events, live = database.row(ARRIVED, (TODAY, TODAY))
    if not LIVE * events <= live <= events if value == "on" else live:
        raise RuntimeError(f"live scoring {value}: {live} of {events} events are in a score")
    say(f"  live scoring {value}: {live:,} of {events:,} events are in a score")
    return seconds
