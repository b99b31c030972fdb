"""What the command line shows of score versions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from pgmomentum.views import STATE_STYLES, plain, state_text, table


def first_day(version: Mapping[str, Any]) -> str:
    """From when on a score version is in effect, in words."""
    if version["effective_from"] is None:
        return "not active"
    if version["effective_from"] == "-infinity":
        return "in effect on all days before the next version"
    return f"in effect from {version['effective_from']}"


def listed_versions(versions: Iterable[Mapping[str, Any]]) -> RenderableType:
    """The score versions as a table; each is its row, with its status, its use and its weights."""
    result = table(
        "Score versions",
        "version",
        "from",
        "status",
        "used",
        "no points",
        "event types",
        "at most per type",
        "full day",
        numbers_from=5,
    )
    for column in result.columns[1:3]:
        column.no_wrap = True
    for version in versions:
        result.add_row(
            plain(version["version"]),
            version["effective_from"] or "-",
            Text(version["status"], style="green" if version["status"] == "in effect" else ""),
            "yes" if version["used"] else "no",
            version["zero_event_policy"],
            str(len(version["weights"])),
            str(version["max_events_per_type"] or "all"),
            f"{version['max_weight_per_day']:g}",
        )
    return result


def previewed_scores(preview: Mapping[str, Any]) -> RenderableType:
    """What a score version would change, as a page: totals, states, the users it moves most."""
    rows, users = preview["rows"], preview["users"]
    span = f"{preview['from']} to {preview['to']}"
    if not rows["previewed"]:
        return Text(f"Version {preview['version']}, {span}: nobody to score")
    parts: list[RenderableType] = [
        Text(f"Version {preview['version']}, {span}: nothing is written", style="bold"),
        f"{rows['previewed']:,} scores of {users['previewed']:,} users, "
        f"{rows['without_score']:,} of them of days without a stored score",
        f"{rows['changed']:,} scores of {users['changed']:,} users would differ",
        f"{rows['crossing']:,} scores of {users['crossing']:,} users would have another state",
    ]
    if rows["stored_mean"] is not None:
        parts.append(
            f"mean of the days with a stored score {rows['stored_mean']:.2f} -> "
            f"{rows['preview_mean']:.2f}"
        )
    parts += ["", _moves_table(preview["states"])]
    if preview["top"]:
        parts += ["", _top_table(preview["top"])]
    return Group(*parts)


def _moves_table(states: Mapping[str, Mapping[str, int]]) -> RenderableType:
    result = table("States: stored (down), previewed (across)", "", *STATE_STYLES, "all")
    for before in (*STATE_STYLES, "none"):
        counts = states.get(before, {})
        result.add_row(
            Text("no row") if before == "none" else state_text(before),
            *(
                Text(f"{counts.get(after, 0):,}", style="dim" if after == before else "")
                for after in STATE_STYLES
            ),
            f"{counts.get('all', 0):,}",
        )
    result.add_section()
    result.add_row("all", *(f"{states['all'].get(after, 0):,}" for after in (*STATE_STYLES, "all")))
    return result


def _top_table(users: Iterable[Mapping[str, Any]]) -> RenderableType:
    result = table(
        "Users that would change most, on the day on which they do",
        "user",
        "day",
        "score",
        "state",
        numbers_from=4,
    )
    result.pad_edge = False  # a terminal of 80 columns is just wide enough
    for column in result.columns[:3]:
        column.no_wrap = True
    for user in users:
        before, after = user["stored_state"], user["preview_state"]
        state = state_text(before)
        if after != before:
            state = Text.assemble(state, " -> ", state_text(after))
        result.add_row(
            user["user_id"],
            user["score_date"],
            f"{user['stored_score']:.2f} -> {user['preview_score']:.2f}",
            state,
        )
    return result
