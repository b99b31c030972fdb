"""docs/proof.md: each function that writes, and the tests of its races, which exist."""

import re
from pathlib import Path

import psycopg

from chaos.__main__ import DEFECTS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "proof.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| `([a-z_]+)` \| (.*) \|$", PAGE.split("## Races")[1], re.MULTILINE))
FUNCTIONS = """
SELECT p.proname, p.provolatile = 'v' AND p.proname !~ '^(_|tg_)'
FROM pg_catalog.pg_proc AS p
WHERE p.pronamespace = 'momentum'::regnamespace
"""


def test_every_function_that_writes_is_there(db: psycopg.Connection) -> None:
    functions: dict[str, bool] = dict(db.execute(FUNCTIONS).fetchall())
    assert {name for name, writes in functions.items() if writes} - ROWS.keys() == set()
    assert ROWS.keys() - functions.keys() == set()


def test_every_test_is_there() -> None:
    for function, cell in ROWS.items():
        for file, names in re.findall(r"`([a-z_/]+\.py)`: ([^;]+)", cell):
            text = (ROOT / "tests" / file).read_text(encoding="utf-8")
            for name in re.findall(r"`(test_\w+)`", names):
                assert f"\ndef {name}(" in text, f"{function}: {file} has no {name}"


def test_every_defect_is_there() -> None:
    before = PAGE.split("## Races")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", before, re.MULTILINE)) == DEFECTS.keys()
