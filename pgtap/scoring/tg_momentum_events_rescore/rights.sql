-- Who may record an event need not be allowed to write scores.
BEGIN;
SELECT plan(2);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
INSERT INTO auth.users (id, created_at)
SELECT format('00000000-0000-0000-0000-00000000000%s', n)::uuid, '2026-01-01 00:00:00+00'
FROM generate_series(1, 3) AS n;

SELECT set_config('request.jwt.claims', '{"sub": "00000000-0000-0000-0000-000000000001"}', true)
AS claims \gset
SET LOCAL ROLE authenticated;
SELECT lives_ok(
    $$SELECT momentum.record_event('00000000-0000-0000-0000-000000000001', 'chat_message')$$,
    'a user records an event'
);
SELECT results_eq(
    'SELECT s.score_date, s.event_count FROM momentum.daily_engagement_scores AS s',
    $$VALUES ('2026-03-12'::date, 1)$$,
    'and finds it in the score of today'
);
RESET ROLE;

SELECT * FROM finish();
ROLLBACK;
