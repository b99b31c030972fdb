"""A simulated day: what made-up users do now, for a page that is to be seen moving.

It does what an application does: it calls ``momentum.record_event``, inserts events that have a
pillar, and activities, which count for milestones and badges, notifications and interventions.
"""

from __future__ import annotations

import itertools
import random
from datetime import date
from uuid import UUID

from pgmomentum import demo
from pgmomentum.database import Connection
from pgmomentum.demo import Plan
from pgmomentum.population import ORGANISATIONS, Person

#: What is done, the pillars it belongs to, and how often each of it is done.
_EVENTS = (("chat_message", None), ("biometric_sync", "movement"), ("action_step_complete", "food"))
_EVENT_CHANCES = (4, 4, 2)
_ACTIVITY_TYPES = ("session", "walk")
_SESSION_SHARE = 0.3
_MESSAGE_SHARE = 0.06
_SUPPORT_SHARE = 0.08
#: How often the favourite does something, whose page is looked at, and how many others do so
#: meanwhile, and before the first step.
_FAVOURITE_SHARE = 0.6
_OTHERS, _OTHERS_BEFORE = 3, 120
#: Events with which a day begins anew, and the newest of them that stay: a day's points are
#: limited, and a score that has got there no longer moves.
_FULL_DAY, _KEPT = 8, 1

_WALKS = (("First walk", 1), ("Five walks", 5), ("Twenty walks", 20))
_MESSAGES = (
    ("A good start", "You have done something for yourself today."),
    ("Your coach has seen it", "Well done: that was a good morning's work."),
    ("Time for a break", "Ten minutes outside are worth an hour inside."),
    ("Nearly there", "One more walk, and the day is complete."),
)

_ADD_PILLARS = """
INSERT INTO momentum.momentum_pillars (id, name)
SELECT p.id, initcap(p.id)
FROM unnest(%s::text[]) AS p (id)
ON CONFLICT (id) DO NOTHING
"""
_DEFINE_WALKS = """
SELECT momentum.define_badge(o.id, w.name, 'count', w.required, NULL, '{walk}')
FROM unnest(%s::uuid[]) AS o (id)
CROSS JOIN unnest(%s::text[], %s::integer[]) AS w (name, required)
WHERE NOT EXISTS (
    SELECT
    FROM momentum.badge_definitions AS b
    WHERE b.organisation_id = o.id AND b.name = w.name
)
"""
#: Whoever reaches the next milestone soon, but not at once.
_FAVOURITE = """
SELECT m.user_id
FROM momentum.memberships AS m
JOIN momentum.annual_summary AS a
    ON a.user_id = m.user_id AND a.year = extract(YEAR FROM momentum._today())
JOIN momentum._effective_configs AS c
    ON c.organisation_id = m.organisation_id AND c.scenario_type = 'milestone'
CROSS JOIN LATERAL (
    SELECT min(t.threshold) - a.session_count AS missing
    FROM unnest(c.thresholds) AS t (threshold)
    WHERE t.threshold >= a.session_count + 3
) AS next
WHERE m.user_id = ANY (%s)
ORDER BY next.missing, m.user_id
LIMIT 1
"""
_RECORD = "SELECT momentum.record_event(%s, %s)"
_ADD_EVENT = """
INSERT INTO momentum.momentum_events (user_id, event_type, pillar_id, event_ts)
VALUES (%s, %s, %s, momentum.clock())
"""
_ADD_ACTIVITY = """
INSERT INTO momentum.activities (user_id, organisation_id, activity_type, completed_at)
VALUES (%s, %s, %s, momentum.clock())
"""
_NOTIFY = """
INSERT INTO momentum.momentum_notifications (user_id, notification_type, title, message)
VALUES (%s, 'encouragement', %s, %s)
"""
_GO_ON_WITH_SUPPORT = """
UPDATE momentum.coach_interventions
SET status = CASE status WHEN 'scheduled' THEN 'in_progress' ELSE 'completed' END
WHERE
    user_id = %s
    AND rule_name IS NULL
    AND status IN ('scheduled', 'in_progress')
"""
_PLAN_SUPPORT = """
INSERT INTO momentum.coach_interventions (
    user_id, organisation_id, intervention_type, trigger_reason, scheduled_date
)
VALUES (%s, %s, 'coach_call', 'Asked for by phone', momentum._today())
"""
_BEGIN_ANEW = """
WITH today AS (
    SELECT
        e.user_id,
        e.event_ts,
        e.id,
        row_number() OVER (PARTITION BY e.user_id ORDER BY e.event_ts DESC, e.id) AS number,
        count(*) OVER (PARTITION BY e.user_id) AS events
    FROM momentum.momentum_events AS e
    WHERE
        e.user_id = ANY (%s)
        AND e.event_ts >= momentum._today()::timestamp AT TIME ZONE 'UTC'
        AND e.deleted_at IS NULL
)
DELETE FROM momentum.momentum_events AS e
USING today AS t
WHERE
    t.events >= %s
    AND t.number > %s
    AND e.user_id = t.user_id
    AND e.event_ts = t.event_ts
    AND e.id = t.id
"""


