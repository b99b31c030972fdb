-- The prefix carries the name of the database.
BEGIN;
SELECT plan(1);

SELECT is(
    momentum._cron_prefix(), format('momentum/%s/', current_database()), 'the name of the database'
);

SELECT * FROM finish();
ROLLBACK;
