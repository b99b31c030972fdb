-- What the names of this database's jobs begin with in pg_cron; at most 38 bytes.
CREATE OR REPLACE FUNCTION momentum._cron_prefix()
RETURNS text
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $_cron_prefix$
    SELECT
        format(
            'momentum/%s/',
            CASE
                WHEN octet_length(current_database()) <= 28 THEN current_database()::text
                ELSE
                    left(regexp_replace(current_database()::text, '[^a-zA-Z0-9_-]', '', 'g'), 19)
                    || '~' || left(md5(current_database()::text), 8)
            END
        )
$_cron_prefix$;

COMMENT ON FUNCTION momentum._cron_prefix() IS
    'What the names of this database''s jobs begin with in pg_cron';
