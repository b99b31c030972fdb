\set n :n + 1
\set number (:n * 8 + :client_id) % :users
SELECT momentum.calculate_score(md5('user ' || :number::text)::uuid, :day::date);
