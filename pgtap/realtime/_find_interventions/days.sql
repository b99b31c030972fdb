-- What consecutive, within 3 days, the last 5 days and within 7 days mean: days of the calendar,
-- those without events passed over, unless a rule counts them.
BEGIN;
SELECT plan(35);

INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00');

-- Stores days up to Friday 2026-11-20, the newest last: N, S, R a state; n, s, r the same without
-- events; . no row. Returns for whom the rule applies, and why.
CREATE FUNCTION pg_temp.found(p_rule text, p_days text, p_scores integer[] DEFAULT NULL)
RETURNS text
LANGUAGE plpgsql AS $found$
BEGIN
    DELETE FROM momentum.daily_engagement_scores;
    INSERT INTO momentum.daily_engagement_scores (
        user_id, score_date, raw_score, normalized_score, final_score, momentum_state, breakdown,
        event_count, algorithm_version
    )
    SELECT
        '00000000-0000-0000-0000-000000000001',
        date '2026-11-20' - (length(p_days) - d.n::integer),
        0, 0,
        COALESCE(p_scores[d.n], 50),
        CASE upper(d.letter) WHEN 'N' THEN 'NeedsCare' WHEN 'S' THEN 'Steady' ELSE 'Rising' END,
        '{"events": {}, "pillars": {}}',
        (d.letter = upper(d.letter))::integer,
        'v2'
    FROM string_to_table(p_days, NULL) WITH ORDINALITY AS d (letter, n)
    WHERE d.letter <> '.';
    RETURN (
        SELECT string_agg((c).trigger_reason, '; ')
        FROM momentum._find_interventions('2026-11-20', NULL, '2026-11-21 02:10Z') AS f
        CROSS JOIN unnest(f.candidates) AS c
        WHERE f.rule_name = p_rule
    );
END
$found$;

SELECT is(
    pg_temp.found(w.rule, w.days, w.scores),
    w.wanted || ', up to 2026-11-20',
    format('%s, %s: %s', w.rule, w.days, w.about)
)
FROM (
    VALUES
    ('needs_care', 'NN', NULL::integer[], 'NeedsCare on 2 days in a row', 'two days'),
    ('needs_care', 'N', NULL, NULL, 'one day'),
    ('needs_care', 'NS', NULL, NULL, 'over on the day'),
    ('needs_care', 'NSN', NULL, NULL, 'interrupted'),
    ('needs_care', 'SNNN', NULL, 'NeedsCare on 3 days in a row', 'three days'),
    ('needs_care', 'NnnN', NULL, 'NeedsCare on 2 days in a row', 'a weekend without events'),
    ('needs_care', 'N..N', NULL, 'NeedsCare on 2 days in a row', 'days without rows'),
    ('needs_care', 'NrN', NULL, 'NeedsCare on 2 days in a row', 'an empty day of another state'),
    ('needs_care', 'NNn', NULL, NULL, 'nothing on a day without events'),
    ('needs_care', 'nn', NULL, NULL, 'only empty days'),
    ('needs_care', 'NN.', NULL, NULL, 'the day has no row'),
    ('needs_care', 'N.....N', NULL, 'NeedsCare on 2 days in a row', 'seven days'),
    ('needs_care', 'N......N', NULL, NULL, 'eight days'),
    ('needs_care', 'NNNNNNNN', NULL, 'NeedsCare on 7 days in a row', 'nothing before the span'),
    ('score_drop', 'SS', '{65,50}', '15.00 points down within 3 days', 'at the threshold'),
    ('score_drop', 'SS', '{64,50}', NULL, 'below it'),
    ('score_drop', 'RSS', '{90,70,50}', '40.00 points down within 3 days', 'from the highest'),
    ('score_drop', 'SRN', '{70,80,20}', '60.00 points down within 3 days', 'also the day before'),
    ('score_drop', 'RSSN', '{100,60,60,50}', NULL, 'four days ago'),
    ('score_drop', 'RssN', '{100,0,0,20}', NULL, 'Friday to Monday: too long ago'),
    ('score_drop', 'RnN', '{80,0,20}', '60.00 points down within 3 days', 'an empty day between'),
    ('score_drop', 'Rn', '{80,0}', NULL, 'an empty day is no drop'),
    ('score_drop', 'nS', '{80,20}', NULL, 'an empty day is nothing to fall from'),
    ('score_drop', 'S', '{20}', NULL, 'one day'),
    ('score_drop', 'SS', '{20,80}', NULL, 'a rise'),
    ('rising', 'RRRR', NULL, 'Rising on 4 of 5 days', 'four'),
    ('rising', 'RRRRS', NULL, 'Rising on 4 of 5 days', 'not on the day'),
    ('rising', 'RRRSS', NULL, NULL, 'three'),
    ('rising', 'RRRRSS', NULL, NULL, 'one too long ago'),
    ('rising', 'RRrrRR', NULL, NULL, 'a weekend leaves too few: of the calendar'),
    ('consistency', 'NSNSN', NULL, '4 changes of state within 7 days', 'four changes'),
    ('consistency', 'NSNSS', NULL, NULL, 'three'),
    ('consistency', 'NSssNSN', NULL, '4 changes of state within 7 days', 'over a weekend'),
    ('consistency', 'NSNSNSSS', NULL, '4 changes of state within 7 days', 'of 7 days alone'),
    ('consistency', 'SnSnSnS', NULL, NULL, 'empty days are no changes')
) AS w (rule, days, scores, wanted, about);

SELECT * FROM finish();
ROLLBACK;
