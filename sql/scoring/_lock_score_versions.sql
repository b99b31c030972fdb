-- Waits for the calculations under way and keeps new ones out until the transaction ends
-- (class 7710, key 0, exclusive). Taken before the change of a version.
CREATE OR REPLACE FUNCTION momentum._lock_score_versions()
RETURNS void
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_lock_score_versions$
    SELECT pg_advisory_xact_lock(7710, 0)
$_lock_score_versions$;

COMMENT ON FUNCTION momentum._lock_score_versions() IS
    'Keeps calculations out until the transaction ends, for the change of a score version';
