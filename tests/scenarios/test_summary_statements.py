"""Whatever a statement does to activities, annual_summary is what a recount gives."""

from uuid import UUID

import psycopg
import pytest

from tests.scenarios.people import (
    add_activities,
    assert_summary_true,
    count_sessions,
    set_thresholds,
    summary,
)
from tests.stored import insert_users

#: Parts of the statements below: users 1 and 2, with activities 11 to 13 and 21 of 2026.
NAMES = {
    "u1": "'00000000-0000-0000-0000-000000000001'::uuid",
    "u2": "'00000000-0000-0000-0000-000000000002'::uuid",
    "a11": "'00000000-0000-0000-0000-000000000011'::uuid",
    "a12": "'00000000-0000-0000-0000-000000000012'::uuid",
    "a13": "'00000000-0000-0000-0000-000000000013'::uuid",
    "a14": "'00000000-0000-0000-0000-000000000014'::uuid",
    "a21": "'00000000-0000-0000-0000-000000000021'::uuid",
    "new": "INSERT INTO momentum.activities (user_id, id, activity_type, completed_at)",
    "merge": "MERGE INTO momentum.activities AS a",
    "insert_w": "INSERT (user_id, id, activity_type, completed_at)"
    " VALUES (w.user_id, w.id, 'session', w.completed_at)",
}

