-- For each active rule: the window of its limit that p_now is in; how many users have the day; and
-- those of them for whom the rule applies on it, and who are not recorded yet in the windows of
-- p_now. Writes nothing.
--
-- A rule looks at the days from within_days - 1 days before the day to the day itself, by the
-- calendar. A stored day without events is passed over, as if it were not there, unless the rule
-- counts empty days; and a user whose evaluated day is not there is not looked at. So a weekend
-- without events neither makes a rule apply nor, by itself, keeps it from applying: Friday and
-- Monday are consecutive. What lies before the span is never read, and no day counts as a change
-- for being the first one.
-- The organisation of a candidate is the one that the user belongs to and that is not deleted; of
-- several the one with the lowest id. Of a user whose organisations are all deleted it is one of
-- these, whose coaches see nothing: null would show it to all coaches.
-- Sees all users: for the service alone. Planned at each call: one user, or everyone.
CREATE OR REPLACE FUNCTION momentum._find_interventions(
    p_score_date date,
    p_user_ids uuid[],
    p_now timestamptz
)
RETURNS TABLE (
    rule_name text,
    window_start timestamptz,
    evaluated_users bigint,
    candidates momentum._intervention_candidate[]
)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan
SET work_mem = '64MB'
SET jit = off
AS $_find_interventions$
DECLARE
    v_states CONSTANT text[] := ARRAY['Rising', 'Steady', 'NeedsCare'];
    v_longest CONSTANT integer := (
        SELECT max(r.within_days) FROM momentum.intervention_rules AS r WHERE r.active
    );
