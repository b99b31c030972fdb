"""A command that another session holds up, and that is interrupted at the keyboard."""

import signal

import psycopg

from tests.processes import start
from tests.sessions import Session, wait_until


def wait_until_held_up(db: psycopg.Connection, by: Session) -> None:
    wait_until(
        lambda: bool(
            db.execute(
                "SELECT FROM pg_catalog.pg_stat_activity AS a"
                " WHERE %s = ANY (pg_catalog.pg_blocking_pids(a.pid))",
                (by.pid,),
            ).fetchall()
        ),
        "the command waits for the other session",
    )


def interrupt(
    db: psycopg.Connection, database: str, other: Session, *arguments: object
) -> tuple[str, str]:
    """Run a command, interrupt it while it waits for the other session; its two outputs."""
    process = start(*arguments, environment={"PGMOMENTUM_DATABASE_URL": database})
    try:
        wait_until_held_up(db, other)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 1
    return out, err
