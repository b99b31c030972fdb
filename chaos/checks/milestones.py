"""Milestones: each that is reached was recorded, once; none that was never reached."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import psycopg

from chaos.checks.activities import Activities
from chaos.ledger import ActivityRow
from chaos.world import DEFAULT, FIRST_DAY, World, is_steady, organisation_models
from tests.scenarios import model

RECORDED = """
SELECT user_id, milestone_year, milestone_value, (payload ->> 'session_count')::integer,
    announced
FROM momentum.scenario_notifications
WHERE scenario_type = 'milestone'
"""
#: A year that ended so long ago is recorded and not announced.
HISTORY = timedelta(days=7)


def differences(
    connection: psycopg.Connection, world: World, activities: Activities
) -> Iterator[str]:
    """Yield milestones that are missing or too many, or whose count was never there."""
    times: Counter[tuple[UUID, int, int]] = Counter()
    counts: dict[tuple[UUID, int, int], int] = {}
    for user_id, year, threshold, count, announced in connection.execute(RECORDED):
        times[user_id, year, threshold] += 1
        counts[user_id, year, threshold] = count
        if not announced and world.now < datetime(year + 1, 1, 1, tzinfo=UTC) + HISTORY:
            yield f"milestone {(user_id, year, threshold)} was announced to nobody"
    world.tally.compared["milestones"] += len(counts)
    yield from (f"milestone {key} is there {n} times" for key, n in times.items() if n > 1)
    for place, user_id in enumerate(world.users):
        recorded = {key for key in counts if key[0] == user_id}
        reached = _reached(world, place, [row for _, row in activities.now.get(user_id, ())])
        ever = [row for _, row in activities.ever.get(user_id, ())]
        possible = reached if is_steady(place) else _reached(world, place, _undeleted(ever))
        yield from (f"milestone {key} is missing" for key in sorted(reached - recorded))
        yield from (f"milestone {key} was never reached" for key in sorted(recorded - possible))
        for user, year, threshold in sorted(recorded):
            of_year = len({i for i, row in activities.ever.get(user, ()) if _year(row) == year})
            if not threshold <= counts[user, year, threshold] <= of_year:
                yield (
                    f"milestone {(user, year, threshold)} was recorded for"
                    f" {counts[user, year, threshold]} sessions of at most {of_year}"
                )


def _year(row: ActivityRow) -> int:
    return row.completed_at.astimezone(UTC).year


def _undeleted(rows: Sequence[ActivityRow]) -> list[ActivityRow]:
    return [row for row in rows if not row.deleted]


def _reached(world: World, place: int, rows: Sequence[ActivityRow]) -> set[tuple[UUID, int, int]]:
    """Return what a user has reached by these activities, in each year: user, year, threshold."""
    one = model.World(
        1,
        tuple(model.Activity(0, row.completed_at, row.activity_type, row.deleted) for row in rows),
        organisation_models(place),
        DEFAULT,
    )
    ends = [
        datetime(year + 1, 1, 1, tzinfo=UTC) - timedelta(microseconds=1)
        for year in range(FIRST_DAY.year, world.today.year)
    ]
    return {
        (world.users[place], year, threshold)
        for now in (*ends, world.now)
        for _, year, threshold, _ in model.milestones(one, 0, now)
    }
