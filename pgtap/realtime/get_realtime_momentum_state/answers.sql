-- The newest score of a user, for those who may see it.
BEGIN;
SELECT plan(7);

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

INSERT INTO momentum.daily_engagement_scores (
    user_id, score_date, raw_score, normalized_score, final_score, momentum_state, breakdown,
    event_count, algorithm_version, updated_at
)
VALUES
    (
        pg_temp.u(1), '2026-11-19', 5, 50, 50, 'Steady', '{"events": {}, "pillars": {}}', 3, 'v2',
        '2026-11-20 02:00Z'
    ),
    (
        pg_temp.u(1), '2026-11-20', 8, 80, 76.25, 'Rising', '{"events": {}, "pillars": {"a": 8}}',
        4, 'v2', '2026-11-21 02:00Z'
    );
SET timezone = 'Asia/Tokyo';

SELECT is(
    pg_temp.outcome_as('authenticated', pg_temp.claims(1), w.call),
    jsonb_build_object(
        'user_id', pg_temp.u(1), 'has_data', true, 'score_date', '2026-11-20',
        'momentum_state', 'Rising', 'final_score', 76.25, 'event_count', 4,
        'breakdown', '{"events": {}, "pillars": {"a": 8}}'::jsonb,
        'last_updated', '2026-11-21T02:00:00+00:00', 'timestamp', '2026-11-21T12:00:00+00:00'
    ),
    'a user, of the newest day; times are UTC'
)
FROM (VALUES (format('momentum.get_realtime_momentum_state(%L)', pg_temp.u(1)))) AS w (call);
SELECT is(
    pg_temp.outcome_as(
        w.role, w.claims,
        format('momentum.get_realtime_momentum_state(%L) -> %L', pg_temp.u(w.of), 'final_score')
    ),
    w.wanted, w.about
)
FROM (
    VALUES
    ('authenticated', pg_temp.coach(2), 1, '76.25'::jsonb, 'a coach'),
    ('service_role', NULL, 1, '76.25', 'the service'),
    ('authenticated', pg_temp.claims(2), 1, '"PM008"', 'another user'),
    ('authenticated', pg_temp.coach(4), 1, '"PM008"', 'a coach of another organisation'),
    ('service_role', NULL, 99, '"PM001"', 'an unknown user')
) AS w (role, claims, of, wanted, about);
SELECT is(
    pg_temp.outcome_as(
        'service_role', NULL, format('momentum.get_realtime_momentum_state(%L)', pg_temp.u(2))
    ) - 'message',
    jsonb_build_object(
        'user_id', pg_temp.u(2), 'has_data', false, 'timestamp', '2026-11-21T12:00:00+00:00'
    ),
    'without a score: a message'
);

SELECT * FROM finish();
ROLLBACK;
