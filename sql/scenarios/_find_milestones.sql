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
    c_none CONSTANT uuid := '00000000-0000-0000-0000-000000000000';
    v_year CONSTANT integer := extract(YEAR FROM p_now AT TIME ZONE 'UTC');
    v_year_start CONSTANT timestamptz := make_timestamptz(v_year, 1, 1, 0, 0, 0, 'UTC');
    v_outsiders CONSTANT uuid[] := momentum._scenario_outsiders('milestone', p_user_ids);
    v_queued CONSTANT uuid[] := ARRAY(
        SELECT q.user_id FROM momentum.summary_queue AS q WHERE q.year = v_year
    );
    v_lowest integer;
    v_of_some_types boolean;
    v_user_ids uuid[];
    v_session_counts integer[];
    v_unknown uuid[];
    v_all uuid[];
BEGIN
    SELECT
        min(f.thresholds[1]) FILTER (WHERE f.activity_types IS NULL),
        bool_or(f.activity_types IS NOT NULL)
    INTO v_lowest, v_of_some_types
    FROM momentum._effective_configs AS f
    WHERE f.scenario_type = 'milestone' AND f.enabled;

    SELECT
        count(*),
        array_agg(u.id) FILTER (WHERE s.session_count >= v_lowest),
        array_agg(s.session_count) FILTER (WHERE s.session_count >= v_lowest),
        array_agg(u.id) FILTER (WHERE s.user_id IS NULL),
        array_agg(u.id) FILTER (WHERE v_of_some_types)
    INTO evaluated_users, v_user_ids, v_session_counts, v_unknown, v_all
    FROM momentum._users AS u
    LEFT JOIN momentum.annual_summary AS s
        ON s.user_id = u.id
        AND s.year = v_year
        AND COALESCE(s.last_activity_at <= p_now, true)
        AND s.user_id <> ALL (v_queued)
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

    IF v_lowest IS NOT NULL AND v_unknown IS NOT NULL THEN
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
            v_year_start, p_now, v_lowest
        ) AS c
        WHERE c.user_id = ANY (v_unknown);
    END IF;

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
    member AS NOT MATERIALIZED (
        SELECT m.user_id, m.organisation_id
        FROM momentum.memberships AS m
        JOIN momentum.organisations AS o ON o.id = m.organisation_id AND o.deleted_at IS NULL
    ),
    counted AS (
        SELECT c.user_id, COALESCE(m.organisation_id, c_none) AS organisation_key, c.sessions,
            true AS of_all_types
        FROM unnest(v_user_ids, v_session_counts) AS c (user_id, sessions)
        LEFT JOIN member AS m ON m.user_id = c.user_id
        UNION ALL
        SELECT u.user_id, f.organisation_key, of_type.sessions, false
        FROM unnest(v_all) AS u (user_id)
        LEFT JOIN member AS m ON m.user_id = u.user_id
        JOIN config AS f
            ON f.organisation_key = COALESCE(m.organisation_id, c_none)
            AND f.activity_types IS NOT NULL
        CROSS JOIN LATERAL (
            SELECT count(*) AS sessions
            FROM momentum.activities AS a
            WHERE
                a.user_id = u.user_id
                AND a.completed_at >= v_year_start
                AND a.completed_at <= p_now
                AND a.activity_type = ANY (f.activity_types)
                AND a.deleted_at IS NULL
        ) AS of_type
        WHERE v_of_some_types
    ),
    reached AS (
        SELECT DISTINCT ON (c.user_id, t.value)
            c.user_id, f.organisation_id, t.value, c.sessions, f.message
        FROM counted AS c
        JOIN config AS f
            ON f.organisation_key = c.organisation_key
            AND (f.activity_types IS NULL) = c.of_all_types
        JOIN LATERAL unnest(f.thresholds) AS t (value) ON t.value <= c.sessions
        WHERE NOT EXISTS (
            SELECT
            FROM momentum.scenario_notifications AS n
            WHERE
                n.milestone_year = v_year
                AND n.user_id = c.user_id
                AND n.milestone_value = t.value
        )
        ORDER BY c.user_id, t.value, f.organisation_id
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
