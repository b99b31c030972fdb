"""What commands that run for long say on standard error: lines for people, or JSON for machines.

A module says something by ``logging.getLogger(__name__)``; what it passes as ``extra`` are keys of
the object in JSON.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from datetime import UTC, datetime
from typing import Any

from pgmomentum.views import printable

FORMATS = ("text", "json")

#: What every record has, besides what was passed as ``extra``.
_OF_EVERY_RECORD = {*vars(logging.makeLogRecord({})), "message", "asctime"}


class _Json(logging.Formatter):
    """An object per line: time (UTC), level, logger, message, and what was passed as ``extra``."""

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, Any] = {
            key: value for key, value in vars(record).items() if key not in _OF_EVERY_RECORD
        }
        if record.exc_info:
            said["exception"] = self.formatException(record.exc_info)
        moment = datetime.fromtimestamp(record.created, UTC)
        always = {
            "time": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        return json.dumps({**always, **said, **always}, default=str)


class _Text(logging.Formatter):
    converter = staticmethod(time.gmtime)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        record.message = printable(record.message)
        return super().formatMessage(record)


def configure(log_format: str) -> None:
    """Log to standard error from now on: all that is ours, and the warnings of others."""
    handler = logging.StreamHandler(sys.stderr)
    if log_format == "json":
        handler.setFormatter(_Json())
    else:
        line = "%(asctime)s %(levelname)s %(name)s: %(message)s"
        handler.setFormatter(_Text(line, "%Y-%m-%d %H:%M:%SZ"))
    logging.basicConfig(handlers=[handler], force=True)
    logging.getLogger("pgmomentum").setLevel(logging.INFO)
