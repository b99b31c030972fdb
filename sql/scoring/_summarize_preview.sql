-- What a score version would change over a span of days (see preview_scores), as one JSON object:
-- "rows" and "users" count what was previewed, what would have another score ("changed") and what
-- another state ("crossing"); the means are those of the days that have a stored score, before and
-- after; "states" counts rows by stored and previewed state ("none": no row is stored; "all": the
-- sum); "top" names the users whose score would change most on some day, with the first such day.
-- Only days with a stored score can change. Writes nothing. Raises what preview_scores raises.
CREATE OR REPLACE FUNCTION momentum._summarize_preview(
    p_version text,
    p_from date,
    p_to date,
    p_user_ids uuid[],
    p_top integer
)
RETURNS jsonb
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $_summarize_preview$
    -- evaluated once
    WITH previewed AS MATERIALIZED (
        SELECT
            p.*,
            p.preview_score - p.stored_score AS change,
            p.preview_state <> p.stored_state AS crosses
        FROM momentum.preview_scores(p_version, p_from, p_to, p_user_ids) AS p
    ),
    by_user AS MATERIALIZED (
        SELECT
            p.user_id,
            count(*) FILTER (WHERE p.change <> 0) AS changed_days,
            round(avg(p.change), 2) AS mean_change,
            max(abs(p.change)) AS largest,
            bool_or(p.crosses) AS crosses
        FROM previewed AS p
        GROUP BY p.user_id
    ),
    top_users AS (
        SELECT DISTINCT ON (u.largest, u.user_id)
            u.largest,
            u.user_id,
            jsonb_build_object(
                'user_id', u.user_id,
                'changed_days', u.changed_days,
                'mean_change', u.mean_change,
                'score_date', p.score_date,
                'change', p.change,
                'stored_score', p.stored_score,
                'preview_score', p.preview_score,
                'stored_state', p.stored_state,
                'preview_state', p.preview_state
            ) AS shown
        FROM (
            SELECT * FROM by_user AS b WHERE b.largest > 0
            ORDER BY b.largest DESC, b.user_id LIMIT p_top
        ) AS u
        JOIN previewed AS p ON p.user_id = u.user_id AND abs(p.change) = u.largest
        ORDER BY u.largest DESC, u.user_id, p.score_date
    ),
    moves AS (
        SELECT
            CASE
                WHEN GROUPING(p.stored_state) = 1 THEN 'all' ELSE COALESCE(p.stored_state, 'none')
            END AS before,
            CASE WHEN GROUPING(p.preview_state) = 1 THEN 'all' ELSE p.preview_state END AS after,
            count(*) AS row_count
        FROM previewed AS p
        GROUP BY CUBE (p.stored_state, p.preview_state)
    )
    SELECT jsonb_build_object(
        'version', p_version,
        'from', p_from,
        'to', p_to,
        'rows', (
            SELECT jsonb_build_object(
                'previewed', count(*),
                'without_score', count(*) FILTER (WHERE p.stored_score IS NULL),
                'changed', count(*) FILTER (WHERE p.change <> 0),
                'crossing', count(*) FILTER (WHERE p.crosses),
                'stored_mean', round(avg(p.stored_score), 2),
                'preview_mean',
                round(avg(p.preview_score) FILTER (WHERE p.stored_score IS NOT NULL), 2)
            )
            FROM previewed AS p
        ),
        'users', (
            SELECT jsonb_build_object(
                'previewed', count(*),
                'changed', count(*) FILTER (WHERE u.largest > 0),
                'crossing', count(*) FILTER (WHERE u.crosses)
            )
            FROM by_user AS u
        ),
        'states', (
            SELECT jsonb_object_agg(m.before, m.afters)
            FROM (
                SELECT s.before, jsonb_object_agg(s.after, s.row_count) AS afters
                FROM moves AS s
                GROUP BY s.before
            ) AS m
        ),
        'top', (
            SELECT COALESCE(jsonb_agg(t.shown ORDER BY t.largest DESC, t.user_id), '[]')
            FROM top_users AS t
        )
    )
$_summarize_preview$;

COMMENT ON FUNCTION momentum._summarize_preview(text, date, date, uuid[], integer) IS
    'What a version would change over a span, as JSON: counts, means of days with a stored score, '
    'states, the users that would change most; writes nothing. Errors: those of preview_scores';
