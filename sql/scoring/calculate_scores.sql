-- Scores one day for all active users, or for those named, in one statement, and stores what
-- changed. Called nightly for yesterday; calling it again writes nothing. Stored days after it,
-- which read it, are queued. An imported row is replaced only where its user is named.
-- Locks the users' stripes until the transaction ends (see _lock_users).
-- Raises PM001, PM002, PM003, PM004, PM011. Announces the rows written.
CREATE OR REPLACE FUNCTION momentum.calculate_scores(
    p_score_date date DEFAULT momentum._today() - 1,
    p_user_ids uuid[] DEFAULT NULL,
    p_version text DEFAULT NULL
)
RETURNS TABLE (users bigint, inserted bigint, updated bigint, unchanged bigint)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $calculate_scores$
DECLARE
    v_user_ids uuid[];
    v_written uuid[];
BEGIN
    PERFORM momentum._check_score_dates(p_score_date, p_score_date);
    PERFORM momentum._check_users(p_user_ids);
    IF p_user_ids IS NOT NULL THEN
        v_user_ids := ARRAY(SELECT DISTINCT u.user_id FROM unnest(p_user_ids) AS u (user_id));
    END IF;
    PERFORM momentum._lock_users(v_user_ids);
    PERFORM momentum._check_events_kept(p_score_date);
    SELECT w.users, w.inserted, w.updated, w.users - w.inserted - w.updated, w.written
    INTO users, inserted, updated, unchanged, v_written
    FROM momentum._store_scores(
        p_score_date,
        momentum._score_version(p_version, p_score_date),
        v_user_ids,
        ARRAY['insert', 'update'] || CASE WHEN v_user_ids IS NOT NULL THEN ARRAY['replace'] END
    ) AS w;
    PERFORM momentum._queue_later_days(v_written, p_score_date, 'calculate_scores');
    RETURN NEXT;
END
$calculate_scores$;

COMMENT ON FUNCTION momentum.calculate_scores(date, uuid[], text) IS
    'Scores a UTC day (default yesterday) for all active users or those named and returns how many '
    'rows were inserted, updated and unchanged. Errors: PM001, PM002, PM003, PM004, PM011';
