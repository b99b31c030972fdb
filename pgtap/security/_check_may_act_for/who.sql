-- Users act for themselves, the service for everyone. What a caller may do comes from the database
-- role; who a user is comes from the claims.
BEGIN;
SELECT plan(13);

CREATE ROLE pgmomentum_test_worker NOLOGIN;
GRANT service_role TO pgmomentum_test_worker;

CREATE FUNCTION pg_temp.outcome_as(p_role text, p_claims text, p_user_id text)
RETURNS text
LANGUAGE plpgsql
AS $outcome_as$
DECLARE
    v_code text := 'allowed';
    v_hint text;
BEGIN
    PERFORM set_config('request.jwt.claims', p_claims, true);
    BEGIN
        PERFORM set_config('role', p_role, true);
        PERFORM momentum._check_may_act_for(p_user_id::uuid);
    EXCEPTION
        WHEN OTHERS THEN
            GET STACKED DIAGNOSTICS v_code = RETURNED_SQLSTATE, v_hint = PG_EXCEPTION_HINT;
            v_code := v_code || CASE WHEN v_hint = '' THEN ' without a hint' ELSE '' END;
    END;
    PERFORM set_config('role', 'none', true);
    RETURN v_code;
END
$outcome_as$;

SELECT is(
    pg_temp.outcome_as(c.role, c.claims, '00000000-0000-0000-0000-000000000001'),
    c.outcome,
    c.description
)
FROM (
    VALUES
    (
        'authenticated', '{"sub": "00000000-0000-0000-0000-000000000001"}', 'allowed',
        'a user acts for itself'
    ),
    (
        'authenticated', '{"sub": "00000000-0000-0000-0000-000000000002"}', 'PM008',
        'a user does not act for another'
    ),
    ('authenticated', '', 'PM008', 'without claims a user is nobody'),
    ('authenticated', '{}', 'PM008', 'with empty claims a user is nobody'),
    (
        'authenticated',
        '{"sub": "00000000-0000-0000-0000-000000000002", "role": "service_role"}',
        'PM008',
        'a role in the claims gives no right'
    ),
    (
        'authenticated',
        '{"sub": "00000000-0000-0000-0000-000000000002", "app_metadata": {"role": "coach"}}',
        'PM008',
        'a coach does not act for a user'
    ),
    ('service_role', '', 'allowed', 'the service acts for everyone'),
    ('momentum_owner', '', 'allowed', 'the owner acts for everyone'),
    ('pgmomentum_test_worker', '', 'allowed', 'a member of service_role acts for everyone'),
    ('none', '', 'allowed', 'a superuser acts for everyone')
) AS c (role, claims, outcome, description);

SELECT is(
    pg_temp.outcome_as(c.role, c.claims, NULL), 'PM001', c.role || ': nobody is no user'
)
FROM (
    VALUES
    ('service_role', ''),
    ('authenticated', ''),
    ('authenticated', '{"sub": "00000000-0000-0000-0000-000000000001"}')
) AS c (role, claims);

SELECT * FROM finish();
ROLLBACK;
