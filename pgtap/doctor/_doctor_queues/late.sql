-- When an entry is late: an hour, for badges 26 hours, after its time has come.
BEGIN;
SELECT plan(6);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-05-12 09:00:00+00');
INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-05-01 00:00:00+00');

CREATE FUNCTION pg_temp.late() RETURNS text LANGUAGE sql AS $late$
    SELECT string_agg(d.check_name || ' ' || d.subject, '; ' ORDER BY d.subject)
    FROM momentum._doctor_queues() AS d
$late$;

INSERT INTO momentum.rescore_queue (user_id, from_date, reason, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-05-01', 'test', '2026-05-12 08:00:00+00');
SELECT is(pg_temp.late(), NULL, 'an hour');
UPDATE momentum.rescore_queue SET created_at = '2026-05-12 07:59:59+00';
SELECT is(
    pg_temp.late(),
    'late_queue_entries rescore_queue: 1, the oldest of 2026-05-12 07:59:59+00',
    'more than an hour'
);
UPDATE momentum.rescore_queue SET from_date = 'infinity';
SELECT is(pg_temp.late(), NULL, 'a day that never comes');

INSERT INTO momentum.badge_queue (user_id, activity_id, activity_type, completed_at, created_at)
VALUES (
    '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000002', 'call',
    '2026-05-11 07:00:00+00', '2026-05-01 00:00:00+00'
);
SELECT is(pg_temp.late(), NULL, '26 hours since the activity');
UPDATE momentum.badge_queue SET completed_at = '2026-05-11 06:59:00+00';
SELECT is(
    pg_temp.late(),
    'late_queue_entries badge_queue: 1, the oldest of 2026-05-11 06:59:00+00',
    'more than that'
);
UPDATE momentum.badge_queue SET user_id = '00000000-0000-0000-0000-00000000dead';
SELECT is(
    pg_temp.late(),
    'orphaned_queue_entries badge_queue: 1, the oldest of 2026-05-11 06:59:00+00',
    'somebody who is gone'
);

SELECT * FROM finish();
ROLLBACK;
