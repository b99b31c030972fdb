-- A foreign key without an index makes each deletion of a parent read the whole child.
BEGIN;
SELECT plan(5);

CREATE TEMPORARY VIEW unindexed AS
SELECT k.conrelid::regclass::text AS table_name, k.conname::text
FROM pg_constraint AS k
JOIN pg_class AS c ON c.oid = k.conrelid
WHERE
    k.contype = 'f'
    AND c.relnamespace = 'momentum'::regnamespace
    AND NOT EXISTS (
        SELECT
        FROM pg_index AS i
        WHERE
            i.indrelid = k.conrelid
            AND i.indisvalid
            AND (i.indkey::smallint[])[0:cardinality(k.conkey) - 1] @> k.conkey
            -- a partial index helps only where it leaves out nothing but nulls
            AND (
                i.indpred IS NULL
                OR (
                    cardinality(k.conkey) = 1
                    AND pg_get_expr(i.indpred, i.indrelid) = format(
                        '(%I IS NOT NULL)',
                        (
                            SELECT a.attname
                            FROM pg_attribute AS a
                            WHERE a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
                        )
                    )
                )
            )
    );

SELECT cmp_ok(
    (
        SELECT count(*)
        FROM pg_constraint AS k
        WHERE k.contype = 'f' AND k.connamespace = 'momentum'::regnamespace
    ),
    '>=', 8::bigint, 'there are foreign keys to look at'
);
SELECT is_empty('SELECT * FROM unindexed', 'every foreign key has an index that begins with it');

CREATE TABLE momentum.wrong_child (
    id bigint PRIMARY KEY,
    pillar_id text REFERENCES momentum.momentum_pillars (id)
);
SELECT is(
    (SELECT count(*) FROM unindexed WHERE table_name = 'momentum.wrong_child'),
    1::bigint,
    'a foreign key without an index would be noticed'
);
CREATE INDEX ON momentum.wrong_child (id, pillar_id);
SELECT is(
    (SELECT count(*) FROM unindexed WHERE table_name = 'momentum.wrong_child'),
    1::bigint,
    'an index that has the column, but not first, is not enough'
);
CREATE INDEX ON momentum.wrong_child (pillar_id);
SELECT is(
    (SELECT count(*) FROM unindexed WHERE table_name = 'momentum.wrong_child'),
    0::bigint,
    'an index that begins with the column is'
);

SELECT * FROM finish();
ROLLBACK;
