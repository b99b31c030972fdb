-- A day is the UTC day, to the microsecond, whatever the time zone of the session: also on the days
-- on which that time zone changes its clocks.
BEGIN;
SELECT plan(20);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-05-01 12:00:00+00');
INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2024-01-01 00:00:00+00');

-- One event at each end of a day; those of the middle day are chat messages.
CREATE FUNCTION pg_temp.counts_in(p_time_zone text, p_day date)
RETURNS text
LANGUAGE plpgsql
AS $counts_in$
DECLARE
    v_start CONSTANT timestamptz := (p_day::text || ' 00:00:00+00')::timestamptz;
    v_counts text;
BEGIN
    PERFORM set_config('TimeZone', p_time_zone, true);
    INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
    VALUES
        ('00000000-0000-0000-0000-000000000001', 'before', v_start - interval '1 microsecond'),
        ('00000000-0000-0000-0000-000000000001', 'first', v_start),
        (
            '00000000-0000-0000-0000-000000000001', 'last',
            v_start + interval '86399.999999 seconds'
        ),
        ('00000000-0000-0000-0000-000000000001', 'after', v_start + interval '86400 seconds');
    SELECT string_agg(types.list, ' | ' ORDER BY day.number) INTO v_counts
    FROM generate_series(-1, 1) AS day (number)
    CROSS JOIN LATERAL momentum.calculate_score(
        '00000000-0000-0000-0000-000000000001', p_day + day.number
    ) AS s
    CROSS JOIN LATERAL (
        SELECT string_agg(t.name, ' ' ORDER BY t.name) AS list
        FROM jsonb_object_keys(s.breakdown -> 'events') AS t (name)
    ) AS types;
    DELETE FROM momentum.momentum_events;
    RETURN v_counts;
END
$counts_in$;

SELECT is(
    pg_temp.counts_in(z.name, d.day),
    'before | first last | after',
    format('%s in %s: 00:00:00 begins the day, 23:59:59.999999 ends it', d.day, z.name)
)
FROM (
    VALUES
    ('Pacific/Auckland'), ('America/Los_Angeles'), ('Asia/Kathmandu'), ('Pacific/Kiritimati'),
    ('UTC')
) AS z (name)
CROSS JOIN (
    VALUES ('2026-03-10'::date), ('2026-03-08'::date), ('2026-04-05'::date), ('2024-02-29'::date)
) AS d (day);

SELECT * FROM finish();
ROLLBACK;
