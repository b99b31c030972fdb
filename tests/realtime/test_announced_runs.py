"""What is said where the engine writes scores, or a statement writes many."""

from uuid import UUID

import psycopg
import pytest

from tests.realtime.announced import (
    BEFORE,
    MARKER,
    ONE,
    TODAY,
    TWO,
    UPSERT,
    YESTERDAY,
    Heard,
    Row,
    World,
    assert_marker,
    insert,
    keys,
    many,
    more_users,
)
from tests.realtime.stream import Outbox, set_setting
from tests.support import as_role
from tests.truth import drain

TABLE = "momentum.daily_engagement_scores"
STATEMENTS = {
    "insert": None,
    "upsert": None,
    "update": f"UPDATE {TABLE} SET final_score = 60",
    "delete": f"DELETE FROM {TABLE}",
}


@pytest.mark.parametrize("number", [199, 200, 201])
@pytest.mark.parametrize("verb", STATEMENTS)
def test_the_fan_out_limit(db: psycopg.Connection, world: World, verb: str, number: int) -> None:
    more_users(db, 201)
    if verb in ("update", "delete"):
        insert(db, *many(number))
        world.hear()
        db.execute(str(STATEMENTS[verb]).encode())
    elif verb == "upsert":
        insert(db, *many(number), statement=UPSERT)
        world.hear()
        rows: list[Row] = [(user, TODAY, 60, "Steady") for user, *_ in many(number)]
        insert(db, *rows, statement=UPSERT)
    else:
        insert(db, *many(number))
    heard = world.hear()
    if number > 200:
        assert_marker(heard)
        # whoever follows one user sees it, too
        assert [event["event_type"] for event in Outbox(db, ONE).news()] == []
    else:
        assert {event["user_id"] for event in heard.events} == {
            str(user_id) for user_id, *_ in many(number)
        }
        assert len(heard.keys) == 4 * number
        assert heard.bells == 1


def test_a_marker_reaches_who_follows_one_user(db: psycopg.Connection, world: World) -> None:
    more_users(db, 201)
    one, nobody = Outbox(db, ONE), Outbox(db, UUID(int=0xFFFFFF))
    insert(db, *many(201))
    for outbox in (one, nobody):
        (event,) = outbox.news()
        assert (event["event_type"], event["user_id"]) == (MARKER, None)


def test_only_rows_that_change_count(db: psycopg.Connection, world: World) -> None:
    more_users(db, 300)
    insert(db, *many(300))
    world.hear()
    db.execute(
        f"UPDATE {TABLE} SET final_score = CASE WHEN user_id = %s THEN 51 ELSE 50 END".encode(),
        (ONE,),
    )
    heard = world.hear()
    assert [(e["event_type"], e["user_id"]) for e in heard.events] == [
        ("momentum_score_updated", str(ONE))
    ]


def test_a_large_back_fill_is_quiet_where_it_says_so(db: psycopg.Connection, world: World) -> None:
    more_users(db, 300)
    with db.transaction():
        db.execute("SET LOCAL momentum.past_days = 'quiet'")
        insert(db, *many(300, BEFORE))
        db.execute(f"UPDATE {TABLE} SET final_score = 51".encode())
    assert world.hear() == Heard()
    db.execute(f"UPDATE {TABLE} SET final_score = 52".encode())
    assert_marker(world.hear())


def test_many_statements_of_few_rows(db: psycopg.Connection, world: World) -> None:
    more_users(db, 260)
    with db.transaction():
        insert(db, *many(130))
        insert(db, *many(130, first=131))
    heard = world.hear()
    assert len(heard.events) == 260
    assert heard.bells == 1


@pytest.mark.parametrize("limit", [0, 1, 2])
def test_the_limit_is_a_setting(db: psycopg.Connection, world: World, limit: int) -> None:
    set_setting(db, "realtime_fanout_limit", limit)
    insert(db, *many(2))
    if limit < 2:
        assert_marker(world.hear())
    else:
        assert len(world.hear().events) == 2


@pytest.mark.parametrize(("mode", "bells"), [("doorbell", 1), ("deferred", 0)])
def test_a_marker_in_other_modes(
    db: psycopg.Connection, world: World, mode: str, bells: int
) -> None:
    set_setting(db, "notify_mode", mode)
    more_users(db, 201)
    insert(db, *many(201))
    heard = world.hear()
    assert [event["event_type"] for event in heard.events] == [MARKER]
    assert (heard.channels, heard.keys, heard.bells) == ({}, [], bells)


