-- Only app_metadata.role says who is a coach.
BEGIN;
SELECT plan(25);

CREATE FUNCTION pg_temp.u(p_number integer) RETURNS uuid LANGUAGE sql AS $u$
    SELECT ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid
$u$;

-- What a call gives to a caller with these claims; errors as their code.
CREATE FUNCTION pg_temp.outcome_as(p_role text, p_claims jsonb, p_call text)
RETURNS jsonb
LANGUAGE plpgsql AS $outcome_as$
DECLARE
    v_result jsonb;
BEGIN
    PERFORM set_config('request.jwt.claims', p_claims::text, true);
    BEGIN
        PERFORM set_config('role', p_role, true);
        EXECUTE 'SELECT to_jsonb(' || p_call || ')' INTO v_result;
    EXCEPTION
        WHEN OTHERS THEN
            v_result := to_jsonb(SQLSTATE);
    END;
    PERFORM set_config('role', 'none', true);
    RETURN v_result;
END
$outcome_as$;

SELECT is(
    pg_temp.outcome_as('authenticated', w.claims::jsonb, 'momentum._caller_is_coach()'),
    to_jsonb(w.wanted), COALESCE(w.claims, 'no claims')
)
FROM (
    VALUES
    ('{"sub": "00000000-0000-0000-0000-000000000001", "app_metadata": {"role": "coach"}}', true),
    ('{"sub": "00000000-0000-0000-0000-000000000001", "app_metadata": {"role": "Coach"}}', false),
    ('{"sub": "00000000-0000-0000-0000-000000000001", "app_metadata": {"role": ["coach"]}}', false),
    ('{"sub": "00000000-0000-0000-0000-000000000001", "app_metadata": {"role": null}}', false),
    ('{"sub": "00000000-0000-0000-0000-000000000001", "app_metadata": "coach"}', false),
    ('{"sub": "00000000-0000-0000-0000-000000000001", "user_metadata": {"role": "coach"}}', false),
    ('{"sub": "00000000-0000-0000-0000-000000000001", "role": "coach"}', false),
    ('{"sub": "00000000-0000-0000-0000-000000000001"}', false),
    ('{"sub": "00000000-0000-0000-0000-000000000001", "app_metadata": [{"role": "coach"}]}', false),
    ('{"sub": "00000000-0000-0000-0000-000000000001", "app_metadata": ["role", "coach"]}', false),
    (
        '{"sub": "00000000-0000-0000-0000-000000000001", "app_metadata": "{\"role\": \"coach\"}"}',
        false
    ),
    ('{"sub": "00000000-0000-0000-0000-000000000001", "app_metadata": null}', false),
    ('{"sub": "00000000-0000-0000-0000-000000000001", "app_metadata": true}', false),
    ('{"sub": "00000000-0000-0000-0000-000000000001", "app_metadata": 1}', false),
    (
        '{"sub": "00000000-0000-0000-0000-000000000001", "app_metadata": {"role": {"coach": true}}}',
        false
    ),
    ('{"app_metadata": {"role": "coach"}}', false),
    ('[]', false),
    ('"coach"', false),
    ('null', false),
    ('{}', false),
    (NULL, false)
) AS w (claims, wanted);
SELECT is(momentum._caller_is_coach(), false, 'without any setting');

-- as auth.uid() has it, on Supabase too
INSERT INTO auth.users (id) VALUES (pg_temp.u(1));
INSERT INTO momentum.coach_interventions (
    user_id, intervention_type, trigger_reason, scheduled_date
)
VALUES (pg_temp.u(1), 'call', 'test', '2026-11-21');
SET LOCAL ROLE authenticated;
SELECT set_config('request.jwt.claims', '{"sub": ', true);
SELECT throws_ok('SELECT momentum._caller_is_coach()', '22P02', NULL, 'claims that are not JSON');
SELECT throws_ok(
    'SELECT * FROM momentum.coach_interventions', '22P02', NULL, 'and they show no row'
);
SELECT set_config(
    'request.jwt.claims', '{"sub": "me", "app_metadata": {"role": "coach"}}', true
);
SELECT throws_ok('SELECT momentum._caller_is_coach()', '22P02', NULL, 'a sub that is no uuid');

SELECT * FROM finish();
ROLLBACK;
