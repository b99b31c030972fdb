"""recalculate_scores of thirty days, against a bare insert of the same rows, day by day.

Both start from a table without rows, so that both write them all; the insert reads them from
another table and fires no trigger of ours.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from bench import plans
from bench.database import Bench, Database
from bench.dataset import DAY, HISTORY_DAYS
from bench.results import Result, take_turns

FIRST, LAST = DAY - timedelta(HISTORY_DAYS), DAY - timedelta(1)
RECALCULATE = "CALL momentum.recalculate_scores(%s, %s)"
INSERT = """
    INSERT INTO momentum.daily_engagement_scores
    SELECT * FROM bench.prepared WHERE score_date = %s
"""


def empty(database: Database) -> None:
    """Remove every row."""
    database.connection.execute("TRUNCATE momentum.daily_engagement_scores, momentum.rescore_queue")


def recalculate(database: Database) -> float:
    """Score the days and return the seconds; raise where a user lacks a row of one."""
    empty(database)
    seconds = database.timed(RECALCULATE, (FIRST, LAST))
    (rows,) = database.row("SELECT count(*) FROM momentum.daily_engagement_scores")
    if rows != HISTORY_DAYS * database.size.users:
        raise RuntimeError(f"{rows} rows of {database.size.users} users on {HISTORY_DAYS} days")
    return seconds


def insert(database: Database) -> float:
    """Insert the rows, each day in a transaction, and return the seconds."""
    empty(database)
    with database.bare("daily_engagement_scores"):
        return sum(
            database.timed(INSERT, (FIRST + timedelta(number),)) for number in range(HISTORY_DAYS)
        )


def run(bench: Bench) -> Iterator[Result]:
    """Measure; the rows to insert are those of a first run."""
    with bench.database() as database:
        recalculate(database)
        database.connection.execute(
            "CREATE TABLE bench.prepared AS"
            " SELECT * FROM momentum.daily_engagement_scores ORDER BY score_date"
        )
        database.connection.execute("CREATE INDEX ON bench.prepared (score_date)")
        database.connection.execute("VACUUM ANALYZE bench.prepared")
        (rows,) = database.row("SELECT count(*) FROM bench.prepared")
        turns = take_turns(
            bench.rounds, lambda: recalculate(database), lambda: insert(database), warm_up=False
        )
        database.forget_from(LAST)
        yield replace(
            turns.achieves_at_least("recalculate", 0.4, "rows/s", rows),
            plans=plans.take(database, "recalculate_scores", RECALCULATE, (LAST, LAST)),
        )
