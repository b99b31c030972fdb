"""evaluate milestones, inactivity, expiry: what they record and print, and how they end."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from tests.cli.conftest import Run
from tests.cli.interrupts import interrupt, wait_until_held_up
from tests.sessions import Session
from tests.stored import insert_users
from tests.support import pin_clock

pytestmark = pytest.mark.servers(18)

NOW = "2026-05-12T09:00:00Z"
HARBOUR = UUID(int=0xA)


@pytest.fixture
def user(db: psycopg.Connection) -> UUID:
    """A member of Harbour with 101 sessions in 2026, long ago, and a credential that expires."""
    pin_clock(db, NOW)
    (user_id,) = insert_users(db, 1)
    db.execute("INSERT INTO momentum.organisations (id, name) VALUES (%s, 'Harbour')", (HARBOUR,))
    db.execute("INSERT INTO momentum.memberships VALUES (%s, %s)", (user_id, HARBOUR))
    add_sessions(db, [user_id], 101)
    db.execute(
        "INSERT INTO momentum.credentials (user_id, organisation_id, credential_type, expires_on)"
        " VALUES (%s, %s, 'First aid', '2026-05-20')",
        (user_id, HARBOUR),
    )
    return user_id


def add_sessions(db: psycopg.Connection, users: list[UUID], count: int) -> None:
    """Complete sessions on the first days of 2026, one per hour."""
    db.execute(
        "INSERT INTO momentum.activities (user_id, activity_type, completed_at)"
        " SELECT u.id, 'session', timestamptz '2026-01-01T00:00:00Z' + n * interval '1 hour'"
        " FROM unnest(%s::uuid[]) AS u (id), generate_series(1, %s) AS n",
        (users, count),
    )


@contextmanager
def another_run(db: psycopg.Connection, database: str, function: str) -> Iterator[Session]:
    """Let another run have recorded the same, but not committed, until the block ends."""
    with Session(database) as other:
        other.run("BEGIN")
        other.run(f"SELECT * FROM momentum.{function}()")
        yield other


def recorded(db: psycopg.Connection) -> list[tuple[Any, ...]]:
    return db.execute(
        "SELECT scenario_type, milestone_value FROM momentum.scenario_notifications ORDER BY 1, 2"
    ).fetchall()


def runs(db: psycopg.Connection) -> list[tuple[Any, ...]]:
    return db.execute(
        "SELECT scenario_type, evaluated_users, triggered, skipped FROM momentum.scenario_runs"
    ).fetchall()


@pytest.mark.parametrize(
    ("scenario", "title", "cells", "summary"),
    [
        (
            "milestones",
            "Milestones of 2026, as of 2026-05-12 09:00:00 UTC",
            [["Harbour", "50", "101"], ["Harbour", "100", "101"]],
            "1 user looked at, 2 milestones recorded",
        ),
        (
            "inactivity",
            "Reminders, as of 2026-05-12 09:00:00 UTC",
            [["Harbour", "never"]],
            "1 user looked at, 1 reminder recorded",
        ),
        (
            "expiry",
            "Warnings, as of 2026-05-12 09:00:00 UTC",
            [["Harbour", "First aid", "2026-05-20"]],
            "1 user looked at, 1 warning recorded",
        ),
    ],
)
def test_what_is_due_is_recorded_and_shown_once(
    run: Run,
    db: psycopg.Connection,
    user: UUID,
    scenario: str,
    title: str,
    cells: list[list[str]],
    summary: str,
) -> None:
    first = run("evaluate", scenario)
    assert (first.exit_code, first.stderr) == (0, ""), first.output
    lines = first.stdout.splitlines()
    assert lines[0].strip() == title
    shown = [[cell.strip() for cell in line.split("│")] for line in lines if str(user) in line]
    assert shown == [[str(user), *row] for row in cells]
    assert lines[-1] == summary
    assert len(recorded(db)) == len(cells)

    second = run("evaluate", scenario)
    assert second.exit_code == 0, second.output
    noun = summary.split()[5].removesuffix("s")
    assert second.stdout.splitlines() == [f"1 user looked at, 0 {noun}s recorded"]
    assert len(recorded(db)) == len(cells)


def test_a_dry_run_shows_the_same_and_writes_nothing(
    run: Run, db: psycopg.Connection, user: UUID
) -> None:
    dry = run("evaluate", "milestones", "--dry-run")
    assert dry.exit_code == 0, dry.output
    assert str(user) in dry.stdout
    assert dry.stdout.splitlines()[-1] == (
        "1 user looked at, 2 milestones would be recorded; nothing is written"
    )
    told = json.loads(run("evaluate", "milestones", "--dry-run", "--json").stdout)
    assert (told["dry_run"], told["triggered"]) == (True, 2)
    assert (recorded(db), runs(db)) == ([], [])


def test_json_is_the_run_and_the_rows_it_recorded(
    run: Run, db: psycopg.Connection, user: UUID
) -> None:
    told = json.loads(run("evaluate", "milestones", "--json").stdout)
    notifications = told.pop("notifications")
    assert told == {
        "scenario_type": "milestone",
        "evaluated_at": "2026-05-12T09:00:00+00:00",
        "evaluated_users": 1,
        "triggered": 2,
        "skipped": 0,
        "dry_run": False,
    }
    assert [row["milestone_value"] for row in notifications] == [50, 100]
    stored = db.execute("SELECT id::text FROM momentum.scenario_notifications").fetchall()
    assert {(row["id"],) for row in notifications} == set(stored)
    assert notifications[0]["payload"]["session_count"] == 101
    assert runs(db) == [("milestone", 1, 2, 0)]

    again = json.loads(run("evaluate", "milestones", "--json").stdout)
    assert (again["triggered"], again["notifications"]) == (0, [])


def test_a_long_list_is_cut_for_people_and_whole_for_machines(
    run: Run, db: psycopg.Connection
) -> None:
    pin_clock(db, NOW)
    add_sessions(db, insert_users(db, 1234), 50)
    page = run("evaluate", "milestones", "--dry-run").stdout.splitlines()
    assert sum(line.startswith("00000000-") for line in page) == 20
    assert any(line.startswith("... and 1,214 more") for line in page)
    assert page[-1].startswith("1,234 users looked at, 1,234 milestones would be recorded")
    told = json.loads(run("evaluate", "milestones", "--json").stdout)
    assert len(told["notifications"]) == 1234


def test_options_restrict_the_run(run: Run, db: psycopg.Connection, user: UUID) -> None:
    other = UUID(int=2)
    db.execute("INSERT INTO auth.users (id, created_at) VALUES (%s, '2024-01-01')", (other,))
    add_sessions(db, [other], 60)
    dry = ("evaluate", "milestones", "--dry-run", "--json")
    of_user = run(*dry, "--user", str(other))
    assert {row["user_id"] for row in json.loads(of_user.stdout)["notifications"]} == {str(other)}
    of_harbour = run(*dry, "--organisation", str(HARBOUR))
    assert {row["user_id"] for row in json.loads(of_harbour.stdout)["notifications"]} == {str(user)}
    both = run(*dry, "--user", str(user), "--user", str(other))
    assert json.loads(both.stdout)["evaluated_users"] == 2


def test_an_earlier_instant_counts_what_was_there_then(
    run: Run, db: psycopg.Connection, user: UUID
) -> None:
    then = run("evaluate", "milestones", "--now", "2026-01-03T05:00:00+02:00", "--json")
    told = json.loads(then.stdout)
    assert told["evaluated_at"] == "2026-01-03T03:00:00+00:00"
    assert [row["payload"]["session_count"] for row in told["notifications"]] == [51]


def test_history_is_said_not_to_be_announced(run: Run, db: psycopg.Connection, user: UUID) -> None:
    db.execute("UPDATE momentum.activities SET completed_at = completed_at - interval '1 year'")
    page = run("evaluate", "milestones", "--now", "2025-12-31T23:59:59.999999Z")
    assert "Milestones of 2025" in page.stdout
    assert page.stdout.splitlines()[-1] == (
        "1 user looked at, 2 milestones recorded, as history: not announced"
    )


def test_names_are_shown_as_they_are(run: Run, db: psycopg.Connection, user: UUID) -> None:
    db.execute("UPDATE momentum.organisations SET name = E'[red]Hill[/x]\\x1b[31m\\nside'")
    page = run("evaluate", "inactivity")
    assert page.exit_code == 0, page.output
    assert "[red]Hill[/x]?[31m?side" in page.stdout


def test_the_last_activity_in_the_organisation_is_shown(
    run: Run, db: psycopg.Connection, user: UUID
) -> None:
    db.execute(
        "INSERT INTO momentum.activities (user_id, organisation_id, activity_type, completed_at)"
        " VALUES (%s, %s, 'session', '2026-02-03T23:30:00-02:00')",
        (user, HARBOUR),
    )
    page = run("evaluate", "inactivity")
    assert page.exit_code == 0, page.output
    _, header, _, row, *_ = page.stdout.splitlines()
    assert header.split()[-2:] == ["last", "activity"]
    assert [cell.strip() for cell in row.split("│")] == [str(user), "Harbour", "2026-02-04"]


@pytest.mark.parametrize(
    ("scenario", "function", "told"),
    [
        ("milestones", "evaluate_milestones", "2 milestones were"),
        ("inactivity", "evaluate_inactivity", "1 reminder was"),
    ],
)
def test_what_another_run_records_at_the_same_moment_is_a_warning(
    run: Run,
    db: psycopg.Connection,
    database: str,
    user: UUID,
    scenario: str,
    function: str,
    told: str,
) -> None:
    with (
        another_run(db, database, function) as other,
        ThreadPoolExecutor(max_workers=1) as thread,
    ):
        waiting = thread.submit(run, "evaluate", scenario)
        wait_until_held_up(db, other)
        other.run("COMMIT")
        result = waiting.result()
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines() == [
        f"1 user looked at, 0 {told.split()[1].rstrip('s')}s recorded"
    ]
    assert result.stderr.splitlines() == [f"Warning: {told} already recorded by another run"]
    count = int(told.split()[0])
    assert [row[2:] for row in runs(db)] == [(count, 0), (0, count)]


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_interrupted_at_the_keyboard(
    db: psycopg.Connection, database: str, user: UUID, options: tuple[str, ...]
) -> None:
    with another_run(db, database, "evaluate_milestones") as other:
        out, err = interrupt(db, database, other, "evaluate", "milestones", *options)
        other.run("ROLLBACK")
    (line,) = err.splitlines()
    assert line.startswith("Error: interrupted (nothing is recorded")
    assert (recorded(db), runs(db)) == ([], [])
    if options:
        told = json.loads(out)
        assert (told["scenario_type"], f"Error: {told['error']}") == ("milestone", line)
    else:
        assert out == ""


def test_json_says_what_went_wrong(run: Run, db: psycopg.Connection, user: UUID) -> None:
    result = run("evaluate", "milestones", "--user", str(UUID(int=0)), "--json")
    assert result.exit_code == 1
    assert "[PM001]" in json.loads(result.stdout)["error"]
    assert "[PM001]" in result.stderr


@pytest.mark.parametrize("scenario", ["milestones", "inactivity", "expiry"])
def test_the_date_style_of_the_session_does_not_matter(
    run: Run, db: psycopg.Connection, database: str, user: UUID, scenario: str
) -> None:
    url = make_conninfo(database, options="-c datestyle=german")
    result = run("evaluate", scenario, "--database-url", url)
    assert result.exit_code == 0, result.output
    assert "as of 2026-05-12 09:00:00 UTC" in result.stdout


def test_an_instant_of_long_ago_is_shown_with_four_digits(
    run: Run, db: psycopg.Connection, user: UUID
) -> None:
    db.execute("UPDATE momentum.credentials SET expires_on = '0900-03-05'")
    page = run("evaluate", "expiry", "--now", "0900-03-04T05:06:07Z")
    assert "as of 0900-03-04 05:06:07 UTC" in page.stdout


@pytest.mark.parametrize("level", ["repeatable read", "serializable"])
def test_the_isolation_level_of_the_session_does_not_matter(
    run: Run, db: psycopg.Connection, database: str, user: UUID, level: str
) -> None:
    options = f"-c default_transaction_isolation={level.replace(' ', chr(92) + ' ')}"
    url = make_conninfo(database, options=options)
    result = run("evaluate", "milestones", "--database-url", url)
    assert result.exit_code == 0, result.output
    assert len(recorded(db)) == 2


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (("milestones", "--user", "00000000-0000-0000-0000-000000000000"), 1, "PM001"),
        (("expiry", "--organisation", "00000000-0000-0000-0000-000000000000"), 1, "PM007"),
        (("inactivity", "--now", "9999-12-31T23:59:59-10:00"), 1, "PM004"),
        (("inactivity", "--now", "infinity"), 2, "'infinity' is not an instant"),
        (("inactivity", "--now", "now"), 2, "'now' is not an instant"),
        (("inactivity", "--now", "next Tuesday"), 2, "'next Tuesday' is not an instant"),
        (("inactivity", "--now", "11/12/2026"), 2, "'11/12/2026' is not an instant"),
        (("inactivity", "--now", "2026-05-11T23:00:00"), 2, "with its time zone, such as"),
        (("inactivity", "--now", "2026-05-11"), 2, "with its time zone, such as"),
        (("inactivity", "--now", ""), 2, "'' is not an instant"),
        (("milestones", "--user", "me"), 2, "UUID"),
        (("streaks",), 2, "streaks"),
    ],
)
def test_wrong_input_is_told_in_words(
    run: Run, db: psycopg.Connection, user: UUID, arguments: tuple[str, ...], status: int, told: str
) -> None:
    result = run("evaluate", *arguments)
    assert result.exit_code == status
    (error,) = (line for line in result.stderr.splitlines() if line.startswith("Error: "))
    assert told in error
    assert "Traceback" not in result.output
    assert (recorded(db), runs(db)) == ([], [])