BEGIN
    RETURN QUERY
    WITH rule AS MATERIALIZED (
        SELECT
            r.*,
            -- compared faster than a name
            row_number() OVER (ORDER BY r.name)::integer AS number,
            date_bin(r.limit_hours * interval '1 hour', p_now, 'epoch') AS window_start
        FROM momentum.intervention_rules AS r
        WHERE r.active
    ),
    -- Two bits for each day of a user, those of the evaluated day lowest: 0 for no such day, else
    -- its state. There are few such patterns, and many users of each.
    history AS MATERIALIZED (
        SELECT e.user_id, bit_or(e.state) AS states, bit_or(e.state_if_empty) AS empty_states
        FROM (
            SELECT
                s.user_id,
                b.state,
                CASE WHEN s.event_count = 0 THEN b.state ELSE 0 END AS state_if_empty
            FROM momentum.daily_engagement_scores AS s
            CROSS JOIN LATERAL (
                SELECT
                    array_position(v_states, s.momentum_state)::bigint
                    << 2 * (p_score_date - s.score_date)
                    AS state
            ) AS b
            WHERE
                s.score_date > p_score_date - v_longest
                AND s.score_date <= p_score_date
                AND (p_user_ids IS NULL OR s.user_id = ANY (p_user_ids))
        ) AS e
        JOIN momentum._users AS u ON u.id = e.user_id AND u.deleted_at IS NULL
        GROUP BY e.user_id
        HAVING bit_or(e.state) & 3 > 0
    ),
    seen AS MATERIALIZED (
        SELECT r.number, h.user_id, m.states
        FROM rule AS r
        CROSS JOIN history AS h
        CROSS JOIN LATERAL (
            SELECT
                (h.states & ~ CASE WHEN r.counts_empty_days THEN 0 ELSE h.empty_states END)
                & ((1::bigint << 2 * r.within_days) - 1)
                AS states
        ) AS m
        WHERE m.states & 3 > 0
    ),
    pattern AS MATERIALIZED (
        SELECT r.number, s.states, s.users, f.figure
        FROM (
            SELECT s.number, s.states, count(*) AS users
            FROM seen AS s
            GROUP BY s.number, s.states
        ) AS s
        JOIN rule AS r ON r.number = s.number
        CROSS JOIN LATERAL (
            SELECT
                CASE r.rule_type
                    WHEN 'consecutive_days' THEN count(*) FILTER (WHERE d.others_since = 0)
                    WHEN 'days_in_state' THEN count(*) FILTER (WHERE d.state = d.wanted_state)
                    WHEN 'state_changes' THEN count(*) FILTER (WHERE d.state <> d.state_before)
                END AS figure
            FROM (
                SELECT
                    d.state,
                    d.wanted_state,
                    lead(d.state) OVER newest_first AS state_before,
                    count(*) FILTER (WHERE d.state <> d.wanted_state) OVER newest_first
                    AS others_since
                FROM (
                    SELECT
                        back,
                        s.states >> 2 * back & 3 AS state,
                        array_position(v_states, r.momentum_state) AS wanted_state
                    FROM generate_series(0, r.within_days - 1) AS back
                ) AS d
                WHERE d.state > 0
                WINDOW newest_first AS (ORDER BY d.back)
            ) AS d
        ) AS f
    ),
    figure AS (
        SELECT r.number, s.user_id, p.figure::numeric AS figure
        FROM pattern AS p
        JOIN rule AS r ON r.number = p.number AND p.figure >= r.threshold
        JOIN seen AS s ON s.number = p.number AND s.states = p.states
        UNION ALL
        SELECT r.number, d.user_id, d.figure
        FROM (
            SELECT
                r.number,
                s.user_id,
                max(s.final_score) FILTER (WHERE s.score_date < p_score_date)
                - max(s.final_score) FILTER (WHERE s.score_date = p_score_date) AS figure
            FROM rule AS r
            JOIN momentum.daily_engagement_scores AS s
                ON s.score_date > p_score_date - r.within_days
                AND s.score_date <= p_score_date
                AND (s.event_count > 0 OR r.counts_empty_days)
            WHERE
                r.rule_type = 'score_drop'
                AND (p_user_ids IS NULL OR s.user_id = ANY (p_user_ids))
            GROUP BY r.number, s.user_id
        ) AS d
        JOIN rule AS r ON r.number = d.number AND d.figure >= r.threshold
        JOIN history AS h ON h.user_id = d.user_id
    ),
    candidate AS (
        SELECT
            r.number,
            f.user_id,
            (
                SELECT m.organisation_id
                FROM momentum.memberships AS m
                JOIN momentum.organisations AS o ON o.id = m.organisation_id
                WHERE m.user_id = f.user_id
                ORDER BY o.deleted_at IS NOT NULL, m.organisation_id
                LIMIT 1
            ) AS organisation_id,
            CASE r.rule_type
                WHEN 'consecutive_days' THEN
                    format('%s on %s days in a row', r.momentum_state, f.figure)
                WHEN 'score_drop' THEN
                    format('%s points down within %s days', f.figure, r.within_days)
                WHEN 'days_in_state' THEN
                    format('%s on %s of %s days', r.momentum_state, f.figure, r.within_days)
                ELSE
                    format('%s changes of state within %s days', f.figure, r.within_days)
            END || format(', up to %s', to_char(p_score_date, 'YYYY-MM-DD')) AS trigger_reason,
            r.intervention_type IS NOT NULL AND NOT EXISTS (
                SELECT
                FROM momentum.coach_interventions AS i
                WHERE
                    i.user_id = f.user_id
                    AND i.rule_name = r.name
                    AND i.window_start = r.window_start
            ) AS intervenes,
            CASE
                WHEN r.notification_type IS NULL OR today.told THEN NULL
                WHEN today.ordinal < r.per_day THEN today.ordinal + 1
            END AS ordinal
        FROM figure AS f
        JOIN rule AS r ON r.number = f.number
        CROSS JOIN LATERAL (
            SELECT
                COALESCE(max(n.ordinal), 0) AS ordinal,
                COALESCE(bool_or(n.window_start = r.window_start), false) AS told
            FROM momentum.momentum_notifications AS n
            WHERE
                n.rule_name = r.name
                AND n.day = (p_now AT TIME ZONE 'UTC')::date
                AND n.user_id = f.user_id
        ) AS today
    )
    SELECT
        r.name,
        r.window_start,
        COALESCE(looked_at.users, 0),
        COALESCE(due.candidates, '{}')
    FROM rule AS r
    LEFT JOIN (
        SELECT p.number, sum(p.users)::bigint AS users
        FROM pattern AS p
        GROUP BY p.number
    ) AS looked_at ON looked_at.number = r.number
    LEFT JOIN (
        SELECT
            c.number,
            array_agg(
                (
                    c.user_id, c.organisation_id, c.trigger_reason, c.intervenes, c.ordinal
                )::momentum._intervention_candidate
            ) AS candidates
        FROM candidate AS c
        WHERE c.intervenes OR c.ordinal IS NOT NULL
        GROUP BY c.number
    ) AS due ON due.number = r.number
    ORDER BY r.name;
END
$_find_interventions$;

COMMENT ON FUNCTION momentum._find_interventions(date, uuid[], timestamptz) IS
    'For each active rule how many users have the day, and for whom it applies and is not recorded '
    'in the windows of an instant';
