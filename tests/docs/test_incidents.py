"""The incidents of docs/operations.md happen, and end well when the page is followed."""

import re
import shlex
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from click.testing import CliRunner

from pgmomentum.cli import main
from tests.docs.test_commands import BADGE, BLOCK, ORGANISATION, ROOT, without_comment
from tests.stored import insert_users
from tests.support import as_role, pin_clock

NOW = "2026-11-21T09:00:00Z"
PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
INCIDENTS = PAGE.partition("\n## Incidents\n")[2].partition("\n## ")[0]

Rows = list[tuple[Any, ...]]


def recipe(title: str) -> list[list[str]]:
    """Return what the page says to do, block by block: commands, and statements of SQL."""
    (text,) = re.findall(rf"^### {title}\n(.*?)(?=^### |\Z)", INCIDENTS, re.M | re.DOTALL)
    return [
        [without_comment(line, "#") for line in block.splitlines()]
        if language == "sh"
        else [each.strip() for each in re.sub(r"--.*", "", block).split(";") if each.strip()]
        for language, block in BLOCK.findall(text)
    ]


class Operator:
    """Who follows the page, on 21 November 2026."""

    def __init__(self, dsn: str, db: psycopg.Connection) -> None:
        self._dsn = dsn
        self._db = db

    def do(self, steps: list[str]) -> list[Rows]:
        """Take the steps of a block; return the rows of each statement."""
        pin_clock(self._db, NOW)
        return [self._shell(step) if step.startswith("pgm") else self._sql(step) for step in steps]

    def _shell(self, line: str) -> Rows:
        pin_clock(self._db, NOW)
        words = shlex.split(line)
        done = CliRunner().invoke(main, ["--database-url", self._dsn, *words[1:]])
        assert done.exit_code == (1 if line == "pgmomentum doctor" else 0), done.output
        return [(line,) for line in done.stdout.splitlines()]

    def _sql(self, statement: str) -> Rows:
        with as_role(self._db, "service_role"):
            cursor = self._db.execute(statement.replace("ba49…", BADGE).encode())
            return cursor.fetchall() if cursor.description else []


