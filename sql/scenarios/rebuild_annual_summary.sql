-- Counts anew what verify_annual_summary() lists and what waits in summary_queue, and returns how
-- many users and years were counted. Everyone may go on working meanwhile: what somebody else holds
-- is left as it is; call it again. Raises PM011.
CREATE OR REPLACE FUNCTION momentum.rebuild_annual_summary()
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $rebuild_annual_summary$
DECLARE
    v_queued CONSTANT bigint := momentum.drain_summary_queue();
    v_user_ids uuid[];
    v_years integer[];
BEGIN
    SELECT array_agg(v.user_id), array_agg(v.year)
    INTO v_user_ids, v_years
    FROM momentum.verify_annual_summary() AS v
    JOIN momentum._users AS u ON u.id = v.user_id;
    RETURN v_queued + (
        SELECT count(*) FROM momentum._recount_sessions(v_user_ids, v_years)
    );
END
$rebuild_annual_summary$;

COMMENT ON FUNCTION momentum.rebuild_annual_summary() IS
    'Counts anew the users and years whose row of annual_summary is wrong, missing or queued, and '
    'returns how many. Errors: PM011';
