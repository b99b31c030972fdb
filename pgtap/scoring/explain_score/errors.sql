-- Wrong arguments are errors with a code and a hint.
BEGIN;
SELECT plan(14);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
INSERT INTO auth.users (id, created_at, deleted_at)
VALUES
    ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00', NULL),
    ('00000000-0000-0000-0000-000000000002', '2026-01-01 00:00:00+00', '2026-03-11 00:00:00+00');
UPDATE momentum.score_versions SET effective_from = '2026-03-01' WHERE version = 'v2';

CREATE FUNCTION pg_temp.error_of(p_statement text, OUT code text, OUT message text, OUT hint text)
LANGUAGE plpgsql
AS $error_of$
BEGIN
    EXECUTE p_statement;
EXCEPTION
    WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS
            code = RETURNED_SQLSTATE, message = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT;
END
$error_of$;

CREATE TEMPORARY TABLE example AS
SELECT c.*, e.*
FROM (
    VALUES
    (1, NULL, '2026-03-10', 'PM001', 'nobody'),
    (2, '00000000-0000-0000-0000-00000000000f', '2026-03-10', 'PM001', 'an unknown user'),
    (3, '00000000-0000-0000-0000-000000000002', '2026-03-10', 'PM001', 'a deleted user'),
    (4, '00000000-0000-0000-0000-000000000001', '2026-02-28', 'PM002', 'before all versions'),
    (5, '00000000-0000-0000-0000-000000000001', '2026-03-13', 'PM003', 'tomorrow'),
    (6, '00000000-0000-0000-0000-000000000001', NULL, 'PM004', 'no day'),
    (7, '00000000-0000-0000-0000-000000000001', 'infinity', 'PM004', 'the end of time')
) AS c (n, user_id, day, expected, description)
CROSS JOIN LATERAL pg_temp.error_of(
    format('SELECT momentum.explain_score(%L, %L)', c.user_id, c.day)
) AS e;

SELECT is(x.code, x.expected, format('%s: %s', x.description, x.expected))
FROM example AS x ORDER BY x.n;
SELECT isnt(COALESCE(x.hint, ''), '', x.description || ': there is a hint')
FROM example AS x ORDER BY x.n;

SELECT * FROM finish();
ROLLBACK;
