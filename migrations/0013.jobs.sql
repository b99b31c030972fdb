-- depends: 0012.interventions
-- The jobs: what is run when, and each run of it.

SET LOCAL ROLE momentum_owner;

INSERT INTO momentum.settings (name, value, pattern, description)
VALUES
(
    'job_run_retention_days',
    '30',
    '[1-9][0-9]{0,3}',
    'Days for which job_runs is kept; of each job the last run that succeeded stays'
);

CREATE TABLE momentum.jobs (
    name text NOT NULL,
    schedule text NOT NULL,
    command text NOT NULL,
    remaining text,
    enabled boolean NOT NULL DEFAULT true,
    catch_up boolean NOT NULL DEFAULT false,
    max_attempts integer NOT NULL DEFAULT 3,
    retry_after interval NOT NULL DEFAULT '1 minute',
    description text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    updated_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    CONSTRAINT jobs_pkey PRIMARY KEY (name),
    CONSTRAINT jobs_name_is_short CHECK (name ~ '^[a-z][a-z0-9-]{0,24}$'),
    CONSTRAINT jobs_schedule_has_five_fields CHECK (
        -- each a list of * or ranges, with or without a step, or numbers
        replace(schedule, ' ', ', ') || ',' ~ (
            '^(([*](/[1-9][0-9]?)?|[0-5]?[0-9](-[0-5]?[0-9](/[1-9][0-9]?)?)?),)+ '
            '(([*](/[1-9][0-9]?)?|([01]?[0-9]|2[0-3])'
            '(-([01]?[0-9]|2[0-3])(/[1-9][0-9]?)?)?),)+ '
            '(([*](/[1-9][0-9]?)?|(0?[1-9]|[12][0-9]|3[01])'
            '(-(0?[1-9]|[12][0-9]|3[01])(/[1-9][0-9]?)?)?),)+ '
            '(([*](/[1-9][0-9]?)?|(0?[1-9]|1[0-2])(-(0?[1-9]|1[0-2])(/[1-9][0-9]?)?)?),)+ '
            '(([*](/[1-9][0-9]?)?|[0-7](-[0-7](/[1-9][0-9]?)?)?),)+$'
        )
    ),
    CONSTRAINT jobs_catch_up_is_daily CHECK (
        NOT catch_up OR schedule ~ '^[0-5]?[0-9] ([01]?[0-9]|2[0-3]) [*] [*] [*]$'
    ),
    CONSTRAINT jobs_attempts_are_few CHECK (max_attempts BETWEEN 1 AND 20),
    CONSTRAINT jobs_retry_within_a_day CHECK (
        retry_after > interval '0' AND retry_after <= interval '1 day'
    )
);
COMMENT ON CONSTRAINT jobs_name_is_short ON momentum.jobs IS
    'A name has 1 to 25 small letters, digits and hyphens, a letter first.';
COMMENT ON CONSTRAINT jobs_schedule_has_five_fields ON momentum.jobs IS
    'Give the five fields of cron (minute 0-59, hour 0-23, day 1-31, month 1-12, weekday 0-7), of '
    'digits and * , / - alone, such as 0 2 * * *.';
COMMENT ON CONSTRAINT jobs_catch_up_is_daily ON momentum.jobs IS
    'Only a job that runs once a day, such as 0 2 * * *, can catch up.';
COMMENT ON CONSTRAINT jobs_attempts_are_few ON momentum.jobs IS 'Give 1 to 20 attempts.';
COMMENT ON CONSTRAINT jobs_retry_within_a_day ON momentum.jobs IS
    'Give a positive time of at most one day.';
COMMENT ON TABLE momentum.jobs IS
    'What is run when, by pg_cron or by pgmomentum jobs serve. Commands are run as whoever runs '
    'the jobs: only the owner writes them';
COMMENT ON COLUMN momentum.jobs.schedule IS 'Cron expression of five fields, in UTC';
COMMENT ON COLUMN momentum.jobs.command IS
    'A SELECT: $1 is the instant that it runs for, $2 that of the last run that succeeded (null: '
    'none). Its first column, where it is a whole number, is the rows done';
COMMENT ON COLUMN momentum.jobs.remaining IS
    'A SELECT of how many rows there are to do: then the command does a page of them, and is '
    'repeated, each time in a transaction of its own. Null: the command does all in one';
COMMENT ON COLUMN momentum.jobs.enabled IS 'False: it is not run';
COMMENT ON COLUMN momentum.jobs.catch_up IS 'True: days on which it has not run are made up for';
COMMENT ON COLUMN momentum.jobs.max_attempts IS
    'How often it is tried for one instant; an alert follows the last failure';
COMMENT ON COLUMN momentum.jobs.retry_after IS
    'Time after the first failure until it is tried again; doubled with each further one';

