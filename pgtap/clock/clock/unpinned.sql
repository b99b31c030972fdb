-- The clock of an installation nobody has pinned.
BEGIN;
SELECT plan(3);

SELECT is_empty('SELECT * FROM momentum.clock_pin', 'an installation has a running clock');
SELECT is(momentum.clock(), now(), 'the clock shows the start of the transaction');
SELECT is(
    (SELECT p.provolatile::text FROM pg_proc AS p WHERE p.oid = 'momentum.clock()'::regprocedure),
    's',
    'the clock does not change inside a statement'
);

SELECT * FROM finish();
ROLLBACK;
