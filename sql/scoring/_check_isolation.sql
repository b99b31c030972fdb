-- Raises PM011 unless the transaction is READ COMMITTED: at a higher level the snapshot is older
-- than a lock that was waited for, and what its former holder wrote stays unseen.
CREATE OR REPLACE FUNCTION momentum._check_isolation()
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_isolation$
BEGIN
    IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
        RAISE EXCEPTION 'this cannot be done at isolation level %',
            current_setting('transaction_isolation')
            USING ERRCODE = 'PM011',
                  HINT = 'Use READ COMMITTED, the default of PostgreSQL: writers take turns by '
                         'locks of their own, and must see what the one before wrote.';
    END IF;
END
$_check_isolation$;

COMMENT ON FUNCTION momentum._check_isolation() IS
    'Raises PM011 unless the transaction is READ COMMITTED';
