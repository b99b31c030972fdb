-- _recount_sessions for any number of users and years, some of them at a time, so that one row that
-- somebody else holds does not put off all others. Returns how many pairs were counted.
CREATE OR REPLACE FUNCTION momentum._recount_pages(p_user_ids uuid[], p_years integer[])
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_recount_pages$
DECLARE
    c_page_size CONSTANT integer := 500;
    v_to integer;
    v_counted bigint := 0;
BEGIN
    FOR v_from IN 1..COALESCE(cardinality(p_user_ids), 0) BY c_page_size LOOP
        v_to := least(v_from + c_page_size - 1, cardinality(p_user_ids));
        IF momentum._recount_sessions(p_user_ids[v_from:v_to], p_years[v_from:v_to]) THEN
            v_counted := v_counted + v_to - v_from + 1;
        END IF;
    END LOOP;
    RETURN v_counted;
END
$_recount_pages$;

COMMENT ON FUNCTION momentum._recount_pages(uuid[], integer[]) IS
    'Counts the activities of these users and years into annual_summary, page by page; returns how '
    'many pairs were counted, the others being queued';
