"""A position is good for the database that gave it out, and for no copy of it."""

import subprocess

import psycopg
from pytest_postgresql.executors import NoopExecutor

from pgmomentum import migrations
from tests.realtime.stream import announce, since
from tests.support import make_user
from tools.servers import Server


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
