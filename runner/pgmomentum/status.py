"""What is installed in a database, what is not yet, and how it is doing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pgmomentum import __version__, catalog, figures, ledger, loader, migrations, source
from pgmomentum.database import Connection
from pgmomentum.figures import JobRun, Queue, ScoredDay, TableSize
from pgmomentum.loader import Drift
from pgmomentum.resources import Resources

#: Days before today that are shown.
_DAYS = 7
_HERE = """
SELECT
    pg_catalog.current_database()::text, current_user::text, pg_catalog.pg_is_in_recovery()
"""


@dataclass(frozen=True)
class AppliedMigration:
    """A migration and when (UTC) it was applied."""

    id: str
    applied_at: datetime


@dataclass(frozen=True)
class Figures:
    """How an installation is doing."""

    days: list[ScoredDay]
    queues: list[Queue]
    jobs: list[JobRun]
    notification_queue_usage: float
    tables: list[TableSize]


@dataclass(frozen=True)
class Status:
    """The answer of ``pgmomentum status``; without figures until everything is installed.

    ``changed_by_hand`` is what is not, or no longer, as the loaded files make it; ``unknown`` are
    applied migrations of a newer version. A standby can be read only.
    """

    package_version: str
    server_version: str
    database: str
    host: str
    port: int
    role: str
    is_standby: bool
    up_to_date: bool
    applied: list[AppliedMigration]
    pending: list[str]
    unknown: list[str]
    files: Drift
    changed_by_hand: list[str]
    figures: Figures | None


def read(connection: Connection, resources: Resources) -> Status:
    """Compare a database with this package; changes nothing. Raises psycopg.Error."""
    files = source.read(resources.sql)
    applied = ledger.applied(connection)
    pending = migrations.pending(connection, resources.migrations)
    unknown = migrations.unknown(connection, resources.migrations)
    (here,) = connection.execute(_HERE).fetchall()
    if ledger.exists(connection):
        drift = loader.drift(connection, files)
    else:
        drift = Drift(changed=[], missing=[file.path for file in files], removed=[])
    as_loaded = {file.path for file in files} - {*drift.changed, *drift.missing}
    by_hand = catalog.changed(connection, [file for file in files if file.path in as_loaded])
    differs = (pending, unknown, drift.changed, drift.missing, drift.removed, by_hand)
    complete = not (pending or drift.missing) and not any(
        each.startswith("missing: function") for each in by_hand
    )
    return Status(
        package_version=__version__,
        server_version=connection.info.parameter_status("server_version") or "unknown",
        database=here[0],
        host=connection.info.host,
        port=connection.info.port,
        role=here[1],
        is_standby=here[2],
        up_to_date=not any(differs),
        applied=[AppliedMigration(*migration) for migration in applied.items()],
        pending=pending,
        unknown=unknown,
        files=drift,
        changed_by_hand=by_hand,
        figures=_figures(connection) if complete else None,
    )


def _figures(connection: Connection) -> Figures:
    return Figures(
        days=figures.scored_days(connection, 0, _DAYS),
        queues=figures.queues(connection),
        jobs=figures.last_job_runs(connection),
        notification_queue_usage=figures.notification_queue_usage(connection),
        tables=figures.tables(connection),
    )


def few(names: list[str]) -> str:
    """The first of some names, and how many more there are."""
    most = 5
    more = f", and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
