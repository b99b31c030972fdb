-- The milestones that users have reached in the UTC year of p_now, up to that instant, and that are
-- not recorded; and how many users were looked at.
-- A user's thresholds are those of all the user's organisations, else the default. The count comes
-- from annual_summary where that knows the year and nothing in it lies after p_now; else, and for
-- organisations that count only some types of activities, from the activities themselves.
-- Planned at each call: what is cheap for one user is not for everyone.
CREATE OR REPLACE FUNCTION momentum._find_milestones(
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
AS $_find_milestones$
DECLARE
    c_none CONSTANT uuid := '00000000-0000-0000-0000-000000000000';
    v_year CONSTANT integer := extract(YEAR FROM p_now AT TIME ZONE 'UTC');
    v_year_start CONSTANT timestamptz := make_timestamptz(v_year, 1, 1, 0, 0, 0, 'UTC');
    v_lowest integer;
    v_of_some_types boolean;
    v_user_ids uuid[];
    v_session_counts integer[];
    v_unknown uuid[];
    v_all uuid[];
    v_counted_users uuid[];
    v_counted_sessions integer[];
BEGIN
    SELECT
        min(f.thresholds[1]) FILTER (WHERE f.activity_types IS NULL),
        bool_or(f.activity_types IS NOT NULL)
    INTO v_lowest, v_of_some_types
    FROM momentum._effective_configs AS f
    WHERE f.scenario_type = 'milestone' AND f.enabled;

    SELECT
        count(*),
        array_agg(u.user_id) FILTER (WHERE s.session_count >= v_lowest),
        array_agg(s.session_count) FILTER (WHERE s.session_count >= v_lowest),
        array_agg(u.user_id) FILTER (WHERE s.user_id IS NULL),
        array_agg(u.user_id) FILTER (WHERE v_of_some_types)
    INTO evaluated_users, v_user_ids, v_session_counts, v_unknown, v_all
    FROM momentum._scenario_users AS u
    LEFT JOIN momentum.annual_summary AS s
        ON s.user_id = u.user_id
        AND s.year = v_year
        AND COALESCE(s.last_activity_at <= p_now, true)
        AND NOT EXISTS (
            SELECT
            FROM momentum.summary_queue AS q
            WHERE q.user_id = s.user_id AND q.year = s.year
        )
    WHERE
        u.scenario_type = 'milestone'
        AND (p_user_ids IS NULL OR u.user_id = ANY (p_user_ids))
        AND (
            p_organisation_id IS NULL
            OR u.user_id IN (
                SELECT m.user_id
                FROM momentum.memberships AS m
                WHERE m.organisation_id = p_organisation_id
            )
        );

    IF v_lowest IS NOT NULL AND v_unknown IS NOT NULL THEN
        SELECT array_agg(counted.user_id), array_agg(counted.sessions)
        INTO v_counted_users, v_counted_sessions
        FROM (
            SELECT a.user_id, count(*)::integer AS sessions
            FROM momentum.activities AS a
            WHERE
                a.user_id = ANY (v_unknown)
                AND a.completed_at >= v_year_start
                AND a.completed_at <= p_now
                AND a.deleted_at IS NULL
            GROUP BY a.user_id
            HAVING count(*) >= v_lowest
        ) AS counted;
        v_user_ids := v_user_ids || v_counted_users;
        v_session_counts := v_session_counts || v_counted_sessions;
    END IF;

    SELECT array_agg(
        (
            reached.user_id, reached.organisation_id, v_year, reached.value, NULL, NULL,
            jsonb_build_object('message', reached.message, 'session_count', reached.sessions)
        )::momentum._scenario_candidate
        ORDER BY reached.user_id, reached.value
    )
    INTO candidates
    FROM (
        SELECT DISTINCT ON (counted.user_id, t.value)
            counted.user_id, f.organisation_id, t.value, counted.sessions, f.message
        FROM (
            SELECT c.user_id, a.organisation_id, c.sessions, true AS of_all_types
            FROM unnest(v_user_ids, v_session_counts) AS c (user_id, sessions)
            JOIN momentum._affiliations AS a ON a.user_id = c.user_id
            UNION ALL
            SELECT u.user_id, a.organisation_id, of_type.sessions, false
            FROM unnest(v_all) AS u (user_id)
            JOIN momentum._affiliations AS a ON a.user_id = u.user_id
            JOIN momentum._effective_configs AS f
                ON COALESCE(f.organisation_id, c_none) = COALESCE(a.organisation_id, c_none)
                AND f.scenario_type = 'milestone'
                AND f.enabled
                AND f.activity_types IS NOT NULL
            CROSS JOIN LATERAL (
                SELECT count(*) AS sessions
                FROM momentum.activities AS done
                WHERE
                    done.user_id = u.user_id
                    AND done.completed_at >= v_year_start
                    AND done.completed_at <= p_now
                    AND done.activity_type = ANY (f.activity_types)
                    AND done.deleted_at IS NULL
            ) AS of_type
            WHERE v_of_some_types
        ) AS counted
        JOIN momentum._effective_configs AS f
            ON COALESCE(f.organisation_id, c_none) = COALESCE(counted.organisation_id, c_none)
            AND f.scenario_type = 'milestone'
            AND f.enabled
            AND (f.activity_types IS NULL) = counted.of_all_types
        JOIN LATERAL unnest(f.thresholds) AS t (value) ON t.value <= counted.sessions
        WHERE NOT EXISTS (
            SELECT
            FROM momentum.scenario_notifications AS n
            WHERE
                n.user_id = counted.user_id
                AND n.milestone_year = v_year
                AND n.milestone_value = t.value
        )
        ORDER BY counted.user_id, t.value, f.organisation_id
    ) AS reached;
    candidates := COALESCE(candidates, '{}');
END
$_find_milestones$;

COMMENT ON FUNCTION momentum._find_milestones(timestamptz, uuid[], uuid) IS
    'Milestones reached in the UTC year of an instant, up to it, and not recorded; and how many '
    'users were looked at';
