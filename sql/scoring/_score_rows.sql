-- The score of a day, for the users named or (null) for everyone: the formula, once. It writes
-- nothing.
--
--   points(type)     = weight(type) * min(count(type), max_events_per_type)
--   raw_score        = min(sum of points, max_weight_per_day)
--   normalized_score = 100 * raw_score / max_weight_per_day
--   decayed          = (normalized + sum(final(d - k) * w(k))) / (1 + sum(w(k))),
--                      w(k) = 0.5 ^ (k / half_life_days), over the stored rows of history_days days
--   final_score      = raw_share * normalized + (1 - raw_share) * decayed
--                      (normalized where there is no stored row; 0 for no points under 'zero')
--
-- Where a type cap cuts events of several pillars, the pillars are served in the order of their
-- ids. Planned anew at each call, because reading a whole day and reading single users want
-- different plans; aggregated in memory rather than on disk; too short for compilation to pay.
CREATE OR REPLACE FUNCTION momentum._score_rows(
    p_score_date date,
    p_version momentum.score_versions,
    p_user_ids uuid[]
)
RETURNS TABLE (
    user_id uuid,
    raw_score numeric,
    normalized_score numeric,
    final_score numeric,
    momentum_state text,
    breakdown jsonb,
    event_count integer,
    calculation_metadata jsonb
)
LANGUAGE plpgsql STABLE ROWS 100000
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan
SET work_mem = '128MB'
SET jit = off
AS $_score_rows$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH wanted AS (
        SELECT active.user_id
        FROM momentum.active_users(p_score_date) AS active
        WHERE p_user_ids IS NULL
        UNION ALL
        SELECT named.user_id
        FROM unnest(p_user_ids) AS named (user_id)
    ),
    counted AS (
        -- running: events of the type up to and including those of this pillar
        SELECT
            e.user_id,
            e.event_type,
            e.pillar_id,
            count(*) AS event_count,
            sum(count(*)) OVER (
                PARTITION BY e.user_id, e.event_type
                ORDER BY e.pillar_id COLLATE "C"
            )::bigint AS running
        FROM momentum.momentum_events AS e
        WHERE
            e.event_ts >= p_score_date::timestamp AT TIME ZONE 'UTC'
            AND e.event_ts < (p_score_date + 1)::timestamp AT TIME ZONE 'UTC'
            AND e.deleted_at IS NULL
            AND (p_user_ids IS NULL OR e.user_id = ANY (p_user_ids))
        GROUP BY e.user_id, e.event_type, e.pillar_id
    ),
    weighed AS (
        SELECT
            c.user_id,
            c.event_type,
            COALESCE(c.pillar_id, w.pillar_id, 'unassigned') AS pillar,
            COALESCE(w.weight, (p_version).default_weight) AS weight,
            c.event_count,
            LEAST(c.running, (p_version).max_events_per_type)
            - LEAST(c.running - c.event_count, (p_version).max_events_per_type) AS counted
        FROM counted AS c
        LEFT JOIN momentum.event_weights AS w
            ON w.version = (p_version).version AND w.event_type = c.event_type
    ),
    by_type AS (
        SELECT
            w.user_id,
            w.event_type,
            sum(w.event_count) AS event_count,
            sum(w.counted) AS counted,
            sum(w.counted * w.weight) AS points
        FROM weighed AS w
        GROUP BY w.user_id, w.event_type
    ),
    by_pillar AS (
        SELECT w.user_id, w.pillar, sum(w.counted * w.weight) AS points
        FROM weighed AS w
        WHERE w.counted * w.weight > 0
        GROUP BY w.user_id, w.pillar
    ),
    -- JSON is put together as text: parsing it once per user is cheaper than building it in parts
    events AS (
        SELECT
            t.user_id,
            sum(t.points) AS points,
            sum(t.event_count) AS event_count,
            string_agg(
                format(
                    '%s: {"count": %s, "counted": %s, "points": %s}',
                    to_json(t.event_type), t.event_count, t.counted, trim_scale(t.points)
                ),
                ', '
            ) AS breakdown
        FROM by_type AS t
        GROUP BY t.user_id
    ),
    pillars AS (
        SELECT
            p.user_id,
            string_agg(to_json(p.pillar) || ': ' || trim_scale(p.points), ', ') AS breakdown
        FROM by_pillar AS p
        GROUP BY p.user_id
    ),
    past AS (
        SELECT
            h.user_id,
            sum(h.final_score * decay.weights[p_score_date - h.score_date]) AS weighted_sum,
            sum(decay.weights[p_score_date - h.score_date]) AS weight_sum,
            count(*) AS history_rows,
            -- the newest row's day, with its state in the two lowest bits
            max(
                (h.score_date - p_score_date) * 4
                + CASE h.momentum_state WHEN 'NeedsCare' THEN 1 WHEN 'Steady' THEN 2 ELSE 3 END
            ) AS newest
        FROM momentum.daily_engagement_scores AS h
        CROSS JOIN (
            SELECT momentum._decay_weights(
                (p_version).half_life_days, (p_version).history_days
            ) AS weights
        ) AS decay
        WHERE
            h.score_date >= p_score_date - (p_version).history_days
            AND h.score_date < p_score_date
            AND (p_user_ids IS NULL OR h.user_id = ANY (p_user_ids))
        GROUP BY h.user_id
    ),
    measured AS (
        SELECT
            u.user_id,
            COALESCE(e.points, 0) AS points,
            LEAST(COALESCE(e.points, 0), (p_version).max_weight_per_day) AS raw_score,
            COALESCE(e.event_count, 0)::integer AS event_count,
            format('{"events": {%s}, "pillars": {%s}}', e.breakdown, p.breakdown) AS breakdown,
            COALESCE(h.weighted_sum, 0) AS weighted_sum,
            COALESCE(h.weight_sum, 0) AS weight_sum,
            COALESCE(h.history_rows, 0) AS history_rows,
            (ARRAY['NeedsCare', 'Steady', 'Rising'])[h.newest & 3] AS previous_state
        FROM wanted AS u
        LEFT JOIN events AS e ON e.user_id = u.user_id
        LEFT JOIN pillars AS p ON p.user_id = u.user_id
        LEFT JOIN past AS h ON h.user_id = u.user_id
    ),
    decayed AS (
        SELECT
            m.*,
            n.normalized,
            (n.normalized + m.weighted_sum) / (1 + m.weight_sum) AS decayed
        FROM measured AS m
        CROSS JOIN LATERAL (
            SELECT 100 * m.raw_score / (p_version).max_weight_per_day AS normalized
        ) AS n
    ),
    blended AS (
        SELECT
            d.*,
            CASE
                WHEN d.raw_score = 0 AND (p_version).zero_event_policy = 'zero' THEN 0.00
                -- one division, at the end: a quotient cut off before it could lose an exact half
                ELSE round(
                    (
                        (p_version).raw_share * 100 * d.raw_score * (1 + d.weight_sum)
                        + (1 - (p_version).raw_share)
                        * (100 * d.raw_score + (p_version).max_weight_per_day * d.weighted_sum)
                    )
                    / ((p_version).max_weight_per_day * (1 + d.weight_sum)),
                    2
                )
            END AS final_score
        FROM decayed AS d
    )
    SELECT
        b.user_id,
        b.raw_score::numeric(10, 2),
        round(b.normalized, 2),
        b.final_score,
        CASE
            WHEN
                b.previous_state = 'Rising'
                AND b.final_score >= (p_version).rising_threshold - (p_version).hysteresis
                THEN 'Rising'
            WHEN
                b.previous_state = 'NeedsCare'
                AND b.final_score <= (p_version).needs_care_threshold + (p_version).hysteresis
                THEN 'NeedsCare'
            WHEN b.final_score >= (p_version).rising_threshold THEN 'Rising'
            WHEN b.final_score >= (p_version).needs_care_threshold THEN 'Steady'
            ELSE 'NeedsCare'
        END,
        b.breakdown::jsonb,
        b.event_count,
        jsonb_build_object(
            'points', trim_scale(b.points),
            'decayed', round(b.decayed, 4),
            'history_rows', b.history_rows,
            'previous_state', b.previous_state
        )
    FROM blended AS b;
END
$_score_rows$;

COMMENT ON FUNCTION momentum._score_rows(date, momentum.score_versions, uuid[]) IS
    'Computes the score of a day under a version, for the users named (null: everyone active); '
    'formula: exponentially decayed blend, see the header of its source';
