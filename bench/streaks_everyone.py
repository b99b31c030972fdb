"""evaluate_streaks for everyone, against a bare aggregate of all activities by user and week."""

from collections.abc import Iterator
from dataclasses import replace

from bench import activities, plans
from bench.database import Bench, Database
from bench.results import Result, take_turns
from bench.scenarios import read

STREAKS = "SELECT count(*), max(s.current_value) FROM momentum.evaluate_streaks('week', 4) AS s"
AGGREGATE = """
    SELECT count(*)
    FROM (
        SELECT DISTINCT a.user_id, date_trunc('week', a.completed_at AT TIME ZONE 'UTC')
        FROM momentum.activities AS a
        WHERE a.deleted_at IS NULL
    ) AS w
"""


def evaluate(database: Database) -> float:
    """Evaluate the streaks of everyone and return the seconds; raise where there are none."""
    seconds, (users, longest) = database.timed_row(STREAKS)
    if users != database.size.users or not longest:
        raise RuntimeError(f"{users} of {database.size.users} users, the longest {longest}")
    return seconds


def run(bench: Bench) -> Iterator[Result]:
    """Measure."""
    with bench.database(activities.build) as database:
        turns = take_turns(
            bench.rounds, lambda: evaluate(database), lambda: read(database, AGGREGATE)
        )
        yield replace(
            turns.takes_at_most("streaks-everyone", 1.5),
            plans=plans.take(database, "evaluate_streaks", STREAKS),
        )
