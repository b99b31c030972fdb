"""What the command line shows of scenarios."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from pgmomentum.views import plain, table

#: Notifications listed for people.
SHOWN = 20
#: What each scenario records.
_NOUNS = {"milestone": "milestone", "inactivity": "reminder", "expiry": "warning"}
#: The columns of a notification after its user and organisation.
_COLUMNS = {
    "milestone": ("milestone", "sessions"),
    "inactivity": ("no activity since",),
    "expiry": ("credential", "expires on"),
}
#: Columns that give way where a terminal is narrow.
_NAMES = ("organisation", "credential")


def evaluated_scenario(
    run: Mapping[str, Any], found: Sequence[Mapping[str, Any]]
) -> RenderableType:
    """A run as a page: its first notifications, beside their organisations' names; its figures."""
    done = "would be recorded; nothing is written" if run["dry_run"] else "recorded"
    if found and not found[0]["notification"]["announced"]:
        done += ", as history: not announced"
    summary = Text(
        f"{_count(run['evaluated_users'], 'user')} looked at, "
        f"{_count(run['triggered'], _NOUNS[run['scenario_type']])} {done}"
    )
    return Group(_notifications(run, found), "", summary) if found else summary


def reached_milestones(reached: Iterable[Mapping[str, Any]]) -> RenderableType:
    """How many users reached which milestone, by year and organisation, each with an example."""
    result = table("Milestones", "year", "organisation", "milestone", "users", "for example")
    result.columns[1].justify = result.columns[4].justify = "left"
    for row in reached:
        result.add_row(
            str(row["year"]),
            plain(row["organisation"] or "none: the default"),
            f"{row['milestone']:,}",
            f"{row['users']:,}",
            f"{str(row['user_id'])[:8]}, with {_count(row['sessions'], 'session')}",
        )
    return result


def _notifications(run: Mapping[str, Any], found: Sequence[Mapping[str, Any]]) -> RenderableType:
    scenario_type, at = run["scenario_type"], run["evaluated_at"]
    year = f" of {at.year}" if scenario_type == "milestone" else ""
    result = table(
        f"{_NOUNS[scenario_type].capitalize()}s{year}, as of {at:%Y-%m-%d %H:%M:%S} UTC",
        "user",
        "organisation",
        *_COLUMNS[scenario_type],
        numbers_from=2 if scenario_type == "milestone" else 4,
    )
    result.pad_edge = False  # a terminal of 80 columns is just wide enough
    for column in result.columns:
        column.no_wrap = column.header not in _NAMES
    for row in found:
        notification = row["notification"]
        organisation = row["organisation"] or notification["organisation_id"] or "-"
        result.add_row(
            notification["user_id"],
            plain(organisation),
            *(plain(value) for value in _figures(notification)),
        )
    rest = run["triggered"] - len(found)
    if rest:
        result.add_row(f"... and {rest:,} more")
    return result


def _figures(notification: Mapping[str, Any]) -> tuple[str, ...]:
    payload = notification["payload"]
    if notification["scenario_type"] == "milestone":
        return f"{notification['milestone_value']:,}", f"{payload['session_count']:,}"
    if notification["scenario_type"] == "inactivity":
        return (payload["no_activity_since"].replace("T", " ")[:19],)
    return payload["credential_type"], payload["expires_on"]


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
