-- What is wrong with the tables of momentum themselves: see doctor(). Changes nothing.
CREATE OR REPLACE FUNCTION momentum._doctor_tables()
RETURNS TABLE (check_name text, subject text, meaning text, mend text[], fixable boolean)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
SET "DateStyle" = 'ISO, YMD'
AS $_doctor_tables$
DECLARE
    c_schema CONSTANT regnamespace := 'momentum'::regnamespace;
    -- as in realtime/publication.sql
    c_followed CONSTANT text[] := ARRAY[
        'daily_engagement_scores', 'coach_interventions', 'momentum_notifications',
        'scenario_notifications', 'badge_awards'
    ];
    -- the nightly job has until 06:00
    v_day CONSTANT date := (momentum.clock() AT TIME ZONE 'UTC' - interval '6 hours')::date;
BEGIN
    RETURN QUERY
    SELECT
        'disabled_trigger',
        format(
            '%s on %s', string_agg(DISTINCT shown.name, ', ' ORDER BY shown.name), c.oid::regclass
        ),
        'What was written since was not checked, scored, summarised, evaluated or announced: '
            'afterwards score the days concerned anew and reconcile the badges',
        array_agg(
            format('ALTER TABLE %s ENABLE TRIGGER %I', c.oid::regclass, t.tgname) ORDER BY t.tgname
        ),
        true
    FROM pg_trigger AS t
    JOIN pg_class AS c ON c.oid = t.tgrelid
    JOIN pg_proc AS f ON f.oid = t.tgfoid
    LEFT JOIN pg_trigger AS parent ON parent.oid = t.tgparentid
    CROSS JOIN LATERAL (
        SELECT CASE WHEN t.tgisinternal THEN 'foreign keys' ELSE quote_ident(t.tgname) END AS name
    ) AS shown
    WHERE
        c.relnamespace = c_schema
        AND t.tgenabled IN ('D', 'R')
        AND (f.pronamespace = c_schema OR t.tgisinternal)
        -- the parent's is mended with those of its partitions
        AND parent.tgenabled IS DISTINCT FROM t.tgenabled
    GROUP BY c.oid
    ORDER BY 2;

    RETURN QUERY
    SELECT
        'row_security_off',
        c.oid::regclass::text,
        'Whoever may read the table reads the rows of everyone',
        ARRAY[format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', c.oid::regclass)],
        true
    FROM pg_class AS c
    WHERE c.relnamespace = c_schema AND c.relkind IN ('r', 'p') AND NOT c.relrowsecurity
    ORDER BY 2;

    RETURN QUERY
    SELECT
        'unlogged_table',
        c.oid::regclass::text,
        'A crash of the server empties it, and a replica does not have it',
        ARRAY[format('ALTER TABLE %s SET LOGGED', c.oid::regclass)],
        -- nobody can use it meanwhile
        pg_total_relation_size(c.oid) < 100000000
    FROM pg_class AS c
    WHERE c.relnamespace = c_schema AND c.relkind = 'r' AND c.relpersistence = 'u'
    ORDER BY 2;

    RETURN QUERY
    SELECT
        'invalid_index',
        format('%s of %s', c.oid::regclass, i.indrelid::regclass),
        'It is kept up to date, as far as it is there, but no query uses it',
        ARRAY[
            CASE
                WHEN c.relname ~ '_cc(new|old)[0-9]*$'
                    THEN format('DROP INDEX CONCURRENTLY %s', c.oid::regclass)
                ELSE format('REINDEX INDEX CONCURRENTLY %s', c.oid::regclass)
            END
        ],
        true
    FROM pg_index AS i
    JOIN pg_class AS c ON c.oid = i.indexrelid AND c.relkind = 'i'
    WHERE
        c.relnamespace = c_schema
        AND NOT (i.indisvalid AND i.indisready AND i.indislive)
        AND NOT EXISTS (
            SELECT FROM pg_stat_progress_create_index AS p WHERE p.relid = i.indrelid
        )
    ORDER BY 2;

    RETURN QUERY
    SELECT
        'missing_partitions',
        string_agg(m.partition_name, ', ' ORDER BY m.from_day),
        'Events of these months are in the default partition, or will be: queries read more than '
            'they need to, and retention does not reach them',
        ARRAY['SELECT * FROM momentum.maintain_partitions()'],
        true
    FROM momentum._event_partitions_to_make(v_day) AS m
    HAVING count(*) > 0;

    RETURN QUERY
    SELECT
        'publication_lacks_tables',
        string_agg(f.name, ', ' ORDER BY f.name),
        'Clients of Supabase''s Realtime do not hear of changes of these tables',
        array_agg(
            format('ALTER PUBLICATION supabase_realtime ADD TABLE momentum.%I', f.name)
            ORDER BY f.name
        ),
        true
    FROM unnest(c_followed) AS f (name)
    WHERE
        EXISTS (SELECT FROM pg_publication AS p WHERE p.pubname = 'supabase_realtime')
        AND NOT EXISTS (
            SELECT
            FROM pg_publication_tables AS t
            WHERE
                t.pubname = 'supabase_realtime'
                AND t.schemaname = 'momentum'
                AND t.tablename = f.name
        )
    HAVING count(*) > 0;
END
$_doctor_tables$;

COMMENT ON FUNCTION momentum._doctor_tables() IS
    'What doctor() finds wrong with the tables: triggers, row security, indexes, partitions, the '
    'publication';
