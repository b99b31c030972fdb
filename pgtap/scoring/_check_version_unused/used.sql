-- A version is in use as soon as one row says that it was scored by it.
BEGIN;
SELECT plan(3);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00');
SELECT lives_ok($$SELECT momentum._check_version_unused('v2')$$, 'active, but unused');
SELECT momentum.calculate_scores('2026-03-10') AS scored \gset
SELECT throws_ok(
    $$SELECT momentum._check_version_unused('v2')$$, 'PM009', NULL, 'one row makes it used'
);
SELECT lives_ok($$SELECT momentum._check_version_unused('v1')$$, 'another version is not');

SELECT * FROM finish();
ROLLBACK;
