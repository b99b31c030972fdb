"""A preview shows what a recalculation stores, whatever is stored before."""

from datetime import UTC, date, datetime, time, timedelta

import psycopg
from hypothesis import given
from hypothesis import strategies as st

from tests.model import Event, Version
from tests.property.strategies import FIRST_DAY, days, events, fewer, versions
from tests.stored import insert_events, load_version, stored_rows
from tests.support import make_user, pin_clock
from tests.truth import LEGACY

TODAY = FIRST_DAY + timedelta(days=6)
PREVIEW = "SELECT * FROM momentum.preview_scores('random', %s, %s, %s)"


@fewer
@given(
    random=versions(),
    happened=st.lists(events(days(7)), min_size=3, max_size=3),
    created=st.lists(days(7), min_size=3, max_size=3),
    imported=st.sets(st.tuples(st.integers(0, 2), days(7)), max_size=6),
    scored=st.lists(days(7), max_size=4),
    span=st.tuples(days(7), days(7)).map(sorted),
    named=st.none() | st.sets(st.integers(0, 2)),
)
def test_a_recalculation_stores_what_was_previewed(
    db: psycopg.Connection,
    random: Version,
    happened: list[list[Event]],
    created: list[date],
    imported: set[tuple[int, date]],
    scored: list[date],
    span: list[date],
    named: set[int] | None,
) -> None:
    pin_clock(db, datetime.combine(TODAY, time(12), UTC))
    load_version(db, "random", random)
    users = [make_user(db, day.isoformat()) for day in created]
    chosen = None if named is None else [users[number] for number in named]
    try:
        for user_id, its in zip(users, happened, strict=True):
            insert_events(db, user_id, its)
        for day in scored:
            db.execute("SELECT momentum.calculate_scores(%s)", (day,))
        for number, day in imported:
            db.execute(
                "DELETE FROM momentum.daily_engagement_scores"
                " WHERE user_id = %s AND score_date = %s",
                (users[number], day),
            )
            db.execute(LEGACY.encode(), (users[number], day, 60, 60, 60))
        before = stored_rows(db)
        previewed = db.execute(PREVIEW, (*span, chosen)).fetchall()
        assert stored_rows(db) == before, "it writes nothing"
        for user_id, day, score, _, state, _ in previewed:
            row = before.get(user_id, {}).get(day)
            assert (score, state) == (row and row.final_score, row and row.momentum_state)

        db.execute("SELECT momentum.activate_score_version('random', %s)", (span[0],))
        db.execute("CALL momentum.recalculate_scores(%s, %s, %s)", (*span, chosen))
        recalculated = db.execute(
            "SELECT user_id, score_date, final_score, momentum_state"
            " FROM momentum.daily_engagement_scores WHERE algorithm_version = 'random'"
            " AND score_date BETWEEN %s AND %s",
            span,
        ).fetchall()
        shown = {(user_id, day, score, state) for user_id, day, _, score, _, state in previewed}
        assert len(shown) == len(previewed), "a row for each user and day"
        assert shown == set(recalculated)
    finally:
        db.execute("DELETE FROM auth.users")
        db.execute("DELETE FROM momentum.rescore_queue")
        db.execute("DELETE FROM momentum.score_versions WHERE version = 'random'")
