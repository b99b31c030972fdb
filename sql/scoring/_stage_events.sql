-- Makes the temporary table that _import_staged_events reads: it lasts until the transaction ends.
-- A line is in document, as one JSON object, or in the columns user_id to payload.
CREATE OR REPLACE FUNCTION momentum._stage_events()
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_stage_events$
BEGIN
    CREATE TEMPORARY TABLE staged_events (
        line bigint NOT NULL,
        user_id text,
        event_type text,
        event_ts text,
        id text,
        pillar_id text,
        payload text,
        document text
    ) ON COMMIT DROP;
END
$_stage_events$;

COMMENT ON FUNCTION momentum._stage_events() IS
    'Makes the temporary table pg_temp.staged_events, for the rest of the transaction';
