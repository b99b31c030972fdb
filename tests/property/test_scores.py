"""Whatever happened, in whatever order days are scored: the stored rows are those of the model."""

from datetime import date
from uuid import UUID

import psycopg
from hypothesis import given
from hypothesis import strategies as st

from tests.model import V1, V2, Event, Score, Version, score
from tests.property.strategies import FIRST_DAY, bounded, days, events, fewer, versions
from tests.stored import calculate, insert_events, load_version, stored_rows
from tests.support import make_user

Calculation = tuple[int, date, str | None]


def calculations(users: int = 2) -> st.SearchStrategy[list[Calculation]]:
    """Return calculations of users' days, unordered, with repetitions, under any version."""
    names = st.sampled_from([None, "v1", "v2", "random"])
    return st.lists(st.tuples(st.integers(0, users - 1), days(), names), min_size=1, max_size=14)


@bounded
@given(random=versions(), happened=st.tuples(events(days()), events(days())), order=calculations())
def test_days_in_any_order_under_any_version(
    db: psycopg.Connection,
    random: Version,
    happened: tuple[list[Event], list[Event]],
    order: list[Calculation],
) -> None:
    known = {None: V2, "v1": V1, "v2": V2, "random": random}
    expected: list[dict[date, Score]] = [{}, {}]
    with db.transaction(force_rollback=True):
        load_version(db, "random", random)
        users = [make_user(db, "2024-01-01") for _ in happened]
        for user_id, its in zip(users, happened, strict=True):
            insert_events(db, user_id, its)
        for number, day, name in order:
            expected[number][day] = score(known[name], day, happened[number], expected[number])
            assert calculate(db, users[number], day, name) == expected[number][day]
        assert stored_rows(db, users) == dict(zip(users, expected, strict=True))


@bounded
@given(random=versions(), its=events(days()), scored=st.lists(days(), min_size=1, max_size=8))
def test_events_that_come_late_or_go_are_found_by_the_next_calculation(
    db: psycopg.Connection, random: Version, its: list[Event], scored: list[date]
) -> None:
    stored: dict[date, Score] = {}
    with db.transaction(force_rollback=True):
        load_version(db, "random", random)
        user_id = make_user(db, "2024-01-01")
        for number, day in enumerate(scored):
            # Another part of the events exists at each step; the rest is deleted or not yet there.
            present = its[number % 3 :: 2]
            db.execute("DELETE FROM momentum.momentum_events WHERE user_id = %s", (user_id,))
            insert_events(db, user_id, present)
            stored[day] = score(random, day, present, stored)
            assert calculate(db, user_id, day, "random") == stored[day]


@fewer
@given(
    random=versions(),
    begins=days(6),
    happened=st.lists(events(days(6)), min_size=3, max_size=3),
    created=st.lists(days(6), min_size=3, max_size=3),
)
def test_in_bulk_one_at_a_time_and_paged_are_the_same(
    db: psycopg.Connection,
    random: Version,
    begins: date,
    happened: list[list[Event]],
    created: list[date],
) -> None:
    span = [FIRST_DAY.replace(day=FIRST_DAY.day + number) for number in range(6)]
    users = [make_user(db, f"{day} 23:59:59.999999+00") for day in created]
    load_version(db, "random", random, begins)
    try:
        for user_id, its in zip(users, happened, strict=True):
            insert_events(db, user_id, its)
        expected = scored_by_model(
            dict(zip(users, zip(created, happened, strict=True), strict=True)), span, begins, random
        )

        with db.transaction(force_rollback=True):
            for day in span:
                db.execute("SELECT momentum.calculate_scores(%s)", (day,))
            assert stored_rows(db, users) == expected, "calculate_scores for everyone"

        with db.transaction(force_rollback=True):
            for day in span:
                active = [user_id for user_id in users if day in expected[user_id]]
                named = [*active, *active]
                db.execute("SELECT momentum.calculate_scores(%s, %s)", (day, named))
            assert stored_rows(db, users) == expected, "calculate_scores for users named twice"

        with db.transaction(force_rollback=True):
            for user_id in reversed(users):
                for day in expected[user_id]:
                    calculate(db, user_id, day)
            assert stored_rows(db, users) == expected, "calculate_score"

        parameters = (span[0], span[-1])
        db.execute("CALL momentum.recalculate_scores(%s, %s, NULL, 2, 3)", parameters)
        assert stored_rows(db, users) == expected, "recalculate_scores"

        for day in span:
            row = db.execute("SELECT * FROM momentum.calculate_scores(%s)", (day,)).fetchone()
            active_users = sum(day in rows for rows in expected.values())
            assert row == (active_users, 0, 0, active_users), "a second calculation writes nothing"
    finally:
        db.execute("DELETE FROM auth.users")
        db.execute("DELETE FROM momentum.score_versions WHERE version = 'random'")


def scored_by_model(
    users: dict[UUID, tuple[date, list[Event]]], span: list[date], begins: date, random: Version
) -> dict[UUID, dict[date, Score]]:
    """Return the rows of users by creation day and events; from a day on the version is random."""
    rows: dict[UUID, dict[date, Score]] = {user_id: {} for user_id in users}
    for day in span:
        version = random if day >= begins else V2
        for user_id, (created, happened) in users.items():
            if created <= day:
                rows[user_id][day] = score(version, day, happened, rows[user_id])
    return rows
