"""What the command line shows of an installation."""

from __future__ import annotations

from math import floor

from rich.console import Group, RenderableType
from rich.text import Text

from pgmomentum.figures import JobRun, Queue, ScoredDay, TableSize, whole_tables
from pgmomentum.status import Figures
from pgmomentum.views import counted, plain, table, utc

#: Tables of fewer bytes are not shown one by one.
_SMALL = 1024 * 1024
_ALARM = 0.1
_UNITS = ("bytes", "kB", "MB", "GB", "TB")
_UNIT = 1024


def size(number: float) -> str:
    """A number of bytes in the unit in which it is easiest to read."""
    unit = 0
    while number >= _UNIT and unit < len(_UNITS) - 1:
        number, unit = number / _UNIT, unit + 1
    return f"{number:,.0f} {_UNITS[unit]}" if unit == 0 else f"{number:,.1f} {_UNITS[unit]}"


def percent(share: float) -> str:
    """A share; 100 % only where nothing is missing."""
    return f"{floor(share * 1000) / 10:g} %"


def doing(figures: Figures) -> RenderableType:
    """How an installation is doing."""
    usage = figures.notification_queue_usage
    filled = Text(f"Notification queue: {percent(usage)} full", "red" if usage >= _ALARM else "")
    parts: list[RenderableType] = [_days(figures.days), "", _queues(figures.queues), "", filled, ""]
    if figures.jobs:
        parts += [_jobs(figures.jobs), ""]
    return Group(*parts, _tables(figures.tables))


def _days(days: list[ScoredDay]) -> RenderableType:
    result = table("Scores", "day (UTC)", "scored", "active users", "share")
    for index, day in enumerate(days):
        share = Text("-")
        if day.share is not None:
            # today is scored as its events come
            style = "green" if day.share == 1 else "" if index == 0 else "red"
            share = Text(percent(day.share), style)
        name = f"{day.score_date}{' (today)' if index == 0 else ''}"
        result.add_row(name, f"{day.scored:,}", f"{day.active_users:,}", share)
    return result


def _queues(queues: list[Queue]) -> RenderableType:
    result = table("Queues", "queue", "entries", "oldest")
    for queue in queues:
        oldest = "" if queue.oldest_at is None else utc(queue.oldest_at)
        result.add_row(queue.name, f"{queue.entries:,}", oldest)
    return result


def _jobs(runs: list[JobRun]) -> RenderableType:
    result = table("Last runs of jobs", "job", "status", "started", "seconds", "rows", "error")
    for run in runs:
        result.add_row(
            run.job,
            Text(run.status, "red" if run.status in ("failed", "abandoned") else ""),
            utc(run.started_at),
            "" if run.seconds is None else f"{run.seconds:,.1f}",
            "" if run.rows_done is None else f"{run.rows_done:,}",
            plain(run.error or ""),
        )
    return result


def _tables(sizes: list[TableSize]) -> RenderableType:
    whole = whole_tables(sizes)
    total = sum(each.size_bytes for each in whole)
    result = table("Tables", "table", "size", "rows, about")
    small = [each for each in whole if each.size_bytes < _SMALL]
    for each in whole:
        if each in small:
            continue
        parts = [part for part in sizes if part.partition_of == each.name]
        name = f"{each.name}, {counted(len(parts), 'partition')}" if parts else each.name
        result.add_row(name, size(each.size_bytes), f"{each.rows:,}")
        for part in parts:
            result.add_row(f"  {part.name}", size(part.size_bytes), f"{part.rows:,}")
    if small:
        bytes_of_small = sum(each.size_bytes for each in small)
        result.add_row(f"{counted(len(small), 'smaller table')}", size(bytes_of_small), "")
    result.add_section()
    result.add_row("all", size(total), "")
    return result
