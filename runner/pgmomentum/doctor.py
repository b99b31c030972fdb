"""Looks for what is wrong with an installation, and mends what can be mended.

Most of it is told by ``momentum.doctor()``; here is what a database cannot know of itself: what
the package would have it be, and what time it is elsewhere. A check is a function that yields
findings.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg

from pgmomentum import catalog, ledger, loader, migrations, partitions, source
from pgmomentum import jobs as scheduled
from pgmomentum.database import Connection, Database
from pgmomentum.resources import Resources
from pgmomentum.status import few

MIGRATE = "pgmomentum migrate"
RELOAD = "pgmomentum migrate --reload"
INSTALL_JOBS = "pgmomentum jobs install"
RUN_JOB = "pgmomentum jobs run "
#: How far the clock of the server may be from that of this machine.
CLOCKS_DIFFER = timedelta(seconds=5)


#: How the last start of run-due-jobs went, which records failures of jobs and raises none.
_CRON_START = """
SELECT d.status, d.return_message
FROM cron.job AS j
JOIN cron.job_run_details AS d ON d.jobid = j.jobid
WHERE
    j.database = %s
    AND j.active
    AND j.command = 'CALL momentum.run_due_jobs()'
    AND d.status IN ('failed', 'succeeded')
ORDER BY d.runid DESC
LIMIT 1
"""

#: What pg_cron has of a database: entries, who asks, and the time zone of the schedules.
_CRON = """
SELECT
    COALESCE(
        (
            SELECT pg_catalog.jsonb_agg(
                pg_catalog.jsonb_build_object(
                    'name', c.jobname, 'schedule', c.schedule, 'command', c.command,
                    'role', c.username, 'active', c.active
                )
            )
            FROM cron.job AS c
            WHERE c.database = %s
        ),
        '[]'
    )::text,
    current_user::text,
    (SELECT s.setting FROM pg_catalog.pg_settings AS s WHERE s.name = 'cron.timezone')
"""


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


def examine(database: Database, resources: Resources, days: int) -> list[Finding]:
    """Return what is wrong, in the order in which to mend it; scores of so many days back.

    Changes nothing. Raises psycopg.Error where the database can be asked nothing.
    """
    connection = database.connection
    if not ledger.exists(connection):
        return [_not_installed(connection)]
    found = [*_clock(connection), *_package(connection, resources)]
    return [*found, *_database(connection, days), *jobs(database)]


def mend(
    database: Database, resources: Resources, finding: Finding, report: Callable[[str], None]
) -> None:
    """Run the commands of a fixable finding. Raises psycopg.Error or PgmomentumError."""
    connection = database.connection
    for command in finding.mend:
        if command in (MIGRATE, RELOAD):
            migrations.migrate(connection, resources, report, reload=command == RELOAD)
            partitions.maintain(connection)
        elif command == INSTALL_JOBS:
            scheduled.install(database)
        elif command.startswith(RUN_JOB):
            _run_job(database, command)
        elif command.startswith("ALTER TABLE"):
            with connection.transaction():
                # everybody else who wants the table waits behind it
                connection.execute("SET LOCAL lock_timeout = '3s'")
                connection.execute(command.encode())
        else:
            connection.execute(command.encode())


def _run_job(database: Database, command: str) -> None:
    """Run pgmomentum jobs run NAME [--now T]."""
    name, *options = shlex.split(command.removeprefix(RUN_JOB))
    with database.connect() as connection:
        scheduled.Reports(connection, lambda _: None)
        now = options[-1] if options else None
        connection.execute(scheduled.RUN.encode(), (name, now, False))


def jobs(database: Database) -> Iterator[Finding]:
    """Yield what is wrong with the entries of pg_cron; nothing where there is no pg_cron."""
    try:
        where = scheduled.find_cron(database)
        if where is None or not where.has_extension:
            return
        (here,) = database.connection.execute("SELECT pg_catalog.current_database()")
        (seen,) = where.connection.execute(_CRON, here)
        query = "SELECT f.* FROM momentum._doctor_cron(%s::jsonb, %s, %s) AS f"
        for row in database.connection.execute(query, seen):
            yield _finding(row)
        yield from _cron_starts(where.connection, here[0])
    except psycopg.Error as error:
        said, *_ = str(error).strip().split("\n")
        yield Finding(
            "cron_not_examined",
            said,
            "Whether pg_cron has the jobs of this database is not known: look as a role that may "
            "connect to its database (cron.database_name) and read cron.job there",
        )


def _cron_starts(cron: Connection, here: str) -> Iterator[Finding]:
    try:
        last = cron.execute(_CRON_START, (here,)).fetchone()
    except psycopg.errors.InsufficientPrivilege:
        return  # who may read the entries alone
    if last is not None and last[0] == "failed":
        yield Finding(
            "cron_cannot_start_jobs",
            (last[1] or "").strip() or "no reason is told",
            "pg_cron has the jobs and cannot run them. Where the connection fails: it connects to "
            "cron.host as any client does, by a password file of the server's account or as "
            "pg_hba.conf lets it in. The setting here takes a restart of the server, and then it "
            "needs neither",
            ("ALTER SYSTEM SET cron.use_background_workers = on",),
        )


def _not_installed(connection: Connection) -> Finding:
    return Finding(
        "not_installed",
        f"database {connection.info.dbname} at {connection.info.host}",
        "Nothing of pgmomentum is there: it is another database than you mean, or it is to be "
        "installed",
        (MIGRATE,),
    )


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
    newer = migrations.unknown(connection, resources.migrations)
    if newer:
        yield Finding(
            "outdated_package",
            ", ".join(newer),
            "The database is of a newer version, which has these migrations: install that one, or "
            "a newer one, here. What this one could say of its code would be wrong",
        )
        return
    pending = migrations.pending(connection, resources.migrations)
    if pending:
        yield Finding(
            "pending_migrations",
            ", ".join(pending),
            "The database is of an older version than this package",
            (MIGRATE,),
            fixable=True,
        )
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
    # a table that is not there yet may be the type of an argument
    rights = [] if outdated else catalog.wrong_rights(connection, files)
    if rights:
        yield Finding(
            "wrong_rights",
            few(rights),
            "Rights were granted or revoked by hand: calls fail, or somebody may do too much",
            (MIGRATE,),
            fixable=True,
        )


def _finding(row: tuple[Any, ...]) -> Finding:
    check, subject, meaning, commands, fixable = row
    return Finding(check, subject, meaning, tuple(commands), fixable)


def _database(connection: Connection, days: int) -> Iterator[Finding]:
    query = "SELECT check_name, subject, meaning, mend, fixable FROM momentum.doctor(%s)"
    try:
        for row in connection.execute(query, (days,)):
            yield _finding(row)
    except psycopg.Error as error:
        said = error.diag.message_primary or str(error)
        yield Finding(
            "not_examined",
            f"momentum.doctor() failed: {said} [{error.sqlstate}]",
            "What else is wrong is not known: see to the other findings, or to this error, first",
        )
