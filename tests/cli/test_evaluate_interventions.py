"""evaluate interventions: what it records and prints, and how it ends."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from uuid import UUID

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from tests.cli.conftest import Run
from tests.realtime.scores import days_up_to, insert_scores
from tests.sessions import Session, wait_until
from tests.stored import insert_users
from tests.support import pin_clock

pytestmark = pytest.mark.servers(18)

NOW = "2026-05-12T02:10:00Z"
COUNTS = """
    SELECT (SELECT count(*) FROM momentum.coach_interventions),
        (SELECT count(*) FROM momentum.momentum_notifications)
"""
RULES = ["consistency", "needs_care", "rising", "score_drop"]


@pytest.fixture
def users(db: psycopg.Connection) -> list[UUID]:
    """Two users who need care up to 11 May, the second one up to 12 May, and one who does not."""
    pin_clock(db, NOW)
    users = insert_users(db, 3)
    insert_scores(db, users[0], days_up_to(date(2026, 5, 11), "NN"))
    insert_scores(db, users[1], days_up_to(date(2026, 5, 12), "NNN"))
    insert_scores(db, users[2], days_up_to(date(2026, 5, 11), "SS"))
    return users


def counts(db: psycopg.Connection) -> tuple[int, int]:
    row = db.execute(COUNTS).fetchone()
    assert row is not None
    return row[0], row[1]


@pytest.mark.usefixtures("users")
def test_what_is_due_is_recorded_and_shown_once(run: Run, db: psycopg.Connection) -> None:
    first = run("evaluate", "interventions")
    assert (first.exit_code, first.stderr) == (0, ""), first.output
    head, _, *rows, _, summary = first.stdout.splitlines()
    cells = [[cell.strip() for cell in row.split("│")] for row in rows]
    assert [cell.strip() for cell in head.split("┃")] == [
        "rule",
        "users",
        "interventions",
        "notifications",
    ]
    assert cells == [[name, "3", *(["2", "2"] if name == "needs_care" else "00")] for name in RULES]
    assert summary == "2 interventions and 2 notifications recorded"
    assert counts(db) == (2, 2)
    second = run("evaluate", "interventions")
    assert second.stdout.splitlines()[-1] == "0 interventions and 0 notifications recorded"
    assert (second.exit_code, counts(db)) == (0, (2, 2))


def test_a_dry_run_writes_nothing(run: Run, db: psycopg.Connection, users: list[UUID]) -> None:
    result = run("evaluate", "interventions", "--dry-run", "--user", str(users[0]))
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[-1] == (
        "1 intervention and 1 notification would be recorded; nothing is written"
    )
    assert counts(db) == (0, 0)


@pytest.mark.usefixtures("users")
def test_json(run: Run, db: psycopg.Connection) -> None:
    result = run("evaluate", "interventions", "--date", "2026-05-12", "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    assert json.loads(result.stdout) == {
        "dry_run": False,
        "rules": [
            {
                "rule_name": name,
                "evaluated_users": 1,
                "interventions": int(name == "needs_care"),
                "notifications": int(name == "needs_care"),
                "skipped": 0,
            }
            for name in RULES
        ],
    }
    assert counts(db) == (1, 1)


@pytest.mark.usefixtures("users")
def test_what_another_run_records_at_the_same_moment(
    run: Run, db: psycopg.Connection, database: str
) -> None:
    with Session(database) as other, ThreadPoolExecutor(max_workers=1) as thread:
        other.run("BEGIN")
        other.run("SELECT momentum.evaluate_interventions()")
        waiting = thread.submit(run, "evaluate", "interventions")
        wait_until(
            lambda: bool(
                db.execute(
                    "SELECT FROM pg_catalog.pg_stat_activity AS a"
                    " WHERE %s = ANY (pg_catalog.pg_blocking_pids(a.pid))",
                    (other.pid,),
                ).fetchall()
            ),
            "the command waits for the other run",
        )
        other.run("COMMIT")
        result = waiting.result()
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[-1] == "0 interventions and 0 notifications recorded"
    assert result.stderr == "Warning: 4 of them were already recorded by another run\n"
    assert counts(db) == (2, 2)


@pytest.mark.usefixtures("users")
def test_no_rule_is_active(run: Run, db: psycopg.Connection) -> None:
    db.execute("UPDATE momentum.intervention_rules SET active = false")
    result = run("evaluate", "interventions")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "No rule is active: see momentum.intervention_rules\n"


@pytest.mark.usefixtures("users")
def test_the_isolation_level_of_the_session_does_not_matter(
    run: Run, db: psycopg.Connection, database: str
) -> None:
    url = make_conninfo(database, options="-c default_transaction_isolation=serializable")
    result = run("evaluate", "interventions", "--database-url", url)
    assert result.exit_code == 0, result.output
    assert counts(db) == (2, 2)


@pytest.mark.usefixtures("users")
@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (("--user", str(UUID(int=0))), 1, "PM001"),
        (("--date", "2026-05-13"), 1, "PM003"),
        (("--date", "yesterday"), 2, "'yesterday' is not a date"),
        (("--user", "me"), 2, "UUID"),
    ],
)
def test_wrong_input_is_told_in_words(
    run: Run, db: psycopg.Connection, arguments: tuple[str, ...], status: int, told: str
) -> None:
    result = run("evaluate", "interventions", *arguments)
    assert result.exit_code == status
    assert "Error: " in result.stderr
    assert told in result.stderr
    assert counts(db) == (0, 0)
