"""demo: complete the first time, quick and harmless the second, alike for the same seed."""

from datetime import date
from io import StringIO

import psycopg
import pytest
from rich.console import Console

from pgmomentum.demo import plan
from pgmomentum.demo_realtime import outbox
from pgmomentum.population import events_of, people, sessions_of
from pgmomentum.views.demo import awarded_now, outbox_events
from tests.cli.conftest import Run
from tests.realtime.stream import announce
from tests.stored import insert_users
from tests.support import pin_clock

pytestmark = pytest.mark.servers(18)


def test_demo_scores_every_active_user_and_day_and_can_be_run_again(
    run: Run, db: psycopg.Connection
) -> None:
    small = ("demo", "--users", "40", "--days", "12", "--seed", "3")
    first = run(*small)
    assert first.exit_code == 0, first.output
    assert "complete" in first.stdout
    assert "INCOMPLETE" not in first.stdout
    for shown in (
        "Spread of states",
        "Scores of some users",
        "Blend and state",
        "per second",
        "Milestones",
        "Badges",
        "not yet: ",
        "Interventions",
        "The outbox",
        "momentum_score_created",
        "push_notification",
    ):
        assert shown in first.stdout
    before = _everything(db)
    second = run(*small)
    assert second.exit_code == 0, second.output
    assert "nothing to do" in second.stdout
    assert _everything(db) == before


def test_demo_shows_what_it_announced_to_its_users(run: Run, db: psycopg.Connection) -> None:
    """A line each, in a terminal of 80 columns, too."""
    pin_clock(db, "2026-05-12T09:00:00Z")
    (other,) = insert_users(db, 1)
    result = run("demo", "--users", "40", "--days", "12", "--seed", "3")
    assert result.exit_code == 0, result.output
    announce(db, other, 1)
    found = outbox(db, plan(db, 40, 12, 3, None))
    assert "numbered" not in [row["event_type"] for row in found]
    narrow = Console(width=80, file=StringIO())
    narrow.print(outbox_events(found))
    assert isinstance(narrow.file, StringIO)
    lines = [line for line in narrow.file.getvalue().splitlines() if "│" in line]
    for line, row in zip(lines, found, strict=True):
        assert line.split()[0] == row["event_type"]
        assert " 05-12 09:00 " in line
        assert (row["newest"]["user_id"] or "everyone")[:8] in line
    (told,) = (line for line in lines if "push_notification" in line)
    assert told.rstrip().endswith("…")


def _everything(db: psycopg.Connection) -> list[tuple[object, ...]]:
    return db.execute(
        "SELECT (SELECT count(*) FROM auth.users), (SELECT count(*) FROM momentum.momentum_events),"
        " (SELECT md5(string_agg(s::text, ',' ORDER BY s.user_id, s.score_date))"
        " FROM momentum.daily_engagement_scores AS s),"
        " (SELECT count(*) FROM momentum.organisations),"
        " (SELECT count(*) FROM momentum.memberships),"
        " (SELECT count(*) FROM momentum.scenario_configs),"
        " (SELECT md5(string_agg(s::text, ',' ORDER BY s.user_id, s.year))"
        " FROM momentum.annual_summary AS s),"
        " (SELECT md5(string_agg(n::text, ',' ORDER BY n.user_id, n.id))"
        " FROM momentum.scenario_notifications AS n),"
        " (SELECT count(*) FROM momentum.badge_definitions),"
        " (SELECT md5(string_agg(w::text, ',' ORDER BY w.user_id, w.badge_id))"
        " FROM momentum.badge_awards AS w)"
    ).fetchall()


