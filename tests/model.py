"""The score, computed the plain way: what the database must agree with.

Nothing here is shared with the SQL. Amounts are exact decimals; a division is done once, at the
end and to many digits, so that an exact half is rounded up as one.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import cache

HUNDREDTH = Decimal("0.01")
WEIGHT_DIGITS = 40
DIGITS = 120


@dataclass(frozen=True)
class Version:
    """Parameters of the score; the defaults are those of a weights object that is silent."""

    weights: Mapping[str, Decimal]
    max_weight_per_day: Decimal
    max_events_per_type: int | None = None
    default_weight: Decimal = Decimal(0)
    half_life_days: Decimal = Decimal(10)
    history_days: int = 30
    raw_share: Decimal = Decimal("0.7")
    rising_threshold: Decimal = Decimal(70)
    needs_care_threshold: Decimal = Decimal(45)
    hysteresis: Decimal = Decimal(2)
    zero_event_policy: str = "zero"
    pillars: dict[str, str] = field(default_factory=dict)

    def weights_object(self) -> str:
        """Return the JSON text that loads this version; a float prints the digits it was given."""
        settings = {name: getattr(self, name) for name in SETTINGS}
        given = {name: value for name, value in settings.items() if value is not None}
        return json.dumps({**self.weights, **given, "pillars": self.pillars}, default=float)


SETTINGS = (
    "max_weight_per_day",
    "max_events_per_type",
    "default_weight",
    "half_life_days",
    "history_days",
    "raw_share",
    "rising_threshold",
    "needs_care_threshold",
    "hysteresis",
    "zero_event_policy",
)

V1 = Version(
    weights={
        "lesson_completion": Decimal(15),
        "lesson_start": Decimal(5),
        "journal_entry": Decimal(10),
        "coach_interaction": Decimal(20),
        "goal_setting": Decimal(12),
        "goal_completion": Decimal(18),
        "app_session": Decimal(3),
        "streak_milestone": Decimal(25),
        "assessment_completion": Decimal(15),
        "resource_access": Decimal(5),
        "peer_interaction": Decimal(8),
        "reminder_response": Decimal(7),
        "pes_entry": Decimal(10),
    },
    max_weight_per_day=Decimal(100),
    max_events_per_type=5,
    default_weight=Decimal(1),
    zero_event_policy="decay",
)
V2 = Version(
    weights={
        "chat_message": Decimal(2),
        "biometric_sync": Decimal(1),
        "action_step_complete": Decimal(3),
    },
    max_weight_per_day=Decimal(10),
)


@dataclass(frozen=True)
class Event:
    """What a user did, and when."""

    event_type: str
    event_ts: datetime
    deleted: bool = False
    pillar: str | None = None

    @property
    def day(self) -> date:
        """The UTC day that the event counts on."""
        return self.event_ts.astimezone(UTC).date()


@dataclass(frozen=True)
class TypeCount:
    """One event type of a day: how many there were, how many counted, their points."""

    count: int
    counted: int
    points: Decimal


@dataclass(frozen=True)
class Score:
    """One stored row."""

    raw_score: Decimal
    normalized_score: Decimal
    final_score: Decimal
    momentum_state: str
    event_count: int
    types: Mapping[str, TypeCount] = field(default_factory=dict)


def score(
    version: Version, day: date, events: Iterable[Event], stored: Mapping[date, Score]
) -> Score:
    """Return the row of a day, given all events of the user and the rows stored for other days."""
    types = count_types(version, [event for event in events if event.day == day])
    points = sum((each.points for each in types.values()), Decimal(0))
    raw = min(points, version.max_weight_per_day)
    first = day - timedelta(days=version.history_days)
    history = {past: row for past, row in stored.items() if first <= past < day}
    final = blend(version, raw, {(day - past).days: r.final_score for past, r in history.items()})
    previous = history[max(history)].momentum_state if history else None
    return Score(
        raw_score=raw,
        normalized_score=rounded(100 * raw, version.max_weight_per_day),
        final_score=final,
        momentum_state=state(version, final, previous),
        event_count=sum(each.count for each in types.values()),
        types=types,
    )


def count_types(version: Version, events: Iterable[Event]) -> dict[str, TypeCount]:
    """Return what the events of one day are worth by type, before the cap of the day."""
    counts = Counter(event.event_type for event in events if not event.deleted)
    types = {}
    for event_type, count in counts.items():
        counted = (
            count
            if version.max_events_per_type is None
            else min(count, version.max_events_per_type)
        )
        weight = version.weights.get(event_type, version.default_weight)
        types[event_type] = TypeCount(count, counted, counted * weight)
    return types


@cache
def decay(half_life_days: Decimal, days_back: int) -> Decimal:
    """Return the weight of a row so many days back: a half per half-life."""
    with localcontext(prec=WEIGHT_DIGITS):
        return Decimal("0.5") ** (Decimal(days_back) / half_life_days)


def blend(version: Version, raw: Decimal, history: Mapping[int, Decimal]) -> Decimal:
    """Return the final score, given the final scores by the number of days that they lie back.

    With n = 100 * raw / cap, W = sum(w) and S = sum(final * w), the score is
    share * n + (1 - share) * (n + S) / (1 + W); here multiplied by cap * (1 + W) and divided once.
    """
    if raw == 0 and version.zero_event_policy == "zero":
        return Decimal("0.00")
    if not history:
        return rounded(100 * raw, version.max_weight_per_day)
    with localcontext(prec=DIGITS):
        weights = {back: decay(version.half_life_days, back) for back in history}
        total = 1 + sum(weights.values())
        past = sum(history[back] * weights[back] for back in history)
        share, cap = version.raw_share, version.max_weight_per_day
        above = share * 100 * raw * total + (1 - share) * (100 * raw + past * cap)
        return rounded(above, cap * total)


def rounded(numerator: Decimal, denominator: Decimal) -> Decimal:
    """Return a quotient to two decimals, halves away from zero."""
    with localcontext(prec=DIGITS):
        return (numerator / denominator).quantize(HUNDREDTH, ROUND_HALF_UP)


def state(version: Version, final: Decimal, previous: str | None) -> str:
    """Return the state; leaving Rising or NeedsCare takes the hysteresis on top."""
    if previous == "Rising" and final >= version.rising_threshold - version.hysteresis:
        return "Rising"
    if previous == "NeedsCare" and final <= version.needs_care_threshold + version.hysteresis:
        return "NeedsCare"
    if final >= version.rising_threshold:
        return "Rising"
    return "Steady" if final >= version.needs_care_threshold else "NeedsCare"
