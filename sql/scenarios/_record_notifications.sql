-- Records candidates of one scenario, and returns those that no other call has recorded, in the
-- order of their key. What lies more than seven days back (a reminder's instant, the year of a
-- milestone) is recorded as not announced: history that was imported or evaluated late.
CREATE OR REPLACE FUNCTION momentum._record_notifications(
    p_scenario_type text,
    p_now timestamptz,
    p_candidates momentum._scenario_candidate[]
)
RETURNS momentum.scenario_notifications[]
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_record_notifications$
DECLARE
    v_recorded momentum.scenario_notifications[];
    v_announced CONSTANT boolean := CASE
        WHEN p_scenario_type = 'milestone' THEN
            extract(YEAR FROM p_now AT TIME ZONE 'UTC') >= momentum._first_announced_year()
        ELSE p_now >= momentum.clock() - interval '168 hours'
    END;
BEGIN
    IF p_scenario_type = 'milestone' THEN
        WITH recorded AS (
            INSERT INTO momentum.scenario_notifications (
                user_id, organisation_id, scenario_type, milestone_year, milestone_value,
                announced, payload
            )
            SELECT
                c.user_id, c.organisation_id, p_scenario_type, c.milestone_year, c.milestone_value,
                v_announced, c.payload
            FROM unnest(p_candidates) AS c
            ORDER BY c.user_id, c.milestone_value
            ON CONFLICT (milestone_year, user_id, milestone_value) DO NOTHING
            RETURNING *
        )
        SELECT array_agg(r::momentum.scenario_notifications) INTO v_recorded FROM recorded AS r;
    ELSE
        WITH recorded AS (
            INSERT INTO momentum.scenario_notifications (
                user_id, organisation_id, scenario_type, credential_id, cooldown_window_start,
                announced, payload
            )
            SELECT
                c.user_id, c.organisation_id, p_scenario_type, c.credential_id,
                c.cooldown_window_start, v_announced, c.payload
            FROM unnest(p_candidates) AS c
            ORDER BY c.user_id, COALESCE(c.credential_id, c.organisation_id)
            ON CONFLICT (cooldown_window_start, scenario_type, user_id, subject_id) DO NOTHING
            RETURNING *
        )
        SELECT array_agg(r::momentum.scenario_notifications) INTO v_recorded FROM recorded AS r;
    END IF;
    RETURN COALESCE(v_recorded, '{}');
END
$_record_notifications$;

COMMENT ON FUNCTION momentum._record_notifications(
    text, timestamptz, momentum._scenario_candidate[]
) IS 'Records notifications that are due, and returns those that nobody else recorded';
