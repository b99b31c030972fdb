"""The installation that a run works on: users, organisations, badges, a clock that is set."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from tests.badges.model import Badge
from tests.badges.people import define, make_organisations, organisation_id
from tests.scenarios.model import Config, Organisation
from tests.stored import insert_users
from tests.support import pin_clock

#: A run begins two days before the end of a year, and passes it where it lasts long enough.
START = datetime(2025, 12, 30, 6, tzinfo=UTC)
#: Events and activities come up to so many days late.
LATE = 10
#: The first day that is scored.
FIRST_DAY = (START - timedelta(days=LATE)).date()
#: The clock goes on by so much with each crash, and before everything is settled.
STEP, LEAP = timedelta(hours=9), timedelta(days=3)
#: So many users are busy at a time, and for so many seconds: all sessions meet there, and what they
#: have spoilt is not soon made good by somebody who comes later.
BUSY, BUSY_SECONDS = 4, 0.5
#: A statement that takes longer is stuck: nothing here takes a second on an idle machine.
STUCK = "60s"
#: Triggers of the run's own.
WITNESS = Path(__file__).with_name("witness.sql")

ORGANISATIONS = 3
EVENT_TYPES = ("chat_message", "biometric_sync", "action_step_complete", "app_session")
ACTIVITY_TYPES = ("session", "lesson", "call")
#: The counts lie close together, so that whoever loses an activity loses a badge.
BADGES = (
    *(Badge(0, number) for number in range(1, 25)),
    Badge(0, 3, "day"),
    Badge(0, 5, "day", ("session",)),
    Badge(1, 2, "week"),
    Badge(1, 4, "day", ("lesson", "call")),
    Badge(1, 3, None, ("session",)),
    Badge(2, 2, "month"),
    Badge(2, 2, "day"),
)
#: What the default and the organisations say of milestones.
DEFAULT = Config(thresholds=(5, 10, 20, 40))
CONFIGS = (None, Config(thresholds=(3, 10, 15), activity_types=("session",)), Config(enabled=False))


def organisations_of(number: int) -> tuple[int, ...]:
    """Return the organisations that a user, by number, is a member of."""
    return ((0,), (0, 1), (0, 2), ())[number % 4]


def is_steady(number: int) -> bool:
    """Return whether the activities of a user, by number, are only ever added to."""
    return number % 8 < 4 or is_prompt(number)


def is_prompt(number: int) -> bool:
    """Return whether all of a user, by number, comes on time, and nobody computes it again.

    What is done at once must be right by itself: for others, a late event or the queue may mend it.
    """
    return number % 2 == 1


@dataclass
class Tally:
    """What was done, what went wrong by intention, and what is not as it should be."""

    operations: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    #: Rows that were compared, by area.
    compared: Counter[str] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def did(self, operation: str) -> None:
        """Count something that was done."""
        with self._lock:
            self.operations[operation] += 1

    def disturbed(self, fault: str) -> None:
        """Count a fault."""
        with self._lock:
            self.faults[fault] += 1

    def differs(self, difference: str) -> None:
        """Note what is not as expected."""
        with self._lock:
            self.differences.append(difference)


class World:
    """A database, what is in it from the start, and the door through which all sessions come."""

    def __init__(self, dsn: str, users: int) -> None:
        self.dsn = dsn
        self.tally = Tally()
        self.now = START
        self.over = threading.Event()
        self._began = time.monotonic()
        self.door = threading.Lock()
        with self.session("setup") as connection:
            pin_clock(connection, self.now)
            self.users: Sequence[UUID] = insert_users(connection, users, "2025-11-01")
            make_organisations(connection, ORGANISATIONS)
            self.prompt = frozenset(u for place, u in enumerate(self.users) if is_prompt(place))
            self.badges = {
                define(connection, badge, f"Badge {number}"): badge
                for number, badge in enumerate(BADGES)
            }
            _set_up(connection, self.users)
            connection.execute(WITNESS.read_bytes())

    @property
    def today(self) -> date:
        """The day of the clock."""
        return self.now.date()

    def busy(self) -> list[UUID]:
        """Return the users that everyone is concerned with at this moment."""
        first = int((time.monotonic() - self._began) / BUSY_SECONDS) * BUSY
        return [self.users[place % len(self.users)] for place in range(first, first + BUSY)]

    @contextmanager
    def session(self, name: str) -> Iterator[psycopg.Connection]:
        """Open an autocommit session, and close it."""
        connection = self.connect(name)
        try:
            yield connection
        finally:
            connection.close()

    def connect(self, name: str) -> psycopg.Connection:
        """Return a new autocommit session."""
        with self.door:
            return psycopg.connect(
                self.dsn,
                autocommit=True,
                application_name=f"chaos {name}",
                options=f"-c statement_timeout={STUCK} -c momentum.past_days=told",
            )

    def while_closed(self, work: Callable[[], Any], step: timedelta = STEP) -> None:
        """Let nobody in while something is done that ends all sessions; then it is later."""
        with self.door:
            work()
            self.now += step
            with psycopg.connect(self.dsn, autocommit=True) as connection:
                pin_clock(connection, self.now)


def _set_up(connection: psycopg.Connection, users: Sequence[UUID]) -> None:
    connection.cursor().executemany(
        "INSERT INTO momentum.memberships (user_id, organisation_id) VALUES (%s, %s)",
        [
            (user, organisation_id(number))
            for place, user in enumerate(users)
            for number in organisations_of(place)
        ],
    )
    connection.execute(
        "UPDATE momentum.scenario_configs SET thresholds = %s"
        " WHERE organisation_id IS NULL AND scenario_type = 'milestone'",
        (list(DEFAULT.thresholds or ()),),
    )
    for number, config in enumerate(CONFIGS):
        if config is not None:
            connection.execute(
                "INSERT INTO momentum.scenario_configs"
                " (organisation_id, scenario_type, enabled, thresholds, activity_types)"
                " VALUES (%s, 'milestone', %s, %s, %s)",
                (
                    organisation_id(number),
                    config.enabled,
                    None if config.thresholds is None else list(config.thresholds),
                    None if config.activity_types is None else list(config.activity_types),
                ),
            )


def organisation_models(number: int) -> tuple[Organisation, ...]:
    """Return the organisations as the model has them, for a user by number who is its only one."""
    return tuple(
        Organisation(frozenset({0} if place in organisations_of(number) else ()), config)
        for place, config in enumerate(CONFIGS)
    )
