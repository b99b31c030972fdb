"""The truth of stored scores: what the events and the rows before a row make of it."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from uuid import UUID

import psycopg

from tests.model import V1, V2, Event, Score, Version, score
from tests.stored import stored_rows

VERSIONS = {"v1": V1, "v2": V2}
DUE = "SELECT count(*) FROM momentum.rescore_queue WHERE from_date <= momentum._today()"
INSERT = (
    "INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)"
    " VALUES (%s, 'chat_message', %s)"
)
#: A row as another system would bring it: user, day, score, state.
LEGACY = (
    "INSERT INTO momentum.daily_engagement_scores (user_id, score_date, raw_score,"
    " normalized_score, final_score, momentum_state, breakdown, event_count, algorithm_version)"
    " VALUES (%s, %s, %s, %s, %s, 'Steady', '{\"events\": {}}', 0, 'legacy')"
)


def drain(connection: psycopg.Connection) -> int:
    """Call the drain until nothing is due; return how many entries there were."""
    drained = 0
    for _ in range(50):
        if count(connection, DUE) == 0:
            return drained
        drained += count(connection, "SELECT momentum.drain_rescore_queue()")
    raise AssertionError("the queue is never empty")


def count(connection: psycopg.Connection, query: str, *parameters: object) -> int:
    """Return the number that a query yields."""
    row = connection.execute(query.encode(), parameters).fetchone()
    assert row is not None
    return int(row[0])


def all_events(connection: psycopg.Connection) -> dict[UUID, list[Event]]:
    """Return the events by user."""
    happened: dict[UUID, list[Event]] = defaultdict(list)
    for user_id, *event in connection.execute(
        "SELECT user_id, event_type, event_ts, deleted_at IS NOT NULL, pillar_id"
        " FROM momentum.momentum_events"
    ):
        happened[user_id].append(Event(*event))
    return happened


def assert_true(connection: psycopg.Connection, versions: Mapping[str, Version] = VERSIONS) -> None:
    """Every stored row is what the model makes of the events and the rows before it.

    And users with events today have today's row, and recalculating changes nothing. Rows of no
    version known are taken as they are.
    """
    stored = stored_rows(connection)
    names: dict[tuple[UUID, date], str] = {
        (user_id, day): name
        for user_id, day, name in connection.execute(
            "SELECT user_id, score_date, algorithm_version FROM momentum.daily_engagement_scores"
        )
    }
    happened = all_events(connection)
    expected: dict[UUID, dict[date, Score]] = {user_id: {} for user_id in stored}
    for (user_id, day), name in sorted(names.items()):
        rows = expected[user_id]
        rows[day] = (
            score(versions[name], day, happened.get(user_id, []), stored[user_id])
            if name in versions
            else stored[user_id][day]
        )
    assert stored == expected

    missing = connection.execute(
        "SELECT DISTINCT e.user_id FROM momentum.momentum_events AS e"
        " JOIN auth.users AS u ON u.id = e.user_id AND u.deleted_at IS NULL"
        " LEFT JOIN momentum.daily_engagement_scores AS s"
        " ON s.user_id = e.user_id AND s.score_date = momentum._today()"
        " WHERE (e.event_ts AT TIME ZONE 'UTC')::date = momentum._today()"
        " AND e.deleted_at IS NULL AND s.user_id IS NULL"
    ).fetchall()
    assert missing == [], "users with events today have no row"

    with connection.transaction(force_rollback=True):
        recalculated = connection.execute(
            "SELECT s.user_id, s.score_date, (momentum.calculate_scores("
            "s.score_date, ARRAY[s.user_id], s.algorithm_version)).updated"
            " FROM (SELECT * FROM momentum.daily_engagement_scores"
            " ORDER BY score_date, user_id) AS s"
            " JOIN auth.users AS u ON u.id = s.user_id AND u.deleted_at IS NULL"
            " WHERE s.algorithm_version = ANY (%s) AND s.score_date <= momentum._today()",
            (list(versions),),
        ).fetchall()
    assert [row for row in recalculated if row[2] != 0] == [], "recalculating changes rows"
