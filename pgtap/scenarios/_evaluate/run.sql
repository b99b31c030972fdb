-- Records what is due, and the run.
BEGIN;
SELECT plan(8);

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
INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-11-21 12:00:00+00');
INSERT INTO auth.users (id, created_at)
SELECT pg_temp.u(n), '2026-01-01 00:00:00+00' FROM generate_series(1, 1) AS n;

SELECT pg_temp.add(1, 50, '2026-03-01Z');
CREATE TEMPORARY TABLE first AS
SELECT * FROM momentum._evaluate('milestone', NULL, NULL, NULL);
SELECT results_eq(
    $$SELECT
        (run).scenario_type, (run).evaluated_at, (run).organisation_id, (run).named_users,
        (run).evaluated_users, (run).triggered, (run).skipped, cardinality(recorded)
    FROM first$$,
    $$VALUES (
        'milestone', '2026-11-21 12:00Z'::timestamptz, NULL::uuid, NULL::integer, 1::bigint,
        1::bigint, 0::bigint, 1
    )$$,
    'the run and what it recorded'
);
SELECT results_eq(
    'SELECT r.* FROM momentum.scenario_runs AS r', 'SELECT (run).* FROM first', 'is stored'
);
SELECT results_eq(
    'SELECT n.* FROM momentum.scenario_notifications AS n',
    'SELECT n.* FROM first AS f, unnest(f.recorded) AS n', 'and so is what was recorded'
);
SELECT is(
    (SELECT e.recorded FROM momentum._evaluate('milestone', NULL, NULL, NULL) AS e), '{}',
    'nothing recorded: an empty array'
);

-- what waits in the queue of the summary is counted, and goes on waiting
INSERT INTO auth.users (id, created_at) VALUES (pg_temp.u(2), '2026-01-01 00:00:00+00');
SELECT pg_temp.add(2, 100, '2026-03-01Z');
UPDATE momentum.annual_summary SET session_count = 1;
INSERT INTO momentum.summary_queue (user_id, year)
VALUES (pg_temp.u(1), 2026), (pg_temp.u(2), 2026);
SELECT is(
    (
        SELECT (e.run).triggered
        FROM momentum._evaluate('milestone', NULL, ARRAY[pg_temp.u(2)], NULL) AS e
    ),
    2::bigint, 'a queued year is counted from the activities'
);
SELECT is(
    (SELECT r.named_users FROM momentum.scenario_runs AS r ORDER BY r.id DESC LIMIT 1), 1,
    'the run says how many users were named'
);
SELECT is(
    (SELECT count(*) FROM momentum.summary_queue), 2::bigint, 'the queue is the drain''s business'
);
SELECT is(
    (SELECT sum(s.session_count) FROM momentum.annual_summary AS s), 2::bigint,
    'and so is the summary'
);

SELECT * FROM finish();
ROLLBACK;
