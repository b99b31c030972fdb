-- Scores a span of days in date order, page by page, for 'recalculate' (every row) or 'backfill'
-- (missing rows only). COMMITs about every p_commit_every rows and after each day, so a run that
-- is killed has lost little, and running it again finishes the work.
-- A page that fails is logged with its users (scoring_failures), and the run goes on; it raises
-- PM010 at its end when more than settings.failed_share_limit of the rows failed.
-- Stored days that read a day that has changed stay queued until the run, or a drain, has brought
-- them in line, so a killed run leaves nothing behind that nobody knows of.
-- Pages follow the order of the lock stripes: what one transaction locks, it locks ascending.
-- Nothing is announced of days before yesterday, unless the session has set momentum.past_days to
-- 'told'.
-- Progress is a NOTICE after each commit, with a JSON DETAIL. Raises PM001, PM002, PM003,
-- PM004, PM006, PM011.
-- A procedure that commits cannot have a SET clause: it pins its search_path anew in each of its
-- transactions, and the last COMMIT gives the caller back its own.
CREATE OR REPLACE PROCEDURE momentum._score_days(
    p_operation text,
    p_from date,
    p_to date,
    p_user_ids uuid[],
    p_page_size integer,
    p_commit_every integer
)
LANGUAGE plpgsql
AS $_score_days$
DECLARE
    v_changes pg_catalog.text[] := ARRAY['insert'];
    v_run pg_catalog.text;
    v_from pg_catalog.date;
    v_day pg_catalog.date;
    v_users pg_catalog.uuid[];
    v_page pg_catalog.uuid[];
    v_written pg_catalog.uuid[];
    v_stay_queued pg_catalog.uuid[] := '{}'::pg_catalog.uuid[];
    v_total bigint;
    v_done bigint := 0::bigint;
    v_failed bigint := 0::bigint;
    v_uncommitted integer := 0;
    v_error_code pg_catalog.text;
    v_error_message pg_catalog.text;
