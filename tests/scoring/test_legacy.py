"""Moving from a legacy system: its scores copied, its consumers unchanged, its odd rows told."""

from datetime import date
from uuid import UUID

import psycopg
import pytest

from tests.sessions import Session, wait_until_blocked
from tests.stored import insert_users
from tests.support import as_role, pin_clock

#: The tables and views that the consumers knew, under the names that they used.
OLD_SHAPE = """
CREATE SCHEMA legacy;
CREATE TABLE legacy.daily_engagement_scores (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
    score_date date NOT NULL,
    raw_score numeric(10, 2) NOT NULL DEFAULT 0.0,
    normalized_score numeric(5, 2) NOT NULL DEFAULT 0.0,
    final_score numeric(5, 2) NOT NULL DEFAULT 0.0,
    momentum_state text NOT NULL CHECK (momentum_state IN ('Rising', 'Steady', 'NeedsCare')),
    breakdown jsonb NOT NULL DEFAULT '{}'::jsonb,
    algorithm_version text NOT NULL DEFAULT 'v1.0',
    events_count integer NOT NULL DEFAULT 0,
    calculation_metadata jsonb DEFAULT '{}'::jsonb,
    created_at timestamptz DEFAULT now(),
    updated_at timestamptz DEFAULT now()
);
CREATE UNIQUE INDEX ON legacy.daily_engagement_scores (user_id, score_date);
CREATE VIEW legacy.daily_momentum_scores AS
SELECT user_id, final_score AS score, score_date, breakdown AS pillar_breakdown
FROM legacy.daily_engagement_scores;
ALTER TABLE legacy.daily_engagement_scores ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON legacy.daily_engagement_scores FOR SELECT TO authenticated
    USING (user_id = auth.uid());
CREATE POLICY service ON legacy.daily_engagement_scores TO service_role USING (true);
ALTER VIEW legacy.daily_momentum_scores SET (security_invoker = true);
GRANT USAGE ON SCHEMA legacy TO authenticated, service_role;
GRANT SELECT ON ALL TABLES IN SCHEMA legacy TO authenticated;
GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA legacy TO service_role;
"""
ROWS = """
INSERT INTO legacy.daily_engagement_scores (
    user_id, score_date, raw_score, normalized_score, final_score, momentum_state, breakdown,
    events_count
)
SELECT
    u.id, day::date, 10 * place, 10 * place, 9.5 * place,
    (ARRAY['NeedsCare', 'NeedsCare', 'NeedsCare', 'NeedsCare', 'Steady', 'Steady', 'Steady',
        'Rising'])[place],
    pg_catalog.jsonb_build_object('lesson_completion', 10 * place), place
FROM auth.users AS u
CROSS JOIN pg_catalog.generate_series(timestamp '2024-02-25', '2024-03-03', '1 day')
    WITH ORDINALITY AS days (day, place)
"""
FIRST, LAST = date(2024, 2, 25), date(2024, 3, 3)
#: What the consumers send: the app's page and trend, the coach's rules, the reports.
CONSUMERS = {
    "scores": "SELECT * FROM daily_momentum_scores ORDER BY user_id, score_date",
    "today": "SELECT user_id, score_date, momentum_state, final_score, breakdown, events_count"
    " FROM daily_engagement_scores WHERE score_date = '2024-03-03' ORDER BY user_id",
    "last week": "SELECT score_date, momentum_state, final_score FROM daily_engagement_scores"
    " ORDER BY score_date DESC, user_id LIMIT 7",
    "yesterday's state": "SELECT momentum_state FROM daily_engagement_scores"
    " WHERE score_date = '2024-03-02' ORDER BY user_id",
    "needs care": "SELECT s.user_id, s.raw_score, s.normalized_score"
    " FROM daily_engagement_scores AS s WHERE s.momentum_state = 'NeedsCare'"
    " AND s.score_date >= '2024-02-28' ORDER BY s.user_id, s.score_date",
    "breakdown": "SELECT user_id, sum((pillar_breakdown ->> 'lesson_completion')::numeric)"
    " FROM daily_momentum_scores GROUP BY user_id ORDER BY user_id",
    "trend": "SELECT score_date, pg_catalog.avg(score) FROM daily_momentum_scores"
    " GROUP BY score_date ORDER BY score_date",
}
IMPORT = "SELECT momentum.import_legacy_scores(%s, %s)"
COMPARE = "SELECT momentum.compare_legacy_scores(%s, %s)"


