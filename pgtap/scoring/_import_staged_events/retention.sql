-- Events of days whose events retention has dropped are rejected, though record_event takes them.
BEGIN;
SELECT plan(4);

SET LOCAL timezone = 'Pacific/Auckland';
INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-10 09:30:00+00');
INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00');
INSERT INTO momentum.dropped_partitions (partition_name, from_day, to_day, row_count)
VALUES ('old', '2025-12-01', '2026-01-01', 1);

SET LOCAL ROLE service_role;
SELECT momentum._stage_events();
INSERT INTO pg_temp.staged_events (line, user_id, event_type, event_ts)
VALUES
    (1, '00000000-0000-0000-0000-000000000001', 'last dropped', '2025-12-31T23:59:59.999999Z'),
    (2, '00000000-0000-0000-0000-000000000001', 'first kept', '2026-01-01T00:00:00Z'),
    (3, '00000000-0000-0000-0000-000000000001', 'no time', NULL);
CREATE TEMPORARY TABLE told AS SELECT i.* FROM momentum._import_staged_events() AS i;
SELECT is((SELECT t.inserted FROM told AS t), 1::bigint, 'what is kept goes in');
SELECT results_eq(
    'SELECT p.line, p.problem FROM told AS t, unnest(t.rejected_lines, t.problems) AS p (line, problem)
    ORDER BY p.line',
    $$VALUES
        (1::bigint, 'events before 2026-01-01 are no longer kept [PM005]'),
        (3, 'an event needs a finite time [PM005]')$$,
    'what is not is told'
);
SELECT results_eq(
    'SELECT e.event_type FROM momentum.momentum_events AS e', ARRAY['first kept'],
    'nothing else is stored'
);
SELECT lives_ok(
    $$SELECT momentum.record_event(
        '00000000-0000-0000-0000-000000000001', 'late', '2025-12-31T23:59:59Z'
    )$$,
    'record_event accepts an event far in the past'
);

SELECT * FROM finish();
ROLLBACK;
