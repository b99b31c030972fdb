-- The members who have done nothing in their organisation for as long as its configuration says,
-- up to p_now, and were not reminded of it in the window of p_now; and how many members were looked
-- at. Reads the activities of that time alone, whatever the history is.
-- Sees all organisations: for the service alone.
-- Planned at each call: what is cheap for one user is not for everyone. Members are counted in the
-- order of their index, and joined by hashing: the planner would rather do it the other way round.
CREATE OR REPLACE FUNCTION momentum._find_inactivity(
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
SET "TimeZone" = 'UTC'
SET enable_hashagg = off
SET enable_mergejoin = off
AS $_find_inactivity$
DECLARE
    v_organisation_ids uuid[];
    v_windows timestamptz[];
    v_outsiders CONSTANT uuid[] := momentum._scenario_outsiders('inactivity', p_user_ids);
BEGIN
    SELECT
        COALESCE(array_agg(f.organisation_id), '{}'),
        array_agg(DISTINCT date_bin(f.cooldown, p_now, 'epoch'))
    INTO v_organisation_ids, v_windows
    FROM momentum._effective_configs AS f
    WHERE
        f.scenario_type = 'inactivity'
        AND f.enabled
        AND f.organisation_id = COALESCE(p_organisation_id, f.organisation_id);

    SELECT count(*)
    INTO evaluated_users
    FROM (
        SELECT
        FROM momentum.memberships AS m
        WHERE
            m.organisation_id = ANY (v_organisation_ids)
            AND m.user_id <> ALL (v_outsiders)
            AND (p_user_ids IS NULL OR m.user_id = ANY (p_user_ids))
        GROUP BY m.user_id
    ) AS member;

    WITH config AS MATERIALIZED (
        SELECT
            f.organisation_id,
            f.activity_types,
            f.message,
            (p_now AT TIME ZONE 'UTC' - f.inactive_after) AT TIME ZONE 'UTC' AS since,
            date_bin(f.cooldown, p_now, 'epoch') AS window_start
        FROM momentum._effective_configs AS f
        WHERE f.scenario_type = 'inactivity' AND f.organisation_id = ANY (v_organisation_ids)
    )
    SELECT array_agg(
        (
            m.user_id, m.organisation_id, NULL, NULL, NULL, c.window_start,
            jsonb_build_object('message', c.message, 'last_activity_at', latest.completed_at)
        )::momentum._scenario_candidate
    )
    INTO candidates
    FROM momentum.memberships AS m
    JOIN config AS c ON c.organisation_id = m.organisation_id
    LEFT JOIN LATERAL (
        SELECT a.completed_at
        FROM momentum.activities AS a
        WHERE
            a.user_id = m.user_id
            AND a.organisation_id = m.organisation_id
            AND a.completed_at <= p_now
            AND a.deleted_at IS NULL
            AND (c.activity_types IS NULL OR a.activity_type = ANY (c.activity_types))
        ORDER BY a.completed_at DESC
        LIMIT 1
    ) AS latest ON true
    WHERE
        m.user_id <> ALL (v_outsiders)
        AND (p_user_ids IS NULL OR m.user_id = ANY (p_user_ids))
        AND COALESCE(m.joined_at <= c.since, true)
        AND NOT EXISTS (
            SELECT
            FROM (
                -- active
                SELECT a.user_id, a.organisation_id
                FROM config AS each
                JOIN momentum.activities AS a
                    ON a.organisation_id = each.organisation_id
                    AND a.completed_at > each.since
                    AND a.completed_at <= p_now
                    AND a.deleted_at IS NULL
                    AND (
                        each.activity_types IS NULL
                        OR a.activity_type = ANY (each.activity_types)
                    )
                WHERE p_user_ids IS NULL OR a.user_id = ANY (p_user_ids)
                UNION ALL
                -- reminded
                SELECT n.user_id, n.subject_id
                FROM config AS each
                JOIN momentum.scenario_notifications AS n
                    ON n.cooldown_window_start = each.window_start
                    AND n.subject_id = each.organisation_id
                WHERE
                    n.cooldown_window_start = ANY (v_windows)
                    AND n.scenario_type = 'inactivity'
                    AND (p_user_ids IS NULL OR n.user_id = ANY (p_user_ids))
            ) AS not_due
            WHERE not_due.user_id = m.user_id AND not_due.organisation_id = m.organisation_id
        );
    candidates := COALESCE(candidates, '{}');
END
$_find_inactivity$;

COMMENT ON FUNCTION momentum._find_inactivity(timestamptz, uuid[], uuid) IS
    'Members without an activity in their organisation for too long before an instant who were '
    'not reminded in its window; and how many members were looked at';