@pytest.fixture
def users(db: psycopg.Connection) -> list[UUID]:
    """Two users with eight days of scores in the legacy system."""
    pin_clock(db, "2024-03-03T20:00:00Z")
    users = insert_users(db, 2)
    db.execute(OLD_SHAPE)
    db.execute(ROWS)
    return users


@pytest.mark.parametrize("query", CONSUMERS.values(), ids=CONSUMERS)
@pytest.mark.parametrize("role", ["service_role", "authenticated"])
def test_consumers_see_what_they_saw(
    db: psycopg.Connection, users: list[UUID], query: str, role: str
) -> None:
    assert db.execute(IMPORT, (FIRST, LAST)).fetchone() == (16,)
    db.execute("CREATE SCHEMA app; GRANT USAGE ON SCHEMA app TO authenticated, service_role")
    db.execute("SELECT momentum.install_compat_views('app')")
    answers = []
    for schema in ("legacy", "app"):
        db.execute(f"SET search_path = {schema}".encode())
        with as_role(db, role, users[0]):
            cursor = db.execute(query.encode())
        columns = [column.name for column in cursor.description or ()]
        answers.append((columns, cursor.fetchall()))
    assert answers[0][1], "the consumer saw something"
    assert answers[1] == answers[0]


def test_the_old_calculator_can_still_write(db: psycopg.Connection, users: list[UUID]) -> None:
    db.execute("SELECT momentum.install_compat_views()")
    write = """
        INSERT INTO public.daily_engagement_scores (
            user_id, score_date, raw_score, normalized_score, final_score, momentum_state,
            breakdown, events_count, algorithm_version, calculation_metadata
        )
        VALUES (%s, '2024-03-03', 30, 30, %s, 'NeedsCare', '{}', 3, 'v1.0', '{}')
        ON CONFLICT (user_id, score_date) DO UPDATE
        SET final_score = excluded.final_score, events_count = excluded.events_count
    """
    with as_role(db, "service_role"):
        for score in (30, 31):
            db.execute(write.encode(), (users[0], score))
    rows = db.execute("SELECT final_score, event_count FROM momentum.daily_engagement_scores")
    assert rows.fetchall() == [(31, 3)]


def test_the_service_imports_and_compares(db: psycopg.Connection, users: list[UUID]) -> None:
    with as_role(db, "service_role"):
        db.execute("SELECT momentum.calculate_score(%s, %s)", (users[0], LAST))
        assert db.execute(IMPORT, (FIRST, LAST)).fetchone() == (15,)
        assert db.execute(COMPARE, (FIRST, LAST)).fetchone() == (1,)
    found = db.execute("SELECT user_id, score_date, difference FROM momentum.score_discrepancies")
    assert found.fetchall() == [(users[0], LAST, -76)]


@pytest.mark.parametrize("statement", [IMPORT, COMPARE])
@pytest.mark.parametrize("closed", ["SCHEMA legacy", "legacy.daily_engagement_scores"])
def test_who_may_not_read_the_legacy_table_does_not_through_us(
    db: psycopg.Connection, users: list[UUID], statement: str, closed: str
) -> None:
    db.execute(f"REVOKE ALL ON {closed} FROM service_role".encode())
    with pytest.raises(psycopg.Error) as raised, as_role(db, "service_role"):
        db.execute(statement.encode(), (FIRST, LAST))
    assert raised.value.sqlstate == "PM008"
    assert f"ON {closed} TO service_role" in str(raised.value.diag.message_hint)


