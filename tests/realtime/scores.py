"""Days of users, stored as if they had been scored."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import psycopg

from tests.realtime.rules import Day, History


def insert_scores(db: psycopg.Connection, user_id: UUID, history: History) -> None:
    """Store the days of a user."""
    db.execute(
        "INSERT INTO momentum.daily_engagement_scores (user_id, score_date, raw_score,"
        " normalized_score, final_score, momentum_state, breakdown, event_count,"
        " algorithm_version)"
        " SELECT %s, d.day, 0, 0, d.score, d.state, '{}',"
        " d.events::integer, 'v2'"
        " FROM unnest(%s::date[], %s::numeric[], %s::text[], %s::boolean[])"
        " AS d (day, score, state, events)",
        (
            user_id,
            list(history),
            [day.score for day in history.values()],
            [day.state for day in history.values()],
            [day.events for day in history.values()],
        ),
    )


def days_up_to(last: date, states: str) -> History:
    """Return days from letters: N, S, R (a state), lower case without events, . for no row."""
    names = {"N": ("NeedsCare", 30), "S": ("Steady", 50), "R": ("Rising", 80)}
    found = {}
    for back, letter in enumerate(reversed(states)):
        if letter != ".":
            state, score = names[letter.upper()]
            found[last - timedelta(back)] = Day(Decimal(score), state, letter.isupper())
    return found
