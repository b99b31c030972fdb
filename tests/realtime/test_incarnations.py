"""A position is good for the database that gave it out, and for no copy of it."""

import re
import subprocess
from pathlib import Path

import psycopg
from pytest_postgresql.executors import NoopExecutor

from pgmomentum import migrations
from tests.realtime.stream import announce, since
from tests.support import make_user
from tools.servers import Server

OPERATIONS = Path(__file__).parents[2] / "docs" / "operations.md"


def test_a_restored_dump_refuses_the_positions_of_its_origin(
    db: psycopg.Connection, database: str, server: Server
) -> None:
    user_id = make_user(db)
    announce(db, user_id, 1, 2)
    seen = since(db, user_id)
    announce(db, user_id, 3)  # has no position yet
    origin = psycopg.conninfo.conninfo_to_dict(database)["dbname"]
    with server.database() as name:
        dump = subprocess.run(
            [server.programs / "pg_dump"],
            env=server.environment(str(origin)),
            capture_output=True,
            check=True,
        )
        subprocess.run(
            [server.programs / "psql", "-Xqv", "ON_ERROR_STOP=1"],
            env=server.environment(name),
            input=dump.stdout,
            stdout=subprocess.DEVNULL,
            check=True,
        )
        with psycopg.connect(server.dsn(name), autocommit=True) as restored:
            told = since(restored, user_id, seen.last_event_id)
            assert (told.recovered, told.numbers) == (False, [])
            assert since(restored, user_id, told.last_event_id).recovered
            assert since(restored, user_id).numbers == [1, 2, 3]
            announce(restored, user_id, 4)
            assert since(restored, user_id, told.last_event_id).numbers == [4]
    assert since(db, user_id, seen.last_event_id).numbers == [3]


def test_so_does_a_copy_of_the_database(server: Server, migrated: NoopExecutor) -> None:
    with server.database(migrated.template_dbname) as origin:
        with psycopg.connect(server.dsn(origin), autocommit=True) as connection:
            announce(connection, None, 1)
            seen = since(connection)
        with (
            server.database(origin) as copy,
            psycopg.connect(server.dsn(copy), autocommit=True) as connection,
        ):
            assert not since(connection, None, seen.last_event_id).recovered


def test_so_does_an_outbox_made_anew(db: psycopg.Connection) -> None:
    announce(db, None, 1)
    seen = since(db)
    migrations.rollback(db, to="0010.badges", drop_data=True)
    migrations.migrate(db)
    announce(db, None, 2)
    told = since(db, None, seen.last_event_id)
    assert (told.recovered, told.numbers) == (False, [])


def test_a_new_connection_goes_on(db: psycopg.Connection, database: str) -> None:
    announce(db, None, 1)
    seen = since(db)
    announce(db, None, 2)
    with psycopg.connect(database, autocommit=True) as other:
        assert since(other, None, seen.last_event_id).numbers == [2]


def test_so_does_another_timeline(db: psycopg.Connection) -> None:
    """As after a failover: positions of the lost end of the former one mean something else."""
    announce(db, None, 1)
    seen = since(db)
    same = db.execute(
        "SELECT p.timeline = c.timeline_id"
        " FROM momentum.realtime_positions AS p, pg_catalog.pg_control_checkpoint() AS c"
    )
    assert same.fetchone() == (True,)
    db.execute("UPDATE momentum.realtime_positions SET timeline = timeline + 1")
    told = since(db, None, seen.last_event_id)
    assert (told.recovered, told.numbers) == (False, [])
    assert since(db, None, told.last_event_id).recovered
    announce(db, None, 2)  # on the timeline of the server
    assert not since(db, None, told.last_event_id).recovered
    assert since(db, None, seen.last_event_id).numbers == [2]


def test_a_position_ahead_of_what_can_be_read_stays(db: psycopg.Connection) -> None:
    """As on a standby, where the sequence is ahead of the commit, and after a rollback."""
    announce(db, None, 1)
    seen = since(db)
    with db.transaction(force_rollback=True):
        announce(db, None, 2)
        ahead = since(db, None, seen.last_event_id).last_event_id
    assert ahead != seen.last_event_id
    told = since(db, None, ahead)
    assert (told.recovered, told.numbers, told.last_event_id) == (True, [], ahead)


def test_ids_can_be_made_void(db: psycopg.Connection) -> None:
    """As after a snapshot of the storage was started, whose origin had gone further."""
    user_id = make_user(db)
    announce(db, user_id, 1, 2)
    seen = since(db)
    further = seen.last_event_id.replace("-2", "-5")
    db.execute("SET ROLE momentum_owner")
    db.execute(documented("WITH void"))
    db.execute("RESET ROLE")
    announce(db, user_id, 3, 4, 5, 6)
    for void in (seen.last_event_id, further):
        told = since(db, None, void)
        assert (told.recovered, told.numbers) == (False, [])
        assert since(db, None, told.last_event_id).recovered
    assert since(db).numbers == since(db, user_id).numbers == [3, 4, 5, 6]
    announce(db, user_id, 7)
    assert since(db, user_id, told.last_event_id).numbers == [7]


def test_what_is_told_of_a_user_can_be_deleted(db: psycopg.Connection) -> None:
    user_id, other = make_user(db), make_user(db)
    start = since(db).last_event_id
    announce(db, user_id, 1)
    announce(db, other, 2)
    since(db)
    announce(db, user_id, 3)
    announce(db, other, 4)
    db.execute("DELETE FROM auth.users WHERE id = %s", (user_id,))
    assert since(db, user_id, start).numbers == [1, 3]
    announce(db, user_id, 5)
    db.execute("SET ROLE momentum_owner")
    for table in ("realtime_inbox", "realtime_events"):
        statement = documented(f"DELETE FROM momentum.{table}")
        db.execute(statement.replace("5b3c…".encode(), str(user_id).encode()))
    db.execute("RESET ROLE")
    assert since(db, other, start).numbers == since(db, None, start).numbers == [2, 4]


def documented(beginning: str) -> bytes:
    """Return the statement of the pages for operators that begins like this."""
    text = OPERATIONS.read_text(encoding="utf-8")
    (found,) = re.findall(rf"^{re.escape(beginning)}[^;]*;", text, re.MULTILINE)
    return str(found).encode()
