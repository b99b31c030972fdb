"""What docs/operations.md says of checks, metrics and completion is so."""

import os
import re
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner

from pgmomentum import figures
from pgmomentum.cli import main
from tests.cli.test_status import RUNS
from tests.docs.test_commands import ROOT

PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
SOURCES = [ROOT / "runner/pgmomentum/doctor.py", *(ROOT / "sql" / "doctor").glob("_doctor_*.sql")]


def section(title: str) -> str:
    return PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def test_every_check_is_explained() -> None:
    (table,) = re.findall(r"^\| check .*?\n\n", section("Doctor"), re.M | re.DOTALL)
    explained = set(re.findall(r"`(\w+)`(?=[^|]*\|[^|]*\|[^|]*\|$)", table, re.M))
    found: set[str] = set()
    for file in SOURCES:
        text = file.read_text(encoding="utf-8")
        found |= set(
            re.findall(r"(?:SELECT|THEN|ELSE|Finding\()\s+['\"]([a-z_]+)['\"](?:,| E| AS)", text)
        )
        found |= set(re.findall(r"ELSE '([a-z_]+)' END,", text))
    assert {name for name in found if not name.endswith("_queue")} == explained


def test_every_metric_is_there(
    database: str, db: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures, "last_job_runs", lambda _: RUNS)
    text = CliRunner().invoke(main, ["--database-url", database, "metrics"]).stdout
    exposed = set(re.findall(r"^(pgmomentum_\w+)", text, re.M))
    named = set(re.findall(r"pgmomentum_\w+", section("Metrics")))
    assert named == exposed


@pytest.fixture
def shell(tmp_path: Path) -> dict[str, str]:
    """The environment of a shell that finds the command."""
    command = tmp_path / "pgmomentum"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m pgmomentum "$@"\n')
    command.chmod(0o755)
    return {
        "PATH": f"{tmp_path}:{os.environ['PATH']}",
        "PYTHONPATH": os.pathsep.join(sys.path),
        "HOME": str(tmp_path),
    }


def line_of(language: str) -> str:
    (found,) = re.findall(rf"^```{language}\n(.*?)\n```", section("Shell completion"), re.M)
    return str(found)


def test_completion_in_bash(shell: dict[str, str]) -> None:
    script = f"""
        {line_of("bash")}
        complete -p pgmomentum
        COMP_WORDS=(pgmomentum do); COMP_CWORD=1; _pgmomentum_completion pgmomentum
        echo "${{COMPREPLY[@]}}"
        COMPREPLY=()
        COMP_WORDS=(pgmomentum doctor --f); COMP_CWORD=2; _pgmomentum_completion pgmomentum
        echo "${{COMPREPLY[@]}}"
    """
    done = subprocess.run(["bash", "-c", script], env=shell, capture_output=True, text=True)
    assert done.stdout.splitlines()[-2:] == ["doctor", "--fix"], done.stderr


@pytest.mark.parametrize(
    ("language", "answer"), [("zsh", "#compdef pgmomentum"), ("fish", "complete ")]
)
def test_completion_in_other_shells(shell: dict[str, str], language: str, answer: str) -> None:
    asked = re.findall(rf"_PGMOMENTUM_COMPLETE={language}_source pgmomentum", line_of(language))
    done = subprocess.run(["sh", "-c", asked[0]], env=shell, capture_output=True, text=True)
    assert answer in done.stdout
