"""Everything at once: whatever the interleaving, the drained queue leaves no score that is wrong.

Each session draws what it does from a seed of its own; what meets what is up to the server.
"""

import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import psycopg
import pytest

from tests.stored import insert_users
from tests.support import pin_clock
from tests.truth import assert_true, count, drain

TODAY = date(2024, 3, 1)
NOW = datetime(2024, 3, 1, 12, tzinfo=UTC)
#: Tomorrow has events, too, which nobody scores yet.
DAYS = [TODAY + timedelta(days=number) for number in range(-4, 2)]
TYPES = ("chat_message", "biometric_sync", "action_step_complete", "app_session")
DEADLOCKS = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
LIVE = "UPDATE momentum.settings SET value = %s WHERE name = 'live_scoring'"

Task = Callable[["Actor"], None]


class Actor:
    """A session that does random things and connects again when it is killed."""

    def __init__(self, dsn: str, name: str, seed: int, users: list[UUID]) -> None:
        self.random = random.Random(f"{seed} {name}")
        self.name = name
        self.users = users
        self.killed = 0
        self._dsn = dsn
        self.connection = self._connect()

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(
            self._dsn, autocommit=True, options="-c statement_timeout=60s", application_name="actor"
        )

    def act(self, task: Task, times: int) -> None:
        """Do something so many times; the end of the session is no error."""
        for _ in range(times):
            try:
                task(self)
            except (psycopg.errors.AdminShutdown, psycopg.OperationalError):
                if not self.connection.closed:
                    raise
                self.killed += 1
                self.connection = self._connect()
        self.connection.close()

    def instant(self) -> datetime:
        """Return an instant of some day, often at its edge and often of today."""
        day = self.random.choice([*DAYS, TODAY, TODAY, TODAY])
        return datetime.combine(day, self.random.choice([time.min, time(9), time.max]), UTC)

    def some_users(self) -> list[UUID]:
        """Return a few users in any order."""
        return self.random.sample(self.users, self.random.randint(1, 6))


def change_events(actor: Actor) -> None:
    """Insert, edit, delete and restore the session's own events in one transaction."""
    connection, choose = actor.connection, actor.random
    level = choose.choice(["READ COMMITTED"] * 6 + ["REPEATABLE READ", "SERIALIZABLE"])
    connection.execute(f"BEGIN ISOLATION LEVEL {level}".encode())
    try:
        for _ in range(choose.randint(1, 6)):
            savepoint = choose.random() < 0.3
            if savepoint:
                connection.execute("SAVEPOINT here")
            change_some_events(actor)
            if savepoint:
                connection.execute(
                    choose.choice([b"ROLLBACK TO SAVEPOINT here", b"RELEASE SAVEPOINT here"])
                )
        connection.execute(choose.choice([b"COMMIT"] * 5 + [b"ROLLBACK"]))
    except psycopg.errors.SerializationFailure:
        connection.execute("ROLLBACK")


def change_some_events(actor: Actor) -> None:
    """Make one statement of an application."""
    connection, choose = actor.connection, actor.random
    if choose.random() < 0.5:
        connection.execute(
            "INSERT INTO momentum.momentum_events (user_id, event_type, event_ts, payload)"
            " SELECT u.id, %s, %s, jsonb_build_object('owner', %s::text)"
            " FROM unnest(%s::uuid[]) AS u (id)",
            (choose.choice(TYPES), actor.instant(), actor.name, actor.some_users()),
        )
        return
    own = connection.execute(
        "SELECT id FROM momentum.momentum_events WHERE payload->>'owner' = %s ORDER BY id",
        (actor.name,),
    ).fetchall()
    mine = [row[0] for row in choose.sample(own, min(len(own), choose.randint(1, 4)))]
    change, value = choose.choice(
        [
            ("SET event_type = %s", choose.choice(TYPES)),
            ("SET event_ts = %s", actor.instant()),
            ("SET user_id = %s", choose.choice(actor.users)),
            ("SET deleted_at = event_ts WHERE %s::text IS NOT NULL AND", ""),
            ("SET deleted_at = NULL WHERE %s::text IS NOT NULL AND", ""),
            ("DELETE", None),
        ]
    )
    if change == "DELETE":
        connection.execute("DELETE FROM momentum.momentum_events WHERE id = ANY (%s)", (mine,))
    else:
        where = change if change.endswith("AND") else f"{change} WHERE"
        connection.execute(
            f"UPDATE momentum.momentum_events {where} id = ANY (%s)".encode(), (value, mine)
        )


