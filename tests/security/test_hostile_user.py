"""Nothing that an attacker plants under the names that we use is ever run.

A cast cannot be planted: it takes a type of one's own, and no value of such a type comes near.
"""

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest

from tests.privileges.walker import undone
from tests.security.calls import FAILS, ME, NOW, ORGANISATION, populate, routines
from tests.support import as_role
from tools.servers import Server

pytestmark = pytest.mark.slow

PLANT = Path(__file__).with_name("hostile.sql").read_text()
#: Role and search_path of a session. The last is the default of many a tool: pg_catalog goes first,
#: and what matches better goes before it.
SESSIONS = [
    ("authenticated", "pg_temp, hostile, pg_catalog"),
    ("service_role", "hostile, pg_catalog"),
    ("postgres", "hostile, pg_catalog"),
    ("postgres", "hostile"),
]
READ = """
    SELECT c.relname
    FROM pg_catalog.pg_class AS c
    WHERE c.relnamespace = 'momentum'::regnamespace AND c.relkind IN ('r', 'p', 'v')
        AND pg_catalog.has_table_privilege(%s, c.oid, 'SELECT')
"""
#: Statements on the tables: they run triggers, policies and constraints.
OWN = f"""
    INSERT INTO momentum.habit_index (user_id, habit) VALUES ('{ME}', 'walk');
    UPDATE momentum.habit_index SET strength = 10;
    DELETE FROM momentum.habit_index;
    INSERT INTO momentum.motivation_journal (user_id, entry) VALUES ('{ME}', 'A good day');
    INSERT INTO momentum.notification_preferences (user_id, scenario_type)
    VALUES ('{ME}', 'milestone')
"""
ALL = f"""
    INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
    VALUES ('{ME}', 'chat_message', '{NOW}');
    UPDATE momentum.momentum_events SET event_type = 'biometric_sync';
    DELETE FROM momentum.momentum_events;
    INSERT INTO momentum.activities (user_id, organisation_id, activity_type, completed_at)
    VALUES ('{ME}', '{ORGANISATION}', 'session', '{NOW}');
    UPDATE momentum.activities SET organisation_id = NULL;
    DELETE FROM momentum.activities;
    UPDATE momentum.daily_engagement_scores SET final_score = 12;
    DELETE FROM momentum.daily_engagement_scores;
    UPDATE momentum.settings SET value = 'off' WHERE name OPERATOR(pg_catalog.=) 'live_scoring';
    UPDATE momentum.scenario_configs SET thresholds = '{{3}}'
    WHERE scenario_type OPERATOR(pg_catalog.=) 'milestone';
    UPDATE momentum.badge_definitions SET required = 3;
    UPDATE momentum.intervention_rules SET description = 'Changed';
    UPDATE momentum.coach_interventions SET status = 'completed';
    UPDATE momentum.organisations SET name = 'Another'
"""


@pytest.fixture(scope="module")
def hostile_server(server: Server, migrated: object) -> Iterator[str]:
    """The connection string of a database in which an attacker has planted what could be found."""
    with server.database(str(getattr(migrated, "template_dbname", ""))) as name:
        with psycopg.connect(server.dsn(name), autocommit=True) as connection:
            populate(connection)
            # more than PUBLIC may: a schema of its own
            connection.execute(f'GRANT CREATE ON DATABASE "{name}" TO authenticated'.encode())
            with as_role(connection, "authenticated", ME):
                connection.execute(PLANT.encode())
        yield server.dsn(name)


@pytest.fixture
def disarmed(hostile_server: str) -> Iterator[psycopg.Connection]:
    """A session of the superuser that counts what has run."""
    with psycopg.connect(hostile_server, autocommit=True) as connection:
        connection.execute("ALTER SEQUENCE hostile.ran RESTART")
        yield connection


def has_run(connection: psycopg.Connection) -> bool:
    row = connection.execute("SELECT is_called FROM hostile.ran").fetchone()
    assert row is not None
    return bool(row[0])


