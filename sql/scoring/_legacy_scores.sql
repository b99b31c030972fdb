-- The rows of the host's table legacy.daily_engagement_scores in a span of UTC days. Columns that
-- the table lacks are null; is_ambiguous marks those days of a user that have several rows.
-- Raises PM007 and PM008, see _check_legacy_table.
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
SET "DateStyle" = 'ISO, YMD'
SET "TimeZone" = 'UTC'
AS $_legacy_scores$
BEGIN
    PERFORM momentum._check_legacy_table();
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
    'The rows of legacy.daily_engagement_scores in a span, whichever columns it has. '
    'Errors: PM007, PM008';
