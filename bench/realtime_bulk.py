"""A day's scores inserted in one statement, which announces one marker, against no triggers."""

from collections.abc import Iterator

from bench import day, realtime
from bench.database import Bench, Database
from bench.results import Result, take_turns


def insert(database: Database) -> float:
    """Insert the rows and return the seconds."""
    realtime.forget(database)
    return database.timed(day.INSERT)


def insert_bare(database: Database) -> float:
    """Do the same without our triggers."""
    with database.bare("daily_engagement_scores"):
        return insert(database)


def run(bench: Bench) -> Iterator[Result]:
    """Measure."""
    with bench.database() as database:
        day.prepare(database)
        realtime.prepare(database)
        # below the limit they are announced one by one
        (rows,) = database.row("SELECT count(*) FROM bench.prepared")
        events = 1 if rows > 200 else rows
        turns = take_turns(
            bench.rounds,
            lambda: realtime.announced(database, insert(database), events),
            lambda: insert_bare(database),
        )
        yield turns.takes_at_most("realtime-bulk", 1.2)
