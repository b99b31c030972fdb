"""The ledger: what is applied and loaded in a database, and the one lock that guards its change.

Migrations, source files and the ledger change together, in one transaction that first takes an
advisory lock. A process that is killed leaves neither a lock nor half of an installation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from pgmomentum.database import Connection

SQL = Path(__file__).with_name("ledger.sql")
#: Class and key of the advisory lock.
LOCK = (7709, 0)

#: How every installing transaction begins: nothing that a role or database sets makes it differ.
SETTINGS = """\
SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE;
SET LOCAL search_path = pg_catalog, pg_temp;
SET LOCAL check_function_bodies = on;
SET LOCAL client_min_messages = warning;
SET LOCAL idle_in_transaction_session_timeout = 0;
SET LOCAL standard_conforming_strings = on;
SET LOCAL statement_timeout = 0;
"""


@contextmanager
def exclusive(connection: Connection, report: Callable[[str], None]) -> Iterator[None]:
    """Run a block as one transaction while no one else migrates this database; else wait.

    ``report`` is told of a wait. The connection is in autocommit mode, outside a transaction.
    """
    with connection.transaction():
        connection.execute(SETTINGS.encode())
        row = connection.execute("SELECT pg_catalog.pg_try_advisory_xact_lock(%s, %s)", LOCK)
        if row.fetchone() == (False,):
            report("Waiting for another migration of this database to end")
            connection.execute("SELECT pg_catalog.pg_advisory_xact_lock(%s, %s)", LOCK)
        yield


def exists(connection: Connection) -> bool:
    """Whether the database has a ledger: whether anything is installed."""
    row = connection.execute("SELECT pg_catalog.to_regclass('momentum_ledger.loaded_files')")
    return row.fetchone() != (None,)


def create(connection: Connection) -> None:
    """Create the ledger unless it is there."""
    if not exists(connection):
        connection.execute(SQL.read_bytes())


def drop(connection: Connection) -> None:
    """Drop the ledger; fails if someone else's object depends on it."""
    connection.execute(
        """
        DROP TABLE
            momentum_ledger.loaded_files,
            momentum_ledger.yoyo_lock,
            momentum_ledger._yoyo_version,
            momentum_ledger._yoyo_log,
            momentum_ledger._yoyo_migration;
        DROP SCHEMA momentum_ledger;
        """
    )


def applied(connection: Connection) -> dict[str, datetime]:
    """Return the id of each applied migration and when it was applied, oldest first."""
    if not exists(connection):
        return {}
    rows = connection.execute(
        """
        SELECT migration_id, applied_at_utc
        FROM momentum_ledger._yoyo_migration
        ORDER BY applied_at_utc, migration_id
        """
    )
    return {migration: moment.replace(tzinfo=UTC) for migration, moment in rows.fetchall()}
