-- What tells this stream of positions from that of another server or database, or of a table made
-- anew, and from its own continuation after a recovery to an earlier point in time or a failover,
-- which begins a timeline. The timeline is that on which the last position was given out, and comes
-- with it, so that a standby, which reads what it has of that, says the same; the rest is computed
-- and not stored: a dump would take it along.
CREATE OR REPLACE FUNCTION momentum._realtime_incarnation(p_timeline integer)
RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_realtime_incarnation$
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
$_realtime_incarnation$;

COMMENT ON FUNCTION momentum._realtime_incarnation(integer) IS
    'Tells the positions of this database from those of another one, such as a restored dump';
