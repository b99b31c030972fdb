-- Registers the enabled jobs with pg_cron, which has to be in this database; returns how many
-- entries there are. Again and again without duplicates: entries that are there are brought up to
-- date, and those of jobs that are disabled or gone, or of other roles, are taken away.
-- pg_cron runs them as the role that calls this. Raises PM012 (no pg_cron in this database).
CREATE OR REPLACE FUNCTION momentum.schedule_jobs()
RETURNS integer
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $schedule_jobs$
DECLARE
    v_count integer;
BEGIN
    PERFORM momentum._unschedule_jobs(ARRAY(SELECT e.name FROM momentum._cron_entries() AS e));
    SELECT count(cron.schedule(e.name, e.schedule, e.command))::integer INTO v_count
    FROM momentum._cron_entries() AS e;
    RETURN v_count;
END
$schedule_jobs$;

COMMENT ON FUNCTION momentum.schedule_jobs() IS
    'Registers the enabled jobs with pg_cron in this database, without duplicates; returns how '
    'many entries there are. Errors: PM012';
