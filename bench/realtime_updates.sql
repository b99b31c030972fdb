\set number random(0, :users - 1)
\set score random(0, 10000)
UPDATE momentum.daily_engagement_scores SET final_score = :score / 100.0 WHERE user_id = md5('user ' || :number::text)::uuid AND score_date = :day::date;
