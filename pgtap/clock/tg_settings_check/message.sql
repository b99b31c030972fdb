-- The error names the setting and the value, and its hint says what is possible.
BEGIN;
SELECT plan(4);

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

CREATE TEMPORARY TABLE error AS
SELECT e.*
FROM pg_temp.error_of(
    $$UPDATE momentum.settings SET value = 'a lot' WHERE name = 'failed_share_limit'$$
) AS e;

SELECT is((SELECT code FROM error), 'PM006', 'a bad setting is PM006');
SELECT matches((SELECT message FROM error), 'failed_share_limit', 'the setting is named');
SELECT matches((SELECT message FROM error), 'a lot', 'the value is shown');
SELECT matches((SELECT hint FROM error), 'Share of rows', 'the hint says what the setting does');

SELECT * FROM finish();
ROLLBACK;
