-- Counts the users and years that wait in summary_queue, and returns how many. Waits for no writer:
-- those whose rows somebody else holds stay queued, and two calls at once share the work. Raises
-- PM011.
CREATE OR REPLACE FUNCTION momentum.drain_summary_queue()
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan
AS $drain_summary_queue$
DECLARE
    v_user_ids uuid[];
    v_ids bigint[];
    v_years integer[];
    v_counted_users uuid[];
    v_counted_years integer[];
BEGIN
    PERFORM momentum._check_isolation();
    -- noted before anything is counted: what is queued meanwhile stays
    SELECT array_agg(q.user_id), array_agg(q.id), array_agg(q.year)
    INTO v_user_ids, v_ids, v_years
    FROM (
        SELECT e.user_id, e.id, e.year
        FROM momentum.summary_queue AS e
        FOR UPDATE SKIP LOCKED
    ) AS q;
    IF v_ids IS NULL THEN
        RETURN 0::bigint;
    END IF;

    SELECT array_agg(waiting.user_id), array_agg(waiting.year)
    INTO v_counted_users, v_counted_years
    FROM (
        SELECT DISTINCT n.user_id, n.year FROM unnest(v_user_ids, v_years) AS n (user_id, year)
    ) AS waiting;
    SELECT array_agg(c.user_id), array_agg(c.year)
    INTO v_counted_users, v_counted_years
    FROM momentum._recount_sessions(v_counted_users, v_counted_years) AS c;

    DELETE FROM momentum.summary_queue AS q
    USING unnest(v_user_ids, v_ids, v_years) AS n (user_id, id, year)
    WHERE
        q.user_id = n.user_id
        AND q.id = n.id
        AND (
            (n.user_id, n.year) IN (
                SELECT c.user_id, c.year
                FROM unnest(v_counted_users, v_counted_years) AS c (user_id, year)
            )
            OR NOT EXISTS (SELECT FROM momentum._users AS u WHERE u.id = n.user_id)
        );
    RETURN COALESCE(cardinality(v_counted_users), 0)::bigint;
END
$drain_summary_queue$;

COMMENT ON FUNCTION momentum.drain_summary_queue() IS
    'Counts the users and years of annual_summary that wait in summary_queue; returns how many. '
    'Errors: PM011';
