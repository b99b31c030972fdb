"""listen: what it prints, what it survives, and how it ends."""

import fcntl
import gc
import json
import os
import re
import signal
import termios
import weakref
from array import array
from collections.abc import Callable, Iterator
from contextlib import closing
from fcntl import F_GETPIPE_SZ
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from pgmomentum.database import Database, noticing
from tests.cli.conftest import Run
from tests.cli.listening import READY, Listening, Process, start_process, wait_until_ready
from tests.realtime.stream import ANNOUNCE, announce, announcement, set_setting, since
from tests.sessions import wait_until
from tests.stored import insert_users
from tests.support import pin_clock
from tools.pgtap import install
from tools.servers import Server, throw_away

pytestmark = pytest.mark.servers(15)

ONE, TWO = UUID(int=1), UUID(int=2)
NOW = "2026-11-21 12:00Z"

Start = Callable[..., Listening]


def event_ids(db: psycopg.Connection) -> tuple[str, ...]:
    """Return the ids of all events."""
    row = db.execute("SELECT momentum.realtime_events_since(NULL)").fetchone()
    assert row is not None
    return tuple(event["event_id"] for event in row[0]["events"])


@pytest.fixture
def listen(db: psycopg.Connection, database: str) -> Iterator[Start]:
    """Start the command; it is ready when this returns."""
    pin_clock(db, NOW)
    started: list[Listening] = []

    def call(*arguments: object, dsn: str = database) -> Listening:
        known = [pid for (pid,) in db.execute(READY)]
        started.append(Listening(dsn, *arguments))
        wait_until_ready(db, *known)
        return started[-1]

    yield call
    for listening in started:
        listening.stop()


def test_everyone(db: psycopg.Connection, listen: Start) -> None:
    announce(db, ONE, 1)
    listening = listen()
    announce(db, ONE, 2)
    announce(db, TWO, 3)
    announce(db, None, 4)
    listening.wait_for_lines(3)
    ids, lines = zip(*(line.split("  ", 1) for line in listening.lines), strict=True)
    assert ids == event_ids(db)[1:]
    assert lines == (
        f"2026-11-21 12:00:00  numbered  {ONE}  n=2",
        f"2026-11-21 12:00:00  numbered  {TWO}  n=3",
        "2026-11-21 12:00:00  numbered  -  n=4",
    )
    assert (listening.interrupt(), listening.errors) == (0, [])


def test_one_user(db: psycopg.Connection, listen: Start) -> None:
    insert_users(db, 1)
    listening = listen("--user", ONE, "--json")
    announce(db, TWO, 1)
    announce(db, ONE, 2)
    announce(db, None, 3)
    announce(db, TWO, 4)
    announce(db, ONE, 5)
    listening.wait_for(3)
    assert listening.numbers == [2, 3, 5]
    assert [event["user_id"] for event in listening.events] == [str(ONE), None, str(ONE)]
    assert (listening.interrupt(), listening.errors) == (0, [])


def test_json(db: psycopg.Connection, listen: Start) -> None:
    listening = listen("--all", "--json")
    db.execute(ANNOUNCE, announcement(ONE, 1, title="Größe\n\x1b[31m"))
    listening.wait_for(1)
    start, event = listening.objects
    assert start == {"last_event_id": re.sub("1$", "0", event["event_id"])}
    assert set(event) == {"event_id", "event_type", "user_id", "payload", "created_at"}
    assert event["payload"] == {"n": 1, "title": "Größe\n\x1b[31m"}
    assert event["event_id"] == since(db).last_event_id


def test_what_is_announced_cannot_play_with_a_terminal(
    db: psycopg.Connection, listen: Start
) -> None:
    listening = listen()
    db.execute(ANNOUNCE, announcement(ONE, 1, title="one\ntwo\x1b[31m"))
    announce(db, ONE, 2)
    listening.wait_for_lines(2)
    assert len(listening.lines) == 2
    assert "\x1b" not in listening.lines[0]


def test_after_an_event(db: psycopg.Connection, listen: Start) -> None:
    announce(db, ONE, 1, 2, 3)
    first = since(db, None, None, 1).last_event_id
    listening = listen("--json", "--after", first)
    listening.wait_for(2)
    announce(db, ONE, 4)
    listening.wait_for(3)
    assert listening.numbers == [2, 3, 4]
    again = listen("--json", "--after", listening.events[1]["event_id"])
    again.wait_for(1)
    assert again.numbers == [4]


