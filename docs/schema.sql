--
-- PostgreSQL database dump
--

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: auth; Type: SCHEMA; Schema: -; Owner: momentum_owner
--

CREATE SCHEMA auth;

ALTER SCHEMA auth OWNER TO momentum_owner;

--
-- Name: SCHEMA auth; Type: COMMENT; Schema: -; Owner: momentum_owner
--

COMMENT ON SCHEMA auth IS 'Identity, in the shape of Supabase (made by pgmomentum)';

--
-- Name: momentum; Type: SCHEMA; Schema: -; Owner: momentum_owner
--

CREATE SCHEMA momentum;

ALTER SCHEMA momentum OWNER TO momentum_owner;

--
-- Name: SCHEMA momentum; Type: COMMENT; Schema: -; Owner: momentum_owner
--

COMMENT ON SCHEMA momentum IS 'Engagement engine: momentum scores, milestones, streaks and badges, live updates';

--
-- Name: momentum_ledger; Type: SCHEMA; Schema: -; Owner: momentum_owner
--

CREATE SCHEMA momentum_ledger;

ALTER SCHEMA momentum_ledger OWNER TO momentum_owner;

--
-- Name: SCHEMA momentum_ledger; Type: COMMENT; Schema: -; Owner: momentum_owner
--

COMMENT ON SCHEMA momentum_ledger IS 'Migrations applied and source files loaded by pgmomentum';

--
-- Name: _announcement; Type: TYPE; Schema: momentum; Owner: momentum_owner
--

CREATE TYPE momentum._announcement AS (
	user_id uuid,
	event_type text,
	channel_names text[],
	payload jsonb,
	cache_keys text[]
);

ALTER TYPE momentum._announcement OWNER TO momentum_owner;

--
-- Name: TYPE _announcement; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON TYPE momentum._announcement IS 'What is told about a change: to whom (null: everyone), what, on which channels, and which cache keys are no longer valid';

--
-- Name: _arrived_activity; Type: TYPE; Schema: momentum; Owner: momentum_owner
--

CREATE TYPE momentum._arrived_activity AS (
	user_id uuid,
	id uuid,
	organisation_id uuid,
	activity_type text,
	completed_at timestamp with time zone,
	arrived_at timestamp with time zone
);

ALTER TYPE momentum._arrived_activity OWNER TO momentum_owner;

--
-- Name: TYPE _arrived_activity; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON TYPE momentum._arrived_activity IS 'An activity whose badges are to be evaluated, and when it was recorded and its time had come';

--
-- Name: _earned_badge; Type: TYPE; Schema: momentum; Owner: momentum_owner
--

CREATE TYPE momentum._earned_badge AS (
	user_id uuid,
	badge_id uuid,
	activity_id uuid,
	earned_at timestamp with time zone,
	announced boolean,
	evidence jsonb
);

ALTER TYPE momentum._earned_badge OWNER TO momentum_owner;

--
-- Name: TYPE _earned_badge; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON TYPE momentum._earned_badge IS 'A badge to award: the activity that completed it, and when; whether to announce it; and what met the criteria';

--
-- Name: _intervention_candidate; Type: TYPE; Schema: momentum; Owner: momentum_owner
--

CREATE TYPE momentum._intervention_candidate AS (
	user_id uuid,
	organisation_id uuid,
	trigger_reason text,
	intervenes boolean,
	ordinal integer
);

ALTER TYPE momentum._intervention_candidate OWNER TO momentum_owner;

--
-- Name: TYPE _intervention_candidate; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON TYPE momentum._intervention_candidate IS 'A user for whom a rule applies and was not recorded when it was looked for: why; whether to make an intervention, for the organisation; and the how many-th notification of the day to make, null for none';

--
-- Name: _past_score; Type: TYPE; Schema: momentum; Owner: momentum_owner
--

CREATE TYPE momentum._past_score AS (
	user_id uuid,
	score_date date,
	final_score numeric,
	momentum_state text
);

ALTER TYPE momentum._past_score OWNER TO momentum_owner;

--
-- Name: TYPE _past_score; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON TYPE momentum._past_score IS 'A day of the past, as far as the score of a later one reads it';

--
-- Name: _scenario_candidate; Type: TYPE; Schema: momentum; Owner: momentum_owner
--

CREATE TYPE momentum._scenario_candidate AS (
	user_id uuid,
	organisation_id uuid,
	milestone_year integer,
	milestone_value integer,
	credential_id uuid,
	cooldown_window_start timestamp with time zone,
	payload jsonb
);

ALTER TYPE momentum._scenario_candidate OWNER TO momentum_owner;

--
-- Name: TYPE _scenario_candidate; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON TYPE momentum._scenario_candidate IS 'A notification that is due and was not recorded when it was looked for';

--
-- Name: _score; Type: TYPE; Schema: momentum; Owner: momentum_owner
--

CREATE TYPE momentum._score AS (
	user_id uuid,
	raw_score numeric,
	normalized_score numeric,
	final_score numeric,
	momentum_state text,
	breakdown jsonb,
	event_count integer,
	calculation_metadata jsonb,
	change text
);

ALTER TYPE momentum._score OWNER TO momentum_owner;

--
-- Name: TYPE _score; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON TYPE momentum._score IS 'A computed row of daily_engagement_scores, and what storing it would be: insert, update, none, or replace: the stored row is of no score version, such as an imported one';

--
-- Name: _session_change; Type: TYPE; Schema: momentum; Owner: momentum_owner
--

CREATE TYPE momentum._session_change AS (
	user_id uuid,
	year integer,
	sessions integer,
	last_at timestamp with time zone,
	is_removal boolean
);

ALTER TYPE momentum._session_change OWNER TO momentum_owner;

--
-- Name: TYPE _session_change; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON TYPE momentum._session_change IS 'What a statement changed in the activities of a user and UTC year: how many more there are, the latest that came, and whether any went';

--
-- Name: milestone_trigger; Type: TYPE; Schema: momentum; Owner: momentum_owner
--

CREATE TYPE momentum.milestone_trigger AS (
	user_id uuid,
	organisation_id uuid,
	milestone_year integer,
	milestone_value integer,
	session_count integer,
	should_trigger boolean
);

ALTER TYPE momentum.milestone_trigger OWNER TO momentum_owner;

--
-- Name: TYPE milestone_trigger; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON TYPE momentum.milestone_trigger IS 'A milestone that is reached and not recorded: the threshold, the organisation that set it (null: the default), and how many activities the user had in that UTC year';

--
-- Name: streak_result; Type: TYPE; Schema: momentum; Owner: momentum_owner
--

CREATE TYPE momentum.streak_result AS (
	met boolean,
	current_value integer,
	required_value integer,
	windows jsonb
);

ALTER TYPE momentum.streak_result OWNER TO momentum_owner;

--
-- Name: TYPE streak_result; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON TYPE momentum.streak_result IS 'Whether a streak is as long as required, its length in windows, the length required, and its windows, newest first: [{"window_start", "window_end" (exclusive), "activity_count"}]';

--
-- Name: role(); Type: FUNCTION; Schema: auth; Owner: momentum_owner
--

CREATE FUNCTION auth.role() RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
            SELECT COALESCE(
                NULLIF(current_setting('request.jwt.claim.role', true), ''),
                NULLIF(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role'
            )
        $$;

ALTER FUNCTION auth.role() OWNER TO momentum_owner;

--
-- Name: FUNCTION role(); Type: COMMENT; Schema: auth; Owner: momentum_owner
--

COMMENT ON FUNCTION auth.role() IS 'The role of the request''s claims (made by pgmomentum)';

--
-- Name: uid(); Type: FUNCTION; Schema: auth; Owner: momentum_owner
--

CREATE FUNCTION auth.uid() RETURNS uuid
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
            SELECT COALESCE(
                NULLIF(current_setting('request.jwt.claim.sub', true), ''),
                NULLIF(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'
            )::uuid
        $$;

ALTER FUNCTION auth.uid() OWNER TO momentum_owner;

--
-- Name: FUNCTION uid(); Type: COMMENT; Schema: auth; Owner: momentum_owner
--

COMMENT ON FUNCTION auth.uid() IS 'The user of the request''s claims (made by pgmomentum)';

--
-- Name: _abandon_runs(text); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._abandon_runs(p_name text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    v_run momentum.job_runs;
BEGIN
    FOR v_run IN
        UPDATE momentum.job_runs AS r
        SET
            status = 'abandoned',
            finished_at = momentum.clock(),
            error = 'the session ended before the run did'
        WHERE r.job_name = p_name AND r.status = 'running'
        RETURNING r.*
    LOOP
        PERFORM momentum._alert_job(v_run);
    END LOOP;
END
$$;

ALTER FUNCTION momentum._abandon_runs(p_name text) OWNER TO momentum_owner;

--
-- Name: FUNCTION _abandon_runs(p_name text); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._abandon_runs(p_name text) IS 'Marks the runs of a job whose session has ended before they did';

--
-- Name: _content_id(jsonb); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._content_id(p_content jsonb) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (OVERLAY(OVERLAY(encode(SUBSTRING(sha256(convert_to((p_content)::text, 'UTF8'::name)) FROM 1 FOR 16), 'hex'::text) PLACING '8'::text FROM 13) PLACING '8'::text FROM 17))::uuid;

ALTER FUNCTION momentum._content_id(p_content jsonb) OWNER TO momentum_owner;

--
-- Name: FUNCTION _content_id(p_content jsonb); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._content_id(p_content jsonb) IS 'The id, derived from its content, of what came without one';

--
-- Name: _activity_id(uuid, timestamp with time zone, text, uuid); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._activity_id(p_user_id uuid, p_completed_at timestamp with time zone, p_activity_type text, p_organisation_id uuid) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN momentum._content_id(jsonb_build_array(p_user_id, EXTRACT(epoch FROM p_completed_at), p_activity_type, p_organisation_id));

ALTER FUNCTION momentum._activity_id(p_user_id uuid, p_completed_at timestamp with time zone, p_activity_type text, p_organisation_id uuid) OWNER TO momentum_owner;

--
-- Name: FUNCTION _activity_id(p_user_id uuid, p_completed_at timestamp with time zone, p_activity_type text, p_organisation_id uuid); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._activity_id(p_user_id uuid, p_completed_at timestamp with time zone, p_activity_type text, p_organisation_id uuid) IS 'The id of an activity that came without one, derived from its content';

--
-- Name: _activity_problem(text, timestamp with time zone); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._activity_problem(p_activity_type text, p_completed_at timestamp with time zone) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN CASE WHEN ((p_activity_type ~ '[^[:space:]]'::text) IS NOT TRUE) THEN 'an activity needs a type'::text WHEN (length(p_activity_type) > 200) THEN 'the activity type is longer than 200 characters'::text WHEN (isfinite(p_completed_at) IS NOT TRUE) THEN 'an activity needs a finite time'::text WHEN ((p_completed_at < '0001-01-01 11:39:04+11:39:04'::timestamp with time zone) OR (p_completed_at >= '10000-01-01 13:00:00+13'::timestamp with time zone)) THEN 'the activity lies outside the years 1 to 9999'::text ELSE NULL::text END;

ALTER FUNCTION momentum._activity_problem(p_activity_type text, p_completed_at timestamp with time zone) OWNER TO momentum_owner;

--
-- Name: FUNCTION _activity_problem(p_activity_type text, p_completed_at timestamp with time zone); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._activity_problem(p_activity_type text, p_completed_at timestamp with time zone) IS 'What is wrong with an activity; null when it has a type and a time in the years 1 to 9999';

--
-- Name: _alert(jsonb, double precision); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._alert(p_alert jsonb, p_share double precision DEFAULT 0.5) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF pg_notification_queue_usage() > p_share THEN
        RAISE WARNING 'an alert was not sent: %', p_alert
            USING HINT = 'The queue of messages fills up: a listener reads nothing.';
    ELSE
        PERFORM momentum._notify('{ops_alerts}', p_alert);
    END IF;
END
$$;

ALTER FUNCTION momentum._alert(p_alert jsonb, p_share double precision) OWNER TO momentum_owner;

--
-- Name: FUNCTION _alert(p_alert jsonb, p_share double precision); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._alert(p_alert jsonb, p_share double precision) IS 'Sends an alert to the operators, on ops_alerts; a WARNING where the queue of messages is full';

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: job_runs; Type: TABLE; Schema: momentum; Owner: momentum_owner
--

CREATE TABLE momentum.job_runs (
    id bigint NOT NULL,
    job_name text NOT NULL,
    scheduled_at timestamp with time zone NOT NULL,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    status text NOT NULL,
    attempt integer NOT NULL,
    rows_done bigint,
    rows_total bigint,
    error text,
    pid integer DEFAULT pg_backend_pid() NOT NULL,
    CONSTRAINT job_runs_attempt_is_positive CHECK ((attempt > 0)),
    CONSTRAINT job_runs_error_unless_well CHECK (((status = ANY (ARRAY['running'::text, 'succeeded'::text])) = (error IS NULL))),
    CONSTRAINT job_runs_running_until_finished CHECK (((status = 'running'::text) = (finished_at IS NULL))),
    CONSTRAINT job_runs_status_is_known CHECK ((status = ANY (ARRAY['running'::text, 'succeeded'::text, 'failed'::text, 'skipped'::text, 'abandoned'::text])))
);

ALTER TABLE momentum.job_runs OWNER TO momentum_owner;

--
-- Name: TABLE job_runs; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON TABLE momentum.job_runs IS 'Each run of a job, kept for settings.job_run_retention_days';

--
-- Name: COLUMN job_runs.job_name; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.job_runs.job_name IS 'Name of the job, which may be gone since';

--
-- Name: COLUMN job_runs.scheduled_at; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.job_runs.scheduled_at IS 'Instant that it ran for';

--
-- Name: COLUMN job_runs.status; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.job_runs.status IS 'running, succeeded, failed, skipped (another session was running the job) or abandoned (its session ended before it did); a run whose session has ended is running until the next one';

--
-- Name: COLUMN job_runs.attempt; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.job_runs.attempt IS 'The how many-th try for that instant it is';

--
-- Name: COLUMN job_runs.rows_done; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.job_runs.rows_done IS 'Rows done so far, where the command counts them';

--
-- Name: COLUMN job_runs.rows_total; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.job_runs.rows_total IS 'Rows there were to do when it began, or null';

--
-- Name: COLUMN job_runs.error; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.job_runs.error IS 'Why it did not succeed: SQLSTATE and message';

--
-- Name: COLUMN job_runs.pid; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.job_runs.pid IS 'Session: while it is running, SELECT pg_cancel_backend(pid) stops it';

--
-- Name: _alert_job(momentum.job_runs); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._alert_job(p_run momentum.job_runs) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    AS $$
BEGIN
    IF EXISTS (
        SELECT
        FROM momentum.jobs AS j
        WHERE
            j.name = p_run.job_name
            AND (
                p_run.attempt >= j.max_attempts
                OR NOT j.catch_up
                AND momentum._retry_at(p_run, j.retry_after)
                    >= p_run.scheduled_at + interval '24 hours'
            )
    )
    THEN
        PERFORM momentum._alert(
            jsonb_build_object(
                'alert', 'job_failed',
                'job', p_run.job_name,
                'scheduled_at', p_run.scheduled_at,
                'attempts', p_run.attempt,
                'error', left(p_run.error, 1000),
                'timestamp', p_run.finished_at
            )
        );
    END IF;
END
$$;

ALTER FUNCTION momentum._alert_job(p_run momentum.job_runs) OWNER TO momentum_owner;

--
-- Name: FUNCTION _alert_job(p_run momentum.job_runs); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._alert_job(p_run momentum.job_runs) IS 'Alerts the operators to a run that did not succeed, if it was the last attempt';

--
-- Name: clock(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.clock() RETURNS timestamp with time zone
    LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN COALESCE((SELECT c.pinned_at FROM momentum.clock_pin AS c WHERE c.singleton), now());
END
$$;

ALTER FUNCTION momentum.clock() OWNER TO momentum_owner;

--
-- Name: FUNCTION clock(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.clock() IS 'The current instant: the row of momentum.clock_pin where there is one, else now()';

--
-- Name: _announce(momentum._announcement[], timestamp with time zone); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._announce(p_announcements momentum._announcement[], p_now timestamp with time zone DEFAULT momentum.clock()) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    AS $$
DECLARE
    v_everyone CONSTANT uuid := '00000000-0000-0000-0000-000000000000'::uuid;
    v_mode text;
    v_number integer;
BEGIN
    IF p_announcements IS NULL OR cardinality(p_announcements) = 0 THEN
        RETURN;
    END IF;
    INSERT INTO momentum.realtime_inbox (user_id, event_type, payload, created_at)
    SELECT
        COALESCE(a.user_id, v_everyone),
        a.event_type,
        CASE
            WHEN pg_column_size(a.payload) > 1000000 THEN momentum._shorten(a.payload)
            ELSE a.payload
        END,
        p_now
    FROM unnest(p_announcements) AS a
    WHERE a.user_id IS DISTINCT FROM v_everyone;

    SELECT s.value INTO v_mode FROM momentum.settings AS s WHERE s.name = 'notify_mode';
    IF v_mode = 'deferred' OR pg_notification_queue_usage() > 0.5 THEN
        RETURN;
    END IF;
    IF v_mode = 'channels' THEN
        v_number := COALESCE(NULLIF(current_setting('momentum.announced', true), ''), '0')::integer
            + 1;
        IF p_announcements[1].user_id IS NOT NULL THEN
            PERFORM set_config('momentum.announced', v_number::text, true);
        END IF;
        PERFORM momentum._notify(
            a.channel_names,
            CASE
                WHEN v_number > 1
                    THEN a.payload || jsonb_build_object('message_number', v_number)
                ELSE a.payload
            END
        )
        FROM unnest(p_announcements) AS a
        WHERE a.user_id IS DISTINCT FROM v_everyone;
        PERFORM momentum._notify(
            '{cache_invalidation}',
            jsonb_build_object('cache_key', k.cache_key, 'user_id', a.user_id, 'timestamp', p_now)
        )
        FROM unnest(p_announcements) AS a
        CROSS JOIN LATERAL unnest(a.cache_keys) AS k (cache_key)
        WHERE a.user_id IS DISTINCT FROM v_everyone;
    END IF;
    PERFORM pg_notify('realtime_events', '');
END
$$;

ALTER FUNCTION momentum._announce(p_announcements momentum._announcement[], p_now timestamp with time zone) OWNER TO momentum_owner;

--
-- Name: FUNCTION _announce(p_announcements momentum._announcement[], p_now timestamp with time zone); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._announce(p_announcements momentum._announcement[], p_now timestamp with time zone) IS 'Tells the outside world about changes: appends them to the outbox and sends messages';

--
-- Name: _announce_all(refcursor, timestamp with time zone); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._announce_all(p_announcements refcursor, p_now timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    v_next momentum._announcement;
    v_slice momentum._announcement[] := '{}'::momentum._announcement[];
    v_size bigint := 0::bigint;
BEGIN
    LOOP
        FETCH p_announcements INTO v_next;
        EXIT WHEN NOT FOUND;
        v_slice := v_slice || v_next;
        v_size := v_size + pg_column_size(v_next.payload);
        IF cardinality(v_slice) = 1000 OR v_size > 8000000 THEN
            PERFORM momentum._announce(v_slice, p_now);
            v_slice := '{}';
            v_size := 0;
        END IF;
    END LOOP;
    CLOSE p_announcements;
    PERFORM momentum._announce(v_slice, p_now);
END
$$;

ALTER FUNCTION momentum._announce_all(p_announcements refcursor, p_now timestamp with time zone) OWNER TO momentum_owner;

--
-- Name: FUNCTION _announce_all(p_announcements refcursor, p_now timestamp with time zone); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._announce_all(p_announcements refcursor, p_now timestamp with time zone) IS 'Announces the rows of a cursor, in slices';

--
-- Name: _apply_sessions(momentum._session_change[], boolean); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._apply_sessions(p_changes momentum._session_change[], p_may_start boolean) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
DECLARE
    c_tries CONSTANT integer := 40;
    v_rest momentum._session_change[] := p_changes;
BEGIN
    IF current_setting('transaction_isolation') IN ('read committed', 'read uncommitted') THEN
        FOR v_try IN 1..c_tries LOOP
            v_rest := momentum._change_sessions(v_rest);
            IF v_rest <> '{}' THEN
                v_rest := momentum._start_sessions(v_rest, p_may_start);
            END IF;
            IF v_rest = '{}' THEN
                RETURN;
            END IF;
            PERFORM pg_sleep(0.01);
        END LOOP;
    END IF;
    INSERT INTO momentum.summary_queue (user_id, year)
    SELECT c.user_id, c.year FROM unnest(v_rest) AS c;
END
$$;

ALTER FUNCTION momentum._apply_sessions(p_changes momentum._session_change[], p_may_start boolean) OWNER TO momentum_owner;

--
-- Name: FUNCTION _apply_sessions(p_changes momentum._session_change[], p_may_start boolean); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._apply_sessions(p_changes momentum._session_change[], p_may_start boolean) IS 'Applies what a statement changed in the activities to annual_summary, or queues it';

--
-- Name: badge_awards; Type: TABLE; Schema: momentum; Owner: momentum_owner
--

CREATE TABLE momentum.badge_awards (
    user_id uuid NOT NULL,
    badge_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    awarded_at timestamp with time zone DEFAULT now() NOT NULL,
    earned_at timestamp with time zone NOT NULL,
    activity_id uuid,
    source text NOT NULL,
    evidence jsonb DEFAULT '{}'::jsonb NOT NULL,
    announced boolean DEFAULT true NOT NULL,
    dispatched_at timestamp with time zone,
    revoked_at timestamp with time zone,
    revoked_reason text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT badge_awards_revoked_with_a_reason CHECK (((revoked_at IS NULL) = (revoked_reason IS NULL))),
    CONSTRAINT badge_awards_source_is_known CHECK ((source = ANY (ARRAY['trigger'::text, 'reconciliation'::text, 'retroactive'::text, 'manual'::text])))
);

ALTER TABLE ONLY momentum.badge_awards REPLICA IDENTITY FULL;

ALTER TABLE momentum.badge_awards OWNER TO momentum_owner;

--
-- Name: TABLE badge_awards; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON TABLE momentum.badge_awards IS 'Who has which badge: each once, ever. A revoked award stays, and keeps the badge from being earned again';

--
-- Name: COLUMN badge_awards.organisation_id; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.badge_awards.organisation_id IS 'Organisation of the badge';

--
-- Name: COLUMN badge_awards.awarded_at; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.badge_awards.awarded_at IS 'When it was awarded';

--
-- Name: COLUMN badge_awards.earned_at; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.badge_awards.earned_at IS 'When the activity was completed that met what the badge requires';

--
-- Name: COLUMN badge_awards.activity_id; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.badge_awards.activity_id IS 'That activity; it may be gone since. Null for an award by hand';

--
-- Name: COLUMN badge_awards.source; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.badge_awards.source IS 'trigger: as the activity came; reconciliation: found at night; retroactive: the badge came later; manual: by hand, or by evaluate_badges()';

--
-- Name: COLUMN badge_awards.evidence; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.badge_awards.evidence IS 'The criteria, and what met them: for a streak its windows, newest first, with their counts';

--
-- Name: COLUMN badge_awards.announced; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.badge_awards.announced IS 'False: recorded only, as it is history';

--
-- Name: COLUMN badge_awards.dispatched_at; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.badge_awards.dispatched_at IS 'When the application delivered it';

--
-- Name: COLUMN badge_awards.revoked_at; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.badge_awards.revoked_at IS 'When it was taken back';

--
-- Name: COLUMN badge_awards.revoked_reason; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.badge_awards.revoked_reason IS 'Why it was taken back';

--
-- Name: _award_announcement(momentum.badge_awards, timestamp with time zone); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._award_announcement(p_award momentum.badge_awards, p_now timestamp with time zone) RETURNS momentum._announcement
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    AS $$
BEGIN
    RETURN (
        SELECT
            (
                p_award.user_id,
                'badge_awarded',
                ARRAY['notifications:' || p_award.user_id],
                jsonb_build_object(
                    'event_type', 'badge_awarded',
                    'badge_id', p_award.badge_id,
                    'user_id', p_award.user_id,
                    'organisation_id', p_award.organisation_id,
                    'title', b.name,
                    'message', CASE
                        WHEN b.criteria_type = 'streak' THEN
                            format('%s %ss in a row', b.required, b.window_unit)
                        WHEN b.required = 1 THEN '1 activity'
                        ELSE format('%s activities', b.required)
                    END,
                    'earned_at', p_award.earned_at,
                    'timestamp', p_now
                ),
                NULL
            )::momentum._announcement
        FROM momentum.badge_definitions AS b
        WHERE b.id = p_award.badge_id
    );
END
$$;

ALTER FUNCTION momentum._award_announcement(p_award momentum.badge_awards, p_now timestamp with time zone) OWNER TO momentum_owner;

--
-- Name: FUNCTION _award_announcement(p_award momentum.badge_awards, p_now timestamp with time zone); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._award_announcement(p_award momentum.badge_awards, p_now timestamp with time zone) IS 'What there is to announce of one award: channel and payload';

--
-- Name: _award_badges(momentum._earned_badge[], timestamp with time zone, text); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._award_badges(p_earned momentum._earned_badge[], p_now timestamp with time zone, p_source text) RETURNS momentum.badge_awards[]
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    v_awarded momentum.badge_awards[];
BEGIN
    WITH awarded AS (
        INSERT INTO momentum.badge_awards (
            user_id, badge_id, organisation_id, awarded_at, earned_at, activity_id, source,
            evidence, announced
        )
        SELECT
            e.user_id,
            e.badge_id,
            b.organisation_id,
            p_now,
            e.earned_at,
            e.activity_id,
            p_source,
            e.evidence,
            e.announced
        FROM unnest(p_earned) AS e
        JOIN momentum.badge_definitions AS b ON b.id = e.badge_id
        ORDER BY e.user_id, e.badge_id
        ON CONFLICT (user_id, badge_id) DO NOTHING
        RETURNING *
    )
    SELECT array_agg(a::momentum.badge_awards) INTO v_awarded FROM awarded AS a;
    RETURN COALESCE(v_awarded, '{}');
END
$$;

ALTER FUNCTION momentum._award_badges(p_earned momentum._earned_badge[], p_now timestamp with time zone, p_source text) OWNER TO momentum_owner;

--
-- Name: FUNCTION _award_badges(p_earned momentum._earned_badge[], p_now timestamp with time zone, p_source text); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._award_badges(p_earned momentum._earned_badge[], p_now timestamp with time zone, p_source text) IS 'Awards badges that were earned, each user and badge once, ever; returns the new awards';

--
-- Name: _award_holds(momentum.badge_awards); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._award_holds(p_award momentum.badge_awards) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    AS $$
DECLARE
    v_types CONSTANT jsonb := NULLIF(p_award.evidence -> 'activity_types', 'null');
    v_required CONSTANT integer := (p_award.evidence ->> 'required')::integer;
BEGIN
    IF p_award.evidence ->> 'criteria_type' = 'count' THEN
        RETURN (
            SELECT count(*)
            FROM (
                SELECT
                FROM momentum.activities AS a
                WHERE
                    a.user_id = p_award.user_id
                    AND a.completed_at <= p_award.awarded_at
                    AND a.organisation_id IS NOT DISTINCT FROM p_award.organisation_id
                    AND (v_types IS NULL OR v_types ? a.activity_type)
                    AND a.deleted_at IS NULL
                LIMIT v_required
            ) AS left_over
        ) = v_required;
    END IF;
    -- by hand: no windows, and it holds
    RETURN NOT EXISTS (
        SELECT
        FROM jsonb_array_elements(p_award.evidence -> 'windows') AS e (w)
        WHERE NOT EXISTS (
            SELECT
            FROM momentum.activities AS a
            WHERE
                a.user_id = p_award.user_id
                AND a.completed_at >= (e.w ->> 'window_start')::timestamp AT TIME ZONE 'UTC'
                AND a.completed_at < (e.w ->> 'window_end')::timestamp AT TIME ZONE 'UTC'
                AND a.completed_at <= p_award.awarded_at
                AND a.organisation_id IS NOT DISTINCT FROM p_award.organisation_id
                AND (v_types IS NULL OR v_types ? a.activity_type)
                AND a.deleted_at IS NULL
        )
    );
END
$$;

ALTER FUNCTION momentum._award_holds(p_award momentum.badge_awards) OWNER TO momentum_owner;

--
-- Name: FUNCTION _award_holds(p_award momentum.badge_awards); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._award_holds(p_award momentum.badge_awards) IS 'Whether the activities that an award was given for are still there';

--
-- Name: badge_definitions; Type: TABLE; Schema: momentum; Owner: momentum_owner
--

CREATE TABLE momentum.badge_definitions (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    organisation_id uuid NOT NULL,
    name text NOT NULL,
    criteria_type text NOT NULL,
    window_unit text,
    required integer NOT NULL,
    activity_types text[],
    open_window_grace boolean DEFAULT false NOT NULL,
    active boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT badge_definitions_name_is_a_name CHECK (((name ~ '\S'::text) AND (name !~ '[[:cntrl:]]'::text) AND (length(name) <= 200)))
);

ALTER TABLE momentum.badge_definitions OWNER TO momentum_owner;

--
-- Name: TABLE badge_definitions; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON TABLE momentum.badge_definitions IS 'Badges of an organisation, earned by activities in that organisation alone';

--
-- Name: COLUMN badge_definitions.criteria_type; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.badge_definitions.criteria_type IS 'streak: so many windows in a row with an activity; count: so many activities ever';

--
-- Name: COLUMN badge_definitions.window_unit; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.badge_definitions.window_unit IS 'streak: day, week (from Monday) or month, UTC; count: null';

--
-- Name: COLUMN badge_definitions.required; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.badge_definitions.required IS 'Windows in a row, or activities';

--
-- Name: COLUMN badge_definitions.activity_types; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.badge_definitions.activity_types IS 'Only activities of these types count; null: all do';

--
-- Name: COLUMN badge_definitions.open_window_grace; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.badge_definitions.open_window_grace IS 'Whether a streak still stands while the current window is empty: it is not over yet';

--
-- Name: COLUMN badge_definitions.active; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.badge_definitions.active IS 'False: nobody earns it any more';

--
-- Name: _badge(uuid); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._badge(p_badge_id uuid) RETURNS momentum.badge_definitions
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    v_badge momentum.badge_definitions;
BEGIN
    SELECT b.* INTO v_badge FROM momentum.badge_definitions AS b WHERE b.id = p_badge_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'unknown badge: %', COALESCE(p_badge_id::text, 'null')
            USING ERRCODE = 'PM007', HINT = 'momentum.badge_definitions lists them.';
    END IF;
    RETURN v_badge;
END
$$;

ALTER FUNCTION momentum._badge(p_badge_id uuid) OWNER TO momentum_owner;

--
-- Name: FUNCTION _badge(p_badge_id uuid); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._badge(p_badge_id uuid) IS 'The definition of a badge; PM007 when there is none';

--
-- Name: _badge_clock(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._badge_clock() RETURNS timestamp with time zone
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN COALESCE((SELECT c.pinned_at FROM momentum.clock_pin AS c), clock_timestamp());
END
$$;

ALTER FUNCTION momentum._badge_clock() OWNER TO momentum_owner;

--
-- Name: FUNCTION _badge_clock(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._badge_clock() IS 'The pinned instant where there is one, else the present moment, later than now()';

--
-- Name: _badge_evidence(uuid, momentum.badge_definitions, timestamp without time zone, timestamp with time zone); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._badge_evidence(p_user_id uuid, p_badge momentum.badge_definitions, p_earned_window timestamp without time zone, p_earned_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    v_criteria CONSTANT jsonb := jsonb_build_object(
        'criteria_type', p_badge.criteria_type,
        'window_unit', p_badge.window_unit,
        'required', p_badge.required,
        'activity_types', p_badge.activity_types
    );
    v_counts integer[];
BEGIN
    IF p_earned_window IS NULL THEN
        RETURN v_criteria || jsonb_build_object('activity_count', p_badge.required);
    END IF;
    v_counts := momentum._window_counts(
        p_user_id,
        p_badge.window_unit,
        p_badge.activity_types,
        p_badge.organisation_id,
        p_earned_window - (p_badge.required - 1) * ('1 ' || p_badge.window_unit)::interval,
        p_earned_window,
        p_earned_at
    );
    RETURN v_criteria || jsonb_build_object(
        'windows', momentum._streak_windows(p_badge.window_unit, p_earned_window, v_counts)
    );
END
$$;

ALTER FUNCTION momentum._badge_evidence(p_user_id uuid, p_badge momentum.badge_definitions, p_earned_window timestamp without time zone, p_earned_at timestamp with time zone) OWNER TO momentum_owner;

--
-- Name: FUNCTION _badge_evidence(p_user_id uuid, p_badge momentum.badge_definitions, p_earned_window timestamp without time zone, p_earned_at timestamp with time zone); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._badge_evidence(p_user_id uuid, p_badge momentum.badge_definitions, p_earned_window timestamp without time zone, p_earned_at timestamp with time zone) IS 'What met the criteria of a badge: the criteria, and for a streak its windows';

--
-- Name: _caller_is_coach(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._caller_is_coach() RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    SELECT
        auth.uid() IS NOT NULL
        AND COALESCE(
            NULLIF(current_setting('request.jwt.claims', true), '')::jsonb
            #>> '{app_metadata,role}' = 'coach',
            false
        )
$$;

ALTER FUNCTION momentum._caller_is_coach() OWNER TO momentum_owner;

--
-- Name: FUNCTION _caller_is_coach(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._caller_is_coach() IS 'Whether app_metadata.role in the claims of the caller is coach';

--
-- Name: _caller_is_service(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._caller_is_service() RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN
        pg_has_role(momentum._caller_role(), 'service_role', 'USAGE')
        OR pg_has_role(momentum._caller_role(), 'momentum_owner', 'USAGE');
END
$$;

ALTER FUNCTION momentum._caller_is_service() OWNER TO momentum_owner;

--
-- Name: FUNCTION _caller_is_service(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._caller_is_service() IS 'Whether the caller has the rights of service_role or of the owner';

--
-- Name: _caller_role(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._caller_role() RETURNS name
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN COALESCE(NULLIF(current_setting('role'), 'none'), session_user)::name;
END
$$;

ALTER FUNCTION momentum._caller_role() OWNER TO momentum_owner;

--
-- Name: FUNCTION _caller_role(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._caller_role() IS 'The database role of the caller, inside SECURITY DEFINER functions too';

--
-- Name: _change_sessions(momentum._session_change[]); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._change_sessions(p_changes momentum._session_change[]) RETURNS momentum._session_change[]
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
DECLARE
    v_held CONSTANT momentum._session_change[] := ARRAY(
        SELECT c
        FROM unnest(p_changes) AS c
        CROSS JOIN LATERAL (
            -- LATERAL: a look-up, whatever the statistics were when the plan was made
            SELECT
            FROM momentum.annual_summary AS s
            WHERE s.user_id = c.user_id AND s.year = c.year
            FOR NO KEY UPDATE SKIP LOCKED
        ) AS held
    );
BEGIN
    INSERT INTO momentum.summary_queue (user_id, year)
    SELECT s.user_id, s.year
    FROM unnest(v_held) AS c
    JOIN momentum.annual_summary AS s ON s.user_id = c.user_id AND s.year = c.year
    WHERE s.session_count + c.sessions < 0;

    UPDATE momentum.annual_summary AS s
    SET
        session_count = greatest(s.session_count + c.sessions, 0),
        last_activity_at = CASE
            WHEN c.is_removal THEN (
                SELECT max(a.completed_at)
                FROM momentum.activities AS a
                WHERE
                    a.user_id = c.user_id
                    AND a.completed_at >= make_timestamptz(c.year, 1, 1, 0, 0, 0, 'UTC')
                    AND a.completed_at < make_timestamptz(c.year + 1, 1, 1, 0, 0, 0, 'UTC')
                    AND a.deleted_at IS NULL
            )
            ELSE greatest(s.last_activity_at, c.last_at)
        END,
        computed_at = now()
    FROM unnest(v_held) AS c
    WHERE s.user_id = c.user_id AND s.year = c.year;

    RETURN ARRAY(
        SELECT c
        FROM unnest(p_changes) AS c
        WHERE (c.user_id, c.year) NOT IN (SELECT h.user_id, h.year FROM unnest(v_held) AS h)
    );
END
$$;

ALTER FUNCTION momentum._change_sessions(p_changes momentum._session_change[]) OWNER TO momentum_owner;

--
-- Name: FUNCTION _change_sessions(p_changes momentum._session_change[]); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._change_sessions(p_changes momentum._session_change[]) IS 'Applies changes to the rows of annual_summary that nobody holds, and returns the others';

--
-- Name: _check_badge_organisation(uuid); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._check_badge_organisation(p_organisation_id uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF p_organisation_id IS NULL THEN
        RAISE EXCEPTION 'unknown organisation: null'
            USING ERRCODE = 'PM007', HINT = 'Badges belong to an organisation: give its id.';
    END IF;
    PERFORM momentum._check_organisation(p_organisation_id);
END
$$;

ALTER FUNCTION momentum._check_badge_organisation(p_organisation_id uuid) OWNER TO momentum_owner;

--
-- Name: FUNCTION _check_badge_organisation(p_organisation_id uuid); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._check_badge_organisation(p_organisation_id uuid) IS 'Raises PM007 for no organisation, an unknown or a deleted one';

--
-- Name: _check_date_range(date, date); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._check_date_range(p_from date, p_to date) RETURNS void
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF p_from IS NULL OR p_to IS NULL THEN
        RAISE EXCEPTION 'a date is missing'
            USING ERRCODE = 'PM004',
                  HINT = 'Give a date such as 2026-11-21; for a span, its first and last day.';
    ELSIF NOT isfinite(p_from) OR NOT isfinite(p_to) THEN
        RAISE EXCEPTION 'infinity is not a day'
            USING ERRCODE = 'PM004',
                  HINT = 'Give a calendar date such as 2026-11-21.';
    ELSIF p_from < '0001-01-01' OR p_to > '9999-12-31' THEN
        RAISE EXCEPTION 'a day lies outside the years 1 to 9999'
            USING ERRCODE = 'PM004',
                  HINT = 'Give a calendar date such as 2026-11-21.';
    ELSIF p_from > p_to THEN
        RAISE EXCEPTION 'the span from % to % ends before it begins', p_from, p_to
            USING ERRCODE = 'PM004',
                  HINT = 'Give the earlier day first.';
    END IF;
END
$$;

ALTER FUNCTION momentum._check_date_range(p_from date, p_to date) OWNER TO momentum_owner;

--
-- Name: FUNCTION _check_date_range(p_from date, p_to date); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._check_date_range(p_from date, p_to date) IS 'Raises PM004 unless both dates are given, finite and in order';

--
-- Name: _check_event(text, timestamp with time zone, jsonb, timestamp with time zone); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._check_event(p_event_type text, p_event_ts timestamp with time zone, p_payload jsonb, p_now timestamp with time zone) RETURNS void
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    v_problem CONSTANT text[] := momentum._event_problem(
        p_event_type, p_event_ts, p_payload, p_now
    );
BEGIN
    IF v_problem IS NOT NULL THEN
        RAISE EXCEPTION '%', v_problem[1] USING ERRCODE = 'PM005', HINT = v_problem[2];
    END IF;
END
$$;

ALTER FUNCTION momentum._check_event(p_event_type text, p_event_ts timestamp with time zone, p_payload jsonb, p_now timestamp with time zone) OWNER TO momentum_owner;

--
-- Name: FUNCTION _check_event(p_event_type text, p_event_ts timestamp with time zone, p_payload jsonb, p_now timestamp with time zone); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._check_event(p_event_type text, p_event_ts timestamp with time zone, p_payload jsonb, p_now timestamp with time zone) IS 'Raises PM005 for an event without a type, a finite time that has come, or a payload that is an object of at most 64 kB';

--
-- Name: _check_events_kept(date); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._check_events_kept(p_from date) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    v_kept_from CONSTANT date := momentum._events_kept_from();
BEGIN
    IF p_from < v_kept_from THEN
        RAISE EXCEPTION 'the events of % are no longer kept', p_from
            USING ERRCODE = 'PM004',
                  HINT = format(
                      'Retention has dropped those before %s; the scores stored for them stay.',
                      v_kept_from
                  );
    END IF;
END
$$;

ALTER FUNCTION momentum._check_events_kept(p_from date) OWNER TO momentum_owner;

--
-- Name: FUNCTION _check_events_kept(p_from date); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._check_events_kept(p_from date) IS 'Raises PM004 for a day whose events retention has dropped';

--
-- Name: _check_instant(timestamp with time zone); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._check_instant(p_now timestamp with time zone) RETURNS timestamp with time zone
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF p_now < '0001-01-01 00:00:00Z' OR p_now >= '10000-01-01 00:00:00Z' THEN
        RAISE EXCEPTION 'the instant lies outside the years 1 to 9999'
            USING ERRCODE = 'PM004',
                  HINT = 'Give an instant with its time zone, such as 2026-11-21T09:30:00Z.';
    END IF;
    RETURN COALESCE(p_now, momentum.clock());
END
$$;

ALTER FUNCTION momentum._check_instant(p_now timestamp with time zone) OWNER TO momentum_owner;

--
-- Name: FUNCTION _check_instant(p_now timestamp with time zone); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._check_instant(p_now timestamp with time zone) IS 'The instant given, null being that of the clock; PM004 outside the years 1 to 9999';

--
-- Name: _check_isolation(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._check_isolation() RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
        RAISE EXCEPTION 'this cannot be done at isolation level %',
            current_setting('transaction_isolation')
            USING ERRCODE = 'PM011',
                  HINT = 'Use READ COMMITTED, the default of PostgreSQL: writers take turns by '
                         'locks of their own, and must see what the one before wrote.';
    END IF;
END
$$;

ALTER FUNCTION momentum._check_isolation() OWNER TO momentum_owner;

--
-- Name: FUNCTION _check_isolation(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._check_isolation() IS 'Raises PM011 unless the transaction is READ COMMITTED';

--
-- Name: _check_known_organisation(uuid); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._check_known_organisation(p_organisation_id uuid) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF p_organisation_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM momentum.organisations AS o WHERE o.id = p_organisation_id
    ) THEN
        RAISE EXCEPTION 'unknown organisation: %', p_organisation_id
            USING ERRCODE = 'PM007',
                  HINT = 'An organisation is a row of momentum.organisations.';
    END IF;
END
$$;

ALTER FUNCTION momentum._check_known_organisation(p_organisation_id uuid) OWNER TO momentum_owner;

--
-- Name: FUNCTION _check_known_organisation(p_organisation_id uuid); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._check_known_organisation(p_organisation_id uuid) IS 'Raises PM007 for an unknown organisation; null is none';

--
-- Name: _check_legacy_table(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._check_legacy_table() RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    v_numbers CONSTANT text[] := ARRAY['numeric', 'int2', 'int4', 'int8', 'float4', 'float8'];
    v_missing text;
    v_column text;
    v_type text;
    v_needed text;
BEGIN
    IF has_schema_privilege(to_regnamespace('legacy'), 'USAGE') IS FALSE THEN
        RAISE EXCEPTION '% may not use the schema legacy', current_user
            USING ERRCODE = 'PM008',
                  HINT = format('GRANT USAGE ON SCHEMA legacy TO %I.', current_user);
    ELSIF
        to_regnamespace('legacy') IS NULL OR to_regclass('legacy.daily_engagement_scores') IS NULL
    THEN
        RAISE EXCEPTION 'there is no table legacy.daily_engagement_scores'
            USING ERRCODE = 'PM007',
                  HINT = 'Move the table of the legacy system into a schema named legacy: '
                         'ALTER TABLE daily_engagement_scores SET SCHEMA legacy.';
    ELSIF NOT has_table_privilege('legacy.daily_engagement_scores', 'SELECT') THEN
        RAISE EXCEPTION '% may not read legacy.daily_engagement_scores', current_user
            USING ERRCODE = 'PM008',
                  HINT = format(
                      'GRANT SELECT ON legacy.daily_engagement_scores TO %I; where it has row '
                      'level security, a policy must let it read the rows, too.',
                      current_user
                  );
    END IF;

    WITH needed AS (
        SELECT n.place, n.name, n.is_required, n.type_name, n.types::regtype[] AS types
        FROM (
            VALUES
            (1, 'user_id', true, 'uuid', ARRAY['uuid']),
            (2, 'score_date', true, 'date', ARRAY['date', 'timestamp', 'timestamptz']),
            (3, 'final_score', true, 'numeric', v_numbers),
            (4, 'raw_score', false, 'numeric', v_numbers),
            (5, 'normalized_score', false, 'numeric', v_numbers),
            (6, 'breakdown', false, 'jsonb', ARRAY['jsonb', 'json']),
            (7, 'events_count', false, 'numeric', v_numbers)
        ) AS n (place, name, is_required, type_name, types)
    ),
    judged AS (
        SELECT n.*, a.atttypid, COALESCE(NULLIF(t.typbasetype, 0), t.oid) = ANY (n.types) AS is_fit
        FROM needed AS n
        LEFT JOIN pg_attribute AS a
            ON
                a.attrelid = to_regclass('legacy.daily_engagement_scores')
                AND a.attname = n.name
                AND NOT a.attisdropped
        LEFT JOIN pg_type AS t ON t.oid = a.atttypid
    )
    SELECT
        string_agg(j.name, ', ' ORDER BY j.place)
            FILTER (WHERE j.is_required AND j.atttypid IS NULL),
        (array_agg(j.name ORDER BY j.place) FILTER (WHERE NOT j.is_fit))[1],
        (array_agg(format_type(j.atttypid, NULL) ORDER BY j.place) FILTER (WHERE NOT j.is_fit))[1],
        (array_agg(j.type_name ORDER BY j.place) FILTER (WHERE NOT j.is_fit))[1]
    INTO v_missing, v_column, v_type, v_needed
    FROM judged AS j;
    IF v_missing IS NOT NULL THEN
        RAISE EXCEPTION 'legacy.daily_engagement_scores has no column %', v_missing
            USING ERRCODE = 'PM007',
                  HINT = 'It needs user_id, score_date and final_score; put a view of that name '
                         'over a table whose columns are called otherwise.';
    ELSIF v_column IS NOT NULL THEN
        RAISE EXCEPTION 'legacy.daily_engagement_scores.% is of type %, not %',
            v_column, v_type, v_needed
            USING ERRCODE = 'PM007',
                  HINT = format(
                      'Put a view of that name over the table that casts it (%I::%s), without the '
                      'rows that cannot be cast.',
                      v_column, v_needed
                  );
    END IF;
END
$$;

ALTER FUNCTION momentum._check_legacy_table() OWNER TO momentum_owner;

--
-- Name: FUNCTION _check_legacy_table(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._check_legacy_table() IS 'Raises PM007 unless legacy.daily_engagement_scores can be read whatever its rows are, PM008 where the caller may not';

--
-- Name: _check_may_act_for(uuid); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._check_may_act_for(p_user_id uuid) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF p_user_id IS NULL THEN
        RAISE EXCEPTION 'unknown user: null'
            USING ERRCODE = 'PM001',
                  HINT = 'Give the id of a row of auth.users.';
    ELSIF
        NOT momentum._caller_is_service()
        AND auth.uid() IS DISTINCT FROM p_user_id
    THEN
        RAISE EXCEPTION 'not allowed for user %', p_user_id
            USING ERRCODE = 'PM008',
                  HINT = 'Users act for themselves; the service role acts for everyone.';
    END IF;
END
$$;

ALTER FUNCTION momentum._check_may_act_for(p_user_id uuid) OWNER TO momentum_owner;

--
-- Name: FUNCTION _check_may_act_for(p_user_id uuid); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._check_may_act_for(p_user_id uuid) IS 'Raises PM008 unless the caller is that user or works for the service';

--
-- Name: _check_may_read(uuid); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._check_may_read(p_user_id uuid) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF momentum._caller_is_service() OR NOT (
        momentum._caller_is_coach()
        AND EXISTS (
            SELECT
            FROM momentum.memberships AS coach
            JOIN momentum.memberships AS member
                ON member.organisation_id = coach.organisation_id
            JOIN momentum.organisations AS o
                ON o.id = coach.organisation_id AND o.deleted_at IS NULL
            WHERE coach.user_id = auth.uid() AND member.user_id = p_user_id
        )
    )
    THEN
        PERFORM momentum._check_may_act_for(p_user_id);
    END IF;
    PERFORM momentum._check_users(ARRAY[p_user_id]);
END
$$;

ALTER FUNCTION momentum._check_may_read(p_user_id uuid) OWNER TO momentum_owner;

--
-- Name: FUNCTION _check_may_read(p_user_id uuid); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._check_may_read(p_user_id uuid) IS 'Raises PM008 unless the caller is that user, a coach of an organisation of that user, or works for the service; PM001 for an unknown user';

--
-- Name: _check_organisation(uuid); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._check_organisation(p_organisation_id uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF p_organisation_id IS NOT NULL AND NOT EXISTS (
        SELECT
        FROM momentum.organisations AS o
        WHERE o.id = p_organisation_id AND o.deleted_at IS NULL
        FOR KEY SHARE
    ) THEN
        RAISE EXCEPTION 'unknown organisation: %', p_organisation_id
            USING ERRCODE = 'PM007',
                  HINT = 'An organisation is a row of momentum.organisations that is not deleted.';
    END IF;
END
$$;

ALTER FUNCTION momentum._check_organisation(p_organisation_id uuid) OWNER TO momentum_owner;

--
-- Name: FUNCTION _check_organisation(p_organisation_id uuid); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._check_organisation(p_organisation_id uuid) IS 'Raises PM007 for an unknown or deleted organisation; null is none';

--
-- Name: _check_score_dates(date, date); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._check_score_dates(p_from date, p_to date) RETURNS void
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM momentum._check_date_range(p_from, p_to);
    IF p_to > momentum._today() THEN
        RAISE EXCEPTION '% is in the future', p_to
            USING ERRCODE = 'PM003',
                  HINT = format('The last day that can be scored is %s (UTC).', momentum._today());
    END IF;
END
$$;

ALTER FUNCTION momentum._check_score_dates(p_from date, p_to date) OWNER TO momentum_owner;

--
-- Name: FUNCTION _check_score_dates(p_from date, p_to date); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._check_score_dates(p_from date, p_to date) IS 'Raises PM004 for a span that is none, PM003 for one that reaches beyond today (UTC)';

--
-- Name: _check_streak(text, integer, text[]); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._check_streak(p_window_unit text, p_required integer, p_activity_types text[]) RETURNS void
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF (p_window_unit IN ('day', 'week', 'month')) IS NOT TRUE THEN
        RAISE EXCEPTION 'unknown window: %', COALESCE(left(p_window_unit, 100), 'null')
            USING ERRCODE = 'PM006',
                  HINT = 'A streak is counted in windows of a day, week or month.';
    ELSIF (p_required > 0) IS NOT TRUE THEN
        RAISE EXCEPTION 'the number required is not positive: %', COALESCE(p_required::text, 'null')
            USING ERRCODE = 'PM006',
                  HINT = 'Give a number of windows or activities, from 1.';
    ELSIF
        p_activity_types = '{}'
        OR cardinality(p_activity_types) > 100
        OR array_ndims(p_activity_types) > 1
        OR EXISTS (
            SELECT
            FROM unnest(p_activity_types) AS t (name)
            WHERE (t.name ~ '[^[:space:]]') IS NOT TRUE
        )
    THEN
        RAISE EXCEPTION 'bad activity types: %', left(p_activity_types::text, 200)
            USING ERRCODE = 'PM006',
                  HINT = 'Give at least one type and at most 100, or null for all of them.';
    END IF;
END
$$;

ALTER FUNCTION momentum._check_streak(p_window_unit text, p_required integer, p_activity_types text[]) OWNER TO momentum_owner;

--
-- Name: FUNCTION _check_streak(p_window_unit text, p_required integer, p_activity_types text[]); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._check_streak(p_window_unit text, p_required integer, p_activity_types text[]) IS 'Raises PM006 for an unknown window, a number that is not positive, or an empty list of types';

--
-- Name: _check_users(uuid[]); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._check_users(p_user_ids uuid[]) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
DECLARE
    v_unknown text;
BEGIN
    -- all of them are there: the usual case, in one cheap count
    IF (
        SELECT count(*)
        FROM momentum._users AS u
        WHERE u.id = ANY (p_user_ids) AND u.deleted_at IS NULL
    ) = cardinality(p_user_ids)
    THEN
        RETURN;
    END IF;

    SELECT string_agg(COALESCE(wanted.user_id::text, 'null'), ', ')
    INTO v_unknown
    FROM (
        SELECT w.user_id
        FROM unnest(p_user_ids) AS w (user_id)
        LEFT JOIN LATERAL (
            -- LIMIT keeps this a probe of the index for each id: the cost follows the ids asked for
            SELECT true AS is_there
            FROM momentum._users AS u
            WHERE u.id = w.user_id AND u.deleted_at IS NULL
            LIMIT 1
        ) AS known ON true
        WHERE known.is_there IS NULL
        LIMIT 5
    ) AS wanted;
    IF v_unknown IS NOT NULL THEN
        RAISE EXCEPTION 'unknown user: %', v_unknown
            USING ERRCODE = 'PM001',
                  HINT = 'A user is a row of auth.users that is not deleted.';
    END IF;
END
$$;

ALTER FUNCTION momentum._check_users(p_user_ids uuid[]) OWNER TO momentum_owner;

--
-- Name: FUNCTION _check_users(p_user_ids uuid[]); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._check_users(p_user_ids uuid[]) IS 'Raises PM001, naming up to five of them, when ids belong to no user or a deleted one';

--
-- Name: _check_version_unused(text); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._check_version_unused(p_version text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM momentum._lock_score_versions();
    IF EXISTS (
        SELECT FROM momentum.daily_engagement_scores AS s WHERE s.algorithm_version = p_version
    ) THEN
        RAISE EXCEPTION 'score version % has scored rows and cannot change', p_version
            USING ERRCODE = 'PM009',
                  HINT = 'Load the new parameters as a version of another name, and activate that.';
    END IF;
END
$$;

ALTER FUNCTION momentum._check_version_unused(p_version text) OWNER TO momentum_owner;

--
-- Name: FUNCTION _check_version_unused(p_version text); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._check_version_unused(p_version text) IS 'Raises PM009 when a stored row was scored by the version; keeps calculations out';

--
-- Name: _check_weights(jsonb); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._check_weights(p_weights jsonb) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    v_settings CONSTANT text[] := momentum._weights_settings();
    v_without_limits CONSTANT text[] := ARRAY['default_weight', 'zero_event_policy', 'pillars'];
    v_key text;
    v_setting text;
    v_value jsonb;
    v_must text;
BEGIN
    IF (jsonb_typeof(p_weights) = 'object') IS NOT TRUE THEN
        RAISE EXCEPTION 'the weights are not a JSON object'
            USING ERRCODE = 'PM006',
                  HINT = 'Give one object, such as {"chat_message": 2, "max_weight_per_day": 10}.';
    END IF;

    SELECT w.key, s.name INTO v_key, v_setting
    FROM jsonb_object_keys(p_weights) AS w (key)
    JOIN unnest(v_settings) AS s (name) ON momentum._resembles(w.key, s.name)
    WHERE w.key <> ALL (v_settings)
    ORDER BY w.key, s.name
    LIMIT 1;
    IF v_key IS NOT NULL THEN
        RAISE EXCEPTION 'weights: "%" resembles the setting "%"', v_key, v_setting
            USING ERRCODE = 'PM006',
                  HINT = 'If it is that setting, spell it so; if it is an event type, give it a '
                         'name that differs more.';
    ELSIF NOT p_weights ? 'max_weight_per_day' THEN
        RAISE EXCEPTION 'the weights lack the key "max_weight_per_day"'
            USING ERRCODE = 'PM006',
                  HINT = 'Its value is the number of points that make a full day.';
    END IF;

    SELECT problem.key, problem.value, problem.must INTO v_key, v_value, v_must
    FROM (
        SELECT
            w.key,
            w.value,
            CASE
                WHEN w.key = 'zero_event_policy' THEN
                    CASE WHEN w.value NOT IN ('"zero"', '"decay"') THEN '"zero" or "decay"' END
                WHEN w.key = 'pillars' THEN
                    CASE
                        WHEN jsonb_typeof(w.value) <> 'object'
                            THEN 'an object of event types and their pillars'
                        WHEN EXISTS (
                            SELECT FROM jsonb_object_keys(w.value) AS t (event_type)
                            WHERE NOT p_weights ? t.event_type OR t.event_type = ANY (v_settings)
                        )
                            THEN 'an object whose keys are event types that have a weight'
                        WHEN EXISTS (
                            SELECT FROM jsonb_each_text(w.value) AS t
                            LEFT JOIN momentum.momentum_pillars AS m
                                ON m.id = t.value AND m.deleted_at IS NULL
                            WHERE m.id IS NULL
                        )
                            THEN 'an object whose values are ids of momentum.momentum_pillars'
                    END
                WHEN w.key !~ '[^[:space:]]' OR length(w.key) > 200
                    THEN 'the name of an event type, of 1 to 200 characters'
                WHEN jsonb_typeof(w.value) <> 'number' THEN 'a number'
                WHEN
                    w.value::numeric NOT BETWEEN limits.lowest AND limits.highest
                    OR w.value::numeric <> round(w.value::numeric, limits.decimals)
                    THEN format(
                        'from %s to %s, with at most %s decimals',
                        limits.lowest, limits.highest, limits.decimals
                    )
            END AS must
        FROM jsonb_each(p_weights) AS w
        JOIN (
            VALUES
            ('max_weight_per_day', 0.01, 99999999.99, 2),
            ('max_events_per_type', 1, 2147483647, 0),
            ('half_life_days', 0.01, 9999.99, 2),
            ('history_days', 0, 366, 0),
            ('raw_share', 0, 1, 3),
            ('rising_threshold', 0, 100, 2),
            ('needs_care_threshold', 0, 100, 2),
            ('hysteresis', 0, 50, 2),
            ('any weight', 0, 999999.99, 2)
        ) AS limits (key, lowest, highest, decimals)
            ON limits.key = CASE
                WHEN w.key = ANY (v_settings) AND w.key <> ALL (v_without_limits) THEN w.key
                ELSE 'any weight'
            END
    ) AS problem
    WHERE problem.must IS NOT NULL
    ORDER BY problem.key
    LIMIT 1;
    IF v_must IS NOT NULL THEN
        RAISE EXCEPTION 'weights: "%" must be %, not %',
            left(v_key, 80), v_must, left(v_value::text, 80)
            USING ERRCODE = 'PM006',
                  HINT = format(
                      'The settings are %s; every other key is an event type with its weight.',
                      array_to_string(v_settings, ', ')
                  );
    END IF;
END
$$;

ALTER FUNCTION momentum._check_weights(p_weights jsonb) OWNER TO momentum_owner;

--
-- Name: FUNCTION _check_weights(p_weights jsonb); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._check_weights(p_weights jsonb) IS 'Raises PM006, naming the key, unless the argument is a valid weights object';

--
-- Name: _count_sessions(uuid[], timestamp with time zone, timestamp with time zone, integer); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._count_sessions(p_user_ids uuid[], p_from timestamp with time zone, p_to timestamp with time zone, p_at_least integer) RETURNS TABLE(user_id uuid, sessions integer)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    AS $$
BEGIN
    RETURN QUERY
    SELECT a.user_id, count(*)::integer
    FROM momentum.activities AS a
    WHERE
        (p_user_ids IS NULL OR a.user_id = ANY (p_user_ids))
        AND a.completed_at >= p_from
        AND a.completed_at <= p_to
        AND a.deleted_at IS NULL
    GROUP BY a.user_id
    HAVING count(*) >= p_at_least;
END
$$;

ALTER FUNCTION momentum._count_sessions(p_user_ids uuid[], p_from timestamp with time zone, p_to timestamp with time zone, p_at_least integer) OWNER TO momentum_owner;

--
-- Name: FUNCTION _count_sessions(p_user_ids uuid[], p_from timestamp with time zone, p_to timestamp with time zone, p_at_least integer); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._count_sessions(p_user_ids uuid[], p_from timestamp with time zone, p_to timestamp with time zone, p_at_least integer) IS 'The users, of these or of all, who completed at least so many activities between two instants, both included, and how many';

--
-- Name: _create_event_partitions(date); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._create_event_partitions(p_day date) RETURNS TABLE(action text, partition_name text, from_day date, to_day date, rows bigint, reason text)
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "DateStyle" TO 'ISO, YMD'
    SET "TimeZone" TO 'UTC'
    SET lock_timeout TO '150ms'
    AS $_$
DECLARE
    v_names text[];
    v_from date[];
    v_to date[];
    v_have_events boolean[];
    v_reasons text[];
    v_rows bigint[];
    v_tried integer[];
    v_chosen integer[];
    v_made integer[] := '{}'::integer[];
    v_problem text;
    v_problems text[];
    i integer;
BEGIN
    SELECT
        array_agg(m.partition_name ORDER BY m.from_day),
        array_agg(m.from_day ORDER BY m.from_day),
        array_agg(m.to_day ORDER BY m.from_day),
        array_agg(found.has_events ORDER BY m.from_day),
        array_agg(
            CASE
                WHEN to_regclass(format('momentum.%I', m.partition_name)) IS NOT NULL
                    THEN 'a table of that name is in the way: rename it'
                WHEN found.has_events AND EXISTS (
                    SELECT
                    FROM pg_constraint AS k
                    WHERE k.contype = 'f' AND k.confrelid = 'momentum.momentum_events'::regclass
                )
                    THEN 'events cannot be moved while a foreign key refers to momentum_events'
            END
            ORDER BY m.from_day
        )
    INTO v_names, v_from, v_to, v_have_events, v_reasons
    FROM momentum._event_partitions_to_make(p_day) AS m
    CROSS JOIN LATERAL (
        SELECT EXISTS (
            SELECT FROM momentum.momentum_events_default AS e
            WHERE
                e.event_ts >= m.from_day::timestamp AT TIME ZONE 'UTC'
                AND e.event_ts < m.to_day::timestamp AT TIME ZONE 'UTC'
        ) AS has_events
    ) AS found;

    FOR v_attempt IN 1..2 LOOP
        v_tried := v_chosen;
        v_chosen := ARRAY(
            SELECT m.place
            FROM unnest(v_have_events, v_reasons) WITH ORDINALITY AS m (has_events, reason, place)
            WHERE m.reason IS NULL AND (v_attempt = 1 OR NOT m.has_events)
            ORDER BY m.place
        );
        EXIT WHEN v_chosen = '{}' OR v_chosen = v_tried;
        BEGIN
            FOREACH i IN ARRAY v_chosen LOOP
                EXECUTE format(
                    $create$
                        CREATE TABLE momentum.%1$I (
                            LIKE momentum.momentum_events INCLUDING ALL EXCLUDING COMMENTS
                        );
                        ALTER TABLE momentum.%1$I ENABLE ROW LEVEL SECURITY;
                        COMMENT ON TABLE momentum.%1$I IS %2$L;
                    $create$,
                    v_names[i],
                    format('Events from %s up to, not including, %s (UTC)', v_from[i], v_to[i])
                );
                v_rows[i] := momentum._move_events(v_names[i], v_from[i], v_to[i]);
                IF v_rows[i] > 0 THEN
                    EXECUTE format('ANALYZE momentum.%I', v_names[i]);
                END IF;
            END LOOP;
            PERFORM momentum._lock_events('SHARE ROW EXCLUSIVE');
            FOREACH i IN ARRAY v_chosen LOOP
                v_rows[i] := v_rows[i] + momentum._move_events(v_names[i], v_from[i], v_to[i]);
            END LOOP;
            -- proves once what each ATTACH would look through the default partition for
            EXECUTE (
                SELECT
                    'ALTER TABLE momentum.momentum_events_default ADD CONSTRAINT moved CHECK ('
                    || string_agg(
                        format(
                            '(event_ts < %L OR event_ts >= %L)',
                            v_from[place]::timestamp AT TIME ZONE 'UTC',
                            v_to[place]::timestamp AT TIME ZONE 'UTC'
                        ),
                        ' AND '
                    )
                    || ')'
                FROM unnest(v_chosen) AS place
            );
            IF EXISTS (
                SELECT
                FROM pg_constraint AS k
                JOIN pg_locks AS held ON held.relation = k.confrelid
                JOIN pg_database AS d ON d.oid = held.database
                JOIN pg_locks AS wanted ON wanted.pid = held.pid
                WHERE
                    d.datname = current_database()
                    AND k.conrelid = 'momentum.momentum_events'::regclass
                    AND k.contype = 'f'
                    AND held.mode = 'RowExclusiveLock'
                    AND held.granted
                    AND NOT wanted.granted
            ) THEN
                -- who waits and has written to a table that ATTACH locks may wait for this session
                RAISE object_in_use USING MESSAGE = 'another session waits for this one';
            END IF;
            FOREACH i IN ARRAY v_chosen LOOP
                EXECUTE format(
                    'ALTER TABLE momentum.momentum_events ATTACH PARTITION momentum.%I '
                    'FOR VALUES FROM (%L) TO (%L)',
                    v_names[i],
                    v_from[i]::timestamp AT TIME ZONE 'UTC',
                    v_to[i]::timestamp AT TIME ZONE 'UTC'
                );
            END LOOP;
            ALTER TABLE momentum.momentum_events_default DROP CONSTRAINT moved;
            v_made := v_chosen;
            EXIT;
        EXCEPTION
            WHEN object_in_use THEN
                v_problem := SQLERRM;
            WHEN lock_not_available THEN
                v_problem := 'a lock was not to be had: other transactions use events or users';
            WHEN duplicate_table THEN
                v_problem := 'a table of one of the names was made just now';
        END;
        FOREACH i IN ARRAY v_chosen LOOP
            v_problems[i] := v_problem;
        END LOOP;
    END LOOP;

    RETURN QUERY
    SELECT
        CASE WHEN done.is_made THEN 'created' ELSE 'postponed' END,
        m.partition_name,
        m.from_day,
        m.to_day,
        CASE WHEN done.is_made THEN v_rows[m.place] END,
        CASE WHEN NOT done.is_made THEN COALESCE(m.reason, v_problems[m.place]) END
    FROM unnest(v_names, v_from, v_to, v_reasons) WITH ORDINALITY
        AS m (partition_name, from_day, to_day, reason, place)
    CROSS JOIN LATERAL (SELECT m.place = ANY (v_made) AS is_made) AS done
    ORDER BY m.place;
END
$_$;

ALTER FUNCTION momentum._create_event_partitions(p_day date) OWNER TO momentum_owner;

--
-- Name: FUNCTION _create_event_partitions(p_day date); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._create_event_partitions(p_day date) IS 'Makes the partitions of momentum_events that are missing on a UTC day, with their events';

--
-- Name: _cron_entries(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._cron_entries() RETURNS TABLE(name text, schedule text, command text)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    SELECT momentum._cron_prefix() || e.name, e.schedule, e.command
    FROM (
        SELECT
            j.name,
            j.schedule,
            format(
                'CALL momentum.run_job(%L, pg_catalog.date_trunc(''minute'', pg_catalog.now()), '
                'true)',
                j.name
            )
        FROM momentum.jobs AS j
        WHERE j.enabled
        UNION ALL
        VALUES ('run-due-jobs', '* * * * *', 'CALL momentum.run_due_jobs()')
    ) AS e (name, schedule, command)
    ORDER BY 1
$$;

ALTER FUNCTION momentum._cron_entries() OWNER TO momentum_owner;

--
-- Name: FUNCTION _cron_entries(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._cron_entries() IS 'What pg_cron is to run for this database: name, schedule, command';

--
-- Name: _cron_prefix(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._cron_prefix() RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    SELECT
        format(
            'momentum/%s/',
            CASE
                WHEN octet_length(current_database()) <= 28 THEN current_database()::text
                ELSE
                    left(regexp_replace(current_database()::text, '[^a-zA-Z0-9_-]', '', 'g'), 19)
                    || '~' || left(md5(current_database()::text), 8)
            END
        )
$$;

ALTER FUNCTION momentum._cron_prefix() OWNER TO momentum_owner;

--
-- Name: FUNCTION _cron_prefix(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._cron_prefix() IS 'What the names of this database''s jobs begin with in pg_cron';

--
-- Name: _daily_instant(text, timestamp with time zone); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._daily_instant(p_schedule text, p_now timestamp with time zone) RETURNS timestamp with time zone
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
    SELECT
        CASE WHEN today.instant <= p_now THEN today.instant ELSE today.instant - interval '24 hours'
        END
    FROM regexp_match(p_schedule, '^([0-9]{1,2}) ([0-9]{1,2}) [*] [*] [*]$') AS field (value)
    CROSS JOIN LATERAL (
        SELECT
            (
                date_trunc('day', p_now AT TIME ZONE 'UTC')
                + make_interval(hours => value[2]::integer, mins => value[1]::integer)
            ) AT TIME ZONE 'UTC' AS instant
    ) AS today
    WHERE value IS NOT NULL
$_$;

ALTER FUNCTION momentum._daily_instant(p_schedule text, p_now timestamp with time zone) OWNER TO momentum_owner;

--
-- Name: FUNCTION _daily_instant(p_schedule text, p_now timestamp with time zone); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._daily_instant(p_schedule text, p_now timestamp with time zone) IS 'The last instant of a schedule of once a day, up to an instant; null for other schedules';

--
-- Name: _decay_weights(numeric, integer); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._decay_weights(p_half_life_days numeric, p_history_days integer) RETURNS bigint[]
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    v_half_life CONSTANT double precision := p_half_life_days::double precision;
BEGIN
    RETURN ARRAY(
        SELECT (1e12 * power(2::double precision, GREATEST(-k / v_half_life, -100)))::bigint
        FROM generate_series(1, p_history_days) AS k
        ORDER BY k
    );
END
$$;

ALTER FUNCTION momentum._decay_weights(p_half_life_days numeric, p_history_days integer) OWNER TO momentum_owner;

--
-- Name: FUNCTION _decay_weights(p_half_life_days numeric, p_history_days integer); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._decay_weights(p_half_life_days numeric, p_history_days integer) IS 'Weights of the scores 1, 2, ... days back, 0.5 ^ (days / half life), in units of 1e-12';

--
-- Name: _doctor_cron(jsonb, text, text); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._doctor_cron(p_entries jsonb, p_role text, p_time_zone text) RETURNS TABLE(check_name text, subject text, meaning text, mend text[], fixable boolean)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
DECLARE
    c_prefix CONSTANT text := momentum._cron_prefix();
    v_roles text[];
BEGIN
    SELECT array_agg(DISTINCT e.role)
    INTO v_roles
    FROM jsonb_to_recordset(p_entries) AS e (name text, role text)
    WHERE starts_with(e.name, c_prefix);
    IF v_roles IS NULL AND momentum._jobs_are_run() THEN
        RETURN;
    END IF;

    RETURN QUERY
    WITH entry AS (
        SELECT e.*
        FROM jsonb_to_recordset(p_entries)
            AS e (name text, schedule text, command text, role text, active boolean)
    ),
    found AS (
        SELECT 'cron_entries_absent' AS check_name, x.name AS subject
        FROM momentum._cron_entries() AS x
        WHERE NOT EXISTS (SELECT FROM entry AS e WHERE e.name = x.name)
        UNION ALL
        SELECT 'cron_entries_outdated', e.name
        FROM momentum._cron_entries() AS x
        JOIN entry AS e ON e.name = x.name
        WHERE (e.schedule, e.command, e.active) IS DISTINCT FROM (x.schedule, x.command, true)
        UNION ALL
        SELECT
            'cron_entries_doubled',
            format('%s of %s', COALESCE(e.name, 'one without a name'), e.role)
        FROM momentum._cron_entries() AS x
        JOIN entry AS e ON e.name = x.name OR e.command = x.command
        WHERE
            EXISTS (
                SELECT
                FROM entry AS other
                WHERE
                    (other.name = x.name OR other.command = x.command)
                    AND (other.name, other.role) IS DISTINCT FROM (e.name, e.role)
            )
            AND (e.name, e.role) IS DISTINCT FROM (x.name, p_role)
        UNION ALL
        SELECT 'cron_entries_left_over', e.name
        FROM entry AS e
        WHERE
            starts_with(e.name, c_prefix)
            AND NOT EXISTS (SELECT FROM momentum._cron_entries() AS x WHERE x.name = e.name)
    )
    SELECT
        f.check_name,
        string_agg(DISTINCT f.subject, ', ' ORDER BY f.subject),
        CASE f.check_name
            WHEN 'cron_entries_absent' THEN 'pg_cron does not run these jobs: they are not '
                'registered'
            WHEN 'cron_entries_outdated' THEN 'momentum.jobs says otherwise: it was changed since, '
                'or the entries were changed or switched off by hand'
            WHEN 'cron_entries_doubled' THEN 'The jobs are registered more than once. Each still '
                'runs once, as the role that comes first'
            ELSE 'These jobs are disabled or gone'
        END
        || CASE
            WHEN p_role = ANY (v_roles) IS NOT FALSE THEN ''
            ELSE format(
                '. The jobs run as %s: do it as that role, or they will run as %s',
                array_to_string(v_roles, ', '),
                p_role
            )
        END,
        ARRAY['pgmomentum jobs install'],
        p_role = ANY (v_roles) IS NOT FALSE
    FROM found AS f
    GROUP BY f.check_name
    ORDER BY f.check_name;

    RETURN QUERY
    SELECT
        'cron_time_zone',
        p_time_zone,
        'pg_cron takes the hours of the schedules for those of this time zone; they are UTC. The '
            'setting takes a restart of the server',
        ARRAY['ALTER SYSTEM SET cron.timezone = ''GMT'''],
        false
    WHERE p_time_zone !~* '^(etc/)?(gmt|utc|uct|zulu|universal|greenwich)$';
END
$_$;

ALTER FUNCTION momentum._doctor_cron(p_entries jsonb, p_role text, p_time_zone text) OWNER TO momentum_owner;

--
-- Name: FUNCTION _doctor_cron(p_entries jsonb, p_role text, p_time_zone text); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._doctor_cron(p_entries jsonb, p_role text, p_time_zone text) IS 'What is wrong with the entries of pg_cron that are given: for pgmomentum doctor';

--
-- Name: _doctor_jobs(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._doctor_jobs() RETURNS TABLE(check_name text, subject text, meaning text, mend text[], fixable boolean)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "DateStyle" TO 'ISO, YMD'
    SET "TimeZone" TO 'UTC'
    AS $$
DECLARE
    v_now CONSTANT timestamptz := momentum.clock();
BEGIN
    RETURN QUERY
    SELECT
        'run_abandoned',
        format('%s, since %s', r.job_name, date_trunc('second', r.started_at)),
        'Its session ended before it did, and nobody has noticed: what it had committed is kept, '
            'the rest is not done',
        ARRAY['CALL momentum.run_due_jobs()'],
        true
    FROM momentum.job_runs AS r
    WHERE
        r.status = 'running'
        -- one that ends just now still looks so
        AND r.started_at < v_now - interval '5 minutes'
        AND NOT momentum._job_is_held(r.job_name)
    ORDER BY 2;

    RETURN QUERY
    WITH given_up AS (
        SELECT DISTINCT ON (j.name, r.scheduled_at)
            j.name, j.catch_up, r.scheduled_at, r.error
        FROM (
            SELECT
                j.*,
                (
                    SELECT max(s.scheduled_at)
                    FROM momentum.job_runs AS s
                    WHERE
                        s.job_name = j.name
                        AND s.status = 'succeeded'
                        AND s.scheduled_at <= v_now
                ) AS last_success
            FROM momentum.jobs AS j
            WHERE j.enabled
            -- so that it is looked up for each job, not for each run
            OFFSET 0
        ) AS j
        JOIN momentum.job_runs AS r ON r.job_name = j.name
        WHERE
            r.status IN ('failed', 'abandoned')
            AND r.scheduled_at <= v_now
            AND CASE
                WHEN j.catch_up THEN r.attempt >= j.max_attempts
                ELSE
                    (r.scheduled_at < j.last_success) IS NOT TRUE
                    AND (
                        r.attempt >= j.max_attempts
                        OR r.scheduled_at <= v_now - interval '24 hours'
                        OR momentum._retry_at(r, j.retry_after)
                            >= r.scheduled_at + interval '24 hours'
                    )
            END
            AND NOT EXISTS (
                SELECT
                FROM momentum.job_runs AS later
                WHERE
                    later.job_name = r.job_name
                    AND later.scheduled_at = r.scheduled_at
                    AND later.status = 'succeeded'
            )
        ORDER BY j.name, r.scheduled_at, r.attempt DESC
    )
    SELECT
        'job_failed',
        -- without its time, so that one that fails again is known as the same
        format('%s: %s', g.name, left((array_agg(g.error ORDER BY g.scheduled_at DESC))[1], 200)),
        'It was tried as often, or for as long, as it may be, and is not tried again',
        CASE
            WHEN g.catch_up THEN array_agg(
                format('pgmomentum jobs run %s --now %s', g.name, to_jsonb(g.scheduled_at) #>> '{}')
                ORDER BY g.scheduled_at
            )
            ELSE ARRAY[format('pgmomentum jobs run %s', g.name)]
        END,
        true
    FROM given_up AS g
    GROUP BY g.name, g.catch_up
    ORDER BY g.name;

    RETURN QUERY
    SELECT
        'job_overdue',
        format(
            '%s: %s', j.name, COALESCE('succeeded last for ' || last.success, 'has never succeeded')
        ),
        'What it does each day was not done; it makes up for the days that it has missed',
        ARRAY[format('pgmomentum jobs run %s', j.name)],
        true
    FROM momentum.jobs AS j
    CROSS JOIN LATERAL (
        SELECT max(r.scheduled_at) AS success
        FROM momentum.job_runs AS r
        WHERE r.job_name = j.name AND r.status = 'succeeded' AND r.scheduled_at <= v_now
    ) AS last
    WHERE
        j.enabled
        AND j.catch_up
        AND COALESCE(last.success, j.created_at) < v_now - interval '25 hours'
    ORDER BY j.name;

    RETURN QUERY
    SELECT
        'jobs_not_run',
        'for a day',
        'Neither pg_cron nor jobs serve has run anything, so nobody is scored at night: have one '
            'of them run the jobs, and look again in a minute',
        ARRAY['pgmomentum jobs install', 'pgmomentum jobs serve'],
        false
    WHERE
        EXISTS (
            SELECT
            FROM momentum.jobs AS j
            WHERE
                j.enabled
                AND j.schedule LIKE '% * * *'
                AND j.updated_at < v_now - interval '24 hours'
        )
        AND NOT momentum._jobs_are_run();
END
$$;

ALTER FUNCTION momentum._doctor_jobs() OWNER TO momentum_owner;

--
-- Name: FUNCTION _doctor_jobs(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._doctor_jobs() IS 'What is wrong with the runs of jobs: part of doctor()';

--
-- Name: _doctor_queues(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._doctor_queues() RETURNS TABLE(check_name text, subject text, meaning text, mend text[], fixable boolean)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "DateStyle" TO 'ISO, YMD'
    SET "TimeZone" TO 'UTC'
    AS $$
DECLARE
    v_now CONSTANT timestamptz := momentum.clock();
    v_today CONSTANT date := momentum._today();
BEGIN
    RETURN QUERY
    WITH waiting AS (
        SELECT
            'rescore_queue' AS queue,
            q.user_id,
            CASE
                WHEN q.from_date <= v_today
                    THEN greatest(q.created_at, q.from_date::timestamp AT TIME ZONE 'UTC')
            END AS since,
            v_now - interval '1 hour' AS late_before
        FROM momentum.rescore_queue AS q
        UNION ALL
        SELECT 'summary_queue', q.user_id, q.created_at, v_now - interval '1 hour'
        FROM momentum.summary_queue AS q
        UNION ALL
        SELECT
            'badge_queue',
            q.user_id,
            greatest(q.created_at, q.completed_at),
            v_now - interval '26 hours'
        FROM momentum.badge_queue AS q
    ),
    late AS (
        SELECT w.queue, w.user_id, w.since, u.id IS NULL AS is_orphan
        FROM waiting AS w
        LEFT JOIN momentum._users AS u ON u.id = w.user_id
        WHERE w.since < w.late_before
    )
    SELECT
        CASE WHEN l.is_orphan THEN 'orphaned_queue_entries' ELSE 'late_queue_entries' END,
        format('%s: %s, the oldest of %s', l.queue, count(*), date_trunc('second', min(l.since))),
        CASE
            WHEN l.is_orphan THEN 'They are of users who are gone, and nobody works them off'
            ELSE 'The job that works them off does not run, or fails: what depends on them is out '
                'of date'
        END,
        ARRAY[
            CASE
                WHEN l.is_orphan
                    THEN format(
                        'DELETE FROM momentum.%I AS q WHERE NOT EXISTS '
                        '(SELECT FROM momentum._users AS u WHERE u.id = q.user_id)',
                        l.queue
                    )
                WHEN l.queue = 'rescore_queue'
                    THEN format(
                        'SELECT momentum.drain_rescore_queue(%s)', count(DISTINCT l.user_id)
                    )
                WHEN l.queue = 'summary_queue' THEN 'SELECT momentum.drain_summary_queue()'
                ELSE 'SELECT * FROM momentum.reconcile_badges()'
            END
        ],
        true
    FROM late AS l
    GROUP BY l.queue, l.is_orphan
    ORDER BY 2;

    RETURN QUERY
    SELECT
        'outbox_not_cleaned',
        format('%s of %s', oldest.what, date_trunc('second', oldest.created_at)),
        'The nightly clean-up does not run, or a reader''s open transaction keeps it waiting: the '
            'outbox grows',
        ARRAY['SELECT momentum.cleanup_realtime_events()'],
        true
    FROM (
        SELECT 'an announcement without a position' AS what, min(i.created_at) AS created_at
        FROM momentum.realtime_inbox AS i
        HAVING min(i.created_at) < v_now - interval '26 hours'
        UNION ALL
        (
            SELECT 'an event', e.sequenced_at
            FROM momentum.realtime_events AS e
            ORDER BY e.position
            LIMIT 1
        )
    ) AS oldest
    WHERE
        oldest.what <> 'an event'
        OR oldest.created_at < v_now - make_interval(
            days => 2 + (
                SELECT s.value::integer
                FROM momentum.settings AS s
                WHERE s.name = 'realtime_retention_days'
            )
        );

    RETURN QUERY
    SELECT
        'notification_queue_fills_up',
        format('%s %% full', round((pg_notification_queue_usage() * 100)::numeric)),
        'A session that has listened does not read: from half full on nothing is sent, and from '
            'full on what announces something fails, in every database of the server. Ending a '
            'session is up to you: these are in a transaction, or do not read, for the longest',
        ARRAY(
            SELECT format('SELECT pg_terminate_backend(%s)', a.pid)
            FROM (
                SELECT s.pid
                FROM pg_stat_activity AS s
                WHERE
                    s.pid <> pg_backend_pid()
                    AND s.backend_type = 'client backend'
                    AND (s.xact_start IS NOT NULL OR s.wait_event = 'ClientWrite')
                ORDER BY s.xact_start
                LIMIT 3
            ) AS a
        ),
        false
    WHERE pg_notification_queue_usage() >= 0.1;
END
$$;

ALTER FUNCTION momentum._doctor_queues() OWNER TO momentum_owner;

--
-- Name: FUNCTION _doctor_queues(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._doctor_queues() IS 'What doctor() finds in queues, the outbox and the notification queue';

--
-- Name: _doctor_scores(integer); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._doctor_scores(p_days integer) RETURNS TABLE(check_name text, subject text, meaning text, mend text[], fixable boolean)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "DateStyle" TO 'ISO, YMD'
    SET "TimeZone" TO 'UTC'
    AS $$
DECLARE
    v_today CONSTANT date := momentum._today();
    -- the nightly job has until 06:00
    v_last CONSTANT date
        := (momentum.clock() AT TIME ZONE 'UTC' - interval '6 hours')::date - 1;
BEGIN
    RETURN QUERY
    SELECT
        'clock_pinned',
        format('momentum.clock() stands still at %s', c.pinned_at),
        'A test has left it: no new day is scored, and nothing is due any more',
        ARRAY['DELETE FROM momentum.clock_pin'],
        true
    FROM momentum.clock_pin AS c;

    RETURN QUERY
    SELECT
        'no_score_version',
        format('%s', v_today),
        'No score version is in effect today: scoring fails with PM002',
        ARRAY[
            'pgmomentum versions list',
            format('pgmomentum versions activate VERSION --effective-from %s', v_today)
        ],
        false
    WHERE (momentum._version_in_effect(v_today)).version IS NULL;

    RETURN QUERY
    SELECT
        'missing_scores',
        format(
            'rows: %s, on %s of the days from %s to %s',
            sum(d.missing), count(*), min(d.score_date), max(d.score_date)
        ),
        'Active users have no score for these days: the nightly run failed, or was not called',
        ARRAY[
            format(
                'CALL momentum.backfill_empty_days(%L, %L)', min(d.score_date), max(d.score_date)
            )
        ],
        true
    FROM momentum.missing_score_days(v_last - p_days + 1, v_last) AS d
    HAVING count(*) > 0;

    -- A page counts as mended when each user, unless gone, has a row of the day that was written
    -- since; a run anew that finds the row right writes none, so the failure is deleted with it.
    RETURN QUERY
    SELECT
        'scoring_failures',
        format(
            'users: %s, from %s on, the last error: %s',
            count(DISTINCT u.user_id),
            min(f.score_date),
            (array_agg(f.error_message ORDER BY f.id DESC))[1]
        ),
        'Runs went on without these users: their scores are missing or out of date',
        ARRAY[
            format(
                'CALL momentum.recalculate_scores(%L, %L, %L)',
                min(f.score_date),
                greatest(max(f.score_date), v_today - 1),
                array_agg(DISTINCT u.user_id)
            ),
            format(
                'DELETE FROM momentum.scoring_failures WHERE id = ANY (%L)',
                array_agg(DISTINCT f.id)
            )
        ],
        true
    FROM momentum.scoring_failures AS f
    CROSS JOIN LATERAL unnest(f.user_ids) AS u (user_id)
    JOIN momentum._users AS known ON known.id = u.user_id
    WHERE
        f.operation <> 'drain'
        AND NOT EXISTS (
            SELECT
            FROM momentum.daily_engagement_scores AS s
            WHERE
                s.user_id = u.user_id
                AND s.score_date = f.score_date
                AND s.updated_at > f.created_at
        )
    HAVING count(*) > 0;

    RETURN QUERY
    SELECT
        'scoring_failures',
        format(
            'users still queued: %s, the last error: %s',
            count(DISTINCT u.user_id),
            (array_agg(f.error_message ORDER BY f.id DESC))[1]
        ),
        'Draining the queue fails for these users, who stay queued: their scores are out of date',
        ARRAY[format('SELECT momentum.drain_rescore_queue(%s)', count(DISTINCT u.user_id))],
        true
    FROM momentum.scoring_failures AS f
    CROSS JOIN LATERAL unnest(f.user_ids) AS u (user_id)
    JOIN momentum._users AS known ON known.id = u.user_id
    WHERE
        f.operation = 'drain'
        AND EXISTS (
            SELECT
            FROM momentum.rescore_queue AS q
            WHERE q.user_id = u.user_id AND q.from_date <= v_today
        )
    HAVING count(*) > 0;

    RETURN QUERY
    SELECT
        'summary_drift',
        format('users and years of annual_summary: %s', count(*)),
        'They differ from a count of the activities: milestones would be wrong. Triggers were '
            'switched off, or somebody wrote the table by hand',
        ARRAY['SELECT momentum.rebuild_annual_summary()'],
        true
    FROM momentum.verify_annual_summary() AS v
    WHERE NOT EXISTS (
        SELECT
        FROM momentum.summary_queue AS q
        WHERE q.user_id = v.user_id AND q.year = v.year
    )
    HAVING count(*) > 0;
END
$$;

ALTER FUNCTION momentum._doctor_scores(p_days integer) OWNER TO momentum_owner;

--
-- Name: FUNCTION _doctor_scores(p_days integer); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._doctor_scores(p_days integer) IS 'What doctor() finds wrong with the clock, versions, scores and the yearly summary. Errors: PM004';

--
-- Name: _doctor_tables(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._doctor_tables() RETURNS TABLE(check_name text, subject text, meaning text, mend text[], fixable boolean)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "DateStyle" TO 'ISO, YMD'
    AS $_$
DECLARE
    c_schema CONSTANT regnamespace := 'momentum'::regnamespace;
    -- as in realtime/publication.sql
    c_followed CONSTANT text[] := ARRAY[
        'daily_engagement_scores', 'coach_interventions', 'momentum_notifications',
        'scenario_notifications', 'badge_awards'
    ];
    -- the nightly job has until 06:00
    v_day CONSTANT date := (momentum.clock() AT TIME ZONE 'UTC' - interval '6 hours')::date;
BEGIN
    RETURN QUERY
    SELECT
        'disabled_trigger',
        format(
            '%s on %s', string_agg(DISTINCT shown.name, ', ' ORDER BY shown.name), c.oid::regclass
        ),
        'What was written since was not checked, scored, summarised, evaluated or announced: '
            'afterwards score the days concerned anew and reconcile the badges',
        array_agg(
            format('ALTER TABLE %s ENABLE TRIGGER %I', c.oid::regclass, t.tgname) ORDER BY t.tgname
        ),
        true
    FROM pg_trigger AS t
    JOIN pg_class AS c ON c.oid = t.tgrelid
    JOIN pg_proc AS f ON f.oid = t.tgfoid
    LEFT JOIN pg_trigger AS parent ON parent.oid = t.tgparentid
    CROSS JOIN LATERAL (
        SELECT CASE WHEN t.tgisinternal THEN 'foreign keys' ELSE quote_ident(t.tgname) END AS name
    ) AS shown
    WHERE
        c.relnamespace = c_schema
        AND t.tgenabled IN ('D', 'R')
        AND (f.pronamespace = c_schema OR t.tgisinternal)
        -- the parent's is mended with those of its partitions
        AND parent.tgenabled IS DISTINCT FROM t.tgenabled
    GROUP BY c.oid
    ORDER BY 2;

    RETURN QUERY
    SELECT
        'row_security_off',
        c.oid::regclass::text,
        'Whoever may read the table reads the rows of everyone',
        ARRAY[format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', c.oid::regclass)],
        true
    FROM pg_class AS c
    WHERE c.relnamespace = c_schema AND c.relkind IN ('r', 'p') AND NOT c.relrowsecurity
    ORDER BY 2;

    RETURN QUERY
    SELECT
        'unlogged_table',
        c.oid::regclass::text,
        'A crash of the server empties it, and a replica does not have it',
        ARRAY[format('ALTER TABLE %s SET LOGGED', c.oid::regclass)],
        -- nobody can use it meanwhile
        pg_total_relation_size(c.oid) < 100000000
    FROM pg_class AS c
    WHERE c.relnamespace = c_schema AND c.relkind = 'r' AND c.relpersistence = 'u'
    ORDER BY 2;

    RETURN QUERY
    SELECT
        'invalid_index',
        format('%s of %s', c.oid::regclass, i.indrelid::regclass),
        'It is kept up to date, as far as it is there, but no query uses it',
        ARRAY[
            CASE
                WHEN c.relname ~ '_cc(new|old)[0-9]*$'
                    THEN format('DROP INDEX CONCURRENTLY %s', c.oid::regclass)
                ELSE format('REINDEX INDEX CONCURRENTLY %s', c.oid::regclass)
            END
        ],
        true
    FROM pg_index AS i
    JOIN pg_class AS c ON c.oid = i.indexrelid AND c.relkind = 'i'
    WHERE
        c.relnamespace = c_schema
        AND NOT (i.indisvalid AND i.indisready AND i.indislive)
        AND NOT EXISTS (
            SELECT FROM pg_stat_progress_create_index AS p WHERE p.relid = i.indrelid
        )
    ORDER BY 2;

    RETURN QUERY
    SELECT
        'missing_partitions',
        string_agg(m.partition_name, ', ' ORDER BY m.from_day),
        'Events of these months are in the default partition, or will be: queries read more than '
            'they need to, and retention does not reach them',
        ARRAY['SELECT * FROM momentum.maintain_partitions()'],
        true
    FROM momentum._event_partitions_to_make(v_day) AS m
    HAVING count(*) > 0;

    RETURN QUERY
    SELECT
        'publication_lacks_tables',
        string_agg(f.name, ', ' ORDER BY f.name),
        'Clients of Supabase''s Realtime do not hear of changes of these tables',
        array_agg(
            format('ALTER PUBLICATION supabase_realtime ADD TABLE momentum.%I', f.name)
            ORDER BY f.name
        ),
        true
    FROM unnest(c_followed) AS f (name)
    WHERE
        EXISTS (SELECT FROM pg_publication AS p WHERE p.pubname = 'supabase_realtime')
        AND NOT EXISTS (
            SELECT
            FROM pg_publication_tables AS t
            WHERE
                t.pubname = 'supabase_realtime'
                AND t.schemaname = 'momentum'
                AND t.tablename = f.name
        )
    HAVING count(*) > 0;
END
$_$;

ALTER FUNCTION momentum._doctor_tables() OWNER TO momentum_owner;

--
-- Name: FUNCTION _doctor_tables(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._doctor_tables() IS 'What doctor() finds wrong with the tables: triggers, row security, indexes, partitions, the publication';

--
-- Name: _drain_users(uuid[]); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._drain_users(p_user_ids uuid[]) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    v_half CONSTANT integer := cardinality(p_user_ids) / 2;
    v_error_code text;
    v_error_message text;
BEGIN
    BEGIN
        RETURN momentum._rescore_queued(p_user_ids);
    EXCEPTION
        WHEN OTHERS THEN
            GET STACKED DIAGNOSTICS
                v_error_code = RETURNED_SQLSTATE,
                v_error_message = MESSAGE_TEXT;
            -- no fault of these users: rights, a read-only session, the server's resources
            IF v_error_code ~ '^(25|42|53)' THEN
                RAISE;
            END IF;
    END;
    IF v_half > 0 THEN
        RETURN momentum._drain_users(p_user_ids[:v_half])
            + momentum._drain_users(p_user_ids[v_half + 1:]);
    END IF;
    INSERT INTO momentum.scoring_failures (
        operation, score_date, user_ids, error_code, error_message
    )
    SELECT 'drain', momentum._today(), p_user_ids, v_error_code, v_error_message
    WHERE NOT EXISTS (
        SELECT FROM momentum.scoring_failures AS f
        WHERE
            f.operation = 'drain'
            AND f.score_date = momentum._today()
            AND f.user_ids = p_user_ids
            AND f.error_code = v_error_code
    );
    RAISE WARNING 'drain: user % failed: %', p_user_ids[1], v_error_message
        USING HINT = 'The user stays queued; momentum.scoring_failures has the error.';
    RETURN 0::bigint;
END
$$;

ALTER FUNCTION momentum._drain_users(p_user_ids uuid[]) OWNER TO momentum_owner;

--
-- Name: FUNCTION _drain_users(p_user_ids uuid[]); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._drain_users(p_user_ids uuid[]) IS 'Works off the queue entries of some users, all but those who fail; returns how many entries';

--
-- Name: _drop_event_partitions(date); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._drop_event_partitions(p_day date) RETURNS TABLE(action text, partition_name text, from_day date, to_day date, rows bigint, reason text)
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "DateStyle" TO 'ISO, YMD'
    SET "TimeZone" TO 'UTC'
    SET lock_timeout TO '150ms'
    AS $$
DECLARE
    v_cutoff date;
    v_needed_from date;
    v_names text[];
    v_from date[];
    v_to date[];
    v_rows bigint[];
    v_count bigint;
    v_problem text;
    v_detail text;
BEGIN
    SELECT
        (
            date_trunc('month', LEAST(p_day, momentum._today())::timestamp)
            - make_interval(months => s.value::integer)
        )::date
    INTO v_cutoff
    FROM momentum.settings AS s
    WHERE s.name = 'event_retention_months' AND s.value <> 'keep';
    IF NOT EXISTS (SELECT FROM momentum._event_partitions() AS p WHERE p.to_day <= v_cutoff) THEN
        RETURN;
    END IF;
    v_needed_from := momentum._events_needed_from(v_cutoff);

    RETURN QUERY
    SELECT
        'kept',
        p.partition_name,
        p.from_day,
        p.to_day,
        NULL::bigint,
        format('scores from %s on are missing or wait to be computed again', v_needed_from)
    FROM momentum._event_partitions() AS p
    WHERE p.to_day <= v_cutoff AND p.to_day > v_needed_from
    ORDER BY p.from_day;

    SELECT
        array_agg(p.partition_name ORDER BY p.from_day),
        array_agg(p.from_day ORDER BY p.from_day),
        array_agg(p.to_day ORDER BY p.from_day)
    INTO v_names, v_from, v_to
    FROM momentum._event_partitions() AS p
    WHERE p.to_day <= LEAST(v_cutoff, v_needed_from);
    IF v_names IS NULL THEN
        RETURN;
    END IF;

    BEGIN
        FOR i IN 1..cardinality(v_names) LOOP
            EXECUTE format('SELECT count(*) FROM momentum.%I', v_names[i]) INTO v_count;
            v_rows[i] := v_count;
        END LOOP;
        PERFORM momentum._lock_events('ACCESS EXCLUSIVE');
        IF EXISTS (
            SELECT FROM momentum.rescore_queue AS q WHERE q.from_date < v_to[cardinality(v_to)]
        ) THEN
            RAISE object_in_use USING MESSAGE = 'events came in just now';
        END IF;
        FOR i IN 1..cardinality(v_names) LOOP
            -- without DETACH, which would lock out everyone from auth.users
            EXECUTE format('DROP TABLE momentum.%I', v_names[i]);
        END LOOP;
        INSERT INTO momentum.dropped_partitions (
            partition_name, from_day, to_day, row_count, dropped_at
        )
        SELECT d.partition_name, d.from_day, d.to_day, d.row_count, momentum.clock()
        FROM unnest(v_names, v_from, v_to, v_rows)
            AS d (partition_name, from_day, to_day, row_count);
    EXCEPTION
        WHEN object_in_use THEN
            v_problem := SQLERRM;
        WHEN lock_not_available THEN
            v_problem := 'a lock was not to be had: other transactions use events';
        WHEN dependent_objects_still_exist THEN
            GET STACKED DIAGNOSTICS v_detail = PG_EXCEPTION_DETAIL;
            v_problem := 'drop first what depends on one of them: ' || v_detail;
    END;

    RETURN QUERY
    SELECT
        CASE WHEN v_problem IS NULL THEN 'dropped' ELSE 'postponed' END,
        d.partition_name,
        d.from_day,
        d.to_day,
        CASE WHEN v_problem IS NULL THEN d.row_count END,
        v_problem
    FROM unnest(v_names, v_from, v_to, v_rows) AS d (partition_name, from_day, to_day, row_count);
END
$$;

ALTER FUNCTION momentum._drop_event_partitions(p_day date) OWNER TO momentum_owner;

--
-- Name: FUNCTION _drop_event_partitions(p_day date); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._drop_event_partitions(p_day date) IS 'Drops the partitions of momentum_events that retention no longer keeps on a UTC day';

--
-- Name: _due_runs(timestamp with time zone); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._due_runs(p_now timestamp with time zone) RETURNS TABLE(job_name text, scheduled_at timestamp with time zone, attempt integer, is_retry boolean)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    SELECT r.job_name, r.scheduled_at, r.attempt + 1, true
    FROM momentum.job_runs AS r
    JOIN (
        SELECT
            j.*,
            (
                SELECT max(s.scheduled_at)
                FROM momentum.job_runs AS s
                WHERE
                    s.job_name = j.name
                    AND s.status = 'succeeded'
                    AND s.scheduled_at <= p_now
            ) AS last_success
        FROM momentum.jobs AS j
        WHERE j.enabled
        -- so that it is looked up for each job, not for each run
        OFFSET 0
    ) AS j ON j.name = r.job_name AND r.attempt < j.max_attempts
    WHERE
        r.status IN ('failed', 'abandoned')
        AND r.scheduled_at <= p_now
        AND (r.status = 'abandoned' OR momentum._retry_at(r, j.retry_after) <= p_now)
        AND NOT EXISTS (
            SELECT
            FROM momentum.job_runs AS later
            WHERE
                later.job_name = r.job_name
                AND later.scheduled_at = r.scheduled_at
                AND later.attempt > r.attempt
                AND later.status <> 'skipped'
        )
        AND (
            j.catch_up
            OR r.scheduled_at > p_now - interval '24 hours'
            AND (r.scheduled_at < j.last_success) IS NOT TRUE
        )
    UNION ALL
    SELECT j.name, due.instant, 1, false
    FROM momentum.jobs AS j
    CROSS JOIN LATERAL (
        SELECT momentum._daily_instant(j.schedule, p_now - interval '5 minutes') AS instant
    ) AS due
    WHERE
        j.enabled
        AND j.catch_up
        AND due.instant > j.created_at
        AND NOT EXISTS (
            SELECT
            FROM momentum.job_runs AS r
            WHERE
                r.job_name = j.name
                AND r.scheduled_at BETWEEN due.instant AND p_now
                AND r.status <> 'skipped'
        )
    ORDER BY 2, 1
$$;

ALTER FUNCTION momentum._due_runs(p_now timestamp with time zone) OWNER TO momentum_owner;

--
-- Name: FUNCTION _due_runs(p_now timestamp with time zone); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._due_runs(p_now timestamp with time zone) IS 'Attempts to be made again, and jobs that catch up and did not run at their last instant';

--
-- Name: scenario_notifications; Type: TABLE; Schema: momentum; Owner: momentum_owner
--

CREATE TABLE momentum.scenario_notifications (
    user_id uuid NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    organisation_id uuid,
    scenario_type text NOT NULL,
    milestone_year integer,
    milestone_value integer,
    credential_id uuid,
    cooldown_window_start timestamp with time zone,
    subject_id uuid GENERATED ALWAYS AS (
CASE
    WHEN (scenario_type <> 'milestone'::text) THEN COALESCE(credential_id, organisation_id)
    ELSE NULL::uuid
END) STORED,
    idempotency_key text GENERATED ALWAYS AS (((((scenario_type || ':'::text) || (user_id)::text) || ':'::text) ||
CASE
    WHEN (scenario_type = 'milestone'::text) THEN (((milestone_year)::text || ':'::text) || (milestone_value)::text)
    ELSE (((COALESCE(credential_id, organisation_id))::text || ':'::text) || ((EXTRACT(epoch FROM (cooldown_window_start AT TIME ZONE 'UTC'::text)))::bigint)::text)
END)) STORED NOT NULL,
    announced boolean DEFAULT true NOT NULL,
    payload jsonb DEFAULT '{}'::jsonb NOT NULL,
    dispatched_at timestamp with time zone,
    read_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT scenario_notifications_expiry_has_a_credential CHECK (((scenario_type = 'expiry'::text) = (credential_id IS NOT NULL))),
    CONSTRAINT scenario_notifications_inactivity_has_an_organisation CHECK (((scenario_type <> 'inactivity'::text) OR (organisation_id IS NOT NULL))),
    CONSTRAINT scenario_notifications_milestones_have_year_and_value CHECK ((((scenario_type = 'milestone'::text) = (milestone_year IS NOT NULL)) AND ((scenario_type = 'milestone'::text) = (milestone_value IS NOT NULL)))),
    CONSTRAINT scenario_notifications_others_have_a_window CHECK (((scenario_type = 'milestone'::text) = (cooldown_window_start IS NULL))),
    CONSTRAINT scenario_notifications_scenario_type_is_known CHECK ((scenario_type = ANY (ARRAY['milestone'::text, 'inactivity'::text, 'expiry'::text])))
);

ALTER TABLE ONLY momentum.scenario_notifications REPLICA IDENTITY FULL;

ALTER TABLE momentum.scenario_notifications OWNER TO momentum_owner;

--
-- Name: TABLE scenario_notifications; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON TABLE momentum.scenario_notifications IS 'What has fired, and therefore does not fire again: a milestone once per user, year and threshold; the others once per user, organisation (expiry: credential) and window';

--
-- Name: COLUMN scenario_notifications.organisation_id; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.scenario_notifications.organisation_id IS 'Organisation by whose configuration it fired; null: by the default';

--
-- Name: COLUMN scenario_notifications.scenario_type; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.scenario_notifications.scenario_type IS 'milestone, inactivity or expiry';

--
-- Name: COLUMN scenario_notifications.milestone_year; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.scenario_notifications.milestone_year IS 'UTC calendar year';

--
-- Name: COLUMN scenario_notifications.milestone_value; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.scenario_notifications.milestone_value IS 'Threshold that was reached';

--
-- Name: COLUMN scenario_notifications.credential_id; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.scenario_notifications.credential_id IS 'Credential that expires; it may be gone since';

--
-- Name: COLUMN scenario_notifications.cooldown_window_start; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.scenario_notifications.cooldown_window_start IS 'Start of the window, a multiple of the cooldown since 1970-01-01 UTC';

--
-- Name: COLUMN scenario_notifications.subject_id; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.scenario_notifications.subject_id IS 'What the window is for: the organisation, or for expiry the credential';

--
-- Name: COLUMN scenario_notifications.idempotency_key; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.scenario_notifications.idempotency_key IS 'The columns of the unique key as one text, for systems that deliver it';

--
-- Name: COLUMN scenario_notifications.announced; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.scenario_notifications.announced IS 'False: recorded only, as it was evaluated more than seven days late';

--
-- Name: COLUMN scenario_notifications.payload; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.scenario_notifications.payload IS '{"message", ...}: the message of the configuration, and the figures';

--
-- Name: COLUMN scenario_notifications.dispatched_at; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.scenario_notifications.dispatched_at IS 'When the application delivered it';

--
-- Name: COLUMN scenario_notifications.read_at; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.scenario_notifications.read_at IS 'When its user read it';

--
-- Name: scenario_runs; Type: TABLE; Schema: momentum; Owner: momentum_owner
--

CREATE TABLE momentum.scenario_runs (
    id bigint NOT NULL,
    scenario_type text NOT NULL,
    evaluated_at timestamp with time zone NOT NULL,
    organisation_id uuid,
    named_users integer,
    evaluated_users bigint NOT NULL,
    triggered bigint NOT NULL,
    skipped bigint NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT scenario_runs_counts_are_not_negative CHECK (((evaluated_users >= 0) AND (triggered >= 0) AND (skipped >= 0)))
);

ALTER TABLE momentum.scenario_runs OWNER TO momentum_owner;

--
-- Name: TABLE scenario_runs; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON TABLE momentum.scenario_runs IS 'Each evaluation of a scenario, and what came of it';

--
-- Name: COLUMN scenario_runs.scenario_type; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.scenario_runs.scenario_type IS 'milestone, inactivity or expiry';

--
-- Name: COLUMN scenario_runs.evaluated_at; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.scenario_runs.evaluated_at IS 'The instant it was evaluated for';

--
-- Name: COLUMN scenario_runs.organisation_id; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.scenario_runs.organisation_id IS 'Organisation to whose members it was restricted; null: to none';

--
-- Name: COLUMN scenario_runs.named_users; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.scenario_runs.named_users IS 'Number of users it was restricted to; null: everyone';

--
-- Name: COLUMN scenario_runs.evaluated_users; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.scenario_runs.evaluated_users IS 'Users that it concerns: for milestones all, for inactivity members, for expiry holders of a credential; without those who opted out';

--
-- Name: COLUMN scenario_runs.triggered; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.scenario_runs.triggered IS 'Notifications recorded';

--
-- Name: COLUMN scenario_runs.skipped; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.scenario_runs.skipped IS 'Notifications that another run recorded at the same moment';

--
-- Name: _evaluate(text, timestamp with time zone, uuid[], uuid); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._evaluate(p_scenario_type text, p_now timestamp with time zone, p_user_ids uuid[], p_organisation_id uuid, OUT run momentum.scenario_runs, OUT recorded momentum.scenario_notifications[]) RETURNS record
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    v_now CONSTANT timestamptz := momentum._check_instant(p_now);
    v_evaluated_users bigint;
    v_candidates momentum._scenario_candidate[];
    c_attempts CONSTANT integer := 5;
    v_schema text;
    v_table text;
BEGIN
    PERFORM momentum._check_users(p_user_ids);
    PERFORM momentum._check_organisation(p_organisation_id);
    PERFORM momentum._check_isolation();
    FOR v_attempt IN 1..c_attempts LOOP
        BEGIN
            CASE p_scenario_type
                WHEN 'milestone' THEN
                    SELECT f.* INTO v_evaluated_users, v_candidates
                    FROM momentum._find_milestones(v_now, p_user_ids, p_organisation_id) AS f;
                WHEN 'inactivity' THEN
                    SELECT f.* INTO v_evaluated_users, v_candidates
                    FROM momentum._find_inactivity(v_now, p_user_ids, p_organisation_id) AS f;
                WHEN 'expiry' THEN
                    SELECT f.* INTO v_evaluated_users, v_candidates
                    FROM momentum._find_expiry(v_now, p_user_ids, p_organisation_id) AS f;
            END CASE;
            recorded := momentum._record_notifications(p_scenario_type, v_now, v_candidates);
            EXIT;
        EXCEPTION
            WHEN foreign_key_violation THEN
                GET STACKED DIAGNOSTICS v_schema = SCHEMA_NAME, v_table = TABLE_NAME;
                IF
                    (v_schema, v_table) <> ('momentum', 'scenario_notifications')
                    OR v_attempt = c_attempts
                THEN
                    RAISE;
                END IF;
            WHEN deadlock_detected THEN
                IF v_attempt = c_attempts THEN
                    RAISE;
                END IF;
        END;
    END LOOP;
    INSERT INTO momentum.scenario_runs (
        scenario_type, evaluated_at, organisation_id, named_users, evaluated_users, triggered,
        skipped
    )
    VALUES (
        p_scenario_type,
        v_now,
        p_organisation_id,
        cardinality(p_user_ids),
        v_evaluated_users,
        cardinality(recorded),
        cardinality(v_candidates) - cardinality(recorded)
    )
    RETURNING * INTO run;
END
$$;

ALTER FUNCTION momentum._evaluate(p_scenario_type text, p_now timestamp with time zone, p_user_ids uuid[], p_organisation_id uuid, OUT run momentum.scenario_runs, OUT recorded momentum.scenario_notifications[]) OWNER TO momentum_owner;

--
-- Name: FUNCTION _evaluate(p_scenario_type text, p_now timestamp with time zone, p_user_ids uuid[], p_organisation_id uuid, OUT run momentum.scenario_runs, OUT recorded momentum.scenario_notifications[]); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._evaluate(p_scenario_type text, p_now timestamp with time zone, p_user_ids uuid[], p_organisation_id uuid, OUT run momentum.scenario_runs, OUT recorded momentum.scenario_notifications[]) IS 'Evaluates a scenario for an instant, and returns the run and the notifications it recorded';

--
-- Name: _evaluate_activities(momentum._arrived_activity[], timestamp with time zone, text); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._evaluate_activities(p_activities momentum._arrived_activity[], p_now timestamp with time zone, p_source text) RETURNS momentum.badge_awards[]
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_nestloop TO 'off'
    SET jit TO 'off'
    AS $$
DECLARE
    v_earned CONSTANT momentum._earned_badge[] :=
        momentum._find_earned_badges(p_activities, p_now);
    v_awards momentum.badge_awards[] := '{}'::momentum.badge_awards[];
BEGIN
    IF v_earned <> '{}' THEN
        v_awards := momentum._award_badges(v_earned, p_now, p_source);
    END IF;

    WITH badge AS MATERIALIZED (
        SELECT b.id, b.organisation_id, b.activity_types
        FROM momentum.badge_definitions AS b
        WHERE b.active AND b.organisation_id IN (
            SELECT a.organisation_id FROM unnest(p_activities) AS a
        )
    ),
    concerned AS MATERIALIZED (
        SELECT each.organisation_id, each.activity_type, count(*) AS badges
        FROM (
            SELECT DISTINCT a.organisation_id, a.activity_type FROM unnest(p_activities) AS a
        ) AS each
        JOIN badge AS b
            ON b.organisation_id = each.organisation_id
            AND (b.activity_types IS NULL OR each.activity_type = ANY (b.activity_types))
        GROUP BY each.organisation_id, each.activity_type
    ),
    -- an award is credited to the newest activity that the badge counts
    credited AS (
        SELECT DISTINCT ON (w.user_id, w.badge_id) a.user_id, a.id
        FROM unnest(v_awards) AS w
        JOIN badge AS b ON b.id = w.badge_id
        JOIN unnest(p_activities) AS a
            ON a.user_id = w.user_id
            AND a.organisation_id = b.organisation_id
            AND (b.activity_types IS NULL OR a.activity_type = ANY (b.activity_types))
        ORDER BY w.user_id, w.badge_id, a.completed_at DESC, a.id
    ),
    counted AS MATERIALIZED (
        SELECT c.user_id, c.id, count(*) AS badges FROM credited AS c GROUP BY c.user_id, c.id
    )
    INSERT INTO momentum.badge_evaluation_log AS l (
        user_id, activity_id, organisation_id, evaluated_at, badges_evaluated, badges_awarded,
        source
    )
    SELECT
        a.user_id,
        a.id,
        a.organisation_id,
        p_now,
        COALESCE(k.badges, 0),
        COALESCE(c.badges, 0),
        p_source
    FROM unnest(p_activities) AS a
    LEFT JOIN concerned AS k
        ON k.organisation_id = a.organisation_id AND k.activity_type = a.activity_type
    LEFT JOIN counted AS c ON c.user_id = a.user_id AND c.id = a.id
    ORDER BY a.user_id, a.id
    ON CONFLICT (user_id, activity_id) DO UPDATE
    SET
        organisation_id = EXCLUDED.organisation_id,
        evaluated_at = EXCLUDED.evaluated_at,
        badges_evaluated = EXCLUDED.badges_evaluated,
        badges_awarded = l.badges_awarded + EXCLUDED.badges_awarded;
    RETURN v_awards;
END
$$;

ALTER FUNCTION momentum._evaluate_activities(p_activities momentum._arrived_activity[], p_now timestamp with time zone, p_source text) OWNER TO momentum_owner;

--
-- Name: FUNCTION _evaluate_activities(p_activities momentum._arrived_activity[], p_now timestamp with time zone, p_source text); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._evaluate_activities(p_activities momentum._arrived_activity[], p_now timestamp with time zone, p_source text) IS 'Awards the badges that these activities have earned, logs each, and returns the awards';

--
-- Name: _event_id(uuid, timestamp with time zone, text, text, jsonb); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._event_id(p_user_id uuid, p_event_ts timestamp with time zone, p_event_type text, p_pillar_id text, p_payload jsonb) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN momentum._content_id(jsonb_build_array(p_user_id, EXTRACT(epoch FROM p_event_ts), p_event_type, p_pillar_id, p_payload));

ALTER FUNCTION momentum._event_id(p_user_id uuid, p_event_ts timestamp with time zone, p_event_type text, p_pillar_id text, p_payload jsonb) OWNER TO momentum_owner;

--
-- Name: FUNCTION _event_id(p_user_id uuid, p_event_ts timestamp with time zone, p_event_type text, p_pillar_id text, p_payload jsonb); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._event_id(p_user_id uuid, p_event_ts timestamp with time zone, p_event_type text, p_pillar_id text, p_payload jsonb) IS 'The id of an event that came without one, derived from its content';

--
-- Name: _event_partitions(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._event_partitions() RETURNS TABLE(partition_name text, from_day date, to_day date)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "DateStyle" TO 'ISO, YMD'
    SET "TimeZone" TO 'UTC'
    AS $_$
    SELECT
        c.relname::text,
        replace(bound.texts[1], 'MINVALUE', '-infinity')::timestamptz::date,
        (
            replace(bound.texts[2], 'MAXVALUE', 'infinity')::timestamptz
            - interval '1 microsecond'
        )::date + 1
    FROM pg_inherits AS i
    JOIN pg_class AS c ON c.oid = i.inhrelid
    CROSS JOIN LATERAL regexp_match(
        pg_get_expr(c.relpartbound, c.oid), $$FROM [(]'?([^')]+)'?[)] TO [(]'?([^')]+)'?[)]$$
    ) AS bound (texts)
    WHERE
        i.inhparent = 'momentum.momentum_events'::regclass
        AND bound.texts IS NOT NULL
$_$;

ALTER FUNCTION momentum._event_partitions() OWNER TO momentum_owner;

--
-- Name: FUNCTION _event_partitions(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._event_partitions() IS 'Partitions of momentum_events but for the default one, with their UTC days (to_day excluded)';

--
-- Name: _event_partitions_to_make(date); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._event_partitions_to_make(p_day date) RETURNS TABLE(partition_name text, from_day date, to_day date)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    WITH existing AS MATERIALIZED (
        SELECT p.from_day, p.to_day FROM momentum._event_partitions() AS p
    ),
    ahead AS (
        SELECT
            date_trunc('month', p_day::timestamp) + make_interval(months => number) AS from_day
        FROM momentum.settings AS s
        CROSS JOIN LATERAL generate_series(0, s.value::integer) AS number
        WHERE s.name = 'event_partitions_ahead'
    ),
    months AS (
        SELECT a.from_day FROM ahead AS a
        UNION
        SELECT date_trunc('month', e.event_ts AT TIME ZONE 'UTC')
        FROM momentum.momentum_events_default AS e
        WHERE
            e.event_ts >= '1970-01-01 00:00:00+00'
            AND e.event_ts < (
                SELECT (max(a.from_day) + interval '1 month') AT TIME ZONE 'UTC' FROM ahead AS a
            )
    ),
    spans AS (
        SELECT
            m.from_day AS month,
            m.from_day + interval '1 month' AS month_end,
            date_trunc('year', m.from_day) AS year,
            date_trunc('year', m.from_day) + interval '1 year' AS year_end
        FROM months AS m
    )
    SELECT
        to_char(s.month, '"momentum_events_"YYYY"_"MM'), s.month::date, s.month_end::date
    FROM spans AS s
    WHERE
        (
            s.year_end > p_day
            OR EXISTS (
                SELECT FROM existing AS x WHERE x.from_day < s.year_end AND x.to_day > s.year
            )
        )
        AND NOT EXISTS (
            SELECT FROM existing AS x WHERE x.from_day < s.month_end AND x.to_day > s.month
        )
    UNION
    SELECT to_char(s.year, '"momentum_events_"YYYY'), s.year::date, s.year_end::date
    FROM spans AS s
    WHERE
        s.year_end <= p_day
        AND NOT EXISTS (
            SELECT FROM existing AS x WHERE x.from_day < s.year_end AND x.to_day > s.year
        )
    ORDER BY 2
$$;

ALTER FUNCTION momentum._event_partitions_to_make(p_day date) OWNER TO momentum_owner;

--
-- Name: FUNCTION _event_partitions_to_make(p_day date); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._event_partitions_to_make(p_day date) IS 'Partitions of momentum_events that are missing on a UTC day: that month, the months ahead, and those of events in the default partition';

--
-- Name: _event_problem(text, timestamp with time zone, jsonb, timestamp with time zone); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._event_problem(p_event_type text, p_event_ts timestamp with time zone, p_payload jsonb, p_now timestamp with time zone) RETURNS text[]
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN CASE WHEN ((p_event_type ~ '[^[:space:]]'::text) IS NOT TRUE) THEN ARRAY['an event needs a type'::text, 'Give a short name such as chat_message.'::text] WHEN (length(p_event_type) > 200) THEN ARRAY['the event type is longer than 200 characters'::text, 'Give a short name such as chat_message; details belong in the payload.'::text] WHEN (isfinite(p_event_ts) IS NOT TRUE) THEN ARRAY['an event needs a finite time'::text, 'Give the instant with its time zone, such as 2026-11-21T09:30:00Z.'::text] WHEN (p_event_ts < '0001-01-01 11:39:04+11:39:04'::timestamp with time zone) THEN ARRAY['the event lies before the year 1'::text, 'Give the instant with its time zone, such as 2026-11-21T09:30:00Z.'::text] WHEN (p_event_ts > (p_now + '00:05:00'::interval)) THEN ARRAY[format('%s is in the future'::text, (p_event_ts AT TIME ZONE 'UTC'::text)), format('It is %s (UTC). Record an event once it has happened; check the clock of the sender.'::text, (p_now AT TIME ZONE 'UTC'::text))] WHEN ((jsonb_typeof(p_payload) = 'object'::text) IS NOT TRUE) THEN ARRAY['the payload is not a JSON object'::text, 'Give an object such as {"minutes": 20}, or {} for none.'::text] WHEN (octet_length((p_payload)::text) > 65536) THEN ARRAY['the payload is larger than 64 kB'::text, 'Store large content elsewhere and keep a reference to it in the payload.'::text] ELSE NULL::text[] END;

ALTER FUNCTION momentum._event_problem(p_event_type text, p_event_ts timestamp with time zone, p_payload jsonb, p_now timestamp with time zone) OWNER TO momentum_owner;

--
-- Name: FUNCTION _event_problem(p_event_type text, p_event_ts timestamp with time zone, p_payload jsonb, p_now timestamp with time zone); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._event_problem(p_event_type text, p_event_ts timestamp with time zone, p_payload jsonb, p_now timestamp with time zone) IS 'What is wrong with an event, and a hint; null when it has a type, a finite time that has come, and a payload that is an object of at most 64 kB';

--
-- Name: _events_kept_from(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._events_kept_from() RETURNS date
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN COALESCE(
        (SELECT max(d.to_day) FROM momentum.dropped_partitions AS d), '-infinity'
    );
END
$$;

ALTER FUNCTION momentum._events_kept_from() OWNER TO momentum_owner;

--
-- Name: FUNCTION _events_kept_from(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._events_kept_from() IS 'First UTC day from which on all events are kept; -infinity: retention has dropped none';

--
-- Name: _events_needed_from(date); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._events_needed_from(p_before date) RETURNS date
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    SELECT LEAST(
        (SELECT min(q.from_date) FROM momentum.rescore_queue AS q WHERE q.from_date < p_before),
        (
            SELECT min(m.score_date)
            FROM momentum.missing_score_days(
                LEAST(
                    GREATEST(
                        momentum._first_active_day(), momentum._events_kept_from(), '0001-01-01'
                    ),
                    p_before - 1
                ),
                p_before - 1
            ) AS m
            WHERE m.score_date >= momentum._events_kept_from()
        ),
        'infinity'
    )
$$;

ALTER FUNCTION momentum._events_needed_from(p_before date) OWNER TO momentum_owner;

--
-- Name: FUNCTION _events_needed_from(p_before date); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._events_needed_from(p_before date) IS 'First day before another one whose score is missing or waits to be computed again; infinity: none';

--
-- Name: _find_earned_badges(momentum._arrived_activity[], timestamp with time zone); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._find_earned_badges(p_activities momentum._arrived_activity[], p_now timestamp with time zone) RETURNS momentum._earned_badge[]
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET enable_nestloop TO 'off'
    SET jit TO 'off'
    AS $$
DECLARE
    v_now CONSTANT timestamp := p_now AT TIME ZONE 'UTC';
    v_earned momentum._earned_badge[];
BEGIN
    WITH RECURSIVE badge AS MATERIALIZED (
        SELECT
            b.id,
            b.organisation_id,
            b.window_unit,
            b.activity_types,
            b.required,
            ('1 ' || b.window_unit)::interval AS step,
            -- badges that look at the same activities in the same windows share a walk
            dense_rank() OVER (
                ORDER BY b.organisation_id, b.window_unit, b.activity_types
            ) AS kind_id
        FROM momentum.badge_definitions AS b
        JOIN momentum.organisations AS o ON o.id = b.organisation_id AND o.deleted_at IS NULL
        WHERE
            b.active
            AND b.organisation_id IN (SELECT a.organisation_id FROM unnest(p_activities) AS a)
    ),
    kind AS MATERIALIZED (
        SELECT DISTINCT b.kind_id, b.organisation_id, b.activity_types, b.step FROM badge AS b
    ),
    held AS MATERIALIZED (
        SELECT each.user_id, award.badge_id
        FROM (SELECT DISTINCT a.user_id FROM unnest(p_activities) AS a) AS each
        CROSS JOIN LATERAL (
            SELECT w.badge_id
            FROM momentum.badge_awards AS w
            WHERE w.user_id = each.user_id
            OFFSET 0
        ) AS award
    ),
    came AS MATERIALIZED (
        SELECT
            a.user_id,
            a.id,
            b.id AS badge_id,
            b.kind_id,
            b.window_unit,
            b.required,
            unit_start.of_activity AS window_start,
            unit_start.of_activity = unit_start.of_arrival AS is_current
        FROM unnest(p_activities) AS a
        JOIN badge AS b
            ON b.organisation_id = a.organisation_id
            AND (b.activity_types IS NULL OR a.activity_type = ANY (b.activity_types))
        CROSS JOIN LATERAL (
            SELECT
                date_trunc(unit.name, a.completed_at AT TIME ZONE 'UTC') AS of_activity,
                date_trunc(unit.name, a.arrived_at AT TIME ZONE 'UTC') AS of_arrival
            FROM (SELECT COALESCE(b.window_unit, 'day') AS name) AS unit
        ) AS unit_start
        WHERE (a.user_id, b.id) NOT IN (SELECT h.user_id, h.badge_id FROM held AS h)
    ),
    came_window AS MATERIALIZED (
        SELECT
            c.user_id,
            c.kind_id,
            c.window_start,
            min(c.required) AS shortest,
            bool_or(c.is_current) AS is_current
        FROM came AS c
        WHERE c.window_unit IS NOT NULL
        GROUP BY c.user_id, c.kind_id, c.window_start
    ),
    started AS MATERIALIZED (
        -- another trigger may have changed what came
        SELECT c.user_id, c.kind_id, c.shortest, c.window_start
        FROM came_window AS c
        JOIN kind AS k ON k.kind_id = c.kind_id
        CROSS JOIN LATERAL (
            SELECT
            FROM momentum.activities AS a
            WHERE
                a.user_id = c.user_id
                AND a.completed_at >= c.window_start AT TIME ZONE 'UTC'
                AND a.completed_at < (c.window_start + k.step) AT TIME ZONE 'UTC'
                AND a.completed_at <= p_now
                AND a.organisation_id IS NOT DISTINCT FROM k.organisation_id
                AND (k.activity_types IS NULL OR a.activity_type = ANY (k.activity_types))
                AND a.deleted_at IS NULL
            LIMIT 1
        ) AS found
    ),
    walk (user_id, kind_id, shortest, window_start, direction) AS (
        SELECT s.user_id, s.kind_id, s.shortest, s.window_start, toward.direction
        FROM started AS s
        CROSS JOIN (VALUES (-1), (1)) AS toward (direction)
        UNION
        SELECT w.user_id, w.kind_id, w.shortest, beside.window_start, w.direction
        FROM walk AS w
        JOIN kind AS k ON k.kind_id = w.kind_id
        CROSS JOIN LATERAL (
            SELECT w.window_start + w.direction * k.step AS window_start
        ) AS beside
        CROSS JOIN LATERAL (
            SELECT
            FROM momentum.activities AS a
            WHERE
                a.user_id = w.user_id
                AND a.completed_at >= beside.window_start AT TIME ZONE 'UTC'
                AND a.completed_at < (beside.window_start + k.step) AT TIME ZONE 'UTC'
                AND a.completed_at <= p_now
                AND a.organisation_id IS NOT DISTINCT FROM k.organisation_id
                AND (k.activity_types IS NULL OR a.activity_type = ANY (k.activity_types))
                AND a.deleted_at IS NULL
            LIMIT 1
        ) AS found
        WHERE beside.window_start <= v_now
    ),
    walked AS MATERIALIZED (
        SELECT w.user_id, w.kind_id, array_agg(DISTINCT w.window_start) AS windows
        FROM walk AS w
        GROUP BY w.user_id, w.kind_id, w.shortest
        HAVING count(DISTINCT w.window_start) >= w.shortest
    ),
    numbered AS (
        -- windows in a row, less their number, are one and the same window
        SELECT
            w.user_id,
            w.kind_id,
            each.window_start,
            each.window_start - k.step * row_number() OVER (
                PARTITION BY w.user_id, w.kind_id ORDER BY each.window_start
            ) AS before_first
        FROM walked AS w
        JOIN kind AS k ON k.kind_id = w.kind_id
        CROSS JOIN unnest(w.windows) AS each (window_start)
    ),
    streak AS MATERIALIZED (
        SELECT
            n.user_id,
            n.kind_id,
            min(n.window_start) AS first_window,
            count(*) AS windows,
            bool_or(c.is_current) AS is_current
        FROM numbered AS n
        LEFT JOIN came_window AS c
            ON c.user_id = n.user_id
            AND c.kind_id = n.kind_id
            AND c.window_start = n.window_start
        GROUP BY n.user_id, n.kind_id, n.before_first
    ),
    long_enough AS MATERIALIZED (
        SELECT DISTINCT ON (s.user_id, b.id)
            s.user_id,
            s.is_current,
            b.*,
            s.first_window + b.step * (b.required - 1) AS earned_window
        FROM streak AS s
        JOIN badge AS b ON b.kind_id = s.kind_id AND b.required <= s.windows
        WHERE (s.user_id, b.id) NOT IN (SELECT h.user_id, h.badge_id FROM held AS h)
        ORDER BY s.user_id, b.id, s.first_window
    ),
    counted AS MATERIALIZED (
        SELECT
            c.user_id,
            c.badge_id,
            bool_or(c.is_current) AS is_current,
            array_agg(c.id) FILTER (WHERE NOT c.is_current) AS past_ids
        FROM came AS c
        WHERE c.window_unit IS NULL
        GROUP BY c.user_id, c.badge_id
    ),
    many_enough AS MATERIALIZED (
        SELECT c.user_id, c.is_current, c.past_ids, b.*
        FROM counted AS c
        JOIN badge AS b ON b.id = c.badge_id
        CROSS JOIN LATERAL (
            SELECT
            FROM momentum.activities AS a
            WHERE
                a.user_id = c.user_id
                AND a.completed_at <= p_now
                AND a.organisation_id IS NOT DISTINCT FROM b.organisation_id
                AND (b.activity_types IS NULL OR a.activity_type = ANY (b.activity_types))
                AND a.deleted_at IS NULL
            OFFSET b.required - 1
            LIMIT 1
        ) AS found
    ),
    earned AS MATERIALIZED (
        SELECT
            e.user_id,
            e.id AS badge_id,
            e.earned_window,
            completing.id AS activity_id,
            completing.completed_at,
            COALESCE(e.is_current AND COALESCE(c.is_current, true), false) AS announced
        FROM long_enough AS e
        LEFT JOIN came_window AS c
            ON c.user_id = e.user_id
            AND c.kind_id = e.kind_id
            AND c.window_start = e.earned_window
        CROSS JOIN LATERAL (
            SELECT a.id, a.completed_at
            FROM momentum.activities AS a
            WHERE
                a.user_id = e.user_id
                AND a.completed_at >= e.earned_window AT TIME ZONE 'UTC'
                AND a.completed_at < (e.earned_window + e.step) AT TIME ZONE 'UTC'
                AND a.completed_at <= p_now
                AND a.organisation_id IS NOT DISTINCT FROM e.organisation_id
                AND (e.activity_types IS NULL OR a.activity_type = ANY (e.activity_types))
                AND a.deleted_at IS NULL
            ORDER BY a.completed_at, a.id
            LIMIT 1
        ) AS completing
        UNION ALL
        SELECT
            e.user_id,
            e.id,
            NULL,
            completing.id,
            completing.completed_at,
            e.is_current AND (completing.id = ANY (e.past_ids)) IS NOT TRUE
        FROM many_enough AS e
        CROSS JOIN LATERAL (
            SELECT a.id, a.completed_at
            FROM momentum.activities AS a
            WHERE
                a.user_id = e.user_id
                AND a.completed_at <= p_now
                AND a.organisation_id IS NOT DISTINCT FROM e.organisation_id
                AND (e.activity_types IS NULL OR a.activity_type = ANY (e.activity_types))
                AND a.deleted_at IS NULL
            ORDER BY a.completed_at, a.id
            OFFSET e.required - 1
            LIMIT 1
        ) AS completing
    )
    SELECT array_agg(
        (
            e.user_id,
            e.badge_id,
            e.activity_id,
            e.completed_at,
            e.announced,
            momentum._badge_evidence(e.user_id, b, e.earned_window, e.completed_at)
        )::momentum._earned_badge
    )
    INTO v_earned
    FROM earned AS e
    JOIN momentum.badge_definitions AS b ON b.id = e.badge_id
    WHERE (SELECT u.deleted_at FROM momentum._users AS u WHERE u.id = e.user_id) IS NULL;
    RETURN COALESCE(v_earned, '{}');
END
$$;

ALTER FUNCTION momentum._find_earned_badges(p_activities momentum._arrived_activity[], p_now timestamp with time zone) OWNER TO momentum_owner;

--
-- Name: FUNCTION _find_earned_badges(p_activities momentum._arrived_activity[], p_now timestamp with time zone); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._find_earned_badges(p_activities momentum._arrived_activity[], p_now timestamp with time zone) IS 'The badges that these activities have earned and their users were never awarded';

--
-- Name: _find_expiry(timestamp with time zone, uuid[], uuid); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._find_expiry(p_now timestamp with time zone, p_user_ids uuid[], p_organisation_id uuid, OUT evaluated_users bigint, OUT candidates momentum._scenario_candidate[]) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    SET work_mem TO '64MB'
    SET jit TO 'off'
    AS $$
DECLARE
    c_none CONSTANT uuid := '00000000-0000-0000-0000-000000000000'::uuid;
    v_today CONSTANT date := (p_now AT TIME ZONE 'UTC')::date;
    v_outsiders CONSTANT uuid[] := momentum._scenario_outsiders('expiry', p_user_ids);
BEGIN
    WITH config AS MATERIALIZED (
        SELECT
            COALESCE(f.organisation_id, c_none) AS organisation_id,
            f.message,
            (p_now AT TIME ZONE 'UTC' + f.expires_within)::date AS until,
            date_bin(f.cooldown, p_now, 'epoch') AS window_start
        FROM momentum._effective_configs AS f
        WHERE
            f.scenario_type = 'expiry'
            AND f.enabled
            AND (f.organisation_id = p_organisation_id OR p_organisation_id IS NULL)
    ),
    held AS MATERIALIZED (
        SELECT
            c.user_id, c.organisation_id, c.id, c.credential_type, c.expires_on,
            f.until, f.window_start, f.message
        FROM momentum.credentials AS c
        JOIN config AS f ON f.organisation_id = COALESCE(c.organisation_id, c_none)
        WHERE
            c.deleted_at IS NULL
            AND c.user_id <> ALL (v_outsiders)
            AND (p_user_ids IS NULL OR c.user_id = ANY (p_user_ids))
    )
    SELECT
        (SELECT count(*) FROM (SELECT FROM held AS o GROUP BY o.user_id) AS each_once),
        array_agg(
            (
                h.user_id, h.organisation_id, NULL, NULL, h.id, h.window_start,
                jsonb_build_object(
                    'message', h.message,
                    'credential_type', h.credential_type,
                    'expires_on', h.expires_on
                )
            )::momentum._scenario_candidate
        )
    INTO evaluated_users, candidates
    FROM held AS h
    WHERE
        h.expires_on BETWEEN v_today AND h.until
        AND NOT EXISTS (
            SELECT
            FROM momentum.scenario_notifications AS n
            WHERE
                n.user_id = h.user_id
                AND n.scenario_type = 'expiry'
                AND n.subject_id = h.id
                AND n.cooldown_window_start = h.window_start
        );
    candidates := COALESCE(candidates, '{}');
END
$$;

ALTER FUNCTION momentum._find_expiry(p_now timestamp with time zone, p_user_ids uuid[], p_organisation_id uuid, OUT evaluated_users bigint, OUT candidates momentum._scenario_candidate[]) OWNER TO momentum_owner;

--
-- Name: FUNCTION _find_expiry(p_now timestamp with time zone, p_user_ids uuid[], p_organisation_id uuid, OUT evaluated_users bigint, OUT candidates momentum._scenario_candidate[]); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._find_expiry(p_now timestamp with time zone, p_user_ids uuid[], p_organisation_id uuid, OUT evaluated_users bigint, OUT candidates momentum._scenario_candidate[]) IS 'Credentials that expire soon after an instant and were not warned of in its window; and how many users with a credential were looked at';

--
-- Name: _find_inactivity(timestamp with time zone, uuid[], uuid); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._find_inactivity(p_now timestamp with time zone, p_user_ids uuid[], p_organisation_id uuid, OUT evaluated_users bigint, OUT candidates momentum._scenario_candidate[]) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    SET work_mem TO '64MB'
    SET jit TO 'off'
    SET "TimeZone" TO 'UTC'
    SET enable_hashagg TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
DECLARE
    v_organisation_ids uuid[];
    v_windows timestamptz[];
    v_outsiders CONSTANT uuid[] := momentum._scenario_outsiders('inactivity', p_user_ids);
BEGIN
    SELECT
        COALESCE(array_agg(f.organisation_id), '{}'),
        array_agg(DISTINCT date_bin(f.cooldown, p_now, 'epoch'))
    INTO v_organisation_ids, v_windows
    FROM momentum._effective_configs AS f
    WHERE
        f.scenario_type = 'inactivity'
        AND f.enabled
        AND f.organisation_id = COALESCE(p_organisation_id, f.organisation_id);

    SELECT count(*)
    INTO evaluated_users
    FROM (
        SELECT
        FROM momentum.memberships AS m
        WHERE
            m.organisation_id = ANY (v_organisation_ids)
            AND m.user_id <> ALL (v_outsiders)
            AND (p_user_ids IS NULL OR m.user_id = ANY (p_user_ids))
        GROUP BY m.user_id
    ) AS member;

    WITH config AS MATERIALIZED (
        SELECT
            f.organisation_id,
            f.activity_types,
            f.message,
            (p_now AT TIME ZONE 'UTC' - f.inactive_after) AT TIME ZONE 'UTC' AS since,
            date_bin(f.cooldown, p_now, 'epoch') AS window_start
        FROM momentum._effective_configs AS f
        WHERE f.scenario_type = 'inactivity' AND f.organisation_id = ANY (v_organisation_ids)
    )
    SELECT array_agg(
        (
            m.user_id, m.organisation_id, NULL, NULL, NULL, c.window_start,
            jsonb_build_object('message', c.message, 'last_activity_at', latest.completed_at)
        )::momentum._scenario_candidate
    )
    INTO candidates
    FROM momentum.memberships AS m
    JOIN config AS c ON c.organisation_id = m.organisation_id
    LEFT JOIN LATERAL (
        SELECT a.completed_at
        FROM momentum.activities AS a
        WHERE
            a.user_id = m.user_id
            AND a.organisation_id = m.organisation_id
            AND a.completed_at <= p_now
            AND a.deleted_at IS NULL
            AND (c.activity_types IS NULL OR a.activity_type = ANY (c.activity_types))
        ORDER BY a.completed_at DESC
        LIMIT 1
    ) AS latest ON true
    WHERE
        m.user_id <> ALL (v_outsiders)
        AND (p_user_ids IS NULL OR m.user_id = ANY (p_user_ids))
        AND COALESCE(m.joined_at <= c.since, true)
        AND NOT EXISTS (
            SELECT
            FROM (
                -- active
                SELECT a.user_id, a.organisation_id
                FROM config AS each
                JOIN momentum.activities AS a
                    ON a.organisation_id = each.organisation_id
                    AND a.completed_at > each.since
                    AND a.completed_at <= p_now
                    AND a.deleted_at IS NULL
                    AND (
                        each.activity_types IS NULL
                        OR a.activity_type = ANY (each.activity_types)
                    )
                WHERE p_user_ids IS NULL OR a.user_id = ANY (p_user_ids)
                UNION ALL
                -- reminded
                SELECT n.user_id, n.subject_id
                FROM config AS each
                JOIN momentum.scenario_notifications AS n
                    ON n.cooldown_window_start = each.window_start
                    AND n.subject_id = each.organisation_id
                WHERE
                    n.cooldown_window_start = ANY (v_windows)
                    AND n.scenario_type = 'inactivity'
                    AND (p_user_ids IS NULL OR n.user_id = ANY (p_user_ids))
            ) AS not_due
            WHERE not_due.user_id = m.user_id AND not_due.organisation_id = m.organisation_id
        );
    candidates := COALESCE(candidates, '{}');
END
$$;

ALTER FUNCTION momentum._find_inactivity(p_now timestamp with time zone, p_user_ids uuid[], p_organisation_id uuid, OUT evaluated_users bigint, OUT candidates momentum._scenario_candidate[]) OWNER TO momentum_owner;

--
-- Name: FUNCTION _find_inactivity(p_now timestamp with time zone, p_user_ids uuid[], p_organisation_id uuid, OUT evaluated_users bigint, OUT candidates momentum._scenario_candidate[]); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._find_inactivity(p_now timestamp with time zone, p_user_ids uuid[], p_organisation_id uuid, OUT evaluated_users bigint, OUT candidates momentum._scenario_candidate[]) IS 'Members without an activity in their organisation for too long before an instant who were not reminded in its window; and how many members were looked at';

--
-- Name: _find_interventions(date, uuid[], timestamp with time zone); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._find_interventions(p_score_date date, p_user_ids uuid[], p_now timestamp with time zone) RETURNS TABLE(rule_name text, window_start timestamp with time zone, evaluated_users bigint, candidates momentum._intervention_candidate[])
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    SET work_mem TO '64MB'
    SET jit TO 'off'
    AS $$
DECLARE
    v_states CONSTANT text[] := ARRAY['Rising', 'Steady', 'NeedsCare'];
    v_longest CONSTANT integer := (
        SELECT max(r.within_days) FROM momentum.intervention_rules AS r WHERE r.active
    );
BEGIN
    RETURN QUERY
    WITH rule AS MATERIALIZED (
        SELECT
            r.*,
            -- compared faster than a name
            row_number() OVER (ORDER BY r.name)::integer AS number,
            date_bin(r.limit_hours * interval '1 hour', p_now, 'epoch') AS window_start
        FROM momentum.intervention_rules AS r
        WHERE r.active
    ),
    -- Two bits for each day of a user, those of the evaluated day lowest: 0 for no such day, else
    -- its state. There are few such patterns, and many users of each.
    history AS MATERIALIZED (
        SELECT e.user_id, bit_or(e.state) AS states, bit_or(e.state_if_empty) AS empty_states
        FROM (
            SELECT
                s.user_id,
                b.state,
                CASE WHEN s.event_count = 0 THEN b.state ELSE 0 END AS state_if_empty
            FROM momentum.daily_engagement_scores AS s
            CROSS JOIN LATERAL (
                SELECT
                    array_position(v_states, s.momentum_state)::bigint
                    << 2 * (p_score_date - s.score_date)
                    AS state
            ) AS b
            WHERE
                s.score_date > p_score_date - v_longest
                AND s.score_date <= p_score_date
                AND (p_user_ids IS NULL OR s.user_id = ANY (p_user_ids))
        ) AS e
        JOIN momentum._users AS u ON u.id = e.user_id AND u.deleted_at IS NULL
        GROUP BY e.user_id
        HAVING bit_or(e.state) & 3 > 0
    ),
    seen AS MATERIALIZED (
        SELECT r.number, h.user_id, m.states
        FROM rule AS r
        CROSS JOIN history AS h
        CROSS JOIN LATERAL (
            SELECT
                (h.states & ~ CASE WHEN r.counts_empty_days THEN 0 ELSE h.empty_states END)
                & ((1::bigint << 2 * r.within_days) - 1)
                AS states
        ) AS m
        WHERE m.states & 3 > 0
    ),
    pattern AS MATERIALIZED (
        SELECT r.number, s.states, s.users, f.figure
        FROM (
            SELECT s.number, s.states, count(*) AS users
            FROM seen AS s
            GROUP BY s.number, s.states
        ) AS s
        JOIN rule AS r ON r.number = s.number
        CROSS JOIN LATERAL (
            SELECT
                CASE r.rule_type
                    WHEN 'consecutive_days' THEN count(*) FILTER (WHERE d.others_since = 0)
                    WHEN 'days_in_state' THEN count(*) FILTER (WHERE d.state = d.wanted_state)
                    WHEN 'state_changes' THEN count(*) FILTER (WHERE d.state <> d.state_before)
                END AS figure
            FROM (
                SELECT
                    d.state,
                    d.wanted_state,
                    lead(d.state) OVER newest_first AS state_before,
                    count(*) FILTER (WHERE d.state <> d.wanted_state) OVER newest_first
                    AS others_since
                FROM (
                    SELECT
                        back,
                        s.states >> 2 * back & 3 AS state,
                        array_position(v_states, r.momentum_state) AS wanted_state
                    FROM generate_series(0, r.within_days - 1) AS back
                ) AS d
                WHERE d.state > 0
                WINDOW newest_first AS (ORDER BY d.back)
            ) AS d
        ) AS f
    ),
    figure AS (
        SELECT r.number, s.user_id, p.figure::numeric AS figure
        FROM pattern AS p
        JOIN rule AS r ON r.number = p.number AND p.figure >= r.threshold
        JOIN seen AS s ON s.number = p.number AND s.states = p.states
        UNION ALL
        SELECT r.number, d.user_id, d.figure
        FROM (
            SELECT
                r.number,
                s.user_id,
                max(s.final_score) FILTER (WHERE s.score_date < p_score_date)
                - max(s.final_score) FILTER (WHERE s.score_date = p_score_date) AS figure
            FROM rule AS r
            JOIN momentum.daily_engagement_scores AS s
                ON s.score_date > p_score_date - r.within_days
                AND s.score_date <= p_score_date
                AND (s.event_count > 0 OR r.counts_empty_days)
            WHERE
                r.rule_type = 'score_drop'
                AND (p_user_ids IS NULL OR s.user_id = ANY (p_user_ids))
            GROUP BY r.number, s.user_id
        ) AS d
        JOIN rule AS r ON r.number = d.number AND d.figure >= r.threshold
        JOIN history AS h ON h.user_id = d.user_id
    ),
    candidate AS (
        SELECT
            r.number,
            f.user_id,
            (
                SELECT m.organisation_id
                FROM momentum.memberships AS m
                JOIN momentum.organisations AS o ON o.id = m.organisation_id
                WHERE m.user_id = f.user_id
                ORDER BY o.deleted_at IS NOT NULL, m.organisation_id
                LIMIT 1
            ) AS organisation_id,
            CASE r.rule_type
                WHEN 'consecutive_days' THEN
                    format('%s on %s days in a row', r.momentum_state, f.figure)
                WHEN 'score_drop' THEN
                    format('%s points down within %s days', f.figure, r.within_days)
                WHEN 'days_in_state' THEN
                    format('%s on %s of %s days', r.momentum_state, f.figure, r.within_days)
                ELSE
                    format('%s changes of state within %s days', f.figure, r.within_days)
            END || format(', up to %s', to_char(p_score_date, 'YYYY-MM-DD')) AS trigger_reason,
            r.intervention_type IS NOT NULL AND NOT EXISTS (
                SELECT
                FROM momentum.coach_interventions AS i
                WHERE
                    i.user_id = f.user_id
                    AND i.rule_name = r.name
                    AND i.window_start = r.window_start
            ) AS intervenes,
            CASE
                WHEN r.notification_type IS NULL OR today.told THEN NULL
                WHEN today.ordinal < r.per_day THEN today.ordinal + 1
            END AS ordinal
        FROM figure AS f
        JOIN rule AS r ON r.number = f.number
        CROSS JOIN LATERAL (
            SELECT
                COALESCE(max(n.ordinal), 0) AS ordinal,
                COALESCE(bool_or(n.window_start = r.window_start), false) AS told
            FROM momentum.momentum_notifications AS n
            WHERE
                n.rule_name = r.name
                AND n.day = (p_now AT TIME ZONE 'UTC')::date
                AND n.user_id = f.user_id
        ) AS today
    )
    SELECT
        r.name,
        r.window_start,
        COALESCE(looked_at.users, 0),
        COALESCE(due.candidates, '{}')
    FROM rule AS r
    LEFT JOIN (
        SELECT p.number, sum(p.users)::bigint AS users
        FROM pattern AS p
        GROUP BY p.number
    ) AS looked_at ON looked_at.number = r.number
    LEFT JOIN (
        SELECT
            c.number,
            array_agg(
                (
                    c.user_id, c.organisation_id, c.trigger_reason, c.intervenes, c.ordinal
                )::momentum._intervention_candidate
            ) AS candidates
        FROM candidate AS c
        WHERE c.intervenes OR c.ordinal IS NOT NULL
        GROUP BY c.number
    ) AS due ON due.number = r.number
    ORDER BY r.name;
END
$$;

ALTER FUNCTION momentum._find_interventions(p_score_date date, p_user_ids uuid[], p_now timestamp with time zone) OWNER TO momentum_owner;

--
-- Name: FUNCTION _find_interventions(p_score_date date, p_user_ids uuid[], p_now timestamp with time zone); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._find_interventions(p_score_date date, p_user_ids uuid[], p_now timestamp with time zone) IS 'For each active rule how many users have the day, and for whom it applies and is not recorded in the windows of an instant';

--
-- Name: _find_milestones(timestamp with time zone, uuid[], uuid); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._find_milestones(p_now timestamp with time zone, p_user_ids uuid[], p_organisation_id uuid, OUT evaluated_users bigint, OUT candidates momentum._scenario_candidate[]) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    SET work_mem TO '64MB'
    SET jit TO 'off'
    AS $$
DECLARE
    c_none CONSTANT uuid := '00000000-0000-0000-0000-000000000000'::uuid;
    v_year CONSTANT integer := extract(YEAR FROM p_now AT TIME ZONE 'UTC')::integer;
    v_year_start CONSTANT timestamptz := make_timestamptz(v_year, 1, 1, 0, 0, 0, 'UTC');
    v_outsiders CONSTANT uuid[] := momentum._scenario_outsiders('milestone', p_user_ids);
    v_thresholds integer[];
    v_of_some_types boolean;
    v_user_ids uuid[];
    v_session_counts integer[];
    v_unknown uuid[];
    v_open_users uuid[];
    v_open_values integer[];
    v_open_counts integer[];
BEGIN
    SELECT count(*)
    INTO evaluated_users
    FROM momentum._users AS u
    WHERE
        u.id <> ALL (v_outsiders)
        AND (p_user_ids IS NULL OR u.id = ANY (p_user_ids))
        AND (
            p_organisation_id IS NULL
            OR u.id IN (
                SELECT m.user_id
                FROM momentum.memberships AS m
                WHERE m.organisation_id = p_organisation_id
            )
        );

    SELECT array_agg(DISTINCT t.value), bool_or(f.activity_types IS NOT NULL)
    INTO v_thresholds, v_of_some_types
    FROM momentum._effective_configs AS f
    CROSS JOIN unnest(f.thresholds) AS t (value)
    WHERE f.scenario_type = 'milestone' AND f.enabled;
    IF v_thresholds IS NULL THEN
        candidates := '{}';
        RETURN;
    END IF;

    SELECT
        array_agg(s.user_id) FILTER (WHERE s.sessions IS NOT NULL),
        array_agg(s.sessions) FILTER (WHERE s.sessions IS NOT NULL),
        array_agg(s.user_id) FILTER (WHERE s.sessions IS NULL)
    INTO v_user_ids, v_session_counts, v_unknown
    FROM momentum._known_sessions(
        p_now, v_thresholds[1], p_user_ids, p_organisation_id, v_outsiders
    ) AS s;

    IF v_unknown IS NOT NULL THEN
        SELECT v_user_ids || array_agg(c.user_id), v_session_counts || array_agg(c.sessions)
        INTO v_user_ids, v_session_counts
        FROM momentum._count_sessions(
            -- to look up most users one by one takes longer than to count everyone
            CASE
                WHEN
                    p_user_ids IS NOT NULL
                    OR p_organisation_id IS NOT NULL
                    OR cardinality(v_unknown) < evaluated_users / 2
                THEN v_unknown
            END,
            v_year_start, p_now, v_thresholds[1]
        ) AS c
        WHERE c.user_id = ANY (v_unknown);
    END IF;

    -- thresholds of anybody that are reached and not recorded: in a daily run, few
    SELECT array_agg(c.user_id), array_agg(t.value), array_agg(c.sessions)
    INTO v_open_users, v_open_values, v_open_counts
    FROM unnest(v_user_ids, v_session_counts) AS c (user_id, sessions)
    JOIN unnest(v_thresholds) AS t (value) ON t.value <= c.sessions
    WHERE (c.user_id, t.value) NOT IN (
        SELECT n.user_id, n.milestone_value
        FROM momentum.scenario_notifications AS n
        WHERE
            n.milestone_year = v_year
            AND (p_user_ids IS NULL OR n.user_id = ANY (p_user_ids))
    );

    -- of these, the ones that are thresholds of the user's organisations
    WITH config AS MATERIALIZED (
        SELECT
            COALESCE(f.organisation_id, c_none) AS organisation_key,
            f.organisation_id,
            f.thresholds,
            f.activity_types,
            f.message
        FROM momentum._effective_configs AS f
        WHERE f.scenario_type = 'milestone' AND f.enabled
    ),
    -- first, or the planner joins every configuration with everyone
    open_value AS MATERIALIZED (
        SELECT
            o.user_id, o.value, o.sessions,
            COALESCE(m.organisation_id, c_none) AS organisation_key
        FROM unnest(v_open_users, v_open_values, v_open_counts) AS o (user_id, value, sessions)
        LEFT JOIN (
            momentum.memberships AS m
            JOIN momentum.organisations AS live
                ON live.id = m.organisation_id AND live.deleted_at IS NULL
        ) ON m.user_id = o.user_id
    ),
    reached AS (
        SELECT DISTINCT ON (o.user_id, o.value)
            o.user_id, f.organisation_id, o.value, counted.sessions, f.message
        FROM open_value AS o
        JOIN config AS f
            ON f.organisation_key = o.organisation_key AND o.value = ANY (f.thresholds)
        CROSS JOIN LATERAL (
            SELECT o.sessions WHERE f.activity_types IS NULL
            UNION ALL
            SELECT count(*)
            FROM momentum.activities AS a
            WHERE
                v_of_some_types
                AND a.user_id = o.user_id
                AND a.completed_at >= v_year_start
                AND a.completed_at <= p_now
                AND a.activity_type = ANY (f.activity_types)
                AND a.deleted_at IS NULL
            HAVING f.activity_types IS NOT NULL
        ) AS counted (sessions)
        WHERE o.value <= counted.sessions
        ORDER BY o.user_id, o.value, f.organisation_id
    )
    SELECT array_agg(
        (
            r.user_id, r.organisation_id, v_year, r.value, NULL, NULL,
            jsonb_build_object('message', r.message, 'session_count', r.sessions)
        )::momentum._scenario_candidate
    )
    INTO candidates
    FROM reached AS r;
    candidates := COALESCE(candidates, '{}');
END
$$;

ALTER FUNCTION momentum._find_milestones(p_now timestamp with time zone, p_user_ids uuid[], p_organisation_id uuid, OUT evaluated_users bigint, OUT candidates momentum._scenario_candidate[]) OWNER TO momentum_owner;

--
-- Name: FUNCTION _find_milestones(p_now timestamp with time zone, p_user_ids uuid[], p_organisation_id uuid, OUT evaluated_users bigint, OUT candidates momentum._scenario_candidate[]); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._find_milestones(p_now timestamp with time zone, p_user_ids uuid[], p_organisation_id uuid, OUT evaluated_users bigint, OUT candidates momentum._scenario_candidate[]) IS 'Milestones reached in the UTC year of an instant, up to it, and not recorded; and how many users were looked at';

--
-- Name: _first_active_day(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._first_active_day() RETURNS date
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    SELECT COALESCE((min(u.created_at) AT TIME ZONE 'UTC')::date, 'infinity')
    FROM momentum._users AS u
    WHERE u.deleted_at IS NULL
$$;

ALTER FUNCTION momentum._first_active_day() OWNER TO momentum_owner;

--
-- Name: FUNCTION _first_active_day(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._first_active_day() IS 'The UTC day on which the first user was created; infinity without users';

--
-- Name: _first_announced_year(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._first_announced_year() RETURNS integer
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN extract(
        YEAR FROM (momentum.clock() - interval '168 hours') AT TIME ZONE 'UTC'
    )::integer;
END
$$;

ALTER FUNCTION momentum._first_announced_year() OWNER TO momentum_owner;

--
-- Name: FUNCTION _first_announced_year(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._first_announced_year() IS 'The first UTC year whose milestones are announced; those of earlier years are only recorded';

--
-- Name: _first_earned(uuid[], momentum.badge_definitions, timestamp with time zone); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._first_earned(p_user_ids uuid[], p_badge momentum.badge_definitions, p_now timestamp with time zone) RETURNS momentum._earned_badge[]
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    SET work_mem TO '64MB'
    AS $$
BEGIN
    IF p_badge.criteria_type = 'count' THEN
        RETURN ARRAY(
            SELECT
                (
                    nth.user_id,
                    p_badge.id,
                    nth.id,
                    nth.completed_at,
                    false,
                    CASE
                        WHEN p_user_ids IS NOT NULL
                            THEN momentum._badge_evidence(
                                nth.user_id, p_badge, NULL, nth.completed_at
                            )
                    END
                )::momentum._earned_badge
            FROM (
                SELECT
                    a.user_id,
                    a.id,
                    a.completed_at,
                    row_number() OVER (
                        PARTITION BY a.user_id ORDER BY a.completed_at, a.id
                    ) AS place
                FROM momentum.activities AS a
                WHERE
                    (p_user_ids IS NULL OR a.user_id = ANY (p_user_ids))
                    AND a.completed_at <= p_now
                    AND a.organisation_id = p_badge.organisation_id
                    AND (
                        p_badge.activity_types IS NULL
                        OR a.activity_type = ANY (p_badge.activity_types)
                    )
                    AND a.deleted_at IS NULL
            ) AS nth
            WHERE nth.place = p_badge.required
        );
    END IF;
    RETURN ARRAY(
        SELECT
            (
                first.user_id,
                p_badge.id,
                completing.id,
                completing.completed_at,
                false,
                CASE
                    WHEN p_user_ids IS NOT NULL
                        THEN momentum._badge_evidence(
                            first.user_id, p_badge, first.earned_window, completing.completed_at
                        )
                END
            )::momentum._earned_badge
        FROM (
            SELECT DISTINCT ON (s.user_id)
                s.user_id,
                s.first_window
                + (p_badge.required - 1) * ('1 ' || p_badge.window_unit)::interval AS earned_window
            FROM momentum._streaks(
                p_user_ids, p_badge.window_unit, p_badge.activity_types, p_badge.organisation_id,
                p_now
            ) AS s
            WHERE s.windows >= p_badge.required
            ORDER BY s.user_id, s.first_window
        ) AS first
        CROSS JOIN LATERAL (
            SELECT a.id, a.completed_at
            FROM momentum.activities AS a
            WHERE
                a.user_id = first.user_id
                AND a.completed_at >= first.earned_window AT TIME ZONE 'UTC'
                AND a.organisation_id = p_badge.organisation_id
                AND (
                    p_badge.activity_types IS NULL
                    OR a.activity_type = ANY (p_badge.activity_types)
                )
                AND a.deleted_at IS NULL
            ORDER BY a.completed_at, a.id
            LIMIT 1
        ) AS completing
    );
END
$$;

ALTER FUNCTION momentum._first_earned(p_user_ids uuid[], p_badge momentum.badge_definitions, p_now timestamp with time zone) OWNER TO momentum_owner;

--
-- Name: FUNCTION _first_earned(p_user_ids uuid[], p_badge momentum.badge_definitions, p_now timestamp with time zone); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._first_earned(p_user_ids uuid[], p_badge momentum.badge_definitions, p_now timestamp with time zone) IS 'When these users (null: everyone) first earned a badge, up to an instant';

--
-- Name: _has_live_badges(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._has_live_badges() RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM momentum.settings AS s WHERE s.name = 'live_badges' AND s.value = 'on'
    );
END
$$;

ALTER FUNCTION momentum._has_live_badges() OWNER TO momentum_owner;

--
-- Name: FUNCTION _has_live_badges(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._has_live_badges() IS 'Whether settings.live_badges is on: badges are evaluated as activities come';

--
-- Name: _hold_badge_turns(uuid[]); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._hold_badge_turns(p_user_ids uuid[]) RETURNS uuid[]
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    AS $$
DECLARE
    v_until CONSTANT timestamptz := clock_timestamp() + CASE
        WHEN current_setting('momentum.missed_a_turn', true) = 'on' THEN interval '0'
        ELSE interval '400 milliseconds'
    END;
    v_got uuid[];
    v_rest uuid[] := p_user_ids;
    v_held uuid[] := '{}'::uuid[];
    v_missing uuid[];
BEGIN
    IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
        RETURN '{}'::uuid[];
    END IF;
    LOOP
        v_got := ARRAY(
            SELECT t.user_id
            FROM momentum.badge_turns AS t
            WHERE t.user_id = ANY (v_rest)
            FOR UPDATE SKIP LOCKED
        );
        v_held := v_held || v_got;
        IF cardinality(v_held) = cardinality(p_user_ids) THEN
            RETURN v_held;
        END IF;
        v_rest := ARRAY(SELECT unnest(v_rest) EXCEPT SELECT unnest(v_got));

        v_missing := ARRAY(
            SELECT r.user_id
            FROM unnest(v_rest) AS r (user_id)
            JOIN momentum._users AS u ON u.id = r.user_id
            WHERE
                (SELECT true FROM momentum.badge_turns AS t WHERE t.user_id = r.user_id) IS NULL
                AND pg_try_advisory_xact_lock(7716, momentum._lock_stripe(r.user_id))
        );
        INSERT INTO momentum.badge_turns (user_id)
        SELECT m.user_id
        FROM unnest(v_missing) AS m (user_id)
        ON CONFLICT (user_id) DO NOTHING;
        IF v_missing = '{}' THEN
            EXIT WHEN clock_timestamp() >= v_until;
            PERFORM pg_sleep(0.01);
        END IF;
    END LOOP;
    PERFORM set_config('momentum.missed_a_turn', 'on', true);
    RETURN v_held;
END
$$;

ALTER FUNCTION momentum._hold_badge_turns(p_user_ids uuid[]) OWNER TO momentum_owner;

--
-- Name: FUNCTION _hold_badge_turns(p_user_ids uuid[]); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._hold_badge_turns(p_user_ids uuid[]) IS 'Takes the turn to evaluate the badges of these users, and returns those whose turn it got';

--
-- Name: _import_staged_activities(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._import_staged_activities(OUT inserted bigint, OUT present bigint, OUT rejected_lines bigint[], OUT problems text[]) RETURNS record
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET "DateStyle" TO 'ISO, YMD'
    SET work_mem TO '64MB'
    AS $$
DECLARE
    v_keys CONSTANT text[] := ARRAY[
        'user_id', 'activity_type', 'completed_at', 'activity_id', 'id', 'organisation_id',
        '_rejected'
    ];
    v_year CONSTANT integer :=
        extract(YEAR FROM momentum.clock() AT TIME ZONE 'UTC')::integer;
    v_unreadable_lines bigint[];
    v_unreadable_problems text[];
    v_past_users uuid[];
    v_past_years integer[];
    v_past_year integer;
    v_user_ids uuid[];
BEGIN
    PERFORM momentum._check_isolation();
    PERFORM pg_advisory_xact_lock(7713, 0);
    LOOP
        BEGIN
            -- OFFSET 0: each document is read, and each value converted, once
            WITH readable AS (
                SELECT
                    s.line,
                    s.document,
                    COALESCE(s.user_id, s.document ->> 'user_id')::uuid AS user_id,
                    COALESCE(s.activity_type, s.document ->> 'activity_type') AS activity_type,
                    COALESCE(s.completed_at, s.document ->> 'completed_at') AS completed_at_text,
                    COALESCE(
                        s.completed_at, s.document ->> 'completed_at'
                    )::timestamptz AS completed_at,
                    COALESCE(
                        s.activity_id, s.document ->> 'activity_id', s.document ->> 'id'
                    )::uuid AS id,
                    COALESCE(
                        s.organisation_id, s.document ->> 'organisation_id'
                    )::uuid AS organisation_id
                FROM (
                    SELECT
                        a.line, a.user_id, a.activity_type, a.completed_at, a.activity_id,
                        a.organisation_id, a.document::jsonb AS document
                    FROM pg_temp.staged_activities AS a
                    OFFSET 0
                ) AS s
                OFFSET 0
            ),
            judged AS MATERIALIZED (
                SELECT
                    r.line, r.user_id, r.activity_type, r.completed_at, r.id, r.organisation_id,
                    CASE
                        WHEN jsonb_typeof(r.document) <> 'object' THEN
                            'the line is not a JSON object [PM005]'
                        WHEN r.document ?& ARRAY['_rejected', 'raw'] THEN
                            'no activity: raw holds a line that is not a JSON object [PM005]'
                        WHEN r.document - v_keys <> '{}' THEN format(
                            'unknown key: %s [PM005]',
                            (
                                SELECT min(k.name)
                                FROM jsonb_object_keys(r.document - v_keys) AS k (name)
                            )
                        )
                        WHEN
                            r.document ->> 'activity_id' IS NOT NULL
                            AND r.document ->> 'id' IS NOT NULL
                        THEN
                            'both activity_id and id: give one of them [PM005]'
                        WHEN
                            jsonb_typeof(r.document -> 'activity_type') NOT IN ('string', 'null')
                        THEN 'activity_type is not a string [PM005]'
                        WHEN u.id IS NULL THEN
                            format('unknown user: %s [PM001]', COALESCE(r.user_id::text, 'null'))
                        WHEN r.completed_at_text !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}' THEN
                            'completed_at is not a time such as 2026-11-21T09:30:00Z [PM005]'
                        WHEN r.organisation_id IS NOT NULL AND o.id IS NULL THEN
                            format('unknown organisation: %s [PM007]', r.organisation_id)
                        ELSE
                            momentum._activity_problem(r.activity_type, r.completed_at)
                            || ' [PM005]'
                    END AS problem
                FROM readable AS r
                LEFT JOIN LATERAL (
                    -- LIMIT keeps this a probe of the index: the cost follows the lines, however
                    -- many users there are
                    SELECT n.id FROM momentum._users AS n
                    WHERE n.id = r.user_id AND n.deleted_at IS NULL
                    LIMIT 1
                ) AS u ON true
                LEFT JOIN momentum.organisations AS o
                    ON o.id = r.organisation_id AND o.deleted_at IS NULL
            ),
            written AS (
                INSERT INTO momentum.activities (
                    user_id, id, organisation_id, activity_type, completed_at
                )
                SELECT
                    j.user_id,
                    COALESCE(
                        j.id,
                        momentum._activity_id(
                            j.user_id, j.completed_at, j.activity_type, j.organisation_id
                        )
                    ) AS activity_id,
                    j.organisation_id,
                    j.activity_type,
                    j.completed_at
                FROM judged AS j
                WHERE j.problem IS NULL
                ORDER BY j.user_id, activity_id
                ON CONFLICT (user_id, id) DO NOTHING
                RETURNING
                    user_id, extract(YEAR FROM completed_at AT TIME ZONE 'UTC')::integer AS year
            ),
            past AS (
                SELECT array_agg(p.user_id) AS user_ids, array_agg(p.year) AS years
                FROM (SELECT DISTINCT w.user_id, w.year FROM written AS w) AS p
                WHERE p.year < v_year
            )
            SELECT
                (SELECT count(*) FROM written),
                count(*) FILTER (WHERE j.problem IS NULL) - (SELECT count(*) FROM written),
                v_unreadable_lines || array_agg(j.line) FILTER (WHERE j.problem IS NOT NULL),
                v_unreadable_problems || array_agg(j.problem) FILTER (WHERE j.problem IS NOT NULL),
                (SELECT p.user_ids FROM past AS p),
                (SELECT p.years FROM past AS p)
            INTO inserted, present, rejected_lines, problems, v_past_users, v_past_years
            FROM judged AS j;
            EXIT;
        EXCEPTION
            WHEN data_exception OR program_limit_exceeded THEN
                -- Some line cannot be read. Seldom, and slow to find out which: so only now.
                IF v_unreadable_lines IS NOT NULL THEN
                    RAISE;
                END IF;
        END;
        WITH unreadable AS (
            DELETE FROM pg_temp.staged_activities AS a
            USING (
                SELECT
                    s.line,
                    momentum._staged_activity_problem(
                        s.user_id, s.completed_at, s.activity_id, s.organisation_id, s.document
                    ) AS problem
                FROM pg_temp.staged_activities AS s
                OFFSET 0
            ) AS found
            WHERE a.line = found.line AND found.problem IS NOT NULL
            RETURNING a.line, found.problem
        )
        SELECT COALESCE(array_agg(u.line), '{}'), COALESCE(array_agg(u.problem), '{}')
        INTO v_unreadable_lines, v_unreadable_problems
        FROM unreadable AS u;
    END LOOP;

    FOR v_past_year, v_user_ids IN
        SELECT p.year, array_agg(p.user_id)
        FROM unnest(v_past_users, v_past_years) AS p (user_id, year)
        GROUP BY p.year
        ORDER BY p.year
    LOOP
        PERFORM
        FROM momentum.evaluate_milestones(
            make_timestamptz(v_past_year + 1, 1, 1, 0, 0, 0, 'UTC') - interval '1 microsecond',
            v_user_ids
        );
    END LOOP;
END
$$;

ALTER FUNCTION momentum._import_staged_activities(OUT inserted bigint, OUT present bigint, OUT rejected_lines bigint[], OUT problems text[]) OWNER TO momentum_owner;

--
-- Name: FUNCTION _import_staged_activities(OUT inserted bigint, OUT present bigint, OUT rejected_lines bigint[], OUT problems text[]); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._import_staged_activities(OUT inserted bigint, OUT present bigint, OUT rejected_lines bigint[], OUT problems text[]) IS 'Takes the good lines of pg_temp.staged_activities over into activities and records the milestones of past years; returns how many were written, how many were there already, and the other lines with what is wrong with them';

--
-- Name: _import_staged_events(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._import_staged_events(OUT inserted bigint, OUT present bigint, OUT rejected_lines bigint[], OUT problems text[]) RETURNS record
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET "DateStyle" TO 'ISO, YMD'
    SET work_mem TO '64MB'
    AS $$
DECLARE
    v_keys CONSTANT text[] := ARRAY[
        'user_id', 'event_type', 'event_ts', 'id', 'pillar_id', 'payload', '_rejected'
    ];
    v_now CONSTANT timestamptz := momentum.clock();
    v_unreadable_lines bigint[];
    v_unreadable_problems text[];
BEGIN
    LOOP
        BEGIN
            -- OFFSET 0: each document is read, and each value converted, once
            WITH readable AS (
                SELECT
                    s.line,
                    s.document,
                    COALESCE(s.user_id, s.document ->> 'user_id')::uuid AS user_id,
                    COALESCE(s.event_type, s.document ->> 'event_type') AS event_type,
                    COALESCE(s.event_ts, s.document ->> 'event_ts') AS event_ts_text,
                    COALESCE(s.event_ts, s.document ->> 'event_ts')::timestamptz AS event_ts,
                    COALESCE(s.id, s.document ->> 'id')::uuid AS id,
                    COALESCE(s.pillar_id, s.document ->> 'pillar_id') AS pillar_id,
                    COALESCE(
                        s.payload::jsonb, NULLIF(s.document -> 'payload', 'null'), '{}'
                    ) AS payload
                FROM (
                    SELECT
                        e.line, e.user_id, e.event_type, e.event_ts, e.id, e.pillar_id, e.payload,
                        e.document::jsonb AS document
                    FROM pg_temp.staged_events AS e
                    OFFSET 0
                ) AS s
                OFFSET 0
            ),
            -- read in the statement that locks the table: what retention drops meanwhile counts
            kept AS MATERIALIZED (
                SELECT momentum._events_kept_from() AS kept_from
            ),
            judged AS MATERIALIZED (
                SELECT
                    r.line, r.user_id, r.event_type, r.event_ts, r.id, r.pillar_id, r.payload,
                    CASE
                        WHEN jsonb_typeof(r.document) <> 'object' THEN
                            'the line is not a JSON object [PM005]'
                        WHEN r.document ?& ARRAY['_rejected', 'raw'] THEN
                            'no event: raw holds a line that is not a JSON object [PM005]'
                        WHEN r.document - v_keys <> '{}' THEN format(
                            'unknown key: %s [PM005]',
                            (
                                SELECT min(k.name)
                                FROM jsonb_object_keys(r.document - v_keys) AS k (name)
                            )
                        )
                        WHEN jsonb_typeof(r.document -> 'event_type') NOT IN ('string', 'null') THEN
                            'event_type is not a string [PM005]'
                        WHEN jsonb_typeof(r.document -> 'pillar_id') NOT IN ('string', 'null') THEN
                            'pillar_id is not a string [PM005]'
                        WHEN u.id IS NULL THEN
                            format('unknown user: %s [PM001]', COALESCE(r.user_id::text, 'null'))
                        WHEN r.event_ts_text !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}' THEN
                            'event_ts is not a time such as 2026-11-21T09:30:00Z [PM005]'
                        WHEN r.pillar_id IS NOT NULL AND p.id IS NULL THEN
                            format('unknown pillar: %s [PM007]', left(r.pillar_id, 100))
                        WHEN r.event_ts < k.kept_from THEN
                            format('events before %s are no longer kept [PM005]', k.kept_from)
                        ELSE
                            (momentum._event_problem(r.event_type, r.event_ts, r.payload, v_now))[1]
                            || ' [PM005]'
                    END AS problem
                FROM readable AS r
                CROSS JOIN kept AS k
                LEFT JOIN LATERAL (
                    -- LIMIT keeps this a probe of the index: the cost follows the lines, however
                    -- many users there are
                    SELECT n.id FROM momentum._users AS n
                    WHERE n.id = r.user_id AND n.deleted_at IS NULL
                    LIMIT 1
                ) AS u ON true
                LEFT JOIN momentum.momentum_pillars AS p
                    ON p.id = r.pillar_id AND p.deleted_at IS NULL
            ),
            written AS (
                INSERT INTO momentum.momentum_events (
                    user_id, event_ts, id, event_type, pillar_id, payload
                )
                SELECT
                    j.user_id,
                    j.event_ts,
                    COALESCE(
                        j.id,
                        momentum._event_id(
                            j.user_id, j.event_ts, j.event_type, j.pillar_id, j.payload
                        )
                    ) AS event_id,
                    j.event_type,
                    j.pillar_id,
                    j.payload
                FROM judged AS j
                WHERE j.problem IS NULL
                ORDER BY j.user_id, j.event_ts, event_id
                ON CONFLICT (user_id, event_ts, id) DO NOTHING
                RETURNING 1
            )
            SELECT
                (SELECT count(*) FROM written),
                count(*) FILTER (WHERE j.problem IS NULL) - (SELECT count(*) FROM written),
                v_unreadable_lines || array_agg(j.line) FILTER (WHERE j.problem IS NOT NULL),
                v_unreadable_problems || array_agg(j.problem) FILTER (WHERE j.problem IS NOT NULL)
            INTO inserted, present, rejected_lines, problems
            FROM judged AS j;
            RETURN;
        EXCEPTION
            WHEN data_exception OR program_limit_exceeded THEN
                -- Some line cannot be read. Seldom, and slow to find out which: so only now.
                IF v_unreadable_lines IS NOT NULL THEN
                    RAISE;
                END IF;
        END;
        WITH unreadable AS (
            DELETE FROM pg_temp.staged_events AS e
            USING (
                SELECT
                    s.line,
                    momentum._staged_event_problem(
                        s.user_id, s.event_ts, s.id, s.payload, s.document
                    ) AS problem
                FROM pg_temp.staged_events AS s
                OFFSET 0
            ) AS found
            WHERE e.line = found.line AND found.problem IS NOT NULL
            RETURNING e.line, found.problem
        )
        SELECT COALESCE(array_agg(u.line), '{}'), COALESCE(array_agg(u.problem), '{}')
        INTO v_unreadable_lines, v_unreadable_problems
        FROM unreadable AS u;
    END LOOP;
END
$$;

ALTER FUNCTION momentum._import_staged_events(OUT inserted bigint, OUT present bigint, OUT rejected_lines bigint[], OUT problems text[]) OWNER TO momentum_owner;

--
-- Name: FUNCTION _import_staged_events(OUT inserted bigint, OUT present bigint, OUT rejected_lines bigint[], OUT problems text[]); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._import_staged_events(OUT inserted bigint, OUT present bigint, OUT rejected_lines bigint[], OUT problems text[]) IS 'Takes the good lines of pg_temp.staged_events over into momentum_events; returns how many were written, how many were there already, and the other lines with what is wrong with them';

--
-- Name: coach_interventions; Type: TABLE; Schema: momentum; Owner: momentum_owner
--

CREATE TABLE momentum.coach_interventions (
    user_id uuid NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    organisation_id uuid,
    rule_name text,
    score_date date,
    window_start timestamp with time zone,
    intervention_type text NOT NULL,
    status text DEFAULT 'scheduled'::text NOT NULL,
    trigger_reason text NOT NULL,
    scheduled_date date NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT coach_interventions_rules_have_day_and_window CHECK ((((rule_name IS NULL) = (window_start IS NULL)) AND ((rule_name IS NULL) = (score_date IS NULL)))),
    CONSTRAINT coach_interventions_status_is_known CHECK ((status = ANY (ARRAY['scheduled'::text, 'in_progress'::text, 'completed'::text, 'cancelled'::text])))
);

ALTER TABLE ONLY momentum.coach_interventions REPLICA IDENTITY FULL;

ALTER TABLE momentum.coach_interventions OWNER TO momentum_owner;

--
-- Name: TABLE coach_interventions; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON TABLE momentum.coach_interventions IS 'What a coach is to do for a user: by a rule, at most once per window of its limit; or entered by hand';

--
-- Name: COLUMN coach_interventions.organisation_id; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.coach_interventions.organisation_id IS 'Organisation whose coaches see it, nobody''s while that is deleted; null: all coaches do. An organisation that has any can be marked as deleted, not deleted';

--
-- Name: COLUMN coach_interventions.rule_name; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.coach_interventions.rule_name IS 'Rule that made it, and may be gone since; null: by hand';

--
-- Name: COLUMN coach_interventions.score_date; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.coach_interventions.score_date IS 'Day that the rule was evaluated for';

--
-- Name: COLUMN coach_interventions.window_start; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.coach_interventions.window_start IS 'Start of the window of the limit of the rule in which it was made';

--
-- Name: COLUMN coach_interventions.status; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.coach_interventions.status IS 'scheduled or in_progress (both open), completed or cancelled';

--
-- Name: COLUMN coach_interventions.trigger_reason; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.coach_interventions.trigger_reason IS 'Why, in words';

--
-- Name: COLUMN coach_interventions.scheduled_date; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.coach_interventions.scheduled_date IS 'UTC day that it is planned for';

--
-- Name: _intervention_announcement(text, momentum.coach_interventions, text, text, timestamp with time zone); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._intervention_announcement(p_event_type text, p_intervention momentum.coach_interventions, p_status text, p_previous_status text, p_now timestamp with time zone) RETURNS momentum._announcement
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    AS $$
BEGIN
    RETURN (
        p_intervention.user_id,
        p_event_type,
        ARRAY['interventions:' || p_intervention.user_id, 'interventions:coaches'],
        jsonb_build_object(
            'event_type', p_event_type,
            'intervention_id', p_intervention.id,
            'user_id', p_intervention.user_id,
            'organisation_id', p_intervention.organisation_id,
            'intervention_type', p_intervention.intervention_type,
            'status', p_status,
            'previous_status', p_previous_status,
            'status_changed', p_status IS DISTINCT FROM p_previous_status,
            'trigger_reason', p_intervention.trigger_reason,
            'scheduled_date', p_intervention.scheduled_date,
            'timestamp', p_now
        ),
        NULL::text[]
    );
END
$$;

ALTER FUNCTION momentum._intervention_announcement(p_event_type text, p_intervention momentum.coach_interventions, p_status text, p_previous_status text, p_now timestamp with time zone) OWNER TO momentum_owner;

--
-- Name: FUNCTION _intervention_announcement(p_event_type text, p_intervention momentum.coach_interventions, p_status text, p_previous_status text, p_now timestamp with time zone); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._intervention_announcement(p_event_type text, p_intervention momentum.coach_interventions, p_status text, p_previous_status text, p_now timestamp with time zone) IS 'What there is to announce of one intervention: channels and payload';

--
-- Name: _is_duration(interval); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._is_duration(p_interval interval) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN p_interval <= '100 years'
        AND extract(YEAR FROM p_interval) >= 0
        AND extract(MONTH FROM p_interval) >= 0
        AND extract(DAY FROM p_interval) >= 0
        AND extract(HOUR FROM p_interval) >= 0
        AND extract(MINUTE FROM p_interval) >= 0
        AND extract(SECOND FROM p_interval) >= 0;
END
$$;

ALTER FUNCTION momentum._is_duration(p_interval interval) OWNER TO momentum_owner;

--
-- Name: FUNCTION _is_duration(p_interval interval); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._is_duration(p_interval interval) IS 'Whether an interval is a length of time of at most 100 years: no part of it negative';

--
-- Name: _job_is_held(text); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._job_is_held(p_name text) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN EXISTS (
        SELECT
        FROM pg_locks AS l
        WHERE
            l.locktype = 'advisory'
            AND l.database = (
                SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database()
            )
            AND l.classid = 7717
            AND l.objid::bigint = hashtext(p_name)::bigint & 4294967295
            AND l.objsubid = 2
            AND l.granted
    );
END
$$;

ALTER FUNCTION momentum._job_is_held(p_name text) OWNER TO momentum_owner;

--
-- Name: FUNCTION _job_is_held(p_name text); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._job_is_held(p_name text) IS 'Whether some session holds the lock of a job, so that it runs';

--
-- Name: _jobs_are_run(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._jobs_are_run() RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    SELECT EXISTS (
        SELECT
        FROM momentum.job_runs AS r
        WHERE
            r.scheduled_at > (SELECT momentum.clock()) - interval '24 hours'
            AND r.scheduled_at <= (SELECT momentum.clock()) + interval '1 hour'
            AND r.scheduled_at = date_trunc('minute', r.scheduled_at)
    )
$$;

ALTER FUNCTION momentum._jobs_are_run() OWNER TO momentum_owner;

--
-- Name: FUNCTION _jobs_are_run(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._jobs_are_run() IS 'Whether pg_cron or jobs serve has run a job in the last 24 hours';

--
-- Name: _known_sessions(timestamp with time zone, integer, uuid[], uuid, uuid[]); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._known_sessions(p_now timestamp with time zone, p_at_least integer, p_user_ids uuid[], p_organisation_id uuid, p_outsiders uuid[]) RETURNS TABLE(user_id uuid, sessions integer)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    SET work_mem TO '64MB'
    SET jit TO 'off'
    AS $$
DECLARE
    v_year CONSTANT integer := extract(YEAR FROM p_now AT TIME ZONE 'UTC')::integer;
    v_queued CONSTANT uuid[] := ARRAY(
        SELECT q.user_id
        FROM momentum.summary_queue AS q
        WHERE q.year = v_year AND (p_user_ids IS NULL OR q.user_id = ANY (p_user_ids))
    );
BEGIN
    RETURN QUERY
    SELECT u.id, s.session_count
    FROM momentum._users AS u
    LEFT JOIN momentum.annual_summary AS s
        ON s.user_id = u.id
        AND s.year = v_year
        AND (s.last_activity_at > p_now) IS NOT TRUE
        AND (v_queued = '{}' OR s.user_id <> ALL (v_queued))
    WHERE
        (p_outsiders = '{}' OR u.id <> ALL (p_outsiders))
        AND (p_user_ids IS NULL OR u.id = ANY (p_user_ids))
        AND (
            p_organisation_id IS NULL
            OR u.id IN (
                SELECT m.user_id
                FROM momentum.memberships AS m
                WHERE m.organisation_id = p_organisation_id
            )
        )
        AND (s.user_id IS NULL OR s.session_count >= p_at_least);
END
$$;

ALTER FUNCTION momentum._known_sessions(p_now timestamp with time zone, p_at_least integer, p_user_ids uuid[], p_organisation_id uuid, p_outsiders uuid[]) OWNER TO momentum_owner;

--
-- Name: FUNCTION _known_sessions(p_now timestamp with time zone, p_at_least integer, p_user_ids uuid[], p_organisation_id uuid, p_outsiders uuid[]); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._known_sessions(p_now timestamp with time zone, p_at_least integer, p_user_ids uuid[], p_organisation_id uuid, p_outsiders uuid[]) IS 'Users with at least so many activities in the UTC year of an instant, up to it, by the yearly summary; null for those whose year it does not know';

--
-- Name: _legacy_scores(date, date); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._legacy_scores(p_from date, p_to date) RETURNS TABLE(user_id uuid, score_date date, raw_score numeric, normalized_score numeric, final_score numeric, momentum_state text, breakdown jsonb, events_count numeric, is_ambiguous boolean)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "DateStyle" TO 'ISO, YMD'
    SET "TimeZone" TO 'UTC'
    AS $$
BEGIN
    PERFORM momentum._check_legacy_table();
    RETURN QUERY
    SELECT
        l.user_id::uuid,
        l.score_date::date,
        r.raw_score,
        r.normalized_score,
        r.final_score,
        r.momentum_state,
        r.breakdown,
        r.events_count,
        count(*) OVER (PARTITION BY l.user_id::uuid, l.score_date::date) > 1
    FROM legacy.daily_engagement_scores AS l
    CROSS JOIN LATERAL jsonb_to_record(to_jsonb(l)) AS r (
        raw_score numeric,
        normalized_score numeric,
        final_score numeric,
        momentum_state text,
        breakdown jsonb,
        events_count numeric
    )
    WHERE l.score_date::date BETWEEN p_from AND p_to;
END
$$;

ALTER FUNCTION momentum._legacy_scores(p_from date, p_to date) OWNER TO momentum_owner;

--
-- Name: FUNCTION _legacy_scores(p_from date, p_to date); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._legacy_scores(p_from date, p_to date) IS 'The rows of legacy.daily_engagement_scores in a span, whichever columns it has. Errors: PM007, PM008';

--
-- Name: _list_badges(uuid); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._list_badges(p_organisation_id uuid) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    AS $$
BEGIN
    PERFORM momentum._check_known_organisation(p_organisation_id);
    RETURN (
        SELECT COALESCE(
            jsonb_agg(
                to_jsonb(b) || jsonb_build_object(
                    'organisation', o.name,
                    'holders', (
                        SELECT count(*)
                        FROM momentum.badge_awards AS w
                        JOIN momentum._users AS u ON u.id = w.user_id AND u.deleted_at IS NULL
                        WHERE w.badge_id = b.id AND w.revoked_at IS NULL
                    )
                )
                ORDER BY o.name, o.id, b.name
            ),
            '[]'
        )
        FROM momentum.badge_definitions AS b
        JOIN momentum.organisations AS o ON o.id = b.organisation_id
        WHERE p_organisation_id IS NULL OR b.organisation_id = p_organisation_id
    );
END
$$;

ALTER FUNCTION momentum._list_badges(p_organisation_id uuid) OWNER TO momentum_owner;

--
-- Name: FUNCTION _list_badges(p_organisation_id uuid); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._list_badges(p_organisation_id uuid) IS 'The badges of an organisation, or of all, as JSON, with how many users have each. Errors: PM007';

--
-- Name: _list_jobs(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._list_jobs() RETURNS TABLE(name text, schedule text, enabled boolean, catch_up boolean, description text, last_status text, last_scheduled_at timestamp with time zone, last_started_at timestamp with time zone, last_seconds double precision, last_attempt integer, last_rows bigint, last_error text, succeeded_at timestamp with time zone, running_since timestamp with time zone, running_done bigint, running_total bigint, running_pid integer)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    WITH under_way AS MATERIALIZED (
        SELECT DISTINCT ON (r.job_name) r.*
        FROM momentum.job_runs AS r
        WHERE r.status = 'running' AND momentum._job_is_held(r.job_name)
        ORDER BY r.job_name, r.id DESC
    )
    SELECT
        j.name,
        j.schedule,
        j.enabled,
        j.catch_up,
        j.description,
        CASE WHEN last.status = 'running' THEN 'abandoned' ELSE last.status END,
        last.scheduled_at,
        last.started_at,
        extract(epoch FROM last.finished_at - last.started_at)::double precision,
        last.attempt,
        last.rows_done,
        CASE
            WHEN last.status = 'running' THEN 'the session ended before the run did'
            ELSE last.error
        END,
        well.finished_at,
        running.started_at,
        running.rows_done,
        running.rows_total,
        running.pid
    FROM momentum.jobs AS j
    LEFT JOIN under_way AS running ON running.job_name = j.name
    LEFT JOIN LATERAL (
        SELECT r.*
        FROM momentum.job_runs AS r
        WHERE
            r.job_name = j.name
            AND r.status <> 'skipped'
            AND r.id IS DISTINCT FROM running.id
        ORDER BY r.started_at DESC, r.id DESC
        LIMIT 1
    ) AS last ON true
    LEFT JOIN LATERAL (
        SELECT r.finished_at
        FROM momentum.job_runs AS r
        WHERE r.job_name = j.name AND r.status = 'succeeded'
        ORDER BY r.started_at DESC, r.id DESC
        LIMIT 1
    ) AS well ON true
    ORDER BY j.name
$$;

ALTER FUNCTION momentum._list_jobs() OWNER TO momentum_owner;

--
-- Name: FUNCTION _list_jobs(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._list_jobs() IS 'Each job, how its last run ended, when one last succeeded, and the run that is under way';

--
-- Name: _list_score_versions(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._list_score_versions() RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    AS $$
    SELECT COALESCE(
        jsonb_agg(
            to_jsonb(v) || jsonb_build_object(
                'status',
                CASE
                    WHEN v.effective_from IS NULL THEN 'not active'
                    WHEN v.effective_from > momentum._today() THEN 'later'
                    WHEN v.version = (momentum._version_in_effect(momentum._today())).version
                        THEN 'in effect'
                    ELSE 'past'
                END,
                'used',
                EXISTS (
                    SELECT FROM momentum.daily_engagement_scores AS s
                    WHERE s.algorithm_version = v.version
                ),
                'weights',
                (
                    SELECT COALESCE(jsonb_object_agg(w.event_type, w.weight), '{}')
                    FROM momentum.event_weights AS w
                    WHERE w.version = v.version
                )
            )
            ORDER BY v.effective_from DESC NULLS LAST, v.version
        ),
        '[]'
    )
    FROM momentum.score_versions AS v
$$;

ALTER FUNCTION momentum._list_score_versions() OWNER TO momentum_owner;

--
-- Name: FUNCTION _list_score_versions(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._list_score_versions() IS 'The score versions as JSON, the newest first, with their status, use and weights';

--
-- Name: _lock_events(text); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._lock_events(p_mode text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF momentum._others_wait() THEN
        RAISE object_in_use USING MESSAGE = 'another session waits for this one';
    END IF;
    EXECUTE format('LOCK TABLE ONLY momentum.momentum_events IN %s MODE', p_mode);
    PERFORM momentum._lock_score_versions();
    LOCK TABLE momentum.momentum_events_default IN ACCESS EXCLUSIVE MODE;
END
$$;

ALTER FUNCTION momentum._lock_events(p_mode text) OWNER TO momentum_owner;

--
-- Name: FUNCTION _lock_events(p_mode text); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._lock_events(p_mode text) IS 'Locks momentum_events for a change of its partitions, or gives up soon';

--
-- Name: _lock_score_versions(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._lock_score_versions() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM momentum._check_isolation();
    PERFORM pg_advisory_xact_lock(7710, 0);
END
$$;

ALTER FUNCTION momentum._lock_score_versions() OWNER TO momentum_owner;

--
-- Name: FUNCTION _lock_score_versions(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._lock_score_versions() IS 'Keeps calculations out until the transaction ends, for the change of a score version';

--
-- Name: _lock_stripe(uuid); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._lock_stripe(p_user_id uuid) RETURNS integer
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN (uuid_hash_extended(p_user_id, 0) & 1023)::integer;
END
$$;

ALTER FUNCTION momentum._lock_stripe(p_user_id uuid) OWNER TO momentum_owner;

--
-- Name: FUNCTION _lock_stripe(p_user_id uuid); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._lock_stripe(p_user_id uuid) IS 'Lock stripe of a user, 0 to 1023';

--
-- Name: _lock_users(uuid[]); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._lock_users(p_user_ids uuid[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
BEGIN
    PERFORM momentum._check_isolation();
    PERFORM pg_advisory_xact_lock_shared(7710, 0);
    IF p_user_ids IS NULL THEN
        PERFORM pg_advisory_xact_lock(7711, stripe.number)
        FROM (SELECT generate_series(0, 1023) AS number ORDER BY 1) AS stripe;
    ELSE
        PERFORM pg_advisory_xact_lock(7711, stripe.number)
        FROM (
            SELECT DISTINCT momentum._lock_stripe(u.user_id) AS number
            FROM unnest(p_user_ids) AS u (user_id)
            ORDER BY 1
        ) AS stripe;
    END IF;
END
$$;

ALTER FUNCTION momentum._lock_users(p_user_ids uuid[]) OWNER TO momentum_owner;

--
-- Name: FUNCTION _lock_users(p_user_ids uuid[]); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._lock_users(p_user_ids uuid[]) IS 'Takes the right to write scores of these users (null: everyone) until the transaction ends';

--
-- Name: _missed_instants(text, timestamp with time zone); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._missed_instants(p_name text, p_now timestamp with time zone) RETURNS timestamp with time zone[]
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    AS $$
DECLARE
    c_most CONSTANT integer := 31;
    v_schedule text;
    v_first date;
    v_days integer;
BEGIN
    SELECT
        j.schedule,
        CASE
            WHEN last.instant IS NOT NULL THEN last.instant::date + 1
            WHEN
                momentum._daily_instant(
                    j.schedule, date_trunc('day', j.created_at) + interval '23:59:59'
                ) > j.created_at
                THEN j.created_at::date
            ELSE j.created_at::date + 1
        END
    INTO v_schedule, v_first
    FROM momentum.jobs AS j
    CROSS JOIN LATERAL (
        SELECT max(r.scheduled_at) AS instant
        FROM momentum.job_runs AS r
        WHERE r.job_name = j.name AND r.status = 'succeeded' AND r.scheduled_at < p_now
    ) AS last
    WHERE j.name = p_name AND j.catch_up;
    v_days := p_now::date - v_first;
    IF v_days > c_most THEN
        RAISE WARNING 'job %: % days are not made up for', p_name, v_days - c_most
            USING HINT = format(
                'It is run for the last %s days. For the days before, see pgmomentum backfill.',
                c_most
            );
        v_days := c_most;
    END IF;
    RETURN ARRAY(
        SELECT
            momentum._daily_instant(
                v_schedule, (p_now::date - day.back)::timestamptz + interval '23:59:59'
            )
        FROM generate_series(v_days, 1, -1) AS day (back)
        ORDER BY day.back DESC
    );
END
$$;

ALTER FUNCTION momentum._missed_instants(p_name text, p_now timestamp with time zone) OWNER TO momentum_owner;

--
-- Name: FUNCTION _missed_instants(p_name text, p_now timestamp with time zone); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._missed_instants(p_name text, p_now timestamp with time zone) IS 'The instants for which a job that catches up has not run, oldest first, at most 31';

--
-- Name: _move_events(text, date, date); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._move_events(p_partition_name text, p_from date, p_to date) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
DECLARE
    v_moved bigint;
BEGIN
    EXECUTE format(
        $move$
            WITH found AS MATERIALIZED (
                SELECT e.ctid
                FROM momentum.momentum_events_default AS e
                WHERE
                    e.event_ts >= $1::timestamp AT TIME ZONE 'UTC'
                    AND e.event_ts < $2::timestamp AT TIME ZONE 'UTC'
                FOR UPDATE SKIP LOCKED
            ),
            moved AS (
                DELETE FROM momentum.momentum_events_default AS e
                USING found
                WHERE e.ctid = found.ctid
                RETURNING e.*
            )
            INSERT INTO momentum.%I SELECT * FROM moved ORDER BY user_id, event_ts
        $move$,
        p_partition_name
    )
    USING p_from, p_to;
    GET DIAGNOSTICS v_moved = ROW_COUNT;
    IF
        v_moved > 0
        AND EXISTS (
            SELECT
            FROM pg_constraint AS k
            WHERE k.contype = 'f' AND k.confrelid = 'momentum.momentum_events'::regclass
        )
    THEN
        -- its ON DELETE would take the move for a deletion
        RAISE object_in_use
            USING MESSAGE = 'events cannot be moved while a foreign key refers to momentum_events';
    END IF;
    RETURN v_moved;
END
$_$;

ALTER FUNCTION momentum._move_events(p_partition_name text, p_from date, p_to date) OWNER TO momentum_owner;

--
-- Name: FUNCTION _move_events(p_partition_name text, p_from date, p_to date); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._move_events(p_partition_name text, p_from date, p_to date) IS 'Moves events of a span of days from the default partition into a table; returns how many';

--
-- Name: _notify(text[], jsonb); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._notify(p_channel_names text[], p_payload jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    v_text text;
BEGIN
    -- the text of a very large one is too large for a text
    IF pg_column_size(p_payload) <= 100000 THEN
        v_text := p_payload::text;
    END IF;
    IF v_text IS NULL OR octet_length(v_text) > 7999 THEN
        v_text := momentum._shorten(p_payload)::text;
    END IF;
    PERFORM pg_notify(c.channel_name, v_text) FROM unnest(p_channel_names) AS c (channel_name);
END
$$;

ALTER FUNCTION momentum._notify(p_channel_names text[], p_payload jsonb) OWNER TO momentum_owner;

--
-- Name: FUNCTION _notify(p_channel_names text[], p_payload jsonb); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._notify(p_channel_names text[], p_payload jsonb) IS 'Sends a payload on channels, shortened where it is too long for a message';

--
-- Name: _open_statements(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._open_statements() RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN COALESCE(NULLIF(current_setting('momentum.open_statements', true), ''), '0')::integer;
END
$$;

ALTER FUNCTION momentum._open_statements() OWNER TO momentum_owner;

--
-- Name: FUNCTION _open_statements(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._open_statements() IS 'How many statements on activities have begun whose AFTER triggers are still to come';

--
-- Name: _others_wait(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._others_wait() RETURNS boolean
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    SELECT EXISTS (
        SELECT
        FROM pg_locks AS l
        WHERE
            NOT l.granted
            AND (l.locktype, l.classid::bigint) IS DISTINCT FROM ('advisory', 7712)
            AND pg_backend_pid() = ANY (pg_blocking_pids(l.pid))
    )
$$;

ALTER FUNCTION momentum._others_wait() OWNER TO momentum_owner;

--
-- Name: FUNCTION _others_wait(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._others_wait() IS 'Whether another session waits for a lock of this one';

--
-- Name: _perform_job(text, timestamp with time zone, integer, jsonb); Type: PROCEDURE; Schema: momentum; Owner: momentum_owner
--

CREATE PROCEDURE momentum._perform_job(IN p_name text, IN p_at timestamp with time zone, IN p_attempt integer, INOUT p_failure jsonb)
    LANGUAGE plpgsql
    AS $_$
DECLARE
    c_longest CONSTANT integer := 10000;
    v_job momentum.jobs;
    v_run momentum.job_runs;
    v_last pg_catalog.timestamptz;
    v_attempt integer;
    v_answer pg_catalog.text;
    v_rows bigint;
    v_total bigint;
    v_code pg_catalog.text;
    v_message pg_catalog.text;
    v_detail pg_catalog.text;
    v_hint pg_catalog.text;
BEGIN
    p_failure := NULL;
    COMMIT;
    SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
    SET LOCAL search_path = pg_catalog, pg_temp;
    SELECT j.* INTO STRICT v_job FROM momentum.jobs AS j WHERE j.name = p_name;
    SELECT pg_catalog.max(r.scheduled_at)
    INTO v_last
    FROM momentum.job_runs AS r
    WHERE r.job_name = p_name AND r.status = 'succeeded' AND r.scheduled_at < p_at;
    SELECT COALESCE(pg_catalog.max(r.attempt), 0) + 1
    INTO v_attempt
    FROM momentum.job_runs AS r
    WHERE r.job_name = p_name AND r.scheduled_at = p_at AND r.status <> 'skipped';
    IF v_attempt <> p_attempt THEN
        RAISE NOTICE 'job % was run already for %', p_name, p_at;
        RETURN;
    END IF;
    INSERT INTO momentum.job_runs (job_name, scheduled_at, started_at, status, attempt)
    VALUES (p_name, p_at, momentum.clock(), 'running', v_attempt)
    RETURNING * INTO v_run;
    COMMIT;
    SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
    SET LOCAL search_path = pg_catalog, pg_temp;
    CALL momentum._report_run(v_run);

    LOOP
        BEGIN
            IF v_job.remaining IS NOT NULL AND v_total IS NULL THEN
                EXECUTE v_job.remaining INTO v_total USING p_at, v_last;
            END IF;
            EXECUTE v_job.command INTO v_answer USING p_at, v_last;
            -- what was put off would fail at COMMIT, where nobody can record it
            SET CONSTRAINTS ALL IMMEDIATE;
            v_rows := CASE WHEN v_answer ~ '^[0-9]{1,18}$' THEN v_answer::bigint END;
            UPDATE momentum.job_runs AS r
            SET rows_done = COALESCE(r.rows_done + v_rows, r.rows_done, v_rows),
                rows_total = v_total
            WHERE r.id = v_run.id
            RETURNING r.* INTO v_run;
        EXCEPTION
            WHEN OTHERS OR query_canceled OR assert_failure THEN
                GET STACKED DIAGNOSTICS
                    v_code = RETURNED_SQLSTATE,
                    v_message = MESSAGE_TEXT,
                    v_detail = PG_EXCEPTION_DETAIL,
                    v_hint = PG_EXCEPTION_HINT;
                v_message := pg_catalog.left(v_message, c_longest);
        END;
        EXIT WHEN v_code IS NOT NULL;
        COMMIT;
        SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
        SET LOCAL search_path = pg_catalog, pg_temp;
        EXIT WHEN v_job.remaining IS NULL
            OR COALESCE(v_rows, 0) = 0
            OR v_run.rows_done >= v_total;
        CALL momentum._report_run(v_run);
    END LOOP;

    -- a new transaction: its time is the end of the run
    ROLLBACK;
    SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
    SET LOCAL search_path = pg_catalog, pg_temp;
    UPDATE momentum.job_runs AS r
    SET
        status = CASE WHEN v_code IS NULL THEN 'succeeded' ELSE 'failed' END,
        finished_at = momentum.clock(),
        rows_total = v_total,
        error = v_code || ': ' || v_message
    WHERE r.id = v_run.id
    RETURNING r.* INTO v_run;
    IF v_code IS NOT NULL THEN
        p_failure := pg_catalog.jsonb_build_object(
            'code', v_code,
            'message', v_message,
            'detail', pg_catalog.left(v_detail, c_longest),
            'hint', pg_catalog.left(v_hint, c_longest)
        );
        PERFORM momentum._alert_job(v_run);
    END IF;
    COMMIT;
    CALL momentum._report_run(v_run);
END
$_$;

ALTER PROCEDURE momentum._perform_job(IN p_name text, IN p_at timestamp with time zone, IN p_attempt integer, INOUT p_failure jsonb) OWNER TO momentum_owner;

--
-- Name: PROCEDURE _perform_job(IN p_name text, IN p_at timestamp with time zone, IN p_attempt integer, INOUT p_failure jsonb); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON PROCEDURE momentum._perform_job(IN p_name text, IN p_at timestamp with time zone, IN p_attempt integer, INOUT p_failure jsonb) IS 'Runs the command of a job for an instant, page by page, and records it in job_runs; returns its error';

--
-- Name: _queue_later_days(uuid[], date, text); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._queue_later_days(p_user_ids uuid[], p_score_date date, p_reason text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
BEGIN
    -- one look at the end of the index spares everyone the second question where the day is the
    -- newest
    IF p_score_date < (SELECT max(s.score_date) FROM momentum.daily_engagement_scores AS s) THEN
        INSERT INTO momentum.rescore_queue (user_id, from_date, reason)
        SELECT u.user_id, p_score_date + 1, p_reason
        FROM unnest(p_user_ids) AS u (user_id)
        WHERE EXISTS (
            SELECT FROM momentum.daily_engagement_scores AS s
            WHERE s.user_id = u.user_id AND s.score_date > p_score_date
        );
    END IF;
END
$$;

ALTER FUNCTION momentum._queue_later_days(p_user_ids uuid[], p_score_date date, p_reason text) OWNER TO momentum_owner;

--
-- Name: FUNCTION _queue_later_days(p_user_ids uuid[], p_score_date date, p_reason text); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._queue_later_days(p_user_ids uuid[], p_score_date date, p_reason text) IS 'Queues users from the day after one that has changed, where they have stored rows after it';

--
-- Name: _quiet_past_days(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._quiet_past_days() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF current_setting('momentum.past_days', true) IS DISTINCT FROM 'told' THEN
        PERFORM set_config('momentum.past_days', 'quiet', true);
    END IF;
END
$$;

ALTER FUNCTION momentum._quiet_past_days() OWNER TO momentum_owner;

--
-- Name: FUNCTION _quiet_past_days(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._quiet_past_days() IS 'Keeps days before yesterday from being announced until the transaction ends';

--
-- Name: _realtime_incarnation(integer); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._realtime_incarnation(p_timeline integer) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN substr(
        md5(
            concat_ws(
                ' ',
                (SELECT c.system_identifier FROM pg_control_system() AS c),
                (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database()),
                'momentum.realtime_positions'::regclass::oid,
                p_timeline
            )
        ),
        1,
        12
    );
END
$$;

ALTER FUNCTION momentum._realtime_incarnation(p_timeline integer) OWNER TO momentum_owner;

--
-- Name: FUNCTION _realtime_incarnation(p_timeline integer); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._realtime_incarnation(p_timeline integer) IS 'Tells the positions of this database from those of another one, such as a restored dump';

--
-- Name: _realtime_partitions(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._realtime_partitions() RETURNS TABLE(partition_name text, day date)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
    SELECT c.relname::text, to_date(name.parts[1], 'YYYY_MM_DD')
    FROM pg_inherits AS i
    JOIN pg_class AS c ON c.oid = i.inhrelid
    CROSS JOIN LATERAL regexp_match(
        c.relname, '^realtime_events_([0-9]{4}_[0-9]{2}_[0-9]{2})$'
    ) AS name (parts)
    WHERE
        i.inhparent = 'momentum.realtime_events'::regclass
        AND name.parts IS NOT NULL
$_$;

ALTER FUNCTION momentum._realtime_partitions() OWNER TO momentum_owner;

--
-- Name: FUNCTION _realtime_partitions(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._realtime_partitions() IS 'Partitions of realtime_events but for the default one, with their UTC day';

--
-- Name: _record_notifications(text, timestamp with time zone, momentum._scenario_candidate[]); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._record_notifications(p_scenario_type text, p_now timestamp with time zone, p_candidates momentum._scenario_candidate[]) RETURNS momentum.scenario_notifications[]
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    v_recorded momentum.scenario_notifications[];
    v_announced CONSTANT boolean := CASE
        WHEN p_scenario_type = 'milestone' THEN
            extract(YEAR FROM p_now AT TIME ZONE 'UTC') >= momentum._first_announced_year()
        ELSE p_now >= momentum.clock() - interval '168 hours'
    END;
BEGIN
    IF p_scenario_type = 'milestone' THEN
        WITH recorded AS (
            INSERT INTO momentum.scenario_notifications (
                user_id, organisation_id, scenario_type, milestone_year, milestone_value,
                announced, payload
            )
            SELECT
                c.user_id, c.organisation_id, p_scenario_type, c.milestone_year, c.milestone_value,
                v_announced, c.payload
            FROM unnest(p_candidates) AS c
            ORDER BY c.user_id, c.milestone_value
            ON CONFLICT (milestone_year, user_id, milestone_value) DO NOTHING
            RETURNING *
        )
        SELECT array_agg(r::momentum.scenario_notifications) INTO v_recorded FROM recorded AS r;
    ELSE
        WITH recorded AS (
            INSERT INTO momentum.scenario_notifications (
                user_id, organisation_id, scenario_type, credential_id, cooldown_window_start,
                announced, payload
            )
            SELECT
                c.user_id, c.organisation_id, p_scenario_type, c.credential_id,
                c.cooldown_window_start, v_announced, c.payload
            FROM unnest(p_candidates) AS c
            ORDER BY c.user_id, COALESCE(c.credential_id, c.organisation_id)
            ON CONFLICT (cooldown_window_start, scenario_type, user_id, subject_id) DO NOTHING
            RETURNING *
        )
        SELECT array_agg(r::momentum.scenario_notifications) INTO v_recorded FROM recorded AS r;
    END IF;
    RETURN COALESCE(v_recorded, '{}');
END
$$;

ALTER FUNCTION momentum._record_notifications(p_scenario_type text, p_now timestamp with time zone, p_candidates momentum._scenario_candidate[]) OWNER TO momentum_owner;

--
-- Name: FUNCTION _record_notifications(p_scenario_type text, p_now timestamp with time zone, p_candidates momentum._scenario_candidate[]); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._record_notifications(p_scenario_type text, p_now timestamp with time zone, p_candidates momentum._scenario_candidate[]) IS 'Records notifications that are due, and returns those that nobody else recorded';

--
-- Name: _recount_sessions(uuid[], integer[]); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._recount_sessions(p_user_ids uuid[], p_years integer[]) RETURNS TABLE(user_id uuid, year integer)
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
DECLARE
    v_user_ids uuid[];
    v_years integer[];
BEGIN
    SELECT array_agg(p.user_id), array_agg(p.year)
    INTO v_user_ids, v_years
    FROM unnest(p_user_ids, p_years) AS p (user_id, year)
    WHERE
        NOT EXISTS (
            SELECT
            FROM momentum.annual_summary AS s
            WHERE s.user_id = p.user_id AND s.year = p.year
        )
        AND pg_try_advisory_xact_lock(7715, momentum._lock_stripe(p.user_id));
    LOOP
        BEGIN
            INSERT INTO momentum.annual_summary (user_id, year, session_count)
            SELECT p.user_id, p.year, 0
            FROM unnest(v_user_ids, v_years) AS p (user_id, year)
            JOIN momentum._users AS u ON u.id = p.user_id
            ON CONFLICT ON CONSTRAINT annual_summary_pkey DO NOTHING;
            EXIT;
        EXCEPTION
            -- a user was being deleted, and is gone now
            WHEN foreign_key_violation THEN
                NULL;
        END;
    END LOOP;

    SELECT array_agg(held.user_id), array_agg(held.year)
    INTO v_user_ids, v_years
    FROM (
        SELECT s.user_id, s.year
        FROM unnest(p_user_ids, p_years) AS p (user_id, year)
        JOIN momentum.annual_summary AS s ON s.user_id = p.user_id AND s.year = p.year
        FOR NO KEY UPDATE OF s SKIP LOCKED
    ) AS held;

    UPDATE momentum.annual_summary AS s
    SET
        session_count = counted.sessions,
        last_activity_at = counted.last_at,
        computed_at = now()
    FROM unnest(v_user_ids, v_years) AS p (user_id, year)
    CROSS JOIN LATERAL (
        SELECT count(*) AS sessions, max(a.completed_at) AS last_at
        FROM momentum.activities AS a
        WHERE
            a.user_id = p.user_id
            AND a.completed_at >= make_timestamptz(p.year, 1, 1, 0, 0, 0, 'UTC')
            AND a.completed_at < make_timestamptz(p.year + 1, 1, 1, 0, 0, 0, 'UTC')
            AND a.deleted_at IS NULL
    ) AS counted
    WHERE
        s.user_id = p.user_id
        AND s.year = p.year
        AND (s.session_count, s.last_activity_at)
        IS DISTINCT FROM (counted.sessions, counted.last_at);
    RETURN QUERY SELECT p.user_id, p.year FROM unnest(v_user_ids, v_years) AS p (user_id, year);
END
$$;

ALTER FUNCTION momentum._recount_sessions(p_user_ids uuid[], p_years integer[]) OWNER TO momentum_owner;

--
-- Name: FUNCTION _recount_sessions(p_user_ids uuid[], p_years integer[]); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._recount_sessions(p_user_ids uuid[], p_years integer[]) IS 'Counts the activities of these users and years into annual_summary where nobody holds the row, and returns the pairs that were counted';

--
-- Name: _replay_events(uuid, bigint, bigint, timestamp with time zone, integer, text); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._replay_events(p_user_id uuid, p_after bigint, p_until bigint, p_from timestamp with time zone, p_limit integer, p_incarnation text, OUT events jsonb, OUT last_position bigint) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET enable_bitmapscan TO 'off'
    SET jit TO 'off'
    AS $$
DECLARE
    v_everyone CONSTANT uuid := '00000000-0000-0000-0000-000000000000'::uuid;
    v_enough CONSTANT bigint := 8000000::bigint;
    v_found refcursor;
    v_row record;
    v_event jsonb;
    v_events jsonb[] := '{}'::jsonb[];
    v_size bigint := 0::bigint;
BEGIN
    -- columns, not whole rows: a large payload stays where it is until its event is fetched
    IF p_user_id IS NULL THEN
        OPEN v_found FOR
        SELECT e.user_id, e.position, e.event_type, e.payload, e.created_at
        FROM momentum.realtime_events AS e
        WHERE
            e.position > p_after
            AND e.position <= p_until
            AND e.sequenced_at >= p_from
        ORDER BY e.position
        LIMIT p_limit;
    ELSE
        OPEN v_found FOR
        SELECT theirs.*
        FROM unnest(ARRAY[p_user_id, NULLIF(v_everyone, p_user_id)]) AS u (id)
        CROSS JOIN LATERAL (
            SELECT e.user_id, e.position, e.event_type, e.payload, e.created_at
            FROM momentum.realtime_events AS e
            WHERE
                -- as rows: this way only the primary key will do
                (e.user_id, e.position) > (u.id, p_after)
                AND (e.user_id, e.position) <= (u.id, p_until)
                AND e.sequenced_at >= p_from
            ORDER BY e.user_id, e.position
            LIMIT p_limit
        ) AS theirs
        ORDER BY theirs.position
        LIMIT p_limit;
    END IF;
    LOOP
        FETCH v_found INTO v_row;
        IF NOT FOUND THEN
            last_position := p_until;
            EXIT;
        END IF;
        v_event := jsonb_build_object(
            'event_id', p_incarnation || '-' || v_row.position,
            'event_type', v_row.event_type,
            'user_id', NULLIF(v_row.user_id, v_everyone),
            'payload', v_row.payload,
            'created_at', v_row.created_at
        );
        v_events := v_events || v_event;
        v_size := v_size + pg_column_size(v_event);
        last_position := v_row.position;
        EXIT WHEN v_size >= v_enough OR cardinality(v_events) = p_limit;
    END LOOP;
    CLOSE v_found;
    events := to_jsonb(v_events);
END
$$;

ALTER FUNCTION momentum._replay_events(p_user_id uuid, p_after bigint, p_until bigint, p_from timestamp with time zone, p_limit integer, p_incarnation text, OUT events jsonb, OUT last_position bigint) OWNER TO momentum_owner;

--
-- Name: FUNCTION _replay_events(p_user_id uuid, p_after bigint, p_until bigint, p_from timestamp with time zone, p_limit integer, p_incarnation text, OUT events jsonb, OUT last_position bigint); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._replay_events(p_user_id uuid, p_after bigint, p_until bigint, p_from timestamp with time zone, p_limit integer, p_incarnation text, OUT events jsonb, OUT last_position bigint) IS 'Events between two positions as JSON, for one user or (null) everyone, and how far it read';

--
-- Name: _report_progress(text, date, bigint, bigint, bigint); Type: PROCEDURE; Schema: momentum; Owner: momentum_owner
--

CREATE PROCEDURE momentum._report_progress(IN p_operation text, IN p_score_date date, IN p_done bigint, IN p_failed bigint, IN p_total bigint)
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RAISE NOTICE '% %: % of % rows', p_operation, p_score_date, p_done + p_failed, p_total
        USING DETAIL = jsonb_build_object(
            'score_date', p_score_date,
            'done', p_done,
            'failed', p_failed,
            'total', p_total
        );
END
$$;

ALTER PROCEDURE momentum._report_progress(IN p_operation text, IN p_score_date date, IN p_done bigint, IN p_failed bigint, IN p_total bigint) OWNER TO momentum_owner;

--
-- Name: PROCEDURE _report_progress(IN p_operation text, IN p_score_date date, IN p_done bigint, IN p_failed bigint, IN p_total bigint); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON PROCEDURE momentum._report_progress(IN p_operation text, IN p_score_date date, IN p_done bigint, IN p_failed bigint, IN p_total bigint) IS 'Raises a NOTICE with the progress of a paged run; its DETAIL is {score_date, done, failed, total}';

--
-- Name: _report_run(momentum.job_runs); Type: PROCEDURE; Schema: momentum; Owner: momentum_owner
--

CREATE PROCEDURE momentum._report_run(IN p_run momentum.job_runs)
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    AS $$
BEGIN
    RAISE NOTICE 'job %: %', p_run.job_name, concat_ws(': ', p_run.status, p_run.error)
        USING DETAIL = to_jsonb(p_run);
END
$$;

ALTER PROCEDURE momentum._report_run(IN p_run momentum.job_runs) OWNER TO momentum_owner;

--
-- Name: PROCEDURE _report_run(IN p_run momentum.job_runs); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON PROCEDURE momentum._report_run(IN p_run momentum.job_runs) IS 'Raises a NOTICE with the state of a run of a job; its DETAIL is the row as JSON';

--
-- Name: _rescore_days(uuid[], date[], text); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._rescore_days(p_user_ids uuid[], p_days date[], p_reason text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
DECLARE
    v_today CONSTANT date := momentum._today();
    v_live uuid[] := '{}'::uuid[];
BEGIN
    IF v_today = ANY (p_days) THEN
        v_live := momentum._score_live(ARRAY(
            SELECT changed.user_id
            FROM unnest(p_user_ids, p_days) AS changed (user_id, day)
            WHERE changed.day = v_today
        ));
        IF cardinality(v_live) = cardinality(p_user_ids) THEN
            RETURN;
        END IF;
    END IF;

    INSERT INTO momentum.rescore_queue (user_id, from_date, reason)
    SELECT changed.user_id, min(changed.day), p_reason
    FROM unnest(p_user_ids, p_days) AS changed (user_id, day)
    LEFT JOIN unnest(v_live) AS live (user_id)
        ON live.user_id = changed.user_id AND changed.day = v_today
    WHERE live.user_id IS NULL
    GROUP BY changed.user_id;
END
$$;

ALTER FUNCTION momentum._rescore_days(p_user_ids uuid[], p_days date[], p_reason text) OWNER TO momentum_owner;

--
-- Name: FUNCTION _rescore_days(p_user_ids uuid[], p_days date[], p_reason text); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._rescore_days(p_user_ids uuid[], p_days date[], p_reason text) IS 'Brings scores in line with changed events of these users and days: today at once where nobody has to wait, the rest by the queue';

--
-- Name: _rescore_queued(uuid[]); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._rescore_queued(p_user_ids uuid[]) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    v_today CONSTANT date := momentum._today();
    v_in_effect CONSTANT momentum.score_versions := momentum._version_in_effect(v_today);
    v_entries bigint[];
    v_unscored uuid[];
    v_day record;
    v_drained bigint;
BEGIN
    -- an entry that comes later stands for a change that may not be seen below
    v_entries := ARRAY(
        SELECT q.id
        FROM momentum.rescore_queue AS q
        WHERE q.user_id = ANY (p_user_ids) AND q.from_date <= v_today
    );

    -- Today's missing rows come first, though they are computed again below: inserting waits for
    -- a deletion of the user, and must not hold rows meanwhile that the deletion waits for.
    v_unscored := ARRAY(
        SELECT u.id
        FROM momentum._users AS u
        WHERE
            u.id = ANY (p_user_ids)
            -- LIMIT keeps these probes of the keys for each user
            AND (
                SELECT true
                FROM momentum.daily_engagement_scores AS s
                WHERE s.user_id = u.id AND s.score_date = v_today
                LIMIT 1
            ) IS NULL
            AND (
                SELECT true
                FROM momentum.momentum_events AS e
                WHERE
                    e.user_id = u.id
                    AND e.event_ts >= v_today::timestamp AT TIME ZONE 'UTC'
                    AND e.event_ts < (v_today + 1)::timestamp AT TIME ZONE 'UTC'
                    AND e.deleted_at IS NULL
                LIMIT 1
            )
    );
    IF v_in_effect.version IS NOT NULL AND v_unscored <> '{}' THEN
        PERFORM momentum._write_scores(
            v_today,
            v_in_effect,
            ARRAY(
                SELECT u.id FROM momentum._users AS u
                WHERE u.id = ANY (v_unscored) AND u.deleted_at IS NULL
            ),
            ARRAY['insert']
        );
    END IF;

    FOR v_day IN
        SELECT s.score_date, v AS version, array_agg(s.user_id) AS user_ids
        FROM (
            SELECT q.user_id, min(q.from_date) AS from_date
            FROM momentum.rescore_queue AS q
            WHERE q.user_id = ANY (p_user_ids) AND q.id = ANY (v_entries)
            GROUP BY q.user_id
        ) AS queued
        CROSS JOIN LATERAL (
            SELECT own.user_id, own.score_date, own.algorithm_version
            FROM momentum.daily_engagement_scores AS own
            WHERE
                own.user_id = queued.user_id
                AND own.score_date >= GREATEST(queued.from_date, momentum._events_kept_from())
            OFFSET 0
        ) AS s
        JOIN momentum.score_versions AS stored ON stored.version = s.algorithm_version
        JOIN momentum.score_versions AS v
            ON v.version = CASE
                WHEN s.score_date = v_today THEN COALESCE(v_in_effect.version, stored.version)
                ELSE stored.version
            END
        GROUP BY s.score_date, v.version
        ORDER BY s.score_date
    LOOP
        PERFORM momentum._write_scores(
            v_day.score_date, v_day.version, v_day.user_ids, ARRAY['insert', 'update']
        );
    END LOOP;

    DELETE FROM momentum.rescore_queue AS q
    WHERE
        q.user_id = ANY (p_user_ids)
        AND q.id = ANY (v_entries)
        AND (
            q.user_id <> ALL (v_unscored)
            OR EXISTS (
                SELECT FROM momentum.daily_engagement_scores AS s
                WHERE s.user_id = q.user_id AND s.score_date = v_today
            )
        );
    GET DIAGNOSTICS v_drained = ROW_COUNT;
    RETURN v_drained;
END
$$;

ALTER FUNCTION momentum._rescore_queued(p_user_ids uuid[]) OWNER TO momentum_owner;

--
-- Name: FUNCTION _rescore_queued(p_user_ids uuid[]); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._rescore_queued(p_user_ids uuid[]) IS 'Recomputes the stored rows of queued users, removes their entries, and returns how many';

--
-- Name: _resembles(text, text); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._resembles(p_name text, p_other text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    SELECT
        count(*) FILTER (WHERE left(p_name, n) = left(p_other, n))
        + count(*) FILTER (WHERE right(p_name, n) = right(p_other, n))
        >= GREATEST(length(p_name), length(p_other)) - 2
    FROM generate_series(1, LEAST(length(p_name), length(p_other))) AS n
$$;

ALTER FUNCTION momentum._resembles(p_name text, p_other text) OWNER TO momentum_owner;

--
-- Name: FUNCTION _resembles(p_name text, p_other text); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._resembles(p_name text, p_other text) IS 'Whether two names differ by at most two neighbouring characters';

--
-- Name: _retry_at(momentum.job_runs, interval); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._retry_at(p_run momentum.job_runs, p_retry_after interval) RETURNS timestamp with time zone
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    SELECT
        CASE
            WHEN p_run.status = 'abandoned' THEN p_run.finished_at
            ELSE p_run.finished_at + p_retry_after * (2 ^ LEAST(p_run.attempt - 1, 10))
        END
$$;

ALTER FUNCTION momentum._retry_at(p_run momentum.job_runs, p_retry_after interval) OWNER TO momentum_owner;

--
-- Name: FUNCTION _retry_at(p_run momentum.job_runs, p_retry_after interval); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._retry_at(p_run momentum.job_runs, p_retry_after interval) IS 'When a run that did not succeed is to be tried again';

--
-- Name: _review_awards(momentum._arrived_activity[]); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._review_awards(p_gone momentum._arrived_activity[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
BEGIN
    WITH touched AS MATERIALIZED (
        SELECT
            w.user_id,
            w.badge_id,
            (array_agg(g.id ORDER BY g.completed_at, g.id))[1] AS activity_id
        FROM unnest(p_gone) AS g
        JOIN momentum.badge_awards AS w
            ON w.user_id = g.user_id
            AND w.organisation_id = g.organisation_id
            AND w.revoked_at IS NULL
            AND g.completed_at <= w.awarded_at
        WHERE
            (
                NULLIF(w.evidence -> 'activity_types', 'null') IS NULL
                OR w.evidence -> 'activity_types' ? g.activity_type
            )
            AND (
                w.evidence ->> 'criteria_type' = 'count'
                OR (
                    g.completed_at
                    >= (w.evidence #>> '{windows,-1,window_start}')::timestamp AT TIME ZONE 'UTC'
                    AND g.completed_at
                    < (w.evidence #>> '{windows,0,window_end}')::timestamp AT TIME ZONE 'UTC'
                )
            )
        GROUP BY w.user_id, w.badge_id
    )
    INSERT INTO momentum.award_reviews (user_id, badge_id, activity_id, reason)
    SELECT
        t.user_id,
        t.badge_id,
        t.activity_id,
        CASE WHEN a.id IS NULL THEN 'activity deleted' ELSE 'activity changed' END
    FROM touched AS t
    JOIN momentum.badge_awards AS w ON w.user_id = t.user_id AND w.badge_id = t.badge_id
    LEFT JOIN momentum.activities AS a
        ON a.user_id = t.user_id AND a.id = t.activity_id AND a.deleted_at IS NULL
    WHERE NOT momentum._award_holds(w)
    ON CONFLICT (user_id, badge_id) WHERE resolved_at IS NULL DO NOTHING;
END
$$;

ALTER FUNCTION momentum._review_awards(p_gone momentum._arrived_activity[]) OWNER TO momentum_owner;

--
-- Name: FUNCTION _review_awards(p_gone momentum._arrived_activity[]); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._review_awards(p_gone momentum._arrived_activity[]) IS 'Marks the awards that depended on these activities, which are gone, and no longer hold, for review';

--
-- Name: _ring_if_waiting(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._ring_if_waiting() RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    AS $$
BEGIN
    IF EXISTS (SELECT FROM momentum.realtime_inbox) THEN
        PERFORM pg_notify('realtime_events', '');
        RETURN true;
    END IF;
    RETURN false;
END
$$;

ALTER FUNCTION momentum._ring_if_waiting() OWNER TO momentum_owner;

--
-- Name: FUNCTION _ring_if_waiting(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._ring_if_waiting() IS 'Rings the doorbell if announcements wait for their position; tells whether it did';

--
-- Name: _run_job(text, timestamp with time zone, integer, boolean, jsonb); Type: PROCEDURE; Schema: momentum; Owner: momentum_owner
--

CREATE PROCEDURE momentum._run_job(IN p_name text, IN p_now timestamp with time zone, IN p_attempt integer, IN p_catches_up boolean, INOUT p_failure jsonb)
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_now CONSTANT pg_catalog.timestamptz := momentum._check_instant(p_now);
    v_enabled boolean;
    v_catches_up boolean;
    v_instants pg_catalog.timestamptz[] := '{}'::pg_catalog.timestamptz[];
    v_instant pg_catalog.timestamptz;
    v_failure pg_catalog.jsonb;
    v_run momentum.job_runs;
BEGIN
    SET LOCAL search_path = pg_catalog, pg_temp;
    p_failure := NULL;
    SELECT j.enabled, j.catch_up
    INTO v_enabled, v_catches_up
    FROM momentum.jobs AS j
    WHERE j.name = p_name;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'unknown job: %', COALESCE(pg_catalog.left(p_name, 80), 'null')
            USING ERRCODE = 'PM007',
                  HINT = pg_catalog.format(
                      'The jobs are %s.',
                      (SELECT pg_catalog.string_agg(j.name, ', ' ORDER BY j.name)
                       FROM momentum.jobs AS j)
                  );
    END IF;
    -- inside a transaction of the caller this fails at once
    COMMIT;
    SET LOCAL search_path = pg_catalog, pg_temp;
    IF NOT v_enabled THEN
        RAISE NOTICE 'job % is disabled', p_name
            USING HINT = 'UPDATE momentum.jobs SET enabled = true WHERE name = ...';
        COMMIT;
        RETURN;
    END IF;

    IF NOT pg_catalog.pg_try_advisory_lock(7717, pg_catalog.hashtext(p_name)) THEN
        INSERT INTO momentum.job_runs (
            job_name, scheduled_at, started_at, finished_at, status, attempt, error
        )
        SELECT
            p_name, v_now, momentum.clock(), momentum.clock(), 'skipped', 1,
            'another session was running the job'
        WHERE
            p_attempt IS NULL
            OR p_attempt = 1
            AND NOT v_catches_up
            AND EXISTS (
                SELECT FROM momentum.job_runs AS r
                WHERE r.job_name = p_name AND r.status = 'running'
            )
            AND NOT EXISTS (
                SELECT FROM momentum.job_runs AS r
                WHERE r.job_name = p_name AND r.scheduled_at = v_now
            )
        RETURNING * INTO v_run;
        COMMIT;
        IF v_run.id IS NULL THEN
            RAISE NOTICE 'job %: another session is running it', p_name;
        ELSE
            CALL momentum._report_run(v_run);
        END IF;
        RETURN;
    END IF;

    COMMIT;
    SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
    SET LOCAL search_path = pg_catalog, pg_temp;
    PERFORM momentum._abandon_runs(p_name);
    -- who comes second has nothing to catch up, either
    IF p_catches_up AND NOT (
        p_attempt IS NOT NULL
        AND EXISTS (
            SELECT FROM momentum.job_runs AS r
            WHERE r.job_name = p_name AND r.scheduled_at = v_now AND r.attempt >= p_attempt
                AND r.status <> 'skipped'
        )
    ) THEN
        v_instants := momentum._missed_instants(p_name, v_now);
    END IF;
    FOREACH v_instant IN ARRAY v_instants || v_now LOOP
        CALL momentum._perform_job(
            p_name, v_instant, CASE WHEN v_instant = v_now THEN p_attempt END, v_failure
        );
        SET LOCAL search_path = pg_catalog, pg_temp;
        p_failure := COALESCE(p_failure, v_failure);
        EXIT WHEN v_failure ->> 'code' = '57014';
    END LOOP;
    PERFORM pg_catalog.pg_advisory_unlock(7717, pg_catalog.hashtext(p_name));
    COMMIT;
END
$$;

ALTER PROCEDURE momentum._run_job(IN p_name text, IN p_now timestamp with time zone, IN p_attempt integer, IN p_catches_up boolean, INOUT p_failure jsonb) OWNER TO momentum_owner;

--
-- Name: PROCEDURE _run_job(IN p_name text, IN p_now timestamp with time zone, IN p_attempt integer, IN p_catches_up boolean, INOUT p_failure jsonb); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON PROCEDURE momentum._run_job(IN p_name text, IN p_now timestamp with time zone, IN p_attempt integer, IN p_catches_up boolean, INOUT p_failure jsonb) IS 'Runs a job for an instant under its lock, after what is left to catch up; returns the first error of its command. Errors: PM004, PM007';

--
-- Name: _scenario_outsiders(text, uuid[]); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._scenario_outsiders(p_scenario_type text, p_user_ids uuid[]) RETURNS uuid[]
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    AS $$
BEGIN
    RETURN ARRAY(
        SELECT u.id
        FROM momentum._users AS u
        WHERE u.deleted_at IS NOT NULL AND (p_user_ids IS NULL OR u.id = ANY (p_user_ids))
        UNION ALL
        SELECT n.user_id
        FROM momentum.notification_preferences AS n
        WHERE
            n.scenario_type = p_scenario_type
            AND n.opted_out
            AND (p_user_ids IS NULL OR n.user_id = ANY (p_user_ids))
    );
END
$$;

ALTER FUNCTION momentum._scenario_outsiders(p_scenario_type text, p_user_ids uuid[]) OWNER TO momentum_owner;

--
-- Name: FUNCTION _scenario_outsiders(p_scenario_type text, p_user_ids uuid[]); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._scenario_outsiders(p_scenario_type text, p_user_ids uuid[]) IS 'The users whom a scenario does not concern, of those named: deleted, or opted out of it';

--
-- Name: _score_announcement(text, uuid, date, text, numeric, text, timestamp with time zone); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._score_announcement(p_event_type text, p_user_id uuid, p_score_date date, p_momentum_state text, p_final_score numeric, p_previous_state text, p_now timestamp with time zone) RETURNS momentum._announcement
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    AS $$
DECLARE
    v_cache_keys CONSTANT text[] := ARRAY[
        'momentum:current:' || p_user_id,
        'momentum:history:' || p_user_id,
        'momentum:trend:' || p_user_id,
        format('momentum:breakdown:%s:%s', p_user_id, to_char(p_score_date, 'YYYY-MM-DD'))
    ];
    v_payload CONSTANT jsonb := jsonb_build_object(
        'event_type', p_event_type,
        'user_id', p_user_id,
        'score_date', p_score_date,
        'timestamp', p_now
    );
BEGIN
    IF p_event_type = 'cache_invalidated' THEN
        RETURN (
            p_user_id, p_event_type, NULL::text[],
            v_payload || jsonb_build_object('cache_keys', v_cache_keys), v_cache_keys
        );
    END IF;
    RETURN (
        p_user_id,
        p_event_type,
        ARRAY['momentum_updates:' || p_user_id, 'momentum_updates:all'],
        v_payload || jsonb_build_object(
            'momentum_state', p_momentum_state,
            'final_score', p_final_score,
            'previous_state', p_previous_state,
            'state_changed', p_momentum_state IS DISTINCT FROM p_previous_state
        ),
        v_cache_keys
    );
END
$$;

ALTER FUNCTION momentum._score_announcement(p_event_type text, p_user_id uuid, p_score_date date, p_momentum_state text, p_final_score numeric, p_previous_state text, p_now timestamp with time zone) OWNER TO momentum_owner;

--
-- Name: FUNCTION _score_announcement(p_event_type text, p_user_id uuid, p_score_date date, p_momentum_state text, p_final_score numeric, p_previous_state text, p_now timestamp with time zone); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._score_announcement(p_event_type text, p_user_id uuid, p_score_date date, p_momentum_state text, p_final_score numeric, p_previous_state text, p_now timestamp with time zone) IS 'What there is to announce of one score: channels, payload and cache keys';

--
-- Name: _score_days(text, date, date, uuid[], integer, integer); Type: PROCEDURE; Schema: momentum; Owner: momentum_owner
--

CREATE PROCEDURE momentum._score_days(IN p_operation text, IN p_from date, IN p_to date, IN p_user_ids uuid[], IN p_page_size integer, IN p_commit_every integer)
    LANGUAGE plpgsql
    AS $$
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
$$;

ALTER PROCEDURE momentum._score_days(IN p_operation text, IN p_from date, IN p_to date, IN p_user_ids uuid[], IN p_page_size integer, IN p_commit_every integer) OWNER TO momentum_owner;

--
-- Name: PROCEDURE _score_days(IN p_operation text, IN p_from date, IN p_to date, IN p_user_ids uuid[], IN p_page_size integer, IN p_commit_every integer); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON PROCEDURE momentum._score_days(IN p_operation text, IN p_from date, IN p_to date, IN p_user_ids uuid[], IN p_page_size integer, IN p_commit_every integer) IS 'Scores a span of days in date order and in pages, committing as it goes';

--
-- Name: score_versions; Type: TABLE; Schema: momentum; Owner: momentum_owner
--

CREATE TABLE momentum.score_versions (
    version text NOT NULL,
    max_events_per_type integer,
    max_weight_per_day numeric(10,2) NOT NULL,
    default_weight numeric(8,2) DEFAULT 0 NOT NULL,
    half_life_days numeric(6,2) DEFAULT 10 NOT NULL,
    history_days integer DEFAULT 30 NOT NULL,
    raw_share numeric(4,3) DEFAULT 0.7 NOT NULL,
    rising_threshold numeric(5,2) DEFAULT 70 NOT NULL,
    needs_care_threshold numeric(5,2) DEFAULT 45 NOT NULL,
    hysteresis numeric(5,2) DEFAULT 2 NOT NULL,
    zero_event_policy text DEFAULT 'zero'::text NOT NULL,
    effective_from date,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT score_versions_bands_are_in_order CHECK (((hysteresis >= (0)::numeric) AND (hysteresis < 'NaN'::numeric) AND (needs_care_threshold >= (0)::numeric) AND (rising_threshold <= (100)::numeric) AND ((needs_care_threshold + hysteresis) < (rising_threshold - hysteresis)))),
    CONSTRAINT score_versions_day_cap_is_positive CHECK (((max_weight_per_day > (0)::numeric) AND (max_weight_per_day < 'NaN'::numeric))),
    CONSTRAINT score_versions_default_weight_is_not_negative CHECK (((default_weight >= (0)::numeric) AND (default_weight < 'NaN'::numeric))),
    CONSTRAINT score_versions_effective_from_is_a_start CHECK ((effective_from < 'infinity'::date)),
    CONSTRAINT score_versions_half_life_is_positive CHECK (((half_life_days > (0)::numeric) AND (half_life_days < 'NaN'::numeric))),
    CONSTRAINT score_versions_history_is_bounded CHECK (((history_days >= 0) AND (history_days <= 366))),
    CONSTRAINT score_versions_raw_share_is_a_share CHECK (((raw_share >= (0)::numeric) AND (raw_share <= (1)::numeric))),
    CONSTRAINT score_versions_type_cap_is_positive CHECK ((max_events_per_type > 0)),
    CONSTRAINT score_versions_version_is_a_name CHECK (((version ~ '\S'::text) AND (length(version) <= 200))),
    CONSTRAINT score_versions_version_is_not_legacy CHECK ((version <> 'legacy'::text)),
    CONSTRAINT score_versions_zero_event_policy_is_known CHECK ((zero_event_policy = ANY (ARRAY['decay'::text, 'zero'::text])))
);

ALTER TABLE momentum.score_versions OWNER TO momentum_owner;

--
-- Name: TABLE score_versions; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON TABLE momentum.score_versions IS 'Parameters of the score. The version of a day is the newest with effective_from <= the day';

--
-- Name: COLUMN score_versions.max_events_per_type; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.score_versions.max_events_per_type IS 'Events of one type that count on one day; null: all';

--
-- Name: COLUMN score_versions.max_weight_per_day; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.score_versions.max_weight_per_day IS 'Points that count on one day; this many make a normalised score of 100';

--
-- Name: COLUMN score_versions.default_weight; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.score_versions.default_weight IS 'Points of an event type without a row in event_weights';

--
-- Name: COLUMN score_versions.half_life_days; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.score_versions.half_life_days IS 'Days after which a past score weighs half';

--
-- Name: COLUMN score_versions.history_days; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.score_versions.history_days IS 'Days of past scores that are read';

--
-- Name: COLUMN score_versions.raw_share; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.score_versions.raw_share IS 'Share (0 to 1) of the day itself in the blend with the decayed history';

--
-- Name: COLUMN score_versions.hysteresis; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.score_versions.hysteresis IS 'Points by which a score must leave Rising or NeedsCare before the state changes';

--
-- Name: COLUMN score_versions.zero_event_policy; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.score_versions.zero_event_policy IS 'Final score of a day without points: zero, or decay from the history';

--
-- Name: COLUMN score_versions.effective_from; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.score_versions.effective_from IS 'First day scored with this version; null: not active';

--
-- Name: _score_everyone(date, momentum.score_versions); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._score_everyone(p_score_date date, p_version momentum.score_versions) RETURNS SETOF momentum._score
    LANGUAGE plpgsql STABLE ROWS 100000
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    SET work_mem TO '128MB'
    SET jit TO 'off'
    SET enable_indexonlyscan TO 'off'
    AS $$
#variable_conflict use_column
DECLARE
    v_weights CONSTANT bigint[] := momentum._decay_weights(
        (p_version).half_life_days, (p_version).history_days
    );
BEGIN
    RETURN QUERY
    WITH wanted AS (
        SELECT active.user_id FROM momentum.active_users(p_score_date) AS active
    ),
    day_events AS (
        SELECT e.user_id, e.event_type, e.pillar_id
        FROM momentum.momentum_events AS e
        WHERE
            e.event_ts >= p_score_date::timestamp AT TIME ZONE 'UTC'
            AND e.event_ts < (p_score_date + 1)::timestamp AT TIME ZONE 'UTC'
            AND e.deleted_at IS NULL
    ),
    history AS (
        SELECT s.user_id, s.score_date, s.final_score, s.momentum_state
        FROM momentum.daily_engagement_scores AS s
        WHERE
            s.score_date >= p_score_date - (p_version).history_days
            AND s.score_date < p_score_date
    ),
    stored AS (
        SELECT s.*
        FROM momentum.daily_engagement_scores AS s
        WHERE s.score_date = p_score_date
    ),
    -- The score of p_score_date under p_version. It follows four row sources:
    --   wanted (user_id), day_events (user_id, event_type, pillar_id) of that day,
    --   history (user_id, score_date, final_score, momentum_state) of the history_days days before,
    --   stored (the row of daily_engagement_scores of that day); and v_weights, of _decay_weights.
    -- OFFSET 0 has what stands before it computed once per row rather than at each use.
    --
    --   points(type)     = weight(type) * min(count(type), max_events_per_type)
    --   raw_score        = min(sum of points, max_weight_per_day)
    --   normalized_score = 100 * raw_score / max_weight_per_day
    --   decayed          = (normalized + sum(final(d - k) * w(k))) / (1 + sum(w(k))),
    --                      w(k) = 0.5 ^ (k / half_life_days), an exponential moving average
    --   final_score      = raw_share * normalized + (1 - raw_share) * decayed
    --                      (normalized where there is no history; 0 for no points under 'zero')
    -- Types and pillars are told apart byte by byte: no sort has to ask the locale.
    grouped AS (
        SELECT
            e.user_id,
            e.event_type COLLATE "C" AS event_type,
            e.pillar_id COLLATE "C" AS pillar_id,
            count(*)::integer AS event_count
        FROM day_events AS e
        GROUP BY e.user_id, e.event_type COLLATE "C", e.pillar_id COLLATE "C"
    ),
    weights AS (
        SELECT w.event_type COLLATE "C" AS event_type, w.weight, w.pillar_id COLLATE "C" AS pillar_id
        FROM momentum.event_weights AS w
        WHERE w.version = (p_version).version
    ),
    -- JSON is put together as text: parsing it once per user is cheaper than building it in parts.
    events AS (
        SELECT
            t.user_id,
            sum(t.points) AS points,
            sum(t.event_count)::integer AS event_count,
            string_agg(
                to_json(t.event_type) || ': {"count": ' || t.event_count || ', "counted": '
                || t.counted || ', "points": ' || trim_scale(t.points) || '}',
                ', '
            ) AS breakdown
        FROM (
            SELECT
                n.user_id,
                n.event_type,
                n.event_count,
                n.counted,
                n.counted * COALESCE(w.weight, (p_version).default_weight) AS points
            FROM (
                SELECT
                    g.user_id,
                    g.event_type,
                    sum(g.event_count)::integer AS event_count,
                    LEAST(sum(g.event_count), (p_version).max_events_per_type)::integer AS counted
                FROM grouped AS g
                GROUP BY g.user_id, g.event_type
            ) AS n
            LEFT JOIN weights AS w ON w.event_type = n.event_type
            OFFSET 0
        ) AS t
        GROUP BY t.user_id
    ),
    -- A type cap that cuts events of several pillars serves these in the order of their ids.
    limited AS (
        SELECT g.user_id, g.event_type, g.pillar_id, g.event_count AS counted
        FROM grouped AS g
        WHERE (p_version).max_events_per_type IS NULL
        UNION ALL
        SELECT
            r.user_id,
            r.event_type,
            r.pillar_id,
            LEAST(r.running, (p_version).max_events_per_type)
            - LEAST(r.running - r.event_count, (p_version).max_events_per_type)
        FROM (
            SELECT
                g.*,
                sum(g.event_count) OVER (
                    PARTITION BY g.user_id, g.event_type
                    ORDER BY g.pillar_id
                )::integer AS running
            FROM grouped AS g
            WHERE (p_version).max_events_per_type IS NOT NULL
        ) AS r
    ),
    pillars AS (
        SELECT
            p.user_id,
            string_agg(to_json(p.pillar) || ': ' || trim_scale(p.points), ', ') AS breakdown
        FROM (
            SELECT
                l.user_id,
                COALESCE(l.pillar_id, w.pillar_id, 'unassigned') AS pillar,
                sum(l.counted * COALESCE(w.weight, (p_version).default_weight)) AS points
            FROM limited AS l
            LEFT JOIN weights AS w ON w.event_type = l.event_type
            WHERE l.counted > 0 AND COALESCE(w.weight, (p_version).default_weight) > 0
            GROUP BY l.user_id, COALESCE(l.pillar_id, w.pillar_id, 'unassigned')
        ) AS p
        GROUP BY p.user_id
    ),
    -- Hundredths times weights to twelve decimals: sums of whole numbers are exact in any order,
    -- and quick.
    past AS (
        SELECT
            h.user_id,
            sum((h.final_score * 100)::integer * v_weights[h.days_back]) AS weighted_sum,
            sum(v_weights[h.days_back]) AS weight_sum,
            count(*) AS history_rows,
            -- the newest row: its day, with the initial of its state in the seven lowest bits
            max(ascii(h.momentum_state) - h.days_back * 128) AS newest
        FROM (SELECT s.*, p_score_date - s.score_date AS days_back FROM history AS s) AS h
        GROUP BY h.user_id
    ),
    measured AS (
        SELECT
            u.user_id,
            COALESCE(e.points, 0) AS points,
            LEAST(COALESCE(e.points, 0), (p_version).max_weight_per_day) AS raw_score,
            COALESCE(e.event_count, 0) AS event_count,
            '{"events": {' || COALESCE(e.breakdown, '') || '}, "pillars": {'
            || COALESCE(p.breakdown, '') || '}}' AS breakdown,
            COALESCE(h.weighted_sum * 0.00000000000001, 0) AS weighted_sum,
            1 + COALESCE(h.weight_sum * 0.000000000001, 0) AS weight_sum,
            COALESCE(h.history_rows, 0) AS history_rows,
            CASE chr(h.newest & 127)
                WHEN 'R' THEN 'Rising' WHEN 'S' THEN 'Steady' WHEN 'N' THEN 'NeedsCare'
            END AS previous_state
        FROM wanted AS u
        LEFT JOIN events AS e ON e.user_id = u.user_id
        LEFT JOIN pillars AS p ON p.user_id = u.user_id
        LEFT JOIN past AS h ON h.user_id = u.user_id
        OFFSET 0
    ),
    blended AS (
        SELECT
            m.*,
            100 * m.raw_score / (p_version).max_weight_per_day AS normalized,
            CASE
                WHEN m.raw_score = 0 AND (p_version).zero_event_policy = 'zero' THEN 0.00
                -- one division, at the end: a quotient cut off before it could lose an exact half
                ELSE round(
                    (
                        (p_version).raw_share * 100 * m.raw_score * m.weight_sum
                        + (1 - (p_version).raw_share)
                        * (100 * m.raw_score + (p_version).max_weight_per_day * m.weighted_sum)
                    )
                    / ((p_version).max_weight_per_day * m.weight_sum),
                    2
                )
            END AS final_score
        FROM measured AS m
        OFFSET 0
    ),
    scored AS (
        SELECT
            b.user_id,
            b.raw_score::numeric(10, 2) AS raw_score,
            round(b.normalized, 2) AS normalized_score,
            b.final_score,
            CASE
                WHEN
                    b.previous_state = 'Rising'
                    AND b.final_score >= (p_version).rising_threshold - (p_version).hysteresis
                    THEN 'Rising'
                WHEN
                    b.previous_state = 'NeedsCare'
                    AND b.final_score <= (p_version).needs_care_threshold + (p_version).hysteresis
                    THEN 'NeedsCare'
                WHEN b.final_score >= (p_version).rising_threshold THEN 'Rising'
                WHEN b.final_score >= (p_version).needs_care_threshold THEN 'Steady'
                ELSE 'NeedsCare'
            END AS momentum_state,
            b.breakdown::jsonb AS breakdown,
            b.event_count,
            (
                '{"points": ' || trim_scale(b.points)
                || ', "decayed": ' || round((b.normalized + b.weighted_sum) / b.weight_sum, 4)
                || ', "history_rows": ' || b.history_rows
                || ', "previous_state": ' || COALESCE('"' || b.previous_state || '"', 'null') || '}'
            )::jsonb AS calculation_metadata
        FROM blended AS b
        OFFSET 0
    )
    SELECT
        computed.*,
        CASE
            WHEN stored.user_id IS NULL THEN 'insert'
            WHEN
                stored.algorithm_version <> (p_version).version
                AND NOT EXISTS (
                    SELECT FROM momentum.score_versions AS v
                    WHERE v.version = stored.algorithm_version
                )
                THEN 'replace'
            WHEN
                (
                    stored.raw_score, stored.normalized_score, stored.final_score,
                    stored.momentum_state, stored.event_count, stored.algorithm_version,
                    stored.breakdown, stored.calculation_metadata
                )
                IS DISTINCT FROM (
                    computed.raw_score, computed.normalized_score, computed.final_score,
                    computed.momentum_state, computed.event_count, (p_version).version,
                    computed.breakdown, computed.calculation_metadata
                )
                THEN 'update'
            ELSE 'none'
        END AS change
    FROM scored AS computed
    LEFT JOIN stored ON stored.user_id = computed.user_id;
END
$$;

ALTER FUNCTION momentum._score_everyone(p_score_date date, p_version momentum.score_versions) OWNER TO momentum_owner;

--
-- Name: FUNCTION _score_everyone(p_score_date date, p_version momentum.score_versions); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._score_everyone(p_score_date date, p_version momentum.score_versions) IS 'Computes the score of a UTC day under a version for everyone active; formula: exponentially decayed blend, see formula.inc of its source';

--
-- Name: _score_live(uuid[]); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._score_live(p_user_ids uuid[]) RETURNS uuid[]
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
DECLARE
    v_today CONSTANT date := momentum._today();
    v_version momentum.score_versions;
    v_live uuid[];
    v_written uuid[];
BEGIN
    IF NOT EXISTS (
        SELECT FROM momentum.settings AS s WHERE s.name = 'live_scoring' AND s.value = 'on'
    ) THEN
        RETURN '{}'::uuid[];
    END IF;
    v_live := momentum._try_lock_users(ARRAY(
        SELECT u.id FROM momentum._users AS u
        WHERE u.id = ANY (p_user_ids) AND u.deleted_at IS NULL
    ));
    IF v_live <> '{}' THEN
        -- read under the lock: until then the version could change
        v_version := momentum._version_in_effect(v_today);
        IF v_version.version IS NULL THEN
            RETURN '{}'::uuid[];
        END IF;
        SELECT w.written INTO v_written
        FROM momentum._write_scores(
            v_today, v_version, v_live, ARRAY['insert', 'update']
        ) AS w;
        PERFORM momentum._queue_later_days(v_written, v_today, 'live scoring');
    END IF;
    RETURN v_live;
END
$$;

ALTER FUNCTION momentum._score_live(p_user_ids uuid[]) OWNER TO momentum_owner;

--
-- Name: FUNCTION _score_live(p_user_ids uuid[]); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._score_live(p_user_ids uuid[]) IS 'Scores today for those of the users whose lock is free, and returns them';

--
-- Name: _score_user(date, momentum.score_versions, uuid); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._score_user(p_score_date date, p_version momentum.score_versions, p_user_id uuid) RETURNS SETOF momentum._score
    LANGUAGE plpgsql STABLE ROWS 1
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET jit TO 'off'
    AS $$
#variable_conflict use_column
DECLARE
    v_weights CONSTANT bigint[] := momentum._decay_weights(
        (p_version).half_life_days, (p_version).history_days
    );
    v_from CONSTANT date := p_score_date - (p_version).history_days;
BEGIN
    RETURN QUERY
    WITH wanted AS NOT MATERIALIZED (
        SELECT p_user_id AS user_id
    ),
    day_events AS (
        SELECT e.user_id, e.event_type, e.pillar_id
        FROM momentum.momentum_events AS e
        WHERE
            e.user_id = p_user_id
            AND e.event_ts >= p_score_date::timestamp AT TIME ZONE 'UTC'
            AND e.event_ts < (p_score_date + 1)::timestamp AT TIME ZONE 'UTC'
            AND e.deleted_at IS NULL
    ),
    history AS (
        SELECT s.user_id, s.score_date, s.final_score, s.momentum_state
        FROM momentum.daily_engagement_scores AS s
        WHERE s.user_id = p_user_id AND s.score_date >= v_from AND s.score_date < p_score_date
    ),
    stored AS (
        SELECT s.*
        FROM momentum.daily_engagement_scores AS s
        WHERE s.user_id = p_user_id AND s.score_date = p_score_date
    ),
    -- The score of p_score_date under p_version. It follows four row sources:
    --   wanted (user_id), day_events (user_id, event_type, pillar_id) of that day,
    --   history (user_id, score_date, final_score, momentum_state) of the history_days days before,
    --   stored (the row of daily_engagement_scores of that day); and v_weights, of _decay_weights.
    -- OFFSET 0 has what stands before it computed once per row rather than at each use.
    --
    --   points(type)     = weight(type) * min(count(type), max_events_per_type)
    --   raw_score        = min(sum of points, max_weight_per_day)
    --   normalized_score = 100 * raw_score / max_weight_per_day
    --   decayed          = (normalized + sum(final(d - k) * w(k))) / (1 + sum(w(k))),
    --                      w(k) = 0.5 ^ (k / half_life_days), an exponential moving average
    --   final_score      = raw_share * normalized + (1 - raw_share) * decayed
    --                      (normalized where there is no history; 0 for no points under 'zero')
    -- Types and pillars are told apart byte by byte: no sort has to ask the locale.
    grouped AS (
        SELECT
            e.user_id,
            e.event_type COLLATE "C" AS event_type,
            e.pillar_id COLLATE "C" AS pillar_id,
            count(*)::integer AS event_count
        FROM day_events AS e
        GROUP BY e.user_id, e.event_type COLLATE "C", e.pillar_id COLLATE "C"
    ),
    weights AS (
        SELECT w.event_type COLLATE "C" AS event_type, w.weight, w.pillar_id COLLATE "C" AS pillar_id
        FROM momentum.event_weights AS w
        WHERE w.version = (p_version).version
    ),
    -- JSON is put together as text: parsing it once per user is cheaper than building it in parts.
    events AS (
        SELECT
            t.user_id,
            sum(t.points) AS points,
            sum(t.event_count)::integer AS event_count,
            string_agg(
                to_json(t.event_type) || ': {"count": ' || t.event_count || ', "counted": '
                || t.counted || ', "points": ' || trim_scale(t.points) || '}',
                ', '
            ) AS breakdown
        FROM (
            SELECT
                n.user_id,
                n.event_type,
                n.event_count,
                n.counted,
                n.counted * COALESCE(w.weight, (p_version).default_weight) AS points
            FROM (
                SELECT
                    g.user_id,
                    g.event_type,
                    sum(g.event_count)::integer AS event_count,
                    LEAST(sum(g.event_count), (p_version).max_events_per_type)::integer AS counted
                FROM grouped AS g
                GROUP BY g.user_id, g.event_type
            ) AS n
            LEFT JOIN weights AS w ON w.event_type = n.event_type
            OFFSET 0
        ) AS t
        GROUP BY t.user_id
    ),
    -- A type cap that cuts events of several pillars serves these in the order of their ids.
    limited AS (
        SELECT g.user_id, g.event_type, g.pillar_id, g.event_count AS counted
        FROM grouped AS g
        WHERE (p_version).max_events_per_type IS NULL
        UNION ALL
        SELECT
            r.user_id,
            r.event_type,
            r.pillar_id,
            LEAST(r.running, (p_version).max_events_per_type)
            - LEAST(r.running - r.event_count, (p_version).max_events_per_type)
        FROM (
            SELECT
                g.*,
                sum(g.event_count) OVER (
                    PARTITION BY g.user_id, g.event_type
                    ORDER BY g.pillar_id
                )::integer AS running
            FROM grouped AS g
            WHERE (p_version).max_events_per_type IS NOT NULL
        ) AS r
    ),
    pillars AS (
        SELECT
            p.user_id,
            string_agg(to_json(p.pillar) || ': ' || trim_scale(p.points), ', ') AS breakdown
        FROM (
            SELECT
                l.user_id,
                COALESCE(l.pillar_id, w.pillar_id, 'unassigned') AS pillar,
                sum(l.counted * COALESCE(w.weight, (p_version).default_weight)) AS points
            FROM limited AS l
            LEFT JOIN weights AS w ON w.event_type = l.event_type
            WHERE l.counted > 0 AND COALESCE(w.weight, (p_version).default_weight) > 0
            GROUP BY l.user_id, COALESCE(l.pillar_id, w.pillar_id, 'unassigned')
        ) AS p
        GROUP BY p.user_id
    ),
    -- Hundredths times weights to twelve decimals: sums of whole numbers are exact in any order,
    -- and quick.
    past AS (
        SELECT
            h.user_id,
            sum((h.final_score * 100)::integer * v_weights[h.days_back]) AS weighted_sum,
            sum(v_weights[h.days_back]) AS weight_sum,
            count(*) AS history_rows,
            -- the newest row: its day, with the initial of its state in the seven lowest bits
            max(ascii(h.momentum_state) - h.days_back * 128) AS newest
        FROM (SELECT s.*, p_score_date - s.score_date AS days_back FROM history AS s) AS h
        GROUP BY h.user_id
    ),
    measured AS (
        SELECT
            u.user_id,
            COALESCE(e.points, 0) AS points,
            LEAST(COALESCE(e.points, 0), (p_version).max_weight_per_day) AS raw_score,
            COALESCE(e.event_count, 0) AS event_count,
            '{"events": {' || COALESCE(e.breakdown, '') || '}, "pillars": {'
            || COALESCE(p.breakdown, '') || '}}' AS breakdown,
            COALESCE(h.weighted_sum * 0.00000000000001, 0) AS weighted_sum,
            1 + COALESCE(h.weight_sum * 0.000000000001, 0) AS weight_sum,
            COALESCE(h.history_rows, 0) AS history_rows,
            CASE chr(h.newest & 127)
                WHEN 'R' THEN 'Rising' WHEN 'S' THEN 'Steady' WHEN 'N' THEN 'NeedsCare'
            END AS previous_state
        FROM wanted AS u
        LEFT JOIN events AS e ON e.user_id = u.user_id
        LEFT JOIN pillars AS p ON p.user_id = u.user_id
        LEFT JOIN past AS h ON h.user_id = u.user_id
        OFFSET 0
    ),
    blended AS (
        SELECT
            m.*,
            100 * m.raw_score / (p_version).max_weight_per_day AS normalized,
            CASE
                WHEN m.raw_score = 0 AND (p_version).zero_event_policy = 'zero' THEN 0.00
                -- one division, at the end: a quotient cut off before it could lose an exact half
                ELSE round(
                    (
                        (p_version).raw_share * 100 * m.raw_score * m.weight_sum
                        + (1 - (p_version).raw_share)
                        * (100 * m.raw_score + (p_version).max_weight_per_day * m.weighted_sum)
                    )
                    / ((p_version).max_weight_per_day * m.weight_sum),
                    2
                )
            END AS final_score
        FROM measured AS m
        OFFSET 0
    ),
    scored AS (
        SELECT
            b.user_id,
            b.raw_score::numeric(10, 2) AS raw_score,
            round(b.normalized, 2) AS normalized_score,
            b.final_score,
            CASE
                WHEN
                    b.previous_state = 'Rising'
                    AND b.final_score >= (p_version).rising_threshold - (p_version).hysteresis
                    THEN 'Rising'
                WHEN
                    b.previous_state = 'NeedsCare'
                    AND b.final_score <= (p_version).needs_care_threshold + (p_version).hysteresis
                    THEN 'NeedsCare'
                WHEN b.final_score >= (p_version).rising_threshold THEN 'Rising'
                WHEN b.final_score >= (p_version).needs_care_threshold THEN 'Steady'
                ELSE 'NeedsCare'
            END AS momentum_state,
            b.breakdown::jsonb AS breakdown,
            b.event_count,
            (
                '{"points": ' || trim_scale(b.points)
                || ', "decayed": ' || round((b.normalized + b.weighted_sum) / b.weight_sum, 4)
                || ', "history_rows": ' || b.history_rows
                || ', "previous_state": ' || COALESCE('"' || b.previous_state || '"', 'null') || '}'
            )::jsonb AS calculation_metadata
        FROM blended AS b
        OFFSET 0
    )
    SELECT
        computed.*,
        CASE
            WHEN stored.user_id IS NULL THEN 'insert'
            WHEN
                stored.algorithm_version <> (p_version).version
                AND NOT EXISTS (
                    SELECT FROM momentum.score_versions AS v
                    WHERE v.version = stored.algorithm_version
                )
                THEN 'replace'
            WHEN
                (
                    stored.raw_score, stored.normalized_score, stored.final_score,
                    stored.momentum_state, stored.event_count, stored.algorithm_version,
                    stored.breakdown, stored.calculation_metadata
                )
                IS DISTINCT FROM (
                    computed.raw_score, computed.normalized_score, computed.final_score,
                    computed.momentum_state, computed.event_count, (p_version).version,
                    computed.breakdown, computed.calculation_metadata
                )
                THEN 'update'
            ELSE 'none'
        END AS change
    FROM scored AS computed
    LEFT JOIN stored ON stored.user_id = computed.user_id;
END
$$;

ALTER FUNCTION momentum._score_user(p_score_date date, p_version momentum.score_versions, p_user_id uuid) OWNER TO momentum_owner;

--
-- Name: FUNCTION _score_user(p_score_date date, p_version momentum.score_versions, p_user_id uuid); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._score_user(p_score_date date, p_version momentum.score_versions, p_user_id uuid) IS 'Computes the score of a UTC day under a version for one user; formula: exponentially decayed blend, see formula.inc of its source';

--
-- Name: _score_users(date, momentum.score_versions, uuid[], date, momentum._past_score[]); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._score_users(p_score_date date, p_version momentum.score_versions, p_user_ids uuid[], p_given_from date DEFAULT NULL::date, p_given momentum._past_score[] DEFAULT NULL::momentum._past_score[]) RETURNS SETOF momentum._score
    LANGUAGE plpgsql STABLE ROWS 100
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET enable_nestloop TO 'off'
    SET jit TO 'off'
    AS $$
#variable_conflict use_column
DECLARE
    v_weights CONSTANT bigint[] := momentum._decay_weights(
        (p_version).half_life_days, (p_version).history_days
    );
    v_from CONSTANT date := p_score_date - (p_version).history_days;
    v_stored_until CONSTANT date := COALESCE(p_given_from, p_score_date);
BEGIN
    RETURN QUERY
    WITH wanted AS (
        SELECT named.user_id FROM unnest(p_user_ids) AS named (user_id)
    ),
    day_events AS (
        SELECT u.user_id, e.event_type, e.pillar_id
        FROM wanted AS u
        CROSS JOIN LATERAL (
            SELECT own.event_type, own.pillar_id
            FROM momentum.momentum_events AS own
            WHERE
                own.user_id = u.user_id
                AND own.event_ts >= p_score_date::timestamp AT TIME ZONE 'UTC'
                AND own.event_ts < (p_score_date + 1)::timestamp AT TIME ZONE 'UTC'
                AND own.deleted_at IS NULL
            OFFSET 0
        ) AS e
    ),
    history AS (
        SELECT u.user_id, s.score_date, s.final_score, s.momentum_state
        FROM wanted AS u
        CROSS JOIN LATERAL (
            SELECT own.score_date, own.final_score, own.momentum_state
            FROM momentum.daily_engagement_scores AS own
            WHERE
                own.user_id = u.user_id
                AND own.score_date >= v_from
                AND own.score_date < v_stored_until
            OFFSET 0
        ) AS s
        UNION ALL
        SELECT g.user_id, g.score_date, g.final_score, g.momentum_state
        FROM unnest(p_given) AS g
        WHERE
            p_given_from IS NOT NULL
            AND g.score_date >= v_from
            AND g.score_date < p_score_date
    ),
    stored AS (
        SELECT s.*
        FROM wanted AS u
        CROSS JOIN LATERAL (
            SELECT own.*
            FROM momentum.daily_engagement_scores AS own
            WHERE own.user_id = u.user_id AND own.score_date = p_score_date
            OFFSET 0
        ) AS s
    ),
    -- The score of p_score_date under p_version. It follows four row sources:
    --   wanted (user_id), day_events (user_id, event_type, pillar_id) of that day,
    --   history (user_id, score_date, final_score, momentum_state) of the history_days days before,
    --   stored (the row of daily_engagement_scores of that day); and v_weights, of _decay_weights.
    -- OFFSET 0 has what stands before it computed once per row rather than at each use.
    --
    --   points(type)     = weight(type) * min(count(type), max_events_per_type)
    --   raw_score        = min(sum of points, max_weight_per_day)
    --   normalized_score = 100 * raw_score / max_weight_per_day
    --   decayed          = (normalized + sum(final(d - k) * w(k))) / (1 + sum(w(k))),
    --                      w(k) = 0.5 ^ (k / half_life_days), an exponential moving average
    --   final_score      = raw_share * normalized + (1 - raw_share) * decayed
    --                      (normalized where there is no history; 0 for no points under 'zero')
    -- Types and pillars are told apart byte by byte: no sort has to ask the locale.
    grouped AS (
        SELECT
            e.user_id,
            e.event_type COLLATE "C" AS event_type,
            e.pillar_id COLLATE "C" AS pillar_id,
            count(*)::integer AS event_count
        FROM day_events AS e
        GROUP BY e.user_id, e.event_type COLLATE "C", e.pillar_id COLLATE "C"
    ),
    weights AS (
        SELECT w.event_type COLLATE "C" AS event_type, w.weight, w.pillar_id COLLATE "C" AS pillar_id
        FROM momentum.event_weights AS w
        WHERE w.version = (p_version).version
    ),
    -- JSON is put together as text: parsing it once per user is cheaper than building it in parts.
    events AS (
        SELECT
            t.user_id,
            sum(t.points) AS points,
            sum(t.event_count)::integer AS event_count,
            string_agg(
                to_json(t.event_type) || ': {"count": ' || t.event_count || ', "counted": '
                || t.counted || ', "points": ' || trim_scale(t.points) || '}',
                ', '
            ) AS breakdown
        FROM (
            SELECT
                n.user_id,
                n.event_type,
                n.event_count,
                n.counted,
                n.counted * COALESCE(w.weight, (p_version).default_weight) AS points
            FROM (
                SELECT
                    g.user_id,
                    g.event_type,
                    sum(g.event_count)::integer AS event_count,
                    LEAST(sum(g.event_count), (p_version).max_events_per_type)::integer AS counted
                FROM grouped AS g
                GROUP BY g.user_id, g.event_type
            ) AS n
            LEFT JOIN weights AS w ON w.event_type = n.event_type
            OFFSET 0
        ) AS t
        GROUP BY t.user_id
    ),
    -- A type cap that cuts events of several pillars serves these in the order of their ids.
    limited AS (
        SELECT g.user_id, g.event_type, g.pillar_id, g.event_count AS counted
        FROM grouped AS g
        WHERE (p_version).max_events_per_type IS NULL
        UNION ALL
        SELECT
            r.user_id,
            r.event_type,
            r.pillar_id,
            LEAST(r.running, (p_version).max_events_per_type)
            - LEAST(r.running - r.event_count, (p_version).max_events_per_type)
        FROM (
            SELECT
                g.*,
                sum(g.event_count) OVER (
                    PARTITION BY g.user_id, g.event_type
                    ORDER BY g.pillar_id
                )::integer AS running
            FROM grouped AS g
            WHERE (p_version).max_events_per_type IS NOT NULL
        ) AS r
    ),
    pillars AS (
        SELECT
            p.user_id,
            string_agg(to_json(p.pillar) || ': ' || trim_scale(p.points), ', ') AS breakdown
        FROM (
            SELECT
                l.user_id,
                COALESCE(l.pillar_id, w.pillar_id, 'unassigned') AS pillar,
                sum(l.counted * COALESCE(w.weight, (p_version).default_weight)) AS points
            FROM limited AS l
            LEFT JOIN weights AS w ON w.event_type = l.event_type
            WHERE l.counted > 0 AND COALESCE(w.weight, (p_version).default_weight) > 0
            GROUP BY l.user_id, COALESCE(l.pillar_id, w.pillar_id, 'unassigned')
        ) AS p
        GROUP BY p.user_id
    ),
    -- Hundredths times weights to twelve decimals: sums of whole numbers are exact in any order,
    -- and quick.
    past AS (
        SELECT
            h.user_id,
            sum((h.final_score * 100)::integer * v_weights[h.days_back]) AS weighted_sum,
            sum(v_weights[h.days_back]) AS weight_sum,
            count(*) AS history_rows,
            -- the newest row: its day, with the initial of its state in the seven lowest bits
            max(ascii(h.momentum_state) - h.days_back * 128) AS newest
        FROM (SELECT s.*, p_score_date - s.score_date AS days_back FROM history AS s) AS h
        GROUP BY h.user_id
    ),
    measured AS (
        SELECT
            u.user_id,
            COALESCE(e.points, 0) AS points,
            LEAST(COALESCE(e.points, 0), (p_version).max_weight_per_day) AS raw_score,
            COALESCE(e.event_count, 0) AS event_count,
            '{"events": {' || COALESCE(e.breakdown, '') || '}, "pillars": {'
            || COALESCE(p.breakdown, '') || '}}' AS breakdown,
            COALESCE(h.weighted_sum * 0.00000000000001, 0) AS weighted_sum,
            1 + COALESCE(h.weight_sum * 0.000000000001, 0) AS weight_sum,
            COALESCE(h.history_rows, 0) AS history_rows,
            CASE chr(h.newest & 127)
                WHEN 'R' THEN 'Rising' WHEN 'S' THEN 'Steady' WHEN 'N' THEN 'NeedsCare'
            END AS previous_state
        FROM wanted AS u
        LEFT JOIN events AS e ON e.user_id = u.user_id
        LEFT JOIN pillars AS p ON p.user_id = u.user_id
        LEFT JOIN past AS h ON h.user_id = u.user_id
        OFFSET 0
    ),
    blended AS (
        SELECT
            m.*,
            100 * m.raw_score / (p_version).max_weight_per_day AS normalized,
            CASE
                WHEN m.raw_score = 0 AND (p_version).zero_event_policy = 'zero' THEN 0.00
                -- one division, at the end: a quotient cut off before it could lose an exact half
                ELSE round(
                    (
                        (p_version).raw_share * 100 * m.raw_score * m.weight_sum
                        + (1 - (p_version).raw_share)
                        * (100 * m.raw_score + (p_version).max_weight_per_day * m.weighted_sum)
                    )
                    / ((p_version).max_weight_per_day * m.weight_sum),
                    2
                )
            END AS final_score
        FROM measured AS m
        OFFSET 0
    ),
    scored AS (
        SELECT
            b.user_id,
            b.raw_score::numeric(10, 2) AS raw_score,
            round(b.normalized, 2) AS normalized_score,
            b.final_score,
            CASE
                WHEN
                    b.previous_state = 'Rising'
                    AND b.final_score >= (p_version).rising_threshold - (p_version).hysteresis
                    THEN 'Rising'
                WHEN
                    b.previous_state = 'NeedsCare'
                    AND b.final_score <= (p_version).needs_care_threshold + (p_version).hysteresis
                    THEN 'NeedsCare'
                WHEN b.final_score >= (p_version).rising_threshold THEN 'Rising'
                WHEN b.final_score >= (p_version).needs_care_threshold THEN 'Steady'
                ELSE 'NeedsCare'
            END AS momentum_state,
            b.breakdown::jsonb AS breakdown,
            b.event_count,
            (
                '{"points": ' || trim_scale(b.points)
                || ', "decayed": ' || round((b.normalized + b.weighted_sum) / b.weight_sum, 4)
                || ', "history_rows": ' || b.history_rows
                || ', "previous_state": ' || COALESCE('"' || b.previous_state || '"', 'null') || '}'
            )::jsonb AS calculation_metadata
        FROM blended AS b
        OFFSET 0
    )
    SELECT
        computed.*,
        CASE
            WHEN stored.user_id IS NULL THEN 'insert'
            WHEN
                stored.algorithm_version <> (p_version).version
                AND NOT EXISTS (
                    SELECT FROM momentum.score_versions AS v
                    WHERE v.version = stored.algorithm_version
                )
                THEN 'replace'
            WHEN
                (
                    stored.raw_score, stored.normalized_score, stored.final_score,
                    stored.momentum_state, stored.event_count, stored.algorithm_version,
                    stored.breakdown, stored.calculation_metadata
                )
                IS DISTINCT FROM (
                    computed.raw_score, computed.normalized_score, computed.final_score,
                    computed.momentum_state, computed.event_count, (p_version).version,
                    computed.breakdown, computed.calculation_metadata
                )
                THEN 'update'
            ELSE 'none'
        END AS change
    FROM scored AS computed
    LEFT JOIN stored ON stored.user_id = computed.user_id;
END
$$;

ALTER FUNCTION momentum._score_users(p_score_date date, p_version momentum.score_versions, p_user_ids uuid[], p_given_from date, p_given momentum._past_score[]) OWNER TO momentum_owner;

--
-- Name: FUNCTION _score_users(p_score_date date, p_version momentum.score_versions, p_user_ids uuid[], p_given_from date, p_given momentum._past_score[]); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._score_users(p_score_date date, p_version momentum.score_versions, p_user_ids uuid[], p_given_from date, p_given momentum._past_score[]) IS 'Computes the score of a UTC day under a version for the users named; formula: exponentially decayed blend, see formula.inc of its source';

--
-- Name: _score_version(text, date); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._score_version(p_version text, p_score_date date) RETURNS momentum.score_versions
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    v_version momentum.score_versions;
BEGIN
    IF p_version IS NULL THEN
        v_version := momentum._version_in_effect(p_score_date);
    ELSE
        SELECT v.* INTO v_version
        FROM momentum.score_versions AS v
        WHERE v.version = p_version;
    END IF;
    IF v_version.version IS NULL THEN
        RAISE EXCEPTION '%', COALESCE(
            'unknown score version: ' || left(p_version, 100),
            'no score version is in effect on ' || p_score_date
        )
            USING ERRCODE = 'PM002',
                  HINT = 'The versions are the rows of momentum.score_versions.';
    END IF;
    RETURN v_version;
END
$$;

ALTER FUNCTION momentum._score_version(p_version text, p_score_date date) OWNER TO momentum_owner;

--
-- Name: FUNCTION _score_version(p_version text, p_score_date date); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._score_version(p_version text, p_score_date date) IS 'The score version of that name or, for null, of that day. Errors: PM002';

--
-- Name: _sequence_events(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._sequence_events() RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET jit TO 'off'
    AS $$
DECLARE
    v_at_once CONSTANT integer := 50000;
    v_give_up CONSTANT timestamptz := clock_timestamp() + interval '400 milliseconds';
    v_before momentum.realtime_positions;
    v_now timestamptz;
    v_base bigint;
    v_moved bigint;
    v_sleep double precision := 0.002::double precision;
BEGIN
    IF
        current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted')
        OR current_setting('transaction_read_only') = 'on'
    THEN
        RETURN 0::bigint;
    END IF;
    LOOP
        IF NOT EXISTS (SELECT FROM momentum.realtime_inbox) THEN
            RETURN 0::bigint;
        END IF;
        SELECT p.* INTO v_before
        FROM momentum.realtime_positions AS p WHERE p.singleton
        FOR UPDATE SKIP LOCKED;
        EXIT WHEN FOUND;
        IF clock_timestamp() > v_give_up THEN
            RETURN 0::bigint;
        END IF;
        PERFORM pg_sleep(v_sleep);
        v_sleep := LEAST(2 * v_sleep, 0.05);
    END LOOP;

    -- a new statement: it sees what the session before has moved
    v_now := momentum.clock();
    -- the sequence may be behind: it is not replicated, for one
    v_base := GREATEST(
        v_before.last_position, (SELECT s.last_value FROM momentum.realtime_positions_seen AS s)
    );
    WITH taken AS (
        DELETE FROM momentum.realtime_inbox AS i
        WHERE i.id <= (
            SELECT max(first.id)
            FROM (
                SELECT f.id FROM momentum.realtime_inbox AS f ORDER BY f.id LIMIT v_at_once
            ) AS first
        )
        RETURNING i.user_id, i.id, i.event_type, i.payload, i.created_at
    )
    INSERT INTO momentum.realtime_events (
        user_id, position, sequenced_at, event_type, payload, created_at
    )
    SELECT
        t.user_id, v_base + row_number() OVER (ORDER BY t.id), v_now,
        t.event_type, t.payload, t.created_at
    FROM taken AS t;
    GET DIAGNOSTICS v_moved = ROW_COUNT;
    IF v_moved > 0 THEN
        PERFORM setval('momentum.realtime_positions_seen', v_base + v_moved);
        UPDATE momentum.realtime_positions AS p
        SET
            last_position = v_base + v_moved,
            day_position = CASE
                WHEN
                    (v_now AT TIME ZONE 'UTC')::date
                    <> (v_before.sequenced_at AT TIME ZONE 'UTC')::date
                    THEN v_base
                ELSE v_before.day_position
            END,
            sequenced_at = v_now,
            timeline = DEFAULT
        WHERE p.singleton;
    END IF;
    IF random() < (
        SELECT s.value::double precision
        FROM momentum.settings AS s
        WHERE s.name = 'realtime_metrics_sample'
    ) THEN
        INSERT INTO momentum.realtime_event_metrics (
            event_type, channel_name, payload_size, processing_time_ms, created_at
        )
        SELECT
            e.event_type,
            'realtime_events',
            avg(pg_column_size(e.payload)),
            LEAST(
                GREATEST(0, avg(extract(epoch FROM v_now - e.created_at)) * 1000), 2147483647
            ),
            v_now
        FROM momentum.realtime_events AS e
        WHERE e.position > v_base AND e.position <= v_base + v_moved
        GROUP BY e.event_type;
    END IF;
    IF v_moved = v_at_once THEN
        PERFORM pg_notify('realtime_events', '');
    END IF;
    RETURN v_moved;
END
$$;

ALTER FUNCTION momentum._sequence_events() OWNER TO momentum_owner;

--
-- Name: FUNCTION _sequence_events(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._sequence_events() IS 'Moves what is committed from the inbox to realtime_events, and gives out the positions';

--
-- Name: _shorten(jsonb); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._shorten(p_payload jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    -- 40 keys, each with its value at most 180 bytes: it fits
    RETURN (
        SELECT COALESCE(jsonb_object_agg(k.key, k.value), '{}') || '{"truncated": true}'
        FROM (
            SELECT e.key, e.value
            FROM jsonb_each(p_payload) AS e
            WHERE
                (
                    e.key IN ('event_type', 'timestamp', 'message_number')
                    OR right(e.key, 3) = '_id'
                )
                AND pg_column_size(e.value) < 1000
                AND octet_length(to_jsonb(e.key)::text) + octet_length(e.value::text) <= 180
            ORDER BY
                e.key IN ('event_type', 'user_id', 'timestamp', 'message_number') DESC, e.key
            LIMIT 40
        ) AS k
    );
END
$$;

ALTER FUNCTION momentum._shorten(p_payload jsonb) OWNER TO momentum_owner;

--
-- Name: FUNCTION _shorten(p_payload jsonb); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._shorten(p_payload jsonb) IS 'What identifies a payload that is too long, with "truncated": true';

--
-- Name: _stage_activities(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._stage_activities() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    CREATE TEMPORARY TABLE staged_activities (
        line bigint NOT NULL,
        user_id text,
        activity_type text,
        completed_at text,
        activity_id text,
        organisation_id text,
        document text
    ) ON COMMIT DROP;
END
$$;

ALTER FUNCTION momentum._stage_activities() OWNER TO momentum_owner;

--
-- Name: FUNCTION _stage_activities(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._stage_activities() IS 'Makes the temporary table pg_temp.staged_activities, for the rest of the transaction';

--
-- Name: _stage_events(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._stage_events() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    CREATE TEMPORARY TABLE staged_events (
        line bigint NOT NULL,
        user_id text,
        event_type text,
        event_ts text,
        id text,
        pillar_id text,
        payload text,
        document text
    ) ON COMMIT DROP;
END
$$;

ALTER FUNCTION momentum._stage_events() OWNER TO momentum_owner;

--
-- Name: FUNCTION _stage_events(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._stage_events() IS 'Makes the temporary table pg_temp.staged_events, for the rest of the transaction';

--
-- Name: _staged_activity_problem(text, text, text, text, text); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._staged_activity_problem(p_user_id text, p_completed_at text, p_activity_id text, p_organisation_id text, p_document text) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    v_value text := 'the line';
    v_document jsonb;
    v_message text;
    v_detail text;
BEGIN
    v_document := p_document::jsonb;
    v_value := 'user_id';
    PERFORM COALESCE(p_user_id, v_document ->> 'user_id')::uuid;
    v_value := 'completed_at';
    PERFORM COALESCE(p_completed_at, v_document ->> 'completed_at')::timestamptz;
    v_value := 'activity_id';
    PERFORM COALESCE(p_activity_id, v_document ->> 'activity_id', v_document ->> 'id')::uuid;
    v_value := 'organisation_id';
    PERFORM COALESCE(p_organisation_id, v_document ->> 'organisation_id')::uuid;
    RETURN NULL;
EXCEPTION
    WHEN data_exception OR program_limit_exceeded THEN
        GET STACKED DIAGNOSTICS v_message = MESSAGE_TEXT, v_detail = PG_EXCEPTION_DETAIL;
        RETURN left(
            format('%s: %s', v_value, concat_ws('. ', v_message, NULLIF(v_detail, ''))), 300
        ) || ' [PM005]';
END
$$;

ALTER FUNCTION momentum._staged_activity_problem(p_user_id text, p_completed_at text, p_activity_id text, p_organisation_id text, p_document text) OWNER TO momentum_owner;

--
-- Name: FUNCTION _staged_activity_problem(p_user_id text, p_completed_at text, p_activity_id text, p_organisation_id text, p_document text); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._staged_activity_problem(p_user_id text, p_completed_at text, p_activity_id text, p_organisation_id text, p_document text) IS 'Why a staged line cannot be read; null when it can';

--
-- Name: _staged_event_problem(text, text, text, text, text); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._staged_event_problem(p_user_id text, p_event_ts text, p_id text, p_payload text, p_document text) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    v_value text := 'the line';
    v_document jsonb;
    v_message text;
    v_detail text;
BEGIN
    v_document := p_document::jsonb;
    v_value := 'user_id';
    PERFORM COALESCE(p_user_id, v_document ->> 'user_id')::uuid;
    v_value := 'event_ts';
    PERFORM COALESCE(p_event_ts, v_document ->> 'event_ts')::timestamptz;
    v_value := 'id';
    PERFORM COALESCE(p_id, v_document ->> 'id')::uuid;
    v_value := 'payload';
    PERFORM p_payload::jsonb;
    RETURN NULL;
EXCEPTION
    WHEN data_exception OR program_limit_exceeded THEN
        GET STACKED DIAGNOSTICS v_message = MESSAGE_TEXT, v_detail = PG_EXCEPTION_DETAIL;
        RETURN left(
            format('%s: %s', v_value, concat_ws('. ', v_message, NULLIF(v_detail, ''))), 300
        ) || ' [PM005]';
END
$$;

ALTER FUNCTION momentum._staged_event_problem(p_user_id text, p_event_ts text, p_id text, p_payload text, p_document text) OWNER TO momentum_owner;

--
-- Name: FUNCTION _staged_event_problem(p_user_id text, p_event_ts text, p_id text, p_payload text, p_document text); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._staged_event_problem(p_user_id text, p_event_ts text, p_id text, p_payload text, p_document text) IS 'Why a staged line cannot be read; null when it can';

--
-- Name: _start_sessions(momentum._session_change[], boolean); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._start_sessions(p_changes momentum._session_change[], p_may_start boolean) RETURNS momentum._session_change[]
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
DECLARE
    v_absent CONSTANT momentum._session_change[] := ARRAY(
        SELECT c
        FROM unnest(p_changes) AS c
        WHERE NOT EXISTS (
            SELECT
            FROM momentum.annual_summary AS s
            WHERE s.user_id = c.user_id AND s.year = c.year
        )
    );
    v_new CONSTANT momentum._session_change[] := ARRAY(
        SELECT c
        FROM unnest(v_absent) AS c
        WHERE p_may_start AND c.sessions > 0 AND NOT c.is_removal
    );
    v_mine CONSTANT momentum._session_change[] := ARRAY(
        SELECT c
        FROM unnest(v_new) AS c
        WHERE pg_try_advisory_xact_lock(7715, momentum._lock_stripe(c.user_id))
    );
    v_rest momentum._session_change[];
BEGIN
    WITH started AS (
        INSERT INTO momentum.annual_summary (user_id, year, session_count, last_activity_at)
        SELECT c.user_id, c.year, c.sessions, c.last_at
        FROM unnest(v_mine) AS c
        WHERE c.sessions = (
            SELECT count(*)
            FROM (
                SELECT
                FROM momentum.activities AS a
                WHERE
                    a.user_id = c.user_id
                    AND a.completed_at >= make_timestamptz(c.year, 1, 1, 0, 0, 0, 'UTC')
                    AND a.completed_at < make_timestamptz(c.year + 1, 1, 1, 0, 0, 0, 'UTC')
                    AND a.deleted_at IS NULL
                LIMIT c.sessions + 1
            ) AS there
        )
        ON CONFLICT (user_id, year) DO NOTHING
        RETURNING user_id, year
    ),
    queued AS (
        INSERT INTO momentum.summary_queue (user_id, year)
        SELECT c.user_id, c.year
        FROM (
            SELECT a FROM unnest(v_absent) AS a
            EXCEPT
            (SELECT n FROM unnest(v_new) AS n EXCEPT SELECT m FROM unnest(v_mine) AS m)
        ) AS mine (change)
        CROSS JOIN LATERAL (SELECT (mine.change).*) AS c
        WHERE
            (c.user_id, c.year) NOT IN (SELECT s.user_id, s.year FROM started AS s)
            AND NOT EXISTS (
                SELECT
                FROM momentum.annual_summary AS s
                WHERE s.user_id = c.user_id AND s.year = c.year
            )
        RETURNING user_id, year
    )
    SELECT array_agg(c)
    INTO v_rest
    FROM unnest(p_changes) AS c
    WHERE
        (c.user_id, c.year) NOT IN (SELECT s.user_id, s.year FROM started AS s)
        AND (c.user_id, c.year) NOT IN (SELECT q.user_id, q.year FROM queued AS q);
    RETURN COALESCE(v_rest, '{}');
END
$$;

ALTER FUNCTION momentum._start_sessions(p_changes momentum._session_change[], p_may_start boolean) OWNER TO momentum_owner;

--
-- Name: FUNCTION _start_sessions(p_changes momentum._session_change[], p_may_start boolean); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._start_sessions(p_changes momentum._session_change[], p_may_start boolean) IS 'Makes the rows of annual_summary for years all of whose activities came just now, queues other years without a row, and returns what is to be tried again';

--
-- Name: _store_scores(date, momentum.score_versions, uuid[], text[]); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._store_scores(p_score_date date, p_version momentum.score_versions, p_user_ids uuid[], p_changes text[], OUT users bigint, OUT inserted bigint, OUT updated bigint, OUT written uuid[]) RETURNS record
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    v_user_ids uuid[] := p_user_ids;
    v_constraint text;
BEGIN
    LOOP
        BEGIN
            SELECT w.users, w.inserted, w.updated, w.written
            INTO users, inserted, updated, written
            FROM momentum._write_scores(p_score_date, p_version, v_user_ids, p_changes) AS w;
            RETURN;
        EXCEPTION
            WHEN foreign_key_violation THEN
                GET STACKED DIAGNOSTICS v_constraint = CONSTRAINT_NAME;
                IF v_constraint <> 'daily_engagement_scores_user_id_fkey' THEN
                    RAISE;
                END IF;
        END;
        IF v_user_ids IS NOT NULL THEN
            v_user_ids := ARRAY(
                SELECT u.id FROM momentum._users AS u WHERE u.id = ANY (v_user_ids)
            );
        END IF;
    END LOOP;
END
$$;

ALTER FUNCTION momentum._store_scores(p_score_date date, p_version momentum.score_versions, p_user_ids uuid[], p_changes text[], OUT users bigint, OUT inserted bigint, OUT updated bigint, OUT written uuid[]) OWNER TO momentum_owner;

--
-- Name: FUNCTION _store_scores(p_score_date date, p_version momentum.score_versions, p_user_ids uuid[], p_changes text[], OUT users bigint, OUT inserted bigint, OUT updated bigint, OUT written uuid[]); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._store_scores(p_score_date date, p_version momentum.score_versions, p_user_ids uuid[], p_changes text[], OUT users bigint, OUT inserted bigint, OUT updated bigint, OUT written uuid[]) IS 'Stores the scores of one day like _write_scores, without users who are deleted meanwhile';

--
-- Name: _streak_windows(text, timestamp without time zone, integer[]); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._streak_windows(p_window_unit text, p_newest timestamp without time zone, p_counts integer[]) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    v_step CONSTANT interval := ('1 ' || p_window_unit)::interval;
BEGIN
    RETURN COALESCE(
        (
            SELECT jsonb_agg(
                jsonb_build_object(
                    'window_start', (p_newest - (c.place - 1) * v_step)::date,
                    'window_end', (p_newest - (c.place - 2) * v_step)::date,
                    'activity_count', c.activities
                )
                ORDER BY c.place
            )
            FROM unnest(p_counts) WITH ORDINALITY AS c (activities, place)
        ),
        '[]'
    );
END
$$;

ALTER FUNCTION momentum._streak_windows(p_window_unit text, p_newest timestamp without time zone, p_counts integer[]) OWNER TO momentum_owner;

--
-- Name: FUNCTION _streak_windows(p_window_unit text, p_newest timestamp without time zone, p_counts integer[]); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._streak_windows(p_window_unit text, p_newest timestamp without time zone, p_counts integer[]) IS 'The windows of a streak as JSON, newest first, with their activities';

--
-- Name: _streaks(uuid[], text, text[], uuid, timestamp with time zone); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._streaks(p_user_ids uuid[], p_window_unit text, p_activity_types text[], p_organisation_id uuid, p_now timestamp with time zone) RETURNS TABLE(user_id uuid, first_window timestamp without time zone, last_window timestamp without time zone, windows integer)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    SET work_mem TO '64MB'
    AS $$
DECLARE
    v_step CONSTANT interval := ('1 ' || p_window_unit)::interval;
BEGIN
    RETURN QUERY
    SELECT
        numbered.user_id,
        min(numbered.window_start),
        max(numbered.window_start),
        count(*)::integer
    FROM (
        -- windows in a row, less their number, are one and the same window
        SELECT
            active.user_id,
            active.window_start,
            active.window_start - v_step * row_number() OVER (
                PARTITION BY active.user_id ORDER BY active.window_start
            ) AS before_first
        FROM (
            SELECT DISTINCT
                a.user_id,
                date_trunc(p_window_unit, a.completed_at AT TIME ZONE 'UTC') AS window_start
            FROM momentum.activities AS a
            WHERE
                (p_user_ids IS NULL OR a.user_id = ANY (p_user_ids))
                AND a.completed_at <= p_now
                AND (p_activity_types IS NULL OR a.activity_type = ANY (p_activity_types))
                AND (p_organisation_id IS NULL OR a.organisation_id = p_organisation_id)
                AND a.deleted_at IS NULL
        ) AS active
    ) AS numbered
    GROUP BY numbered.user_id, numbered.before_first;
END
$$;

ALTER FUNCTION momentum._streaks(p_user_ids uuid[], p_window_unit text, p_activity_types text[], p_organisation_id uuid, p_now timestamp with time zone) OWNER TO momentum_owner;

--
-- Name: FUNCTION _streaks(p_user_ids uuid[], p_window_unit text, p_activity_types text[], p_organisation_id uuid, p_now timestamp with time zone); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._streaks(p_user_ids uuid[], p_window_unit text, p_activity_types text[], p_organisation_id uuid, p_now timestamp with time zone) IS 'All streaks of these users (null: everyone) up to an instant: first and last window, length';

--
-- Name: _summarize_preview(text, date, date, uuid[], integer); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._summarize_preview(p_version text, p_from date, p_to date, p_user_ids uuid[], p_top integer) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    -- evaluated once
    WITH previewed AS MATERIALIZED (
        SELECT
            p.*,
            p.preview_score - p.stored_score AS change,
            p.preview_state <> p.stored_state AS crosses
        FROM momentum.preview_scores(p_version, p_from, p_to, p_user_ids) AS p
    ),
    by_user AS MATERIALIZED (
        SELECT
            p.user_id,
            count(*) FILTER (WHERE p.change <> 0) AS changed_days,
            round(avg(p.change), 2) AS mean_change,
            max(abs(p.change)) AS largest,
            bool_or(p.crosses) AS crosses
        FROM previewed AS p
        GROUP BY p.user_id
    ),
    top_users AS (
        SELECT DISTINCT ON (u.largest, u.user_id)
            u.largest,
            u.user_id,
            jsonb_build_object(
                'user_id', u.user_id,
                'changed_days', u.changed_days,
                'mean_change', u.mean_change,
                'score_date', p.score_date,
                'change', p.change,
                'stored_score', p.stored_score,
                'preview_score', p.preview_score,
                'stored_state', p.stored_state,
                'preview_state', p.preview_state
            ) AS shown
        FROM (
            SELECT * FROM by_user AS b WHERE b.largest > 0
            ORDER BY b.largest DESC, b.user_id LIMIT p_top
        ) AS u
        JOIN previewed AS p ON p.user_id = u.user_id AND abs(p.change) = u.largest
        ORDER BY u.largest DESC, u.user_id, p.score_date
    ),
    moves AS (
        SELECT
            CASE
                WHEN GROUPING(p.stored_state) = 1 THEN 'all' ELSE COALESCE(p.stored_state, 'none')
            END AS before,
            CASE WHEN GROUPING(p.preview_state) = 1 THEN 'all' ELSE p.preview_state END AS after,
            count(*) AS row_count
        FROM previewed AS p
        GROUP BY CUBE (p.stored_state, p.preview_state)
    )
    SELECT jsonb_build_object(
        'version', p_version,
        'from', p_from,
        'to', p_to,
        'rows', (
            SELECT jsonb_build_object(
                'previewed', count(*),
                'without_score', count(*) FILTER (WHERE p.stored_score IS NULL),
                'changed', count(*) FILTER (WHERE p.change <> 0),
                'crossing', count(*) FILTER (WHERE p.crosses),
                'stored_mean', round(avg(p.stored_score), 2),
                'preview_mean',
                round(avg(p.preview_score) FILTER (WHERE p.stored_score IS NOT NULL), 2)
            )
            FROM previewed AS p
        ),
        'users', (
            SELECT jsonb_build_object(
                'previewed', count(*),
                'changed', count(*) FILTER (WHERE u.largest > 0),
                'crossing', count(*) FILTER (WHERE u.crosses)
            )
            FROM by_user AS u
        ),
        'states', (
            SELECT jsonb_object_agg(m.before, m.afters)
            FROM (
                SELECT s.before, jsonb_object_agg(s.after, s.row_count) AS afters
                FROM moves AS s
                GROUP BY s.before
            ) AS m
        ),
        'top', (
            SELECT COALESCE(jsonb_agg(t.shown ORDER BY t.largest DESC, t.user_id), '[]')
            FROM top_users AS t
        )
    )
$$;

ALTER FUNCTION momentum._summarize_preview(p_version text, p_from date, p_to date, p_user_ids uuid[], p_top integer) OWNER TO momentum_owner;

--
-- Name: FUNCTION _summarize_preview(p_version text, p_from date, p_to date, p_user_ids uuid[], p_top integer); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._summarize_preview(p_version text, p_from date, p_to date, p_user_ids uuid[], p_top integer) IS 'What a version would change over a span, as JSON: counts, means of days with a stored score, states, the users that would change most; writes nothing. Errors: those of preview_scores';

--
-- Name: _today(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._today() RETURNS date
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN (momentum.clock() AT TIME ZONE 'UTC')::date;
END
$$;

ALTER FUNCTION momentum._today() OWNER TO momentum_owner;

--
-- Name: FUNCTION _today(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._today() IS 'The UTC day of momentum.clock()';

--
-- Name: _try_lock_users(uuid[], integer); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._try_lock_users(p_user_ids uuid[], p_limit integer DEFAULT NULL::integer) RETURNS uuid[]
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
BEGIN
    IF
        current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted')
        OR NOT pg_try_advisory_xact_lock_shared(7710, 0)
    THEN
        RETURN '{}'::uuid[];
    END IF;
    RETURN ARRAY(
        SELECT u.user_id
        FROM unnest(p_user_ids) AS u (user_id)
        WHERE pg_try_advisory_xact_lock(7711, momentum._lock_stripe(u.user_id))
        LIMIT p_limit
    );
END
$$;

ALTER FUNCTION momentum._try_lock_users(p_user_ids uuid[], p_limit integer) OWNER TO momentum_owner;

--
-- Name: FUNCTION _try_lock_users(p_user_ids uuid[], p_limit integer); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._try_lock_users(p_user_ids uuid[], p_limit integer) IS 'Takes the right to write scores of those of the users whose lock is free, and returns them';

--
-- Name: _unschedule_jobs(text[]); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._unschedule_jobs(p_except text[]) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    v_count integer;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_extension AS x WHERE x.extname = 'pg_cron') THEN
        RAISE EXCEPTION 'pg_cron is not in this database'
            USING ERRCODE = 'PM012',
                  HINT = 'It lives in the database that cron.database_name says: from there, '
                         'pgmomentum jobs install registers the jobs. Without pg_cron, '
                         'pgmomentum jobs serve runs them.';
    END IF;
    PERFORM pg_advisory_xact_lock(7717, 0);
    SELECT count(cron.unschedule(c.jobid))::integer INTO v_count
    FROM cron.job AS c
    WHERE
        c.database = current_database()
        AND (
            starts_with(c.jobname::text, momentum._cron_prefix())
            OR c.command IN (SELECT e.command FROM momentum._cron_entries() AS e)
        )
        AND (
            c.active AND c.username = current_user AND c.jobname::text = ANY (p_except)
        ) IS NOT TRUE;
    RETURN v_count;
END
$$;

ALTER FUNCTION momentum._unschedule_jobs(p_except text[]) OWNER TO momentum_owner;

--
-- Name: FUNCTION _unschedule_jobs(p_except text[]); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._unschedule_jobs(p_except text[]) IS 'Takes entries of this database away from pg_cron, except those that are named. Errors: PM012';

--
-- Name: _unscored_users(date); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._unscored_users(p_day date) RETURNS TABLE(user_id uuid)
    LANGUAGE sql STABLE ROWS 100000
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    SELECT active.user_id
    FROM momentum.active_users(p_day) AS active
    WHERE NOT EXISTS (
        SELECT FROM momentum.daily_engagement_scores AS s
        WHERE s.user_id = active.user_id AND s.score_date = p_day
    )
$$;

ALTER FUNCTION momentum._unscored_users(p_day date) OWNER TO momentum_owner;

--
-- Name: FUNCTION _unscored_users(p_day date); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._unscored_users(p_day date) IS 'Ids of the active users of a UTC day that have no stored row for it';

--
-- Name: _users_to_score(text, date, uuid[]); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._users_to_score(p_operation text, p_day date, p_user_ids uuid[]) RETURNS TABLE(user_id uuid)
    LANGUAGE plpgsql STABLE ROWS 100000
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF p_operation = 'backfill' THEN
        RETURN QUERY SELECT u.user_id FROM momentum._unscored_users(p_day) AS u;
    ELSIF p_user_ids IS NULL THEN
        RETURN QUERY SELECT u.user_id FROM momentum.active_users(p_day) AS u;
    ELSE
        RETURN QUERY
        SELECT u.user_id FROM momentum.active_users(p_day) AS u
        INTERSECT
        SELECT n.user_id FROM unnest(p_user_ids) AS n (user_id);
    END IF;
END
$$;

ALTER FUNCTION momentum._users_to_score(p_operation text, p_day date, p_user_ids uuid[]) OWNER TO momentum_owner;

--
-- Name: FUNCTION _users_to_score(p_operation text, p_day date, p_user_ids uuid[]); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._users_to_score(p_operation text, p_day date, p_user_ids uuid[]) IS 'Ids of the users that a paged run works on, on one day';

--
-- Name: _version_in_effect(date); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._version_in_effect(p_day date) RETURNS momentum.score_versions
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    v_version momentum.score_versions;
BEGIN
    SELECT v.* INTO v_version
    FROM momentum.score_versions AS v
    WHERE v.effective_from <= p_day
    ORDER BY v.effective_from DESC
    LIMIT 1;
    RETURN v_version;
END
$$;

ALTER FUNCTION momentum._version_in_effect(p_day date) OWNER TO momentum_owner;

--
-- Name: FUNCTION _version_in_effect(p_day date); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._version_in_effect(p_day date) IS 'The score version of a UTC day; null where none is in effect';

--
-- Name: _warn_without_version(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._warn_without_version() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "DateStyle" TO 'ISO, YMD'
    AS $$
DECLARE
    v_today CONSTANT date := momentum._today();
BEGIN
    IF momentum._version_in_effect(v_today) IS NULL THEN
        RAISE WARNING 'no score version is in effect on %', v_today
            USING HINT = 'Activate one: until then scoring that day fails with PM002.';
    END IF;
END
$$;

ALTER FUNCTION momentum._warn_without_version() OWNER TO momentum_owner;

--
-- Name: FUNCTION _warn_without_version(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._warn_without_version() IS 'Warns when no score version is in effect today';

--
-- Name: _weights_settings(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._weights_settings() RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    SELECT ARRAY[
        'max_weight_per_day', 'max_events_per_type', 'default_weight', 'half_life_days',
        'history_days', 'raw_share', 'rising_threshold', 'needs_care_threshold', 'hysteresis',
        'zero_event_policy', 'pillars'
    ]
$$;

ALTER FUNCTION momentum._weights_settings() OWNER TO momentum_owner;

--
-- Name: FUNCTION _weights_settings(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._weights_settings() IS 'The keys of a weights object that are settings and not event types';

--
-- Name: _window_counts(uuid, text, text[], uuid, timestamp without time zone, timestamp without time zone, timestamp with time zone); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._window_counts(p_user_id uuid, p_window_unit text, p_activity_types text[], p_organisation_id uuid, p_first timestamp without time zone, p_last timestamp without time zone, p_now timestamp with time zone) RETURNS integer[]
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    AS $$
BEGIN
    RETURN ARRAY(
        SELECT count(*)::integer
        FROM momentum.activities AS a
        WHERE
            a.user_id = p_user_id
            AND a.completed_at >= p_first AT TIME ZONE 'UTC'
            AND a.completed_at < (p_last + ('1 ' || p_window_unit)::interval) AT TIME ZONE 'UTC'
            AND a.completed_at <= p_now
            AND (p_activity_types IS NULL OR a.activity_type = ANY (p_activity_types))
            AND (p_organisation_id IS NULL OR a.organisation_id = p_organisation_id)
            AND a.deleted_at IS NULL
        GROUP BY date_trunc(p_window_unit, a.completed_at AT TIME ZONE 'UTC')
        ORDER BY date_trunc(p_window_unit, a.completed_at AT TIME ZONE 'UTC') DESC
    );
END
$$;

ALTER FUNCTION momentum._window_counts(p_user_id uuid, p_window_unit text, p_activity_types text[], p_organisation_id uuid, p_first timestamp without time zone, p_last timestamp without time zone, p_now timestamp with time zone) OWNER TO momentum_owner;

--
-- Name: FUNCTION _window_counts(p_user_id uuid, p_window_unit text, p_activity_types text[], p_organisation_id uuid, p_first timestamp without time zone, p_last timestamp without time zone, p_now timestamp with time zone); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._window_counts(p_user_id uuid, p_window_unit text, p_activity_types text[], p_organisation_id uuid, p_first timestamp without time zone, p_last timestamp without time zone, p_now timestamp with time zone) IS 'Activities in each window of a streak, from the last back to the first';

--
-- Name: _write_scores(date, momentum.score_versions, uuid[], text[]); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._write_scores(p_score_date date, p_version momentum.score_versions, p_user_ids uuid[], p_changes text[], OUT users bigint, OUT inserted bigint, OUT updated bigint, OUT written uuid[]) RETURNS record
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
DECLARE
    v_now CONSTANT timestamptz := momentum.clock();
BEGIN
    -- the trigger that queues what others write looks at this: a trigger of the host that this
    -- statement sets off is one of the others
    PERFORM set_config('momentum.writes_scores', pg_trigger_depth()::text, true);
    WITH computed AS (
        SELECT c.*
        FROM momentum._score_everyone(p_score_date, p_version) AS c
        WHERE p_user_ids IS NULL
        UNION ALL
        SELECT c.*
        FROM momentum._score_user(p_score_date, p_version, p_user_ids[1]) AS c
        WHERE cardinality(p_user_ids) = 1
        UNION ALL
        SELECT c.*
        FROM momentum._score_users(p_score_date, p_version, p_user_ids) AS c
        WHERE cardinality(p_user_ids) <> 1
    ),
    stored AS (
        INSERT INTO momentum.daily_engagement_scores AS s (
            user_id, score_date, raw_score, normalized_score, final_score, momentum_state,
            breakdown, event_count, algorithm_version, calculation_metadata,
            created_at, updated_at
        )
        SELECT
            c.user_id, p_score_date, c.raw_score, c.normalized_score, c.final_score,
            c.momentum_state, c.breakdown, c.event_count, (p_version).version,
            c.calculation_metadata, v_now, v_now
        FROM computed AS c
        WHERE c.change = ANY (p_changes)
        ON CONFLICT (user_id, score_date) DO UPDATE
        SET (
            raw_score, normalized_score, final_score, momentum_state, breakdown,
            event_count, algorithm_version, calculation_metadata, updated_at
        ) = (
            excluded.raw_score, excluded.normalized_score, excluded.final_score,
            excluded.momentum_state, excluded.breakdown, excluded.event_count,
            excluded.algorithm_version, excluded.calculation_metadata, excluded.updated_at
        )
        WHERE 'update' = ANY (p_changes)
        RETURNING s.user_id
    )
    SELECT
        count(*),
        count(*) FILTER (WHERE c.change = 'insert'),
        count(*) FILTER (WHERE c.change = ANY (p_changes) AND c.change <> 'insert'),
        (SELECT array_agg(s.user_id) FROM stored AS s)
    INTO users, inserted, updated, written
    FROM computed AS c;
    PERFORM set_config('momentum.writes_scores', '', true);
END
$$;

ALTER FUNCTION momentum._write_scores(p_score_date date, p_version momentum.score_versions, p_user_ids uuid[], p_changes text[], OUT users bigint, OUT inserted bigint, OUT updated bigint, OUT written uuid[]) OWNER TO momentum_owner;

--
-- Name: FUNCTION _write_scores(p_score_date date, p_version momentum.score_versions, p_user_ids uuid[], p_changes text[], OUT users bigint, OUT inserted bigint, OUT updated bigint, OUT written uuid[]); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._write_scores(p_score_date date, p_version momentum.score_versions, p_user_ids uuid[], p_changes text[], OUT users bigint, OUT inserted bigint, OUT updated bigint, OUT written uuid[]) IS 'Stores the scores of one day for the users named (null: everyone active); returns users, rows inserted, rows updated and the users whose rows were written';

--
-- Name: acknowledge_cache_invalidation(uuid, text); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.acknowledge_cache_invalidation(p_user_id uuid, p_cache_key text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
BEGIN
    PERFORM momentum._check_may_act_for(p_user_id);
    PERFORM momentum._check_users(ARRAY[p_user_id]);
    IF (
        p_cache_key ~ format(
            '^momentum:((current|history|trend):%s|breakdown:%1$s:[0-9]{4}-[0-9]{2}-[0-9]{2})$',
            p_user_id
        )
    ) IS NOT TRUE THEN
        RAISE EXCEPTION 'bad cache key: %', COALESCE(left(p_cache_key, 100), 'null')
            USING ERRCODE = 'PM006',
                  HINT = format(
                      'The keys of this user are momentum:current:%s, momentum:history:%1$s, '
                      'momentum:trend:%1$s and momentum:breakdown:%1$s:<date>.', p_user_id
                  );
    END IF;
    PERFORM momentum.log_realtime_event(
        'cache_invalidation_ack', 'cache_invalidation', p_user_id
    )
    FROM momentum.settings AS s
    WHERE s.name = 'realtime_metrics_sample' AND random() < s.value::double precision;
    RETURN true;
END
$_$;

ALTER FUNCTION momentum.acknowledge_cache_invalidation(p_user_id uuid, p_cache_key text) OWNER TO momentum_owner;

--
-- Name: FUNCTION acknowledge_cache_invalidation(p_user_id uuid, p_cache_key text); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.acknowledge_cache_invalidation(p_user_id uuid, p_cache_key text) IS 'Takes note that a client has dropped a cache key of a user. Errors: PM001, PM006, PM008';

--
-- Name: activate_score_version(text, date); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.activate_score_version(p_version text, p_effective_from date) RETURNS momentum.score_versions
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    v_row momentum.score_versions;
BEGIN
    IF p_effective_from = 'infinity' THEN
        RAISE EXCEPTION 'score version % would never take effect',
            quote_nullable(left(p_version, 100))
            USING ERRCODE = 'PM004',
                  HINT = 'Give its first day, or null to deactivate it.';
    END IF;
    PERFORM momentum._lock_score_versions();
    SELECT v.* INTO v_row FROM momentum.score_versions AS v WHERE v.version = p_version;
    IF v_row.version IS NULL THEN
        RAISE EXCEPTION 'unknown score version: %', COALESCE(left(p_version, 100), 'null')
            USING ERRCODE = 'PM002',
                  HINT = 'The versions are the rows of momentum.score_versions; '
                         'load_score_version adds one.';
    ELSIF v_row.effective_from IS NOT DISTINCT FROM p_effective_from THEN
        RETURN v_row;
    END IF;

    UPDATE momentum.score_versions AS v
    SET effective_from = p_effective_from
    WHERE v.version = p_version
    RETURNING v.* INTO v_row;
    PERFORM momentum._warn_without_version();
    RETURN v_row;
EXCEPTION
    WHEN unique_violation THEN
        RAISE EXCEPTION 'another score version takes effect on %', p_effective_from
            USING ERRCODE = 'PM006',
                  HINT = 'momentum.score_versions lists them; choose another day.';
END
$$;

ALTER FUNCTION momentum.activate_score_version(p_version text, p_effective_from date) OWNER TO momentum_owner;

--
-- Name: FUNCTION activate_score_version(p_version text, p_effective_from date); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.activate_score_version(p_version text, p_effective_from date) IS 'Puts a score version into effect from a day on (null: deactivates it); stored rows stay. Warns when none is in effect today. Errors: PM002, PM004, PM006, PM009, PM011';

--
-- Name: active_users(date); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.active_users(p_day date) RETURNS TABLE(user_id uuid)
    LANGUAGE plpgsql STABLE ROWS 100000 PARALLEL RESTRICTED
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM momentum._check_date_range(p_day, p_day);
    RETURN QUERY
    SELECT u.id
    FROM momentum._users AS u
    WHERE
        u.created_at < (p_day + 1)::timestamp AT TIME ZONE 'UTC'
        AND u.deleted_at IS NULL;
END
$$;

ALTER FUNCTION momentum.active_users(p_day date) OWNER TO momentum_owner;

--
-- Name: FUNCTION active_users(p_day date); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.active_users(p_day date) IS 'Ids of the users that count on a UTC day: created on or before it and not deleted. Errors: PM004';

--
-- Name: audit_badge_isolation(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.audit_badge_isolation() RETURNS TABLE(user_id uuid, badge_id uuid, organisation_id uuid, badge_organisation_id uuid, activity_organisation_id uuid)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    SELECT w.user_id, w.badge_id, w.organisation_id, b.organisation_id, a.organisation_id
    FROM momentum.badge_awards AS w
    JOIN momentum.badge_definitions AS b ON b.id = w.badge_id
    LEFT JOIN momentum.activities AS a ON a.user_id = w.user_id AND a.id = w.activity_id
    WHERE
        w.organisation_id <> b.organisation_id
        OR (a.id IS NOT NULL AND a.organisation_id IS DISTINCT FROM w.organisation_id)
    ORDER BY w.user_id, w.badge_id;
END
$$;

ALTER FUNCTION momentum.audit_badge_isolation() OWNER TO momentum_owner;

--
-- Name: FUNCTION audit_badge_isolation(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.audit_badge_isolation() IS 'Awards whose organisation is not that of the badge, or not that of the activity that completed it: there should be none';

--
-- Name: award_badge(uuid, uuid, text, boolean); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.award_badge(p_user_id uuid, p_badge_id uuid, p_reason text DEFAULT NULL::text, p_announce boolean DEFAULT true) RETURNS momentum.badge_awards
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    v_badge CONSTANT momentum.badge_definitions := momentum._badge(p_badge_id);
    v_now CONSTANT timestamptz := momentum.clock();
    v_award momentum.badge_awards;
BEGIN
    PERFORM momentum._check_users(ARRAY[p_user_id]);
    PERFORM momentum._hold_badge_turns(ARRAY[p_user_id]);
    PERFORM FROM momentum.badge_turns AS t WHERE t.user_id = p_user_id FOR UPDATE;
    INSERT INTO momentum.badge_awards AS w (
        user_id, badge_id, organisation_id, awarded_at, earned_at, source, evidence, announced
    )
    VALUES (
        p_user_id, p_badge_id, v_badge.organisation_id, v_now, v_now, 'manual',
        jsonb_build_object('reason', p_reason), COALESCE(p_announce, true)
    )
    ON CONFLICT (user_id, badge_id) DO UPDATE
    SET
        awarded_at = EXCLUDED.awarded_at,
        source = EXCLUDED.source,
        announced = EXCLUDED.announced,
        dispatched_at = NULL,
        evidence = w.evidence || EXCLUDED.evidence || jsonb_build_object(
            'revocations',
            COALESCE(w.evidence -> 'revocations', '[]') || jsonb_build_array(
                jsonb_build_object('revoked_at', w.revoked_at, 'reason', w.revoked_reason)
            )
        ),
        revoked_at = NULL,
        revoked_reason = NULL
    WHERE w.revoked_at IS NOT NULL
    RETURNING * INTO v_award;
    IF NOT FOUND THEN
        SELECT w.* INTO v_award
        FROM momentum.badge_awards AS w
        WHERE w.user_id = p_user_id AND w.badge_id = p_badge_id;
    END IF;
    RETURN v_award;
END
$$;

ALTER FUNCTION momentum.award_badge(p_user_id uuid, p_badge_id uuid, p_reason text, p_announce boolean) OWNER TO momentum_owner;

--
-- Name: FUNCTION award_badge(p_user_id uuid, p_badge_id uuid, p_reason text, p_announce boolean); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.award_badge(p_user_id uuid, p_badge_id uuid, p_reason text, p_announce boolean) IS 'Awards a badge by hand, or gives a revoked one back, and returns the award; who has it keeps it as it is. Errors: PM001, PM007';

--
-- Name: award_retroactively(uuid, boolean); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.award_retroactively(p_badge_id uuid, p_announce boolean DEFAULT false) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    v_badge CONSTANT momentum.badge_definitions := momentum._badge(p_badge_id);
    v_now CONSTANT timestamptz := momentum.clock();
    v_user_ids uuid[];
    v_held uuid[];
BEGIN
    PERFORM momentum._check_organisation(v_badge.organisation_id);
    IF NOT v_badge.active THEN
        RAISE EXCEPTION 'the badge is not active: %', p_badge_id
            USING ERRCODE = 'PM006', HINT = 'Set active in momentum.badge_definitions first.';
    END IF;
    PERFORM momentum._check_isolation();
    v_user_ids := ARRAY(
        SELECT e.user_id
        FROM unnest(momentum._first_earned(NULL, v_badge, v_now)) AS e
        JOIN momentum._users AS u ON u.id = e.user_id AND u.deleted_at IS NULL
        WHERE NOT EXISTS (
            SELECT
            FROM momentum.badge_awards AS w
            WHERE w.user_id = e.user_id AND w.badge_id = e.badge_id
        )
    );
    v_held := momentum._hold_badge_turns(v_user_ids);
    IF cardinality(v_held) < cardinality(v_user_ids) THEN
        RAISE WARNING '% users were left out', cardinality(v_user_ids) - cardinality(v_held)
            USING HINT = 'Their badges are being evaluated; call award_retroactively() again.';
    END IF;
    RETURN cardinality(momentum._award_badges(
        ARRAY(
            SELECT
                (
                    e.user_id, e.badge_id, e.activity_id, e.earned_at,
                    COALESCE(p_announce, false), e.evidence
                )::momentum._earned_badge
            FROM unnest(momentum._first_earned(v_held, v_badge, v_now)) AS e
        ),
        v_now,
        'retroactive'
    ))::bigint;
END
$$;

ALTER FUNCTION momentum.award_retroactively(p_badge_id uuid, p_announce boolean) OWNER TO momentum_owner;

--
-- Name: FUNCTION award_retroactively(p_badge_id uuid, p_announce boolean); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.award_retroactively(p_badge_id uuid, p_announce boolean) IS 'Awards a badge to everyone who ever earned it and was never awarded it, and returns how many; announced only if asked. Errors: PM006, PM007, PM011';

--
-- Name: backfill_empty_days(date, date, integer, integer, boolean); Type: PROCEDURE; Schema: momentum; Owner: momentum_owner
--

CREATE PROCEDURE momentum.backfill_empty_days(IN p_from date, IN p_to date, IN p_page_size integer DEFAULT 500, IN p_commit_every integer DEFAULT 1000, IN p_dry_run boolean DEFAULT false)
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_day pg_catalog.date;
    v_missing bigint;
BEGIN
    IF p_dry_run IS NULL THEN
        RAISE EXCEPTION 'p_dry_run is null'
            USING ERRCODE = 'PM006',
                  HINT = 'Say true to list what is missing, false to store it.';
    ELSIF p_dry_run THEN
        FOR v_day, v_missing IN
            SELECT m.score_date, m.missing FROM momentum.missing_score_days(p_from, p_to) AS m
        LOOP
            RAISE NOTICE '%: % missing', v_day, v_missing;
        END LOOP;
    ELSE
        CALL momentum._score_days('backfill', p_from, p_to, NULL, p_page_size, p_commit_every);
    END IF;
END
$$;

ALTER PROCEDURE momentum.backfill_empty_days(IN p_from date, IN p_to date, IN p_page_size integer, IN p_commit_every integer, IN p_dry_run boolean) OWNER TO momentum_owner;

--
-- Name: PROCEDURE backfill_empty_days(IN p_from date, IN p_to date, IN p_page_size integer, IN p_commit_every integer, IN p_dry_run boolean); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON PROCEDURE momentum.backfill_empty_days(IN p_from date, IN p_to date, IN p_page_size integer, IN p_commit_every integer, IN p_dry_run boolean) IS 'Stores the calculated row for every active user and UTC day of a span that has none. Errors: PM002, PM003, PM004, PM006, PM010, PM011';

--
-- Name: daily_engagement_scores; Type: TABLE; Schema: momentum; Owner: momentum_owner
--

CREATE TABLE momentum.daily_engagement_scores (
    user_id uuid NOT NULL,
    score_date date NOT NULL,
    raw_score numeric(10,2) NOT NULL,
    normalized_score numeric(5,2) NOT NULL,
    final_score numeric(5,2) NOT NULL,
    momentum_state text NOT NULL,
    breakdown jsonb NOT NULL,
    event_count integer NOT NULL,
    algorithm_version text NOT NULL,
    calculation_metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT daily_engagement_scores_event_count_is_not_negative CHECK ((event_count >= 0)),
    CONSTRAINT daily_engagement_scores_score_date_is_finite CHECK (isfinite(score_date)),
    CONSTRAINT daily_engagement_scores_scores_are_in_range CHECK (((raw_score >= (0)::numeric) AND (raw_score < 'NaN'::numeric) AND ((normalized_score >= (0)::numeric) AND (normalized_score <= (100)::numeric)) AND ((final_score >= (0)::numeric) AND (final_score <= (100)::numeric)))),
    CONSTRAINT daily_engagement_scores_state_is_known CHECK ((momentum_state = ANY (ARRAY['Rising'::text, 'Steady'::text, 'NeedsCare'::text])))
);

ALTER TABLE ONLY momentum.daily_engagement_scores REPLICA IDENTITY FULL;

ALTER TABLE momentum.daily_engagement_scores OWNER TO momentum_owner;

--
-- Name: TABLE daily_engagement_scores; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON TABLE momentum.daily_engagement_scores IS 'The momentum score: one row per user and UTC day, days without events included';

--
-- Name: COLUMN daily_engagement_scores.raw_score; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.daily_engagement_scores.raw_score IS 'Points of the day after both caps';

--
-- Name: COLUMN daily_engagement_scores.normalized_score; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.daily_engagement_scores.normalized_score IS '100 * raw_score / max_weight_per_day, 0 to 100';

--
-- Name: COLUMN daily_engagement_scores.final_score; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.daily_engagement_scores.final_score IS 'Blend of the day with the decayed history, 0 to 100';

--
-- Name: COLUMN daily_engagement_scores.momentum_state; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.daily_engagement_scores.momentum_state IS 'Rising, Steady or NeedsCare';

--
-- Name: COLUMN daily_engagement_scores.breakdown; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.daily_engagement_scores.breakdown IS '{"events": {type: {count, counted, points}}, "pillars": {pillar: points}}, before the day cap';

--
-- Name: COLUMN daily_engagement_scores.event_count; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.daily_engagement_scores.event_count IS 'All events of the day, those beyond a cap included';

--
-- Name: COLUMN daily_engagement_scores.algorithm_version; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.daily_engagement_scores.algorithm_version IS 'Score version that computed the row, or "legacy" for an imported one';

--
-- Name: COLUMN daily_engagement_scores.calculation_metadata; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.daily_engagement_scores.calculation_metadata IS '{"points", "decayed", "history_rows", "previous_state"}: what the blend was made of';

--
-- Name: calculate_score(uuid, date, text); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.calculate_score(p_user_id uuid, p_score_date date DEFAULT momentum._today(), p_version text DEFAULT NULL::text) RETURNS momentum.daily_engagement_scores
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
DECLARE
    v_row momentum.daily_engagement_scores;
    v_written uuid[];
BEGIN
    PERFORM momentum._check_score_dates(p_score_date, p_score_date);
    PERFORM momentum._check_users(ARRAY[p_user_id]);
    PERFORM momentum._lock_users(ARRAY[p_user_id]);
    PERFORM momentum._check_events_kept(p_score_date);
    SELECT w.written INTO v_written
    FROM momentum._store_scores(
        p_score_date,
        momentum._score_version(p_version, p_score_date),
        ARRAY[p_user_id],
        ARRAY['insert', 'update', 'replace']
    ) AS w;
    PERFORM momentum._queue_later_days(v_written, p_score_date, 'calculate_score');
    SELECT s.* INTO v_row
    FROM momentum.daily_engagement_scores AS s
    WHERE s.user_id = p_user_id AND s.score_date = p_score_date;
    IF NOT FOUND THEN
        -- the user was deleted at this moment
        PERFORM momentum._check_users(ARRAY[p_user_id]);
    END IF;
    RETURN v_row;
END
$$;

ALTER FUNCTION momentum.calculate_score(p_user_id uuid, p_score_date date, p_version text) OWNER TO momentum_owner;

--
-- Name: FUNCTION calculate_score(p_user_id uuid, p_score_date date, p_version text); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.calculate_score(p_user_id uuid, p_score_date date, p_version text) IS 'Scores a UTC day (default today) of one user, stores the row and returns it. Errors: PM001, PM002, PM003, PM004, PM011';

--
-- Name: calculate_scores(date, uuid[], text); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.calculate_scores(p_score_date date DEFAULT (momentum._today() - 1), p_user_ids uuid[] DEFAULT NULL::uuid[], p_version text DEFAULT NULL::text) RETURNS TABLE(users bigint, inserted bigint, updated bigint, unchanged bigint)
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    v_user_ids uuid[];
    v_written uuid[];
BEGIN
    PERFORM momentum._check_score_dates(p_score_date, p_score_date);
    PERFORM momentum._check_users(p_user_ids);
    IF p_user_ids IS NOT NULL THEN
        v_user_ids := ARRAY(SELECT DISTINCT u.user_id FROM unnest(p_user_ids) AS u (user_id));
    END IF;
    PERFORM momentum._lock_users(v_user_ids);
    PERFORM momentum._check_events_kept(p_score_date);
    SELECT w.users, w.inserted, w.updated, w.users - w.inserted - w.updated, w.written
    INTO users, inserted, updated, unchanged, v_written
    FROM momentum._store_scores(
        p_score_date,
        momentum._score_version(p_version, p_score_date),
        v_user_ids,
        ARRAY['insert', 'update'] || CASE WHEN v_user_ids IS NOT NULL THEN ARRAY['replace'] END
    ) AS w;
    PERFORM momentum._queue_later_days(v_written, p_score_date, 'calculate_scores');
    RETURN NEXT;
END
$$;

ALTER FUNCTION momentum.calculate_scores(p_score_date date, p_user_ids uuid[], p_version text) OWNER TO momentum_owner;

--
-- Name: FUNCTION calculate_scores(p_score_date date, p_user_ids uuid[], p_version text); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.calculate_scores(p_score_date date, p_user_ids uuid[], p_version text) IS 'Scores a UTC day (default yesterday) for all active users or those named and returns how many rows were inserted, updated and unchanged. Errors: PM001, PM002, PM003, PM004, PM011';

--
-- Name: cleanup_job_runs(timestamp with time zone); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.cleanup_job_runs(p_now timestamp with time zone DEFAULT momentum.clock()) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    AS $$
DECLARE
    v_now CONSTANT timestamptz := LEAST(momentum._check_instant(p_now), momentum.clock());
    v_kept_from CONSTANT timestamptz := v_now - (
        SELECT s.value::integer * interval '1 day'
        FROM momentum.settings AS s
        WHERE s.name = 'job_run_retention_days'
    );
    v_deleted bigint;
BEGIN
    WITH last AS MATERIALIZED (
        SELECT r.job_name, max(r.scheduled_at) AS scheduled_at
        FROM momentum.job_runs AS r
        WHERE r.status = 'succeeded' AND r.scheduled_at <= v_now
        GROUP BY r.job_name
    )
    DELETE FROM momentum.job_runs AS r
    WHERE
        r.started_at < v_kept_from
        AND r.status <> 'running'
        AND (
            r.status <> 'succeeded'
            OR (r.job_name, r.scheduled_at) NOT IN (
                SELECT l.job_name, l.scheduled_at FROM last AS l
            )
        );
    GET DIAGNOSTICS v_deleted = ROW_COUNT;
    RETURN v_deleted;
END
$$;

ALTER FUNCTION momentum.cleanup_job_runs(p_now timestamp with time zone) OWNER TO momentum_owner;

--
-- Name: FUNCTION cleanup_job_runs(p_now timestamp with time zone); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.cleanup_job_runs(p_now timestamp with time zone) IS 'Deletes the runs of jobs that retention no longer keeps; returns how many. Errors: PM004';

--
-- Name: cleanup_realtime_events(timestamp with time zone); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.cleanup_realtime_events(p_now timestamp with time zone DEFAULT momentum.clock()) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "DateStyle" TO 'ISO, YMD'
    SET "TimeZone" TO 'UTC'
    SET lock_timeout TO '500ms'
    AS $_$
DECLARE
    v_day CONSTANT date := (p_now AT TIME ZONE 'UTC')::date;
    v_kept_from date;
    v_dropped bigint;
    v_gone bigint;
    v_partition record;
BEGIN
    PERFORM momentum._check_date_range(v_day, v_day);
    PERFORM momentum._check_isolation();
    LOOP
        EXIT WHEN momentum._sequence_events() = 0;
    END LOOP;
    SELECT LEAST(v_day, momentum._today()) - s.value::integer
    INTO v_kept_from
    FROM momentum.settings AS s
    WHERE s.name = 'realtime_retention_days';

    PERFORM FROM momentum.realtime_positions AS p FOR UPDATE;
    -- positions follow the days, unless the clock was wrong
    SELECT max(e.position) INTO v_dropped
    FROM momentum.realtime_events AS e
    WHERE e.sequenced_at < v_kept_from::timestamptz;
    SELECT count(*) INTO v_gone
    FROM momentum.realtime_events AS e
    WHERE e.position <= v_dropped;
    LOCK TABLE momentum.realtime_events IN ACCESS EXCLUSIVE MODE;
    FOR v_partition IN
        SELECT p.partition_name FROM momentum._realtime_partitions() AS p WHERE p.day < v_kept_from
    LOOP
        EXECUTE format('DROP TABLE momentum.%I', v_partition.partition_name);
    END LOOP;
    DELETE FROM momentum.realtime_events AS e WHERE e.position <= v_dropped;
    UPDATE momentum.realtime_positions AS p
    SET dropped_position = v_dropped
    WHERE p.singleton AND p.dropped_position < v_dropped;

    FOR v_partition IN
        SELECT ahead.day
        FROM (SELECT v_day + number AS day FROM generate_series(0, 3) AS number) AS ahead
        WHERE
            NOT EXISTS (SELECT FROM momentum._realtime_partitions() AS p WHERE p.day = ahead.day)
            AND NOT EXISTS (
                SELECT
                FROM momentum.realtime_events_default AS e
                WHERE
                    e.sequenced_at >= ahead.day::timestamptz
                    AND e.sequenced_at < (ahead.day + 1)::timestamptz
            )
    LOOP
        EXECUTE format(
            $create$
                CREATE TABLE momentum.%1$I PARTITION OF momentum.realtime_events
                    FOR VALUES FROM (%2$L) TO (%3$L);
                ALTER TABLE momentum.%1$I ENABLE ROW LEVEL SECURITY;
                COMMENT ON TABLE momentum.%1$I IS %4$L;
            $create$,
            to_char(v_partition.day, '"realtime_events_"YYYY"_"MM"_"DD'),
            v_partition.day::timestamptz,
            (v_partition.day + 1)::timestamptz,
            format('Announcements that got their position on %s (UTC)', v_partition.day)
        );
    END LOOP;
    RETURN v_gone;
END
$_$;

ALTER FUNCTION momentum.cleanup_realtime_events(p_now timestamp with time zone) OWNER TO momentum_owner;

--
-- Name: FUNCTION cleanup_realtime_events(p_now timestamp with time zone); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.cleanup_realtime_events(p_now timestamp with time zone) IS 'Drops announcements that retention no longer keeps, and makes partitions ahead of time; returns how many events are gone. Errors: PM004, PM011';

--
-- Name: cleanup_realtime_metrics(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.cleanup_realtime_metrics() RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    AS $$
DECLARE
    v_deleted integer;
BEGIN
    DELETE FROM momentum.realtime_event_metrics AS m
    WHERE m.created_at < momentum.clock() - interval '30 days';
    GET DIAGNOSTICS v_deleted = ROW_COUNT;
    RETURN v_deleted;
END
$$;

ALTER FUNCTION momentum.cleanup_realtime_metrics() OWNER TO momentum_owner;

--
-- Name: FUNCTION cleanup_realtime_metrics(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.cleanup_realtime_metrics() IS 'Deletes the metrics of more than 30 days ago; returns how many';

--
-- Name: compare_legacy_scores(date, date, numeric); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.compare_legacy_scores(p_from date, p_to date, p_tolerance numeric DEFAULT 5) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    v_now CONSTANT timestamptz := momentum.clock();
    v_differences bigint;
    v_left_out bigint;
BEGIN
    PERFORM momentum._check_score_dates(p_from, p_to);
    IF (p_tolerance >= 0 AND p_tolerance < 'NaN') IS NOT TRUE THEN
        RAISE EXCEPTION 'the tolerance cannot be %', COALESCE(p_tolerance::text, 'null')
            USING ERRCODE = 'PM006',
                  HINT = 'Give a number of points, 0 or more; the default is 5.';
    END IF;

    LOCK TABLE momentum.score_discrepancies IN SHARE ROW EXCLUSIVE MODE;
    WITH legacy AS MATERIALIZED (
        SELECT
            l.user_id,
            l.score_date,
            round(l.final_score, 2) AS final_score,
            (NOT l.is_ambiguous AND abs(l.final_score) < 10000000) IS TRUE AS is_comparable
        FROM momentum._legacy_scores(p_from, p_to) AS l
    ),
    differing AS MATERIALIZED (
        SELECT
            s.user_id,
            s.score_date,
            l.final_score AS legacy_score,
            s.final_score AS computed_score,
            s.final_score - l.final_score AS difference
        FROM legacy AS l
        JOIN momentum.daily_engagement_scores AS s
            ON s.user_id = l.user_id AND s.score_date = l.score_date
        WHERE l.is_comparable AND abs(s.final_score - l.final_score) > p_tolerance
    ),
    removed AS (
        DELETE FROM momentum.score_discrepancies AS d
        WHERE
            d.score_date BETWEEN p_from AND p_to
            AND NOT EXISTS (
                SELECT FROM differing AS n
                WHERE n.user_id = d.user_id AND n.score_date = d.score_date
            )
    ),
    recorded AS (
        INSERT INTO momentum.score_discrepancies AS d (
            user_id, score_date, legacy_score, computed_score, difference, created_at, updated_at
        )
        SELECT
            n.user_id, n.score_date, n.legacy_score, n.computed_score, n.difference, v_now, v_now
        FROM differing AS n
        ORDER BY n.user_id, n.score_date
        ON CONFLICT (user_id, score_date) DO UPDATE
        SET (legacy_score, computed_score, difference, updated_at) = (
            excluded.legacy_score, excluded.computed_score, excluded.difference,
            excluded.updated_at
        )
        WHERE
            (d.legacy_score, d.computed_score)
            IS DISTINCT FROM (excluded.legacy_score, excluded.computed_score)
    )
    SELECT
        (SELECT count(*) FROM differing),
        (SELECT count(*) FROM legacy AS l WHERE NOT l.is_comparable)
    INTO v_differences, v_left_out;

    IF v_left_out > 0 THEN
        RAISE WARNING '% rows of legacy.daily_engagement_scores cannot be compared', v_left_out
            USING HINT = 'Their score is null or no number below ten million, or their day has '
                         'several rows: mend them, and compare the span again.';
    END IF;
    RETURN v_differences;
END
$$;

ALTER FUNCTION momentum.compare_legacy_scores(p_from date, p_to date, p_tolerance numeric) OWNER TO momentum_owner;

--
-- Name: FUNCTION compare_legacy_scores(p_from date, p_to date, p_tolerance numeric); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.compare_legacy_scores(p_from date, p_to date, p_tolerance numeric) IS 'Records where the stored scores of a span differ from those of legacy.daily_engagement_scores by more than the tolerance (points); returns how many. Errors: PM003, PM004, PM006, PM007, PM008';

--
-- Name: define_badge(uuid, text, text, integer, text, text[], boolean); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.define_badge(p_organisation_id uuid, p_name text, p_criteria_type text, p_required integer, p_window_unit text DEFAULT NULL::text, p_activity_types text[] DEFAULT NULL::text[], p_open_window_grace boolean DEFAULT false) RETURNS uuid
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    v_id uuid;
BEGIN
    PERFORM momentum._check_badge_organisation(p_organisation_id);
    IF (
        p_name ~ '[^[:space:]]' AND p_name !~ '[[:cntrl:]]' AND length(p_name) <= 200
    ) IS NOT TRUE THEN
        RAISE EXCEPTION 'a badge needs a name of at most 200 characters, on one line'
            USING ERRCODE = 'PM006', HINT = 'Give a short name such as Four weeks in a row.';
    END IF;
    INSERT INTO momentum.badge_definitions (
        organisation_id, name, criteria_type, required, window_unit, activity_types,
        open_window_grace
    )
    VALUES (
        p_organisation_id, p_name, p_criteria_type, p_required, p_window_unit, p_activity_types,
        COALESCE(p_open_window_grace, false)
    )
    ON CONFLICT (organisation_id, name) DO NOTHING
    RETURNING id INTO v_id;
    IF v_id IS NULL THEN
        RAISE EXCEPTION 'the organisation has a badge %', quote_literal(p_name)
            USING ERRCODE = 'PM006',
                  HINT = 'Give another name, or change the row of momentum.badge_definitions.';
    END IF;
    RETURN v_id;
END
$$;

ALTER FUNCTION momentum.define_badge(p_organisation_id uuid, p_name text, p_criteria_type text, p_required integer, p_window_unit text, p_activity_types text[], p_open_window_grace boolean) OWNER TO momentum_owner;

--
-- Name: FUNCTION define_badge(p_organisation_id uuid, p_name text, p_criteria_type text, p_required integer, p_window_unit text, p_activity_types text[], p_open_window_grace boolean); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.define_badge(p_organisation_id uuid, p_name text, p_criteria_type text, p_required integer, p_window_unit text, p_activity_types text[], p_open_window_grace boolean) IS 'Defines a badge of an organisation: a streak of so many windows (day, week or month) in a row, or a count of activities; returns its id. Errors: PM006, PM007';

--
-- Name: doctor(integer); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.doctor(p_days integer DEFAULT 7) RETURNS TABLE(check_name text, subject text, meaning text, mend text[], fixable boolean)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF (p_days BETWEEN 1 AND 3660) IS NOT TRUE THEN
        RAISE EXCEPTION 'cannot look % days back', COALESCE(p_days::text, 'null')
            USING ERRCODE = 'PM004',
                  HINT = 'Give a number of days from 1 to 3660.';
    END IF;
    RETURN QUERY SELECT * FROM momentum._doctor_tables();
    RETURN QUERY SELECT * FROM momentum._doctor_queues();
    RETURN QUERY SELECT * FROM momentum._doctor_scores(p_days);
    RETURN QUERY SELECT * FROM momentum._doctor_jobs();
END
$$;

ALTER FUNCTION momentum.doctor(p_days integer) OWNER TO momentum_owner;

--
-- Name: FUNCTION doctor(p_days integer); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.doctor(p_days integer) IS 'What is wrong, what it means and what mends it; no rows: nothing. Errors: PM004';

--
-- Name: drain_rescore_queue(integer); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.drain_rescore_queue(p_limit integer DEFAULT 10000) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    c_page_size CONSTANT integer := 500;
    v_today CONSTANT date := momentum._today();
    v_locked uuid[];
    v_drained bigint := 0::bigint;
BEGIN
    IF (p_limit > 0) IS NOT TRUE THEN
        RAISE EXCEPTION 'the limit must be positive'
            USING ERRCODE = 'PM006',
                  HINT = 'It is a number of users; the default is 10,000.';
    END IF;
    PERFORM momentum._check_isolation();

    v_locked := momentum._try_lock_users(
        ARRAY(
            SELECT q.user_id
            FROM momentum.rescore_queue AS q
            WHERE q.from_date <= v_today
            GROUP BY q.user_id
            ORDER BY min(q.id)
        ),
        p_limit
    );
    FOR v_first IN 1..cardinality(v_locked) BY c_page_size LOOP
        v_drained := v_drained
            + momentum._drain_users(v_locked[v_first:v_first + c_page_size - 1]);
    END LOOP;
    RETURN v_drained;
END
$$;

ALTER FUNCTION momentum.drain_rescore_queue(p_limit integer) OWNER TO momentum_owner;

--
-- Name: FUNCTION drain_rescore_queue(p_limit integer); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.drain_rescore_queue(p_limit integer) IS 'Recomputes the scores of up to so many queued users (default 10,000) and returns how many queue entries were worked off. Errors: PM006, PM011';

--
-- Name: drain_summary_queue(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.drain_summary_queue() RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    AS $$
DECLARE
    v_user_ids uuid[];
    v_ids bigint[];
    v_years integer[];
    v_counted_users uuid[];
    v_counted_years integer[];
BEGIN
    PERFORM momentum._check_isolation();
    -- noted before anything is counted: what is queued meanwhile stays
    SELECT array_agg(q.user_id), array_agg(q.id), array_agg(q.year)
    INTO v_user_ids, v_ids, v_years
    FROM (
        SELECT e.user_id, e.id, e.year
        FROM momentum.summary_queue AS e
        FOR UPDATE SKIP LOCKED
    ) AS q;
    IF v_ids IS NULL THEN
        RETURN 0::bigint;
    END IF;

    SELECT array_agg(waiting.user_id), array_agg(waiting.year)
    INTO v_counted_users, v_counted_years
    FROM (
        SELECT DISTINCT n.user_id, n.year FROM unnest(v_user_ids, v_years) AS n (user_id, year)
    ) AS waiting;
    SELECT array_agg(c.user_id), array_agg(c.year)
    INTO v_counted_users, v_counted_years
    FROM momentum._recount_sessions(v_counted_users, v_counted_years) AS c;

    DELETE FROM momentum.summary_queue AS q
    USING unnest(v_user_ids, v_ids, v_years) AS n (user_id, id, year)
    WHERE
        q.user_id = n.user_id
        AND q.id = n.id
        AND (
            (n.user_id, n.year) IN (
                SELECT c.user_id, c.year
                FROM unnest(v_counted_users, v_counted_years) AS c (user_id, year)
            )
            OR NOT EXISTS (SELECT FROM momentum._users AS u WHERE u.id = n.user_id)
        );
    RETURN COALESCE(cardinality(v_counted_users), 0)::bigint;
END
$$;

ALTER FUNCTION momentum.drain_summary_queue() OWNER TO momentum_owner;

--
-- Name: FUNCTION drain_summary_queue(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.drain_summary_queue() IS 'Counts the users and years of annual_summary that wait in summary_queue; returns how many. Errors: PM011';

--
-- Name: evaluate_badges(uuid, uuid, timestamp with time zone); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.evaluate_badges(p_user_id uuid, p_organisation_id uuid, p_now timestamp with time zone DEFAULT momentum.clock()) RETURNS SETOF momentum.badge_awards
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    v_now CONSTANT timestamptz := momentum._check_instant(p_now);
    v_earned momentum._earned_badge[];
BEGIN
    PERFORM momentum._check_users(ARRAY[p_user_id]);
    PERFORM momentum._check_badge_organisation(p_organisation_id);
    PERFORM momentum._check_isolation();
    PERFORM momentum._hold_badge_turns(ARRAY[p_user_id]);
    PERFORM FROM momentum.badge_turns AS t WHERE t.user_id = p_user_id FOR UPDATE;
    v_earned := ARRAY(
        SELECT
            (
                e.user_id,
                e.badge_id,
                e.activity_id,
                e.earned_at,
                date_trunc(COALESCE(b.window_unit, 'day'), e.earned_at, 'UTC')
                    = date_trunc(COALESCE(b.window_unit, 'day'), v_now, 'UTC'),
                e.evidence
            )::momentum._earned_badge
        FROM momentum.badge_definitions AS b
        CROSS JOIN LATERAL unnest(momentum._first_earned(ARRAY[p_user_id], b, v_now)) AS e
        WHERE
            b.organisation_id = p_organisation_id
            AND b.active
            AND NOT EXISTS (
                SELECT
                FROM momentum.badge_awards AS w
                WHERE w.user_id = p_user_id AND w.badge_id = b.id
            )
            AND (
                b.criteria_type = 'count'
                OR (
                    momentum.evaluate_streak(
                        p_user_id, b.window_unit, b.required, b.activity_types, b.organisation_id,
                        b.open_window_grace, v_now
                    )
                ).met
            )
    );
    RETURN QUERY SELECT w.* FROM unnest(momentum._award_badges(v_earned, v_now, 'manual')) AS w;
END
$$;

ALTER FUNCTION momentum.evaluate_badges(p_user_id uuid, p_organisation_id uuid, p_now timestamp with time zone) OWNER TO momentum_owner;

--
-- Name: FUNCTION evaluate_badges(p_user_id uuid, p_organisation_id uuid, p_now timestamp with time zone); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.evaluate_badges(p_user_id uuid, p_organisation_id uuid, p_now timestamp with time zone) IS 'Awards the active badges of an organisation that a user has earned by an instant (default now) and was never awarded, and returns these awards. Errors: PM001, PM004, PM007, PM011';

--
-- Name: evaluate_expiry(timestamp with time zone, uuid[], uuid); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.evaluate_expiry(p_now timestamp with time zone DEFAULT momentum.clock(), p_user_ids uuid[] DEFAULT NULL::uuid[], p_organisation_id uuid DEFAULT NULL::uuid) RETURNS SETOF momentum.scenario_notifications
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    SELECT n.*
    FROM momentum._evaluate('expiry', p_now, p_user_ids, p_organisation_id) AS e
    CROSS JOIN unnest(e.recorded) AS n;
END
$$;

ALTER FUNCTION momentum.evaluate_expiry(p_now timestamp with time zone, p_user_ids uuid[], p_organisation_id uuid) OWNER TO momentum_owner;

--
-- Name: FUNCTION evaluate_expiry(p_now timestamp with time zone, p_user_ids uuid[], p_organisation_id uuid); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.evaluate_expiry(p_now timestamp with time zone, p_user_ids uuid[], p_organisation_id uuid) IS 'Records a warning for each credential that expires soon after an instant (default now), once per cooldown window, and returns those that this call recorded. Errors: PM001, PM004, PM007, PM011';

--
-- Name: evaluate_inactivity(timestamp with time zone, uuid[], uuid); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.evaluate_inactivity(p_now timestamp with time zone DEFAULT momentum.clock(), p_user_ids uuid[] DEFAULT NULL::uuid[], p_organisation_id uuid DEFAULT NULL::uuid) RETURNS SETOF momentum.scenario_notifications
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    SELECT n.*
    FROM momentum._evaluate('inactivity', p_now, p_user_ids, p_organisation_id) AS e
    CROSS JOIN unnest(e.recorded) AS n;
END
$$;

ALTER FUNCTION momentum.evaluate_inactivity(p_now timestamp with time zone, p_user_ids uuid[], p_organisation_id uuid) OWNER TO momentum_owner;

--
-- Name: FUNCTION evaluate_inactivity(p_now timestamp with time zone, p_user_ids uuid[], p_organisation_id uuid); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.evaluate_inactivity(p_now timestamp with time zone, p_user_ids uuid[], p_organisation_id uuid) IS 'Records a reminder for each member without an activity in an organisation for too long before an instant (default now), once per cooldown window, and returns those that this call recorded. Errors: PM001, PM004, PM007, PM011';

--
-- Name: evaluate_interventions(date, uuid[]); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.evaluate_interventions(p_score_date date DEFAULT (momentum._today() - 1), p_user_ids uuid[] DEFAULT NULL::uuid[]) RETURNS TABLE(rule_name text, evaluated_users bigint, interventions bigint, notifications bigint, skipped bigint)
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
#variable_conflict use_column
DECLARE
    v_now CONSTANT timestamptz := momentum.clock();
    v_attempts CONSTANT integer := 5;
    v_rule_names text[];
    v_evaluated_users bigint[];
    v_interventions bigint[];
    v_notifications bigint[];
    v_skipped bigint[];
BEGIN
    PERFORM momentum._check_score_dates(p_score_date, p_score_date);
    PERFORM momentum._check_users(p_user_ids);
    PERFORM momentum._check_isolation();
    FOR v_attempt IN 1..v_attempts LOOP
        BEGIN
            WITH found AS MATERIALIZED (
                SELECT f.*
                FROM momentum._find_interventions(p_score_date, p_user_ids, v_now) AS f
            ),
            due AS MATERIALIZED (
                SELECT
                    r.*,
                    f.window_start,
                    c.*
                FROM found AS f
                JOIN momentum.intervention_rules AS r ON r.name = f.rule_name
                CROSS JOIN unnest(f.candidates) AS c
                ORDER BY r.name, c.user_id
            ),
            intervened AS (
                INSERT INTO momentum.coach_interventions (
                    user_id, organisation_id, rule_name, score_date, window_start,
                    intervention_type, trigger_reason, scheduled_date
                )
                SELECT
                    d.user_id, d.organisation_id, d.name, p_score_date, d.window_start,
                    d.intervention_type, d.trigger_reason, (v_now AT TIME ZONE 'UTC')::date
                FROM due AS d
                WHERE d.intervenes
                ON CONFLICT (user_id, rule_name, window_start) DO NOTHING
                RETURNING rule_name
            ),
            -- no arbiter: either unique key may decide
            notified AS (
                INSERT INTO momentum.momentum_notifications (
                    user_id, rule_name, score_date, window_start, ordinal, notification_type,
                    title, message
                )
                SELECT
                    d.user_id, d.name, p_score_date, d.window_start, d.ordinal,
                    d.notification_type, d.title, d.message
                FROM due AS d
                WHERE d.ordinal IS NOT NULL
                ON CONFLICT DO NOTHING
                RETURNING rule_name
            )
            SELECT
                array_agg(f.rule_name),
                array_agg(f.evaluated_users),
                array_agg(COALESCE(i.made, 0)),
                array_agg(COALESCE(n.made, 0)),
                array_agg(d.due - COALESCE(i.made, 0) - COALESCE(n.made, 0))
            -- not returned yet: rows that were stay returned where the attempt fails
            INTO
                v_rule_names, v_evaluated_users, v_interventions, v_notifications, v_skipped
            FROM found AS f
            CROSS JOIN LATERAL (
                SELECT count(*) FILTER (WHERE c.intervenes) + count(c.ordinal) AS due
                FROM unnest(f.candidates) AS c
            ) AS d
            LEFT JOIN (
                SELECT made.rule_name, count(*) AS made
                FROM intervened AS made
                GROUP BY made.rule_name
            ) AS i ON i.rule_name = f.rule_name
            LEFT JOIN (
                SELECT made.rule_name, count(*) AS made
                FROM notified AS made
                GROUP BY made.rule_name
            ) AS n ON n.rule_name = f.rule_name;
            EXIT;
        EXCEPTION
            WHEN foreign_key_violation OR deadlock_detected THEN
                IF v_attempt = v_attempts THEN
                    RAISE;
                END IF;
        END;
    END LOOP;
    RETURN QUERY
    SELECT made.*
    FROM unnest(
        v_rule_names, v_evaluated_users, v_interventions, v_notifications, v_skipped
    ) AS made (rule_name, evaluated_users, interventions, notifications, skipped)
    ORDER BY made.rule_name;
END
$$;

ALTER FUNCTION momentum.evaluate_interventions(p_score_date date, p_user_ids uuid[]) OWNER TO momentum_owner;

--
-- Name: FUNCTION evaluate_interventions(p_score_date date, p_user_ids uuid[]); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.evaluate_interventions(p_score_date date, p_user_ids uuid[]) IS 'Makes the interventions and notifications that the rules give for a UTC day (default yesterday) for everyone or the users named, within their limits, and returns per rule what this call recorded, and what another one recorded at the same moment. Errors: PM001, PM003, PM004, PM011';

--
-- Name: evaluate_milestones(timestamp with time zone, uuid[], uuid); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.evaluate_milestones(p_now timestamp with time zone DEFAULT momentum.clock(), p_user_ids uuid[] DEFAULT NULL::uuid[], p_organisation_id uuid DEFAULT NULL::uuid) RETURNS SETOF momentum.milestone_trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    SELECT
        n.user_id, n.organisation_id, n.milestone_year, n.milestone_value,
        (n.payload ->> 'session_count')::integer, true
    FROM momentum._evaluate('milestone', p_now, p_user_ids, p_organisation_id) AS e
    CROSS JOIN unnest(e.recorded) AS n;
END
$$;

ALTER FUNCTION momentum.evaluate_milestones(p_now timestamp with time zone, p_user_ids uuid[], p_organisation_id uuid) OWNER TO momentum_owner;

--
-- Name: FUNCTION evaluate_milestones(p_now timestamp with time zone, p_user_ids uuid[], p_organisation_id uuid); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.evaluate_milestones(p_now timestamp with time zone, p_user_ids uuid[], p_organisation_id uuid) IS 'Records the milestones reached in the UTC year of an instant (default now), up to it, and returns those that this call recorded. Null users: everyone; an organisation: its members. Errors: PM001, PM004, PM007, PM011';

--
-- Name: evaluate_scenarios(timestamp with time zone, text[]); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.evaluate_scenarios(p_now timestamp with time zone DEFAULT momentum.clock(), p_scenario_types text[] DEFAULT NULL::text[]) RETURNS TABLE(scenario_type text, evaluated_users bigint, triggered bigint, skipped bigint)
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
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
$$;

ALTER FUNCTION momentum.evaluate_scenarios(p_now timestamp with time zone, p_scenario_types text[]) OWNER TO momentum_owner;

--
-- Name: FUNCTION evaluate_scenarios(p_now timestamp with time zone, p_scenario_types text[]); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.evaluate_scenarios(p_now timestamp with time zone, p_scenario_types text[]) IS 'Evaluates all scenarios or those named for an instant (default now), and returns for each how many users were looked at, notifications recorded, and recorded by another run at the same moment. Errors: PM004, PM006, PM011';

--
-- Name: evaluate_streak(uuid, text, integer, text[], uuid, boolean, timestamp with time zone); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.evaluate_streak(p_user_id uuid, p_window_unit text, p_required integer, p_activity_types text[] DEFAULT NULL::text[], p_organisation_id uuid DEFAULT NULL::uuid, p_open_window_grace boolean DEFAULT false, p_now timestamp with time zone DEFAULT momentum.clock()) RETURNS momentum.streak_result
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    AS $$
DECLARE
    v_now CONSTANT timestamptz := momentum._check_instant(p_now);
    v_step interval;
    v_current timestamp;
    v_window timestamp;
    v_count integer;
    v_counts integer[] := '{}'::integer[];
    v_newest timestamp;
BEGIN
    PERFORM momentum._check_users(ARRAY[p_user_id]);
    PERFORM momentum._check_streak(p_window_unit, p_required, p_activity_types);
    PERFORM momentum._check_known_organisation(p_organisation_id);
    v_step := ('1 ' || p_window_unit)::interval;
    v_current := date_trunc(p_window_unit, v_now AT TIME ZONE 'UTC');
    v_window := v_current;
    LOOP
        SELECT count(*)::integer
        INTO v_count
        FROM momentum.activities AS a
        WHERE
            a.user_id = p_user_id
            AND a.completed_at >= v_window AT TIME ZONE 'UTC'
            AND a.completed_at < (v_window + v_step) AT TIME ZONE 'UTC'
            AND a.completed_at <= v_now
            AND (p_activity_types IS NULL OR a.activity_type = ANY (p_activity_types))
            AND (p_organisation_id IS NULL OR a.organisation_id = p_organisation_id)
            AND a.deleted_at IS NULL;
        IF v_count > 0 THEN
            v_counts := v_counts || v_count;
            v_newest := COALESCE(v_newest, v_window);
        ELSIF v_window < v_current OR p_open_window_grace IS NOT TRUE THEN
            EXIT;
        END IF;
        v_window := v_window - v_step;
    END LOOP;
    RETURN (
        cardinality(v_counts) >= p_required,
        cardinality(v_counts),
        p_required,
        momentum._streak_windows(p_window_unit, v_newest, v_counts)
    );
END
$$;

ALTER FUNCTION momentum.evaluate_streak(p_user_id uuid, p_window_unit text, p_required integer, p_activity_types text[], p_organisation_id uuid, p_open_window_grace boolean, p_now timestamp with time zone) OWNER TO momentum_owner;

--
-- Name: FUNCTION evaluate_streak(p_user_id uuid, p_window_unit text, p_required integer, p_activity_types text[], p_organisation_id uuid, p_open_window_grace boolean, p_now timestamp with time zone); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.evaluate_streak(p_user_id uuid, p_window_unit text, p_required integer, p_activity_types text[], p_organisation_id uuid, p_open_window_grace boolean, p_now timestamp with time zone) IS 'The streak of a user that reaches up to an instant (default now): UTC days, weeks from Monday or months in a row with an activity, of some types or in an organisation where these are given. Errors: PM001, PM004, PM006, PM007';

--
-- Name: evaluate_streaks(text, integer, text[], uuid, boolean, timestamp with time zone); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.evaluate_streaks(p_window_unit text, p_required integer, p_activity_types text[] DEFAULT NULL::text[], p_organisation_id uuid DEFAULT NULL::uuid, p_open_window_grace boolean DEFAULT false, p_now timestamp with time zone DEFAULT momentum.clock()) RETURNS TABLE(user_id uuid, met boolean, current_value integer)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    SET work_mem TO '64MB'
    SET jit TO 'off'
    AS $$
DECLARE
    v_now CONSTANT timestamptz := momentum._check_instant(p_now);
    v_step interval;
    v_current timestamp;
BEGIN
    PERFORM momentum._check_streak(p_window_unit, p_required, p_activity_types);
    PERFORM momentum._check_known_organisation(p_organisation_id);
    v_step := ('1 ' || p_window_unit)::interval;
    v_current := date_trunc(p_window_unit, v_now AT TIME ZONE 'UTC');
    RETURN QUERY
    -- a window of a user, and whether it has an activity; the next one is looked at where it has
    WITH RECURSIVE walk (user_id, window_start, is_active) AS (
        SELECT u.id, v_current, found.one IS NOT NULL
        FROM momentum._users AS u
        LEFT JOIN LATERAL (
            SELECT 1 AS one
            FROM momentum.activities AS a
            WHERE
                a.user_id = u.id
                AND a.completed_at >= v_current AT TIME ZONE 'UTC'
                AND a.completed_at <= v_now
                AND (p_activity_types IS NULL OR a.activity_type = ANY (p_activity_types))
                AND (
                    p_organisation_id IS NULL
                    OR a.organisation_id IS NOT DISTINCT FROM p_organisation_id
                )
                AND a.deleted_at IS NULL
            LIMIT 1
        ) AS found ON true
        WHERE u.deleted_at IS NULL
        UNION ALL
        SELECT w.user_id, w.window_start - v_step, found.one IS NOT NULL
        FROM walk AS w
        LEFT JOIN LATERAL (
            SELECT 1 AS one
            FROM momentum.activities AS a
            WHERE
                a.user_id = w.user_id
                AND a.completed_at >= (w.window_start - v_step) AT TIME ZONE 'UTC'
                AND a.completed_at < w.window_start AT TIME ZONE 'UTC'
                AND (p_activity_types IS NULL OR a.activity_type = ANY (p_activity_types))
                AND (
                    p_organisation_id IS NULL
                    OR a.organisation_id IS NOT DISTINCT FROM p_organisation_id
                )
                AND a.deleted_at IS NULL
            LIMIT 1
        ) AS found ON true
        WHERE w.is_active OR (p_open_window_grace AND w.window_start = v_current)
    )
    SELECT
        w.user_id,
        count(*) FILTER (WHERE w.is_active) >= p_required,
        (count(*) FILTER (WHERE w.is_active))::integer
    FROM walk AS w
    GROUP BY w.user_id;
END
$$;

ALTER FUNCTION momentum.evaluate_streaks(p_window_unit text, p_required integer, p_activity_types text[], p_organisation_id uuid, p_open_window_grace boolean, p_now timestamp with time zone) OWNER TO momentum_owner;

--
-- Name: FUNCTION evaluate_streaks(p_window_unit text, p_required integer, p_activity_types text[], p_organisation_id uuid, p_open_window_grace boolean, p_now timestamp with time zone); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.evaluate_streaks(p_window_unit text, p_required integer, p_activity_types text[], p_organisation_id uuid, p_open_window_grace boolean, p_now timestamp with time zone) IS 'The streak of each user that reaches up to an instant (default now), and whether it is as long as required. Errors: PM004, PM006, PM007';

--
-- Name: explain_badge(uuid, uuid); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.explain_badge(p_user_id uuid, p_badge_id uuid) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET "DateStyle" TO 'ISO'
    AS $$
DECLARE
    v_badge CONSTANT momentum.badge_definitions := momentum._badge(p_badge_id);
    v_now CONSTANT timestamptz := momentum.clock();
    v_organisation momentum.organisations;
    v_award momentum.badge_awards;
    v_streak momentum.streak_result;
    v_current integer;
    v_pending integer;
    v_longest integer;
    v_answer text;
BEGIN
    PERFORM momentum._check_users(ARRAY[p_user_id]);
    SELECT o.* INTO v_organisation
    FROM momentum.organisations AS o
    WHERE o.id = v_badge.organisation_id;
    SELECT w.* INTO v_award
    FROM momentum.badge_awards AS w
    WHERE w.user_id = p_user_id AND w.badge_id = p_badge_id;

    IF v_badge.criteria_type = 'streak' THEN
        v_streak := momentum.evaluate_streak(
            p_user_id, v_badge.window_unit, v_badge.required, v_badge.activity_types,
            v_badge.organisation_id, v_badge.open_window_grace, v_now
        );
        v_current := v_streak.current_value;
        -- a current window that is empty is not over yet
        v_pending := (
            momentum.evaluate_streak(
                p_user_id, v_badge.window_unit, v_badge.required, v_badge.activity_types,
                v_badge.organisation_id, true, v_now
            )
        ).current_value;
        v_longest := (
            momentum.longest_streak(
                p_user_id, v_badge.window_unit, v_badge.activity_types, v_badge.organisation_id
            )
        ).current_value;
    ELSE
        SELECT count(*)::integer
        INTO v_current
        FROM momentum.activities AS a
        WHERE
            a.user_id = p_user_id
            AND a.completed_at <= v_now
            AND a.organisation_id = v_badge.organisation_id
            AND (v_badge.activity_types IS NULL OR a.activity_type = ANY (v_badge.activity_types))
            AND a.deleted_at IS NULL;
        v_longest := v_current;
    END IF;

    v_answer := CASE
        WHEN v_award.revoked_at IS NOT NULL THEN
            format('revoked on %s: %s', v_award.revoked_at::date, v_award.revoked_reason)
        WHEN v_award.source = 'manual' AND v_award.activity_id IS NULL THEN
            format('awarded by hand on %s', v_award.awarded_at::date)
        WHEN v_award.user_id IS NOT NULL THEN
            format('earned on %s, awarded on %s', v_award.earned_at::date, v_award.awarded_at::date)
        WHEN NOT v_badge.active THEN 'not awarded: the badge is not active'
        WHEN v_organisation.deleted_at IS NOT NULL THEN
            'not awarded: the organisation is deleted'
        WHEN v_longest >= v_badge.required THEN
            'earned, but not awarded: award_retroactively() does so'
        WHEN v_badge.criteria_type = 'count' THEN
            format('not yet: %s of %s activities', v_current, v_badge.required)
        WHEN v_current < v_pending THEN format(
            'not yet: %s of %s %ss in a row, none so far in the current %s; the most so far: %s',
            v_pending, v_badge.required, v_badge.window_unit, v_badge.window_unit, v_longest
        )
        ELSE format(
            'not yet: %s of %s %ss in a row; the most so far: %s',
            v_current, v_badge.required, v_badge.window_unit, v_longest
        )
    END;
    RETURN jsonb_build_object(
        'user_id', p_user_id,
        'badge', to_jsonb(v_badge) || jsonb_build_object('organisation', v_organisation.name),
        'award', CASE WHEN v_award.user_id IS NOT NULL THEN to_jsonb(v_award) END,
        'reviews', (
            SELECT COALESCE(jsonb_agg(to_jsonb(r) ORDER BY r.created_at), '[]')
            FROM momentum.award_reviews AS r
            WHERE r.user_id = p_user_id AND r.badge_id = p_badge_id AND r.resolved_at IS NULL
        ),
        'progress', jsonb_build_object(
            'current_value', v_current,
            'required', v_badge.required,
            'missing', greatest(v_badge.required - v_current, 0),
            'longest', v_longest,
            'windows', v_streak.windows
        ),
        'answer', v_answer
    );
END
$$;

ALTER FUNCTION momentum.explain_badge(p_user_id uuid, p_badge_id uuid) OWNER TO momentum_owner;

--
-- Name: FUNCTION explain_badge(p_user_id uuid, p_badge_id uuid); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.explain_badge(p_user_id uuid, p_badge_id uuid) IS 'Why a user has a badge, or why not yet: definition, award with evidence, open reviews, progress and an answer in words, as JSON. Errors: PM001, PM007';

--
-- Name: explain_score(uuid, date); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.explain_score(p_user_id uuid, p_score_date date) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    v_stored momentum.daily_engagement_scores;
    v_version momentum.score_versions;
    v_score record;
    v_events jsonb;
    v_history jsonb;
    v_weighted_sum numeric;
    v_weight_sum numeric;
    v_plain_state text;
    v_weights bigint[];
BEGIN
    PERFORM momentum._check_may_act_for(p_user_id);
    PERFORM momentum._check_score_dates(p_score_date, p_score_date);
    PERFORM momentum._check_events_kept(p_score_date);
    IF auth.uid() IS DISTINCT FROM p_user_id THEN
        PERFORM momentum._check_users(ARRAY[p_user_id]);
    END IF;

    SELECT s.* INTO v_stored
    FROM momentum.daily_engagement_scores AS s
    WHERE s.user_id = p_user_id AND s.score_date = p_score_date;
    SELECT v.* INTO v_version
    FROM momentum.score_versions AS v
    WHERE v.version = v_stored.algorithm_version;
    IF NOT FOUND THEN
        v_version := momentum._score_version(NULL, p_score_date);
    END IF;
    v_weights := momentum._decay_weights(v_version.half_life_days, v_version.history_days);
    SELECT c.* INTO v_score
    FROM momentum._score_user(p_score_date, v_version, p_user_id) AS c;

    SELECT jsonb_agg(by_type.entry ORDER BY by_type.event_type) INTO v_events
    FROM (
        SELECT
            ranked.event_type,
            jsonb_build_object(
                'event_type', ranked.event_type,
                'weight', trim_scale(ranked.weight),
                'count', count(*),
                'counted', count(*) FILTER (WHERE ranked.counts),
                'capped', count(*) FILTER (WHERE NOT ranked.counts),
                'points', trim_scale(ranked.weight * count(*) FILTER (WHERE ranked.counts)),
                'counted_events', COALESCE(
                    jsonb_agg(ranked.event ORDER BY ranked.place) FILTER (WHERE ranked.counts),
                    '[]'
                ),
                'capped_events', COALESCE(
                    jsonb_agg(ranked.event ORDER BY ranked.place) FILTER (WHERE NOT ranked.counts),
                    '[]'
                )
            ) AS entry
        FROM (
            SELECT
                numbered.*,
                numbered.place <= COALESCE(v_version.max_events_per_type, numbered.place) AS counts
            FROM (
                SELECT
                    e.event_type,
                    COALESCE(w.weight, v_version.default_weight) AS weight,
                    jsonb_build_object(
                        'id', e.id,
                        'event_ts',
                        to_char(e.event_ts AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                        'pillar', COALESCE(e.pillar_id, w.pillar_id, 'unassigned')
                    ) AS event,
                    row_number() OVER (
                        PARTITION BY e.event_type
                        ORDER BY e.pillar_id COLLATE "C", e.event_ts, e.id
                    ) AS place
                FROM momentum.momentum_events AS e
                LEFT JOIN momentum.event_weights AS w
                    ON w.version = v_version.version AND w.event_type = e.event_type
                WHERE
                    e.user_id = p_user_id
                    AND e.event_ts >= p_score_date::timestamp AT TIME ZONE 'UTC'
                    AND e.event_ts < (p_score_date + 1)::timestamp AT TIME ZONE 'UTC'
                    AND e.deleted_at IS NULL
            ) AS numbered
        ) AS ranked
        GROUP BY ranked.event_type, ranked.weight
    ) AS by_type;

    SELECT
        jsonb_agg(
            jsonb_build_object(
                'score_date', h.score_date,
                'days_back', p_score_date - h.score_date,
                'final_score', h.final_score,
                'momentum_state', h.momentum_state,
                'weight', h.weight,
                'contribution', round(h.final_score * h.weight, 4)
            )
            ORDER BY h.score_date DESC
        ),
        COALESCE(sum(h.final_score * h.weight), 0),
        COALESCE(sum(h.weight), 0)
    INTO v_history, v_weighted_sum, v_weight_sum
    FROM (
        SELECT s.*, 0.000000000001 * v_weights[p_score_date - s.score_date] AS weight
        FROM momentum.daily_engagement_scores AS s
        WHERE
            s.user_id = p_user_id
            AND s.score_date >= p_score_date - v_version.history_days
            AND s.score_date < p_score_date
    ) AS h;

    v_plain_state := CASE
        WHEN v_score.final_score >= v_version.rising_threshold THEN 'Rising'
        WHEN v_score.final_score >= v_version.needs_care_threshold THEN 'Steady'
        ELSE 'NeedsCare'
    END;

    RETURN jsonb_build_object(
        'user_id', p_user_id,
        'score_date', p_score_date,
        'version', v_version.version,
        'stored', v_stored.user_id IS NOT NULL,
        'up_to_date', CASE
            WHEN v_score.change <> 'insert' THEN v_score.change = 'none'
        END,
        'events', COALESCE(v_events, '[]'),
        'raw', jsonb_build_object(
            'points', v_score.calculation_metadata -> 'points',
            'max_weight_per_day', trim_scale(v_version.max_weight_per_day),
            'max_events_per_type', v_version.max_events_per_type,
            'raw_score', trim_scale(v_score.raw_score),
            'event_count', v_score.event_count
        ),
        'normalized_score', v_score.normalized_score,
        'history', COALESCE(v_history, '[]'),
        'decay', jsonb_build_object(
            'half_life_days', trim_scale(v_version.half_life_days),
            'history_days', v_version.history_days,
            'weighted_sum', round(v_weighted_sum, 4),
            'weight_sum', round(v_weight_sum, 4),
            'decayed', v_score.calculation_metadata -> 'decayed'
        ),
        'blend', jsonb_build_object(
            'raw_share', trim_scale(v_version.raw_share),
            'zero_event_policy', v_version.zero_event_policy,
            'zero_event_applied',
            v_score.raw_score = 0 AND v_version.zero_event_policy = 'zero',
            'final_score', v_score.final_score
        ),
        'state', jsonb_build_object(
            'previous_state', v_score.calculation_metadata -> 'previous_state',
            'momentum_state', v_score.momentum_state,
            'rising_threshold', v_version.rising_threshold,
            'needs_care_threshold', v_version.needs_care_threshold,
            'hysteresis', v_version.hysteresis,
            'decided_by_hysteresis', v_score.momentum_state <> v_plain_state
        )
    );
END
$$;

ALTER FUNCTION momentum.explain_score(p_user_id uuid, p_score_date date) OWNER TO momentum_owner;

--
-- Name: FUNCTION explain_score(p_user_id uuid, p_score_date date); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.explain_score(p_user_id uuid, p_score_date date) IS 'Every number behind a score, as JSON: events, caps, history, blend, state. Errors: PM001, PM002, PM003, PM004, PM008';

--
-- Name: get_dashboard(uuid, integer); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.get_dashboard(target_user_id uuid, p_days integer DEFAULT 30) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    AS $$
DECLARE
    v_now CONSTANT timestamptz := momentum.clock();
    v_today CONSTANT date := momentum._today();
    v_year CONSTANT integer := extract(YEAR FROM v_today)::integer;
    v_organisation_ids uuid[];
BEGIN
    PERFORM momentum._check_may_act_for(target_user_id);
    PERFORM momentum._check_users(ARRAY[target_user_id]);
    IF (p_days BETWEEN 1 AND 366) IS NOT TRUE THEN
        RAISE EXCEPTION 'cannot show % days', COALESCE(p_days::text, 'null')
            USING ERRCODE = 'PM006',
                  HINT = 'Give a number of days from 1 to 366.';
    END IF;
    v_organisation_ids := ARRAY(
        SELECT m.organisation_id
        FROM momentum.memberships AS m
        JOIN momentum.organisations AS o ON o.id = m.organisation_id AND o.deleted_at IS NULL
        WHERE m.user_id = target_user_id
    );
    RETURN jsonb_build_object(
        'user_id', target_user_id,
        'history', COALESCE(
            (
                SELECT
                    jsonb_agg(
                        jsonb_build_object(
                            'score_date', s.score_date,
                            'final_score', s.final_score,
                            'momentum_state', s.momentum_state,
                            'event_count', s.event_count
                        )
                        ORDER BY s.score_date
                    )
                FROM momentum.daily_engagement_scores AS s
                WHERE
                    s.user_id = target_user_id
                    AND s.score_date > v_today - p_days
                    AND s.score_date <= v_today
            ),
            '[]'
        ),
        'badges', COALESCE(
            (
                SELECT jsonb_agg(momentum.explain_badge(target_user_id, b.id) ORDER BY b.name, b.id)
                FROM momentum.badge_definitions AS b
                LEFT JOIN momentum.badge_awards AS w
                    ON w.user_id = target_user_id AND w.badge_id = b.id AND w.revoked_at IS NULL
                WHERE
                    (b.active AND b.organisation_id = ANY (v_organisation_ids))
                    OR w.user_id IS NOT NULL
            ),
            '[]'
        ),
        'milestones', jsonb_build_object(
            'year', v_year,
            'session_count', (
                SELECT a.session_count
                FROM momentum.annual_summary AS a
                WHERE a.user_id = target_user_id AND a.year = v_year
            ),
            'thresholds', (
                SELECT COALESCE(jsonb_agg(DISTINCT t.value), '[]')
                FROM momentum._effective_configs AS c
                CROSS JOIN unnest(c.thresholds) AS t (value)
                WHERE
                    c.scenario_type = 'milestone'
                    AND c.enabled
                    AND (
                        c.organisation_id = ANY (v_organisation_ids)
                        OR (c.organisation_id IS NULL AND cardinality(v_organisation_ids) = 0)
                    )
            ),
            'reached', (
                SELECT
                    COALESCE(
                        jsonb_agg(
                            jsonb_build_object(
                                'milestone_value', n.milestone_value,
                                'created_at', n.created_at
                            )
                            ORDER BY n.milestone_value
                        ),
                        '[]'
                    )
                FROM momentum.scenario_notifications AS n
                WHERE
                    n.user_id = target_user_id
                    AND n.scenario_type = 'milestone'
                    AND n.milestone_year = v_year
            )
        ),
        'timestamp', v_now
    );
END
$$;

ALTER FUNCTION momentum.get_dashboard(target_user_id uuid, p_days integer) OWNER TO momentum_owner;

--
-- Name: FUNCTION get_dashboard(target_user_id uuid, p_days integer); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.get_dashboard(target_user_id uuid, p_days integer) IS 'What a page shows of a user beside the newest score: {user_id, history, badges, milestones, timestamp}; p_days: days of history. Errors: PM001, PM006, PM008';

--
-- Name: get_overview(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.get_overview() RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    AS $$
DECLARE
    v_today CONSTANT date := momentum._today();
BEGIN
    RETURN jsonb_build_object(
        'states', (
            SELECT
                jsonb_build_object(
                    'Rising', count(*) FILTER (WHERE s.momentum_state = 'Rising'),
                    'Steady', count(*) FILTER (WHERE s.momentum_state = 'Steady'),
                    'NeedsCare', count(*) FILTER (WHERE s.momentum_state = 'NeedsCare')
                )
            FROM momentum.daily_engagement_scores AS s
            WHERE s.score_date = v_today
        ),
        'scored_yesterday', (
            SELECT count(*)
            FROM momentum.daily_engagement_scores AS s
            WHERE s.score_date = v_today - 1
        ),
        'active_yesterday', (SELECT count(*) FROM momentum.active_users(v_today - 1)),
        'rescore_queue', (SELECT count(*) FROM momentum.rescore_queue),
        'badge_queue', (SELECT count(*) FROM momentum.badge_queue),
        'open_interventions', (
            SELECT count(*)
            FROM momentum.coach_interventions AS i
            WHERE i.status IN ('scheduled', 'in_progress')
        ),
        'outbox_waiting', (SELECT count(*) FROM momentum.realtime_inbox),
        'outbox_lag_seconds', (
            SELECT COALESCE(extract(epoch FROM clock_timestamp() - min(i.created_at)), 0)
            FROM momentum.realtime_inbox AS i
        ),
        'notification_queue_usage', pg_notification_queue_usage(),
        'jobs', (
            SELECT COALESCE(jsonb_agg(to_jsonb(j)), '[]') FROM momentum._list_jobs() AS j
        ),
        'timestamp', momentum.clock()
    );
END
$$;

ALTER FUNCTION momentum.get_overview() OWNER TO momentum_owner;

--
-- Name: FUNCTION get_overview(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.get_overview() IS 'What an operator''s page shows: today''s states, scored and active users of yesterday, queues, open interventions, the outbox, the notification queue and the jobs, as JSON';

--
-- Name: get_realtime_interventions(uuid); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.get_realtime_interventions(target_user_id uuid) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    AS $$
DECLARE
    v_interventions CONSTANT jsonb := (
        SELECT
            jsonb_agg(
                jsonb_build_object(
                    'intervention_id', i.id,
                    'user_id', i.user_id,
                    'organisation_id', i.organisation_id,
                    'intervention_type', i.intervention_type,
                    'status', i.status,
                    'trigger_reason', i.trigger_reason,
                    'scheduled_date', i.scheduled_date,
                    'created_at', i.created_at,
                    'updated_at', i.updated_at
                )
                ORDER BY i.scheduled_date, i.created_at, i.id
            )
        FROM momentum.coach_interventions AS i
        WHERE i.user_id = target_user_id AND i.status IN ('scheduled', 'in_progress')
    );
BEGIN
    -- the table shows a coach some of users who belong nowhere, too
    IF v_interventions IS NULL OR NOT momentum._caller_is_coach() THEN
        PERFORM momentum._check_may_read(target_user_id);
    END IF;
    RETURN jsonb_build_object(
        'user_id', target_user_id,
        'interventions', COALESCE(v_interventions, '[]'),
        'timestamp', momentum.clock()
    );
END
$$;

ALTER FUNCTION momentum.get_realtime_interventions(target_user_id uuid) OWNER TO momentum_owner;

--
-- Name: FUNCTION get_realtime_interventions(target_user_id uuid); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.get_realtime_interventions(target_user_id uuid) IS 'The interventions of a user that are scheduled or in progress: {user_id, interventions, timestamp}. Errors: PM001, PM008';

--
-- Name: get_realtime_momentum_state(uuid); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.get_realtime_momentum_state(target_user_id uuid) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    AS $$
BEGIN
    PERFORM momentum._check_may_read(target_user_id);
    RETURN
        jsonb_build_object('user_id', target_user_id, 'timestamp', momentum.clock())
        || COALESCE(
            (
                SELECT
                    jsonb_build_object(
                        'has_data', true,
                        'score_date', s.score_date,
                        'momentum_state', s.momentum_state,
                        'final_score', s.final_score,
                        'event_count', s.event_count,
                        'breakdown', s.breakdown,
                        'last_updated', s.updated_at
                    )
                FROM momentum.daily_engagement_scores AS s
                WHERE s.user_id = target_user_id
                ORDER BY s.score_date DESC
                LIMIT 1
            ),
            '{"has_data": false, "message": "There is no score of this user yet"}'
        );
END
$$;

ALTER FUNCTION momentum.get_realtime_momentum_state(target_user_id uuid) OWNER TO momentum_owner;

--
-- Name: FUNCTION get_realtime_momentum_state(target_user_id uuid); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.get_realtime_momentum_state(target_user_id uuid) IS 'The newest stored score of a user: {user_id, has_data, score_date, momentum_state, final_score, event_count, breakdown, last_updated, timestamp}. Errors: PM001, PM008';

--
-- Name: get_realtime_notifications(uuid, integer); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.get_realtime_notifications(target_user_id uuid, p_limit integer DEFAULT 50) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    AS $$
BEGIN
    PERFORM momentum._check_may_act_for(target_user_id);
    PERFORM momentum._check_may_read(target_user_id); -- for PM001
    IF (p_limit BETWEEN 1 AND 1000) IS NOT TRUE THEN
        RAISE EXCEPTION 'bad limit: %', COALESCE(p_limit::text, 'null')
            USING ERRCODE = 'PM006', HINT = 'Give a number from 1 to 1000.';
    END IF;
    RETURN COALESCE(
        (
            SELECT jsonb_agg(to_jsonb(each) ORDER BY each.created_at DESC, each.notification_id)
            FROM (
                (
                    SELECT
                        n.id AS notification_id,
                        n.user_id,
                        'push_notification' AS event_type,
                        n.notification_type,
                        n.title,
                        n.message,
                        NULL::integer AS milestone_value,
                        '{}'::jsonb AS payload,
                        n.read_at,
                        n.created_at
                    FROM momentum.momentum_notifications AS n
                    WHERE n.user_id = target_user_id
                    ORDER BY n.created_at DESC, n.id
                    LIMIT p_limit
                )
                UNION ALL
                (
                    SELECT
                        s.id,
                        s.user_id,
                        'scenario_notification',
                        s.scenario_type,
                        s.payload #>> '{message,title}',
                        s.payload #>> '{message,message}',
                        s.milestone_value,
                        s.payload,
                        s.read_at,
                        s.created_at
                    FROM momentum.scenario_notifications AS s
                    WHERE s.user_id = target_user_id AND s.announced
                    ORDER BY s.created_at DESC, s.id
                    LIMIT p_limit
                )
                ORDER BY created_at DESC, notification_id
                LIMIT p_limit
            ) AS each
        ),
        '[]'
    );
END
$$;

ALTER FUNCTION momentum.get_realtime_notifications(target_user_id uuid, p_limit integer) OWNER TO momentum_owner;

--
-- Name: FUNCTION get_realtime_notifications(target_user_id uuid, p_limit integer); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.get_realtime_notifications(target_user_id uuid, p_limit integer) IS 'The newest notifications of a user, of momentum and of scenarios, as a JSON array. Errors: PM001, PM006, PM008';

--
-- Name: import_legacy_scores(date, date); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.import_legacy_scores(p_from date, p_to date) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    v_now CONSTANT timestamptz := momentum.clock();
    v_copied bigint;
    v_left_out bigint;
    v_reasons text;
    v_constraint text;
BEGIN
    PERFORM momentum._check_score_dates(p_from, p_to);
    PERFORM momentum._quiet_past_days();
    PERFORM momentum._lock_users(NULL);
    LOOP
        BEGIN
            WITH completed AS (
                SELECT
                    l.user_id,
                    l.score_date,
                    round(COALESCE(l.raw_score, l.final_score), 2) AS raw_score,
                    round(COALESCE(l.normalized_score, l.final_score), 2) AS normalized_score,
                    round(l.final_score, 2) AS final_score,
                    CASE
                        WHEN l.momentum_state IN ('Rising', 'Steady', 'NeedsCare')
                            THEN l.momentum_state
                        ELSE (
                            SELECT
                                CASE
                                    WHEN round(l.final_score, 2) >= v.rising_threshold
                                        THEN 'Rising'
                                    WHEN round(l.final_score, 2) >= v.needs_care_threshold
                                        THEN 'Steady'
                                    ELSE 'NeedsCare'
                                END
                            FROM momentum.score_versions AS v
                            WHERE v.effective_from <= l.score_date
                            ORDER BY v.effective_from DESC
                            LIMIT 1
                        )
                    END AS momentum_state,
                    COALESCE(l.breakdown, '{}') AS breakdown,
                    COALESCE(l.events_count, 0) AS event_count,
                    l.is_ambiguous
                FROM momentum._legacy_scores(p_from, p_to) AS l
            ),
            judged AS MATERIALIZED (
                SELECT
                    c.*,
                    CASE
                        WHEN u.id IS NULL THEN 'of unknown or deleted users'
                        WHEN c.is_ambiguous THEN 'of days with several rows'
                        WHEN (
                            c.final_score BETWEEN 0 AND 100
                            AND c.normalized_score BETWEEN 0 AND 100
                            AND c.raw_score BETWEEN 0 AND 99999999.99
                            AND c.event_count BETWEEN 0 AND 2147483647
                        ) IS NOT TRUE
                            THEN 'with a score or count that is null or out of range'
                        WHEN jsonb_typeof(c.breakdown) <> 'object'
                            THEN 'with a breakdown that is no object'
                        WHEN c.momentum_state IS NULL
                            THEN 'without a state, of days without a score version'
                    END AS problem
                FROM completed AS c
                LEFT JOIN momentum._users AS u ON u.id = c.user_id AND u.deleted_at IS NULL
            ),
            copied AS (
                INSERT INTO momentum.daily_engagement_scores (
                    user_id, score_date, raw_score, normalized_score, final_score, momentum_state,
                    breakdown, event_count, algorithm_version, created_at, updated_at
                )
                SELECT
                    j.user_id, j.score_date, j.raw_score, j.normalized_score, j.final_score,
                    j.momentum_state, j.breakdown, j.event_count, 'legacy', v_now, v_now
                FROM judged AS j
                WHERE j.problem IS NULL
                ON CONFLICT (user_id, score_date) DO NOTHING
                RETURNING user_id
            )
            SELECT
                (SELECT count(*) FROM copied),
                sum(p.row_count)::bigint,
                string_agg(p.row_count || ' ' || p.problem, '; ' ORDER BY p.problem)
            INTO v_copied, v_left_out, v_reasons
            FROM (
                SELECT j.problem, count(*) AS row_count
                FROM judged AS j
                WHERE j.problem IS NOT NULL
                GROUP BY j.problem
            ) AS p;
            EXIT;
        EXCEPTION
            WHEN foreign_key_violation THEN
                GET STACKED DIAGNOSTICS v_constraint = CONSTRAINT_NAME;
                IF v_constraint <> 'daily_engagement_scores_user_id_fkey' THEN
                    RAISE;
                END IF;
                -- a user was deleted at this moment: once more, without
        END;
    END LOOP;

    IF v_left_out > 0 THEN
        RAISE WARNING '% rows of legacy.daily_engagement_scores cannot be copied', v_left_out
            USING DETAIL = v_reasons,
                  HINT = 'They stay where they are: mend them, or insert the users, and import '
                         'the span again.';
    END IF;
    RETURN v_copied;
END
$$;

ALTER FUNCTION momentum.import_legacy_scores(p_from date, p_to date) OWNER TO momentum_owner;

--
-- Name: FUNCTION import_legacy_scores(p_from date, p_to date); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.import_legacy_scores(p_from date, p_to date) IS 'Copies the rows of legacy.daily_engagement_scores in a span that have none here; returns how many, and warns of those that cannot be copied. Errors: PM003, PM004, PM007, PM008, PM011';

--
-- Name: install_compat_views(name); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.install_compat_views(p_schema name DEFAULT 'public'::name) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
DECLARE
    v_mark CONSTANT text := 'Compatibility view (made by pgmomentum)';
    v_view name;
    v_taken regclass;
BEGIN
    IF (p_schema <> 'momentum' AND p_schema !~ '^(pg_|information_schema$)') IS NOT TRUE THEN
        RAISE EXCEPTION 'compatibility views cannot go into schema %', quote_nullable(p_schema)
            USING ERRCODE = 'PM006',
                  HINT = 'Give the schema that the consumers read, usually public.';
    ELSIF to_regnamespace(quote_ident(p_schema)) IS NULL THEN
        RAISE EXCEPTION 'unknown schema: %', p_schema
            USING ERRCODE = 'PM007',
                  HINT = 'Create it first, or give the schema that the consumers read.';
    END IF;

    PERFORM pg_advisory_xact_lock(7709, 0);
    FOREACH v_view IN ARRAY ARRAY[
        'daily_momentum_scores', 'daily_engagement_scores', 'momentum_events',
        'momentum_pillars', 'motivation_journal', 'habit_index'
    ]::name[] LOOP
        v_taken := to_regclass(format('%I.%I', p_schema, v_view));
        IF v_taken IS NOT NULL AND obj_description(v_taken, 'pg_class') IS DISTINCT FROM v_mark THEN
            RAISE EXCEPTION '% is there already', v_taken
                USING ERRCODE = 'PM006',
                      HINT = 'Rename or drop it, or give another schema.';
        END IF;
        EXECUTE format(
            'CREATE OR REPLACE VIEW %1$I.%2$I WITH (security_invoker = true) AS '
            'SELECT %4$s * FROM momentum.%2$I; '
            'COMMENT ON VIEW %1$I.%2$I IS %3$L; '
            'GRANT SELECT, INSERT, UPDATE, DELETE ON %1$I.%2$I TO authenticated, service_role',
            p_schema, v_view, v_mark,
            -- in front: a column that the table gets later comes last, and the view is replaced
            CASE v_view WHEN 'daily_engagement_scores' THEN 'event_count AS events_count,' END
        );
    END LOOP;
END
$_$;

ALTER FUNCTION momentum.install_compat_views(p_schema name) OWNER TO momentum_owner;

--
-- Name: FUNCTION install_compat_views(p_schema name); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.install_compat_views(p_schema name) IS 'Puts views of the names that legacy consumers read into a schema (default public), under the reader''s own rights. Errors: PM006, PM007';

--
-- Name: load_score_version(text, jsonb, date); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.load_score_version(p_version text, p_weights jsonb, p_effective_from date DEFAULT NULL::date) RETURNS momentum.score_versions
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    v_row momentum.score_versions;
    v_effective_from date;
BEGIN
    IF (
        p_version ~ '[^[:space:]]' AND p_version <> 'legacy' AND length(p_version) <= 200
    ) IS NOT TRUE THEN
        RAISE EXCEPTION 'a score version cannot be named %', quote_nullable(left(p_version, 80))
            USING ERRCODE = 'PM006',
                  HINT = 'Give it a short name such as v3; "legacy" marks imported rows.';
    END IF;
    IF p_effective_from = 'infinity' THEN
        RAISE EXCEPTION 'score version % would never take effect', p_version
            USING ERRCODE = 'PM004',
                  HINT = 'Give its first day, or null to leave that as it is.';
    END IF;
    PERFORM momentum._check_weights(p_weights);
    PERFORM momentum._check_version_unused(p_version);

    DELETE FROM momentum.score_versions AS v WHERE v.version = p_version
    RETURNING v.effective_from INTO v_effective_from;
    v_effective_from := COALESCE(p_effective_from, v_effective_from);
    INSERT INTO momentum.score_versions AS v (
        version, max_events_per_type, max_weight_per_day, default_weight, half_life_days,
        history_days, raw_share, rising_threshold, needs_care_threshold, hysteresis,
        zero_event_policy, effective_from
    )
    VALUES (
        p_version,
        (p_weights ->> 'max_events_per_type')::numeric,
        (p_weights ->> 'max_weight_per_day')::numeric,
        COALESCE((p_weights ->> 'default_weight')::numeric, 0),
        COALESCE((p_weights ->> 'half_life_days')::numeric, 10),
        COALESCE((p_weights ->> 'history_days')::numeric, 30),
        COALESCE((p_weights ->> 'raw_share')::numeric, 0.7),
        COALESCE((p_weights ->> 'rising_threshold')::numeric, 70),
        COALESCE((p_weights ->> 'needs_care_threshold')::numeric, 45),
        COALESCE((p_weights ->> 'hysteresis')::numeric, 2),
        COALESCE(p_weights ->> 'zero_event_policy', 'zero'),
        v_effective_from
    )
    RETURNING v.* INTO v_row;

    INSERT INTO momentum.event_weights (version, event_type, weight, pillar_id)
    SELECT p_version, w.key, w.value::numeric, p_weights -> 'pillars' ->> w.key
    FROM jsonb_each_text(p_weights) AS w
    WHERE w.key <> ALL (momentum._weights_settings());
    PERFORM momentum._warn_without_version();
    RETURN v_row;
EXCEPTION
    WHEN check_violation THEN
        RAISE EXCEPTION 'weights: "rising_threshold" is too close to "needs_care_threshold"'
            USING ERRCODE = 'PM006',
                  HINT = 'needs_care_threshold + hysteresis must be less than rising_threshold - '
                         'hysteresis, or a score could hold both states.';
    WHEN unique_violation THEN
        RAISE EXCEPTION 'another score version takes effect on %', p_effective_from
            USING ERRCODE = 'PM006',
                  HINT = 'momentum.score_versions lists them; choose another day.';
END
$$;

ALTER FUNCTION momentum.load_score_version(p_version text, p_weights jsonb, p_effective_from date) OWNER TO momentum_owner;

--
-- Name: FUNCTION load_score_version(p_version text, p_weights jsonb, p_effective_from date); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.load_score_version(p_version text, p_weights jsonb, p_effective_from date) IS 'Stores a score version from a weights object, in effect from a day on (null: the day that it has already, or not active). Warns when none is in effect today. Errors: PM004, PM006, PM009, PM011';

--
-- Name: log_realtime_event(text, text, uuid, integer, integer, boolean, text); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.log_realtime_event(p_event_type text, p_channel_name text, p_user_id uuid DEFAULT NULL::uuid, p_payload_size integer DEFAULT NULL::integer, p_processing_time_ms integer DEFAULT NULL::integer, p_success boolean DEFAULT true, p_error_message text DEFAULT NULL::text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF
        p_event_type IS NULL
        OR p_channel_name IS NULL
        OR p_success IS NULL
        OR p_payload_size < 0
        OR p_processing_time_ms < 0
    THEN
        RAISE EXCEPTION 'such an announcement cannot be logged'
            USING ERRCODE = 'PM006',
                  HINT = 'Give its type, its channel and whether it succeeded; no figure below 0.';
    END IF;
    INSERT INTO momentum.realtime_event_metrics (
        user_id, event_type, channel_name, payload_size, processing_time_ms, success,
        error_message, created_at
    )
    VALUES (
        COALESCE(p_user_id, '00000000-0000-0000-0000-000000000000'), p_event_type,
        p_channel_name, p_payload_size, p_processing_time_ms, p_success, p_error_message,
        momentum.clock()
    );
END
$$;

ALTER FUNCTION momentum.log_realtime_event(p_event_type text, p_channel_name text, p_user_id uuid, p_payload_size integer, p_processing_time_ms integer, p_success boolean, p_error_message text) OWNER TO momentum_owner;

--
-- Name: FUNCTION log_realtime_event(p_event_type text, p_channel_name text, p_user_id uuid, p_payload_size integer, p_processing_time_ms integer, p_success boolean, p_error_message text); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.log_realtime_event(p_event_type text, p_channel_name text, p_user_id uuid, p_payload_size integer, p_processing_time_ms integer, p_success boolean, p_error_message text) IS 'Logs how an announcement went. Errors: PM006';

--
-- Name: longest_streak(uuid, text, text[], uuid); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.longest_streak(p_user_id uuid, p_window_unit text, p_activity_types text[] DEFAULT NULL::text[], p_organisation_id uuid DEFAULT NULL::uuid) RETURNS momentum.streak_result
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    v_now CONSTANT timestamptz := momentum.clock();
    v_first timestamp;
    v_last timestamp;
BEGIN
    PERFORM momentum._check_users(ARRAY[p_user_id]);
    PERFORM momentum._check_streak(p_window_unit, 1, p_activity_types);
    PERFORM momentum._check_known_organisation(p_organisation_id);
    SELECT s.first_window, s.last_window
    INTO v_first, v_last
    FROM momentum._streaks(
        ARRAY[p_user_id], p_window_unit, p_activity_types, p_organisation_id, v_now
    ) AS s
    ORDER BY s.windows DESC, s.last_window DESC
    LIMIT 1;
    RETURN (
        SELECT (NULL, cardinality(c.counts), NULL, windows.listed)::momentum.streak_result
        FROM momentum._window_counts(
            p_user_id, p_window_unit, p_activity_types, p_organisation_id, v_first, v_last, v_now
        ) AS c (counts)
        CROSS JOIN momentum._streak_windows(p_window_unit, v_last, c.counts) AS windows (listed)
    );
END
$$;

ALTER FUNCTION momentum.longest_streak(p_user_id uuid, p_window_unit text, p_activity_types text[], p_organisation_id uuid) OWNER TO momentum_owner;

--
-- Name: FUNCTION longest_streak(p_user_id uuid, p_window_unit text, p_activity_types text[], p_organisation_id uuid); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.longest_streak(p_user_id uuid, p_window_unit text, p_activity_types text[], p_organisation_id uuid) IS 'The longest streak that a user ever had, the latest of several: length and windows. Errors: PM001, PM006, PM007';

--
-- Name: maintain_partitions(timestamp with time zone); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.maintain_partitions(p_now timestamp with time zone DEFAULT momentum.clock()) RETURNS TABLE(action text, partition_name text, from_day date, to_day date, rows bigint, reason text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    v_day date := (p_now AT TIME ZONE 'UTC')::date;
BEGIN
    PERFORM momentum._check_date_range(v_day, v_day);
    PERFORM momentum._check_isolation();
    PERFORM pg_advisory_xact_lock(7712, 0);
    RETURN QUERY SELECT * FROM momentum._create_event_partitions(v_day);
    RETURN QUERY SELECT * FROM momentum._drop_event_partitions(v_day);
END
$$;

ALTER FUNCTION momentum.maintain_partitions(p_now timestamp with time zone) OWNER TO momentum_owner;

--
-- Name: FUNCTION maintain_partitions(p_now timestamp with time zone); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.maintain_partitions(p_now timestamp with time zone) IS 'Makes partitions of momentum_events ahead of time, moves events of the default partition into them, drops what retention no longer keeps; a row per partition concerned. Errors: PM004, PM011';

--
-- Name: mark_notification_read(uuid); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.mark_notification_read(p_notification_id uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    AS $$
DECLARE
    v_is_service CONSTANT boolean := momentum._caller_is_service();
    v_user_id uuid;
BEGIN
    -- planned for the caller: users by their key, the service by the id
    SELECT n.user_id
    INTO v_user_id
    FROM (
        SELECT m.user_id, m.id FROM momentum.momentum_notifications AS m
        UNION ALL
        SELECT s.user_id, s.id FROM momentum.scenario_notifications AS s
    ) AS n
    WHERE n.id = p_notification_id AND (v_is_service OR n.user_id = auth.uid())
    LIMIT 1;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'unknown notification: %', COALESCE(p_notification_id::text, 'null')
            USING ERRCODE = 'PM007',
                  HINT = 'Give the id of a notification of your own.';
    END IF;
    -- two at once: the second one waits, and finds it read
    UPDATE momentum.momentum_notifications AS n
    SET read_at = momentum.clock()
    WHERE n.user_id = v_user_id AND n.id = p_notification_id AND n.read_at IS NULL;
    IF NOT FOUND THEN
        UPDATE momentum.scenario_notifications AS s
        SET read_at = momentum.clock()
        WHERE s.user_id = v_user_id AND s.id = p_notification_id AND s.read_at IS NULL;
    END IF;
    RETURN FOUND;
END
$$;

ALTER FUNCTION momentum.mark_notification_read(p_notification_id uuid) OWNER TO momentum_owner;

--
-- Name: FUNCTION mark_notification_read(p_notification_id uuid); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.mark_notification_read(p_notification_id uuid) IS 'Marks a notification of the caller as read, and returns whether it was unread. Errors: PM007';

--
-- Name: milestone_triggers(uuid, timestamp with time zone); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.milestone_triggers(p_user_id uuid, p_now timestamp with time zone DEFAULT momentum.clock()) RETURNS momentum.milestone_trigger[]
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM momentum._check_users(ARRAY[p_user_id]);
    RETURN ARRAY(
        SELECT
            (
                c.user_id, c.organisation_id, c.milestone_year, c.milestone_value,
                (c.payload ->> 'session_count')::integer, true
            )::momentum.milestone_trigger
        FROM momentum._find_milestones(
            momentum._check_instant(p_now), ARRAY[p_user_id], NULL
        ) AS f
        CROSS JOIN unnest(f.candidates) AS c
        ORDER BY c.milestone_value
    );
END
$$;

ALTER FUNCTION momentum.milestone_triggers(p_user_id uuid, p_now timestamp with time zone) OWNER TO momentum_owner;

--
-- Name: FUNCTION milestone_triggers(p_user_id uuid, p_now timestamp with time zone); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.milestone_triggers(p_user_id uuid, p_now timestamp with time zone) IS 'The milestones that a user has reached in the UTC year of an instant (default now), up to it, and that are not recorded, ascending; an empty array for none. Errors: PM001, PM004';

--
-- Name: missing_score_days(date, date); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.missing_score_days(p_from date, p_to date) RETURNS TABLE(score_date date, missing bigint)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    v_from date;
BEGIN
    PERFORM momentum._check_score_dates(p_from, p_to);
    v_from := LEAST(GREATEST(p_from, momentum._first_active_day()), p_to + 1);
    RETURN QUERY
    SELECT v_from + day.number, unscored.missing
    FROM generate_series(0, p_to - v_from) AS day (number)
    CROSS JOIN LATERAL (
        SELECT count(*) AS missing FROM momentum._unscored_users(v_from + day.number)
    ) AS unscored
    WHERE unscored.missing > 0
    ORDER BY day.number;
END
$$;

ALTER FUNCTION momentum.missing_score_days(p_from date, p_to date) OWNER TO momentum_owner;

--
-- Name: FUNCTION missing_score_days(p_from date, p_to date); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.missing_score_days(p_from date, p_to date) IS 'Days of a span on which active users have no score, with their number; no rows: none. Errors: PM003, PM004';

--
-- Name: preview_scores(text, date, date, uuid[]); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.preview_scores(p_version text, p_from date, p_to date, p_user_ids uuid[] DEFAULT NULL::uuid[]) RETURNS TABLE(user_id uuid, score_date date, stored_score numeric, preview_score numeric, stored_state text, preview_state text)
    LANGUAGE plpgsql STABLE ROWS 100000
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
#variable_conflict use_column
DECLARE
    v_version momentum.score_versions;
    v_from date;
    v_page record;
    v_day date;
    v_rows momentum._score[];
    v_given momentum._past_score[];
BEGIN
    PERFORM momentum._check_score_dates(p_from, p_to);
    PERFORM momentum._check_events_kept(p_from);
    PERFORM momentum._check_users(p_user_ids);
    IF p_version IS NULL THEN
        RAISE EXCEPTION 'a score version is missing'
            USING ERRCODE = 'PM002',
                  HINT = 'The versions are the rows of momentum.score_versions.';
    END IF;
    v_version := momentum._score_version(p_version, p_from);
    v_from := LEAST(GREATEST(p_from, momentum._first_active_day()), p_to + 1);

    FOR v_page IN
        SELECT
            array_agg(DISTINCT numbered.user_id) AS all_users,
            array_agg(numbered.user_id) AS user_ids,
            array_agg(numbered.day) AS days
        FROM (
            SELECT u.user_id, d.day, dense_rank() OVER (ORDER BY u.user_id) - 1 AS place
            FROM (
                SELECT v_from + number AS day FROM generate_series(0, p_to - v_from) AS number
            ) AS d
            CROSS JOIN LATERAL momentum._users_to_score('recalculate', d.day, p_user_ids) AS u
        ) AS numbered
        GROUP BY numbered.place / 500
        ORDER BY numbered.place / 500
    LOOP
        -- rows of the span that a recalculation leaves as they are
        v_given := ARRAY(
            SELECT (s.user_id, s.score_date, s.final_score, s.momentum_state)::momentum._past_score
            FROM momentum.daily_engagement_scores AS s
            LEFT JOIN unnest(v_page.user_ids, v_page.days) AS computed (user_id, day)
                ON computed.user_id = s.user_id AND computed.day = s.score_date
            WHERE
                s.user_id = ANY (v_page.all_users)
                AND s.score_date BETWEEN p_from AND p_to
                AND (
                    computed.user_id IS NULL
                    OR s.algorithm_version NOT IN (
                        SELECT v.version FROM momentum.score_versions AS v
                    )
                )
        );
        FOR v_day IN
            SELECT DISTINCT computed.day FROM unnest(v_page.days) AS computed (day) ORDER BY 1
        LOOP
            v_rows := ARRAY(
                SELECT previewed
                FROM momentum._score_users(
                    v_day,
                    v_version,
                    ARRAY(
                        SELECT computed.user_id
                        FROM unnest(v_page.user_ids, v_page.days) AS computed (user_id, day)
                        WHERE computed.day = v_day
                    ),
                    p_from,
                    v_given
                ) AS previewed
                WHERE previewed.change <> 'replace'
            );
            RETURN QUERY
            SELECT
                r.user_id, v_day, s.final_score::numeric, r.final_score,
                s.momentum_state, r.momentum_state
            FROM unnest(v_rows) AS r
            LEFT JOIN momentum.daily_engagement_scores AS s
                ON s.user_id = r.user_id AND s.score_date = v_day;
            v_given := v_given || ARRAY(
                SELECT (r.user_id, v_day, r.final_score, r.momentum_state)::momentum._past_score
                FROM unnest(v_rows) AS r
            );
        END LOOP;
    END LOOP;
END
$$;

ALTER FUNCTION momentum.preview_scores(p_version text, p_from date, p_to date, p_user_ids uuid[]) OWNER TO momentum_owner;

--
-- Name: FUNCTION preview_scores(p_version text, p_from date, p_to date, p_user_ids uuid[]); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.preview_scores(p_version text, p_from date, p_to date, p_user_ids uuid[]) IS 'What a recalculation of a span under a version would store, beside what is stored; writes nothing. Errors: PM001, PM002, PM003, PM004';

--
-- Name: realtime_events_since(uuid, text, integer); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.realtime_events_since(p_user_id uuid, p_after text DEFAULT NULL::text, p_limit integer DEFAULT 500) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
DECLARE
    v_incarnation text;
    v_known momentum.realtime_positions;
    v_after bigint;
    v_from timestamptz := '-infinity'::timestamptz;
    v_found record;
BEGIN
    IF p_user_id IS NOT NULL THEN
        PERFORM momentum._check_may_act_for(p_user_id);
    ELSIF NOT momentum._caller_is_service() THEN
        RAISE EXCEPTION 'not allowed for everyone'
            USING ERRCODE = 'PM008',
                  HINT = 'Give your own id; only the service role reads the events of everyone.';
    END IF;
    IF (p_limit BETWEEN 1 AND 10000) IS NOT TRUE THEN
        RAISE EXCEPTION 'cannot read % events', COALESCE(p_limit::text, 'null')
            USING ERRCODE = 'PM006',
                  HINT = 'Give a limit from 1 to 10,000.';
    END IF;

    PERFORM momentum._check_isolation();
    IF current_setting('transaction_read_only') = 'on' AND NOT pg_is_in_recovery() THEN
        RAISE EXCEPTION 'events cannot be read in a read-only transaction'
            USING ERRCODE = 'PM011',
                  HINT = 'Reading gives positions to what is new: call it in a transaction that '
                         'may write (from PostgREST, by POST).';
    END IF;
    PERFORM momentum._sequence_events();
    -- from here on nothing is dropped: that would lock it exclusively
    LOCK TABLE ONLY momentum.realtime_events IN ACCESS SHARE MODE;
    SELECT p.* INTO v_known FROM momentum.realtime_positions AS p WHERE p.singleton;
    v_incarnation := momentum._realtime_incarnation(v_known.timeline);

    IF p_after IS NULL THEN
        v_after := v_known.dropped_position;
    ELSIF p_after ~ '^[0-9a-f]{12}-[0-9]{1,18}$' AND substr(p_after, 1, 12) = v_incarnation THEN
        v_after := substr(p_after, 14)::bigint;
        IF
            v_after < v_known.dropped_position
            OR v_after > GREATEST(
                v_known.last_position,
                (SELECT s.last_value FROM momentum.realtime_positions_seen AS s)
            )
        THEN
            v_after := NULL;
        END IF;
    END IF;
    IF v_after IS NULL THEN
        RETURN jsonb_build_object(
            'recovered', false,
            'events', '[]'::jsonb,
            'last_event_id', v_incarnation || '-' || v_known.last_position
        );
    END IF;

    IF v_after >= v_known.day_position THEN
        v_from := date_trunc('day', v_known.sequenced_at, 'UTC');
    END IF;
    v_found := momentum._replay_events(
        p_user_id,
        v_after,
        GREATEST(v_after, v_known.last_position),
        v_from,
        p_limit,
        v_incarnation
    );
    RETURN jsonb_build_object(
        'recovered', true,
        'events', v_found.events,
        'last_event_id', v_incarnation || '-' || v_found.last_position
    );
END
$_$;

ALTER FUNCTION momentum.realtime_events_since(p_user_id uuid, p_after text, p_limit integer) OWNER TO momentum_owner;

--
-- Name: FUNCTION realtime_events_since(p_user_id uuid, p_after text, p_limit integer); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.realtime_events_since(p_user_id uuid, p_after text, p_limit integer) IS 'Replays what was announced after an event id, for one user or (null) everyone. Errors: PM006, PM008, PM011';

--
-- Name: rebuild_annual_summary(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.rebuild_annual_summary() RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    v_queued CONSTANT bigint := momentum.drain_summary_queue();
    v_user_ids uuid[];
    v_years integer[];
BEGIN
    SELECT array_agg(v.user_id), array_agg(v.year)
    INTO v_user_ids, v_years
    FROM momentum.verify_annual_summary() AS v
    JOIN momentum._users AS u ON u.id = v.user_id;
    RETURN v_queued + (
        SELECT count(*) FROM momentum._recount_sessions(v_user_ids, v_years)
    );
END
$$;

ALTER FUNCTION momentum.rebuild_annual_summary() OWNER TO momentum_owner;

--
-- Name: FUNCTION rebuild_annual_summary(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.rebuild_annual_summary() IS 'Counts anew the users and years whose row of annual_summary is wrong, missing or queued, and returns how many. Errors: PM011';

--
-- Name: recalculate_scores(date, date, uuid[], integer, integer); Type: PROCEDURE; Schema: momentum; Owner: momentum_owner
--

CREATE PROCEDURE momentum.recalculate_scores(IN p_from date, IN p_to date, IN p_user_ids uuid[] DEFAULT NULL::uuid[], IN p_page_size integer DEFAULT 500, IN p_commit_every integer DEFAULT 1000)
    LANGUAGE plpgsql
    AS $$
BEGIN
    CALL momentum._score_days(
        'recalculate', p_from, p_to, p_user_ids, p_page_size, p_commit_every
    );
END
$$;

ALTER PROCEDURE momentum.recalculate_scores(IN p_from date, IN p_to date, IN p_user_ids uuid[], IN p_page_size integer, IN p_commit_every integer) OWNER TO momentum_owner;

--
-- Name: PROCEDURE recalculate_scores(IN p_from date, IN p_to date, IN p_user_ids uuid[], IN p_page_size integer, IN p_commit_every integer); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON PROCEDURE momentum.recalculate_scores(IN p_from date, IN p_to date, IN p_user_ids uuid[], IN p_page_size integer, IN p_commit_every integer) IS 'Scores a span of UTC days anew, in date order, in pages of users, committing as it goes. Errors: PM001, PM002, PM003, PM004, PM006, PM010, PM011';

--
-- Name: reconcile_badges(interval, timestamp with time zone); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.reconcile_badges(p_since interval DEFAULT '24:00:00'::interval, p_now timestamp with time zone DEFAULT momentum.clock()) RETURNS TABLE(scanned bigint, reevaluated bigint, awarded bigint, awarded_share numeric, alerted boolean)
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    SET work_mem TO '64MB'
    AS $$
DECLARE
    v_now CONSTANT timestamptz := momentum._check_instant(p_now);
    v_from timestamptz;
    v_queued momentum.badge_queue[];
    v_missed momentum._arrived_activity[];
    v_user_ids uuid[];
    v_held uuid[];
    v_span_awards bigint;
BEGIN
    IF (p_since > '0' AND momentum._is_duration(p_since)) IS NOT TRUE THEN
        RAISE EXCEPTION 'bad span: %', COALESCE(p_since::text, 'null')
            USING ERRCODE = 'PM006', HINT = 'Give a positive time such as 24 hours.';
    END IF;
    PERFORM momentum._check_isolation();
    v_from := (v_now AT TIME ZONE 'UTC' - p_since) AT TIME ZONE 'UTC';

    SELECT
        count(*),
        array_agg(
            (a.user_id, a.id, a.organisation_id, a.activity_type, a.completed_at, NULL)
                ::momentum._arrived_activity
        ) FILTER (WHERE l.user_id IS NULL)
    INTO scanned, v_missed
    FROM momentum.activities AS a
    LEFT JOIN momentum.badge_evaluation_log AS l
        ON l.user_id = a.user_id AND l.activity_id = a.id
    WHERE
        greatest(a.created_at, a.completed_at) > v_from
        AND a.completed_at <= v_now
        AND a.deleted_at IS NULL;

    -- noted before anything is evaluated: what is queued meanwhile stays
    v_queued := ARRAY(SELECT q FROM momentum.badge_queue AS q WHERE q.completed_at <= v_now);

    v_user_ids := ARRAY(
        SELECT m.user_id
        FROM unnest(v_missed) AS m
        UNION
        SELECT u.id
        FROM unnest(v_queued) AS q
        JOIN momentum._users AS u ON u.id = q.user_id
    );
    v_held := momentum._hold_badge_turns(v_user_ids);
    IF cardinality(v_held) < cardinality(v_user_ids) THEN
        RAISE WARNING '% users were left out', cardinality(v_user_ids) - cardinality(v_held)
            USING HINT = 'Their badges are being evaluated; the next run finds what is left.';
        INSERT INTO momentum.badge_queue (
            user_id, activity_id, organisation_id, activity_type, completed_at
        )
        SELECT m.user_id, m.id, m.organisation_id, m.activity_type, m.completed_at
        FROM unnest(v_missed) AS m
        WHERE
            m.user_id NOT IN (SELECT h.id FROM unnest(v_held) AS h (id))
            AND (m.user_id, m.id) NOT IN (
                SELECT q.user_id, q.activity_id FROM unnest(v_queued) AS q
            );
    END IF;
    -- as they are now that the turns are had
    v_missed := ARRAY(
        SELECT
            (
                a.user_id, a.id, a.organisation_id, a.activity_type, a.completed_at,
                least(greatest(a.created_at, a.completed_at), v_now)
            )::momentum._arrived_activity
        FROM (
            SELECT each.user_id, each.activity_id, bool_or(each.is_queued) AS is_queued
            FROM (
                SELECT m.user_id, m.id AS activity_id, false AS is_queued
                FROM unnest(v_missed) AS m
                UNION ALL
                SELECT q.user_id, q.activity_id, true
                FROM unnest(v_queued) AS q
            ) AS each
            WHERE each.user_id IN (SELECT h.id FROM unnest(v_held) AS h (id))
            GROUP BY each.user_id, each.activity_id
        ) AS waiting
        JOIN momentum.activities AS a
            ON a.user_id = waiting.user_id AND a.id = waiting.activity_id
        LEFT JOIN momentum.badge_evaluation_log AS l
            ON l.user_id = waiting.user_id AND l.activity_id = waiting.activity_id
        WHERE
            a.completed_at <= v_now
            AND a.deleted_at IS NULL
            AND (waiting.is_queued OR l.user_id IS NULL)
    );
    reevaluated := cardinality(v_missed)::bigint;
    awarded := cardinality(
        momentum._evaluate_activities(v_missed, v_now, 'reconciliation')
    )::bigint;

    PERFORM momentum._review_awards(ARRAY(
        SELECT
            (
                q.user_id, q.activity_id, q.organisation_id, q.activity_type, q.completed_at, NULL
            )::momentum._arrived_activity
        FROM unnest(v_queued) AS q
        WHERE q.user_id IN (SELECT h.id FROM unnest(v_held) AS h (id))
    ));
    DELETE FROM momentum.badge_queue AS q
    USING unnest(v_queued) AS seen
    WHERE
        q.user_id = seen.user_id
        AND q.id = seen.id
        AND (
            q.user_id IN (SELECT h.id FROM unnest(v_held) AS h (id))
            OR NOT EXISTS (SELECT FROM momentum._users AS u WHERE u.id = q.user_id)
        );

    SELECT count(*)
    INTO v_span_awards
    FROM momentum.badge_awards AS w
    WHERE
        w.awarded_at > v_from
        AND w.awarded_at <= v_now
        AND w.source IN ('trigger', 'reconciliation');
    awarded_share := COALESCE(round(awarded::numeric / NULLIF(v_span_awards, 0), 4), 0);
    alerted := awarded * 20 > v_span_awards;
    IF alerted THEN
        PERFORM momentum._alert(
            jsonb_build_object(
                'alert', 'badges_reconciled',
                'scanned', scanned,
                'reevaluated', reevaluated,
                'awarded', awarded,
                'awarded_share', awarded_share,
                'timestamp', v_now
            )
        );
    END IF;
    RETURN NEXT;
END
$$;

ALTER FUNCTION momentum.reconcile_badges(p_since interval, p_now timestamp with time zone) OWNER TO momentum_owner;

--
-- Name: FUNCTION reconcile_badges(p_since interval, p_now timestamp with time zone); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.reconcile_badges(p_since interval, p_now timestamp with time zone) IS 'Evaluates the activities of a span (default the last 24 hours) whose badges were not evaluated; returns how many there are in the span, how many were evaluated now, what was awarded, its share of the span''s awards (0 to 1), and whether that raised an alert (above 0.05). Errors: PM004, PM006, PM011';

--
-- Name: record_event(uuid, text, timestamp with time zone, jsonb, uuid); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.record_event(p_user_id uuid, p_event_type text, p_event_ts timestamp with time zone DEFAULT NULL::timestamp with time zone, p_payload jsonb DEFAULT '{}'::jsonb, p_event_id uuid DEFAULT NULL::uuid) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    v_now CONSTANT timestamptz := momentum.clock();
    v_event_ts CONSTANT timestamptz := COALESCE(p_event_ts, v_now);
    v_day CONSTANT timestamp := date_trunc('day', v_event_ts AT TIME ZONE 'UTC');
    v_event_id CONSTANT uuid := COALESCE(p_event_id, gen_random_uuid());
BEGIN
    PERFORM momentum._check_may_act_for(p_user_id);
    PERFORM momentum._check_users(ARRAY[p_user_id]);
    IF p_event_id IS NOT NULL AND p_event_ts IS NULL THEN
        RAISE EXCEPTION 'an event with an id needs a time'
            USING ERRCODE = 'PM005',
                  HINT = 'Send the same id and the same time again: that is how a retry is known.';
    END IF;
    PERFORM momentum._check_event(p_event_type, v_event_ts, p_payload, v_now);

    IF NOT momentum._caller_is_service() AND (
        SELECT count(*)
        FROM momentum.momentum_events AS e
        WHERE
            e.user_id = p_user_id
            AND e.event_ts >= v_day AT TIME ZONE 'UTC'
            AND e.event_ts < (v_day + interval '1 day') AT TIME ZONE 'UTC'
            AND (e.event_ts, e.id) <> (v_event_ts, v_event_id)
    ) >= COALESCE(
        (SELECT s.value::bigint FROM momentum.settings AS s WHERE s.name = 'own_events_per_day'),
        0
    )
    THEN
        RAISE EXCEPTION 'too many events on one day'
            USING ERRCODE = 'PM005',
                  HINT = 'settings.own_events_per_day limits what users record for themselves; '
                         'the service role is not limited.';
    END IF;

    BEGIN
        INSERT INTO momentum.momentum_events (id, user_id, event_type, event_ts, payload)
        VALUES (v_event_id, p_user_id, p_event_type, v_event_ts, p_payload)
        ON CONFLICT (user_id, event_ts, id) DO NOTHING;
    EXCEPTION
        WHEN foreign_key_violation THEN
            -- the user was deleted at this moment
            PERFORM momentum._check_users(ARRAY[p_user_id]);
            RAISE;
    END;
    RETURN v_event_id;
END
$$;

ALTER FUNCTION momentum.record_event(p_user_id uuid, p_event_type text, p_event_ts timestamp with time zone, p_payload jsonb, p_event_id uuid) OWNER TO momentum_owner;

--
-- Name: FUNCTION record_event(p_user_id uuid, p_event_type text, p_event_ts timestamp with time zone, p_payload jsonb, p_event_id uuid); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.record_event(p_user_id uuid, p_event_type text, p_event_ts timestamp with time zone, p_payload jsonb, p_event_id uuid) IS 'Records an event of a user and returns its id; the same user, time and id again changes nothing. Errors: PM001, PM005, PM008';

--
-- Name: revoke_badge(uuid, uuid, text); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.revoke_badge(p_user_id uuid, p_badge_id uuid, p_reason text) RETURNS momentum.badge_awards
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    v_now CONSTANT timestamptz := momentum.clock();
    v_award momentum.badge_awards;
BEGIN
    PERFORM momentum._badge(p_badge_id);
    IF (p_reason ~ '[^[:space:]]') IS NOT TRUE THEN
        RAISE EXCEPTION 'a badge is taken back for a reason'
            USING ERRCODE = 'PM006', HINT = 'Say why; it stays on record.';
    END IF;
    PERFORM FROM momentum.badge_turns AS t WHERE t.user_id = p_user_id FOR UPDATE;
    UPDATE momentum.badge_awards AS w
    SET revoked_at = v_now, revoked_reason = p_reason
    WHERE w.user_id = p_user_id AND w.badge_id = p_badge_id AND w.revoked_at IS NULL
    RETURNING * INTO v_award;
    IF NOT FOUND THEN
        RAISE EXCEPTION
            'user % does not have badge %', COALESCE(p_user_id::text, 'null'), p_badge_id
            USING ERRCODE = 'PM007',
                  HINT = 'momentum.badge_awards has the awards, with those that were revoked.';
    END IF;
    UPDATE momentum.award_reviews AS r
    SET resolved_at = v_now, resolution = 'revoked: ' || p_reason
    WHERE r.user_id = p_user_id AND r.badge_id = p_badge_id AND r.resolved_at IS NULL;
    RETURN v_award;
END
$$;

ALTER FUNCTION momentum.revoke_badge(p_user_id uuid, p_badge_id uuid, p_reason text) OWNER TO momentum_owner;

--
-- Name: FUNCTION revoke_badge(p_user_id uuid, p_badge_id uuid, p_reason text); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.revoke_badge(p_user_id uuid, p_badge_id uuid, p_reason text) IS 'Takes a badge back, with a reason, and returns the award, which stays on record. Errors: PM006, PM007';

--
-- Name: run_due_jobs(timestamp with time zone); Type: PROCEDURE; Schema: momentum; Owner: momentum_owner
--

CREATE PROCEDURE momentum.run_due_jobs(IN p_now timestamp with time zone DEFAULT momentum.clock())
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_now CONSTANT pg_catalog.timestamptz := momentum._check_instant(p_now);
    v_name pg_catalog.text;
    v_due pg_catalog.record;
    v_failure pg_catalog.jsonb;
BEGIN
    COMMIT;
    SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
    SET LOCAL search_path = pg_catalog, pg_temp;
    FOR v_name IN
        SELECT DISTINCT r.job_name FROM momentum.job_runs AS r WHERE r.status = 'running'
    LOOP
        IF pg_catalog.pg_try_advisory_xact_lock(7717, pg_catalog.hashtext(v_name)) THEN
            PERFORM momentum._abandon_runs(v_name);
        END IF;
        COMMIT;
        SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
        SET LOCAL search_path = pg_catalog, pg_temp;
    END LOOP;
    FOR v_due IN SELECT d.* FROM momentum._due_runs(v_now) AS d LOOP
        CALL momentum._run_job(
            v_due.job_name, v_due.scheduled_at, v_due.attempt, NOT v_due.is_retry, v_failure
        );
        SET LOCAL search_path = pg_catalog, pg_temp;
        EXIT WHEN v_failure ->> 'code' = '57014';
    END LOOP;
    COMMIT;
END
$$;

ALTER PROCEDURE momentum.run_due_jobs(IN p_now timestamp with time zone) OWNER TO momentum_owner;

--
-- Name: PROCEDURE run_due_jobs(IN p_now timestamp with time zone); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON PROCEDURE momentum.run_due_jobs(IN p_now timestamp with time zone) IS 'Tries again what failed or was abandoned, once its time has come, and runs jobs that catch up and were not run when they should have been. Errors: PM004';

--
-- Name: run_job(text, timestamp with time zone, boolean); Type: PROCEDURE; Schema: momentum; Owner: momentum_owner
--

CREATE PROCEDURE momentum.run_job(IN p_name text, IN p_now timestamp with time zone DEFAULT momentum.clock(), IN p_once boolean DEFAULT false)
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_failure pg_catalog.jsonb;
BEGIN
    CALL momentum._run_job(p_name, p_now, CASE WHEN p_once THEN 1 END, true, v_failure);
    IF v_failure IS NOT NULL THEN
        SET LOCAL search_path = pg_catalog, pg_temp;
        RAISE EXCEPTION USING
            ERRCODE = v_failure ->> 'code',
            MESSAGE = v_failure ->> 'message',
            DETAIL = COALESCE(
                NULLIF(v_failure ->> 'detail', ''), pg_catalog.format('The job is %s.', p_name)
            ),
            HINT = COALESCE(
                NULLIF(v_failure ->> 'hint', ''), 'Its runs are in momentum.job_runs.'
            );
    END IF;
END
$$;

ALTER PROCEDURE momentum.run_job(IN p_name text, IN p_now timestamp with time zone, IN p_once boolean) OWNER TO momentum_owner;

--
-- Name: PROCEDURE run_job(IN p_name text, IN p_now timestamp with time zone, IN p_once boolean); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON PROCEDURE momentum.run_job(IN p_name text, IN p_now timestamp with time zone, IN p_once boolean) IS 'Runs a job now, or as of an instant, committing as it goes, and records it in job_runs; skips it while another session runs it; with p_once, too, where it was run for that instant. Errors: PM004, PM007, and those of the job';

--
-- Name: schedule_jobs(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.schedule_jobs() RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    v_count integer;
BEGIN
    PERFORM momentum._unschedule_jobs(ARRAY(SELECT e.name FROM momentum._cron_entries() AS e));
    SELECT count(cron.schedule(e.name, e.schedule, e.command))::integer INTO v_count
    FROM momentum._cron_entries() AS e;
    RETURN v_count;
END
$$;

ALTER FUNCTION momentum.schedule_jobs() OWNER TO momentum_owner;

--
-- Name: FUNCTION schedule_jobs(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.schedule_jobs() IS 'Registers the enabled jobs with pg_cron in this database, without duplicates; returns how many entries there are. Errors: PM012';

--
-- Name: subscribe_to_momentum_channels(uuid); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.subscribe_to_momentum_channels(target_user_id uuid) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    AS $$
BEGIN
    PERFORM momentum._check_may_act_for(target_user_id);
    PERFORM momentum._check_may_read(target_user_id); -- for PM001
    RETURN jsonb_build_object(
        'channels', jsonb_build_array(
            format('momentum_updates:%s', target_user_id),
            format('interventions:%s', target_user_id),
            format('notifications:%s', target_user_id),
            'cache_invalidation',
            'realtime_events'
        ),
        'user_id', target_user_id,
        'timestamp', momentum.clock()
    );
END
$$;

ALTER FUNCTION momentum.subscribe_to_momentum_channels(target_user_id uuid) OWNER TO momentum_owner;

--
-- Name: FUNCTION subscribe_to_momentum_channels(target_user_id uuid); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.subscribe_to_momentum_channels(target_user_id uuid) IS 'The channels that carry what concerns a user: {channels, user_id, timestamp}. Errors: PM001, PM008';

--
-- Name: tg_activities_badges(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.tg_activities_badges() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
DECLARE
    v_now timestamptz := momentum._badge_clock();
    v_held uuid[];
BEGIN
    IF NOT momentum._has_live_badges() THEN
        RETURN NULL;
    END IF;
    v_held := momentum._hold_badge_turns(ARRAY(
        SELECT DISTINCT n.user_id
        FROM new_rows AS n
        WHERE n.completed_at <= v_now AND n.deleted_at IS NULL
    ));
    -- while it waited for the turns, others may have brought what is later than it began
    v_now := momentum._badge_clock();
    PERFORM momentum._evaluate_activities(
        ARRAY(
            SELECT (n.user_id, n.id, n.organisation_id, n.activity_type, n.completed_at, v_now)
                ::momentum._arrived_activity
            FROM new_rows AS n
            WHERE
                n.completed_at <= v_now
                AND n.deleted_at IS NULL
                AND n.user_id IN (SELECT h.id FROM unnest(v_held) AS h (id))
        ),
        v_now,
        'trigger'
    );
    INSERT INTO momentum.badge_queue (
        user_id, activity_id, organisation_id, activity_type, completed_at
    )
    SELECT n.user_id, n.id, n.organisation_id, n.activity_type, n.completed_at
    FROM new_rows AS n
    WHERE
        n.deleted_at IS NULL
        AND (
            n.completed_at > v_now
            OR n.user_id NOT IN (SELECT h.id FROM unnest(v_held) AS h (id))
        );
    RETURN NULL;
END
$$;

ALTER FUNCTION momentum.tg_activities_badges() OWNER TO momentum_owner;

--
-- Name: FUNCTION tg_activities_badges(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.tg_activities_badges() IS 'Trigger: awards the badges that new activities have earned';

--
-- Name: tg_activities_badges_change(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.tg_activities_badges_change() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
DECLARE
    v_now timestamptz := momentum._badge_clock();
    v_come momentum._arrived_activity[] := '{}'::momentum._arrived_activity[];
    v_gone momentum._arrived_activity[] := '{}'::momentum._arrived_activity[];
    v_held uuid[];
    v_ready momentum._arrived_activity[];
BEGIN
    CASE TG_OP
        WHEN 'TRUNCATE' THEN
            TRUNCATE momentum.badge_evaluation_log, momentum.badge_queue;
            INSERT INTO momentum.award_reviews (user_id, badge_id, activity_id, reason)
            SELECT w.user_id, w.badge_id, w.activity_id, 'activity deleted'
            FROM momentum.badge_awards AS w
            WHERE w.revoked_at IS NULL AND NOT momentum._award_holds(w)
            ON CONFLICT (user_id, badge_id) WHERE resolved_at IS NULL DO NOTHING;
            RETURN NULL;
        WHEN 'DELETE' THEN
            -- a user who is deleted takes them along, and the awards
            v_gone := ARRAY(
                SELECT (o.user_id, o.id, o.organisation_id, o.activity_type, o.completed_at, v_now)
                    ::momentum._arrived_activity
                FROM old_rows AS o
                JOIN momentum._users AS u ON u.id = o.user_id
                WHERE o.deleted_at IS NULL
            );
        WHEN 'UPDATE' THEN
            v_come := ARRAY(
                SELECT (come.*, v_now)::momentum._arrived_activity
                FROM (
                    SELECT n.user_id, n.id, n.organisation_id, n.activity_type, n.completed_at
                    FROM new_rows AS n
                    WHERE n.deleted_at IS NULL
                    EXCEPT
                    SELECT o.user_id, o.id, o.organisation_id, o.activity_type, o.completed_at
                    FROM old_rows AS o
                    WHERE o.deleted_at IS NULL
                ) AS come
            );
            v_gone := ARRAY(
                SELECT (gone.*, v_now)::momentum._arrived_activity
                FROM (
                    SELECT o.user_id, o.id, o.organisation_id, o.activity_type, o.completed_at
                    FROM old_rows AS o
                    WHERE o.deleted_at IS NULL
                    EXCEPT
                    SELECT n.user_id, n.id, n.organisation_id, n.activity_type, n.completed_at
                    FROM new_rows AS n
                    WHERE n.deleted_at IS NULL
                ) AS gone
            );
    END CASE;
    IF v_come = '{}' AND v_gone = '{}' THEN
        RETURN NULL;
    END IF;

    v_held := momentum._hold_badge_turns(
        ARRAY(SELECT DISTINCT a.user_id FROM unnest(v_come || v_gone) AS a)
    );
    v_now := momentum._badge_clock();
    v_ready := ARRAY(
        SELECT a
        FROM unnest(v_come) AS a
        WHERE
            momentum._has_live_badges()
            AND a.completed_at <= v_now
            AND a.user_id IN (SELECT h.id FROM unnest(v_held) AS h (id))
    );
    PERFORM momentum._evaluate_activities(v_ready, v_now, 'trigger');
    IF TG_OP = 'DELETE' THEN
        -- one of the same id may come again
        DELETE FROM momentum.badge_evaluation_log AS l
        USING unnest(v_gone) AS g
        WHERE
            l.user_id = g.user_id
            AND l.activity_id = g.id
            AND l.user_id IN (SELECT h.id FROM unnest(v_held) AS h (id));
    END IF;
    PERFORM momentum._review_awards(
        ARRAY(
            SELECT a
            FROM unnest(v_gone) AS a
            WHERE a.user_id IN (SELECT h.id FROM unnest(v_held) AS h (id))
        )
    );
    INSERT INTO momentum.badge_queue (
        user_id, activity_id, organisation_id, activity_type, completed_at
    )
    SELECT a.user_id, a.id, a.organisation_id, a.activity_type, a.completed_at
    FROM unnest(v_come) AS a
    WHERE (a.user_id, a.id) NOT IN (SELECT r.user_id, r.id FROM unnest(v_ready) AS r)
    UNION ALL
    SELECT a.user_id, a.id, a.organisation_id, a.activity_type, a.completed_at
    FROM unnest(v_gone) AS a
    WHERE a.user_id NOT IN (SELECT h.id FROM unnest(v_held) AS h (id));
    RETURN NULL;
END
$$;

ALTER FUNCTION momentum.tg_activities_badges_change() OWNER TO momentum_owner;

--
-- Name: FUNCTION tg_activities_badges_change(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.tg_activities_badges_change() IS 'Trigger: awards what changed activities have earned, and marks awards that depended on changed and deleted ones for review';

--
-- Name: tg_activities_open(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.tg_activities_open() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM set_config(
        'momentum.open_statements', (momentum._open_statements() + 1)::text, true
    );
    RETURN NULL;
END
$$;

ALTER FUNCTION momentum.tg_activities_open() OWNER TO momentum_owner;

--
-- Name: FUNCTION tg_activities_open(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.tg_activities_open() IS 'Trigger: counts the statements on activities whose AFTER triggers are still to come';

--
-- Name: tg_activities_summarize(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.tg_activities_summarize() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    v_open CONSTANT integer := momentum._open_statements();
    v_changes momentum._session_change[];
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        TRUNCATE momentum.annual_summary;
        RETURN NULL;
    END IF;
    PERFORM set_config('momentum.open_statements', (v_open - 1)::text, true);

    CASE TG_OP
        WHEN 'INSERT' THEN
            v_changes := ARRAY(
                SELECT (c.user_id, c.year, c.sessions, c.last_at, false)::momentum._session_change
                FROM (
                    SELECT
                        n.user_id,
                        extract(YEAR FROM n.completed_at AT TIME ZONE 'UTC')::integer AS year,
                        count(*) AS sessions,
                        max(n.completed_at) AS last_at
                    FROM new_rows AS n
                    WHERE n.deleted_at IS NULL
                    GROUP BY 1, 2
                ) AS c
            );
        WHEN 'DELETE' THEN
            -- whose user goes with them needs no summary
            v_changes := ARRAY(
                SELECT (c.user_id, c.year, -c.sessions, NULL, true)::momentum._session_change
                FROM (
                    SELECT
                        o.user_id,
                        extract(YEAR FROM o.completed_at AT TIME ZONE 'UTC')::integer AS year,
                        count(*) AS sessions
                    FROM old_rows AS o
                    JOIN momentum._users AS u ON u.id = o.user_id
                    WHERE o.deleted_at IS NULL
                    GROUP BY 1, 2
                ) AS c
            );
        WHEN 'UPDATE' THEN
            v_changes := ARRAY(
                WITH was AS (
                    SELECT o.user_id, o.completed_at FROM old_rows AS o WHERE o.deleted_at IS NULL
                ),
                is_now AS (
                    SELECT n.user_id, n.completed_at FROM new_rows AS n WHERE n.deleted_at IS NULL
                ),
                moved AS (
                    SELECT come.user_id, come.completed_at, 1 AS sessions
                    FROM (SELECT * FROM is_now EXCEPT ALL SELECT * FROM was) AS come
                    UNION ALL
                    SELECT gone.user_id, gone.completed_at, -1
                    FROM (SELECT * FROM was EXCEPT ALL SELECT * FROM is_now) AS gone
                )
                SELECT (c.user_id, c.year, c.sessions, c.last_at, c.is_removal)
                    ::momentum._session_change
                FROM (
                    SELECT
                        m.user_id,
                        extract(YEAR FROM m.completed_at AT TIME ZONE 'UTC')::integer AS year,
                        sum(m.sessions) AS sessions,
                        max(m.completed_at) FILTER (WHERE m.sessions > 0) AS last_at,
                        bool_or(m.sessions < 0) AS is_removal
                    FROM moved AS m
                    GROUP BY 1, 2
                ) AS c
            );
    END CASE;
    IF v_changes <> '{}' THEN
        PERFORM momentum._apply_sessions(v_changes, v_open = 1);
    END IF;
    RETURN NULL;
END
$$;

ALTER FUNCTION momentum.tg_activities_summarize() OWNER TO momentum_owner;

--
-- Name: FUNCTION tg_activities_summarize(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.tg_activities_summarize() IS 'Trigger: brings annual_summary in line with the activities that changed';

--
-- Name: tg_any_check(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.tg_any_check() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
DECLARE
    v_check record;
    v_holds boolean;
BEGIN
    FOR v_check IN
        SELECT
            k.conname,
            pg_get_expr(k.conbin, k.conrelid) AS condition,
            obj_description(k.oid, 'pg_constraint') AS hint
        FROM pg_constraint AS k
        WHERE k.conrelid = TG_RELID AND k.contype = 'c'
        ORDER BY k.conname
    LOOP
        EXECUTE format('SELECT %s FROM (SELECT $1.*) AS new_row', v_check.condition)
        INTO v_holds
        USING NEW;
        IF v_holds IS NOT TRUE AND v_check.hint IS NOT NULL THEN
            RAISE EXCEPTION 'bad % %: it violates "%"',
                TG_ARGV[0], COALESCE(left(NEW.name, 80), 'null'), v_check.conname
                USING ERRCODE = 'PM006', HINT = v_check.hint;
        END IF;
    END LOOP;
    RETURN NEW;
END
$_$;

ALTER FUNCTION momentum.tg_any_check() OWNER TO momentum_owner;

--
-- Name: FUNCTION tg_any_check(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.tg_any_check() IS 'Trigger: refuses a row that its table''s CHECK constraints do (PM006, their comment as hint)';

--
-- Name: tg_any_set_updated_at(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.tg_any_set_updated_at() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    NEW.updated_at := momentum.clock();
    RETURN NEW;
END
$$;

ALTER FUNCTION momentum.tg_any_set_updated_at() OWNER TO momentum_owner;

--
-- Name: FUNCTION tg_any_set_updated_at(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.tg_any_set_updated_at() IS 'Trigger: sets updated_at to momentum.clock() on every update';

--
-- Name: tg_badge_awards_announce(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.tg_badge_awards_announce() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    AS $$
DECLARE
    v_now CONSTANT timestamptz := momentum.clock();
    v_announcements refcursor;
BEGIN
    IF TG_OP = 'INSERT' THEN
        OPEN v_announcements FOR
        SELECT a.*
        FROM new_rows AS n
        CROSS JOIN LATERAL momentum._award_announcement(n, v_now) AS a
        WHERE n.announced;
    ELSE
        OPEN v_announcements FOR
        SELECT a.*
        -- full, for it is hashed also by a plan that was made for one row
        FROM new_rows AS n
        FULL JOIN old_rows AS o ON o.user_id = n.user_id AND o.badge_id = n.badge_id
        CROSS JOIN LATERAL momentum._award_announcement(n, v_now) AS a
        WHERE
            (n.announced AND n.revoked_at IS NULL) IS NOT DISTINCT FROM true
            AND (o.revoked_at IS NULL) IS NOT DISTINCT FROM false;
    END IF;
    PERFORM momentum._announce_all(v_announcements, v_now);
    RETURN NULL;
END
$$;

ALTER FUNCTION momentum.tg_badge_awards_announce() OWNER TO momentum_owner;

--
-- Name: FUNCTION tg_badge_awards_announce(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.tg_badge_awards_announce() IS 'Trigger: announces badges that are news';

--
-- Name: tg_badge_definitions_check(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.tg_badge_definitions_check() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    c_windows_of_a_century CONSTANT jsonb :=
        '{"day": 36525, "week": 5218, "month": 1200}'::jsonb;
BEGIN
    IF (NEW.criteria_type IN ('streak', 'count')) IS NOT TRUE THEN
        RAISE EXCEPTION 'unknown criteria: %', COALESCE(left(NEW.criteria_type, 100), 'null')
            USING ERRCODE = 'PM006',
                  HINT = 'A badge is earned by a streak (windows) or a count (activities).';
    ELSIF
        NEW.criteria_type = 'count'
        AND (NEW.window_unit IS NOT NULL OR NEW.open_window_grace)
    THEN
        RAISE EXCEPTION 'a count has no window'
            USING ERRCODE = 'PM006',
                  HINT = 'Leave the window null, without grace; a streak is counted in windows.';
    ELSIF TG_OP = 'UPDATE' AND NEW.organisation_id <> OLD.organisation_id THEN
        RAISE EXCEPTION 'a badge stays with its organisation'
            USING ERRCODE = 'PM006',
                  HINT = 'Define another badge, and set this one to active = false.';
    END IF;
    PERFORM momentum._check_streak(
        COALESCE(NEW.window_unit, CASE NEW.criteria_type WHEN 'count' THEN 'day' END),
        NEW.required,
        NEW.activity_types
    );
    IF NEW.required > (c_windows_of_a_century ->> NEW.window_unit)::integer THEN
        RAISE EXCEPTION 'a streak of % %s is longer than 100 years', NEW.required, NEW.window_unit
            USING ERRCODE = 'PM006', HINT = 'Give a number of windows that somebody can reach.';
    END IF;
    RETURN NEW;
END
$$;

ALTER FUNCTION momentum.tg_badge_definitions_check() OWNER TO momentum_owner;

--
-- Name: FUNCTION tg_badge_definitions_check(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.tg_badge_definitions_check() IS 'Trigger: refuses criteria that make no sense, and a change of organisation (PM006)';

--
-- Name: tg_coach_interventions_announce(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.tg_coach_interventions_announce() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    v_now CONSTANT timestamptz := momentum.clock();
    v_announcements refcursor;
BEGIN
    CASE TG_OP
        WHEN 'INSERT' THEN
            OPEN v_announcements FOR
            SELECT a.*
            FROM new_rows AS n
            CROSS JOIN LATERAL momentum._intervention_announcement(
                'intervention_created', n, n.status, NULL, v_now
            ) AS a;
        WHEN 'UPDATE' THEN
            OPEN v_announcements FOR
            SELECT a.*
            -- full, for it is hashed also by a plan that was made for one row
            FROM new_rows AS n
            FULL JOIN old_rows AS o ON o.user_id = n.user_id AND o.id = n.id
            CROSS JOIN LATERAL momentum._intervention_announcement(
                CASE
                    WHEN o.id IS NULL THEN 'intervention_created'
                    ELSE 'intervention_updated'
                END,
                CASE
                    WHEN n.id IS NULL THEN o::momentum.coach_interventions
                    ELSE n::momentum.coach_interventions
                END,
                CASE WHEN n.id IS NULL THEN 'deleted' ELSE n.status END,
                o.status,
                v_now
            ) AS a
            WHERE
                (
                    n.organisation_id, n.intervention_type, n.status, n.trigger_reason,
                    n.scheduled_date
                ) IS DISTINCT FROM (
                    o.organisation_id, o.intervention_type, o.status, o.trigger_reason,
                    o.scheduled_date
                );
        WHEN 'DELETE' THEN
            OPEN v_announcements FOR
            SELECT a.*
            FROM old_rows AS o
            JOIN momentum._users AS u ON u.id = o.user_id
            CROSS JOIN LATERAL momentum._intervention_announcement(
                'intervention_updated', o, 'deleted', o.status, v_now
            ) AS a;
    END CASE;
    PERFORM momentum._announce_all(v_announcements, v_now);
    RETURN NULL;
END
$$;

ALTER FUNCTION momentum.tg_coach_interventions_announce() OWNER TO momentum_owner;

--
-- Name: FUNCTION tg_coach_interventions_announce(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.tg_coach_interventions_announce() IS 'Trigger: announces interventions that are new, have changed or are gone';

--
-- Name: tg_daily_engagement_scores_announce(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.tg_daily_engagement_scores_announce() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    AS $_$
DECLARE
    v_now timestamptz;
    v_from date := '-infinity'::date;
    v_limit integer;
    v_announcements momentum._announcement[];
    v_is_marker boolean;
BEGIN
    -- an upsert has this called for rows that it inserts and for rows that it updates
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        IF NOT EXISTS (SELECT FROM new_rows) THEN
            RETURN NULL;
        END IF;
    END IF;
    v_now := momentum.clock();
    IF current_setting('momentum.past_days', true) = 'quiet' THEN
        v_from := (v_now AT TIME ZONE 'UTC')::date - 1;
    END IF;
    SELECT s.value::integer INTO v_limit
    FROM momentum.settings AS s
    WHERE s.name = 'realtime_fanout_limit';
    CASE TG_OP
        WHEN 'INSERT' THEN
            v_announcements := ARRAY(
                SELECT momentum._score_announcement(
                    'momentum_score_created', n.user_id, n.score_date, n.momentum_state,
                    n.final_score, NULL, v_now
                )
                FROM new_rows AS n
                WHERE n.score_date >= v_from
                LIMIT v_limit + 1
            );
        WHEN 'UPDATE' THEN
            v_announcements := ARRAY(
                SELECT momentum._score_announcement(
                    CASE
                        WHEN n.user_id IS NULL THEN 'cache_invalidated'
                        WHEN o.user_id IS NULL THEN 'momentum_score_created'
                        ELSE 'momentum_score_updated'
                    END,
                    COALESCE(n.user_id, o.user_id), COALESCE(n.score_date, o.score_date),
                    n.momentum_state, n.final_score, o.momentum_state, v_now
                )
                FROM new_rows AS n
                FULL JOIN old_rows AS o ON o.user_id = n.user_id AND o.score_date = n.score_date
                WHERE
                    (n.user_id IS NULL OR n.score_date >= v_from)
                    AND (n.momentum_state, n.final_score, n.breakdown, n.event_count)
                    IS DISTINCT FROM
                    (o.momentum_state, o.final_score, o.breakdown, o.event_count)
                LIMIT v_limit + 1
            );
        WHEN 'DELETE' THEN
            v_announcements := ARRAY(
                SELECT momentum._score_announcement(
                    'cache_invalidated', o.user_id, o.score_date, NULL, NULL, NULL, v_now
                )
                FROM old_rows AS o
                JOIN momentum._users AS u ON u.id = o.user_id
                LIMIT v_limit + 1
            );
        WHEN 'TRUNCATE' THEN
            NULL;
    END CASE;
    v_is_marker := TG_OP = 'TRUNCATE' OR cardinality(v_announcements) > v_limit;
    IF v_is_marker THEN
        DELETE FROM momentum.realtime_inbox AS i
        WHERE
            i.id = substring(current_setting('momentum.marker', true) FROM '^[0-9]{1,18}$')::bigint
            AND i.user_id = '00000000-0000-0000-0000-000000000000'
            AND i.event_type = 'momentum_scores_recalculated';
        v_announcements := ARRAY[
            (
                NULL,
                'momentum_scores_recalculated',
                '{momentum_updates:all}',
                jsonb_build_object(
                    'event_type', 'momentum_scores_recalculated', 'timestamp', v_now
                ),
                NULL
            )::momentum._announcement
        ];
    END IF;
    PERFORM momentum._announce(v_announcements, v_now);
    IF v_is_marker THEN
        PERFORM set_config(
            'momentum.marker', currval('momentum.realtime_inbox_id_seq')::text, true
        );
    END IF;
    RETURN NULL;
END
$_$;

ALTER FUNCTION momentum.tg_daily_engagement_scores_announce() OWNER TO momentum_owner;

--
-- Name: FUNCTION tg_daily_engagement_scores_announce(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.tg_daily_engagement_scores_announce() IS 'Trigger: announces scores that changed, and the cache keys of those deleted';

--
-- Name: tg_daily_engagement_scores_queue(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.tg_daily_engagement_scores_queue() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    v_user_ids uuid[];
    v_days date[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(n.user_id), array_agg(n.score_date) INTO v_user_ids, v_days
        FROM new_rows AS n;
    ELSIF TG_OP = 'DELETE' THEN
        -- whose user goes with them needs no score
        SELECT array_agg(o.user_id), array_agg(o.score_date) INTO v_user_ids, v_days
        FROM old_rows AS o
        JOIN momentum._users AS u ON u.id = o.user_id;
    ELSE
        SELECT array_agg(changed.user_id), array_agg(changed.score_date)
        INTO v_user_ids, v_days
        FROM (
            SELECT o.user_id, o.score_date FROM old_rows AS o
            UNION ALL
            SELECT n.user_id, n.score_date FROM new_rows AS n
        ) AS changed;
    END IF;
    INSERT INTO momentum.rescore_queue (user_id, from_date, reason)
    SELECT changed.user_id, min(changed.day) + 1, 'scores: ' || lower(TG_OP)
    FROM unnest(v_user_ids, v_days) AS changed (user_id, day)
    GROUP BY changed.user_id;
    RETURN NULL;
END
$$;

ALTER FUNCTION momentum.tg_daily_engagement_scores_queue() OWNER TO momentum_owner;

--
-- Name: FUNCTION tg_daily_engagement_scores_queue(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.tg_daily_engagement_scores_queue() IS 'Trigger: queues users whose stored scores were written by hand from the day after on';

--
-- Name: tg_event_weights_protect_used(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.tg_event_weights_protect_used() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM momentum._check_version_unused(v.version)
        FROM (SELECT DISTINCT o.version FROM old_rows AS o) AS v;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM momentum._check_version_unused(v.version)
        FROM (SELECT DISTINCT n.version FROM new_rows AS n) AS v;
    END IF;
    RETURN NULL;
END
$$;

ALTER FUNCTION momentum.tg_event_weights_protect_used() OWNER TO momentum_owner;

--
-- Name: FUNCTION tg_event_weights_protect_used(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.tg_event_weights_protect_used() IS 'Trigger: refuses the change of weights of a version that has scored rows (PM009)';

--
-- Name: tg_momentum_events_rescore(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.tg_momentum_events_rescore() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    v_user_ids uuid[];
    v_days date[];
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        INSERT INTO momentum.rescore_queue (user_id, from_date, reason)
        SELECT s.user_id, min(s.score_date), 'events: truncate'
        FROM momentum.daily_engagement_scores AS s
        GROUP BY s.user_id;
        RETURN NULL;
    END IF;

    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(changed.user_id), array_agg(changed.day)
        INTO v_user_ids, v_days
        FROM (
            SELECT DISTINCT n.user_id, (n.event_ts AT TIME ZONE 'UTC')::date AS day
            FROM new_rows AS n
            WHERE n.deleted_at IS NULL
        ) AS changed;
    ELSIF TG_OP = 'DELETE' THEN
        -- whose user goes with them needs no score
        SELECT array_agg(changed.user_id), array_agg(changed.day)
        INTO v_user_ids, v_days
        FROM (
            SELECT DISTINCT o.user_id, (o.event_ts AT TIME ZONE 'UTC')::date AS day
            FROM old_rows AS o
            JOIN momentum._users AS u ON u.id = o.user_id
            WHERE o.deleted_at IS NULL
        ) AS changed;
    ELSE
        WITH was AS (
            SELECT
                o.user_id, (o.event_ts AT TIME ZONE 'UTC')::date AS day, o.event_type, o.pillar_id
            FROM old_rows AS o
            WHERE o.deleted_at IS NULL
        ),
        is_now AS (
            SELECT
                n.user_id, (n.event_ts AT TIME ZONE 'UTC')::date AS day, n.event_type, n.pillar_id
            FROM new_rows AS n
            WHERE n.deleted_at IS NULL
        )
        SELECT array_agg(changed.user_id), array_agg(changed.day)
        INTO v_user_ids, v_days
        FROM (
            SELECT gone.user_id, gone.day
            FROM (SELECT * FROM was EXCEPT ALL SELECT * FROM is_now) AS gone
            UNION
            SELECT come.user_id, come.day
            FROM (SELECT * FROM is_now EXCEPT ALL SELECT * FROM was) AS come
        ) AS changed;
    END IF;
    IF v_user_ids IS NOT NULL THEN
        PERFORM momentum._rescore_days(v_user_ids, v_days, 'events: ' || lower(TG_OP));
    END IF;
    RETURN NULL;
END
$$;

ALTER FUNCTION momentum.tg_momentum_events_rescore() OWNER TO momentum_owner;

--
-- Name: FUNCTION tg_momentum_events_rescore(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.tg_momentum_events_rescore() IS 'Trigger: scores today for the users whose events changed, or queues them from the first changed day on';

--
-- Name: tg_momentum_notifications_announce(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.tg_momentum_notifications_announce() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    AS $$
DECLARE
    v_now CONSTANT timestamptz := momentum.clock();
    v_announcements refcursor;
BEGIN
    OPEN v_announcements FOR
    SELECT
        n.user_id,
        'push_notification',
        ARRAY['notifications:' || n.user_id],
        jsonb_build_object(
            'event_type', 'push_notification',
            'notification_id', n.id,
            'user_id', n.user_id,
            'notification_type', n.notification_type,
            'title', n.title,
            'message', n.message,
            'timestamp', v_now
        ),
        NULL
    FROM new_rows AS n;
    PERFORM momentum._announce_all(v_announcements, v_now);
    RETURN NULL;
END
$$;

ALTER FUNCTION momentum.tg_momentum_notifications_announce() OWNER TO momentum_owner;

--
-- Name: FUNCTION tg_momentum_notifications_announce(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.tg_momentum_notifications_announce() IS 'Trigger: announces notifications';

--
-- Name: tg_realtime_events_truncate(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.tg_realtime_events_truncate() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM FROM momentum.realtime_positions AS p WHERE p.singleton FOR UPDATE NOWAIT;
    UPDATE momentum.realtime_positions AS p
    SET dropped_position = p.last_position
    WHERE p.singleton;
    RETURN NULL;
END
$$;

ALTER FUNCTION momentum.tg_realtime_events_truncate() OWNER TO momentum_owner;

--
-- Name: FUNCTION tg_realtime_events_truncate(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.tg_realtime_events_truncate() IS 'Trigger: notes that all positions given out are gone';

--
-- Name: tg_realtime_positions_protect(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.tg_realtime_positions_protect() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RAISE EXCEPTION 'the row of realtime_positions cannot be taken away'
        USING ERRCODE = 'PM006',
              HINT = 'To forget what was announced, TRUNCATE momentum.realtime_events.';
END
$$;

ALTER FUNCTION momentum.tg_realtime_positions_protect() OWNER TO momentum_owner;

--
-- Name: FUNCTION tg_realtime_positions_protect(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.tg_realtime_positions_protect() IS 'Trigger: keeps the one row (PM006)';

--
-- Name: tg_scenario_configs_check(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.tg_scenario_configs_check() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    v_cooldown_seconds CONSTANT numeric := extract(EPOCH FROM NEW.cooldown);
    v_problem text[] := CASE
        WHEN (NEW.scenario_type IN ('milestone', 'inactivity', 'expiry')) IS NOT TRUE THEN ARRAY[
            format('unknown scenario type: %s', COALESCE(NEW.scenario_type, 'null')),
            'A scenario is milestone, inactivity or expiry.'
        ]
        WHEN array_ndims(NEW.thresholds) > 1 OR NEW.thresholds IS DISTINCT FROM ARRAY(
            SELECT DISTINCT t.value FROM unnest(NEW.thresholds) AS t (value)
            WHERE t.value > 0
            ORDER BY t.value
        ) AND NEW.thresholds IS NOT NULL OR NEW.thresholds = '{}' THEN ARRAY[
            format('bad thresholds: %s', NEW.thresholds),
            'Give positive numbers of activities, each once, ascending, such as {50,100,200}.'
        ]
        WHEN
            NEW.activity_types = '{}'
            OR array_ndims(NEW.activity_types) > 1
            OR EXISTS (SELECT FROM unnest(NEW.activity_types) AS t (name) WHERE t.name IS NULL)
        THEN ARRAY[
            format('bad activity types: %s', NEW.activity_types),
            'Give at least one type, or null for those of the default.'
        ]
        WHEN NEW.inactive_after = '0' OR NOT momentum._is_duration(NEW.inactive_after) THEN ARRAY[
            format('bad inactive_after: %s', NEW.inactive_after),
            'Give a positive time of at most 100 years, such as 14 days.'
        ]
        WHEN NOT momentum._is_duration(NEW.expires_within) THEN ARRAY[
            format('bad expires_within: %s', NEW.expires_within),
            'Give a time of at most 100 years, such as 30 days.'
        ]
        WHEN
            v_cooldown_seconds = 0
            OR v_cooldown_seconds % 3600 <> 0
            OR NOT momentum._is_duration(NEW.cooldown)
            OR extract(YEAR FROM NEW.cooldown) <> 0
            OR extract(MONTH FROM NEW.cooldown) <> 0
        THEN ARRAY[
            format('bad cooldown: %s', NEW.cooldown),
            'Give a positive number of whole hours or days, such as 7 days; a month has no length.'
        ]
        WHEN jsonb_typeof(NEW.message) <> 'object' THEN ARRAY[
            'the message is not a JSON object',
            'Give an object such as {"title": "Well done"}.'
        ]
        WHEN
            TG_OP = 'UPDATE'
            AND (NEW.organisation_id, NEW.scenario_type)
            IS DISTINCT FROM (OLD.organisation_id, OLD.scenario_type)
        THEN ARRAY[
            'a configuration stays with its organisation and scenario',
            'Insert another row.'
        ]
        WHEN NEW.organisation_id IS NULL AND NOT CASE NEW.scenario_type
            WHEN 'milestone' THEN NEW.thresholds IS NOT NULL
            WHEN 'inactivity' THEN NEW.inactive_after IS NOT NULL AND NEW.cooldown IS NOT NULL
            ELSE NEW.expires_within IS NOT NULL AND NEW.cooldown IS NOT NULL
        END
        THEN ARRAY[
            format('the default for %s is incomplete', NEW.scenario_type),
            'milestone needs thresholds, inactivity inactive_after and cooldown, expiry '
            'expires_within and cooldown. To switch it off set enabled to false.'
        ]
    END;
BEGIN
    IF v_problem IS NOT NULL THEN
        RAISE EXCEPTION '%', v_problem[1] USING ERRCODE = 'PM006', HINT = v_problem[2];
    END IF;
    RETURN NEW;
END
$$;

ALTER FUNCTION momentum.tg_scenario_configs_check() OWNER TO momentum_owner;

--
-- Name: FUNCTION tg_scenario_configs_check(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.tg_scenario_configs_check() IS 'Trigger: refuses a configuration that makes no sense (PM006)';

--
-- Name: tg_scenario_configs_protect_default(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.tg_scenario_configs_protect_default() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RAISE EXCEPTION 'the default for % cannot be deleted', OLD.scenario_type
        USING ERRCODE = 'PM006', HINT = 'Set enabled to false instead.';
END
$$;

ALTER FUNCTION momentum.tg_scenario_configs_protect_default() OWNER TO momentum_owner;

--
-- Name: FUNCTION tg_scenario_configs_protect_default(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.tg_scenario_configs_protect_default() IS 'Trigger: keeps the default configurations (PM006)';

--
-- Name: tg_scenario_notifications_announce(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.tg_scenario_notifications_announce() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    AS $$
DECLARE
    v_now CONSTANT timestamptz := momentum.clock();
    v_announcements refcursor;
BEGIN
    OPEN v_announcements FOR
    SELECT
        n.user_id,
        'scenario_notification',
        ARRAY['notifications:' || n.user_id],
        jsonb_build_object(
            'event_type', 'scenario_notification',
            'notification_id', n.id,
            'user_id', n.user_id,
            'organisation_id', n.organisation_id,
            'scenario_type', n.scenario_type,
            'title', n.payload #>> '{message,title}',
            'message', n.payload #>> '{message,message}',
            'milestone_value', n.milestone_value,
            'payload', n.payload,
            'timestamp', v_now
        ),
        NULL
    FROM new_rows AS n
    WHERE n.announced;
    PERFORM momentum._announce_all(v_announcements, v_now);
    RETURN NULL;
END
$$;

ALTER FUNCTION momentum.tg_scenario_notifications_announce() OWNER TO momentum_owner;

--
-- Name: FUNCTION tg_scenario_notifications_announce(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.tg_scenario_notifications_announce() IS 'Trigger: announces notifications of scenarios';

--
-- Name: tg_score_versions_protect_used(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.tg_score_versions_protect_used() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    v_activated momentum.score_versions := OLD;
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.effective_from IS NULL THEN
        v_activated.effective_from := NEW.effective_from;
        v_activated.updated_at := NEW.updated_at;
        IF v_activated = NEW THEN
            RETURN NEW;
        END IF;
    END IF;
    PERFORM momentum._check_version_unused(OLD.version);
    RETURN COALESCE(NEW, OLD);
END
$$;

ALTER FUNCTION momentum.tg_score_versions_protect_used() OWNER TO momentum_owner;

--
-- Name: FUNCTION tg_score_versions_protect_used(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.tg_score_versions_protect_used() IS 'Trigger: refuses the change of a score version that has scored rows (PM009)';

--
-- Name: tg_settings_check(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.tg_settings_check() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
BEGIN
    IF (NEW.value ~ ('^(' || NEW.pattern || ')$')) IS NOT TRUE THEN
        RAISE EXCEPTION 'setting % cannot be %', NEW.name, quote_nullable(left(NEW.value, 100))
            USING ERRCODE = 'PM006',
                  HINT = format('%s. The value must match %s.', NEW.description, NEW.pattern);
    END IF;
    RETURN NEW;
END
$_$;

ALTER FUNCTION momentum.tg_settings_check() OWNER TO momentum_owner;

--
-- Name: FUNCTION tg_settings_check(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.tg_settings_check() IS 'Trigger: refuses a setting whose value does not match its pattern (PM006)';

--
-- Name: unschedule_jobs(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.unschedule_jobs() RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN momentum._unschedule_jobs('{}');
END
$$;

ALTER FUNCTION momentum.unschedule_jobs() OWNER TO momentum_owner;

--
-- Name: FUNCTION unschedule_jobs(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.unschedule_jobs() IS 'Takes the jobs of this database away from pg_cron; returns how many entries there were. Errors: PM012';

--
-- Name: verify_annual_summary(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.verify_annual_summary() RETURNS TABLE(user_id uuid, year integer, session_count integer, counted_sessions integer, last_activity_at timestamp with time zone, counted_last_activity_at timestamp with time zone)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    SELECT
        COALESCE(s.user_id, counted.user_id),
        COALESCE(s.year, counted.year),
        s.session_count,
        COALESCE(counted.sessions, 0),
        s.last_activity_at,
        counted.last_at
    FROM (
        SELECT
            a.user_id,
            extract(YEAR FROM a.completed_at AT TIME ZONE 'UTC')::integer AS year,
            count(*)::integer AS sessions,
            max(a.completed_at) AS last_at
        FROM momentum.activities AS a
        WHERE a.deleted_at IS NULL
        GROUP BY 1, 2
    ) AS counted
    FULL JOIN momentum.annual_summary AS s
        ON s.user_id = counted.user_id AND s.year = counted.year
    WHERE
        s.session_count IS DISTINCT FROM COALESCE(counted.sessions, 0)
        OR s.last_activity_at IS DISTINCT FROM counted.last_at
    ORDER BY 1, 2;
END
$$;

ALTER FUNCTION momentum.verify_annual_summary() OWNER TO momentum_owner;

--
-- Name: FUNCTION verify_annual_summary(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.verify_annual_summary() IS 'The users and years whose row of annual_summary differs from a count of the activities, or is missing (nulls)';

--
-- Name: users; Type: TABLE; Schema: auth; Owner: momentum_owner
--

CREATE TABLE auth.users (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    email text,
    raw_app_meta_data jsonb,
    raw_user_meta_data jsonb,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone
);

ALTER TABLE auth.users OWNER TO momentum_owner;

--
-- Name: TABLE users; Type: COMMENT; Schema: auth; Owner: momentum_owner
--

COMMENT ON TABLE auth.users IS 'One row per user (made by pgmomentum)';

--
-- Name: organisations; Type: TABLE; Schema: momentum; Owner: momentum_owner
--

CREATE TABLE momentum.organisations (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT organisations_name_is_a_name CHECK (((name ~ '\S'::text) AND (length(name) <= 200)))
);

ALTER TABLE momentum.organisations OWNER TO momentum_owner;

--
-- Name: TABLE organisations; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON TABLE momentum.organisations IS 'Who coordinates members and decides what they are told';

--
-- Name: COLUMN organisations.deleted_at; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.organisations.deleted_at IS 'Set: its memberships and credentials do not count; activities still count for their user';

--
-- Name: scenario_configs; Type: TABLE; Schema: momentum; Owner: momentum_owner
--

CREATE TABLE momentum.scenario_configs (
    id bigint NOT NULL,
    organisation_id uuid,
    scenario_type text NOT NULL,
    enabled boolean,
    thresholds integer[],
    activity_types text[],
    inactive_after interval,
    expires_within interval,
    cooldown interval,
    message jsonb,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT scenario_configs_scenario_type_is_known CHECK ((scenario_type = ANY (ARRAY['milestone'::text, 'inactivity'::text, 'expiry'::text])))
);

ALTER TABLE momentum.scenario_configs OWNER TO momentum_owner;

--
-- Name: TABLE scenario_configs; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON TABLE momentum.scenario_configs IS 'What each organisation has decided. What it leaves null, or has no row for, is as in the default: the row without an organisation';

--
-- Name: COLUMN scenario_configs.organisation_id; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.scenario_configs.organisation_id IS 'Null: the default';

--
-- Name: COLUMN scenario_configs.scenario_type; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.scenario_configs.scenario_type IS 'milestone, inactivity or expiry';

--
-- Name: COLUMN scenario_configs.enabled; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.scenario_configs.enabled IS 'False: nothing fires. Null: as in the default, and there true';

--
-- Name: COLUMN scenario_configs.thresholds; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.scenario_configs.thresholds IS 'milestone: numbers of activities in a year, positive and ascending';

--
-- Name: COLUMN scenario_configs.activity_types; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.scenario_configs.activity_types IS 'milestone, inactivity: only activities of these types count; null: all do';

--
-- Name: COLUMN scenario_configs.inactive_after; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.scenario_configs.inactive_after IS 'inactivity: time without an activity in the organisation';

--
-- Name: COLUMN scenario_configs.expires_within; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.scenario_configs.expires_within IS 'expiry: time before the last valid day';

--
-- Name: COLUMN scenario_configs.cooldown; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.scenario_configs.cooldown IS 'inactivity, expiry: whole hours or days; time since 1970-01-01 UTC is cut into windows of this length, and each window tells at most once';

--
-- Name: COLUMN scenario_configs.message; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.scenario_configs.message IS 'JSON object that the payload of a notification carries as its message';

--
-- Name: _effective_configs; Type: VIEW; Schema: momentum; Owner: momentum_owner
--

CREATE VIEW momentum._effective_configs WITH (security_invoker='true') AS
 SELECT o.id AS organisation_id,
    s.scenario_type,
    (COALESCE(c.enabled, d.enabled, true) AND
        CASE s.scenario_type
            WHEN 'milestone'::text THEN (COALESCE(c.thresholds, d.thresholds) IS NOT NULL)
            WHEN 'inactivity'::text THEN (COALESCE(c.inactive_after, d.inactive_after) IS NOT NULL)
            ELSE (COALESCE(c.expires_within, d.expires_within) IS NOT NULL)
        END AND ((s.scenario_type = 'milestone'::text) OR (COALESCE(c.cooldown, d.cooldown) IS NOT NULL))) AS enabled,
    COALESCE(c.thresholds, d.thresholds) AS thresholds,
    COALESCE(c.activity_types, d.activity_types) AS activity_types,
    COALESCE(c.inactive_after, d.inactive_after) AS inactive_after,
    COALESCE(c.expires_within, d.expires_within) AS expires_within,
    COALESCE(c.cooldown, d.cooldown) AS cooldown,
    COALESCE(c.message, d.message, '{}'::jsonb) AS message
   FROM (((( SELECT live.id
           FROM momentum.organisations live
          WHERE (live.deleted_at IS NULL)
        UNION ALL
         SELECT NULL::uuid AS id) o
     CROSS JOIN ( VALUES ('milestone'::text), ('inactivity'::text), ('expiry'::text)) s(scenario_type))
     LEFT JOIN momentum.scenario_configs c ON (((c.organisation_id = o.id) AND (c.scenario_type = s.scenario_type))))
     LEFT JOIN momentum.scenario_configs d ON (((d.organisation_id IS NULL) AND (d.scenario_type = s.scenario_type))));

ALTER TABLE momentum._effective_configs OWNER TO momentum_owner;

--
-- Name: VIEW _effective_configs; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON VIEW momentum._effective_configs IS 'The configuration of each scenario that holds for each organisation that is not deleted; without an organisation: the default';

--
-- Name: _users; Type: VIEW; Schema: momentum; Owner: momentum_owner
--

CREATE VIEW momentum._users AS
 SELECT u.id,
    u.created_at,
    u.deleted_at
   FROM auth.users u;

ALTER TABLE momentum._users OWNER TO momentum_owner;

--
-- Name: VIEW _users; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON VIEW momentum._users IS 'Id, creation and deletion of every user of auth.users';

--
-- Name: activities; Type: TABLE; Schema: momentum; Owner: momentum_owner
--

CREATE TABLE momentum.activities (
    user_id uuid NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    organisation_id uuid,
    activity_type text NOT NULL,
    completed_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT activities_activity_type_is_a_name CHECK (((activity_type ~ '\S'::text) AND (length(activity_type) <= 200))),
    CONSTRAINT activities_completed_at_is_in_years_1_to_9999 CHECK (((completed_at >= '0001-01-01 11:39:04+11:39:04'::timestamp with time zone) AND (completed_at < '10000-01-01 13:00:00+13'::timestamp with time zone)))
);

ALTER TABLE momentum.activities OWNER TO momentum_owner;

--
-- Name: TABLE activities; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON TABLE momentum.activities IS 'What users completed: sessions, lessons, calls. The same user and id is the same activity';

--
-- Name: COLUMN activities.organisation_id; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.activities.organisation_id IS 'Organisation that it was done for; null: for none';

--
-- Name: COLUMN activities.completed_at; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.activities.completed_at IS 'When it was completed; it does not count before that instant';

--
-- Name: COLUMN activities.deleted_at; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.activities.deleted_at IS 'Set: the activity does not count';

--
-- Name: annual_summary; Type: TABLE; Schema: momentum; Owner: momentum_owner
--

CREATE TABLE momentum.annual_summary (
    user_id uuid NOT NULL,
    year integer NOT NULL,
    session_count integer NOT NULL,
    last_activity_at timestamp with time zone,
    computed_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT annual_summary_session_count_is_not_negative CHECK ((session_count >= 0)),
    CONSTRAINT annual_summary_year_is_in_range CHECK (((year >= 1) AND (year <= 9999)))
)
WITH (fillfactor='80');

ALTER TABLE momentum.annual_summary OWNER TO momentum_owner;

--
-- Name: TABLE annual_summary; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON TABLE momentum.annual_summary IS 'Activities per user and UTC year, kept by triggers. A year that is not there is unknown, not zero, and so is one with an entry in summary_queue: both are counted';

--
-- Name: COLUMN annual_summary.year; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.annual_summary.year IS 'UTC calendar year';

--
-- Name: COLUMN annual_summary.session_count; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.annual_summary.session_count IS 'Activities completed in that year, those dated in the future included';

--
-- Name: COLUMN annual_summary.last_activity_at; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.annual_summary.last_activity_at IS 'Latest completed_at of these, which may lie in the future; null without any';

--
-- Name: COLUMN annual_summary.computed_at; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.annual_summary.computed_at IS 'When the row was last written';

--
-- Name: award_reviews; Type: TABLE; Schema: momentum; Owner: momentum_owner
--

CREATE TABLE momentum.award_reviews (
    user_id uuid NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    badge_id uuid NOT NULL,
    activity_id uuid NOT NULL,
    reason text NOT NULL,
    resolved_at timestamp with time zone,
    resolution text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE momentum.award_reviews OWNER TO momentum_owner;

--
-- Name: TABLE award_reviews; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON TABLE momentum.award_reviews IS 'Awards whose evidence no longer holds, as an activity was deleted or changed: for a person to decide. Each award is in question once at a time';

--
-- Name: COLUMN award_reviews.activity_id; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.award_reviews.activity_id IS 'The activity that was deleted or changed';

--
-- Name: COLUMN award_reviews.reason; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.award_reviews.reason IS 'What happened to it';

--
-- Name: COLUMN award_reviews.resolved_at; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.award_reviews.resolved_at IS 'When somebody decided';

--
-- Name: COLUMN award_reviews.resolution; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.award_reviews.resolution IS 'What was decided';

--
-- Name: badge_evaluation_log; Type: TABLE; Schema: momentum; Owner: momentum_owner
--

CREATE TABLE momentum.badge_evaluation_log (
    user_id uuid NOT NULL,
    activity_id uuid NOT NULL,
    organisation_id uuid,
    evaluated_at timestamp with time zone NOT NULL,
    badges_evaluated integer NOT NULL,
    badges_awarded integer NOT NULL,
    source text NOT NULL,
    CONSTRAINT badge_evaluation_log_counts_are_not_negative CHECK (((badges_evaluated >= 0) AND (badges_awarded >= 0))),
    CONSTRAINT badge_evaluation_log_source_is_known CHECK ((source = ANY (ARRAY['trigger'::text, 'reconciliation'::text])))
);

ALTER TABLE momentum.badge_evaluation_log OWNER TO momentum_owner;

--
-- Name: TABLE badge_evaluation_log; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON TABLE momentum.badge_evaluation_log IS 'Activities whose badges were evaluated. One that has arrived and has no row is found by reconcile_badges()';

--
-- Name: COLUMN badge_evaluation_log.organisation_id; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.badge_evaluation_log.organisation_id IS 'Organisation of the activity; null: none, and therefore no badge';

--
-- Name: COLUMN badge_evaluation_log.badges_evaluated; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.badge_evaluation_log.badges_evaluated IS 'Active badges that such an activity counts for';

--
-- Name: COLUMN badge_evaluation_log.badges_awarded; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.badge_evaluation_log.badges_awarded IS 'Of these, awarded by it';

--
-- Name: COLUMN badge_evaluation_log.source; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.badge_evaluation_log.source IS 'trigger or reconciliation';

--
-- Name: badge_queue; Type: TABLE; Schema: momentum; Owner: momentum_owner
--

CREATE TABLE momentum.badge_queue (
    user_id uuid NOT NULL,
    id bigint NOT NULL,
    activity_id uuid NOT NULL,
    organisation_id uuid,
    activity_type text NOT NULL,
    completed_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE momentum.badge_queue OWNER TO momentum_owner;

--
-- Name: TABLE badge_queue; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON TABLE momentum.badge_queue IS 'Append-only: activities that came, were changed or deleted while their badges could not be looked at, as they were before and after; reconcile_badges() does so once their time has come';

--
-- Name: badge_queue_id_seq; Type: SEQUENCE; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE momentum.badge_queue ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME momentum.badge_queue_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: badge_turns; Type: TABLE; Schema: momentum; Owner: momentum_owner
--

CREATE TABLE momentum.badge_turns (
    user_id uuid NOT NULL
);

ALTER TABLE momentum.badge_turns OWNER TO momentum_owner;

--
-- Name: TABLE badge_turns; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON TABLE momentum.badge_turns IS 'Whoever evaluates the badges of a user locks the row of that user until the transaction ends: two activities that earn a badge together must not miss each other';

--
-- Name: clock_pin; Type: TABLE; Schema: momentum; Owner: momentum_owner
--

CREATE TABLE momentum.clock_pin (
    singleton boolean DEFAULT true NOT NULL,
    pinned_at timestamp with time zone NOT NULL,
    CONSTRAINT clock_pin_is_finite CHECK (isfinite(pinned_at)),
    CONSTRAINT clock_pin_is_one_row CHECK (singleton)
);

ALTER TABLE momentum.clock_pin OWNER TO momentum_owner;

--
-- Name: TABLE clock_pin; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON TABLE momentum.clock_pin IS 'At most one row: the instant that momentum.clock() returns. Only the owner can write it';

--
-- Name: COLUMN clock_pin.singleton; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.clock_pin.singleton IS 'Always true: there is one clock';

--
-- Name: COLUMN clock_pin.pinned_at; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.clock_pin.pinned_at IS 'What the clock shows while the row exists';

--
-- Name: credentials; Type: TABLE; Schema: momentum; Owner: momentum_owner
--

CREATE TABLE momentum.credentials (
    user_id uuid NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    organisation_id uuid,
    credential_type text NOT NULL,
    expires_on date NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT credentials_credential_type_is_a_name CHECK (((credential_type ~ '\S'::text) AND (length(credential_type) <= 200)))
);

ALTER TABLE momentum.credentials OWNER TO momentum_owner;

--
-- Name: TABLE credentials; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON TABLE momentum.credentials IS 'What expires: certificates, clearances. To renew one, set expires_on';

--
-- Name: COLUMN credentials.organisation_id; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.credentials.organisation_id IS 'Organisation whose configuration applies; null: the default';

--
-- Name: COLUMN credentials.expires_on; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.credentials.expires_on IS 'Last UTC day on which it is valid';

--
-- Name: COLUMN credentials.deleted_at; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.credentials.deleted_at IS 'Set: nobody is warned';

--
-- Name: daily_momentum_scores; Type: VIEW; Schema: momentum; Owner: momentum_owner
--

CREATE VIEW momentum.daily_momentum_scores WITH (security_invoker='true') AS
 SELECT s.user_id,
    s.final_score AS score,
    s.score_date,
    COALESCE((s.breakdown -> 'pillars'::text), s.breakdown) AS pillar_breakdown
   FROM momentum.daily_engagement_scores s;

ALTER TABLE momentum.daily_momentum_scores OWNER TO momentum_owner;

--
-- Name: VIEW daily_momentum_scores; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON VIEW momentum.daily_momentum_scores IS 'Score per user and day with the points per pillar, under the reader''s own rights';

--
-- Name: dropped_partitions; Type: TABLE; Schema: momentum; Owner: momentum_owner
--

CREATE TABLE momentum.dropped_partitions (
    id bigint NOT NULL,
    partition_name text NOT NULL,
    from_day date NOT NULL,
    to_day date NOT NULL,
    row_count bigint NOT NULL,
    dropped_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT dropped_partitions_days_are_in_order CHECK ((from_day < to_day))
);

ALTER TABLE momentum.dropped_partitions OWNER TO momentum_owner;

--
-- Name: TABLE dropped_partitions; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON TABLE momentum.dropped_partitions IS 'Partitions of momentum_events that retention has dropped: days before the newest to_day no longer have all their events';

--
-- Name: COLUMN dropped_partitions.from_day; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.dropped_partitions.from_day IS 'First UTC day of the partition';

--
-- Name: COLUMN dropped_partitions.to_day; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.dropped_partitions.to_day IS 'UTC day after the last of the partition';

--
-- Name: COLUMN dropped_partitions.row_count; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.dropped_partitions.row_count IS 'Events that were dropped with it';

--
-- Name: dropped_partitions_id_seq; Type: SEQUENCE; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE momentum.dropped_partitions ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME momentum.dropped_partitions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: event_weights; Type: TABLE; Schema: momentum; Owner: momentum_owner
--

CREATE TABLE momentum.event_weights (
    version text NOT NULL,
    event_type text NOT NULL,
    weight numeric(8,2) NOT NULL,
    pillar_id text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT event_weights_event_type_is_a_name CHECK (((event_type ~ '\S'::text) AND (length(event_type) <= 200))),
    CONSTRAINT event_weights_weight_is_not_negative CHECK (((weight >= (0)::numeric) AND (weight < 'NaN'::numeric)))
);

ALTER TABLE momentum.event_weights OWNER TO momentum_owner;

--
-- Name: TABLE event_weights; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON TABLE momentum.event_weights IS 'Points of each event type under a score version';

--
-- Name: COLUMN event_weights.weight; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.event_weights.weight IS 'Points of one event, never negative';

--
-- Name: COLUMN event_weights.pillar_id; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.event_weights.pillar_id IS 'Pillar of events of this type that carry none themselves';

--
-- Name: habit_index; Type: TABLE; Schema: momentum; Owner: momentum_owner
--

CREATE TABLE momentum.habit_index (
    user_id uuid NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    habit text NOT NULL,
    pillar_id text,
    strength numeric(5,2),
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT habit_index_habit_is_a_name CHECK (((habit ~ '\S'::text) AND (length(habit) <= 200))),
    CONSTRAINT habit_index_strength_is_a_score CHECK (((strength >= (0)::numeric) AND (strength <= (100)::numeric)))
);

ALTER TABLE momentum.habit_index OWNER TO momentum_owner;

--
-- Name: TABLE habit_index; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON TABLE momentum.habit_index IS 'Habits that a user keeps, written by their user';

--
-- Name: COLUMN habit_index.strength; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.habit_index.strength IS 'Self-rated, 0 to 100, where given';

--
-- Name: intervention_rules; Type: TABLE; Schema: momentum; Owner: momentum_owner
--

CREATE TABLE momentum.intervention_rules (
    name text NOT NULL,
    description text NOT NULL,
    rule_type text NOT NULL,
    momentum_state text,
    threshold numeric(5,2) NOT NULL,
    within_days integer NOT NULL,
    counts_empty_days boolean DEFAULT false NOT NULL,
    limit_hours integer NOT NULL,
    per_day integer NOT NULL,
    intervention_type text,
    notification_type text,
    title text,
    message text,
    active boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT intervention_rules_days_of_a_month CHECK (((within_days <= 31) AND (within_days >=
CASE
    WHEN (rule_type = 'score_drop'::text) THEN 2
    ELSE 1
END))),
    CONSTRAINT intervention_rules_has_an_effect CHECK (((intervention_type IS NOT NULL) OR (notification_type IS NOT NULL))),
    CONSTRAINT intervention_rules_known_type CHECK ((rule_type = ANY (ARRAY['consecutive_days'::text, 'score_drop'::text, 'days_in_state'::text, 'state_changes'::text]))),
    CONSTRAINT intervention_rules_limit_of_a_day CHECK (((limit_hours = ANY (ARRAY[8, 12, 24])) AND (per_day >= 1) AND (per_day <= (24 / NULLIF(limit_hours, 0))))),
    CONSTRAINT intervention_rules_named CHECK (((name ~ '[^[:space:]]'::text) AND (length(name) <= 200))),
    CONSTRAINT intervention_rules_notification_has_texts CHECK (((notification_type IS NULL) OR ((COALESCE(title, ''::text) ~ '[^[:space:]]'::text) AND (COALESCE(message, ''::text) ~ '[^[:space:]]'::text) AND (length(title) <= 1000) AND (length(message) <= 100000)))),
    CONSTRAINT intervention_rules_state_if_of_one CHECK (
CASE
    WHEN (rule_type = ANY (ARRAY['consecutive_days'::text, 'days_in_state'::text])) THEN (COALESCE(momentum_state, ''::text) = ANY (ARRAY['Rising'::text, 'Steady'::text, 'NeedsCare'::text]))
    ELSE (momentum_state IS NULL)
END),
    CONSTRAINT intervention_rules_threshold_in_reach CHECK (((threshold > (0)::numeric) AND
CASE rule_type
    WHEN 'score_drop'::text THEN (threshold <= (100)::numeric)
    WHEN 'state_changes'::text THEN (threshold < (within_days)::numeric)
    ELSE (threshold <= (within_days)::numeric)
END AND ((rule_type = 'score_drop'::text) OR (threshold = trunc(threshold))))),
    CONSTRAINT intervention_rules_types_are_named CHECK (((COALESCE(intervention_type, 'none'::text) ~ '[^[:space:]]'::text) AND (COALESCE(notification_type, 'none'::text) ~ '[^[:space:]]'::text)))
);

ALTER TABLE momentum.intervention_rules OWNER TO momentum_owner;

--
-- Name: TABLE intervention_rules; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON TABLE momentum.intervention_rules IS 'What makes an intervention or a notification after a day is scored. A rule looks at the days of a user from within_days - 1 before the day to the day itself, by the calendar (UTC); days without events are passed over, and on such a day nothing happens';

--
-- Name: COLUMN intervention_rules.rule_type; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.intervention_rules.rule_type IS 'consecutive_days: the newest days of the span are all of the state, at least threshold of them; score_drop: the score of the day is at least threshold points below the highest before it; days_in_state: at least threshold days of the state; state_changes: at least threshold times another state than on the day before. All within the span';

--
-- Name: COLUMN intervention_rules.momentum_state; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.intervention_rules.momentum_state IS 'consecutive_days, days_in_state: Rising, Steady or NeedsCare; else null';

--
-- Name: COLUMN intervention_rules.threshold; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.intervention_rules.threshold IS 'Days, points (score_drop) or changes, from which on it applies';

--
-- Name: COLUMN intervention_rules.within_days; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.intervention_rules.within_days IS 'Length of the span in calendar days, the evaluated day included';

--
-- Name: COLUMN intervention_rules.counts_empty_days; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.intervention_rules.counts_empty_days IS 'True: stored days without events count like any other';

--
-- Name: COLUMN intervention_rules.limit_hours; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.intervention_rules.limit_hours IS '8, 12 or 24: the UTC day is cut into windows of this length, and each tells a user at most once';

--
-- Name: COLUMN intervention_rules.per_day; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.intervention_rules.per_day IS 'Notifications of a user in a UTC day at most';

--
-- Name: COLUMN intervention_rules.intervention_type; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.intervention_rules.intervention_type IS 'Type of the intervention to make; null: none';

--
-- Name: COLUMN intervention_rules.notification_type; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.intervention_rules.notification_type IS 'Type of the notification to make, with title and message; null: none';

--
-- Name: COLUMN intervention_rules.active; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.intervention_rules.active IS 'False: it is not looked at';

--
-- Name: CONSTRAINT intervention_rules_days_of_a_month ON intervention_rules; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON CONSTRAINT intervention_rules_days_of_a_month ON momentum.intervention_rules IS 'Give within_days from 1 to 31, the evaluated day included; a drop needs 2.';

--
-- Name: CONSTRAINT intervention_rules_has_an_effect ON intervention_rules; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON CONSTRAINT intervention_rules_has_an_effect ON momentum.intervention_rules IS 'Give an intervention_type, a notification_type or both; to stop a rule set active to false.';

--
-- Name: CONSTRAINT intervention_rules_known_type ON intervention_rules; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON CONSTRAINT intervention_rules_known_type ON momentum.intervention_rules IS 'A rule is consecutive_days, score_drop, days_in_state or state_changes.';

--
-- Name: CONSTRAINT intervention_rules_limit_of_a_day ON intervention_rules; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON CONSTRAINT intervention_rules_limit_of_a_day ON momentum.intervention_rules IS 'The day is cut into windows of limit_hours 8, 12 or 24; per_day is 1 or more, and at most their number.';

--
-- Name: CONSTRAINT intervention_rules_named ON intervention_rules; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON CONSTRAINT intervention_rules_named ON momentum.intervention_rules IS 'A rule has a name of at most 200 characters.';

--
-- Name: CONSTRAINT intervention_rules_notification_has_texts ON intervention_rules; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON CONSTRAINT intervention_rules_notification_has_texts ON momentum.intervention_rules IS 'Give a title, of at most 1,000 characters, and a message.';

--
-- Name: CONSTRAINT intervention_rules_state_if_of_one ON intervention_rules; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON CONSTRAINT intervention_rules_state_if_of_one ON momentum.intervention_rules IS 'consecutive_days and days_in_state need Rising, Steady or NeedsCare; for other types leave momentum_state null.';

--
-- Name: CONSTRAINT intervention_rules_threshold_in_reach ON intervention_rules; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON CONSTRAINT intervention_rules_threshold_in_reach ON momentum.intervention_rules IS 'Give a threshold above 0: points up to 100, or a whole number of days up to within_days, of changes below it.';

--
-- Name: CONSTRAINT intervention_rules_types_are_named ON intervention_rules; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON CONSTRAINT intervention_rules_types_are_named ON momentum.intervention_rules IS 'Give a type a name, or null for none.';

--
-- Name: job_runs_id_seq; Type: SEQUENCE; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE momentum.job_runs ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME momentum.job_runs_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: jobs; Type: TABLE; Schema: momentum; Owner: momentum_owner
--

CREATE TABLE momentum.jobs (
    name text NOT NULL,
    schedule text NOT NULL,
    command text NOT NULL,
    remaining text,
    enabled boolean DEFAULT true NOT NULL,
    catch_up boolean DEFAULT false NOT NULL,
    max_attempts integer DEFAULT 3 NOT NULL,
    retry_after interval DEFAULT '00:01:00'::interval NOT NULL,
    description text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT jobs_attempts_are_few CHECK (((max_attempts >= 1) AND (max_attempts <= 20))),
    CONSTRAINT jobs_catch_up_is_daily CHECK (((NOT catch_up) OR (schedule ~ '^[0-5]?[0-9] ([01]?[0-9]|2[0-3]) [*] [*] [*]$'::text))),
    CONSTRAINT jobs_name_is_short CHECK ((name ~ '^[a-z][a-z0-9-]{0,24}$'::text)),
    CONSTRAINT jobs_retry_within_a_day CHECK (((retry_after > '00:00:00'::interval) AND (retry_after <= '1 day'::interval))),
    CONSTRAINT jobs_schedule_has_five_fields CHECK (((replace(schedule, ' '::text, ', '::text) || ','::text) ~ '^(([*](/[1-9][0-9]?)?|[0-5]?[0-9](-[0-5]?[0-9](/[1-9][0-9]?)?)?),)+ (([*](/[1-9][0-9]?)?|([01]?[0-9]|2[0-3])(-([01]?[0-9]|2[0-3])(/[1-9][0-9]?)?)?),)+ (([*](/[1-9][0-9]?)?|(0?[1-9]|[12][0-9]|3[01])(-(0?[1-9]|[12][0-9]|3[01])(/[1-9][0-9]?)?)?),)+ (([*](/[1-9][0-9]?)?|(0?[1-9]|1[0-2])(-(0?[1-9]|1[0-2])(/[1-9][0-9]?)?)?),)+ (([*](/[1-9][0-9]?)?|[0-7](-[0-7](/[1-9][0-9]?)?)?),)+$'::text))
);

ALTER TABLE momentum.jobs OWNER TO momentum_owner;

--
-- Name: TABLE jobs; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON TABLE momentum.jobs IS 'What is run when, by pg_cron or by pgmomentum jobs serve. Commands are run as whoever runs the jobs: only the owner writes them';

--
-- Name: COLUMN jobs.schedule; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.jobs.schedule IS 'Cron expression of five fields, in UTC';

--
-- Name: COLUMN jobs.command; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.jobs.command IS 'A SELECT: $1 is the instant that it runs for, $2 that of the last run that succeeded (null: none). Its first column, where it is a whole number, is the rows done';

--
-- Name: COLUMN jobs.remaining; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.jobs.remaining IS 'A SELECT of how many rows there are to do: then the command does a page of them, and is repeated, each time in a transaction of its own. Null: the command does all in one';

--
-- Name: COLUMN jobs.enabled; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.jobs.enabled IS 'False: it is not run';

--
-- Name: COLUMN jobs.catch_up; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.jobs.catch_up IS 'True: days on which it has not run are made up for';

--
-- Name: COLUMN jobs.max_attempts; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.jobs.max_attempts IS 'How often it is tried for one instant; an alert follows the last failure';

--
-- Name: COLUMN jobs.retry_after; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.jobs.retry_after IS 'Time after the first failure until it is tried again; doubled with each further one';

--
-- Name: CONSTRAINT jobs_attempts_are_few ON jobs; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON CONSTRAINT jobs_attempts_are_few ON momentum.jobs IS 'Give 1 to 20 attempts.';

--
-- Name: CONSTRAINT jobs_catch_up_is_daily ON jobs; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON CONSTRAINT jobs_catch_up_is_daily ON momentum.jobs IS 'Only a job that runs once a day, such as 0 2 * * *, can catch up.';

--
-- Name: CONSTRAINT jobs_name_is_short ON jobs; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON CONSTRAINT jobs_name_is_short ON momentum.jobs IS 'A name has 1 to 25 small letters, digits and hyphens, a letter first.';

--
-- Name: CONSTRAINT jobs_retry_within_a_day ON jobs; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON CONSTRAINT jobs_retry_within_a_day ON momentum.jobs IS 'Give a positive time of at most one day.';

--
-- Name: CONSTRAINT jobs_schedule_has_five_fields ON jobs; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON CONSTRAINT jobs_schedule_has_five_fields ON momentum.jobs IS 'Give the five fields of cron (minute 0-59, hour 0-23, day 1-31, month 1-12, weekday 0-7), of digits and * , / - alone, such as 0 2 * * *.';

--
-- Name: memberships; Type: TABLE; Schema: momentum; Owner: momentum_owner
--

CREATE TABLE momentum.memberships (
    user_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    joined_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE momentum.memberships OWNER TO momentum_owner;

--
-- Name: TABLE memberships; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON TABLE momentum.memberships IS 'Who belongs to which organisation';

--
-- Name: COLUMN memberships.joined_at; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.memberships.joined_at IS 'When the member joined, where that is known: nobody is inactive for longer than that. Null: long ago';

--
-- Name: momentum_events; Type: TABLE; Schema: momentum; Owner: momentum_owner
--

CREATE TABLE momentum.momentum_events (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid NOT NULL,
    pillar_id text,
    event_type text NOT NULL,
    event_ts timestamp with time zone NOT NULL,
    payload jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT momentum_events_event_ts_is_finite CHECK (isfinite(event_ts)),
    CONSTRAINT momentum_events_event_type_is_a_name CHECK (((event_type ~ '\S'::text) AND (length(event_type) <= 200))),
    CONSTRAINT momentum_events_payload_is_an_object CHECK ((jsonb_typeof(payload) = 'object'::text))
)
PARTITION BY RANGE (event_ts);

ALTER TABLE momentum.momentum_events OWNER TO momentum_owner;

--
-- Name: TABLE momentum_events; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON TABLE momentum.momentum_events IS 'What users did, partitioned by time. The same user, time and id is the same event';

--
-- Name: COLUMN momentum_events.pillar_id; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.momentum_events.pillar_id IS 'Pillar that the points go to; null: that of the event type';

--
-- Name: COLUMN momentum_events.event_ts; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.momentum_events.event_ts IS 'When it happened; its UTC day is scored';

--
-- Name: COLUMN momentum_events.payload; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.momentum_events.payload IS 'Free JSON object of the application';

--
-- Name: COLUMN momentum_events.deleted_at; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.momentum_events.deleted_at IS 'Set: the event does not count';

--
-- Name: momentum_events_default; Type: TABLE; Schema: momentum; Owner: momentum_owner
--

CREATE TABLE momentum.momentum_events_default (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid NOT NULL,
    pillar_id text,
    event_type text NOT NULL,
    event_ts timestamp with time zone NOT NULL,
    payload jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT momentum_events_event_ts_is_finite CHECK (isfinite(event_ts)),
    CONSTRAINT momentum_events_event_type_is_a_name CHECK (((event_type ~ '\S'::text) AND (length(event_type) <= 200))),
    CONSTRAINT momentum_events_payload_is_an_object CHECK ((jsonb_typeof(payload) = 'object'::text))
);

ALTER TABLE momentum.momentum_events_default OWNER TO momentum_owner;

--
-- Name: TABLE momentum_events_default; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON TABLE momentum.momentum_events_default IS 'Events whose time has no partition of its own yet';

--
-- Name: momentum_notifications; Type: TABLE; Schema: momentum; Owner: momentum_owner
--

CREATE TABLE momentum.momentum_notifications (
    user_id uuid NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    rule_name text,
    score_date date,
    window_start timestamp with time zone,
    day date GENERATED ALWAYS AS (((window_start AT TIME ZONE 'UTC'::text))::date) STORED,
    ordinal integer,
    notification_type text NOT NULL,
    title text NOT NULL,
    message text NOT NULL,
    read_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT momentum_notifications_rules_have_day_and_window CHECK ((((rule_name IS NULL) = (window_start IS NULL)) AND ((rule_name IS NULL) = (score_date IS NULL)) AND ((rule_name IS NULL) = (ordinal IS NULL)))),
    CONSTRAINT momentum_notifications_texts_have_a_length CHECK (((length(title) <= 1000) AND (length(message) <= 100000))),
    CONSTRAINT momentum_notifications_three_a_day CHECK (((ordinal >= 1) AND (ordinal <= 3)))
);

ALTER TABLE ONLY momentum.momentum_notifications REPLICA IDENTITY FULL;

ALTER TABLE momentum.momentum_notifications OWNER TO momentum_owner;

--
-- Name: TABLE momentum_notifications; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON TABLE momentum.momentum_notifications IS 'What a user is told about momentum: by a rule, at most once per window of its limit and so many times a day; or entered by hand';

--
-- Name: COLUMN momentum_notifications.rule_name; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.momentum_notifications.rule_name IS 'Rule that made it, and may be gone since; null: by hand';

--
-- Name: COLUMN momentum_notifications.score_date; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.momentum_notifications.score_date IS 'Day that the rule was evaluated for';

--
-- Name: COLUMN momentum_notifications.window_start; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.momentum_notifications.window_start IS 'Start of the window of the limit of the rule in which it was made';

--
-- Name: COLUMN momentum_notifications.day; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.momentum_notifications.day IS 'UTC day of the window';

--
-- Name: COLUMN momentum_notifications.ordinal; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.momentum_notifications.ordinal IS 'The how many-th of that rule and day it is; a window of 8 hours is the shortest';

--
-- Name: COLUMN momentum_notifications.read_at; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.momentum_notifications.read_at IS 'When its user read it';

--
-- Name: momentum_pillars; Type: TABLE; Schema: momentum; Owner: momentum_owner
--

CREATE TABLE momentum.momentum_pillars (
    id text NOT NULL,
    name text NOT NULL,
    description text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT momentum_pillars_id_is_a_name CHECK (((id <> ''::text) AND (id <> 'unassigned'::text)))
);

ALTER TABLE momentum.momentum_pillars OWNER TO momentum_owner;

--
-- Name: TABLE momentum_pillars; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON TABLE momentum.momentum_pillars IS 'Themes that events belong to, such as sleep or nutrition';

--
-- Name: COLUMN momentum_pillars.id; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.momentum_pillars.id IS 'Short name, as it appears in breakdowns; "unassigned" is reserved';

--
-- Name: COLUMN momentum_pillars.name; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.momentum_pillars.name IS 'Name for people';

--
-- Name: motivation_journal; Type: TABLE; Schema: momentum; Owner: momentum_owner
--

CREATE TABLE momentum.motivation_journal (
    user_id uuid NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    entry text NOT NULL,
    mood smallint,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT motivation_journal_entry_has_a_length CHECK (((length(entry) >= 1) AND (length(entry) <= 100000))),
    CONSTRAINT motivation_journal_mood_is_on_the_scale CHECK (((mood >= 1) AND (mood <= 10)))
);

ALTER TABLE momentum.motivation_journal OWNER TO momentum_owner;

--
-- Name: TABLE motivation_journal; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON TABLE momentum.motivation_journal IS 'Journal entries, written by their user';

--
-- Name: COLUMN motivation_journal.mood; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.motivation_journal.mood IS 'From 1 (low) to 10 (high), where given';

--
-- Name: notification_preferences; Type: TABLE; Schema: momentum; Owner: momentum_owner
--

CREATE TABLE momentum.notification_preferences (
    user_id uuid NOT NULL,
    scenario_type text NOT NULL,
    opted_out boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT notification_preferences_scenario_type_is_known CHECK ((scenario_type = ANY (ARRAY['milestone'::text, 'inactivity'::text, 'expiry'::text])))
);

ALTER TABLE momentum.notification_preferences OWNER TO momentum_owner;

--
-- Name: TABLE notification_preferences; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON TABLE momentum.notification_preferences IS 'Which scenarios a user does not want to hear of, written by their user';

--
-- Name: COLUMN notification_preferences.scenario_type; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.notification_preferences.scenario_type IS 'milestone, inactivity or expiry';

--
-- Name: COLUMN notification_preferences.opted_out; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.notification_preferences.opted_out IS 'True: nothing fires, and nothing is recorded';

--
-- Name: realtime_event_metrics; Type: TABLE; Schema: momentum; Owner: momentum_owner
--

CREATE TABLE momentum.realtime_event_metrics (
    user_id uuid DEFAULT '00000000-0000-0000-0000-000000000000'::uuid NOT NULL,
    id bigint NOT NULL,
    event_type text NOT NULL,
    channel_name text NOT NULL,
    payload_size integer,
    processing_time_ms integer,
    success boolean DEFAULT true NOT NULL,
    error_message text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT realtime_event_metrics_figures_are_not_negative CHECK (((payload_size >= 0) AND (processing_time_ms >= 0)))
);

ALTER TABLE momentum.realtime_event_metrics OWNER TO momentum_owner;

--
-- Name: TABLE realtime_event_metrics; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON TABLE momentum.realtime_event_metrics IS 'A log of announcements: a sample of those of the database, and what clients report';

--
-- Name: COLUMN realtime_event_metrics.user_id; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.realtime_event_metrics.user_id IS 'User concerned; all zeros: nobody in particular';

--
-- Name: COLUMN realtime_event_metrics.payload_size; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.realtime_event_metrics.payload_size IS 'Bytes';

--
-- Name: COLUMN realtime_event_metrics.processing_time_ms; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.realtime_event_metrics.processing_time_ms IS 'Milliseconds';

--
-- Name: COLUMN realtime_event_metrics.error_message; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.realtime_event_metrics.error_message IS 'What failed, if not success';

--
-- Name: realtime_event_metrics_id_seq; Type: SEQUENCE; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE momentum.realtime_event_metrics ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME momentum.realtime_event_metrics_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: realtime_events; Type: TABLE; Schema: momentum; Owner: momentum_owner
--

CREATE TABLE momentum.realtime_events (
    user_id uuid NOT NULL,
    "position" bigint NOT NULL,
    sequenced_at timestamp with time zone NOT NULL,
    event_type text NOT NULL,
    payload jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL
)
PARTITION BY RANGE (sequenced_at);

ALTER TABLE momentum.realtime_events OWNER TO momentum_owner;

--
-- Name: TABLE realtime_events; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON TABLE momentum.realtime_events IS 'The outbox: what was announced and committed, in order, partitioned by day. Read it by realtime_events_since(), which tells of what cleanup_realtime_events() or TRUNCATE took away, not of rows deleted, or partitions dropped, by hand';

--
-- Name: COLUMN realtime_events.user_id; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.realtime_events.user_id IS 'User concerned; all zeros: everyone, as in a marker';

--
-- Name: COLUMN realtime_events."position"; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.realtime_events."position" IS 'Given after the commit, by one session at a time, ascending';

--
-- Name: COLUMN realtime_events.sequenced_at; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.realtime_events.sequenced_at IS 'When it got its position, by the clock of that moment';

--
-- Name: COLUMN realtime_events.created_at; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.realtime_events.created_at IS 'When it was announced';

--
-- Name: realtime_events_default; Type: TABLE; Schema: momentum; Owner: momentum_owner
--

CREATE TABLE momentum.realtime_events_default (
    user_id uuid NOT NULL,
    "position" bigint NOT NULL,
    sequenced_at timestamp with time zone NOT NULL,
    event_type text NOT NULL,
    payload jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL
);

ALTER TABLE momentum.realtime_events_default OWNER TO momentum_owner;

--
-- Name: TABLE realtime_events_default; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON TABLE momentum.realtime_events_default IS 'Announcements of days that have no partition of their own';

--
-- Name: realtime_inbox; Type: TABLE; Schema: momentum; Owner: momentum_owner
--

CREATE TABLE momentum.realtime_inbox (
    user_id uuid NOT NULL,
    id bigint NOT NULL,
    event_type text NOT NULL,
    payload jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
)
WITH (vacuum_truncate='false', autovacuum_vacuum_threshold='5000', autovacuum_vacuum_scale_factor='0', autovacuum_vacuum_cost_delay='0');

ALTER TABLE momentum.realtime_inbox OWNER TO momentum_owner;

--
-- Name: TABLE realtime_inbox; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON TABLE momentum.realtime_inbox IS 'Announcements that have no position yet, appended by whoever changes something; a reader moves those that are committed to realtime_events. What is deleted or truncated here was told to nobody, and is missed without notice';

--
-- Name: COLUMN realtime_inbox.user_id; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.realtime_inbox.user_id IS 'User concerned; all zeros: everyone, as in a marker';

--
-- Name: realtime_inbox_id_seq; Type: SEQUENCE; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE momentum.realtime_inbox ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME momentum.realtime_inbox_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: realtime_positions; Type: TABLE; Schema: momentum; Owner: momentum_owner
--

CREATE TABLE momentum.realtime_positions (
    singleton boolean DEFAULT true NOT NULL,
    last_position bigint DEFAULT 0 NOT NULL,
    day_position bigint DEFAULT 0 NOT NULL,
    dropped_position bigint DEFAULT 0 NOT NULL,
    sequenced_at timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
    timeline integer DEFAULT ((('x'::text || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)))::bit(32))::integer NOT NULL,
    CONSTRAINT realtime_positions_are_in_order CHECK (((0 <= dropped_position) AND (dropped_position <= last_position) AND (day_position <= last_position))),
    CONSTRAINT realtime_positions_is_one_row CHECK (singleton)
)
WITH (fillfactor='50', autovacuum_vacuum_threshold='1000', autovacuum_vacuum_scale_factor='0', autovacuum_vacuum_cost_delay='0');

ALTER TABLE momentum.realtime_positions OWNER TO momentum_owner;

--
-- Name: TABLE realtime_positions; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON TABLE momentum.realtime_positions IS 'One row: how far realtime_events goes. Whoever gives out positions holds it locked';

--
-- Name: COLUMN realtime_positions.singleton; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.realtime_positions.singleton IS 'Always true: there is one stream';

--
-- Name: COLUMN realtime_positions.last_position; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.realtime_positions.last_position IS 'The highest position given out';

--
-- Name: COLUMN realtime_positions.day_position; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.realtime_positions.day_position IS 'The position before the first one of the UTC day of sequenced_at';

--
-- Name: COLUMN realtime_positions.dropped_position; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.realtime_positions.dropped_position IS 'The highest position that retention or TRUNCATE has dropped';

--
-- Name: COLUMN realtime_positions.sequenced_at; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.realtime_positions.sequenced_at IS 'When the last position was given out';

--
-- Name: COLUMN realtime_positions.timeline; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.realtime_positions.timeline IS 'The timeline of the server on which that was, another one after a failover; by default, the current one';

--
-- Name: realtime_positions_seen; Type: SEQUENCE; Schema: momentum; Owner: momentum_owner
--

CREATE SEQUENCE momentum.realtime_positions_seen
    START WITH 0
    INCREMENT BY 1
    MINVALUE 0
    NO MAXVALUE
    CACHE 1;

ALTER TABLE momentum.realtime_positions_seen OWNER TO momentum_owner;

--
-- Name: SEQUENCE realtime_positions_seen; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON SEQUENCE momentum.realtime_positions_seen IS 'The highest position that anybody may have seen';

--
-- Name: rescore_queue; Type: TABLE; Schema: momentum; Owner: momentum_owner
--

CREATE TABLE momentum.rescore_queue (
    user_id uuid NOT NULL,
    id bigint NOT NULL,
    from_date date NOT NULL,
    reason text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE momentum.rescore_queue OWNER TO momentum_owner;

--
-- Name: TABLE rescore_queue; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON TABLE momentum.rescore_queue IS 'Append-only: users whose stored scores are to be recomputed from a day on';

--
-- Name: COLUMN rescore_queue.from_date; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.rescore_queue.from_date IS 'First day to recompute';

--
-- Name: COLUMN rescore_queue.reason; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.rescore_queue.reason IS 'What made the entry';

--
-- Name: rescore_queue_id_seq; Type: SEQUENCE; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE momentum.rescore_queue ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME momentum.rescore_queue_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: scenario_configs_id_seq; Type: SEQUENCE; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE momentum.scenario_configs ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME momentum.scenario_configs_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: scenario_runs_id_seq; Type: SEQUENCE; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE momentum.scenario_runs ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME momentum.scenario_runs_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: score_discrepancies; Type: TABLE; Schema: momentum; Owner: momentum_owner
--

CREATE TABLE momentum.score_discrepancies (
    user_id uuid NOT NULL,
    score_date date NOT NULL,
    legacy_score numeric(10,2) NOT NULL,
    computed_score numeric(5,2) NOT NULL,
    difference numeric(10,2) NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE momentum.score_discrepancies OWNER TO momentum_owner;

--
-- Name: TABLE score_discrepancies; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON TABLE momentum.score_discrepancies IS 'Days on which a legacy score and ours differ by more than the tolerance';

--
-- Name: scoring_failures; Type: TABLE; Schema: momentum; Owner: momentum_owner
--

CREATE TABLE momentum.scoring_failures (
    id bigint NOT NULL,
    operation text NOT NULL,
    score_date date NOT NULL,
    user_ids uuid[] NOT NULL,
    error_code text NOT NULL,
    error_message text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE momentum.scoring_failures OWNER TO momentum_owner;

--
-- Name: TABLE scoring_failures; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON TABLE momentum.scoring_failures IS 'Pages of a paged run that failed, with their users; the run went on without them';

--
-- Name: COLUMN scoring_failures.operation; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.scoring_failures.operation IS 'recalculate, backfill or drain';

--
-- Name: COLUMN scoring_failures.score_date; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.scoring_failures.score_date IS 'The day that was being scored; for a drain the day it ran on';

--
-- Name: COLUMN scoring_failures.error_code; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.scoring_failures.error_code IS 'SQLSTATE';

--
-- Name: scoring_failures_id_seq; Type: SEQUENCE; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE momentum.scoring_failures ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME momentum.scoring_failures_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: settings; Type: TABLE; Schema: momentum; Owner: momentum_owner
--

CREATE TABLE momentum.settings (
    name text NOT NULL,
    value text NOT NULL,
    pattern text NOT NULL,
    description text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE momentum.settings OWNER TO momentum_owner;

--
-- Name: TABLE settings; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON TABLE momentum.settings IS 'One row per setting; a value that does not match the pattern is refused (PM006)';

--
-- Name: COLUMN settings.name; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.settings.name IS 'Name of the setting';

--
-- Name: COLUMN settings.value; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.settings.value IS 'Current value, as text';

--
-- Name: COLUMN settings.pattern; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.settings.pattern IS 'Regular expression that the whole value matches';

--
-- Name: COLUMN settings.description; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON COLUMN momentum.settings.description IS 'What the setting does, and its unit';

--
-- Name: summary_queue; Type: TABLE; Schema: momentum; Owner: momentum_owner
--

CREATE TABLE momentum.summary_queue (
    user_id uuid NOT NULL,
    id bigint NOT NULL,
    year integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT summary_queue_year_is_in_range CHECK (((year >= 1) AND (year <= 9999)))
);

ALTER TABLE momentum.summary_queue OWNER TO momentum_owner;

--
-- Name: TABLE summary_queue; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON TABLE momentum.summary_queue IS 'Append-only: users and years whose row of annual_summary could not be written at once';

--
-- Name: summary_queue_id_seq; Type: SEQUENCE; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE momentum.summary_queue ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME momentum.summary_queue_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: _yoyo_log; Type: TABLE; Schema: momentum_ledger; Owner: momentum_owner
--

CREATE TABLE momentum_ledger._yoyo_log (
    id character varying(36) NOT NULL,
    migration_hash character varying(64),
    migration_id character varying(255),
    operation character varying(10),
    username character varying(255),
    hostname character varying(255),
    comment character varying(255),
    created_at_utc timestamp without time zone
);

ALTER TABLE momentum_ledger._yoyo_log OWNER TO momentum_owner;

--
-- Name: TABLE _yoyo_log; Type: COMMENT; Schema: momentum_ledger; Owner: momentum_owner
--

COMMENT ON TABLE momentum_ledger._yoyo_log IS 'Every application and rollback of a migration';

--
-- Name: _yoyo_migration; Type: TABLE; Schema: momentum_ledger; Owner: momentum_owner
--

CREATE TABLE momentum_ledger._yoyo_migration (
    migration_hash character varying(64) NOT NULL,
    migration_id character varying(255),
    applied_at_utc timestamp without time zone
);

ALTER TABLE momentum_ledger._yoyo_migration OWNER TO momentum_owner;

--
-- Name: TABLE _yoyo_migration; Type: COMMENT; Schema: momentum_ledger; Owner: momentum_owner
--

COMMENT ON TABLE momentum_ledger._yoyo_migration IS 'Migrations that are applied';

--
-- Name: _yoyo_version; Type: TABLE; Schema: momentum_ledger; Owner: momentum_owner
--

CREATE TABLE momentum_ledger._yoyo_version (
    version integer NOT NULL,
    installed_at_utc timestamp without time zone
);

ALTER TABLE momentum_ledger._yoyo_version OWNER TO momentum_owner;

--
-- Name: TABLE _yoyo_version; Type: COMMENT; Schema: momentum_ledger; Owner: momentum_owner
--

COMMENT ON TABLE momentum_ledger._yoyo_version IS 'Version of the ledger''s own layout';

--
-- Name: loaded_files; Type: TABLE; Schema: momentum_ledger; Owner: momentum_owner
--

CREATE TABLE momentum_ledger.loaded_files (
    path text NOT NULL,
    sha256 text NOT NULL,
    loaded_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE momentum_ledger.loaded_files OWNER TO momentum_owner;

--
-- Name: TABLE loaded_files; Type: COMMENT; Schema: momentum_ledger; Owner: momentum_owner
--

COMMENT ON TABLE momentum_ledger.loaded_files IS 'Files of sql/ that are loaded, with the hash of their text';

--
-- Name: yoyo_lock; Type: TABLE; Schema: momentum_ledger; Owner: momentum_owner
--

CREATE TABLE momentum_ledger.yoyo_lock (
    locked integer DEFAULT 1 NOT NULL,
    ctime timestamp without time zone,
    pid integer NOT NULL
);

ALTER TABLE momentum_ledger.yoyo_lock OWNER TO momentum_owner;

--
-- Name: TABLE yoyo_lock; Type: COMMENT; Schema: momentum_ledger; Owner: momentum_owner
--

COMMENT ON TABLE momentum_ledger.yoyo_lock IS 'Part of the layout; an advisory lock is used instead';

--
-- Name: momentum_events_default; Type: TABLE ATTACH; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.momentum_events ATTACH PARTITION momentum.momentum_events_default DEFAULT;

--
-- Name: realtime_events_default; Type: TABLE ATTACH; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.realtime_events ATTACH PARTITION momentum.realtime_events_default DEFAULT;

--
-- Name: users users_pkey; Type: CONSTRAINT; Schema: auth; Owner: momentum_owner
--

ALTER TABLE ONLY auth.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);

--
-- Name: activities activities_pkey; Type: CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.activities
    ADD CONSTRAINT activities_pkey PRIMARY KEY (user_id, id);

--
-- Name: annual_summary annual_summary_pkey; Type: CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.annual_summary
    ADD CONSTRAINT annual_summary_pkey PRIMARY KEY (user_id, year);

--
-- Name: award_reviews award_reviews_pkey; Type: CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.award_reviews
    ADD CONSTRAINT award_reviews_pkey PRIMARY KEY (user_id, id);

--
-- Name: badge_awards badge_awards_pkey; Type: CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.badge_awards
    ADD CONSTRAINT badge_awards_pkey PRIMARY KEY (user_id, badge_id);

--
-- Name: badge_definitions badge_definitions_organisation_id_name_key; Type: CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.badge_definitions
    ADD CONSTRAINT badge_definitions_organisation_id_name_key UNIQUE (organisation_id, name);

--
-- Name: badge_definitions badge_definitions_pkey; Type: CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.badge_definitions
    ADD CONSTRAINT badge_definitions_pkey PRIMARY KEY (id);

--
-- Name: badge_evaluation_log badge_evaluation_log_pkey; Type: CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.badge_evaluation_log
    ADD CONSTRAINT badge_evaluation_log_pkey PRIMARY KEY (user_id, activity_id);

--
-- Name: badge_queue badge_queue_pkey; Type: CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.badge_queue
    ADD CONSTRAINT badge_queue_pkey PRIMARY KEY (user_id, id);

--
-- Name: badge_turns badge_turns_pkey; Type: CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.badge_turns
    ADD CONSTRAINT badge_turns_pkey PRIMARY KEY (user_id);

--
-- Name: clock_pin clock_pin_pkey; Type: CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.clock_pin
    ADD CONSTRAINT clock_pin_pkey PRIMARY KEY (singleton);

--
-- Name: coach_interventions coach_interventions_pkey; Type: CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.coach_interventions
    ADD CONSTRAINT coach_interventions_pkey PRIMARY KEY (user_id, id);

--
-- Name: coach_interventions coach_interventions_window_once; Type: CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.coach_interventions
    ADD CONSTRAINT coach_interventions_window_once UNIQUE (user_id, rule_name, window_start);

--
-- Name: credentials credentials_pkey; Type: CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.credentials
    ADD CONSTRAINT credentials_pkey PRIMARY KEY (user_id, id);

--
-- Name: daily_engagement_scores daily_engagement_scores_pkey; Type: CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.daily_engagement_scores
    ADD CONSTRAINT daily_engagement_scores_pkey PRIMARY KEY (user_id, score_date) INCLUDE (final_score, momentum_state);

--
-- Name: dropped_partitions dropped_partitions_pkey; Type: CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.dropped_partitions
    ADD CONSTRAINT dropped_partitions_pkey PRIMARY KEY (id);

--
-- Name: event_weights event_weights_pkey; Type: CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.event_weights
    ADD CONSTRAINT event_weights_pkey PRIMARY KEY (version, event_type);

--
-- Name: habit_index habit_index_pkey; Type: CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.habit_index
    ADD CONSTRAINT habit_index_pkey PRIMARY KEY (user_id, id);

--
-- Name: intervention_rules intervention_rules_pkey; Type: CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.intervention_rules
    ADD CONSTRAINT intervention_rules_pkey PRIMARY KEY (name);

--
-- Name: job_runs job_runs_pkey; Type: CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.job_runs
    ADD CONSTRAINT job_runs_pkey PRIMARY KEY (id);

--
-- Name: jobs jobs_pkey; Type: CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.jobs
    ADD CONSTRAINT jobs_pkey PRIMARY KEY (name);

--
-- Name: memberships memberships_pkey; Type: CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.memberships
    ADD CONSTRAINT memberships_pkey PRIMARY KEY (user_id, organisation_id);

--
-- Name: momentum_events momentum_events_pkey; Type: CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.momentum_events
    ADD CONSTRAINT momentum_events_pkey PRIMARY KEY (user_id, event_ts, id);

--
-- Name: momentum_events_default momentum_events_default_pkey; Type: CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.momentum_events_default
    ADD CONSTRAINT momentum_events_default_pkey PRIMARY KEY (user_id, event_ts, id);

--
-- Name: momentum_notifications momentum_notifications_day_ordinal_once; Type: CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.momentum_notifications
    ADD CONSTRAINT momentum_notifications_day_ordinal_once UNIQUE (user_id, rule_name, day, ordinal);

--
-- Name: momentum_notifications momentum_notifications_pkey; Type: CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.momentum_notifications
    ADD CONSTRAINT momentum_notifications_pkey PRIMARY KEY (user_id, id);

--
-- Name: momentum_notifications momentum_notifications_window_once; Type: CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.momentum_notifications
    ADD CONSTRAINT momentum_notifications_window_once UNIQUE (user_id, rule_name, window_start);

--
-- Name: momentum_pillars momentum_pillars_pkey; Type: CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.momentum_pillars
    ADD CONSTRAINT momentum_pillars_pkey PRIMARY KEY (id);

--
-- Name: motivation_journal motivation_journal_pkey; Type: CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.motivation_journal
    ADD CONSTRAINT motivation_journal_pkey PRIMARY KEY (user_id, id);

--
-- Name: notification_preferences notification_preferences_pkey; Type: CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.notification_preferences
    ADD CONSTRAINT notification_preferences_pkey PRIMARY KEY (user_id, scenario_type);

--
-- Name: organisations organisations_pkey; Type: CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.organisations
    ADD CONSTRAINT organisations_pkey PRIMARY KEY (id);

--
-- Name: realtime_event_metrics realtime_event_metrics_pkey; Type: CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.realtime_event_metrics
    ADD CONSTRAINT realtime_event_metrics_pkey PRIMARY KEY (user_id, id);

--
-- Name: realtime_events realtime_events_pkey; Type: CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.realtime_events
    ADD CONSTRAINT realtime_events_pkey PRIMARY KEY (user_id, "position", sequenced_at);

--
-- Name: realtime_events_default realtime_events_default_pkey; Type: CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.realtime_events_default
    ADD CONSTRAINT realtime_events_default_pkey PRIMARY KEY (user_id, "position", sequenced_at);

--
-- Name: realtime_inbox realtime_inbox_pkey; Type: CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.realtime_inbox
    ADD CONSTRAINT realtime_inbox_pkey PRIMARY KEY (id, user_id);

--
-- Name: realtime_positions realtime_positions_pkey; Type: CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.realtime_positions
    ADD CONSTRAINT realtime_positions_pkey PRIMARY KEY (singleton);

--
-- Name: rescore_queue rescore_queue_pkey; Type: CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.rescore_queue
    ADD CONSTRAINT rescore_queue_pkey PRIMARY KEY (user_id, id);

--
-- Name: scenario_configs scenario_configs_organisation_id_scenario_type_key; Type: CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.scenario_configs
    ADD CONSTRAINT scenario_configs_organisation_id_scenario_type_key UNIQUE NULLS NOT DISTINCT (organisation_id, scenario_type);

--
-- Name: scenario_configs scenario_configs_pkey; Type: CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.scenario_configs
    ADD CONSTRAINT scenario_configs_pkey PRIMARY KEY (id);

--
-- Name: scenario_notifications scenario_notifications_milestone_once; Type: CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.scenario_notifications
    ADD CONSTRAINT scenario_notifications_milestone_once UNIQUE (milestone_year, user_id, milestone_value);

--
-- Name: scenario_notifications scenario_notifications_pkey; Type: CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.scenario_notifications
    ADD CONSTRAINT scenario_notifications_pkey PRIMARY KEY (user_id, id);

--
-- Name: scenario_notifications scenario_notifications_window_once; Type: CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.scenario_notifications
    ADD CONSTRAINT scenario_notifications_window_once UNIQUE (cooldown_window_start, scenario_type, user_id, subject_id);

--
-- Name: scenario_runs scenario_runs_pkey; Type: CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.scenario_runs
    ADD CONSTRAINT scenario_runs_pkey PRIMARY KEY (id);

--
-- Name: score_discrepancies score_discrepancies_pkey; Type: CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.score_discrepancies
    ADD CONSTRAINT score_discrepancies_pkey PRIMARY KEY (user_id, score_date);

--
-- Name: score_versions score_versions_effective_from_key; Type: CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.score_versions
    ADD CONSTRAINT score_versions_effective_from_key UNIQUE (effective_from);

--
-- Name: score_versions score_versions_pkey; Type: CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.score_versions
    ADD CONSTRAINT score_versions_pkey PRIMARY KEY (version);

--
-- Name: scoring_failures scoring_failures_pkey; Type: CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.scoring_failures
    ADD CONSTRAINT scoring_failures_pkey PRIMARY KEY (id);

--
-- Name: settings settings_pkey; Type: CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.settings
    ADD CONSTRAINT settings_pkey PRIMARY KEY (name);

--
-- Name: summary_queue summary_queue_pkey; Type: CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.summary_queue
    ADD CONSTRAINT summary_queue_pkey PRIMARY KEY (user_id, id);

--
-- Name: _yoyo_log _yoyo_log_pkey; Type: CONSTRAINT; Schema: momentum_ledger; Owner: momentum_owner
--

ALTER TABLE ONLY momentum_ledger._yoyo_log
    ADD CONSTRAINT _yoyo_log_pkey PRIMARY KEY (id);

--
-- Name: _yoyo_migration _yoyo_migration_pkey; Type: CONSTRAINT; Schema: momentum_ledger; Owner: momentum_owner
--

ALTER TABLE ONLY momentum_ledger._yoyo_migration
    ADD CONSTRAINT _yoyo_migration_pkey PRIMARY KEY (migration_hash);

--
-- Name: _yoyo_version _yoyo_version_pkey; Type: CONSTRAINT; Schema: momentum_ledger; Owner: momentum_owner
--

ALTER TABLE ONLY momentum_ledger._yoyo_version
    ADD CONSTRAINT _yoyo_version_pkey PRIMARY KEY (version);

--
-- Name: loaded_files loaded_files_pkey; Type: CONSTRAINT; Schema: momentum_ledger; Owner: momentum_owner
--

ALTER TABLE ONLY momentum_ledger.loaded_files
    ADD CONSTRAINT loaded_files_pkey PRIMARY KEY (path);

--
-- Name: yoyo_lock yoyo_lock_pkey; Type: CONSTRAINT; Schema: momentum_ledger; Owner: momentum_owner
--

ALTER TABLE ONLY momentum_ledger.yoyo_lock
    ADD CONSTRAINT yoyo_lock_pkey PRIMARY KEY (locked);

--
-- Name: activities_arrived_at_idx; Type: INDEX; Schema: momentum; Owner: momentum_owner
--

CREATE INDEX activities_arrived_at_idx ON momentum.activities USING btree (GREATEST(created_at, completed_at));

--
-- Name: activities_organisation_id_completed_at_idx; Type: INDEX; Schema: momentum; Owner: momentum_owner
--

CREATE INDEX activities_organisation_id_completed_at_idx ON momentum.activities USING btree (organisation_id, completed_at) INCLUDE (user_id, activity_type, deleted_at) WHERE (organisation_id IS NOT NULL);

--
-- Name: activities_user_id_completed_at_idx; Type: INDEX; Schema: momentum; Owner: momentum_owner
--

CREATE INDEX activities_user_id_completed_at_idx ON momentum.activities USING btree (user_id, completed_at) INCLUDE (organisation_id, activity_type) WHERE (deleted_at IS NULL);

--
-- Name: annual_summary_year_user_id_idx; Type: INDEX; Schema: momentum; Owner: momentum_owner
--

CREATE INDEX annual_summary_year_user_id_idx ON momentum.annual_summary USING btree (year, user_id);

--
-- Name: award_reviews_badge_id_idx; Type: INDEX; Schema: momentum; Owner: momentum_owner
--

CREATE INDEX award_reviews_badge_id_idx ON momentum.award_reviews USING btree (badge_id);

--
-- Name: award_reviews_open_key; Type: INDEX; Schema: momentum; Owner: momentum_owner
--

CREATE UNIQUE INDEX award_reviews_open_key ON momentum.award_reviews USING btree (user_id, badge_id) WHERE (resolved_at IS NULL);

--
-- Name: badge_awards_awarded_at_idx; Type: INDEX; Schema: momentum; Owner: momentum_owner
--

CREATE INDEX badge_awards_awarded_at_idx ON momentum.badge_awards USING btree (awarded_at);

--
-- Name: badge_awards_badge_id_idx; Type: INDEX; Schema: momentum; Owner: momentum_owner
--

CREATE INDEX badge_awards_badge_id_idx ON momentum.badge_awards USING btree (badge_id);

--
-- Name: badge_awards_organisation_id_idx; Type: INDEX; Schema: momentum; Owner: momentum_owner
--

CREATE INDEX badge_awards_organisation_id_idx ON momentum.badge_awards USING btree (organisation_id);

--
-- Name: badge_awards_to_deliver_idx; Type: INDEX; Schema: momentum; Owner: momentum_owner
--

CREATE INDEX badge_awards_to_deliver_idx ON momentum.badge_awards USING btree (awarded_at) WHERE (announced AND (dispatched_at IS NULL) AND (revoked_at IS NULL));

--
-- Name: coach_interventions_organisation_id_idx; Type: INDEX; Schema: momentum; Owner: momentum_owner
--

CREATE INDEX coach_interventions_organisation_id_idx ON momentum.coach_interventions USING btree (organisation_id) WHERE (organisation_id IS NOT NULL);

--
-- Name: credentials_organisation_id_idx; Type: INDEX; Schema: momentum; Owner: momentum_owner
--

CREATE INDEX credentials_organisation_id_idx ON momentum.credentials USING btree (organisation_id) WHERE (organisation_id IS NOT NULL);

--
-- Name: daily_engagement_scores_algorithm_version_idx; Type: INDEX; Schema: momentum; Owner: momentum_owner
--

CREATE INDEX daily_engagement_scores_algorithm_version_idx ON momentum.daily_engagement_scores USING brin (algorithm_version);

--
-- Name: daily_engagement_scores_score_date_idx; Type: INDEX; Schema: momentum; Owner: momentum_owner
--

CREATE INDEX daily_engagement_scores_score_date_idx ON momentum.daily_engagement_scores USING btree (score_date);

--
-- Name: dropped_partitions_to_day_idx; Type: INDEX; Schema: momentum; Owner: momentum_owner
--

CREATE INDEX dropped_partitions_to_day_idx ON momentum.dropped_partitions USING btree (to_day);

--
-- Name: event_weights_pillar_id_idx; Type: INDEX; Schema: momentum; Owner: momentum_owner
--

CREATE INDEX event_weights_pillar_id_idx ON momentum.event_weights USING btree (pillar_id);

--
-- Name: habit_index_pillar_id_idx; Type: INDEX; Schema: momentum; Owner: momentum_owner
--

CREATE INDEX habit_index_pillar_id_idx ON momentum.habit_index USING btree (pillar_id) WHERE (pillar_id IS NOT NULL);

--
-- Name: job_runs_attempt_once; Type: INDEX; Schema: momentum; Owner: momentum_owner
--

CREATE UNIQUE INDEX job_runs_attempt_once ON momentum.job_runs USING btree (job_name, scheduled_at, attempt) WHERE (status <> 'skipped'::text);

--
-- Name: job_runs_job_name_started_at_idx; Type: INDEX; Schema: momentum; Owner: momentum_owner
--

CREATE INDEX job_runs_job_name_started_at_idx ON momentum.job_runs USING btree (job_name, started_at, id);

--
-- Name: job_runs_not_succeeded_idx; Type: INDEX; Schema: momentum; Owner: momentum_owner
--

CREATE INDEX job_runs_not_succeeded_idx ON momentum.job_runs USING btree (job_name, scheduled_at) WHERE (status = ANY (ARRAY['running'::text, 'failed'::text, 'abandoned'::text]));

--
-- Name: memberships_organisation_id_idx; Type: INDEX; Schema: momentum; Owner: momentum_owner
--

CREATE INDEX memberships_organisation_id_idx ON momentum.memberships USING btree (organisation_id);

--
-- Name: momentum_events_event_ts_idx; Type: INDEX; Schema: momentum; Owner: momentum_owner
--

CREATE INDEX momentum_events_event_ts_idx ON ONLY momentum.momentum_events USING btree (event_ts);

--
-- Name: momentum_events_default_event_ts_idx; Type: INDEX; Schema: momentum; Owner: momentum_owner
--

CREATE INDEX momentum_events_default_event_ts_idx ON momentum.momentum_events_default USING btree (event_ts);

--
-- Name: momentum_events_pillar_id_idx; Type: INDEX; Schema: momentum; Owner: momentum_owner
--

CREATE INDEX momentum_events_pillar_id_idx ON ONLY momentum.momentum_events USING btree (pillar_id) WHERE (pillar_id IS NOT NULL);

--
-- Name: momentum_events_default_pillar_id_idx; Type: INDEX; Schema: momentum; Owner: momentum_owner
--

CREATE INDEX momentum_events_default_pillar_id_idx ON momentum.momentum_events_default USING btree (pillar_id) WHERE (pillar_id IS NOT NULL);

--
-- Name: momentum_notifications_id_idx; Type: INDEX; Schema: momentum; Owner: momentum_owner
--

CREATE INDEX momentum_notifications_id_idx ON momentum.momentum_notifications USING btree (id);

--
-- Name: momentum_notifications_user_id_created_at_idx; Type: INDEX; Schema: momentum; Owner: momentum_owner
--

CREATE INDEX momentum_notifications_user_id_created_at_idx ON momentum.momentum_notifications USING btree (user_id, created_at);

--
-- Name: realtime_event_metrics_created_at_idx; Type: INDEX; Schema: momentum; Owner: momentum_owner
--

CREATE INDEX realtime_event_metrics_created_at_idx ON momentum.realtime_event_metrics USING btree (created_at);

--
-- Name: realtime_events_position_idx; Type: INDEX; Schema: momentum; Owner: momentum_owner
--

CREATE INDEX realtime_events_position_idx ON ONLY momentum.realtime_events USING btree ("position");

--
-- Name: realtime_events_default_position_idx; Type: INDEX; Schema: momentum; Owner: momentum_owner
--

CREATE INDEX realtime_events_default_position_idx ON momentum.realtime_events_default USING btree ("position");

--
-- Name: rescore_queue_id_idx; Type: INDEX; Schema: momentum; Owner: momentum_owner
--

CREATE INDEX rescore_queue_id_idx ON momentum.rescore_queue USING btree (id);

--
-- Name: scenario_notifications_organisation_id_idx; Type: INDEX; Schema: momentum; Owner: momentum_owner
--

CREATE INDEX scenario_notifications_organisation_id_idx ON momentum.scenario_notifications USING btree (organisation_id) WHERE (organisation_id IS NOT NULL);

--
-- Name: scenario_notifications_to_deliver_idx; Type: INDEX; Schema: momentum; Owner: momentum_owner
--

CREATE INDEX scenario_notifications_to_deliver_idx ON momentum.scenario_notifications USING btree (created_at) WHERE (announced AND (dispatched_at IS NULL));

--
-- Name: scenario_runs_organisation_id_idx; Type: INDEX; Schema: momentum; Owner: momentum_owner
--

CREATE INDEX scenario_runs_organisation_id_idx ON momentum.scenario_runs USING btree (organisation_id) WHERE (organisation_id IS NOT NULL);

--
-- Name: momentum_events_default_event_ts_idx; Type: INDEX ATTACH; Schema: momentum; Owner: momentum_owner
--

ALTER INDEX momentum.momentum_events_event_ts_idx ATTACH PARTITION momentum.momentum_events_default_event_ts_idx;

--
-- Name: momentum_events_default_pillar_id_idx; Type: INDEX ATTACH; Schema: momentum; Owner: momentum_owner
--

ALTER INDEX momentum.momentum_events_pillar_id_idx ATTACH PARTITION momentum.momentum_events_default_pillar_id_idx;

--
-- Name: momentum_events_default_pkey; Type: INDEX ATTACH; Schema: momentum; Owner: momentum_owner
--

ALTER INDEX momentum.momentum_events_pkey ATTACH PARTITION momentum.momentum_events_default_pkey;

--
-- Name: realtime_events_default_pkey; Type: INDEX ATTACH; Schema: momentum; Owner: momentum_owner
--

ALTER INDEX momentum.realtime_events_pkey ATTACH PARTITION momentum.realtime_events_default_pkey;

--
-- Name: realtime_events_default_position_idx; Type: INDEX ATTACH; Schema: momentum; Owner: momentum_owner
--

ALTER INDEX momentum.realtime_events_position_idx ATTACH PARTITION momentum.realtime_events_default_position_idx;

--
-- Name: activities activities_badges_on_delete; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER activities_badges_on_delete AFTER DELETE ON momentum.activities REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_activities_badges_change();

--
-- Name: activities activities_badges_on_insert; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER activities_badges_on_insert AFTER INSERT ON momentum.activities REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_activities_badges();

--
-- Name: activities activities_badges_on_truncate; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER activities_badges_on_truncate AFTER TRUNCATE ON momentum.activities FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_activities_badges_change();

--
-- Name: activities activities_badges_on_update; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER activities_badges_on_update AFTER UPDATE ON momentum.activities REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_activities_badges_change();

--
-- Name: activities activities_open; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER activities_open BEFORE INSERT OR DELETE OR UPDATE ON momentum.activities FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_activities_open();

--
-- Name: activities activities_set_updated_at; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER activities_set_updated_at BEFORE UPDATE ON momentum.activities FOR EACH ROW WHEN ((new.updated_at = old.updated_at)) EXECUTE FUNCTION momentum.tg_any_set_updated_at();

--
-- Name: activities activities_summarize_on_delete; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER activities_summarize_on_delete AFTER DELETE ON momentum.activities REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_activities_summarize();

--
-- Name: activities activities_summarize_on_insert; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER activities_summarize_on_insert AFTER INSERT ON momentum.activities REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_activities_summarize();

--
-- Name: activities activities_summarize_on_truncate; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER activities_summarize_on_truncate AFTER TRUNCATE ON momentum.activities FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_activities_summarize();

--
-- Name: activities activities_summarize_on_update; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER activities_summarize_on_update AFTER UPDATE ON momentum.activities REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_activities_summarize();

--
-- Name: award_reviews award_reviews_set_updated_at; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER award_reviews_set_updated_at BEFORE UPDATE ON momentum.award_reviews FOR EACH ROW WHEN ((new.updated_at = old.updated_at)) EXECUTE FUNCTION momentum.tg_any_set_updated_at();

--
-- Name: badge_awards badge_awards_announce_on_insert; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER badge_awards_announce_on_insert AFTER INSERT ON momentum.badge_awards REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_badge_awards_announce();

--
-- Name: badge_awards badge_awards_announce_on_update; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER badge_awards_announce_on_update AFTER UPDATE ON momentum.badge_awards REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_badge_awards_announce();

--
-- Name: badge_awards badge_awards_set_updated_at; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER badge_awards_set_updated_at BEFORE UPDATE ON momentum.badge_awards FOR EACH ROW WHEN ((new.updated_at = old.updated_at)) EXECUTE FUNCTION momentum.tg_any_set_updated_at();

--
-- Name: badge_definitions badge_definitions_check; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER badge_definitions_check BEFORE INSERT OR UPDATE ON momentum.badge_definitions FOR EACH ROW EXECUTE FUNCTION momentum.tg_badge_definitions_check();

--
-- Name: badge_definitions badge_definitions_set_updated_at; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER badge_definitions_set_updated_at BEFORE UPDATE ON momentum.badge_definitions FOR EACH ROW WHEN ((new.updated_at = old.updated_at)) EXECUTE FUNCTION momentum.tg_any_set_updated_at();

--
-- Name: badge_queue badge_queue_set_updated_at; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER badge_queue_set_updated_at BEFORE UPDATE ON momentum.badge_queue FOR EACH ROW WHEN ((new.updated_at = old.updated_at)) EXECUTE FUNCTION momentum.tg_any_set_updated_at();

--
-- Name: coach_interventions coach_interventions_announce_on_delete; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER coach_interventions_announce_on_delete AFTER DELETE ON momentum.coach_interventions REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_coach_interventions_announce();

--
-- Name: coach_interventions coach_interventions_announce_on_insert; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER coach_interventions_announce_on_insert AFTER INSERT ON momentum.coach_interventions REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_coach_interventions_announce();

--
-- Name: coach_interventions coach_interventions_announce_on_update; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER coach_interventions_announce_on_update AFTER UPDATE ON momentum.coach_interventions REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_coach_interventions_announce();

--
-- Name: coach_interventions coach_interventions_set_updated_at; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER coach_interventions_set_updated_at BEFORE UPDATE ON momentum.coach_interventions FOR EACH ROW WHEN ((new.updated_at = old.updated_at)) EXECUTE FUNCTION momentum.tg_any_set_updated_at();

--
-- Name: credentials credentials_set_updated_at; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER credentials_set_updated_at BEFORE UPDATE ON momentum.credentials FOR EACH ROW WHEN ((new.updated_at = old.updated_at)) EXECUTE FUNCTION momentum.tg_any_set_updated_at();

--
-- Name: daily_engagement_scores daily_engagement_scores_announce_on_delete; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER daily_engagement_scores_announce_on_delete AFTER DELETE ON momentum.daily_engagement_scores REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_daily_engagement_scores_announce();

--
-- Name: daily_engagement_scores daily_engagement_scores_announce_on_insert; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER daily_engagement_scores_announce_on_insert AFTER INSERT ON momentum.daily_engagement_scores REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_daily_engagement_scores_announce();

--
-- Name: daily_engagement_scores daily_engagement_scores_announce_on_truncate; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER daily_engagement_scores_announce_on_truncate AFTER TRUNCATE ON momentum.daily_engagement_scores FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_daily_engagement_scores_announce();

--
-- Name: daily_engagement_scores daily_engagement_scores_announce_on_update; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER daily_engagement_scores_announce_on_update AFTER UPDATE ON momentum.daily_engagement_scores REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_daily_engagement_scores_announce();

--
-- Name: daily_engagement_scores daily_engagement_scores_queue_on_delete; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER daily_engagement_scores_queue_on_delete AFTER DELETE ON momentum.daily_engagement_scores REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT WHEN ((current_setting('momentum.writes_scores'::text, true) IS DISTINCT FROM (pg_trigger_depth())::text)) EXECUTE FUNCTION momentum.tg_daily_engagement_scores_queue();

--
-- Name: daily_engagement_scores daily_engagement_scores_queue_on_insert; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER daily_engagement_scores_queue_on_insert AFTER INSERT ON momentum.daily_engagement_scores REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('momentum.writes_scores'::text, true) IS DISTINCT FROM (pg_trigger_depth())::text)) EXECUTE FUNCTION momentum.tg_daily_engagement_scores_queue();

--
-- Name: daily_engagement_scores daily_engagement_scores_queue_on_update; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER daily_engagement_scores_queue_on_update AFTER UPDATE ON momentum.daily_engagement_scores REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('momentum.writes_scores'::text, true) IS DISTINCT FROM (pg_trigger_depth())::text)) EXECUTE FUNCTION momentum.tg_daily_engagement_scores_queue();

--
-- Name: daily_engagement_scores daily_engagement_scores_set_updated_at; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER daily_engagement_scores_set_updated_at BEFORE UPDATE ON momentum.daily_engagement_scores FOR EACH ROW WHEN ((new.updated_at = old.updated_at)) EXECUTE FUNCTION momentum.tg_any_set_updated_at();

--
-- Name: event_weights event_weights_protect_used_on_delete; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER event_weights_protect_used_on_delete AFTER DELETE ON momentum.event_weights REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_event_weights_protect_used();

--
-- Name: event_weights event_weights_protect_used_on_insert; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER event_weights_protect_used_on_insert AFTER INSERT ON momentum.event_weights REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_event_weights_protect_used();

--
-- Name: event_weights event_weights_protect_used_on_update; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER event_weights_protect_used_on_update AFTER UPDATE ON momentum.event_weights REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_event_weights_protect_used();

--
-- Name: event_weights event_weights_set_updated_at; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER event_weights_set_updated_at BEFORE UPDATE ON momentum.event_weights FOR EACH ROW WHEN ((new.updated_at = old.updated_at)) EXECUTE FUNCTION momentum.tg_any_set_updated_at();

--
-- Name: habit_index habit_index_set_updated_at; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER habit_index_set_updated_at BEFORE UPDATE ON momentum.habit_index FOR EACH ROW WHEN ((new.updated_at = old.updated_at)) EXECUTE FUNCTION momentum.tg_any_set_updated_at();

--
-- Name: intervention_rules intervention_rules_check; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER intervention_rules_check BEFORE INSERT OR UPDATE ON momentum.intervention_rules FOR EACH ROW EXECUTE FUNCTION momentum.tg_any_check('intervention rule');

--
-- Name: intervention_rules intervention_rules_set_updated_at; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER intervention_rules_set_updated_at BEFORE UPDATE ON momentum.intervention_rules FOR EACH ROW WHEN ((new.updated_at = old.updated_at)) EXECUTE FUNCTION momentum.tg_any_set_updated_at();

--
-- Name: jobs jobs_check; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER jobs_check BEFORE INSERT OR UPDATE ON momentum.jobs FOR EACH ROW EXECUTE FUNCTION momentum.tg_any_check('job');

--
-- Name: jobs jobs_set_updated_at; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER jobs_set_updated_at BEFORE UPDATE ON momentum.jobs FOR EACH ROW WHEN ((new.updated_at = old.updated_at)) EXECUTE FUNCTION momentum.tg_any_set_updated_at();

--
-- Name: memberships memberships_set_updated_at; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER memberships_set_updated_at BEFORE UPDATE ON momentum.memberships FOR EACH ROW WHEN ((new.updated_at = old.updated_at)) EXECUTE FUNCTION momentum.tg_any_set_updated_at();

--
-- Name: momentum_events momentum_events_rescore_on_delete; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER momentum_events_rescore_on_delete AFTER DELETE ON momentum.momentum_events REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_momentum_events_rescore();

--
-- Name: momentum_events momentum_events_rescore_on_insert; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER momentum_events_rescore_on_insert AFTER INSERT ON momentum.momentum_events REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_momentum_events_rescore();

--
-- Name: momentum_events momentum_events_rescore_on_truncate; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER momentum_events_rescore_on_truncate AFTER TRUNCATE ON momentum.momentum_events FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_momentum_events_rescore();

--
-- Name: momentum_events momentum_events_rescore_on_update; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER momentum_events_rescore_on_update AFTER UPDATE ON momentum.momentum_events REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_momentum_events_rescore();

--
-- Name: momentum_events momentum_events_set_updated_at; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER momentum_events_set_updated_at BEFORE UPDATE ON momentum.momentum_events FOR EACH ROW WHEN ((new.updated_at = old.updated_at)) EXECUTE FUNCTION momentum.tg_any_set_updated_at();

--
-- Name: momentum_notifications momentum_notifications_announce_on_insert; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER momentum_notifications_announce_on_insert AFTER INSERT ON momentum.momentum_notifications REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_momentum_notifications_announce();

--
-- Name: momentum_notifications momentum_notifications_set_updated_at; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER momentum_notifications_set_updated_at BEFORE UPDATE ON momentum.momentum_notifications FOR EACH ROW WHEN ((new.updated_at = old.updated_at)) EXECUTE FUNCTION momentum.tg_any_set_updated_at();

--
-- Name: momentum_pillars momentum_pillars_set_updated_at; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER momentum_pillars_set_updated_at BEFORE UPDATE ON momentum.momentum_pillars FOR EACH ROW WHEN ((new.updated_at = old.updated_at)) EXECUTE FUNCTION momentum.tg_any_set_updated_at();

--
-- Name: motivation_journal motivation_journal_set_updated_at; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER motivation_journal_set_updated_at BEFORE UPDATE ON momentum.motivation_journal FOR EACH ROW WHEN ((new.updated_at = old.updated_at)) EXECUTE FUNCTION momentum.tg_any_set_updated_at();

--
-- Name: notification_preferences notification_preferences_set_updated_at; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER notification_preferences_set_updated_at BEFORE UPDATE ON momentum.notification_preferences FOR EACH ROW WHEN ((new.updated_at = old.updated_at)) EXECUTE FUNCTION momentum.tg_any_set_updated_at();

--
-- Name: organisations organisations_set_updated_at; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER organisations_set_updated_at BEFORE UPDATE ON momentum.organisations FOR EACH ROW WHEN ((new.updated_at = old.updated_at)) EXECUTE FUNCTION momentum.tg_any_set_updated_at();

--
-- Name: realtime_events realtime_events_truncate; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER realtime_events_truncate BEFORE TRUNCATE ON momentum.realtime_events FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_realtime_events_truncate();

--
-- Name: realtime_positions realtime_positions_protect; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER realtime_positions_protect BEFORE DELETE OR TRUNCATE ON momentum.realtime_positions FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_realtime_positions_protect();

--
-- Name: rescore_queue rescore_queue_set_updated_at; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER rescore_queue_set_updated_at BEFORE UPDATE ON momentum.rescore_queue FOR EACH ROW WHEN ((new.updated_at = old.updated_at)) EXECUTE FUNCTION momentum.tg_any_set_updated_at();

--
-- Name: scenario_configs scenario_configs_check; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER scenario_configs_check BEFORE INSERT OR UPDATE ON momentum.scenario_configs FOR EACH ROW EXECUTE FUNCTION momentum.tg_scenario_configs_check();

--
-- Name: scenario_configs scenario_configs_protect_default; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER scenario_configs_protect_default BEFORE DELETE ON momentum.scenario_configs FOR EACH ROW WHEN ((old.organisation_id IS NULL)) EXECUTE FUNCTION momentum.tg_scenario_configs_protect_default();

--
-- Name: scenario_configs scenario_configs_set_updated_at; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER scenario_configs_set_updated_at BEFORE UPDATE ON momentum.scenario_configs FOR EACH ROW WHEN ((new.updated_at = old.updated_at)) EXECUTE FUNCTION momentum.tg_any_set_updated_at();

--
-- Name: scenario_notifications scenario_notifications_announce_on_insert; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER scenario_notifications_announce_on_insert AFTER INSERT ON momentum.scenario_notifications REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_scenario_notifications_announce();

--
-- Name: scenario_notifications scenario_notifications_set_updated_at; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER scenario_notifications_set_updated_at BEFORE UPDATE ON momentum.scenario_notifications FOR EACH ROW WHEN ((new.updated_at = old.updated_at)) EXECUTE FUNCTION momentum.tg_any_set_updated_at();

--
-- Name: score_discrepancies score_discrepancies_set_updated_at; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER score_discrepancies_set_updated_at BEFORE UPDATE ON momentum.score_discrepancies FOR EACH ROW WHEN ((new.updated_at = old.updated_at)) EXECUTE FUNCTION momentum.tg_any_set_updated_at();

--
-- Name: score_versions score_versions_protect_used; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER score_versions_protect_used BEFORE DELETE OR UPDATE ON momentum.score_versions FOR EACH ROW EXECUTE FUNCTION momentum.tg_score_versions_protect_used();

--
-- Name: score_versions score_versions_set_updated_at; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER score_versions_set_updated_at BEFORE UPDATE ON momentum.score_versions FOR EACH ROW WHEN ((new.updated_at = old.updated_at)) EXECUTE FUNCTION momentum.tg_any_set_updated_at();

--
-- Name: settings settings_check; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER settings_check BEFORE INSERT OR UPDATE ON momentum.settings FOR EACH ROW EXECUTE FUNCTION momentum.tg_settings_check();

--
-- Name: settings settings_set_updated_at; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER settings_set_updated_at BEFORE UPDATE ON momentum.settings FOR EACH ROW WHEN ((new.updated_at = old.updated_at)) EXECUTE FUNCTION momentum.tg_any_set_updated_at();

--
-- Name: summary_queue summary_queue_set_updated_at; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER summary_queue_set_updated_at BEFORE UPDATE ON momentum.summary_queue FOR EACH ROW WHEN ((new.updated_at = old.updated_at)) EXECUTE FUNCTION momentum.tg_any_set_updated_at();

--
-- Name: activities activities_organisation_id_fkey; Type: FK CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.activities
    ADD CONSTRAINT activities_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES momentum.organisations(id);

--
-- Name: activities activities_user_id_fkey; Type: FK CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.activities
    ADD CONSTRAINT activities_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE;

--
-- Name: annual_summary annual_summary_user_id_fkey; Type: FK CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.annual_summary
    ADD CONSTRAINT annual_summary_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE;

--
-- Name: award_reviews award_reviews_badge_id_fkey; Type: FK CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.award_reviews
    ADD CONSTRAINT award_reviews_badge_id_fkey FOREIGN KEY (badge_id) REFERENCES momentum.badge_definitions(id);

--
-- Name: award_reviews award_reviews_user_id_fkey; Type: FK CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.award_reviews
    ADD CONSTRAINT award_reviews_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE;

--
-- Name: badge_awards badge_awards_badge_id_fkey; Type: FK CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.badge_awards
    ADD CONSTRAINT badge_awards_badge_id_fkey FOREIGN KEY (badge_id) REFERENCES momentum.badge_definitions(id);

--
-- Name: badge_awards badge_awards_organisation_id_fkey; Type: FK CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.badge_awards
    ADD CONSTRAINT badge_awards_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES momentum.organisations(id);

--
-- Name: badge_awards badge_awards_user_id_fkey; Type: FK CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.badge_awards
    ADD CONSTRAINT badge_awards_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE;

--
-- Name: badge_definitions badge_definitions_organisation_id_fkey; Type: FK CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.badge_definitions
    ADD CONSTRAINT badge_definitions_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES momentum.organisations(id);

--
-- Name: badge_turns badge_turns_user_id_fkey; Type: FK CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.badge_turns
    ADD CONSTRAINT badge_turns_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE;

--
-- Name: coach_interventions coach_interventions_organisation_id_fkey; Type: FK CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.coach_interventions
    ADD CONSTRAINT coach_interventions_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES momentum.organisations(id);

--
-- Name: coach_interventions coach_interventions_user_id_fkey; Type: FK CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.coach_interventions
    ADD CONSTRAINT coach_interventions_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE;

--
-- Name: credentials credentials_organisation_id_fkey; Type: FK CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.credentials
    ADD CONSTRAINT credentials_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES momentum.organisations(id);

--
-- Name: credentials credentials_user_id_fkey; Type: FK CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.credentials
    ADD CONSTRAINT credentials_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE;

--
-- Name: daily_engagement_scores daily_engagement_scores_user_id_fkey; Type: FK CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.daily_engagement_scores
    ADD CONSTRAINT daily_engagement_scores_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE;

--
-- Name: event_weights event_weights_pillar_id_fkey; Type: FK CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.event_weights
    ADD CONSTRAINT event_weights_pillar_id_fkey FOREIGN KEY (pillar_id) REFERENCES momentum.momentum_pillars(id);

--
-- Name: event_weights event_weights_version_fkey; Type: FK CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.event_weights
    ADD CONSTRAINT event_weights_version_fkey FOREIGN KEY (version) REFERENCES momentum.score_versions(version) ON DELETE CASCADE;

--
-- Name: habit_index habit_index_pillar_id_fkey; Type: FK CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.habit_index
    ADD CONSTRAINT habit_index_pillar_id_fkey FOREIGN KEY (pillar_id) REFERENCES momentum.momentum_pillars(id);

--
-- Name: habit_index habit_index_user_id_fkey; Type: FK CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.habit_index
    ADD CONSTRAINT habit_index_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE;

--
-- Name: memberships memberships_organisation_id_fkey; Type: FK CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.memberships
    ADD CONSTRAINT memberships_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES momentum.organisations(id) ON DELETE CASCADE;

--
-- Name: memberships memberships_user_id_fkey; Type: FK CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.memberships
    ADD CONSTRAINT memberships_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE;

--
-- Name: momentum_events momentum_events_pillar_id_fkey; Type: FK CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE momentum.momentum_events
    ADD CONSTRAINT momentum_events_pillar_id_fkey FOREIGN KEY (pillar_id) REFERENCES momentum.momentum_pillars(id);

--
-- Name: momentum_events momentum_events_user_id_fkey; Type: FK CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE momentum.momentum_events
    ADD CONSTRAINT momentum_events_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE;

--
-- Name: momentum_notifications momentum_notifications_user_id_fkey; Type: FK CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.momentum_notifications
    ADD CONSTRAINT momentum_notifications_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE;

--
-- Name: motivation_journal motivation_journal_user_id_fkey; Type: FK CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.motivation_journal
    ADD CONSTRAINT motivation_journal_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE;

--
-- Name: notification_preferences notification_preferences_user_id_fkey; Type: FK CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.notification_preferences
    ADD CONSTRAINT notification_preferences_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE;

--
-- Name: scenario_configs scenario_configs_organisation_id_fkey; Type: FK CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.scenario_configs
    ADD CONSTRAINT scenario_configs_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES momentum.organisations(id) ON DELETE CASCADE;

--
-- Name: scenario_notifications scenario_notifications_organisation_id_fkey; Type: FK CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.scenario_notifications
    ADD CONSTRAINT scenario_notifications_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES momentum.organisations(id);

--
-- Name: scenario_notifications scenario_notifications_user_id_fkey; Type: FK CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.scenario_notifications
    ADD CONSTRAINT scenario_notifications_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE;

--
-- Name: scenario_runs scenario_runs_organisation_id_fkey; Type: FK CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.scenario_runs
    ADD CONSTRAINT scenario_runs_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES momentum.organisations(id) ON DELETE CASCADE;

--
-- Name: score_discrepancies score_discrepancies_user_id_fkey; Type: FK CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.score_discrepancies
    ADD CONSTRAINT score_discrepancies_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE;

--
-- Name: users; Type: ROW SECURITY; Schema: auth; Owner: momentum_owner
--

ALTER TABLE auth.users ENABLE ROW LEVEL SECURITY;

--
-- Name: users users_service; Type: POLICY; Schema: auth; Owner: momentum_owner
--

CREATE POLICY users_service ON auth.users TO service_role USING (true) WITH CHECK (true);

--
-- Name: activities; Type: ROW SECURITY; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE momentum.activities ENABLE ROW LEVEL SECURITY;

--
-- Name: activities activities_read_own; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY activities_read_own ON momentum.activities FOR SELECT TO authenticated USING ((user_id = ( SELECT auth.uid() AS uid)));

--
-- Name: POLICY activities_read_own ON activities; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY activities_read_own ON momentum.activities IS 'Users read their own rows (made by pgmomentum)';

--
-- Name: activities activities_service; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY activities_service ON momentum.activities TO service_role USING (true) WITH CHECK (true);

--
-- Name: POLICY activities_service ON activities; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY activities_service ON momentum.activities IS 'The service works on all rows (made by pgmomentum)';

--
-- Name: annual_summary; Type: ROW SECURITY; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE momentum.annual_summary ENABLE ROW LEVEL SECURITY;

--
-- Name: annual_summary annual_summary_read_own; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY annual_summary_read_own ON momentum.annual_summary FOR SELECT TO authenticated USING ((user_id = ( SELECT auth.uid() AS uid)));

--
-- Name: POLICY annual_summary_read_own ON annual_summary; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY annual_summary_read_own ON momentum.annual_summary IS 'Users read their own rows (made by pgmomentum)';

--
-- Name: annual_summary annual_summary_service; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY annual_summary_service ON momentum.annual_summary TO service_role USING (true) WITH CHECK (true);

--
-- Name: POLICY annual_summary_service ON annual_summary; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY annual_summary_service ON momentum.annual_summary IS 'The service works on all rows (made by pgmomentum)';

--
-- Name: award_reviews; Type: ROW SECURITY; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE momentum.award_reviews ENABLE ROW LEVEL SECURITY;

--
-- Name: award_reviews award_reviews_service; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY award_reviews_service ON momentum.award_reviews TO service_role USING (true) WITH CHECK (true);

--
-- Name: POLICY award_reviews_service ON award_reviews; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY award_reviews_service ON momentum.award_reviews IS 'The service works on all rows (made by pgmomentum)';

--
-- Name: badge_awards; Type: ROW SECURITY; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE momentum.badge_awards ENABLE ROW LEVEL SECURITY;

--
-- Name: badge_awards badge_awards_read_own; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY badge_awards_read_own ON momentum.badge_awards FOR SELECT TO authenticated USING ((user_id = ( SELECT auth.uid() AS uid)));

--
-- Name: POLICY badge_awards_read_own ON badge_awards; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY badge_awards_read_own ON momentum.badge_awards IS 'Users read their own rows (made by pgmomentum)';

--
-- Name: badge_awards badge_awards_service; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY badge_awards_service ON momentum.badge_awards TO service_role USING (true) WITH CHECK (true);

--
-- Name: POLICY badge_awards_service ON badge_awards; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY badge_awards_service ON momentum.badge_awards IS 'The service works on all rows (made by pgmomentum)';

--
-- Name: badge_definitions; Type: ROW SECURITY; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE momentum.badge_definitions ENABLE ROW LEVEL SECURITY;

--
-- Name: badge_definitions badge_definitions_read_own; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY badge_definitions_read_own ON momentum.badge_definitions FOR SELECT TO authenticated USING (((organisation_id IN ( SELECT m.organisation_id
   FROM momentum.memberships m
  WHERE (m.user_id = ( SELECT auth.uid() AS uid)))) OR (id IN ( SELECT w.badge_id
   FROM momentum.badge_awards w
  WHERE (w.user_id = ( SELECT auth.uid() AS uid))))));

--
-- Name: POLICY badge_definitions_read_own ON badge_definitions; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY badge_definitions_read_own ON momentum.badge_definitions IS 'Users read the badges of the organisations that they belong to, and those that they have (made by pgmomentum)';

--
-- Name: badge_definitions badge_definitions_service; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY badge_definitions_service ON momentum.badge_definitions TO service_role USING (true) WITH CHECK (true);

--
-- Name: POLICY badge_definitions_service ON badge_definitions; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY badge_definitions_service ON momentum.badge_definitions IS 'The service works on all rows (made by pgmomentum)';

--
-- Name: badge_evaluation_log; Type: ROW SECURITY; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE momentum.badge_evaluation_log ENABLE ROW LEVEL SECURITY;

--
-- Name: badge_evaluation_log badge_evaluation_log_service; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY badge_evaluation_log_service ON momentum.badge_evaluation_log TO service_role USING (true) WITH CHECK (true);

--
-- Name: POLICY badge_evaluation_log_service ON badge_evaluation_log; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY badge_evaluation_log_service ON momentum.badge_evaluation_log IS 'The service works on all rows (made by pgmomentum)';

--
-- Name: badge_queue; Type: ROW SECURITY; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE momentum.badge_queue ENABLE ROW LEVEL SECURITY;

--
-- Name: badge_queue badge_queue_service; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY badge_queue_service ON momentum.badge_queue TO service_role USING (true) WITH CHECK (true);

--
-- Name: POLICY badge_queue_service ON badge_queue; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY badge_queue_service ON momentum.badge_queue IS 'The service works on all rows (made by pgmomentum)';

--
-- Name: badge_turns; Type: ROW SECURITY; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE momentum.badge_turns ENABLE ROW LEVEL SECURITY;

--
-- Name: badge_turns badge_turns_service; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY badge_turns_service ON momentum.badge_turns TO service_role USING (true) WITH CHECK (true);

--
-- Name: POLICY badge_turns_service ON badge_turns; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY badge_turns_service ON momentum.badge_turns IS 'The service works on all rows (made by pgmomentum)';

--
-- Name: clock_pin; Type: ROW SECURITY; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE momentum.clock_pin ENABLE ROW LEVEL SECURITY;

--
-- Name: clock_pin clock_pin_read; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY clock_pin_read ON momentum.clock_pin FOR SELECT TO authenticated, service_role USING (true);

--
-- Name: POLICY clock_pin_read ON clock_pin; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY clock_pin_read ON momentum.clock_pin IS 'Everyone who may read the table reads all rows (made by pgmomentum)';

--
-- Name: coach_interventions; Type: ROW SECURITY; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE momentum.coach_interventions ENABLE ROW LEVEL SECURITY;

--
-- Name: coach_interventions coach_interventions_read_coach; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY coach_interventions_read_coach ON momentum.coach_interventions FOR SELECT TO authenticated USING ((( SELECT momentum._caller_is_coach() AS _caller_is_coach) AND ((organisation_id IS NULL) OR (organisation_id IN ( SELECT m.organisation_id
   FROM (momentum.memberships m
     JOIN momentum.organisations o ON (((o.id = m.organisation_id) AND (o.deleted_at IS NULL))))
  WHERE (m.user_id = ( SELECT auth.uid() AS uid)))))));

--
-- Name: POLICY coach_interventions_read_coach ON coach_interventions; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY coach_interventions_read_coach ON momentum.coach_interventions IS 'Coaches read those of the organisations that they belong to, and of none (made by pgmomentum)';

--
-- Name: coach_interventions coach_interventions_read_own; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY coach_interventions_read_own ON momentum.coach_interventions FOR SELECT TO authenticated USING ((user_id = ( SELECT auth.uid() AS uid)));

--
-- Name: POLICY coach_interventions_read_own ON coach_interventions; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY coach_interventions_read_own ON momentum.coach_interventions IS 'Users read their own rows (made by pgmomentum)';

--
-- Name: coach_interventions coach_interventions_service; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY coach_interventions_service ON momentum.coach_interventions TO service_role USING (true) WITH CHECK (true);

--
-- Name: POLICY coach_interventions_service ON coach_interventions; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY coach_interventions_service ON momentum.coach_interventions IS 'The service works on all rows (made by pgmomentum)';

--
-- Name: credentials; Type: ROW SECURITY; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE momentum.credentials ENABLE ROW LEVEL SECURITY;

--
-- Name: credentials credentials_read_own; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY credentials_read_own ON momentum.credentials FOR SELECT TO authenticated USING ((user_id = ( SELECT auth.uid() AS uid)));

--
-- Name: POLICY credentials_read_own ON credentials; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY credentials_read_own ON momentum.credentials IS 'Users read their own rows (made by pgmomentum)';

--
-- Name: credentials credentials_service; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY credentials_service ON momentum.credentials TO service_role USING (true) WITH CHECK (true);

--
-- Name: POLICY credentials_service ON credentials; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY credentials_service ON momentum.credentials IS 'The service works on all rows (made by pgmomentum)';

--
-- Name: daily_engagement_scores; Type: ROW SECURITY; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE momentum.daily_engagement_scores ENABLE ROW LEVEL SECURITY;

--
-- Name: daily_engagement_scores daily_engagement_scores_read_own; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY daily_engagement_scores_read_own ON momentum.daily_engagement_scores FOR SELECT TO authenticated USING ((user_id = ( SELECT auth.uid() AS uid)));

--
-- Name: POLICY daily_engagement_scores_read_own ON daily_engagement_scores; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY daily_engagement_scores_read_own ON momentum.daily_engagement_scores IS 'Users read their own rows (made by pgmomentum)';

--
-- Name: daily_engagement_scores daily_engagement_scores_service; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY daily_engagement_scores_service ON momentum.daily_engagement_scores TO service_role USING (true) WITH CHECK (true);

--
-- Name: POLICY daily_engagement_scores_service ON daily_engagement_scores; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY daily_engagement_scores_service ON momentum.daily_engagement_scores IS 'The service works on all rows (made by pgmomentum)';

--
-- Name: dropped_partitions; Type: ROW SECURITY; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE momentum.dropped_partitions ENABLE ROW LEVEL SECURITY;

--
-- Name: dropped_partitions dropped_partitions_read; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY dropped_partitions_read ON momentum.dropped_partitions FOR SELECT TO authenticated, service_role USING (true);

--
-- Name: POLICY dropped_partitions_read ON dropped_partitions; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY dropped_partitions_read ON momentum.dropped_partitions IS 'Everyone who may read the table reads all rows (made by pgmomentum)';

--
-- Name: event_weights; Type: ROW SECURITY; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE momentum.event_weights ENABLE ROW LEVEL SECURITY;

--
-- Name: event_weights event_weights_read; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY event_weights_read ON momentum.event_weights FOR SELECT TO authenticated USING (true);

--
-- Name: POLICY event_weights_read ON event_weights; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY event_weights_read ON momentum.event_weights IS 'Everyone who may read the table reads all rows (made by pgmomentum)';

--
-- Name: event_weights event_weights_service; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY event_weights_service ON momentum.event_weights TO service_role USING (true) WITH CHECK (true);

--
-- Name: POLICY event_weights_service ON event_weights; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY event_weights_service ON momentum.event_weights IS 'The service works on all rows (made by pgmomentum)';

--
-- Name: habit_index; Type: ROW SECURITY; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE momentum.habit_index ENABLE ROW LEVEL SECURITY;

--
-- Name: habit_index habit_index_own; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY habit_index_own ON momentum.habit_index TO authenticated USING ((user_id = ( SELECT auth.uid() AS uid))) WITH CHECK ((user_id = ( SELECT auth.uid() AS uid)));

--
-- Name: POLICY habit_index_own ON habit_index; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY habit_index_own ON momentum.habit_index IS 'Users work on their own rows (made by pgmomentum)';

--
-- Name: habit_index habit_index_service; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY habit_index_service ON momentum.habit_index TO service_role USING (true) WITH CHECK (true);

--
-- Name: POLICY habit_index_service ON habit_index; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY habit_index_service ON momentum.habit_index IS 'The service works on all rows (made by pgmomentum)';

--
-- Name: intervention_rules; Type: ROW SECURITY; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE momentum.intervention_rules ENABLE ROW LEVEL SECURITY;

--
-- Name: intervention_rules intervention_rules_service; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY intervention_rules_service ON momentum.intervention_rules TO service_role USING (true) WITH CHECK (true);

--
-- Name: POLICY intervention_rules_service ON intervention_rules; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY intervention_rules_service ON momentum.intervention_rules IS 'The service works on all rows (made by pgmomentum)';

--
-- Name: job_runs; Type: ROW SECURITY; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE momentum.job_runs ENABLE ROW LEVEL SECURITY;

--
-- Name: job_runs job_runs_service; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY job_runs_service ON momentum.job_runs TO service_role USING (true) WITH CHECK (true);

--
-- Name: POLICY job_runs_service ON job_runs; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY job_runs_service ON momentum.job_runs IS 'The service works on all rows (made by pgmomentum)';

--
-- Name: jobs; Type: ROW SECURITY; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE momentum.jobs ENABLE ROW LEVEL SECURITY;

--
-- Name: jobs jobs_service_change; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY jobs_service_change ON momentum.jobs FOR UPDATE TO service_role USING (true);

--
-- Name: POLICY jobs_service_change ON jobs; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY jobs_service_change ON momentum.jobs IS 'The service changes all rows (made by pgmomentum)';

--
-- Name: jobs jobs_service_read; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY jobs_service_read ON momentum.jobs FOR SELECT TO service_role USING (true);

--
-- Name: POLICY jobs_service_read ON jobs; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY jobs_service_read ON momentum.jobs IS 'The service reads all rows (made by pgmomentum)';

--
-- Name: memberships; Type: ROW SECURITY; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE momentum.memberships ENABLE ROW LEVEL SECURITY;

--
-- Name: memberships memberships_read_own; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY memberships_read_own ON momentum.memberships FOR SELECT TO authenticated USING ((user_id = ( SELECT auth.uid() AS uid)));

--
-- Name: POLICY memberships_read_own ON memberships; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY memberships_read_own ON momentum.memberships IS 'Users read their own rows (made by pgmomentum)';

--
-- Name: memberships memberships_service; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY memberships_service ON momentum.memberships TO service_role USING (true) WITH CHECK (true);

--
-- Name: POLICY memberships_service ON memberships; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY memberships_service ON momentum.memberships IS 'The service works on all rows (made by pgmomentum)';

--
-- Name: momentum_events; Type: ROW SECURITY; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE momentum.momentum_events ENABLE ROW LEVEL SECURITY;

--
-- Name: momentum_events_default; Type: ROW SECURITY; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE momentum.momentum_events_default ENABLE ROW LEVEL SECURITY;

--
-- Name: momentum_events momentum_events_read_own; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY momentum_events_read_own ON momentum.momentum_events FOR SELECT TO authenticated USING ((user_id = ( SELECT auth.uid() AS uid)));

--
-- Name: POLICY momentum_events_read_own ON momentum_events; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY momentum_events_read_own ON momentum.momentum_events IS 'Users read their own rows (made by pgmomentum)';

--
-- Name: momentum_events momentum_events_service; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY momentum_events_service ON momentum.momentum_events TO service_role USING (true) WITH CHECK (true);

--
-- Name: POLICY momentum_events_service ON momentum_events; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY momentum_events_service ON momentum.momentum_events IS 'The service works on all rows (made by pgmomentum)';

--
-- Name: momentum_notifications; Type: ROW SECURITY; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE momentum.momentum_notifications ENABLE ROW LEVEL SECURITY;

--
-- Name: momentum_notifications momentum_notifications_read_own; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY momentum_notifications_read_own ON momentum.momentum_notifications FOR SELECT TO authenticated USING ((user_id = ( SELECT auth.uid() AS uid)));

--
-- Name: POLICY momentum_notifications_read_own ON momentum_notifications; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY momentum_notifications_read_own ON momentum.momentum_notifications IS 'Users read their own rows (made by pgmomentum)';

--
-- Name: momentum_notifications momentum_notifications_service; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY momentum_notifications_service ON momentum.momentum_notifications TO service_role USING (true) WITH CHECK (true);

--
-- Name: POLICY momentum_notifications_service ON momentum_notifications; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY momentum_notifications_service ON momentum.momentum_notifications IS 'The service works on all rows (made by pgmomentum)';

--
-- Name: momentum_pillars; Type: ROW SECURITY; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE momentum.momentum_pillars ENABLE ROW LEVEL SECURITY;

--
-- Name: momentum_pillars momentum_pillars_read; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY momentum_pillars_read ON momentum.momentum_pillars FOR SELECT TO authenticated USING (true);

--
-- Name: POLICY momentum_pillars_read ON momentum_pillars; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY momentum_pillars_read ON momentum.momentum_pillars IS 'Everyone who may read the table reads all rows (made by pgmomentum)';

--
-- Name: momentum_pillars momentum_pillars_service; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY momentum_pillars_service ON momentum.momentum_pillars TO service_role USING (true) WITH CHECK (true);

--
-- Name: POLICY momentum_pillars_service ON momentum_pillars; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY momentum_pillars_service ON momentum.momentum_pillars IS 'The service works on all rows (made by pgmomentum)';

--
-- Name: motivation_journal; Type: ROW SECURITY; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE momentum.motivation_journal ENABLE ROW LEVEL SECURITY;

--
-- Name: motivation_journal motivation_journal_own; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY motivation_journal_own ON momentum.motivation_journal TO authenticated USING ((user_id = ( SELECT auth.uid() AS uid))) WITH CHECK ((user_id = ( SELECT auth.uid() AS uid)));

--
-- Name: POLICY motivation_journal_own ON motivation_journal; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY motivation_journal_own ON momentum.motivation_journal IS 'Users work on their own rows (made by pgmomentum)';

--
-- Name: motivation_journal motivation_journal_service; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY motivation_journal_service ON momentum.motivation_journal TO service_role USING (true) WITH CHECK (true);

--
-- Name: POLICY motivation_journal_service ON motivation_journal; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY motivation_journal_service ON momentum.motivation_journal IS 'The service works on all rows (made by pgmomentum)';

--
-- Name: notification_preferences; Type: ROW SECURITY; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE momentum.notification_preferences ENABLE ROW LEVEL SECURITY;

--
-- Name: notification_preferences notification_preferences_own; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY notification_preferences_own ON momentum.notification_preferences TO authenticated USING ((user_id = ( SELECT auth.uid() AS uid))) WITH CHECK ((user_id = ( SELECT auth.uid() AS uid)));

--
-- Name: POLICY notification_preferences_own ON notification_preferences; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY notification_preferences_own ON momentum.notification_preferences IS 'Users work on their own rows (made by pgmomentum)';

--
-- Name: notification_preferences notification_preferences_service; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY notification_preferences_service ON momentum.notification_preferences TO service_role USING (true) WITH CHECK (true);

--
-- Name: POLICY notification_preferences_service ON notification_preferences; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY notification_preferences_service ON momentum.notification_preferences IS 'The service works on all rows (made by pgmomentum)';

--
-- Name: organisations; Type: ROW SECURITY; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE momentum.organisations ENABLE ROW LEVEL SECURITY;

--
-- Name: organisations organisations_read_own; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY organisations_read_own ON momentum.organisations FOR SELECT TO authenticated USING ((id IN ( SELECT m.organisation_id
   FROM momentum.memberships m
  WHERE (m.user_id = ( SELECT auth.uid() AS uid)))));

--
-- Name: POLICY organisations_read_own ON organisations; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY organisations_read_own ON momentum.organisations IS 'Users read the organisations that they belong to (made by pgmomentum)';

--
-- Name: organisations organisations_service; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY organisations_service ON momentum.organisations TO service_role USING (true) WITH CHECK (true);

--
-- Name: POLICY organisations_service ON organisations; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY organisations_service ON momentum.organisations IS 'The service works on all rows (made by pgmomentum)';

--
-- Name: realtime_event_metrics; Type: ROW SECURITY; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE momentum.realtime_event_metrics ENABLE ROW LEVEL SECURITY;

--
-- Name: realtime_event_metrics realtime_event_metrics_service; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY realtime_event_metrics_service ON momentum.realtime_event_metrics TO service_role USING (true) WITH CHECK (true);

--
-- Name: POLICY realtime_event_metrics_service ON realtime_event_metrics; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY realtime_event_metrics_service ON momentum.realtime_event_metrics IS 'The service works on all rows (made by pgmomentum)';

--
-- Name: realtime_events; Type: ROW SECURITY; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE momentum.realtime_events ENABLE ROW LEVEL SECURITY;

--
-- Name: realtime_events_default; Type: ROW SECURITY; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE momentum.realtime_events_default ENABLE ROW LEVEL SECURITY;

--
-- Name: realtime_events realtime_events_read_own; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY realtime_events_read_own ON momentum.realtime_events FOR SELECT TO authenticated USING ((user_id = ( SELECT auth.uid() AS uid)));

--
-- Name: POLICY realtime_events_read_own ON realtime_events; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY realtime_events_read_own ON momentum.realtime_events IS 'Users read their own rows (made by pgmomentum)';

--
-- Name: realtime_events realtime_events_service; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY realtime_events_service ON momentum.realtime_events FOR SELECT TO service_role USING (true);

--
-- Name: POLICY realtime_events_service ON realtime_events; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY realtime_events_service ON momentum.realtime_events IS 'The service reads all rows (made by pgmomentum)';

--
-- Name: realtime_inbox; Type: ROW SECURITY; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE momentum.realtime_inbox ENABLE ROW LEVEL SECURITY;

--
-- Name: realtime_inbox realtime_inbox_service; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY realtime_inbox_service ON momentum.realtime_inbox TO service_role USING (true) WITH CHECK (true);

--
-- Name: POLICY realtime_inbox_service ON realtime_inbox; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY realtime_inbox_service ON momentum.realtime_inbox IS 'The service works on all rows (made by pgmomentum)';

--
-- Name: realtime_positions; Type: ROW SECURITY; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE momentum.realtime_positions ENABLE ROW LEVEL SECURITY;

--
-- Name: realtime_positions realtime_positions_service; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY realtime_positions_service ON momentum.realtime_positions FOR SELECT TO service_role USING (true);

--
-- Name: POLICY realtime_positions_service ON realtime_positions; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY realtime_positions_service ON momentum.realtime_positions IS 'The service reads the row (made by pgmomentum)';

--
-- Name: rescore_queue; Type: ROW SECURITY; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE momentum.rescore_queue ENABLE ROW LEVEL SECURITY;

--
-- Name: rescore_queue rescore_queue_service; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY rescore_queue_service ON momentum.rescore_queue TO service_role USING (true) WITH CHECK (true);

--
-- Name: POLICY rescore_queue_service ON rescore_queue; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY rescore_queue_service ON momentum.rescore_queue IS 'The service works on all rows (made by pgmomentum)';

--
-- Name: scenario_configs; Type: ROW SECURITY; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE momentum.scenario_configs ENABLE ROW LEVEL SECURITY;

--
-- Name: scenario_configs scenario_configs_service; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY scenario_configs_service ON momentum.scenario_configs TO service_role USING (true) WITH CHECK (true);

--
-- Name: POLICY scenario_configs_service ON scenario_configs; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY scenario_configs_service ON momentum.scenario_configs IS 'The service works on all rows (made by pgmomentum)';

--
-- Name: scenario_notifications; Type: ROW SECURITY; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE momentum.scenario_notifications ENABLE ROW LEVEL SECURITY;

--
-- Name: scenario_notifications scenario_notifications_read_own; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY scenario_notifications_read_own ON momentum.scenario_notifications FOR SELECT TO authenticated USING ((user_id = ( SELECT auth.uid() AS uid)));

--
-- Name: POLICY scenario_notifications_read_own ON scenario_notifications; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY scenario_notifications_read_own ON momentum.scenario_notifications IS 'Users read their own rows (made by pgmomentum)';

--
-- Name: scenario_notifications scenario_notifications_service; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY scenario_notifications_service ON momentum.scenario_notifications TO service_role USING (true) WITH CHECK (true);

--
-- Name: POLICY scenario_notifications_service ON scenario_notifications; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY scenario_notifications_service ON momentum.scenario_notifications IS 'The service works on all rows (made by pgmomentum)';

--
-- Name: scenario_runs; Type: ROW SECURITY; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE momentum.scenario_runs ENABLE ROW LEVEL SECURITY;

--
-- Name: scenario_runs scenario_runs_service; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY scenario_runs_service ON momentum.scenario_runs TO service_role USING (true) WITH CHECK (true);

--
-- Name: POLICY scenario_runs_service ON scenario_runs; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY scenario_runs_service ON momentum.scenario_runs IS 'The service works on all rows (made by pgmomentum)';

--
-- Name: score_discrepancies; Type: ROW SECURITY; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE momentum.score_discrepancies ENABLE ROW LEVEL SECURITY;

--
-- Name: score_discrepancies score_discrepancies_service; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY score_discrepancies_service ON momentum.score_discrepancies TO service_role USING (true) WITH CHECK (true);

--
-- Name: POLICY score_discrepancies_service ON score_discrepancies; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY score_discrepancies_service ON momentum.score_discrepancies IS 'The service works on all rows (made by pgmomentum)';

--
-- Name: score_versions; Type: ROW SECURITY; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE momentum.score_versions ENABLE ROW LEVEL SECURITY;

--
-- Name: score_versions score_versions_read; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY score_versions_read ON momentum.score_versions FOR SELECT TO authenticated USING (true);

--
-- Name: POLICY score_versions_read ON score_versions; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY score_versions_read ON momentum.score_versions IS 'Everyone who may read the table reads all rows (made by pgmomentum)';

--
-- Name: score_versions score_versions_service; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY score_versions_service ON momentum.score_versions TO service_role USING (true) WITH CHECK (true);

--
-- Name: POLICY score_versions_service ON score_versions; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY score_versions_service ON momentum.score_versions IS 'The service works on all rows (made by pgmomentum)';

--
-- Name: scoring_failures; Type: ROW SECURITY; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE momentum.scoring_failures ENABLE ROW LEVEL SECURITY;

--
-- Name: scoring_failures scoring_failures_service; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY scoring_failures_service ON momentum.scoring_failures TO service_role USING (true) WITH CHECK (true);

--
-- Name: POLICY scoring_failures_service ON scoring_failures; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY scoring_failures_service ON momentum.scoring_failures IS 'The service works on all rows (made by pgmomentum)';

--
-- Name: settings; Type: ROW SECURITY; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE momentum.settings ENABLE ROW LEVEL SECURITY;

--
-- Name: settings settings_service; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY settings_service ON momentum.settings TO service_role USING (true) WITH CHECK (true);

--
-- Name: POLICY settings_service ON settings; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY settings_service ON momentum.settings IS 'The service works on all rows (made by pgmomentum)';

--
-- Name: summary_queue; Type: ROW SECURITY; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE momentum.summary_queue ENABLE ROW LEVEL SECURITY;

--
-- Name: summary_queue summary_queue_service; Type: POLICY; Schema: momentum; Owner: momentum_owner
--

CREATE POLICY summary_queue_service ON momentum.summary_queue TO service_role USING (true) WITH CHECK (true);

--
-- Name: POLICY summary_queue_service ON summary_queue; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON POLICY summary_queue_service ON momentum.summary_queue IS 'The service works on all rows (made by pgmomentum)';

--
-- Name: SCHEMA auth; Type: ACL; Schema: -; Owner: momentum_owner
--

GRANT USAGE ON SCHEMA auth TO anon;
GRANT USAGE ON SCHEMA auth TO authenticated;
GRANT USAGE ON SCHEMA auth TO service_role;

--
-- Name: SCHEMA momentum; Type: ACL; Schema: -; Owner: momentum_owner
--

GRANT USAGE ON SCHEMA momentum TO authenticated;
GRANT USAGE ON SCHEMA momentum TO service_role;

--
-- Name: FUNCTION _abandon_runs(p_name text); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._abandon_runs(p_name text) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._abandon_runs(p_name text) TO service_role;

--
-- Name: FUNCTION _content_id(p_content jsonb); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._content_id(p_content jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._content_id(p_content jsonb) TO service_role;

--
-- Name: FUNCTION _activity_id(p_user_id uuid, p_completed_at timestamp with time zone, p_activity_type text, p_organisation_id uuid); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._activity_id(p_user_id uuid, p_completed_at timestamp with time zone, p_activity_type text, p_organisation_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._activity_id(p_user_id uuid, p_completed_at timestamp with time zone, p_activity_type text, p_organisation_id uuid) TO service_role;

--
-- Name: FUNCTION _activity_problem(p_activity_type text, p_completed_at timestamp with time zone); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._activity_problem(p_activity_type text, p_completed_at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._activity_problem(p_activity_type text, p_completed_at timestamp with time zone) TO service_role;

--
-- Name: FUNCTION _alert(p_alert jsonb, p_share double precision); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._alert(p_alert jsonb, p_share double precision) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._alert(p_alert jsonb, p_share double precision) TO service_role;

--
-- Name: TABLE job_runs; Type: ACL; Schema: momentum; Owner: momentum_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE momentum.job_runs TO service_role;

--
-- Name: FUNCTION _alert_job(p_run momentum.job_runs); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._alert_job(p_run momentum.job_runs) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._alert_job(p_run momentum.job_runs) TO service_role;

--
-- Name: FUNCTION clock(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.clock() FROM PUBLIC;
GRANT ALL ON FUNCTION momentum.clock() TO authenticated;
GRANT ALL ON FUNCTION momentum.clock() TO service_role;

--
-- Name: FUNCTION _announce(p_announcements momentum._announcement[], p_now timestamp with time zone); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._announce(p_announcements momentum._announcement[], p_now timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._announce(p_announcements momentum._announcement[], p_now timestamp with time zone) TO service_role;

--
-- Name: FUNCTION _announce_all(p_announcements refcursor, p_now timestamp with time zone); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._announce_all(p_announcements refcursor, p_now timestamp with time zone) FROM PUBLIC;

--
-- Name: FUNCTION _apply_sessions(p_changes momentum._session_change[], p_may_start boolean); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._apply_sessions(p_changes momentum._session_change[], p_may_start boolean) FROM PUBLIC;

--
-- Name: TABLE badge_awards; Type: ACL; Schema: momentum; Owner: momentum_owner
--

GRANT SELECT ON TABLE momentum.badge_awards TO authenticated;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE momentum.badge_awards TO service_role;

--
-- Name: FUNCTION _award_announcement(p_award momentum.badge_awards, p_now timestamp with time zone); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._award_announcement(p_award momentum.badge_awards, p_now timestamp with time zone) FROM PUBLIC;

--
-- Name: FUNCTION _award_badges(p_earned momentum._earned_badge[], p_now timestamp with time zone, p_source text); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._award_badges(p_earned momentum._earned_badge[], p_now timestamp with time zone, p_source text) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._award_badges(p_earned momentum._earned_badge[], p_now timestamp with time zone, p_source text) TO service_role;

--
-- Name: FUNCTION _award_holds(p_award momentum.badge_awards); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._award_holds(p_award momentum.badge_awards) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._award_holds(p_award momentum.badge_awards) TO service_role;

--
-- Name: TABLE badge_definitions; Type: ACL; Schema: momentum; Owner: momentum_owner
--

GRANT SELECT ON TABLE momentum.badge_definitions TO authenticated;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE momentum.badge_definitions TO service_role;

--
-- Name: FUNCTION _badge(p_badge_id uuid); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._badge(p_badge_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._badge(p_badge_id uuid) TO service_role;

--
-- Name: FUNCTION _badge_clock(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._badge_clock() FROM PUBLIC;

--
-- Name: FUNCTION _badge_evidence(p_user_id uuid, p_badge momentum.badge_definitions, p_earned_window timestamp without time zone, p_earned_at timestamp with time zone); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._badge_evidence(p_user_id uuid, p_badge momentum.badge_definitions, p_earned_window timestamp without time zone, p_earned_at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._badge_evidence(p_user_id uuid, p_badge momentum.badge_definitions, p_earned_window timestamp without time zone, p_earned_at timestamp with time zone) TO service_role;

--
-- Name: FUNCTION _caller_is_coach(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._caller_is_coach() FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._caller_is_coach() TO authenticated;
GRANT ALL ON FUNCTION momentum._caller_is_coach() TO service_role;

--
-- Name: FUNCTION _caller_is_service(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._caller_is_service() FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._caller_is_service() TO authenticated;
GRANT ALL ON FUNCTION momentum._caller_is_service() TO service_role;

--
-- Name: FUNCTION _caller_role(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._caller_role() FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._caller_role() TO authenticated;
GRANT ALL ON FUNCTION momentum._caller_role() TO service_role;

--
-- Name: FUNCTION _change_sessions(p_changes momentum._session_change[]); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._change_sessions(p_changes momentum._session_change[]) FROM PUBLIC;

--
-- Name: FUNCTION _check_badge_organisation(p_organisation_id uuid); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._check_badge_organisation(p_organisation_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._check_badge_organisation(p_organisation_id uuid) TO service_role;

--
-- Name: FUNCTION _check_date_range(p_from date, p_to date); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._check_date_range(p_from date, p_to date) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._check_date_range(p_from date, p_to date) TO authenticated;
GRANT ALL ON FUNCTION momentum._check_date_range(p_from date, p_to date) TO service_role;

--
-- Name: FUNCTION _check_event(p_event_type text, p_event_ts timestamp with time zone, p_payload jsonb, p_now timestamp with time zone); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._check_event(p_event_type text, p_event_ts timestamp with time zone, p_payload jsonb, p_now timestamp with time zone) FROM PUBLIC;

--
-- Name: FUNCTION _check_events_kept(p_from date); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._check_events_kept(p_from date) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._check_events_kept(p_from date) TO authenticated;
GRANT ALL ON FUNCTION momentum._check_events_kept(p_from date) TO service_role;

--
-- Name: FUNCTION _check_instant(p_now timestamp with time zone); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._check_instant(p_now timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._check_instant(p_now timestamp with time zone) TO service_role;

--
-- Name: FUNCTION _check_isolation(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._check_isolation() FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._check_isolation() TO service_role;

--
-- Name: FUNCTION _check_known_organisation(p_organisation_id uuid); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._check_known_organisation(p_organisation_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._check_known_organisation(p_organisation_id uuid) TO service_role;

--
-- Name: FUNCTION _check_legacy_table(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._check_legacy_table() FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._check_legacy_table() TO service_role;

--
-- Name: FUNCTION _check_may_act_for(p_user_id uuid); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._check_may_act_for(p_user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._check_may_act_for(p_user_id uuid) TO authenticated;
GRANT ALL ON FUNCTION momentum._check_may_act_for(p_user_id uuid) TO service_role;

--
-- Name: FUNCTION _check_may_read(p_user_id uuid); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._check_may_read(p_user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._check_may_read(p_user_id uuid) TO authenticated;
GRANT ALL ON FUNCTION momentum._check_may_read(p_user_id uuid) TO service_role;

--
-- Name: FUNCTION _check_organisation(p_organisation_id uuid); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._check_organisation(p_organisation_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._check_organisation(p_organisation_id uuid) TO service_role;

--
-- Name: FUNCTION _check_score_dates(p_from date, p_to date); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._check_score_dates(p_from date, p_to date) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._check_score_dates(p_from date, p_to date) TO authenticated;
GRANT ALL ON FUNCTION momentum._check_score_dates(p_from date, p_to date) TO service_role;

--
-- Name: FUNCTION _check_streak(p_window_unit text, p_required integer, p_activity_types text[]); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._check_streak(p_window_unit text, p_required integer, p_activity_types text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._check_streak(p_window_unit text, p_required integer, p_activity_types text[]) TO service_role;

--
-- Name: FUNCTION _check_users(p_user_ids uuid[]); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._check_users(p_user_ids uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._check_users(p_user_ids uuid[]) TO service_role;

--
-- Name: FUNCTION _check_version_unused(p_version text); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._check_version_unused(p_version text) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._check_version_unused(p_version text) TO service_role;

--
-- Name: FUNCTION _check_weights(p_weights jsonb); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._check_weights(p_weights jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._check_weights(p_weights jsonb) TO service_role;

--
-- Name: FUNCTION _count_sessions(p_user_ids uuid[], p_from timestamp with time zone, p_to timestamp with time zone, p_at_least integer); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._count_sessions(p_user_ids uuid[], p_from timestamp with time zone, p_to timestamp with time zone, p_at_least integer) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._count_sessions(p_user_ids uuid[], p_from timestamp with time zone, p_to timestamp with time zone, p_at_least integer) TO service_role;

--
-- Name: FUNCTION _create_event_partitions(p_day date); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._create_event_partitions(p_day date) FROM PUBLIC;

--
-- Name: FUNCTION _cron_entries(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._cron_entries() FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._cron_entries() TO service_role;

--
-- Name: FUNCTION _cron_prefix(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._cron_prefix() FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._cron_prefix() TO service_role;

--
-- Name: FUNCTION _daily_instant(p_schedule text, p_now timestamp with time zone); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._daily_instant(p_schedule text, p_now timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._daily_instant(p_schedule text, p_now timestamp with time zone) TO service_role;

--
-- Name: FUNCTION _decay_weights(p_half_life_days numeric, p_history_days integer); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._decay_weights(p_half_life_days numeric, p_history_days integer) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._decay_weights(p_half_life_days numeric, p_history_days integer) TO authenticated;
GRANT ALL ON FUNCTION momentum._decay_weights(p_half_life_days numeric, p_history_days integer) TO service_role;

--
-- Name: FUNCTION _doctor_cron(p_entries jsonb, p_role text, p_time_zone text); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._doctor_cron(p_entries jsonb, p_role text, p_time_zone text) FROM PUBLIC;

--
-- Name: FUNCTION _doctor_jobs(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._doctor_jobs() FROM PUBLIC;

--
-- Name: FUNCTION _doctor_queues(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._doctor_queues() FROM PUBLIC;

--
-- Name: FUNCTION _doctor_scores(p_days integer); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._doctor_scores(p_days integer) FROM PUBLIC;

--
-- Name: FUNCTION _doctor_tables(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._doctor_tables() FROM PUBLIC;

--
-- Name: FUNCTION _drain_users(p_user_ids uuid[]); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._drain_users(p_user_ids uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._drain_users(p_user_ids uuid[]) TO service_role;

--
-- Name: FUNCTION _drop_event_partitions(p_day date); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._drop_event_partitions(p_day date) FROM PUBLIC;

--
-- Name: FUNCTION _due_runs(p_now timestamp with time zone); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._due_runs(p_now timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._due_runs(p_now timestamp with time zone) TO service_role;

--
-- Name: TABLE scenario_notifications; Type: ACL; Schema: momentum; Owner: momentum_owner
--

GRANT SELECT ON TABLE momentum.scenario_notifications TO authenticated;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE momentum.scenario_notifications TO service_role;

--
-- Name: TABLE scenario_runs; Type: ACL; Schema: momentum; Owner: momentum_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE momentum.scenario_runs TO service_role;

--
-- Name: FUNCTION _evaluate(p_scenario_type text, p_now timestamp with time zone, p_user_ids uuid[], p_organisation_id uuid, OUT run momentum.scenario_runs, OUT recorded momentum.scenario_notifications[]); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._evaluate(p_scenario_type text, p_now timestamp with time zone, p_user_ids uuid[], p_organisation_id uuid, OUT run momentum.scenario_runs, OUT recorded momentum.scenario_notifications[]) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._evaluate(p_scenario_type text, p_now timestamp with time zone, p_user_ids uuid[], p_organisation_id uuid, OUT run momentum.scenario_runs, OUT recorded momentum.scenario_notifications[]) TO service_role;

--
-- Name: FUNCTION _evaluate_activities(p_activities momentum._arrived_activity[], p_now timestamp with time zone, p_source text); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._evaluate_activities(p_activities momentum._arrived_activity[], p_now timestamp with time zone, p_source text) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._evaluate_activities(p_activities momentum._arrived_activity[], p_now timestamp with time zone, p_source text) TO service_role;

--
-- Name: FUNCTION _event_id(p_user_id uuid, p_event_ts timestamp with time zone, p_event_type text, p_pillar_id text, p_payload jsonb); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._event_id(p_user_id uuid, p_event_ts timestamp with time zone, p_event_type text, p_pillar_id text, p_payload jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._event_id(p_user_id uuid, p_event_ts timestamp with time zone, p_event_type text, p_pillar_id text, p_payload jsonb) TO service_role;

--
-- Name: FUNCTION _event_partitions(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._event_partitions() FROM PUBLIC;

--
-- Name: FUNCTION _event_partitions_to_make(p_day date); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._event_partitions_to_make(p_day date) FROM PUBLIC;

--
-- Name: FUNCTION _event_problem(p_event_type text, p_event_ts timestamp with time zone, p_payload jsonb, p_now timestamp with time zone); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._event_problem(p_event_type text, p_event_ts timestamp with time zone, p_payload jsonb, p_now timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._event_problem(p_event_type text, p_event_ts timestamp with time zone, p_payload jsonb, p_now timestamp with time zone) TO service_role;

--
-- Name: FUNCTION _events_kept_from(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._events_kept_from() FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._events_kept_from() TO authenticated;
GRANT ALL ON FUNCTION momentum._events_kept_from() TO service_role;

--
-- Name: FUNCTION _events_needed_from(p_before date); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._events_needed_from(p_before date) FROM PUBLIC;

--
-- Name: FUNCTION _find_earned_badges(p_activities momentum._arrived_activity[], p_now timestamp with time zone); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._find_earned_badges(p_activities momentum._arrived_activity[], p_now timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._find_earned_badges(p_activities momentum._arrived_activity[], p_now timestamp with time zone) TO service_role;

--
-- Name: FUNCTION _find_expiry(p_now timestamp with time zone, p_user_ids uuid[], p_organisation_id uuid, OUT evaluated_users bigint, OUT candidates momentum._scenario_candidate[]); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._find_expiry(p_now timestamp with time zone, p_user_ids uuid[], p_organisation_id uuid, OUT evaluated_users bigint, OUT candidates momentum._scenario_candidate[]) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._find_expiry(p_now timestamp with time zone, p_user_ids uuid[], p_organisation_id uuid, OUT evaluated_users bigint, OUT candidates momentum._scenario_candidate[]) TO service_role;

--
-- Name: FUNCTION _find_inactivity(p_now timestamp with time zone, p_user_ids uuid[], p_organisation_id uuid, OUT evaluated_users bigint, OUT candidates momentum._scenario_candidate[]); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._find_inactivity(p_now timestamp with time zone, p_user_ids uuid[], p_organisation_id uuid, OUT evaluated_users bigint, OUT candidates momentum._scenario_candidate[]) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._find_inactivity(p_now timestamp with time zone, p_user_ids uuid[], p_organisation_id uuid, OUT evaluated_users bigint, OUT candidates momentum._scenario_candidate[]) TO service_role;

--
-- Name: FUNCTION _find_interventions(p_score_date date, p_user_ids uuid[], p_now timestamp with time zone); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._find_interventions(p_score_date date, p_user_ids uuid[], p_now timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._find_interventions(p_score_date date, p_user_ids uuid[], p_now timestamp with time zone) TO service_role;

--
-- Name: FUNCTION _find_milestones(p_now timestamp with time zone, p_user_ids uuid[], p_organisation_id uuid, OUT evaluated_users bigint, OUT candidates momentum._scenario_candidate[]); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._find_milestones(p_now timestamp with time zone, p_user_ids uuid[], p_organisation_id uuid, OUT evaluated_users bigint, OUT candidates momentum._scenario_candidate[]) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._find_milestones(p_now timestamp with time zone, p_user_ids uuid[], p_organisation_id uuid, OUT evaluated_users bigint, OUT candidates momentum._scenario_candidate[]) TO service_role;

--
-- Name: FUNCTION _first_active_day(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._first_active_day() FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._first_active_day() TO service_role;

--
-- Name: FUNCTION _first_announced_year(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._first_announced_year() FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._first_announced_year() TO service_role;

--
-- Name: FUNCTION _first_earned(p_user_ids uuid[], p_badge momentum.badge_definitions, p_now timestamp with time zone); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._first_earned(p_user_ids uuid[], p_badge momentum.badge_definitions, p_now timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._first_earned(p_user_ids uuid[], p_badge momentum.badge_definitions, p_now timestamp with time zone) TO service_role;

--
-- Name: FUNCTION _has_live_badges(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._has_live_badges() FROM PUBLIC;

--
-- Name: FUNCTION _hold_badge_turns(p_user_ids uuid[]); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._hold_badge_turns(p_user_ids uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._hold_badge_turns(p_user_ids uuid[]) TO service_role;

--
-- Name: FUNCTION _import_staged_activities(OUT inserted bigint, OUT present bigint, OUT rejected_lines bigint[], OUT problems text[]); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._import_staged_activities(OUT inserted bigint, OUT present bigint, OUT rejected_lines bigint[], OUT problems text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._import_staged_activities(OUT inserted bigint, OUT present bigint, OUT rejected_lines bigint[], OUT problems text[]) TO service_role;

--
-- Name: FUNCTION _import_staged_events(OUT inserted bigint, OUT present bigint, OUT rejected_lines bigint[], OUT problems text[]); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._import_staged_events(OUT inserted bigint, OUT present bigint, OUT rejected_lines bigint[], OUT problems text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._import_staged_events(OUT inserted bigint, OUT present bigint, OUT rejected_lines bigint[], OUT problems text[]) TO service_role;

--
-- Name: TABLE coach_interventions; Type: ACL; Schema: momentum; Owner: momentum_owner
--

GRANT SELECT ON TABLE momentum.coach_interventions TO authenticated;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE momentum.coach_interventions TO service_role;

--
-- Name: FUNCTION _intervention_announcement(p_event_type text, p_intervention momentum.coach_interventions, p_status text, p_previous_status text, p_now timestamp with time zone); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._intervention_announcement(p_event_type text, p_intervention momentum.coach_interventions, p_status text, p_previous_status text, p_now timestamp with time zone) FROM PUBLIC;

--
-- Name: FUNCTION _is_duration(p_interval interval); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._is_duration(p_interval interval) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._is_duration(p_interval interval) TO service_role;

--
-- Name: FUNCTION _job_is_held(p_name text); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._job_is_held(p_name text) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._job_is_held(p_name text) TO service_role;

--
-- Name: FUNCTION _jobs_are_run(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._jobs_are_run() FROM PUBLIC;

--
-- Name: FUNCTION _known_sessions(p_now timestamp with time zone, p_at_least integer, p_user_ids uuid[], p_organisation_id uuid, p_outsiders uuid[]); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._known_sessions(p_now timestamp with time zone, p_at_least integer, p_user_ids uuid[], p_organisation_id uuid, p_outsiders uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._known_sessions(p_now timestamp with time zone, p_at_least integer, p_user_ids uuid[], p_organisation_id uuid, p_outsiders uuid[]) TO service_role;

--
-- Name: FUNCTION _legacy_scores(p_from date, p_to date); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._legacy_scores(p_from date, p_to date) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._legacy_scores(p_from date, p_to date) TO service_role;

--
-- Name: FUNCTION _list_badges(p_organisation_id uuid); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._list_badges(p_organisation_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._list_badges(p_organisation_id uuid) TO service_role;

--
-- Name: FUNCTION _list_jobs(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._list_jobs() FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._list_jobs() TO service_role;

--
-- Name: FUNCTION _list_score_versions(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._list_score_versions() FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._list_score_versions() TO service_role;

--
-- Name: FUNCTION _lock_events(p_mode text); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._lock_events(p_mode text) FROM PUBLIC;

--
-- Name: FUNCTION _lock_score_versions(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._lock_score_versions() FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._lock_score_versions() TO service_role;

--
-- Name: FUNCTION _lock_stripe(p_user_id uuid); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._lock_stripe(p_user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._lock_stripe(p_user_id uuid) TO service_role;

--
-- Name: FUNCTION _lock_users(p_user_ids uuid[]); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._lock_users(p_user_ids uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._lock_users(p_user_ids uuid[]) TO service_role;

--
-- Name: FUNCTION _missed_instants(p_name text, p_now timestamp with time zone); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._missed_instants(p_name text, p_now timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._missed_instants(p_name text, p_now timestamp with time zone) TO service_role;

--
-- Name: FUNCTION _move_events(p_partition_name text, p_from date, p_to date); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._move_events(p_partition_name text, p_from date, p_to date) FROM PUBLIC;

--
-- Name: FUNCTION _notify(p_channel_names text[], p_payload jsonb); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._notify(p_channel_names text[], p_payload jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._notify(p_channel_names text[], p_payload jsonb) TO service_role;

--
-- Name: FUNCTION _open_statements(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._open_statements() FROM PUBLIC;

--
-- Name: FUNCTION _others_wait(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._others_wait() FROM PUBLIC;

--
-- Name: PROCEDURE _perform_job(IN p_name text, IN p_at timestamp with time zone, IN p_attempt integer, INOUT p_failure jsonb); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON PROCEDURE momentum._perform_job(IN p_name text, IN p_at timestamp with time zone, IN p_attempt integer, INOUT p_failure jsonb) FROM PUBLIC;
GRANT ALL ON PROCEDURE momentum._perform_job(IN p_name text, IN p_at timestamp with time zone, IN p_attempt integer, INOUT p_failure jsonb) TO service_role;

--
-- Name: FUNCTION _queue_later_days(p_user_ids uuid[], p_score_date date, p_reason text); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._queue_later_days(p_user_ids uuid[], p_score_date date, p_reason text) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._queue_later_days(p_user_ids uuid[], p_score_date date, p_reason text) TO service_role;

--
-- Name: FUNCTION _quiet_past_days(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._quiet_past_days() FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._quiet_past_days() TO service_role;

--
-- Name: FUNCTION _realtime_incarnation(p_timeline integer); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._realtime_incarnation(p_timeline integer) FROM PUBLIC;

--
-- Name: FUNCTION _realtime_partitions(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._realtime_partitions() FROM PUBLIC;

--
-- Name: FUNCTION _record_notifications(p_scenario_type text, p_now timestamp with time zone, p_candidates momentum._scenario_candidate[]); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._record_notifications(p_scenario_type text, p_now timestamp with time zone, p_candidates momentum._scenario_candidate[]) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._record_notifications(p_scenario_type text, p_now timestamp with time zone, p_candidates momentum._scenario_candidate[]) TO service_role;

--
-- Name: FUNCTION _recount_sessions(p_user_ids uuid[], p_years integer[]); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._recount_sessions(p_user_ids uuid[], p_years integer[]) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._recount_sessions(p_user_ids uuid[], p_years integer[]) TO service_role;

--
-- Name: FUNCTION _replay_events(p_user_id uuid, p_after bigint, p_until bigint, p_from timestamp with time zone, p_limit integer, p_incarnation text, OUT events jsonb, OUT last_position bigint); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._replay_events(p_user_id uuid, p_after bigint, p_until bigint, p_from timestamp with time zone, p_limit integer, p_incarnation text, OUT events jsonb, OUT last_position bigint) FROM PUBLIC;

--
-- Name: PROCEDURE _report_progress(IN p_operation text, IN p_score_date date, IN p_done bigint, IN p_failed bigint, IN p_total bigint); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON PROCEDURE momentum._report_progress(IN p_operation text, IN p_score_date date, IN p_done bigint, IN p_failed bigint, IN p_total bigint) FROM PUBLIC;
GRANT ALL ON PROCEDURE momentum._report_progress(IN p_operation text, IN p_score_date date, IN p_done bigint, IN p_failed bigint, IN p_total bigint) TO service_role;

--
-- Name: PROCEDURE _report_run(IN p_run momentum.job_runs); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON PROCEDURE momentum._report_run(IN p_run momentum.job_runs) FROM PUBLIC;
GRANT ALL ON PROCEDURE momentum._report_run(IN p_run momentum.job_runs) TO service_role;

--
-- Name: FUNCTION _rescore_days(p_user_ids uuid[], p_days date[], p_reason text); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._rescore_days(p_user_ids uuid[], p_days date[], p_reason text) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._rescore_days(p_user_ids uuid[], p_days date[], p_reason text) TO service_role;

--
-- Name: FUNCTION _rescore_queued(p_user_ids uuid[]); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._rescore_queued(p_user_ids uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._rescore_queued(p_user_ids uuid[]) TO service_role;

--
-- Name: FUNCTION _resembles(p_name text, p_other text); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._resembles(p_name text, p_other text) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._resembles(p_name text, p_other text) TO service_role;

--
-- Name: FUNCTION _retry_at(p_run momentum.job_runs, p_retry_after interval); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._retry_at(p_run momentum.job_runs, p_retry_after interval) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._retry_at(p_run momentum.job_runs, p_retry_after interval) TO service_role;

--
-- Name: FUNCTION _review_awards(p_gone momentum._arrived_activity[]); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._review_awards(p_gone momentum._arrived_activity[]) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._review_awards(p_gone momentum._arrived_activity[]) TO service_role;

--
-- Name: FUNCTION _ring_if_waiting(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._ring_if_waiting() FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._ring_if_waiting() TO service_role;

--
-- Name: PROCEDURE _run_job(IN p_name text, IN p_now timestamp with time zone, IN p_attempt integer, IN p_catches_up boolean, INOUT p_failure jsonb); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON PROCEDURE momentum._run_job(IN p_name text, IN p_now timestamp with time zone, IN p_attempt integer, IN p_catches_up boolean, INOUT p_failure jsonb) FROM PUBLIC;
GRANT ALL ON PROCEDURE momentum._run_job(IN p_name text, IN p_now timestamp with time zone, IN p_attempt integer, IN p_catches_up boolean, INOUT p_failure jsonb) TO service_role;

--
-- Name: FUNCTION _scenario_outsiders(p_scenario_type text, p_user_ids uuid[]); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._scenario_outsiders(p_scenario_type text, p_user_ids uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._scenario_outsiders(p_scenario_type text, p_user_ids uuid[]) TO service_role;

--
-- Name: FUNCTION _score_announcement(p_event_type text, p_user_id uuid, p_score_date date, p_momentum_state text, p_final_score numeric, p_previous_state text, p_now timestamp with time zone); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._score_announcement(p_event_type text, p_user_id uuid, p_score_date date, p_momentum_state text, p_final_score numeric, p_previous_state text, p_now timestamp with time zone) FROM PUBLIC;

--
-- Name: PROCEDURE _score_days(IN p_operation text, IN p_from date, IN p_to date, IN p_user_ids uuid[], IN p_page_size integer, IN p_commit_every integer); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON PROCEDURE momentum._score_days(IN p_operation text, IN p_from date, IN p_to date, IN p_user_ids uuid[], IN p_page_size integer, IN p_commit_every integer) FROM PUBLIC;
GRANT ALL ON PROCEDURE momentum._score_days(IN p_operation text, IN p_from date, IN p_to date, IN p_user_ids uuid[], IN p_page_size integer, IN p_commit_every integer) TO service_role;

--
-- Name: TABLE score_versions; Type: ACL; Schema: momentum; Owner: momentum_owner
--

GRANT SELECT ON TABLE momentum.score_versions TO authenticated;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE momentum.score_versions TO service_role;

--
-- Name: FUNCTION _score_everyone(p_score_date date, p_version momentum.score_versions); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._score_everyone(p_score_date date, p_version momentum.score_versions) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._score_everyone(p_score_date date, p_version momentum.score_versions) TO service_role;

--
-- Name: FUNCTION _score_live(p_user_ids uuid[]); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._score_live(p_user_ids uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._score_live(p_user_ids uuid[]) TO service_role;

--
-- Name: FUNCTION _score_user(p_score_date date, p_version momentum.score_versions, p_user_id uuid); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._score_user(p_score_date date, p_version momentum.score_versions, p_user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._score_user(p_score_date date, p_version momentum.score_versions, p_user_id uuid) TO authenticated;
GRANT ALL ON FUNCTION momentum._score_user(p_score_date date, p_version momentum.score_versions, p_user_id uuid) TO service_role;

--
-- Name: FUNCTION _score_users(p_score_date date, p_version momentum.score_versions, p_user_ids uuid[], p_given_from date, p_given momentum._past_score[]); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._score_users(p_score_date date, p_version momentum.score_versions, p_user_ids uuid[], p_given_from date, p_given momentum._past_score[]) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._score_users(p_score_date date, p_version momentum.score_versions, p_user_ids uuid[], p_given_from date, p_given momentum._past_score[]) TO authenticated;
GRANT ALL ON FUNCTION momentum._score_users(p_score_date date, p_version momentum.score_versions, p_user_ids uuid[], p_given_from date, p_given momentum._past_score[]) TO service_role;

--
-- Name: FUNCTION _score_version(p_version text, p_score_date date); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._score_version(p_version text, p_score_date date) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._score_version(p_version text, p_score_date date) TO authenticated;
GRANT ALL ON FUNCTION momentum._score_version(p_version text, p_score_date date) TO service_role;

--
-- Name: FUNCTION _sequence_events(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._sequence_events() FROM PUBLIC;

--
-- Name: FUNCTION _shorten(p_payload jsonb); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._shorten(p_payload jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._shorten(p_payload jsonb) TO service_role;

--
-- Name: FUNCTION _stage_activities(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._stage_activities() FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._stage_activities() TO service_role;

--
-- Name: FUNCTION _stage_events(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._stage_events() FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._stage_events() TO service_role;

--
-- Name: FUNCTION _staged_activity_problem(p_user_id text, p_completed_at text, p_activity_id text, p_organisation_id text, p_document text); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._staged_activity_problem(p_user_id text, p_completed_at text, p_activity_id text, p_organisation_id text, p_document text) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._staged_activity_problem(p_user_id text, p_completed_at text, p_activity_id text, p_organisation_id text, p_document text) TO service_role;

--
-- Name: FUNCTION _staged_event_problem(p_user_id text, p_event_ts text, p_id text, p_payload text, p_document text); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._staged_event_problem(p_user_id text, p_event_ts text, p_id text, p_payload text, p_document text) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._staged_event_problem(p_user_id text, p_event_ts text, p_id text, p_payload text, p_document text) TO service_role;

--
-- Name: FUNCTION _start_sessions(p_changes momentum._session_change[], p_may_start boolean); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._start_sessions(p_changes momentum._session_change[], p_may_start boolean) FROM PUBLIC;

--
-- Name: FUNCTION _store_scores(p_score_date date, p_version momentum.score_versions, p_user_ids uuid[], p_changes text[], OUT users bigint, OUT inserted bigint, OUT updated bigint, OUT written uuid[]); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._store_scores(p_score_date date, p_version momentum.score_versions, p_user_ids uuid[], p_changes text[], OUT users bigint, OUT inserted bigint, OUT updated bigint, OUT written uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._store_scores(p_score_date date, p_version momentum.score_versions, p_user_ids uuid[], p_changes text[], OUT users bigint, OUT inserted bigint, OUT updated bigint, OUT written uuid[]) TO service_role;

--
-- Name: FUNCTION _streak_windows(p_window_unit text, p_newest timestamp without time zone, p_counts integer[]); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._streak_windows(p_window_unit text, p_newest timestamp without time zone, p_counts integer[]) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._streak_windows(p_window_unit text, p_newest timestamp without time zone, p_counts integer[]) TO service_role;

--
-- Name: FUNCTION _streaks(p_user_ids uuid[], p_window_unit text, p_activity_types text[], p_organisation_id uuid, p_now timestamp with time zone); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._streaks(p_user_ids uuid[], p_window_unit text, p_activity_types text[], p_organisation_id uuid, p_now timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._streaks(p_user_ids uuid[], p_window_unit text, p_activity_types text[], p_organisation_id uuid, p_now timestamp with time zone) TO service_role;

--
-- Name: FUNCTION _summarize_preview(p_version text, p_from date, p_to date, p_user_ids uuid[], p_top integer); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._summarize_preview(p_version text, p_from date, p_to date, p_user_ids uuid[], p_top integer) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._summarize_preview(p_version text, p_from date, p_to date, p_user_ids uuid[], p_top integer) TO service_role;

--
-- Name: FUNCTION _today(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._today() FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._today() TO authenticated;
GRANT ALL ON FUNCTION momentum._today() TO service_role;

--
-- Name: FUNCTION _try_lock_users(p_user_ids uuid[], p_limit integer); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._try_lock_users(p_user_ids uuid[], p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._try_lock_users(p_user_ids uuid[], p_limit integer) TO service_role;

--
-- Name: FUNCTION _unschedule_jobs(p_except text[]); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._unschedule_jobs(p_except text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._unschedule_jobs(p_except text[]) TO service_role;

--
-- Name: FUNCTION _unscored_users(p_day date); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._unscored_users(p_day date) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._unscored_users(p_day date) TO service_role;

--
-- Name: FUNCTION _users_to_score(p_operation text, p_day date, p_user_ids uuid[]); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._users_to_score(p_operation text, p_day date, p_user_ids uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._users_to_score(p_operation text, p_day date, p_user_ids uuid[]) TO service_role;

--
-- Name: FUNCTION _version_in_effect(p_day date); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._version_in_effect(p_day date) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._version_in_effect(p_day date) TO authenticated;
GRANT ALL ON FUNCTION momentum._version_in_effect(p_day date) TO service_role;

--
-- Name: FUNCTION _warn_without_version(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._warn_without_version() FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._warn_without_version() TO service_role;

--
-- Name: FUNCTION _weights_settings(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._weights_settings() FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._weights_settings() TO service_role;

--
-- Name: FUNCTION _window_counts(p_user_id uuid, p_window_unit text, p_activity_types text[], p_organisation_id uuid, p_first timestamp without time zone, p_last timestamp without time zone, p_now timestamp with time zone); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._window_counts(p_user_id uuid, p_window_unit text, p_activity_types text[], p_organisation_id uuid, p_first timestamp without time zone, p_last timestamp without time zone, p_now timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._window_counts(p_user_id uuid, p_window_unit text, p_activity_types text[], p_organisation_id uuid, p_first timestamp without time zone, p_last timestamp without time zone, p_now timestamp with time zone) TO service_role;

--
-- Name: FUNCTION _write_scores(p_score_date date, p_version momentum.score_versions, p_user_ids uuid[], p_changes text[], OUT users bigint, OUT inserted bigint, OUT updated bigint, OUT written uuid[]); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._write_scores(p_score_date date, p_version momentum.score_versions, p_user_ids uuid[], p_changes text[], OUT users bigint, OUT inserted bigint, OUT updated bigint, OUT written uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._write_scores(p_score_date date, p_version momentum.score_versions, p_user_ids uuid[], p_changes text[], OUT users bigint, OUT inserted bigint, OUT updated bigint, OUT written uuid[]) TO service_role;

--
-- Name: FUNCTION acknowledge_cache_invalidation(p_user_id uuid, p_cache_key text); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.acknowledge_cache_invalidation(p_user_id uuid, p_cache_key text) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum.acknowledge_cache_invalidation(p_user_id uuid, p_cache_key text) TO authenticated;
GRANT ALL ON FUNCTION momentum.acknowledge_cache_invalidation(p_user_id uuid, p_cache_key text) TO service_role;

--
-- Name: FUNCTION activate_score_version(p_version text, p_effective_from date); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.activate_score_version(p_version text, p_effective_from date) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum.activate_score_version(p_version text, p_effective_from date) TO service_role;

--
-- Name: FUNCTION active_users(p_day date); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.active_users(p_day date) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum.active_users(p_day date) TO service_role;

--
-- Name: FUNCTION audit_badge_isolation(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.audit_badge_isolation() FROM PUBLIC;
GRANT ALL ON FUNCTION momentum.audit_badge_isolation() TO service_role;

--
-- Name: FUNCTION award_badge(p_user_id uuid, p_badge_id uuid, p_reason text, p_announce boolean); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.award_badge(p_user_id uuid, p_badge_id uuid, p_reason text, p_announce boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum.award_badge(p_user_id uuid, p_badge_id uuid, p_reason text, p_announce boolean) TO service_role;

--
-- Name: FUNCTION award_retroactively(p_badge_id uuid, p_announce boolean); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.award_retroactively(p_badge_id uuid, p_announce boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum.award_retroactively(p_badge_id uuid, p_announce boolean) TO service_role;

--
-- Name: PROCEDURE backfill_empty_days(IN p_from date, IN p_to date, IN p_page_size integer, IN p_commit_every integer, IN p_dry_run boolean); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON PROCEDURE momentum.backfill_empty_days(IN p_from date, IN p_to date, IN p_page_size integer, IN p_commit_every integer, IN p_dry_run boolean) FROM PUBLIC;
GRANT ALL ON PROCEDURE momentum.backfill_empty_days(IN p_from date, IN p_to date, IN p_page_size integer, IN p_commit_every integer, IN p_dry_run boolean) TO service_role;

--
-- Name: TABLE daily_engagement_scores; Type: ACL; Schema: momentum; Owner: momentum_owner
--

GRANT SELECT ON TABLE momentum.daily_engagement_scores TO authenticated;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE momentum.daily_engagement_scores TO service_role;

--
-- Name: FUNCTION calculate_score(p_user_id uuid, p_score_date date, p_version text); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.calculate_score(p_user_id uuid, p_score_date date, p_version text) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum.calculate_score(p_user_id uuid, p_score_date date, p_version text) TO service_role;

--
-- Name: FUNCTION calculate_scores(p_score_date date, p_user_ids uuid[], p_version text); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.calculate_scores(p_score_date date, p_user_ids uuid[], p_version text) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum.calculate_scores(p_score_date date, p_user_ids uuid[], p_version text) TO service_role;

--
-- Name: FUNCTION cleanup_job_runs(p_now timestamp with time zone); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.cleanup_job_runs(p_now timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum.cleanup_job_runs(p_now timestamp with time zone) TO service_role;

--
-- Name: FUNCTION cleanup_realtime_events(p_now timestamp with time zone); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.cleanup_realtime_events(p_now timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum.cleanup_realtime_events(p_now timestamp with time zone) TO service_role;

--
-- Name: FUNCTION cleanup_realtime_metrics(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.cleanup_realtime_metrics() FROM PUBLIC;
GRANT ALL ON FUNCTION momentum.cleanup_realtime_metrics() TO service_role;

--
-- Name: FUNCTION compare_legacy_scores(p_from date, p_to date, p_tolerance numeric); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.compare_legacy_scores(p_from date, p_to date, p_tolerance numeric) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum.compare_legacy_scores(p_from date, p_to date, p_tolerance numeric) TO service_role;

--
-- Name: FUNCTION define_badge(p_organisation_id uuid, p_name text, p_criteria_type text, p_required integer, p_window_unit text, p_activity_types text[], p_open_window_grace boolean); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.define_badge(p_organisation_id uuid, p_name text, p_criteria_type text, p_required integer, p_window_unit text, p_activity_types text[], p_open_window_grace boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum.define_badge(p_organisation_id uuid, p_name text, p_criteria_type text, p_required integer, p_window_unit text, p_activity_types text[], p_open_window_grace boolean) TO service_role;

--
-- Name: FUNCTION doctor(p_days integer); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.doctor(p_days integer) FROM PUBLIC;

--
-- Name: FUNCTION drain_rescore_queue(p_limit integer); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.drain_rescore_queue(p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum.drain_rescore_queue(p_limit integer) TO service_role;

--
-- Name: FUNCTION drain_summary_queue(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.drain_summary_queue() FROM PUBLIC;
GRANT ALL ON FUNCTION momentum.drain_summary_queue() TO service_role;

--
-- Name: FUNCTION evaluate_badges(p_user_id uuid, p_organisation_id uuid, p_now timestamp with time zone); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.evaluate_badges(p_user_id uuid, p_organisation_id uuid, p_now timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum.evaluate_badges(p_user_id uuid, p_organisation_id uuid, p_now timestamp with time zone) TO service_role;

--
-- Name: FUNCTION evaluate_expiry(p_now timestamp with time zone, p_user_ids uuid[], p_organisation_id uuid); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.evaluate_expiry(p_now timestamp with time zone, p_user_ids uuid[], p_organisation_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum.evaluate_expiry(p_now timestamp with time zone, p_user_ids uuid[], p_organisation_id uuid) TO service_role;

--
-- Name: FUNCTION evaluate_inactivity(p_now timestamp with time zone, p_user_ids uuid[], p_organisation_id uuid); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.evaluate_inactivity(p_now timestamp with time zone, p_user_ids uuid[], p_organisation_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum.evaluate_inactivity(p_now timestamp with time zone, p_user_ids uuid[], p_organisation_id uuid) TO service_role;

--
-- Name: FUNCTION evaluate_interventions(p_score_date date, p_user_ids uuid[]); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.evaluate_interventions(p_score_date date, p_user_ids uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum.evaluate_interventions(p_score_date date, p_user_ids uuid[]) TO service_role;

--
-- Name: FUNCTION evaluate_milestones(p_now timestamp with time zone, p_user_ids uuid[], p_organisation_id uuid); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.evaluate_milestones(p_now timestamp with time zone, p_user_ids uuid[], p_organisation_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum.evaluate_milestones(p_now timestamp with time zone, p_user_ids uuid[], p_organisation_id uuid) TO service_role;

--
-- Name: FUNCTION evaluate_scenarios(p_now timestamp with time zone, p_scenario_types text[]); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.evaluate_scenarios(p_now timestamp with time zone, p_scenario_types text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum.evaluate_scenarios(p_now timestamp with time zone, p_scenario_types text[]) TO service_role;

--
-- Name: FUNCTION evaluate_streak(p_user_id uuid, p_window_unit text, p_required integer, p_activity_types text[], p_organisation_id uuid, p_open_window_grace boolean, p_now timestamp with time zone); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.evaluate_streak(p_user_id uuid, p_window_unit text, p_required integer, p_activity_types text[], p_organisation_id uuid, p_open_window_grace boolean, p_now timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum.evaluate_streak(p_user_id uuid, p_window_unit text, p_required integer, p_activity_types text[], p_organisation_id uuid, p_open_window_grace boolean, p_now timestamp with time zone) TO service_role;

--
-- Name: FUNCTION evaluate_streaks(p_window_unit text, p_required integer, p_activity_types text[], p_organisation_id uuid, p_open_window_grace boolean, p_now timestamp with time zone); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.evaluate_streaks(p_window_unit text, p_required integer, p_activity_types text[], p_organisation_id uuid, p_open_window_grace boolean, p_now timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum.evaluate_streaks(p_window_unit text, p_required integer, p_activity_types text[], p_organisation_id uuid, p_open_window_grace boolean, p_now timestamp with time zone) TO service_role;

--
-- Name: FUNCTION explain_badge(p_user_id uuid, p_badge_id uuid); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.explain_badge(p_user_id uuid, p_badge_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum.explain_badge(p_user_id uuid, p_badge_id uuid) TO service_role;

--
-- Name: FUNCTION explain_score(p_user_id uuid, p_score_date date); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.explain_score(p_user_id uuid, p_score_date date) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum.explain_score(p_user_id uuid, p_score_date date) TO authenticated;
GRANT ALL ON FUNCTION momentum.explain_score(p_user_id uuid, p_score_date date) TO service_role;

--
-- Name: FUNCTION get_dashboard(target_user_id uuid, p_days integer); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.get_dashboard(target_user_id uuid, p_days integer) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum.get_dashboard(target_user_id uuid, p_days integer) TO authenticated;
GRANT ALL ON FUNCTION momentum.get_dashboard(target_user_id uuid, p_days integer) TO service_role;

--
-- Name: FUNCTION get_overview(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.get_overview() FROM PUBLIC;
GRANT ALL ON FUNCTION momentum.get_overview() TO service_role;

--
-- Name: FUNCTION get_realtime_interventions(target_user_id uuid); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.get_realtime_interventions(target_user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum.get_realtime_interventions(target_user_id uuid) TO authenticated;
GRANT ALL ON FUNCTION momentum.get_realtime_interventions(target_user_id uuid) TO service_role;

--
-- Name: FUNCTION get_realtime_momentum_state(target_user_id uuid); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.get_realtime_momentum_state(target_user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum.get_realtime_momentum_state(target_user_id uuid) TO authenticated;
GRANT ALL ON FUNCTION momentum.get_realtime_momentum_state(target_user_id uuid) TO service_role;

--
-- Name: FUNCTION get_realtime_notifications(target_user_id uuid, p_limit integer); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.get_realtime_notifications(target_user_id uuid, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum.get_realtime_notifications(target_user_id uuid, p_limit integer) TO authenticated;
GRANT ALL ON FUNCTION momentum.get_realtime_notifications(target_user_id uuid, p_limit integer) TO service_role;

--
-- Name: FUNCTION import_legacy_scores(p_from date, p_to date); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.import_legacy_scores(p_from date, p_to date) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum.import_legacy_scores(p_from date, p_to date) TO service_role;

--
-- Name: FUNCTION install_compat_views(p_schema name); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.install_compat_views(p_schema name) FROM PUBLIC;

--
-- Name: FUNCTION load_score_version(p_version text, p_weights jsonb, p_effective_from date); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.load_score_version(p_version text, p_weights jsonb, p_effective_from date) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum.load_score_version(p_version text, p_weights jsonb, p_effective_from date) TO service_role;

--
-- Name: FUNCTION log_realtime_event(p_event_type text, p_channel_name text, p_user_id uuid, p_payload_size integer, p_processing_time_ms integer, p_success boolean, p_error_message text); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.log_realtime_event(p_event_type text, p_channel_name text, p_user_id uuid, p_payload_size integer, p_processing_time_ms integer, p_success boolean, p_error_message text) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum.log_realtime_event(p_event_type text, p_channel_name text, p_user_id uuid, p_payload_size integer, p_processing_time_ms integer, p_success boolean, p_error_message text) TO service_role;

--
-- Name: FUNCTION longest_streak(p_user_id uuid, p_window_unit text, p_activity_types text[], p_organisation_id uuid); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.longest_streak(p_user_id uuid, p_window_unit text, p_activity_types text[], p_organisation_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum.longest_streak(p_user_id uuid, p_window_unit text, p_activity_types text[], p_organisation_id uuid) TO service_role;

--
-- Name: FUNCTION maintain_partitions(p_now timestamp with time zone); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.maintain_partitions(p_now timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum.maintain_partitions(p_now timestamp with time zone) TO service_role;

--
-- Name: FUNCTION mark_notification_read(p_notification_id uuid); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.mark_notification_read(p_notification_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum.mark_notification_read(p_notification_id uuid) TO authenticated;
GRANT ALL ON FUNCTION momentum.mark_notification_read(p_notification_id uuid) TO service_role;

--
-- Name: FUNCTION milestone_triggers(p_user_id uuid, p_now timestamp with time zone); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.milestone_triggers(p_user_id uuid, p_now timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum.milestone_triggers(p_user_id uuid, p_now timestamp with time zone) TO service_role;

--
-- Name: FUNCTION missing_score_days(p_from date, p_to date); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.missing_score_days(p_from date, p_to date) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum.missing_score_days(p_from date, p_to date) TO service_role;

--
-- Name: FUNCTION preview_scores(p_version text, p_from date, p_to date, p_user_ids uuid[]); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.preview_scores(p_version text, p_from date, p_to date, p_user_ids uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum.preview_scores(p_version text, p_from date, p_to date, p_user_ids uuid[]) TO service_role;

--
-- Name: FUNCTION realtime_events_since(p_user_id uuid, p_after text, p_limit integer); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.realtime_events_since(p_user_id uuid, p_after text, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum.realtime_events_since(p_user_id uuid, p_after text, p_limit integer) TO authenticated;
GRANT ALL ON FUNCTION momentum.realtime_events_since(p_user_id uuid, p_after text, p_limit integer) TO service_role;

--
-- Name: FUNCTION rebuild_annual_summary(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.rebuild_annual_summary() FROM PUBLIC;
GRANT ALL ON FUNCTION momentum.rebuild_annual_summary() TO service_role;

--
-- Name: PROCEDURE recalculate_scores(IN p_from date, IN p_to date, IN p_user_ids uuid[], IN p_page_size integer, IN p_commit_every integer); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON PROCEDURE momentum.recalculate_scores(IN p_from date, IN p_to date, IN p_user_ids uuid[], IN p_page_size integer, IN p_commit_every integer) FROM PUBLIC;
GRANT ALL ON PROCEDURE momentum.recalculate_scores(IN p_from date, IN p_to date, IN p_user_ids uuid[], IN p_page_size integer, IN p_commit_every integer) TO service_role;

--
-- Name: FUNCTION reconcile_badges(p_since interval, p_now timestamp with time zone); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.reconcile_badges(p_since interval, p_now timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum.reconcile_badges(p_since interval, p_now timestamp with time zone) TO service_role;

--
-- Name: FUNCTION record_event(p_user_id uuid, p_event_type text, p_event_ts timestamp with time zone, p_payload jsonb, p_event_id uuid); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.record_event(p_user_id uuid, p_event_type text, p_event_ts timestamp with time zone, p_payload jsonb, p_event_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum.record_event(p_user_id uuid, p_event_type text, p_event_ts timestamp with time zone, p_payload jsonb, p_event_id uuid) TO authenticated;
GRANT ALL ON FUNCTION momentum.record_event(p_user_id uuid, p_event_type text, p_event_ts timestamp with time zone, p_payload jsonb, p_event_id uuid) TO service_role;

--
-- Name: FUNCTION revoke_badge(p_user_id uuid, p_badge_id uuid, p_reason text); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.revoke_badge(p_user_id uuid, p_badge_id uuid, p_reason text) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum.revoke_badge(p_user_id uuid, p_badge_id uuid, p_reason text) TO service_role;

--
-- Name: PROCEDURE run_due_jobs(IN p_now timestamp with time zone); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON PROCEDURE momentum.run_due_jobs(IN p_now timestamp with time zone) FROM PUBLIC;
GRANT ALL ON PROCEDURE momentum.run_due_jobs(IN p_now timestamp with time zone) TO service_role;

--
-- Name: PROCEDURE run_job(IN p_name text, IN p_now timestamp with time zone, IN p_once boolean); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON PROCEDURE momentum.run_job(IN p_name text, IN p_now timestamp with time zone, IN p_once boolean) FROM PUBLIC;
GRANT ALL ON PROCEDURE momentum.run_job(IN p_name text, IN p_now timestamp with time zone, IN p_once boolean) TO service_role;

--
-- Name: FUNCTION schedule_jobs(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.schedule_jobs() FROM PUBLIC;
GRANT ALL ON FUNCTION momentum.schedule_jobs() TO service_role;

--
-- Name: FUNCTION subscribe_to_momentum_channels(target_user_id uuid); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.subscribe_to_momentum_channels(target_user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum.subscribe_to_momentum_channels(target_user_id uuid) TO authenticated;
GRANT ALL ON FUNCTION momentum.subscribe_to_momentum_channels(target_user_id uuid) TO service_role;

--
-- Name: FUNCTION tg_activities_badges(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.tg_activities_badges() FROM PUBLIC;

--
-- Name: FUNCTION tg_activities_badges_change(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.tg_activities_badges_change() FROM PUBLIC;

--
-- Name: FUNCTION tg_activities_open(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.tg_activities_open() FROM PUBLIC;

--
-- Name: FUNCTION tg_activities_summarize(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.tg_activities_summarize() FROM PUBLIC;

--
-- Name: FUNCTION tg_any_check(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.tg_any_check() FROM PUBLIC;

--
-- Name: FUNCTION tg_any_set_updated_at(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.tg_any_set_updated_at() FROM PUBLIC;

--
-- Name: FUNCTION tg_badge_awards_announce(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.tg_badge_awards_announce() FROM PUBLIC;

--
-- Name: FUNCTION tg_badge_definitions_check(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.tg_badge_definitions_check() FROM PUBLIC;

--
-- Name: FUNCTION tg_coach_interventions_announce(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.tg_coach_interventions_announce() FROM PUBLIC;

--
-- Name: FUNCTION tg_daily_engagement_scores_announce(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.tg_daily_engagement_scores_announce() FROM PUBLIC;

--
-- Name: FUNCTION tg_daily_engagement_scores_queue(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.tg_daily_engagement_scores_queue() FROM PUBLIC;

--
-- Name: FUNCTION tg_event_weights_protect_used(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.tg_event_weights_protect_used() FROM PUBLIC;

--
-- Name: FUNCTION tg_momentum_events_rescore(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.tg_momentum_events_rescore() FROM PUBLIC;

--
-- Name: FUNCTION tg_momentum_notifications_announce(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.tg_momentum_notifications_announce() FROM PUBLIC;

--
-- Name: FUNCTION tg_realtime_events_truncate(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.tg_realtime_events_truncate() FROM PUBLIC;

--
-- Name: FUNCTION tg_realtime_positions_protect(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.tg_realtime_positions_protect() FROM PUBLIC;

--
-- Name: FUNCTION tg_scenario_configs_check(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.tg_scenario_configs_check() FROM PUBLIC;

--
-- Name: FUNCTION tg_scenario_configs_protect_default(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.tg_scenario_configs_protect_default() FROM PUBLIC;

--
-- Name: FUNCTION tg_scenario_notifications_announce(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.tg_scenario_notifications_announce() FROM PUBLIC;

--
-- Name: FUNCTION tg_score_versions_protect_used(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.tg_score_versions_protect_used() FROM PUBLIC;

--
-- Name: FUNCTION tg_settings_check(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.tg_settings_check() FROM PUBLIC;

--
-- Name: FUNCTION unschedule_jobs(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.unschedule_jobs() FROM PUBLIC;
GRANT ALL ON FUNCTION momentum.unschedule_jobs() TO service_role;

--
-- Name: FUNCTION verify_annual_summary(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.verify_annual_summary() FROM PUBLIC;
GRANT ALL ON FUNCTION momentum.verify_annual_summary() TO service_role;

--
-- Name: TABLE users; Type: ACL; Schema: auth; Owner: momentum_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE auth.users TO service_role;

--
-- Name: TABLE organisations; Type: ACL; Schema: momentum; Owner: momentum_owner
--

GRANT SELECT ON TABLE momentum.organisations TO authenticated;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE momentum.organisations TO service_role;

--
-- Name: TABLE scenario_configs; Type: ACL; Schema: momentum; Owner: momentum_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE momentum.scenario_configs TO service_role;

--
-- Name: TABLE _effective_configs; Type: ACL; Schema: momentum; Owner: momentum_owner
--

GRANT SELECT ON TABLE momentum._effective_configs TO service_role;

--
-- Name: TABLE _users; Type: ACL; Schema: momentum; Owner: momentum_owner
--

GRANT SELECT ON TABLE momentum._users TO service_role;

--
-- Name: TABLE activities; Type: ACL; Schema: momentum; Owner: momentum_owner
--

GRANT SELECT ON TABLE momentum.activities TO authenticated;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE momentum.activities TO service_role;

--
-- Name: TABLE annual_summary; Type: ACL; Schema: momentum; Owner: momentum_owner
--

GRANT SELECT ON TABLE momentum.annual_summary TO authenticated;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE momentum.annual_summary TO service_role;

--
-- Name: TABLE award_reviews; Type: ACL; Schema: momentum; Owner: momentum_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE momentum.award_reviews TO service_role;

--
-- Name: TABLE badge_evaluation_log; Type: ACL; Schema: momentum; Owner: momentum_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE momentum.badge_evaluation_log TO service_role;

--
-- Name: TABLE badge_queue; Type: ACL; Schema: momentum; Owner: momentum_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE momentum.badge_queue TO service_role;

--
-- Name: TABLE badge_turns; Type: ACL; Schema: momentum; Owner: momentum_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE momentum.badge_turns TO service_role;

--
-- Name: TABLE clock_pin; Type: ACL; Schema: momentum; Owner: momentum_owner
--

GRANT SELECT ON TABLE momentum.clock_pin TO authenticated;
GRANT SELECT ON TABLE momentum.clock_pin TO service_role;

--
-- Name: TABLE credentials; Type: ACL; Schema: momentum; Owner: momentum_owner
--

GRANT SELECT ON TABLE momentum.credentials TO authenticated;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE momentum.credentials TO service_role;

--
-- Name: TABLE daily_momentum_scores; Type: ACL; Schema: momentum; Owner: momentum_owner
--

GRANT SELECT ON TABLE momentum.daily_momentum_scores TO authenticated;
GRANT SELECT ON TABLE momentum.daily_momentum_scores TO service_role;

--
-- Name: TABLE dropped_partitions; Type: ACL; Schema: momentum; Owner: momentum_owner
--

GRANT SELECT ON TABLE momentum.dropped_partitions TO authenticated;
GRANT SELECT ON TABLE momentum.dropped_partitions TO service_role;

--
-- Name: TABLE event_weights; Type: ACL; Schema: momentum; Owner: momentum_owner
--

GRANT SELECT ON TABLE momentum.event_weights TO authenticated;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE momentum.event_weights TO service_role;

--
-- Name: TABLE habit_index; Type: ACL; Schema: momentum; Owner: momentum_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE momentum.habit_index TO authenticated;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE momentum.habit_index TO service_role;

--
-- Name: TABLE intervention_rules; Type: ACL; Schema: momentum; Owner: momentum_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE momentum.intervention_rules TO service_role;

--
-- Name: TABLE jobs; Type: ACL; Schema: momentum; Owner: momentum_owner
--

GRANT SELECT ON TABLE momentum.jobs TO service_role;

--
-- Name: COLUMN jobs.schedule; Type: ACL; Schema: momentum; Owner: momentum_owner
--

GRANT UPDATE(schedule) ON TABLE momentum.jobs TO service_role;

--
-- Name: COLUMN jobs.enabled; Type: ACL; Schema: momentum; Owner: momentum_owner
--

GRANT UPDATE(enabled) ON TABLE momentum.jobs TO service_role;

--
-- Name: COLUMN jobs.catch_up; Type: ACL; Schema: momentum; Owner: momentum_owner
--

GRANT UPDATE(catch_up) ON TABLE momentum.jobs TO service_role;

--
-- Name: COLUMN jobs.max_attempts; Type: ACL; Schema: momentum; Owner: momentum_owner
--

GRANT UPDATE(max_attempts) ON TABLE momentum.jobs TO service_role;

--
-- Name: COLUMN jobs.retry_after; Type: ACL; Schema: momentum; Owner: momentum_owner
--

GRANT UPDATE(retry_after) ON TABLE momentum.jobs TO service_role;

--
-- Name: TABLE memberships; Type: ACL; Schema: momentum; Owner: momentum_owner
--

GRANT SELECT ON TABLE momentum.memberships TO authenticated;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE momentum.memberships TO service_role;

--
-- Name: TABLE momentum_events; Type: ACL; Schema: momentum; Owner: momentum_owner
--

GRANT SELECT ON TABLE momentum.momentum_events TO authenticated;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE momentum.momentum_events TO service_role;

--
-- Name: TABLE momentum_notifications; Type: ACL; Schema: momentum; Owner: momentum_owner
--

GRANT SELECT ON TABLE momentum.momentum_notifications TO authenticated;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE momentum.momentum_notifications TO service_role;

--
-- Name: TABLE momentum_pillars; Type: ACL; Schema: momentum; Owner: momentum_owner
--

GRANT SELECT ON TABLE momentum.momentum_pillars TO authenticated;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE momentum.momentum_pillars TO service_role;

--
-- Name: TABLE motivation_journal; Type: ACL; Schema: momentum; Owner: momentum_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE momentum.motivation_journal TO authenticated;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE momentum.motivation_journal TO service_role;

--
-- Name: TABLE notification_preferences; Type: ACL; Schema: momentum; Owner: momentum_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE momentum.notification_preferences TO authenticated;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE momentum.notification_preferences TO service_role;

--
-- Name: TABLE realtime_event_metrics; Type: ACL; Schema: momentum; Owner: momentum_owner
--

GRANT SELECT,INSERT,DELETE ON TABLE momentum.realtime_event_metrics TO service_role;

--
-- Name: TABLE realtime_events; Type: ACL; Schema: momentum; Owner: momentum_owner
--

GRANT SELECT ON TABLE momentum.realtime_events TO authenticated;
GRANT SELECT ON TABLE momentum.realtime_events TO service_role;

--
-- Name: TABLE realtime_inbox; Type: ACL; Schema: momentum; Owner: momentum_owner
--

GRANT SELECT,INSERT ON TABLE momentum.realtime_inbox TO service_role;

--
-- Name: TABLE realtime_positions; Type: ACL; Schema: momentum; Owner: momentum_owner
--

GRANT SELECT ON TABLE momentum.realtime_positions TO service_role;

--
-- Name: TABLE rescore_queue; Type: ACL; Schema: momentum; Owner: momentum_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE momentum.rescore_queue TO service_role;

--
-- Name: TABLE score_discrepancies; Type: ACL; Schema: momentum; Owner: momentum_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE momentum.score_discrepancies TO service_role;

--
-- Name: TABLE scoring_failures; Type: ACL; Schema: momentum; Owner: momentum_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE momentum.scoring_failures TO service_role;

--
-- Name: TABLE settings; Type: ACL; Schema: momentum; Owner: momentum_owner
--

GRANT SELECT ON TABLE momentum.settings TO service_role;

--
-- Name: COLUMN settings.value; Type: ACL; Schema: momentum; Owner: momentum_owner
--

GRANT UPDATE(value) ON TABLE momentum.settings TO service_role;

--
-- Name: TABLE summary_queue; Type: ACL; Schema: momentum; Owner: momentum_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE momentum.summary_queue TO service_role;

--
-- PostgreSQL database dump complete
--
