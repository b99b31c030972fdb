"""A score version and the rows that it scores agree: a change waits, and then comes too late."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import psycopg
import pytest

from tests.model import Event, Score, Version, score
from tests.sessions import Session, closed_gate, open_gate, wait_until_blocked
from tests.stored import insert_events, insert_users, load_version, stored_rows

DAY = date(2024, 2, 29)
NEXT = date(2024, 3, 1)
EVENTS = [
    Event(name, datetime(2024, month, day, 12, tzinfo=UTC))
    for name in ("first", "second")
    for month, day in ((2, 29), (3, 1))
]
#: Any mixture of their weights, caps and policies gives another score than either.
OLD = Version({"first": Decimal(1), "second": Decimal(2)}, Decimal(10))
NEW = Version({"first": Decimal(10), "second": Decimal(20)}, Decimal(64), raw_share=Decimal("0.5"))
LOAD = "SELECT momentum.load_score_version('new', %s, %s)"
SCORE = "SELECT momentum.calculate_score(%s, %s, 'new')"
ACTIVATE = "SELECT momentum.activate_score_version(%s, %s)"


def users_with_events(connection: psycopg.Connection, count: int) -> list[UUID]:
    users = insert_users(connection, count)
    for user_id in users:
        insert_events(connection, user_id, EVENTS)
    return users


def assert_scored_by(
    connection: psycopg.Connection, version: Version, users: list[UUID], *days: date
) -> None:
    """The users have just these rows, and they are those that the parameters give."""
    expected: dict[date, Score] = {}
    for day in days:
        expected[day] = score(version, day, EVENTS, expected)
    assert stored_rows(connection) == dict.fromkeys(users, expected)


def assert_loaded(connection: psycopg.Connection, version: Version) -> None:
    """The stored parameters are those of this version, in both tables."""
    row = connection.execute(
        "SELECT max_weight_per_day, raw_share FROM momentum.score_versions WHERE version = 'new'"
    ).fetchone()
    assert row == (version.max_weight_per_day, version.raw_share)
    weights = connection.execute(
        "SELECT event_type, weight FROM momentum.event_weights WHERE version = 'new'"
    )
    assert dict(weights.fetchall()) == version.weights


@pytest.mark.parametrize(
    "change",
    [
        LOAD.replace("%s", f"'{NEW.weights_object()}'", 1).replace("%s", "NULL"),
        "UPDATE momentum.event_weights SET weight = weight * 10 WHERE version = 'new'",
        "INSERT INTO momentum.event_weights (version, event_type, weight) VALUES ('new', 'x', 1)",
        "DELETE FROM momentum.event_weights WHERE version = 'new'",
        "UPDATE momentum.score_versions SET max_weight_per_day = 64 WHERE version = 'new'",
        "DELETE FROM momentum.score_versions WHERE version = 'new'",
    ],
    ids=["load", "weigh anew", "add weight", "drop weights", "set", "drop"],
)
def test_a_change_waits_for_the_calculation_and_is_refused(
    database: str, db: psycopg.Connection, change: str
) -> None:
    users = users_with_events(db, 1)
    load_version(db, "new", OLD)
    with Session(database) as scoring, Session(database) as changing:
        scoring.run("BEGIN")
        scoring.run(SCORE, (users[0], DAY))
        loading = changing.start(change)
        wait_until_blocked(db, changing, by=scoring)
        scoring.run("COMMIT")
        with pytest.raises(psycopg.Error) as raised:
            loading.result()
    assert raised.value.sqlstate == "PM009"
    assert_loaded(db, OLD)
    assert_scored_by(db, OLD, users, DAY)


def test_a_load_succeeds_when_the_calculation_is_given_up(
    database: str, db: psycopg.Connection
) -> None:
    users = users_with_events(db, 1)
    load_version(db, "new", OLD)
    with Session(database) as scoring, Session(database) as changing:
        scoring.run("BEGIN")
        scoring.run(SCORE, (users[0], DAY))
        loading = changing.start(LOAD, (NEW.weights_object(), None))
        wait_until_blocked(db, changing, by=scoring)
        scoring.run("ROLLBACK")
        loading.result()
    assert_loaded(db, NEW)
    db.execute(SCORE, (users[0], DAY))
    assert_scored_by(db, NEW, users, DAY)


@pytest.mark.parametrize(
    "calculation",
    [
        f"SELECT momentum.calculate_score('{UUID(int=1)}', '{DAY}', 'new')",
        f"SELECT momentum.calculate_scores('{DAY}', NULL, 'new')",
        f"SELECT momentum.calculate_scores('{DAY}')",
        f"CALL momentum.recalculate_scores('{DAY}', '{DAY}')",
        f"CALL momentum.backfill_empty_days('{DAY}', '{DAY}')",
    ],
    ids=["one", "all under a name", "all of the day", "recalculate", "backfill"],
)
def test_a_calculation_waits_for_the_load_and_uses_what_was_loaded(
    database: str, db: psycopg.Connection, calculation: str
) -> None:
    users = users_with_events(db, 1)
    load_version(db, "new", OLD, "2024-01-01")
    with Session(database) as scoring, Session(database) as changing:
        changing.run("BEGIN")
        changing.run(LOAD, (NEW.weights_object(), "2024-01-01"))
        calculating = scoring.start(calculation)
        wait_until_blocked(db, scoring, by=changing)
        changing.run("COMMIT")
        calculating.result()
    assert_loaded(db, NEW)
    assert_scored_by(db, NEW, users, DAY)


def test_a_version_that_takes_effect_meanwhile_scores_the_day(
    database: str, db: psycopg.Connection
) -> None:
    users = users_with_events(db, 2)
    with Session(database) as scoring, Session(database) as changing:
        changing.run("BEGIN")
        changing.run(LOAD, (NEW.weights_object(), DAY))
        calculating = scoring.start("SELECT momentum.calculate_scores(%s)", (DAY,))
        wait_until_blocked(db, scoring, by=changing)
        changing.run("COMMIT")
        calculating.result()
    assert_scored_by(db, NEW, users, DAY)


@pytest.mark.parametrize(("day", "page_size", "commit_every"), [(DAY, 1, 1), (NEXT, 2, 1000)])
def test_a_load_in_the_middle_of_a_run_never_mixes_the_two(
    database: str, db: psycopg.Connection, day: date, page_size: int, commit_every: int
) -> None:
    users = users_with_events(db, 6)
    load_version(db, "new", OLD, "2024-01-01")
    condition = f"NEW.user_id = '{users[3]}' AND NEW.score_date = '{day}'"
    with (
        Session(database) as run,
        Session(database) as changing,
        closed_gate(db, database, condition) as keeper,
    ):
        running = run.start(
            "CALL momentum.recalculate_scores(%s, %s, NULL, %s, %s)",
            (DAY, NEXT, page_size, commit_every),
        )
        wait_until_blocked(db, run, by=keeper)
        loading = changing.start(LOAD, (NEW.weights_object(), "2024-01-01"))
        wait_until_blocked(db, changing, by=run)
        open_gate(keeper)
        running.result()
        with pytest.raises(psycopg.Error) as raised:
            loading.result()
    assert raised.value.sqlstate == "PM009"
    assert_loaded(db, OLD)
    assert_scored_by(db, OLD, users, DAY, NEXT)
    assert db.execute("SELECT FROM momentum.scoring_failures").fetchall() == []


def test_of_two_loads_at_once_the_later_one_stays_whole(
    database: str, db: psycopg.Connection
) -> None:
    with Session(database) as one, Session(database) as two:
        one.run("BEGIN")
        one.run(LOAD, (OLD.weights_object(), None))
        loading = two.start(LOAD, (NEW.weights_object(), None))
        wait_until_blocked(db, two, by=one)
        one.run("COMMIT")
        loading.result()
    assert_loaded(db, NEW)


def first_days(connection: psycopg.Connection) -> dict[str, date | None]:
    """Return the first day of each version but v2, whose day no Python date can hold."""
    rows = connection.execute(
        "SELECT version, effective_from FROM momentum.score_versions WHERE version <> 'v2'"
    )
    return dict(rows.fetchall())


@pytest.mark.parametrize("end", ["COMMIT", "ROLLBACK"])
def test_of_two_versions_for_the_same_day_one_gets_it(
    database: str, db: psycopg.Connection, end: str
) -> None:
    load_version(db, "new", OLD)
    with Session(database) as one, Session(database) as two:
        one.run("BEGIN")
        one.run(ACTIVATE, ("v1", DAY))
        activating = two.start(ACTIVATE, ("new", DAY))
        wait_until_blocked(db, two, by=one)
        one.run(end)
        if end == "COMMIT":
            with pytest.raises(psycopg.Error) as raised:
                activating.result()
            assert raised.value.sqlstate == "PM006"
        else:
            activating.result()
    taken, free = ("v1", "new") if end == "COMMIT" else ("new", "v1")
    assert first_days(db) == {taken: DAY, free: None}


def test_a_direct_statement_for_the_same_day_is_told_in_the_same_words(
    database: str, db: psycopg.Connection
) -> None:
    load_version(db, "new", OLD)
    with Session(database) as one, Session(database) as two:
        one.run("BEGIN")
        one.run(
            "UPDATE momentum.score_versions SET effective_from = %s WHERE version = 'v1'", (DAY,)
        )
        activating = two.start(ACTIVATE, ("new", DAY))
        wait_until_blocked(db, two, by=one)
        one.run("COMMIT")
        with pytest.raises(psycopg.Error) as raised:
            activating.result()
    assert raised.value.sqlstate == "PM006"
    assert first_days(db) == {"v1": DAY, "new": None}


def test_the_same_version_activated_twice_at_once_is_activated_once(
    database: str, db: psycopg.Connection
) -> None:
    load_version(db, "new", OLD)
    with Session(database) as one, Session(database) as two:
        one.run("BEGIN")
        one.run(ACTIVATE, ("new", DAY))
        activating = two.start(ACTIVATE, ("new", DAY))
        wait_until_blocked(db, two, by=one)
        one.run("COMMIT")
        activating.result()
    assert first_days(db) == {"v1": None, "new": DAY}


def test_an_activation_waits_for_the_run_and_scores_what_comes_after_it(
    database: str, db: psycopg.Connection
) -> None:
    users = users_with_events(db, 3)
    load_version(db, "new", NEW)
    condition = f"NEW.user_id = '{users[2]}' AND NEW.score_date = '{DAY}'"
    with (
        Session(database) as run,
        Session(database) as changing,
        closed_gate(db, database, condition) as keeper,
    ):
        running = run.start("SELECT momentum.calculate_scores(%s)", (DAY,))
        wait_until_blocked(db, run, by=keeper)
        activating = changing.start(ACTIVATE, ("new", DAY))
        wait_until_blocked(db, changing, by=run)
        assert first_days(db)["new"] is None
        open_gate(keeper)
        running.result()
        activating.result()
    used = "SELECT DISTINCT algorithm_version FROM momentum.daily_engagement_scores"
    assert db.execute(used).fetchall() == [("v2",)], "history is not rewritten"
    db.execute("SELECT momentum.calculate_scores(%s)", (DAY,))
    assert_scored_by(db, NEW, users, DAY)


def test_a_move_waits_for_the_calculation_and_comes_too_late(
    database: str, db: psycopg.Connection
) -> None:
    users = users_with_events(db, 1)
    load_version(db, "new", OLD, DAY)
    with Session(database) as scoring, Session(database) as changing:
        scoring.run("BEGIN")
        scoring.run("SELECT momentum.calculate_score(%s, %s)", (users[0], DAY))
        activating = changing.start(ACTIVATE, ("new", NEXT))
        wait_until_blocked(db, changing, by=scoring)
        scoring.run("COMMIT")
        with pytest.raises(psycopg.Error) as raised:
            activating.result()
    assert raised.value.sqlstate == "PM009"
    assert first_days(db)["new"] == DAY
    assert_scored_by(db, OLD, users, DAY)


def test_a_calculation_waits_for_the_activation(database: str, db: psycopg.Connection) -> None:
    users = users_with_events(db, 2)
    load_version(db, "new", NEW)
    with Session(database) as scoring, Session(database) as changing:
        changing.run("BEGIN")
        changing.run(ACTIVATE, ("new", DAY))
        calculating = scoring.start("SELECT momentum.calculate_scores(%s)", (DAY,))
        wait_until_blocked(db, scoring, by=changing)
        changing.run("COMMIT")
        calculating.result()
    assert_scored_by(db, NEW, users, DAY)


def test_an_activation_is_refused_where_its_snapshot_may_be_old(
    db: psycopg.Connection,
) -> None:
    db.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    with pytest.raises(psycopg.Error) as raised, db.transaction():
        db.execute(ACTIVATE, ("v1", DAY))
    assert raised.value.sqlstate == "PM011"
