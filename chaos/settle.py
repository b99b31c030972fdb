"""What a scheduler does sooner or later: work off the queues, fill in what is missing."""

from datetime import UTC, datetime, timedelta

import psycopg

from chaos.runner import Runner
from chaos.world import FIRST_DAY, World

#: More than any queue should need to be empty, with nobody else there.
ROUNDS = 50
QUEUES = {
    "rescore_queue": (
        "SELECT momentum.drain_rescore_queue()",
        "SELECT count(*) FROM momentum.rescore_queue WHERE from_date <= momentum._today()",
    ),
    "summary_queue": (
        "SELECT momentum.drain_summary_queue()",
        "SELECT count(*) FROM momentum.summary_queue",
    ),
    "badge_queue": (
        "SELECT momentum.reconcile_badges('1000 days')",
        "SELECT count(*) FROM momentum.badge_queue WHERE completed_at <= momentum.clock()",
    ),
}


def settle(world: World, runner: Runner, connection: psycopg.Connection) -> None:
    """Import what was interrupted, and do what is due; what stays undone is a difference."""
    for name, value in (("live_scoring", "on"), ("live_badges", "on")):
        connection.execute("UPDATE momentum.settings SET value = %s WHERE name = %s", (value, name))
    for file in list(runner.files.open):
        runner.bring(file)
    if runner.files.open:
        world.tally.differs(f"files that cannot be imported: {runner.files.open}")
    drain(world, connection, "rescore_queue")
    connection.execute("CALL momentum.backfill_empty_days(%s, %s)", (FIRST_DAY, world.today))
    for queue in QUEUES:
        drain(world, connection, queue)
    connection.execute("SELECT momentum.reconcile_badges('1000 days')")
    for year in range(FIRST_DAY.year, world.today.year):
        end = datetime(year + 1, 1, 1, tzinfo=UTC) - timedelta(microseconds=1)
        connection.execute("SELECT momentum.evaluate_milestones(%s)", (end,))
    connection.execute("SELECT momentum.evaluate_milestones()")


def drain(world: World, connection: psycopg.Connection, queue: str) -> None:
    """Work a queue off."""
    work, left = QUEUES[queue]
    rows: list[tuple[int]] = []
    for _ in range(ROUNDS):
        connection.execute(work.encode())
        rows = connection.execute(left.encode()).fetchall()
        if rows == [(0,)]:
            return
    world.tally.differs(f"{queue} is never empty: {rows}")
