-- Good lines go in, what is there stays, and each of the others has its reason: whether all lines
-- can be read, or one of them cannot.
BEGIN;
SELECT plan(18);

SET LOCAL timezone = 'Pacific/Auckland';
SET LOCAL datestyle = 'German';
INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-10 09:30:00+00');
INSERT INTO auth.users (id, created_at, deleted_at)
VALUES
    ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00', NULL),
    ('00000000-0000-0000-0000-000000000002', '2026-01-01 00:00:00+00', '2026-03-01 00:00:00+00');
INSERT INTO momentum.momentum_pillars (id, name, deleted_at)
VALUES ('sleep', 'Sleep', NULL), ('old', 'Old', '2026-03-01 00:00:00+00');
INSERT INTO momentum.momentum_events (id, user_id, event_type, event_ts)
VALUES (
    '0e000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001', 'before',
    '2026-03-10 09:00:00+00'
);

SET LOCAL ROLE service_role;

SELECT throws_ok(
    'SELECT momentum._import_staged_events()', '42P01', NULL, 'the lines are staged first'
);
SELECT momentum._stage_events();
SELECT is(
    (SELECT i::text FROM momentum._import_staged_events() AS i), '(0,0,,)', 'no lines: nothing'
);

INSERT INTO pg_temp.staged_events (line, user_id, event_type, event_ts, id, pillar_id, payload)
VALUES
    (
        2, '00000000-0000-0000-0000-000000000001', 'again', '2026-03-10 22:00:00+13',
        '0e000000-0000-0000-0000-000000000001', NULL, NULL
    ),
    (
        3, '00000000-0000-0000-0000-000000000001', 'note', '2026-03-10 08:00', NULL, 'sleep',
        '{"a": 1}'
    ),
    (4, '00000000-0000-0000-0000-000000000002', 'note', '2026-03-10 08:00', NULL, NULL, NULL),
    (5, '00000000-0000-0000-0000-000000000001', 'note', '2026-03-10 08:00', NULL, 'old', NULL),
    (6, '00000000-0000-0000-0000-000000000001', 'note', '2026-03-10 09:35:01', NULL, NULL, NULL),
    (7, '00000000-0000-0000-0000-000000000001', 'note', 'today', NULL, NULL, NULL),
    (
        8, '00000000-0000-0000-0000-000000000001', 'note', '2026-03-10 21:00+13', NULL, 'sleep',
        '{"a":1}'
    );

CREATE TEMPORARY TABLE told AS SELECT 1 AS n, i.* FROM momentum._import_staged_events() AS i;
SELECT is((SELECT t.inserted FROM told AS t), 1::bigint, 'one line is new');
SELECT is(
    (SELECT t.present FROM told AS t), 2::bigint, 'one is there already, one comes for a second time'
);
SELECT results_eq(
    'SELECT p.line, p.problem FROM told AS t, unnest(t.rejected_lines, t.problems) AS p (line, problem)
    ORDER BY p.line',
    $$VALUES
        (4::bigint, 'unknown user: 00000000-0000-0000-0000-000000000002 [PM001]'),
        (5, 'unknown pillar: old [PM007]'),
        (6, '2026-03-10 09:35:01 is in the future [PM005]'),
        (7, 'event_ts is not a time such as 2026-11-21T09:30:00Z [PM005]')$$,
    'the others are told, with the reason'
);
SELECT results_eq(
    $$SELECT e.event_type, e.event_ts, e.pillar_id, e.payload
    FROM momentum.momentum_events AS e ORDER BY e.event_ts$$,
    $$VALUES
        ('note', '2026-03-10 08:00:00+00'::timestamptz, 'sleep', '{"a": 1}'::jsonb),
        ('before', '2026-03-10 09:00:00+00', NULL, '{}')$$,
    'what was there is as it was; a time without a zone is UTC'
);

-- A line that cannot be read makes no difference to the others.
INSERT INTO pg_temp.staged_events (line, user_id, event_type, event_ts)
VALUES (9, 'me', 'note', '2026-03-10 08:00'), (10, NULL, NULL, '31.12.2025');
INSERT INTO told SELECT 2, i.* FROM momentum._import_staged_events() AS i;
SELECT is((SELECT t.inserted FROM told AS t WHERE t.n = 2), 0::bigint, 'nothing is new');
SELECT is((SELECT t.present FROM told AS t WHERE t.n = 2), 3::bigint, 'three lines are there');
SELECT set_eq(
    'SELECT unnest(t.rejected_lines) FROM told AS t WHERE t.n = 2',
    ARRAY[4, 5, 6, 7, 9, 10]::bigint[],
    'six are told'
);
SELECT is(
    (
        SELECT p.problem
        FROM told AS t, unnest(t.rejected_lines, t.problems) AS p (line, problem)
        WHERE t.n = 2 AND p.line = 9
    ),
    'user_id: invalid input syntax for type uuid: "me" [PM005]',
    'what cannot be read is told with the value''s name'
);
SELECT is(
    (SELECT count(*) FROM pg_temp.staged_events AS s WHERE s.line IN (9, 10)), 0::bigint,
    'and is staged no longer'
);

