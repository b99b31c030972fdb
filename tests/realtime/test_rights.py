"""A user who writes SQL with the rights of authenticated gets at nothing of another user."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from tests.realtime.scores import days_up_to, insert_scores
from tests.stored import insert_users
from tests.support import as_role, pin_clock

ME, OTHER, COACH = (UUID(int=number) for number in (1, 2, 3))
HARBOUR, MUSEUM, GONE = (UUID(int=number) for number in (0xA, 0xB, 0xC))
INTERVENTIONS = "SELECT trigger_reason FROM momentum.coach_interventions ORDER BY 1"
IS_COACH = {"role": "coach"}


@pytest.fixture
def people(db: psycopg.Connection) -> None:
    """Me and a coach at Harbour, another user at Museum; each with a score and a notification."""
    pin_clock(db, "2026-11-21 12:00+00")
    insert_users(db, 3)
    db.execute(
        "INSERT INTO momentum.organisations (id, name, deleted_at)"
        " VALUES (%s, 'Harbour', NULL), (%s, 'Museum', NULL), (%s, 'Gone', now())",
        (HARBOUR, MUSEUM, GONE),
    )
    db.execute(
        "INSERT INTO momentum.memberships (user_id, organisation_id)"
        " VALUES (%s, %s), (%s, %s), (%s, %s), (%s, %s), (%s, %s)",
        (ME, HARBOUR, COACH, HARBOUR, OTHER, MUSEUM, COACH, GONE, OTHER, GONE),
    )
    db.execute(
        "INSERT INTO momentum.daily_engagement_scores (user_id, score_date, raw_score,"
        " normalized_score, final_score, momentum_state, breakdown, event_count,"
        " algorithm_version) SELECT u.id, '2026-11-20', 0, 0, 50, 'Steady', '{}', 1, 'v2'"
        " FROM auth.users AS u"
    )
    db.execute(
        "INSERT INTO momentum.momentum_notifications"
        " (user_id, id, notification_type, title, message)"
        " SELECT u.id, u.id, 'note', 'Private', 'Of ' || u.id FROM auth.users AS u"
    )
    db.execute(
        "INSERT INTO momentum.coach_interventions (user_id, organisation_id, intervention_type,"
        " trigger_reason, scheduled_date) SELECT w.u, w.o, 'call', w.why, '2026-11-21'"
        " FROM (VALUES (%(me)s::uuid, %(harbour)s::uuid, 'me, Harbour'), (%(me)s, NULL, 'me'),"
        " (%(other)s, %(museum)s, 'other, Museum'), (%(other)s, NULL, 'other'),"
        " (%(other)s, %(gone)s, 'other, Gone')) AS w (u, o, why)",
        {"me": ME, "other": OTHER, "harbour": HARBOUR, "museum": MUSEUM, "gone": GONE},
    )


@pytest.fixture
def server_role(db: psycopg.Connection, database: str) -> Iterator[psycopg.Connection]:
    """A connection that logged in as a role with the rights of the API's end users alone."""
    db.execute("CREATE ROLE pgmomentum_test_gateway LOGIN NOINHERIT IN ROLE authenticated")
    dsn = make_conninfo(database, user="pgmomentum_test_gateway")
    try:
        with psycopg.connect(dsn, autocommit=True) as connection:
            yield connection
    finally:
        db.execute("DROP ROLE pgmomentum_test_gateway")


def rows(db: psycopg.Connection, query: str, parameters: Sequence[object] = ()) -> list[Any]:
    return [row[0] for row in db.execute(query.encode(), parameters).fetchall()]


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("caller", "claims", "seen"),
    [
        (ME, {}, ["me", "me, Harbour"]),
        (ME, {"user_metadata": IS_COACH}, ["me", "me, Harbour"]),
        (ME, {"app_role": "coach"}, ["me", "me, Harbour"]),
        (ME, {"app_metadata": {"role": "user"}}, ["me", "me, Harbour"]),
        (COACH, {}, []),
        (COACH, {"user_metadata": IS_COACH}, []),
        (COACH, {"app_metadata": IS_COACH}, ["me", "me, Harbour", "other"]),
        (COACH, {"app_metadata": "coach"}, []),
        (COACH, {"app_metadata": [IS_COACH]}, []),
        (COACH, {"app_metadata": None}, []),
        (None, {"app_metadata": IS_COACH}, []),
    ],
)
def test_who_sees_which_interventions(
    db: psycopg.Connection, caller: UUID | None, claims: dict[str, object], seen: list[str]
) -> None:
    with as_role(db, "authenticated", caller, **claims):
        assert rows(db, INTERVENTIONS) == seen


@pytest.mark.usefixtures("people")
def test_an_organisation_that_is_deleted_shows_nothing_to_coaches(db: psycopg.Connection) -> None:
    """Neither to its own nor to those of others: the user belongs to no other one."""
    db.execute("DELETE FROM momentum.coach_interventions")
    db.execute("DELETE FROM momentum.memberships WHERE organisation_id = %s", (MUSEUM,))
    insert_scores(db, OTHER, days_up_to(date(2026, 11, 21), "N"))
    db.execute("UPDATE momentum.daily_engagement_scores SET momentum_state = 'NeedsCare'")
    db.execute("SELECT momentum.evaluate_interventions('2026-11-21', ARRAY[%s])", (OTHER,))
    made = "SELECT organisation_id FROM momentum.coach_interventions"
    assert rows(db, made) == [GONE]
    with as_role(db, "authenticated", COACH, app_metadata=IS_COACH):
        assert rows(db, INTERVENTIONS) == []
    with as_role(db, "authenticated", OTHER):
        assert len(rows(db, INTERVENTIONS)) == 1


