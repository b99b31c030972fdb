-- The badges that these activities have earned: active ones of their organisation, for activities
-- of their type, that the user was never awarded.
-- For a streak: the one that contains the window of an activity, whether it reaches up to now or
-- not. It looks at the windows beside each activity, and beside these, as long as there are
-- activities in them; each window once. For a count: whether there are so many activities.
-- Announced is what an activity has earned that came in its own window (for a count: day), unless
-- what completed the badge came along with it and lies further back: that is history.
CREATE OR REPLACE FUNCTION momentum._find_earned_badges(
    p_activities momentum._arrived_activity[],
    p_now timestamptz
)
RETURNS momentum._earned_badge[]
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $_find_earned_badges$
DECLARE
    v_now CONSTANT timestamp := p_now AT TIME ZONE 'UTC';
    v_streaks momentum._earned_badge[];
    v_counts momentum._earned_badge[];
BEGIN
    WITH RECURSIVE arrived AS MATERIALIZED (
        SELECT
            a.user_id, a.organisation_id, a.activity_type,
            a.completed_at AT TIME ZONE 'UTC' AS completed_at,
            a.arrived_at AT TIME ZONE 'UTC' AS arrived_at
        FROM unnest(p_activities) AS a
    ),
    kind AS MATERIALIZED (
        SELECT
            row_number() OVER () AS id,
            b.organisation_id,
            b.window_unit,
            b.activity_types,
            ('1 ' || b.window_unit)::interval AS step,
            min(b.required) AS shortest
        FROM momentum.badge_definitions AS b
        WHERE
            b.active
            AND b.criteria_type = 'streak'
            AND b.organisation_id IN (SELECT a.organisation_id FROM arrived AS a)
        GROUP BY b.organisation_id, b.window_unit, b.activity_types
    ),
    came AS MATERIALIZED (
        SELECT
            a.user_id,
            k.id AS kind_id,
            date_trunc(k.window_unit, a.completed_at) AS window_start,
            bool_or(
                date_trunc(k.window_unit, a.completed_at) = date_trunc(k.window_unit, a.arrived_at)
            ) AS is_current
        FROM arrived AS a
        JOIN kind AS k
            ON k.organisation_id = a.organisation_id
            AND (k.activity_types IS NULL OR a.activity_type = ANY (k.activity_types))
        GROUP BY a.user_id, k.id, date_trunc(k.window_unit, a.completed_at)
    ),
    active (user_id, kind_id, window_start) AS (
        SELECT c.user_id, c.kind_id, c.window_start FROM came AS c
        UNION
        SELECT w.user_id, w.kind_id, beside.window_start
        FROM active AS w
        JOIN kind AS k ON k.id = w.kind_id
        CROSS JOIN LATERAL (
            VALUES (w.window_start - k.step), (w.window_start + k.step)
        ) AS beside (window_start)
        CROSS JOIN LATERAL (
            SELECT
            FROM momentum.activities AS a
            WHERE
                a.user_id = w.user_id
                AND a.completed_at >= beside.window_start AT TIME ZONE 'UTC'
                AND a.completed_at < (beside.window_start + k.step) AT TIME ZONE 'UTC'
                AND a.completed_at <= p_now
                AND a.organisation_id = k.organisation_id
                AND (k.activity_types IS NULL OR a.activity_type = ANY (k.activity_types))
                AND a.deleted_at IS NULL
            LIMIT 1
        ) AS found
        WHERE k.shortest > 1 AND beside.window_start <= v_now
    ),
    numbered AS (
        -- windows in a row, less their number, are one and the same window
        SELECT
            w.user_id,
            w.kind_id,
            w.window_start,
            w.window_start - k.step * row_number() OVER (
                PARTITION BY w.user_id, w.kind_id ORDER BY w.window_start
            ) AS before_first
        FROM active AS w
        JOIN kind AS k ON k.id = w.kind_id
    ),
    streak AS MATERIALIZED (
        SELECT
            n.user_id,
            n.kind_id,
            min(n.window_start) AS first_window,
            max(n.window_start) AS last_window,
            count(*) AS windows
        FROM numbered AS n
        JOIN kind AS k ON k.id = n.kind_id
        GROUP BY n.user_id, n.kind_id, n.before_first, k.shortest
        HAVING count(*) >= k.shortest
    ),
    earned AS MATERIALIZED (
        SELECT DISTINCT ON (s.user_id, b.id)
            s.user_id,
            s.kind_id,
            b.id AS badge_id,
            s.first_window,
            s.last_window,
            s.first_window + k.step * (b.required - 1) AS earned_window,
            k.organisation_id,
            k.activity_types,
            k.step
        FROM streak AS s
        JOIN kind AS k ON k.id = s.kind_id
        JOIN momentum.badge_definitions AS b
            ON b.organisation_id = k.organisation_id
            AND b.window_unit = k.window_unit
            AND b.activity_types IS NOT DISTINCT FROM k.activity_types
            AND b.active
            AND b.criteria_type = 'streak'
            AND b.required <= s.windows
        WHERE NOT EXISTS (
            SELECT
            FROM momentum.badge_awards AS w
            WHERE w.user_id = s.user_id AND w.badge_id = b.id
        )
        ORDER BY s.user_id, b.id, s.first_window
    )
    SELECT array_agg(
        (
            e.user_id,
            e.badge_id,
            e.earned_window,
            completing.id,
            completing.completed_at,
            EXISTS (
                SELECT
                FROM came AS c
                WHERE
                    c.user_id = e.user_id
                    AND c.kind_id = e.kind_id
                    AND c.window_start BETWEEN e.first_window AND e.last_window
                    AND c.is_current
            )
            AND NOT EXISTS (
                SELECT
                FROM came AS c
                WHERE
                    c.user_id = e.user_id
                    AND c.kind_id = e.kind_id
                    AND c.window_start = e.earned_window
                    AND NOT c.is_current
            )
        )::momentum._earned_badge
    )
    INTO v_streaks
    FROM earned AS e
    CROSS JOIN LATERAL (
        SELECT a.id, a.completed_at
        FROM momentum.activities AS a
        WHERE
            a.user_id = e.user_id
            AND a.completed_at >= e.earned_window AT TIME ZONE 'UTC'
            AND a.completed_at < (e.earned_window + e.step) AT TIME ZONE 'UTC'
            AND a.completed_at <= p_now
            AND a.organisation_id = e.organisation_id
            AND (e.activity_types IS NULL OR a.activity_type = ANY (e.activity_types))
            AND a.deleted_at IS NULL
        ORDER BY a.completed_at, a.id
        LIMIT 1
    ) AS completing;

    WITH came AS (
        SELECT
            a.user_id,
            b.id AS badge_id,
            b.organisation_id,
            b.activity_types,
            b.required,
            bool_or(
                date_trunc('day', a.completed_at, 'UTC') = date_trunc('day', a.arrived_at, 'UTC')
            ) AS is_current,
            array_agg(a.id) FILTER (
                WHERE date_trunc('day', a.completed_at, 'UTC')
                    <> date_trunc('day', a.arrived_at, 'UTC')
            ) AS past_ids
        FROM unnest(p_activities) AS a
        JOIN momentum.badge_definitions AS b
            ON b.organisation_id = a.organisation_id
            AND b.active
            AND b.criteria_type = 'count'
            AND (b.activity_types IS NULL OR a.activity_type = ANY (b.activity_types))
        WHERE NOT EXISTS (
            SELECT
            FROM momentum.badge_awards AS w
            WHERE w.user_id = a.user_id AND w.badge_id = b.id
        )
        GROUP BY a.user_id, b.id
    )
    SELECT array_agg(
        (
            c.user_id,
            c.badge_id,
            NULL,
            completing.id,
            completing.completed_at,
            c.is_current AND (completing.id = ANY (c.past_ids)) IS NOT TRUE
        )::momentum._earned_badge
    )
    INTO v_counts
    FROM came AS c
    CROSS JOIN LATERAL (
        SELECT a.id, a.completed_at
        FROM momentum.activities AS a
        WHERE
            a.user_id = c.user_id
            AND a.completed_at <= p_now
            AND a.organisation_id = c.organisation_id
            AND (c.activity_types IS NULL OR a.activity_type = ANY (c.activity_types))
            AND a.deleted_at IS NULL
        ORDER BY a.completed_at, a.id
        OFFSET c.required - 1
        LIMIT 1
    ) AS completing;
    RETURN COALESCE(v_streaks, '{}') || COALESCE(v_counts, '{}');
END
$_find_earned_badges$;

COMMENT ON FUNCTION momentum._find_earned_badges(momentum._arrived_activity[], timestamptz) IS
    'The badges that these activities have earned and their users were never awarded';
