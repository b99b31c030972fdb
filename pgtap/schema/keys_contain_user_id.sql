-- Everything that belongs to a user carries user_id, and so do its keys: that is what lets the
-- tables be distributed by user.
BEGIN;
SELECT plan(8);

CREATE TEMPORARY VIEW user_tables AS
SELECT c.oid, c.relname, a.attnum AS user_id
FROM pg_class AS c
JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'user_id' AND NOT a.attisdropped
WHERE c.relnamespace = 'momentum'::regnamespace AND c.relkind IN ('r', 'p');

CREATE TEMPORARY VIEW unique_without_user_id AS
SELECT t.relname::text, i.indexrelid::regclass::text AS index_name
FROM user_tables AS t
JOIN pg_index AS i ON i.indrelid = t.oid
WHERE i.indisunique AND t.user_id <> ALL (i.indkey::smallint[]);

CREATE TEMPORARY VIEW foreign_key_without_user_id AS
SELECT t.relname::text, k.conname::text
FROM user_tables AS t
JOIN pg_constraint AS k ON k.conrelid = t.oid AND k.contype = 'f'
JOIN user_tables AS r ON r.oid = k.confrelid
WHERE t.user_id <> ALL (k.conkey) OR r.user_id <> ALL (k.confkey);

CREATE TEMPORARY VIEW without_primary_key AS
SELECT c.relname::text
FROM pg_class AS c
WHERE
    c.relnamespace = 'momentum'::regnamespace
    AND c.relkind IN ('r', 'p')
    AND NOT EXISTS (SELECT FROM pg_index AS i WHERE i.indrelid = c.oid AND i.indisprimary);

SELECT bag_has(
    'SELECT relname::text FROM user_tables',
    $$VALUES
        ('momentum_events'), ('momentum_events_default'), ('motivation_journal'), ('habit_index'),
        ('daily_engagement_scores'), ('rescore_queue'), ('score_discrepancies'), ('memberships'),
        ('activities'), ('annual_summary'), ('summary_queue'), ('notification_preferences'),
        ('credentials'), ('scenario_notifications'), ('badge_awards'),
        ('badge_evaluation_log'), ('award_reviews'), ('badge_queue'), ('badge_turns'),
        ('realtime_inbox'), ('realtime_events'), ('realtime_event_metrics'),
        ('coach_interventions'), ('momentum_notifications')$$,
    'the tables of what belongs to a user carry user_id'
);
SELECT is_empty(
    'SELECT * FROM unique_without_user_id',
    'every primary key and unique constraint of a table with user_id contains user_id'
);
SELECT is_empty(
    'SELECT * FROM foreign_key_without_user_id',
    'every foreign key between tables with user_id contains user_id on both sides'
);
SELECT is_empty(
    'SELECT * FROM without_primary_key',
    'every table has a primary key'
);
SELECT is_empty(
    $$SELECT k.conname
    FROM user_tables AS t
    JOIN pg_constraint AS k ON k.conrelid = t.oid AND k.contype = 'f'
    WHERE k.confrelid = 'auth.users'::regclass AND k.conkey <> ARRAY[t.user_id]$$,
    'a reference to auth.users is by user_id'
);

-- The rules see a table that breaks them.
CREATE TABLE momentum.wrong_parent (user_id uuid, id bigint PRIMARY KEY);
CREATE TABLE momentum.wrong_child (
    user_id uuid,
    id bigint,
    parent_id bigint REFERENCES momentum.wrong_parent (id)
);
SELECT is(
    (SELECT count(*) FROM unique_without_user_id WHERE relname = 'wrong_parent'),
    1::bigint,
    'a primary key without user_id would be noticed'
);
SELECT is(
    (SELECT count(*) FROM foreign_key_without_user_id WHERE relname = 'wrong_child'),
    1::bigint,
    'a foreign key without user_id would be noticed'
);
SELECT is(
    (SELECT count(*) FROM without_primary_key WHERE relname = 'wrong_child'),
    1::bigint,
    'a table without a primary key would be noticed'
);

SELECT * FROM finish();
ROLLBACK;
