-- Compares the stored scores of a span of days with those of legacy.daily_engagement_scores.
-- Afterwards momentum.score_discrepancies holds, for that span, just the days on which the two
-- differ by more than the tolerance, in points (difference = computed - legacy); returns how many.
-- A day that one side lacks is no difference, nor is an imported one: it equals itself. Legacy rows
-- that cannot be compared are counted in a WARNING: scores that are null or no number below ten
-- million, several rows for one day of a user.
-- Raises PM003, PM004, PM006 (a tolerance that is null or negative), PM007, PM008.
CREATE OR REPLACE FUNCTION momentum.compare_legacy_scores(
    p_from date,
    p_to date,
    p_tolerance numeric DEFAULT 5
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $compare_legacy_scores$
DECLARE
    v_now CONSTANT timestamptz := momentum.clock();
    v_differences bigint;
    v_left_out bigint;
BEGIN
    PERFORM momentum._check_score_dates(p_from, p_to);
    IF (p_tolerance >= 0 AND p_tolerance < 'NaN') IS NOT TRUE THEN
        RAISE EXCEPTION 'the tolerance cannot be %', COALESCE(p_tolerance::text, 'null')
            USING ERRCODE = 'PM006',
                  HINT = 'Give a number of points, 0 or more; the default is 5.';
    END IF;

    LOCK TABLE momentum.score_discrepancies IN SHARE ROW EXCLUSIVE MODE;
    WITH legacy AS MATERIALIZED (
        SELECT
            l.user_id,
            l.score_date,
            round(l.final_score, 2) AS final_score,
            (NOT l.is_ambiguous AND abs(l.final_score) < 10000000) IS TRUE AS is_comparable
        FROM momentum._legacy_scores(p_from, p_to) AS l
    ),
    differing AS MATERIALIZED (
        SELECT
            s.user_id,
            s.score_date,
            l.final_score AS legacy_score,
            s.final_score AS computed_score,
            s.final_score - l.final_score AS difference
        FROM legacy AS l
        JOIN momentum.daily_engagement_scores AS s
            ON s.user_id = l.user_id AND s.score_date = l.score_date
        WHERE l.is_comparable AND abs(s.final_score - l.final_score) > p_tolerance
    ),
    removed AS (
        DELETE FROM momentum.score_discrepancies AS d
        WHERE
            d.score_date BETWEEN p_from AND p_to
            AND NOT EXISTS (
                SELECT FROM differing AS n
                WHERE n.user_id = d.user_id AND n.score_date = d.score_date
            )
    ),
    recorded AS (
        INSERT INTO momentum.score_discrepancies AS d (
            user_id, score_date, legacy_score, computed_score, difference, created_at, updated_at
        )
        SELECT
            n.user_id, n.score_date, n.legacy_score, n.computed_score, n.difference, v_now, v_now
        FROM differing AS n
        ORDER BY n.user_id, n.score_date
        ON CONFLICT (user_id, score_date) DO UPDATE
        SET (legacy_score, computed_score, difference, updated_at) = (
            excluded.legacy_score, excluded.computed_score, excluded.difference,
            excluded.updated_at
        )
        WHERE
            (d.legacy_score, d.computed_score)
            IS DISTINCT FROM (excluded.legacy_score, excluded.computed_score)
    )
    SELECT
        (SELECT count(*) FROM differing),
        (SELECT count(*) FROM legacy AS l WHERE NOT l.is_comparable)
    INTO v_differences, v_left_out;

    IF v_left_out > 0 THEN
        RAISE WARNING '% rows of legacy.daily_engagement_scores cannot be compared', v_left_out
            USING HINT = 'Their score is null or no number below ten million, or their day has '
                         'several rows: mend them, and compare the span again.';
    END IF;
    RETURN v_differences;
END
$compare_legacy_scores$;

COMMENT ON FUNCTION momentum.compare_legacy_scores(date, date, numeric) IS
    'Records where the stored scores of a span differ from those of legacy.daily_engagement_scores '
    'by more than the tolerance (points); returns how many. '
    'Errors: PM003, PM004, PM006, PM007, PM008';
