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
-- Name: _announce(text, uuid[], jsonb); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._announce(p_event_type text, p_user_ids uuid[], p_details jsonb DEFAULT '{}'::jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN;
END
$$;

ALTER FUNCTION momentum._announce(p_event_type text, p_user_ids uuid[], p_details jsonb) OWNER TO momentum_owner;

--
-- Name: FUNCTION _announce(p_event_type text, p_user_ids uuid[], p_details jsonb); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._announce(p_event_type text, p_user_ids uuid[], p_details jsonb) IS 'Tells the outside world that rows of these users changed (null or empty: none did)';

--
-- Name: _caller_is_service(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._caller_is_service() RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    SELECT
        pg_has_role(momentum._caller_role(), 'service_role', 'USAGE')
        OR pg_has_role(momentum._caller_role(), 'momentum_owner', 'USAGE')
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
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    SELECT COALESCE(NULLIF(current_setting('role'), 'none'), session_user)::name
$$;

ALTER FUNCTION momentum._caller_role() OWNER TO momentum_owner;

--
-- Name: FUNCTION _caller_role(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._caller_role() IS 'The database role of the caller, inside SECURITY DEFINER functions too';

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
    v_problem text;
    v_hint text;
BEGIN
    IF (p_event_type ~ '\S') IS NOT TRUE THEN
        v_problem := 'an event needs a type';
        v_hint := 'Give a short name such as chat_message.';
    ELSIF length(p_event_type) > 200 THEN
        v_problem := 'the event type is longer than 200 characters';
        v_hint := 'Give a short name such as chat_message; details belong in the payload.';
    ELSIF isfinite(p_event_ts) IS NOT TRUE THEN
        v_problem := 'an event needs a finite time';
        v_hint := 'Give the instant with its time zone, such as 2026-11-21T09:30:00Z.';
    ELSIF p_event_ts < '0001-01-01 00:00:00Z' THEN
        v_problem := 'the event lies before the year 1';
        v_hint := 'Give the instant with its time zone, such as 2026-11-21T09:30:00Z.';
    ELSIF p_event_ts > p_now + interval '5 minutes' THEN
        v_problem := format('%s is in the future', p_event_ts AT TIME ZONE 'UTC');
        v_hint := format(
            'It is %s (UTC). Record an event once it has happened; check the clock of the sender.',
            p_now AT TIME ZONE 'UTC'
        );
    ELSIF (jsonb_typeof(p_payload) = 'object') IS NOT TRUE THEN
        v_problem := 'the payload is not a JSON object';
        v_hint := 'Give an object such as {"minutes": 20}, or {} for none.';
    ELSIF octet_length(p_payload::text) > 65536 THEN
        v_problem := 'the payload is larger than 64 kB';
        v_hint := 'Store large content elsewhere and keep a reference to it in the payload.';
    END IF;
    IF v_problem IS NOT NULL THEN
        RAISE EXCEPTION '%', v_problem USING ERRCODE = 'PM005', HINT = v_hint;
    END IF;
END
$$;

ALTER FUNCTION momentum._check_event(p_event_type text, p_event_ts timestamp with time zone, p_payload jsonb, p_now timestamp with time zone) OWNER TO momentum_owner;

--
-- Name: FUNCTION _check_event(p_event_type text, p_event_ts timestamp with time zone, p_payload jsonb, p_now timestamp with time zone); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._check_event(p_event_type text, p_event_ts timestamp with time zone, p_payload jsonb, p_now timestamp with time zone) IS 'Raises PM005 for an event without a type, a finite time that has come, or a payload that is an object of at most 64 kB';

--
-- Name: _check_isolation(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._check_isolation() RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
        RAISE EXCEPTION 'scores cannot be written at isolation level %',
            current_setting('transaction_isolation')
            USING ERRCODE = 'PM011',
                  HINT = 'Use READ COMMITTED, the default of PostgreSQL: writers of one user take '
                         'turns by locks of their own, and must see what the one before wrote.';
    END IF;
END
$$;

ALTER FUNCTION momentum._check_isolation() OWNER TO momentum_owner;

--
-- Name: FUNCTION _check_isolation(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._check_isolation() IS 'Raises PM011 unless the transaction is READ COMMITTED';

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
-- Name: _check_users(uuid[]); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._check_users(p_user_ids uuid[]) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    v_unknown text;
BEGIN
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
    v_value jsonb;
    v_must text;
BEGIN
    IF (jsonb_typeof(p_weights) = 'object') IS NOT TRUE THEN
        RAISE EXCEPTION 'the weights are not a JSON object'
            USING ERRCODE = 'PM006',
                  HINT = 'Give one object, such as {"chat_message": 2, "max_weight_per_day": 10}.';
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
                WHEN w.key !~ '\S' OR length(w.key) > 200
                    THEN 'the name of an event type, of 1 to 200 characters'
                WHEN w.key <> ALL (v_settings) AND (
                    SELECT bool_or(momentum._resembles(w.key, s.name))
                    FROM unnest(v_settings) AS s (name)
                )
                    THEN 'spelt like the setting that it resembles'
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
-- Name: _decay_weights(numeric, integer); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._decay_weights(p_half_life_days numeric, p_history_days integer) RETURNS numeric[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    SELECT COALESCE(
        array_agg(
            round(power(0.5::float8, LEAST(k / p_half_life_days::float8, 100))::numeric, 12)
            ORDER BY k
        ),
        '{}'
    )
    FROM generate_series(1, LEAST(p_history_days, 366)) AS k
$$;

ALTER FUNCTION momentum._decay_weights(p_half_life_days numeric, p_history_days integer) OWNER TO momentum_owner;

--
-- Name: FUNCTION _decay_weights(p_half_life_days numeric, p_history_days integer); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._decay_weights(p_half_life_days numeric, p_history_days integer) IS 'Weights of the scores 1, 2, ... days back: 0.5 ^ (days / half life), to twelve decimals';

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
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    SELECT (uuid_hash_extended(p_user_id, 0) & 1023)::integer
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

SET default_tablespace = '';

SET default_table_access_method = heap;

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
-- Name: _score_changes(date, momentum.score_versions, uuid[]); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._score_changes(p_score_date date, p_version momentum.score_versions, p_user_ids uuid[]) RETURNS TABLE(user_id uuid, raw_score numeric, normalized_score numeric, final_score numeric, momentum_state text, breakdown jsonb, event_count integer, calculation_metadata jsonb, change text)
    LANGUAGE sql STABLE ROWS 100000
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    SELECT
        computed.user_id,
        computed.raw_score,
        computed.normalized_score,
        computed.final_score,
        computed.momentum_state,
        computed.breakdown,
        computed.event_count,
        computed.calculation_metadata,
        CASE
            WHEN stored.user_id IS NULL THEN 'insert'
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
        END
    FROM momentum._score_rows(p_score_date, p_version, p_user_ids) AS computed
    LEFT JOIN momentum.daily_engagement_scores AS stored
        ON stored.user_id = computed.user_id AND stored.score_date = p_score_date
$$;

ALTER FUNCTION momentum._score_changes(p_score_date date, p_version momentum.score_versions, p_user_ids uuid[]) OWNER TO momentum_owner;

--
-- Name: FUNCTION _score_changes(p_score_date date, p_version momentum.score_versions, p_user_ids uuid[]); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._score_changes(p_score_date date, p_version momentum.score_versions, p_user_ids uuid[]) IS 'The computed scores of a day, each with what storing it would be: insert, update or none';

--
-- Name: _score_days(text, date, date, uuid[], integer, integer); Type: PROCEDURE; Schema: momentum; Owner: momentum_owner
--

CREATE PROCEDURE momentum._score_days(IN p_operation text, IN p_from date, IN p_to date, IN p_user_ids uuid[], IN p_page_size integer, IN p_commit_every integer)
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_overwrite CONSTANT boolean := p_operation = 'recalculate';
    v_from date;
    v_day date;
    v_page uuid[];
    v_total bigint;
    v_done bigint := 0;
    v_failed bigint := 0;
    v_uncommitted integer := 0;
    v_error_code text;
    v_error_message text;
BEGIN
    PERFORM momentum._check_score_dates(p_from, p_to);
    PERFORM momentum._check_users(p_user_ids);
    PERFORM momentum._score_version(NULL, p_from);
    IF (p_page_size > 0 AND p_commit_every > 0) IS NOT TRUE THEN
        RAISE EXCEPTION 'page size and commit interval must be positive'
            USING ERRCODE = 'PM006',
                  HINT = 'The defaults are pages of 500 users and a commit every 1,000 rows.';
    END IF;

    PERFORM momentum._check_isolation();
    -- inside a transaction of the caller this fails at once, rather than after the first pages
    COMMIT;

    v_from := LEAST(GREATEST(p_from, momentum._first_active_day()), p_to + 1);
    SELECT pg_catalog.count(*) INTO v_total
    FROM pg_catalog.generate_series(0, p_to - v_from) AS day (number)
    CROSS JOIN LATERAL momentum._users_to_score(p_operation, v_from + day.number, p_user_ids);

    FOR v_day IN
        SELECT v_from + day.number
        FROM pg_catalog.generate_series(0, p_to - v_from) AS day (number)
        ORDER BY day.number
    LOOP
        FOR v_page IN
            SELECT pg_catalog.array_agg(ordered.user_id ORDER BY ordered.place)
            FROM (
                SELECT
                    u.user_id,
                    pg_catalog.row_number() OVER (
                        ORDER BY momentum._lock_stripe(u.user_id), u.user_id
                    ) - 1 AS place
                FROM momentum._users_to_score(p_operation, v_day, p_user_ids) AS u
            ) AS ordered
            GROUP BY ordered.place / p_page_size
            ORDER BY ordered.place / p_page_size
        LOOP
            BEGIN
                PERFORM momentum._lock_users(v_page);
                PERFORM momentum._write_scores(
                    v_day, momentum._score_version(NULL, v_day), v_page, v_overwrite
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
                v_uncommitted := 0;
                CALL momentum._report_progress(p_operation, v_day, v_done, v_failed, v_total);
            END IF;
        END LOOP;
        IF v_uncommitted > 0 THEN
            COMMIT;
            v_uncommitted := 0;
            CALL momentum._report_progress(p_operation, v_day, v_done, v_failed, v_total);
        END IF;
    END LOOP;

    IF v_failed > (v_done + v_failed) * (
        SELECT s.value::numeric FROM momentum.settings AS s WHERE s.name = 'failed_share_limit'
    ) THEN
        RAISE EXCEPTION '% failed for % of % rows', p_operation, v_failed, v_done + v_failed
            USING ERRCODE = 'PM010',
                  HINT = 'momentum.scoring_failures names the users and the errors. Mend the '
                         'cause, then recalculate these users from the first failed day on, for '
                         'later days read it.';
    END IF;
END
$$;

ALTER PROCEDURE momentum._score_days(IN p_operation text, IN p_from date, IN p_to date, IN p_user_ids uuid[], IN p_page_size integer, IN p_commit_every integer) OWNER TO momentum_owner;

--
-- Name: PROCEDURE _score_days(IN p_operation text, IN p_from date, IN p_to date, IN p_user_ids uuid[], IN p_page_size integer, IN p_commit_every integer); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON PROCEDURE momentum._score_days(IN p_operation text, IN p_from date, IN p_to date, IN p_user_ids uuid[], IN p_page_size integer, IN p_commit_every integer) IS 'Scores a span of days in date order and in pages, committing as it goes';

--
-- Name: _score_rows(date, momentum.score_versions, uuid[]); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._score_rows(p_score_date date, p_version momentum.score_versions, p_user_ids uuid[]) RETURNS TABLE(user_id uuid, raw_score numeric, normalized_score numeric, final_score numeric, momentum_state text, breakdown jsonb, event_count integer, calculation_metadata jsonb)
    LANGUAGE plpgsql STABLE ROWS 100000
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    SET work_mem TO '128MB'
    SET jit TO 'off'
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH wanted AS (
        SELECT active.user_id
        FROM momentum.active_users(p_score_date) AS active
        WHERE p_user_ids IS NULL
        UNION ALL
        SELECT named.user_id
        FROM unnest(p_user_ids) AS named (user_id)
    ),
    counted AS (
        -- running: events of the type up to and including those of this pillar
        SELECT
            e.user_id,
            e.event_type,
            e.pillar_id,
            count(*) AS event_count,
            sum(count(*)) OVER (
                PARTITION BY e.user_id, e.event_type
                ORDER BY e.pillar_id COLLATE "C"
            )::bigint AS running
        FROM momentum.momentum_events AS e
        WHERE
            e.event_ts >= p_score_date::timestamp AT TIME ZONE 'UTC'
            AND e.event_ts < (p_score_date + 1)::timestamp AT TIME ZONE 'UTC'
            AND e.deleted_at IS NULL
            AND (p_user_ids IS NULL OR e.user_id = ANY (p_user_ids))
        GROUP BY e.user_id, e.event_type, e.pillar_id
    ),
    weighed AS (
        SELECT
            c.user_id,
            c.event_type,
            COALESCE(c.pillar_id, w.pillar_id, 'unassigned') AS pillar,
            COALESCE(w.weight, (p_version).default_weight) AS weight,
            c.event_count,
            LEAST(c.running, (p_version).max_events_per_type)
            - LEAST(c.running - c.event_count, (p_version).max_events_per_type) AS counted
        FROM counted AS c
        LEFT JOIN momentum.event_weights AS w
            ON w.version = (p_version).version AND w.event_type = c.event_type
    ),
    by_type AS (
        SELECT
            w.user_id,
            w.event_type,
            sum(w.event_count) AS event_count,
            sum(w.counted) AS counted,
            sum(w.counted * w.weight) AS points
        FROM weighed AS w
        GROUP BY w.user_id, w.event_type
    ),
    by_pillar AS (
        SELECT w.user_id, w.pillar, sum(w.counted * w.weight) AS points
        FROM weighed AS w
        WHERE w.counted * w.weight > 0
        GROUP BY w.user_id, w.pillar
    ),
    -- JSON is put together as text: parsing it once per user is cheaper than building it in parts
    events AS (
        SELECT
            t.user_id,
            sum(t.points) AS points,
            sum(t.event_count) AS event_count,
            string_agg(
                format(
                    '%s: {"count": %s, "counted": %s, "points": %s}',
                    to_json(t.event_type), t.event_count, t.counted, trim_scale(t.points)
                ),
                ', '
            ) AS breakdown
        FROM by_type AS t
        GROUP BY t.user_id
    ),
    pillars AS (
        SELECT
            p.user_id,
            string_agg(to_json(p.pillar) || ': ' || trim_scale(p.points), ', ') AS breakdown
        FROM by_pillar AS p
        GROUP BY p.user_id
    ),
    past AS (
        SELECT
            h.user_id,
            sum(h.final_score * decay.weights[p_score_date - h.score_date]) AS weighted_sum,
            sum(decay.weights[p_score_date - h.score_date]) AS weight_sum,
            count(*) AS history_rows,
            -- the newest row's day, with its state in the two lowest bits
            max(
                (h.score_date - p_score_date) * 4
                + CASE h.momentum_state WHEN 'NeedsCare' THEN 1 WHEN 'Steady' THEN 2 ELSE 3 END
            ) AS newest
        FROM momentum.daily_engagement_scores AS h
        CROSS JOIN (
            SELECT momentum._decay_weights(
                (p_version).half_life_days, (p_version).history_days
            ) AS weights
        ) AS decay
        WHERE
            h.score_date >= p_score_date - (p_version).history_days
            AND h.score_date < p_score_date
            AND (p_user_ids IS NULL OR h.user_id = ANY (p_user_ids))
        GROUP BY h.user_id
    ),
    measured AS (
        SELECT
            u.user_id,
            COALESCE(e.points, 0) AS points,
            LEAST(COALESCE(e.points, 0), (p_version).max_weight_per_day) AS raw_score,
            COALESCE(e.event_count, 0)::integer AS event_count,
            format('{"events": {%s}, "pillars": {%s}}', e.breakdown, p.breakdown) AS breakdown,
            COALESCE(h.weighted_sum, 0) AS weighted_sum,
            COALESCE(h.weight_sum, 0) AS weight_sum,
            COALESCE(h.history_rows, 0) AS history_rows,
            (ARRAY['NeedsCare', 'Steady', 'Rising'])[h.newest & 3] AS previous_state
        FROM wanted AS u
        LEFT JOIN events AS e ON e.user_id = u.user_id
        LEFT JOIN pillars AS p ON p.user_id = u.user_id
        LEFT JOIN past AS h ON h.user_id = u.user_id
    ),
    decayed AS (
        SELECT
            m.*,
            n.normalized,
            (n.normalized + m.weighted_sum) / (1 + m.weight_sum) AS decayed
        FROM measured AS m
        CROSS JOIN LATERAL (
            SELECT 100 * m.raw_score / (p_version).max_weight_per_day AS normalized
        ) AS n
    ),
    blended AS (
        SELECT
            d.*,
            CASE
                WHEN d.raw_score = 0 AND (p_version).zero_event_policy = 'zero' THEN 0.00
                -- one division, at the end: a quotient cut off before it could lose an exact half
                ELSE round(
                    (
                        (p_version).raw_share * 100 * d.raw_score * (1 + d.weight_sum)
                        + (1 - (p_version).raw_share)
                        * (100 * d.raw_score + (p_version).max_weight_per_day * d.weighted_sum)
                    )
                    / ((p_version).max_weight_per_day * (1 + d.weight_sum)),
                    2
                )
            END AS final_score
        FROM decayed AS d
    )
    SELECT
        b.user_id,
        b.raw_score::numeric(10, 2),
        round(b.normalized, 2),
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
        END,
        b.breakdown::jsonb,
        b.event_count,
        jsonb_build_object(
            'points', trim_scale(b.points),
            'decayed', round(b.decayed, 4),
            'history_rows', b.history_rows,
            'previous_state', b.previous_state
        )
    FROM blended AS b;
END
$$;

ALTER FUNCTION momentum._score_rows(p_score_date date, p_version momentum.score_versions, p_user_ids uuid[]) OWNER TO momentum_owner;

--
-- Name: FUNCTION _score_rows(p_score_date date, p_version momentum.score_versions, p_user_ids uuid[]); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._score_rows(p_score_date date, p_version momentum.score_versions, p_user_ids uuid[]) IS 'Computes the score of a day under a version, for the users named (null: everyone active); formula: exponentially decayed blend, see the header of its source';

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
        SELECT v.* INTO v_version
        FROM momentum.score_versions AS v
        WHERE v.effective_from <= p_score_date
        ORDER BY v.effective_from DESC
        LIMIT 1;
    ELSE
        SELECT v.* INTO v_version
        FROM momentum.score_versions AS v
        WHERE v.version = p_version;
    END IF;
    IF v_version.version IS NULL THEN
        RAISE EXCEPTION '%', COALESCE(
            'unknown score version: ' || p_version,
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
-- Name: _today(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._today() RETURNS date
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    SELECT (momentum.clock() AT TIME ZONE 'UTC')::date
$$;

ALTER FUNCTION momentum._today() OWNER TO momentum_owner;

--
-- Name: FUNCTION _today(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._today() IS 'The UTC day of momentum.clock()';

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
-- Name: _write_scores(date, momentum.score_versions, uuid[], boolean); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum._write_scores(p_score_date date, p_version momentum.score_versions, p_user_ids uuid[], p_overwrite boolean, OUT users bigint, OUT inserted bigint, OUT updated bigint) RETURNS record
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    v_now CONSTANT timestamptz := momentum.clock();
    v_user_ids uuid[];
    v_written uuid[];
    v_constraint text;
BEGIN
    LOOP
        IF p_user_ids IS NOT NULL THEN
            v_user_ids := ARRAY(
                SELECT u.id FROM momentum._users AS u
                WHERE u.id = ANY (p_user_ids) AND u.deleted_at IS NULL
            );
        END IF;
        BEGIN
            WITH computed AS (
                SELECT c.*
                FROM momentum._score_changes(p_score_date, p_version, v_user_ids) AS c
            ),
            written AS (
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
                WHERE c.change = 'insert' OR (p_overwrite AND c.change = 'update')
                ON CONFLICT (user_id, score_date) DO UPDATE
                SET (
                    raw_score, normalized_score, final_score, momentum_state, breakdown,
                    event_count, algorithm_version, calculation_metadata, updated_at
                ) = (
                    excluded.raw_score, excluded.normalized_score, excluded.final_score,
                    excluded.momentum_state, excluded.breakdown, excluded.event_count,
                    excluded.algorithm_version, excluded.calculation_metadata, excluded.updated_at
                )
                WHERE p_overwrite
                RETURNING s.user_id
            )
            SELECT
                count(*),
                count(*) FILTER (WHERE c.change = 'insert'),
                count(*) FILTER (WHERE c.change = 'update' AND p_overwrite),
                (SELECT array_agg(w.user_id) FROM written AS w)
            INTO users, inserted, updated, v_written
            FROM computed AS c;
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
    PERFORM momentum._announce(
        'momentum_scores', v_written, jsonb_build_object('score_date', p_score_date)
    );
END
$$;

ALTER FUNCTION momentum._write_scores(p_score_date date, p_version momentum.score_versions, p_user_ids uuid[], p_overwrite boolean, OUT users bigint, OUT inserted bigint, OUT updated bigint) OWNER TO momentum_owner;

--
-- Name: FUNCTION _write_scores(p_score_date date, p_version momentum.score_versions, p_user_ids uuid[], p_overwrite boolean, OUT users bigint, OUT inserted bigint, OUT updated bigint); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum._write_scores(p_score_date date, p_version momentum.score_versions, p_user_ids uuid[], p_overwrite boolean, OUT users bigint, OUT inserted bigint, OUT updated bigint) IS 'Stores the scores of one day for the users named (null: everyone active); returns users, rows inserted and rows updated';

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
-- Name: backfill_empty_days(date, date, integer, integer, boolean); Type: PROCEDURE; Schema: momentum; Owner: momentum_owner
--

CREATE PROCEDURE momentum.backfill_empty_days(IN p_from date, IN p_to date, IN p_page_size integer DEFAULT 500, IN p_commit_every integer DEFAULT 1000, IN p_dry_run boolean DEFAULT false)
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_day date;
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
    AS $$
DECLARE
    v_row momentum.daily_engagement_scores;
BEGIN
    PERFORM momentum._check_score_dates(p_score_date, p_score_date);
    PERFORM momentum._check_users(ARRAY[p_user_id]);
    PERFORM momentum._lock_users(ARRAY[p_user_id]);
    PERFORM momentum._write_scores(
        p_score_date,
        momentum._score_version(p_version, p_score_date),
        ARRAY[p_user_id],
        true
    );
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
BEGIN
    PERFORM momentum._check_score_dates(p_score_date, p_score_date);
    PERFORM momentum._check_users(p_user_ids);
    IF p_user_ids IS NOT NULL THEN
        v_user_ids := ARRAY(SELECT DISTINCT u.user_id FROM unnest(p_user_ids) AS u (user_id));
    END IF;
    PERFORM momentum._lock_users(v_user_ids);
    RETURN QUERY
    SELECT w.users, w.inserted, w.updated, w.users - w.inserted - w.updated
    FROM momentum._write_scores(
        p_score_date, momentum._score_version(p_version, p_score_date), v_user_ids, true
    ) AS w;
END
$$;

ALTER FUNCTION momentum.calculate_scores(p_score_date date, p_user_ids uuid[], p_version text) OWNER TO momentum_owner;

--
-- Name: FUNCTION calculate_scores(p_score_date date, p_user_ids uuid[], p_version text); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.calculate_scores(p_score_date date, p_user_ids uuid[], p_version text) IS 'Scores a UTC day (default yesterday) for all active users or those named and returns how many rows were inserted, updated and unchanged. Errors: PM001, PM002, PM003, PM004, PM011';

--
-- Name: clock(); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.clock() RETURNS timestamp with time zone
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    SELECT COALESCE((SELECT c.pinned_at FROM momentum.clock_pin AS c), now())
$$;

ALTER FUNCTION momentum.clock() OWNER TO momentum_owner;

--
-- Name: FUNCTION clock(); Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON FUNCTION momentum.clock() IS 'The current instant: the row of momentum.clock_pin where there is one, else now()';

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
BEGIN
    PERFORM momentum._check_may_act_for(p_user_id);
    PERFORM momentum._check_score_dates(p_score_date, p_score_date);
    IF auth.uid() IS DISTINCT FROM p_user_id THEN
        PERFORM momentum._check_users(ARRAY[p_user_id]);
    END IF;

    SELECT s.* INTO v_stored
    FROM momentum.daily_engagement_scores AS s
    WHERE s.user_id = p_user_id AND s.score_date = p_score_date;
    v_version := momentum._score_version(
        NULLIF(v_stored.algorithm_version, 'legacy'), p_score_date
    );
    SELECT c.* INTO v_score
    FROM momentum._score_changes(p_score_date, v_version, ARRAY[p_user_id]) AS c;

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
                'weight', decay.weights[p_score_date - h.score_date],
                'contribution', round(h.final_score * decay.weights[p_score_date - h.score_date], 4)
            )
            ORDER BY h.score_date DESC
        ),
        COALESCE(sum(h.final_score * decay.weights[p_score_date - h.score_date]), 0),
        COALESCE(sum(decay.weights[p_score_date - h.score_date]), 0)
    INTO v_history, v_weighted_sum, v_weight_sum
    FROM momentum.daily_engagement_scores AS h
    CROSS JOIN (
        SELECT momentum._decay_weights(
            v_version.half_life_days, v_version.history_days
        ) AS weights
    ) AS decay
    WHERE
        h.user_id = p_user_id
        AND h.score_date >= p_score_date - v_version.history_days
        AND h.score_date < p_score_date;

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
            WHEN v_stored.user_id IS NOT NULL THEN v_score.change = 'none'
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
    IF p_schema IS NULL OR p_schema = 'momentum' THEN
        RAISE EXCEPTION 'compatibility views cannot go into schema %', quote_nullable(p_schema)
            USING ERRCODE = 'PM006',
                  HINT = 'Give the schema that the consumers read, usually public.';
    ELSIF to_regnamespace(quote_ident(p_schema)) IS NULL THEN
        RAISE EXCEPTION 'unknown schema: %', p_schema
            USING ERRCODE = 'PM007',
                  HINT = 'Create it first, or give the schema that the consumers read.';
    END IF;

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
            'SELECT * FROM momentum.%2$I; '
            'COMMENT ON VIEW %1$I.%2$I IS %3$L; '
            'GRANT SELECT, INSERT, UPDATE, DELETE ON %1$I.%2$I TO authenticated, service_role',
            p_schema, v_view, v_mark
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
BEGIN
    IF (p_version ~ '\S' AND p_version <> 'legacy' AND length(p_version) <= 200) IS NOT TRUE THEN
        RAISE EXCEPTION 'a score version cannot be named %', quote_nullable(left(p_version, 80))
            USING ERRCODE = 'PM006',
                  HINT = 'Give it a short name such as v3; "legacy" marks imported rows.';
    END IF;
    IF p_effective_from = 'infinity' THEN
        RAISE EXCEPTION 'score version % would never take effect', p_version
            USING ERRCODE = 'PM004',
                  HINT = 'Give its first day, or null to activate it later.';
    END IF;
    PERFORM momentum._check_weights(p_weights);
    PERFORM momentum._check_version_unused(p_version);

    DELETE FROM momentum.score_versions AS v WHERE v.version = p_version;
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
        p_effective_from
    )
    RETURNING v.* INTO v_row;

    INSERT INTO momentum.event_weights (version, event_type, weight, pillar_id)
    SELECT p_version, w.key, w.value::numeric, p_weights -> 'pillars' ->> w.key
    FROM jsonb_each_text(p_weights) AS w
    WHERE w.key <> ALL (momentum._weights_settings());
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

COMMENT ON FUNCTION momentum.load_score_version(p_version text, p_weights jsonb, p_effective_from date) IS 'Stores a score version from a weights object, in effect from a day on (null: not active). Errors: PM004, PM006, PM009, PM011';

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
-- Name: record_event(uuid, text, timestamp with time zone, jsonb, uuid); Type: FUNCTION; Schema: momentum; Owner: momentum_owner
--

CREATE FUNCTION momentum.record_event(p_user_id uuid, p_event_type text, p_event_ts timestamp with time zone DEFAULT NULL::timestamp with time zone, p_payload jsonb DEFAULT '{}'::jsonb, p_event_id uuid DEFAULT NULL::uuid) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    v_now CONSTANT timestamptz := momentum.clock();
    v_event_ts CONSTANT timestamptz := COALESCE(p_event_ts, v_now);
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
            AND e.event_ts >= date_trunc('day', v_event_ts, 'UTC')
            AND e.event_ts < date_trunc('day', v_event_ts, 'UTC') + interval '24 hours'
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
        RAISE EXCEPTION 'setting % cannot be %', NEW.name, quote_nullable(NEW.value)
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
-- Name: daily_momentum_scores; Type: VIEW; Schema: momentum; Owner: momentum_owner
--

CREATE VIEW momentum.daily_momentum_scores WITH (security_invoker='true') AS
 SELECT s.user_id,
    s.final_score AS score,
    s.score_date,
    (s.breakdown -> 'pillars'::text) AS pillar_breakdown
   FROM momentum.daily_engagement_scores s;

ALTER TABLE momentum.daily_momentum_scores OWNER TO momentum_owner;

--
-- Name: VIEW daily_momentum_scores; Type: COMMENT; Schema: momentum; Owner: momentum_owner
--

COMMENT ON VIEW momentum.daily_momentum_scores IS 'Score per user and day with the points per pillar, under the reader''s own rights';

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

COMMENT ON COLUMN momentum.scoring_failures.operation IS 'recalculate or backfill';

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
-- Name: users users_pkey; Type: CONSTRAINT; Schema: auth; Owner: momentum_owner
--

ALTER TABLE ONLY auth.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);

--
-- Name: clock_pin clock_pin_pkey; Type: CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.clock_pin
    ADD CONSTRAINT clock_pin_pkey PRIMARY KEY (singleton);

--
-- Name: daily_engagement_scores daily_engagement_scores_pkey; Type: CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.daily_engagement_scores
    ADD CONSTRAINT daily_engagement_scores_pkey PRIMARY KEY (user_id, score_date);

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
-- Name: rescore_queue rescore_queue_pkey; Type: CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.rescore_queue
    ADD CONSTRAINT rescore_queue_pkey PRIMARY KEY (user_id, id);

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
-- Name: daily_engagement_scores_algorithm_version_idx; Type: INDEX; Schema: momentum; Owner: momentum_owner
--

CREATE INDEX daily_engagement_scores_algorithm_version_idx ON momentum.daily_engagement_scores USING brin (algorithm_version);

--
-- Name: daily_engagement_scores_score_date_idx; Type: INDEX; Schema: momentum; Owner: momentum_owner
--

CREATE INDEX daily_engagement_scores_score_date_idx ON momentum.daily_engagement_scores USING btree (score_date);

--
-- Name: event_weights_pillar_id_idx; Type: INDEX; Schema: momentum; Owner: momentum_owner
--

CREATE INDEX event_weights_pillar_id_idx ON momentum.event_weights USING btree (pillar_id);

--
-- Name: habit_index_pillar_id_idx; Type: INDEX; Schema: momentum; Owner: momentum_owner
--

CREATE INDEX habit_index_pillar_id_idx ON momentum.habit_index USING btree (pillar_id) WHERE (pillar_id IS NOT NULL);

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
-- Name: rescore_queue_id_idx; Type: INDEX; Schema: momentum; Owner: momentum_owner
--

CREATE INDEX rescore_queue_id_idx ON momentum.rescore_queue USING btree (id);

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
-- Name: momentum_events momentum_events_set_updated_at; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER momentum_events_set_updated_at BEFORE UPDATE ON momentum.momentum_events FOR EACH ROW WHEN ((new.updated_at = old.updated_at)) EXECUTE FUNCTION momentum.tg_any_set_updated_at();

--
-- Name: momentum_pillars momentum_pillars_set_updated_at; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER momentum_pillars_set_updated_at BEFORE UPDATE ON momentum.momentum_pillars FOR EACH ROW WHEN ((new.updated_at = old.updated_at)) EXECUTE FUNCTION momentum.tg_any_set_updated_at();

--
-- Name: motivation_journal motivation_journal_set_updated_at; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER motivation_journal_set_updated_at BEFORE UPDATE ON momentum.motivation_journal FOR EACH ROW WHEN ((new.updated_at = old.updated_at)) EXECUTE FUNCTION momentum.tg_any_set_updated_at();

--
-- Name: rescore_queue rescore_queue_set_updated_at; Type: TRIGGER; Schema: momentum; Owner: momentum_owner
--

CREATE TRIGGER rescore_queue_set_updated_at BEFORE UPDATE ON momentum.rescore_queue FOR EACH ROW WHEN ((new.updated_at = old.updated_at)) EXECUTE FUNCTION momentum.tg_any_set_updated_at();

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
-- Name: motivation_journal motivation_journal_user_id_fkey; Type: FK CONSTRAINT; Schema: momentum; Owner: momentum_owner
--

ALTER TABLE ONLY momentum.motivation_journal
    ADD CONSTRAINT motivation_journal_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE;

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
-- Name: FUNCTION _announce(p_event_type text, p_user_ids uuid[], p_details jsonb); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._announce(p_event_type text, p_user_ids uuid[], p_details jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._announce(p_event_type text, p_user_ids uuid[], p_details jsonb) TO service_role;

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
-- Name: FUNCTION _check_isolation(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._check_isolation() FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._check_isolation() TO service_role;

--
-- Name: FUNCTION _check_may_act_for(p_user_id uuid); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._check_may_act_for(p_user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._check_may_act_for(p_user_id uuid) TO authenticated;
GRANT ALL ON FUNCTION momentum._check_may_act_for(p_user_id uuid) TO service_role;

--
-- Name: FUNCTION _check_score_dates(p_from date, p_to date); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._check_score_dates(p_from date, p_to date) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._check_score_dates(p_from date, p_to date) TO authenticated;
GRANT ALL ON FUNCTION momentum._check_score_dates(p_from date, p_to date) TO service_role;

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
-- Name: FUNCTION _decay_weights(p_half_life_days numeric, p_history_days integer); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._decay_weights(p_half_life_days numeric, p_history_days integer) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._decay_weights(p_half_life_days numeric, p_history_days integer) TO authenticated;
GRANT ALL ON FUNCTION momentum._decay_weights(p_half_life_days numeric, p_history_days integer) TO service_role;

--
-- Name: FUNCTION _first_active_day(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._first_active_day() FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._first_active_day() TO service_role;

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
-- Name: PROCEDURE _report_progress(IN p_operation text, IN p_score_date date, IN p_done bigint, IN p_failed bigint, IN p_total bigint); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON PROCEDURE momentum._report_progress(IN p_operation text, IN p_score_date date, IN p_done bigint, IN p_failed bigint, IN p_total bigint) FROM PUBLIC;
GRANT ALL ON PROCEDURE momentum._report_progress(IN p_operation text, IN p_score_date date, IN p_done bigint, IN p_failed bigint, IN p_total bigint) TO service_role;

--
-- Name: FUNCTION _resembles(p_name text, p_other text); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._resembles(p_name text, p_other text) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._resembles(p_name text, p_other text) TO service_role;

--
-- Name: TABLE score_versions; Type: ACL; Schema: momentum; Owner: momentum_owner
--

GRANT SELECT ON TABLE momentum.score_versions TO authenticated;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE momentum.score_versions TO service_role;

--
-- Name: FUNCTION _score_changes(p_score_date date, p_version momentum.score_versions, p_user_ids uuid[]); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._score_changes(p_score_date date, p_version momentum.score_versions, p_user_ids uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._score_changes(p_score_date date, p_version momentum.score_versions, p_user_ids uuid[]) TO authenticated;
GRANT ALL ON FUNCTION momentum._score_changes(p_score_date date, p_version momentum.score_versions, p_user_ids uuid[]) TO service_role;

--
-- Name: PROCEDURE _score_days(IN p_operation text, IN p_from date, IN p_to date, IN p_user_ids uuid[], IN p_page_size integer, IN p_commit_every integer); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON PROCEDURE momentum._score_days(IN p_operation text, IN p_from date, IN p_to date, IN p_user_ids uuid[], IN p_page_size integer, IN p_commit_every integer) FROM PUBLIC;
GRANT ALL ON PROCEDURE momentum._score_days(IN p_operation text, IN p_from date, IN p_to date, IN p_user_ids uuid[], IN p_page_size integer, IN p_commit_every integer) TO service_role;

--
-- Name: FUNCTION _score_rows(p_score_date date, p_version momentum.score_versions, p_user_ids uuid[]); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._score_rows(p_score_date date, p_version momentum.score_versions, p_user_ids uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._score_rows(p_score_date date, p_version momentum.score_versions, p_user_ids uuid[]) TO authenticated;
GRANT ALL ON FUNCTION momentum._score_rows(p_score_date date, p_version momentum.score_versions, p_user_ids uuid[]) TO service_role;

--
-- Name: FUNCTION _score_version(p_version text, p_score_date date); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._score_version(p_version text, p_score_date date) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._score_version(p_version text, p_score_date date) TO authenticated;
GRANT ALL ON FUNCTION momentum._score_version(p_version text, p_score_date date) TO service_role;

--
-- Name: FUNCTION _today(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._today() FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._today() TO authenticated;
GRANT ALL ON FUNCTION momentum._today() TO service_role;

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
-- Name: FUNCTION _weights_settings(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._weights_settings() FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._weights_settings() TO service_role;

--
-- Name: FUNCTION _write_scores(p_score_date date, p_version momentum.score_versions, p_user_ids uuid[], p_overwrite boolean, OUT users bigint, OUT inserted bigint, OUT updated bigint); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum._write_scores(p_score_date date, p_version momentum.score_versions, p_user_ids uuid[], p_overwrite boolean, OUT users bigint, OUT inserted bigint, OUT updated bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum._write_scores(p_score_date date, p_version momentum.score_versions, p_user_ids uuid[], p_overwrite boolean, OUT users bigint, OUT inserted bigint, OUT updated bigint) TO service_role;

--
-- Name: FUNCTION active_users(p_day date); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.active_users(p_day date) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum.active_users(p_day date) TO service_role;

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
-- Name: FUNCTION clock(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.clock() FROM PUBLIC;
GRANT ALL ON FUNCTION momentum.clock() TO authenticated;
GRANT ALL ON FUNCTION momentum.clock() TO service_role;

--
-- Name: FUNCTION explain_score(p_user_id uuid, p_score_date date); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.explain_score(p_user_id uuid, p_score_date date) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum.explain_score(p_user_id uuid, p_score_date date) TO authenticated;
GRANT ALL ON FUNCTION momentum.explain_score(p_user_id uuid, p_score_date date) TO service_role;

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
-- Name: FUNCTION missing_score_days(p_from date, p_to date); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.missing_score_days(p_from date, p_to date) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum.missing_score_days(p_from date, p_to date) TO service_role;

--
-- Name: PROCEDURE recalculate_scores(IN p_from date, IN p_to date, IN p_user_ids uuid[], IN p_page_size integer, IN p_commit_every integer); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON PROCEDURE momentum.recalculate_scores(IN p_from date, IN p_to date, IN p_user_ids uuid[], IN p_page_size integer, IN p_commit_every integer) FROM PUBLIC;
GRANT ALL ON PROCEDURE momentum.recalculate_scores(IN p_from date, IN p_to date, IN p_user_ids uuid[], IN p_page_size integer, IN p_commit_every integer) TO service_role;

--
-- Name: FUNCTION record_event(p_user_id uuid, p_event_type text, p_event_ts timestamp with time zone, p_payload jsonb, p_event_id uuid); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.record_event(p_user_id uuid, p_event_type text, p_event_ts timestamp with time zone, p_payload jsonb, p_event_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION momentum.record_event(p_user_id uuid, p_event_type text, p_event_ts timestamp with time zone, p_payload jsonb, p_event_id uuid) TO authenticated;
GRANT ALL ON FUNCTION momentum.record_event(p_user_id uuid, p_event_type text, p_event_ts timestamp with time zone, p_payload jsonb, p_event_id uuid) TO service_role;

--
-- Name: FUNCTION tg_any_set_updated_at(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.tg_any_set_updated_at() FROM PUBLIC;

--
-- Name: FUNCTION tg_event_weights_protect_used(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.tg_event_weights_protect_used() FROM PUBLIC;

--
-- Name: FUNCTION tg_score_versions_protect_used(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.tg_score_versions_protect_used() FROM PUBLIC;

--
-- Name: FUNCTION tg_settings_check(); Type: ACL; Schema: momentum; Owner: momentum_owner
--

REVOKE ALL ON FUNCTION momentum.tg_settings_check() FROM PUBLIC;

--
-- Name: TABLE users; Type: ACL; Schema: auth; Owner: momentum_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE auth.users TO service_role;

--
-- Name: TABLE _users; Type: ACL; Schema: momentum; Owner: momentum_owner
--

GRANT SELECT ON TABLE momentum._users TO service_role;

--
-- Name: TABLE clock_pin; Type: ACL; Schema: momentum; Owner: momentum_owner
--

GRANT SELECT ON TABLE momentum.clock_pin TO authenticated;
GRANT SELECT ON TABLE momentum.clock_pin TO service_role;

--
-- Name: TABLE daily_momentum_scores; Type: ACL; Schema: momentum; Owner: momentum_owner
--

GRANT SELECT ON TABLE momentum.daily_momentum_scores TO authenticated;
GRANT SELECT ON TABLE momentum.daily_momentum_scores TO service_role;

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
-- Name: TABLE momentum_events; Type: ACL; Schema: momentum; Owner: momentum_owner
--

GRANT SELECT ON TABLE momentum.momentum_events TO authenticated;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE momentum.momentum_events TO service_role;

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
-- PostgreSQL database dump complete
--
