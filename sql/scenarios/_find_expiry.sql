-- The credentials that expire soon after p_now, as the configuration of their organisation says,
-- and of which their user was not warned in the window of p_now; and how many users with a
-- credential were looked at. What has expired already does not expire any more.
-- Planned at each call: what is cheap for one user is not for everyone.
CREATE OR REPLACE FUNCTION momentum._find_expiry(
    p_now timestamptz,
    p_user_ids uuid[],
    p_organisation_id uuid,
    OUT evaluated_users bigint,
    OUT candidates momentum._scenario_candidate[]
)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan
SET work_mem = '64MB'
SET jit = off
AS $_find_expiry$
DECLARE
    c_none CONSTANT uuid := '00000000-0000-0000-0000-000000000000'::uuid;
    v_today CONSTANT date := (p_now AT TIME ZONE 'UTC')::date;
    v_outsiders CONSTANT uuid[] := momentum._scenario_outsiders('expiry', p_user_ids);
BEGIN
    WITH config AS MATERIALIZED (
        SELECT
            COALESCE(f.organisation_id, c_none) AS organisation_id,
            f.message,
            (p_now AT TIME ZONE 'UTC' + f.expires_within)::date AS until,
            date_bin(f.cooldown, p_now, 'epoch') AS window_start
        FROM momentum._effective_configs AS f
        WHERE
            f.scenario_type = 'expiry'
            AND f.enabled
            AND (f.organisation_id = p_organisation_id OR p_organisation_id IS NULL)
    ),
    held AS MATERIALIZED (
        SELECT
            c.user_id, c.organisation_id, c.id, c.credential_type, c.expires_on,
            f.until, f.window_start, f.message
        FROM momentum.credentials AS c
        JOIN config AS f ON f.organisation_id = COALESCE(c.organisation_id, c_none)
        WHERE
            c.deleted_at IS NULL
            AND c.user_id <> ALL (v_outsiders)
            AND (p_user_ids IS NULL OR c.user_id = ANY (p_user_ids))
    )
    SELECT
        (SELECT count(*) FROM (SELECT FROM held AS o GROUP BY o.user_id) AS each_once),
        array_agg(
            (
                h.user_id, h.organisation_id, NULL, NULL, h.id, h.window_start,
                jsonb_build_object(
                    'message', h.message,
                    'credential_type', h.credential_type,
                    'expires_on', h.expires_on
                )
            )::momentum._scenario_candidate
        )
    INTO evaluated_users, candidates
    FROM held AS h
    WHERE
        h.expires_on BETWEEN v_today AND h.until
        AND NOT EXISTS (
            SELECT
            FROM momentum.scenario_notifications AS n
            WHERE
                n.user_id = h.user_id
                AND n.scenario_type = 'expiry'
                AND n.subject_id = h.id
                AND n.cooldown_window_start = h.window_start
        );
    candidates := COALESCE(candidates, '{}');
END
$_find_expiry$;

COMMENT ON FUNCTION momentum._find_expiry(timestamptz, uuid[], uuid) IS
    'Credentials that expire soon after an instant and were not warned of in its window; and how '
    'many users with a credential were looked at';
