-- What a preview counts: rows and users that change, states that differ, and who changes most.
BEGIN;
SELECT plan(11);

-- stands in for the function: its rows are those of a table
CREATE TABLE public.previewed (
    user_id uuid, score_date date, stored_score numeric(5, 2), preview_score numeric(5, 2),
    stored_state text, preview_state text
);
CREATE SEQUENCE public.evaluations;
CREATE OR REPLACE FUNCTION momentum.preview_scores(
    p_version text, p_from date, p_to date, p_user_ids uuid[] DEFAULT NULL
)
RETURNS TABLE (
    user_id uuid, score_date date, stored_score numeric, preview_score numeric,
    stored_state text, preview_state text
)
LANGUAGE sql VOLATILE
AS $preview_scores$
    SELECT nextval('public.evaluations');
    SELECT * FROM public.previewed AS p
    WHERE p.score_date BETWEEN p_from AND p_to
        AND (p_user_ids IS NULL OR p.user_id = ANY (p_user_ids));
$preview_scores$;
INSERT INTO public.previewed
VALUES
('00000000-0000-0000-0000-000000000001', '2026-05-01', 72, 60, 'Rising', 'Steady'),
('00000000-0000-0000-0000-000000000001', '2026-05-02', 71, 59, 'Rising', 'Steady'),
('00000000-0000-0000-0000-000000000001', '2026-05-03', 50, 50, 'Steady', 'Steady'),
('00000000-0000-0000-0000-000000000002', '2026-05-01', 10, 30.5, 'NeedsCare', 'NeedsCare'),
('00000000-0000-0000-0000-000000000002', '2026-05-02', NULL, 80, NULL, 'Rising'),
('00000000-0000-0000-0000-000000000003', '2026-05-01', 69, 69, 'Rising', 'Steady');

CREATE TEMPORARY TABLE told AS
SELECT momentum._summarize_preview('v1', '2026-05-01', '2026-05-03', NULL, 10) AS summary;
SELECT results_eq(
    'SELECT last_value, is_called FROM public.evaluations', 'VALUES (1::bigint, true)',
    'the preview is evaluated once'
);
SELECT is(
    (SELECT summary - ARRAY['rows', 'users', 'states', 'top'] FROM told),
    '{"version": "v1", "from": "2026-05-01", "to": "2026-05-03"}', 'what was previewed'
);
SELECT is(
    (SELECT summary -> 'rows' FROM told),
    '{
        "previewed": 6, "without_score": 1, "changed": 3, "crossing": 3, "stored_mean": 54.40,
        "preview_mean": 53.70
    }',
    'a state may differ where the score does not; the means are of days with a stored score'
);
SELECT is(
    (SELECT summary -> 'users' FROM told),
    '{"previewed": 3, "changed": 2, "crossing": 2}', 'each user counts once'
);
SELECT is(
    (SELECT summary -> 'states' FROM told),
    '{
        "Rising": {"Steady": 3, "all": 3},
        "Steady": {"Steady": 1, "all": 1},
        "NeedsCare": {"NeedsCare": 1, "all": 1},
        "none": {"Rising": 1, "all": 1},
        "all": {"Rising": 1, "Steady": 4, "NeedsCare": 1, "all": 6}
    }',
    'rows by state before and after'
);
SELECT is(
    (SELECT summary -> 'top' -> 1 FROM told),
    '{
        "user_id": "00000000-0000-0000-0000-000000000001", "changed_days": 2, "mean_change": -8.00,
        "score_date": "2026-05-01", "change": -12.00, "stored_score": 72.00,
        "preview_score": 60.00, "stored_state": "Rising", "preview_state": "Steady"
    }',
    'of days on which a score changes most, the first'
);
SELECT is(
    (SELECT jsonb_path_query_array(summary, '$.top[*].change') FROM told), '[20.50, -12.00]',
    'who changes most comes first, who does not change is left out'
);
SELECT is(
    jsonb_array_length(
        momentum._summarize_preview('v1', '2026-05-01', '2026-05-03', NULL, 1) -> 'top'
    ),
    1, 'as many as asked for'
);
SELECT is(
    momentum._summarize_preview(
        'v1', '2026-05-01', '2026-05-03', ARRAY['00000000-0000-0000-0000-000000000003']::uuid[], 9
    ) -> 'users',
    '{"previewed": 1, "changed": 0, "crossing": 1}', 'of the users named'
);
SELECT is(
    momentum._summarize_preview('v1', '2026-06-01', '2026-06-03', NULL, 10) -> 'rows',
    '{
        "previewed": 0, "without_score": 0, "changed": 0, "crossing": 0, "stored_mean": null,
        "preview_mean": null
    }',
    'of nobody there is nothing to tell'
);
SELECT is(
    momentum._summarize_preview('v1', '2026-06-01', '2026-06-03', NULL, 10) -> 'states',
    '{"all": {"all": 0}}', 'nor are there states'
);

SELECT * FROM finish();
ROLLBACK;
