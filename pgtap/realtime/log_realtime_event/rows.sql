-- What is logged, and what is refused.
BEGIN;
SELECT plan(7);

CREATE FUNCTION pg_temp.u(p_number integer) RETURNS uuid LANGUAGE sql AS $u$
    SELECT ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid
$u$;

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-11-21 12:00Z');
SET LOCAL ROLE service_role;
SELECT momentum.log_realtime_event('a', 'b');
SELECT momentum.log_realtime_event('c', 'd', pg_temp.u(9), 5, 7, false, 'why');
SELECT results_eq(
    $$SELECT
        m.event_type, m.channel_name, m.user_id, m.payload_size, m.processing_time_ms, m.success,
        m.error_message, m.created_at
    FROM momentum.realtime_event_metrics AS m
    ORDER BY m.event_type$$,
    $$VALUES
        ('a', 'b', pg_temp.u(0), NULL, NULL, true, NULL, '2026-11-21 12:00Z'::timestamptz),
        ('c', 'd', pg_temp.u(9), 5, 7, false, 'why', '2026-11-21 12:00Z')$$,
    'a row each; no user is all zeros, and one who is not there is fine'
);
SELECT throws_ok(
    format('SELECT momentum.log_realtime_event(%s)', a.arguments), 'PM006', NULL,
    format('(%s) is refused', a.arguments)
)
FROM (
    VALUES
    ($$NULL, 'b'$$), ($$'a', NULL$$), ($$'a', 'b', p_success => NULL$$),
    ($$'a', 'b', p_payload_size => -1$$), ($$'a', 'b', p_processing_time_ms => -1$$)
) AS a (arguments);
SET LOCAL ROLE authenticated;
SELECT throws_ok(
    $$SELECT momentum.log_realtime_event('a', 'b')$$, '42501', NULL, 'users may not'
);

SELECT * FROM finish();
ROLLBACK;
