"""What statements on activities award and log, and which awards they put in question."""

from typing import Any
from uuid import UUID

import psycopg
import pytest

from tests.badges.model import Badge
from tests.badges.people import define, make_organisations, organisation_id, reconcile, set_live
from tests.stored import insert_users
from tests.support import as_role, pin_clock

NOW = "2026-11-20 12:00+00"
ONE, TWO = UUID(int=1), UUID(int=2)

#: Parts of the statements below. Of user 1 there are activities 11 and 12, on 18 and 19 November,
#: which have earned the pair, and the deleted 13, on the 17th; of user 2 activity 21, on the 19th,
#: and 22 of another organisation, on the 18th.
NAMES = {
    "u1": "'00000000-0000-0000-0000-000000000001'::uuid",
    "u2": "'00000000-0000-0000-0000-000000000002'::uuid",
    **{
        f"a{number}": f"'00000000-0000-0000-0000-0000000000{number}'::uuid"
        for number in (11, 12, 13, 14, 15, 21, 22)
    },
    "o1": f"'{organisation_id(0)}'::uuid",
    "o2": f"'{organisation_id(1)}'::uuid",
    "new": "INSERT INTO momentum.activities"
    " (user_id, id, organisation_id, activity_type, completed_at)",
    "change": "UPDATE momentum.activities SET",
    "merge": "MERGE INTO momentum.activities AS a USING (VALUES",
    "on": ") AS w (user_id, id, at) ON a.user_id = w.user_id AND a.id = w.id",
    "insert_w": "INSERT (user_id, id, organisation_id, activity_type, completed_at)"
    f" VALUES (w.user_id, w.id, '{organisation_id(0)}', 'session', w.at)",
}
SETUP = """
    {new} VALUES ({u1}, {a11}, {o1}, 'session', '2026-11-18 08:00Z'),
        ({u1}, {a12}, {o1}, 'session', '2026-11-19 08:00Z'),
        ({u1}, {a13}, {o1}, 'session', '2026-11-17 08:00Z'),
        ({u2}, {a21}, {o1}, 'lesson', '2026-11-19 08:00Z'),
        ({u2}, {a22}, {o2}, 'session', '2026-11-18 08:00Z');
    {change} deleted_at = '2026-11-19Z' WHERE id = {a13};
    TRUNCATE momentum.badge_awards, momentum.award_reviews;
"""

