\set turn :turn + 1
\set n :turn * :clients + :client_id
\set number :first + :n % :users
\set score 1 + :n / :users
UPDATE momentum.daily_engagement_scores SET final_score = :score / 100.0 WHERE user_id = md5('user ' || :number::text)::uuid AND score_date = :day::date;
