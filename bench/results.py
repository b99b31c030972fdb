"""What a benchmark gives, and turns of a figure with its baseline."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles

from bench.progress import say

PERCENTS = (25, 50, 75, 90, 95, 99, 99.5, 99.9)


class NotAvailableError(Exception):
    """What a benchmark measures is not in this version."""


@dataclass(frozen=True)
class Plan:
    """How the server executed a statement inside a call, as often as the call did so."""

    #: The call, and where in it the statement is.
    call: str
    place: str
    query: str
    #: How often it was executed, and how long that took in all.
    times: int
    milliseconds: float
    #: The plan of the longest execution.
    text: str


@dataclass(frozen=True)
class Point:
    """What it takes for so many users."""

    users: int
    seconds: float
    #: Bytes written to temporary files.
    spilled: int


@dataclass(frozen=True)
class Result:
    """A line of the table. Without a ratio, the figure itself is held against the target."""

    name: str
    figure: float | None
    baseline: float | None
    unit: str
    ratio: float | None
    target: str
    met: bool | None
    note: str = ""
    #: A missed target makes the run fail.
    is_asserted: bool = False
    #: The share of what the target allows that is used up: at most 1 where it is met.
    used: float | None = None
    plans: tuple[Plan, ...] = ()
    growth: tuple[Point, ...] = ()
    #: Milliseconds that so many percent keep to.
    percentiles: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class Turns:
    """Seconds of a figure and of its baseline, turn by turn."""

    figures: list[float]
    baselines: list[float]

    @property
    def ratio(self) -> float:
        """The median of the ratios: how many times the baseline the figure takes."""
        return median(f / b for f, b in zip(self.figures, self.baselines, strict=True))

    def takes_at_most(self, name: str, limit: float) -> Result:
        """Hold the time against the baseline's."""
        return Result(
            name,
            median(self.figures),
            median(self.baselines),
            "s",
            self.ratio,
            f"at most {limit:g} x",
            self.ratio <= limit,
            used=self.ratio / limit,
        )

    def achieves_at_least(self, name: str, limit: float, unit: str, count: int) -> Result:
        """Hold the rate against the baseline's; ``count`` things were done in each turn."""
        return Result(
            name,
            count / median(self.figures),
            count / median(self.baselines),
            unit,
            1 / self.ratio,
            f"at least {limit:g} x",
            1 / self.ratio >= limit,
            used=limit * self.ratio,
        )


def percentiles(milliseconds: Sequence[float]) -> tuple[tuple[float, float], ...]:
    """Return what shares of the times keep to, up to 999 of 1,000."""
    found = quantiles(milliseconds, n=1_000, method="inclusive")
    return tuple((percent, found[round(10 * percent) - 1]) for percent in PERCENTS)


def shown(number: float | None, unit: str = "") -> str:
    """Return three significant digits or whole numbers, and the unit."""
    if number is None:
        return ""
    digits = f"{number:,.0f}" if abs(number) >= 100 else f"{number:#.3g}"
    return f"{digits} {unit}".strip()


def take_turns(
    rounds: int,
    figure: Callable[[], float],
    baseline: Callable[[], float],
    *,
    warm_up: bool = True,
) -> Turns:
    """Run both by turns and collect their seconds; who is first alternates.

    The first round warms caches up and does not count, unless told otherwise.
    """
    turns = Turns([], [])
    for number in range(-1 if warm_up else 0, rounds):
        if number % 2:
            below, above = baseline(), figure()
        else:
            above, below = figure(), baseline()
        say(f"  {above:.4g} s against {below:.4g} s{'' if number >= 0 else ' (warming up)'}")
        if number >= 0:
            turns.figures.append(above)
            turns.baselines.append(below)
    return turns
