"""Find out what a role may do to a relation or function by switching to the role and trying."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

import psycopg
from psycopg import errors, sql

from tests.privileges.samples import ROWS_OF_VIEWS, SAMPLES, USER
from tests.support import as_role

Connection = psycopg.Connection
Values = Sequence[object] | None

UPDATABLE_COLUMNS = """
    SELECT c.column_name
    FROM information_schema.columns AS c
    WHERE c.table_schema = 'momentum' AND c.table_name = %s
        AND c.is_updatable = 'YES'
        AND c.is_generated = 'NEVER'
        AND c.identity_generation IS DISTINCT FROM 'ALWAYS'
"""


@contextmanager
def undone(connection: Connection) -> Iterator[None]:
    """Run a block in a transaction (a savepoint inside another) and take it back."""
    with connection.transaction(force_rollback=True):
        yield


class Walker:
    """Tries the verbs as one role with one user's claims, on a row of one owner."""

    def __init__(self, db: Connection, role: str, caller: UUID | None, owner: UUID) -> None:
        self.db = db
        self.role = role
        self.caller = caller
        self.owner = owner

    def verbs(self, relation: str) -> str:
        """Return those of SIUD (select, insert, update, delete) that work; "-" for none."""
        tries = {"S": self.select, "I": self.insert, "U": self.update, "D": self.delete}
        allowed = ""
        for letter, attempt in tries.items():
            with undone(self.db):
                try:
                    allowed += letter if attempt(relation) else ""
                except (errors.InsufficientPrivilege, errors.ObjectNotInPrerequisiteState):
                    pass  # the role may not; nobody can, in a view that joins
                except errors.IntegrityError:
                    # Refused by a constraint: the role itself was allowed to come so far.
                    allowed += letter
                except psycopg.Error as error:
                    if not (error.sqlstate or "").startswith("PM"):
                        raise
                    allowed += letter  # a check of ours refused the row, not the role
        return allowed or "-"

    def select(self, relation: str) -> bool:
        """Whether the row is seen."""
        self.add_row(relation)
        return self.run("SELECT FROM {}", relation) > 0

    def insert(self, relation: str) -> bool:
        """Whether a row can be added."""
        return self.run(*self.insertion(relation)) > 0

    def update(self, relation: str) -> bool:
        """Whether any column of the row can be written; to its own value, so that it fits."""
        self.add_row(relation)
        for (column,) in self.db.execute(UPDATABLE_COLUMNS, (relation,)).fetchall():
            query = sql.SQL("SELECT {}::text FROM momentum.{} ORDER BY ctid DESC LIMIT 1")
            if relation in ROWS_OF_VIEWS:
                query = sql.SQL("SELECT {}::text FROM momentum.{} LIMIT 1")
            names = sql.Identifier(column), sql.Identifier(relation)
            value = self.db.execute(query.format(*names)).fetchone()
            try:
                with undone(self.db):
                    if self.run("UPDATE {} SET {} = %s", relation, [column], value) > 0:
                        return True
            except errors.InsufficientPrivilege:
                continue
            except psycopg.Error as error:
                if not (error.sqlstate or "").startswith("PM"):
                    raise
                return True  # a check of ours refused the value, not the role
        return False

    def delete(self, relation: str) -> bool:
        """Whether the row can be deleted."""
        self.add_row(relation)
        return self.run("DELETE FROM {}", relation) > 0

    def add_row(self, relation: str) -> None:
        """Insert the owner's row as the superuser."""
        source = ROWS_OF_VIEWS.get(relation, relation)
        if source is not None:
            self.db.execute(*self.compose(*self.insertion(source)))

    def insertion(self, relation: str) -> tuple[str, str, list[str], list[object]]:
        """Return the statement that inserts the owner's row."""
        sample = SAMPLES[relation]
        values = [self.owner if value is USER else value for value in sample.values()]
        into, marks = ", ".join(["{}"] * len(values)), ", ".join(["%s"] * len(values))
        return f"INSERT INTO {{}} ({into}) VALUES ({marks})", relation, list(sample), values

    def compose(
        self, text: str, relation: str, columns: list[str] | None = None, values: Values = None
    ) -> tuple[sql.Composed, Values]:
        """Return a statement with its names quoted, and its values."""
        names = [sql.Identifier("momentum", relation), *map(sql.Identifier, columns or ())]
        return sql.SQL(text).format(*names), values

    def run(
        self, text: str, relation: str, columns: list[str] | None = None, values: Values = None
    ) -> int:
        """Run a statement as the role and return how many rows it saw or changed."""
        statement = self.compose(text, relation, columns, values)
        with as_role(self.db, self.role, self.caller):
            return self.db.execute(*statement).rowcount


def may_execute(db: Connection, role: str, caller: UUID, name: str, call: str) -> str:
    """Return X if the role can call the function, "-" if not; "!" if it can, but fails inside."""
    with undone(db), as_role(db, role, caller):
        try:
            db.execute(call)
        except errors.InsufficientPrivilege as error:
            message = error.diag.message_primary or ""
            own = (f"function {name}", f"procedure {name}", "schema momentum")
            if message in [f"permission denied for {what}" for what in own]:
                return "-"
            return "!"
        except (errors.SyntaxError, errors.UndefinedFunction):
            raise  # the call is wrong
        except psycopg.Error:
            return "X"  # it ran, and did not like its arguments
    return "X"
