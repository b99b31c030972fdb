-- What holds for all objects of the schema, beside functions, keys and tables (see there).
BEGIN;
SELECT plan(11);

CREATE TEMPORARY VIEW types AS
SELECT t.oid, t.typname
FROM pg_type AS t
LEFT JOIN pg_class AS c ON c.oid = t.typrelid
WHERE
    t.typnamespace = 'momentum'::regnamespace
    AND t.typelem = 0
    AND COALESCE(c.relkind, 'c') = 'c';

SELECT cmp_ok(
    (SELECT count(*) FROM types), '>=', 10::bigint, 'there are types to look at'
);
SELECT is_empty(
    $$SELECT typname FROM types WHERE COALESCE(obj_description(oid, 'pg_type'), '') = ''$$,
    'every type has a comment'
);
SELECT isnt(
    obj_description('momentum'::regnamespace, 'pg_namespace'), NULL, 'the schema has a comment'
);
SELECT is_empty(
    $$SELECT conrelid::regclass, conname
    FROM pg_constraint
    WHERE connamespace = 'momentum'::regnamespace AND NOT convalidated$$,
    'every constraint holds for the rows that were there before it'
);
SELECT is_empty(
    $$SELECT i.indexrelid::regclass
    FROM pg_index AS i
    JOIN pg_class AS c ON c.oid = i.indexrelid
    WHERE
        c.relnamespace = 'momentum'::regnamespace
        AND NOT (i.indisvalid AND i.indisready AND i.indislive)$$,
    'every index is valid'
);
SELECT is_empty(
    $$SELECT a.indexrelid::regclass, b.indexrelid::regclass
    FROM pg_index AS a
    JOIN pg_index AS b ON b.indrelid = a.indrelid AND b.indexrelid > a.indexrelid
    JOIN pg_class AS c ON c.oid = a.indrelid AND c.relnamespace = 'momentum'::regnamespace
    WHERE
        a.indkey = b.indkey
        AND a.indclass = b.indclass
        AND a.indoption = b.indoption
        AND a.indpred IS NOT DISTINCT FROM b.indpred
        AND a.indexprs IS NOT DISTINCT FROM b.indexprs$$,
    'no index is there twice'
);
SELECT is_empty(
    $$SELECT t.tgrelid::regclass, t.tgname
    FROM pg_trigger AS t
    JOIN pg_class AS c ON c.oid = t.tgrelid
    WHERE c.relnamespace = 'momentum'::regnamespace AND t.tgenabled <> 'O'$$,
    'no trigger is switched off'
);
SELECT is_empty(
    $$SELECT p.polrelid::regclass, p.polname
    FROM pg_policy AS p
    JOIN pg_class AS c ON c.oid = p.polrelid
    WHERE c.relnamespace = 'momentum'::regnamespace AND 0 = ANY (p.polroles)$$,
    'every policy names the roles that it is for'
);
SELECT is_empty(
    $$SELECT p.polrelid::regclass, p.polname
    FROM pg_policy AS p
    JOIN pg_class AS c ON c.oid = p.polrelid
    WHERE
        c.relnamespace = 'momentum'::regnamespace
        AND 'anon'::regrole = ANY (p.polroles)$$,
    'no policy is for anon'
);

-- The rules see what breaks them.
CREATE TYPE momentum.wrong AS (a integer);
SELECT is(
    (SELECT count(*) FROM types WHERE obj_description(oid, 'pg_type') IS NULL),
    1::bigint,
    'a type without a comment would be noticed'
);
ALTER TABLE momentum.organisations ADD CONSTRAINT wrong CHECK (name <> '') NOT VALID;
SELECT is(
    (
        SELECT count(*) FROM pg_constraint
        WHERE connamespace = 'momentum'::regnamespace AND NOT convalidated
    ),
    1::bigint,
    'a constraint that was not validated would be noticed'
);

SELECT * FROM finish();
ROLLBACK;
