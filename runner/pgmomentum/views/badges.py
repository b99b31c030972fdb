"""What the command line shows of badges."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from pgmomentum.views import plain, table

#: Windows of a streak that are listed, and marks of a row of them.
_SHOWN = 12
_MARKS = 40
_SOURCES = {
    "trigger": "as the activity came",
    "reconciliation": "by the reconciliation",
    "retroactive": "as the badge came later",
    "manual": "by hand",
}


def noted(text: str) -> str:
    """A text of somebody else, for a line of output."""
    return plain(text).plain


def criteria(badge: Mapping[str, Any]) -> str:
    """What earns a badge, in words."""
    required = badge["required"]
    if badge["criteria_type"] == "streak":
        words = f"{_count(required, badge['window_unit'])} in a row"
    else:
        words = f"{required:,} {'activity' if required == 1 else 'activities'}"
    if badge["activity_types"]:
        words += f", of {noted(' or '.join(badge['activity_types']))}"
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
    return Group(*parts) if parts else Text("No badges; pgmomentum badges define makes one")


def awarded_badges(
    awards: Sequence[tuple[Mapping[str, Any], str]], dry_run: bool
) -> RenderableType:
    """Awards of a user, each beside the name of its badge, and how many."""
    done = "would be awarded; nothing is written" if dry_run else "awarded"
    summary = Text(f"{_count(len(awards), 'badge')} {done}")
    if not awards:
        return summary
    result = table("", "badge", "name", "earned on", "announced", numbers_from=4)
    result.pad_edge = False  # a terminal of 80 columns is just wide enough
    for column in (result.columns[0], result.columns[2]):
        column.no_wrap = True
    for award, name in awards:
        announced = "yes" if award["announced"] else "no: history"
        result.add_row(award["badge_id"], plain(name), _day(award["earned_at"]), announced)
    return Group(result, "", summary)


def reconciled_badges(row: Mapping[str, Any], span: str, dry_run: bool) -> str:
    """What a reconciliation found and did, in a line."""
    done = "would be awarded; nothing is written" if dry_run else "awarded"
    activities = "activity" if row["scanned"] == 1 else "activities"
    return (
        f"{row['scanned']:,} {activities} arrived in the {span} before "
        f"{row['until']:%Y-%m-%d %H:%M:%S} UTC, {row['reevaluated']:,} evaluated only now: "
        f"{_count(row['awarded'], 'badge')} {done}"
    )


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


def _example(badge: Mapping[str, Any], award: Mapping[str, Any]) -> str:
    evidence = award["evidence"]
    if "windows" in evidence:
        windows = evidence["windows"]
        sessions = sum(window["activity_count"] for window in windows)
        found = f"{sessions} sessions in {_count(len(windows), badge['window_unit'])}"
    elif "activity_count" in evidence:
        found = f"{evidence['activity_count']} sessions"
    else:
        found = "by hand"
    return f"{award['user_id'][:8]}, {found}"


def explained_badge(explained: Mapping[str, Any]) -> RenderableType:
    """The answer of ``momentum.explain_badge`` as a page that a person can read."""
    badge, award = explained["badge"], explained["award"]
    style = "green" if award and not award["revoked_at"] else "yellow"
    heading = Text.assemble(
        (noted(badge["name"]), "bold"),
        f"  user {explained['user_id']}\n",
        (noted(explained["answer"]), style),
    )
    facts = Table.grid(padding=(0, 2))
    facts.add_column(no_wrap=True)
    facts.add_column(ratio=1)
    for name, value in _facts(explained):
        facts.add_row(name, value)
    parts: list[RenderableType] = [heading, "", facts]
    evidence = (award or {"evidence": {}})["evidence"].get("windows")
    if evidence:
        parts += ["", _windows("What earned it", badge, evidence)]
    elif explained["progress"]["windows"]:
        parts += ["", _windows("The streak now", badge, explained["progress"]["windows"])]
    return Group(*parts)


def _facts(explained: Mapping[str, Any]) -> Iterator[tuple[str, Text]]:
    badge, award, progress = explained["badge"], explained["award"], explained["progress"]
    grace = f": the current {badge['window_unit']} may still be empty"
    yield "earned by", Text(criteria(badge) + (grace if badge["open_window_grace"] else ""))
    yield "now", _progress(badge, progress)
    if award:
        evidence = award["evidence"]
        announced = "announced" if award["announced"] else "not announced"
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
            yield "was revoked", plain(f"{_day(each['revoked_at'])}: {each['reason']}")
    for review in explained["reviews"]:
        yield (
            "to review",
            plain(f"{review['reason']} on {_day(review['created_at'])}: {review['activity_id']}"),
        )


def _progress(badge: Mapping[str, Any], progress: Mapping[str, Any]) -> Text:
    done, required = progress["current_value"], progress["required"]
    words = f"{done:,} of {required:,}"
    if badge["criteria_type"] == "streak":
        words += f" {badge['window_unit']}s; the most so far: {progress['longest']:,}"
    if required > _MARKS:
        return Text(words)
    filled = min(done, required)
    return Text.assemble(("■" * filled, "green"), "□" * (required - filled), f"  {words}")


def _windows(
    title: str, badge: Mapping[str, Any], windows: list[Mapping[str, Any]]
) -> RenderableType:
    unit = badge["window_unit"]
    result = table(title, "day" if unit == "day" else f"{unit} from", "activities")
    for window in windows[:_SHOWN]:
        result.add_row(window["window_start"], f"{window['activity_count']:,}")
    rest = windows[_SHOWN:]
    if rest:
        activities = sum(window["activity_count"] for window in rest)
        result.add_row(f"{_count(len(rest), f'earlier {unit}')}", f"{activities:,}")
    return result


def _day(instant: str) -> str:
    return instant[: len("2026-11-21")]


def _time(instant: str) -> str:
    return f"{instant[: len('2026-11-21T09:30')].replace('T', ' ')} UTC"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
