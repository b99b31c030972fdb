-- A user that vanishes is left out; a violation of anything else is the caller's to see.
BEGIN;
SELECT plan(2);

CREATE FUNCTION pg_temp.u(p_number integer) RETURNS uuid LANGUAGE sql AS $u$
    SELECT ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid
$u$;
INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-11-21 12:00:00+00');
INSERT INTO auth.users (id, created_at)
SELECT pg_temp.u(n), '2026-01-01 00:00:00+00' FROM generate_series(1, 1) AS n;
INSERT INTO momentum.organisations (id, name)
VALUES
    (pg_temp.u(11), 'Organisation 11');

INSERT INTO momentum.memberships (user_id, organisation_id) VALUES (pg_temp.u(1), pg_temp.u(11));
CREATE TABLE pg_temp.allowed (id uuid PRIMARY KEY);
CREATE TABLE pg_temp.copies (user_id uuid REFERENCES pg_temp.allowed (id));
CREATE FUNCTION pg_temp.copy() RETURNS trigger LANGUAGE plpgsql AS $copy$
BEGIN
    INSERT INTO pg_temp.copies VALUES (NEW.user_id);
    RETURN NEW;
END
$copy$;
CREATE TRIGGER copy AFTER INSERT ON momentum.scenario_notifications
FOR EACH ROW EXECUTE FUNCTION pg_temp.copy();
SELECT throws_ok(
    'SELECT momentum.evaluate_inactivity()', '23503', NULL,
    'a foreign key of the application''s own is not taken for ours'
);
INSERT INTO pg_temp.allowed SELECT u.id FROM auth.users AS u;
SELECT isnt_empty('SELECT FROM momentum.evaluate_inactivity()', 'once it holds, the run goes on');

SELECT * FROM finish();
ROLLBACK;
