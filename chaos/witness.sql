-- Notes in which transaction each score was last changed, and which transactions have announced a
-- marker in place of single scores: what the outbox alone does not tell.
CREATE SCHEMA witness;
CREATE TABLE witness.scores (
    user_id uuid,
    score_date date,
    transaction_id xid8 NOT NULL,
    PRIMARY KEY (user_id, score_date)
);
CREATE TABLE witness.markers (transaction_id xid8);
CREATE FUNCTION witness.note_score() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $note_score$
BEGIN
    INSERT INTO witness.scores (user_id, score_date, transaction_id)
    VALUES (NEW.user_id, NEW.score_date, pg_current_xact_id())
    ON CONFLICT (user_id, score_date) DO UPDATE SET transaction_id = EXCLUDED.transaction_id;
    RETURN NULL;
END
$note_score$;
CREATE FUNCTION witness.note_marker() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $note_marker$
BEGIN
    INSERT INTO witness.markers (transaction_id) VALUES (pg_current_xact_id());
    RETURN NULL;
END
$note_marker$;
CREATE TRIGGER witness_created AFTER INSERT ON momentum.daily_engagement_scores
FOR EACH ROW EXECUTE FUNCTION witness.note_score();
CREATE TRIGGER witness_changed AFTER UPDATE ON momentum.daily_engagement_scores
FOR EACH ROW
WHEN (
    (OLD.user_id, OLD.score_date, OLD.final_score, OLD.momentum_state)
    IS DISTINCT FROM (NEW.user_id, NEW.score_date, NEW.final_score, NEW.momentum_state)
)
EXECUTE FUNCTION witness.note_score();
CREATE TRIGGER witness_marker AFTER INSERT ON momentum.realtime_inbox
FOR EACH ROW WHEN (NEW.event_type = 'momentum_scores_recalculated')
EXECUTE FUNCTION witness.note_marker();