BEGIN
    SET LOCAL search_path = pg_catalog, pg_temp;
    IF p_operation = 'recalculate' THEN
        v_changes := ARRAY['insert', 'update'];
    END IF;
    -- marks the queue entries of this run
    v_run := p_operation || ' ' || pg_catalog.gen_random_uuid();

    PERFORM momentum._check_score_dates(p_from, p_to);
    PERFORM momentum._check_events_kept(p_from);
    PERFORM momentum._check_users(p_user_ids);
    PERFORM momentum._score_version(NULL, p_from);
    IF (p_page_size > 0 AND p_commit_every > 0) IS NOT TRUE THEN
        RAISE EXCEPTION 'page size and commit interval must be positive'
            USING ERRCODE = 'PM006',
                  HINT = 'The defaults are pages of 500 users and a commit every 1,000 rows.';
    END IF;

    -- no array is longer, and a sum with it stays in range
    p_page_size := LEAST(p_page_size, 1000000000);

    PERFORM momentum._check_isolation();
    -- inside a transaction of the caller this fails at once, rather than after the first pages
    COMMIT;
    SET LOCAL search_path = pg_catalog, pg_temp;

    v_from := LEAST(GREATEST(p_from, momentum._first_active_day()), p_to + 1);
    SELECT pg_catalog.count(*) INTO v_total
    FROM pg_catalog.generate_series(0, p_to - v_from) AS day (number)
    CROSS JOIN LATERAL momentum._users_to_score(p_operation, v_from + day.number, p_user_ids);

    FOR v_day IN
        SELECT v_from + day.number
        FROM pg_catalog.generate_series(0, p_to - v_from) AS day (number)
        ORDER BY day.number
    LOOP
        v_users := ARRAY(
            SELECT u.user_id
            FROM momentum._users_to_score(p_operation, v_day, p_user_ids) AS u
            ORDER BY momentum._lock_stripe(u.user_id), u.user_id
        );
        -- who is passed over on a day is not brought in line by this run
        v_stay_queued := v_stay_queued || ARRAY(
            SELECT q.user_id
            FROM momentum.rescore_queue AS q
            WHERE
                q.reason = v_run
                AND NOT EXISTS (
                    SELECT FROM pg_catalog.unnest(v_users) AS u (user_id)
                    WHERE u.user_id = q.user_id
                )
        );
        FOR v_first IN 1..pg_catalog.cardinality(v_users) BY p_page_size LOOP
            v_page := v_users[v_first:v_first + p_page_size - 1];
            BEGIN
                PERFORM momentum._quiet_past_days();
                PERFORM momentum._lock_users(v_page);
                PERFORM momentum._check_events_kept(v_day);
                SELECT w.written INTO v_written
                FROM momentum._store_scores(
                    v_day, momentum._score_version(NULL, v_day), v_page, v_changes
                ) AS w;
                PERFORM momentum._queue_later_days(
                    ARRAY(
                        SELECT u.user_id
                        FROM pg_catalog.unnest(v_written) AS u (user_id)
                        WHERE NOT EXISTS (
                            SELECT FROM momentum.rescore_queue AS q
                            WHERE q.user_id = u.user_id AND q.reason = v_run
                        )
                    ),
                    v_day,
                    v_run
                );
                v_done := v_done + pg_catalog.cardinality(v_page);
            EXCEPTION
                WHEN OTHERS THEN
                    GET STACKED DIAGNOSTICS
                        v_error_code = RETURNED_SQLSTATE,
                        v_error_message = MESSAGE_TEXT;
                    -- no fault of this page: rights, a read-only session, the server's resources
                    IF v_error_code ~ '^(25|42|53)' THEN
                        RAISE;
                    END IF;
                    v_failed := v_failed + pg_catalog.cardinality(v_page);
                    v_stay_queued := v_stay_queued || v_page;
                    INSERT INTO momentum.scoring_failures (
                        operation, score_date, user_ids, error_code, error_message
                    )
                    VALUES (p_operation, v_day, v_page, v_error_code, v_error_message);
                    RAISE WARNING '% of %: a page of % users failed: %',
                        p_operation, v_day, pg_catalog.cardinality(v_page), v_error_message
                        USING HINT = 'Its users are in momentum.scoring_failures.';
            END;
            v_uncommitted := v_uncommitted + pg_catalog.cardinality(v_page);
            IF v_uncommitted >= p_commit_every THEN
                COMMIT;
                SET LOCAL search_path = pg_catalog, pg_temp;
                v_uncommitted := 0;
                CALL momentum._report_progress(p_operation, v_day, v_done, v_failed, v_total);
            END IF;
        END LOOP;
        IF v_uncommitted > 0 THEN
            COMMIT;
            SET LOCAL search_path = pg_catalog, pg_temp;
            v_uncommitted := 0;
            CALL momentum._report_progress(p_operation, v_day, v_done, v_failed, v_total);
        END IF;
    END LOOP;

    -- A recalculation has brought the span in line itself: what remains queued are the days after.
    IF p_operation = 'recalculate' THEN
        v_users := ARRAY(
            SELECT q.user_id
            FROM momentum.rescore_queue AS q
            WHERE q.reason = v_run AND q.user_id <> ALL (v_stay_queued)
            ORDER BY momentum._lock_stripe(q.user_id), q.user_id
        );
        FOR v_first IN 1..pg_catalog.cardinality(v_users) BY p_page_size LOOP
            v_page := v_users[v_first:v_first + p_page_size - 1];
            PERFORM momentum._lock_users(v_page);
            DELETE FROM momentum.rescore_queue AS q
            WHERE q.user_id = ANY (v_page) AND q.reason = v_run;
            PERFORM momentum._queue_later_days(v_page, p_to, p_operation);
            COMMIT;
            SET LOCAL search_path = pg_catalog, pg_temp;
        END LOOP;
    END IF;

    IF v_failed > (v_done + v_failed) * (
        SELECT s.value::numeric FROM momentum.settings AS s WHERE s.name = 'failed_share_limit'
    ) THEN
        RAISE EXCEPTION '% failed for % of % rows', p_operation, v_failed, v_done + v_failed
            USING ERRCODE = 'PM010',
                  HINT = 'momentum.scoring_failures names the users and the errors. Mend the '
                         'cause, then recalculate these users from the first failed day on, for '
                         'later days read it.';
    END IF;
    COMMIT;
END
$_score_days$;

COMMENT ON PROCEDURE momentum._score_days(text, date, date, uuid[], integer, integer) IS
    'Scores a span of days in date order and in pages, committing as it goes';