def test_a_foreign_key_of_the_host_is_not_taken_for_a_deleted_user(
    db: psycopg.Connection, users: list[UUID]
) -> None:
    """Nothing is copied, and the import does not try for ever."""
    db.execute(
        "ALTER TABLE momentum.daily_engagement_scores ADD CONSTRAINT of_the_host"
        " FOREIGN KEY (algorithm_version) REFERENCES momentum.score_versions (version)"
    )
    with pytest.raises(psycopg.errors.ForeignKeyViolation, match="of_the_host"):
        db.execute(IMPORT, (FIRST, LAST))


ODD_ROWS = """
DROP VIEW legacy.daily_momentum_scores;
ALTER TABLE legacy.daily_engagement_scores
    DROP CONSTRAINT daily_engagement_scores_user_id_fkey,
    DROP CONSTRAINT daily_engagement_scores_momentum_state_check,
    ALTER final_score TYPE real,
    ALTER final_score DROP NOT NULL,
    ALTER momentum_state DROP NOT NULL;
DROP INDEX legacy.daily_engagement_scores_user_id_score_date_idx;
INSERT INTO legacy.daily_engagement_scores
    (user_id, score_date, final_score, raw_score, events_count, momentum_state)
VALUES
(gen_random_uuid(), '2024-01-01', 5, 5, 0, 'Steady'),
('00000000-0000-0000-0000-000000000002', '2024-01-02', 5, 5, 0, 'Steady'),
('00000000-0000-0000-0000-000000000001', '2024-01-03', 101, 5, 0, 'Steady'),
('00000000-0000-0000-0000-000000000001', '2024-01-04', -1, 5, 0, 'Steady'),
('00000000-0000-0000-0000-000000000001', '2024-01-05', 'NaN', 5, 0, 'Steady'),
('00000000-0000-0000-0000-000000000001', '2024-01-06', NULL, 5, 0, 'Steady'),
('00000000-0000-0000-0000-000000000001', '2024-01-07', 5, -5, 0, 'Steady'),
('00000000-0000-0000-0000-000000000001', '2024-01-08', 5, 5, -1, 'Steady'),
('00000000-0000-0000-0000-000000000001', '2024-01-09', 5, 5, 0, 'Steady'),
('00000000-0000-0000-0000-000000000001', '2024-01-09', 6, 5, 0, 'Steady'),
('00000000-0000-0000-0000-000000000001', '2024-01-10', 5, 5, 0, NULL),
('00000000-0000-0000-0000-000000000001', '2024-01-11', 5.004, 5, 0, 'Steady');
INSERT INTO legacy.daily_engagement_scores
    (user_id, score_date, final_score, momentum_state, breakdown)
VALUES
('00000000-0000-0000-0000-000000000001', '2024-01-12', 5, 'Steady', '"{}"'),
('00000000-0000-0000-0000-000000000001', '2024-01-13', 5, 'Steady', '[]')
"""


def test_what_cannot_be_copied_is_counted_and_stays(
    database: str, db: psycopg.Connection, users: list[UUID]
) -> None:
    db.execute(ODD_ROWS)
    db.execute("UPDATE auth.users SET deleted_at = '2024-02-01' WHERE id = %s", (users[1],))
    db.execute("SELECT momentum.activate_score_version('v2', '2024-01-11')")
    before = db.execute("SELECT count(*) FROM legacy.daily_engagement_scores").fetchone()
    with Session(database) as session:
        assert session.run(IMPORT, ("2024-01-01", "2024-01-31")) == [(1,)]
        (warning,) = session.notices
    assert warning.severity == "WARNING"
    assert warning.message == "13 rows of legacy.daily_engagement_scores cannot be copied"
    assert warning.detail == (
        "2 of days with several rows; 2 of unknown or deleted users; 2 with a breakdown that is "
        "no object; 6 with a score or count that is null or out of range; 1 without a state, of "
        "days without a score version"
    )
    assert db.execute("SELECT count(*) FROM legacy.daily_engagement_scores").fetchone() == before
    rows = db.execute("SELECT score_date, final_score FROM momentum.daily_engagement_scores")
    assert rows.fetchall() == [(date(2024, 1, 11), 5)]


