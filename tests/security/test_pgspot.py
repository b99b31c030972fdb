"""pgspot finds nothing in the install script but what is listed here, each with its reason."""

import argparse

import pytest
from pglast import parse_sql, split
from pglast.ast import CreateFunctionStmt
from pglast.parser import ParseError
from pgspot.state import Counter, State
from pgspot.visitors import SQLVisitor, visit_sql

from pgmomentum import resources
from pgmomentum.script import install_script

COMMITS = "commits, so it cannot have a SET clause"
UNREADABLE = "is beyond the parser of pgspot, and under the pinned search_path that it does see"
#: Code of a finding, where, and why it stays.
REVIEWED = {
    ("PS005", "momentum._score_days"): f"{COMMITS}: pins the path in each of its transactions",
    ("PS005", "momentum.recalculate_scores"): f"{COMMITS}: has no operator, qualifies every name",
    ("PS005", "momentum.backfill_empty_days"): f"{COMMITS}: has no operator, qualifies every name",
    ("PS005", "momentum._perform_job"): f"{COMMITS}: pins the path in each of its transactions",
    ("PS005", "momentum._run_job"): f"{COMMITS}: pins the path in each of its transactions",
    ("PS005", "momentum.run_due_jobs"): f"{COMMITS}: pins the path in each of its transactions",
    ("PS005", "momentum.run_job"): f"{COMMITS}: pins the path where it has an operator",
    ("PS010", "momentum_ledger"): "the ledger outlives the schema momentum; to make it beforehand "
    "takes CREATE on the database, which PUBLIC does not have",
    ("unread", "momentum._announce_all"): f"a parameter that is a cursor {UNREADABLE}",
    ("unread", "momentum._find_expiry"): f"an OUT parameter of an array type {UNREADABLE}",
    ("unread", "momentum.tg_score_versions_protect_used"): f"a variable of a row type {UNREADABLE}",
}
OPTIONS = argparse.Namespace(
    proc_without_search_path=[],
    summary_only=True,
    plpgsql=True,
    ignore=[],
    ignore_lang=[],
    sql_fn=[],
)


class Findings(Counter):  # type: ignore[misc]
    """What pgspot finds, as (code, where)."""

    def __init__(self) -> None:
        super().__init__(OPTIONS)
        self.found: list[tuple[str, str]] = []

    def warn(self, code: str, context: str) -> None:
        self.found.append((code, context.partition("(")[0] if code == "PS005" else context))

    error = warn

    def unknown(self, message: str) -> None:
        self.found.append(("unknown", message))


def findings(script: str) -> list[tuple[str, str]]:
    """Return what pgspot finds in a script, statement by statement."""
    findings = Findings()
    state = State(findings)
    for text in map(str, split(script)):
        (tree,) = parse_sql(text)
        statement = tree.stmt
        if isinstance(statement, CreateFunctionStmt):
            name = ".".join(part.sval for part in statement.funcname)
            if statement.sql_body is not None:
                # A body that is bound at creation: pgspot looks for a text.
                SQLVisitor(state)(statement.sql_body)
                continue
        try:
            visit_sql(state, text)
        except ParseError:
            findings.found.append(("unread", name))
    return findings.found


def test_nothing_but_what_was_reviewed() -> None:
    found = findings("".join(install_script(resources.find())))
    assert [finding for finding in found if finding not in REVIEWED] == []
    assert set(REVIEWED) - set(found) == set(), "what occurs no more leaves the list"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("CREATE FUNCTION a.f() RETURNS int LANGUAGE sql AS 'SELECT 1'", "PS005"),
        ("CREATE FUNCTION a.f() RETURNS int LANGUAGE sql RETURN 1 + 1", "PS001"),
        (
            "CREATE FUNCTION a.f() RETURNS int LANGUAGE sql SECURITY DEFINER "
            "SET search_path = public, pg_temp AS 'SELECT 1'",
            "PS004",
        ),
        ("DO $$ BEGIN PERFORM now(); END $$", "PS016"),
        ("CREATE TABLE IF NOT EXISTS public.t ()", "PS012"),
    ],
)
def test_it_is_found(body: str, code: str) -> None:
    assert [found for found, _ in findings(body)] == [code]
