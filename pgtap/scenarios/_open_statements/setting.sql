-- None before the first statement, nor after the last.
BEGIN;
SELECT plan(3);

SELECT is(momentum._open_statements(), 0, 'never set');
SELECT set_config('momentum.open_statements', '2', true);
SELECT is(momentum._open_statements(), 2, 'as set');
SELECT set_config('momentum.open_statements', '', true);
SELECT is(momentum._open_statements(), 0, 'as a setting is after the transaction that made it');

SELECT * FROM finish();
ROLLBACK;
