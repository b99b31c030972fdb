"""Odd, huge and absurd arguments, for every parameter of every public function.

Whatever is given, a call works or says what is wrong in an error of ours; it takes no forever, and
leaves nothing half-written.
"""

import random
from collections.abc import Iterator
from contextlib import nullcontext

import psycopg
import pytest

from tests.privileges.walker import undone
from tests.security.calls import ME, OTHER, Routine, populate, routines
from tests.support import as_role

pytestmark = pytest.mark.slow

NIL, ALL_ONES = "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"
#: Expressions by type. A value that the server cannot read as the type is left out.
POOLS: dict[str, list[str]] = {
    "uuid": ["NULL", f"'{NIL}'", f"'{ALL_ONES}'", f"'{OTHER}'", f"'{{{ME.hex.upper()}}}'"],
    "text": [
        "NULL",
        "''",
        "' '",
        "E'\\n\\t'",
        "repeat('x', 1000000)",
        "repeat('(', 100000)",
        "'['",
        "'(?<'",
        r"'\'",
        r"'*{1000000}'",
        "'%s %I %n$'",
        "'''; DROP SCHEMA momentum CASCADE; --'",
        "U&'\\0001\\FEFF\\+01F600'",
        "'infinity'",
        "'v2'",
    ],
    "name": ["NULL", "''", "'pg_catalog'", "'a\"b'", "repeat('x', 63)", "'momentum'", "'nowhere'"],
    "bool": ["NULL", "true", "false"],
    "int4": ["NULL", "0", "-1", "1", "2147483647", "-2147483648"],
    "numeric": ["NULL", "0", "-1", "'NaN'", "'Infinity'", "'-Infinity'", "1e-16383", "1e131071"],
    "date": [
        "NULL",
        "'infinity'",
        "'-infinity'",
        "'0001-01-01'",
        "'0001-01-01 BC'",
        "'4713-11-24 BC'",
        "'9999-12-31'",
        "'10000-01-01'",
        "'5874897-12-31'",
        "'2024-02-29'",
    ],
    "timestamptz": [
        "NULL",
        "'infinity'",
        "'-infinity'",
        "'0001-01-01 00:00+00'",
        "'0001-01-01 00:00+15'",
        "'4713-11-24 00:00+00 BC'",
        "'9999-12-31 23:59:59.999999+00'",
        "'9999-12-31 23:59:59-15'",
        "'294276-12-31 23:59:59.999999+00'",
    ],
    "interval": [
        "NULL",
        "'0'",
        "'-1 day'",
        "'1 month -30 days'",
        "'178000000 years'",
        "'-178000000 years'",
        "'2147483647 days 2562047788 hours'",
        "'1 microsecond'",
        "'infinity'",
        "'-infinity'",
    ],
    "jsonb": [
        "NULL",
        "'null'",
        "'[]'",
        "'{}'",
        "'1'",
        "'\"x\"'",
        "repeat('[', 5000) || repeat(']', 5000)",
        "repeat('{\"a\":', 5000) || '1' || repeat('}', 5000)",
        "'{\"a\": \"' || repeat('x', 1000000) || '\"}'",
        "'{\"a\": 1e131071}'",
        '\'{"": 1, "max_weight_per_day": -1}\'',
        '\'{"max_weight_per_day": "NaN", "chat_message": []}\'',
        '\'{"max_weight_per_day": 1e300, "half_life_days": 1e-300}\'',
        '\'{"max_weight_per_day": 1, "history_days": 1e30}\'',
        '\'{"max_weight_per_day": 1, "history_days": 0.5}\'',
        '\'{"max_weight_per_day": null, "chat_message": null}\'',
    ],
    "_uuid": [
        "NULL",
        "'{}'",
        "'{NULL}'",
        f"'{{{ME},{ME}}}'",
        f"'{{{ME},NULL}}'",
        f"'{{{NIL}}}'",
        f"'{{{{{ME}}},{{{OTHER}}}}}'",
        f"'[5:6]={{{ME},{OTHER}}}'",
        "(SELECT array_agg(lpad(n::text, 32, '0')::uuid) FROM generate_series(1, 1000000) AS n)",
    ],
    "_text": [
        "NULL",
        "'{}'",
        "'{NULL}'",
        "'{\"\"}'",
        "'{session,session,NULL}'",
        "'{{milestone},{expiry}}'",
        "'[5:6]={milestone,expiry}'",
        "ARRAY[repeat('x', 1000000)]",
        "(SELECT array_agg('type ' || n) FROM generate_series(1, 1000000) AS n)",
    ],
}
TABLES = """
    SELECT c.relname
    FROM pg_catalog.pg_class AS c
    WHERE c.relnamespace = 'momentum'::regnamespace AND c.relkind = 'r'
"""
#: Every row of a table, as one number.
FINGERPRINT = (
    "SELECT '{0}', pg_catalog.sum(pg_catalog.hashtextextended(t::text, 0)) FROM ONLY momentum.{0} t"
)


