-- New interventions are announced, and changes that somebody would see.
BEGIN;
SELECT plan(5);

CREATE FUNCTION pg_temp.u(p_number integer) RETURNS uuid LANGUAGE sql AS $u$
    SELECT ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid
$u$;

CREATE FUNCTION pg_temp.told() RETURNS SETOF text LANGUAGE sql AS $told$
    WITH gone AS (DELETE FROM momentum.realtime_inbox AS i RETURNING i.user_id, i.payload)
    SELECT concat_ws(
        ' ', g.payload ->> 'event_type', right(g.user_id::text, 1), g.payload ->> 'previous_status',
        g.payload ->> 'status'
    )
    FROM gone AS g
$told$;

INSERT INTO auth.users (id) SELECT pg_temp.u(n) FROM generate_series(1, 2) AS n;
INSERT INTO momentum.coach_interventions (
    user_id, id, intervention_type, trigger_reason, scheduled_date
)
SELECT pg_temp.u(n), pg_temp.u(n), 'call', 'Asked for it', '2026-11-22'
FROM generate_series(1, 2) AS n;
SELECT bag_eq(
    'SELECT pg_temp.told()',
    $$VALUES ('intervention_created 1 scheduled'), ('intervention_created 2 scheduled')$$,
    'new ones'
);
UPDATE momentum.coach_interventions
SET status = CASE WHEN user_id = pg_temp.u(1) THEN 'completed' ELSE status END;
SELECT bag_eq(
    'SELECT pg_temp.told()', $$VALUES ('intervention_updated 1 scheduled completed')$$,
    'only the one that changed'
);
UPDATE momentum.coach_interventions SET scheduled_date = '2026-11-23' WHERE id = pg_temp.u(2);
SELECT bag_eq(
    'SELECT pg_temp.told()', $$VALUES ('intervention_updated 2 scheduled scheduled')$$,
    'with the status it keeps'
);
UPDATE momentum.coach_interventions SET updated_at = updated_at + interval '1 hour';
SELECT is_empty('SELECT pg_temp.told()', 'when it was changed is no news by itself');
DELETE FROM momentum.coach_interventions;
SELECT bag_eq(
    'SELECT pg_temp.told()',
    $$VALUES
        ('intervention_updated 1 completed deleted'), ('intervention_updated 2 scheduled deleted')$$,
    'that one is gone is told'
);

SELECT * FROM finish();
ROLLBACK;
