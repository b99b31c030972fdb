"""The command line, run in this process against the database of a test."""

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from pgmomentum.cli import main

Run = Callable[..., Result]


@pytest.fixture
def run(database: str) -> Run:
    """Run a command: run("score", "--date", "2026-05-10"); standard error is kept apart."""

    def call(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["--database-url", database, *arguments])

    return call
