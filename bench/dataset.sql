-- What fills a database of a benchmark. The functions are called as superuser with
-- session_replication_role = replica: no trigger fires, nothing is queued.
CREATE SCHEMA bench;

-- share: of the events of a day. Log-normal, as people are: a few do much, many do little, one in
-- ten does nothing.
CREATE TABLE bench.people (
    number integer PRIMARY KEY,
    user_id uuid NOT NULL,
    share double precision NOT NULL
);

-- Score rows as they look under v2, for the days that the benchmarks only read.
CREATE TABLE bench.variants AS
WITH counts AS (
    SELECT
        n AS number,
        n % 4 AS chats,
        n / 4 % 4 AS syncs,
        n / 16 % 4 AS steps,
        n / 64 AS sessions
    FROM generate_series(0, 511) AS n
),
points AS (
    SELECT c.*, 2 * c.chats + c.syncs + 3 * c.steps AS points
    FROM counts AS c
),
scores AS (
    SELECT
        p.*,
        least(p.points, 10) AS raw_score,
        CASE WHEN p.points = 0 THEN 0 ELSE least(p.points, 10) * 7 + p.number % 30 END AS final
    FROM points AS p
)
SELECT
    s.number,
    s.raw_score::numeric(10, 2),
    (s.raw_score * 10)::numeric(5, 2) AS normalized_score,
    s.final::numeric(5, 2) AS final_score,
    CASE
        WHEN s.final >= 70 THEN 'Rising'
        WHEN s.final >= 45 THEN 'Steady'
        ELSE 'NeedsCare'
    END AS momentum_state,
    jsonb_build_object(
        'events',
        (
            SELECT COALESCE(
                jsonb_object_agg(
                    t.name,
                    jsonb_build_object(
                        'count', t.count, 'counted', t.count, 'points', t.count * t.weight
                    )
                ),
                '{}'
            )
            FROM (
                VALUES
                ('chat_message', s.chats, 2),
                ('biometric_sync', s.syncs, 1),
                ('action_step_complete', s.steps, 3),
                ('app_session', s.sessions, 0)
            ) AS t (name, count, weight)
            WHERE t.count > 0
        ),
        'pillars',
        CASE
            WHEN s.points = 0 THEN '{}'::jsonb
            ELSE jsonb_build_object('movement', s.points / 3, 'unassigned', s.points - s.points / 3)
        END
    ) AS breakdown,
    s.chats + s.syncs + s.steps + s.sessions AS event_count,
    jsonb_build_object(
        'points', s.points,
        'decayed', s.final + 0.1234,
        'history_rows', 30,
        'previous_state', 'Steady'
    ) AS calculation_metadata
FROM scores AS s;

CREATE FUNCTION bench.user_id(p_number integer)
RETURNS uuid
LANGUAGE sql IMMUTABLE
AS $user_id$
    -- written out in the scripts of pgbench
    SELECT md5('user ' || p_number::text)::uuid
$user_id$;

CREATE FUNCTION bench.add_users(p_users integer, p_created_on date)
RETURNS void
LANGUAGE sql VOLATILE
AS $add_users$
    INSERT INTO bench.people (number, user_id, share)
    WITH drawn AS (
        SELECT
            n AS number,
            CASE
                WHEN n % 10 = 9 THEN 0
                ELSE exp(sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random()))
            END AS weight
        FROM generate_series(0, p_users - 1) AS n
    )
    SELECT d.number, bench.user_id(d.number), d.weight / sum(d.weight) OVER ()
    FROM drawn AS d;

    INSERT INTO auth.users (id, created_at)
    SELECT p.user_id, p_created_on::timestamp AT TIME ZONE 'UTC'
    FROM bench.people AS p;

    INSERT INTO momentum.momentum_pillars (id, name)
    SELECT p.name, initcap(p.name)
    FROM unnest(ARRAY['mindset', 'movement', 'nutrition', 'sleep']) AS p (name);
$add_users$;

-- Events of a day: eight types, three of which weigh something under v2; three in ten with a
-- pillar of their own; stored in the order in which they happened.
CREATE FUNCTION bench.add_events(p_day date, p_events integer)
RETURNS void
LANGUAGE sql VOLATILE
AS $add_events$
    INSERT INTO momentum.momentum_events (user_id, event_type, pillar_id, event_ts, payload)
    SELECT
        p.user_id,
        (
            ARRAY[
                'chat_message', 'biometric_sync', 'action_step_complete', 'app_session',
                'journal_entry', 'lesson_start', 'goal_setting', 'note'
            ]
        )[1 + floor(random() * 8)::integer],
        (ARRAY['mindset', 'movement', 'nutrition', 'sleep'])[1 + floor(random() * 13)::integer],
        p_day::timestamp AT TIME ZONE 'UTC' + random() * interval '86399 seconds',
        '{"source": "app"}'
    FROM bench.people AS p
    CROSS JOIN LATERAL generate_series(1, floor(p.share * p_events + random())::integer)
    ORDER BY 4
$add_events$;

CREATE FUNCTION bench.add_scores(p_day date)
RETURNS void
LANGUAGE sql VOLATILE
AS $add_scores$
    INSERT INTO momentum.daily_engagement_scores (
        user_id, score_date, raw_score, normalized_score, final_score, momentum_state, breakdown,
        event_count, algorithm_version, calculation_metadata
    )
    SELECT
        p.user_id, p_day, v.raw_score, v.normalized_score, v.final_score, v.momentum_state,
        v.breakdown, v.event_count, 'v2', v.calculation_metadata
    FROM bench.people AS p
    JOIN bench.variants AS v
        ON v.number = CASE
            WHEN p.share = 0 THEN 0
            ELSE abs(hashtext(p.user_id::text || p_day::text) % 512)
        END
$add_scores$;
