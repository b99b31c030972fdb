"""What is installed in a database, what is not yet, and how the last two days were scored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from pgmomentum import __version__, ledger, loader, migrations, source
from pgmomentum.database import Connection
from pgmomentum.loader import Drift
from pgmomentum.resources import Resources


@dataclass(frozen=True)
class AppliedMigration:
    """A migration and when (UTC) it was applied."""

    id: str
    applied_at: datetime


@dataclass(frozen=True)
class ScoredDay:
    """How many of a UTC day's active users have a row for it."""

    score_date: date
    scored: int
    active_users: int


@dataclass(frozen=True)
class Status:
    """The answer of ``pgmomentum status``; ``days`` is empty until everything is installed."""

    package_version: str
    server_version: str
    up_to_date: bool
    applied: list[AppliedMigration]
    pending: list[str]
    files: Drift
    days: list[ScoredDay]


_DAYS = """
SELECT
    day.score_date,
    (
        SELECT count(*)
        FROM momentum.active_users(day.score_date) AS u
        JOIN momentum.daily_engagement_scores AS s
            ON s.user_id = u.user_id AND s.score_date = day.score_date
    ),
    (SELECT count(*) FROM momentum.active_users(day.score_date))
FROM (VALUES (momentum._today()), (momentum._today() - 1)) AS day (score_date)
"""


def read(connection: Connection, resources: Resources) -> Status:
    """Compare a database with this package; changes nothing. Raises psycopg.Error."""
    files = source.read(resources.sql)
    applied = ledger.applied(connection)
    pending = migrations.pending(connection, resources.migrations)
    if ledger.exists(connection):
        drift = loader.drift(connection, files)
    else:
        drift = Drift(changed=[], missing=[file.path for file in files], removed=[])
    unloaded = set(drift.missing)
    scored = not pending and unloaded.isdisjoint({"clock/_today.sql", "scoring/active_users.sql"})
    return Status(
        package_version=__version__,
        server_version=connection.info.parameter_status("server_version") or "unknown",
        up_to_date=not (pending or drift.changed or drift.missing or drift.removed),
        applied=[AppliedMigration(*migration) for migration in applied.items()],
        pending=pending,
        files=drift,
        days=[ScoredDay(*row) for row in connection.execute(_DAYS)] if scored else [],
    )
