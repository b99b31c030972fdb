"""Whatever the scores were, and whenever it is evaluated, what is made is what the model says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import psycopg
from hypothesis import given
from hypothesis import strategies as st

from tests.property.strategies import bounded
from tests.realtime.rules import RULES, Day, History, Records
from tests.realtime.scores import insert_scores
from tests.stored import insert_users
from tests.support import pin_clock

USERS = 3
#: The first evaluation is on this day or the one after it.
TODAY = date(2024, 3, 4)
SPAN = 11

EVALUATE = (
    "SELECT rule_name, evaluated_users, interventions, notifications, skipped"
    " FROM momentum.evaluate_interventions(%s, %s::uuid[])"
)

#: A state does not follow from a score here: what is imported or hysteresis has decided.
days = st.builds(
    Day,
    st.sampled_from([Decimal(n) for n in ("0", "30", "45", "59.99", "60", "100")]),
    st.sampled_from(["NeedsCare"] * 3 + ["Rising"] * 3 + ["Steady"]),
    st.sampled_from([True, True, True, False]),
)


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Return the days of a user; seldom one is missing."""
    found = draw(st.lists(days | days | days | st.none(), min_size=SPAN, max_size=SPAN))
    return {TODAY + timedelta(1 - back): day for back, day in enumerate(found) if day}


@dataclass(frozen=True)
class Call:
    """An evaluation: hours after the one before, and of which day and users."""

    hours: int
    days_back: int
    users: tuple[int, ...] | None


calls = st.builds(
    Call,
    st.sampled_from([0, 1, 7, 8, 8, 8, 12, 24, 24]),
    st.sampled_from([0, 1, 1, 2]),
    st.none() | st.none() | st.none() | st.lists(st.integers(0, USERS - 1), min_size=1).map(tuple),
)


@bounded
@given(
    histories=st.tuples(*[histories()] * USERS),
    calls=st.lists(calls, min_size=1, max_size=6),
    empty=st.frozensets(st.sampled_from(RULES), max_size=2),
)
def test_what_is_made_is_what_the_model_says(
    db: psycopg.Connection,
    histories: Sequence[History],
    calls: list[Call],
    empty: frozenset[str],
) -> None:
    with db.transaction(force_rollback=True):
        users = insert_users(db, USERS)
        for user_id, history in zip(users, histories, strict=True):
            insert_scores(db, user_id, history)
        db.execute(
            "UPDATE momentum.intervention_rules SET counts_empty_days = name = ANY (%s)",
            (list(empty),),
        )
        records = Records()
        now = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC)
        for call in calls:
            now += timedelta(hours=call.hours)
            pin_clock(db, now)
            day = now.date() - timedelta(call.days_back)
            named = None if call.users is None else [users[n] for n in call.users]
            concerned = sorted(set(range(USERS) if call.users is None else call.users))
            expected = records.evaluate(histories, concerned, day, now, empty)
            for again in (False, True):
                if again:
                    expected = {rule: (seen, 0, 0) for rule, (seen, *_) in expected.items()}
                assert db.execute(EVALUATE, (day, named)).fetchall() == [
                    (rule, *expected[rule], 0) for rule in RULES
                ]
        assert recorded(db) == records


def recorded(db: psycopg.Connection) -> Records:
    """Return what is stored, as the model would have it."""
    utc = "AT TIME ZONE 'UTC'"
    notified = db.execute(
        f"SELECT rule_name, user_id, window_start {utc} FROM momentum.momentum_notifications"
    ).fetchall()
    intervened = db.execute(
        f"SELECT user_id, window_start {utc} FROM momentum.coach_interventions"
    ).fetchall()

    def number(user_id: UUID) -> int:
        return user_id.int - 1

    return Records(
        {(rule, number(user), window.replace(tzinfo=UTC)) for rule, user, window in notified},
        {(number(user), window.replace(tzinfo=UTC)) for user, window in intervened},
    )
