"""Many migrates at once, and killed ones: the catalog is that of a single migrate.

Each race is forced: the test holds what the migrates need until all of them wait for it.
"""

from __future__ import annotations

import os
import signal
import subprocess
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack

import psycopg
import pytest

from pgmomentum import ledger, migrations
from pgmomentum.migrations import Migrated
from tests.migration.catalog import catalog, connect
from tests.migration.races import PATIENCE, dbname, holding, wait_for_waiting
from tests.processes import start
from tools.servers import Server, throw_away

pytestmark = pytest.mark.servers(18)


def start_process(dsn: str) -> subprocess.Popen[str]:
    """Start a migrate that can be killed."""
    return start("migrate", environment={"PGMOMENTUM_DATABASE_URL": dsn})


def migrate_as_pgmomentum(dsn: str) -> Migrated:
    with psycopg.connect(dsn, autocommit=True, application_name="pgmomentum") as connection:
        return migrations.migrate(connection)


LOCK = f"SELECT pg_advisory_xact_lock({ledger.LOCK[0]}, {ledger.LOCK[1]})"


def test_twenty_at_once_with_two_killed_in_between(
    server: Server, empty_database: str, database: str
) -> None:
    name = dbname(empty_database)
    with ThreadPoolExecutor(20) as pool, server.admin() as admin:
        with holding(empty_database, LOCK) as holder:
            killed = start_process(empty_database)
            wait_for_waiting(server, 1, name)
            terminated = start_process(empty_database)
            wait_for_waiting(server, 2, name)
            killed.send_signal(signal.SIGKILL)
            killed.communicate()
            admin.execute(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = %s AND application_name = 'pgmomentum'
                ORDER BY backend_start DESC LIMIT 1
                """,
                (name,),
            )
            _, said = terminated.communicate(timeout=PATIENCE)
            all_of_them = [pool.submit(migrate_as_pgmomentum, empty_database) for _ in range(20)]
            # The killed one's session still waits: the server learns of the death later.
            wait_for_waiting(server, 21, name)
            holder.rollback()
        results = [future.result(timeout=PATIENCE) for future in all_of_them]
    assert terminated.returncode == 1
    assert "Waiting for another migration" in said
    assert "Error: terminating connection" in said
    assert "Traceback" not in said
    assert sorted(bool(result.applied) for result in results) == [False] * 19 + [True]
    assert catalog(server, empty_database) == catalog(server, database)


@pytest.mark.parametrize("how", ["kill", "terminate"])
def test_one_that_dies_in_the_middle_leaves_nothing(
    server: Server, empty_database: str, database: str, how: str
) -> None:
    """It holds the lock and has applied a migration; the next one starts from the beginning."""
    name = dbname(empty_database)
    before = catalog(server, empty_database)
    with ThreadPoolExecutor(1) as pool, server.admin() as admin:
        with holding(empty_database, "CREATE SCHEMA momentum") as holder:
            dying = start_process(empty_database)
            wait_for_waiting(server, 1, name)
            if how == "kill":
                os.kill(dying.pid, signal.SIGKILL)
                next_one: Future[Migrated] = pool.submit(migrate_as_pgmomentum, empty_database)
                wait_for_waiting(server, 2, name)
            else:
                admin.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = %s AND application_name = 'pgmomentum'",
                    (name,),
                )
                dying.wait(timeout=PATIENCE)
                assert catalog(server, empty_database) == before
                next_one = pool.submit(migrate_as_pgmomentum, empty_database)
                wait_for_waiting(server, 1, name)
            dying.communicate()
            holder.rollback()
        assert next_one.result(timeout=PATIENCE).applied
    assert catalog(server, empty_database) == catalog(server, database)


def test_a_rollback_and_a_migrate_take_turns(server: Server, database: str) -> None:
    before = catalog(server, database)
    with ThreadPoolExecutor(2) as pool, holding(database, LOCK) as holder, ExitStack() as stack:
        connection = stack.enter_context(
            psycopg.connect(database, autocommit=True, application_name="pgmomentum")
        )
        back = pool.submit(migrations.rollback, connection)
        wait_for_waiting(server, 1, dbname(database))
        forward = pool.submit(migrate_as_pgmomentum, database)
        wait_for_waiting(server, 2, dbname(database))
        holder.rollback()
        rolled_back = back.result(timeout=PATIENCE)
        assert len(rolled_back) == 1
        assert forward.result(timeout=PATIENCE).applied == rolled_back
    assert catalog(server, database) == before


@pytest.mark.parametrize("outcome", ["commit", "rollback"])
def test_two_databases_of_one_server_create_the_roles_at_once(
    server: Server, database: str, outcome: str
) -> None:
    """Advisory locks are per database and roles per server: both come to CREATE ROLE together."""
    with throw_away(server.version) as fresh, ThreadPoolExecutor(2) as pool:
        names = ["one", "two"]
        with fresh.database(name=names[0]), fresh.database(name=names[1]):
            with holding(fresh.dsn("postgres"), "CREATE ROLE momentum_owner NOLOGIN") as holder:
                both = [pool.submit(migrate_as_pgmomentum, fresh.dsn(name)) for name in names]
                wait_for_waiting(fresh, 2, *names)
                getattr(holder, outcome)()
                assert all(future.result(timeout=PATIENCE).applied for future in both)
            expected = catalog(server, database)
            assert [catalog(fresh, fresh.dsn(name)) for name in names] == [expected, expected]


def test_a_migrate_with_nothing_to_do_waits_for_no_writer(server: Server, database: str) -> None:
    writing = "LOCK TABLE momentum.daily_engagement_scores IN ROW EXCLUSIVE MODE"
    with holding(database, writing), connect(database) as connection:
        connection.execute("SET lock_timeout = '2s'")
        assert migrations.migrate(connection) == Migrated()
