"""Everyone's longest streaks in the real file, against a count of days in Python."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from uuid import UUID

import psycopg
import pytest

from tests.badges.model import Badge, longest_run
from tests.badges.people import define, make_organisations, organisation_id
from tests.real_data import Activity
from tests.support import pin_clock

BATCH = 1000


def week(day: date) -> date:
    """Return the Monday of a day."""
    return day - timedelta(days=day.weekday())


def month(day: date) -> date:
    """Return a day for each month, at equal distances: as many days after year 1 as months."""
    return date.fromordinal(day.year * 12 + day.month)


@pytest.mark.slow
def test_the_longest_streaks_of_everyone(
    db: psycopg.Connection, activities: list[Activity], users: None
) -> None:
    pin_clock(db, max(instant for *_, instant in activities))
    db.execute("UPDATE momentum.settings SET value = 'off' WHERE name = 'live_badges'")
    columns = "(id, user_id, activity_type, completed_at)"
    with db.cursor().copy(f"COPY momentum.activities {columns} FROM STDIN") as copy:
        for activity in activities:
            copy.write_row(activity)
    days: defaultdict[UUID, set[date]] = defaultdict(set)
    for _, user_id, _, instant in activities:
        days[user_id].add(instant.date())
    steps = {"day": timedelta(1), "week": timedelta(7), "month": timedelta(1)}
    for unit, window in (("day", None), ("week", week), ("month", month)):
        expected = {
            user_id: longest_run(map(window, its) if window else its, steps[unit])
            for user_id, its in days.items()
        }
        assert max(expected.values()) > 2
        one_by_one = db.execute(
            "SELECT u.id, (momentum.longest_streak(u.id, %s)).current_value FROM auth.users AS u",
            (unit,),
        ).fetchall()
        assert dict(one_by_one) == expected
        together = db.execute(
            "SELECT user_id, max(windows) FROM momentum._streaks(NULL, %s, NULL, NULL,"
            " momentum.clock()) GROUP BY 1",
            (unit,),
        ).fetchall()
        assert dict(together) == expected


@pytest.mark.slow
def test_four_weeks_in_a_row_as_they_come(
    db: psycopg.Connection, activities: list[Activity], users: None
) -> None:
    """In the order of time, in batches: each badge by the activity that completed the weeks."""
    pin_clock(db, max(instant for *_, instant in activities))
    make_organisations(db, 1)
    badge_id = define(db, Badge(0, 4, "week"))
    ordered = sorted(activities, key=lambda activity: (activity[3], activity[0]))
    columns = "(id, user_id, activity_type, completed_at, organisation_id)"
    for start in range(0, len(ordered), BATCH):
        with db.cursor().copy(f"COPY momentum.activities {columns} FROM STDIN") as copy:
            for row in ordered[start : start + BATCH]:
                copy.write_row((*row, organisation_id(0)))

    expected: dict[UUID, tuple[UUID, datetime]] = {}
    lengths: dict[UUID, tuple[date, int]] = {}
    for activity_id, user_id, _, instant in ordered:
        this = week(instant.date())
        last, length = lengths.get(user_id, (this, 1))
        if this != last:
            length = length + 1 if this - last == timedelta(7) else 1
        lengths[user_id] = this, length
        if length == 4:
            expected.setdefault(user_id, (activity_id, instant))
    assert len(expected) > 10
    query = "SELECT user_id, activity_id, earned_at FROM momentum.badge_awards"
    awarded = {user_id: tuple(award) for user_id, *award in db.execute(query)}
    assert awarded == expected
    logged = db.execute("SELECT count(*) FROM momentum.badge_evaluation_log").fetchone()
    assert logged == (len(activities),)

    db.execute("TRUNCATE momentum.badge_awards")
    retroactive = db.execute("SELECT momentum.award_retroactively(%s)", (badge_id,)).fetchone()
    assert retroactive == (len(expected),)
    assert {user_id: tuple(award) for user_id, *award in db.execute(query)} == expected