#: Statement, badges awarded to (user, name), what is in question: (user, activity, name).
STATEMENTS: dict[str, tuple[str, set[tuple[int, str]], set[tuple[int, int, str]]]] = {
    "nothing": ("{new} SELECT {u1}, {a14}, {o1}, 'x', '2026-11-20Z' WHERE false", set(), set()),
    "insert": (
        "{new} VALUES ({u1}, {a14}, {o1}, 'session', '2026-11-20 08:00Z')",
        {(1, "triple"), (1, "three")},
        set(),
    ),
    "insert before": (
        "{new} VALUES ({u1}, {a14}, {o1}, 'session', '2026-11-17 23:59:59.999999Z')",
        {(1, "triple"), (1, "three")},
        set(),
    ),
    "insert of a deleted one": (
        "INSERT INTO momentum.activities"
        " (user_id, organisation_id, activity_type, completed_at, deleted_at)"
        " VALUES ({u1}, {o1}, 'session', '2026-11-20Z', '2026-11-20Z')",
        set(),
        set(),
    ),
    "insert for the other organisation": (
        "{new} VALUES ({u1}, {a14}, {o2}, 'session', '2026-11-20 08:00Z')",
        set(),
        set(),
    ),
    "insert without an organisation": (
        "{new} VALUES ({u1}, {a14}, NULL, 'session', '2026-11-20 08:00Z')",
        set(),
        set(),
    ),
    "insert in the future": (
        "{new} VALUES ({u1}, {a14}, {o1}, 'session', '2026-11-20 12:00:00.000001Z')",
        set(),
        set(),
    ),
    "insert at this instant": (
        "{new} VALUES ({u1}, {a14}, {o1}, 'session', '2026-11-20 12:00:00Z')",
        {(1, "triple"), (1, "three")},
        set(),
    ),
    "insert of two users": (
        "{new} VALUES ({u1}, {a14}, {o1}, 'session', '2026-11-20 08:00Z'),"
        " ({u2}, {a15}, {o1}, 'session', '2026-11-20 08:00Z')",
        {(1, "triple"), (1, "three"), (2, "pair"), (2, "a session")},
        set(),
    ),
    "upsert that inserts": (
        "{new} VALUES ({u2}, {a14}, {o1}, 'session', '2026-11-20 08:00Z')"
        " ON CONFLICT (user_id, id) DO UPDATE SET completed_at = EXCLUDED.completed_at",
        {(2, "pair"), (2, "a session")},
        set(),
    ),
    "upsert that moves": (
        "{new} VALUES ({u1}, {a11}, {o1}, 'session', '2026-11-20 08:00Z')"
        " ON CONFLICT (user_id, id) DO UPDATE SET completed_at = EXCLUDED.completed_at",
        set(),
        {(1, 11, "pair")},
    ),
    "upsert that changes nothing": (
        "{new} VALUES ({u1}, {a11}, {o1}, 'session', '2026-11-18 08:00Z')"
        " ON CONFLICT (user_id, id) DO UPDATE SET completed_at = EXCLUDED.completed_at",
        set(),
        set(),
    ),
    "insert again, ignored": (
        "{new} VALUES ({u1}, {a11}, {o1}, 'session', '2026-11-20Z') ON CONFLICT DO NOTHING",
        set(),
        set(),
    ),
    "deletion": ("DELETE FROM momentum.activities WHERE id = {a11}", set(), {(1, 11, "pair")}),
    "deletion of both": (
        "DELETE FROM momentum.activities WHERE user_id = {u1}",
        set(),
        {(1, 11, "pair"), (1, 11, "a session")},
    ),
    "deletion of a deleted one": ("DELETE FROM momentum.activities WHERE id = {a13}", set(), set()),
    "soft deletion": ("{change} deleted_at = now() WHERE id = {a12}", set(), {(1, 12, "pair")}),
    "restored": (
        "{change} deleted_at = NULL WHERE id = {a13}",
        {(1, "triple"), (1, "three")},
        set(),
    ),
    "moved within its day": (
        "{change} completed_at = '2026-11-18Z' WHERE id = {a11}",
        set(),
        set(),
    ),
    "moved to another day": (
        "{change} completed_at = '2026-11-17 23:59:59.999999Z' WHERE id = {a11}",
        set(),
        {(1, 11, "pair")},
    ),
    "of another type": (
        "{change} activity_type = 'session' WHERE id = {a21}",
        {(2, "a session")},
        set(),
    ),
    "of another type, while another session is left": (
        "{change} activity_type = 'lesson' WHERE id = {a11}",
        set(),
        set(),
    ),
    "all of another type": (
        "{change} activity_type = 'lesson'",
        set(),
        {(1, 11, "a session")},
    ),
    "moved to another user": (
        "{change} user_id = {u2} WHERE id = {a11}",
        {(2, "pair"), (2, "a session")},
        {(1, 11, "pair")},
    ),
    "moved to another organisation": (
        "{change} organisation_id = {o2} WHERE id = {a12}",
        set(),
        {(1, 12, "pair")},
    ),
    "moved from another organisation": (
        "{change} organisation_id = {o1} WHERE id = {a22}",
        {(2, "pair"), (2, "a session")},
        set(),
    ),
    "moved away and moved back": (
        "{change} completed_at = '2026-01-01Z' WHERE id = {a11};"
        " {change} completed_at = '2026-11-18 09:00Z' WHERE id = {a11}",
        set(),
        {(1, 11, "pair")},
    ),
    "exchanged for another in one statement": (
        "WITH gone AS (DELETE FROM momentum.activities WHERE id = {a11})"
        " {new} VALUES ({u1}, {a14}, {o1}, 'session', '2026-11-18 20:00Z')",
        set(),
        set(),
    ),
    "two inserts in one statement": (
        "WITH one AS ({new} VALUES ({u2}, {a14}, {o1}, 'lesson', '2026-11-18 20:00Z'))"
        " {new} VALUES ({u2}, {a15}, {o1}, 'lesson', '2026-11-20 08:00Z')",
        {(2, "pair"), (2, "triple"), (2, "three")},
        set(),
    ),
    "merge": (
        "{merge} ({u1}, {a11}, '2026-11-18Z'::timestamptz), ({u1}, {a12}, '2026-11-16Z'),"
        " ({u2}, {a15}, '2026-11-20Z') {on}"
        " WHEN MATCHED AND a.id = {a11} THEN DELETE"
        " WHEN MATCHED THEN UPDATE SET completed_at = w.at"
        " WHEN NOT MATCHED THEN {insert_w}",
        {(2, "pair"), (2, "a session")},
        {(1, 11, "pair")},
    ),
    "deletion of the user": ("DELETE FROM auth.users WHERE id = {u1}", set(), set()),
}
#: What holds before.
HELD = {(1, "pair"), (1, "a session")}