@pytest.mark.parametrize("claims", [{}, {"user_metadata": IS_COACH}, {"app_metadata": IS_COACH}])
@pytest.mark.parametrize(
    ("statement", "sqlstate"),
    [
        ("SELECT momentum.get_realtime_momentum_state(%(other)s)", "PM008"),
        ("SELECT momentum.get_realtime_interventions(%(other)s)", "PM008"),
        ("SELECT momentum.get_realtime_notifications(%(other)s)", "PM008"),
        ("SELECT momentum.subscribe_to_momentum_channels(%(other)s)", "PM008"),
        ("SELECT momentum.mark_notification_read(%(other)s)", "PM007"),
        (
            "SELECT momentum.acknowledge_cache_invalidation("
            "%(other)s, 'momentum:current:' || %(other)s::text)",
            "PM008",
        ),
        ("SELECT * FROM momentum.evaluate_interventions()", "42501"),
        ("SELECT * FROM momentum._find_interventions('2026-11-20', NULL, now())", "42501"),
        ("SELECT * FROM momentum.intervention_rules", "42501"),
        ("UPDATE momentum.intervention_rules SET active = false", "42501"),
        ("UPDATE momentum.momentum_notifications SET read_at = now()", "42501"),
        ("UPDATE momentum.coach_interventions SET status = 'cancelled'", "42501"),
        ("DELETE FROM momentum.coach_interventions", "42501"),
        (
            "INSERT INTO momentum.momentum_notifications"
            " (user_id, notification_type, title, message) VALUES (%(me)s, 'a', 'b', 'c')",
            "42501",
        ),
        ("INSERT INTO momentum.clock_pin (pinned_at) VALUES (now())", "42501"),
        ("UPDATE momentum.daily_engagement_scores SET final_score = 100", "42501"),
        ("SET ROLE service_role; SELECT 1", None),
    ],
)
def test_a_hostile_user(
    people: None,
    server_role: psycopg.Connection,
    db: psycopg.Connection,
    claims: dict[str, object],
    statement: str,
    sqlstate: str | None,
) -> None:
    # one without an organisation is for all coaches
    db.execute(
        "UPDATE momentum.coach_interventions SET organisation_id = %s WHERE user_id = %s",
        (MUSEUM, OTHER),
    )
    with (
        as_role(server_role, "authenticated", ME, **claims),
        pytest.raises(psycopg.Error) as error,
    ):
        server_role.execute(statement.encode(), {"me": ME, "other": OTHER} if sqlstate else None)
    assert error.value.sqlstate == (sqlstate or "42501")
    assert rows(db, "SELECT read_at FROM momentum.momentum_notifications") == [None] * 3


@pytest.mark.usefixtures("people")
def test_the_tables_show_what_is_mine(server_role: psycopg.Connection) -> None:
    with as_role(server_role, "authenticated", ME, user_metadata=IS_COACH):
        for table in ("momentum_notifications", "coach_interventions", "daily_engagement_scores"):
            query = f"SELECT DISTINCT user_id FROM momentum.{table}"
            assert rows(server_role, query) == [ME], table


@pytest.mark.usefixtures("people")
def test_what_a_coach_reads_of_a_member(db: psycopg.Connection) -> None:
    with as_role(db, "authenticated", COACH, app_metadata=IS_COACH):
        (state,) = rows(db, "SELECT momentum.get_realtime_momentum_state(%s)", (ME,))
        assert (state["user_id"], state["final_score"]) == (str(ME), 50)
        (found,) = rows(db, "SELECT momentum.get_realtime_interventions(%s)", (ME,))
        reasons = [each["trigger_reason"] for each in found["interventions"]]
        assert sorted(reasons) == ["me", "me, Harbour"]
        scores = "SELECT user_id FROM momentum.daily_engagement_scores"
        assert rows(db, scores) == [COACH], "the scores themselves stay private"


@pytest.mark.usefixtures("people")
def test_what_a_coach_reads_of_one_who_belongs_nowhere(db: psycopg.Connection) -> None:
    db.execute("DELETE FROM momentum.memberships WHERE user_id = %s", (ME,))
    with as_role(db, "authenticated", COACH, app_metadata=IS_COACH):
        (found,) = rows(db, "SELECT momentum.get_realtime_interventions(%s)", (ME,))
        shown = rows(db, INTERVENTIONS)
        with pytest.raises(psycopg.Error) as error:
            db.execute("SELECT momentum.get_realtime_momentum_state(%s)", (ME,))
    told = {each["trigger_reason"] for each in found["interventions"]}
    assert told == {reason for reason in shown if reason != "other"}
    assert error.value.sqlstate == "PM008"
