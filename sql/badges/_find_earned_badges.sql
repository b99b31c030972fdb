-- The badges that these activities have earned: active ones of their organisation (which is not
-- deleted), for activities of their type, that the user (who is not deleted) was never awarded.
-- For a streak: the one that contains the window of an activity, whether it reaches up to now or
-- not. It looks at the windows beside that of the activity, and beside these, as long as there are
-- activities in them; each window once.
-- For a count: whether there are so many activities.
-- Announced is what an activity has earned that came in its own window (for a count: day), unless
-- what completed the badge came along with it and lies further back: that is history.
-- The plan is made once, and without nested loops but for the look-ups: it cannot know how many
-- activities there will be. IS NOT DISTINCT FROM keeps these to the index of user and time,
-- whatever the statistics.
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
    v_earned momentum._earned_badge[];
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
            AND b.organisation_id IN (SELECT a.organisation_id FROM unnest(p_activities) AS a)
    ),
    kind AS MATERIALIZED (
        SELECT DISTINCT b.kind_id, b.organisation_id, b.activity_types, b.step FROM badge AS b
    ),
    held AS MATERIALIZED (
        SELECT each.user_id, award.badge_id
        FROM (SELECT DISTINCT a.user_id FROM unnest(p_activities) AS a) AS each
        CROSS JOIN LATERAL (
            SELECT w.badge_id
            FROM momentum.badge_awards AS w
            WHERE w.user_id = each.user_id
            OFFSET 0
        ) AS award
    ),
    came AS MATERIALIZED (
        SELECT
            a.user_id,
            a.id,
            b.id AS badge_id,
            b.kind_id,
            b.window_unit,
            b.required,
            unit_start.of_activity AS window_start,
            unit_start.of_activity = unit_start.of_arrival AS is_current
        FROM unnest(p_activities) AS a
        JOIN badge AS b
            ON b.organisation_id = a.organisation_id
            AND (b.activity_types IS NULL OR a.activity_type = ANY (b.activity_types))
        CROSS JOIN LATERAL (
            SELECT
                date_trunc(unit.name, a.completed_at AT TIME ZONE 'UTC') AS of_activity,
                date_trunc(unit.name, a.arrived_at AT TIME ZONE 'UTC') AS of_arrival
            FROM (SELECT COALESCE(b.window_unit, 'day') AS name) AS unit
        ) AS unit_start
        WHERE (a.user_id, b.id) NOT IN (SELECT h.user_id, h.badge_id FROM held AS h)
    ),
    came_window AS MATERIALIZED (
        SELECT
            c.user_id,
            c.kind_id,
            c.window_start,
            min(c.required) AS shortest,
            bool_or(c.is_current) AS is_current
        FROM came AS c
        WHERE c.window_unit IS NOT NULL
        GROUP BY c.user_id, c.kind_id, c.window_start
    ),
    started AS MATERIALIZED (
        -- another trigger may have changed what came
        SELECT c.user_id, c.kind_id, c.shortest, c.window_start
        FROM came_window AS c
        JOIN kind AS k ON k.kind_id = c.kind_id
        CROSS JOIN LATERAL (
            SELECT
            FROM momentum.activities AS a
            WHERE
                a.user_id = c.user_id
                AND a.completed_at >= c.window_start AT TIME ZONE 'UTC'
                AND a.completed_at < (c.window_start + k.step) AT TIME ZONE 'UTC'
                AND a.completed_at <= p_now
                AND a.organisation_id IS NOT DISTINCT FROM k.organisation_id
                AND (k.activity_types IS NULL OR a.activity_type = ANY (k.activity_types))
                AND a.deleted_at IS NULL
            LIMIT 1
        ) AS found
    ),
    walk (user_id, kind_id, shortest, window_start, direction) AS (
        SELECT s.user_id, s.kind_id, s.shortest, s.window_start, toward.direction
        FROM started AS s
        CROSS JOIN (VALUES (-1), (1)) AS toward (direction)
        UNION
        SELECT w.user_id, w.kind_id, w.shortest, beside.window_start, w.direction
        FROM walk AS w
        JOIN kind AS k ON k.kind_id = w.kind_id
        CROSS JOIN LATERAL (
            SELECT w.window_start + w.direction * k.step AS window_start
        ) AS beside
        CROSS JOIN LATERAL (
            SELECT
            FROM momentum.activities AS a
            WHERE
                a.user_id = w.user_id
                AND a.completed_at >= beside.window_start AT TIME ZONE 'UTC'
                AND a.completed_at < (beside.window_start + k.step) AT TIME ZONE 'UTC'
                AND a.completed_at <= p_now
                AND a.organisation_id IS NOT DISTINCT FROM k.organisation_id
                AND (k.activity_types IS NULL OR a.activity_type = ANY (k.activity_types))
                AND a.deleted_at IS NULL
            LIMIT 1
        ) AS found
        WHERE beside.window_start <= v_now
    ),
    walked AS MATERIALIZED (
        SELECT w.user_id, w.kind_id, array_agg(DISTINCT w.window_start) AS windows
        FROM walk AS w
        GROUP BY w.user_id, w.kind_id, w.shortest
        HAVING count(DISTINCT w.window_start) >= w.shortest
    ),
    numbered AS (
        -- windows in a row, less their number, are one and the same window
        SELECT
            w.user_id,
            w.kind_id,
            each.window_start,
            each.window_start - k.step * row_number() OVER (
                PARTITION BY w.user_id, w.kind_id ORDER BY each.window_start
            ) AS before_first
        FROM walked AS w
        JOIN kind AS k ON k.kind_id = w.kind_id
        CROSS JOIN unnest(w.windows) AS each (window_start)
    ),
    streak AS MATERIALIZED (
        SELECT
            n.user_id,
            n.kind_id,
            min(n.window_start) AS first_window,
            count(*) AS windows,
            bool_or(c.is_current) AS is_current
        FROM numbered AS n
        LEFT JOIN came_window AS c
            ON c.user_id = n.user_id
            AND c.kind_id = n.kind_id
            AND c.window_start = n.window_start
        GROUP BY n.user_id, n.kind_id, n.before_first
    ),
    long_enough AS MATERIALIZED (
        SELECT DISTINCT ON (s.user_id, b.id)
            s.user_id,
            s.is_current,
            b.*,
            s.first_window + b.step * (b.required - 1) AS earned_window
        FROM streak AS s
        JOIN badge AS b ON b.kind_id = s.kind_id AND b.required <= s.windows
        WHERE (s.user_id, b.id) NOT IN (SELECT h.user_id, h.badge_id FROM held AS h)
        ORDER BY s.user_id, b.id, s.first_window
    ),
    counted AS MATERIALIZED (
        SELECT
            c.user_id,
            c.badge_id,
            bool_or(c.is_current) AS is_current,
            array_agg(c.id) FILTER (WHERE NOT c.is_current) AS past_ids
        FROM came AS c
        WHERE c.window_unit IS NULL
        GROUP BY c.user_id, c.badge_id
    ),
    many_enough AS MATERIALIZED (
        SELECT c.user_id, c.is_current, c.past_ids, b.*
        FROM counted AS c
        JOIN badge AS b ON b.id = c.badge_id
        CROSS JOIN LATERAL (
            SELECT
            FROM momentum.activities AS a
            WHERE
                a.user_id = c.user_id
                AND a.completed_at <= p_now
                AND a.organisation_id IS NOT DISTINCT FROM b.organisation_id
                AND (b.activity_types IS NULL OR a.activity_type = ANY (b.activity_types))
                AND a.deleted_at IS NULL
            OFFSET b.required - 1
            LIMIT 1
        ) AS found
    ),
    earned AS MATERIALIZED (
        SELECT
            e.user_id,
            e.id AS badge_id,
            e.earned_window,
            completing.id AS activity_id,
            completing.completed_at,
            COALESCE(e.is_current AND COALESCE(c.is_current, true), false) AS announced
        FROM long_enough AS e
        LEFT JOIN came_window AS c
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
                AND a.organisation_id IS NOT DISTINCT FROM e.organisation_id
                AND (e.activity_types IS NULL OR a.activity_type = ANY (e.activity_types))
                AND a.deleted_at IS NULL
            ORDER BY a.completed_at, a.id
            LIMIT 1
        ) AS completing
        UNION ALL
        SELECT
            e.user_id,
            e.id,
            NULL,
            completing.id,
            completing.completed_at,
            e.is_current AND (completing.id = ANY (e.past_ids)) IS NOT TRUE
        FROM many_enough AS e
        CROSS JOIN LATERAL (
            SELECT a.id, a.completed_at
            FROM momentum.activities AS a
            WHERE
                a.user_id = e.user_id
                AND a.completed_at <= p_now
                AND a.organisation_id IS NOT DISTINCT FROM e.organisation_id
                AND (e.activity_types IS NULL OR a.activity_type = ANY (e.activity_types))
                AND a.deleted_at IS NULL
            ORDER BY a.completed_at, a.id
            OFFSET e.required - 1
            LIMIT 1
        ) AS completing
    )
    SELECT array_agg(
        (
            e.user_id,
            e.badge_id,
            e.activity_id,
            e.completed_at,
            e.announced,
            momentum._badge_evidence(e.user_id, b, e.earned_window, e.completed_at)
        )::momentum._earned_badge
    )
    INTO v_earned
    FROM earned AS e
    JOIN momentum.badge_definitions AS b ON b.id = e.badge_id
    WHERE (SELECT u.deleted_at FROM momentum._users AS u WHERE u.id = e.user_id) IS NULL;
    RETURN COALESCE(v_earned, '{}');
END
$_find_earned_badges$;

COMMENT ON FUNCTION momentum._find_earned_badges(momentum._arrived_activity[], timestamptz) IS
    'The badges that these activities have earned and their users were never awarded';
