"""Everything at once: whatever the interleaving, no year of the summary is silently wrong.

Each session draws what it does from a seed of its own; what meets what is up to the server.
"""

import random
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import psycopg
import pytest

from tests.scenarios.people import (
    DEADLOCKS,
    LAST_INSTANT,
    assert_summary_true,
    count_sessions,
    set_thresholds,
)
from tests.stored import insert_users
from tests.support import pin_clock
from tests.truth import count

#: The years 2025 and 2026, at their edges and within.
INSTANTS = ("2025-01-01Z", "2025-07-01Z", "2025-12-31 23:59:59.999999Z", "2026-01-01Z")
ZONES = ("UTC", "Pacific/Auckland", "America/Los_Angeles")
WRITERS, WORKERS = 8, 3

Task = Callable[["Actor"], None]


class Actor:
    """A session that does random things and connects again when it is killed."""

    def __init__(self, dsn: str, name: str, seed: int, users: list[UUID]) -> None:
        self.random = random.Random(f"{seed} {name}")
        self.name = name
        self.users = users
        self.fired: list[tuple[UUID, int, int]] = []
        self._dsn = dsn
        self.connection = self._connect()

    def _connect(self) -> psycopg.Connection:
        connection = psycopg.connect(
            self._dsn,
            autocommit=True,
            options="-c statement_timeout=30s",
            application_name=self.name.split()[0],
        )
        zone = self.random.choice(ZONES)
        connection.execute("SELECT set_config('TimeZone', %s, false)", (zone,))
        return connection

    def act(self, task: Task, times: int) -> None:
        """Do something so many times; the end of the session is no error."""
        for _ in range(times):
            try:
                task(self)
            except (psycopg.errors.AdminShutdown, psycopg.OperationalError):
                if not self.connection.closed:
                    raise
                self.connection = self._connect()
        self.connection.close()

    def some_users(self) -> list[UUID]:
        """Return a few users in any order."""
        return self.random.sample(self.users, self.random.randint(1, 4))


def write(actor: Actor) -> None:
    """Insert, edit, delete and restore the session's own activities in one transaction."""
    connection, choose = actor.connection, actor.random
    level = choose.choice(["READ COMMITTED"] * 6 + ["REPEATABLE READ", "SERIALIZABLE"])
    connection.execute(f"BEGIN ISOLATION LEVEL {level}".encode())
    try:
        for _ in range(choose.randint(1, 4)):
            savepoint = choose.random() < 0.3
            if savepoint:
                connection.execute("SAVEPOINT here")
            write_some(actor)
            if savepoint:
                connection.execute(
                    choose.choice([b"ROLLBACK TO SAVEPOINT here", b"RELEASE SAVEPOINT here"])
                )
        connection.execute(choose.choice([b"COMMIT"] * 5 + [b"ROLLBACK"]))
    except psycopg.errors.SerializationFailure:
        connection.execute("ROLLBACK")


def write_some(actor: Actor) -> None:
    """Make one statement of an application; the type says whose activity it is."""
    connection, choose = actor.connection, actor.random
    if choose.random() < 0.5:
        connection.execute(
            "INSERT INTO momentum.activities (user_id, activity_type, completed_at)"
            " SELECT u.id, %s, %s FROM unnest(%s::uuid[]) AS u (id)",
            (actor.name, choose.choice(INSTANTS), actor.some_users()),
        )
        return
    change = choose.choice(
        [
            f"UPDATE momentum.activities SET completed_at = '{choose.choice(INSTANTS)}'",
            f"UPDATE momentum.activities SET user_id = '{choose.choice(actor.users)}'",
            "UPDATE momentum.activities SET deleted_at = completed_at",
            "UPDATE momentum.activities SET deleted_at = NULL",
            "DELETE FROM momentum.activities",
        ]
    )
    connection.execute(
        f"{change} WHERE activity_type = %s AND user_id = ANY (%s)".encode(),
        (actor.name, actor.some_users()),
    )


def work(actor: Actor) -> None:
    """Evaluate, drain or rebuild."""
    task = actor.random.choice(["evaluate", "evaluate", "drain_summary_queue", "rebuild"])
    if task == "evaluate":
        actor.fired += actor.connection.execute(
            "SELECT user_id, milestone_year, milestone_value FROM momentum.evaluate_milestones(%s)",
            (LAST_INSTANT.replace(year=actor.random.choice([2025, 2026])),),
        ).fetchall()
    elif task == "rebuild":
        actor.connection.execute("SELECT momentum.rebuild_annual_summary()")
    else:
        actor.connection.execute("SELECT momentum.drain_summary_queue()")


def disturb_until(over: threading.Event, actor: Actor) -> None:
    """End sessions that write, wherever they are, now and then."""
    with actor.connection as connection:
        while not over.wait(actor.random.uniform(0.05, 0.4)):
            connection.execute(
                "SELECT pg_catalog.pg_terminate_backend(victim.pid)"
                " FROM (SELECT a.pid FROM pg_catalog.pg_stat_activity AS a"
                " WHERE a.datname = current_database() AND a.application_name = 'writer'"
                " AND a.state <> 'idle' ORDER BY random() LIMIT 1) AS victim"
            )


def run(dsn: str, seed: int, users: list[UUID], times: int) -> Counter[tuple[UUID, int, int]]:
    """Let all the sessions act at the same time, and return what the evaluations returned."""
    tasks: dict[str, Task] = {f"writer {number}": write for number in range(WRITERS)}
    tasks |= {f"worker {number}": work for number in range(WORKERS)}
    actors = {name: Actor(dsn, name, seed, users) for name in tasks}
    over = threading.Event()
    with ThreadPoolExecutor(len(tasks) + 1) as threads:
        running = [threads.submit(actors[name].act, task, times) for name, task in tasks.items()]
        disturbing = threads.submit(disturb_until, over, Actor(dsn, "disturber", seed, users))
        try:
            for each in running:
                each.result(60)
        finally:
            over.set()
            disturbing.result(30)
    return Counter(row for actor in actors.values() for row in actor.fired)


@pytest.mark.parametrize(
    ("seed", "times"),
    [(1, 20), *(pytest.param(seed, 40, marks=pytest.mark.slow) for seed in (2, 3))],
)
def test_no_year_is_silently_wrong(
    database: str, db: psycopg.Connection, seed: int, times: int
) -> None:
    print("seed", seed)
    pin_clock(db, LAST_INSTANT)
    set_thresholds(db, [1, 3, 6, 10, 15])
    users = insert_users(db, 6)
    deadlocks = count(db, DEADLOCKS)
    fired = run(database, seed, users, times)
    assert count_sessions(db)
    assert fired, "some milestones were reached"
    assert set(fired.values()) == {1}
    recorded = db.execute(
        "SELECT user_id, milestone_year, milestone_value FROM momentum.scenario_notifications"
    )
    assert Counter(recorded.fetchall()) == fired
    db.execute("DELETE FROM momentum.scenario_notifications")
    assert_summary_true(db)
    assert count(db, DEADLOCKS) == deadlocks
