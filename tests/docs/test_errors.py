"""docs/errors.md lists the errors that the code raises, and no others; each carries a hint."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES = [path.read_text(encoding="utf-8") for path in (ROOT / "sql").rglob("*.sql")]
RAISE = re.compile(r"RAISE EXCEPTION.*?;\n", re.DOTALL)


def test_the_list_is_complete() -> None:
    raised = {code for text in SOURCES for code in re.findall(r"ERRCODE = '(PM\d{3})'", text)}
    page = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| (PM\d{3}) ", page, re.MULTILINE)) == raised


def test_every_error_is_of_the_list_and_has_a_hint() -> None:
    for statement in (found for text in SOURCES for found in RAISE.findall(text)):
        # run_job raises what a job raised, as it was
        assert re.search("ERRCODE = ('PM|v_failure ->> 'code')", statement), statement
        assert "HINT = " in statement, statement


def test_every_error_is_raised_by_a_test() -> None:
    raised = {code for text in SOURCES for code in re.findall(r"ERRCODE = '(PM\d{3})'", text)}
    tests = [*(ROOT / "pgtap").rglob("*.sql"), *(ROOT / "tests").rglob("*.py")]
    tried = "".join(path.read_text(encoding="utf-8") for path in tests if path != Path(__file__))
    assert {code for code in raised if code not in tried} == set()
