-- Scores today for those of the users whose lock is free, without waiting, and returns them: nobody
-- where settings.live_scoring is off or no score version is in effect.
CREATE OR REPLACE FUNCTION momentum._score_live(p_user_ids uuid[])
RETURNS uuid[]
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
AS $_score_live$
DECLARE
    v_today CONSTANT date := momentum._today();
    v_version momentum.score_versions;
    v_live uuid[];
    v_written uuid[];
BEGIN
    IF NOT EXISTS (
        SELECT FROM momentum.settings AS s WHERE s.name = 'live_scoring' AND s.value = 'on'
    ) THEN
        RETURN '{}'::uuid[];
    END IF;
    v_live := momentum._try_lock_users(ARRAY(
        SELECT u.id FROM momentum._users AS u
        WHERE u.id = ANY (p_user_ids) AND u.deleted_at IS NULL
    ));
    IF v_live <> '{}' THEN
        -- read under the lock: until then the version could change
        v_version := momentum._version_in_effect(v_today);
        IF v_version.version IS NULL THEN
            RETURN '{}'::uuid[];
        END IF;
        SELECT w.written INTO v_written
        FROM momentum._write_scores(
            v_today, v_version, v_live, ARRAY['insert', 'update']
        ) AS w;
        PERFORM momentum._queue_later_days(v_written, v_today, 'live scoring');
    END IF;
    RETURN v_live;
END
$_score_live$;

COMMENT ON FUNCTION momentum._score_live(uuid[]) IS
    'Scores today for those of the users whose lock is free, and returns them';
