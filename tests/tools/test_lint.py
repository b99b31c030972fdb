"""The Python code is clean: what `make lint` runs."""

import subprocess
import sys
from pathlib import Path

import pytest

COMMANDS = [["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"]]


@pytest.mark.slow
@pytest.mark.servers(15)
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_lint(command: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
