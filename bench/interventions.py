"""evaluate_interventions for everyone, against one plain aggregate over the same days.

All that is due is recorded before; what recording it took is said beside the figure.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import LiteralString

from bench import day, plans
from bench.database import Bench, Database
from bench.dataset import DAY
from bench.results import Result, take_turns

EVALUATE: LiteralString = """
    SELECT sum(interventions + notifications)::bigint FROM momentum.evaluate_interventions()
"""
AGGREGATE: LiteralString = """
    SELECT count(*), sum(a.score)
    FROM (
        SELECT s.user_id, count(*) FILTER (WHERE s.event_count > 0), sum(s.final_score) AS score
        FROM momentum.daily_engagement_scores AS s
        WHERE
            s.score_date > %s - (SELECT max(within_days) FROM momentum.intervention_rules)
            AND s.score_date <= %s
        GROUP BY s.user_id
    ) AS a
"""


def evaluate(database: Database) -> float:
    """Evaluate where nothing is due and return the seconds; raise where something is recorded."""
    seconds, (recorded,) = database.timed_row(EVALUATE)
    if recorded:
        raise RuntimeError(f"{recorded} were recorded again")
    return seconds


def aggregate(database: Database) -> float:
    """Read the days with the memory that an evaluation takes, and return the seconds."""
    with database.connection.transaction():
        database.connection.execute("SET LOCAL work_mem = '64MB'")
        database.connection.execute("SET LOCAL jit = off")
        return database.timed(AGGREGATE, (DAY, DAY))


def run(bench: Bench) -> Iterator[Result]:
    """Measure; all that is due is recorded before."""
    with bench.database() as database:
        database.connection.execute(day.CALCULATE, (DAY,))
        database.connection.execute("VACUUM ANALYZE momentum.daily_engagement_scores")
        seconds = database.timed(EVALUATE)
        recorded, *_ = database.row(
            "SELECT (SELECT count(*) FROM momentum.coach_interventions)"
            " + (SELECT count(*) FROM momentum.momentum_notifications)"
        )
        if not recorded:
            raise RuntimeError("nothing was recorded")
        database.connection.execute(
            "VACUUM ANALYZE momentum.coach_interventions, momentum.momentum_notifications"
        )
        turns = take_turns(bench.rounds, lambda: evaluate(database), lambda: aggregate(database))
        note = f"{recorded:,} recorded before, in {seconds:.3g} s"
        yield replace(
            turns.takes_at_most("interventions", 4),
            note=note,
            plans=plans.take(database, "evaluate_interventions", EVALUATE),
        )
