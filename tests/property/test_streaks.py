"""Whatever people did, their streaks are those of the model, one by one and all at once."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import psycopg
from hypothesis import given
from hypothesis import strategies as st

from tests.badges.model import (
    UNITS,
    Activity,
    Filter,
    all_streaks,
    current_streak,
    first_day,
    longest_streak,
    number_of,
)
from tests.badges.people import insert, make_organisations, organisation_id, read_windows
from tests.property.strategies import bounded
from tests.stored import insert_users
from tests.support import pin_clock

USERS = 4
ORGANISATIONS = 2
TYPES = ("session", "lesson", "call")
ZONES = ("UTC", "Pacific/Auckland", "America/Los_Angeles")
#: Around which histories lie: the turn of years of 52 and 53 ISO weeks, the end of a leap February.
EDGES = [
    datetime(*day, tzinfo=UTC)
    for day in ((2025, 1, 1), (2026, 1, 1), (2021, 1, 1), (2027, 1, 1), (2024, 3, 1), (2026, 3, 30))
]
OFFSETS = (
    timedelta(0),
    timedelta(microseconds=-1),
    timedelta(microseconds=1),
    timedelta(hours=11),
    timedelta(hours=-13),
)


@dataclass(frozen=True)
class Case:
    """Histories, and how to look at them."""

    activities: tuple[Activity, ...]
    unit: str
    required: int
    which: Filter
    grace: bool
    zone: str


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Return histories whose streaks in one unit are likely to be several windows long."""
    unit = draw(st.sampled_from(UNITS))
    middle = number_of(unit, draw(st.sampled_from(EDGES)))

    def instant(number: int, offset: timedelta) -> datetime:
        start = first_day(unit, middle + number)
        return datetime(start.year, start.month, start.day, tzinfo=UTC) + offset

    instants = st.builds(instant, st.integers(-6, 6), st.sampled_from(OFFSETS))
    activities = st.builds(
        Activity,
        st.integers(0, USERS - 1),
        st.sampled_from([0, 0, 1, None]),
        st.sampled_from([*TYPES, "session", "session"]),
        instants,
        st.sampled_from([False] * 5 + [True]),
    )
    runs = st.builds(
        lambda activity, length: [
            Activity(
                activity.user,
                activity.organisation,
                activity.activity_type,
                instant(number_of(unit, activity.completed_at) - middle + step, timedelta(hours=1)),
            )
            for step in range(length)
        ],
        activities,
        st.integers(2, 7),
    )
    done = draw(st.lists(activities, max_size=25))
    for run in draw(st.lists(runs, max_size=5)):
        done += run
    types = draw(st.sampled_from([None, None, ("session",), ("lesson", "call"), ("nothing",)]))
    organisation = draw(st.sampled_from([None, 0, 1]))
    now = draw(st.one_of(instants, st.just(instant(7, timedelta(0)))))
    return Case(
        tuple(done),
        unit,
        draw(st.integers(1, 8)),
        Filter(now, types, organisation),
        draw(st.booleans()),
        draw(st.sampled_from(ZONES)),
    )


def put(db: psycopg.Connection, case: Case) -> list[UUID]:
    """Store the histories, with the clock at the instant of the case."""
    pin_clock(db, case.which.now)
    db.execute("SELECT set_config('timezone', %s, true)", (case.zone,))
    users = insert_users(db, USERS, "2020-01-01")
    make_organisations(db, ORGANISATIONS)
    insert(db, users, dict(enumerate(case.activities)))
    return users


def arguments(case: Case) -> tuple[list[str] | None, UUID | None]:
    """Return the types and the organisation as the functions take them."""
    types, organisation = case.which.types, case.which.organisation
    return (
        None if types is None else list(types),
        None if organisation is None else organisation_id(organisation),
    )


@bounded
@given(cases())
def test_the_streak_up_to_now(db: psycopg.Connection, case: Case) -> None:
    with db.transaction(force_rollback=True):
        users = put(db, case)
        types, organisation = arguments(case)
        expected = {
            user_id: current_streak(
                [a for a in case.activities if a.user == number], case.unit, case.which, case.grace
            )
            for number, user_id in enumerate(users)
        }
        for user_id in users:
            for now in ((), (case.which.now,)):  # the clock's instant, and the argument
                row = db.execute(
                    "SELECT * FROM momentum.evaluate_streak(%s, %s, %s, %s, %s, %s"
                    + (", %s)" if now else ")"),
                    (user_id, case.unit, case.required, types, organisation, case.grace, *now),
                ).fetchone()
                assert row is not None
                met, current, required, windows = row
                assert read_windows(windows) == expected[user_id]
                assert (current, required) == (len(expected[user_id]), case.required)
                assert met is (current >= case.required)
        rows = db.execute(
            "SELECT user_id, met, current_value"
            " FROM momentum.evaluate_streaks(%s, %s, %s, %s, %s, %s)",
            (case.unit, case.required, types, organisation, case.grace, case.which.now),
        ).fetchall()
        assert sorted(rows) == [
            (user_id, len(streak) >= case.required, len(streak))
            for user_id, streak in expected.items()
        ]


@bounded
@given(cases())
def test_all_streaks_and_the_longest(db: psycopg.Connection, case: Case) -> None:
    with db.transaction(force_rollback=True):
        users = put(db, case)
        types, organisation = arguments(case)
        expected = {
            user_id: all_streaks(
                [a for a in case.activities if a.user == number], case.unit, case.which
            )
            for number, user_id in enumerate(users)
        }
        for who in (None, users[:2]):
            found = defaultdict(list)
            for user_id, *streak in db.execute(
                "SELECT user_id, first_window, last_window, windows"
                " FROM momentum._streaks(%s, %s, %s, %s, %s) ORDER BY 1, 2",
                (who, case.unit, types, organisation, case.which.now),
            ):
                found[user_id].append(tuple(streak))
            assert found == {
                user_id: [
                    (midnight(streak[-1][0]), midnight(streak[0][0]), len(streak))
                    for streak in streaks
                ]
                for user_id, streaks in expected.items()
                if streaks and (who is None or user_id in who)
            }
        for number, user_id in enumerate(users):
            row = db.execute(
                "SELECT * FROM momentum.longest_streak(%s, %s, %s, %s)",
                (user_id, case.unit, types, organisation),
            ).fetchone()
            assert row is not None
            met, length, required, windows = row
            theirs = [a for a in case.activities if a.user == number]
            longest = longest_streak(theirs, case.unit, case.which)
            assert read_windows(windows) == longest
            assert (met, length, required) == (None, len(longest), None)


def midnight(day: object) -> datetime:
    """Return the start of a day as a timestamp without time zone."""
    return datetime.fromisoformat(f"{day}T00:00")