@pytest.fixture
def session(hostile_server: str, role: str, path: LiteralString) -> Iterator[psycopg.Connection]:
    """The session of a role on a hostile search_path, with temporary objects for a user."""
    with psycopg.connect(hostile_server, autocommit=True) as connection:
        with as_role(connection, role, ME):
            if "pg_temp" in path:
                connection.execute("SELECT hostile.shadow('pg_temp')")
            connection.execute(f"SET search_path = {path}".encode())
            yield connection
        # The temporary objects go in order: one that another one needs is not looked up again.
        connection.execute("SET search_path = pg_catalog")


@pytest.mark.parametrize(("role", "path"), SESSIONS)
def test_no_call_runs_what_was_planted(
    disarmed: psycopg.Connection, session: psycopg.Connection, role: str
) -> None:
    for routine in routines(disarmed):
        if role not in (*routine.callers, "postgres"):
            continue
        try:
            # a procedure commits, and may be run again
            with nullcontext() if routine.is_procedure else undone(session):
                session.execute(routine.call(), routine.values())
        except psycopg.Error as error:
            if error.sqlstate == FAILS.get(routine.name):
                continue
            pytest.fail(f"{routine.name}: {error.sqlstate} {error}")
    assert not has_run(disarmed)


@pytest.mark.parametrize(("role", "path"), [each for each in SESSIONS if each[0] == "postgres"])
def test_no_job_runs_what_was_planted(
    disarmed: psycopg.Connection, session: psycopg.Connection
) -> None:
    """The command of a job does not pin its path: who runs it does."""
    jobs = [name for (name,) in disarmed.execute("SELECT name FROM momentum.jobs ORDER BY 1")]
    assert len(jobs) > 10
    disarmed.execute("DELETE FROM momentum.job_runs")
    disarmed.execute("UPDATE momentum.jobs SET created_at = '2026-06-13 12:00+00'")
    session.execute("CALL momentum.run_due_jobs()")
    for name in jobs:
        session.execute("CALL momentum.run_job(%s::pg_catalog.text)", (name,))
    assert not has_run(disarmed)
    ended = disarmed.execute("SELECT DISTINCT r.status, r.error FROM momentum.job_runs AS r")
    assert ended.fetchall() == [("succeeded", None)]


@pytest.mark.parametrize(("role", "path"), SESSIONS)
def test_no_statement_runs_what_was_planted(
    disarmed: psycopg.Connection, session: psycopg.Connection, role: str
) -> None:
    relations = [name for (name,) in disarmed.execute(READ, (role,))]
    assert len(relations) > 15
    statements = [f"SELECT * FROM momentum.{name}" for name in relations]
    statements += (OWN if role == "authenticated" else ALL).split(";")
    for statement in statements:
        with undone(session):
            session.execute(statement.encode())
    assert not has_run(disarmed)


@pytest.mark.parametrize(("role", "path"), SESSIONS)
@pytest.mark.parametrize(
    "body",
    [
        "PERFORM now();",
        "PERFORM 'a'::text || gen_random_uuid();",
        "PERFORM 1::bigint * 1.5;",
        "PERFORM '1'::uuid;",
    ],
)
def test_what_does_not_pin_its_path_would(
    disarmed: psycopg.Connection, session: psycopg.Connection, path: str, body: str
) -> None:
    """The planted objects are where the names are looked for."""
    with disarmed.transaction():
        disarmed.execute("DROP FUNCTION IF EXISTS momentum.careless()")
        disarmed.execute(
            "CREATE FUNCTION momentum.careless() RETURNS void LANGUAGE plpgsql "
            f"AS $$ BEGIN {body} END $$".encode()
        )
    exact = "now" in body or "::uuid" in body
    if path == "hostile" and exact:
        return  # pg_catalog's own matches exactly, and is found first
    with pytest.raises(psycopg.Error, match="planted"):
        session.execute("SELECT momentum.careless()")
    assert has_run(disarmed)
