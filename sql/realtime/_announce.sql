-- The only place that tells the outside world about changed rows. Nobody listens yet: it does
-- nothing.
CREATE OR REPLACE FUNCTION momentum._announce(
    p_event_type text,
    p_user_ids uuid[],
    p_details jsonb DEFAULT '{}'
)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_announce$
BEGIN
    RETURN;
END
$_announce$;

COMMENT ON FUNCTION momentum._announce(text, uuid[], jsonb) IS
    'Tells the outside world that rows of these users changed (null or empty: none did)';