@pytest.fixture
def people(db: psycopg.Connection) -> dict[UUID, str]:
    """The activities, badges by id, and the pair awarded to user 1."""
    pin_clock(db, NOW)
    insert_users(db, 2)
    make_organisations(db, 2)
    db.execute(SETUP.format(**NAMES).encode())
    db.execute("TRUNCATE momentum.badge_evaluation_log")
    badges = {
        define(db, Badge(0, 2, "day"), "pair"): "pair",
        define(db, Badge(0, 3, "day"), "triple"): "triple",
        define(db, Badge(0, 3), "three"): "three",
        define(db, Badge(0, 1, types=("session",)), "a session"): "a session",
        define(db, Badge(1, 2, "day"), "pair of the other"): "pair of the other",
    }
    reconcile(db, "1 year")
    return badges


def awarded(db: psycopg.Connection, badges: dict[UUID, str]) -> set[tuple[int, str]]:
    rows = db.execute("SELECT user_id, badge_id FROM momentum.badge_awards")
    return {(user_id.int, badges[badge_id]) for user_id, badge_id in rows}


def in_question(db: psycopg.Connection, badges: dict[UUID, str]) -> set[tuple[int, int, str]]:
    rows = db.execute("SELECT user_id, activity_id, badge_id FROM momentum.award_reviews")
    return {
        (user_id.int, int(str(activity)[-2:]), badges[badge]) for user_id, activity, badge in rows
    }


@pytest.mark.parametrize("name", STATEMENTS)
def test_statements(db: psycopg.Connection, people: dict[UUID, str], name: str) -> None:
    statement, more, questions = STATEMENTS[name]
    assert awarded(db, people) == HELD
    before = db.execute("SELECT * FROM momentum.badge_awards ORDER BY user_id, badge_id").fetchall()
    db.execute(statement.format(**NAMES).encode())
    if name == "deletion of the user":
        assert awarded(db, people) == set()
    else:
        assert awarded(db, people) == HELD | more
        after = db.execute("SELECT * FROM momentum.badge_awards ORDER BY user_id, badge_id")
        assert set(map(str, before)) <= set(map(str, after)), "an award is never changed"
    assert in_question(db, people) == questions
    unlogged = db.execute(
        "SELECT a.completed_at > %s FROM momentum.activities AS a"
        " LEFT JOIN momentum.badge_evaluation_log AS l"
        " ON l.user_id = a.user_id AND l.activity_id = a.id"
        " WHERE l.user_id IS NULL AND a.deleted_at IS NULL",
        (NOW,),
    ).fetchall()
    assert set(unlogged) <= {(True,)}
    assert reconcile(db, "1 year")[1:3] == (0, 0)


def test_truncate(db: psycopg.Connection, people: dict[UUID, str]) -> None:
    db.execute("TRUNCATE momentum.activities")
    assert {name for _, _, name in in_question(db, people)} == {"pair", "a session"}


def test_copy(db: psycopg.Connection, people: dict[UUID, str]) -> None:
    columns = "(user_id, organisation_id, activity_type, completed_at)"
    with db.cursor().copy(f"COPY momentum.activities {columns} FROM STDIN") as copy:
        for day in (17, 18, 20):
            copy.write_row((TWO, organisation_id(0), "lesson", f"2026-11-{day} 08:00Z"))
    assert awarded(db, people) == HELD | {(2, "pair"), (2, "triple"), (2, "three")}
    log = db.execute(
        "SELECT badges_evaluated, badges_awarded, source, organisation_id, evaluated_at::text"
        " FROM momentum.badge_evaluation_log WHERE source = 'trigger' ORDER BY 2"
    ).fetchall()
    at = (organisation_id(0), db.execute("SELECT %s::timestamptz::text", (NOW,)).fetchone())
    assert log == [(3, n, "trigger", at[0], (at[1] or ("",))[0]) for n in (0, 0, 3)]


def test_the_service_role(db: psycopg.Connection, people: dict[UUID, str]) -> None:
    with as_role(db, "service_role"):
        db.execute(STATEMENTS["insert"][0].format(**NAMES).encode())
        db.execute(STATEMENTS["deletion"][0].format(**NAMES).encode())
    assert awarded(db, people) == HELD | STATEMENTS["insert"][1]
    assert in_question(db, people) == {(1, 11, name) for name in ("pair", "triple", "three")}


def test_a_rolled_back_statement_leaves_nothing(
    db: psycopg.Connection, people: dict[UUID, str]
) -> None:
    with db.transaction(force_rollback=True):
        db.execute(STATEMENTS["insert"][0].format(**NAMES).encode())
    assert awarded(db, people) == HELD


def arrive(db: psycopg.Connection, instant: str) -> Any:
    pin_clock(db, instant)
    return reconcile(db, "1 year", instant)[1:3]


