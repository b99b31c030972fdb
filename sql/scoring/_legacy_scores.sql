-- The rows of the host's table legacy.daily_engagement_scores in a span of days. Columns that the
-- table lacks are null; is_ambiguous marks those days of a user that have several rows.
-- Raises PM007 where there is no such table, or it lacks user_id, score_date or final_score.
CREATE OR REPLACE FUNCTION momentum._legacy_scores(p_from date, p_to date)
RETURNS TABLE (
    user_id uuid,
    score_date date,
    raw_score numeric,
    normalized_score numeric,
    final_score numeric,
    momentum_state text,
    breakdown jsonb,
    events_count numeric,
    is_ambiguous boolean
)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_legacy_scores$
DECLARE
    v_missing text;
BEGIN
    SELECT string_agg(needed.name, ', ') INTO v_missing
    FROM unnest(ARRAY['user_id', 'score_date', 'final_score']) AS needed (name)
    WHERE NOT EXISTS (
        SELECT FROM pg_attribute AS a
        WHERE
            a.attrelid = to_regclass('legacy.daily_engagement_scores')
            AND a.attname = needed.name
            AND NOT a.attisdropped
    );
    IF to_regclass('legacy.daily_engagement_scores') IS NULL THEN
        RAISE EXCEPTION 'there is no table legacy.daily_engagement_scores'
            USING ERRCODE = 'PM007',
                  HINT = 'Move the table of the legacy system into a schema named legacy: '
                         'ALTER TABLE daily_engagement_scores SET SCHEMA legacy.';
    ELSIF v_missing IS NOT NULL THEN
        RAISE EXCEPTION 'legacy.daily_engagement_scores has no column %', v_missing
            USING ERRCODE = 'PM007',
                  HINT = 'It needs user_id, score_date and final_score; put a view of that name '
                         'over a table whose columns are called otherwise.';
    END IF;

    RETURN QUERY
    SELECT
        l.user_id::uuid,
        l.score_date::date,
        r.raw_score,
        r.normalized_score,
        r.final_score,
        r.momentum_state,
        r.breakdown,
        r.events_count,
        count(*) OVER (PARTITION BY l.user_id::uuid, l.score_date::date) > 1
    FROM legacy.daily_engagement_scores AS l
    CROSS JOIN LATERAL jsonb_to_record(to_jsonb(l)) AS r (
        raw_score numeric,
        normalized_score numeric,
        final_score numeric,
        momentum_state text,
        breakdown jsonb,
        events_count numeric
    )
    WHERE l.score_date::date BETWEEN p_from AND p_to;
END
$_legacy_scores$;

COMMENT ON FUNCTION momentum._legacy_scores(date, date) IS
    'The rows of legacy.daily_engagement_scores in a span, whichever columns it has. Errors: PM007';
