-- Users read what is theirs, coaches of their organisations, the service everything.
BEGIN;
SELECT plan(17);

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

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-11-21 12:00:00+00');
-- 1 and 2: members of 11, 2 its coach; 3: of 12, deleted, with coach 4; 5: a deleted user
INSERT INTO auth.users (id, created_at, deleted_at)
SELECT pg_temp.u(n), '2026-01-01Z', CASE WHEN n = 5 THEN timestamptz '2026-02-01Z' END
FROM generate_series(1, 5) AS n;
INSERT INTO momentum.organisations (id, name, deleted_at)
VALUES
    (pg_temp.u(11), 'Harbour', NULL), (pg_temp.u(12), 'Gone', '2026-01-01Z'),
    (pg_temp.u(13), 'Museum', NULL);
INSERT INTO momentum.memberships (user_id, organisation_id)
VALUES
    (pg_temp.u(1), pg_temp.u(11)), (pg_temp.u(2), pg_temp.u(11)), (pg_temp.u(1), pg_temp.u(13)),
    (pg_temp.u(3), pg_temp.u(12)), (pg_temp.u(4), pg_temp.u(12));
CREATE FUNCTION pg_temp.coach(p_number integer) RETURNS jsonb LANGUAGE sql AS $coach$
    SELECT jsonb_build_object(
        'sub', pg_temp.u(p_number), 'app_metadata', '{"role": "coach"}'::jsonb
    )
$coach$;
CREATE FUNCTION pg_temp.claims(p_number integer) RETURNS jsonb LANGUAGE sql AS $claims$
    SELECT jsonb_build_object(
        'sub', pg_temp.u(p_number), 'user_metadata', '{"role": "coach"}'::jsonb
    )
$claims$;

SELECT is(
    pg_temp.outcome_as(w.role, w.claims, format('momentum._check_may_read(%L)', pg_temp.u(w.of))),
    to_jsonb(w.wanted), w.about
)
FROM (
    VALUES
    ('authenticated', pg_temp.claims(1), 1, ''::text, 'oneself'),
    ('authenticated', pg_temp.claims(2), 1, 'PM008', 'user_metadata makes no coach'),
    ('authenticated', pg_temp.coach(2), 1, '', 'a coach of an organisation of the user'),
    ('authenticated', pg_temp.coach(2), 3, 'PM008', 'a coach, of a user of another one'),
    ('authenticated', pg_temp.coach(4), 3, 'PM008', 'a coach of an organisation that is deleted'),
    ('authenticated', pg_temp.coach(4), 1, 'PM008', 'a coach of another organisation'),
    ('authenticated', pg_temp.coach(2), 99, 'PM008', 'a coach, of nobody'),
    ('authenticated', pg_temp.claims(5), 5, 'PM001', 'a user who is deleted'),
    (
        'authenticated', '{"app_metadata": {"role": "coach"}}', 1, 'PM008', 'a coach without a name'
    ),
    ('service_role', NULL, 1, '', 'the service'),
    ('service_role', '{"sub": "nightly"}', 1, '', 'the service, whose sub is no uuid'),
    ('service_role', NULL, 5, 'PM001', 'the service, of a deleted user'),
    ('service_role', NULL, 99, 'PM001', 'the service, of nobody'),
    ('anon', pg_temp.claims(1), 1, '42501', 'anon')
) AS w (role, claims, of, wanted, about);
SELECT set_config('request.jwt.claims', 'no JSON', true);
SET LOCAL ROLE authenticated;
SELECT throws_ok(
    format('SELECT momentum._check_may_read(%L)', pg_temp.u(1)), '22P02', NULL,
    'claims that are not JSON'
);
SET LOCAL ROLE service_role;
SELECT lives_ok(
    format('SELECT momentum._check_may_read(%L)', pg_temp.u(1)), 'the service, with such claims'
);
SELECT throws_ok(
    'SELECT momentum._check_may_read(NULL)', 'PM001', 'unknown user: null', 'the service, nobody'
);
RESET ROLE;

SELECT * FROM finish();
ROLLBACK;
