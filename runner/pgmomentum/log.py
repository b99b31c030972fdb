"""A log of one line per event, for people or, as JSON, for machines."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import IO, Any

from pgmomentum.views import printable

FORMATS = ("text", "json")


class Log:
    """Writes events to a file, from any thread."""

    def __init__(self, file: IO[str], form: str = "text") -> None:
        self._file = file
        self._form = form
        self._lock = threading.Lock()

    def write(
        self, level: str, event: str, message: str, fields: Mapping[str, Any] | None = None
    ) -> None:
        """Write an event: a text has the message, JSON also what it is about.

        ``level`` is info, warning or error.
        """
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        if self._form == "json":
            line = json.dumps(
                {"time": now, "level": level, "event": event, "message": message, **(fields or {})},
                default=str,
            )
        else:
            line = f"{now} {level.upper() + ': ' if level != 'info' else ''}{printable(message)}"
        with self._lock:
            self._file.write(f"{line}\n")
            self._file.flush()
