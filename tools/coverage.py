"""Measure what the tests run: PL/pgSQL statements and branches by function, and Python lines.

``python -m tools.coverage`` runs pgTAP and pytest on PostgreSQL 15 with plpgsql_check's profiler,
and pytest, with every Python process that it starts, under coverage.py; with that also the tests
that run on 18 alone. It fails below a limit: of statements or of branches of any function, of all
Python lines of the runner. The profiler counts per database and the tests make many, so the counts
are added up here. ``LANGUAGE sql`` is outside its scope. Left out are the tests of chaos, which is
too slow under all this to find anything.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from tools.pgtap import ROOT, pgtap_database, prove
from tools.servers import throw_away

LIMIT = 90
#: As in `make test`: a file of tests is run by one of so many processes.
PROCESSES = ("--numprocesses=3", "--dist=loadfile", "--no-loadscope-reorder")
#: What pytest returns where none of the tests it was given runs.
NO_TESTS = 5
#: Functions of which every statement and branch has to run: the logic of streaks.
WHOLLY = re.compile(r"streak|_window_counts|_earned|_award_holds|_badge_evidence")
PROFILER = {"plpgsql_check.profiler": "on", "plpgsql_check.profiler_max_shared_chunks": "50000"}

STATEMENTS = """
    SELECT p.oid::regprocedure::text, s.stmtid, s.lineno, s.stmtname,
        pg_catalog.format('%s %s', s.parent_stmtid, s.parent_note), s.exec_stmts
    FROM pg_catalog.pg_proc AS p
    JOIN pg_catalog.pg_language AS l ON l.oid = p.prolang AND l.lanname = 'plpgsql'
    CROSS JOIN LATERAL public.plpgsql_profiler_function_statements_tb(p.oid) AS s
    WHERE p.pronamespace = pg_catalog.to_regnamespace('momentum')
    ORDER BY 1, 2
"""


@dataclass
class Statement:
    """One statement of a function: where it is, the branch it belongs to, how often it ran."""

    line: int
    name: str
    branch: str
    runs: int


@dataclass
class Profile:
    """Statements by function signature and statement number."""

    functions: dict[str, dict[str, Statement]] = field(default_factory=dict)

    def add(self, signature: str, number: str, statement: Statement) -> None:
        """Add the runs of a statement to what is known of it."""
        known = self.functions.setdefault(signature, {}).setdefault(number, statement)
        if known is not statement:
            known.runs += statement.runs

    def collect(self, dsn: str) -> None:
        """Add what a database has counted, and start the server's counts anew."""
        writable = "-c default_transaction_read_only=off"
        with psycopg.connect(dsn, autocommit=True, options=writable) as connection:
            # Not earlier: the profiler counts without it, and a test would find it in the catalog.
            connection.execute("CREATE EXTENSION IF NOT EXISTS plpgsql_check SCHEMA public")
            for signature, number, line, name, branch, runs in connection.execute(STATEMENTS):
                self.add(signature, str(number), Statement(line, name, branch, runs))
            connection.execute("SELECT public.plpgsql_profiler_reset_all()")

    def merge(self, file: Path) -> None:
        """Add a profile that another process has saved."""
        for signature, statements in json.loads(file.read_text()).items():
            for number, values in statements.items():
                self.add(signature, number, Statement(**values))

    def save(self, file: Path) -> None:
        """Write the profile for another process."""
        plain = {
            signature: {number: vars(statement) for number, statement in statements.items()}
            for signature, statements in self.functions.items()
        }
        file.write_text(json.dumps(plain))


def percent(done: int, total: int) -> float:
    """Return a share in percent; nothing to do is all done."""
    return 100.0 * done / total if total else 100.0


def branches(statements: dict[str, Statement]) -> dict[str, tuple[int, int]]:
    """Return the branches of a function: the line where each begins, and how often it ran.

    An IF without ELSE has the branch that passes it by, which has no statement of its own.
    """
    found: dict[str, tuple[int, int]] = {}
    for statement in statements.values():
        # the first statement of a branch runs whenever the branch does
        found.setdefault(statement.branch, (statement.line, statement.runs))
    for number, statement in statements.items():
        if statement.name == "IF" and f"{number} else body" not in found:
            taken = sum(
                runs for name, (_, runs) in found.items() if name.partition(" ")[0] == number
            )
            found[f"{number} else (there is none)"] = statement.line, statement.runs - taken
    return found


def report(profile: Profile, limit: float = LIMIT) -> int:
    """Print a table of all functions; 1 when one is below its limit, or none was seen."""
    failed = not profile.functions
    width = max(map(len, profile.functions), default=0)
    print(f"{'function':<{width}} {'statements':>10} {'branches':>9}")
    for signature, statements in sorted(profile.functions.items()):
        ways = branches(statements)
        shares = (
            percent(sum(statement.runs > 0 for statement in statements.values()), len(statements)),
            percent(sum(runs > 0 for _, runs in ways.values()), len(ways)),
        )
        least = 100 if WHOLLY.search(signature) else limit
        mark = "" if min(shares) >= least else f"  below {least} %"
        print(f"{signature:<{width}} {shares[0]:>9.1f}% {shares[1]:>8.1f}%{mark}")
        for statement in statements.values():
            if not statement.runs:
                print(f"    never ran: {statement.name}, line {statement.line} of the body")
        for name, (line, runs) in ways.items():
            if not runs and " else (" in name:
                print(f"    never passed by: IF, line {line} of the body")
        failed = failed or bool(mark)
    print(f"PL/pgSQL coverage: {'FAILED' if failed else 'passed'}")
    return int(failed)


def run_pytest(profile: Profile, limit: float, arguments: Sequence[str]) -> int:
    """Run pytest, add what it profiled, and report the Python lines that ran; 1 on any failure."""
    measure = [sys.executable, "-m", "coverage"]
    with tempfile.TemporaryDirectory() as directory:
        environment = os.environ | {"COVERAGE_FILE": str(Path(directory) / "lines")}
        command = [*measure, "run", "-m", "pytest", "-q", *PROCESSES, "--ignore=tests/chaos"]
        steps = [
            [*command, "--server=15", f"--profile={directory}", *arguments],
            [*command, "--server=18", "-m", "servers", *arguments],
            [*measure, "combine", "-q"],
            [*measure, "report", "--show-missing", "--skip-covered", f"--fail-under={limit}"],
        ]
        codes = [subprocess.run(step, cwd=ROOT, env=environment).returncode for step in steps]
        for file in Path(directory).glob("*.json"):
            profile.merge(file)
    return int(any(code not in (0, NO_TESTS) for code in codes))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the suites, then report; test failures count as failures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=float, default=LIMIT)
    parser.add_argument("tests", nargs="*", default=["tests"])
    options = parser.parse_args(arguments)
    profile = Profile()
    with throw_away(15, PROFILER) as server, pgtap_database(server) as dsn:
        failed = prove(server) != 0
        profile.collect(dsn)
    failed = run_pytest(profile, options.limit, options.tests) != 0 or failed
    return max(report(profile, options.limit), int(failed))


if __name__ == "__main__":
    raise SystemExit(main())
