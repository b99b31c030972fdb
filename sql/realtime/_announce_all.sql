-- Announces the rows of an open cursor (user_id, event_type, channel_names, payload, cache_keys) in
-- slices: however many a statement changes, they are never all in memory. Closes the cursor.
CREATE OR REPLACE FUNCTION momentum._announce_all(p_announcements refcursor, p_now timestamptz)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_announce_all$
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
$_announce_all$;

COMMENT ON FUNCTION momentum._announce_all(refcursor, timestamptz) IS
    'Announces the rows of a cursor, in slices';
