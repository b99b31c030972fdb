"""Scores that are written one way or another, and announced or not."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from statistics import median

from psycopg import sql

from bench.database import Database
from bench.dataset import DAY
from bench.progress import say
from bench.results import Turns

#: The triggers that announce.
ANNOUNCING = """
    SELECT t.tgname FROM pg_trigger AS t
    WHERE
        t.tgrelid = 'momentum.daily_engagement_scores'::regclass
        AND t.tgname LIKE '%\\_announce\\_%'
"""


def prepare(database: Database) -> None:
    """Write as the engine does from here on: it sees to later days itself."""
    name = sql.Identifier(database.name)
    for setting in (
        sql.SQL("ALTER DATABASE {} SET momentum.writes_scores = '0'").format(name),
        sql.SQL("SET momentum.writes_scores = '0'"),
    ):
        database.connection.execute(setting)


def choose(database: Database, mode: str) -> None:
    """Set how listeners hear of changes."""
    database.connection.execute(
        "UPDATE momentum.settings SET value = %s WHERE name = 'notify_mode'", (mode,)
    )


@contextmanager
def silence(database: Database) -> Iterator[None]:
    """Announce no score."""
    names = [name for (name,) in database.connection.execute(ANNOUNCING)]
    alter = sql.SQL("ALTER TABLE momentum.daily_engagement_scores {} TRIGGER {}")
    for name in names:
        database.connection.execute(alter.format(sql.SQL("DISABLE"), sql.Identifier(name)))
    try:
        yield
    finally:
        for name in names:
            database.connection.execute(alter.format(sql.SQL("ENABLE"), sql.Identifier(name)))


def empty(database: Database) -> None:
    """Forget what was announced."""
    database.connection.execute("TRUNCATE momentum.realtime_inbox, momentum.realtime_event_metrics")


def forget(database: Database) -> None:
    """Forget the scores of the day, and what was announced."""
    database.forget_from(DAY)
    empty(database)


def announced(database: Database, seconds: float, events: int) -> float:
    """Return the seconds; raise where not so much was announced as ought to be."""
    (found,) = database.row("SELECT count(*) FROM momentum.realtime_inbox")
    if found != events:
        raise RuntimeError(f"{found} announcements instead of {events}")
    return seconds


def beside(
    turns: Turns, rounds: int, measures: Mapping[str, Callable[[], float]]
) -> Iterator[tuple[str, float, float]]:
    """Measure other modes as often; yield each with its seconds, as such and to the baseline's."""
    for mode, measure in measures.items():
        seconds = median(measure() for _ in range(rounds))
        say(f"  {mode}: {seconds:.4g} s")
        yield mode, seconds, seconds / median(turns.baselines)
