"""Whatever comes in whatever way, the badges are those of the model."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
from hypothesis import given
from hypothesis import strategies as st

from tests.badges.model import (
    Activity,
    Badge,
    Filter,
    Window,
    first_day,
    first_earned,
    number_of,
    windows,
)
from tests.badges.people import (
    activity_id,
    define,
    insert,
    make_organisations,
    read_windows,
    set_live,
)
from tests.badges.people import reconcile as reconcile_badges
from tests.property.strategies import bounded
from tests.stored import insert_users
from tests.support import pin_clock

USERS = 3
ORGANISATIONS = 2
MIDDLE = datetime(2024, 3, 1, tzinfo=UTC)
WAYS = ("one by one", "in groups", "one statement", "live off", "badge later")
#: What is evaluated late may have earned a badge earlier than what was evaluated at once.
OUT_OF_ORDER = "some live"

#: User and badge by number.
Key = tuple[int, int]

AWARDS = (
    "SELECT user_id, badge_id, earned_at, activity_id, evidence, announced, organisation_id"
    " FROM momentum.badge_awards"
)


@dataclass(frozen=True)
class Case:
    """Badges, what users did, and how it comes."""

    badges: tuple[Badge, ...]
    activities: tuple[Activity, ...]
    way: str
    cuts: tuple[bool, ...]


badges = st.builds(
    Badge,
    st.integers(0, ORGANISATIONS - 1),
    st.integers(1, 5),
    st.sampled_from(["day", "day", "week", "month", None]),
    st.sampled_from([None, None, ("session",), ("lesson", "call")]),
)


@st.composite
def cases(draw: st.DrawFn, ways: tuple[str, ...] = WAYS) -> Case:
    """Return runs of days, weeks or months, some in two organisations, that end by 2024-04-15."""

    def at(unit: str, step: int, hour: int) -> datetime:
        day = first_day(unit, number_of(unit, MIDDLE) + step)
        return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)

    runs = draw(
        st.lists(
            st.tuples(
                st.integers(0, USERS - 1),
                st.sampled_from([0, 0, 0, 1, None]),
                st.sampled_from(["session", "session", "lesson", "call"]),
                st.sampled_from(["day", "day", "week", "month"]),
                st.integers(-6, 1),
                st.integers(1, 5),
                st.sampled_from([0, 23]),
                st.sampled_from([False] * 6 + [True]),
            ),
            min_size=1,
            max_size=8,
        )
    )
    activities = [
        Activity(user, organisation, kind, at(unit, start + step, hour), deleted)
        for user, organisation, kind, unit, start, length, hour, deleted in runs
        for step in range(length)
    ]
    count = len(activities)
    return Case(
        tuple(draw(st.lists(badges, min_size=1, max_size=5))),
        tuple(draw(st.permutations(activities))),
        draw(st.sampled_from(ways)),
        tuple(draw(st.lists(st.booleans(), min_size=count, max_size=count))),
    )


NOW = datetime(2024, 4, 15, 12, tzinfo=UTC)


def bring(
    db: psycopg.Connection, users: list[UUID], case: Case, activities: tuple[Activity, ...]
) -> list[UUID]:
    """Store the activities in the way of the case, and return the badges."""
    rows = dict(enumerate(activities))
    badge_ids: list[UUID] = []

    def define_all() -> None:
        badge_ids.extend(
            define(db, badge, f"Badge {number}") for number, badge in enumerate(case.badges)
        )

    if case.way != "badge later":
        define_all()
    if case.way in ("live off", "badge later"):
        set_live(db, "off")
    if case.way == "one by one":
        for number, activity in rows.items():
            insert(db, users, {number: activity})
    elif case.way in ("in groups", OUT_OF_ORDER):
        group: dict[int, Activity] = {}
        for number, activity in rows.items():
            group[number] = activity
            if case.cuts[number]:
                if case.way == OUT_OF_ORDER:
                    set_live(db, "on" if number % 2 else "off")
                insert(db, users, group)
                group = {}
        insert(db, users, group)
    else:
        insert(db, users, rows)
    if case.way == "badge later":
        define_all()
        for badge_id in badge_ids:
            db.execute("SELECT momentum.award_retroactively(%s)", (badge_id,))
    reconcile_badges(db, "10 years")
    return badge_ids


def earned(case: Case, activities: tuple[Activity, ...]) -> dict[Key, tuple[Any, ...]]:
    """Return the place of the activity that earned each badge, and the windows."""
    found: dict[Key, tuple[Any, ...]] = {}
    for user in range(USERS):
        places = [place for place, a in enumerate(activities) if a.user == user]
        for number, badge in enumerate(case.badges):
            theirs = first_earned([activities[place] for place in places], badge, NOW)
            if theirs:
                found[user, number] = (places[theirs[0]], theirs[1])
    return found


def bounds(its: list[Window]) -> list[tuple[date, date]]:
    return [window[:2] for window in its]


def stored(
    db: psycopg.Connection, users: list[UUID], badge_ids: list[UUID]
) -> dict[Key, tuple[Any, ...]]:
    """Return the awards."""
    return {
        (users.index(user_id), badge_ids.index(badge_id)): tuple(award)
        for user_id, badge_id, *award in db.execute(AWARDS)
    }


def put(db: psycopg.Connection) -> list[UUID]:
    pin_clock(db, NOW)
    make_organisations(db, ORGANISATIONS)
    return insert_users(db, USERS, "2020-01-01")


@bounded
@given(cases((*WAYS, OUT_OF_ORDER)))
def test_no_badge_is_lost_and_none_is_given(db: psycopg.Connection, case: Case) -> None:
    """In any order, who has earned a badge has it, with evidence that holds, and nobody else."""
    with db.transaction(force_rollback=True):
        users = put(db)
        badge_ids = bring(db, users, case, case.activities)
        awards = stored(db, users, badge_ids)
        assert awards.keys() == earned(case, case.activities).keys()
        for (user, number), (at, activity, evidence, announced, organisation) in awards.items():
            badge = case.badges[number]
            place = activity.int - activity_id(0).int
            completing = case.activities[place]
            assert (completing.user, completing.completed_at) == (user, at)
            assert completing.organisation == badge.organisation
            assert organisation == UUID(int=0xA000 + badge.organisation)
            if announced:
                unit = badge.unit or "day"
                its = (a for a in case.activities if a.user == user)
                counts = windows(its, unit, Filter(NOW, badge.types, badge.organisation))
                assert counts[number_of(unit, NOW)], "it is all history"
            if badge.unit:
                its_windows = read_windows(evidence["windows"])
                assert len(its_windows) == badge.required
                assert all(count > 0 for *_, count in its_windows)
                assert [end for _, end, _ in its_windows[1:]] == [
                    start for start, *_ in its_windows[:-1]
                ]
                assert its_windows[0][0] <= at.astimezone(UTC).date() < its_windows[0][1]
        logged = db.execute(
            "SELECT user_id, activity_id, badges_evaluated FROM momentum.badge_evaluation_log"
        ).fetchall()
        assert sorted(logged) == sorted(
            (
                users[a.user],
                activity_id(number),
                sum(
                    badge.organisation == a.organisation
                    and (badge.types is None or a.activity_type in badge.types)
                    for badge in case.badges
                ),
            )
            for number, a in enumerate(case.activities)
            if not a.deleted and a.completed_at <= NOW
        )
        total = db.execute("SELECT sum(badges_awarded) FROM momentum.badge_evaluation_log")
        if case.way != "badge later":
            assert (total.fetchone() or (0,))[0] in (len(awards), None)
        before = stored(db, users, badge_ids)
        assert reconcile_badges(db, "10 years")[1:] == (0, 0, 0, False)
        assert stored(db, users, badge_ids) == before


@bounded
@given(cases())
def test_in_the_order_of_time_the_way_makes_no_difference(
    db: psycopg.Connection, case: Case
) -> None:
    """The same awards, earned at the same time, by the same activity, in the same windows."""
    activities = tuple(sorted(case.activities, key=lambda a: a.completed_at))
    with db.transaction(force_rollback=True):
        users = put(db)
        awards = stored(db, users, bring(db, users, case, activities))
        assert {
            key: (at, activity, bounds(read_windows(evidence.get("windows", []))))
            for key, (at, activity, evidence, *_) in awards.items()
        } == {
            key: (activities[place].completed_at, activity_id(place), bounds(its))
            for key, (place, its) in earned(case, activities).items()
        }


def test_the_same_evidence_in_whatever_way(db: psycopg.Connection) -> None:
    """Three activities of two days; the badge is earned by the first one of the second day."""
    pin_clock(db, NOW)
    make_organisations(db, 1)
    users = insert_users(db, 2, "2020-01-01")
    define(db, Badge(0, 2, "day"))
    first = datetime(2024, 4, 1, 8, tzinfo=UTC)
    instants = [first, first + timedelta(days=1), first + timedelta(days=1, hours=1)]
    insert(db, users, {place: Activity(0, 0, "session", at) for place, at in enumerate(instants)})
    for place, at in enumerate(instants):
        insert(db, users, {place: Activity(1, 0, "session", at)})
    together, one_by_one = (evidence for *_, evidence, _, _ in db.execute(AWARDS))
    assert together == one_by_one
