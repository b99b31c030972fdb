-- Copies the rows of legacy.daily_engagement_scores in a span of days for which there is none here,
-- as algorithm_version "legacy"; returns how many. What the table does not have is filled in: raw
-- and normalized score are the final one, the state is that of the thresholds of the day's version.
-- What cannot be copied stays where it is and is counted in a WARNING: rows of unknown or deleted
-- users, null and impossible scores, several rows for one day of a user, breakdowns that are no
-- object.
-- Nothing is announced of days before yesterday, here and in the rest of the transaction, unless it
-- has set momentum.past_days to 'told'.
-- Holds the locks of _lock_users for everyone. Raises PM003, PM004, PM007, PM008, PM011.
CREATE OR REPLACE FUNCTION momentum.import_legacy_scores(p_from date, p_to date)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $import_legacy_scores$
DECLARE
    v_now CONSTANT timestamptz := momentum.clock();
    v_copied bigint;
    v_left_out bigint;
    v_reasons text;
    v_constraint text;
BEGIN
    PERFORM momentum._check_score_dates(p_from, p_to);
    PERFORM momentum._quiet_past_days();
    PERFORM momentum._lock_users(NULL);
    LOOP
        BEGIN
            WITH completed AS (
                SELECT
                    l.user_id,
                    l.score_date,
                    round(COALESCE(l.raw_score, l.final_score), 2) AS raw_score,
                    round(COALESCE(l.normalized_score, l.final_score), 2) AS normalized_score,
                    round(l.final_score, 2) AS final_score,
                    CASE
                        WHEN l.momentum_state IN ('Rising', 'Steady', 'NeedsCare')
                            THEN l.momentum_state
                        ELSE (
                            SELECT
                                CASE
                                    WHEN round(l.final_score, 2) >= v.rising_threshold
                                        THEN 'Rising'
                                    WHEN round(l.final_score, 2) >= v.needs_care_threshold
                                        THEN 'Steady'
                                    ELSE 'NeedsCare'
                                END
                            FROM momentum.score_versions AS v
                            WHERE v.effective_from <= l.score_date
                            ORDER BY v.effective_from DESC
                            LIMIT 1
                        )
                    END AS momentum_state,
                    COALESCE(l.breakdown, '{}') AS breakdown,
                    COALESCE(l.events_count, 0) AS event_count,
                    l.is_ambiguous
                FROM momentum._legacy_scores(p_from, p_to) AS l
            ),
            judged AS MATERIALIZED (
                SELECT
                    c.*,
                    CASE
                        WHEN u.id IS NULL THEN 'of unknown or deleted users'
                        WHEN c.is_ambiguous THEN 'of days with several rows'
                        WHEN (
                            c.final_score BETWEEN 0 AND 100
                            AND c.normalized_score BETWEEN 0 AND 100
                            AND c.raw_score BETWEEN 0 AND 99999999.99
                            AND c.event_count BETWEEN 0 AND 2147483647
                        ) IS NOT TRUE
                            THEN 'with a score or count that is null or out of range'
                        WHEN jsonb_typeof(c.breakdown) <> 'object'
                            THEN 'with a breakdown that is no object'
                        WHEN c.momentum_state IS NULL
                            THEN 'without a state, of days without a score version'
                    END AS problem
                FROM completed AS c
                LEFT JOIN momentum._users AS u ON u.id = c.user_id AND u.deleted_at IS NULL
            ),
            copied AS (
                INSERT INTO momentum.daily_engagement_scores (
                    user_id, score_date, raw_score, normalized_score, final_score, momentum_state,
                    breakdown, event_count, algorithm_version, created_at, updated_at
                )
                SELECT
                    j.user_id, j.score_date, j.raw_score, j.normalized_score, j.final_score,
                    j.momentum_state, j.breakdown, j.event_count, 'legacy', v_now, v_now
                FROM judged AS j
                WHERE j.problem IS NULL
                ON CONFLICT (user_id, score_date) DO NOTHING
                RETURNING user_id
            )
            SELECT
                (SELECT count(*) FROM copied),
                sum(p.row_count)::bigint,
                string_agg(p.row_count || ' ' || p.problem, '; ' ORDER BY p.problem)
            INTO v_copied, v_left_out, v_reasons
            FROM (
                SELECT j.problem, count(*) AS row_count
                FROM judged AS j
                WHERE j.problem IS NOT NULL
                GROUP BY j.problem
            ) AS p;
            EXIT;
        EXCEPTION
            WHEN foreign_key_violation THEN
                GET STACKED DIAGNOSTICS v_constraint = CONSTRAINT_NAME;
                IF v_constraint <> 'daily_engagement_scores_user_id_fkey' THEN
                    RAISE;
                END IF;
                -- a user was deleted at this moment: once more, without
        END;
    END LOOP;

    IF v_left_out > 0 THEN
        RAISE WARNING '% rows of legacy.daily_engagement_scores cannot be copied', v_left_out
            USING DETAIL = v_reasons,
                  HINT = 'They stay where they are: mend them, or insert the users, and import '
                         'the span again.';
    END IF;
    RETURN v_copied;
END
$import_legacy_scores$;

COMMENT ON FUNCTION momentum.import_legacy_scores(date, date) IS
    'Copies the rows of legacy.daily_engagement_scores in a span that have none here; returns how '
    'many, and warns of those that cannot be copied. Errors: PM003, PM004, PM007, PM008, PM011';
