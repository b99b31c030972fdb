"""Evaluating a scenario for everyone, and what its baselines may use."""

from collections.abc import Sequence
from typing import LiteralString

from bench.database import Database

MILESTONES: LiteralString = "SELECT count(*) FROM momentum.evaluate_milestones()"
INACTIVITY: LiteralString = "SELECT count(*) FROM momentum.evaluate_inactivity()"


def record_all(database: Database, query: LiteralString) -> int:
    """Evaluate, so that nothing is left to be recorded, and return how many fired."""
    (fired,) = database.row(query)
    database.connection.execute("VACUUM ANALYZE momentum.scenario_notifications")
    return int(fired)


def evaluate(database: Database, query: LiteralString, fires: int = 0) -> float:
    """Evaluate and return the seconds; raise where a user is left out, or not so many fire."""
    seconds = database.timed(query)
    users, fired = database.row(
        "SELECT evaluated_users, triggered FROM momentum.scenario_runs ORDER BY id DESC LIMIT 1"
    )
    if users != database.size.users:
        raise RuntimeError(f"{users} of {database.size.users} users were evaluated")
    if fired != fires:
        raise RuntimeError(f"{fired} fired instead of {fires}")
    return seconds


def read(database: Database, query: LiteralString, parameters: Sequence[object] = ()) -> float:
    """Execute a query with the memory that an evaluation takes, and return the seconds."""
    with database.connection.transaction():
        database.connection.execute("SET LOCAL work_mem = '64MB'")
        return database.timed(query, parameters)
