"""What the command line shows of badges."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from pgmomentum.views import counted, day_of, plain, printable, table, utc

#: Windows of a streak, or reviews, that are listed, and marks of a row of them.
_SHOWN = 12
_MARKS = 40
_SOURCES = {
    "trigger": "as the activity came",
    "reconciliation": "by the nightly check",
    "retroactive": "as the badge came later",
    "manual": "by hand",
}
_NO_BADGES = """\
No badges; pgmomentum badges define ORGANISATION NAME makes one
The organisations and their ids: SELECT id, name FROM momentum.organisations"""


def criteria(badge: Mapping[str, Any]) -> str:
    """What earns a badge, in words."""
    required = badge["required"]
    if badge["criteria_type"] == "streak":
        words = f"{counted(required, badge['window_unit'])} in a row"
    else:
        words = f"{required:,} {'activity' if required == 1 else 'activities'}"
    if badge["activity_types"]:
        words += f", of {printable(' or '.join(badge['activity_types']))}"
    if badge["open_window_grace"]:
        words += ", with grace"
    return words


def listed_badges(badges: Iterable[Mapping[str, Any]]) -> RenderableType:
    """The badges, a table for each organisation."""
    parts: list[RenderableType] = []
    for organisation_id, group in itertools.groupby(badges, lambda b: b["organisation_id"]):
        members = list(group)
        result = table(
            "",
            "badge",
            "name",
            "earned by",
            "users",
            numbers_from=3,
        )
        result.title = plain(f"{members[0]['organisation']}  {organisation_id}")
        result.pad_edge = False  # a terminal of 80 columns is just wide enough
        result.columns[0].no_wrap = True
        for badge in members:
            result.add_row(
                badge["id"],
                plain(badge["name"]),
                Text(criteria(badge) + ("" if badge["active"] else ", not active")),
                f"{badge['holders']:,}",
            )
        parts += ["", result] if parts else [result]
    return Group(*parts) if parts else Text(_NO_BADGES)


def awarded_badges(
    awards: Sequence[tuple[Mapping[str, Any], str]], dry_run: bool
) -> RenderableType:
    """Awards of a user, each beside the name of its badge, and how many."""
    done = "would be awarded; nothing is written" if dry_run else "awarded"
    summary = Text(f"{counted(len(awards), 'badge')} {done}")
    if not awards:
        return summary
    result = table("", "badge", "name", "earned on", "announced", numbers_from=4)
    result.pad_edge = False  # a terminal of 80 columns is just wide enough
    for column in (result.columns[0], result.columns[2]):
        column.no_wrap = True
    for award, name in awards:
        announced = "yes" if award["announced"] else "no: history"
        result.add_row(award["badge_id"], plain(name), day_of(award["earned_at"]), announced)
    return Group(result, "", summary)


def reconciled_badges(row: Mapping[str, Any], dry_run: bool) -> str:
    """What a reconciliation found and did, in a line."""
    done = "would be awarded; nothing is written" if dry_run else "awarded"
    activities = "activity" if row["scanned"] == 1 else "activities"
    return (
        f"{row['scanned']:,} {activities} arrived in the {row['span']} before "
        f"{utc(row['until'])}, {row['reevaluated']:,} evaluated only now: "
        f"{counted(row['awarded'], 'badge')} {done}"
    )


def explained_badge(explained: Mapping[str, Any]) -> RenderableType:
    """The answer of ``momentum.explain_badge`` as a page that a person can read."""
    badge, award = explained["badge"], explained["award"]
    style = "green" if award and not award["revoked_at"] else "yellow"
    organisation = f"  {printable(badge['organisation'])}" if badge.get("organisation") else ""
    heading = Text.assemble(
        (printable(badge["name"]), "bold"),
        f"{organisation}  user {explained['user_id']}\n",
        (printable(explained["answer"]), style),
    )
    facts = Table.grid(padding=(0, 2))
    facts.add_column(no_wrap=True)
    facts.add_column(ratio=1)
    for name, value in _facts(explained):
        facts.add_row(name, value)
    parts: list[RenderableType] = [heading, "", facts]
    evidence = award["evidence"] if award else {}
    if evidence.get("windows"):
        parts += ["", _windows("What earned it", evidence["window_unit"], evidence["windows"])]
    elif explained["progress"]["windows"]:
        windows = explained["progress"]["windows"]
        parts += ["", _windows("The streak now", badge["window_unit"], windows)]
    return Group(*parts)


def _facts(explained: Mapping[str, Any]) -> Iterator[tuple[str, Text]]:
    badge, award, progress = explained["badge"], explained["award"], explained["progress"]
    evidence = award["evidence"] if award else {}
    # the badge as it was then, which evidence of an award by hand does not tell
    then = {**badge, **evidence}
    yield "earned by", Text(_criteria_in_full(then))
    if criteria(then) != criteria(badge):
        yield "changed to", Text(_criteria_in_full(badge))
    yield "now", _progress(badge, progress)
    if award:
        announced = "announced" if award["announced"] else "not announced"
        if award["activity_id"]:
            yield "earned", Text(_time(award["earned_at"]))
        yield (
            "awarded",
            Text(f"{_time(award['awarded_at'])}, {_SOURCES[award['source']]}, {announced}"),
        )
        if award["activity_id"]:
            yield "completed by", Text(f"activity {award['activity_id']}")
        if evidence.get("reason"):
            yield "reason", plain(evidence["reason"])
        for each in evidence.get("revocations", ()):
            yield "was revoked", plain(f"{day_of(each['revoked_at'])}: {each['reason']}")
    reviews = explained["reviews"]
    for review in reviews[:_SHOWN]:
        yield (
            "to review",
            plain(f"{review['reason']} on {day_of(review['created_at'])}: {review['activity_id']}"),
        )
    if reviews[_SHOWN:]:
        yield "", Text(f"... and {len(reviews) - _SHOWN:,} more")


def _criteria_in_full(badge: Mapping[str, Any]) -> str:
    grace = f": the current {badge['window_unit']} may still be empty"
    return criteria(badge) + (grace if badge["open_window_grace"] else "")


def _progress(badge: Mapping[str, Any], progress: Mapping[str, Any]) -> Text:
    done, required = progress["current_value"], progress["required"]
    words = f"{done:,} of {required:,}"
    if badge["criteria_type"] == "streak":
        words += f" {badge['window_unit']}s; the most so far: {progress['longest']:,}"
    if required > _MARKS:
        return Text(words)
    filled = min(done, required)
    return Text.assemble(("■" * filled, "green"), "□" * (required - filled), f"  {words}")


def _windows(title: str, unit: str, windows: list[Mapping[str, Any]]) -> RenderableType:
    result = table(title, "day" if unit == "day" else f"{unit} from", "activities")
    for window in windows[:_SHOWN]:
        result.add_row(window["window_start"], f"{window['activity_count']:,}")
    rest = windows[_SHOWN:]
    if rest:
        activities = sum(window["activity_count"] for window in rest)
        result.add_row(f"{counted(len(rest), f'earlier {unit}')}", f"{activities:,}")
    return result


def _time(instant: str) -> str:
    return f"{instant[: len('2026-11-21T09:30')].replace('T', ' ')} UTC"
