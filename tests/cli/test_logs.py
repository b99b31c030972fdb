"""The log of commands that run for long: lines for people, or JSON for machines."""

import json
import logging
import re
from collections.abc import Iterator
from uuid import UUID

import click
import pytest
from click.testing import CliRunner, Result

from pgmomentum.cli import log_format_option
from pgmomentum.database import PgmomentumError

pytestmark = pytest.mark.servers(18)

log = logging.getLogger("pgmomentum.sample")


@pytest.fixture(autouse=True)
def logging_of_before() -> Iterator[None]:
    root, ours = logging.getLogger(), logging.getLogger("pgmomentum")
    handlers, level = root.handlers[:], ours.level
    yield
    root.handlers[:] = handlers
    ours.setLevel(level)


@click.command()
@click.option("--fail", is_flag=True)
@log_format_option
def sample(fail: bool) -> None:
    """Log something."""
    log.info("done %d", 3, extra={"job": "score-yesterday", "user": UUID(int=1), "level": 9})
    logging.getLogger("somebody.else").info("chatter")
    logging.getLogger("somebody.else").warning("a line\nand another")
    try:
        raise ValueError("bad")
    except ValueError:
        log.exception("it failed")
    if fail:
        raise PgmomentumError("no database", "Start it.")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(sample, arguments)


def test_json_is_an_object_per_line() -> None:
    done = run("--log-format", "json")
    first, other, failed = (json.loads(line) for line in done.stderr.splitlines())
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", first.pop("time"))
    assert first == {
        "level": "info",
        "logger": "pgmomentum.sample",
        "message": "done 3",
        "job": "score-yesterday",
        "user": str(UUID(int=1)),
    }
    assert (other["level"], other["message"]) == ("warning", "a line\nand another")
    assert failed["exception"].endswith("ValueError: bad")
    assert done.stdout == ""


def test_the_error_that_ends_it_is_an_object_too() -> None:
    done = run("--log-format", "json", "--fail")
    said = json.loads(done.stderr.splitlines()[-1])
    assert (said["level"], said["message"], said["hint"]) == ("error", "no database", "Start it.")
    assert "detail" not in said
    assert done.exit_code == 1


def test_text_is_for_people() -> None:
    done = run()
    assert re.match(
        r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ INFO pgmomentum.sample: done 3\n", done.stderr
    )
    assert "chatter" not in done.stderr
    assert isinstance(run("--fail").exception, PgmomentumError), "the command line shows it"
