-- Makes the interventions and notifications that the active rules give for a UTC day, for everyone
-- or the users named. Returns a row per rule: the users who have the day, what this call recorded,
-- and what another call recorded at the same moment.
-- The limits are windows of the clock, not of the day: call it as often as you like, in a window
-- each user is told once.
-- So of a day long ago, too, users are told now. After a missed night call it as ever: the rules
-- look at the days before, too.
-- Two calls at once wait for each other where they record the same; the unique keys decide. Rows
-- are inserted in one order, so that two runs of everyone do not deadlock; a user who is deleted
-- meanwhile is left out by starting anew, some times.
-- Raises PM001, PM003, PM004, PM011. The tables' triggers announce what is recorded.
CREATE OR REPLACE FUNCTION momentum.evaluate_interventions(
    p_score_date date DEFAULT momentum._today() - 1,
    p_user_ids uuid[] DEFAULT NULL
)
RETURNS TABLE (
    rule_name text,
    evaluated_users bigint,
    interventions bigint,
    notifications bigint,
    skipped bigint
)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $evaluate_interventions$
#variable_conflict use_column
DECLARE
    v_now CONSTANT timestamptz := momentum.clock();
    v_attempts CONSTANT integer := 5;
    v_rule_names text[];
    v_evaluated_users bigint[];
    v_interventions bigint[];
    v_notifications bigint[];
    v_skipped bigint[];
BEGIN
    PERFORM momentum._check_score_dates(p_score_date, p_score_date);
    PERFORM momentum._check_users(p_user_ids);
    PERFORM momentum._check_isolation();
    FOR v_attempt IN 1..v_attempts LOOP
        BEGIN
            WITH found AS MATERIALIZED (
                SELECT f.*
                FROM momentum._find_interventions(p_score_date, p_user_ids, v_now) AS f
            ),
            due AS MATERIALIZED (
                SELECT
                    r.*,
                    f.window_start,
                    c.*
                FROM found AS f
                JOIN momentum.intervention_rules AS r ON r.name = f.rule_name
                CROSS JOIN unnest(f.candidates) AS c
                ORDER BY r.name, c.user_id
            ),
            intervened AS (
                INSERT INTO momentum.coach_interventions (
                    user_id, organisation_id, rule_name, score_date, window_start,
                    intervention_type, trigger_reason, scheduled_date
                )
                SELECT
                    d.user_id, d.organisation_id, d.name, p_score_date, d.window_start,
                    d.intervention_type, d.trigger_reason, (v_now AT TIME ZONE 'UTC')::date
                FROM due AS d
                WHERE d.intervenes
                ON CONFLICT (user_id, rule_name, window_start) DO NOTHING
                RETURNING rule_name
            ),
            -- no arbiter: either unique key may decide
            notified AS (
                INSERT INTO momentum.momentum_notifications (
                    user_id, rule_name, score_date, window_start, ordinal, notification_type,
                    title, message
                )
                SELECT
                    d.user_id, d.name, p_score_date, d.window_start, d.ordinal,
                    d.notification_type, d.title, d.message
                FROM due AS d
                WHERE d.ordinal IS NOT NULL
                ON CONFLICT DO NOTHING
                RETURNING rule_name
            )
            SELECT
                array_agg(f.rule_name),
                array_agg(f.evaluated_users),
                array_agg(COALESCE(i.made, 0)),
                array_agg(COALESCE(n.made, 0)),
                array_agg(d.due - COALESCE(i.made, 0) - COALESCE(n.made, 0))
            -- not returned yet: rows that were stay returned where the attempt fails
            INTO
                v_rule_names, v_evaluated_users, v_interventions, v_notifications, v_skipped
            FROM found AS f
            CROSS JOIN LATERAL (
                SELECT count(*) FILTER (WHERE c.intervenes) + count(c.ordinal) AS due
                FROM unnest(f.candidates) AS c
            ) AS d
            LEFT JOIN (
                SELECT made.rule_name, count(*) AS made
                FROM intervened AS made
                GROUP BY made.rule_name
            ) AS i ON i.rule_name = f.rule_name
            LEFT JOIN (
                SELECT made.rule_name, count(*) AS made
                FROM notified AS made
                GROUP BY made.rule_name
            ) AS n ON n.rule_name = f.rule_name;
            EXIT;
        EXCEPTION
            WHEN foreign_key_violation OR deadlock_detected THEN
                IF v_attempt = v_attempts THEN
                    RAISE;
                END IF;
        END;
    END LOOP;
    RETURN QUERY
    SELECT made.*
    FROM unnest(
        v_rule_names, v_evaluated_users, v_interventions, v_notifications, v_skipped
    ) AS made (rule_name, evaluated_users, interventions, notifications, skipped)
    ORDER BY made.rule_name;
END
$evaluate_interventions$;

COMMENT ON FUNCTION momentum.evaluate_interventions(date, uuid[]) IS
    'Makes the interventions and notifications that the rules give for a UTC day (default '
    'yesterday) for everyone or the users named, within their limits, and '
    'returns per rule what this call recorded, and what another one recorded at the same moment. '
    'Errors: PM001, PM003, PM004, PM011';
