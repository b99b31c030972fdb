"""Installs, upgrades and rolls back: the versioned migrations, and the source files after them."""

from __future__ import annotations

import glob
import re
import socket
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from yoyo.backends.core.postgresql import PostgresqlPsycopgBackend
from yoyo.exceptions import BadMigration
from yoyo.migrations import Migration, MigrationList, read_migrations, topological_sort

from pgmomentum import ledger, loader, source
from pgmomentum.database import Connection, PgmomentumError
from pgmomentum.resources import Resources, find

#: In the head of a rollback file: tables whose rows it loses, and which of them are a person's.
_DROPS = re.compile(r"^-- drops: (?P<tables>.+?)(?: WHERE (?P<condition>.+))?$", re.MULTILINE)


def _silent(_: str) -> None:
    pass


@dataclass(frozen=True)
class Migrated:
    """What a migrate did: ids of migrations applied, paths of files loaded and of files gone."""

    applied: list[str] = field(default_factory=list)
    loaded: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)


class _Backend(PostgresqlPsycopgBackend):  # type: ignore[misc]
    """yoyo on a connection of ours, inside our transaction: its transactions are savepoints.

    The ledger that it writes to is made by ledger.sql, as its version 2.
    """

    _internal_schema_updated = True
    migration_table_quoted = "momentum_ledger._yoyo_migration"
    log_table_quoted = "momentum_ledger._yoyo_log"

    def __init__(self, connection: Connection) -> None:
        self._ours = connection
        super().__init__(None, "_yoyo_migration")
        self._in_transaction = True

    def connect(self, dburi: None) -> Connection:  # noqa: ARG002
        return self._ours

    def copy(self) -> AbstractContextManager[_Backend]:
        return nullcontext(self)

    def disable_transactions(self) -> AbstractContextManager[None]:
        raise PgmomentumError("a migration cannot be run outside a transaction")

    def get_log_data(
        self, migration: Migration | None = None, operation: str = "apply"
    ) -> dict[str, Any]:
        """Return a row of the log; yoyo's own fails where the process's user has no name."""
        return {
            "id": str(uuid4()),
            "migration_id": migration and migration.id,
            "migration_hash": migration and migration.hash,
            "username": self._ours.info.user,
            "hostname": socket.gethostname(),
            "created_at_utc": datetime.now(UTC).replace(tzinfo=None),
            "operation": operation,
        }


def read(directory: Path) -> MigrationList:
    """Return the migrations of a directory, each after those it depends on."""
    found: MigrationList = read_migrations(glob.escape(str(directory)))
    try:
        return MigrationList(topological_sort(found))
    except BadMigration as error:
        raise PgmomentumError(str(error)) from error


def pending(connection: Connection, directory: Path) -> list[str]:
    """Return the ids of the migrations that are not applied, in the order of application."""
    applied = ledger.applied(connection)
    return [migration.id for migration in read(directory) if migration.id not in applied]


def unknown(connection: Connection, directory: Path) -> list[str]:
    """Return the ids of the applied migrations that are not there: those of a newer version."""
    return _unknown(connection, read(directory))


def _unknown(connection: Connection, migrations: MigrationList) -> list[str]:
    return sorted(ledger.applied(connection).keys() - {migration.id for migration in migrations})


def migrate(
    connection: Connection,
    resources: Resources | None = None,
    report: Callable[[str], None] = _silent,
    *,
    reload: bool = False,
) -> Migrated:
    """Install or upgrade: apply what is pending, then load the source files that changed.

    With ``reload`` all of them, which also brings back what was dropped or replaced by hand.

    One transaction under a lock: simultaneous calls take turns. ``report`` is told of a wait.
    Raises psycopg.Error, with a note that names the file, or PgmomentumError; nothing has
    changed then.
    """
    resources = resources or find()
    migrations = read(resources.migrations)
    files = source.read(resources.sql)
    with ledger.exclusive(connection, report):
        ledger.create(connection)
        _check_known(connection, migrations)
        backend = _Backend(connection)
        todo = backend.to_apply(migrations)
        _run_each(backend.apply_one, todo)
        everything = reload or bool(todo)
        found = loader.load(connection, files, everything=everything)
    return Migrated(
        applied=[migration.id for migration in todo],
        loaded=[file.path for file in files] if everything else [*found.missing, *found.changed],
        removed=found.removed,
    )


