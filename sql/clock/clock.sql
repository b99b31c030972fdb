-- The engine's only source of "now": the pinned instant while there is one, else the start of the
-- transaction. Every p_now and p_score_date defaults to it.
-- SECURITY DEFINER because it is called by users and, in triggers, by the owner: the table has row
-- level security, and a plan of it that another role made is made anew, at each call.
CREATE OR REPLACE FUNCTION momentum.clock()
RETURNS timestamptz
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $clock$
BEGIN
    RETURN COALESCE((SELECT c.pinned_at FROM momentum.clock_pin AS c WHERE c.singleton), now());
END
$clock$;

COMMENT ON FUNCTION momentum.clock() IS
    'The current instant: the row of momentum.clock_pin where there is one, else now()';
