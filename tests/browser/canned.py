"""What a gateway would tell of one made-up user on one day."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

Json = dict[str, Any]

USER = "0fe7f661-62c8-513a-b191-fe967d50ee70"
OTHER_USER = "1aa7f661-62c8-513a-b191-fe967d50ee71"
NOW = datetime(2026, 11, 22, 14, 30, tzinfo=UTC)
TODAY = NOW.date()
SCORES = (31, 38, 29, 44, 52, 58, 49, 55, 63, 71, 76, 74, 66, 69, 61, 57, 64, 58, 62, 55)
SCORES_OF_LAST_WEEK = (48, 41, 46, 53, 59, 64, 68)


def day(ago: int) -> str:
    return str(TODAY - timedelta(days=ago))


def instant(**ago: float) -> str:
    return (NOW - timedelta(**ago)).isoformat()


def token(user_id: str | None = USER, role: str = "authenticated", seconds: int = 3600) -> str:
    """A token that looks like one: nobody here checks its signature."""
    claims: Json = {"role": role, "exp": int(NOW.timestamp()) + seconds}
    if user_id is not None:
        claims["sub"] = user_id
    parts = [{"alg": "HS256", "typ": "JWT"}, claims]
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode() for part in parts]
    return ".".join([each.rstrip("=") for each in encoded] + ["signature"])


def user_of(token: str) -> str | None:
    """Return whose token it is."""
    part = token.split(".")[1]
    user_id: str | None = json.loads(base64.urlsafe_b64decode(part + "==")).get("sub")
    return user_id


def state_of(score: float) -> str:
    return "Rising" if score >= 70 else "Steady" if score >= 45 else "NeedsCare"


def momentum(score: float = 68.4) -> Json:
    return {
        "user_id": USER,
        "has_data": True,
        "score_date": day(0),
        "momentum_state": state_of(score),
        "final_score": score,
        "event_count": 7,
        "breakdown": {
            "events": {
                "lesson_completion": {"count": 2, "counted": 2, "points": 20},
                "goal_completion": {"count": 1, "counted": 1, "points": 18},
                "journal_entry": {"count": 3, "counted": 2, "points": 12},
                "app_session": {"count": 1, "counted": 1, "points": 3},
            },
            "pillars": {"learning": 20, "mindset": 12, "movement": 18, "unassigned": 3},
        },
        "last_updated": instant(minutes=4),
        "timestamp": instant(),
    }


def interventions() -> Json:
    one = {
        "intervention_id": "5c14ed86-76a5-456e-9c62-07d56e8231b2",
        "user_id": USER,
        "organisation_id": None,
        "intervention_type": "coach_call",
        "status": "scheduled",
        "trigger_reason": "NeedsCare on 2 days in a row, up to 2026-11-16",
        "scheduled_date": day(-1),
        "created_at": instant(days=1),
        "updated_at": instant(days=1),
    }
    return {"user_id": USER, "interventions": [one], "timestamp": instant()}


def notification(number: int, title: str | None, message: str | None, **more: Any) -> Json:
    return {
        "notification_id": f"0ac54b9a-1998-44c6-838e-{number:012}",
        "user_id": USER,
        "event_type": "push_notification",
        "notification_type": "support",
        "title": title,
        "message": message,
        "payload": {},
        "read_at": None,
        "created_at": instant(hours=2 * number),
        **more,
    }


def notifications() -> list[Json]:
    return [
        notification(1, "A good week", "You have been active on six of seven days."),
        notification(
            2,
            None,
            None,
            event_type="scenario_notification",
            notification_type="milestone",
            milestone_value=100,
            payload={"message": {}, "session_count": 103},
        ),
        notification(
            30,
            "We are here for you",
            "The last days have been hard. One small step today is enough.",
            read_at=instant(hours=50),
        ),
    ]


def history() -> list[Json]:
    scores = [*SCORES, None, None, *SCORES_OF_LAST_WEEK]
    days = [
        {
            "score_date": day(len(scores) - index),
            "final_score": score,
            "momentum_state": state_of(score),
            "event_count": 1 + score // 12,
        }
        for index, score in enumerate(scores)
        if score is not None
    ]
    today = momentum()
    names = ("score_date", "final_score", "momentum_state", "event_count")
    return [*days, {name: today[name] for name in names}]


def badge(number: int, name: str, criteria: Json, progress: Json, **more: Any) -> Json:
    badge_id = f"8edcd746-6cb5-48ca-a749-{number:012}"
    definition = {"id": badge_id, "name": name, "organisation": "Harbour", **criteria}
    return {
        "user_id": USER,
        "badge": {"activity_types": None, "active": True, **definition},
        "award": None,
        "reviews": [],
        "progress": progress,
        "answer": "",
        **more,
    }


def badges() -> list[Json]:
    weeks = [
        {"window_start": day(6 + 7 * ago), "window_end": day(7 * ago - 1), "activity_count": count}
        for ago, count in enumerate((5, 6, 4, 7), start=1)
    ]
    award = {"earned_at": instant(days=12), "awarded_at": instant(days=12), "revoked_at": None}
    return [
        badge(
            1,
            "First session",
            {"criteria_type": "count", "required": 1, "window_unit": None},
            {"current_value": 112, "required": 1, "missing": 0, "longest": 112},
            award={**award, "earned_at": instant(days=300), "evidence": {"required": 1}},
        ),
        badge(
            2,
            "Four weeks in a row",
            {"criteria_type": "streak", "required": 4, "window_unit": "week"},
            {"current_value": 6, "required": 4, "missing": 0, "longest": 9},
            award={**award, "evidence": {"window_unit": "week", "windows": weeks}},
        ),
        badge(
            3,
            "Ten days in a row",
            {"criteria_type": "streak", "required": 10, "window_unit": "day"},
            {"current_value": 7, "required": 10, "missing": 3, "longest": 8},
            answer="not yet: 7 of 10 days in a row; the most so far: 8",
        ),
        badge(
            4,
            "Two hundred activities",
            {"criteria_type": "count", "required": 200, "window_unit": None},
            {"current_value": 112, "required": 200, "missing": 88, "longest": 112},
            answer="not yet: 112 of 200 activities",
        ),
    ]


def dashboard() -> Json:
    return {
        "user_id": USER,
        "history": history(),
        "badges": badges(),
        "milestones": {
            "year": TODAY.year,
            "session_count": 112,
            "thresholds": [50, 100, 200],
            "reached": [
                {"milestone_value": 50, "created_at": instant(days=160)},
                {"milestone_value": 100, "created_at": instant(hours=4)},
            ],
        },
        "timestamp": instant(),
    }


def overview() -> Json:
    return {
        "states": {"Rising": 412, "Steady": 1204, "NeedsCare": 239},
        "scored_yesterday": 1961,
        "active_yesterday": 1507,
        "rescore_queue": 12,
        "badge_queue": 0,
        "open_interventions": 38,
        "outbox_waiting": 3,
        "outbox_lag_seconds": 0.004,
        "notification_queue_usage": 0.0001,
        "timestamp": instant(),
    }


def health() -> Json:
    return {
        "status": "ok",
        "connected_clients": 184,
        "active_subscriptions": 181,
        "timestamp": instant(),
        "uptime": 93_784.2,
        "memory_usage": 71_303_168,
    }


def scored(number: int, score: float, **payload: Any) -> Json:
    """An event: today's score has become another one."""
    return event(
        number,
        "momentum_score_updated",
        score_date=day(0),
        final_score=score,
        momentum_state=state_of(score),
        previous_state="Steady",
        state_changed=state_of(score) != "Steady",
        **payload,
    )


def event(number: int, event_type: str, **payload: Any) -> Json:
    return {
        "event_id": f"86b4ab0a724b-{number}",
        "event_type": event_type,
        "user_id": USER,
        "payload": {"event_type": event_type, "user_id": USER, "timestamp": instant(), **payload},
        "created_at": instant(),
    }
