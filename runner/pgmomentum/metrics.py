"""The figures of a database in the text format of Prometheus."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from prometheus_client import CollectorRegistry, generate_latest, write_to_textfile
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from pgmomentum import __version__, figures
from pgmomentum.database import Connection

_PREFIX = "pgmomentum_"
_RECORDS = """
SELECT
    (SELECT p.last_position FROM momentum.realtime_positions AS p),
    (SELECT count(*) FROM momentum.scoring_failures)
"""
#: Every source is there, also where nothing came of it.
_AWARDS = """
SELECT source.name, count(w.user_id)
FROM (VALUES ('trigger'), ('reconciliation'), ('retroactive'), ('manual')) AS source (name)
LEFT JOIN momentum.badge_awards AS w
    ON w.source = source.name AND w.awarded_at > momentum.clock() - interval '24 hours'
GROUP BY source.name
"""


def text(connection: Connection) -> str:
    """Return all figures. Raises psycopg.Error."""
    return generate_latest(_registry(connection)).decode()


def write(connection: Connection, file: Path) -> None:
    """Write all figures to a file, at once. Raises psycopg.Error, and OSError."""
    write_to_textfile(str(file), _registry(connection))


class _Asked(Collector):
    """What was asked already, so that an error comes before anything is written."""

    def __init__(self, families: list[Metric]) -> None:
        self._families = families

    def collect(self) -> list[Metric]:
        return self._families


def _registry(connection: Connection) -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(_Asked(list(_families(connection))))
    return registry


def _gauge(name: str, about: str, value: float) -> Metric:
    return GaugeMetricFamily(_PREFIX + name, about, value)


def _gauges(name: str, about: str, label: str, values: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(_PREFIX + name, about, labels=[label])
    for labelled, value in values.items():
        family.add_metric([labelled], value)
    return family


def _families(connection: Connection) -> Iterator[Metric]:
    server = connection.info.parameter_status("server_version") or "unknown"
    yield InfoMetricFamily(
        f"{_PREFIX}build",
        "Versions of the package that asks and of the server",
        {"version": __version__, "server_version": server},
    )
    yield from _scores(connection)
    yield from _queues(connection)
    yield from _jobs(connection)
    awards: dict[str, int] = dict(connection.execute(_AWARDS).fetchall())
    about = "Badges awarded in the last 24 hours, by what awarded them"
    yield _gauges("recent_badge_awards", about, "source", awards)
    sizes = figures.whole_tables(figures.tables(connection))
    about = "Size of a table with its partitions and indexes"
    yield _gauges("table_size_bytes", about, "table", {t.name: t.size_bytes for t in sizes})
    about = "Rows of a table with its partitions, as the server estimates them"
    yield _gauges("table_estimated_rows", about, "table", {t.name: t.rows for t in sizes})


def _scores(connection: Connection) -> Iterator[Metric]:
    (yesterday,) = figures.scored_days(connection, 1, 1)
    yield _gauge(
        "yesterday_active_users",
        "Users that count on the UTC day before today: each is to have a score",
        yesterday.active_users,
    )
    yield _gauge(
        "yesterday_scored_users", "Those of them that have a score of that day", yesterday.scored
    )


def _queues(connection: Connection) -> Iterator[Metric]:
    found = {queue.name: queue for queue in figures.queues(connection)}
    inbox = found.pop("realtime_inbox")
    position, failures = connection.execute(_RECORDS).fetchall()[0]
    about = "Entries that wait to be worked off"
    yield _gauges("queue_entries", about, "queue", {q.name: q.entries for q in found.values()})
    about = "Age of the oldest entry; 0 without any"
    ages = {queue.name: queue.oldest_seconds for queue in found.values()}
    yield _gauges("queue_oldest_age_seconds", about, "queue", ages)
    about = "Pages and users whose scoring failed, as far as they are on record"
    yield _gauge("scoring_failures", about, failures)
    about = "Events that got their position in the outbox"
    yield CounterMetricFamily(f"{_PREFIX}outbox_events", about, position)
    about = "Announcements that have no position yet"
    yield _gauge("outbox_waiting_announcements", about, inbox.entries)
    about = "Age of the oldest announcement that has no position yet; 0 without any"
    yield _gauge("outbox_lag_seconds", about, inbox.oldest_seconds)
    about = "How full the server's queue of notifications is, 0 to 1"
    yield _gauge(
        "notification_queue_usage_ratio", about, figures.notification_queue_usage(connection)
    )


def _jobs(connection: Connection) -> Iterator[Metric]:
    runs = figures.last_job_runs(connection)
    if not runs:
        return
    succeeded = {
        run.job: run.succeeded_at.timestamp() for run in runs if run.succeeded_at is not None
    }
    about = "When a job last succeeded"
    yield _gauges("job_last_success_timestamp_seconds", about, "job", succeeded)
    about = "Whether the last run of a job failed or was abandoned: 1 or 0"
    failed = {run.job: run.status in ("failed", "abandoned") for run in runs}
    yield _gauges("job_last_run_failed", about, "job", failed)
    about = "How long the last run of a job took"
    lengths = {run.job: run.seconds for run in runs if run.seconds is not None}
    yield _gauges("job_last_run_duration_seconds", about, "job", lengths)
