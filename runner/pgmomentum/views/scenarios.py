"""What the command line shows of scenarios."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from pgmomentum.evaluation import Run
from pgmomentum.views import counted, day_of, plain, recorded_by_another, table, utc

#: Notifications listed for people.
SHOWN = 20
#: What each scenario records.
_NOUNS = {"milestone": "milestone", "inactivity": "reminder", "expiry": "warning"}
#: The columns of a notification after its user and organisation.
_COLUMNS = {
    "milestone": ("milestone", "sessions"),
    "inactivity": ("last activity",),
    "expiry": ("credential", "expires on"),
}
#: Columns that give way where a terminal is narrow.
_NAMES = ("organisation", "credential")
_NUMBERS = ("milestone", "sessions")


def evaluated_scenario(run: Run) -> RenderableType:
    """A run as a page: its first notifications, beside their organisations' names; its figures."""
    done = "would be recorded; nothing is written" if run.dry_run else "recorded"
    if run.notifications and not run.notifications[0].row["announced"]:
        done += ", as history: not announced"
    summary = Text(
        f"{counted(run.evaluated_users, 'user')} looked at, "
        f"{counted(run.triggered, _NOUNS[run.scenario_type])} {done}"
    )
    return Group(_notifications(run), "", summary) if run.notifications else summary


def skipped_notifications(run: Run) -> str:
    """What a run found, and another one recorded at the same moment."""
    return recorded_by_another(run.skipped, counted(run.skipped, _NOUNS[run.scenario_type]))


def _notifications(run: Run) -> RenderableType:
    year = f" of {run.evaluated_at.year}" if run.scenario_type == "milestone" else ""
    noun = _NOUNS[run.scenario_type].capitalize()
    result = table(
        f"{noun}s{year}, as of {utc(run.evaluated_at)}",
        "user",
        "organisation",
        *_COLUMNS[run.scenario_type],
    )
    result.pad_edge = False  # a terminal of 80 columns is just wide enough
    for column in result.columns:
        column.justify = "right" if column.header in _NUMBERS else "left"
        column.no_wrap = column.header not in _NAMES
    for notification in run.notifications:
        row = notification.row
        organisation = notification.organisation or row["organisation_id"] or "-"
        result.add_row(
            row["user_id"],
            plain(organisation),
            *(plain(value) for value in _figures(row)),
        )
    rest = run.triggered - len(run.notifications)
    if rest:
        result.add_row(f"... and {rest:,} more")
    return result


def _figures(row: Mapping[str, Any]) -> tuple[str, ...]:
    payload = row["payload"]
    if row["scenario_type"] == "milestone":
        return f"{row['milestone_value']:,}", f"{payload['session_count']:,}"
    if row["scenario_type"] == "inactivity":
        last = payload["last_activity_at"]
        return (day_of(last) if last else "never",)
    return payload["credential_type"], payload["expires_on"]
