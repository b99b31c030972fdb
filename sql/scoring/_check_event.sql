-- Raises PM005 for an event that makes no sense.
CREATE OR REPLACE FUNCTION momentum._check_event(
    p_event_type text,
    p_event_ts timestamptz,
    p_payload jsonb,
    p_now timestamptz
)
RETURNS void
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_check_event$
DECLARE
    v_problem CONSTANT text[] := momentum._event_problem(
        p_event_type, p_event_ts, p_payload, p_now
    );
BEGIN
    IF v_problem IS NOT NULL THEN
        RAISE EXCEPTION '%', v_problem[1] USING ERRCODE = 'PM005', HINT = v_problem[2];
    END IF;
END
$_check_event$;

COMMENT ON FUNCTION momentum._check_event(text, timestamptz, jsonb, timestamptz) IS
    'Raises PM005 for an event without a type, a finite time that has come, or a payload that is '
    'an object of at most 64 kB';
