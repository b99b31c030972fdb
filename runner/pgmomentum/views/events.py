"""How an event of the outbox is shown."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from pgmomentum.views import printable

#: What stands in the columns before, or says nothing to a reader.
_KNOWN = ("event_type", "user_id", "timestamp")


def told_event(event: dict[str, Any]) -> str:
    """Return a line: when, what, who (- for everyone), and what else is in the payload."""
    at = datetime.fromisoformat(event["created_at"]).astimezone(UTC)
    details = " ".join(
        f"{key}={value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}"
        for key, value in event["payload"].items()
        if key not in _KNOWN
    )
    return printable(
        f"{at:%Y-%m-%d %H:%M:%S}  {event['event_type']}  {event['user_id'] or '-'}  {details}"
    )
