"""demo: complete the first time, quick and harmless the second, alike for the same seed."""

from datetime import date

import psycopg

from pgmomentum.population import events_of, people
from tests.cli.conftest import Run


def test_demo_scores_every_active_user_and_day_and_can_be_run_again(
    run: Run, db: psycopg.Connection
) -> None:
    small = ("demo", "--users", "40", "--days", "12", "--seed", "3")
    first = run(*small)
    assert first.exit_code == 0, first.output
    assert "complete" in first.stdout
    assert "INCOMPLETE" not in first.stdout
    for shown in ("Spread of states", "Scores of some users", "Blend and state", "per second"):
        assert shown in first.stdout
    before = _everything(db)
    second = run(*small)
    assert second.exit_code == 0, second.output
    assert "nothing to do" in second.stdout
    assert _everything(db) == before


def _everything(db: psycopg.Connection) -> list[tuple[object, ...]]:
    return db.execute(
        "SELECT (SELECT count(*) FROM auth.users), (SELECT count(*) FROM momentum.momentum_events),"
        " (SELECT md5(string_agg(s::text, ',' ORDER BY s.user_id, s.score_date))"
        " FROM momentum.daily_engagement_scores AS s)"
    ).fetchall()


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