-- Documents
TRUNCATE pg_temp.staged_events;
INSERT INTO pg_temp.staged_events (line, document)
SELECT d.line, jsonb_build_object(
    'user_id', '00000000-0000-0000-0000-000000000001',
    'event_type', 'note',
    'event_ts', '2026-03-10T08:00:00Z'
) || d.more
FROM (
    VALUES
    (1, '{"pillar_id": "sleep", "payload": {"a": 1}}'::jsonb),
    (2, '{"_rejected": {"line": 5, "reason": "x"}, "id": null, "pillar_id": null, "payload": null}'),
    (3, '{"weight": 1, "age": 2}'),
    (4, '{"event_type": {}}'),
    (5, '{"pillar_id": 1}'),
    (9, '{"reason": "x"}'),
    (10, '{"raw": "x"}')
) AS d (line, more);
INSERT INTO pg_temp.staged_events (line, document)
VALUES
    (6, '[]'), (7, '1'), (8, '{}'),
    (11, '{"_rejected": {"line": 5, "reason": "x"}, "raw": "{"}');
INSERT INTO told SELECT 3, i.* FROM momentum._import_staged_events() AS i;
SELECT is((SELECT t.inserted FROM told AS t WHERE t.n = 3), 1::bigint, 'one document is new');
SELECT is(
    (SELECT t.present FROM told AS t WHERE t.n = 3), 1::bigint, 'one is known from its columns'
);
SELECT results_eq(
    'SELECT p.line, p.problem FROM told AS t, unnest(t.rejected_lines, t.problems) AS p (line, problem)
    WHERE t.n = 3 ORDER BY p.line',
    $$VALUES
        (3::bigint, 'unknown key: age [PM005]'),
        (4, 'event_type is not a string [PM005]'),
        (5, 'pillar_id is not a string [PM005]'),
        (6, 'the line is not a JSON object [PM005]'),
        (7, 'the line is not a JSON object [PM005]'),
        (8, 'unknown user: null [PM001]'),
        (9, 'unknown key: reason [PM005]'),
        (10, 'unknown key: raw [PM005]'),
        (11, 'no event: raw holds a line that is not a JSON object [PM005]')$$,
    'the others are told'
);

-- The order of the rows is that of their key.
TRUNCATE pg_temp.staged_events;
INSERT INTO pg_temp.staged_events (line, user_id, event_type, event_ts)
SELECT d.n, '00000000-0000-0000-0000-000000000001', 'ordered', format('2026-02-%s', d.n)
FROM unnest(ARRAY[12, 10, 14, 11, 13]) AS d (n);
SELECT momentum._import_staged_events();
SELECT results_eq(
    $$SELECT e.event_ts FROM momentum.momentum_events AS e
    WHERE e.event_type = 'ordered' ORDER BY e.tableoid, e.ctid$$,
    $$SELECT e.event_ts FROM momentum.momentum_events AS e
    WHERE e.event_type = 'ordered' ORDER BY e.event_ts$$,
    'rows are written in the order of their key'
);

-- An error that is no line's fault goes on to the caller.
RESET ROLE;
CREATE FUNCTION pg_temp.refuse() RETURNS trigger LANGUAGE plpgsql
AS 'BEGIN RAISE EXCEPTION ''refused'' USING ERRCODE = ''22000''; END';
CREATE TRIGGER refuse BEFORE INSERT ON momentum.momentum_events
FOR EACH ROW EXECUTE FUNCTION pg_temp.refuse();
TRUNCATE pg_temp.staged_events;
INSERT INTO pg_temp.staged_events (line, user_id, event_type, event_ts)
VALUES (1, '00000000-0000-0000-0000-000000000001', 'note', '2026-03-09');
SELECT throws_ok(
    'SELECT momentum._import_staged_events()', '22000', 'refused', 'an error of a trigger'
);
SELECT is(
    (SELECT count(*) FROM pg_temp.staged_events), 1::bigint, 'it does not take a line away'
);
SELECT is(current_setting('TimeZone'), 'Pacific/Auckland', 'the caller''s time zone is untouched');

SELECT * FROM finish();
ROLLBACK;
