-- Takes all entries of this database away from pg_cron; returns how many there were.
-- Raises PM012 (no pg_cron in this database).
CREATE OR REPLACE FUNCTION momentum.unschedule_jobs()
RETURNS integer
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $unschedule_jobs$
BEGIN
    RETURN momentum._unschedule_jobs('{}');
END
$unschedule_jobs$;

COMMENT ON FUNCTION momentum.unschedule_jobs() IS
    'Takes the jobs of this database away from pg_cron; returns how many entries there were. '
    'Errors: PM012';
