"""Lists jobs, runs one, and registers them with pg_cron."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import psycopg
from cronsim import CronSim, CronSimError
from psycopg.errors import Diagnostic
from psycopg.rows import dict_row

from pgmomentum.database import Connection, Database, PgmomentumError, transaction

#: What jobs can run with, whatever the role's own settings are; they tell their progress.
SETTINGS = {
    "client_min_messages": "notice",
    "default_transaction_read_only": "off",
    "lock_timeout": "0",
    "statement_timeout": "0",
}
RUN = "CALL momentum.run_job(%s, COALESCE(%s::timestamptz, momentum.clock()), %s)"
RUN_DUE = "CALL momentum.run_due_jobs()"

_HERE = """
SELECT
    pg_catalog.current_database(),
    EXISTS (SELECT FROM pg_catalog.pg_extension AS x WHERE x.extname = 'pg_cron'),
    (SELECT s.setting FROM pg_catalog.pg_settings AS s WHERE s.name = 'cron.database_name')
"""
_ENTRIES = "SELECT e.name, e.schedule, e.command FROM momentum._cron_entries() AS e"
_NAMES = "SELECT pg_catalog.current_database(), momentum._cron_prefix()"
#: As in momentum._unschedule_jobs(): pg_cron cannot remove an entry twice.
_TAKE_TURNS = "SELECT pg_catalog.pg_advisory_xact_lock(7717, 0)"
_UNSCHEDULE_FROM_AFAR = """
SELECT count(cron.unschedule(c.jobid))
FROM cron.job AS c
WHERE
    c.database = %s
    AND (starts_with(c.jobname::text, %s) OR c.command = ANY (%s))
    AND (c.active AND c.username = current_user AND c.jobname::text = ANY (%s)) IS NOT TRUE
"""
_SCHEDULE_FROM_AFAR = "SELECT cron.schedule_in_database(%s, %s, %s, %s)"


def listed(connection: Connection) -> list[dict[str, Any]]:
    """Return the rows of ``momentum._list_jobs()``, each with its ``next_run``; times in UTC."""
    with transaction(connection):
        rows = (
            connection.cursor(row_factory=dict_row)
            .execute("SELECT j.*, momentum.clock() AS now FROM momentum._list_jobs() AS j")
            .fetchall()
        )
    for row in rows:
        now = row.pop("now").astimezone(UTC)
        row["next_run"] = next_run(row["schedule"], now) if row["enabled"] else None
    return rows


def next_run(schedule: str, after: datetime) -> datetime | None:
    """Return the next instant of a cron expression, in UTC; None where there is none."""
    try:
        return next(CronSim(schedule, after.astimezone(UTC)))
    except (CronSimError, StopIteration):
        return None


class Reports:
    """The runs of which a session that runs jobs tells, as its NOTICEs do.

    ``runs`` has the newest state of each, a row of job_runs; ``messages`` what was said besides.
    """

    def __init__(self, connection: Connection, on_report: Callable[[dict[str, Any]], None]) -> None:
        self.runs: dict[int, dict[str, Any]] = {}
        self.messages: list[str] = []
        self._on_report = on_report
        for setting, value in SETTINGS.items():
            connection.execute("SELECT set_config(%s, %s, false)", (setting, value))
        connection.add_notice_handler(self._on_notice)

    def _on_notice(self, notice: Diagnostic) -> None:
        if notice.severity_nonlocalized != "NOTICE":
            return
        run = _run_of(notice.message_detail)
        if run is not None:
            self.runs[run["id"]] = run
            self._on_report(run)
        elif notice.message_primary:
            self.messages.append(notice.message_primary)


def _run_of(detail: str | None) -> dict[str, Any] | None:
    try:
        told = json.loads(detail or "")
    except ValueError:
        return None
    return told if isinstance(told, dict) and "job_name" in told else None


@dataclass(frozen=True)
class Cron:
    """The database that pg_cron is to be in, whether it is, and a connection to it."""

    database: str
    has_extension: bool
    connection: Connection


def find_cron(database: Database) -> Cron | None:
    """Return where pg_cron is, with the same credentials; None where none is loaded, or seen.

    Raises psycopg.Error where this role cannot connect to its database.
    """
    here, is_here, elsewhere = database.connection.execute(_HERE).fetchall()[0]
    if is_here:
        return Cron(here, True, database.connection)
    if elsewhere is None:
        return None
    other = database.connect(dbname=elsewhere)
    (found,) = other.execute(_HERE)
    return Cron(elsewhere, found[1], other)


@dataclass(frozen=True)
class Installation:
    """What ``install`` did: pg_cron's database, the entries there now, and those taken away."""

    database: str
    entries: int
    removed: int


def install(database: Database, *, uninstall: bool = False) -> Installation:
    """Register the jobs of a database with pg_cron, wherever that is, or take them away.

    Raises psycopg.Error, or PgmomentumError where there is no pg_cron, or no right to use it.
    """
    connection = database.connection
    where = find_cron(database)
    if where is None:
        raise PgmomentumError(
            "pg_cron is not to be found",
            "The server has to load it (shared_preload_libraries), and this role to see where "
            "it is (cron.database_name: a superuser or pg_read_all_settings). Without pg_cron, "
            "pgmomentum jobs serve runs the jobs.",
        )
    if not where.has_extension:
        raise PgmomentumError(
            f"pg_cron is loaded, but its database {where.database} does not have it",
            f"CREATE EXTENSION pg_cron in {where.database}, as a superuser.",
        )
    try:
        with transaction(where.connection):
            if where.connection is connection:
                return _install_here(connection, where.database, uninstall)
            return _install_from_afar(connection, where, uninstall)
    except psycopg.errors.InsufficientPrivilege as error:
        message = error.diag.message_primary or str(error)
        raise PgmomentumError(
            message,
            "A superuser may, or a role with USAGE on the schema cron and, from another database, "
            "EXECUTE on cron.schedule_in_database. pg_cron runs the jobs as that role.",
        ) from error


def _install_here(connection: Connection, here: str, uninstall: bool) -> Installation:
    if uninstall:
        return Installation(here, 0, _number(connection, "SELECT momentum.unschedule_jobs()"))
    before = (
        "SELECT momentum._unschedule_jobs(ARRAY(SELECT e.name FROM momentum._cron_entries() e))"
    )
    removed = _number(connection, before)
    return Installation(here, _number(connection, "SELECT momentum.schedule_jobs()"), removed)


def _install_from_afar(connection: Connection, where: Cron, uninstall: bool) -> Installation:
    entries = connection.execute(_ENTRIES).fetchall()
    here, prefix = connection.execute(_NAMES).fetchall()[0]
    commands = [command for *_, command in entries]
    kept = [] if uninstall else entries
    names = [name for name, *_ in kept]
    where.connection.execute(_TAKE_TURNS)
    removed = _number(where.connection, _UNSCHEDULE_FROM_AFAR, (here, prefix, commands, names))
    for entry in kept:
        where.connection.execute(_SCHEDULE_FROM_AFAR, (*entry, here))
    return Installation(where.database, len(kept), removed)


def _number(connection: Connection, query: str, parameters: tuple[Any, ...] = ()) -> int:
    row = connection.execute(query.encode(), parameters).fetchone()
    assert row is not None
    return int(row[0])
