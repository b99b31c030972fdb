"""evaluate_milestones where all is recorded, against a join of its two greatest tables."""

from collections.abc import Iterator
from dataclasses import replace

from bench import activities, plans
from bench.database import Bench
from bench.dataset import DAY
from bench.results import Result, take_turns
from bench.scenarios import MILESTONES, evaluate, read, record_all

JOIN = """
    SELECT count(*), count(*) FILTER (WHERE s.session_count >= 50)
    FROM momentum.annual_summary AS s
    JOIN momentum.memberships AS m ON m.user_id = s.user_id
    WHERE s.year = %s
"""


def run(bench: Bench) -> Iterator[Result]:
    """Measure."""
    with bench.database(activities.build) as database:
        record_all(database, MILESTONES)
        turns = take_turns(
            bench.rounds,
            lambda: evaluate(database, MILESTONES),
            lambda: read(database, JOIN, (DAY.year,)),
        )
        yield replace(
            turns.takes_at_most("milestones-none", 2),
            plans=plans.take(database, "evaluate_milestones", MILESTONES),
        )
