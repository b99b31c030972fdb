-- The figures of some moves are logged.
BEGIN;
SELECT plan(2);

CREATE FUNCTION pg_temp.announce(p_event_type text, p_payload jsonb) RETURNS void
LANGUAGE sql AS $announce$
    SELECT momentum._announce(
        ARRAY[(NULL, p_event_type, NULL, p_payload, NULL)]::momentum._announcement[]
    )
$announce$;

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-11-21 12:00Z');
DELETE FROM momentum.realtime_event_metrics;
UPDATE momentum.settings SET value = '0' WHERE name = 'realtime_metrics_sample';
SELECT pg_temp.announce('first', '{}');
SELECT momentum._sequence_events();
SELECT is_empty('SELECT FROM momentum.realtime_event_metrics', 'a share of 0 logs nothing');

UPDATE momentum.settings SET value = '1' WHERE name = 'realtime_metrics_sample';
SELECT pg_temp.announce('first', '{"n": 1}');
UPDATE momentum.clock_pin SET pinned_at = '2026-11-21 12:00:01Z';
SELECT pg_temp.announce('first', '{"n": 1234567}');
SELECT pg_temp.announce('second', '{}');
SELECT momentum._sequence_events();
SELECT momentum._sequence_events();
SELECT bag_eq(
    $$SELECT
        m.event_type, m.channel_name, m.payload_size, m.processing_time_ms, m.success, m.created_at
    FROM momentum.realtime_event_metrics AS m$$,
    $$VALUES
        ('first', 'realtime_events', 26, 500, true, '2026-11-21 12:00:01Z'::timestamptz),
        ('second', 'realtime_events', 5, 0, true, '2026-11-21 12:00:01Z')$$,
    'a share of 1 logs each move, a row per type: mean bytes of a payload, milliseconds it waited'
);

SELECT * FROM finish();
ROLLBACK;
