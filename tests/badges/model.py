"""Streaks and badges as the documentation describes them, in plain Python: windows have numbers."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

UNITS = ("day", "week", "month")


@dataclass(frozen=True)
class Activity:
    """What a user has done, both by number; deleted ones do not count."""

    user: int
    organisation: int | None
    activity_type: str
    completed_at: datetime
    deleted: bool = False


@dataclass(frozen=True)
class Filter:
    """Which activities count, and up to when; None: all types, any organisation or none."""

    now: datetime
    types: tuple[str, ...] | None = None
    organisation: int | None = None

    def counts(self, activity: Activity) -> bool:
        """Whether an activity counts."""
        return (
            not activity.deleted
            and activity.completed_at <= self.now
            and (self.types is None or activity.activity_type in self.types)
            and (self.organisation is None or activity.organisation == self.organisation)
        )


@dataclass(frozen=True)
class Badge:
    """A badge of an organisation; without a unit it is a count."""

    organisation: int
    required: int
    unit: str | None = None
    types: tuple[str, ...] | None = None


#: First day, day after the last, number of activities.
Window = tuple[date, date, int]


def number_of(unit: str, instant: datetime) -> int:
    """Return the number of the UTC window that contains an instant."""
    day = instant.astimezone(UTC).date()
    if unit == "day":
        return day.toordinal()
    if unit == "week":  # the first day of year 1 was a Monday
        return (day.toordinal() - 1) // 7
    return day.year * 12 + day.month - 1


def first_day(unit: str, number: int) -> date:
    """Return the day with which a window begins."""
    if unit == "day":
        return date.fromordinal(number)
    if unit == "week":
        return date.fromordinal(number * 7 + 1)
    return date(number // 12, number % 12 + 1, 1)


def windows(activities: Iterable[Activity], unit: str, which: Filter) -> Counter[int]:
    """Return how many activities each window has."""
    return Counter(number_of(unit, a.completed_at) for a in activities if which.counts(a))


def listed(unit: str, counts: Counter[int], numbers: Iterable[int]) -> list[Window]:
    """Return windows by number, newest first, with their bounds."""
    return [
        (first_day(unit, number), first_day(unit, number + 1), counts[number])
        for number in sorted(numbers, reverse=True)
    ]


def current_streak(
    activities: Collection[Activity], unit: str, which: Filter, grace: bool
) -> list[Window]:
    """Return the windows of the streak that reaches up to now, newest first."""
    counts = windows(activities, unit, which)
    newest = number_of(unit, which.now)
    if grace and not counts[newest]:
        newest -= 1
    oldest = newest
    while counts[oldest]:
        oldest -= 1
    return listed(unit, counts, range(oldest + 1, newest + 1))


def all_streaks(activities: Collection[Activity], unit: str, which: Filter) -> list[list[Window]]:
    """Return every streak there was, the oldest first."""
    counts = windows(activities, unit, which)
    starts = sorted(number for number in counts if number - 1 not in counts)
    streaks = []
    for start in starts:
        end = start
        while end in counts:
            end += 1
        streaks.append(listed(unit, counts, range(start, end)))
    return streaks


def longest_streak(activities: Collection[Activity], unit: str, which: Filter) -> list[Window]:
    """Return the windows of the longest streak there was, the latest of several."""
    return max(
        all_streaks(activities, unit, which),
        key=lambda streak: (len(streak), streak[0][0]),
        default=[],
    )


def first_earned(
    activities: Sequence[Activity], badge: Badge, now: datetime
) -> tuple[int, list[Window]] | None:
    """Return the place of the activity that first earned a badge of one user, and the windows.

    Activities of the same instant are in the order of their places.
    """
    which = Filter(now, badge.types, badge.organisation)
    places = sorted(
        (place for place, activity in enumerate(activities) if which.counts(activity)),
        key=lambda place: (activities[place].completed_at, place),
    )
    if badge.unit is None:
        return (places[badge.required - 1], []) if len(places) >= badge.required else None
    for streak in all_streaks(activities, badge.unit, which):
        if len(streak) >= badge.required:
            evidence = streak[len(streak) - badge.required :]
            begins, ends, _ = evidence[0]
            return next(
                (place, evidence)
                for place in places
                if begins <= activities[place].completed_at.astimezone(UTC).date() < ends
            )
    return None


def longest_run(dates: Iterable[date], step: timedelta) -> int:
    """Return how many of these days follow one another at this distance, at most."""
    days = set(dates)
    best = 0
    for day in days:
        if day - step not in days:
            length = 1
            while day + length * step in days:
                length += 1
            best = max(best, length)
    return best
