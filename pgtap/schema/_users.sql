-- The part of auth.users that the engine reads.
BEGIN;
SELECT plan(2);

SELECT results_eq(
    $$SELECT a.attname::text COLLATE "default", format_type(a.atttypid, a.atttypmod)
    FROM pg_attribute AS a
    WHERE a.attrelid = 'momentum._users'::regclass AND a.attnum > 0
    ORDER BY a.attnum$$,
    $$VALUES
        ('id', 'uuid'),
        ('created_at', 'timestamp with time zone'),
        ('deleted_at', 'timestamp with time zone')$$,
    'it has no more of a user than id, creation and deletion'
);
SELECT ok(
    NOT has_table_privilege('authenticated', 'momentum._users', 'SELECT')
    AND NOT has_table_privilege('anon', 'momentum._users', 'SELECT'),
    'end users cannot list the users through it'
);

SELECT * FROM finish();
ROLLBACK;
