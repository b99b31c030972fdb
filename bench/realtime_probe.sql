\set number random(0, :users - 1)
SELECT e.user_id, e.position, e.event_type, e.payload, e.created_at FROM momentum.realtime_events AS e WHERE e.user_id = md5('user ' || :number::text)::uuid AND e.position > :position AND e.sequenced_at >= :today::timestamptz ORDER BY e.position LIMIT 500;