def test_what_cannot_be_compared_is_counted(
    database: str, db: psycopg.Connection, users: list[UUID]
) -> None:
    db.execute(ODD_ROWS)
    with Session(database) as session:
        assert session.run(COMPARE, ("2024-01-01", "2024-01-31")) == [(0,)]
        (warning,) = session.notices
    assert warning.message == "4 rows of legacy.daily_engagement_scores cannot be compared"


def test_a_user_who_is_deleted_meanwhile_is_left_out(
    database: str, db: psycopg.Connection, users: list[UUID]
) -> None:
    goes, stays = users
    db.execute(
        "ALTER TABLE legacy.daily_engagement_scores"
        " DROP CONSTRAINT daily_engagement_scores_user_id_fkey"
    )
    with Session(database) as deleting, Session(database) as importing:
        deleting.run("BEGIN")
        deleting.run("DELETE FROM auth.users WHERE id = %s", (goes,))
        copying = importing.start(IMPORT, (FIRST, LAST))
        wait_until_blocked(db, importing, by=deleting)
        deleting.run("COMMIT")
        assert copying.result() == [(8,)]
    rows = db.execute("SELECT DISTINCT user_id FROM momentum.daily_engagement_scores")
    assert rows.fetchall() == [(stays,)]


def test_an_import_waits_for_the_calculation_and_keeps_its_row(
    database: str, db: psycopg.Connection, users: list[UUID]
) -> None:
    with Session(database) as scoring, Session(database) as importing:
        scoring.run("BEGIN")
        scoring.run("SELECT momentum.calculate_score(%s, %s)", (users[0], FIRST))
        copying = importing.start(IMPORT, (FIRST, FIRST))
        wait_until_blocked(db, importing, by=scoring)
        scoring.run("COMMIT")
        assert copying.result() == [(1,)]
    rows = db.execute(
        "SELECT algorithm_version FROM momentum.daily_engagement_scores ORDER BY user_id"
    )
    assert rows.fetchall() == [("v2",), ("legacy",)]


def test_two_comparisons_at_once(database: str, db: psycopg.Connection, users: list[UUID]) -> None:
    db.execute("SELECT momentum.calculate_scores(%s)", (FIRST,))
    differences = "SELECT user_id, difference FROM momentum.score_discrepancies ORDER BY user_id"
    with Session(database) as one, Session(database) as two:
        one.run("BEGIN")
        compared = one.run(COMPARE, (FIRST, LAST))
        second = two.start(COMPARE, (FIRST, LAST))
        wait_until_blocked(db, two, by=one)
        one.run("COMMIT")
        assert second.result() == compared == [(len(users),)]
    assert len(db.execute(differences.encode()).fetchall()) == len(users)


def test_comparisons_of_other_days_take_turns_too(
    database: str, db: psycopg.Connection, users: list[UUID]
) -> None:
    with Session(database) as one, Session(database) as two:
        one.run("BEGIN")
        one.run(COMPARE, (FIRST, FIRST))
        second = two.start(COMPARE, (LAST, LAST))
        wait_until_blocked(db, two, by=one)
        one.run("COMMIT")
        assert second.result() == [(0,)]


def test_two_make_the_views_at_once(database: str, db: psycopg.Connection) -> None:
    install = "SELECT momentum.install_compat_views()"
    with Session(database) as one, Session(database) as two:
        one.run("BEGIN")
        one.run(install)
        second = two.start(install)
        wait_until_blocked(db, two, by=one)
        one.run("COMMIT")
        second.result()
    assert db.execute("SELECT count(*) FROM public.daily_momentum_scores").fetchone() == (0,)