STATEMENTS = {
    "insert": "{new} VALUES ({u1}, {a14}, 'x', '2026-06-01Z')",
    "insert of nothing": "{new} SELECT {u1}, {a14}, 'x', '2026-06-01Z' WHERE false",
    "insert of a deleted one": "INSERT INTO momentum.activities"
    " (user_id, activity_type, completed_at, deleted_at)"
    " VALUES ({u1}, 'x', '2026-06-01Z', '2026-06-01Z')",
    "insert into three years": "{new} SELECT {u1}, gen_random_uuid(), 'x', v.at FROM (VALUES"
    " ('2024-12-31 23:59:59.999999Z'::timestamptz), ('2025-01-01Z'),"
    " ('2025-12-31 23:59:59.999999Z'), ('2026-01-01Z')) AS v (at)",
    "insert again, ignored": "{new} VALUES ({u1}, {a11}, 'x', '2026-06-01Z')"
    " ON CONFLICT DO NOTHING",
    "some ignored, some new": "{new} VALUES ({u1}, {a11}, 'x', '2026-06-01Z'),"
    " ({u1}, {a14}, 'x', '2026-06-01Z') ON CONFLICT DO NOTHING",
    "upsert that updates": "{new} VALUES ({u1}, {a11}, 'x', '2025-06-01Z')"
    " ON CONFLICT (user_id, id) DO UPDATE SET completed_at = EXCLUDED.completed_at",
    "upsert that inserts": "{new} VALUES ({u1}, {a14}, 'x', '2026-06-01Z')"
    " ON CONFLICT (user_id, id) DO UPDATE SET completed_at = EXCLUDED.completed_at",
    "upsert that changes nothing": "{new} VALUES ({u1}, {a11}, 'x', '2026-03-01 12:00Z'),"
    " ({u1}, {a14}, 'x', '2026-06-01Z')"
    " ON CONFLICT (user_id, id) DO UPDATE SET completed_at = EXCLUDED.completed_at",
    "upsert that restores": "{new} VALUES ({u1}, {a13}, 'x', '2026-06-01Z')"
    " ON CONFLICT (user_id, id) DO UPDATE SET deleted_at = NULL",
    "edit of the type": "UPDATE momentum.activities SET activity_type = 'y'",
    "edit within the year": "UPDATE momentum.activities SET completed_at = '2026-11-01Z'"
    " WHERE id = {a11}",
    "the latest one moves back": "UPDATE momentum.activities SET completed_at = '2026-01-01Z'"
    " WHERE id = {a12}",
    "another year": "UPDATE momentum.activities SET completed_at = '2025-12-31 23:59:59.999999Z'"
    " WHERE id = {a12}",
    "every one into another year": "UPDATE momentum.activities SET completed_at = '2025-01-01Z'",
    "another user": "UPDATE momentum.activities SET user_id = {u2} WHERE id = {a11}",
    "users change places": "UPDATE momentum.activities"
    " SET user_id = CASE user_id WHEN {u1} THEN {u2} ELSE {u1} END",
    "user, year and deletion at once": "UPDATE momentum.activities"
    " SET user_id = {u2}, completed_at = '2025-05-05Z', deleted_at = NULL WHERE id = {a13}",
    "soft deletion": "UPDATE momentum.activities SET deleted_at = now() WHERE id = {a12}",
    "soft deletion of all": "UPDATE momentum.activities SET deleted_at = now()",
    "restored": "UPDATE momentum.activities SET deleted_at = NULL WHERE id = {a13}",
    "another instant of deletion": "UPDATE momentum.activities SET deleted_at = '2026-01-01Z'"
    " WHERE id = {a13}",
    "deletion": "DELETE FROM momentum.activities WHERE id = {a12}",
    "deletion of a deleted one": "DELETE FROM momentum.activities WHERE id = {a13}",
    "deletion of all": "DELETE FROM momentum.activities",
    "truncate": "TRUNCATE momentum.activities",
    "deletion of the user": "DELETE FROM auth.users WHERE id = {u1}",
    "deletion of all users": "DELETE FROM auth.users",
    "merge that inserts": "{merge} USING (VALUES ({u1}, {a14}, '2026-06-01Z'::timestamptz))"
    " AS w (user_id, id, completed_at) ON a.user_id = w.user_id AND a.id = w.id"
    " WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN {insert_w}",
    "merge that updates": "{merge} USING (VALUES ({u1}, {a11})) AS w (user_id, id)"
    " ON a.user_id = w.user_id AND a.id = w.id"
    " WHEN MATCHED THEN UPDATE SET completed_at = '2025-06-01Z'",
    "merge that deletes": "{merge} USING (VALUES ({u1}, {a11})) AS w (user_id, id)"
    " ON a.user_id = w.user_id AND a.id = w.id WHEN MATCHED THEN DELETE",
    "two inserts in one statement": "WITH one AS ({new} VALUES ({u1}, {a14}, 'x', '2026-06-01Z'))"
    " {new} VALUES ({u1}, gen_random_uuid(), 'x', '2026-07-01Z')",
    "a deletion and an update": "WITH gone AS (DELETE FROM momentum.activities WHERE id = {a11})"
    " UPDATE momentum.activities SET completed_at = '2025-06-01Z' WHERE id = {a12}",
    # these change and insert activities of one user and year in one statement
    "upsert that inserts and updates": "{new} VALUES ({u1}, {a11}, 'x', '2026-05-01Z'),"
    " ({u1}, {a14}, 'x', '2026-06-01Z')"
    " ON CONFLICT (user_id, id) DO UPDATE SET completed_at = EXCLUDED.completed_at",
    "upsert that inserts and restores": "{new} VALUES ({u1}, {a13}, 'x', '2026-05-01Z'),"
    " ({u1}, {a14}, 'x', '2026-06-01Z')"
    " ON CONFLICT (user_id, id) DO UPDATE SET deleted_at = NULL",
    "merge of all kinds": "{merge} USING (VALUES ({u1}, {a11}, '2026-05-01Z'::timestamptz),"
    " ({u1}, {a12}, NULL), ({u1}, {a14}, '2026-06-01Z')) AS w (user_id, id, completed_at)"
    " ON a.user_id = w.user_id AND a.id = w.id"
    " WHEN MATCHED AND w.completed_at IS NULL THEN DELETE"
    " WHEN MATCHED THEN UPDATE SET completed_at = w.completed_at"
    " WHEN NOT MATCHED THEN {insert_w}",
    "deleted and inserted anew": "WITH gone AS ("
    " DELETE FROM momentum.activities WHERE id = {a11} RETURNING user_id, completed_at)"
    " {new} SELECT g.user_id, {a14}, 'moved', g.completed_at FROM gone AS g",
    "all deleted and more inserted": "WITH gone AS ("
    " DELETE FROM momentum.activities WHERE user_id = {u1} RETURNING user_id)"
    " {new} SELECT {u1}, gen_random_uuid(), 'x', '2026-06-01Z' FROM generate_series(1, 3)",
    "more inserted and all deleted": "WITH come AS ({new}"
    " SELECT {u1}, gen_random_uuid(), 'x', '2026-06-01Z' FROM generate_series(1, 3))"
    " DELETE FROM momentum.activities WHERE user_id = {u1}",
    "more inserted and all moved away": "WITH come AS ({new}"
    " SELECT {u1}, gen_random_uuid(), 'x', '2026-06-01Z' FROM generate_series(1, 3))"
    " UPDATE momentum.activities SET completed_at = '2025-06-01Z' WHERE user_id = {u1}",
    "inserted and deleted": "WITH one AS ({new} VALUES ({u1}, {a14}, 'x', '2026-06-01Z'))"
    " DELETE FROM momentum.activities WHERE id = {a11}",
}


@pytest.fixture
def people(db: psycopg.Connection) -> psycopg.Connection:
    """Two users: three sessions, one of them deleted, and one session, all of them in 2026."""
    one, two = insert_users(db, 2)
    db.execute(
        "INSERT INTO momentum.activities (user_id, id, activity_type, completed_at, deleted_at)"
        " VALUES (%(one)s, %(a11)s, 'session', '2026-03-01 12:00Z', NULL),"
        " (%(one)s, %(a12)s, 'session', '2026-04-01 12:00Z', NULL),"
        " (%(one)s, %(a13)s, 'session', '2026-05-01 12:00Z', '2026-05-02Z'),"
        " (%(two)s, %(a21)s, 'session', '2026-03-01 12:00Z', NULL)",
        {
            "one": one,
            "two": two,
            **{f"a{number:x}": UUID(int=number) for number in (0x11, 0x12, 0x13, 0x21)},
        },
    )
    return db


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Auckland", "America/Los_Angeles"])
@pytest.mark.parametrize("what", STATEMENTS)
def test_a_statement_leaves_the_summary_true(
    people: psycopg.Connection, what: str, zone: str
) -> None:
    people.execute("SELECT set_config('TimeZone', %s, false)", (zone,))
    people.execute(STATEMENTS[what].format(**NAMES).encode())
    assert_summary_true(people)


