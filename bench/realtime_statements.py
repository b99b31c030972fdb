"""A day's scores inserted a hundred at a time, ringing the doorbell, against no triggers.

Each row is announced. The other way to tell of it, `channels`, is measured beside it.
"""

from collections.abc import Iterator
from dataclasses import replace

from bench import day, realtime
from bench.database import Bench, Database
from bench.results import Result, take_turns

ROWS = 100
ARRIVALS = """
    CREATE TABLE bench.arrivals AS
    SELECT (row_number() OVER () - 1) / %s AS batch, p.* FROM bench.prepared AS p
"""
INSERT = """
    INSERT INTO momentum.daily_engagement_scores (
        user_id, score_date, raw_score, normalized_score, final_score, momentum_state, breakdown,
        event_count, algorithm_version, calculation_metadata
    )
    SELECT
        a.user_id, a.score_date, a.raw_score, a.normalized_score, a.final_score, a.momentum_state,
        a.breakdown, a.event_count, a.algorithm_version, a.calculation_metadata
    FROM bench.arrivals AS a
    WHERE a.batch = %s
"""


def insert(database: Database, batches: int) -> float:
    """Insert the rows, a statement and a transaction for each hundred; return the seconds."""
    realtime.forget(database)
    return sum(database.timed(INSERT, (batch,)) for batch in range(batches))


def insert_announced(database: Database, mode: str, batches: int, rows: int) -> float:
    """Do so in a notify mode."""
    realtime.choose(database, mode)
    return realtime.announced(database, insert(database, batches), rows)


def insert_bare(database: Database, batches: int) -> float:
    """Do so without our triggers."""
    with database.bare("daily_engagement_scores"):
        return insert(database, batches)


def run(bench: Bench) -> Iterator[Result]:
    """Measure."""
    with bench.database() as database:
        day.prepare(database)
        realtime.prepare(database)
        database.connection.execute(ARRIVALS, (ROWS,))
        database.connection.execute("CREATE INDEX ON bench.arrivals (batch)")
        database.connection.execute("VACUUM ANALYZE bench.arrivals")
        rows, batches = database.row("SELECT count(*), max(batch) + 1 FROM bench.arrivals")
        turns = take_turns(
            bench.rounds,
            lambda: insert_announced(database, "doorbell", batches, rows),
            lambda: insert_bare(database, batches),
        )
        note = "; ".join(
            f"{mode}: {seconds:.3g} s, {share:.3g} x"
            for mode, seconds, share in realtime.beside(
                turns,
                bench.rounds,
                {"channels": lambda: insert_announced(database, "channels", batches, rows)},
            )
        )
        yield replace(turns.takes_at_most("realtime-statements", 2.2), note=note)
