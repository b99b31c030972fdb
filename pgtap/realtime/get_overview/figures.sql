-- What an operator's page shows.
BEGIN;
SELECT plan(2);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-11-21 12:00Z');
INSERT INTO auth.users (id, created_at)
SELECT ('00000000-0000-0000-0000-' || lpad(n::text, 12, '0'))::uuid, '2026-01-01Z'
FROM generate_series(1, 4) AS n;
UPDATE momentum.settings SET value = 'deferred' WHERE name = 'notify_mode';
INSERT INTO momentum.daily_engagement_scores (
    user_id, score_date, raw_score, normalized_score, final_score, momentum_state, breakdown,
    event_count, algorithm_version
)
SELECT u.id, d.day, 0, 0, 50, d.state, '{}', 1, 'v2'
FROM
    auth.users AS u
    JOIN (
        VALUES (1, '2026-11-21'::date, 'Rising'), (2, '2026-11-21', 'Steady'),
        (3, '2026-11-21', 'Steady'), (3, '2026-11-20', 'NeedsCare')
    ) AS d (number, day, state) ON right(u.id::text, 1) = d.number::text;
INSERT INTO momentum.coach_interventions (
    user_id, intervention_type, status, trigger_reason, scheduled_date
)
SELECT u.id, 'check_in', s.status, 'by hand', '2026-11-22'
FROM auth.users AS u
CROSS JOIN (VALUES ('scheduled'), ('completed')) AS s (status);
DELETE FROM momentum.rescore_queue;

SET LOCAL ROLE service_role;
SELECT is(
    momentum.get_overview()
    - '{outbox_lag_seconds,notification_queue_usage,jobs,timestamp}'::text[],
    '{"states": {"Rising": 1, "Steady": 2, "NeedsCare": 0},
        "scored_yesterday": 1, "active_yesterday": 4, "rescore_queue": 0, "badge_queue": 0,
        "open_interventions": 4, "outbox_waiting": 12}',
    'the figures'
);
SELECT is(
    (
        SELECT jsonb_agg(j -> 'name' ORDER BY j ->> 'name')
        FROM jsonb_array_elements(momentum.get_overview() -> 'jobs') AS j
        WHERE j @> '{"last_status": null, "running_since": null, "enabled": true}'
    ),
    (SELECT jsonb_agg(j.name ORDER BY j.name) FROM momentum.jobs AS j),
    'the jobs, which have not run'
);
RESET ROLE;

SELECT * FROM finish();
ROLLBACK;
