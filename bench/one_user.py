"""calculate_score of one user after another on eight connections, against a bare upsert.

Each call scores another user, who has no row yet, so that each call writes; the upsert stores a
finished row, and fires no trigger of ours. The score is announced, by messages: transactions that
send them commit one by one. Beside it is printed what it is under `notify_mode` `deferred`.
"""

from collections.abc import Iterator
from dataclasses import replace

from bench import plans, realtime
from bench.database import CLIENTS, Bench, Database
from bench.dataset import DAY
from bench.results import Result, take_turns

CALL = "SELECT momentum.calculate_score(bench.user_id(%s), %s)"


def scored(database: Database) -> int:
    """Return how many users have a row of the day."""
    (found,) = database.row(
        "SELECT count(*) FROM momentum.daily_engagement_scores WHERE score_date = %s", (DAY,)
    )
    return int(found)


def call(database: Database, script: str, calls: int) -> float:
    """Run a script for so many users and return the seconds; raise where one got no row."""
    realtime.forget(database)
    seconds, _ = database.pgbench(
        script,
        f"--transactions={calls // CLIENTS}",
        variables={"n": -1, "users": database.size.users, "day": DAY},
    )
    if (rows := scored(database)) != calls:
        raise RuntimeError(f"{rows} of {calls} calls left a row")
    return seconds


def upsert(database: Database, calls: int) -> float:
    """Store finished rows for so many users and return the seconds."""
    with database.bare("daily_engagement_scores"):
        return call(database, "one_user.sql", calls)


def deferred(database: Database, calls: int) -> float:
    """Score so many users, who are announced later, and return the seconds."""
    realtime.choose(database, "deferred")
    seconds = call(database, "calculate_score.sql", calls)
    realtime.choose(database, "channels")
    return seconds


def run(bench: Bench) -> Iterator[Result]:
    """Measure."""
    calls = bench.size.of(10_000, CLIENTS * 10) // CLIENTS * CLIENTS
    with bench.database() as database:
        turns = take_turns(
            bench.rounds,
            lambda: call(database, "calculate_score.sql", calls),
            lambda: upsert(database, calls),
        )
        ((mode, seconds, share),) = realtime.beside(
            turns, bench.rounds, {"deferred": lambda: deferred(database, calls)}
        )
        database.forget_from(DAY)
        yield replace(
            turns.achieves_at_least("one-user", 0.5, "calls/s", calls),
            note=f"{mode}: {calls / seconds:,.0f} calls/s, {1 / share:.3g} x",
            plans=plans.take(database, "calculate_score", CALL, (0, DAY), warm_up=(1, DAY)),
        )
