-- What is wrong with an activity: no type, or no finite time in the years 1 to 9999. Null: nothing
-- is. It may lie in the future; it does not count before.
-- The body is bound at creation and one expression, so that it is inlined where many rows are
-- judged.
CREATE OR REPLACE FUNCTION momentum._activity_problem(
    p_activity_type text,
    p_completed_at timestamptz
)
RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE
    WHEN (p_activity_type ~ '[^[:space:]]') IS NOT TRUE THEN 'an activity needs a type'
    WHEN length(p_activity_type) > 200 THEN 'the activity type is longer than 200 characters'
    WHEN isfinite(p_completed_at) IS NOT TRUE THEN 'an activity needs a finite time'
    WHEN
        p_completed_at < '0001-01-01 00:00:00Z' OR p_completed_at >= '10000-01-01 00:00:00Z'
    THEN 'the activity lies outside the years 1 to 9999'
END;

COMMENT ON FUNCTION momentum._activity_problem(text, timestamptz) IS
    'What is wrong with an activity; null when it has a type and a time in the years 1 to 9999';
