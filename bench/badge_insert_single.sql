\set n :n + 1
\set number :n * 8 + :client_id
INSERT INTO momentum.activities (user_id, id, organisation_id, activity_type, completed_at)
SELECT a.user_id, a.id, a.organisation_id, a.activity_type, a.completed_at FROM bench.arrivals AS a WHERE a.number = :number;
