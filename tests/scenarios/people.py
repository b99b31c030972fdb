"""Users, organisations and activities, and a count of these that asks no function of the engine."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

import psycopg

#: A year of sessions: users and UTC years, with how many there are and the latest of them.
Sessions = dict[tuple[UUID, int], tuple[int, datetime]]

LAST_INSTANT = datetime(2026, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)

ADD = """
    INSERT INTO momentum.activities (user_id, organisation_id, activity_type, completed_at)
    SELECT %s, %s, %s, %s FROM generate_series(1, %s)
"""
DEADLOCKS = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"


def add_activities(
    connection: psycopg.Connection,
    user_id: UUID,
    number: int = 1,
    at: datetime | str = "2026-03-01 12:00+00",
    organisation_id: UUID | None = None,
    activity_type: str = "session",
) -> None:
    """Insert activities of one user, all at the same instant."""
    connection.execute(ADD, (user_id, organisation_id, activity_type, at, number))


def make_organisation(
    connection: psycopg.Connection, number: int, members: Sequence[UUID] = ()
) -> UUID:
    """Insert an organisation with these members, who joined long ago."""
    organisation_id = UUID(int=0xA000 + number)
    connection.execute(
        "INSERT INTO momentum.organisations (id, name) VALUES (%s, %s)",
        (organisation_id, f"Organisation {number}"),
    )
    connection.execute(
        "INSERT INTO momentum.memberships (user_id, organisation_id)"
        " SELECT m.id, %s FROM unnest(%s::uuid[]) AS m (id)",
        (organisation_id, list(members)),
    )
    return organisation_id


def set_thresholds(connection: psycopg.Connection, thresholds: Sequence[int]) -> None:
    """Change the thresholds of the default."""
    connection.execute(
        "UPDATE momentum.scenario_configs SET thresholds = %s"
        " WHERE organisation_id IS NULL AND scenario_type = 'milestone'",
        (list(thresholds),),
    )


def count_sessions(connection: psycopg.Connection) -> Sessions:
    """Count the activities that are there, in Python."""
    latest: dict[tuple[UUID, int], datetime] = {}
    numbers: Counter[tuple[UUID, int]] = Counter()
    for user_id, completed_at in connection.execute(
        "SELECT user_id, completed_at FROM momentum.activities WHERE deleted_at IS NULL"
    ):
        key = user_id, completed_at.astimezone(UTC).year
        numbers[key] += 1
        latest[key] = max(latest.get(key, completed_at), completed_at)
    return {key: (number, latest[key]) for key, number in numbers.items()}


def summary(connection: psycopg.Connection) -> Sessions:
    """Return the rows of annual_summary, those of years that became empty left out."""
    rows = connection.execute(
        "SELECT user_id, year, session_count, last_activity_at FROM momentum.annual_summary"
    )
    return {(user, year): (number, last) for user, year, number, last in rows if number}


def queued(connection: psycopg.Connection) -> int:
    """Return how many entries wait in summary_queue."""
    return len(connection.execute("SELECT FROM momentum.summary_queue").fetchall())


def answers(connection: psycopg.Connection) -> Counter[tuple[UUID, int]]:
    """Return how many sessions a milestone of one session reports, for every user and year.

    The default must have the one threshold 1, and nothing may be recorded.
    """
    rows = connection.execute(
        "SELECT t.user_id, t.milestone_year, t.session_count"
        " FROM auth.users AS u"
        " CROSS JOIN (SELECT DISTINCT"
        "     extract(YEAR FROM a.completed_at AT TIME ZONE 'UTC')::integer AS year"
        "     FROM momentum.activities AS a) AS y"
        " CROSS JOIN LATERAL unnest(momentum.milestone_triggers("
        "     u.id, make_timestamptz(y.year, 12, 31, 23, 59, 59.999999, 'UTC'))) AS t"
    )
    return Counter({(user, year): number for user, year, number in rows})


def assert_summary_true(connection: psycopg.Connection, complete: bool = True) -> None:
    """Check every answer before the queue is drained, and every row afterwards.

    Where the summary was emptied before, it need not be complete.
    """
    set_thresholds(connection, [1])
    counted = count_sessions(connection)
    assert answers(connection) == {key: number for key, (number, _) in counted.items()}
    connection.execute("SELECT momentum.drain_summary_queue()")
    assert queued(connection) == 0
    stored = summary(connection)
    assert stored == {key: counted[key] for key in counted if complete or key in stored}
    if complete:
        assert connection.execute("SELECT * FROM momentum.verify_annual_summary()").fetchall() == []
