-- What holds for every function and procedure of the schema.
BEGIN;
SELECT plan(15);

CREATE TEMPORARY VIEW routines AS
SELECT p.*, p.oid::regprocedure::text AS signature
FROM pg_proc AS p
WHERE
    p.pronamespace = 'momentum'::regnamespace
    AND NOT EXISTS (
        SELECT FROM pg_depend AS d
        WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
    );

SELECT cmp_ok(
    (SELECT count(*) FROM routines), '>=', 30::bigint, 'there are functions to look at'
);
SELECT is_empty(
    $$SELECT signature FROM routines
    WHERE COALESCE(obj_description(oid, 'pg_proc'), '') = ''$$,
    'every function has a comment'
);
SELECT is_empty(
    $$SELECT signature, proowner::regrole FROM routines
    WHERE proowner <> 'momentum_owner'::regrole$$,
    'momentum_owner owns every function'
);
SELECT is_empty(
    $$SELECT signature FROM routines WHERE proisstrict$$,
    'no function is strict: null where a value is required is an error, not silence'
);
SELECT is_empty(
    $$SELECT signature FROM routines WHERE proacl IS NULL$$,
    'no function has the default rights, which let PUBLIC execute it'
);
SELECT is_empty(
    $$SELECT signature FROM routines CROSS JOIN LATERAL aclexplode(proacl) AS a
    WHERE a.grantee = 0$$,
    'PUBLIC may execute no function'
);
SELECT is_empty(
    $$SELECT signature FROM routines WHERE has_function_privilege('anon', oid, 'EXECUTE')$$,
    'anon may execute no function'
);

-- search_path
SELECT set_eq(
    $$SELECT signature FROM routines
    WHERE
        prosqlbody IS NULL
        AND NOT EXISTS (
            SELECT FROM unnest(proconfig) AS setting (name) WHERE setting.name ~ '^search_path='
        )$$,
    $$VALUES
        ('momentum.recalculate_scores(date,date,uuid[],integer,integer)'),
        ('momentum.backfill_empty_days(date,date,integer,integer,boolean)'),
        ('momentum._score_days(text,date,date,uuid[],integer,integer)'),
        ('momentum.run_job(text,timestamp with time zone,boolean)'),
        ('momentum.run_due_jobs(timestamp with time zone)'),
        ('momentum._run_job(text,timestamp with time zone,integer,boolean,jsonb)'),
        ('momentum._perform_job(text,timestamp with time zone,integer,jsonb)')$$,
    'every function pins its search_path, except bodies bound at creation and just these '
    'procedures, which commit'
);
SELECT is_empty(
    $$SELECT signature, setting.name
    FROM routines CROSS JOIN LATERAL unnest(proconfig) AS setting (name)
    WHERE
        setting.name ~ '^search_path='
        AND setting.name <> 'search_path=pg_catalog, pg_temp'$$,
    'the search_path that they pin is pg_catalog, pg_temp'
);
SELECT is_empty(
    $$SELECT signature FROM routines WHERE prokind = 'p' AND prosecdef$$,
    'no procedure is SECURITY DEFINER'
);

-- SECURITY DEFINER: each of them was read with an attacker in mind.
SELECT set_eq(
    $$SELECT proname FROM routines WHERE prosecdef$$,
    $$VALUES
        -- for everyone: it tells the time
        ('clock'::name),
        -- for users, of whom each checks who calls
        ('record_event'), ('realtime_events_since'), ('get_realtime_momentum_state'),
        ('get_dashboard'), ('mark_notification_read'), ('acknowledge_cache_invalidation'),
        ('_check_may_read'),
        -- for the service, which owns neither the tables nor the partitions
        ('maintain_partitions'), ('cleanup_realtime_events'),
        -- triggers, which write what the writer of the row may not
        ('tg_any_set_updated_at'), ('tg_settings_check'), ('tg_score_versions_protect_used'),
        ('tg_event_weights_protect_used'), ('tg_momentum_events_rescore'),
        ('tg_daily_engagement_scores_queue'), ('tg_activities_open'),
        ('tg_activities_summarize'), ('tg_scenario_configs_check'),
        ('tg_badge_definitions_check'), ('tg_activities_badges'), ('tg_activities_badges_change'),
        ('tg_daily_engagement_scores_announce'), ('tg_scenario_notifications_announce'),
        ('tg_badge_awards_announce'), ('tg_coach_interventions_announce'),
        ('tg_momentum_notifications_announce')$$,
    'just these are SECURITY DEFINER'
);
SELECT is_empty(
    $$SELECT signature FROM routines
    WHERE
        prosecdef
        AND NOT COALESCE('search_path=pg_catalog, pg_temp' = ANY (proconfig), false)$$,
    'no function is SECURITY DEFINER without a pinned search_path'
);
SELECT is_empty(
    $$SELECT signature FROM routines
    WHERE (prorettype = 'trigger'::regtype) <> (proname ~ '^tg_')$$,
    'trigger functions, and only they, are named tg_...'
);
SELECT is_empty(
    $$SELECT signature, argument.name
    FROM routines
    CROSS JOIN LATERAL unnest(proargnames, proargmodes) AS argument (name, mode)
    WHERE
        COALESCE(argument.mode, 'i') IN ('i', 'b', 'v')
        AND argument.name !~ '^p_'
        AND argument.name <> 'target_user_id'$$,
    'every parameter has a name that begins with p_'
);

-- The rules see a function that breaks them.
CREATE FUNCTION momentum.wrong(a integer) RETURNS integer LANGUAGE sql STRICT SECURITY DEFINER
AS 'SELECT a';
SELECT is(
    (
        SELECT
            (obj_description(oid, 'pg_proc') IS NULL)::integer
            + (proacl IS NULL)::integer
            + (proconfig IS NULL)::integer
            + (proowner <> 'momentum_owner'::regrole)::integer
        FROM routines
        WHERE proname = 'wrong'
    ),
    4,
    'a function without comment, rights, search_path and owner would be noticed'
);

SELECT * FROM finish();
ROLLBACK;
