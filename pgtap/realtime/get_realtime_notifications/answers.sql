-- The newest notifications of a user, of both kinds, for the user and the service.
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
        w.role, w.claims,
        format(
            'jsonb_path_query_array(momentum.get_realtime_notifications(%L%s), %L)',
            pg_temp.u(w.of), w.rest, '$[*].notification_id'
        )
    ),
    w.wanted, w.about
)
FROM (
    VALUES
    (
        'authenticated', pg_temp.claims(1), 1, '',
        to_jsonb(ARRAY[pg_temp.u(103), pg_temp.u(102), pg_temp.u(101)]),
        'the newest first, history left out'
    ),
    ('authenticated', pg_temp.claims(1), 1, ', 1', to_jsonb(ARRAY[pg_temp.u(103)]), 'one'),
    (
        'authenticated', pg_temp.claims(1), 1, ', 2',
        to_jsonb(ARRAY[pg_temp.u(103), pg_temp.u(102)]), 'two'
    ),
    (
        'service_role', NULL, 2, ', 1000', to_jsonb(ARRAY[pg_temp.u(105), pg_temp.u(106)]),
        'the service'
    ),
    ('service_role', NULL, 3, '', '[]', 'none'),
    ('service_role', NULL, 99, '', '"PM001"', 'an unknown user'),
    ('authenticated', pg_temp.claims(2), 1, '', '"PM008"', 'another user'),
    ('authenticated', pg_temp.coach(2), 1, '', '"PM008"', 'a coach: they are the user''s own'),
    ('authenticated', pg_temp.claims(1), 1, ', 0', '"PM006"', 'no number'),
    ('authenticated', pg_temp.claims(1), 1, ', -1', '"PM006"', 'a negative one'),
    ('authenticated', pg_temp.claims(1), 1, ', 1001', '"PM006"', 'too many'),
    ('authenticated', pg_temp.claims(1), 1, ', NULL', '"PM006"', 'null')
) AS w (role, claims, of, rest, wanted, about);
SET timezone = 'Asia/Tokyo';
SELECT is(
    momentum.get_realtime_notifications(pg_temp.u(1), 2) -> 0,
    jsonb_build_object(
        'notification_id', pg_temp.u(103), 'user_id', pg_temp.u(1),
        'event_type', 'push_notification', 'notification_type', 'note', 'title', 'Hello',
        'message', 'You', 'milestone_value', NULL, 'payload', '{}'::jsonb, 'read_at', NULL,
        'created_at', '2026-11-20T10:00:00+00:00'
    ),
    'the fields of a notification; times are UTC'
);
SELECT is(
    momentum.get_realtime_notifications(pg_temp.u(1), 2) -> 1,
    jsonb_build_object(
        'notification_id', pg_temp.u(102), 'user_id', pg_temp.u(1),
        'event_type', 'scenario_notification', 'notification_type', 'milestone',
        'title', 'Fifty', 'message', NULL, 'milestone_value', 50,
        'payload', '{"message": {"title": "Fifty"}, "session_count": 50}'::jsonb,
        'read_at', NULL, 'created_at', '2026-11-20T09:00:00+00:00'
    ),
    'the fields of one of a scenario'
);
UPDATE momentum.scenario_notifications
SET payload = '{"message": {"title": 50, "message": ["A", "B"]}}' WHERE id = pg_temp.u(102);
SELECT is(
    (
        SELECT jsonb_build_array(n -> 'title', n -> 'message')
        FROM jsonb_path_query(momentum.get_realtime_notifications(pg_temp.u(1), 2), '$[1]') AS n
    ),
    '["50", "[\"A\", \"B\"]"]',
    'texts are texts, whatever the configuration has'
);
SELECT throws_ok(
    'SELECT momentum.get_realtime_notifications(NULL)', 'PM001', 'unknown user: null', 'nobody'
);
SELECT throws_ok(
    format('SELECT momentum.get_realtime_notifications(%L, NULL)', pg_temp.u(1)),
    'PM006', 'bad limit: null', 'no limit'
);

SELECT * FROM finish();
ROLLBACK;
