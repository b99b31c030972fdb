"""Writers: what users did, some twice, some late, some ahead of time, edited and deleted."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from chaos.actor import Actor
from chaos.ledger import ActivityRow, EventRow, Ledger, Stored
from chaos.world import ACTIVITY_TYPES, EVENT_TYPES, LATE, ORGANISATIONS, World, is_steady
from tests.badges.people import organisation_id

INSERT_EVENTS = """
INSERT INTO momentum.momentum_events (id, user_id, event_type, event_ts)
SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::timestamptz[])
ON CONFLICT (user_id, event_ts, id) DO NOTHING
"""
INSERT_ACTIVITIES = """
INSERT INTO momentum.activities (id, user_id, organisation_id, activity_type, completed_at)
SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::text[], %s::timestamptz[])
ON CONFLICT (user_id, id) DO {}
"""
UPSERT = INSERT_ACTIVITIES.format(
    "UPDATE SET activity_type = EXCLUDED.activity_type, completed_at = EXCLUDED.completed_at"
)
RECORD = "SELECT momentum.record_event(%s, %s, %s, '{}', %s)"
READ_EVENTS = (
    "SELECT id, user_id, event_type, event_ts, deleted_at IS NOT NULL"
    " FROM momentum.momentum_events WHERE id = ANY (%s)"
)
READ_ACTIVITIES = (
    "SELECT id, user_id, organisation_id, activity_type, completed_at, deleted_at IS NOT NULL"
    " FROM momentum.activities WHERE id = ANY (%s)"
)
#: Rows that a writer chooses among for a change: its latest.
RECENT = 300
LEVELS = ("READ COMMITTED",) * 12 + ("REPEATABLE READ", "SERIALIZABLE")


class Writer(Actor):
    """Changes rows of its own, in transactions, and knows which of these were acknowledged."""

    def __init__(self, world: World, name: str, seed: int) -> None:
        super().__init__(world, name, seed)
        self.ledger = Ledger()
        self._steady = {user: is_steady(place) for place, user in enumerate(world.users)}

    def act(self) -> None:
        """Change some rows in a transaction, and note when it is acknowledged."""
        choose = self.random
        self.ledger.forget()
        self.connection.execute(f"BEGIN ISOLATION LEVEL {choose.choice(LEVELS)}".encode())
        for _ in range(choose.choice((1, 1, 2, 4))):
            change = choose.choice((self._add_events, self._add_activities, self._change))
            change()
        if choose.random() < 0.1:
            self.connection.execute("ROLLBACK")
            self.world.tally.did("transactions: rolled back")
            return
        self.ledger.is_committing = True
        self.connection.execute("COMMIT")
        self.ledger.committed()
        self.world.tally.did("transactions: committed")

    def returned(self) -> None:
        """See what became of the transaction that was under way."""
        difference = self.ledger.resolve(self._read)
        if difference is not None:
            self.world.tally.differs(
                f"{self.name}: a transaction is neither there nor not: {difference}"
            )

    def _read(self, ids: Collection[UUID]) -> Mapping[UUID, Stored]:
        found: dict[UUID, Stored] = {}
        for row_id, *event in self.connection.execute(READ_EVENTS, (list(ids),)):
            found[row_id] = EventRow(*event)
        for row_id, *activity in self.connection.execute(READ_ACTIVITIES, (list(ids),)):
            found[row_id] = ActivityRow(*activity)
        return found

    def _instant(self, user: UUID) -> datetime:
        """Return an instant of today, or up to some days late or ahead, often at a day's edge."""
        now = self.world.now
        if user in self.world.prompt:
            midnight = datetime.combine(now, time.min, UTC)
            return midnight + (now - midnight) * self.random.choice((0, 0.5, 1))
        day = now - timedelta(days=self.random.choice([0, 0, 0, 0, 1, 1, *range(-2, LATE)]))
        at = self.random.choice([time.min, time.max, time(self.random.randrange(24), 30)])
        return datetime.combine(day, at, UTC)

    def _user(self) -> UUID:
        """Return one of the busy users, rarely another one."""
        if self.random.random() < 0.03:
            return self.random.choice(list(self.world.users))
        return self.random.choice(self.world.busy())

    def _ids(self) -> list[UUID]:
        count = self.random.choice((1, 1, 2, 6))
        return [UUID(int=self.random.getrandbits(128)) for _ in range(count)]

    def _event(self) -> EventRow:
        user = self._user()
        return EventRow(user, self.random.choice(EVENT_TYPES), self._instant(user))

    def _add_events(self) -> None:
        choose = self.random
        if choose.random() < 0.3:
            row = self._event()
            if row.event_ts <= self.world.now:
                row_id = UUID(int=choose.getrandbits(128))
                self._record(row_id, row)
                return
        rows = {row_id: self._event() for row_id in self._ids()}
        self._insert_events(rows)
        for row_id, row in rows.items():
            self.ledger.put(row_id, row)
        self.world.tally.did("events: inserted")

    def _record(self, row_id: UUID, row: EventRow) -> None:
        self.connection.execute(RECORD, (row.user_id, row.event_type, row.event_ts, row_id))
        self.ledger.put(row_id, row)
        self.world.tally.did("events: recorded")

    def _insert_events(self, rows: Mapping[UUID, EventRow]) -> None:
        values = [(k, r.user_id, r.event_type, r.event_ts) for k, r in rows.items()]
        self.connection.execute(INSERT_EVENTS.encode(), _columns(values))

    def _activity(self) -> ActivityRow:
        choose, user = self.random, self._user()
        return ActivityRow(
            user,
            choose.choice([*map(organisation_id, (0, *range(ORGANISATIONS))), None]),
            choose.choice(ACTIVITY_TYPES),
            self._instant(user),
        )

    def _add_activities(self) -> None:
        rows = {row_id: self._activity() for row_id in self._ids()}
        self._insert_activities(rows, INSERT_ACTIVITIES.format("NOTHING"))
        for row_id, row in rows.items():
            self.ledger.put(row_id, row)
        self.world.tally.did("activities: inserted")

    def _insert_activities(self, rows: Mapping[UUID, ActivityRow], statement: str) -> None:
        values = [
            (k, r.user_id, r.organisation_id, r.activity_type, r.completed_at)
            for k, r in rows.items()
        ]
        self.connection.execute(statement.encode(), _columns(values))

    def _change(self) -> None:
        """Send a row again, or edit or delete it."""
        own = list(self.ledger.current().items())[-RECENT:]
        if not own:
            return
        row_id, row = self.random.choice(own)
        if isinstance(row, EventRow):
            self._change_event(row_id, row)
        else:
            self._change_activity(row_id, row)

    def _change_event(self, row_id: UUID, row: EventRow) -> None:
        where = "WHERE user_id = %s AND event_ts = %s AND id = %s"
        key = (row.user_id, row.event_ts, row_id)
        match 0 if row.user_id in self.world.prompt else self.random.randrange(5):
            case 0:
                self._insert_events({row_id: row})
                self.world.tally.did("events: sent again")
                return
            case 1:
                row = replace(row, event_type=self.random.choice(EVENT_TYPES))
            case 2:
                row = replace(row, event_ts=self._instant(row.user_id))
            case 3:
                row = replace(row, deleted=not row.deleted)
            case _:
                self.connection.execute(
                    f"DELETE FROM momentum.momentum_events {where}".encode(), key
                )
                self.ledger.put(row_id, None)
                self.world.tally.did("events: deleted")
                return
        self.connection.execute(
            "UPDATE momentum.momentum_events SET event_type = %s, event_ts = %s,"
            f" deleted_at = CASE WHEN %s THEN pg_catalog.now() END {where}".encode(),
            (row.event_type, row.event_ts, row.deleted, *key),
        )
        self.ledger.put(row_id, row)
        self.world.tally.did("events: changed")

    def _change_activity(self, row_id: UUID, row: ActivityRow) -> None:
        where = "WHERE user_id = %s AND id = %s"
        key = (row.user_id, row_id)
        kind = self.random.randrange(5)
        if kind == 0 or self._steady[row.user_id]:
            self._insert_activities({row_id: row}, INSERT_ACTIVITIES.format("NOTHING"))
            self.world.tally.did("activities: sent again")
            return
        if kind == 1:
            row = replace(row, completed_at=self._instant(row.user_id))
            self._insert_activities({row_id: row}, UPSERT)
        elif kind == 2:
            row = replace(row, activity_type=self.random.choice(ACTIVITY_TYPES))
            self.connection.execute(
                f"UPDATE momentum.activities SET activity_type = %s {where}".encode(),
                (row.activity_type, *key),
            )
        elif kind == 3:
            row = replace(row, deleted=not row.deleted)
            self.connection.execute(
                "UPDATE momentum.activities"
                f" SET deleted_at = CASE WHEN %s THEN pg_catalog.now() END {where}".encode(),
                (row.deleted, *key),
            )
        else:
            self.connection.execute(f"DELETE FROM momentum.activities {where}".encode(), key)
            self.ledger.put(row_id, None)
            self.world.tally.did("activities: deleted")
            return
        self.ledger.put(row_id, row)
        self.world.tally.did("activities: changed")


def _columns(rows: Sequence[Sequence[object]]) -> list[list[object]]:
    return [list(column) for column in zip(*rows, strict=True)]