@pytest.mark.parametrize("what", STATEMENTS)
def test_a_statement_that_meets_no_summary_leaves_it_true(
    people: psycopg.Connection, what: str
) -> None:
    people.execute("DELETE FROM momentum.annual_summary")
    people.execute(STATEMENTS[what].format(**NAMES).encode())
    assert_summary_true(people, complete=False)
    people.execute("SELECT momentum.rebuild_annual_summary()")
    assert_summary_true(people)


@pytest.mark.parametrize("what", STATEMENTS)
def test_a_statement_at_a_higher_isolation_level_leaves_the_summary_true(
    people: psycopg.Connection, what: str
) -> None:
    with people.transaction():
        people.execute("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE")
        people.execute(STATEMENTS[what].format(**NAMES).encode())
    assert_summary_true(people)


@pytest.mark.xfail(
    strict=True,
    reason="what it was before the edit is taken for the latest: such years are counted",
)
def test_a_trigger_of_the_application_may_edit_what_is_inserted(
    people: psycopg.Connection,
) -> None:
    people.execute(
        """
        CREATE FUNCTION public.round_down() RETURNS trigger LANGUAGE plpgsql AS $round_down$
        BEGIN
            UPDATE momentum.activities SET completed_at = date_trunc('hour', completed_at)
            WHERE user_id = NEW.user_id AND id = NEW.id;
            RETURN NULL;
        END
        $round_down$;
        CREATE TRIGGER round_down AFTER INSERT ON momentum.activities
        FOR EACH ROW EXECUTE FUNCTION public.round_down();
        """
    )
    add_activities(people, UUID(int=1), at="2026-06-01 12:34Z")
    assert_summary_true(people)


def test_a_milestone_is_not_reached_by_editing(people: psycopg.Connection) -> None:
    set_thresholds(people, [4])
    people.execute(STATEMENTS["upsert that inserts and updates"].format(**NAMES).encode())
    assert len(count_sessions(people)) == 2
    fired = people.execute("SELECT * FROM momentum.evaluate_milestones('2026-12-01Z')").fetchall()
    assert fired == []


def test_copy_leaves_the_summary_true(people: psycopg.Connection) -> None:
    with people.cursor().copy(
        "COPY momentum.activities (user_id, activity_type, completed_at) FROM STDIN"
    ) as copy:
        for number in range(200):
            user_id = UUID(int=1 + number % 2)
            copy.write_row((user_id, "session", f"{2024 + number % 3}-06-01 12:00Z"))
    assert_summary_true(people)


def test_a_statement_that_fails_leaves_the_summary_as_it_was(people: psycopg.Connection) -> None:
    before = summary(people)
    with pytest.raises(psycopg.errors.UniqueViolation):
        people.execute("{new} VALUES ({u1}, {a11}, 'x', now())".format(**NAMES).encode())
    assert summary(people) == before
    assert_summary_true(people)


def test_a_large_insert_costs_one_statement(people: psycopg.Connection) -> None:
    people.execute("SET track_functions = 'all'")
    with people.transaction():
        people.execute(
            "INSERT INTO momentum.activities (user_id, activity_type, completed_at)"
            " SELECT CASE mod(n, 2) WHEN 0 THEN {u1} ELSE {u2} END, 'x',"
            " '2026-01-01Z'::timestamptz + n * interval '1 minute'"
            " FROM generate_series(1, 10000) AS n".format(**NAMES).encode()
        )
        calls = people.execute(
            "SELECT p.proname, pg_catalog.pg_stat_get_xact_function_calls(p.oid)"
            " FROM pg_catalog.pg_proc AS p"
            " WHERE p.proname = ANY (%s)",
            (["tg_activities_open", "tg_activities_summarize", "_change_sessions"],),
        ).fetchall()
    assert dict(calls) == {
        "tg_activities_open": 1,
        "tg_activities_summarize": 1,
        "_change_sessions": 1,
    }
    assert_summary_true(people)


def test_the_triggers_switched_off_leave_differences_and_a_rebuild_mends_them(
    people: psycopg.Connection,
) -> None:
    with people.transaction():
        people.execute("SET LOCAL session_replication_role = 'replica'")
        people.execute(
            "DELETE FROM momentum.activities WHERE user_id = {u2}".format(**NAMES).encode()
        )
        add_activities(people, UUID(int=1), 3)
        add_activities(people, UUID(int=1), 2, "2025-06-01Z")
    differences = people.execute(
        "SELECT user_id, year, session_count, counted_sessions"
        " FROM momentum.verify_annual_summary()"
    ).fetchall()
    one, two = UUID(int=1), UUID(int=2)
    assert differences == [(one, 2025, None, 2), (one, 2026, 2, 5), (two, 2026, 1, 0)]
    assert people.execute("SELECT momentum.rebuild_annual_summary()").fetchone() == (3,)
    assert people.execute("SELECT momentum.rebuild_annual_summary()").fetchone() == (0,)
    assert_summary_true(people)
