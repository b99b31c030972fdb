"""What the command line shows of scores and their versions, for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

_BARS = "▁▂▃▄▅▆▇█"
STATE_STYLES: Mapping[str, str] = {"Rising": "green", "Steady": "yellow", "NeedsCare": "red"}


def sparkline(scores: Iterable[float]) -> str:
    """Scores from 0 to 100 as one block character each."""
    return "".join(_BARS[min(int(score / 100 * len(_BARS)), len(_BARS) - 1)] for score in scores)


def state_text(state: str | None) -> Text:
    """A momentum state in its colour; a dash where there is none."""
    return Text(state or "-", style=STATE_STYLES.get(state or "", ""))


def table(title: str, *columns: str, numbers_from: int = 1) -> Table:
    """An empty table; the columns from the index ``numbers_from`` on are right-aligned."""
    result = Table(title=title, title_justify="left", title_style="bold", show_edge=False)
    for index, column in enumerate(columns):
        result.add_column(column, justify="right" if index >= numbers_from else "left")
    return result


def explained_score(explained: Mapping[str, Any]) -> RenderableType:
    """The answer of ``momentum.explain_score`` as a page that a person can read."""
    stored = "stored" if explained["stored"] else "not stored yet"
    if explained["up_to_date"] is False:
        stored = "stored, but out of date: score the day again"
    heading = Text.assemble(
        (f"{explained['blend']['final_score']:.2f} ", "bold"),
        state_text(explained["state"]["momentum_state"]),
        f"  user {explained['user_id']}  {explained['score_date']}  version "
        f"{explained['version']}  ({stored})",
    )
    return Group(
        heading,
        "",
        _events_table(explained),
        "",
        _history_table(explained),
        "",
        _blend_table(explained),
    )


def _events_table(explained: Mapping[str, Any]) -> RenderableType:
    raw = explained["raw"]
    if not explained["events"]:
        return Text("1. No events on this day: raw score 0")
    result = table("1. Events of the day", "type", "count", "counted", "capped", "weight", "points")
    for entry in explained["events"]:
        result.add_row(
            entry["event_type"],
            str(entry["count"]),
            str(entry["counted"]),
            str(entry["capped"] or ""),
            f"{entry['weight']:g}",
            f"{entry['points']:g}",
        )
    result.add_section()
    result.add_row("sum", str(raw["event_count"]), "", "", "", f"{raw['points']:g}")
    result.add_row(
        f"raw score, at most {raw['max_weight_per_day']:g} a day",
        *([""] * 4),
        f"{raw['raw_score']:g}",
    )
    return result


def _history_table(explained: Mapping[str, Any]) -> RenderableType:
    decay = explained["decay"]
    if not explained["history"]:
        return Text(f"2. No scores in the {decay['history_days']} days before: no history to blend")
    result = table(
        f"2. History, half-life {decay['half_life_days']:g} days",
        "day",
        "score",
        "state",
        "days back",
        "weight",
        "score x weight",
    )
    shown = explained["history"][:7]
    for row in shown:
        result.add_row(
            row["score_date"],
            f"{row['final_score']:.2f}",
            state_text(row["momentum_state"]),
            str(row["days_back"]),
            f"{row['weight']:.4f}",
            f"{row['contribution']:.4f}",
        )
    rest = explained["history"][len(shown) :]
    if rest:
        result.add_row(
            f"{len(rest)} earlier days",
            "",
            "",
            "",
            f"{sum(row['weight'] for row in rest):.4f}",
            f"{sum(row['contribution'] for row in rest):.4f}",
        )
    result.add_section()
    result.add_row("sum", "", "", "", f"{decay['weight_sum']:.4f}", f"{decay['weighted_sum']:.4f}")
    return result


def _blend_table(explained: Mapping[str, Any]) -> RenderableType:
    raw, decay = explained["raw"], explained["decay"]
    blend, state = explained["blend"], explained["state"]
    normalized, share = explained["normalized_score"], blend["raw_share"]
    result = table("3. Blend and state", "step", "how", "result", numbers_from=2)
    result.add_row(
        "normalized",
        f"100 x {raw['raw_score']:g} / {raw['max_weight_per_day']:g}",
        f"{normalized:.2f}",
    )
    result.add_row(
        "decayed",
        f"({normalized:.2f} + {decay['weighted_sum']:.4f}) / (1 + {decay['weight_sum']:.4f})",
        f"{decay['decayed']:.4f}",
    )
    if blend["zero_event_applied"]:
        how = "no points on this day, and the version's policy is zero"
    elif explained["history"]:
        how = f"{share:g} x {normalized:.2f} + {1 - share:g} x {decay['decayed']:.4f}"
    else:
        how = "normalized: there is no history"
    result.add_row("final", how, f"{blend['final_score']:.2f}")
    rising, care = state["rising_threshold"], state["needs_care_threshold"]
    how = f"Rising from {rising:g}, Steady from {care:g}, else NeedsCare"
    if state["decided_by_hysteresis"]:
        how = (
            f"still {state['previous_state']}: it takes more than {state['hysteresis']:g} points "
            "to leave it"
        )
    result.add_row("state", how, state_text(state["momentum_state"]))
    return result


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
            version["version"],
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
    parts: list[RenderableType] = [
        Text(f"Version {preview['version']}, {span}: nothing is written", style="bold"),
        f"{rows['previewed']:,} scores of {users['previewed']:,} users, "
        f"{rows['without_score']:,} of them of days without a stored score",
        f"{rows['changed']:,} scores of {users['changed']:,} users would differ",
        f"{rows['crossing']:,} scores of {users['crossing']:,} users would cross a threshold",
    ]
    if rows["stored_mean"] is not None:
        parts.append(f"mean score {rows['stored_mean']:.2f} -> {rows['preview_mean']:.2f}")
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
    for column in result.columns[:2]:
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
