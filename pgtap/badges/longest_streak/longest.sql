-- The longest streak there was, the latest of several.
BEGIN;
SELECT plan(13);

CREATE FUNCTION pg_temp.u(p_number integer) RETURNS uuid LANGUAGE sql AS $u$
    SELECT ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid
$u$;
CREATE FUNCTION pg_temp.add(
    p_user integer, p_at timestamptz[], p_organisation integer DEFAULT 11,
    p_type text DEFAULT 'session'
)
RETURNS void LANGUAGE sql AS $add$
    INSERT INTO momentum.activities (user_id, organisation_id, activity_type, completed_at)
    SELECT pg_temp.u(p_user), pg_temp.u(p_organisation), p_type, t.at FROM unnest(p_at) AS t (at)
$add$;
CREATE FUNCTION pg_temp.outcome(p_statement text, OUT code text, OUT message text, OUT hint text)
LANGUAGE plpgsql AS $outcome$
BEGIN
    EXECUTE p_statement;
EXCEPTION
    WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS
            code = RETURNED_SQLSTATE, message = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT;
END
$outcome$;
INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-11-20 12:00:00+00');
INSERT INTO auth.users (id, created_at)
SELECT pg_temp.u(n), '2020-01-01 00:00:00+00' FROM generate_series(1, 4) AS n;
INSERT INTO momentum.organisations (id, name)
VALUES (pg_temp.u(11), 'Organisation 11'), (pg_temp.u(12), 'Organisation 12');
SELECT is(
    momentum.longest_streak(pg_temp.u(1), 'day')::text, ROW(NULL, 0, NULL, '[]'::jsonb)::text,
    'no history'
);
SELECT pg_temp.add(
    1, '{2026-01-01Z,2026-01-02Z,2026-03-01Z,2026-03-02Z,2026-03-02 12:00Z,2026-11-20Z,2026-11-21Z,
    2026-11-22Z}'
);
SELECT is(
    momentum.longest_streak(pg_temp.u(1), 'day')::text,
    ROW(
        NULL, 2, NULL,
        '[{"window_start": "2026-03-02", "window_end": "2026-03-03", "activity_count": 2},
        {"window_start": "2026-03-01", "window_end": "2026-03-02", "activity_count": 1}]'::jsonb
    )::text,
    'the latest of the two; the future is none'
);
SELECT pg_temp.add(1, '{2026-03-03Z}', 12, 'call');
SELECT is(
    (
        momentum.longest_streak(pg_temp.u(1), 'day', w.types, pg_temp.u(w.organisation))
    ).current_value,
    w.wanted, w.name
)
FROM (
    VALUES
    ('a third day', NULL::text[], NULL::integer, 3), ('of a type', '{session}', NULL, 2),
    ('of an organisation', NULL, 12, 1)
) AS w (name, types, organisation, wanted);
CREATE TEMPORARY TABLE refused AS
SELECT w.wanted, w.code AS wanted_code, o.*
FROM (
    VALUES
    ($$SELECT momentum.longest_streak(NULL, 'day')$$, 'PM001', 'unknown user: null'),
    ($$SELECT momentum.longest_streak(pg_temp.u(1), 'hour')$$, 'PM006', 'unknown window: hour'),
    (
        $$SELECT momentum.longest_streak(pg_temp.u(1), 'day', '{}')$$,
        'PM006', 'bad activity types: {}'
    ),
    (
        $$SELECT momentum.longest_streak(pg_temp.u(1), 'day', NULL, pg_temp.u(13))$$,
        'PM007', 'unknown organisation: 00000000-0000-0000-0000-000000000013'
    )
) AS w (statement, code, wanted)
CROSS JOIN LATERAL pg_temp.outcome(w.statement) AS o;
SELECT is(ROW(r.code, r.message)::text, ROW(r.wanted_code, r.wanted)::text, r.wanted)
FROM refused AS r;
SELECT cmp_ok(length(r.hint), '>', 10, r.wanted || ': with a hint') FROM refused AS r;

SELECT * FROM finish();
ROLLBACK;
