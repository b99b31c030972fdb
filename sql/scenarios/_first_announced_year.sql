-- The first UTC year whose milestones are announced: the current one, and in its first seven days
-- the one before, for what was reached on its last evening. Older ones are history.
CREATE OR REPLACE FUNCTION momentum._first_announced_year()
RETURNS integer
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_first_announced_year$
BEGIN
    RETURN extract(
        YEAR FROM (momentum.clock() - interval '168 hours') AT TIME ZONE 'UTC'
    )::integer;
END
$_first_announced_year$;

COMMENT ON FUNCTION momentum._first_announced_year() IS
    'The first UTC year whose milestones are announced; those of earlier years are only recorded';
