-- One user with an activity in each of the last 104 weeks, none in the week before these, and one
-- in each of the weeks before that, from January 2024 on: 10,000 activities, 66 or 67 a week.
CREATE FUNCTION bench.add_regular(p_user_id uuid, p_now timestamptz)
RETURNS void
LANGUAGE sql VOLATILE
AS $add_regular$
    INSERT INTO auth.users (id, created_at) VALUES (p_user_id, p_now - interval '3 years');

    INSERT INTO momentum.activities (user_id, organisation_id, activity_type, completed_at)
    SELECT
        p_user_id,
        bench.organisation_id(0),
        (ARRAY['session', 'lesson', 'call', 'visit'])[1 + n % 4],
        date_trunc('week', p_now, 'UTC')
        - (n % 150 + CASE WHEN n % 150 >= 104 THEN 1 ELSE 0 END) * interval '1 week'
        + n / 150 * interval '1 hour'
    FROM generate_series(0, 9999) AS n
    ORDER BY 4
$add_regular$;

CREATE FUNCTION bench.evaluate_often(p_user_id uuid, p_calls integer)
RETURNS integer
LANGUAGE plpgsql STABLE
AS $evaluate_often$
DECLARE
    v_streak momentum.streak_result;
BEGIN
    FOR v_call IN 1..p_calls LOOP
        v_streak := momentum.evaluate_streak(p_user_id, 'week', 104);
    END LOOP;
    RETURN v_streak.current_value;
END
$evaluate_often$;

-- The baseline: whether there is an activity, for each of so many weeks back from the current one.
CREATE FUNCTION bench.probe_often(
    p_user_id uuid,
    p_week timestamptz,
    p_weeks integer,
    p_calls integer
)
RETURNS integer
LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan
AS $probe_often$
DECLARE
    v_found integer;
    v_week timestamptz;
BEGIN
    FOR v_call IN 1..p_calls LOOP
        v_found := 0;
        v_week := p_week;
        FOR v_number IN 1..p_weeks LOOP
            IF EXISTS (
                SELECT
                FROM momentum.activities AS a
                WHERE
                    a.user_id = p_user_id
                    AND a.completed_at >= v_week
                    AND a.completed_at < v_week + interval '1 week'
                    AND a.deleted_at IS NULL
            ) THEN
                v_found := v_found + 1;
            END IF;
            v_week := v_week - interval '1 week';
        END LOOP;
    END LOOP;
    RETURN v_found;
END
$probe_often$;
