-- Raises the progress of a paged run as a NOTICE whose DETAIL is a JSON object.
CREATE OR REPLACE PROCEDURE momentum._report_progress(
    p_operation text,
    p_score_date date,
    p_done bigint,
    p_failed bigint,
    p_total bigint
)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $_report_progress$
BEGIN
    RAISE NOTICE '% %: % of % rows', p_operation, p_score_date, p_done + p_failed, p_total
        USING DETAIL = jsonb_build_object(
            'score_date', p_score_date,
            'done', p_done,
            'failed', p_failed,
            'total', p_total
        );
END
$_report_progress$;

COMMENT ON PROCEDURE momentum._report_progress(text, date, bigint, bigint, bigint) IS
    'Raises a NOTICE with the progress of a paged run; its DETAIL is {score_date, done, failed, '
    'total}';