def test_after_an_event_of_another_database(db: psycopg.Connection, listen: Start) -> None:
    announce(db, ONE, 1)
    now = since(db).last_event_id
    listening = listen("--json", "--after", "0123456789ab-1")
    in_words = listen("--after", "0123456789ab-1")
    for each in (listening, in_words):
        each.wait_for_lines(1)
    announce(db, ONE, 2)
    listening.wait_for(1)
    assert listening.objects[0] == {"recovered": False, "last_event_id": now}
    assert listening.numbers == [2]
    in_words.wait_for_lines(2)
    hole, event = in_words.lines
    assert hole == f"{now}  what came before this can no longer be told: fetch the state anew"
    assert event.endswith("  n=2")
    for each in (listening, in_words):
        assert (each.interrupt(), each.errors) == (0, [])


def test_from_the_oldest_event(db: psycopg.Connection, listen: Start) -> None:
    announce(db, ONE, 1, 2)
    listening = listen("--json", "--after", "oldest")
    announce(db, ONE, 3)
    listening.wait_for(3)
    assert listening.numbers == [1, 2, 3]
    assert listening.objects == listening.events, "no hole, and each position is that of an event"


@pytest.mark.parametrize(
    "after", ["", "xyz", "1041", "0123456789ab", "0123456789ab-", "0123456789AB-1", "Now"]
)
def test_what_is_no_event_id_is_refused(run: Run, after: str) -> None:
    result = run("listen", "--after", after)
    assert result.exit_code == 2
    assert "is not an event id such as" in result.stderr


def test_more_than_a_page(db: psycopg.Connection, listen: Start) -> None:
    listening = listen("--json")
    with db.transaction():
        announce(db, ONE, *range(1201))
    listening.wait_for(1201)
    assert listening.numbers == list(range(1201))


def test_from_now_on(db: psycopg.Connection, listen: Start) -> None:
    """However much there is already."""
    with db.transaction():
        announce(db, ONE, *range(1201))
    since(db)
    listening = listen("--json")
    announce(db, ONE, 1201)
    listening.wait_for(1)
    assert listening.numbers == [1201]


def test_from_now_on_while_more_waits_than_one_call_moves(
    db: psycopg.Connection, listen: Start
) -> None:
    db.execute(
        "INSERT INTO momentum.realtime_inbox (user_id, event_type, payload)"
        " SELECT %s, 'numbered', '{\"n\": 0}' FROM generate_series(1, 50010)",
        (ONE,),
    )
    listening = listen("--json")
    waiting = "SELECT FROM momentum.realtime_inbox LIMIT 1"
    wait_until(lambda: not db.execute(waiting).fetchall(), "all of it has its position")
    announce(db, ONE, 1)
    listening.wait_for(1)
    assert listening.numbers == [1]


def test_nobody_rings(db: psycopg.Connection, listen: Start) -> None:
    set_setting(db, "notify_mode", "deferred")
    listening = listen("--json")
    announce(db, ONE, 1)
    listening.wait_for(1)
    announce(db, ONE, 2)
    listening.wait_for(2)
    assert listening.numbers == [1, 2]


@pytest.mark.parametrize(
    "options",
    [
        "-c default_transaction_isolation=serializable",
        "-c default_transaction_isolation=repeatable\\ read",
        "-c TimeZone=America/St_Johns -c DateStyle=German",
        "-c role=service_role",
    ],
)
def test_the_settings_of_the_session_do_not_matter(
    db: psycopg.Connection, database: str, listen: Start, options: str
) -> None:
    listening = listen(dsn=make_conninfo(database, options=options))
    announce(db, ONE, 1)
    listening.wait_for_lines(1)
    assert listening.lines[0].endswith(f"  2026-11-21 12:00:00  numbered  {ONE}  n=1")


def test_a_connection_that_is_lost(db: psycopg.Connection, listen: Start) -> None:
    """Whatever the moment: no gap, no repetition."""
    listening = listen("--json")
    pid, number = wait_until_ready(db), 0
    for turn in range(4):
        announce(db, ONE, number + 1)
        if turn % 2:
            listening.wait_for(number + 1)
        db.execute("SELECT pg_terminate_backend(%s, 10000)", (pid,))
        announce(db, ONE, number + 2, number + 3)
        pid = wait_until_ready(db, pid)
        announce(db, ONE, number + 4)
        number += 4
    listening.wait_for(number)
    assert listening.interrupt() == 0
    assert listening.numbers == list(range(1, number + 1))
    assert sum("connection is lost" in line for line in listening.errors) == 4
    assert sum("connected again" in line for line in listening.errors) == 4


def test_nothing_was_announced_before_the_connection_was_lost(
    db: psycopg.Connection, listen: Start
) -> None:
    announce(db, ONE, 1)
    listening = listen("--json")
    listening.wait_for_lines(1)  # where it begins
    db.execute("SELECT pg_terminate_backend(%s, 10000)", (wait_until_ready(db),))
    announce(db, ONE, 2)
    listening.wait_for(1)
    assert listening.numbers == [2]


