"""What the tests of the import share: how files are written, and what came of them."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from click.testing import Result

NOW = "2026-05-12T09:00:00Z"
USER = UUID(int=1)
OTHER = UUID(int=2)
HEADER = "user_id,event_type,event_ts,id,pillar_id,payload"
GOOD = f"{OTHER},chat_message,2026-05-10T10:00:00Z,,,"
OK = "2026-05-10T10:00:00Z"

Import = Callable[..., Result]


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
