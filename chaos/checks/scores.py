"""Scores and states of all days, from the events and the rows of the days before."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

import psycopg

from chaos.checks import compare
from chaos.world import FIRST_DAY, World
from tests.model import V1, V2, Event, Score, score
from tests.stored import stored_rows
from tests.truth import all_events

VERSIONS = {"v1": V1, "v2": V2}
#: What a row without a version is compared with: that of the day.
IN_EFFECT = "v2"
#: The pillar of all that happens in a run.
UNASSIGNED = "unassigned"
PILLARS = """
SELECT user_id, score_date, breakdown -> 'pillars'
FROM momentum.daily_engagement_scores
WHERE user_id = ANY (%s) AND score_date BETWEEN %s AND %s
"""


def differences(connection: psycopg.Connection, world: World) -> Iterator[str]:
    """Yield days of users whose row is missing, or not what the model makes of it.

    A row is computed from the stored rows before it: one that is wrong is told once, not with all
    the days after it.
    """
    stored = stored_rows(connection, world.users)
    versions: dict[tuple[UUID, date], str] = {
        (user_id, day): version
        for user_id, day, version in connection.execute(
            "SELECT user_id, score_date, algorithm_version FROM momentum.daily_engagement_scores"
        )
    }
    days = [FIRST_DAY + timedelta(days=n) for n in range((world.today - FIRST_DAY).days + 1)]
    events = all_events(connection)
    world.tally.compared["scores"] += len(versions)
    expected: dict[tuple[UUID, date], Score] = {}
    for user_id in world.users:
        by_day: dict[date, list[Event]] = defaultdict(list)
        for event in events.get(user_id, ()):
            by_day[event.day].append(event)
        for day in days:
            version = VERSIONS[versions.get((user_id, day), IN_EFFECT)]
            expected[user_id, day] = score(version, day, by_day[day], stored[user_id])
    found = {(user_id, day): row for user_id, rows in stored.items() for day, row in rows.items()}
    yield from compare("score", expected, found)
    for user_id, day, pillars in connection.execute(
        PILLARS, (list(world.users), FIRST_DAY, world.today)
    ):
        points = sum(each.points for each in expected[user_id, day].types.values())
        if pillars.keys() - {UNASSIGNED} or sum(pillars.values()) != points:
            yield f"score {user_id} {day}: pillars {pillars}, expected {points} {UNASSIGNED}"
    for failure in connection.execute(
        "SELECT operation, score_date, error_code, error_message FROM momentum.scoring_failures"
    ):
        yield f"a page has failed: {failure}"
