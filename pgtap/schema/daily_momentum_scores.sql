-- The view that the consumers of the legacy system read.
BEGIN;
SELECT plan(3);

SELECT results_eq(
    $$SELECT a.attname::text COLLATE "default", format_type(a.atttypid, a.atttypmod)
    FROM pg_attribute AS a
    WHERE a.attrelid = 'momentum.daily_momentum_scores'::regclass AND a.attnum > 0
    ORDER BY a.attnum$$,
    $$VALUES
        ('user_id', 'uuid'),
        ('score', 'numeric(5,2)'),
        ('score_date', 'date'),
        ('pillar_breakdown', 'jsonb')$$,
    'it has exactly four columns, in this order'
);
SELECT is(
    (
        SELECT c.reloptions::text[] FROM pg_class AS c
        WHERE c.oid = 'momentum.daily_momentum_scores'::regclass
    ),
    ARRAY['security_invoker=true'],
    'it reads with the rights of its reader'
);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
INSERT INTO momentum.momentum_pillars (id, name) VALUES ('sleep', 'Sleep');
INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00');
INSERT INTO momentum.momentum_events (user_id, event_type, event_ts, pillar_id)
VALUES
    ('00000000-0000-0000-0000-000000000001', 'chat_message', '2026-03-10 09:00:00+00', 'sleep'),
    ('00000000-0000-0000-0000-000000000001', 'chat_message', '2026-03-10 10:00:00+00', NULL);
SELECT momentum.calculate_scores('2026-03-10') AS scored \gset
SELECT momentum.calculate_scores('2026-03-11') AS scored \gset

SELECT results_eq(
    'SELECT * FROM momentum.daily_momentum_scores ORDER BY score_date',
    $$VALUES
        (
            '00000000-0000-0000-0000-000000000001'::uuid, 40.00, '2026-03-10'::date,
            '{"sleep": 2, "unassigned": 2}'::jsonb
        ),
        ('00000000-0000-0000-0000-000000000001'::uuid, 0.00, '2026-03-11'::date, '{}'::jsonb)$$,
    'it shows the final score and the points per pillar of each stored row'
);

SELECT * FROM finish();
ROLLBACK;