class Day:
    """The day of a population, which goes on with each step, over midnight as well."""

    def __init__(self, connection: Connection, chosen: Plan, seed: int | None = None) -> None:
        self._connection = connection
        self._chosen = chosen
        self._random = random.Random(seed)
        self._messages = itertools.cycle(_MESSAGES)
        self._users = [person.user_id for person in chosen.persons]
        self._busy = [p for p in chosen.persons if p.habit != "silent"] or chosen.persons
        self._today: date | None = None
        self._run(_ADD_PILLARS, [pillar for _, pillar in _EVENTS if pillar])
        names, required = zip(*_WALKS, strict=True)
        self._run(_DEFINE_WALKS, list(ORGANISATIONS), list(names), list(required))
        self.favourite = self._find_favourite()
        self._begin()
        self._others_act(_OTHERS_BEFORE)

    def step(self) -> None:
        """Let something happen to a few users."""
        self._begin()
        self._others_act(_OTHERS)
        if self._random.random() < _FAVOURITE_SHARE:
            self._act(self.favourite)
            if self._random.random() < _MESSAGE_SHARE:
                self._run(_NOTIFY, self.favourite.user_id, *next(self._messages))
            if self._random.random() < _SUPPORT_SHARE:
                self._support(self.favourite)
        self._run(_BEGIN_ANEW, self._users, _FULL_DAY, _KEPT)
        self._run("SELECT momentum.drain_rescore_queue()")

    def _others_act(self, count: int) -> None:
        for person in self._random.choices(self._busy, k=count):
            if person != self.favourite:
                self._act(person)

    def _act(self, person: Person) -> None:
        if self._random.random() < _SESSION_SHARE:
            kind = self._random.choice(_ACTIVITY_TYPES)
            self._run(_ADD_ACTIVITY, person.user_id, person.organisation_id, kind)
            self._run("SELECT momentum.evaluate_milestones(p_user_ids => %s)", [person.user_id])
            return
        kind, pillar = self._random.choices(_EVENTS, _EVENT_CHANCES)[0]
        if pillar is None:
            self._run(_RECORD, person.user_id, kind)
        else:
            self._run(_ADD_EVENT, person.user_id, kind, pillar)

    def _support(self, person: Person) -> None:
        if not self._run(_GO_ON_WITH_SUPPORT, person.user_id):
            self._run(_PLAN_SUPPORT, person.user_id, person.organisation_id)

    def _begin(self) -> None:
        """Settle yesterday and begin today, unless that is done."""
        row = self._connection.execute("SELECT momentum._today()").fetchone()
        assert row is not None
        if row[0] == self._today:
            return
        self._run("SELECT momentum.calculate_scores(p_user_ids => %s)", self._users)
        self._run("SELECT momentum.evaluate_interventions(p_user_ids => %s)", self._users)
        demo.record_so_far(self._connection, self._chosen)
        self._run("SELECT momentum.calculate_scores(%s, %s)", row[0], self._users)
        self._today = row[0]

    def _find_favourite(self) -> Person:
        row = self._connection.execute(_FAVOURITE, (self._users,)).fetchone()
        by_id: dict[UUID, Person] = {person.user_id: person for person in self._chosen.persons}
        return by_id[row[0]] if row else self._busy[0]

    def _run(self, statement: str, *parameters: object) -> int:
        """Run a statement; return how many rows it has changed or returned."""
        return self._connection.execute(statement.encode(), parameters).rowcount
