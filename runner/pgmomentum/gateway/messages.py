"""What clients may say once they have joined, and what they are answered."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from pgmomentum.gateway import database
from pgmomentum.gateway.database import FailedError
from pgmomentum.gateway.stream import Stream

Message = dict[str, Any]
_LONGEST_TEXT = 200


def uuid_of(message: Message, name: str) -> str:
    """Return a uuid of a message in its usual form; raises FailedError for anything else."""
    try:
        return str(uuid.UUID(text_of(message, name)))
    except ValueError:
        raise FailedError("bad_message", f"{name} has to be a uuid") from None


def text_of(message: Message, name: str) -> str:
    """Return a text of a message, such as an id; raises FailedError for anything else."""
    value = message.get(name)
    if isinstance(value, str) and len(value) <= _LONGEST_TEXT and value.isprintable():
        return value
    raise FailedError("bad_message", f"{name} has to be a text")


def iso(instant: datetime) -> str:
    """Return an instant as clients are told of it."""
    return instant.astimezone(UTC).isoformat()


async def _ping(stream: Stream, _: Message) -> None:
    stream.send("pong", timestamp=iso(datetime.now(UTC)))


async def _update(stream: Stream, _: Message) -> None:
    stream.send("momentum_state_update", momentum=await stream.ask(database.MOMENTUM))


async def _mark_read(stream: Stream, message: Message) -> None:
    notification_id = uuid_of(message, "notification_id")
    was_unread = await stream.ask(database.MARK_READ, id=notification_id)
    stream.send("notification_marked_read", notification_id=notification_id, was_unread=was_unread)


async def _acknowledge(stream: Stream, message: Message) -> None:
    key = text_of(message, "cache_key")
    await stream.ask(database.ACKNOWLEDGE, key=key)
    stream.send("cache_invalidation_confirmed", cache_key=key)


#: What is done about each type of message, besides auth and resume.
ACTIONS: dict[str, Callable[[Stream, Message], Awaitable[None]]] = {
    "ping": _ping,
    "request_momentum_update": _update,
    "mark_notification_read": _mark_read,
    "cache_invalidation_ack": _acknowledge,
}
