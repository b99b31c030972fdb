-- Raises PM007 unless legacy.daily_engagement_scores is there with user_id, score_date and
-- final_score, and each column that is read is of a type that cannot fail to be read; PM008 where
-- the caller may not read it.
CREATE OR REPLACE FUNCTION momentum._check_legacy_table()
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_legacy_table$
DECLARE
    v_numbers CONSTANT text[] := ARRAY['numeric', 'int2', 'int4', 'int8', 'float4', 'float8'];
    v_missing text;
    v_column text;
    v_type text;
    v_needed text;
BEGIN
    IF has_schema_privilege(to_regnamespace('legacy'), 'USAGE') IS FALSE THEN
        RAISE EXCEPTION '% may not use the schema legacy', current_user
            USING ERRCODE = 'PM008',
                  HINT = format('GRANT USAGE ON SCHEMA legacy TO %I.', current_user);
    ELSIF
        to_regnamespace('legacy') IS NULL OR to_regclass('legacy.daily_engagement_scores') IS NULL
    THEN
        RAISE EXCEPTION 'there is no table legacy.daily_engagement_scores'
            USING ERRCODE = 'PM007',
                  HINT = 'Move the table of the legacy system into a schema named legacy: '
                         'ALTER TABLE daily_engagement_scores SET SCHEMA legacy.';
    ELSIF NOT has_table_privilege('legacy.daily_engagement_scores', 'SELECT') THEN
        RAISE EXCEPTION '% may not read legacy.daily_engagement_scores', current_user
            USING ERRCODE = 'PM008',
                  HINT = format(
                      'GRANT SELECT ON legacy.daily_engagement_scores TO %I; where it has row '
                      'level security, a policy must let it read the rows, too.',
                      current_user
                  );
    END IF;

    WITH needed AS (
        SELECT n.place, n.name, n.is_required, n.type_name, n.types::regtype[] AS types
        FROM (
            VALUES
            (1, 'user_id', true, 'uuid', ARRAY['uuid']),
            (2, 'score_date', true, 'date', ARRAY['date', 'timestamp', 'timestamptz']),
            (3, 'final_score', true, 'numeric', v_numbers),
            (4, 'raw_score', false, 'numeric', v_numbers),
            (5, 'normalized_score', false, 'numeric', v_numbers),
            (6, 'breakdown', false, 'jsonb', ARRAY['jsonb', 'json']),
            (7, 'events_count', false, 'numeric', v_numbers)
        ) AS n (place, name, is_required, type_name, types)
    ),
    judged AS (
        SELECT n.*, a.atttypid, COALESCE(NULLIF(t.typbasetype, 0), t.oid) = ANY (n.types) AS is_fit
        FROM needed AS n
        LEFT JOIN pg_attribute AS a
            ON
                a.attrelid = to_regclass('legacy.daily_engagement_scores')
                AND a.attname = n.name
                AND NOT a.attisdropped
        LEFT JOIN pg_type AS t ON t.oid = a.atttypid
    )
    SELECT
        string_agg(j.name, ', ' ORDER BY j.place)
            FILTER (WHERE j.is_required AND j.atttypid IS NULL),
        (array_agg(j.name ORDER BY j.place) FILTER (WHERE NOT j.is_fit))[1],
        (array_agg(format_type(j.atttypid, NULL) ORDER BY j.place) FILTER (WHERE NOT j.is_fit))[1],
        (array_agg(j.type_name ORDER BY j.place) FILTER (WHERE NOT j.is_fit))[1]
    INTO v_missing, v_column, v_type, v_needed
    FROM judged AS j;
    IF v_missing IS NOT NULL THEN
        RAISE EXCEPTION 'legacy.daily_engagement_scores has no column %', v_missing
            USING ERRCODE = 'PM007',
                  HINT = 'It needs user_id, score_date and final_score; put a view of that name '
                         'over a table whose columns are called otherwise.';
    ELSIF v_column IS NOT NULL THEN
        RAISE EXCEPTION 'legacy.daily_engagement_scores.% is of type %, not %',
            v_column, v_type, v_needed
            USING ERRCODE = 'PM007',
                  HINT = format(
                      'Put a view of that name over the table that casts it (%I::%s), without the '
                      'rows that cannot be cast.',
                      v_column, v_needed
                  );
    END IF;
END
$_check_legacy_table$;

COMMENT ON FUNCTION momentum._check_legacy_table() IS
    'Raises PM007 unless legacy.daily_engagement_scores can be read whatever its rows are, PM008 '
    'where the caller may not';
