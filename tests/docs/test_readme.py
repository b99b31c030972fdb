"""The examples of README.md are what a terminal of 80 columns shows, in a new database."""

import os
import pty
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from pytest_postgresql.executors import NoopExecutor

from tests.docs.test_commands import ROOT
from tests.support import pin_clock
from tools.servers import Server

EXAMPLES = re.findall(
    r"^```console\n(.*?)^```", (ROOT / "README.md").read_text(encoding="utf-8"), re.M | re.DOTALL
)
#: A line that is typed, and those that it goes on with.
COMMAND = re.compile(r"^\$ .*\n(?:> .*\n)*", re.MULTILINE)
#: The one thing that is another one each time: the id of an activity that came without one.
BY_CHANCE = re.compile(r"(?<=activity )[0-9a-f-]{36}$", re.MULTILINE)
PATIENCE = 60


class Terminal:
    """A terminal and a shell in which variables that are set stay; it shows no colours."""

    def __init__(self, server: Server, database: str, directory: Path) -> None:
        self._directory = directory
        (directory / "variables").touch()
        command = directory / "pgmomentum"
        command.write_text(f'#!/bin/sh\nexec {sys.executable} -m pgmomentum "$@"\n')
        command.chmod(0o755)
        self._environment = {
            **server.environment(database),
            "PATH": os.pathsep.join((str(directory), str(server.programs), os.environ["PATH"])),
            "PYTHONPATH": os.pathsep.join(sys.path),
            "PYTHONUTF8": "1",
            "PSQLRC": os.devnull,
            "TERM": "dumb",
        }

    def show(self, typed: str) -> str:
        """Return what is on the screen after a command: what was typed, and what it prints."""
        line = re.sub(r"^[$>] ", "", typed, flags=re.MULTILINE)
        screen, end = pty.openpty()
        with subprocess.Popen(
            ["sh", "-ac", f". ./variables\n{line}\nexport -p > variables"],
            cwd=self._directory,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=end,
            stderr=end,
        ) as process:
            os.close(end)
            watch = threading.Timer(PATIENCE, process.kill)
            watch.start()
            shown = b""
            with suppress(OSError):  # nobody writes to it any more
                while part := os.read(screen, 4096):
                    shown += part
            watch.cancel()
        os.close(screen)
        printed = shown.decode().replace("\r\n", "\n")
        return typed + re.sub(r" +$", "", printed, flags=re.MULTILINE)


@pytest.fixture
def terminal(server: Server, migrated: NoopExecutor, tmp_path: Path) -> Iterator[Terminal]:
    with server.database(migrated.template_dbname) as name:
        with psycopg.connect(server.dsn(name), autocommit=True) as db:
            pin_clock(db, "2026-11-21T09:00:00Z")
        yield Terminal(server, name, tmp_path)


def test_the_examples(terminal: Terminal) -> None:
    for example in EXAMPLES:
        shown = "".join(terminal.show(typed) for typed in COMMAND.findall(example))
        assert BY_CHANCE.sub("...", shown) == BY_CHANCE.sub("...", example)


def test_there_is_an_example_of_each() -> None:
    shown = "".join(EXAMPLES)
    for each in ("score", "evaluate milestones", "badges explain", "realtime_events_since"):
        assert each in shown


def test_a_terminal_is_wide_enough() -> None:
    printed = COMMAND.sub("", "".join(EXAMPLES)).splitlines()
    assert [line for line in printed if len(line) > 80] == []
