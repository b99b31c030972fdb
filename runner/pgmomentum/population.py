"""A made-up population for the demo: who the users are, and what each does on each day.

Everything follows from the seed, the number of a user and the calendar day alone, so the same day
is generated alike whenever it is asked for.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

_NAMESPACE = uuid.UUID("6b0f2f0e-8f0a-5f6e-9a3c-2d1f4f1f7c11")

#: The organisations by id: their names and milestones; none: those of the default.
ORGANISATIONS: dict[uuid.UUID, tuple[str, list[int] | None]] = {
    uuid.uuid5(_NAMESPACE, name): (name, thresholds)
    for name, thresholds in (("Harbour", [10, 25, 50, 100]), ("Hillside", None))
}

#: Their badges: name, criteria, number required, window of a streak.
BADGES: dict[str, tuple[tuple[str, str, int, str | None], ...]] = {
    "Harbour": (
        ("Four weeks in a row", "streak", 4, "week"),
        ("Ten days in a row", "streak", 10, "day"),
    ),
    "Hillside": (("Thirty sessions", "count", 30, None),),
}

# (name, share of the population, chance of an active weekday, same at the weekend, most events)
_HABITS = (
    ("rhythm", 0.40, 0.85, 0.25, 5),
    ("daily", 0.20, 0.92, 0.88, 7),
    ("bursts", 0.15, 0.15, 0.15, 16),
    ("quiet", 0.15, 0.10, 0.05, 2),
    ("silent", 0.10, 0.0, 0.0, 0),
)
_EVENT_TYPES = ("chat_message", "biometric_sync", "action_step_complete", "note")
_EVENT_CHANCES = (5, 3, 2, 1)
#: Habits of those who also complete a session on each day on which they do something.
_WITH_SESSIONS = ("rhythm", "daily")
_REPEATED_SHARE = 0.02
_LATE_SHARE = 0.03


@dataclass(frozen=True)
class Person:
    """A user of the demo: number from 0, id, habit, and days joined after the first day."""

    number: int
    user_id: uuid.UUID
    habit: str
    joined_after_days: int

    @property
    def organisation_id(self) -> uuid.UUID | None:
        """The organisation that the person belongs to; one in three has none."""
        return (*ORGANISATIONS, None)[self.number % (len(ORGANISATIONS) + 1)]


@dataclass(frozen=True)
class Event:
    """An event as it is sent: late ones are sent after all others of the run."""

    event_id: uuid.UUID
    user_id: uuid.UUID
    event_type: str
    event_ts: datetime
    is_late: bool


@dataclass(frozen=True)
class Session:
    """A session that a person completed, in the person's organisation if there is one."""

    session_id: uuid.UUID
    user_id: uuid.UUID
    organisation_id: uuid.UUID | None
    completed_at: datetime


def people(users: int, days: int, seed: int) -> list[Person]:
    """The population: ``users`` persons, one in twenty joining later within ``days``."""
    rng = random.Random(f"people:{seed}")
    habits = [habit[0] for habit in _HABITS]
    shares = [habit[1] for habit in _HABITS]
    return [
        Person(
            number=number,
            user_id=uuid.uuid5(_NAMESPACE, f"{seed}:{number}"),
            habit=rng.choices(habits, shares)[0],
            joined_after_days=rng.randrange(days) if rng.random() < 0.05 else 0,
        )
        for number in range(users)
    ]


def events_of(person: Person, day: date, seed: int) -> Iterator[Event]:
    """What a person does on a UTC day; a repeated event comes twice with the same id and time."""
    rng = _active_day(person, day, seed)
    if rng is None:
        return
    most = next(h[4] for h in _HABITS if h[0] == person.habit)
    midnight = datetime.combine(day, time(), UTC)
    for _ in range(rng.randint(1, most)):
        event = Event(
            event_id=uuid.UUID(int=rng.getrandbits(128), version=4),
            user_id=person.user_id,
            event_type=rng.choices(_EVENT_TYPES, _EVENT_CHANCES)[0],
            event_ts=midnight + timedelta(milliseconds=rng.randrange(86_400_000)),
            is_late=rng.random() < _LATE_SHARE,
        )
        yield event
        if rng.random() < _REPEATED_SHARE:
            yield event


def sessions_of(person: Person, days: Iterable[date], seed: int) -> Iterator[Session]:
    """The sessions that a person completes on these UTC days, at most one on each."""
    if person.habit not in _WITH_SESSIONS:
        return
    for day in days:
        rng = _active_day(person, day, seed)
        if rng is not None:
            yield Session(
                session_id=uuid.UUID(int=rng.getrandbits(128), version=4),
                user_id=person.user_id,
                organisation_id=person.organisation_id,
                completed_at=datetime.combine(day, time(), UTC)
                + timedelta(milliseconds=rng.randrange(86_400_000)),
            )


def _active_day(person: Person, day: date, seed: int) -> random.Random | None:
    """The randomness of a day on which a person does something; None for an idle one."""
    _, _, weekday_chance, weekend_chance, _ = next(h for h in _HABITS if h[0] == person.habit)
    rng = random.Random(f"day:{seed}:{person.number}:{day.isoformat()}")
    chance = weekend_chance if day.isoweekday() > 5 else weekday_chance
    return rng if rng.random() < chance else None
