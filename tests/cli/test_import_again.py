"""import events: interrupted, twice at once, against deletions: nothing is lost or doubled."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from tests.cli.imports import (
    GOOD,
    USER,
    Import,
    Start,
    closed_table,
    counts,
    ended,
    lines_of,
    rejected,
    stored,
)
from tests.sessions import Session, wait_until

pytestmark = pytest.mark.servers(15)

LINES = [f"{USER},note,2026-05-10T10:{n // 60:02}:{n % 60:02}Z,,," for n in range(1000)]
FILE = lines_of(*LINES)


@pytest.fixture
def start(start: Start, tmp_path: Path) -> Start:
    """Start an import in a process of its own, where events.csv is."""
    (tmp_path / "events.csv").write_text(FILE)
    return start


def count(db: psycopg.Connection) -> int:
    row = db.execute("SELECT count(*) FROM momentum.momentum_events").fetchone()
    assert row is not None
    return int(row[0])


def feed(process: "subprocess.Popen[str]", first: int, last: int) -> None:
    """Send these of the file's lines (0 is the header), and leave the pipe open."""
    pipe: IO[str] | None = process.stdin
    assert pipe is not None
    pipe.write("".join(FILE.splitlines(keepends=True)[first : last + 1]))
    pipe.flush()


def finish(db: psycopg.Connection, run_import: Import, before: int) -> None:
    """Import the whole file and find all of it, once."""
    assert counts(run_import(FILE, "--json")) == (1000 - before, before, 0)
    once = stored(db)
    assert len(once) == 1000
    assert counts(run_import(FILE, "--json")) == (0, 1000, 0)
    assert stored(db) == once


def test_killed_between_batches(db: psycopg.Connection, start: Start, run_import: Import) -> None:
    process = start()
    feed(process, 0, 350)
    wait_until(lambda: count(db) == 300, "three batches are stored")
    process.kill()
    process.wait()
    finish(db, run_import, before=300)


def test_the_rejects_of_a_killed_import_are_there(start: Start, tmp_path: Path) -> None:
    process = start()
    assert process.stdin is not None
    process.stdin.write(lines_of("me", *LINES[:150]))
    process.stdin.flush()
    file = tmp_path / "rejected.csv"
    wait_until(lambda: file.exists() and file.read_text().endswith(",me\n"), "a line is rejected")
    process.kill()
    process.wait()
    assert [row["line"] for row in rejected(str(file))] == ["2"]


def test_killed_within_a_batch(
    database: str, db: psycopg.Connection, start: Start, run_import: Import
) -> None:
    process = start()
    feed(process, 0, 250)
    wait_until(lambda: count(db) == 200, "two batches are stored")
    with closed_table(db, database) as wait:
        feed(process, 251, 400)
        backend = wait()
        process.kill()
        process.wait()
    gone = "SELECT FROM pg_catalog.pg_stat_activity WHERE pid = %s"
    wait_until(lambda: db.execute(gone, (backend,)).fetchone() is None, "its backend is gone")
    assert count(db) == 200
    finish(db, run_import, before=200)


def test_interrupted_at_the_keyboard(
    database: str, db: psycopg.Connection, start: Start, run_import: Import
) -> None:
    with closed_table(db, database) as wait:
        process = start(file="events.csv")
        wait()
        process.send_signal(signal.SIGINT)
        told = ended(process, status=1)
    assert "Error: interrupted (at least 0 lines are stored. Start it again" in told
    finish(db, run_import, before=0)


def test_the_server_goes_away(
    database: str, db: psycopg.Connection, start: Start, run_import: Import
) -> None:
    process = start()
    feed(process, 0, 150)
    wait_until(lambda: count(db) == 100, "a batch is stored")
    with closed_table(db, database) as wait:
        feed(process, 151, 250)
        db.execute("SELECT pg_catalog.pg_terminate_backend(%s)", (wait(),))
        told = ended(process, status=1)
    assert "Error: " in told
    assert "(at least 100 lines are stored. Start it again" in told
    finish(db, run_import, before=100)


def test_two_imports_of_one_file_at_once(
    db: psycopg.Connection, start: Start, run_import: Import, database: str
) -> None:
    with closed_table(db, database) as wait:
        both = [start(file="events.csv") for _ in range(2)]
        wait()
    told = [ended(process) for process in both]
    assert sum(each["inserted"] for each in told) == 1000
    assert sum(each["present"] for each in told) == 1000
    finish(db, run_import, before=1000)


def test_a_user_is_deleted_at_this_moment(
    database: str, db: psycopg.Connection, start: Start, tmp_path: Path
) -> None:
    with Session(database) as other:
        other.run("BEGIN")
        other.run("DELETE FROM auth.users WHERE id = %s", (USER,))
        process = start()
        assert process.stdin is not None
        process.stdin.write(lines_of(LINES[0], GOOD))
        process.stdin.close()
        process.stdin = None
        blocked = "SELECT FROM pg_catalog.pg_locks WHERE NOT granted AND locktype = 'transactionid'"
        wait_until(lambda: db.execute(blocked).fetchone() is not None, "the import waits")
        other.run("COMMIT")
        told = ended(process)
    assert (told["inserted"], told["rejected"]) == (1, 1)
    (row,) = rejected(str(tmp_path / "rejected.csv"))
    assert row["reason"] == f"unknown user: {USER} [PM001]"


def test_as_the_service_and_as_others(database: str, db: psycopg.Connection, start: Start) -> None:
    def dsn(role: str, *more: str) -> str:
        settings = [f"role={role}", *more]
        return make_conninfo(database, options=" ".join(f"-c {setting}" for setting in settings))

    refused = start(file="events.csv", dsn=dsn("authenticated"))
    assert "permission denied for function _stage_events [42501]" in ended(refused, status=1)
    assert count(db) == 0
    db.execute(
        """
        CREATE FUNCTION public.see() RETURNS trigger LANGUAGE plpgsql AS $see$
        BEGIN
            ASSERT pg_catalog.current_setting('transaction_isolation') = 'read committed';
            RETURN NULL;
        END
        $see$;
        CREATE TRIGGER see AFTER INSERT ON momentum.momentum_events
        FOR EACH STATEMENT EXECUTE FUNCTION public.see();
        """
    )
    service = dsn("service_role", "default_transaction_isolation=serializable", "datestyle=German")
    assert ended(start(file="events.csv", dsn=service))["inserted"] == 1000


MEASURE = """
import resource, sys
from pgmomentum.cli import main
try:
    main()
finally:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
"""


@pytest.mark.slow
@pytest.mark.parametrize("line", [GOOD, "me"], ids=["good", "bad"])
def test_memory_does_not_grow_with_the_file(
    database: str, users: None, tmp_path: Path, line: str
) -> None:
    def kilobytes(lines: int) -> int:
        done = subprocess.run(
            [
                *(sys.executable, "-c", MEASURE, "--database-url", database),
                *("import", "events", "-", "--format", "csv", "--json"),
            ],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            input=lines_of(*[line] * lines),
            capture_output=True,
            check=True,
            text=True,
        )
        assert json.loads(done.stdout)["read"] == lines
        return int(done.stderr.split()[-1])

    # 250,000 lines would take more
    assert kilobytes(300_000) < kilobytes(50_000) + 10_000
