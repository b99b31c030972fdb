-- Applies changes to the rows of annual_summary that are there. The caller holds these rows since an
-- earlier statement: only then is everything visible that the former holder wrote.
CREATE OR REPLACE FUNCTION momentum._change_sessions(p_changes momentum._session_change[])
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $_change_sessions$
BEGIN
    UPDATE momentum.annual_summary AS s
    SET
        session_count = greatest(s.session_count + c.sessions, 0),
        last_activity_at = CASE
            WHEN c.is_removal THEN (
                SELECT max(a.completed_at)
                FROM momentum.activities AS a
                WHERE
                    a.user_id = c.user_id
                    AND a.completed_at >= make_timestamptz(c.year, 1, 1, 0, 0, 0, 'UTC')
                    AND a.completed_at < make_timestamptz(c.year + 1, 1, 1, 0, 0, 0, 'UTC')
                    AND a.deleted_at IS NULL
            )
            ELSE greatest(s.last_activity_at, c.last_at)
        END,
        computed_at = now()
    FROM unnest(p_changes) AS c
    WHERE s.user_id = c.user_id AND s.year = c.year;
END
$_change_sessions$;

COMMENT ON FUNCTION momentum._change_sessions(momentum._session_change[]) IS
    'Applies changes to the rows of annual_summary that are there, which the caller holds';
