-- The milestones that a user has reached in the UTC year of p_now, up to it, and that are not
-- recorded yet, ascending. Empty for a user who opted out. Writes nothing.
-- Raises PM001, PM004.
CREATE OR REPLACE FUNCTION momentum.milestone_triggers(
    p_user_id uuid,
    p_now timestamptz DEFAULT momentum.clock()
)
RETURNS momentum.milestone_trigger[]
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $milestone_triggers$
BEGIN
    PERFORM momentum._check_users(ARRAY[p_user_id]);
    RETURN ARRAY(
        SELECT
            (
                c.user_id, c.organisation_id, c.milestone_year, c.milestone_value,
                (c.payload ->> 'session_count')::integer, true
            )::momentum.milestone_trigger
        FROM momentum._find_milestones(
            momentum._check_instant(p_now), ARRAY[p_user_id], NULL
        ) AS f
        CROSS JOIN unnest(f.candidates) AS c
        ORDER BY c.milestone_value
    );
END
$milestone_triggers$;

COMMENT ON FUNCTION momentum.milestone_triggers(uuid, timestamptz) IS
    'The milestones that a user has reached in the UTC year of an instant (default now), up to it, '
    'and that are not recorded, ascending; an empty array for none. Errors: PM001, PM004';
