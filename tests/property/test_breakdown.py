"""The breakdown shares a day's points out among the pillars, and loses none."""

from collections import defaultdict
from dataclasses import replace
from datetime import date
from decimal import Decimal

import psycopg
from hypothesis import given
from hypothesis import strategies as st

from tests.model import Event, Version, count_types
from tests.property.strategies import FIRST_DAY, TYPES, bounded, events, versions
from tests.stored import insert_events, load_version
from tests.support import make_user

PILLARS = ("sleep", "food", "Zeit für mich")
own_pillars = st.lists(st.sampled_from([None, *PILLARS]), min_size=20, max_size=20)


@bounded
@given(
    random=versions(),
    its=events(st.just(FIRST_DAY)),
    own=own_pillars,
    of_types=st.dictionaries(st.sampled_from(TYPES), st.sampled_from(PILLARS)),
)
def test_points_go_to_the_pillar_of_the_event_or_else_of_its_type(
    db: psycopg.Connection,
    random: Version,
    its: list[Event],
    own: list[str | None],
    of_types: dict[str, str],
) -> None:
    of_types = {name: pillar for name, pillar in of_types.items() if name in random.weights}
    version = replace(random, pillars=of_types)
    its = [replace(event, pillar=own[number % len(own)]) for number, event in enumerate(its)]
    with db.transaction(force_rollback=True):
        for pillar in PILLARS:
            db.execute(
                "INSERT INTO momentum.momentum_pillars (id, name) VALUES (%s, %s)",
                (pillar, pillar),
            )
        load_version(db, "random", version)
        user_id = make_user(db, "2024-01-01")
        insert_events(db, user_id, its)
        pillars, in_view = stored_pillars(db, user_id, FIRST_DAY)
        explained = explained_pillars(db, user_id, FIRST_DAY)

    points = {name: each.points for name, each in count_types(version, its).items()}
    everything = points_by_pillar(version, its)
    assert sum(pillars.values()) == sum(points.values()), "before the cap of the day"
    assert set(pillars) <= set(everything) | {"unassigned"}
    assert all(value <= everything[name] for name, value in pillars.items() if value)
    if version.max_events_per_type is None:
        assert {name: value for name, value in pillars.items() if value} == everything
    assert in_view == pillars
    assert explained == {name: value for name, value in pillars.items() if value}


def stored_pillars(
    connection: psycopg.Connection, user_id: object, day: date
) -> tuple[dict[str, Decimal], dict[str, Decimal]]:
    """Score a day and return its points by pillar, from the row and from the legacy view."""
    connection.execute("SELECT momentum.calculate_score(%s, %s, 'random')", (user_id, day))
    row = connection.execute(
        "SELECT s.breakdown -> 'pillars', v.pillar_breakdown"
        " FROM momentum.daily_engagement_scores AS s"
        " JOIN momentum.daily_momentum_scores AS v USING (user_id, score_date)"
        " WHERE s.user_id = %s AND s.score_date = %s",
        (user_id, day),
    ).fetchone()
    assert row is not None
    stored, in_view = ({name: Decimal(str(v)) for name, v in each.items()} for each in row)
    return stored, in_view


def explained_pillars(
    connection: psycopg.Connection, user_id: object, day: date
) -> dict[str, Decimal]:
    """Return the points by pillar of the events that count, as an explanation lists them."""
    row = connection.execute("SELECT momentum.explain_score(%s, %s)", (user_id, day)).fetchone()
    assert row is not None
    points: defaultdict[str, Decimal] = defaultdict(Decimal)
    for each in row[0]["events"]:
        for event in each["counted_events"]:
            points[event["pillar"]] += Decimal(str(each["weight"]))
    return {name: value for name, value in points.items() if value}


def points_by_pillar(version: Version, its: list[Event]) -> dict[str, Decimal]:
    """Return the points of all events by pillar, nothing capped, zeroes left out."""
    points: defaultdict[str, Decimal] = defaultdict(Decimal)
    for event in its:
        if not event.deleted:
            pillar = event.pillar or version.pillars.get(event.event_type, "unassigned")
            points[pillar] += version.weights.get(event.event_type, version.default_weight)
    return {name: value for name, value in points.items() if value}