def test_demo_evaluates_the_milestones_of_every_year_once(run: Run, db: psycopg.Connection) -> None:
    pin_clock(db, "2026-01-21T09:00:00Z")
    small = ("demo", "--users", "40", "--days", "40", "--seed", "3")
    result = run(*small)
    assert result.exit_code == 0, result.output
    reached = db.execute(
        """
        SELECT n.milestone_year, o.name, n.milestone_value
        FROM momentum.scenario_notifications AS n
        JOIN momentum.organisations AS o ON o.id = n.organisation_id
        WHERE (n.payload ->> 'session_count')::integer = (
            SELECT count(*)
            FROM momentum.activities AS a
            WHERE a.user_id = n.user_id
                AND extract(YEAR FROM a.completed_at AT TIME ZONE 'UTC') = n.milestone_year
        )
        """
    ).fetchall()
    # twenty days of each year: only Harbour has a threshold that low
    assert set(reached) == {(2025, "Harbour", 10), (2026, "Harbour", 10)}
    told = f"{len(reached)} milestones recorded now, in"
    assert told in result.stdout
    assert "s, records 0: each fires once" in result.stdout
    again = run(*small)
    assert " 0 milestones recorded now, in" in again.stdout
    assert "s, records 0: each fires once" in again.stdout
    shown = [
        line.split("│")[1:4]
        for line in again.stdout.splitlines()
        if "│" in line and ", with " in line
    ]
    assert [name.strip() for name, *_ in shown] == ["Harbour", "Harbour"]
    assert sum(int(users) for *_, users in shown) == len(reached)


def test_demo_awards_badges_as_the_sessions_come(run: Run, db: psycopg.Connection) -> None:
    pin_clock(db, "2026-05-12T09:00:00Z")
    small = ("demo", "--users", "40", "--days", "40", "--seed", "3")
    first = run(*small)
    assert first.exit_code == 0, first.output
    counts = db.execute(
        "SELECT b.name, w.source, count(*) FROM momentum.badge_awards AS w"
        " JOIN momentum.badge_definitions AS b ON b.id = w.badge_id GROUP BY 1, 2"
    ).fetchall()
    assert {name for name, _, _ in counts} == {
        "Four weeks in a row",
        "Ten days in a row",
        "Thirty sessions",
    }
    assert {source for _, source, _ in counts} == {"trigger"}
    total = sum(count for _, _, count in counts)
    told = f"{total} badges awarded now, in the statements that brought the sessions."
    assert told in first.stdout
    for shown in ("What earned it", "earned on 2026-", "not yet: ", "The streak now"):
        assert shown in first.stdout

    again = run(*small)
    assert f"Awarded by an earlier run: {total} badges, each of them once." in again.stdout
    db.execute("DELETE FROM momentum.badge_awards")
    later = run(*small)
    assert f"{total} badges awarded now, by award_retroactively()." in later.stdout


@pytest.mark.parametrize("users", ["1", "3"])
def test_demo_of_a_few_users_explains_nobody_who_has_no_streak(
    run: Run, db: psycopg.Connection, users: str
) -> None:
    pin_clock(db, "2026-05-12T09:00:00Z")
    few = run("demo", "--users", users, "--days", "3", "--seed", "1")
    assert few.exit_code == 0, few.output
    assert "Nobody has earned a badge yet." in few.stdout
    assert "not yet: 0 of" not in few.stdout
    assert "0 of 10" not in few.stdout


def test_demo_tells_how_badges_were_awarded() -> None:
    assert awarded_now(0, 0, 0) == "Nobody has earned a badge yet."
    assert awarded_now(1, 1, 0) == (
        "1 badge awarded now, in the statements that brought the sessions."
    )
    assert awarded_now(1_500, 1_000, 500) == (
        "1,500 badges awarded now, 1,000 of them in the statements that brought the sessions, the "
        "others by award_retroactively()."
    )


def test_sessions_are_those_of_active_days_one_each() -> None:
    days = [date(2026, 5, number) for number in range(1, 29)]
    for person in people(200, 30, 1):
        sessions = list(sessions_of(person, days, 1))
        assert sessions == list(sessions_of(person, days, 1))
        active = [day for day in days if list(events_of(person, day, 1))]
        if person.habit in ("rhythm", "daily"):
            assert [session.completed_at.date() for session in sessions] == active
        else:
            assert sessions == []


def test_the_population_follows_from_the_seed() -> None:
    day = date(2026, 5, 8)
    once, again, other = (
        [event for person in people(200, 30, seed) for event in events_of(person, day, seed)]
        for seed in (1, 1, 2)
    )
    assert once == again
    assert once != other


def test_the_population_has_late_and_repeated_events_and_silent_users() -> None:
    persons = people(400, 30, 1)
    days = [date(2026, 5, number) for number in range(1, 29)]
    events = [event for person in persons for day in days for event in events_of(person, day, 1)]
    assert any(event.is_late for event in events)
    assert len(events) > len(set(events))
    active = {event.user_id for event in events}
    assert any(person.user_id not in active for person in persons)
    assert any(person.joined_after_days for person in persons)
