"""The benchmarks by area, in the order of the report, and what each of them measures."""

import ast
from inspect import cleandoc
from pathlib import Path

#: Name and module of each benchmark.
AREAS = {
    "Scoring": {
        "day": "day",
        "day-again": "day_again",
        "day-12x": "day_12x",
        "edge-function": "edge_function",
        "one-user": "one_user",
        "latency": "latency",
        "recalculate": "recalculate",
        "ingest-batch": "ingest_batch",
        "ingest-single": "ingest_single",
        "import": "import_events",
    },
    "Scenarios": {
        "milestones-none": "milestones_none",
        "milestones-20000": "milestones_20000",
        "milestones-count": "milestones_count",
        "inactivity": "inactivity",
        "activities-batch": "activities_batch",
        "one-mentor": "one_mentor",
        "interventions": "interventions",
    },
    "Badges": {
        "streak-one": "streak_one",
        "streaks-everyone": "streaks_everyone",
        "badge-insert-single": "badge_insert_single",
        "badge-insert-batch": "badge_insert_batch",
        "reconcile": "reconcile",
    },
    "Realtime": {
        "realtime-bulk": "realtime_bulk",
        "realtime-statements": "realtime_statements",
        "realtime-updates": "realtime_updates",
        "realtime-since": "realtime_since",
        "realtime-latency": "realtime_latency",
    },
    "Gateway": {
        "gateway-latency": "gateway_latency",
        "gateway-fanout": "gateway_fanout",
        "gateway-idle": "gateway_idle",
        "gateway-handshakes": "gateway_handshakes",
        "gateway-reconnect": "gateway_reconnect",
        "gateway-stalled": "gateway_stalled",
        "gateway-node": "gateway_node",
    },
    "Growth": {"growth": "growth"},
}
BENCHMARKS = {name: module for names in AREAS.values() for name, module in names.items()}
#: What is run where there is little time: something of each area.
QUICK = (
    "day",
    "edge-function",
    "one-user",
    "milestones-none",
    "one-mentor",
    "streak-one",
    "streaks-everyone",
    "realtime-bulk",
    "realtime-latency",
    "gateway-latency",
    "gateway-fanout",
    "growth",
)
QUICK_SCALE = 0.1


def benchmark_of(result: str) -> str:
    """Return the benchmark that a line of the table belongs to: some give several."""
    return result.split()[0]


def description(name: str) -> str:
    """Return what a benchmark measures, and against what: the docstring of its module."""
    source = (Path(__file__).parent / f"{BENCHMARKS[name]}.py").read_text(encoding="utf-8")
    return cleandoc(ast.get_docstring(ast.parse(source)) or "")