@pytest.fixture
def operator(
    database: str, db: psycopg.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Operator:
    pin_clock(db, NOW)
    monkeypatch.chdir(tmp_path)
    return Operator(database, db)


def scored(db: psycopg.Connection) -> list[tuple[Any, ...]]:
    return db.execute(
        "SELECT score_date::text, algorithm_version, raw_score::integer"
        " FROM momentum.daily_engagement_scores ORDER BY score_date"
    ).fetchall()


def record(db: psycopg.Connection, user: UUID, *days: str) -> None:
    for day in days:
        db.execute(
            "SELECT momentum.record_event(%s, 'chat_message', %s)", (user, f"{day} 08:00:00Z")
        )


def test_a_failed_night(db: psycopg.Connection, operator: Operator) -> None:
    (user,) = insert_users(db, 1, "2026-11-14")
    record(db, user, "2026-11-19")
    db.execute("CALL momentum.recalculate_scores('2026-11-14', '2026-11-18')")
    looking, failures, failed_jobs, by_hand, rest = recipe("A failed night")
    status, jobs, found, *_ = operator.do(looking[:3])
    assert any("score-yesterday" in line and "never" in line for (line,) in jobs)
    assert any(" 2026-11-20 " in line and " 0 %" in line for (line,) in status)
    assert ("missing_scores: rows: 2, on 2 of the days from 2026-11-19 to 2026-11-20",) in found
    operator.do(looking)
    days = [(day, raw) for day, _, raw in scored(db) if day <= "2026-11-20"]
    assert days[-2:] == [("2026-11-19", 2), ("2026-11-20", 0)]

    db.execute("DELETE FROM momentum.daily_engagement_scores WHERE score_date = '2026-11-19'")
    assert operator.do(failures) == [[]]
    operator.do(by_hand)
    operator.do(rest)
    assert [(day, raw) for day, _, raw in scored(db) if day <= "2026-11-20"] == days
    db.execute("DELETE FROM momentum.daily_engagement_scores WHERE score_date = '2026-11-20'")
    operator.do(failed_jobs)
    assert [(day, raw) for day, _, raw in scored(db) if day <= "2026-11-20"] == days
    nightly = "SELECT name FROM momentum.jobs WHERE schedule LIKE '% * * *' AND schedule !~ '^[*]'"
    named = {(step.split()[-1],) for step in failed_jobs}
    assert {*db.execute(nightly)} - named == {("cleanup-job-runs",)}


def act(db: psycopg.Connection, user: UUID, first: str, days: int) -> None:
    db.execute(
        "INSERT INTO momentum.activities (user_id, organisation_id, activity_type, completed_at)"
        " SELECT %s, %s, 'call', (%s::date + number)::timestamp AT TIME ZONE 'UTC'"
        " FROM generate_series(0, %s - 1) AS number",
        (user, ORGANISATION, first, days),
    )


def holders(db: psycopg.Connection) -> set[UUID]:
    query = "SELECT user_id FROM momentum.badge_awards WHERE revoked_at IS NULL"
    return {user for (user,) in db.execute(query)}


def test_wrongly_awarded_badges(db: psycopg.Connection, operator: Operator) -> None:
    three, thirty, given = insert_users(db, 3, "2026-01-01")
    db.execute(
        "INSERT INTO momentum.organisations (id, name) VALUES (%s, 'Hillside')", (ORGANISATION,)
    )
    db.execute(
        "INSERT INTO momentum.badge_definitions"
        " (id, organisation_id, name, criteria_type, required, window_unit)"
        " VALUES (%s, %s, 'Thirty days', 'streak', 3, 'day')",
        (BADGE, ORGANISATION),
    )
    act(db, three, "2026-11-19", 3)
    act(db, thirty, "2026-10-01", 31)
    db.execute("SELECT momentum.award_badge(%s, %s)", (given, BADGE))
    assert holders(db) == {three, thirty, given}
    mistake, later = recipe("Wrongly awarded badges")
    _, found, _, told, _ = operator.do(mistake)
    assert [row[0] for row in found] == [row[0] for row in told] == [three]
    assert holders(db) == {thirty, given}

    assert operator.do(later) == [[]]
    act(db, three, "2026-10-23", 27)
    assert holders(db) == {thirty, given}, "who was revoked it does not earn it"
    assert operator.do(later) == [[(three,)]]
    assert holders(db) == {three, thirty, given}
    assert operator.do(later) == [[]]


def test_a_full_notification_queue(db: psycopg.Connection, operator: Operator) -> None:
    for steps in recipe("A full notification queue"):
        operator.do(steps)
    mode = "SELECT value FROM momentum.settings WHERE name = 'notify_mode'"
    assert db.execute(mode).fetchone() == ("channels",)


def test_a_bad_weight_version(db: psycopg.Connection, operator: Operator) -> None:
    (user,) = insert_users(db, 1, "2026-11-19")
    wrong = '{"chat_message": 9, "max_weight_per_day": 10}'
    db.execute("SELECT momentum.load_score_version('v3', %s, '2026-11-20')", (wrong,))
    record(db, user, "2026-11-19", "2026-11-20", "2026-11-21")
    db.execute("CALL momentum.recalculate_scores('2026-11-19', '2026-11-20')")
    assert scored(db) == [("2026-11-19", "v2", 2), ("2026-11-20", "v3", 9), ("2026-11-21", "v3", 9)]
    with pytest.raises(psycopg.Error, match="cannot change") as refused:
        db.execute(
            "SELECT momentum.load_score_version('v3', %s, '2026-11-20')", (wrong.replace("9", "3"),)
        )
    assert refused.value.sqlstate == "PM009"

    Path("weights.json").write_text('{"chat_message": 3, "max_weight_per_day": 10}')
    for steps in recipe("A bad weight version"):
        operator.do(steps)
    assert scored(db) == [("2026-11-19", "v2", 2), ("2026-11-20", "v4", 3), ("2026-11-21", "v4", 3)]
    db.execute("SELECT momentum.drain_rescore_queue()")
    assert scored(db)[1:] == [("2026-11-20", "v4", 3), ("2026-11-21", "v4", 3)]
