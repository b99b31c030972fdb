-- Raises PM004 for a day whose events retention has dropped: its stored scores can no longer be
-- computed, and stay as they are. Writers call it after _lock_users: then no partition is dropped
-- meanwhile.
CREATE OR REPLACE FUNCTION momentum._check_events_kept(p_from date)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_events_kept$
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
$_check_events_kept$;

COMMENT ON FUNCTION momentum._check_events_kept(date) IS
    'Raises PM004 for a day whose events retention has dropped';
