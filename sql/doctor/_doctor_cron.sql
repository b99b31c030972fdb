-- What is wrong with the entries of pg_cron, which may be in another database: so they are given,
-- those of this database, as a list of {name, schedule, command, role, active}, with the role that
-- would register them anew and the time zone of pg_cron (null: GMT). See doctor().
-- No entries at all are right where something else, jobs serve, runs the jobs.
-- Registering them anew is nobody's decision while it does not change the role that runs them.
-- Changes nothing.
CREATE OR REPLACE FUNCTION momentum._doctor_cron(
    p_entries jsonb,
    p_role text,
    p_time_zone text
)
RETURNS TABLE (check_name text, subject text, meaning text, mend text[], fixable boolean)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_doctor_cron$
DECLARE
    c_prefix CONSTANT text := momentum._cron_prefix();
    v_roles text[];
BEGIN
    SELECT array_agg(DISTINCT e.role)
    INTO v_roles
    FROM jsonb_to_recordset(p_entries) AS e (name text, role text)
    WHERE starts_with(e.name, c_prefix);
    IF v_roles IS NULL AND momentum._jobs_are_run() THEN
        RETURN;
    END IF;

    RETURN QUERY
    WITH entry AS (
        SELECT e.*
        FROM jsonb_to_recordset(p_entries)
            AS e (name text, schedule text, command text, role text, active boolean)
    ),
    found AS (
        SELECT 'cron_entries_absent' AS check_name, x.name AS subject
        FROM momentum._cron_entries() AS x
        WHERE NOT EXISTS (SELECT FROM entry AS e WHERE e.name = x.name)
        UNION ALL
        SELECT 'cron_entries_outdated', e.name
        FROM momentum._cron_entries() AS x
        JOIN entry AS e ON e.name = x.name
        WHERE (e.schedule, e.command, e.active) IS DISTINCT FROM (x.schedule, x.command, true)
        UNION ALL
        SELECT
            'cron_entries_doubled',
            format('%s of %s', COALESCE(e.name, 'one without a name'), e.role)
        FROM momentum._cron_entries() AS x
        JOIN entry AS e ON e.name = x.name OR e.command = x.command
        WHERE
            EXISTS (
                SELECT
                FROM entry AS other
                WHERE
                    (other.name = x.name OR other.command = x.command)
                    AND (other.name, other.role) IS DISTINCT FROM (e.name, e.role)
            )
            AND (e.name, e.role) IS DISTINCT FROM (x.name, p_role)
        UNION ALL
        SELECT 'cron_entries_left_over', e.name
        FROM entry AS e
        WHERE
            starts_with(e.name, c_prefix)
            AND NOT EXISTS (SELECT FROM momentum._cron_entries() AS x WHERE x.name = e.name)
    )
    SELECT
        f.check_name,
        string_agg(DISTINCT f.subject, ', ' ORDER BY f.subject),
        CASE f.check_name
            WHEN 'cron_entries_absent' THEN 'pg_cron does not run these jobs: they are not '
                'registered'
            WHEN 'cron_entries_outdated' THEN 'momentum.jobs says otherwise: it was changed since, '
                'or the entries were changed or switched off by hand'
            WHEN 'cron_entries_doubled' THEN 'The jobs are registered more than once. Each still '
                'runs once, as the role that comes first'
            ELSE 'These jobs are disabled or gone'
        END
        || CASE
            WHEN p_role = ANY (v_roles) IS NOT FALSE THEN ''
            ELSE format(
                '. The jobs run as %s: do it as that role, or they will run as %s',
                array_to_string(v_roles, ', '),
                p_role
            )
        END,
        ARRAY['pgmomentum jobs install'],
        p_role = ANY (v_roles) IS NOT FALSE
    FROM found AS f
    GROUP BY f.check_name
    ORDER BY f.check_name;

    RETURN QUERY
    SELECT
        'cron_time_zone',
        p_time_zone,
        'pg_cron takes the hours of the schedules for those of this time zone; they are UTC. The '
            'setting takes a restart of the server',
        ARRAY['ALTER SYSTEM SET cron.timezone = ''GMT'''],
        false
    WHERE p_time_zone !~* '^(etc/)?(gmt|utc|uct|zulu|universal|greenwich)$';
END
$_doctor_cron$;

COMMENT ON FUNCTION momentum._doctor_cron(jsonb, text, text) IS
    'What is wrong with the entries of pg_cron that are given: for pgmomentum doctor';
