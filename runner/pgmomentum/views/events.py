"""How an event of the outbox is shown."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from pgmomentum.views import printable

#: What stands in the columns before, or says nothing to a reader.
_KNOWN = ("event_type", "user_id", "timestamp")
#: What a reader looks for first.
_FIRST = ("score_date", "momentum_state", "final_score")


def told_message(message: Mapping[str, Any]) -> str | None:
    """Return what is printed of a message of ``listening.follow``; None for a mere position."""
    if "event_id" in message:
        return told_event(message)
    if "recovered" in message:
        return (
            f"{message['last_event_id']}  what came before this can no longer be told: fetch the "
            "state anew"
        )
    return None


def told_event(event: Mapping[str, Any]) -> str:
    """Return a line: its id, when, what, who (- for everyone), what else is in the payload."""
    payload = event["payload"]
    keys = [*(key for key in _FIRST if key in payload), *(key for key in payload)]
    details = " ".join(
        f"{key}={_value(payload[key])}"
        for key in dict.fromkeys(keys)
        if key not in _KNOWN and payload[key] is not None
    )
    return printable(
        f"{event['event_id']}  {announced_at(event):%Y-%m-%d %H:%M:%S}  {event['event_type']}"
        f"  {event['user_id'] or '-'}  {details}"
    )


def announced_at(event: Mapping[str, Any]) -> datetime:
    """Return when an event was announced, in UTC."""
    return datetime.fromisoformat(event["created_at"]).astimezone(UTC)


def _value(value: object) -> str:
    if isinstance(value, str) and value.split() == [value] and '"' not in value:
        return value
    return json.dumps(value, ensure_ascii=False)
