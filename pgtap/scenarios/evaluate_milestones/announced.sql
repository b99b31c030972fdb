-- Milestones of a year that ended more than seven days ago are history: recorded, not announced.
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
SELECT pg_temp.u(n), '2025-01-01 00:00:00+00' FROM generate_series(1, 4) AS n;

SELECT pg_temp.add(n, 50, '2025-12-31 23:59:59.999999Z') FROM generate_series(1, 4) AS n;
CREATE FUNCTION pg_temp.announced(p_user integer, p_clock timestamptz, p_now timestamptz)
RETURNS boolean[] LANGUAGE sql AS $announced$
    UPDATE momentum.clock_pin SET pinned_at = p_clock;
    SELECT momentum.evaluate_milestones(p_now, ARRAY[pg_temp.u(p_user)]);
    SELECT array_agg(n.announced ORDER BY n.milestone_year)
    FROM momentum.scenario_notifications AS n WHERE n.user_id = pg_temp.u(p_user)
$announced$;
SELECT is(
    pg_temp.announced(1, '2025-12-31 23:59:59.999999Z', '2025-12-31 23:59:59.999999Z'), '{t}',
    'the year is not over'
);
SELECT is(
    pg_temp.announced(2, '2026-01-07 23:59:59.999999Z', '2025-12-31 23:59:59.999999Z'), '{t}',
    'over for seven days, almost'
);
SELECT is(
    pg_temp.announced(3, '2026-01-08 00:00:00.000001Z', '2025-12-31 23:59:59.999999Z'), '{f}',
    'over for more than seven days'
);
SELECT is(
    pg_temp.announced(3, '2028-01-01Z', '2025-12-31 23:59:59.999999Z'), '{f}',
    'what is recorded stays as it is'
);
SELECT pg_temp.add(3, 50, '2026-01-01Z');
SELECT is(
    pg_temp.announced(3, '2026-11-21Z', '2026-01-01Z'), '{f,t}',
    'this year is this year, however early the instant'
);
SET LOCAL timezone = 'Pacific/Auckland';
SELECT is(
    pg_temp.announced(4, '2026-01-07 23:59:59.999999Z', '2025-12-31 23:59:59.999999Z'), '{t}',
    'years are UTC, whatever the session thinks'
);
SELECT is(
    momentum._first_announced_year(), 2025, 'the last year is announced in its first seven days'
);
UPDATE momentum.clock_pin SET pinned_at = '2026-01-08 00:00:01Z';
SELECT is(momentum._first_announced_year(), 2026, 'and not after them');

SELECT * FROM finish();
ROLLBACK;
