-- Why a staged line cannot be read: which of its values is not of its type. Null: it can.
-- Reads times as the caller's time zone and date style have it: setting these for every line would
-- take longer than all the rest.
CREATE OR REPLACE FUNCTION momentum._staged_activity_problem(
    p_user_id text,
    p_completed_at text,
    p_activity_id text,
    p_organisation_id text,
    p_document text
)
RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_staged_activity_problem$
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
$_staged_activity_problem$;

COMMENT ON FUNCTION momentum._staged_activity_problem(text, text, text, text, text) IS
    'Why a staged line cannot be read; null when it can';
