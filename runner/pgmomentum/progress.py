"""Progress of a long run, told by the NOTICEs that it raises or step by step: a bar, or lines."""

from __future__ import annotations

import json
import time
from types import TracebackType

import psycopg
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

_SECONDS_BETWEEN_LINES = 1.0


class _Rate(ProgressColumn):
    def __init__(self, unit: str) -> None:
        super().__init__()
        self._unit = unit

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:,.0f} {self._unit}/s" if task.speed else "")


class Rows:
    """Counts rows done of rows in all: a bar on a terminal, else a line at most every second."""

    def __init__(
        self, console: Console, title: str, unit: str = "rows", *, estimated: bool = False
    ) -> None:
        self._console = console
        self._title = title
        self._unit = unit
        self._of = " of about " if estimated else " of "
        self._started = self._last_line = time.monotonic()
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(separator=self._of if estimated else "/"),
            _Rate(unit),
            TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
        )
        self._task = self._bar.add_task(title, total=None)
        self.done = 0
        self.failed = 0

    def __enter__(self) -> Rows:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()

    @property
    def seconds(self) -> float:
        """Seconds since the start, never zero."""
        return max(time.monotonic() - self._started, 1e-6)

    def update(self, done: int, total: int | None, failed: int = 0, note: str = "") -> None:
        """Show that ``done`` of ``total`` rows (None: unknown) are through, ``failed`` in vain."""
        self.done, self.failed = done, failed
        self._bar.update(self._task, completed=done, total=total, description=note or self._title)
        now = time.monotonic()
        if self._console.is_terminal or (
            now - self._last_line < _SECONDS_BETWEEN_LINES and (total is None or done < total)
        ):
            return
        self._last_line = now
        rate = done / self.seconds
        of = left = ""
        if total is not None:
            of = f"{self._of if done < total else ' of '}{total:,}"
            left = f", {(total - done) / rate:,.0f} s left" if rate and done < total else ""
        self._console.print(
            f"{note or self._title}: {done:,}{of} {self._unit}, {rate:,.0f} {self._unit}/s{left}"
        )

    def listen(self, connection: psycopg.Connection) -> None:
        """Follow the NOTICEs of a paged procedure."""
        connection.add_notice_handler(self._on_notice)

    def _on_notice(self, notice: psycopg.errors.Diagnostic) -> None:
        if notice.severity_nonlocalized == "NOTICE" and notice.message_detail:
            told = json.loads(notice.message_detail)
            self.update(
                told["done"] + told["failed"],
                told["total"],
                told["failed"],
                f"{self._title} {told['score_date']}",
            )
