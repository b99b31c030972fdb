-- What cannot be done is postponed as a whole, and said.
BEGIN;
SELECT plan(4);

INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2020-01-01 00:00:00+00');
INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
VALUES ('00000000-0000-0000-0000-000000000001', 'a', '2026-02-10 12:00:00+00');
UPDATE momentum.settings SET value = '1' WHERE name = 'event_partitions_ahead';
CREATE TABLE momentum.momentum_events_2026_04 AS SELECT 'kept by someone' AS note;

SELECT results_eq(
    $$SELECT * FROM momentum._create_event_partitions('2026-03-12')$$,
    $$SELECT
        'postponed', 'momentum_events_2026_' || m.month, m.from_day, m.to_day, NULL::bigint,
        'relation "momentum_events_2026_04" already exists'
    FROM (
        VALUES
        ('02', '2026-02-01'::date, '2026-03-01'::date),
        ('03', '2026-03-01', '2026-04-01'),
        ('04', '2026-04-01', '2026-05-01')
    ) AS m (month, from_day, to_day)$$,
    'a table in the way'
);
SELECT is(
    (SELECT count(*) FROM momentum.momentum_events_default), 1::bigint, 'the event is where it was'
);
SELECT hasnt_table('momentum', 'momentum_events_2026_02', 'no partition was made');
DROP TABLE momentum.momentum_events_2026_04;
SELECT bag_eq(
    $$SELECT action, rows FROM momentum._create_event_partitions('2026-03-12')$$,
    $$VALUES ('created', 1::bigint), ('created', 0), ('created', 0)$$,
    'once it is out of the way, the next call does it'
);

SELECT * FROM finish();
ROLLBACK;
