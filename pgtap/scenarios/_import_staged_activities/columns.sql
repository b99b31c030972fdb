-- _import_staged_activities and _staged_activity_problem convert the same values. Each column, and
-- each key of a document, holds in turn a text that is of no type but text: what the one cannot read
-- the other must tell. An error here means that a value is converted in the first only.
BEGIN;
SELECT plan(3);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-10 09:30:00+00');
INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00');
SELECT momentum._stage_activities();

CREATE TEMPORARY TABLE spoilt (
    name text, in_document boolean, told text, unreadable text
);

DO $spoil$
DECLARE
    v_good CONSTANT jsonb := '{
        "user_id": "00000000-0000-0000-0000-000000000001",
        "activity_type": "session",
        "completed_at": "2026-03-10T08:00:00Z"
    }';
    v_name text;
    v_in_document boolean;
    v_told text;
    v_unreadable text;
BEGIN
    FOR v_name, v_in_document IN
        SELECT a.attname, d.in_document
        FROM pg_attribute AS a
        CROSS JOIN (VALUES (false), (true)) AS d (in_document)
        WHERE
            a.attrelid = 'pg_temp.staged_activities'::regclass
            AND a.attnum > 0
            AND a.attname <> 'line'
            AND NOT (a.attname = 'document' AND d.in_document)
        UNION ALL
        SELECT 'id', true
    LOOP
        TRUNCATE pg_temp.staged_activities;
        IF v_in_document THEN
            INSERT INTO pg_temp.staged_activities (line, document)
            VALUES (1, v_good || jsonb_build_object(v_name, 'x y'));
        ELSE
            INSERT INTO pg_temp.staged_activities
            SELECT (jsonb_populate_record(
                NULL::pg_temp.staged_activities,
                '{"line": 1}' || v_good || jsonb_build_object(v_name, 'x y')
            )).*;
        END IF;
        SELECT momentum._staged_activity_problem(
            s.user_id, s.completed_at, s.activity_id, s.organisation_id, s.document
        )
        INTO STRICT v_unreadable
        FROM pg_temp.staged_activities AS s;
        SELECT i.problems[1] INTO STRICT v_told FROM momentum._import_staged_activities() AS i;
        INSERT INTO pg_temp.spoilt VALUES (v_name, v_in_document, v_told, v_unreadable);
    END LOOP;
END
$spoil$;

SELECT results_eq(
    'SELECT DISTINCT s.name FROM spoilt AS s ORDER BY 1',
    $$VALUES
        ('activity_id'), ('activity_type'), ('completed_at'), ('document'), ('id'),
        ('organisation_id'), ('user_id')$$,
    'every column is tried'
);
SELECT is_empty(
    'SELECT * FROM spoilt AS s WHERE s.unreadable IS NOT NULL AND s.told IS DISTINCT FROM s.unreadable',
    'what cannot be read is told as that'
);
SELECT results_eq(
    'SELECT s.name, s.in_document FROM spoilt AS s WHERE s.unreadable IS NOT NULL ORDER BY 1, 2',
    $$VALUES
        ('activity_id', false), ('activity_id', true),
        ('completed_at', false), ('completed_at', true),
        ('document', false),
        ('id', true),
        ('organisation_id', false), ('organisation_id', true),
        ('user_id', false), ('user_id', true)$$,
    'these values are converted'
);

SELECT * FROM finish();
ROLLBACK;