def calculate(actor: Actor) -> None:
    """Run one of the ways to score, or the drain."""
    choose = actor.random
    first, last = sorted(choose.choices([day for day in DAYS if day <= TODAY], k=2))
    version = choose.choice([None, None, "v1", "v2"])
    users = choose.choice([None, actor.some_users()])
    size, every = choose.choice([1, 3, 500]), choose.choice([1, 10, 1000])
    statement, parameters = choose.choice(
        [
            (
                "CALL momentum.recalculate_scores(%s, %s, %s, %s, %s)",
                (first, last, users, size, every),
            ),
            ("CALL momentum.backfill_empty_days(%s, %s, %s, %s)", (first, last, size, every)),
            ("SELECT momentum.calculate_scores(%s, %s, %s)", (first, users, version)),
            (
                "SELECT momentum.calculate_score(%s, %s, %s)",
                (choose.choice(actor.users), last, version),
            ),
            ("SELECT momentum.drain_rescore_queue(%s)", (choose.choice([1, 10, 10000]),)),
        ]
    )
    actor.connection.execute(statement.encode(), parameters)


def run(dsn: str, seed: int, users: list[UUID], times: int) -> dict[str, int]:
    """Let all the sessions act at the same time, and return how often each was killed."""
    tasks: dict[str, Task] = {f"writer {number}": change_events for number in range(8)}
    tasks |= {f"worker {number}": calculate for number in range(4)}
    actors = {name: Actor(dsn, name, seed, users) for name in tasks}
    over = threading.Event()
    with ThreadPoolExecutor(len(tasks) + 1) as threads:
        running = [
            threads.submit(actors[name].act, task, times if task is change_events else times // 2)
            for name, task in tasks.items()
        ]
        disturbing = threads.submit(disturb_until, over, Actor(dsn, "disturber", seed, users))
        try:
            for each in running:
                each.result(120)
        finally:
            over.set()
            disturbing.result(30)
    return {name: actor.killed for name, actor in actors.items()}


def disturb_until(over: threading.Event, actor: Actor) -> None:
    """End sessions wherever they are, and switch live scoring, now and then."""
    with actor.connection as connection:
        while not over.wait(actor.random.uniform(0.05, 0.4)):
            connection.execute(LIVE, (actor.random.choice(["on", "on", "off"]),))
            connection.execute(
                "SELECT pg_catalog.pg_terminate_backend(victim.pid)"
                " FROM (SELECT a.pid FROM pg_catalog.pg_stat_activity AS a"
                " WHERE a.datname = current_database() AND a.application_name = 'actor'"
                " AND a.state <> 'idle' AND a.pid <> pg_catalog.pg_backend_pid()"
                " ORDER BY random() LIMIT 1) AS victim"
            )


@pytest.mark.parametrize(
    ("seed", "times"),
    [(1, 40), *(pytest.param(seed, 200, marks=pytest.mark.slow) for seed in (2, 3))],
)
def test_no_score_is_silently_wrong(
    database: str, db: psycopg.Connection, seed: int, times: int
) -> None:
    print("seed", seed)
    pin_clock(db, NOW)
    users = insert_users(db, 30)
    deadlocks = count(db, DEADLOCKS)
    killed = run(database, seed, users, times)
    print("killed", killed)
    db.execute(LIVE, ("on",))
    drain(db)
    assert_true(db)
    assert count(db, "SELECT count(*) FROM momentum.daily_engagement_scores") > len(users)
    failed = db.execute(
        "SELECT operation, error_code, error_message FROM momentum.scoring_failures"
    )
    assert failed.fetchall() == []
    assert count(db, DEADLOCKS) == deadlocks