def rollback(
    connection: Connection,
    resources: Resources | None = None,
    *,
    to: str | None = None,
    drop_data: bool = False,
    report: Callable[[str], None] = _silent,
) -> list[str]:
    """Roll back the newest migration, or all that were applied after ``to``; return their ids.

    ``to`` is an id or its number; ``zero`` rolls everything back, the ledger included. The source
    files are unloaded first: the next migrate brings them, and the tables, back. Raises
    PgmomentumError if that would lose rows of users and ``drop_data`` is not given, and
    psycopg.errors.DependentObjectsStillExist if other objects depend on what goes; nothing has
    changed then.
    """
    migrations = read((resources or find()).migrations)
    with ledger.exclusive(connection, report):
        if not ledger.exists(connection):
            return []
        _check_known(connection, migrations)
        backend = _Backend(connection)
        newest_first = backend.to_rollback(migrations)
        chosen = list(newest_first[: _how_many([m.id for m in newest_first], to)])
        if not chosen:
            return []
        if not drop_data:
            _refuse_to_lose_rows(connection, chosen)
        loader.unload(connection)
        _run_each(backend.rollback_one, chosen)
        if len(chosen) == len(newest_first):
            ledger.drop(connection)
    return [migration.id for migration in chosen]


def _run_each(action: Callable[[Migration], None], migrations: Iterable[Migration]) -> None:
    for migration in migrations:
        try:
            action(migration)
        except psycopg.Error as error:
            error.add_note(f"migration {migration.id}")
            raise


def _check_known(connection: Connection, migrations: MigrationList) -> None:
    """Refuse a database that a newer version has migrated."""
    newer = _unknown(connection, migrations)
    if newer:
        raise PgmomentumError(
            f"the database has migrations that this version lacks: {', '.join(newer)}",
            "Use the version of pgmomentum that applied them, or a newer one.",
        )


def _how_many(newest_first: list[str], to: str | None) -> int:
    """Return how many of the applied migrations, from the newest on, are to be rolled back."""
    if to is None:
        return 1
    if to == "zero":
        return len(newest_first)
    for count, migration in enumerate(newest_first):
        if to in (migration, migration.partition(".")[0]):
            return count
    raise PgmomentumError(
        f"{to} is not an applied migration",
        f"Applied are {', '.join(reversed(newest_first))}; zero rolls back all of them.",
    )


def _refuse_to_lose_rows(connection: Connection, migrations: Iterable[Migration]) -> None:
    """Raise if tables that the rollbacks drop hold rows; keeps writers out of them till the end.

    A rollback file says what it loses: ``-- drops: schema.table ... [WHERE condition]``, where the
    condition leaves out the rows that the installation itself has made.
    """
    connection.execute("SET LOCAL ROLE momentum_owner; SET LOCAL row_security = off")
    lost = []
    for migration in migrations:
        rollback_file = Path(migration.path).with_suffix(".rollback.sql")
        for match in _DROPS.finditer(rollback_file.read_text(encoding="utf-8")):
            for table in match["tables"].split():
                rows = _count(connection, table, match["condition"] or "true")
                lost += [f"{rows} of {table}"] if rows else []
    if lost:
        raise PgmomentumError(
            f"the rollback would lose rows: {', '.join(lost)}",
            "Save them first; then --drop-data rolls back all the same.",
        )
    connection.execute("SET LOCAL row_security = on; RESET ROLE")


def _count(connection: Connection, table: str, condition: str) -> int:
    """Count rows; none where the table is missing, or belongs to the host and is left alone."""
    ours = connection.execute(
        """
        SELECT
            c.relnamespace = pg_catalog.to_regnamespace('momentum')
            OR pg_catalog.obj_description(c.oid, 'pg_class') LIKE '%%(made by pgmomentum)'
        FROM pg_catalog.pg_class AS c
        WHERE c.oid = pg_catalog.to_regclass(%s)
        """,
        (table,),
    ).fetchone()
    if ours != (True,):
        return 0
    connection.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE".encode())
    query = f"SELECT pg_catalog.count(*) FROM {table} WHERE {condition}"
    counted = connection.execute(query.encode()).fetchone()
    assert counted is not None
    return int(counted[0])
