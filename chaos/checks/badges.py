"""Awards: each badge that is earned, once, by evidence; what no longer holds is told."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import dict_row

from chaos.checks.activities import Activities
from chaos.ledger import ActivityRow
from chaos.world import World, is_steady
from tests.badges.model import Activity, Badge, Filter, Window, first_day, number_of, windows
from tests.badges.model import first_earned as model_first_earned
from tests.badges.people import organisation_id, read_windows

AWARDS = """
SELECT
    w.*,
    EXISTS (
        SELECT FROM momentum.award_reviews AS r
        WHERE r.user_id = w.user_id AND r.badge_id = w.badge_id AND r.resolved_at IS NULL
    ) AS in_review
FROM momentum.badge_awards AS w
"""
Rows = Sequence[tuple[UUID, ActivityRow]]


def differences(
    connection: psycopg.Connection, world: World, activities: Activities
) -> Iterator[str]:
    """Yield awards that are missing or too many, or whose evidence is none."""
    awards: dict[tuple[UUID, UUID], dict[str, Any]] = {}
    for award in connection.cursor(row_factory=dict_row).execute(AWARDS):
        key = award["user_id"], award["badge_id"]
        if key in awards:
            yield f"award {key} is there twice"
        awards[key] = award
    world.tally.compared["badges"] += len(awards)
    for place, user_id in enumerate(world.users):
        now = activities.now.get(user_id, ())
        ever = activities.ever.get(user_id, ())
        for badge_id, badge in world.badges.items():
            name = f"award of {badge} to {user_id}"
            found = awards.get((user_id, badge_id))
            if found is None:
                if earned(now, badge, world.now) is not None:
                    yield f"{name} is missing: earned by {earned(now, badge, world.now)}"
                continue
            # what was there at some moment, if not at the same one; steady: as it is
            possible = now if is_steady(place) else [(i, r) for i, r in ever if not r.deleted]
            yield from (f"{name}: {what}" for what in _doubts(found, badge, possible))
            if not _holds(found, badge, now) and not found["in_review"]:
                yield f"{name} no longer holds, and nobody is told: {found['evidence']}"


def earned(rows: Rows, badge: Badge, now: datetime) -> tuple[int, list[Window]] | None:
    """Return what the model says of when a badge was first earned."""
    return model_first_earned([_activity(row) for _, row in rows], badge, now)


def _activity(row: ActivityRow) -> Activity:
    number = None if row.organisation_id is None else row.organisation_id.int - _ORIGIN
    return Activity(0, number, row.activity_type, row.completed_at, row.deleted)


_ORIGIN = organisation_id(0).int


def _doubts(award: dict[str, Any], badge: Badge, rows: Rows) -> Iterator[str]:
    """Yield what is wrong with an award, given the activities that may have earned it."""
    earned_at: datetime = award["earned_at"]
    evidence: dict[str, Any] = award["evidence"]
    which = Filter(earned_at, badge.types, badge.organisation)
    criteria = {
        "criteria_type": "streak" if badge.unit else "count",
        "window_unit": badge.unit,
        "required": badge.required,
        "activity_types": None if badge.types is None else list(badge.types),
    }
    if {name: evidence.get(name) for name in criteria} != criteria:
        yield f"its evidence is of other criteria: {evidence}"
        return
    if award["organisation_id"] != organisation_id(badge.organisation):
        yield f"it is of organisation {award['organisation_id']}"
    counting = [(i, a) for i, a in ((i, _activity(row)) for i, row in rows) if which.counts(a)]
    if (award["activity_id"], earned_at) not in [(i, a.completed_at) for i, a in counting]:
        yield f"no activity {award['activity_id']} of {earned_at} earned it"
    if earned_at > award["awarded_at"]:
        yield f"it was awarded at {award['awarded_at']}, before {earned_at}"
    if badge.unit is None:
        if len({i for i, _ in counting}) < badge.required:
            yield f"there were {len(counting)} activities up to {earned_at}"
        return
    newest = number_of(badge.unit, earned_at)
    counts = windows([a for _, a in counting], badge.unit, which)
    told = read_windows(evidence["windows"])
    bounds = [
        (first_day(badge.unit, number), first_day(badge.unit, number + 1))
        for number in range(newest, newest - badge.required, -1)
    ]
    if [window[:2] for window in told] != bounds:
        yield f"its windows are {told}, expected {bounds}"
        return
    for number, (begin, _, count) in zip(range(newest, -1, -1), told, strict=False):
        if not 1 <= count <= counts[number]:
            yield f"{count} activities in the window of {begin}, of at most {counts[number]}"


def _holds(award: dict[str, Any], badge: Badge, rows: Rows) -> bool:
    """Whether what an award was given for is still there."""
    which = Filter(award["awarded_at"], badge.types, badge.organisation)
    counting = [a for a in (_activity(row) for _, row in rows) if which.counts(a)]
    if badge.unit is None:
        return len(counting) >= badge.required
    there = {number_of(badge.unit, a.completed_at) for a in counting}
    return all(
        number_of(badge.unit, datetime.fromisoformat(window["window_start"] + "T00:00:00+00:00"))
        in there
        for window in award["evidence"]["windows"]
    )
