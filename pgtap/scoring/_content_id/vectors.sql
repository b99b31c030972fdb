-- The id follows from the content alone, for ever. The expected ids were computed outside of the
-- database.
BEGIN;
SELECT plan(3);

SELECT is(
    momentum._content_id('["a",   1, null]'),
    '30780d0d-aa72-8ce5-8290-bae99d93fa5e'::uuid,
    'an array, however it was written'
);
SELECT is(
    momentum._content_id('{"a": "é"}'),
    'c6c0a269-c3d5-855e-8c68-7d138cc1fcd1'::uuid,
    'an object, and more than ASCII'
);
SELECT is(momentum._content_id(NULL), NULL, 'no content has no id');

SELECT * FROM finish();
ROLLBACK;
