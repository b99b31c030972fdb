"""A valid row of each relation, for the walker; USER stands for the user whose row it is."""

USER = object()
#: An organisation that is there.
ORGANISATION = "00000000-0000-0000-0000-0000000000a1"
#: A badge of it that nobody has.
BADGE = "00000000-0000-0000-0000-0000000000b1"

SCORE = {"user_id": USER, "score_date": "2026-11-20"}
EVENT = {"user_id": USER, "event_type": "chat_message", "event_ts": "2026-11-20 12:00+00"}

SAMPLES: dict[str, dict[str, object]] = {
    "activities": {
        "user_id": USER,
        "organisation_id": ORGANISATION,
        "activity_type": "session",
        "completed_at": "2026-11-20 12:00+00",
    },
    "annual_summary": {
        "user_id": USER,
        "year": 2020,
        "session_count": 1,
        "last_activity_at": "2020-11-20 12:00+00",
    },
    "award_reviews": {
        "user_id": USER,
        "badge_id": BADGE,
        "activity_id": ORGANISATION,
        "reason": "sample",
    },
    "badge_awards": {
        "user_id": USER,
        "badge_id": BADGE,
        "organisation_id": ORGANISATION,
        "earned_at": "2026-11-20 12:00+00",
        "source": "manual",
    },
    "badge_definitions": {
        "organisation_id": ORGANISATION,
        "name": "Another",
        "criteria_type": "count",
        "required": 1,
    },
    "badge_evaluation_log": {
        "user_id": USER,
        "activity_id": ORGANISATION,
        "evaluated_at": "2026-11-20 12:00+00",
        "badges_evaluated": 0,
        "badges_awarded": 0,
        "source": "trigger",
    },
    "badge_queue": {
        "user_id": USER,
        "activity_id": ORGANISATION,
        "activity_type": "session",
        "completed_at": "2026-11-20 12:00+00",
    },
    "badge_turns": {"user_id": USER},
    "clock_pin": {"pinned_at": "2026-11-21 12:00+00"},
    "coach_interventions": {
        "user_id": USER,
        "intervention_type": "check_in",
        "trigger_reason": "sample",
        "scheduled_date": "2026-11-21",
    },
    "credentials": {
        "user_id": USER,
        "credential_type": "first aid",
        "expires_on": "2026-12-01",
    },
    "daily_engagement_scores": {
        **SCORE,
        "raw_score": 2,
        "normalized_score": 20,
        "final_score": 20,
        "momentum_state": "NeedsCare",
        "breakdown": "{}",
        "event_count": 1,
        "algorithm_version": "v2",
    },
    "daily_momentum_scores": {"user_id": USER, "score": 20, "score_date": "2026-11-20"},
    "dropped_partitions": {
        "partition_name": "sample",
        "from_day": "2025-01-01",
        "to_day": "2026-01-01",
        "row_count": 1,
    },
    "event_weights": {"version": "v2", "event_type": "sample", "weight": 1},
    "habit_index": {"user_id": USER, "habit": "walk"},
    "intervention_rules": {
        "name": "sample",
        "description": "sample",
        "rule_type": "score_drop",
        "threshold": 10,
        "within_days": 3,
        "limit_hours": 24,
        "per_day": 1,
        "intervention_type": "sample",
    },
    "job_runs": {
        "job_name": "sample",
        "scheduled_at": "2026-11-20 12:00+00",
        "started_at": "2026-11-20 12:00+00",
        "status": "running",
        "attempt": 1,
    },
    "jobs": {
        "name": "sample",
        "schedule": "* * * * *",
        "command": "SELECT 1",
        "description": "sample",
    },
    "memberships": {"user_id": USER, "organisation_id": ORGANISATION},
    "momentum_events": EVENT,
    "momentum_events_default": EVENT,
    "momentum_notifications": {
        "user_id": USER,
        "notification_type": "sample",
        "title": "Sample",
        "message": "A sample",
    },
    "momentum_pillars": {"id": "sample", "name": "Sample"},
    "motivation_journal": {"user_id": USER, "entry": "A good day"},
    "notification_preferences": {"user_id": USER, "scenario_type": "milestone"},
    "organisations": {"name": "Sample"},
    "realtime_event_metrics": {
        "user_id": USER,
        "event_type": "sample",
        "channel_name": "realtime_events",
    },
    "realtime_events": {
        "user_id": USER,
        "position": 1,
        "sequenced_at": "2026-11-20 12:00+00",
        "event_type": "sample",
        "payload": "{}",
        "created_at": "2026-11-20 12:00+00",
    },
    "realtime_events_default": {
        "user_id": USER,
        "position": 1,
        "sequenced_at": "2026-11-20 12:00+00",
        "event_type": "sample",
        "payload": "{}",
        "created_at": "2026-11-20 12:00+00",
    },
    "realtime_inbox": {"user_id": USER, "event_type": "sample", "payload": "{}"},
    "realtime_positions": {"singleton": True},
    "rescore_queue": {"user_id": USER, "from_date": "2026-11-20", "reason": "sample"},
    "scenario_configs": {"organisation_id": ORGANISATION, "scenario_type": "milestone"},
    "scenario_notifications": {
        "user_id": USER,
        "scenario_type": "milestone",
        "milestone_year": 2026,
        "milestone_value": 50,
    },
    "scenario_runs": {
        "scenario_type": "milestone",
        "evaluated_at": "2026-11-20 12:00+00",
        "evaluated_users": 1,
        "triggered": 0,
        "skipped": 0,
    },
    "score_discrepancies": {**SCORE, "legacy_score": 1, "computed_score": 9, "difference": 8},
    "score_versions": {"version": "sample", "max_weight_per_day": 10},
    "scoring_failures": {
        "operation": "sample",
        "score_date": "2026-11-20",
        "user_ids": "{}",
        "error_code": "PM001",
        "error_message": "sample",
    },
    "settings": {"name": "sample", "value": "1", "pattern": "[0-9]", "description": "Sample"},
    "summary_queue": {"user_id": USER, "year": 2026},
    "_effective_configs": {"scenario_type": "milestone"},
    "_users": {"id": USER},
}

#: Where the rows of a view come from; None: the row is there already, as in a table of one row.
ROWS_OF_VIEWS: dict[str, str | None] = {
    "daily_momentum_scores": "daily_engagement_scores",
    "_effective_configs": None,
    "realtime_positions": None,
    "_users": None,
}
