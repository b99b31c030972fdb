"""Whatever changes: nothing that is earned is missing, and nothing doubtful is unmarked."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import psycopg
from hypothesis import example, given
from hypothesis import strategies as st

from tests.badges.model import Activity, Badge, Filter, first_earned, windows
from tests.badges.people import (
    activity_id,
    define,
    insert,
    make_organisations,
    organisation_id,
    read_windows,
    reconcile,
)
from tests.property.strategies import bounded
from tests.stored import insert_users
from tests.support import pin_clock

USERS = 2
ORGANISATIONS = 2
ACTIVITIES = 8
NOW = datetime(2024, 3, 5, 12, tzinfo=UTC)

CHANGE = (
    "UPDATE momentum.activities AS a SET user_id = n.user_id, organisation_id = n.organisation_id,"
    " activity_type = n.activity_type, completed_at = n.completed_at, deleted_at = n.deleted_at"
    " FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::text[], %s::timestamptz[],"
    " %s::timestamptz[]) AS n (user_id, id, organisation_id, activity_type, completed_at,"
    " deleted_at) WHERE a.id = n.id"
)


@dataclass(frozen=True)
class Step:
    """A statement: activities by number, as they are to be; None: deleted."""

    rows: dict[int, Activity | None]


activities = st.builds(
    Activity,
    st.integers(0, USERS - 1),
    st.sampled_from([0, 0, 0, 1, None]),
    st.sampled_from(["session", "session", "call"]),
    st.integers(0, 4).map(lambda days: NOW - timedelta(days, hours=1)),
    st.sampled_from([False, False, False, True]),
)
steps = st.builds(
    Step, st.dictionaries(st.integers(0, ACTIVITIES - 1), st.none() | activities, min_size=1)
)


def badges(*units: str | None) -> st.SearchStrategy[list[Badge]]:
    """Return some badges of these windows; None: counts."""
    badge = st.builds(
        Badge,
        st.integers(0, ORGANISATIONS - 1),
        st.integers(1, 3),
        st.sampled_from(units),
        st.sampled_from([None, None, ("session",)]),
    )
    return st.lists(badge, min_size=1, max_size=4)


def columns(users: list[UUID], rows: dict[int, Activity]) -> tuple[list[object], ...]:
    return (
        [users[a.user] for a in rows.values()],
        [activity_id(number) for number in rows],
        [
            None if a.organisation is None else organisation_id(a.organisation)
            for a in rows.values()
        ],
        [a.activity_type for a in rows.values()],
        [a.completed_at for a in rows.values()],
        [NOW if a.deleted else None for a in rows.values()],
    )


def take(
    db: psycopg.Connection, users: list[UUID], state: dict[int, Activity], step: Step
) -> dict[int, Activity]:
    """Delete, change, and insert, in a statement each."""
    gone = [number for number in state if number in step.rows and step.rows[number] is None]
    new = {number: row for number, row in step.rows.items() if row is not None}
    changed = {number: row for number, row in new.items() if number in state}
    added = {number: row for number, row in new.items() if number not in state}
    if gone:
        db.execute(
            "DELETE FROM momentum.activities WHERE id = ANY (%s)",
            ([activity_id(number) for number in gone],),
        )
    if changed:
        db.execute(CHANGE, columns(users, changed))
    if added:
        insert(db, users, added)
    return {number: row for number, row in (state | new).items() if number not in gone}


def holds(state: dict[int, Activity], badge: Badge, user: int, evidence: dict[str, object]) -> bool:
    """Whether there still is what met the badge."""
    theirs = [a for a in state.values() if a.user == user]
    which = Filter(NOW, badge.types, badge.organisation)
    if badge.unit is None:
        return sum(map(which.counts, theirs)) >= badge.required
    days = windows(theirs, "day", which)
    return all(
        any(days[day] for day in range(start.toordinal(), end.toordinal()))
        for start, end, _ in read_windows(evidence["windows"])  # type: ignore[arg-type]
    )


def check(db: psycopg.Connection, wanted: list[Badge], taken: list[Step]) -> None:
    """Take the steps, and look at the awards and the reviews after each."""
    with db.transaction(force_rollback=True):
        pin_clock(db, NOW)
        make_organisations(db, ORGANISATIONS)
        users = insert_users(db, USERS, "2020-01-01")
        ids = [define(db, badge, f"Badge {number}") for number, badge in enumerate(wanted)]
        state: dict[int, Activity] = {}
        before: set[tuple[int, int]] = set()
        for step in taken:
            state = take(db, users, state, step)
            awards = {
                (users.index(user_id), ids.index(badge_id)): evidence
                for user_id, badge_id, evidence in db.execute(
                    "SELECT user_id, badge_id, evidence FROM momentum.badge_awards"
                )
            }
            earned = {
                (user, number)
                for user in range(USERS)
                for number, badge in enumerate(wanted)
                if first_earned(
                    [replace(a, user=0) for a in state.values() if a.user == user], badge, NOW
                )
            }
            assert before | earned <= awards.keys()
            before = set(awards)
            marked = {
                (users.index(user_id), ids.index(badge_id))
                for user_id, badge_id in db.execute(
                    "SELECT user_id, badge_id FROM momentum.award_reviews"
                )
            }
            doubtful = {
                key
                for key, evidence in awards.items()
                if not holds(state, wanted[key[1]], key[0], evidence)
            }
            assert doubtful <= marked
        assert reconcile(db, "10 years", NOW.isoformat())[1:3] == (0, 0)


@bounded
@given(badges("day", "day", "week", "month"), st.lists(steps, min_size=1, max_size=6))
def test_streaks(db: psycopg.Connection, wanted: list[Badge], taken: list[Step]) -> None:
    check(db, wanted, taken)


def session(days_back: int) -> Activity:
    return Activity(0, 0, "session", NOW - timedelta(days_back, hours=1))


@bounded
@given(badges(None), st.lists(steps, min_size=1, max_size=6))
@example(
    [Badge(0, 2)],
    [Step({1: session(3), 2: session(2), 3: session(1)}), Step({1: None}), Step({3: None})],
)
def test_counts(db: psycopg.Connection, wanted: list[Badge], taken: list[Step]) -> None:
    check(db, wanted, taken)
