"""What can be imported: the columns of each kind of file, and the SQL that takes its lines over."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import LiteralString


@dataclass(frozen=True)
class Kind:
    """A kind of file.

    ``aliases`` are other names of columns, ``long_column`` is the one that may hold line breaks.
    ``stage`` makes the temporary table ``staged``, into
    whose columns the lines are copied; ``take_over`` returns the lines written, the lines that were
    there, the numbers of the others and what is wrong with them.
    """

    required: tuple[str, ...]
    optional: tuple[str, ...]
    staged: str
    stage: LiteralString
    take_over: LiteralString
    long_column: str | None = None
    aliases: dict[str, str] = field(default_factory=dict)


EVENTS = Kind(
    required=("user_id", "event_type", "event_ts"),
    optional=("id", "pillar_id", "payload"),
    staged="staged_events",
    stage="SELECT momentum._stage_events()",
    take_over="SELECT inserted, present, rejected_lines, problems"
    " FROM momentum._import_staged_events()",
    long_column="payload",
)
ACTIVITIES = Kind(
    required=("user_id", "activity_type", "completed_at"),
    optional=("activity_id", "organisation_id"),
    staged="staged_activities",
    stage="SELECT momentum._stage_activities()",
    take_over="SELECT inserted, present, rejected_lines, problems"
    " FROM momentum._import_staged_activities()",
    aliases={"id": "activity_id"},
)
