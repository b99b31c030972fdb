-- What an attacker plants in a schema: functions, operators, relations and types that bear the
-- names that the schema momentum uses. Whichever runs is counted in hostile.ran, which no rollback
-- takes back, and fails. Written to be run by the attacker.
CREATE SCHEMA hostile;
CREATE SEQUENCE hostile.ran;
CREATE FUNCTION hostile.plant() RETURNS void LANGUAGE plpgsql AS $plant$
DECLARE
    c_types CONSTANT text[] := ARRAY[
        'uuid', 'text', 'name', 'date', 'integer', 'bigint', 'numeric', 'double precision',
        'boolean', 'interval', 'timestamp', 'timestamptz', 'jsonb', 'regclass',
        'uuid[]', 'text[]', 'date[]', 'integer[]', 'bigint[]', 'jsonb[]', 'timestamptz[]',
        'anyarray'
    ];
    c_operands CONSTANT text[] := ARRAY[
        'uuid', 'text', 'date', 'integer', 'bigint', 'numeric', 'interval', 'timestamp',
        'timestamptz', 'jsonb', 'uuid[]', 'text[]'
    ];
    c_body CONSTANT text := $body$ LANGUAGE plpgsql AS
        'BEGIN PERFORM pg_catalog.nextval(''hostile.ran'');
        RAISE EXCEPTION ''planted: %%'', $what$%s$what$ USING ERRCODE = ''ZZ666''; END'
    $body$;
    v record;
BEGIN
    -- functions: the overloads of pg_catalog that can be written down, then one for each type
    FOR v IN
        WITH used AS (
            SELECT DISTINCT word.found[1] AS proname
            FROM pg_catalog.pg_proc AS m
            CROSS JOIN LATERAL regexp_matches(m.prosrc, '([a-z0-9_]+)\s*\(', 'g') AS word (found)
            JOIN pg_catalog.pg_proc AS p
                ON p.proname = word.found[1] AND p.pronamespace = 'pg_catalog'::regnamespace
            WHERE m.pronamespace = 'momentum'::regnamespace
        )
        SELECT
            u.proname AS name,
            arguments.list,
            CASE WHEN arguments.list ~ '^any' THEN 'boolean' ELSE 'text' END AS result
        FROM used AS u
        CROSS JOIN LATERAL (
            SELECT pg_catalog.oidvectortypes(p.proargtypes) AS list
            FROM pg_catalog.pg_proc AS p
            WHERE
                p.pronamespace = 'pg_catalog'::regnamespace
                AND p.proname = u.proname
                AND NOT EXISTS (
                    SELECT FROM unnest(p.proargtypes) AS a (type)
                    JOIN pg_catalog.pg_type AS t ON t.oid = a.type
                    WHERE t.typtype = 'p' AND t.typname !~ '^any.'
                )
                AND '"any"'::regtype <> ALL (p.proargtypes)
            UNION
            SELECT unnest(c_types)
            UNION
            SELECT unnest(ARRAY['VARIADIC text[]', 'text, VARIADIC text[]', 'text, text'])
        ) AS arguments
    LOOP
        BEGIN
            EXECUTE format('CREATE FUNCTION hostile.%I(%s) RETURNS %s', v.name, v.list, v.result)
                || format(c_body, v.name);
        EXCEPTION
            WHEN duplicate_function THEN CONTINUE;
        END;
    END LOOP;

    -- operators: each name for each pair of types, those that pg_catalog does not have, too
    FOR v IN
        SELECT l.type AS l, r.type AS r, o.result, format('operator_%s', o.result) AS name
        FROM unnest(c_operands) AS l (type)
        CROSS JOIN unnest(c_operands) AS r (type)
        CROSS JOIN (VALUES ('boolean'), ('text')) AS o (result)
    LOOP
        EXECUTE format('CREATE FUNCTION hostile.%I(%s, %s) RETURNS %s', v.name, v.l, v.r, v.result)
            || format(c_body, 'operator ' || v.l || ' ' || v.r);
    END LOOP;
    FOR v IN
        SELECT o.name, l.type AS l, r.type AS r, o.result
        FROM unnest(c_operands) AS l (type)
        CROSS JOIN unnest(c_operands) AS r (type)
        CROSS JOIN (
            VALUES
                ('=', 'boolean'), ('<>', 'boolean'), ('<', 'boolean'), ('>', 'boolean'),
                ('<=', 'boolean'), ('>=', 'boolean'), ('~', 'boolean'), ('!~', 'boolean'),
                ('?', 'boolean'), ('@>', 'boolean'), ('&&', 'boolean'),
                ('+', 'text'), ('-', 'text'), ('*', 'text'), ('/', 'text'), ('||', 'text'),
                ('->', 'text'), ('->>', 'text')
        ) AS o (name, result)
    LOOP
        EXECUTE format(
            'CREATE OPERATOR hostile.%s (FUNCTION = hostile.operator_%s, LEFTARG = %s, '
            'RIGHTARG = %s)', v.name, v.result, v.l, v.r
        );
    END LOOP;
END
$plant$;
-- Relations and types, in the schema hostile or among the temporary objects of the session.
CREATE FUNCTION hostile.shadow(p_schema text) RETURNS void LANGUAGE plpgsql AS $shadow$
DECLARE
    v_name text;
BEGIN
    FOR v_name IN
        SELECT c.relname
        FROM pg_catalog.pg_class AS c
        WHERE
            c.relkind IN ('r', 'p', 'v')
            AND (
                c.relnamespace = 'momentum'::regnamespace
                OR (
                    c.relnamespace = 'pg_catalog'::regnamespace
                    AND c.relname ~ '^pg_(class|constraint|database|index|inherits|locks|namespace|'
                        'proc|roles|settings|stat_activity|trigger|type)$'
                )
                OR c.oid = 'auth.users'::regclass
            )
        UNION
        SELECT unnest(ARRAY['old_rows', 'new_rows'])
    LOOP
        EXECUTE format(
            'CREATE VIEW %s.%I AS SELECT hostile.sprung(%L) AS user_id', p_schema, v_name, v_name
        );
    END LOOP;
    FOR v_name IN
        SELECT unnest(ARRAY[
            'text', 'uuid', 'date', 'int4', 'int8', 'numeric', 'bool', 'interval', 'jsonb',
            'timestamptz', 'timestamp', 'float8', 'name', 'regclass', 'record'
        ])
        UNION ALL
        SELECT t.typname
        FROM pg_catalog.pg_type AS t
        WHERE t.typnamespace = 'momentum'::regnamespace AND t.typname ~ '^_?[a-z_]+$'
            AND t.typtype = 'c' AND to_regclass(format('%s.%I', p_schema, t.typname)) IS NULL
    LOOP
        EXECUTE format(
            'CREATE DOMAIN %s.%I AS pg_catalog.text CHECK (hostile.sprung(%L) IS NULL)',
            p_schema, v_name, v_name
        );
    END LOOP;
END
$shadow$;
CREATE FUNCTION hostile.sprung(p_what pg_catalog.text) RETURNS pg_catalog.uuid LANGUAGE plpgsql AS
$sprung$
BEGIN
    PERFORM pg_catalog.nextval('hostile.ran');
    RAISE EXCEPTION 'planted: %', p_what USING ERRCODE = 'ZZ666';
END
$sprung$;
SELECT hostile.plant();
SELECT hostile.shadow('hostile');
GRANT USAGE ON SCHEMA hostile TO PUBLIC;
GRANT USAGE ON SEQUENCE hostile.ran TO PUBLIC;
