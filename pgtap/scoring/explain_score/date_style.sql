-- The explanation is for machines, too: it does not depend on how a session writes dates.
BEGIN;
SELECT plan(4);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00');
INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
VALUES ('00000000-0000-0000-0000-000000000001', 'chat_message', '2026-03-10 09:00:00.25+00');
SELECT momentum.calculate_scores('2026-03-09') AS scored \gset

CREATE FUNCTION pg_temp.explained_in(p_date_style text, p_time_zone text)
RETURNS jsonb
LANGUAGE plpgsql
AS $explained_in$
BEGIN
    PERFORM set_config('DateStyle', p_date_style, true);
    PERFORM set_config('TimeZone', p_time_zone, true);
    RETURN momentum.explain_score('00000000-0000-0000-0000-000000000001', '2026-03-10'::date);
END
$explained_in$;

SELECT is(
    pg_temp.explained_in(s.date_style, s.time_zone),
    pg_temp.explained_in('ISO, MDY', 'UTC'),
    format('DateStyle %s in %s', s.date_style, s.time_zone)
)
FROM (
    VALUES
    ('ISO, DMY', 'Pacific/Auckland'), ('SQL, DMY', 'America/Los_Angeles'), ('German', 'UTC'),
    ('Postgres, MDY', 'UTC')
) AS s (date_style, time_zone);

SELECT * FROM finish();
ROLLBACK;
