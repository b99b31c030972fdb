-- Records a warning for each credential that expires within the time that the configuration of its
-- organisation says (default 30 days), once per credential and cooldown window.
-- Returns what this call recorded. Null users: everyone; an organisation: for that one alone.
-- Locks: see _evaluate. Raises PM001, PM004, PM007, PM011.
CREATE OR REPLACE FUNCTION momentum.evaluate_expiry(
    p_now timestamptz DEFAULT momentum.clock(),
    p_user_ids uuid[] DEFAULT NULL,
    p_organisation_id uuid DEFAULT NULL
)
RETURNS SETOF momentum.scenario_notifications
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $evaluate_expiry$
BEGIN
    RETURN QUERY
    SELECT n.*
    FROM momentum._evaluate('expiry', p_now, p_user_ids, p_organisation_id) AS e
    CROSS JOIN unnest(e.recorded) AS n;
END
$evaluate_expiry$;

COMMENT ON FUNCTION momentum.evaluate_expiry(timestamptz, uuid[], uuid) IS
    'Records a warning for each credential that expires soon after an instant (default now), once '
    'per cooldown window, and returns those that this call recorded. '
    'Errors: PM001, PM004, PM007, PM011';
