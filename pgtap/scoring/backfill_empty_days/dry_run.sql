-- A dry run tells what is missing and writes nothing.
BEGIN;
SELECT plan(3);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-03-08 00:00:00+00');

SELECT lives_ok(
    $$CALL momentum.backfill_empty_days('2026-03-01', '2026-03-12', p_dry_run => true)$$,
    'a dry run commits nothing: it may be part of a transaction'
);
SELECT is_empty('SELECT * FROM momentum.daily_engagement_scores', 'it stores no row');
SELECT is_empty('SELECT * FROM momentum.scoring_failures', 'it logs nothing');

SELECT * FROM finish();
ROLLBACK;
