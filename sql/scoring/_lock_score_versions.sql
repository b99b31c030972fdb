-- Waits for the calculations under way and keeps new ones out until the transaction ends
-- (class 7710, key 0, exclusive). Raises PM011 in a transaction whose snapshot is older than the
-- lock.
CREATE OR REPLACE FUNCTION momentum._lock_score_versions()
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_lock_score_versions$
BEGIN
    PERFORM momentum._check_isolation();
    PERFORM pg_advisory_xact_lock(7710, 0);
END
$_lock_score_versions$;

COMMENT ON FUNCTION momentum._lock_score_versions() IS
    'Keeps calculations out until the transaction ends, for the change of a score version';
