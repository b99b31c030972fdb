-- A user has its own scores explained, with the same result as the service; others' are refused.
BEGIN;
SELECT plan(5);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
INSERT INTO auth.users (id, created_at)
VALUES
    ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00'),
    ('00000000-0000-0000-0000-000000000002', '2026-01-01 00:00:00+00');
INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
SELECT u.id, 'chat_message', '2026-03-10 09:00:00+00' FROM auth.users AS u;
SELECT momentum.calculate_scores('2026-03-09') AS scored \gset
SELECT momentum.calculate_scores('2026-03-10') AS scored \gset

CREATE FUNCTION pg_temp.explained_as(p_role text, p_claims text)
RETURNS text
LANGUAGE plpgsql
AS $explained_as$
DECLARE
    v_outcome text;
BEGIN
    PERFORM set_config('request.jwt.claims', p_claims, true);
    BEGIN
        PERFORM set_config('role', p_role, true);
        v_outcome := momentum.explain_score('00000000-0000-0000-0000-000000000001', '2026-03-10');
    EXCEPTION
        WHEN OTHERS THEN
            v_outcome := SQLSTATE;
    END;
    PERFORM set_config('role', 'none', true);
    RETURN v_outcome;
END
$explained_as$;

SELECT is(
    pg_temp.explained_as('authenticated', '{"sub": "00000000-0000-0000-0000-000000000001"}'),
    momentum.explain_score('00000000-0000-0000-0000-000000000001', '2026-03-10')::text,
    'a user reads its own explanation in full'
);
SELECT is(
    pg_temp.explained_as('service_role', ''),
    momentum.explain_score('00000000-0000-0000-0000-000000000001', '2026-03-10')::text,
    'so does the service'
);
SELECT is(
    pg_temp.explained_as('authenticated', '{"sub": "00000000-0000-0000-0000-000000000002"}'),
    'PM008',
    'another user does not'
);
SELECT is(pg_temp.explained_as('authenticated', ''), 'PM008', 'nor does one without claims');
SELECT is(pg_temp.explained_as('anon', ''), '42501', 'anon may not even call it');

SELECT * FROM finish();
ROLLBACK;
