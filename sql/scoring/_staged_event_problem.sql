-- Why a staged line cannot be read: which of its values is not of its type. Null: it can.
-- Reads times as the caller's time zone and date style have it: setting these for every line would
-- take longer than all the rest.
CREATE OR REPLACE FUNCTION momentum._staged_event_problem(
    p_user_id text,
    p_event_ts text,
    p_id text,
    p_payload text,
    p_document text
)
RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_staged_event_problem$
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
$_staged_event_problem$;

COMMENT ON FUNCTION momentum._staged_event_problem(text, text, text, text, text) IS
    'Why a staged line cannot be read; null when it can';
