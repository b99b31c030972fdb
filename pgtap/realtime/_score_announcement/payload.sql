-- What is said of a score, on which channels, and which keys go.
BEGIN;
SELECT plan(9);

CREATE FUNCTION pg_temp.u(p_number integer) RETURNS uuid LANGUAGE sql AS $u$
    SELECT ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid
$u$;

CREATE FUNCTION pg_temp.said(p_state text, p_previous text, p_type text)
RETURNS momentum._announcement
LANGUAGE sql AS $said$
    SELECT momentum._score_announcement(
        p_type, pg_temp.u(1), '2026-11-21', p_state, 62.50, p_previous, '2026-11-21 12:00Z'
    )
$said$;

SET LOCAL "TimeZone" = 'America/St_Johns';
SET LOCAL "DateStyle" = 'German';
SELECT is(
    to_jsonb(pg_temp.said('Steady', NULL, 'momentum_score_created')) - 'payload' - 'cache_keys',
    jsonb_build_object(
        'user_id', pg_temp.u(1), 'event_type', 'momentum_score_created',
        'channel_names',
        ARRAY['momentum_updates:' || pg_temp.u(1), 'momentum_updates:all']
    ),
    'to the user and to all'
);
SELECT is(
    (pg_temp.said('Steady', NULL, 'momentum_score_created')).payload,
    jsonb_build_object(
        'event_type', 'momentum_score_created', 'user_id', pg_temp.u(1),
        'score_date', '2026-11-21', 'momentum_state', 'Steady', 'final_score', 62.5,
        'previous_state', NULL, 'state_changed', true, 'timestamp', '2026-11-21T12:00:00+00:00'
    ),
    'a new row: the state changed from none'
);
SELECT is(
    (pg_temp.said(s.state, s.previous, 'momentum_score_updated')).payload
    -> 'state_changed',
    to_jsonb(s.changed),
    format('from %s to %s: %s', s.previous, s.state, s.changed)
)
FROM (
    VALUES ('Steady', 'Steady', false), ('Rising', 'Steady', true), ('Steady', 'Rising', true)
) AS s (state, previous, changed);
SELECT is(
    (pg_temp.said('Steady', NULL, t.name)).cache_keys,
    ARRAY[
        'momentum:current:' || pg_temp.u(1), 'momentum:history:' || pg_temp.u(1),
        'momentum:trend:' || pg_temp.u(1),
        'momentum:breakdown:' || pg_temp.u(1) || ':2026-11-21'
    ],
    t.name || ': four keys'
)
FROM (VALUES ('momentum_score_updated'), ('cache_invalidated')) AS t (name);
SELECT is(
    (pg_temp.said(NULL, NULL, 'cache_invalidated')).payload,
    jsonb_build_object(
        'event_type', 'cache_invalidated', 'user_id', pg_temp.u(1), 'score_date', '2026-11-21',
        'cache_keys', (pg_temp.said(NULL, NULL, 'cache_invalidated')).cache_keys,
        'timestamp', '2026-11-21T12:00:00+00:00'
    ),
    'a row that is gone: who reads the outbox alone finds the keys there'
);
SELECT is(
    (pg_temp.said(NULL, NULL, 'cache_invalidated')).channel_names, NULL,
    'and it is sent on no channel but that of the keys'
);

SELECT * FROM finish();
ROLLBACK;
