-- What is said of an intervention, and to whom.
BEGIN;
SELECT plan(4);

CREATE FUNCTION pg_temp.u(p_number integer) RETURNS uuid LANGUAGE sql AS $u$
    SELECT ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid
$u$;

INSERT INTO auth.users (id) VALUES (pg_temp.u(1));
INSERT INTO momentum.coach_interventions (
    user_id, id, intervention_type, status, trigger_reason, scheduled_date
)
VALUES (pg_temp.u(1), pg_temp.u(2), 'call', 'in_progress', 'Asked for it', '2026-11-22');
CREATE FUNCTION pg_temp.said(p_previous text) RETURNS momentum._announcement
LANGUAGE sql AS $said$
    SELECT momentum._intervention_announcement(
        'intervention_updated', i, i.status, p_previous, '2026-11-21 12:00Z'
    )
    FROM momentum.coach_interventions AS i
$said$;

SET LOCAL "TimeZone" = 'America/St_Johns';
SET LOCAL "DateStyle" = 'German';
SELECT is(
    to_jsonb(pg_temp.said('scheduled')) - 'payload',
    jsonb_build_object(
        'user_id', pg_temp.u(1), 'event_type', 'intervention_updated',
        'channel_names',
        ARRAY['interventions:' || pg_temp.u(1), 'interventions:coaches'],
        'cache_keys', NULL
    ),
    'to the user and to coaches; no key of a cache goes'
);
SELECT is(
    (pg_temp.said('scheduled')).payload,
    jsonb_build_object(
        'event_type', 'intervention_updated', 'intervention_id', pg_temp.u(2),
        'user_id', pg_temp.u(1), 'organisation_id', NULL,
        'intervention_type', 'call', 'status', 'in_progress',
        'previous_status', 'scheduled', 'status_changed', true,
        'trigger_reason', 'Asked for it', 'scheduled_date', '2026-11-22',
        'timestamp', '2026-11-21T12:00:00+00:00'
    ),
    'all that the row has to say, and what it was before'
);
SELECT is(
    (pg_temp.said('in_progress')).payload -> 'status_changed', 'false', 'the same status as before'
);
SELECT is(
    (pg_temp.said(NULL)).payload -> 'status_changed', 'true', 'a new one had none before'
);

SELECT * FROM finish();
ROLLBACK;
