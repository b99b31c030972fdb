-- Records a reminder for each member who did nothing in an organisation for as long as its
-- configuration says (default 14 days), once per member, organisation and cooldown window.
-- Returns what this call recorded. Null users: everyone; an organisation: for that one alone.
-- Locks: see _evaluate. Raises PM001, PM004, PM007, PM011.
CREATE OR REPLACE FUNCTION momentum.evaluate_inactivity(
    p_now timestamptz DEFAULT momentum.clock(),
    p_user_ids uuid[] DEFAULT NULL,
    p_organisation_id uuid DEFAULT NULL
)
RETURNS SETOF momentum.scenario_notifications
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $evaluate_inactivity$
BEGIN
    RETURN QUERY
    SELECT n.*
    FROM momentum._evaluate('inactivity', p_now, p_user_ids, p_organisation_id) AS e
    CROSS JOIN unnest(e.recorded) AS n;
END
$evaluate_inactivity$;

COMMENT ON FUNCTION momentum.evaluate_inactivity(timestamptz, uuid[], uuid) IS
    'Records a reminder for each member without an activity in an organisation for too long before '
    'an instant (default now), once per cooldown window, and returns those that this call '
    'recorded. Errors: PM001, PM004, PM007, PM011';
