"""Everyone's longest streaks in the real file, against a count of days in Python."""

from collections import defaultdict
from datetime import date, timedelta
from uuid import UUID

import psycopg
import pytest

from tests.badges.model import longest_run
from tests.real_data import Activity
from tests.support import pin_clock


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
