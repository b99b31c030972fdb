"""What the command line shows of scores."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from pgmomentum.views import plain, state_text, table


def explained_score(explained: Mapping[str, Any]) -> RenderableType:
    """The answer of ``momentum.explain_score`` as a page that a person can read."""
    stored = "stored" if explained["stored"] else "not stored yet"
    if explained["up_to_date"] is False:
        stored = "stored, but out of date: score the day again"
    heading = Text.assemble(
        (f"{explained['blend']['final_score']:.2f} ", "bold"),
        state_text(explained["state"]["momentum_state"]),
        f"  user {explained['user_id']}  {explained['score_date']}\n"
        f"by version {explained['version']}, {stored}",
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
            plain(entry["event_type"]),
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
