"""Rows that are announced, and what is expected to be said of them."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import psycopg

from tests.realtime.stream import Listener, Outbox
from tests.stored import insert_users
from tests.support import pin_clock

NOW = "2026-11-21 12:00Z"
TIMESTAMP = "2026-11-21T12:00:00+00:00"
TODAY, YESTERDAY, BEFORE = date(2026, 11, 21), date(2026, 11, 20), date(2026, 11, 19)
ONE, TWO, THREE = (UUID(int=number) for number in (1, 2, 3))
MARKER = "momentum_scores_recalculated"
BELL = ("realtime_events", "")

#: Users, days, scores, states: a row each.
INSERT = """
INSERT INTO momentum.daily_engagement_scores (
    user_id, score_date, raw_score, normalized_score, final_score, momentum_state, breakdown,
    event_count, algorithm_version
)
SELECT r.user_id, r.score_date, 0, 0, r.final_score, r.momentum_state, '{}', 1, 'v2'
FROM unnest(%s::uuid[], %s::date[], %s::numeric[], %s::text[])
    AS r (user_id, score_date, final_score, momentum_state)
"""
UPSERT = f"""
{INSERT}
ON CONFLICT (user_id, score_date) DO UPDATE
SET final_score = EXCLUDED.final_score, momentum_state = EXCLUDED.momentum_state
"""

Row = tuple[UUID, date, float, str]


def insert(db: psycopg.Connection, *rows: Row, statement: str = INSERT) -> None:
    """Insert scores in one statement: user, day, score, state."""
    db.execute(statement.encode(), [list(column) for column in zip(*rows, strict=True)])


def score(
    kind: str, row: Row, previous: str | None = None, timestamp: str = TIMESTAMP
) -> dict[str, Any]:
    """Return the payload of a score that was created or updated."""
    user_id, day, final, state = row
    return {
        "event_type": f"momentum_score_{kind}",
        "user_id": str(user_id),
        "score_date": day.isoformat(),
        "momentum_state": state,
        "final_score": final,
        "previous_state": previous,
        "state_changed": previous != state,
        "timestamp": timestamp,
    }


def keys(user_id: UUID, *days: date) -> list[str]:
    """Return the cache keys of a user's rows, sorted."""
    current = [f"momentum:{name}:{user_id}" for name in ("current", "history", "trend")]
    return sorted(current + [f"momentum:breakdown:{user_id}:{day}" for day in days])


@dataclass
class Heard:
    """What was said: by channel; which cache keys; how often the doorbell rang; what it replays."""

    channels: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)
    bells: int = 0
    events: list[dict[str, Any]] = field(default_factory=list)

    @property
    def payloads(self) -> list[dict[str, Any]]:
        """The payloads of the outbox."""
        return [event["payload"] for event in self.events]


class World:
    """Three users on 21 November 2026 at noon; hear() tells what was said since the last call."""

    def __init__(self, db: psycopg.Connection, dsn: str) -> None:
        pin_clock(db, NOW)
        insert_users(db, 3)
        self._db = db
        self._outbox = Outbox(db)
        self._listener = Listener(
            dsn,
            *[
                f"{channel}:{who}"
                for channel in ("momentum_updates", "interventions", "notifications")
                for who in (ONE, TWO, THREE, "all", "coaches")
            ],
            "cache_invalidation",
            "ops_alerts",
            BELL[0],
        )

    def hear(self) -> Heard:
        """Return what was said; check what holds of every message."""
        messages = self._listener.heard(self._db)
        events = self._outbox.news()
        channels: dict[str, list[dict[str, Any]]] = defaultdict(list)
        invalid = []
        for channel, text in messages:
            if (channel, text) == BELL:
                continue
            assert len(text.encode()) < 8000
            payload = json.loads(text)
            if channel == "cache_invalidation":
                assert set(payload) == {"cache_key", "user_id", "timestamp"}
                assert payload["user_id"] in payload["cache_key"]
                assert payload["timestamp"] == TIMESTAMP
                invalid.append(payload["cache_key"])
            else:
                payload.pop("message_number", None)
                channels[channel].append(payload)
        for event in events:
            assert event["payload"]["event_type"] == event["event_type"]
            assert event["payload"].get("user_id") == event["user_id"]
        return Heard(dict(channels), sorted(set(invalid)), messages.count(BELL), events)

    def close(self) -> None:
        """Stop listening."""
        self._listener.close()


def of_scores(*payloads: Mapping[str, Any]) -> dict[str, list[Mapping[str, Any]]]:
    """Return the channels on which payloads of scores are heard."""
    channels: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for payload in payloads:
        channels[f"momentum_updates:{payload['user_id']}"].append(payload)
        channels["momentum_updates:all"].append(payload)
    return dict(channels)


def many(count: int, day: date = TODAY, first: int = 1) -> Sequence[Row]:
    """Return rows of so many users."""
    return [(UUID(int=number), day, 50, "Steady") for number in range(first, first + count)]


def more_users(db: psycopg.Connection, count: int) -> None:
    """Have so many users."""
    db.execute(
        "INSERT INTO auth.users (id, created_at)"
        " SELECT ('00000000-0000-0000-0000-' || lpad(to_hex(n), 12, '0'))::uuid, '2024-01-01'"
        " FROM generate_series(1, %s) AS n ON CONFLICT (id) DO NOTHING",
        (count,),
    )


def assert_marker(heard: Heard) -> None:
    """One marker, for everyone, and nothing else."""
    (event,) = heard.events
    assert (event["event_type"], event["user_id"]) == (MARKER, None)
    assert event["payload"]["timestamp"] == TIMESTAMP
    assert None not in event["payload"].values()
    assert heard == Heard({"momentum_updates:all": [event["payload"]]}, [], 1, [event])
