"""evaluate_milestones for everyone, against a call and a transaction for each user of a sample."""

from collections.abc import Iterator
from uuid import UUID

from bench import activities
from bench.database import Bench, Database
from bench.results import Result, take_turns
from bench.scenarios import MILESTONES, evaluate, record_all

EVALUATE_ONE = "SELECT count(*) FROM momentum.evaluate_milestones(momentum.clock(), ARRAY[%s])"


def evaluate_each(database: Database, user_ids: list[UUID]) -> float:
    """Evaluate one user after the other and return the seconds per user."""
    return sum(database.timed(EVALUATE_ONE, (user_id,)) for user_id in user_ids) / len(user_ids)


def run(bench: Bench) -> Iterator[Result]:
    """Measure."""
    with bench.database(activities.build) as database:
        record_all(database, MILESTONES)
        found = database.connection.execute(
            "SELECT user_id FROM bench.people ORDER BY md5(number::text) LIMIT %s",
            (bench.size.of(500, 50),),
        )
        user_ids = [user_id for (user_id,) in found]
        turns = take_turns(
            bench.rounds,
            lambda: evaluate(database, MILESTONES) / bench.size.users,
            lambda: evaluate_each(database, user_ids),
        )
        yield turns.achieves_at_least("one-mentor", 50, "users/s", 1)
