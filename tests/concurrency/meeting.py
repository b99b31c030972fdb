"""What sessions do that meet over activities and scenarios."""

from uuid import UUID

import psycopg

from tests.scenarios.people import DEADLOCKS
from tests.sessions import Rows, Session, wait_until

NOW = "2026-11-21 12:00+00"
ONE, TWO, THREE = (UUID(int=number) for number in (1, 2, 3))

ADD = (
    "INSERT INTO momentum.activities (user_id, activity_type, completed_at)"
    " VALUES (%s, 'session', '2026-06-01Z')"
)
MOVE = "UPDATE momentum.activities SET completed_at = '2025-06-01Z' WHERE user_id = %s"
REMOVE = "DELETE FROM momentum.activities WHERE user_id = %s"
DELETE_SOFTLY = "UPDATE momentum.activities SET deleted_at = now() WHERE user_id = %s"
DELETE_USER = "DELETE FROM auth.users WHERE id = %s"
DRAIN = "SELECT momentum.drain_summary_queue()"
REBUILD = "SELECT momentum.rebuild_annual_summary()"

MILESTONES = "SELECT user_id, milestone_value FROM momentum.evaluate_milestones()"
INACTIVITY = "SELECT user_id, organisation_id FROM momentum.evaluate_inactivity()"
EXPIRY = "SELECT user_id, credential_id FROM momentum.evaluate_expiry()"

Pair = tuple[Session, Session]


def deadlocks(connection: psycopg.Connection) -> int:
    """Return how many deadlocks there were in this database."""
    row = connection.execute(DEADLOCKS).fetchone()
    assert row is not None
    return int(row[0])


def runs(connection: psycopg.Connection) -> Rows:
    """Return what the runs of scenarios recorded and skipped."""
    return connection.execute(
        "SELECT triggered, skipped FROM momentum.scenario_runs ORDER BY id"
    ).fetchall()


def wait_until_trying_again(observer: psycopg.Connection, waiting: Session) -> None:
    """Return once a session that met a row of the summary sleeps before it tries again."""

    def sleeping() -> bool:
        row = observer.execute(
            "SELECT a.wait_event FROM pg_catalog.pg_stat_activity AS a WHERE a.pid = %s",
            (waiting.pid,),
        ).fetchone()
        return row == ("PgSleep",)

    wait_until(sleeping, f"session {waiting.pid} tries again")


def close_gate(connection: psycopg.Connection, condition: str) -> None:
    """Make who records a notification that meets a condition on NEW wait for this connection."""
    connection.execute(
        f"""
        CREATE FUNCTION public.pass_gate() RETURNS trigger LANGUAGE plpgsql AS $pass_gate$
        BEGIN
            PERFORM pg_catalog.pg_advisory_xact_lock_shared(7799, 0);
            RETURN NEW;
        END
        $pass_gate$;
        CREATE TRIGGER pass_gate BEFORE INSERT ON momentum.scenario_notifications
        FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION public.pass_gate();
        """.encode()
    )
    connection.execute("SELECT pg_catalog.pg_advisory_lock(7799, 0)")
