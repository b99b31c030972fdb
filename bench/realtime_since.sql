\set number random(0, :users - 1)
SELECT momentum.realtime_events_since(md5('user ' || :number::text)::uuid, :after::text);