def allow_connections(server: Server, name: str, allowed: bool) -> None:
    with server.admin() as admin:
        admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS {allowed}'.encode())


def test_ctrl_c_while_the_database_is_away(
    db: psycopg.Connection, server: Server, listen: Start
) -> None:
    listening = listen()
    pid = wait_until_ready(db)
    allow_connections(server, db.info.dbname, False)
    db.execute("SELECT pg_terminate_backend(%s, 10000)", (pid,))
    listening.wait_for_error("connection is lost")
    assert listening.interrupt() == 0
    (line,) = listening.errors
    assert line.startswith("Warning: the connection is lost: ")
    # for `make coverage`, which reads what was profiled
    allow_connections(server, db.info.dbname, True)


def test_what_was_committed_while_it_was_away(
    db: psycopg.Connection, server: Server, listen: Start
) -> None:
    listening = listen("--json")
    announce(db, ONE, 1)
    listening.wait_for(1)
    pid = wait_until_ready(db)
    allow_connections(server, db.info.dbname, False)
    db.execute("SELECT pg_terminate_backend(%s, 10000)", (pid,))
    listening.wait_for_error("connection is lost")
    announce(db, ONE, 2, 3)
    since(db)
    announce(db, ONE, 4)
    allow_connections(server, db.info.dbname, True)
    listening.wait_for(4)
    assert listening.interrupt() == 0
    assert listening.numbers == [1, 2, 3, 4]


def test_who_may_not_come_back(
    db: psycopg.Connection, database: str, server: Server, listen: Start
) -> None:
    """It ends, as it does where it could not connect at first."""
    with server.admin() as admin:
        admin.execute("CREATE ROLE reader LOGIN IN ROLE service_role")
        try:
            listening = listen("--json", dsn=make_conninfo(database, user="reader"))
            pid = wait_until_ready(db)
            admin.execute("ALTER ROLE reader NOLOGIN")
            db.execute("SELECT pg_terminate_backend(%s, 10000)", (pid,))
            assert listening.ended() == 1
        finally:
            admin.execute("DROP ROLE reader")
    assert any(
        line.startswith("Error: ") and "not permitted to log in" in line
        for line in listening.errors
    )


@pytest.mark.slow
def test_a_server_that_is_restarted(pytestconfig: pytest.Config) -> None:
    version = pytestconfig.getoption("--server")
    with throw_away(version, {"synchronous_commit": "on"}) as server, server.database() as name:
        install(server.dsn(name))
        with psycopg.connect(server.dsn(name), autocommit=True) as db:
            listening = Listening(server.dsn(name), "--json")
            wait_until_ready(db)
            announce(db, ONE, 1)
        try:
            for number, how in ((2, "fast"), (3, "immediate")):
                server.restart(how)
                with psycopg.connect(server.dsn(name), autocommit=True) as db:
                    announce(db, ONE, number)
                    listening.wait_for(number)
            assert listening.interrupt() == 0
        finally:
            listening.stop()
        assert listening.numbers == [1, 2, 3]


def test_a_closed_pipe(db: psycopg.Connection, database: str) -> None:
    """As with head -1: it ends when it cannot print any more."""
    read, write = os.pipe()
    process = start_process(database, stdout=write)
    try:
        os.close(write)
        wait_until_ready(db)
        os.close(read)
        announce(db, ONE, 1)
        _, errors = process.communicate(timeout=60)
    finally:
        process.kill()
    assert errors == ""


@pytest.fixture
def blocked(db: psycopg.Connection, database: str) -> Iterator[Process]:
    """The command, in the midst of printing events that nobody reads."""
    pin_clock(db, NOW)
    process = start_process(database, "--json")
    try:
        assert process.stdout is not None
        assert set(json.loads(process.stdout.readline())) == {"last_event_id"}
        with db.transaction():
            for number in range(20):
                db.execute(ANNOUNCE, announcement(ONE, number, title="x" * 3500))
        pipe = process.stdout.fileno()
        # a line takes a page of the pipe
        full = fcntl.fcntl(pipe, F_GETPIPE_SZ) // os.sysconf("SC_PAGESIZE") * 3500
        wait_until(lambda: unread(pipe) >= full, "the pipe is full")
        yield process
    finally:
        process.kill()
        process.communicate()


def unread(pipe: int) -> int:
    """Return how many bytes wait in a pipe."""
    count = array("i", [0])
    fcntl.ioctl(pipe, termios.FIONREAD, count)
    return count[0]


