"""Let everything happen at once, with faults, and recompute it: ``python -m chaos --minutes 3``.

Prints what was done, the faults by kind, how many rows were compared, and the differences between
what is in the database and what a plain recomputation makes of the same events and activities. The
exit status is 1 where there are any, or where there was nothing to compare.
"""

import argparse
import random
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import psycopg

from chaos.run import run
from tools.servers import INSTALLATIONS, available

#: Differences that are printed; there may be more.
SHOWN = 20
LONGEST = 1000
DEFECTS = {path.stem: path for path in sorted(Path(__file__).with_name("defects").glob("*.sql"))}


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse the arguments, run, and print the report."""
    parser = argparse.ArgumentParser(prog="chaos", description=__doc__)
    parser.add_argument("--minutes", type=float, default=3)
    parser.add_argument("--seed", type=int, help="What everyone does; when, the machine decides.")
    parser.add_argument("--server", type=int, choices=INSTALLATIONS, default=available()[0])
    parser.add_argument("--users", type=int, default=300)
    parser.add_argument("--plant", choices=DEFECTS, help="Break something first: it is found.")
    given = parser.parse_args(arguments)
    seed = random.randrange(10**6) if given.seed is None else given.seed
    print(f"PostgreSQL {given.server}, {given.users} users, {given.minutes:g} minutes, seed {seed}")
    plant = None if given.plant is None else planted(given.plant)
    tally = run(given.server, seed, given.users, given.minutes * 60, plant)
    table("operations", tally.operations)
    table("faults", tally.faults)
    table("compared", tally.compared)
    print(f"\ndifferences: {len(tally.differences)}")
    for difference in tally.differences[:SHOWN]:
        print(f"  {difference[:LONGEST]}")
    if len(tally.differences) > SHOWN:
        print("  ...")
    return 1 if tally.differences else 0


def planted(defect: str) -> Callable[[psycopg.Connection], object]:
    """Return what plants a defect."""
    return lambda connection: connection.execute(DEFECTS[defect].read_bytes())


def table(title: str, numbers: Mapping[str, int]) -> None:
    """Print how many there were of each kind, and in all."""
    print(f"\n{title}: {sum(numbers.values()):,}")
    for name, number in sorted(numbers.items()):
        print(f"  {name:<40}{number:>10,}")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    raise SystemExit(main())
