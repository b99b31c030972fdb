-- The end of a year is looked at in the first seven days of the next one, and later where there
-- were runs before it and none has looked yet.
BEGIN;
SELECT plan(18);

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
CREATE FUNCTION pg_temp.run(
    p_clock timestamptz, p_scenario_types text[] DEFAULT '{milestone}',
    OUT instants text, OUT recorded text
)
LANGUAGE plpgsql AS $run$
DECLARE
    v_last bigint := COALESCE((SELECT max(r.id) FROM momentum.scenario_runs AS r), 0);
BEGIN
    INSERT INTO momentum.clock_pin (pinned_at) VALUES (p_clock)
    ON CONFLICT (singleton) DO UPDATE SET pinned_at = EXCLUDED.pinned_at;
    PERFORM FROM momentum.evaluate_scenarios(p_scenario_types => p_scenario_types);
    SELECT string_agg(
        to_char(r.evaluated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') || ' ' || r.triggered, ', '
        ORDER BY r.id
    )
    INTO instants
    FROM momentum.scenario_runs AS r
    WHERE r.id > v_last;
    SELECT string_agg(
        format(
            '%s %s %s', right(n.user_id::text, 1), n.milestone_year,
            CASE WHEN n.announced THEN 'announced' ELSE 'silent' END
        ), ', ' ORDER BY n.user_id, n.milestone_year
    )
    INTO recorded
    FROM momentum.scenario_notifications AS n
    WHERE n.dispatched_at IS NULL;
    UPDATE momentum.scenario_notifications SET dispatched_at = p_clock;
END
$run$;
SET LOCAL timezone = 'Pacific/Auckland';
INSERT INTO auth.users (id, created_at)
SELECT pg_temp.u(n), '2025-01-01 00:00:00+00' FROM generate_series(1, 6) AS n;

-- nothing has ever run, and last year is long over
SELECT pg_temp.add(1, 50, '2024-05-01Z');
SELECT is(
    pg_temp.run('2025-06-01 06:00Z')::text, '("2025-06-01 0",)',
    'a new installation does not look at last year'
);

-- the evening of 31 December, seen the next morning
SELECT pg_temp.add(2, 50, '2025-12-31 23:59:59.999999Z');
SELECT pg_temp.add(2, 50, '2026-01-01 00:00Z');
SELECT is(
    pg_temp.run('2026-01-01 00:00Z')::text,
    '("2025-12-31 1, 2026-01-01 1","2 2025 announced, 2 2026 announced")',
    'the first instant of a year: the last one of the old year, and the new one'
);
SELECT pg_temp.add(3, 50, '2025-12-31 23:00Z');
SELECT is(
    pg_temp.run('2026-01-07 23:59:59Z')::text,
    '("2025-12-31 1, 2026-01-07 0","3 2025 announced")',
    'seven days long, for what came in late'
);
SELECT pg_temp.add(4, 50, '2025-12-31 23:00Z');
SELECT is(
    pg_temp.run('2026-01-08 00:00Z')::text, '("2026-01-08 0",)', 'then no longer: it was looked at'
);

-- down from 30 December to 9 January
SELECT pg_temp.run('2026-12-30 06:00Z');
SELECT pg_temp.add(5, 50, '2026-12-30 12:00Z');
SELECT is(
    pg_temp.run('2027-01-09 06:00Z')::text, '("2026-12-31 1, 2027-01-09 0","5 2026 silent")',
    'the first run after it looks at the end of the year that nobody has seen'
);
SELECT is(
    pg_temp.run('2027-01-10 06:00Z')::text, '("2027-01-10 0",)', 'the second one need not'
);

-- runs of something else do not count
SELECT pg_temp.run('2027-12-30 06:00Z');
SELECT pg_temp.add(6, 50, '2027-12-30 12:00Z');
INSERT INTO momentum.organisations (id, name) VALUES (pg_temp.u(11), 'Organisation 11');
SELECT pg_temp.run('2028-01-02 06:00Z', '{inactivity,expiry}');
SELECT momentum.evaluate_milestones(p_user_ids => ARRAY[pg_temp.u(1)]);
SELECT momentum.evaluate_milestones(p_organisation_id => pg_temp.u(11));
SELECT is(
    pg_temp.run('2028-06-01 06:00Z')::text, '("2027-12-31 1, 2028-06-01 0","6 2027 silent")',
    'nor those for some users, an organisation or other scenarios'
);
SELECT is(
    pg_temp.run('2028-01-03 06:00Z')::text, '("2027-12-31 0, 2028-01-03 0",)',
    'an earlier clock: what came later is no run before it'
);

SELECT pg_temp.run('2031-06-01 06:00Z');
SELECT is(
    pg_temp.run('2029-06-01 06:00Z')::text, '("2028-12-31 0, 2029-06-01 0",)',
    'whatever was looked at since'
);

-- only milestones
SELECT is(
    (pg_temp.run('2028-01-03 06:00Z', '{inactivity,expiry}')).instants,
    '2028-01-03 0, 2028-01-03 0', 'reminders look at no year'
);
SELECT results_eq(
    $$SELECT e.* FROM momentum.evaluate_scenarios('2028-01-03Z', '{milestone}') AS e$$,
    $$VALUES ('milestone', 6::bigint, 0::bigint, 0::bigint)$$,
    'both runs are one row, and the users are counted once'
);

-- a replay of an instant, and the first year that there is
SELECT is(
    (SELECT count(*) FROM momentum.evaluate_scenarios('0001-01-03Z', '{milestone}')), 1::bigint,
    'before year 1 there is none'
);
SELECT is(
    (SELECT max(r.evaluated_at) FROM momentum.scenario_runs AS r
    WHERE r.evaluated_at < '0002-01-01Z'),
    '0001-01-03Z'::timestamptz, 'and none is looked at'
);
SELECT is(
    (SELECT count(*) FROM momentum.evaluate_scenarios('0002-01-03Z', '{milestone}')), 1::bigint,
    'the end of year 1 is'
);
SELECT is(
    (SELECT max(r.evaluated_at) FROM momentum.scenario_runs AS r
    WHERE r.evaluated_at < '0002-01-01Z'),
    '0001-12-31 23:59:59.999999Z'::timestamptz, 'its last microsecond'
);

SELECT results_eq(
    $$SELECT right(n.user_id::text, 1)::integer, n.milestone_year, count(*)
    FROM momentum.scenario_notifications AS n GROUP BY 1, 2 ORDER BY 1, 2$$,
    'VALUES (2, 2025, 1::bigint), (2, 2026, 1), (3, 2025, 1), (5, 2026, 1), (6, 2027, 1)',
    'each once'
);
SELECT is_empty(
    'SELECT FROM momentum.scenario_runs WHERE evaluated_users <> 6 AND named_users IS NULL '
    'AND organisation_id IS NULL AND scenario_type = ''milestone''', 'of everyone'
);
SELECT is(
    (SELECT count(*) FROM momentum.scenario_runs WHERE named_users = 1), 1::bigint,
    'a run for one says so'
);

SELECT * FROM finish();
ROLLBACK;
