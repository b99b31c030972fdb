-- Who may read what, and how much of it.
BEGIN;
SELECT plan(11);

CREATE FUNCTION pg_temp.u(p_number integer) RETURNS uuid LANGUAGE sql AS $u$
    SELECT ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid
$u$;

SELECT throws_ok(
    format('SELECT momentum.realtime_events_since(NULL, NULL, %s)', l.value), 'PM006', NULL,
    format('a limit of %s makes no sense', l.value)
)
FROM (VALUES ('NULL'), ('0'), ('-1'), ('10001')) AS l (value);
SELECT lives_ok('SELECT momentum.realtime_events_since(NULL, NULL, 10000)', '10,000 are fine');

SELECT set_config('request.jwt.claims', jsonb_build_object('sub', pg_temp.u(1))::text, true);
SET LOCAL ROLE authenticated;
SELECT lives_ok(
    $$SELECT momentum.realtime_events_since('00000000-0000-0000-0000-000000000001')$$,
    'users read what is theirs'
);
SELECT throws_ok(
    $$SELECT momentum.realtime_events_since('00000000-0000-0000-0000-000000000002')$$,
    'PM008', NULL, 'and not what is others'''
);
SELECT throws_ok(
    'SELECT momentum.realtime_events_since(NULL)', 'PM008', NULL, 'nor everything'
);
SELECT throws_ok(
    $$SELECT momentum.realtime_events_since('00000000-0000-0000-0000-000000000000')$$,
    'PM008', NULL, 'nor as nobody'
);
SET LOCAL ROLE service_role;
SELECT lives_ok('SELECT momentum.realtime_events_since(NULL)', 'the service reads everything');
SELECT lives_ok(
    $$SELECT momentum.realtime_events_since('00000000-0000-0000-0000-000000000002')$$,
    'and what is anyone''s'
);

SELECT * FROM finish();
ROLLBACK;