CREATE TABLE momentum.job_runs (
    id bigint GENERATED ALWAYS AS IDENTITY,
    job_name text NOT NULL,
    scheduled_at timestamptz NOT NULL,
    started_at timestamptz NOT NULL,
    finished_at timestamptz,
    status text NOT NULL,
    attempt integer NOT NULL,
    rows_done bigint,
    rows_total bigint,
    error text,
    pid integer NOT NULL DEFAULT pg_catalog.pg_backend_pid(),
    CONSTRAINT job_runs_pkey PRIMARY KEY (id),
    CONSTRAINT job_runs_status_is_known CHECK (
        status IN ('running', 'succeeded', 'failed', 'skipped', 'abandoned')
    ),
    CONSTRAINT job_runs_running_until_finished CHECK (
        (status = 'running') = (finished_at IS NULL)
    ),
    CONSTRAINT job_runs_error_unless_well CHECK (
        (status IN ('running', 'succeeded')) = (error IS NULL)
    ),
    CONSTRAINT job_runs_attempt_is_positive CHECK (attempt > 0)
);
CREATE INDEX job_runs_job_name_started_at_idx
    ON momentum.job_runs (job_name, started_at, id);
CREATE UNIQUE INDEX job_runs_attempt_once
    ON momentum.job_runs (job_name, scheduled_at, attempt)
    WHERE status <> 'skipped';
CREATE INDEX job_runs_not_succeeded_idx
    ON momentum.job_runs (job_name, scheduled_at)
    WHERE status IN ('running', 'failed', 'abandoned');
COMMENT ON TABLE momentum.job_runs IS
    'Each run of a job, kept for settings.job_run_retention_days';
COMMENT ON COLUMN momentum.job_runs.job_name IS 'Name of the job, which may be gone since';
COMMENT ON COLUMN momentum.job_runs.scheduled_at IS 'Instant that it ran for';
COMMENT ON COLUMN momentum.job_runs.status IS
    'running, succeeded, failed, skipped (another session was running the job) or abandoned (its '
    'session ended before it did); a run whose session has ended is running until the next one';
COMMENT ON COLUMN momentum.job_runs.attempt IS 'The how many-th try for that instant it is';
COMMENT ON COLUMN momentum.job_runs.rows_done IS 'Rows done so far, where the command counts them';
COMMENT ON COLUMN momentum.job_runs.rows_total IS 'Rows there were to do when it began, or null';
COMMENT ON COLUMN momentum.job_runs.error IS 'Why it did not succeed: SQLSTATE and message';
COMMENT ON COLUMN momentum.job_runs.pid IS
    'Session: while it is running, SELECT pg_cancel_backend(pid) stops it';

INSERT INTO momentum.jobs (name, schedule, command, catch_up, description)
VALUES
(
    'score-yesterday', '0 2 * * *',
    'SELECT s.users FROM momentum.calculate_scores(($1 AT TIME ZONE ''UTC'')::date - 1) AS s',
    true,
    'Scores the day before, for every active user'
),
(
    'evaluate-interventions', '10 2 * * *',
    'SELECT sum(e.interventions + e.notifications) '
    'FROM momentum.evaluate_interventions(($1 AT TIME ZONE ''UTC'')::date - 1) AS e',
    false,
    'Interventions and notifications that the scores of the day before give rise to'
),
(
    'reconcile-badges', '30 2 * * *',
    'SELECT r.reevaluated FROM momentum.reconcile_badges('
    'least(greatest(interval ''26 hours'', $1 - $2 + interval ''2 hours''), interval ''31 days''), '
    '$1) AS r',
    false,
    'Badges of activities that were not evaluated as they came, since the last run'
),
(
    'drain-summary-queue', '* * * * *',
    'SELECT momentum.drain_summary_queue()',
    false,
    'Years of the summary of activities that could not follow a change'
),
(
    'scenario-milestones', '0 6 * * *',
    'SELECT s.triggered FROM momentum.evaluate_scenarios($1, ''{milestone}'') AS s',
    false,
    'Milestones that users have reached'
),
(
    'scenario-inactivity', '10 6 * * *',
    'SELECT s.triggered FROM momentum.evaluate_scenarios($1, ''{inactivity}'') AS s',
    false,
    'Reminders for members who have done nothing for long'
),
(
    'scenario-expiry', '20 6 * * *',
    'SELECT s.triggered FROM momentum.evaluate_scenarios($1, ''{expiry}'') AS s',
    false,
    'Warnings of credentials that expire soon'
),
(
    'maintain-partitions', '0 3 * * *',
    'SELECT count(*) FROM momentum.maintain_partitions($1)',
    false,
    'Partitions of the events: those to come are made, those past retention dropped'
),
(
    'cleanup-realtime', '10 3 * * *',
    'SELECT momentum.cleanup_realtime_events($1) + momentum.cleanup_realtime_metrics()',
    false,
    'Announcements and metrics past retention'
),
(
    'cleanup-job-runs', '20 3 * * *',
    'SELECT momentum.cleanup_job_runs($1)',
    false,
    'Runs of jobs past retention'
);
INSERT INTO momentum.jobs (name, schedule, command, remaining, description)
VALUES
(
    'drain-rescore-queue', '* * * * *',
    'SELECT momentum.drain_rescore_queue(500)',
    'SELECT count(*) FROM momentum.rescore_queue AS q '
    'WHERE q.from_date <= ($1 AT TIME ZONE ''UTC'')::date',
    'Stored scores that are to follow a change, 500 users at a time'
);

ALTER TABLE momentum.jobs ENABLE ROW LEVEL SECURITY;
ALTER TABLE momentum.job_runs ENABLE ROW LEVEL SECURITY;

RESET ROLE;
