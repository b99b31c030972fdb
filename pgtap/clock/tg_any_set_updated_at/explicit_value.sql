-- A writer that gives updated_at itself keeps its value; an insert is not touched.
BEGIN;
SELECT plan(2);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
INSERT INTO momentum.momentum_pillars (id, name, updated_at)
VALUES ('sleep', 'Sleep', '2026-03-01 00:00:00+00');
SELECT is(
    (SELECT p.updated_at FROM momentum.momentum_pillars AS p WHERE p.id = 'sleep'),
    '2026-03-01 00:00:00+00'::timestamptz,
    'an insert keeps the updated_at that it gives'
);
UPDATE momentum.momentum_pillars SET name = 'Rest', updated_at = '2026-03-02 00:00:00+00'
WHERE id = 'sleep';
SELECT is(
    (SELECT p.updated_at FROM momentum.momentum_pillars AS p WHERE p.id = 'sleep'),
    '2026-03-02 00:00:00+00'::timestamptz,
    'an update keeps the updated_at that it gives'
);

SELECT * FROM finish();
ROLLBACK;
