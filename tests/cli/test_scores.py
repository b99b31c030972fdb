"""record, score, backfill, explain: what they print, and how they end."""

import json
from uuid import UUID

import psycopg
import pytest

from tests.cli.conftest import Run
from tests.support import make_user, pin_clock

pytestmark = pytest.mark.servers(18)

NOW = "2026-05-12T09:00:00Z"


@pytest.fixture
def user(db: psycopg.Connection) -> UUID:
    """A user who joined on 8 May 2026, seen from 12 May."""
    pin_clock(db, NOW)
    return make_user(db, created_at="2026-05-08T12:00:00Z")


def test_record_prints_the_id_and_a_repeat_changes_nothing(
    run: Run, db: psycopg.Connection, user: UUID
) -> None:
    event_id = "0b7a9c1e-5f0e-4a55-9b65-3f6e0d3c2a11"
    arguments = ("record", str(user), "chat_message", "--at", "2026-05-11T10:00:00Z")
    for _ in range(2):
        result = run(*arguments, "--id", event_id, "--payload", '{"minutes": 20}')
        assert (result.exit_code, result.stdout.strip()) == (0, event_id)
    rows = db.execute("SELECT id, payload FROM momentum.momentum_events").fetchall()
    assert rows == [(UUID(event_id), {"minutes": 20})]


def test_record_refuses_bad_input_with_a_hint(run: Run, user: UUID) -> None:
    future = run("record", str(user), "chat_message", "--at", "2026-05-12T09:05:01Z")
    assert future.exit_code == 1
    assert "PM005" in future.stderr
    assert "Hint: " in future.stderr
    assert "Traceback" not in future.output
    unknown = run("record", "00000000-0000-0000-0000-000000000000", "chat_message")
    assert (unknown.exit_code, "PM001" in unknown.stderr) == (1, True)
    usage = run("record", str(user), "chat_message", "--payload", "{")
    assert (usage.exit_code, "not JSON" in usage.stderr) == (2, True)


def test_score_defaults_to_yesterday_and_a_second_run_is_unchanged(run: Run, user: UUID) -> None:
    first = run("score")
    assert first.exit_code == 0, first.output
    assert first.stdout.strip() == "1 user: 1 inserted, 0 updated, 0 unchanged"
    second = run("score", "--date", "2026-05-11", "--user", str(user), "--json")
    assert json.loads(second.stdout) == {"users": 1, "inserted": 0, "updated": 0, "unchanged": 1}


def test_score_of_a_span_scores_each_day(run: Run, db: psycopg.Connection, user: UUID) -> None:
    result = run("score", "--from", "2026-05-09", "--to", "2026-05-11", "--user", str(user))
    assert result.exit_code == 0, result.output
    assert "3 rows in" in result.stdout
    count = db.execute("SELECT count(*) FROM momentum.daily_engagement_scores").fetchone()
    assert count == (3,)


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (("score", "--date", "2026-05-13"), 1, "PM003"),
        (("score", "--date", "2026-05-11", "--version", "v9"), 1, "PM002"),
        (("score", "--from", "2026-05-11", "--to", "2026-05-10"), 1, "PM004"),
        (("score", "--from", "2026-05-11"), 2, "--from and --to"),
        (("score", "--date", "11 May"), 2, "not a date"),
        (("backfill", "--from", "2026-05-11"), 2, "--to"),
        (
            ["backfill", "--from", "2026-05-11", "--to", "2026-05-11", "--dry-run", "--announce"],
            2,
            "exclude each other",
        ),
        (("explain", "not-an-id", "2026-05-11"), 2, "UUID"),
        (("explain", "00000000-0000-0000-0000-000000000000", "2026-05-11"), 1, "PM001"),
    ],
)
def test_wrong_input_is_told_in_words(
    run: Run, user: UUID, arguments: tuple[str, ...], status: int, told: str
) -> None:
    result = run(*arguments)
    assert result.exit_code == status
    assert told in result.stderr
    assert "Traceback" not in result.output


def test_backfill_lists_then_stores_what_is_missing(run: Run, user: UUID) -> None:
    span = ("backfill", "--from", "2026-05-07", "--to", "2026-05-11")
    missing = json.loads(run(*span, "--dry-run", "--json").stdout)
    assert missing == [{"score_date": f"2026-05-{day:02}", "missing": 1} for day in (8, 9, 10, 11)]
    assert "4 rows missing" in run(*span, "--dry-run").stdout
    done = run(*span)
    assert done.exit_code == 0, done.output
    assert "4 of 4 rows" in done.stdout
    assert json.loads(run(*span, "--json").stdout) == {"rows": 0, "failed": 0}
    assert "0 rows missing" in run(*span, "--dry-run").stdout


def test_backfill_tells_listeners_where_it_is_asked_to(
    run: Run, db: psycopg.Connection, user: UUID
) -> None:
    announced = "SELECT count(*) FROM momentum.realtime_inbox"
    db.execute("TRUNCATE momentum.realtime_inbox")
    assert run("backfill", "--from", "2026-05-07", "--to", "2026-05-08").exit_code == 0
    assert db.execute(announced).fetchone() == (0,)
    assert (
        run("backfill", "--from", "2026-05-09", "--to", "2026-05-11", "--announce").exit_code == 0
    )
    assert db.execute(announced).fetchone() == (3,)


def test_explain_shows_event_types_as_they_are(
    run: Run, db: psycopg.Connection, user: UUID
) -> None:
    db.execute(
        "SELECT momentum.record_event(%s, E'[/x] \\x1b[31m[red]', '2026-05-11T08:00:00Z')", (user,)
    )
    page = run("explain", str(user), "2026-05-11")
    assert page.exit_code == 0, page.output
    assert "[/x] ?[31m[red]" in page.stdout


def test_explain_shows_the_numbers_of_the_formula(
    run: Run, db: psycopg.Connection, user: UUID
) -> None:
    for minute in range(7):
        db.execute(
            "SELECT momentum.record_event(%s, 'journal_entry', %s)",
            (user, f"2026-05-10T08:0{minute}:00Z"),
        )
    db.execute(
        "INSERT INTO momentum.daily_engagement_scores (user_id, score_date, raw_score,"
        " normalized_score, final_score, momentum_state, breakdown, event_count,"
        " algorithm_version) VALUES (%s, '2026-05-09', 70, 70, 80, 'Rising', '{}', 7, 'v1')",
        (user,),
    )
    db.execute("SELECT momentum.calculate_score(%s, '2026-05-10', 'v1')", (user,))
    page = run("explain", str(user), "2026-05-10")
    assert page.exit_code == 0, page.output
    # 5 of 7 entries count: 50 points; decayed (50 + 80 * 0.9330) / 1.9330; 0.7 * 50 + 0.3 * that
    for told in ("journal_entry", "64.4803", "54.34", "0.7 x 50.00 + 0.3 x 64.4803", "Steady"):
        assert told in page.stdout
    told = json.loads(run("explain", str(user), "2026-05-10", "--json").stdout)
    assert told["events"][0]["capped"] == 2
    assert told["blend"]["final_score"] == 54.34
    assert told["up_to_date"] is True
