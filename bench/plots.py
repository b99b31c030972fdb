"""The plots of the report, where matplotlib is installed; the same data gives the same file."""

from collections.abc import Sequence
from math import log10
from pathlib import Path
from typing import Any

from bench.progress import say
from bench.results import Result, shown

GREEN, RED, GREY = "#2a8f5b", "#c8442f", "#666666"
LINES = (("#2a6f97", "o"), ("#c8742f", "s"), ("#2a8f5b", "^"))
STYLE = {
    "svg.hashsalt": "pgmomentum",
    "svg.fonttype": "none",
    "font.family": ["DejaVu Sans", "sans-serif"],
    "font.size": 10,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def draw(results: Sequence[Result], directory: Path) -> list[tuple[str, str]]:
    """Write the plots that the results allow, and return the name and the title of each."""
    try:
        import matplotlib
        from matplotlib.figure import Figure
    except ImportError:
        say("no plots: matplotlib is not installed")
        return []
    made = {
        "bench-targets.svg": (targets, "Each figure as a share of what its target allows"),
        "bench-growth.svg": (growth, "Time by number of users"),
        "bench-latency.svg": (latency, "From an update to the client of the gateway"),
    }
    written = []
    for name, (plot, title) in made.items():
        with matplotlib.rc_context(STYLE):
            figure = Figure(layout="constrained")
            if plot(figure, results):
                directory.mkdir(parents=True, exist_ok=True)
                metadata = {"Date": None, "Creator": None}
                figure.savefig(directory / name, format="svg", metadata=metadata)
                written.append((name, title))
    return written


def targets(figure: Any, results: Sequence[Result]) -> bool:
    """Draw how much of what its target allows each figure uses up; False where there is none."""
    bars = [(result, result.used) for result in reversed(results) if result.used]
    if not bars:
        return False
    figure.set_size_inches(9, 1.2 + 0.26 * len(bars))
    axes = figure.subplots()
    axes.set_xscale("log")
    colours = {True: GREEN, False: RED, None: GREY}
    for place, (result, used) in enumerate(bars):
        axes.barh(place, used - 1, left=1, height=0.66, color=colours[result.met])
    low = min(0.5, *(used for _, used in bars))
    high = max(2, *(used for _, used in bars))
    axes.set_xlim(low / 1.3, high * 1.3)
    axes.axvline(1, color="black", linewidth=1.2)
    axes.set_yticks(range(len(bars)), [result.name for result, _ in bars])
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.margins(y=0.01)
    axes.xaxis.set_major_formatter("{x:g}")
    axes.grid(axis="x", which="major", color="#dddddd")
    axes.set_axisbelow(True)
    axes.set_xlabel("share of what the target allows: left of the line it is met, in green")
    for place, (result, _) in enumerate(bars):
        is_ratio = result.ratio and not result.target.endswith("/s")
        value = f"{shown(result.ratio)} x" if is_ratio else shown(result.figure, result.unit)
        axes.annotate(
            f"{value}  ({result.target})",
            (1, place),
            xycoords=("axes fraction", "data"),
            xytext=(8, 0),
            textcoords="offset points",
            va="center",
            fontsize=8.5,
            color=RED if result.met is False else "black",
        )
    return True


def growth(figure: Any, results: Sequence[Result]) -> bool:
    """Draw seconds by users, both logarithmic; False where nothing was measured."""
    growing = [result for result in results if result.growth]
    if not growing:
        return False
    figure.set_size_inches(7, 4.2)
    axes = figure.subplots()
    axes.set_xscale("log")
    axes.set_yscale("log")
    for result, (colour, marker) in zip(growing, LINES, strict=False):
        users = [point.users for point in result.growth]
        seconds = [point.seconds for point in result.growth]
        name = result.name.partition(" ")[2]
        axes.plot(
            users,
            seconds,
            color=colour,
            marker=marker,
            linewidth=1.8,
            label=f"{name}: exponent {shown(result.figure)}",
        )
        linear = [seconds[0] * each / users[0] for each in users]
        axes.plot(users, linear, color=colour, linestyle=":", linewidth=1, alpha=0.7)
    axes.set_xticks(users, [f"{each:,}" for each in users])
    axes.yaxis.set_major_formatter("{x:g}")
    axes.minorticks_off()
    axes.grid(color="#dddddd")
    axes.set_axisbelow(True)
    axes.set_xlabel("users")
    axes.set_ylabel("seconds")
    axes.legend(frameon=False, title="dotted: linear", alignment="left")
    return True


def latency(figure: Any, results: Sequence[Result]) -> bool:
    """Draw the times that shares of the messages keep to; False where none were measured."""
    timed = [result for result in results if result.percentiles]
    if not timed:
        return False
    figure.set_size_inches(7, 3.8)
    axes = figure.subplots()
    axes.set_yscale("log")
    for result, (colour, marker) in zip(timed, LINES, strict=False):
        # the rarer, the further to the right
        places = [-log10(1 - percent / 100) for percent, _ in result.percentiles]
        axes.plot(
            places,
            [each for _, each in result.percentiles],
            color=colour,
            marker=marker,
            linewidth=1.8,
            label=result.name,
        )
        axes.set_xticks(places, [f"{percent:g}" for percent, _ in result.percentiles])
        if result.figure and result.used:
            axes.axhline(result.figure / result.used, color=RED, linewidth=1, linestyle="--")
    axes.axvline(-log10(0.01), color="#999999", linewidth=1, linestyle=":")
    low, high = axes.get_ylim()
    round_ones = [each * 10**power for power in range(-2, 6) for each in (1, 2, 5)]
    axes.set_yticks([each for each in round_ones if low <= each <= high])
    axes.yaxis.set_major_formatter("{x:g}")
    axes.minorticks_off()
    axes.grid(axis="y", color="#dddddd")
    axes.set_axisbelow(True)
    axes.set_xlabel("percent of the messages that arrive within (dotted: 99)")
    axes.set_ylabel("milliseconds (dashed: the target)")
    axes.legend(frameon=False)
    return True
