-- Users mark their own notifications, once; what is another's is unknown.
BEGIN;
SELECT plan(14);

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

INSERT INTO momentum.momentum_notifications (
    user_id, id, notification_type, title, message, created_at
)
SELECT pg_temp.u(w.user_id), pg_temp.u(w.id), 'note', 'Hello', 'You', w.created_at
FROM (
    VALUES
    (1, 101, timestamptz '2026-11-20 08:00Z'), (1, 103, '2026-11-20 10:00Z'),
    (2, 105, '2026-11-20 10:00Z')
) AS w (user_id, id, created_at);
INSERT INTO momentum.scenario_notifications (
    user_id, id, scenario_type, milestone_year, milestone_value, announced, payload, created_at
)
SELECT
    pg_temp.u(w.user_id), pg_temp.u(w.id), 'milestone', 2026, w.value, w.announced,
    '{"message": {"title": "Fifty"}, "session_count": 50}', w.created_at
FROM (
    VALUES
    (1, 102, 50, true, timestamptz '2026-11-20 09:00Z'),
    (1, 104, 100, false, '2026-11-20 11:00Z'),
    (2, 106, 50, true, '2026-11-20 09:00Z')
) AS w (user_id, id, value, announced, created_at);

SELECT is(
    pg_temp.outcome_as(
        w.role, w.claims, format('momentum.mark_notification_read(%L)', pg_temp.u(w.id))
    ),
    w.wanted, w.about
)
FROM (
    VALUES
    ('authenticated', pg_temp.claims(2), 101, '"PM007"'::jsonb, 'another''s'),
    ('authenticated', pg_temp.claims(2), 102, '"PM007"', 'another''s, of a scenario'),
    ('authenticated', pg_temp.coach(2), 101, '"PM007"', 'a coach'),
    ('authenticated', '{}', 101, '"PM007"', 'nobody'),
    ('authenticated', pg_temp.claims(1), 999, '"PM007"', 'an unknown one'),
    ('authenticated', pg_temp.claims(1), 101, 'true', 'one''s own'),
    ('authenticated', pg_temp.claims(1), 102, 'true', 'one''s own, of a scenario'),
    ('service_role', NULL, 105, 'true', 'the service, of anyone'),
    ('service_role', NULL, 106, 'true', 'the service, of a scenario'),
    ('service_role', NULL, 999, '"PM007"', 'the service, an unknown one')
) AS w (role, claims, id, wanted, about);
UPDATE momentum.clock_pin SET pinned_at = '2026-11-21 13:00Z';
SELECT is(
    pg_temp.outcome_as(
        'authenticated', pg_temp.claims(1),
        format('momentum.mark_notification_read(%L)', pg_temp.u(w.id))
    ),
    'false', format('%s again: it was read before', w.id)
)
FROM (VALUES (101), (102)) AS w (id);
SELECT results_eq(
    $$SELECT id, read_at FROM momentum.momentum_notifications
    UNION ALL
    SELECT id, read_at FROM momentum.scenario_notifications
    ORDER BY id$$,
    $$VALUES
        (pg_temp.u(101), timestamptz '2026-11-21 12:00Z'), (pg_temp.u(102), '2026-11-21 12:00Z'),
        (pg_temp.u(103), NULL), (pg_temp.u(104), NULL), (pg_temp.u(105), '2026-11-21 12:00Z'),
        (pg_temp.u(106), '2026-11-21 12:00Z')$$,
    'when it was read first stays'
);
SELECT throws_ok(
    'SELECT momentum.mark_notification_read(NULL)', 'PM007', 'unknown notification: null', 'null'
);

SELECT * FROM finish();
ROLLBACK;
