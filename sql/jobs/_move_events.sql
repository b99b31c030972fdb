-- Moves the events of a span of UTC days (the last excluded) from the default partition into a
-- table that is not attached yet, as they are, and returns how many. Rows that another session has
-- locked stay. Works on the partition itself, so that the statement triggers of momentum_events do
-- not fire: nothing changes for the scores. Rows are deleted, not truncated away: a backup with an
-- older snapshot still finds them.
CREATE OR REPLACE FUNCTION momentum._move_events(p_partition_name text, p_from date, p_to date)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_move_events$
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
$_move_events$;

COMMENT ON FUNCTION momentum._move_events(text, date, date) IS
    'Moves events of a span of days from the default partition into a table; returns how many';