def test_output_that_blocks_keeps_no_messages(db: psycopg.Connection, blocked: Process) -> None:
    """A listener that read none of these would have the server keep them, for all databases."""
    for number in range(100):
        db.execute("SELECT pg_notify('realtime_events', %s)", (f"{number}".ljust(7900, "x"),))
    assert db.execute("SELECT pg_notification_queue_usage()").fetchone() == (0,)
    announce(db, ONE, 20, 21)
    assert blocked.stdout is not None
    for number in range(23):
        if number == 22:
            announce(db, ONE, number)
        assert json.loads(blocked.stdout.readline())["payload"]["n"] == number


def test_ctrl_c_while_output_blocks(blocked: Process) -> None:
    blocked.send_signal(signal.SIGINT)
    assert blocked.wait(timeout=60) == 0
    assert blocked.stderr is not None
    assert blocked.stderr.read() == ""


def test_lost_connections_are_forgotten(database: str) -> None:
    with closing(Database(database)) as known:
        lost = [weakref.ref(known.connect(lasting=True)) for _ in range(3)]
        for connection in lost:
            if (found := connection()) is not None:
                found.close()
        del found
        kept = known.connect()
        gc.collect()
        assert [connection() for connection in lost] == [None] * 3
    assert kept.closed


DEFAULTS = {
    "connect_timeout": "10",
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
    "tcp_user_timeout": "60000",
}


@pytest.mark.parametrize(
    ("conninfo", "environment", "expected"),
    [
        ("", {}, DEFAULTS),
        ("host=there", {}, {**DEFAULTS, "host": "there"}),
        (
            "postgresql://there/?connect_timeout=3&keepalives=0",
            {},
            {**DEFAULTS, "host": "there", "connect_timeout": "3", "keepalives": "0"},
        ),
        (
            "",
            {"PGCONNECT_TIMEOUT": "7"},
            {name: value for name, value in DEFAULTS.items() if name != "connect_timeout"},
        ),
        (
            "",
            {"PGSERVICE": "ours"},
            {name: value for name, value in DEFAULTS.items() if name != "tcp_user_timeout"},
        ),
        ("service=ours", {}, {"service": "ours"}),
    ],
)
def test_a_server_that_is_gone_is_noticed(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    conninfo: str,
    environment: dict[str, str],
    expected: dict[str, str],
) -> None:
    """Unless somebody has said when."""
    file = tmp_path / "services"
    file.write_text("[ours]\ntcp_user_timeout=5000\n")
    monkeypatch.setenv("PGSERVICEFILE", str(file))
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert conninfo_to_dict(noticing(conninfo)) == expected


def test_it_connects_so(database: str) -> None:
    with closing(Database(database)) as known:
        said = known.connect(lasting=True).info.get_parameters()
        assert said.items() >= DEFAULTS.items()
        assert "tcp_user_timeout" not in known.connect().info.get_parameters()


def test_both_options_are_refused(run: Run) -> None:
    result = run("listen", "--user", str(ONE), "--all")
    assert result.exit_code == 2
    assert "--user and --all exclude each other" in result.stderr


def test_an_unknown_user(run: Run, db: psycopg.Connection) -> None:
    """It would wait for ever."""
    insert_users(db, 1)
    db.execute("UPDATE auth.users SET deleted_at = now()")
    for user in (ONE, TWO):
        result = run("listen", "--user", str(user))
        assert (result.exit_code, result.stdout) == (1, "")
        assert "PM001" in result.stderr


def test_who_is_no_uuid(run: Run) -> None:
    assert run("listen", "--user", "me").exit_code == 2


def test_there_is_no_server(tmp_path: Path) -> None:
    """It does not try for ever what has never worked."""
    listening = Listening(make_conninfo(host=str(tmp_path)))
    try:
        assert listening.ended() == 1
    finally:
        listening.stop()
    assert listening.lines == []
    assert listening.errors[0].startswith("Error: ")
    assert sum("No such file or directory" in line for line in listening.errors) == 1
    assert not any("Traceback" in line for line in listening.errors)


def test_who_cannot_connect(run: Run, server: Server, database: str) -> None:
    unknown = run("listen", "--database-url", make_conninfo(database, dbname="nowhere"))
    # the servers of the tests ask for no passwords
    refused = run("listen", "--database-url", make_conninfo(database, user="authenticated"))
    for result, said in (
        (unknown, '"nowhere" does not exist'),
        (refused, "not permitted to log in"),
    ):
        assert (result.exit_code, result.stdout) == (1, "")
        assert said in result.stderr
        assert result.stderr.startswith("Error: ")
        assert "lost" not in result.stderr


def test_nothing_is_installed(run: Run, empty_database: str) -> None:
    result = run("listen", "--database-url", empty_database)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "pgmomentum migrate" in result.stderr
    assert "Traceback" not in result.stderr


def test_who_may_not_read_everyone(run: Run, database: str) -> None:
    url = make_conninfo(database, options="-c role=authenticated")
    result = run("listen", "--database-url", url)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "PM008" in result.stderr
