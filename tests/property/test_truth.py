"""Events come, change and go in any order, among calculations: the rows are those of the model."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import psycopg
from hypothesis import given
from hypothesis import strategies as st

from tests.model import Event, Score, Version, score
from tests.property.strategies import FIRST_DAY, TYPES, days, fewer, instants, versions
from tests.stored import load_version, stored_rows
from tests.support import make_user, pin_clock
from tests.truth import assert_true, drain

#: Today; events lie on the days from the first one to tomorrow.
TODAY = FIRST_DAY + timedelta(days=5)
SPAN = [FIRST_DAY + timedelta(days=number) for number in range(6)]

#: What an event is for a while: its user, and what happened; None: it is gone.
State = tuple[int, Event] | None
#: What is done among the changes of events: the name, and a day.
Deed = tuple[str, date]

LIVE = "UPDATE momentum.settings SET value = %s WHERE name = 'live_scoring'"
DEEDS = {
    "drain": "SELECT momentum.drain_rescore_queue(%(few)s)",
    "calculate_score": "SELECT momentum.calculate_score(%(user)s, %(day)s)",
    "calculate_scores": "SELECT momentum.calculate_scores(%(day)s)",
    "backfill": "CALL momentum.backfill_empty_days(%(day)s, %(later)s, 1, 1)",
    "recalculate": "CALL momentum.recalculate_scores(%(day)s, %(later)s, NULL, 1, 1)",
    "live on": LIVE.replace("%s", "'on'"),
    "live off": LIVE.replace("%s", "'off'"),
    # Who takes away the row of today takes it away.
    "forget": "DELETE FROM momentum.daily_engagement_scores WHERE score_date = %(past)s",
}


@st.composite
def lives(draw: st.DrawFn) -> list[State]:
    """Return what becomes of one event: at first it is there."""
    happening = st.builds(
        Event, st.sampled_from(TYPES), instants(days(7)), st.sampled_from([False, False, True])
    )
    states: list[State] = list(
        draw(st.lists(st.tuples(st.integers(0, 1), happening), min_size=1, max_size=4))
    )
    return [*states, None] if draw(st.booleans()) else states


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[list[State]], list[int | Deed]]:
    """Return the lives of events, and the order in which these go on, with deeds among them."""
    events = draw(st.lists(lives(), min_size=1, max_size=8))
    changes = [number for number, states in enumerate(events) for _ in states]
    deeds = draw(
        st.lists(st.tuples(st.sampled_from(sorted(DEEDS)), st.sampled_from(SPAN)), max_size=12)
    )
    return events, draw(st.permutations([*changes, *deeds]))


@fewer
@given(random=versions(), history=histories())
def test_in_any_order_the_rows_are_those_of_the_model(
    db: psycopg.Connection,
    random: Version,
    history: tuple[list[list[State]], list[int | Deed]],
) -> None:
    events, order = history
    pin_clock(db, datetime.combine(TODAY, time(12), UTC))
    load_version(db, "random", random, FIRST_DAY)
    users = [make_user(db, FIRST_DAY.isoformat()) for _ in range(2)]
    try:
        progress = [0] * len(events)
        for each in order:
            if isinstance(each, int):
                change(db, users, each, events[each], progress[each])
                progress[each] += 1
            else:
                name, day = each
                parameters = {"user": users[0], "day": day, "few": 3}
                parameters["later"] = min(day + timedelta(days=2), TODAY)
                parameters["past"] = min(day, TODAY - timedelta(days=1))
                db.execute(DEEDS[name].encode(), parameters)
        drain(db)
        assert_true(db, {"random": random})

        # Some days may have no row yet; then every day is what the events make of it.
        db.execute("CALL momentum.backfill_empty_days(%s, %s)", (SPAN[0], TODAY))
        drain(db)
        expected: dict[UUID, dict[date, Score]] = {user_id: {} for user_id in users}
        for number, user_id in enumerate(users):
            last = [states[-1] for states in events]
            its = [state[1] for state in last if state is not None and state[0] == number]
            for day in SPAN:
                expected[user_id][day] = score(random, day, its, expected[user_id])
        assert stored_rows(db, users) == expected
    finally:
        db.execute("DELETE FROM auth.users")
        db.execute("DELETE FROM momentum.rescore_queue")
        db.execute("DELETE FROM momentum.score_versions WHERE version = 'random'")
        db.execute(LIVE, ("on",))


def change(
    connection: psycopg.Connection,
    users: Sequence[UUID],
    number: int,
    states: Sequence[State],
    step: int,
) -> None:
    """Let the life of an event go on by a step."""
    event_id = UUID(int=number)
    state = states[step]
    if state is None:
        connection.execute("DELETE FROM momentum.momentum_events WHERE id = %s", (event_id,))
        return
    user, event = state
    values = (
        users[user],
        event.event_type,
        event.event_ts,
        event.event_ts if event.deleted else None,
        event_id,
    )
    connection.execute(
        "INSERT INTO momentum.momentum_events (user_id, event_type, event_ts, deleted_at, id)"
        " VALUES (%s, %s, %s, %s, %s)"
        if step == 0
        else "UPDATE momentum.momentum_events SET user_id = %s, event_type = %s, event_ts = %s,"
        " deleted_at = %s WHERE id = %s",
        values,
    )
