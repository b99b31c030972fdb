-- No rows where nothing is wrong; what is wrong comes in the order in which to mend it.
BEGIN;
SELECT plan(8);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-05-12 09:00:00+00');
INSERT INTO auth.users (created_at) VALUES ('2026-05-01 00:00:00+00');
SELECT count(*) FROM momentum.maintain_partitions();
SELECT momentum.calculate_scores('2026-05-10');
SELECT momentum.calculate_scores('2026-05-11');

CREATE FUNCTION pg_temp.checks(p_days integer) RETURNS text LANGUAGE sql AS $checks$
    SELECT string_agg(f.check_name, ' ' ORDER BY f.number)
    FROM (
        SELECT d.check_name, row_number() OVER () AS number FROM momentum.doctor(p_days) AS d
    ) AS f
    WHERE f.check_name <> 'clock_pinned'
$checks$;

SELECT is(pg_temp.checks(2), NULL, 'all is well');
SELECT is(pg_temp.checks(3), 'missing_scores', 'but not three days back');
ALTER TABLE momentum.habit_index DISABLE ROW LEVEL SECURITY;
INSERT INTO momentum.summary_queue (user_id, year, created_at)
VALUES ('00000000-0000-0000-0000-00000000dead', 2026, '2026-05-12 07:00:00+00');
SELECT is(
    pg_temp.checks(3),
    'row_security_off orphaned_queue_entries missing_scores',
    'tables, then queues, then scores'
);

SELECT throws_ok(
    'SELECT * FROM momentum.doctor(0)', 'PM004', NULL, 'no days'
);
SELECT throws_ok('SELECT * FROM momentum.doctor(-1)', 'PM004', NULL, 'days to come');
SELECT throws_ok(
    'SELECT * FROM momentum.doctor(2147483647)', 'PM004', 'cannot look 2147483647 days back',
    'before there were days'
);
SELECT throws_ok('SELECT * FROM momentum.doctor(NULL)', 'PM004', NULL, 'null');
SET LOCAL ROLE service_role;
SELECT throws_ok(
    'SELECT * FROM momentum.doctor()', '42501', NULL, 'it is for the owner and superusers'
);

SELECT * FROM finish();
ROLLBACK;
