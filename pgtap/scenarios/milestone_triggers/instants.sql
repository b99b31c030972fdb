-- The count of the UTC year up to the instant: as it was then, not as the summary is today.
BEGIN;
SELECT plan(6);

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
UPDATE momentum.scenario_configs SET thresholds = '{1,2,3,4,5}'
WHERE organisation_id IS NULL AND scenario_type = 'milestone';

SELECT pg_temp.add(1, 1, a.at)
FROM (
    VALUES
    ('2024-12-31 23:59:59.999999Z'::timestamptz), ('2025-01-01Z'), ('2025-06-01 12:00Z'),
    ('2025-12-31 23:59:59.999999Z'), ('2026-01-01Z')
) AS a (at);
CREATE FUNCTION pg_temp.counts() RETURNS integer[] LANGUAGE sql AS $counts$
    SELECT array_agg(COALESCE((momentum.milestone_triggers(pg_temp.u(1), i.at))[1].session_count, 0)
        ORDER BY i.at)
    FROM (
        VALUES
        ('2024-12-31 23:59:59.999998Z'::timestamptz), ('2024-12-31 23:59:59.999999Z'),
        ('2025-01-01Z'), ('2025-06-01 11:59:59.999999Z'), ('2025-12-31 23:59:59.999999Z'),
        ('2026-01-01Z')
    ) AS i (at)
$counts$;
SELECT is(pg_temp.counts(), '{0,1,1,1,3,1}', 'years are UTC: in London');
SET LOCAL timezone = 'Pacific/Auckland';
SELECT is(pg_temp.counts(), '{0,1,1,1,3,1}', 'in Auckland');
SET LOCAL timezone = 'America/Los_Angeles';
SELECT is(pg_temp.counts(), '{0,1,1,1,3,1}', 'in Los Angeles');

SELECT pg_temp.add(2, 3, '2026-02-01Z');
SELECT pg_temp.add(2, 2, '2026-12-24Z');
SELECT is(
    ARRAY[
        cardinality(pg_temp.due(2)), cardinality(pg_temp.due(2, '2026-12-23 23:59:59.999999Z')),
        cardinality(pg_temp.due(2, '2026-12-24Z'))
    ],
    '{3,3,5}',
    'what lies after the instant does not count, though the summary has it'
);
DELETE FROM momentum.annual_summary;
SELECT is(
    (SELECT max(t.session_count) FROM unnest(momentum.milestone_triggers(pg_temp.u(2))) AS t), 3,
    'without a summary the sessions are counted: absent is unknown, not zero'
);
SELECT is(
    (
        SELECT max(t.session_count)
        FROM unnest(momentum.milestone_triggers(pg_temp.u(2), '2026-12-31Z')) AS t
    ),
    5,
    'at any instant'
);

SELECT * FROM finish();
ROLLBACK;
