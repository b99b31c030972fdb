-- Deactivating the only version in effect is a step on the way to another one: it succeeds, and
-- scoring says what is missing.
BEGIN;
SELECT plan(5);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00');

SET LOCAL client_min_messages = error;
SELECT lives_ok(
    $$SELECT momentum.activate_score_version('v2', NULL)$$, 'the only active version goes'
);
SELECT throws_ok(
    $$SELECT momentum.calculate_scores('2026-03-10')$$,
    'PM002', 'no score version is in effect on 2026-03-10', 'scoring says that there is none'
);
SELECT lives_ok(
    $$SELECT momentum.calculate_scores('2026-03-10', NULL, 'v1')$$, 'unless one is named'
);
SELECT lives_ok(
    $$SELECT momentum.activate_score_version('v1', '-infinity')$$,
    'the first day that it had is free for another version'
);
SELECT lives_ok($$SELECT momentum.calculate_scores('2026-03-11')$$, 'which scores from then on');

SELECT * FROM finish();
ROLLBACK;
