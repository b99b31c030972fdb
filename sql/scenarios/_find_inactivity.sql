-- The members who have done nothing in their organisation for as long as its configuration says,
-- up to p_now, and were not reminded of it in the window of p_now; and how many members were looked
-- at. Reads the activities of that time alone, whatever the history is.
-- Sees all organisations: for the service alone.
-- Planned at each call: what is cheap for one user is not for everyone.
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
AS $_find_inactivity$
BEGIN
    WITH config AS MATERIALIZED (
        SELECT
            f.organisation_id,
            f.activity_types,
            f.message,
            (p_now AT TIME ZONE 'UTC' - f.inactive_after) AT TIME ZONE 'UTC' AS since,
            date_bin(f.cooldown, p_now, 'epoch') AS window_start
        FROM momentum._effective_configs AS f
        WHERE
            f.scenario_type = 'inactivity'
            AND f.enabled
            AND (f.organisation_id = p_organisation_id OR p_organisation_id IS NULL)
    ),
    member AS MATERIALIZED (
        SELECT m.user_id, m.organisation_id, m.joined_at
        FROM momentum.memberships AS m
        JOIN momentum._scenario_users AS u
            ON u.user_id = m.user_id AND u.scenario_type = 'inactivity'
        WHERE
            m.organisation_id IN (SELECT c.organisation_id FROM config AS c)
            AND (p_user_ids IS NULL OR m.user_id = ANY (p_user_ids))
    ),
    active AS MATERIALIZED (
        SELECT DISTINCT a.user_id, a.organisation_id
        FROM config AS c
        JOIN momentum.activities AS a
            ON a.organisation_id = c.organisation_id
            AND a.completed_at > c.since
            AND a.completed_at <= p_now
            AND a.deleted_at IS NULL
            AND (c.activity_types IS NULL OR a.activity_type = ANY (c.activity_types))
    )
    SELECT
        (SELECT count(*) FROM (SELECT FROM member AS m GROUP BY m.user_id) AS each_once),
        array_agg(
            (
                m.user_id, m.organisation_id, NULL, NULL, NULL, c.window_start,
                jsonb_build_object('message', c.message, 'no_activity_since', c.since)
            )::momentum._scenario_candidate
            ORDER BY m.user_id, m.organisation_id
        )
    INTO evaluated_users, candidates
    FROM member AS m
    JOIN config AS c ON c.organisation_id = m.organisation_id
    WHERE
        COALESCE(m.joined_at <= c.since, true)
        AND NOT EXISTS (
            SELECT
            FROM active AS a
            WHERE a.user_id = m.user_id AND a.organisation_id = m.organisation_id
        )
        AND NOT EXISTS (
            SELECT
            FROM momentum.scenario_notifications AS n
            WHERE
                n.user_id = m.user_id
                AND n.scenario_type = 'inactivity'
                AND n.subject_id = m.organisation_id
                AND n.cooldown_window_start = c.window_start
        );
    candidates := COALESCE(candidates, '{}');
END
$_find_inactivity$;

COMMENT ON FUNCTION momentum._find_inactivity(timestamptz, uuid[], uuid) IS
    'Members without an activity in their organisation for too long before an instant who were '
    'not reminded in its window; and how many members were looked at';
