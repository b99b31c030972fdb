"""Random users, events, versions and orders of calculation, small enough to be read."""

import os
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import chain

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from tests.model import Event, Version

#: A leap day lies in the span; it is longer than the history that versions 1 and 2 read.
FIRST_DAY = date(2024, 2, 10)
SPAN = 40
TYPES = (
    "chat_message",
    "biometric_sync",
    "action_step_complete",
    "lesson_completion",
    "app_session",
    "streak_milestone",
    "unknown",
    "Chat_Message",
    "größe",
)
EXAMPLES = os.environ.get("PROPERTY_EXAMPLES")

#: The same examples in every run; PROPERTY_EXAMPLES=1000 searches among that many others. The
#: database is shared by the examples of a test, each of which leaves it as it was.
bounded = settings(
    max_examples=int(EXAMPLES or 100),
    derandomize=EXAMPLES is None,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
#: For a test whose every example scores many days, in several ways.
fewer = settings(bounded, max_examples=int(EXAMPLES or 100) // 2)


def amounts(low: str, high: str, places: int = 2) -> st.SearchStrategy[Decimal]:
    """Return exact decimals between two bounds."""
    return st.decimals(low, high, places=places, allow_nan=False)


def days(span: int = SPAN) -> st.SearchStrategy[date]:
    """Return days of the span, most of them close together."""
    near = st.integers(0, min(6, span - 1))
    far = st.integers(0, span - 1)
    return st.one_of(near, near, far).map(lambda number: FIRST_DAY + timedelta(number))


def instants(on: st.SearchStrategy[date]) -> st.SearchStrategy[datetime]:
    """Return instants of these UTC days; the first and the last of a day are likely."""
    edges = st.sampled_from([time.min, time.max])
    return st.builds(datetime.combine, on, st.one_of(edges, st.times()), st.just(UTC))


def events(on: st.SearchStrategy[date]) -> st.SearchStrategy[list[Event]]:
    """Return the events of one user, some of them deleted, often many of a type on a day."""
    types = st.one_of(st.sampled_from(TYPES[:3]), st.sampled_from(TYPES))
    deleted = st.sampled_from([False, False, False, False, True])
    single = st.builds(Event, types, instants(on), deleted).map(lambda event: [event])
    burst = st.builds(
        lambda event, count: [event] * count,
        st.builds(Event, types, instants(on)),
        st.integers(2, 12),
    )
    return st.lists(st.one_of(single, burst), max_size=14).map(
        lambda lists: list(chain.from_iterable(lists))
    )


@st.composite
def versions(draw: st.DrawFn) -> Version:
    """Return the parameters of a version, extremes included."""
    hysteresis = draw(amounts("0", "10"))
    care = draw(amounts("0", "60"))
    rising = draw(amounts(str(care + 2 * hysteresis + Decimal("0.01")), "100"))
    return Version(
        weights=draw(st.dictionaries(st.sampled_from(TYPES), amounts("0", "30"))),
        max_weight_per_day=draw(st.one_of(amounts("0.5", "200"), st.just(Decimal(32)))),
        max_events_per_type=draw(st.none() | st.integers(1, 6)),
        default_weight=draw(st.one_of(st.just(Decimal(0)), amounts("0", "5"))),
        half_life_days=draw(st.one_of(st.just(Decimal(1)), amounts("0.5", "60"))),
        history_days=draw(st.one_of(st.integers(0, 5), st.integers(0, SPAN))),
        raw_share=draw(st.one_of(st.sampled_from([Decimal(0), Decimal(1)]), amounts("0", "1", 3))),
        rising_threshold=rising,
        needs_care_threshold=care,
        hysteresis=hysteresis,
        zero_event_policy=draw(st.sampled_from(["zero", "decay"])),
    )