def test_a_back_fill_of_past_days_is_quiet(db: psycopg.Connection, world: World) -> None:
    db.execute("CALL momentum.backfill_empty_days('2026-11-01', '2026-11-19')")
    drain(db)
    heard = world.hear()
    assert heard == Heard()
    assert db.execute(f"SELECT count(*) FROM {TABLE}".encode()).fetchone() == (57,)


def test_a_recalculation_of_past_days_is_quiet(db: psycopg.Connection, world: World) -> None:
    db.execute("CALL momentum.recalculate_scores('2026-11-01', '2026-11-19')")
    assert world.hear() == Heard()


def test_what_follows_a_marker_is_told_after_what_others_told_meanwhile(
    db: psycopg.Connection, database: str, world: World
) -> None:
    more_users(db, 300)
    insert(db, *many(300))
    world.hear()
    with psycopg.connect(database) as nightly:
        nightly.execute(f"UPDATE {TABLE} SET final_score = 60 WHERE user_id <> %s".encode(), (ONE,))
        db.execute(f"UPDATE {TABLE} SET final_score = 20 WHERE user_id = %s".encode(), (ONE,))
        nightly.execute(f"UPDATE {TABLE} SET final_score = 40 WHERE user_id = %s".encode(), (ONE,))
        nightly.commit()
    heard = [event["payload"].get("final_score") for event in world.hear().events]
    assert heard == [None, 20, 40]


def test_a_transaction_has_one_marker_and_it_comes_last(
    db: psycopg.Connection, world: World
) -> None:
    more_users(db, 300)
    insert(db, *many(300))
    world.hear()
    with db.transaction():
        db.execute(f"UPDATE {TABLE} SET final_score = 60".encode())
        db.execute(f"UPDATE {TABLE} SET final_score = 61 WHERE user_id = %s".encode(), (ONE,))
        with db.transaction(force_rollback=True):
            db.execute(f"UPDATE {TABLE} SET final_score = 62".encode())
        db.execute(f"UPDATE {TABLE} SET final_score = 63".encode())
    heard = world.hear()
    assert [event["event_type"] for event in heard.events] == ["momentum_score_updated", MARKER]
    assert len(heard.channels["momentum_updates:all"]) == 3


def test_a_listener_ends_where_the_transaction_does(db: psycopg.Connection, world: World) -> None:
    more_users(db, 300)
    insert(db, *many(300))
    world.hear()
    with db.transaction():
        db.execute(f"UPDATE {TABLE} SET final_score = 51".encode())
        db.execute(f"UPDATE {TABLE} SET final_score = 40 WHERE user_id = %s".encode(), (ONE,))
        db.execute(f"UPDATE {TABLE} SET final_score = 55".encode())
        db.execute(f"UPDATE {TABLE} SET final_score = 56".encode())
    heard = world.hear().channels["momentum_updates:all"]
    assert [payload["event_type"] for payload in heard] == [
        MARKER,
        "momentum_score_updated",
        MARKER,
    ]


def test_nobody_elses_announcement_goes_with_a_marker(db: psycopg.Connection, world: World) -> None:
    more_users(db, 300)
    insert(db, *many(300))
    world.hear()
    db.execute(f"UPDATE {TABLE} SET final_score = 51 WHERE user_id = %s".encode(), (ONE,))
    last = db.execute("SELECT max(id) FROM momentum.realtime_inbox").fetchone()
    for setting in (last and str(last[0]), "abc", ""):
        db.execute("SELECT set_config('momentum.marker', %s, false)", (setting,))
        db.execute(f"UPDATE {TABLE} SET final_score = final_score + 1".encode())
    events = [event["event_type"] for event in world.hear().events]
    assert events == ["momentum_score_updated", MARKER, MARKER, MARKER]


def test_a_late_event_tells_of_the_day_that_it_changes(
    db: psycopg.Connection, world: World
) -> None:
    db.execute("CALL momentum.backfill_empty_days('2026-11-01', '2026-11-21')")
    drain(db)
    world.hear()
    db.execute("SELECT momentum.record_event(%s, 'chat_message', '2026-11-10 12:00Z')", (ONE,))
    drain(db)
    assert [(event["user_id"], event["score_date"]) for event in world.hear().payloads] == [
        (str(ONE), "2026-11-10")
    ]


