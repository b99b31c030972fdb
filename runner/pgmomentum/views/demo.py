"""What the demo shows of milestones, badges and live updates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from pgmomentum.views import counted, plain, table
from pgmomentum.views.events import announced_at

#: What is shown of an event, as far as it has it.
_TOLD = ("momentum_state", "final_score", "scenario_type", "intervention_type", "status", "title")


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
            f"{str(row['user_id'])[:8]}, with {counted(row['sessions'], 'session')}",
        )
    return result


def earned_badges(awarded: Iterable[Mapping[str, Any]]) -> RenderableType:
    """How many users have which badge, by organisation, each with an example and its evidence."""
    result = table("Badges", "organisation", "badge", "users", "for example")
    result.columns[1].justify = result.columns[3].justify = "left"
    for row in awarded:
        result.add_row(
            plain(row["organisation"]),
            plain(row["badge"]["name"]),
            f"{row['users']:,}",
            Text(_example(row["badge"], row["example"]) if row["users"] else "-"),
        )
    return result


def outbox_events(found: Iterable[Mapping[str, Any]]) -> RenderableType:
    """How many events of which type there are to replay, each with the newest one."""
    result = table("The outbox", "event", "number", "the newest", "user", "")
    for column in result.columns[:4]:
        column.no_wrap = True
    for column in result.columns[2:]:
        column.justify = "left"
    for row in found:
        newest = row["newest"]
        told = plain(
            ", ".join(str(newest["payload"][key]) for key in _TOLD if newest["payload"].get(key))
        )
        # cut, and not wrapped, where a terminal is narrow
        told.no_wrap, told.overflow = True, "ellipsis"
        result.add_row(
            plain(row["event_type"]),
            f"{row['events']:,}",
            f"{announced_at(newest):%m-%d %H:%M}",
            (newest["user_id"] or "everyone")[:8],
            told,
        )
    return result


def awarded_now(total: int, at_once: int, later: int) -> str:
    """How many badges a run has awarded, and how; the population has ``total`` of them."""
    if not total:
        return "Nobody has earned a badge yet."
    if not at_once + later:
        return f"Awarded by an earlier run: {counted(total, 'badge')}, each of them once."
    how = "in the statements that brought the sessions"
    if not at_once:
        how = "by award_retroactively()"
    elif later:
        how = f"{at_once:,} of them {how}, the others by award_retroactively()"
    return f"{counted(at_once + later, 'badge')} awarded now, {how}."


def _example(badge: Mapping[str, Any], award: Mapping[str, Any]) -> str:
    evidence = award["evidence"]
    if "windows" in evidence:
        windows = evidence["windows"]
        sessions = sum(window["activity_count"] for window in windows)
        found = f"{sessions} sessions in {counted(len(windows), badge['window_unit'])}"
    elif "activity_count" in evidence:
        found = f"{evidence['activity_count']} sessions"
    else:
        found = "by hand"
    return f"{award['user_id'][:8]}, {found}"
