-- drops: momentum.organisations momentum.memberships momentum.activities momentum.annual_summary
-- drops: momentum.summary_queue
DROP TYPE momentum._session_change;
DROP TABLE momentum.summary_queue;
DROP TABLE momentum.annual_summary;
DROP TABLE momentum.activities;
DROP TABLE momentum.memberships;
DROP TABLE momentum.organisations;
