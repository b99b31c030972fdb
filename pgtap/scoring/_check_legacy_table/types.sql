-- A column whose values might not be read is refused before any row is looked at.
BEGIN;
SELECT plan(26);

CREATE SCHEMA legacy;
CREATE DOMAIN legacy.points AS numeric(5, 2);
CREATE FUNCTION pg_temp.error_of(p_definition text, OUT code text, OUT message text, OUT hint text)
LANGUAGE plpgsql
AS $error_of$
BEGIN
    EXECUTE format('CREATE TABLE legacy.daily_engagement_scores (%s)', p_definition);
    PERFORM momentum._check_legacy_table();
    DROP TABLE legacy.daily_engagement_scores;
EXCEPTION
    WHEN SQLSTATE 'PM007' THEN
        GET STACKED DIAGNOSTICS
            code = RETURNED_SQLSTATE, message = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT;
END
$error_of$;

CREATE TEMPORARY TABLE refused AS
SELECT c.*, e.*
FROM (
    VALUES
    (
        'user_id text, score_date date, final_score numeric', 'user_id is of type text, not uuid',
        '(user_id::uuid)'
    ),
    (
        'user_id uuid, score_date text, final_score numeric',
        'score_date is of type text, not date', '(score_date::date)'
    ),
    (
        'user_id uuid, score_date date, final_score varchar(5)',
        'final_score is of type character varying, not numeric', '(final_score::numeric)'
    ),
    (
        'user_id uuid, score_date date, final_score money',
        'final_score is of type money, not numeric', '(final_score::numeric)'
    ),
    (
        'user_id uuid, score_date date, final_score numeric, raw_score text',
        'raw_score is of type text, not numeric', '(raw_score::numeric)'
    ),
    (
        'user_id uuid, score_date date, final_score real, normalized_score text, events_count text',
        'normalized_score is of type text, not numeric', '(normalized_score::numeric)'
    ),
    (
        'user_id uuid, score_date date, final_score numeric, breakdown text',
        'breakdown is of type text, not jsonb', '(breakdown::jsonb)'
    ),
    (
        'user_id uuid, score_date date, final_score numeric, events_count text',
        'events_count is of type text, not numeric', '(events_count::numeric)'
    )
) AS c (definition, told, hinted)
CROSS JOIN LATERAL pg_temp.error_of(c.definition) AS e;

SELECT is(r.code, 'PM007', r.told) FROM refused AS r;
SELECT is(r.message, 'legacy.daily_engagement_scores.' || r.told, r.told) FROM refused AS r;
SELECT ok(strpos(r.hint, r.hinted) > 0, r.told || ': the hint says how to cast it')
FROM refused AS r;
SELECT is(
    (pg_temp.error_of(
        'user_id uuid, score_date timestamptz, final_score legacy.points, raw_score real,'
        'normalized_score smallint, momentum_state char(9), breakdown json, events_count bigint'
    )).code,
    NULL, 'other numbers, instants and domains can be read'
);
SELECT is(
    (pg_temp.error_of('user_id uuid, final_score text')).message,
    'legacy.daily_engagement_scores has no column score_date', 'what is missing comes first'
);

SELECT * FROM finish();
ROLLBACK;
