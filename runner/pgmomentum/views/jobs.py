"""What the command line shows of jobs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from pgmomentum.views import counted, plain, table

#: Columns below which names and results of jobs do not fit beside their schedules.
_NARROW = 72
_STYLES = {"succeeded": "green", "running": "cyan", "failed": "red", "abandoned": "red"}


def took(seconds: float) -> str:
    """A duration: 31 ms, 1.2 s, 12 s, 3 min 20 s."""
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 60:
        return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes:,} min {rest} s"


def seconds_of(run: Mapping[str, Any]) -> float:
    """The duration of a run that has ended, as a report has it, in seconds."""
    started, finished = (
        datetime.fromisoformat(run[name]) for name in ("started_at", "finished_at")
    )
    return (finished - started).total_seconds()


def ended_run(run: Mapping[str, Any]) -> str:
    """How a run ended, on a line: the job, for when, how, in what time, how many rows."""
    instant = datetime.fromisoformat(run["scheduled_at"]).isoformat(timespec="seconds")
    parts = [f"{run['job_name']} for {instant.replace('+00:00', 'Z')}: {run['status']}"]
    if run["status"] != "skipped":
        parts[0] += f" in {took(seconds_of(run))}"
    if run["rows_done"] is not None:
        parts.append(counted(run["rows_done"], "row"))
    if run["attempt"] > 1:
        parts.append(f"attempt {run['attempt']}")
    return ", ".join(parts) + (f": {run['error']}" if run["error"] else "")


def listed_jobs(jobs: Iterable[Mapping[str, Any]], width: int) -> RenderableType:
    """The jobs, when each runs next, and how its last run ended.

    Where there are few columns, of the schedule nothing, and of each job two lines or more.
    """
    is_narrow = width < _NARROW
    when = ("next run",) if is_narrow else ("schedule", "next run")
    result = table("", "job", *when, "last run (UTC)", numbers_from=4)
    result.title = None
    result.pad_edge = False
    for column in result.columns[is_narrow:-1]:
        column.no_wrap = True
    for job in jobs:
        next_run = _minute(job["next_run"]) if job["enabled"] else "disabled"
        schedule = () if is_narrow else (job["schedule"],)
        result.add_row(plain(job["name"]), *schedule, next_run, _last_run(job))
    return result


def _minute(instant: datetime | None) -> str:
    return f"{instant:%m-%d %H:%M}" if instant else "-"


def _last_run(job: Mapping[str, Any]) -> Text:
    result = Text()
    if job["running_since"] is not None:
        result.append(_minute(job["running_since"]) + " ").append("running", _STYLES["running"])
        if job["running_total"] is not None:
            result.append(f", {job['running_done'] or 0:,} of {job['running_total']:,} rows")
        result.append("; before: " if job["last_status"] else "")
    if job["last_status"]:
        result.append(_minute(job["last_started_at"]) + " ")
        result.append(job["last_status"], _STYLES.get(job["last_status"], ""))
        if job["last_seconds"] is not None:
            result.append(f" in {took(job['last_seconds'])}")
        if job["last_rows"] is not None:
            result.append(f", {counted(job['last_rows'], 'row')}")
        if job["last_error"]:
            result.append_text(Text(": ").append_text(plain(job["last_error"])))
    elif job["running_since"] is None:
        result.append("never")
    return result
