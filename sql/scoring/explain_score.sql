-- Every number behind a score, computed anew under the version of the stored row (or, where none
-- is stored or it is of other origin, of the day): the events that counted and those that were
-- capped away (in the order of formula.inc), the history with its weights, the blend, the state and
-- whether hysteresis decided it.
-- "up_to_date" tells whether the stored row says the same. Writes nothing.
-- Users explain their own scores, the service everyone's. Raises PM001, PM002, PM003, PM004, PM008.
CREATE OR REPLACE FUNCTION momentum.explain_score(p_user_id uuid, p_score_date date)
RETURNS jsonb
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $explain_score$
DECLARE
    v_stored momentum.daily_engagement_scores;
    v_version momentum.score_versions;
    v_score record;
    v_events jsonb;
    v_history jsonb;
    v_weighted_sum numeric;
    v_weight_sum numeric;
    v_plain_state text;
    v_weights bigint[];
BEGIN
    PERFORM momentum._check_may_act_for(p_user_id);
    PERFORM momentum._check_score_dates(p_score_date, p_score_date);
    PERFORM momentum._check_events_kept(p_score_date);
    IF auth.uid() IS DISTINCT FROM p_user_id THEN
        PERFORM momentum._check_users(ARRAY[p_user_id]);
    END IF;

    SELECT s.* INTO v_stored
    FROM momentum.daily_engagement_scores AS s
    WHERE s.user_id = p_user_id AND s.score_date = p_score_date;
    SELECT v.* INTO v_version
    FROM momentum.score_versions AS v
    WHERE v.version = v_stored.algorithm_version;
    IF NOT FOUND THEN
        v_version := momentum._score_version(NULL, p_score_date);
    END IF;
    v_weights := momentum._decay_weights(v_version.half_life_days, v_version.history_days);
    SELECT c.* INTO v_score
    FROM momentum._score_user(p_score_date, v_version, p_user_id) AS c;

    SELECT jsonb_agg(by_type.entry ORDER BY by_type.event_type) INTO v_events
    FROM (
        SELECT
            ranked.event_type,
            jsonb_build_object(
                'event_type', ranked.event_type,
                'weight', trim_scale(ranked.weight),
                'count', count(*),
                'counted', count(*) FILTER (WHERE ranked.counts),
                'capped', count(*) FILTER (WHERE NOT ranked.counts),
                'points', trim_scale(ranked.weight * count(*) FILTER (WHERE ranked.counts)),
                'counted_events', COALESCE(
                    jsonb_agg(ranked.event ORDER BY ranked.place) FILTER (WHERE ranked.counts),
                    '[]'
                ),
                'capped_events', COALESCE(
                    jsonb_agg(ranked.event ORDER BY ranked.place) FILTER (WHERE NOT ranked.counts),
                    '[]'
                )
            ) AS entry
        FROM (
            SELECT
                numbered.*,
                numbered.place <= COALESCE(v_version.max_events_per_type, numbered.place) AS counts
            FROM (
                SELECT
                    e.event_type,
                    COALESCE(w.weight, v_version.default_weight) AS weight,
                    jsonb_build_object(
                        'id', e.id,
                        'event_ts',
                        to_char(e.event_ts AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                        'pillar', COALESCE(e.pillar_id, w.pillar_id, 'unassigned')
                    ) AS event,
                    row_number() OVER (
                        PARTITION BY e.event_type
                        ORDER BY e.pillar_id COLLATE "C", e.event_ts, e.id
                    ) AS place
                FROM momentum.momentum_events AS e
                LEFT JOIN momentum.event_weights AS w
                    ON w.version = v_version.version AND w.event_type = e.event_type
                WHERE
                    e.user_id = p_user_id
                    AND e.event_ts >= p_score_date::timestamp AT TIME ZONE 'UTC'
                    AND e.event_ts < (p_score_date + 1)::timestamp AT TIME ZONE 'UTC'
                    AND e.deleted_at IS NULL
            ) AS numbered
        ) AS ranked
        GROUP BY ranked.event_type, ranked.weight
    ) AS by_type;

    SELECT
        jsonb_agg(
            jsonb_build_object(
                'score_date', h.score_date,
                'days_back', p_score_date - h.score_date,
                'final_score', h.final_score,
                'momentum_state', h.momentum_state,
                'weight', h.weight,
                'contribution', round(h.final_score * h.weight, 4)
            )
            ORDER BY h.score_date DESC
        ),
        COALESCE(sum(h.final_score * h.weight), 0),
        COALESCE(sum(h.weight), 0)
    INTO v_history, v_weighted_sum, v_weight_sum
    FROM (
        SELECT s.*, 0.000000000001 * v_weights[p_score_date - s.score_date] AS weight
        FROM momentum.daily_engagement_scores AS s
        WHERE
            s.user_id = p_user_id
            AND s.score_date >= p_score_date - v_version.history_days
            AND s.score_date < p_score_date
    ) AS h;

    v_plain_state := CASE
        WHEN v_score.final_score >= v_version.rising_threshold THEN 'Rising'
        WHEN v_score.final_score >= v_version.needs_care_threshold THEN 'Steady'
        ELSE 'NeedsCare'
    END;

    RETURN jsonb_build_object(
        'user_id', p_user_id,
        'score_date', p_score_date,
        'version', v_version.version,
        'stored', v_stored.user_id IS NOT NULL,
        'up_to_date', CASE
            WHEN v_score.change <> 'insert' THEN v_score.change = 'none'
        END,
        'events', COALESCE(v_events, '[]'),
        'raw', jsonb_build_object(
            'points', v_score.calculation_metadata -> 'points',
            'max_weight_per_day', trim_scale(v_version.max_weight_per_day),
            'max_events_per_type', v_version.max_events_per_type,
            'raw_score', trim_scale(v_score.raw_score),
            'event_count', v_score.event_count
        ),
        'normalized_score', v_score.normalized_score,
        'history', COALESCE(v_history, '[]'),
        'decay', jsonb_build_object(
            'half_life_days', trim_scale(v_version.half_life_days),
            'history_days', v_version.history_days,
            'weighted_sum', round(v_weighted_sum, 4),
            'weight_sum', round(v_weight_sum, 4),
            'decayed', v_score.calculation_metadata -> 'decayed'
        ),
        'blend', jsonb_build_object(
            'raw_share', trim_scale(v_version.raw_share),
            'zero_event_policy', v_version.zero_event_policy,
            'zero_event_applied',
            v_score.raw_score = 0 AND v_version.zero_event_policy = 'zero',
            'final_score', v_score.final_score
        ),
        'state', jsonb_build_object(
            'previous_state', v_score.calculation_metadata -> 'previous_state',
            'momentum_state', v_score.momentum_state,
            'rising_threshold', v_version.rising_threshold,
            'needs_care_threshold', v_version.needs_care_threshold,
            'hysteresis', v_version.hysteresis,
            'decided_by_hysteresis', v_score.momentum_state <> v_plain_state
        )
    );
END
$explain_score$;

COMMENT ON FUNCTION momentum.explain_score(uuid, date) IS
    'Every number behind a score, as JSON: events, caps, history, blend, state. '
    'Errors: PM001, PM002, PM003, PM004, PM008';
