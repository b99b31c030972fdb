\set number random(0, :users - 1)
\set milliseconds random(0, 43200000)
INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
VALUES (md5('user ' || :number::text)::uuid, 'chat_message', :today::timestamp AT TIME ZONE 'UTC' + :milliseconds * interval '1 millisecond');
