-- Works off the queue entries of some users that are due: recomputes their stored rows in date
-- order, from the first day queued through the last one stored, each under the version that is
-- stored with it; and today's, stored or not, under the one in effect, where there are events of
-- today. Rows of other origin, such as imported ones, stay, and so do days whose events are no
-- longer kept. Returns the number of entries.
-- Entries of a user who cannot have today's row yet (deleted, or no version is in effect) stay.
-- The caller holds the locks of _lock_users. Raises 23503 when a user is deleted meanwhile.
-- Announces the rows written.
CREATE OR REPLACE FUNCTION momentum._rescore_queued(p_user_ids uuid[])
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_rescore_queued$
DECLARE
    v_today CONSTANT date := momentum._today();
    v_in_effect CONSTANT momentum.score_versions := momentum._version_in_effect(v_today);
    v_entries bigint[];
    v_unscored uuid[];
    v_day record;
    v_drained bigint;
BEGIN
    -- an entry that comes later stands for a change that may not be seen below
    v_entries := ARRAY(
        SELECT q.id
        FROM momentum.rescore_queue AS q
        WHERE q.user_id = ANY (p_user_ids) AND q.from_date <= v_today
    );

    -- Today's missing rows come first, though they are computed again below: inserting waits for
    -- a deletion of the user, and must not hold rows meanwhile that the deletion waits for.
    v_unscored := ARRAY(
        SELECT u.id
        FROM momentum._users AS u
        WHERE
            u.id = ANY (p_user_ids)
            -- LIMIT keeps these probes of the keys for each user
            AND (
                SELECT true
                FROM momentum.daily_engagement_scores AS s
                WHERE s.user_id = u.id AND s.score_date = v_today
                LIMIT 1
            ) IS NULL
            AND (
                SELECT true
                FROM momentum.momentum_events AS e
                WHERE
                    e.user_id = u.id
                    AND e.event_ts >= v_today::timestamp AT TIME ZONE 'UTC'
                    AND e.event_ts < (v_today + 1)::timestamp AT TIME ZONE 'UTC'
                    AND e.deleted_at IS NULL
                LIMIT 1
            )
    );
    IF v_in_effect.version IS NOT NULL AND v_unscored <> '{}' THEN
        PERFORM momentum._write_scores(
            v_today,
            v_in_effect,
            ARRAY(
                SELECT u.id FROM momentum._users AS u
                WHERE u.id = ANY (v_unscored) AND u.deleted_at IS NULL
            ),
            ARRAY['insert']
        );
    END IF;

    FOR v_day IN
        SELECT s.score_date, v AS version, array_agg(s.user_id) AS user_ids
        FROM (
            SELECT q.user_id, min(q.from_date) AS from_date
            FROM momentum.rescore_queue AS q
            WHERE q.user_id = ANY (p_user_ids) AND q.id = ANY (v_entries)
            GROUP BY q.user_id
        ) AS queued
        CROSS JOIN LATERAL (
            SELECT own.user_id, own.score_date, own.algorithm_version
            FROM momentum.daily_engagement_scores AS own
            WHERE
                own.user_id = queued.user_id
                AND own.score_date >= GREATEST(queued.from_date, momentum._events_kept_from())
            OFFSET 0
        ) AS s
        JOIN momentum.score_versions AS stored ON stored.version = s.algorithm_version
        JOIN momentum.score_versions AS v
            ON v.version = CASE
                WHEN s.score_date = v_today THEN COALESCE(v_in_effect.version, stored.version)
                ELSE stored.version
            END
        GROUP BY s.score_date, v.version
        ORDER BY s.score_date
    LOOP
        PERFORM momentum._write_scores(
            v_day.score_date, v_day.version, v_day.user_ids, ARRAY['insert', 'update']
        );
    END LOOP;

    DELETE FROM momentum.rescore_queue AS q
    WHERE
        q.user_id = ANY (p_user_ids)
        AND q.id = ANY (v_entries)
        AND (
            q.user_id <> ALL (v_unscored)
            OR EXISTS (
                SELECT FROM momentum.daily_engagement_scores AS s
                WHERE s.user_id = q.user_id AND s.score_date = v_today
            )
        );
    GET DIAGNOSTICS v_drained = ROW_COUNT;
    RETURN v_drained;
END
$_rescore_queued$;

COMMENT ON FUNCTION momentum._rescore_queued(uuid[]) IS
    'Recomputes the stored rows of queued users, removes their entries, and returns how many';
