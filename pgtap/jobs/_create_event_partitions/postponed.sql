-- What cannot be done is postponed, and said; nothing else is kept from being done.
BEGIN;
SELECT plan(12);

INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2020-01-01 00:00:00+00');
INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
VALUES
('00000000-0000-0000-0000-000000000001', 'a', '2024-02-10 12:00:00+00'),
('00000000-0000-0000-0000-000000000001', 'b', '2025-02-10 12:00:00+00');
UPDATE momentum.settings SET value = '1' WHERE name = 'event_partitions_ahead';
CREATE FUNCTION pg_temp.make() RETURNS text LANGUAGE sql AS $make$
    SELECT string_agg(
        concat_ws(
            ' ', d.action, replace(d.partition_name, 'momentum_events_', ''), d.rows, d.reason
        ),
        ', ' ORDER BY d.from_day
    )
    FROM momentum._create_event_partitions('2026-03-12') AS d
$make$;

-- names that are taken
CREATE TABLE momentum.momentum_events_2024 AS SELECT 'kept by someone' AS note;
CREATE VIEW momentum.momentum_events_2026_04 AS SELECT 'kept by someone' AS note;
SELECT is(
    pg_temp.make(),
    'postponed 2024 a table of that name is in the way: rename it, '
    'created 2025 1, created 2026_03 0, '
    'postponed 2026_04 a table of that name is in the way: rename it',
    'tables in the way'
);
SELECT results_eq(
    'SELECT event_type FROM momentum.momentum_events_default', ARRAY['a'],
    'the event without a partition is where it was'
);
SELECT is(
    (SELECT note FROM momentum.momentum_events_2024), 'kept by someone', 'so is the table'
);
ALTER TABLE momentum.momentum_events_2024 RENAME TO kept;
DROP VIEW momentum.momentum_events_2026_04;
SELECT is(
    pg_temp.make(), 'created 2024 1, created 2026_04 0',
    'once they are out of the way, the next call does it'
);
SELECT is(pg_temp.make(), NULL, 'and nothing is left to do');

-- a table of the host that refers to events
CREATE TABLE public.notes (
    user_id uuid,
    event_ts timestamptz,
    id uuid,
    FOREIGN KEY (user_id, event_ts, id) REFERENCES momentum.momentum_events ON DELETE CASCADE
);
INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
VALUES ('00000000-0000-0000-0000-000000000001', 'c', '2023-02-10 12:00:00+00');
INSERT INTO public.notes
SELECT user_id, event_ts, id FROM momentum.momentum_events WHERE event_type = 'c';
UPDATE momentum.settings SET value = '2' WHERE name = 'event_partitions_ahead';
SELECT is(
    pg_temp.make(),
    'postponed 2023 events cannot be moved while a foreign key refers to momentum_events, '
    'created 2026_05 0',
    'its events stay, the months ahead are made'
);
SELECT is((SELECT count(*) FROM public.notes), 1::bigint, 'what refers to an event is still there');
DROP TABLE public.notes;

-- something that goes wrong while events are moved
UPDATE momentum.settings SET value = '3' WHERE name = 'event_partitions_ahead';
CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS $refuse$
BEGIN
    RAISE lock_not_available USING MESSAGE = 'canceling statement due to lock timeout';
END
$refuse$;
CREATE TRIGGER refuse BEFORE DELETE ON momentum.momentum_events_default
FOR EACH ROW EXECUTE FUNCTION public.refuse();
SELECT is(
    pg_temp.make(),
    'postponed 2023 a lock was not to be had: other transactions use events or users, '
    'created 2026_06 0',
    'the months ahead do not wait for it'
);
SELECT hasnt_table('momentum', 'momentum_events_2023', 'no half of a partition is left behind');
SELECT is(
    (SELECT count(*) FROM momentum.momentum_events_default), 1::bigint, 'nor an event lost'
);
DROP TRIGGER refuse ON momentum.momentum_events_default;
SELECT is(pg_temp.make(), 'created 2023 1', 'the next call does the rest');
SELECT is_empty(
    $$SELECT FROM pg_constraint WHERE conname = 'moved'$$, 'the constraint is not left behind'
);

SELECT * FROM finish();
ROLLBACK;
