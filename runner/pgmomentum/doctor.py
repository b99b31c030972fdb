"""Looks for what is wrong with an installation, and mends what can be mended.

Most of it is told by ``momentum.doctor()``; here is what a database cannot know of itself: what
the package would have it be, and what time it is elsewhere. A check is a function that yields
findings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import psycopg

from pgmomentum import catalog, ledger, loader, migrations, partitions, source
from pgmomentum.database import Connection
from pgmomentum.resources import Resources
from pgmomentum.status import few

MIGRATE = "pgmomentum migrate"
RELOAD = "pgmomentum migrate --reload"
#: How far the clock of the server may be from that of this machine.
CLOCKS_DIFFER = timedelta(seconds=5)


@dataclass(frozen=True)
class Finding:
    """What a check found, what it means, and the commands that mend it, in order.

    They are SQL, or begin with ``pgmomentum``. Those that are ``fixable`` need nobody's decision.
    """

    check: str
    subject: str
    meaning: str
    mend: tuple[str, ...] = ()
    fixable: bool = False


def examine(connection: Connection, resources: Resources, days: int) -> list[Finding]:
    """Return what is wrong, in the order in which to mend it; scores of so many days back.

    Changes nothing. Raises psycopg.Error where the database can be asked nothing.
    """
    found = [*_clock(connection), *_package(connection, resources)]
    if ledger.exists(connection):
        found += [*_database(connection, days), *jobs(connection)]
    return found


def mend(
    connection: Connection, resources: Resources, finding: Finding, report: Callable[[str], None]
) -> None:
    """Run the commands of a fixable finding. Raises psycopg.Error or PgmomentumError."""
    for command in finding.mend:
        if command in (MIGRATE, RELOAD):
            migrations.migrate(connection, resources, report, reload=command == RELOAD)
            partitions.maintain(connection)
        elif command.startswith("ALTER TABLE"):
            with connection.transaction():
                # everybody else who wants the table waits behind it
                connection.execute("SET LOCAL lock_timeout = '3s'")
                connection.execute(command.encode())
        else:
            connection.execute(command.encode())


def jobs(connection: Connection) -> list[Finding]:  # noqa: ARG001
    """Return what is wrong with the entries of pg_cron: nothing, while there are no jobs."""
    return []


def _clock(connection: Connection) -> Iterator[Finding]:
    before = _now()
    row = connection.execute("SELECT extract(epoch FROM pg_catalog.clock_timestamp())").fetchone()
    after = _now()
    assert row is not None
    server = datetime.fromtimestamp(float(row[0]), UTC)
    apart = max(before - server, server - after)
    if apart > CLOCKS_DIFFER:
        yield Finding(
            "clocks_differ",
            f"{server:%Y-%m-%d %H:%M:%S} UTC at the server, {after:%Y-%m-%d %H:%M:%S} UTC here",
            "One of the two is wrong. The server's says which day it is, and events that are more "
            "than five minutes ahead of it are refused",
            ("timedatectl set-ntp true",),
        )


def _now() -> datetime:
    return datetime.now(UTC)


def _package(connection: Connection, resources: Resources) -> Iterator[Finding]:
    pending = migrations.pending(connection, resources.migrations)
    if pending:
        yield Finding(
            "pending_migrations",
            ", ".join(pending),
            "The database is of an older version than this package",
            (MIGRATE,),
            fixable=True,
        )
    if not ledger.exists(connection):
        return
    files = source.read(resources.sql)
    drift = loader.drift(connection, files)
    outdated = {*drift.changed, *drift.missing}
    # first of all: where something is missing, migrate may fail
    by_hand = catalog.changed(connection, [file for file in files if file.path not in outdated])
    if by_hand:
        yield Finding(
            "changed_by_hand",
            few(by_hand),
            "Somebody has dropped or replaced what migrate had loaded",
            (RELOAD,),
            fixable=True,
        )
    if outdated or drift.removed:
        yield Finding(
            "outdated_code",
            few([f"sql/{path}" for path in sorted({*outdated, *drift.removed})]),
            "What is loaded is not what this package has",
            (MIGRATE,),
            fixable=True,
        )
    rights = catalog.wrong_rights(connection, files)
    if rights and not outdated:
        yield Finding(
            "wrong_rights",
            few(rights),
            "Rights were granted or revoked by hand: calls fail, or somebody may do too much",
            (MIGRATE,),
            fixable=True,
        )


def _database(connection: Connection, days: int) -> Iterator[Finding]:
    query = "SELECT check_name, subject, meaning, mend, fixable FROM momentum.doctor(%s)"
    try:
        for check, subject, meaning, commands, fixable in connection.execute(query, (days,)):
            yield Finding(check, subject, meaning, tuple(commands), fixable)
    except psycopg.Error as error:
        said = error.diag.message_primary or str(error)
        yield Finding(
            "not_examined",
            f"momentum.doctor() failed: {said} [{error.sqlstate}]",
            "What else is wrong is not known: see to the other findings, or to this error, first",
        )
