-- Makes the temporary table that _import_staged_activities reads: it lasts until the transaction
-- ends. A line is in document, as one JSON object, or in the columns user_id to organisation_id.
CREATE OR REPLACE FUNCTION momentum._stage_activities()
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_stage_activities$
BEGIN
    CREATE TEMPORARY TABLE staged_activities (
        line bigint NOT NULL,
        user_id text,
        activity_type text,
        completed_at text,
        activity_id text,
        organisation_id text,
        document text
    ) ON COMMIT DROP;
END
$_stage_activities$;

COMMENT ON FUNCTION momentum._stage_activities() IS
    'Makes the temporary table pg_temp.staged_activities, for the rest of the transaction';
