-- What a page shows of a user, beside the newest score: {user_id, history: [{score_date,
-- final_score, momentum_state, event_count}] of the last p_days days, oldest first; badges: as
-- explain_badge() has them, of the user's organisations; milestones: {year, session_count,
-- thresholds, reached: [{milestone_value, created_at}]} of the current UTC year, session_count null
-- where it is not known; timestamp}.
-- For the user and the service. SECURITY DEFINER: badges and thresholds are configuration that
-- users may not read as such. Raises PM001, PM006 unless p_days is one of 1 to 366, PM008.
CREATE OR REPLACE FUNCTION momentum.get_dashboard(
    target_user_id uuid,
    p_days integer DEFAULT 30
)
RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET "TimeZone" = 'UTC'
AS $get_dashboard$
DECLARE
    v_now CONSTANT timestamptz := momentum.clock();
    v_today CONSTANT date := momentum._today();
    v_year CONSTANT integer := extract(YEAR FROM v_today)::integer;
    v_organisation_ids uuid[];
BEGIN
    PERFORM momentum._check_may_act_for(target_user_id);
    PERFORM momentum._check_users(ARRAY[target_user_id]);
    IF (p_days BETWEEN 1 AND 366) IS NOT TRUE THEN
        RAISE EXCEPTION 'cannot show % days', COALESCE(p_days::text, 'null')
            USING ERRCODE = 'PM006',
                  HINT = 'Give a number of days from 1 to 366.';
    END IF;
    v_organisation_ids := ARRAY(
        SELECT m.organisation_id
        FROM momentum.memberships AS m
        JOIN momentum.organisations AS o ON o.id = m.organisation_id AND o.deleted_at IS NULL
        WHERE m.user_id = target_user_id
    );
    RETURN jsonb_build_object(
        'user_id', target_user_id,
        'history', COALESCE(
            (
                SELECT
                    jsonb_agg(
                        jsonb_build_object(
                            'score_date', s.score_date,
                            'final_score', s.final_score,
                            'momentum_state', s.momentum_state,
                            'event_count', s.event_count
                        )
                        ORDER BY s.score_date
                    )
                FROM momentum.daily_engagement_scores AS s
                WHERE
                    s.user_id = target_user_id
                    AND s.score_date > v_today - p_days
                    AND s.score_date <= v_today
            ),
            '[]'
        ),
        'badges', COALESCE(
            (
                SELECT jsonb_agg(momentum.explain_badge(target_user_id, b.id) ORDER BY b.name, b.id)
                FROM momentum.badge_definitions AS b
                LEFT JOIN momentum.badge_awards AS w
                    ON w.user_id = target_user_id AND w.badge_id = b.id AND w.revoked_at IS NULL
                WHERE
                    (b.active AND b.organisation_id = ANY (v_organisation_ids))
                    OR w.user_id IS NOT NULL
            ),
            '[]'
        ),
        'milestones', jsonb_build_object(
            'year', v_year,
            'session_count', (
                SELECT a.session_count
                FROM momentum.annual_summary AS a
                WHERE a.user_id = target_user_id AND a.year = v_year
            ),
            'thresholds', (
                SELECT COALESCE(jsonb_agg(DISTINCT t.value), '[]')
                FROM momentum._effective_configs AS c
                CROSS JOIN unnest(c.thresholds) AS t (value)
                WHERE
                    c.scenario_type = 'milestone'
                    AND c.enabled
                    AND (
                        c.organisation_id = ANY (v_organisation_ids)
                        OR (c.organisation_id IS NULL AND cardinality(v_organisation_ids) = 0)
                    )
            ),
            'reached', (
                SELECT
                    COALESCE(
                        jsonb_agg(
                            jsonb_build_object(
                                'milestone_value', n.milestone_value,
                                'created_at', n.created_at
                            )
                            ORDER BY n.milestone_value
                        ),
                        '[]'
                    )
                FROM momentum.scenario_notifications AS n
                WHERE
                    n.user_id = target_user_id
                    AND n.scenario_type = 'milestone'
                    AND n.milestone_year = v_year
            )
        ),
        'timestamp', v_now
    );
END
$get_dashboard$;

COMMENT ON FUNCTION momentum.get_dashboard(uuid, integer) IS
    'What a page shows of a user beside the newest score: {user_id, history, badges, milestones, '
    'timestamp}; p_days: days of history. Errors: PM001, PM006, PM008';
