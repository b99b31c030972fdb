-- Ascending thresholds; what is recorded, or not reached, is not there.
BEGIN;
SELECT plan(13);

CREATE FUNCTION pg_temp.u(p_number integer) RETURNS uuid LANGUAGE sql AS $u$
    SELECT ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid
$u$;
CREATE FUNCTION pg_temp.add(
    p_user integer, p_sessions integer, p_at timestamptz, p_organisation integer DEFAULT NULL,
    p_type text DEFAULT 'session'
)
RETURNS void LANGUAGE sql AS $add$
    INSERT INTO momentum.activities (user_id, organisation_id, activity_type, completed_at)
    SELECT pg_temp.u(p_user), pg_temp.u(p_organisation), p_type, p_at
    FROM generate_series(1, p_sessions)
$add$;
CREATE FUNCTION pg_temp.due(p_user integer, p_now timestamptz DEFAULT '2026-11-21 12:00Z')
RETURNS integer[] LANGUAGE sql AS $due$
    SELECT COALESCE(array_agg(t.milestone_value), '{}')
    FROM unnest(momentum.milestone_triggers(pg_temp.u(p_user), p_now)) AS t
$due$;
INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-11-21 12:00:00+00');
INSERT INTO auth.users (id, created_at)
SELECT pg_temp.u(n), '2026-01-01 00:00:00+00' FROM generate_series(1, 2) AS n;

SELECT pg_temp.add(1, 49, '2026-03-01Z');
SELECT is(momentum.milestone_triggers(pg_temp.u(1)), '{}', '49 sessions: an empty array, not null');
SELECT is(
    momentum.milestone_triggers(pg_temp.u(2)), '{}', 'no session at all: an empty array, not null'
);
SELECT pg_temp.add(1, 1, '2026-03-02Z');
SELECT is(
    momentum.milestone_triggers(pg_temp.u(1)),
    ARRAY[(pg_temp.u(1), NULL, 2026, 50, 50, true)]::momentum.milestone_trigger[],
    'exactly 50: the milestone of 50, by the default'
);
SELECT pg_temp.add(1, 151, '2026-03-03Z');
SELECT is(
    momentum.milestone_triggers(pg_temp.u(1)),
    ARRAY[
        (pg_temp.u(1), NULL, 2026, 50, 201, true),
        (pg_temp.u(1), NULL, 2026, 100, 201, true),
        (pg_temp.u(1), NULL, 2026, 200, 201, true)
    ]::momentum.milestone_trigger[],
    '201 without a record: all three, ascending'
);
SELECT is_empty(
    'SELECT FROM momentum.scenario_notifications UNION ALL SELECT FROM momentum.scenario_runs',
    'asking writes nothing'
);

INSERT INTO momentum.scenario_notifications (
    user_id, scenario_type, milestone_year, milestone_value
)
VALUES
    (pg_temp.u(1), 'milestone', 2026, 50), (pg_temp.u(1), 'milestone', 2026, 100),
    (pg_temp.u(1), 'milestone', 2025, 200), (pg_temp.u(2), 'milestone', 2026, 200);
SELECT is(
    pg_temp.due(1), '{200}',
    '50 and 100 recorded: 200 alone; records of last year and of others do not count'
);
INSERT INTO momentum.scenario_notifications (
    user_id, scenario_type, milestone_year, milestone_value
)
VALUES (pg_temp.u(1), 'milestone', 2026, 200);
SELECT is(momentum.milestone_triggers(pg_temp.u(1)), '{}', 'all recorded: none');

UPDATE momentum.activities SET deleted_at = '2026-03-04Z' WHERE completed_at > '2026-03-01Z';
SELECT is(pg_temp.due(1), '{}', 'sessions deleted after the congratulation do not fire it again');
UPDATE momentum.activities SET deleted_at = NULL;
SELECT is(pg_temp.due(1), '{}', 'nor do restored ones');

UPDATE momentum.scenario_configs SET thresholds = '{10,50,150,202}'
WHERE organisation_id IS NULL AND scenario_type = 'milestone';
SELECT is(pg_temp.due(1), '{10,150}', 'new thresholds hold at once; 50 is recorded, 202 too far');
UPDATE momentum.scenario_configs SET thresholds = '{1}'
WHERE organisation_id IS NULL AND scenario_type = 'milestone';
SELECT is(pg_temp.due(1), '{1}', 'a threshold of one');
SELECT is(pg_temp.due(2), '{}', 'is not reached by none');
UPDATE momentum.scenario_configs SET enabled = false
WHERE organisation_id IS NULL AND scenario_type = 'milestone';
SELECT is(pg_temp.due(1), '{}', 'disabled: none');

SELECT * FROM finish();
ROLLBACK;
