-- drops: momentum.job_runs
-- drops: momentum.jobs WHERE updated_at <> created_at
-- drops: momentum.settings WHERE updated_at <> created_at AND name = 'job_run_retention_days'
DROP TABLE momentum.job_runs;
DROP TABLE momentum.jobs;
DELETE FROM momentum.settings WHERE name = 'job_run_retention_days';
