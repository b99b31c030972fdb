-- The score of a day, for the users named or (null) for everyone: the formula, once. Writes nothing.
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
    SELECT
        final.user_id,
        final.raw_score::numeric(10, 2),
        round(final.normalized, 2),
        final.final_score,
        CASE
            WHEN
                final.previous_state = 'Rising'
                AND final.final_score >= (p_version).rising_threshold - (p_version).hysteresis
                THEN 'Rising'
            WHEN
                final.previous_state = 'NeedsCare'
                AND final.final_score <= (p_version).needs_care_threshold + (p_version).hysteresis
                THEN 'NeedsCare'
            WHEN final.final_score >= (p_version).rising_threshold THEN 'Rising'
            WHEN final.final_score >= (p_version).needs_care_threshold THEN 'Steady'
            ELSE 'NeedsCare'
        END,
        COALESCE(final.breakdown, '{"events": {}, "pillars": {}}'),
        final.event_count,
        jsonb_build_object(
            'points', trim_scale(final.points),
            'decayed', round(final.decayed, 4),
            'history_rows', final.history_rows,
            'previous_state', final.previous_state
        )
    FROM (
        SELECT
            blended.*,
            CASE
                WHEN blended.raw_score = 0 AND (p_version).zero_event_policy = 'zero' THEN 0.00
                ELSE round(
                    (p_version).raw_share * blended.normalized
                    + (1 - (p_version).raw_share) * blended.decayed,
                    2
                )
            END AS final_score
        FROM (
            SELECT
                measured.*,
                (measured.normalized + measured.weighted_sum)
                / (1 + measured.weight_sum) AS decayed
            FROM (
                SELECT
                    wanted.user_id,
                    COALESCE(day.points, 0) AS points,
                    LEAST(COALESCE(day.points, 0), (p_version).max_weight_per_day) AS raw_score,
                    100 * LEAST(COALESCE(day.points, 0), (p_version).max_weight_per_day)
                    / (p_version).max_weight_per_day AS normalized,
                    COALESCE(day.event_count, 0)::integer AS event_count,
                    day.breakdown,
                    COALESCE(past.weighted_sum, 0) AS weighted_sum,
                    COALESCE(past.weight_sum, 0) AS weight_sum,
                    COALESCE(past.history_rows, 0) AS history_rows,
                    (ARRAY['NeedsCare', 'Steady', 'Rising'])[past.newest & 3] AS previous_state
                FROM (
                    SELECT active.user_id
                    FROM momentum.active_users(p_score_date) AS active
                    WHERE p_user_ids IS NULL
                    UNION ALL
                    SELECT named.user_id
                    FROM unnest(p_user_ids) AS named (user_id)
                ) AS wanted
                LEFT JOIN (
                    SELECT
                        tallied.user_id,
                        sum(tallied.points) FILTER (WHERE tallied.pillar IS NULL) AS points,
                        sum(tallied.event_count) FILTER (
                            WHERE tallied.pillar IS NULL
                        ) AS event_count,
                        jsonb_build_object(
                            'events',
                            jsonb_object_agg(
                                tallied.event_type,
                                jsonb_build_object(
                                    'count', tallied.event_count,
                                    'counted', tallied.counted,
                                    'points', trim_scale(tallied.points)
                                )
                            ) FILTER (WHERE tallied.pillar IS NULL),
                            'pillars',
                            COALESCE(
                                jsonb_object_agg(
                                    tallied.pillar, trim_scale(tallied.points)
                                ) FILTER (WHERE tallied.pillar IS NOT NULL AND tallied.points > 0),
                                '{}'
                            )
                        ) AS breakdown
                    FROM (
                        SELECT
                            weighed.user_id,
                            weighed.event_type,
                            weighed.pillar,
                            sum(weighed.event_count) AS event_count,
                            sum(weighed.counted) AS counted,
                            sum(weighed.counted * weighed.weight) AS points
                        FROM (
                            SELECT
                                counted.user_id,
                                counted.event_type,
                                COALESCE(
                                    counted.pillar_id, weight.pillar_id, 'unassigned'
                                ) AS pillar,
                                COALESCE(
                                    weight.weight, (p_version).default_weight
                                ) AS weight,
                                counted.event_count,
                                LEAST(counted.running, (p_version).max_events_per_type)
                                - LEAST(
                                    counted.running - counted.event_count,
                                    (p_version).max_events_per_type
                                ) AS counted
                            FROM (
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
                                    AND e.event_ts
                                    < (p_score_date + 1)::timestamp AT TIME ZONE 'UTC'
                                    AND e.deleted_at IS NULL
                                    AND (p_user_ids IS NULL OR e.user_id = ANY (p_user_ids))
                                GROUP BY e.user_id, e.event_type, e.pillar_id
                            ) AS counted
                            LEFT JOIN momentum.event_weights AS weight
                                ON
                                    weight.version = (p_version).version
                                    AND weight.event_type = counted.event_type
                        ) AS weighed
                        GROUP BY
                            GROUPING SETS (
                                (weighed.user_id, weighed.event_type),
                                (weighed.user_id, weighed.pillar)
                            )
                    ) AS tallied
                    GROUP BY tallied.user_id
                ) AS day ON day.user_id = wanted.user_id
                LEFT JOIN (
                    SELECT
                        h.user_id,
                        sum(h.final_score * decay.weights[p_score_date - h.score_date])
                            AS weighted_sum,
                        sum(decay.weights[p_score_date - h.score_date]) AS weight_sum,
                        count(*) AS history_rows,
                        -- the newest row's day, with its state in the two lowest bits
                        max(
                            (h.score_date - p_score_date) * 4
                            + CASE h.momentum_state
                                WHEN 'NeedsCare' THEN 1
                                WHEN 'Steady' THEN 2
                                ELSE 3
                            END
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
                ) AS past ON past.user_id = wanted.user_id
            ) AS measured
        ) AS blended
    ) AS final;
END
$_score_rows$;

COMMENT ON FUNCTION momentum._score_rows(date, momentum.score_versions, uuid[]) IS
    'Computes the score of a day under a version, for the users named (null: everyone active); '
    'formula: exponentially decayed blend, see the header of its source';
