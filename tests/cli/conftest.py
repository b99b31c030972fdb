"""The command line, run in this process against the database of a test."""

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner, Result

from pgmomentum.cli import main
from tests.cli.imports import NOW, Import
from tests.stored import insert_users
from tests.support import pin_clock

Run = Callable[..., Result]


@pytest.fixture
def run(database: str) -> Run:
    """Run a command: run("score", "--date", "2026-05-10"); standard error is kept apart."""

    def call(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["--database-url", database, *arguments])

    return call


@pytest.fixture
def users(db: psycopg.Connection) -> None:
    """Twenty users, a pillar, and a clock that shows 12 May 2026."""
    pin_clock(db, NOW)
    insert_users(db, 20)
    db.execute("INSERT INTO momentum.momentum_pillars (id, name) VALUES ('sleep', 'Sleep')")


@pytest.fixture
def run_import(
    database: str, users: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Import:
    """Import a content, from events.csv in the current directory unless told otherwise."""
    monkeypatch.chdir(tmp_path)

    def call(
        content: str | bytes | None, *options: str, name: str = "events.csv", stdin: bool = False
    ) -> Result:
        data = content.encode() if isinstance(content, str) else content
        if data is not None and not stdin:
            (tmp_path / name).write_bytes(data)
        arguments = ["--database-url", database, "import", "events", *options]
        return CliRunner().invoke(
            main, [*arguments, "-" if stdin else name], input=data if stdin else None
        )

    return call
