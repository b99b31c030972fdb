-- A partition that was made is like the default one in every respect but its days.
BEGIN;
SELECT plan(8);

INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2020-01-01 00:00:00+00');
INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
VALUES ('00000000-0000-0000-0000-000000000001', 'a', '2026-03-10 12:00:00+00');
SELECT results_eq(
    $$SELECT * FROM momentum.maintain_partitions('2026-03-12 00:00:00+00')$$,
    $$VALUES
        ('created', 'momentum_events_2026_03', '2026-03-01'::date, '2026-04-01'::date, 1::bigint,
        NULL::text),
        ('created', 'momentum_events_2026_04', '2026-04-01', '2026-05-01', 0, NULL),
        ('created', 'momentum_events_2026_05', '2026-05-01', '2026-06-01', 0, NULL),
        ('created', 'momentum_events_2026_06', '2026-06-01', '2026-07-01', 0, NULL)$$,
    'a row per partition, with the number of events moved'
);

-- of the one with events and of an empty one
CREATE TEMPORARY VIEW made AS
SELECT c.*
FROM pg_class AS c
WHERE c.relname IN ('momentum_events_2026_03', 'momentum_events_2026_06');
CREATE TEMPORARY VIEW pattern AS
SELECT c.* FROM pg_class AS c WHERE c.oid = 'momentum.momentum_events_default'::regclass;

SELECT set_eq(
    $$SELECT relnamespace, relowner, relkind, relpersistence, relrowsecurity,
        relforcerowsecurity, COALESCE(relacl, acldefault('r', relowner)), reloptions,
        relispartition
    FROM made$$,
    $$SELECT relnamespace, relowner, relkind, relpersistence, relrowsecurity,
        relforcerowsecurity, COALESCE(relacl, acldefault('r', relowner)), reloptions,
        relispartition
    FROM pattern$$,
    'schema, owner, rights and row level security are those of the default partition'
);
CREATE FUNCTION pg_temp.columns(p_table oid) RETURNS text LANGUAGE sql AS $columns$
    SELECT string_agg(
        concat_ws(
            ' ', a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
            a.attcollation, a.attstorage, a.attcompression, a.attgenerated, a.attidentity,
            a.attislocal, a.attinhcount, pg_get_expr(d.adbin, d.adrelid)
        ),
        '; ' ORDER BY a.attnum
    )
    FROM pg_attribute AS a
    LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attrelid = p_table AND a.attnum > 0
$columns$;
SELECT set_eq(
    'SELECT pg_temp.columns(oid) FROM made', 'SELECT pg_temp.columns(oid) FROM pattern',
    'so are the columns'
);
CREATE FUNCTION pg_temp.constraints(p_table oid) RETURNS text LANGUAGE sql AS $constraints$
    SELECT string_agg(
        concat_ws(
            ' ', replace(k.conname, c.relname, 'table'), k.contype, k.convalidated,
            k.condeferrable, k.conislocal, k.coninhcount,
            CASE WHEN k.contype <> 'p' THEN k.connoinherit END, parent.conname,
            pg_get_constraintdef(k.oid)
        ),
        '; ' ORDER BY k.contype, pg_get_constraintdef(k.oid)
    )
    FROM pg_constraint AS k
    JOIN pg_class AS c ON c.oid = k.conrelid
    LEFT JOIN pg_constraint AS parent ON parent.oid = k.conparentid
    WHERE k.conrelid = p_table
$constraints$;
SELECT set_eq(
    'SELECT pg_temp.constraints(oid) FROM made', 'SELECT pg_temp.constraints(oid) FROM pattern',
    'so are the primary key, the foreign keys and the checks, all of them those of the parent'
);
CREATE FUNCTION pg_temp.indexes(p_table oid) RETURNS text LANGUAGE sql AS $indexes$
    SELECT string_agg(
        concat_ws(
            ' ', replace(pg_get_indexdef(x.indexrelid), c.relname, 'table'), x.indisprimary,
            x.indisvalid, i.inhparent::regclass
        ),
        '; ' ORDER BY i.inhparent::regclass::text
    )
    FROM pg_index AS x
    JOIN pg_class AS c ON c.oid = x.indrelid
    LEFT JOIN pg_inherits AS i ON i.inhrelid = x.indexrelid
    WHERE x.indrelid = p_table
$indexes$;
SELECT set_eq(
    'SELECT pg_temp.indexes(oid) FROM made', 'SELECT pg_temp.indexes(oid) FROM pattern',
    'so are the indexes, each part of the parent''s'
);
CREATE FUNCTION pg_temp.triggers(p_table oid) RETURNS text LANGUAGE sql AS $triggers$
    SELECT string_agg(
        concat_ws(' ', t.tgfoid::regproc, t.tgtype, t.tgenabled, t.tgisinternal),
        '; ' ORDER BY t.tgfoid::regproc::text, t.tgtype
    )
    FROM pg_trigger AS t
    WHERE t.tgrelid = p_table
$triggers$;
SELECT set_eq(
    'SELECT pg_temp.triggers(oid) FROM made', 'SELECT pg_temp.triggers(oid) FROM pattern',
    'so are the triggers'
);
SELECT is(
    obj_description('momentum.momentum_events_2026_03'::regclass, 'pg_class'),
    'Events from 2026-03-01 up to, not including, 2026-04-01 (UTC)',
    'each says what it holds'
);
SELECT is(
    (SELECT reltuples FROM made WHERE relname = 'momentum_events_2026_03'), 1::real,
    'the planner knows what was moved'
);

SELECT * FROM finish();
ROLLBACK;
