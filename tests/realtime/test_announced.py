"""What is said of scores when they change, and when nothing is: through real connections."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest

from tests.realtime.announced import (
    BEFORE,
    INSERT,
    ONE,
    THREE,
    TODAY,
    TWO,
    UPSERT,
    YESTERDAY,
    Heard,
    Row,
    World,
    insert,
    keys,
    of_scores,
    score,
)
from tests.realtime.stream import Outbox

MINE: Row = (ONE, TODAY, 62.5, "Steady")
TABLE = "momentum.daily_engagement_scores"


@pytest.fixture
def stored(db: psycopg.Connection, world: World) -> World:
    """A score of today, of which everyone has heard."""
    insert(db, MINE)
    world.hear()
    return world


def assert_said(heard: Heard, *payloads: dict[str, Any], bells: int = 1) -> None:
    """Exactly this is said, on all channels and in the outbox."""
    assert heard.payloads == list(payloads)
    assert heard.channels == of_scores(*payloads)
    assert heard.bells == bells
    assert heard.keys == sorted(
        {
            key
            for payload in payloads
            for key in keys(UUID(payload["user_id"]), date.fromisoformat(payload["score_date"]))
        }
    )


def assert_silent(heard: Heard) -> None:
    assert heard == Heard()


def test_a_new_score(db: psycopg.Connection, world: World) -> None:
    outbox = Outbox(db, ONE)
    insert(db, MINE)
    assert_said(world.hear(), score("created", MINE))
    (event,) = outbox.news()
    assert set(event) == {"event_id", "event_type", "user_id", "payload", "created_at"}
    assert event["payload"] == score("created", MINE)
    assert Outbox(db, TWO).news() == []


def test_a_score_that_changes(db: psycopg.Connection, stored: World) -> None:
    for row, previous in [
        ((ONE, TODAY, 75, "Rising"), "Steady"),
        ((ONE, TODAY, 76.25, "Rising"), "Rising"),
        ((ONE, TODAY, 0, "NeedsCare"), "Rising"),
    ]:
        db.execute(f"UPDATE {TABLE} SET final_score = %s, momentum_state = %s".encode(), row[2:])
        assert_said(stored.hear(), score("updated", row, previous))


@pytest.mark.parametrize(
    "change",
    [
        "final_score = 62.51",
        "momentum_state = 'Rising'",
        "event_count = 2",
        """breakdown = '{"events": {}}'""",
    ],
)
def test_whatever_a_client_sees_of_it_is_news(
    db: psycopg.Connection, stored: World, change: str
) -> None:
    db.execute(f"UPDATE {TABLE} SET {change}".encode())
    heard = stored.hear()
    assert [payload["event_type"] for payload in heard.payloads] == ["momentum_score_updated"]
    assert heard.keys == keys(ONE, TODAY)


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE {TABLE} SET final_score = final_score",
        f"UPDATE {TABLE} SET updated_at = updated_at + interval '1 day'",
        f"UPDATE {TABLE} SET final_score = 1 WHERE false",
        f"DELETE FROM {TABLE} WHERE false",
        f"INSERT INTO {TABLE} SELECT * FROM {TABLE} ON CONFLICT (user_id, score_date) DO NOTHING",
        f"INSERT INTO {TABLE} SELECT * FROM {TABLE} ON CONFLICT (user_id, score_date)"
        " DO UPDATE SET final_score = EXCLUDED.final_score",
        f"INSERT INTO {TABLE} SELECT * FROM {TABLE} WHERE false",
        f"CREATE TEMPORARY TABLE s AS TABLE {TABLE}",
    ],
)
def test_what_does_not_change_says_nothing(
    db: psycopg.Connection, stored: World, statement: str
) -> None:
    db.execute(statement.encode())
    assert_silent(stored.hear())


def test_an_upsert_does_both(db: psycopg.Connection, stored: World) -> None:
    rows: list[Row] = [(ONE, TODAY, 44, "NeedsCare"), (TWO, TODAY, 80, "Rising")]
    insert(db, *rows, statement=UPSERT)
    heard = stored.hear()
    heard.events.sort(key=lambda event: event["user_id"])
    heard.channels["momentum_updates:all"].sort(key=lambda payload: payload["user_id"])
    assert_said(heard, score("updated", rows[0], "Steady"), score("created", rows[1]))


def test_a_merge_does_all_three(db: psycopg.Connection, stored: World) -> None:
    insert(db, (TWO, TODAY, 50, "Steady"))
    stored.hear()
    db.execute(
        f"""
        MERGE INTO {TABLE} AS s
        USING (VALUES (%s::uuid), (%s), (%s)) AS v (user_id) ON v.user_id = s.user_id
        WHEN MATCHED AND s.final_score = 50 THEN DELETE
        WHEN MATCHED THEN UPDATE SET final_score = 10, momentum_state = 'NeedsCare'
        WHEN NOT MATCHED THEN INSERT (
            user_id, score_date, raw_score, normalized_score, final_score, momentum_state,
            breakdown, event_count, algorithm_version
        ) VALUES (v.user_id, '2026-11-21', 0, 0, 90, 'Rising', '{{}}', 1, 'v2')
        """.encode(),
        (ONE, TWO, THREE),
    )
    heard = stored.hear()
    updated = score("updated", (ONE, TODAY, 10, "NeedsCare"), "Steady")
    created = score("created", (THREE, TODAY, 90, "Rising"))
    assert heard.channels[f"momentum_updates:{ONE}"] == [updated]
    assert heard.channels[f"momentum_updates:{THREE}"] == [created]
    assert f"momentum_updates:{TWO}" not in heard.channels
    assert heard.keys == sorted(key for user in (ONE, TWO, THREE) for key in keys(user, TODAY))
    assert sorted(event["user_id"] for event in heard.events) == [*map(str, (ONE, TWO, THREE))]


@pytest.mark.parametrize("day", [TODAY, YESTERDAY, BEFORE, date(2024, 2, 29)])
def test_a_deleted_score(db: psycopg.Connection, world: World, day: date) -> None:
    """Its keys are dropped, and who follows the outbox alone hears of that, too."""
    insert(db, (ONE, day, 62.5, "Steady"), (TWO, TODAY, 50.5, "Steady"))
    world.hear()
    db.execute(f"DELETE FROM {TABLE} WHERE user_id = %s".encode(), (ONE,))
    heard = world.hear()
    assert (heard.channels, heard.keys, heard.bells) == ({}, keys(ONE, day), 1)
    (event,) = heard.events
    assert event["user_id"] == str(ONE)
    assert event["payload"]["score_date"] == day.isoformat()
    assert event["event_type"] not in ("momentum_score_created", "momentum_score_updated")


def test_copy(db: psycopg.Connection, world: World) -> None:
    rows: list[Row] = [MINE, (TWO, YESTERDAY, 80, "Rising"), (THREE, BEFORE, 80, "Rising")]
    with db.cursor().copy(
        f"COPY {TABLE} (user_id, score_date, raw_score, normalized_score, final_score,"
        " momentum_state, breakdown, event_count, algorithm_version) FROM STDIN".encode()
    ) as copy:
        for user_id, day, final, state in rows:
            copy.write_row((user_id, day, 0, 0, final, state, "{}", 1, "v2"))
    assert_said(world.hear(), *(score("created", row) for row in rows))


def test_a_transaction_tells_each_change_in_order(db: psycopg.Connection, world: World) -> None:
    with db.transaction():
        insert(db, MINE)
        db.execute(f"UPDATE {TABLE} SET final_score = 70, momentum_state = 'Rising'".encode())
        db.execute(f"UPDATE {TABLE} SET final_score = final_score".encode())
        db.execute(f"UPDATE {TABLE} SET final_score = 20, momentum_state = 'NeedsCare'".encode())
    assert_said(
        world.hear(),
        score("created", MINE),
        score("updated", (ONE, TODAY, 70, "Rising"), "Steady"),
        score("updated", (ONE, TODAY, 20, "NeedsCare"), "Rising"),
    )


def test_a_row_that_is_gone_again(db: psycopg.Connection, world: World) -> None:
    with db.transaction():
        insert(db, MINE)
        db.execute(f"DELETE FROM {TABLE}".encode())
    heard = world.hear()
    assert [event["user_id"] for event in heard.events] == [str(ONE)] * 2
    assert (heard.keys, heard.bells) == (keys(ONE, TODAY), 1)


def test_what_is_rolled_back_is_not_said(db: psycopg.Connection, world: World) -> None:
    with db.transaction(force_rollback=True):
        insert(db, MINE)
    assert_silent(world.hear())
    with db.transaction():
        insert(db, MINE)
        with db.transaction(force_rollback=True):
            insert(db, (TWO, TODAY, 50, "Steady"))
            db.execute(f"DELETE FROM {TABLE} WHERE user_id = %s".encode(), (ONE,))
        with db.transaction():
            insert(db, (THREE, TODAY, 50, "Steady"))
    assert_said(
        world.hear(), score("created", MINE), score("created", (THREE, TODAY, 50, "Steady"))
    )


@pytest.mark.parametrize("statement", [INSERT, UPSERT])
def test_days_before_yesterday_may_be_quiet(
    db: psycopg.Connection, world: World, statement: str
) -> None:
    db.execute("SET momentum.past_days = 'quiet'")
    old: Row = (ONE, BEFORE, 50, "Steady")
    insert(db, old, (ONE, date(2024, 2, 29), 50, "Steady"), statement=statement)
    db.execute(f"UPDATE {TABLE} SET final_score = 20, momentum_state = 'NeedsCare'".encode())
    assert_silent(world.hear())
    mixed: list[Row] = [(TWO, TODAY - timedelta(back), 50, "Steady") for back in range(5)]
    insert(db, *mixed, statement=statement)
    assert_said(world.hear(), *(score("created", row) for row in mixed[:2]))


@pytest.mark.parametrize(
    ("change", "user", "day"),
    [
        (f"score_date = '{YESTERDAY}'", ONE, YESTERDAY),
        (f"score_date = '{BEFORE}'", ONE, BEFORE),
        (f"user_id = '{TWO}'", TWO, TODAY),
        (f"user_id = '{TWO}', score_date = '{YESTERDAY}'", TWO, YESTERDAY),
    ],
)
def test_a_row_that_moves(
    db: psycopg.Connection, stored: World, change: str, user: Any, day: date
) -> None:
    """Where it was it is gone, and where it is it is new: nobody keeps the old row."""
    db.execute(f"UPDATE {TABLE} SET {change}".encode())
    heard = stored.hear()
    assert heard.channels == of_scores(score("created", (user, day, 62.5, "Steady")))
    assert heard.keys == sorted({*keys(ONE, TODAY), *keys(user, day)})
    assert {event["user_id"] for event in heard.events} == {str(ONE), str(user)}


def test_a_row_that_leaves_an_old_day_is_gone_there(db: psycopg.Connection, world: World) -> None:
    insert(db, (ONE, BEFORE, 62.5, "Steady"))
    world.hear()
    db.execute(f"UPDATE {TABLE} SET score_date = %s".encode(), (TODAY,))
    heard = world.hear()
    assert heard.channels == of_scores(score("created", MINE))
    assert heard.keys == keys(ONE, BEFORE, TODAY)
