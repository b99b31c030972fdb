"""What the tests of the import share: how files are written, and what came of them."""

import csv
import json
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from click.testing import Result

from tests.sessions import Session, wait_until

NOW = "2026-05-12T09:00:00Z"
USER = UUID(int=1)
OTHER = UUID(int=2)
HEADER = "user_id,event_type,event_ts,id,pillar_id,payload"
GOOD = f"{OTHER},chat_message,2026-05-10T10:00:00Z,,,"
OK = "2026-05-10T10:00:00Z"

Import = Callable[..., Result]
Start = Callable[..., "subprocess.Popen[str]"]


def lines_of(*lines: str, header: str = HEADER) -> str:
    return "".join(f"{line}\n" for line in (header, *lines))


def summary(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    told: dict[str, Any] = json.loads(result.stdout)
    assert told["read"] == told["inserted"] + told["present"] + told["rejected"]
    return told


def counts(result: Result) -> tuple[int, int, int]:
    told = summary(result)
    return told["inserted"], told["present"], told["rejected"]


def stored(db: psycopg.Connection) -> list[tuple[Any, ...]]:
    return db.execute(
        "SELECT id, user_id, event_type, event_ts, pillar_id, payload"
        " FROM momentum.momentum_events ORDER BY user_id, event_ts, id"
    ).fetchall()


def times(db: psycopg.Connection) -> list[str]:
    return [
        text
        for (text,) in db.execute(
            "SELECT to_char(event_ts AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS')"
            " FROM momentum.momentum_events ORDER BY event_ts"
        )
    ]


def rejected(path: str = "events.csv.rejected") -> list[dict[str, str]]:
    """The rows of a CSV file of rejects, and whether nothing of a line is missing."""
    with Path(path).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def json_line(**values: object) -> str:
    event = {"user_id": str(USER), "event_type": "note", "event_ts": OK, **values}
    return json.dumps({name: value for name, value in event.items() if value is not ...})


def ended(process: "subprocess.Popen[str]", status: int = 0) -> Any:
    """The summary of an import that has gone well, else what it has told."""
    out, err = process.communicate(timeout=60)
    assert process.returncode == status, err
    assert "Traceback" not in err
    return json.loads(out) if status == 0 else err


@contextmanager
def closed_table(
    db: psycopg.Connection, dsn: str, table: str = "momentum.momentum_events"
) -> Iterator[Callable[[], int]]:
    """Let nobody write a table; yields what waits for, and returns, the process that tries."""

    def waiting() -> int | None:
        row = db.execute(
            "SELECT pid FROM pg_catalog.pg_locks WHERE NOT granted AND relation = %s::regclass",
            (table,),
        ).fetchone()
        return row[0] if row else None

    def wait() -> int:
        wait_until(lambda: waiting() is not None, "an import waits for the table")
        pid = waiting()
        assert pid is not None
        return pid

    with Session(dsn) as keeper:
        keeper.run("BEGIN")
        keeper.run(f"LOCK TABLE {table} IN SHARE MODE")
        yield wait
        keeper.run("COMMIT")
