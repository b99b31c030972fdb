-- Evaluates scenarios for everyone, all or those named, one after the other: a row for each, with
-- the users looked at, the notifications recorded, and those that another run recorded meanwhile.
-- Each run is a row of scenario_runs. The milestones of the year before are evaluated, too, as of
-- its end, in the first seven days of a year, and later where its runs did not come to its end: for
-- what was reached after the last of them.
-- Locks: see _evaluate. Raises PM004, PM006 (unknown scenario), PM011.
CREATE OR REPLACE FUNCTION momentum.evaluate_scenarios(
    p_now timestamptz DEFAULT momentum.clock(),
    p_scenario_types text[] DEFAULT NULL
)
RETURNS TABLE (
    scenario_type text,
    evaluated_users bigint,
    triggered bigint,
    skipped bigint
)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $evaluate_scenarios$
DECLARE
    c_all CONSTANT text[] := ARRAY['milestone', 'inactivity', 'expiry'];
    v_now CONSTANT timestamptz := momentum._check_instant(p_now);
    v_year_end CONSTANT timestamptz :=
        date_trunc('year', v_now, 'UTC') - interval '1 microsecond';
    v_last_run CONSTANT timestamptz := (
        SELECT max(r.evaluated_at)
        FROM momentum.scenario_runs AS r
        WHERE
            r.scenario_type = 'milestone'
            AND r.named_users IS NULL
            AND r.organisation_id IS NULL
            AND r.evaluated_at <= v_year_end
    );
    v_scenario_type text;
BEGIN
    IF NOT p_scenario_types <@ c_all THEN
        RAISE EXCEPTION 'unknown scenario type in %', left(p_scenario_types::text, 100)
            USING ERRCODE = 'PM006',
                  HINT = 'A scenario is milestone, inactivity or expiry; null stands for all.';
    END IF;
    FOREACH v_scenario_type IN ARRAY c_all LOOP
        IF p_scenario_types IS NULL OR v_scenario_type = ANY (p_scenario_types) THEN
            RETURN QUERY
            SELECT
                v_scenario_type,
                max((e.run).evaluated_users),
                sum((e.run).triggered)::bigint,
                sum((e.run).skipped)::bigint
            FROM unnest(
                CASE
                    WHEN
                        v_scenario_type = 'milestone'
                        AND v_year_end >= '0001-01-01 00:00:00Z'
                        AND (v_now < v_year_end + interval '168 hours' OR v_last_run < v_year_end)
                    THEN ARRAY[v_year_end]
                END || v_now
            ) AS instant (evaluated_at)
            CROSS JOIN LATERAL momentum._evaluate(
                v_scenario_type, instant.evaluated_at, NULL, NULL
            ) AS e;
        END IF;
    END LOOP;
END
$evaluate_scenarios$;

COMMENT ON FUNCTION momentum.evaluate_scenarios(timestamptz, text[]) IS
    'Evaluates all scenarios or those named for an instant (default now), and returns for each how '
    'many users were looked at, notifications recorded, and recorded by another run at the same '
    'moment. Errors: PM004, PM006, PM011';
