"""Partitions change under writers, readers, calculations and other maintenance: no one fails."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from uuid import UUID

import psycopg
import pytest

from tests.sessions import Session, open_gate, wait_until, wait_until_blocked
from tests.support import make_user, pin_clock

MAINTAIN = "SELECT action, partition_name, rows, reason FROM momentum.maintain_partitions()"
INSERT = (
    "INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)"
    " VALUES (%s, %s, %s) RETURNING id"
)
#: One day in a year that is over, one in this month.
PAST, PRESENT = "2025-03-10 12:00+00", "2026-11-20 12:00+00"
MADE = ["2025", "2026_11", "2026_12", "2027_01", "2027_02"]
NO_LOCK = "a lock was not to be had: other transactions use events or users"
#: Events are not moved because someone waits, who then holds a lock that the months ahead need.
GIVES_WAY = dict.fromkeys(MADE, NO_LOCK) | dict.fromkeys(
    ("2025", "2026_11"), "another session waits for this one"
)
BACKEND = "SELECT FROM pg_catalog.pg_stat_activity WHERE pid = %s"


@pytest.fixture
def user(db: psycopg.Connection) -> UUID:
    """A user with an event on either day; all partitions are still to be made."""
    pin_clock(db, "2026-11-21 12:00+00")
    user_id = make_user(db, "2025-01-01")
    for moment in (PAST, PRESENT):
        db.execute(INSERT, (user_id, "chat_message", moment))
    return user_id


def partitions(connection: psycopg.Connection) -> dict[str, int]:
    """Return the number of events of each partition that was made, and of the default one."""
    names = connection.execute(
        "SELECT inhrelid::regclass::text FROM pg_catalog.pg_inherits"
        " WHERE inhparent = 'momentum.momentum_events'::regclass ORDER BY 1"
    ).fetchall()
    found = {}
    for (name,) in names:
        row = connection.execute(f"SELECT count(*) FROM {name}".encode()).fetchone()
        assert row is not None
        found[name.removeprefix("momentum.momentum_events_")] = row[0]
    return found


def outcome(rows: list[tuple[object, ...]]) -> tuple[object, object]:
    """Return the one action and reason that all partitions of a call have."""
    (found,) = {(action, reason) for action, _, _, reason in rows}
    return found


def reasons(rows: list[tuple[object, ...]]) -> dict[object, object]:
    """Return why each partition of a call was postponed."""
    assert {action for action, *_ in rows} == {"postponed"}
    return {str(name).removeprefix("momentum_events_"): reason for _, name, _, reason in rows}


@contextmanager
def moving_gate(connection: psycopg.Connection, dsn: str) -> Iterator[Session]:
    """Make whoever moves events stop at each, for as long as the session yielded holds the gate.

    There are two of them: one for events of the type "late", with the key 1, one for all others.
    """
    connection.execute(
        """
        CREATE FUNCTION public.pass_gate() RETURNS trigger LANGUAGE plpgsql SET lock_timeout = 0
        AS $pass_gate$
        BEGIN
            PERFORM pg_catalog.pg_advisory_xact_lock_shared(
                7799, (OLD.event_type = 'late')::integer
            );
            RETURN OLD;
        END
        $pass_gate$;
        CREATE TRIGGER pass_gate BEFORE DELETE ON momentum.momentum_events
        FOR EACH ROW EXECUTE FUNCTION public.pass_gate();
        """
    )
    with Session(dsn) as keeper:
        keeper.run(
            "SELECT pg_catalog.pg_advisory_lock(7799, key) FROM (VALUES (0), (1)) AS k (key)"
        )
        yield keeper


@pytest.mark.parametrize(
    ("moment", "partition"), [(PAST, "2025"), (PRESENT, "2026_11"), ("2019-01-01Z", "default")]
)
def test_a_writer_who_comes_between_waits_and_finds_the_new_partition(
    database: str, db: psycopg.Connection, user: UUID, moment: str, partition: str
) -> None:
    with Session(database) as maintenance, Session(database) as writer:
        maintenance.run("BEGIN")
        assert outcome(maintenance.run(MAINTAIN)) == ("created", None)
        writing = writer.start(INSERT, (user, "chat_message", moment))
        wait_until_blocked(db, writer, by=maintenance)
        maintenance.run("COMMIT")
        assert len(writing.result()) == 1
    found = dict.fromkeys(MADE, 0) | {"default": 0, "2025": 1, "2026_11": 1}
    assert partitions(db) == found | {partition: found[partition] + 1}


def test_writers_go_on_while_events_are_moved(
    database: str, db: psycopg.Connection, user: UUID
) -> None:
    with (
        Session(database) as maintenance,
        Session(database) as other,
        moving_gate(db, database) as keeper,
    ):
        moving = maintenance.start(MAINTAIN)
        wait_until_blocked(db, maintenance, by=keeper)
        for moment in (PAST, PRESENT):
            other.run(INSERT, (user, "late", moment))
        assert other.run("SELECT count(*) FROM momentum.momentum_events") == [(4,)]
        other.run("UPDATE auth.users SET email = 'a@example.org'")
        other.run("INSERT INTO auth.users DEFAULT VALUES")
        assert not moving.done
        open_gate(keeper)
        assert outcome(moving.result()) == ("created", None)
    assert partitions(db) == dict.fromkeys(MADE, 0) | {"default": 0, "2025": 2, "2026_11": 2}


def test_whoever_waits_for_an_event_that_is_moved_comes_first(
    database: str, db: psycopg.Connection, user: UUID
) -> None:
    before = partitions(db)
    with (
        Session(database) as maintenance,
        Session(database) as other,
        moving_gate(db, database) as keeper,
    ):
        moving = maintenance.start(MAINTAIN)
        wait_until_blocked(db, maintenance, by=keeper)
        # the event that is being moved, after one whose turn is still to come
        delete = "UPDATE momentum.momentum_events SET deleted_at = event_ts WHERE event_ts = %s"
        other.run("BEGIN")
        other.run(delete, (PRESENT,))
        deleting = other.start(delete, (PAST,))
        wait_until_blocked(db, other, by=maintenance)
        open_gate(keeper)
        assert reasons(moving.result()) == GIVES_WAY
        deleting.result()
        other.run("COMMIT")
    assert partitions(db) == before
    deleted = db.execute("SELECT count(deleted_at) FROM momentum.momentum_events").fetchone()
    assert deleted == (2,)
    assert outcome(db.execute(MAINTAIN).fetchall()) == ("created", None)


def test_whoever_waits_for_the_table_and_has_written_a_user_comes_first(
    database: str, db: psycopg.Connection, user: UUID
) -> None:
    """ATTACH would wait for the lock on auth.users, and each would wait for the other."""
    with (
        Session(database) as maintenance,
        Session(database) as other,
        moving_gate(db, database) as keeper,
    ):
        moving = maintenance.start(MAINTAIN)
        wait_until_blocked(db, maintenance, by=keeper)
        db.execute(INSERT, (user, "late", PAST))
        other.run("BEGIN")
        other.run("UPDATE auth.users SET email = 'a@example.org'")
        keeper.run("SELECT pg_catalog.pg_advisory_unlock(7799, 0)")
        holds = (
            "SELECT FROM pg_catalog.pg_locks WHERE pid = %s AND mode = 'ShareRowExclusiveLock'"
            " AND granted AND relation = 'momentum.momentum_events'::regclass"
        )
        wait_until(
            lambda: db.execute(holds, (maintenance.pid,)).fetchone() is not None,
            "the table is locked",
        )
        wait_until_blocked(db, maintenance, by=keeper)
        inserting = other.start(INSERT, (user, "chat_message", PRESENT))
        wait_until_blocked(db, other, by=maintenance)
        open_gate(keeper)
        assert reasons(moving.result()) == GIVES_WAY
        assert len(inserting.result()) == 1
        other.run("COMMIT")
    assert outcome(db.execute(MAINTAIN).fetchall()) == ("created", None)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)"
        " SELECT id, 'a', '2026-11-20Z' FROM auth.users",
        "UPDATE momentum.momentum_events SET payload = '{}'",
        "SELECT FROM momentum.momentum_events",
        "SELECT FROM momentum.momentum_events FOR UPDATE",
        "SELECT momentum.calculate_scores('2026-11-20')",
        "UPDATE auth.users SET deleted_at = created_at",
        "DELETE FROM auth.users",
        "INSERT INTO momentum.momentum_pillars (id, name) VALUES ('a', 'A')",
    ],
)
def test_behind_a_long_transaction_it_gives_up_soon_and_can_be_called_again(
    database: str, db: psycopg.Connection, user: UUID, statement: str
) -> None:
    before = partitions(db)
    with Session(database) as other, Session(database) as maintenance, Session(database) as writer:
        other.run("BEGIN")
        other.run(statement)
        maintenance.run("BEGIN")
        assert outcome(maintenance.run(MAINTAIN)) == ("postponed", NO_LOCK)
        # even before that transaction has ended, no one waits for it any longer
        if "auth.users" not in statement or "INSERT" in statement:
            writer.run(INSERT, (user, "between", PRESENT))
            before["default"] += 1
        maintenance.run("COMMIT")
        other.run("ROLLBACK")
    assert partitions(db) == before
    assert outcome(db.execute(MAINTAIN).fetchall()) == ("created", None)


def test_a_calculation_under_way_misses_no_event(
    database: str, db: psycopg.Connection, user: UUID
) -> None:
    """Its snapshot would be older than the partition in which it finds the events of the day."""
    score = "SELECT event_count, raw_score FROM momentum.calculate_score(%s, '2026-11-20')"
    with Session(database) as keeper, Session(database) as calculation:
        keeper.run("BEGIN")
        keeper.run("LOCK TABLE momentum.event_weights")
        calculating = calculation.start(score, (user,))
        wait_until_blocked(db, calculation, by=keeper)
        assert outcome(db.execute(MAINTAIN).fetchall())[0] == "postponed"
        keeper.run("COMMIT")
        assert calculating.result() == [(1, 2)]


def test_a_calculation_that_comes_between_waits(
    database: str, db: psycopg.Connection, user: UUID
) -> None:
    score = "SELECT event_count, raw_score FROM momentum.calculate_score(%s, '2026-11-20')"
    with Session(database) as maintenance, Session(database) as calculation:
        maintenance.run("BEGIN")
        maintenance.run(MAINTAIN)
        calculating = calculation.start(score, (user,))
        wait_until_blocked(db, calculation, by=maintenance)
        maintenance.run("COMMIT")
        assert calculating.result() == [(1, 2)]


def test_two_at_once_take_turns(database: str, db: psycopg.Connection, user: UUID) -> None:
    with Session(database) as one, Session(database) as two:
        one.run("BEGIN")
        assert len(one.run(MAINTAIN)) == len(MADE)
        second = two.start(MAINTAIN)
        wait_until_blocked(db, two, by=one)
        one.run("COMMIT")
        assert second.result() == [], "nothing is left to do"


def test_one_that_waits_for_its_turn_is_not_in_the_way(
    database: str, db: psycopg.Connection, user: UUID
) -> None:
    with (
        Session(database) as one,
        Session(database) as two,
        moving_gate(db, database) as keeper,
    ):
        first = one.start(MAINTAIN)
        wait_until_blocked(db, one, by=keeper)
        second = two.start(MAINTAIN)
        wait_until_blocked(db, two, by=one)
        open_gate(keeper)
        assert outcome(first.result()) == ("created", None)
        assert second.result() == []


def test_killed_half_way_nothing_has_happened(
    database: str, db: psycopg.Connection, user: UUID
) -> None:
    before = partitions(db)
    with Session(database) as maintenance, moving_gate(db, database) as keeper:
        moving = maintenance.start(MAINTAIN)
        wait_until_blocked(db, maintenance, by=keeper)
        db.execute("SELECT pg_catalog.pg_terminate_backend(%s)", (maintenance.pid,))
        with pytest.raises(psycopg.OperationalError):
            moving.result()
        wait_until(
            lambda: db.execute(BACKEND, (maintenance.pid,)).fetchone() is None,
            "the backend is gone",
        )
    assert partitions(db) == before
    assert outcome(db.execute(MAINTAIN).fetchall()) == ("created", None)
    assert partitions(db) == dict.fromkeys(MADE, 0) | {"default": 0, "2025": 1, "2026_11": 1}


def test_inserters_never_fail_and_no_event_is_lost(
    database: str, db: psycopg.Connection, user: UUID
) -> None:
    """Writers in three partitions-to-be, and maintenance until it comes through, for five years."""
    count = 60

    def insert(number: int) -> None:
        with psycopg.connect(database, autocommit=True) as connection:
            for step in range(count):
                moment = f"{2022 + step % 8}-{number + 1:02}-01Z"
                connection.execute(INSERT, (user, f"{number} {step}", moment))

    with ThreadPoolExecutor(4) as pool:
        inserting = [pool.submit(insert, number) for number in range(4)]
        for year in range(2023, 2028):
            moment = f"{year}-11-21Z"
            call = "SELECT action FROM momentum.maintain_partitions(%s)"
            while ("postponed",) in db.execute(call, (moment,)).fetchall():
                pass
        for each in inserting:
            each.result()
    pin_clock(db, "2030-01-01Z")
    db.execute(MAINTAIN)
    assert partitions(db)["default"] == 0
    assert sum(partitions(db).values()) == 4 * count + 2


def test_retention_waits_for_no_one_and_keeps_what_came_late(
    database: str, db: psycopg.Connection, user: UUID
) -> None:
    db.execute(MAINTAIN)
    db.execute("UPDATE momentum.settings SET value = '6' WHERE name = 'event_retention_months'")
    db.execute("UPDATE auth.users SET created_at = '2026-11-01'")
    db.execute("DELETE FROM momentum.rescore_queue")
    with Session(database) as late, Session(database) as reader:
        late.run("BEGIN")
        late.run(INSERT, (user, "late", PAST))
        assert outcome(db.execute(MAINTAIN).fetchall())[0] == "postponed"
        late.run("COMMIT")
        assert outcome(db.execute(MAINTAIN).fetchall())[0] == "kept"
        db.execute("DELETE FROM momentum.rescore_queue")
        reader.run("BEGIN")
        reader.run("SELECT FROM momentum.momentum_events")
        assert outcome(db.execute(MAINTAIN).fetchall())[0] == "postponed"
        reader.run("COMMIT")
    assert db.execute(MAINTAIN).fetchall() == [("dropped", "momentum_events_2025", 2, None)]
    assert "2025" not in partitions(db)


@pytest.mark.parametrize(
    "call",
    [
        "momentum.calculate_score(%s, '2026-11-20')",
        "momentum.calculate_scores('2026-11-20', ARRAY[%s]::uuid[])",
        "momentum.explain_score(%s, '2026-11-20')",
        "momentum.record_event(%s, 'chat_message', '2026-11-20 13:00+00')",
    ],
)
def test_work_on_a_day_reads_the_partition_of_that_day_only(
    database: str, db: psycopg.Connection, user: UUID, call: str
) -> None:
    db.execute(MAINTAIN)
    with Session(database) as session:
        session.run("BEGIN")
        session.run(f"SELECT {call}", (user,))
        read = session.run(
            "SELECT s.relid::regclass::text FROM pg_catalog.pg_stat_xact_all_tables AS s"
            " JOIN pg_catalog.pg_inherits AS i ON i.inhrelid = s.relid"
            " WHERE i.inhparent = 'momentum.momentum_events'::regclass"
            " AND COALESCE(s.seq_scan, 0) + COALESCE(s.idx_scan, 0) > 0"
        )
    assert read == [("momentum.momentum_events_2026_11",)]
