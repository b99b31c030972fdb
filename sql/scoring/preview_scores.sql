-- What a recalculation of a span would store if a version were in effect over all of it, beside
-- what is stored: each day reads the days before it as they would have come out. Writes nothing.
-- Stored score and state are null where there is no row. Imported rows stay as they are, in the
-- preview as in a recalculation. Raises PM001, PM002, PM003, PM004.
CREATE OR REPLACE FUNCTION momentum.preview_scores(
    p_version text,
    p_from date,
    p_to date,
    p_user_ids uuid[] DEFAULT NULL
)
RETURNS TABLE (
    user_id uuid,
    score_date date,
    stored_score numeric,
    preview_score numeric,
    stored_state text,
    preview_state text
)
LANGUAGE plpgsql STABLE ROWS 100000
SET search_path = pg_catalog, pg_temp
AS $preview_scores$
#variable_conflict use_column
DECLARE
    v_version momentum.score_versions;
    v_from date;
    v_page record;
    v_day date;
    v_rows momentum._score[];
    v_given momentum._past_score[];
BEGIN
    PERFORM momentum._check_score_dates(p_from, p_to);
    PERFORM momentum._check_events_kept(p_from);
    PERFORM momentum._check_users(p_user_ids);
    IF p_version IS NULL THEN
        RAISE EXCEPTION 'a score version is missing'
            USING ERRCODE = 'PM002',
                  HINT = 'The versions are the rows of momentum.score_versions.';
    END IF;
    v_version := momentum._score_version(p_version, p_from);
    v_from := LEAST(GREATEST(p_from, momentum._first_active_day()), p_to + 1);

    FOR v_page IN
        SELECT
            array_agg(DISTINCT numbered.user_id) AS all_users,
            array_agg(numbered.user_id) AS user_ids,
            array_agg(numbered.day) AS days
        FROM (
            SELECT u.user_id, d.day, dense_rank() OVER (ORDER BY u.user_id) - 1 AS place
            FROM (
                SELECT v_from + number AS day FROM generate_series(0, p_to - v_from) AS number
            ) AS d
            CROSS JOIN LATERAL momentum._users_to_score('recalculate', d.day, p_user_ids) AS u
        ) AS numbered
        GROUP BY numbered.place / 500
        ORDER BY numbered.place / 500
    LOOP
        -- rows of the span that a recalculation leaves as they are
        v_given := ARRAY(
            SELECT (s.user_id, s.score_date, s.final_score, s.momentum_state)::momentum._past_score
            FROM momentum.daily_engagement_scores AS s
            LEFT JOIN unnest(v_page.user_ids, v_page.days) AS computed (user_id, day)
                ON computed.user_id = s.user_id AND computed.day = s.score_date
            WHERE
                s.user_id = ANY (v_page.all_users)
                AND s.score_date BETWEEN p_from AND p_to
                AND (
                    computed.user_id IS NULL
                    OR s.algorithm_version NOT IN (
                        SELECT v.version FROM momentum.score_versions AS v
                    )
                )
        );
        FOR v_day IN
            SELECT DISTINCT computed.day FROM unnest(v_page.days) AS computed (day) ORDER BY 1
        LOOP
            v_rows := ARRAY(
                SELECT previewed
                FROM momentum._score_users(
                    v_day,
                    v_version,
                    ARRAY(
                        SELECT computed.user_id
                        FROM unnest(v_page.user_ids, v_page.days) AS computed (user_id, day)
                        WHERE computed.day = v_day
                    ),
                    p_from,
                    v_given
                ) AS previewed
                WHERE previewed.change <> 'replace'
            );
            RETURN QUERY
            SELECT
                r.user_id, v_day, s.final_score::numeric, r.final_score,
                s.momentum_state, r.momentum_state
            FROM unnest(v_rows) AS r
            LEFT JOIN momentum.daily_engagement_scores AS s
                ON s.user_id = r.user_id AND s.score_date = v_day;
            v_given := v_given || ARRAY(
                SELECT (r.user_id, v_day, r.final_score, r.momentum_state)::momentum._past_score
                FROM unnest(v_rows) AS r
            );
        END LOOP;
    END LOOP;
END
$preview_scores$;

COMMENT ON FUNCTION momentum.preview_scores(text, date, date, uuid[]) IS
    'What a recalculation of a span under a version would store, beside what is stored; writes '
    'nothing. Errors: PM001, PM002, PM003, PM004';
