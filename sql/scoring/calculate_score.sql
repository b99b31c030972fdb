-- Scores one day of one user, stores the row where it changed, and returns it. Stored days after
-- it, which read it, are queued.
-- Locks the user's stripe until the transaction ends (see _lock_users).
-- Raises PM001, PM002, PM003, PM004, PM011. Announces the row when it was written.
CREATE OR REPLACE FUNCTION momentum.calculate_score(
    p_user_id uuid,
    p_score_date date DEFAULT momentum._today(),
    p_version text DEFAULT NULL
)
RETURNS momentum.daily_engagement_scores
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
AS $calculate_score$
DECLARE
    v_row momentum.daily_engagement_scores;
    v_written uuid[];
BEGIN
    PERFORM momentum._check_score_dates(p_score_date, p_score_date);
    PERFORM momentum._check_users(ARRAY[p_user_id]);
    PERFORM momentum._lock_users(ARRAY[p_user_id]);
    PERFORM momentum._check_events_kept(p_score_date);
    SELECT w.written INTO v_written
    FROM momentum._store_scores(
        p_score_date,
        momentum._score_version(p_version, p_score_date),
        ARRAY[p_user_id],
        ARRAY['insert', 'update', 'replace']
    ) AS w;
    PERFORM momentum._queue_later_days(v_written, p_score_date, 'calculate_score');
    SELECT s.* INTO v_row
    FROM momentum.daily_engagement_scores AS s
    WHERE s.user_id = p_user_id AND s.score_date = p_score_date;
    IF NOT FOUND THEN
        -- the user was deleted at this moment
        PERFORM momentum._check_users(ARRAY[p_user_id]);
    END IF;
    RETURN v_row;
END
$calculate_score$;

COMMENT ON FUNCTION momentum.calculate_score(uuid, date, text) IS
    'Scores a UTC day (default today) of one user, stores the row and returns it. '
    'Errors: PM001, PM002, PM003, PM004, PM011';
