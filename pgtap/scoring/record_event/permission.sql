-- A user records for itself only; the service records for everyone.
BEGIN;
SELECT plan(7);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-10 09:30:00+00');
INSERT INTO auth.users (id, created_at)
VALUES
    ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00'),
    ('00000000-0000-0000-0000-000000000002', '2026-01-01 00:00:00+00');

CREATE FUNCTION pg_temp.outcome_as(p_role text, p_claims text)
RETURNS text
LANGUAGE plpgsql
AS $outcome_as$
DECLARE
    v_code text := 'recorded';
    v_hint text;
BEGIN
    PERFORM set_config('request.jwt.claims', p_claims, true);
    BEGIN
        PERFORM set_config('role', p_role, true);
        PERFORM momentum.record_event('00000000-0000-0000-0000-000000000001', p_role);
    EXCEPTION
        WHEN OTHERS THEN
            GET STACKED DIAGNOSTICS v_code = RETURNED_SQLSTATE, v_hint = PG_EXCEPTION_HINT;
            v_code := v_code || CASE WHEN v_hint <> '' THEN ' with a hint' ELSE '' END;
    END;
    PERFORM set_config('role', 'none', true);
    RETURN v_code;
END
$outcome_as$;

SELECT is(pg_temp.outcome_as(c.role, c.claims), c.outcome, c.description)
FROM (
    VALUES
    (
        'authenticated', '{"sub": "00000000-0000-0000-0000-000000000001"}', 'recorded',
        'a user records for itself'
    ),
    (
        'authenticated', '{"sub": "00000000-0000-0000-0000-000000000002"}', 'PM008 with a hint',
        'a user does not record for another'
    ),
    ('authenticated', '', 'PM008 with a hint', 'without claims a user records for nobody'),
    (
        'authenticated', '{"role": "service_role"}', 'PM008 with a hint',
        'a role in the claims gives no right'
    ),
    ('service_role', '', 'recorded', 'the service records for everyone'),
    ('anon', '', '42501', 'anon may not even call it')
) AS c (role, claims, outcome, description);

SELECT results_eq(
    'SELECT e.event_type FROM momentum.momentum_events AS e ORDER BY e.event_type',
    $$VALUES ('authenticated'), ('service_role')$$,
    'what was refused is not there'
);

SELECT * FROM finish();
ROLLBACK;
