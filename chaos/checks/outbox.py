"""The outbox: everyone was told all of it, once, in order; and it says what is stored."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any
from uuid import UUID

import psycopg

from chaos.checks import compare
from chaos.listener import Listener
from chaos.world import World

EVERYONE = UUID(int=0)
MARKER = "momentum_scores_recalculated"
EVENTS = """
SELECT position, user_id, event_type, payload FROM momentum.realtime_events ORDER BY position
"""
SCORES = """
SELECT
    s.user_id::text, s.score_date::text, s.final_score::float8, s.momentum_state,
    w.transaction_id IN (SELECT m.transaction_id FROM witness.markers AS m)
FROM momentum.daily_engagement_scores AS s
LEFT JOIN witness.scores AS w ON w.user_id = s.user_id AND w.score_date = s.score_date
"""
MARKERS = "SELECT count(DISTINCT transaction_id) FROM witness.markers"
#: What is told of each row of a kind, once: the type, the key in its payload, the announced rows.
ONCE = {
    "badge_awarded": (
        "badge_id",
        "SELECT user_id::text, badge_id::text FROM momentum.badge_awards WHERE announced",
    ),
    "scenario_notification": (
        "notification_id",
        "SELECT user_id::text, id::text FROM momentum.scenario_notifications WHERE announced",
    ),
}
Event = tuple[int, UUID, str, dict[str, Any]]


def last_position(connection: psycopg.Connection, user_id: UUID | None) -> int:
    """Give a position to what has none yet, and return the last one of a user, or of everyone."""
    for _ in range(100):
        connection.execute("SELECT momentum.realtime_events_since(NULL, 'now', 1)")
        left = connection.execute("SELECT count(*) FROM momentum.realtime_inbox").fetchone() or (0,)
        if left == (0,):
            break
    last = connection.execute(
        "SELECT COALESCE(max(position), -1) FROM momentum.realtime_events"
        " WHERE %(user)s::uuid IS NULL OR user_id IN (%(user)s, %(everyone)s)",
        {"user": user_id, "everyone": EVERYONE},
    ).fetchone()
    return -1 if last is None else int(last[0])


def differences(
    connection: psycopg.Connection, world: World, listeners: Sequence[Listener]
) -> Iterator[str]:
    """Yield events that a listener missed or was told twice, and rows of which it is told wrong."""
    events: list[Event] = connection.execute(EVENTS).fetchall()
    (left,) = connection.execute("SELECT count(*) FROM momentum.realtime_inbox").fetchone() or (0,)
    world.tally.compared["outbox"] += len(events)
    if left:
        yield f"{left} announcements have no position"
    for listener in listeners:
        yield from _heard(listener, events)
    yield from _of_scores(connection, events)
    for event_type, (name, announced) in ONCE.items():
        told = Counter((p["user_id"], p[name]) for _, _, kind, p in events if kind == event_type)
        rows = Counter((str(a), str(b)) for a, b in connection.execute(announced.encode()))
        yield from compare(f"times that {event_type} was told of", rows, told)


def _heard(listener: Listener, events: Sequence[Event]) -> Iterator[str]:
    """Yield what a listener should have been told and was not, or otherwise."""
    name = f"the listener of {listener.user_id or 'everyone'}"
    expected = {
        position: (kind, payload)
        for position, user_id, kind, payload in events
        if listener.user_id is None or user_id in (listener.user_id, EVERYONE)
    }
    ids = [event["event_id"].rpartition("-") for event in listener.events]
    positions = [int(position) for _, _, position in ids]
    if len({incarnation for incarnation, _, _ in ids}) > 1:
        yield f"{name} was told of several outboxes"
    if positions != sorted(set(positions)):
        wrong = [b for a, b in pairwise(positions) if b <= a]
        yield f"{name} was told {len(wrong)} events twice or out of order: {wrong[:10]}"
    heard = {
        position: (event["event_type"], event["payload"])
        for position, event in zip(positions, listener.events, strict=True)
    }
    yield from compare(f"{name}, position", expected, heard)


def _of_scores(connection: psycopg.Connection, events: Sequence[Event]) -> Iterator[str]:
    """Yield rows of scores that are not what was last told of them.

    A row is told of by a marker alone where its last change is of a transaction that has one.
    """
    last: dict[tuple[str, str], tuple[int, tuple[float, str] | None]] = {}
    markers = 0
    for position, _, kind, payload in events:
        if kind == MARKER:
            markers += 1
        elif kind in ("momentum_score_created", "momentum_score_updated"):
            told = payload["final_score"], payload["momentum_state"]
            last[payload["user_id"], payload["score_date"]] = position, told
    (due,) = connection.execute(MARKERS).fetchone() or (0,)
    if markers != due:
        yield f"{markers} markers, of {due} transactions"
    for user_id, day, final, state, by_marker in connection.execute(SCORES):
        position, said = last.get((user_id, day), (-1, None))
        if not by_marker and said != (final, state):
            yield f"score {user_id} {day}: {(final, state)}, last told at {position}: {said}"