def test_a_future_activity_once_its_time_has_come(
    db: psycopg.Connection, people: dict[UUID, str]
) -> None:
    db.execute(
        "{new} VALUES ({u1}, {a14}, {o1}, 'session', '2026-11-21 08:00Z'),"
        " ({u1}, {a15}, {o1}, 'session', '2026-11-20 08:00Z')".format(**NAMES).encode()
    )
    assert awarded(db, people) == HELD | {(1, "triple"), (1, "three")}
    assert arrive(db, "2026-11-21 07:59:59.999999+00") == (0, 0)
    assert arrive(db, "2026-11-21 08:00+00") == (1, 0)
    assert arrive(db, "2026-11-21 08:00+00") == (0, 0)


def test_an_activity_moved_to_the_future(db: psycopg.Connection, people: dict[UUID, str]) -> None:
    db.execute(
        "{new} VALUES ({u2}, {a14}, {o1}, 'lesson', '2026-11-01Z');"
        " {change} completed_at = '2026-11-20 18:00Z' WHERE id = {a14}".format(**NAMES).encode()
    )
    arrive(db, "2026-11-21 02:30+00")
    assert awarded(db, people) == HELD | {(2, "pair")}


@pytest.mark.parametrize(
    "statement",
    [
        "{change} completed_at = '2026-11-20 08:00Z' WHERE id = {a14}",
        "{change} organisation_id = {o1} WHERE id = {a22}",
    ],
    ids=["another day", "another organisation"],
)
def test_an_activity_changed_while_live_is_off(
    db: psycopg.Connection, people: dict[UUID, str], statement: str
) -> None:
    db.execute("{new} VALUES ({u2}, {a14}, {o1}, 'lesson', '2026-11-01Z')".format(**NAMES).encode())
    set_live(db, "off")
    db.execute(statement.format(**NAMES).encode())
    reconcile(db, "1 year")
    assert (2, "pair") in awarded(db, people)


@pytest.mark.parametrize("table", ["momentum.organisations", "auth.users"])
def test_deleted_users_and_organisations_earn_nothing(
    db: psycopg.Connection, people: dict[UUID, str], table: str
) -> None:
    db.execute(f"UPDATE {table} SET deleted_at = '2026-11-19Z'".encode())
    db.execute(STATEMENTS["insert"][0].format(**NAMES).encode())
    reconcile(db, "1 year")
    assert awarded(db, people) == HELD


def test_what_another_trigger_deletes_at_once(
    db: psycopg.Connection, people: dict[UUID, str]
) -> None:
    """The host moderates what comes in."""
    db.execute(
        """
        CREATE FUNCTION public.moderate() RETURNS trigger LANGUAGE plpgsql AS $moderate$
        BEGIN
            UPDATE momentum.activities SET deleted_at = '2026-11-20Z' WHERE activity_type = 'spam';
            RETURN NULL;
        END
        $moderate$;
        CREATE TRIGGER a_moderate AFTER INSERT ON momentum.activities
        FOR EACH STATEMENT EXECUTE FUNCTION public.moderate();
        """
    )
    db.execute(
        "{new} VALUES ({u2}, {a14}, {o1}, 'spam', '2026-11-18 08:00Z')".format(**NAMES).encode()
    )
    assert awarded(db, people) == HELD


@pytest.mark.parametrize(("unit", "most"), [("day", 36_525), ("week", 5_218), ("month", 1_200)])
def test_a_streak_that_nobody_can_reach(
    db: psycopg.Connection, people: dict[UUID, str], unit: str, most: int
) -> None:
    """Up to a century is as good as never, and its users can go on; more is refused."""
    define(db, Badge(0, most, unit, ("session",)), "as good as never")
    with pytest.raises(psycopg.ProgrammingError, match="longer than 100 years") as raised:
        define(db, Badge(0, most + 1, unit, ("session",)), "never")
    assert raised.value.sqlstate == "PM006"
    db.execute(STATEMENTS["insert"][0].format(**NAMES).encode())
    assert awarded(db, people) == HELD | STATEMENTS["insert"][1]


def test_an_activity_dated_by_the_client_within_a_transaction(db: psycopg.Connection) -> None:
    (user_id,) = insert_users(db, 1)
    make_organisations(db, 1)
    badge_id = define(db, Badge(0, 1))
    with db.transaction():
        db.execute("SELECT")
        db.execute(
            "INSERT INTO momentum.activities"
            " (user_id, organisation_id, activity_type, completed_at)"
            " VALUES (%s, %s, 'session', clock_timestamp())",
            (user_id, organisation_id(0)),
        )
    row = db.execute("SELECT user_id, badge_id FROM momentum.badge_awards").fetchone()
    assert row == (user_id, badge_id)
