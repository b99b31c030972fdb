"""The data that the benchmarks run on: its size, and how it is made."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import psycopg

from bench.progress import say
from tools.pgtap import install

#: The day that is scored; the clock stands at noon of the day after.
DAY = date(2026, 11, 20)
TODAY = DAY + timedelta(1)
NOW = f"{TODAY} 12:00+00"
HISTORY_DAYS = 30
#: Days of history where there is twelve times as much.
LONG_HISTORY_DAYS = 12 * HISTORY_DAYS


@dataclass(frozen=True)
class Size:
    """How much there is of everything, at a scale from 0 to 1."""

    scale: float

    def of(self, full: int, least: int) -> int:
        """Return a number at this scale."""
        return max(round(full * self.scale), least)

    @property
    def users(self) -> int:
        """Users, a tenth of whom never do anything."""
        return self.of(100_000, 100)

    @property
    def events(self) -> int:
        """Events of the day that is scored."""
        return 20 * self.users

    @property
    def earlier_events(self) -> int:
        """Events of each day before it."""
        return self.users // 2

    @property
    def activities(self) -> int:
        """Activities of three years, for the benchmarks of the scenarios."""
        return 50 * self.users


def build(connection: psycopg.Connection, size: Size) -> None:
    """Install, and make users, the events of the day and the thirty days before it."""
    add_users(connection, size, DAY - timedelta(LONG_HISTORY_DAYS + 30))
    make_partitions(connection)
    add_history(connection, size, HISTORY_DAYS, 1)
    say(f"{size.events:,} events on {DAY}")
    connection.execute("SELECT bench.add_events(%s, %s)", (DAY, size.events))
    settle(connection)


def add_users(connection: psycopg.Connection, size: Size, created_on: date) -> None:
    """Install, pin the clock and make users: what all data starts with."""
    say(f"making the data of {size.users:,} users")
    install(connection.info.dsn)
    connection.execute((Path(__file__).parent / "dataset.sql").read_bytes())
    connection.execute("INSERT INTO momentum.clock_pin (pinned_at) VALUES (%s)", (NOW,))
    _write_fast(connection)
    connection.execute("SELECT setseed(0.5)")
    connection.execute("SELECT bench.add_users(%s, %s)", (size.users, created_on))


def add_history(connection: psycopg.Connection, size: Size, oldest: int, newest: int) -> None:
    """Make events and score rows of the days so many days before the day that is scored."""
    _write_fast(connection)
    for number in range(oldest, newest - 1, -1):
        if number % 30 == 0:
            say(f"history: {number} days before the day")
        day = DAY - timedelta(number)
        connection.execute("SELECT bench.add_events(%s, %s)", (day, size.earlier_events))
        connection.execute("SELECT bench.add_scores(%s)", (day,))


def settle(connection: psycopg.Connection) -> None:
    """Leave the database at rest: nothing queued, statistics and visibility maps up to date."""
    connection.execute("DELETE FROM momentum.rescore_queue")
    connection.execute("RESET session_replication_role")
    connection.execute("RESET jit")
    connection.execute("VACUUM ANALYZE")


def _write_fast(connection: psycopg.Connection) -> None:
    """Fire no triggers, and compile no statements: each is too short for it."""
    connection.execute("SET session_replication_role = replica")
    connection.execute("SET jit = off")


def make_partitions(connection: psycopg.Connection) -> None:
    """Partition the events as a database has it that has been in use for all the days."""
    found = connection.execute("SELECT to_regproc('momentum.maintain_partitions')").fetchone()
    if found == (None,):
        return
    # They are made for the months that have events: an event of each day, for the moment.
    connection.execute(
        "INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)"
        " SELECT bench.user_id(0), 'note', day"
        " FROM generate_series(%s::timestamptz, %s, '1 day') AS day",
        (DAY - timedelta(LONG_HISTORY_DAYS), DAY),
    )
    connection.execute("SELECT momentum.maintain_partitions(%s)", (NOW,))
    connection.execute("TRUNCATE momentum.momentum_events")
