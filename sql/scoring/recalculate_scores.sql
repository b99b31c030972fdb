-- Computes the scores of a span of days anew, in date order because each day reads the days before
-- it, for all active users or those named, under the version in effect on each day. COMMITs as it
-- goes: call it outside a transaction.
-- Raises PM001, PM002, PM003, PM004, PM006, PM011; PM010 when more than
-- settings.failed_share_limit of the rows failed.
CREATE OR REPLACE PROCEDURE momentum.recalculate_scores(
    p_from date,
    p_to date,
    p_user_ids uuid[] DEFAULT NULL,
    p_page_size integer DEFAULT 500,
    p_commit_every integer DEFAULT 1000
)
LANGUAGE plpgsql
AS $recalculate_scores$
BEGIN
    CALL momentum._score_days(
        'recalculate', p_from, p_to, p_user_ids, p_page_size, p_commit_every
    );
END
$recalculate_scores$;

COMMENT ON PROCEDURE momentum.recalculate_scores(date, date, uuid[], integer, integer) IS
    'Scores a span of UTC days anew, in date order, in pages of users, committing as it goes. '
    'Errors: PM001, PM002, PM003, PM004, PM006, PM010, PM011';
