"""The recipes of docs/operations.md, run as they stand there; and a server in Supabase's shape."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.servers import Server, throw_away

OPERATIONS = Path(__file__).parents[2] / "docs" / "operations.md"
_PRELUDE = """
pgmomentum() { "$PYTHON" -m pgmomentum "$@"; }
"""


def section(title: str) -> str:
    """Return the text of a section, its subsections not included."""
    text = OPERATIONS.read_text(encoding="utf-8")
    (found,) = re.findall(
        rf"^#+ {re.escape(title)}\n(.*?)(?=^##+ |\Z)", text, re.MULTILINE | re.DOTALL
    )
    return str(found)


def recipes(title: str, language: str) -> list[str]:
    """Return the blocks of one language of a section."""
    return re.findall(rf"^```{language}\n(.*?)^```", section(title), re.MULTILINE | re.DOTALL)


def run(recipe: str, server: Server, dsn: str, directory: Path) -> subprocess.CompletedProcess[str]:
    """Run lines of a shell, which end with the first that fails, in a directory."""
    environment = server.environment("nowhere")
    return subprocess.run(
        ["sh", "-euc", _PRELUDE + recipe],
        cwd=directory,
        env={
            **environment,
            "PATH": f"{server.programs}:{environment['PATH']}",
            "PYTHON": sys.executable,
            "DATABASE_URL": dsn,
        },
        capture_output=True,
        text=True,
    )


@contextmanager
def project(version: int) -> Iterator[Server]:
    """A server in the shape of Supabase, with the database supabase, which host owns."""
    with throw_away(version) as own:
        shape = Path(__file__).with_name("supabase.sql")
        subprocess.run(
            [own.programs / "psql", "-Xqv", "ON_ERROR_STOP=1", "-f", shape],
            env=own.environment("postgres"),
            check=True,
        )
        yield own
