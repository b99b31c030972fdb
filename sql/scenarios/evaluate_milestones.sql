-- Records the milestones that users have reached in the UTC year of p_now, up to it: each user,
-- year and threshold once, ever. Returns what this call recorded. Null users: everyone; an
-- organisation restricts the run to its members.
-- Locks: see _evaluate. Raises PM001, PM004, PM007, PM011.
CREATE OR REPLACE FUNCTION momentum.evaluate_milestones(
    p_now timestamptz DEFAULT momentum.clock(),
    p_user_ids uuid[] DEFAULT NULL,
    p_organisation_id uuid DEFAULT NULL
)
RETURNS SETOF momentum.milestone_trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $evaluate_milestones$
BEGIN
    RETURN QUERY
    SELECT
        n.user_id, n.organisation_id, n.milestone_year, n.milestone_value,
        (n.payload ->> 'session_count')::integer, true
    FROM momentum._evaluate('milestone', p_now, p_user_ids, p_organisation_id) AS e
    CROSS JOIN unnest(e.recorded) AS n;
END
$evaluate_milestones$;

COMMENT ON FUNCTION momentum.evaluate_milestones(timestamptz, uuid[], uuid) IS
    'Records the milestones reached in the UTC year of an instant (default now), up to it, and '
    'returns those that this call recorded. Null users: everyone; an organisation: its members. '
    'Errors: PM001, PM004, PM007, PM011';
