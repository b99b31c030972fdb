-- It warns (what it says is tested where clients see it), and fails nothing.
BEGIN;
SELECT plan(2);

SELECT lives_ok('SELECT momentum._warn_without_version()', 'with a version in effect');
UPDATE momentum.score_versions SET effective_from = NULL;
SET LOCAL client_min_messages = error;
SELECT lives_ok('SELECT momentum._warn_without_version()', 'without one');

SELECT * FROM finish();
ROLLBACK;
