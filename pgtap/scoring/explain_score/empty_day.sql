-- A day without events and without history is explained, too: lists are empty, never null.
BEGIN;
SELECT plan(1);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00');

SELECT is(
    momentum.explain_score('00000000-0000-0000-0000-000000000001', '2026-03-10'),
    '{
        "user_id": "00000000-0000-0000-0000-000000000001",
        "score_date": "2026-03-10",
        "version": "v2",
        "stored": false,
        "up_to_date": null,
        "events": [],
        "raw": {
            "points": 0, "max_weight_per_day": 10, "max_events_per_type": null, "raw_score": 0,
            "event_count": 0
        },
        "normalized_score": 0.00,
        "history": [],
        "decay": {
            "half_life_days": 10, "history_days": 30, "weighted_sum": 0, "weight_sum": 0,
            "decayed": 0
        },
        "blend": {
            "raw_share": 0.7, "zero_event_policy": "zero", "zero_event_applied": true,
            "final_score": 0
        },
        "state": {
            "previous_state": null, "momentum_state": "NeedsCare", "rising_threshold": 70,
            "needs_care_threshold": 45, "hysteresis": 2, "decided_by_hysteresis": false
        }
    }',
    'every part is there'
);

SELECT * FROM finish();
ROLLBACK;
