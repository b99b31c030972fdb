-- The oldest entries come first, with all those of the same users; days to come wait.
BEGIN;
SELECT plan(6);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
INSERT INTO auth.users (id, created_at)
SELECT format('00000000-0000-0000-0000-00000000000%s', n)::uuid, '2026-01-01 00:00:00+00'
FROM generate_series(1, 3) AS n;

INSERT INTO momentum.rescore_queue (user_id, from_date, reason)
VALUES
    ('00000000-0000-0000-0000-000000000002', '2026-03-13', 'tomorrow'),
    ('00000000-0000-0000-0000-000000000002', '2026-03-10', 'oldest'),
    ('00000000-0000-0000-0000-000000000001', '2026-03-10', 'second'),
    ('00000000-0000-0000-0000-000000000002', '2026-03-12', 'third');

SELECT is(momentum.drain_rescore_queue(1), 2::bigint, 'the oldest entry, and its user''s others');
SELECT results_eq(
    'SELECT q.reason FROM momentum.rescore_queue AS q ORDER BY q.id',
    ARRAY['tomorrow', 'second'],
    'what is left'
);
SELECT is(momentum.drain_rescore_queue(), 1::bigint, 'the rest, but tomorrow');
SELECT is(momentum.drain_rescore_queue(), 0::bigint, 'nothing is due');
UPDATE momentum.clock_pin SET pinned_at = '2026-03-13 00:00:00+00';
SELECT is(momentum.drain_rescore_queue(), 1::bigint, 'tomorrow has come');
SELECT is(
    (SELECT count(*) FROM momentum.daily_engagement_scores), 0::bigint,
    'users without events get no row'
);

SELECT * FROM finish();
ROLLBACK;