class Trial:
    """Calls with bad arguments, and the complaints about how they went."""

    def __init__(self, db: psycopg.Connection) -> None:
        self.db = db
        self.complaints: list[str] = []
        self.calls = 0
        self.readable: dict[str, list[str]] = {}
        for type_, pool in POOLS.items():
            self.readable[type_] = [value for value in pool if self.can_be_read(value, type_)]
        self.stored = self.fingerprint()

    def can_be_read(self, value: str, type_: str) -> bool:
        try:
            self.db.execute(f"SELECT ({value})::{type_}".encode())
        except psycopg.DataError:
            return False
        return True

    def fingerprint(self) -> list[tuple[object, ...]]:
        tables = [FINGERPRINT.format(name) for (name,) in self.db.execute(TABLES)]
        return sorted(self.db.execute(" UNION ALL ".join(tables).encode()).fetchall())

    def run(self, routine: Routine, role: str, changes: dict[str, str]) -> None:
        """Call it with some of its arguments replaced; a function's work is taken back."""
        self.calls += 1
        types = dict(zip(routine.names, routine.types, strict=True))
        values = {name: "NULL" if v is None else f"'{v}'" for name, v in routine.values().items()}
        values |= changes
        if routine.is_procedure:
            # CALL takes no sub-select
            own = "".join(f'{name} "{types[name]}" := {values[name]}; ' for name in values)
            given = ", ".join(f"{name} => {name}" for name in values)
            call = f"DO $do$ DECLARE {own} BEGIN CALL momentum.{routine.name}({given}); END $do$"
        else:
            given = ", ".join(f'{name} => ({values[name]})::"{types[name]}"' for name in values)
            call = f"SELECT * FROM momentum.{routine.name}({given})"
        try:
            with (
                nullcontext() if routine.is_procedure else undone(self.db),
                as_role(self.db, role, ME),
            ):
                self.db.execute(call.encode())
        except psycopg.Error as error:
            if self.db.closed:
                raise
            self.judge(routine, changes, error)
            if routine.is_procedure and self.fingerprint() != self.stored:
                self.complaints.append(f"{routine.name} {changes}: left something behind")
        else:
            if routine.is_procedure:
                self.stored = self.fingerprint()

    def judge(self, routine: Routine, changes: dict[str, str], error: psycopg.Error) -> None:
        """Complain of an error that is not ours, has no hint, or repeats all that was given."""
        state = error.sqlstate or ""
        if state.startswith("PM") and error.diag.message_hint:
            diag = error.diag
            said = f"{diag.message_primary} {diag.message_detail} {diag.message_hint}"
            if len(said) > 2000:
                self.complaints.append(f"{routine.name} {changes}: {len(said)} characters")
            return
        self.complaints.append(f"{routine.name} {changes}: {state} {str(error)[:600]}")


@pytest.fixture
def trial(db: psycopg.Connection) -> Iterator[Trial]:
    populate(db)
    db.execute("SET statement_timeout = '120s'")
    trial = Trial(db)
    started = db.execute("SELECT pg_catalog.pg_postmaster_start_time()").fetchone()
    yield trial
    assert trial.calls > 0
    assert not trial.complaints, "\n".join(trial.complaints)
    assert trial.fingerprint() == trial.stored
    assert db.execute("SELECT pg_catalog.pg_postmaster_start_time()").fetchone() == started


def test_every_type_has_a_pool(db: psycopg.Connection) -> None:
    types = {type_ for routine in routines(db) for type_ in routine.types}
    assert types - POOLS.keys() == set()


def test_one_bad_argument(trial: Trial) -> None:
    for routine in routines(trial.db):
        for role in routine.callers:
            for name, type_ in zip(routine.names, routine.types, strict=True):
                for value in trial.readable[type_]:
                    trial.run(routine, role, {name: value})


@pytest.mark.parametrize("seed", [1])
def test_several_bad_arguments(trial: Trial, seed: int) -> None:
    dice = random.Random(seed)
    candidates = [routine for routine in routines(trial.db) if len(routine.names) > 1]
    for _ in range(600):
        routine = dice.choice(candidates)
        names = dice.sample(routine.names, dice.randint(2, len(routine.names)))
        types = dict(zip(routine.names, routine.types, strict=True))
        changes = {
            name: dice.choice([v for v in trial.readable[types[name]] if "000000" not in v])
            for name in names
        }
        trial.run(routine, dice.choice(routine.callers), changes)


def test_each_job_for_odd_instants(trial: Trial) -> None:
    """What a job that fails leaves behind is the record of it."""
    (run_job,) = (routine for routine in routines(trial.db) if routine.name == "run_job")
    for (name,) in trial.db.execute("SELECT j.name FROM momentum.jobs AS j ORDER BY 1").fetchall():
        for instant in trial.readable["timestamptz"]:
            trial.calls += 1
            try:
                trial.db.execute(f"CALL momentum.run_job('{name}', {instant})".encode())
            except psycopg.Error as error:
                trial.judge(run_job, {"p_name": name, "p_now": instant}, error)
    running = trial.db.execute("SELECT r.* FROM momentum.job_runs AS r WHERE r.status = 'running'")
    assert running.fetchall() == []
    trial.stored = trial.fingerprint()
