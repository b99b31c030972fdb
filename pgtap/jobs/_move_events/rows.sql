-- Moving events changes nothing in them, and counts as nothing happening to them.
BEGIN;
SELECT plan(6);

INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2020-01-01 00:00:00+00');
INSERT INTO momentum.momentum_pillars (id, name) VALUES ('p', 'P');
INSERT INTO momentum.momentum_events (
    id, user_id, pillar_id, event_type, event_ts, payload, created_at, updated_at, deleted_at
)
SELECT
    ('00000000-0000-0000-0000-00000000010' || n)::uuid,
    '00000000-0000-0000-0000-000000000001',
    'p',
    'type ' || n,
    '2026-03-01 00:00:00+00'::timestamptz + (n - 1) * interval '1 day',
    '{"a": 1}',
    '2026-04-01 00:00:00+00',
    '2026-04-02 00:00:00+00',
    CASE WHEN n = 2 THEN '2026-04-03 00:00:00+00'::timestamptz END
FROM generate_series(0, 3) AS n;
CREATE TEMPORARY TABLE before AS SELECT * FROM momentum.momentum_events_default;
CREATE TABLE momentum.target (LIKE momentum.momentum_events);

CREATE FUNCTION pg_temp.fail() RETURNS trigger LANGUAGE plpgsql AS
'BEGIN RAISE EXCEPTION ''the table was written''; END';
CREATE TRIGGER watch AFTER INSERT OR UPDATE OR DELETE ON momentum.momentum_events
FOR EACH STATEMENT EXECUTE FUNCTION pg_temp.fail();

SELECT is(
    momentum._move_events('target', '2026-03-01', '2026-03-03'), 2::bigint,
    'from midnight of the first day up to, not including, midnight of the last'
);
SELECT bag_eq(
    'SELECT * FROM momentum.target',
    $$SELECT * FROM before WHERE event_type IN ('type 1', 'type 2')$$,
    'every column is as it was, created_at, updated_at and deleted_at included'
);
SELECT bag_eq(
    'SELECT * FROM momentum.momentum_events_default',
    $$SELECT * FROM before WHERE event_type IN ('type 0', 'type 3')$$,
    'the others stay'
);
SELECT is(
    momentum._move_events('target', '2026-03-01', '2026-03-03'), 0::bigint, 'nothing is left'
);

-- a table of the host that refers to events
CREATE TABLE public.notes (
    user_id uuid,
    event_ts timestamptz,
    id uuid,
    FOREIGN KEY (user_id, event_ts, id) REFERENCES momentum.momentum_events ON DELETE CASCADE
);
INSERT INTO public.notes
SELECT user_id, event_ts, id FROM momentum.momentum_events WHERE event_type = 'type 3';
SELECT throws_ok(
    $$SELECT momentum._move_events('target', '2026-03-01', '2026-03-05')$$,
    '55006', NULL, 'a move would be a deletion for whoever refers to the event'
);
SELECT is((SELECT count(*) FROM public.notes), 1::bigint, 'what refers to it is still there');

SELECT * FROM finish();
ROLLBACK;
