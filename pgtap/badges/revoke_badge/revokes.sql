-- Taken back for a reason, and on record.
BEGIN;
SELECT plan(14);

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
CREATE FUNCTION pg_temp.define(
    p_badge integer, p_organisation integer, p_required integer, p_unit text DEFAULT NULL,
    p_types text[] DEFAULT NULL
)
RETURNS void LANGUAGE sql AS $define$
    INSERT INTO momentum.badge_definitions (
        id, organisation_id, name, criteria_type, required, window_unit, activity_types
    )
    VALUES (
        pg_temp.u(p_badge), pg_temp.u(p_organisation), 'Badge ' || p_badge,
        CASE WHEN p_unit IS NULL THEN 'count' ELSE 'streak' END, p_required, p_unit, p_types
    )
$define$;
SELECT pg_temp.define(21, 11, 1);
SELECT pg_temp.add(1, '{2026-11-20 08:00Z}');
CREATE TEMPORARY TABLE refused AS
SELECT w.wanted, w.code AS wanted_code, o.*
FROM (
    VALUES
    (
        $$SELECT momentum.revoke_badge(pg_temp.u(1), pg_temp.u(21), NULL)$$,
        'PM006', 'a badge is taken back for a reason'
    ),
    (
        $$SELECT momentum.revoke_badge(pg_temp.u(1), pg_temp.u(21), E' \t')$$,
        'PM006', 'a badge is taken back for a reason'
    ),
    (
        $$SELECT momentum.revoke_badge(pg_temp.u(1), pg_temp.u(29), 'x')$$,
        'PM007', 'unknown badge: 00000000-0000-0000-0000-000000000029'
    ),
    (
        $$SELECT momentum.revoke_badge(pg_temp.u(2), pg_temp.u(21), 'x')$$,
        'PM007',
        'user 00000000-0000-0000-0000-000000000002'
        ' does not have badge 00000000-0000-0000-0000-000000000021'
    ),
    (
        $$SELECT momentum.revoke_badge(NULL, pg_temp.u(21), 'x')$$,
        'PM007', 'user null'
        ' does not have badge 00000000-0000-0000-0000-000000000021'
    )
) AS w (statement, code, wanted)
CROSS JOIN LATERAL pg_temp.outcome(w.statement) AS o;
SELECT is(ROW(r.code, r.message)::text, ROW(r.wanted_code, r.wanted)::text, r.wanted)
FROM refused AS r;
SELECT cmp_ok(length(r.hint), '>', 10, r.wanted || ': with a hint') FROM refused AS r;

SELECT is(
    (
        SELECT ROW(w.revoked_at, w.revoked_reason, w.earned_at)::text
        FROM momentum.revoke_badge(pg_temp.u(1), pg_temp.u(21), 'a mistake') AS w
    ),
    ROW(
        '2026-11-20 12:00Z'::timestamptz, 'a mistake', '2026-11-20 08:00Z'::timestamptz
    )::text,
    'when, why, and what it was'
);
SELECT throws_ok(
    $$SELECT momentum.revoke_badge(pg_temp.u(1), pg_temp.u(21), 'again')$$,
    'PM007', NULL, 'a revoked one is not there'
);
SELECT pg_temp.add(1, '{2026-11-20 09:00Z}');
SELECT is(
    (SELECT w.revoked_reason FROM momentum.badge_awards AS w), 'a mistake', 'it is not earned again'
);
SELECT throws_ok(
    'UPDATE momentum.badge_awards SET revoked_reason = NULL',
    '23514', NULL, 'never without a reason'
);

SELECT * FROM finish();
ROLLBACK;
