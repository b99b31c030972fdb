"""The command line, run against the database of a test, in this process or in one of its own."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner, Result

from pgmomentum.cli import main
from tests.cli.imports import NOW, Import, Start
from tests.stored import insert_users
from tests.support import pin_clock

Run = Callable[..., Result]

#: The command line, with small batches.
PROGRAM = """
import sys
from pgmomentum import importer
from pgmomentum.cli import main
importer.BATCH_LINES = 100
main()
"""


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
        content: str | bytes | None,
        *options: str,
        name: str = "events.csv",
        stdin: bool = False,
        kind: str = "events",
    ) -> Result:
        data = content.encode() if isinstance(content, str) else content
        if data is not None and not stdin:
            (tmp_path / name).write_bytes(data)
        arguments = ["--database-url", database, "import", kind, *options]
        return CliRunner().invoke(
            main, [*arguments, "-" if stdin else name], input=data if stdin else None
        )

    return call


@pytest.fixture
def start(database: str, users: None, tmp_path: Path) -> Iterator[Start]:
    """Start an import in a process of its own, of standard input unless a file is named."""
    started: list[subprocess.Popen[str]] = []

    def call(
        *arguments: str, file: str = "-", dsn: str = database, kind: str = "events"
    ) -> subprocess.Popen[str]:
        command = ["--database-url", dsn, "import", kind, file, "--json", *arguments]
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, *command],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield call
    for process in started:
        process.kill()
        process.communicate()
