"""What the command line shows of interventions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from pgmomentum.views import counted, plain, table


def evaluated_rules(rows: Sequence[Mapping[str, Any]], dry_run: bool) -> RenderableType:
    """What each rule has made, and all of them."""
    if not rows:
        return Text("No rule is active: see momentum.intervention_rules")
    done = "would be recorded; nothing is written" if dry_run else "recorded"
    result = table("", "rule", "users", "interventions", "notifications")
    result.title = None
    for row in rows:
        result.add_row(
            plain(row["rule_name"]),
            f"{row['evaluated_users']:,}",
            f"{row['interventions']:,}",
            f"{row['notifications']:,}",
        )
    interventions = counted(sum(row["interventions"] for row in rows), "intervention")
    notifications = counted(sum(row["notifications"] for row in rows), "notification")
    return Group(result, "", Text(f"{interventions} and {notifications} {done}"))
