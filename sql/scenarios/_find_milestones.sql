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
SET jit = off
AS $_find_milestones$
DECLARE
    c_none CONSTANT uuid := '00000000-0000-0000-0000-000000000000'::uuid;
    v_year CONSTANT integer := extract(YEAR FROM p_now AT TIME ZONE 'UTC')::integer;
    v_year_start CONSTANT timestamptz := make_timestamptz(v_year, 1, 1, 0, 0, 0, 'UTC');
    v_outsiders CONSTANT uuid[] := momentum._scenario_outsiders('milestone', p_user_ids);
    v_thresholds integer[];
    v_of_some_types boolean;
    v_user_ids uuid[];
    v_session_counts integer[];
    v_unknown uuid[];
    v_open_users uuid[];
    v_open_values integer[];
    v_open_counts integer[];
BEGIN
    SELECT count(*)
    INTO evaluated_users
    FROM momentum._users AS u
    WHERE
        u.id <> ALL (v_outsiders)
        AND (p_user_ids IS NULL OR u.id = ANY (p_user_ids))
        AND (
            p_organisation_id IS NULL
            OR u.id IN (
                SELECT m.user_id
                FROM momentum.memberships AS m
                WHERE m.organisation_id = p_organisation_id
            )
        );

    SELECT array_agg(DISTINCT t.value), bool_or(f.activity_types IS NOT NULL)
    INTO v_thresholds, v_of_some_types
    FROM momentum._effective_configs AS f
    CROSS JOIN unnest(f.thresholds) AS t (value)
    WHERE f.scenario_type = 'milestone' AND f.enabled;
    IF v_thresholds IS NULL THEN
        candidates := '{}';
        RETURN;
    END IF;

    SELECT
        array_agg(s.user_id) FILTER (WHERE s.sessions IS NOT NULL),
        array_agg(s.sessions) FILTER (WHERE s.sessions IS NOT NULL),
        array_agg(s.user_id) FILTER (WHERE s.sessions IS NULL)
    INTO v_user_ids, v_session_counts, v_unknown
    FROM momentum._known_sessions(
        p_now, v_thresholds[1], p_user_ids, p_organisation_id, v_outsiders
    ) AS s;

    IF v_unknown IS NOT NULL THEN
        SELECT v_user_ids || array_agg(c.user_id), v_session_counts || array_agg(c.sessions)
        INTO v_user_ids, v_session_counts
        FROM momentum._count_sessions(
            -- to look up most users one by one takes longer than to count everyone
            CASE
                WHEN
                    p_user_ids IS NOT NULL
                    OR p_organisation_id IS NOT NULL
                    OR cardinality(v_unknown) < evaluated_users / 2
                THEN v_unknown
            END,
            v_year_start, p_now, v_thresholds[1]
        ) AS c
        WHERE c.user_id = ANY (v_unknown);
    END IF;

    -- thresholds of anybody that are reached and not recorded: in a daily run, few
    SELECT array_agg(c.user_id), array_agg(t.value), array_agg(c.sessions)
    INTO v_open_users, v_open_values, v_open_counts
    FROM unnest(v_user_ids, v_session_counts) AS c (user_id, sessions)
    JOIN unnest(v_thresholds) AS t (value) ON t.value <= c.sessions
    WHERE (c.user_id, t.value) NOT IN (
        SELECT n.user_id, n.milestone_value
        FROM momentum.scenario_notifications AS n
        WHERE
            n.milestone_year = v_year
            AND (p_user_ids IS NULL OR n.user_id = ANY (p_user_ids))
    );

    -- of these, the ones that are thresholds of the user's organisations
    WITH config AS MATERIALIZED (
        SELECT
            COALESCE(f.organisation_id, c_none) AS organisation_key,
            f.organisation_id,
            f.thresholds,
            f.activity_types,
            f.message
        FROM momentum._effective_configs AS f
        WHERE f.scenario_type = 'milestone' AND f.enabled
    ),
    -- first, or the planner joins every configuration with everyone
    open_value AS MATERIALIZED (
        SELECT
            o.user_id, o.value, o.sessions,
            COALESCE(m.organisation_id, c_none) AS organisation_key
        FROM unnest(v_open_users, v_open_values, v_open_counts) AS o (user_id, value, sessions)
        LEFT JOIN (
            momentum.memberships AS m
            JOIN momentum.organisations AS live
                ON live.id = m.organisation_id AND live.deleted_at IS NULL
        ) ON m.user_id = o.user_id
    ),
    reached AS (
        SELECT DISTINCT ON (o.user_id, o.value)
            o.user_id, f.organisation_id, o.value, counted.sessions, f.message
        FROM open_value AS o
        JOIN config AS f
            ON f.organisation_key = o.organisation_key AND o.value = ANY (f.thresholds)
        CROSS JOIN LATERAL (
            SELECT o.sessions WHERE f.activity_types IS NULL
            UNION ALL
            SELECT count(*)
            FROM momentum.activities AS a
            WHERE
                v_of_some_types
                AND a.user_id = o.user_id
                AND a.completed_at >= v_year_start
                AND a.completed_at <= p_now
                AND a.activity_type = ANY (f.activity_types)
                AND a.deleted_at IS NULL
            HAVING f.activity_types IS NOT NULL
        ) AS counted (sessions)
        WHERE o.value <= counted.sessions
        ORDER BY o.user_id, o.value, f.organisation_id
    )
    SELECT array_agg(
        (
            r.user_id, r.organisation_id, v_year, r.value, NULL, NULL,
            jsonb_build_object('message', r.message, 'session_count', r.sessions)
        )::momentum._scenario_candidate
    )
    INTO candidates
    FROM reached AS r;
    candidates := COALESCE(candidates, '{}');
END
$_find_milestones$;

COMMENT ON FUNCTION momentum._find_milestones(timestamptz, uuid[], uuid) IS
    'Milestones reached in the UTC year of an instant, up to it, and not recorded; and how many '
    'users were looked at';
