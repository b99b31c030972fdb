"""reconcile_badges where one activity in a hundred was not evaluated, against a bare anti-join.

100,000 activities arrived in the span that it looks at; the anti-join finds the 1,000 among them.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from bench import badges, plans
from bench.database import Bench, Database
from bench.dataset import NOW
from bench.results import Result, take_turns
from bench.scenarios import read

#: How long before the clock the last so many activities arrived.
SPAN = """
    SELECT %s::timestamptz - min(a.created_at) + interval '1 microsecond'
    FROM (
        SELECT d.created_at FROM momentum.activities AS d ORDER BY d.created_at DESC LIMIT %s
    ) AS a
"""
MISSED = """
    CREATE TABLE bench.missed AS
    SELECT a.user_id, a.id
    FROM momentum.activities AS a
    WHERE a.created_at > %s::timestamptz - %s::interval
    ORDER BY md5(a.id::text)
    LIMIT %s
"""
RECONCILE = "SELECT * FROM momentum.reconcile_badges(%s)"
ANTI_JOIN = """
    SELECT count(*), max(a.completed_at)
    FROM momentum.activities AS a
    LEFT JOIN momentum.badge_evaluation_log AS l ON l.user_id = a.user_id AND l.activity_id = a.id
    WHERE
        greatest(a.created_at, a.completed_at) > %s::timestamptz - %s::interval
        AND a.completed_at <= %s
        AND a.deleted_at IS NULL
        AND l.user_id IS NULL
"""


def forget(database: Database) -> None:
    """Make it as if the activities that were missed had not been evaluated."""
    with database.connection.transaction():
        database.connection.execute(
            "DELETE FROM momentum.badge_evaluation_log AS l USING bench.missed AS m"
            " WHERE l.user_id = m.user_id AND l.activity_id = m.id"
        )
        database.connection.execute(
            "DELETE FROM momentum.badge_awards WHERE source = 'reconciliation'"
        )
    database.connection.execute(
        "VACUUM ANALYZE momentum.badge_evaluation_log, momentum.badge_awards"
    )


def reconcile(database: Database, span: timedelta) -> float:
    """Reconcile and return the seconds; raise where others than those missed were evaluated."""
    forget(database)
    seconds = database.timed(RECONCILE, (span,))
    evaluated, missed = database.row(
        "SELECT (SELECT count(*) FROM momentum.badge_evaluation_log WHERE source = %s),"
        " (SELECT count(*) FROM bench.missed)",
        ("reconciliation",),
    )
    if evaluated != missed:
        raise RuntimeError(f"{evaluated} activities were evaluated instead of {missed}")
    return seconds


def anti_join(database: Database, span: timedelta) -> float:
    """Look for the same activities, and return the seconds."""
    forget(database)
    return read(database, ANTI_JOIN, (NOW, span, NOW))


def run(bench: Bench) -> Iterator[Result]:
    """Measure."""
    arrived = bench.size.of(100_000, 1_000)
    with bench.database(badges.build) as database:
        (span,) = database.row(SPAN, (NOW, arrived))
        database.connection.execute(MISSED, (NOW, span, arrived // 100))
        turns = take_turns(
            bench.rounds, lambda: reconcile(database, span), lambda: anti_join(database, span)
        )
        forget(database)
        yield replace(
            turns.takes_at_most("reconcile", 2),
            plans=plans.take(database, "reconcile_badges", RECONCILE, (span,)),
        )
