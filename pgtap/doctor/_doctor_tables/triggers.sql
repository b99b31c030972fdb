-- A disabled trigger: once per table, whatever the number of its partitions; hosts' are theirs.
BEGIN;
SELECT plan(4);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-05-12 09:00:00+00');
SELECT count(*) FROM momentum.maintain_partitions();
SELECT is_empty('SELECT * FROM momentum._doctor_tables()', 'nothing is wrong');

ALTER TABLE momentum.momentum_events DISABLE TRIGGER momentum_events_set_updated_at;
ALTER TABLE momentum.momentum_events DISABLE TRIGGER momentum_events_rescore_on_delete;
SELECT results_eq(
    'SELECT check_name, subject, mend, fixable FROM momentum._doctor_tables()',
    $$VALUES (
        'disabled_trigger',
        'momentum_events_rescore_on_delete, momentum_events_set_updated_at '
            'on momentum.momentum_events',
        ARRAY[
            'ALTER TABLE momentum.momentum_events ENABLE TRIGGER momentum_events_rescore_on_delete',
            'ALTER TABLE momentum.momentum_events ENABLE TRIGGER momentum_events_set_updated_at'
        ],
        true
    )$$,
    'one row, a command for each'
);
ALTER TABLE momentum.momentum_events ENABLE TRIGGER USER;
ALTER TABLE momentum.momentum_events_2026_05 DISABLE TRIGGER momentum_events_set_updated_at;
SELECT is(
    (SELECT d.subject FROM momentum._doctor_tables() AS d),
    'momentum_events_set_updated_at on momentum.momentum_events_2026_05',
    'on a partition alone'
);
ALTER TABLE momentum.momentum_events ENABLE TRIGGER USER;

CREATE TRIGGER theirs BEFORE UPDATE ON momentum.activities
FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
ALTER TABLE momentum.activities DISABLE TRIGGER theirs;
SELECT is_empty('SELECT * FROM momentum._doctor_tables()', 'a trigger of the host');

SELECT * FROM finish();
ROLLBACK;
