"""The code is clean: what `make lint` runs, and what holds for the SQL."""

import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tools.lint_sql import lint

ROOT = Path(__file__).parents[2]
SCRIPTS = Path(sysconfig.get_path("scripts"))
COMMANDS: dict[str, list[str | Path]] = {
    "ruff": [sys.executable, "-m", "ruff", "check", "."],
    "ruff format": [sys.executable, "-m", "ruff", "format", "--check", "."],
    "mypy": [sys.executable, "-m", "mypy"],
    "sqruff": [SCRIPTS / "sqruff", "lint", "sql", "migrations"],
    "lint_sql": [sys.executable, "-m", "tools.lint_sql"],
    "squawk": [SCRIPTS / "squawk", *sorted((ROOT / "migrations").glob("*.sql"))],
}
FUNCTION = """\
-- What it promises.
CREATE OR REPLACE FUNCTION momentum.example(p_day date)
RETURNS void
LANGUAGE plpgsql
AS $example$
DECLARE
    v_day date := p_day;
    c_none CONSTANT text := 'select';
BEGIN
    -- select
    PERFORM v_day, true FROM (SELECT OLD.a AS begin) AS f WHERE "Odd" IS NULL;
EXCEPTION
    WHEN OTHERS THEN
        RAISE;
END
$example$;

COMMENT ON FUNCTION momentum.example(date) IS 'An example';
"""


@pytest.mark.slow
@pytest.mark.servers(15)
@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_lint(command: list[str | Path]) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_make_lint_runs_the_same() -> None:
    makefile = (ROOT / "Makefile").read_text()
    recipe = makefile[makefile.index("\nlint:") : makefile.index("## To change it")]
    assert all(name in recipe for name in COMMANDS)


def test_fine_sql_is_fine() -> None:
    assert list(lint("example", FUNCTION)) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "problem"),
    [
        ("PERFORM", "perform", 11, "perform is a keyword: PERFORM"),
        ("IS NULL", "is NULL", 11, "is is a keyword: IS"),
        ("v_day,", "V_day,", 11, "V_day is a name: v_day"),
        ("v_day date", "day date", 7, "a local is named v_day"),
        ("RAISE;", "NULL;", 13, "WHEN OTHERS THEN NULL hides every error"),
        ("$example$", "$body$", 5, "the body tag is $example$"),
        ("AS $example$", "AS $example$ -- so", 1, "the body is in dollar quotes on lines of "),
        ("-- What it promises.\n", "", 1, "the header says what the function promises"),
        ("CREATE OR REPLACE", "CREATE", 2, "say CREATE OR REPLACE: the file is loaded again"),
        ("COMMENT ON", "COMMENT  ON", 2, "there is no COMMENT"),
        ("momentum.example", "momentum.other", 2, "other belongs into a file of its name"),
        ("promises.", "promises. ", 1, "ends in white space"),
        ("    v_day date", "\tv_day date", 7, "a tab"),
        ("promises", "promises" + 90 * ".", 1, "longer than 100 columns"),
        ("'An example';\n", "'An example';", 17, "ends in one newline"),
    ],
)
def test_what_is_wrong_is_found(old: str, new: str, line: int, problem: str) -> None:
    found = list(lint("example", FUNCTION.replace(old, new)))
    assert [each for each in found if each[0] == line and each[1].startswith(problem)], found


def test_sql_does_not_depend_on_standard_conforming_strings() -> None:
    """A function's literals are read under the setting of the session that calls it.

    Under ``off`` a backslash is lost: write ``[^[:space:]]``, not the class escape.
    """
    files = [*(ROOT / "sql").rglob("*.sql"), *(ROOT / "migrations").glob("*.sql")]
    # migrations up to 0010 are released, and frozen
    watched = {file for file in files if not file.name.startswith(("000", "0010"))}
    assert [file.name for file in watched if "\\" in file.read_text(encoding="utf-8")] == []
