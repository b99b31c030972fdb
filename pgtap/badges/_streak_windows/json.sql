-- Windows as JSON: newest first, ends exclusive, dates in ISO whatever the session says.
BEGIN;
SELECT plan(5);

CREATE FUNCTION pg_temp.u(p_number integer) RETURNS uuid LANGUAGE sql AS $u$
    SELECT ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid
$u$;
SET LOCAL datestyle = 'German';
SET LOCAL timezone = 'Pacific/Auckland';
SELECT is(
    momentum._streak_windows(w.unit, w.newest, w.counts)::text, w.wanted::jsonb::text,
    format('%s %s', cardinality(w.counts), w.unit)
)
FROM (
    VALUES
    ('day', '2026-11-20'::timestamp, '{}'::integer[], '[]'),
    ('day', NULL, '{}', '[]'),
    (
        'day', '2024-03-01', '{1,2}',
        '[{"window_start": "2024-03-01", "window_end": "2024-03-02", "activity_count": 1},
        {"window_start": "2024-02-29", "window_end": "2024-03-01", "activity_count": 2}]'
    ),
    (
        'week', '2026-12-28', '{3,1}',
        '[{"window_start": "2026-12-28", "window_end": "2027-01-04", "activity_count": 3},
        {"window_start": "2026-12-21", "window_end": "2026-12-28", "activity_count": 1}]'
    ),
    (
        'month', '2024-03-01', '{1,2,3}',
        '[{"window_start": "2024-03-01", "window_end": "2024-04-01", "activity_count": 1},
        {"window_start": "2024-02-01", "window_end": "2024-03-01", "activity_count": 2},
        {"window_start": "2024-01-01", "window_end": "2024-02-01", "activity_count": 3}]'
    )
) AS w (unit, newest, counts, wanted);

SELECT * FROM finish();
ROLLBACK;
