"""A small model of the four rules that every installation begins with, written day by day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

RULES = ("consistency", "needs_care", "rising", "score_drop")
LIMIT_HOURS = {"needs_care": 24, "score_drop": 8, "rising": 12, "consistency": 24}
PER_DAY = {"needs_care": 1, "score_drop": 2, "rising": 2, "consistency": 1}


@dataclass(frozen=True)
class Day:
    """A stored row: its score and state, and whether there were events."""

    score: Decimal
    state: str
    events: bool = True


History = Mapping[date, Day]


def last_days(history: History, day: date, number: int, empty: bool) -> list[Day]:
    """Return the days that count among so many calendar days up to a day, the oldest first."""
    span = [day - timedelta(back) for back in reversed(range(number))]
    return [history[d] for d in span if d in history and (history[d].events or empty)]


def looked_at(history: History, day: date, empty: bool = False) -> bool:
    """Whether there is anything to look at on a day."""
    return day in history and (history[day].events or empty)


def applies(rule: str, history: History, day: date, empty: bool = False) -> bool:
    """Whether a rule applies on a day."""
    if not looked_at(history, day, empty):
        return False
    if rule == "needs_care":
        states = [each.state for each in last_days(history, day, 7, empty)]
        return len(states) >= 2 and states[-1] == states[-2] == "NeedsCare"
    if rule == "score_drop":
        *before, now = (each.score for each in last_days(history, day, 3, empty))
        return any(score - now >= 15 for score in before)
    if rule == "rising":
        return sum(each.state == "Rising" for each in last_days(history, day, 5, empty)) >= 4
    states = [each.state for each in last_days(history, day, 7, empty)]
    return sum(one != two for one, two in pairwise(states)) >= 4


@dataclass
class Records:
    """What was recorded: windows of notifications and of interventions."""

    notified: set[tuple[str, int, datetime]] = field(default_factory=set)
    intervened: set[tuple[int, datetime]] = field(default_factory=set)

    def evaluate(
        self,
        histories: Sequence[History],
        users: Sequence[int],
        day: date,
        now: datetime,
        empty: frozenset[str],
    ) -> dict[str, tuple[int, int, int]]:
        """Record what is due; return users looked at, interventions and notifications by rule."""
        made = {}
        for rule in RULES:
            counts = rule in empty
            found = [u for u in users if applies(rule, histories[u], day, counts)]
            hours = LIMIT_HOURS[rule]
            window = now.replace(hour=now.hour // hours * hours, minute=0, second=0, microsecond=0)
            interventions = notifications = 0
            for user in found:
                if rule == "needs_care" and (user, window) not in self.intervened:
                    self.intervened.add((user, window))
                    interventions += 1
                told = [w for r, u, w in self.notified if (r, u) == (rule, user)]
                today = sum(w.date() == now.date() for w in told)
                if window not in told and today < PER_DAY[rule]:
                    self.notified.add((rule, user, window))
                    notifications += 1
            seen = sum(looked_at(histories[u], day, counts) for u in users)
            made[rule] = seen, interventions, notifications
        return made
