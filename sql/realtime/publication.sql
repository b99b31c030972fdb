-- Adds what clients follow to the publication supabase_realtime, where there is one; nothing is
-- taken out of it, and what is in it already, also by FOR ALL TABLES, stays as it is. Run on each
-- migration: the publication may come later. Needs the rights of its owner and of momentum_owner,
-- which is why it runs as whoever installs; where that does not do, it warns and says what to run.
-- Locks a table that it adds against VACUUM and other changes of the table (SHARE UPDATE
-- EXCLUSIVE).

RESET ROLE;

DO $publication$
DECLARE
    v_followed CONSTANT text[] := ARRAY[
        'daily_engagement_scores', 'coach_interventions', 'momentum_notifications',
        'scenario_notifications', 'badge_awards'
    ];
    v_statement text;
BEGIN
    SELECT
        'ALTER PUBLICATION supabase_realtime ADD TABLE '
        || string_agg('momentum.' || f.name, ', ' ORDER BY f.number)
    INTO v_statement
    FROM unnest(v_followed) WITH ORDINALITY AS f (name, number)
    WHERE
        EXISTS (SELECT FROM pg_catalog.pg_publication WHERE pubname = 'supabase_realtime')
        AND NOT EXISTS (
            SELECT
            FROM pg_catalog.pg_publication_tables AS t
            WHERE
                t.pubname = 'supabase_realtime'
                AND t.schemaname = 'momentum'
                AND t.tablename = f.name
        );
    IF v_statement IS NOT NULL THEN
        EXECUTE v_statement;
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RAISE WARNING 'the publication supabase_realtime lacks tables of pgmomentum: %', SQLERRM
            USING HINT = format('As a superuser, run: %s;', v_statement);
END
$publication$;

SET LOCAL ROLE momentum_owner;
