-- The lock stripe of a user, 0 to 1023. Users share 1,024 stripes so that a run over any number
-- of users holds a bounded number of locks.
CREATE OR REPLACE FUNCTION momentum._lock_stripe(p_user_id uuid)
RETURNS integer
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_lock_stripe$
BEGIN
    RETURN (uuid_hash_extended(p_user_id, 0) & 1023)::integer;
END
$_lock_stripe$;

COMMENT ON FUNCTION momentum._lock_stripe(uuid) IS 'Lock stripe of a user, 0 to 1023';
