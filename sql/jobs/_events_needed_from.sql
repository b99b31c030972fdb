-- The first UTC day before another one whose events, and all later ones, are still needed: a score
-- of that day is missing or waits to be computed again. Infinity: there is none. Days before the
-- first active user do not count, nor do those whose events are gone already.
CREATE OR REPLACE FUNCTION momentum._events_needed_from(p_before date)
RETURNS date
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $_events_needed_from$
    SELECT LEAST(
        (SELECT min(q.from_date) FROM momentum.rescore_queue AS q WHERE q.from_date < p_before),
        (
            SELECT min(m.score_date)
            FROM momentum.missing_score_days(
                LEAST(
                    GREATEST(
                        momentum._first_active_day(), momentum._events_kept_from(), '0001-01-01'
                    ),
                    p_before - 1
                ),
                p_before - 1
            ) AS m
            WHERE m.score_date >= momentum._events_kept_from()
        ),
        'infinity'
    )
$_events_needed_from$;

COMMENT ON FUNCTION momentum._events_needed_from(date) IS
    'First day before another one whose score is missing or waits to be computed again; infinity: '
    'none';