@pytest.mark.parametrize(
    "call",
    [
        "CALL momentum.backfill_empty_days('2026-11-18', '2026-11-19')",
        "CALL momentum.recalculate_scores('2026-11-18', '2026-11-19')",
    ],
)
def test_past_days_are_told_where_somebody_asks(
    db: psycopg.Connection, world: World, call: str
) -> None:
    db.execute("SET momentum.past_days = 'told'")
    db.execute(call.encode())
    assert len(world.hear().events) == 6


def test_yesterday_is_calculated_and_told_once(db: psycopg.Connection, world: World) -> None:
    db.execute("SELECT momentum.calculate_scores()")
    heard = world.hear()
    assert sorted(event["user_id"] for event in heard.events) == [
        str(UUID(int=number)) for number in (1, 2, 3)
    ]
    for payload in heard.payloads:
        assert payload["event_type"] == "momentum_score_created"
        assert payload["score_date"] == YESTERDAY.isoformat()
        assert (payload["previous_state"], payload["state_changed"]) == (None, True)
    assert heard.bells == 1
    db.execute("SELECT momentum.calculate_scores()")
    db.execute("SELECT momentum.calculate_score(%s, '2026-11-20')", (ONE,))
    assert world.hear() == Heard()


def record(db: psycopg.Connection, user_id: UUID, at: str = "2026-11-21 11:00Z") -> None:
    db.execute("SELECT momentum.record_event(%s, 'action_step_complete', %s)", (user_id, at))


def test_live_scoring_tells_of_today(db: psycopg.Connection, world: World) -> None:
    """As its user would call it, who may write no score and no event of the outbox."""
    with as_role(db, "authenticated", ONE):
        record(db, ONE)
        record(db, ONE)
    created, updated = world.hear().payloads
    assert (created["event_type"], created["previous_state"]) == ("momentum_score_created", None)
    assert (updated["event_type"], updated["previous_state"]) == (
        "momentum_score_updated",
        created["momentum_state"],
    )
    assert updated["state_changed"] == (updated["momentum_state"] != created["momentum_state"])
    assert updated["final_score"] > created["final_score"]
    state = db.execute("SELECT momentum.get_realtime_momentum_state(%s)", (ONE,)).fetchone()
    assert state is not None
    for name in ("score_date", "final_score", "momentum_state"):
        assert state[0][name] == updated[name]


def test_an_event_of_days_ago_is_news_of_each_day_that_changes(
    db: psycopg.Connection, world: World
) -> None:
    for day in ("2026-11-18", "2026-11-19", "2026-11-20"):
        db.execute("SELECT momentum.calculate_scores(%s)", (day,))
    record(db, TWO)
    world.hear()
    record(db, TWO, "2026-11-18 11:00Z")
    assert world.hear() == Heard()
    drain(db)
    told = {payload["score_date"] for payload in world.hear().payloads}
    assert told == {"2026-11-18", str(TODAY)}


def test_live_scoring_off_tells_nothing_before_the_drain(
    db: psycopg.Connection, world: World
) -> None:
    set_setting(db, "live_scoring", "off")
    record(db, ONE)
    assert world.hear() == Heard()
    drain(db)
    assert [payload["score_date"] for payload in world.hear().payloads] == [str(TODAY)]


def test_a_user_who_goes_leaves_silently(db: psycopg.Connection, world: World) -> None:
    set_setting(db, "realtime_fanout_limit", 1)
    record(db, ONE)
    for day in ("2026-11-18", "2026-11-19", "2026-11-20"):
        db.execute("SELECT momentum.calculate_scores(%s)", (day,))
    world.hear()
    db.execute("DELETE FROM auth.users WHERE id = %s", (ONE,))
    assert world.hear() == Heard()
    with db.transaction():
        record(db, TWO)
        db.execute("DELETE FROM auth.users WHERE id = %s", (TWO,))
    heard = world.hear()
    assert {event["user_id"] for event in heard.events} <= {str(TWO), None}
    db.execute("DELETE FROM auth.users")
    assert world.hear() == Heard()
    assert db.execute(f"SELECT count(*) FROM {TABLE}".encode()).fetchone() == (0,)


def test_a_user_marked_as_deleted_is_told_as_before(db: psycopg.Connection, world: World) -> None:
    insert(db, (ONE, TODAY, 50, "Steady"))
    db.execute("UPDATE auth.users SET deleted_at = '2026-11-21' WHERE id = %s", (ONE,))
    world.hear()
    db.execute(f"DELETE FROM {TABLE}".encode())
    assert world.hear().keys == keys(ONE, TODAY)
