"""Whatever statements there are: what is announced is what changed, to whom it happened."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
from hypothesis import given
from hypothesis import strategies as st

from tests.property.strategies import bounded
from tests.realtime.announced import INSERT, NOW, TODAY, UPSERT
from tests.realtime.stream import Outbox, set_setting
from tests.stored import insert_users
from tests.support import pin_clock

USERS = 3
#: Today, yesterday, and two days before.
DAYS = 4
LIMIT = 4
SCORES = {20: "NeedsCare", 30: "NeedsCare", 50: "Steady", 90: "Rising"}
TABLE = "momentum.daily_engagement_scores"

#: User and days back.
Key = tuple[int, int]
Rows = dict[Key, int]
#: Kind, user (None: everyone), days back, score, state before.
Told = tuple[str, int | None, int | None, int | None, str | None]
MARKER: Told = ("momentum_scores_recalculated", None, None, None, None)


@dataclass(frozen=True)
class Insert:
    """Rows to insert; those that are there are changed, or left alone."""

    rows: tuple[tuple[Key, int], ...]
    upsert: bool

    def run(self, db: psycopg.Connection) -> None:
        rows = [
            (UUID(int=user + 1), TODAY - timedelta(back), score, SCORES[score])
            for (user, back), score in self.rows
        ]
        statement = UPSERT if self.upsert else f"{INSERT} ON CONFLICT DO NOTHING"
        db.execute(statement.encode(), [list(column) for column in zip(*rows, strict=True)])

    def apply(self, stored: Rows) -> Counter[Told]:
        new = {key: score for key, score in self.rows if key not in stored}
        changed = {key: score for key, score in self.rows if stored.get(key, score) != score}
        told = marked(("momentum_score_created", *key, score, None) for key, score in new.items())
        if self.upsert:
            # what is changed is said first
            first = updates(stored, changed)
            told = first if MARKER in first else first + told
            stored.update(changed)
        stored.update(new)
        return told


@dataclass(frozen=True)
class Update:
    """A score for the rows with these keys."""

    keys: frozenset[Key]
    score: int

    def run(self, db: psycopg.Connection) -> None:
        db.execute(
            f"UPDATE {TABLE} SET final_score = %s, momentum_state = %s WHERE {WHERE}".encode(),
            (self.score, SCORES[self.score], *where(self.keys)),
        )

    def apply(self, stored: Rows) -> Counter[Told]:
        changed = {k: self.score for k in self.keys if stored.get(k, self.score) != self.score}
        told = updates(stored, changed)
        stored.update(changed)
        return told


@dataclass(frozen=True)
class Delete:
    """The rows with these keys."""

    keys: frozenset[Key]

    def run(self, db: psycopg.Connection) -> None:
        db.execute(f"DELETE FROM {TABLE} WHERE {WHERE}".encode(), where(self.keys))

    def apply(self, stored: Rows) -> Counter[Told]:
        gone = [key for key in self.keys if stored.pop(key, None) is not None]
        # whatever the day
        return marked([("cache_invalidated", *key, None, None) for key in gone])


@dataclass(frozen=True)
class Move:
    """A row that gets another key, where that is free."""

    source: Key
    target: Key

    def run(self, db: psycopg.Connection) -> None:
        (users, days), (there, then) = where([self.target]), where([self.source])
        db.execute(
            f"UPDATE {TABLE} SET user_id = %s, score_date = %s WHERE {WHERE}"
            f" AND NOT EXISTS (SELECT FROM {TABLE} WHERE {WHERE})".encode(),
            (users[0], days[0], there, then, users, days),
        )

    def apply(self, stored: Rows) -> Counter[Told]:
        if self.source not in stored or self.target in stored:
            return Counter()
        score = stored[self.target] = stored.pop(self.source)
        gone: Told = ("cache_invalidated", *self.source, None, None)
        return Counter([("momentum_score_created", *self.target, score, None), gone])


@dataclass(frozen=True)
class Block:
    """Steps within a savepoint, rolled back or not."""

    steps: "tuple[Step, ...]"
    kept: bool


Step = Insert | Update | Delete | Move | Block
WHERE = "(user_id, score_date) IN (SELECT * FROM unnest(%s::uuid[], %s::date[]))"


def where(keys: Iterable[Key]) -> tuple[list[Any], list[Any]]:
    """Return the parameters of WHERE."""
    ordered = sorted(keys)
    return (
        [UUID(int=user + 1) for user, _ in ordered],
        [TODAY - timedelta(back) for _, back in ordered],
    )


def updates(stored: Rows, changed: Rows) -> Counter[Told]:
    """What is said of rows that change."""
    return marked(
        ("momentum_score_updated", *key, score, SCORES[stored[key]])
        for key, score in changed.items()
    )


def marked(told: Iterable[Told]) -> Counter[Told]:
    """Say it once to everyone where it is too much."""
    said = list(told)
    return Counter([MARKER] if len(said) > LIMIT else said)


keys = st.tuples(st.integers(0, USERS - 1), st.sampled_from([0, 0, 0, 1, 1, 2, 3]))
scores = st.sampled_from(list(SCORES))
statements = (
    st.builds(
        Insert,
        st.dictionaries(keys, scores, min_size=1, max_size=8).map(lambda d: tuple(d.items())),
        st.booleans(),
    )
    | st.builds(Update, st.frozensets(keys, max_size=10), scores)
    | st.builds(Delete, st.frozensets(keys, max_size=6))
    | st.builds(Move, keys, keys)
)
steps: st.SearchStrategy[Step] = st.recursive(
    statements,
    lambda inner: st.builds(
        Block, st.lists(inner, min_size=1, max_size=3).map(tuple), st.booleans()
    ),
    max_leaves=4,
)


def follow(db: psycopg.Connection, stored: Rows, step: Step) -> list[Counter[Told]]:
    """Do a step, in the database and the model; return what is said, statement by statement."""
    if not isinstance(step, Block):
        step.run(db)
        return [step.apply(stored)]
    before = dict(stored)
    with db.transaction(force_rollback=not step.kept):
        told = [each for inner in step.steps for each in follow(db, stored, inner)]
    if step.kept:
        return told
    stored.clear()
    stored.update(before)
    return []


def one_marker(told: Iterable[Counter[Told]]) -> list[Counter[Told]]:
    """Leave the last marker of the transaction alone."""
    said: list[Counter[Told]] = []
    for each in told:
        if MARKER in each:
            said = [before for before in said if MARKER not in before]
        said.append(each)
    return said


def read(event: dict[str, Any]) -> Told:
    """Return an event as the model has it."""
    payload, kind = event["payload"], event["event_type"]
    if kind == MARKER[0]:
        return MARKER
    back = (TODAY - TODAY.fromisoformat(payload["score_date"])).days
    user, score = UUID(event["user_id"]).int - 1, payload.get("final_score")
    if kind == "cache_invalidated":
        return (kind, user, back, None, None)
    assert payload["momentum_state"] == SCORES[score]
    assert payload["state_changed"] == (payload["previous_state"] != payload["momentum_state"])
    return (kind, user, back, score, payload["previous_state"])


@bounded
@given(st.lists(steps, min_size=1, max_size=8))
def test_what_is_announced_is_what_changed(db: psycopg.Connection, steps: list[Step]) -> None:
    with db.transaction(force_rollback=True):
        pin_clock(db, NOW)
        users = insert_users(db, USERS)
        set_setting(db, "realtime_fanout_limit", LIMIT)
        outboxes = {None: Outbox(db)} | {user: Outbox(db, users[user]) for user in range(USERS)}
        stored: Rows = {}
        told = one_marker(said for step in steps for said in follow(db, stored, step))
        for follower, outbox in outboxes.items():
            heard = [read(event) for event in outbox.news()]
            for statement in told:
                mine = Counter(
                    {
                        said: count
                        for said, count in statement.items()
                        if follower is None or said[1] in (follower, None)
                    }
                )
                assert Counter(heard[: mine.total()]) == mine
                heard = heard[mine.total() :]
            assert heard == []
