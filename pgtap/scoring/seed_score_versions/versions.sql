-- The two versions that every installation starts with.
BEGIN;
SELECT plan(3);

SELECT results_eq(
    $$SELECT
        v.version, v.max_events_per_type, v.max_weight_per_day::numeric, v.default_weight::numeric,
        v.half_life_days::numeric, v.history_days, v.raw_share::numeric,
        v.rising_threshold::numeric, v.needs_care_threshold::numeric, v.hysteresis::numeric,
        v.zero_event_policy, v.effective_from
    FROM momentum.score_versions AS v
    ORDER BY v.version$$,
    $$VALUES
        (
            'v1', 5, 100::numeric, 1::numeric, 10::numeric, 30, 0.7, 70::numeric, 45::numeric,
            2::numeric, 'decay', NULL::date
        ),
        (
            'v2', NULL, 10, 0, 10, 30, 0.7, 70, 45, 2, 'zero', '-infinity'::date
        )$$,
    'v1 is not active; v2 is in effect from the beginning'
);
SELECT results_eq(
    $$SELECT w.event_type, w.weight::numeric FROM momentum.event_weights AS w
    WHERE w.version = 'v1' ORDER BY w.event_type COLLATE "C"$$,
    $$VALUES
        ('app_session', 3::numeric),
        ('assessment_completion', 15),
        ('coach_interaction', 20),
        ('goal_completion', 18),
        ('goal_setting', 12),
        ('journal_entry', 10),
        ('lesson_completion', 15),
        ('lesson_start', 5),
        ('peer_interaction', 8),
        ('pes_entry', 10),
        ('reminder_response', 7),
        ('resource_access', 5),
        ('streak_milestone', 25)$$,
    'the weights of v1'
);
SELECT results_eq(
    $$SELECT w.event_type, w.weight::numeric FROM momentum.event_weights AS w
    WHERE w.version = 'v2' ORDER BY w.event_type COLLATE "C"$$,
    $$VALUES ('action_step_complete', 3::numeric), ('biometric_sync', 1), ('chat_message', 2)$$,
    'the weights of v2'
);

SELECT * FROM finish();
ROLLBACK;
