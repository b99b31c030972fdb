"""The examples of README.md are what a terminal of 80 columns shows, in a new database."""

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from pytest_postgresql.executors import NoopExecutor

from tests.docs.test_commands import ROOT
from tests.support import pin_clock
from tools.servers import Server

CONSOLES = re.findall(
    r"^```console\n(.*?)^```", (ROOT / "README.md").read_text(encoding="utf-8"), re.M | re.DOTALL
)
#: A command, the lines that it goes on with, and what it prints.
STEP = re.compile(r"^\$ (.*\n(?:> .*\n)*)((?:(?!\$ ).*\n)*)", re.MULTILINE)
#: An outbox has an identity of its own, and events are known by it.
EVENT_ID = re.compile(r"\b[0-9a-f]{12}(?=-\d+\b)")
INTERRUPT = "^C\n"
PATIENCE = 30


class Terminal:
    """A shell in which the commands are typed; variables that are set stay."""

    def __init__(self, directory: Path, environment: dict[str, str]) -> None:
        self._directory = directory
        self._environment = environment
        (directory / "variables").touch()

    def type(self, command: str) -> str:
        """Return what a command prints."""
        done = subprocess.run(
            self._shell(f"{command}\nexport -p > variables"),
            cwd=self._directory,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        return done.stdout + done.stderr

    def interrupt(self, command: str, lines: int) -> str:
        """Return what a command prints that is interrupted after so many lines."""
        with subprocess.Popen(
            self._shell(f"exec {command}"),
            cwd=self._directory,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process:
            assert process.stdout is not None
            watch = threading.Timer(PATIENCE, process.kill)
            watch.start()
            shown = [process.stdout.readline() for _ in range(lines)]
            process.send_signal(signal.SIGINT)
            shown.append(process.stdout.read())
            watch.cancel()
        return "".join(shown) + INTERRUPT

    @staticmethod
    def _shell(script: str) -> list[str]:
        return ["sh", "-ac", f". ./variables\n{script}"]


@pytest.fixture
def terminal(server: Server, migrated: NoopExecutor, tmp_path: Path) -> Iterator[Terminal]:
    """Finds psql, pgmomentum and the database; the day is that of the page."""
    command = tmp_path / "pgmomentum"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m pgmomentum "$@"\n')
    command.chmod(0o755)
    with server.database(migrated.template_dbname) as name:
        with psycopg.connect(server.dsn(name), autocommit=True) as db:
            pin_clock(db, "2026-11-21T09:00:00Z")
        yield Terminal(
            tmp_path,
            {
                **server.environment(name),
                "PATH": os.pathsep.join((str(tmp_path), str(server.programs), os.environ["PATH"])),
                "PYTHONPATH": os.pathsep.join(sys.path),
                "PYTHONUTF8": "1",
                "PSQLRC": os.devnull,
                "COLUMNS": "80",
            },
        )


def test_the_examples(terminal: Terminal) -> None:
    shown = ""
    for command, expected in (step for text in CONSOLES for step in STEP.findall(text)):
        line = re.sub(r"^> ", "", command, flags=re.MULTILINE).strip()
        lines = expected.count("\n") - 1
        stopped = expected.endswith(INTERRUPT)
        output = terminal.interrupt(line, lines) if stopped else terminal.type(line)
        shown += f"$ {command}{re.sub(r' +$', '', output, flags=re.MULTILINE)}"
    wanted = "".join(CONSOLES)
    for event_id in EVENT_ID.findall(wanted)[:1]:
        shown = EVENT_ID.sub(event_id, shown)
    assert shown == wanted


def test_nothing_is_wider_than_a_terminal() -> None:
    wide = [line for text in CONSOLES for line in text.splitlines() if len(line) > 80]
    assert wide == []
