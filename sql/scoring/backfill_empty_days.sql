-- Stores the calculated row for every active user and day of a span that has none; existing rows
-- are not touched. A dry run raises one NOTICE per day with missing rows and writes nothing.
-- COMMITs as it goes: call it outside a transaction.
-- Raises PM002, PM003, PM004, PM006, PM011; PM010 when more than settings.failed_share_limit of
-- the rows failed.
CREATE OR REPLACE PROCEDURE momentum.backfill_empty_days(
    p_from date,
    p_to date,
    p_page_size integer DEFAULT 500,
    p_commit_every integer DEFAULT 1000,
    p_dry_run boolean DEFAULT false
)
LANGUAGE plpgsql
AS $backfill_empty_days$
DECLARE
    v_day pg_catalog.date;
    v_missing bigint;
BEGIN
    IF p_dry_run IS NULL THEN
        RAISE EXCEPTION 'p_dry_run is null'
            USING ERRCODE = 'PM006',
                  HINT = 'Say true to list what is missing, false to store it.';
    ELSIF p_dry_run THEN
        FOR v_day, v_missing IN
            SELECT m.score_date, m.missing FROM momentum.missing_score_days(p_from, p_to) AS m
        LOOP
            RAISE NOTICE '%: % missing', v_day, v_missing;
        END LOOP;
    ELSE
        CALL momentum._score_days('backfill', p_from, p_to, NULL, p_page_size, p_commit_every);
    END IF;
END
$backfill_empty_days$;

COMMENT ON PROCEDURE momentum.backfill_empty_days(date, date, integer, integer, boolean) IS
    'Stores the calculated row for every active user and UTC day of a span that has none. '
    'Errors: PM002, PM003, PM004, PM006, PM010, PM011';
