-- The badges that these activities have earned: active ones of their organisation (which is not
-- deleted), for activities of their type, that the user was never awarded.
-- For a streak: the one that contains the window of an activity, whether it reaches up to now or
-- not. Such a streak of r windows has an activity r - 1 windows before the current one, or about r / 2
-- windows before or after another one: most users are ruled out by looking there. For the others it
-- looks at the windows beside each activity, and beside these, as long as there are activities in
-- them; each window once. For a count: whether there are so many activities.
-- The plan is made once, and without nested loops but for the look-ups: it cannot know how many
-- activities there will be. Announced is what an activity has earned that came in its own window (for a count: day), unless
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
SET enable_nestloop = off
SET jit = off
AS $_find_earned_badges$
DECLARE
    v_now CONSTANT timestamp := p_now AT TIME ZONE 'UTC';
    v_streaks momentum._earned_badge[];
    v_counts momentum._earned_badge[];
BEGIN
    WITH RECURSIVE badge AS MATERIALIZED (
        SELECT
            b.id,
            b.organisation_id,
            b.window_unit,
            b.activity_types,
            b.required,
            ('1 ' || b.window_unit)::interval AS step,
            -- badges that look at the same activities in the same windows share a walk
            dense_rank() OVER (
                ORDER BY b.organisation_id, b.window_unit, b.activity_types
            ) AS kind_id
        FROM momentum.badge_definitions AS b
        JOIN momentum.organisations AS o ON o.id = b.organisation_id AND o.deleted_at IS NULL
        WHERE
            b.active
            AND b.criteria_type = 'streak'
            AND b.organisation_id IN (SELECT a.organisation_id FROM unnest(p_activities) AS a)
    ),
    kind AS MATERIALIZED (
        SELECT DISTINCT b.kind_id, b.organisation_id, b.activity_types, b.step FROM badge AS b
    ),
    came AS MATERIALIZED (
        SELECT
            a.user_id,
            b.kind_id,
            date_trunc(b.window_unit, a.completed_at AT TIME ZONE 'UTC') AS window_start,
            min(b.required) AS shortest,
            bool_or(
                date_trunc(b.window_unit, a.completed_at, 'UTC')
                = date_trunc(b.window_unit, a.arrived_at, 'UTC')
            ) AS is_current
        FROM unnest(p_activities) AS a
        JOIN badge AS b
            ON b.organisation_id = a.organisation_id
            AND (b.activity_types IS NULL OR a.activity_type = ANY (b.activity_types))
        WHERE (a.user_id, b.id) NOT IN (
            SELECT each.user_id, held.badge_id
            FROM (SELECT DISTINCT u.user_id FROM unnest(p_activities) AS u) AS each
            CROSS JOIN LATERAL (
                SELECT w.badge_id
                FROM momentum.badge_awards AS w
                WHERE w.user_id = each.user_id
                OFFSET 0
            ) AS held
        )
        GROUP BY 1, 2, 3
    ),
    active (user_id, kind_id, window_start) AS (
        SELECT c.user_id, c.kind_id, c.window_start
        FROM came AS c
        JOIN kind AS k ON k.kind_id = c.kind_id
        CROSS JOIN LATERAL (
            SELECT
                c.window_start + side.sign * k.step * CASE
                    WHEN c.window_start + k.step > v_now THEN c.shortest - 1
                    ELSE c.shortest / 2
                END AS window_start
            FROM (VALUES (-1), (1)) AS side (sign)
        ) AS needed
        CROSS JOIN LATERAL (
            SELECT
            FROM momentum.activities AS a
            WHERE
                a.user_id = c.user_id
                AND a.completed_at >= needed.window_start AT TIME ZONE 'UTC'
                AND a.completed_at < (needed.window_start + k.step) AT TIME ZONE 'UTC'
                AND a.completed_at <= p_now
                AND a.organisation_id = k.organisation_id
                AND (k.activity_types IS NULL OR a.activity_type = ANY (k.activity_types))
                AND a.deleted_at IS NULL
            LIMIT 1
        ) AS found
        WHERE needed.window_start <= v_now
        UNION
        SELECT w.user_id, w.kind_id, beside.window_start
        FROM active AS w
        JOIN kind AS k ON k.kind_id = w.kind_id
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
        WHERE beside.window_start <= v_now
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
        JOIN kind AS k ON k.kind_id = w.kind_id
    ),
    streak AS MATERIALIZED (
        SELECT
            n.user_id,
            n.kind_id,
            min(n.window_start) AS first_window,
            count(*) AS windows,
            COALESCE(bool_or(c.is_current), false) AS is_current
        FROM numbered AS n
        LEFT JOIN came AS c
            ON c.user_id = n.user_id
            AND c.kind_id = n.kind_id
            AND c.window_start = n.window_start
        GROUP BY n.user_id, n.kind_id, n.before_first
    ),
    earned AS MATERIALIZED (
        SELECT DISTINCT ON (s.user_id, b.id)
            s.user_id,
            s.is_current,
            b.*,
            s.first_window + b.step * (b.required - 1) AS earned_window
        FROM streak AS s
        JOIN badge AS b ON b.kind_id = s.kind_id AND b.required <= s.windows
        WHERE (
            SELECT true
            FROM momentum.badge_awards AS w
            WHERE w.user_id = s.user_id AND w.badge_id = b.id
        ) IS NULL
        ORDER BY s.user_id, b.id, s.first_window
    )
    SELECT array_agg(
        (
            e.user_id,
            e.id,
            e.earned_window,
            completing.id,
            completing.completed_at,
            e.is_current AND COALESCE(c.is_current, true)
        )::momentum._earned_badge
    )
    INTO v_streaks
    FROM earned AS e
    LEFT JOIN came AS c
        ON c.user_id = e.user_id
        AND c.kind_id = e.kind_id
        AND c.window_start = e.earned_window
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

    WITH came AS MATERIALIZED (
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
        JOIN momentum.organisations AS o ON o.id = b.organisation_id AND o.deleted_at IS NULL
        WHERE (
            SELECT true
            FROM momentum.badge_awards AS w
            WHERE w.user_id = a.user_id AND w.badge_id = b.id
        ) IS NULL
        GROUP BY a.user_id, b.id
    ),
    enough AS MATERIALIZED (
        SELECT c.*
        FROM came AS c
        CROSS JOIN LATERAL (
            SELECT
            FROM momentum.activities AS a
            WHERE
                a.user_id = c.user_id
                AND a.completed_at <= p_now
                AND a.organisation_id = c.organisation_id
                AND (c.activity_types IS NULL OR a.activity_type = ANY (c.activity_types))
                AND a.deleted_at IS NULL
            OFFSET c.required - 1
            LIMIT 1
        ) AS found
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
    FROM enough AS c
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
