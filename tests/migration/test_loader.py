"""The source files: what changed is reloaded, and what is gone is dropped."""

import psycopg
import pytest

from pgmomentum.database import PgmomentumError
from pgmomentum.migrations import Migrated
from tests.migration.catalog import Workshop, catalog
from tools.servers import Server

pytestmark = pytest.mark.servers(15)

NOTHING = Migrated()


def function(
    name: str, arguments: str = "", result: str = "integer", body: str = "SELECT 1"
) -> str:
    return (
        f"CREATE OR REPLACE FUNCTION momentum.{name}({arguments}) RETURNS {result}\n"
        f"LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $${body}$$;\n"
    )


def test_nothing_changed_loads_nothing(workshop: Workshop) -> None:
    before = workshop.value("SELECT array_agg(l ORDER BY path) FROM momentum_ledger.loaded_files l")
    assert workshop.migrate() == NOTHING
    after = workshop.value("SELECT array_agg(l ORDER BY path) FROM momentum_ledger.loaded_files l")
    assert before == after


def test_a_new_function_is_loaded_and_an_edited_one_replaced(workshop: Workshop) -> None:
    workshop.write("clock/probe.sql", function("probe"))
    assert workshop.migrate() == Migrated(loaded=["clock/probe.sql"])
    workshop.write("clock/probe.sql", function("probe", body="SELECT 2"))
    assert workshop.migrate() == Migrated(loaded=["clock/probe.sql"])
    assert workshop.value("SELECT momentum.probe()") == 2
    assert workshop.migrate() == NOTHING


def test_the_loaded_objects_belong_to_the_owner_role(workshop: Workshop) -> None:
    workshop.write("clock/probe.sql", function("probe"))
    workshop.migrate()
    strangers = workshop.value(
        """
        SELECT array_agg(o.name) FROM (
            SELECT oid::regprocedure::text, proowner FROM pg_proc
            WHERE pronamespace = 'momentum'::regnamespace
            UNION ALL
            SELECT oid::regclass::text, relowner FROM pg_class
            WHERE relnamespace IN ('momentum'::regnamespace, 'momentum_ledger'::regnamespace)
        ) AS o (name, owner)
        WHERE o.owner <> 'momentum_owner'::regrole
        """
    )
    assert strangers is None


def test_a_removed_file_takes_its_overloads_along(workshop: Workshop) -> None:
    workshop.write("clock/probe.sql", function("probe") + function("probe", "p_x integer"))
    workshop.migrate()
    workshop.remove("clock/probe.sql")
    assert workshop.migrate() == Migrated(removed=["clock/probe.sql"])
    assert workshop.routines("probe") == set()
    assert workshop.migrate() == NOTHING


def test_a_renamed_file_drops_the_old_name(workshop: Workshop) -> None:
    workshop.write("clock/probe.sql", function("probe"))
    workshop.migrate()
    workshop.move("clock/probe.sql", "clock/sonde.sql")
    workshop.write("clock/sonde.sql", function("sonde"))
    assert workshop.migrate() == Migrated(loaded=["clock/sonde.sql"], removed=["clock/probe.sql"])
    assert workshop.routines("probe") == set()
    assert workshop.routines("sonde") == {" -> integer"}


def test_a_file_moved_to_another_area_keeps_its_function(workshop: Workshop) -> None:
    workshop.write("clock/probe.sql", function("probe"))
    workshop.migrate()
    workshop.move("clock/probe.sql", "scoring/probe.sql")
    workshop.migrate()
    assert workshop.routines("probe") == {" -> integer"}


@pytest.mark.parametrize(
    "changed",
    [
        function("probe", "p_x integer", result="text", body="SELECT 'a'"),
        function("probe", "p_y integer"),
        function("probe", "p_x integer", result="TABLE (a integer)"),
    ],
    ids=["return type", "argument name", "table"],
)
def test_what_cannot_be_replaced_is_dropped_first(workshop: Workshop, changed: str) -> None:
    workshop.write("clock/probe.sql", function("probe", "p_x integer"))
    workshop.migrate()
    before = workshop.routines("probe")
    workshop.write("clock/probe.sql", changed)
    assert workshop.migrate() == Migrated(loaded=["clock/probe.sql"])
    assert len(workshop.routines("probe")) == 1
    assert workshop.routines("probe") != before


def test_an_overload_given_up_is_dropped(workshop: Workshop) -> None:
    workshop.write("clock/probe.sql", function("probe") + function("probe", "p_x integer"))
    workshop.migrate()
    workshop.write("clock/probe.sql", function("probe", "p_x integer"))
    workshop.migrate()
    assert workshop.routines("probe") == {"p_x integer -> integer"}


def test_a_new_argument_leaves_no_ambiguous_overload(workshop: Workshop) -> None:
    workshop.write("clock/probe.sql", function("probe", "p_x integer DEFAULT 1"))
    workshop.migrate()
    two = function("probe", "p_x integer DEFAULT 1, p_y integer DEFAULT 2", body="SELECT 7")
    workshop.write("clock/probe.sql", two)
    workshop.migrate()
    assert workshop.value("SELECT momentum.probe()") == 7


def test_a_changed_type_reaches_the_objects_that_depend_on_it(workshop: Workshop) -> None:
    """The default and the view hold on to the function: all of the source is loaded anew."""
    workshop.write("clock/probe.sql", function("probe"))
    user = function("user_of_probe", "p_x integer DEFAULT momentum.probe()")
    workshop.write("clock/user_of_probe.sql", user)
    view = "CREATE OR REPLACE VIEW momentum.seen AS SELECT momentum.probe() AS x;"
    workshop.write("clock/views/seen.sql", view)
    workshop.migrate()
    workshop.write("clock/probe.sql", function("probe", result="text", body="SELECT 'one'"))
    workshop.edit("clock/user_of_probe.sql", "p_x integer", "p_x text")
    workshop.migrate()
    assert workshop.value("SELECT x FROM momentum.seen") == "one"
    assert workshop.routines("user_of_probe") == {"p_x text -> integer"}
    assert workshop.migrate() == NOTHING


def test_an_object_of_someone_else_stops_the_change_and_is_named(workshop: Workshop) -> None:
    workshop.write("clock/probe.sql", function("probe"))
    workshop.migrate()
    workshop.connection.execute("CREATE VIEW public.report AS SELECT momentum.probe()")
    workshop.write("clock/probe.sql", function("probe", result="text", body="SELECT 'one'"))
    with pytest.raises(psycopg.errors.DependentObjectsStillExist) as error:
        workshop.migrate()
    assert "view public.report" in (error.value.diag.message_detail or "")
    assert workshop.value("SELECT momentum.probe()") == 1


def test_a_view_can_lose_a_column(workshop: Workshop) -> None:
    workshop.write(
        "clock/views/seen.sql", "CREATE OR REPLACE VIEW momentum.seen AS SELECT 1 a, 2 b"
    )
    workshop.migrate()
    workshop.write("clock/views/seen.sql", "CREATE OR REPLACE VIEW momentum.seen AS SELECT 2 b")
    workshop.migrate()
    assert workshop.value("SELECT seen::text FROM momentum.seen") == "(2)"
    workshop.remove("clock/views/seen.sql")
    workshop.migrate()
    assert workshop.value("SELECT to_regclass('momentum.seen')") is None


def test_triggers_and_policies_that_a_file_no_longer_has_are_dropped(workshop: Workshop) -> None:
    count = "SELECT count(*) FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal"
    table, file = "momentum.momentum_events", "scoring/triggers/momentum_events.sql"
    before = workshop.value(count, table)
    extra = (
        "CREATE OR REPLACE TRIGGER extra BEFORE UPDATE ON momentum.momentum_events"
        " FOR EACH ROW EXECUTE FUNCTION momentum.tg_any_set_updated_at();"
    )
    original = workshop.read(file)
    workshop.write(file, original + extra)
    policies = workshop.read("security/policies.sql")
    workshop.write(
        "security/policies.sql",
        policies
        + "CREATE POLICY settings_extra ON momentum.settings TO anon USING (false);"
        + "COMMENT ON POLICY settings_extra ON momentum.settings IS '(made by pgmomentum)';",
    )
    workshop.migrate()
    assert workshop.value(count, table) == int(str(before)) + 1
    workshop.write(file, original)
    workshop.write("security/policies.sql", policies)
    workshop.migrate()
    assert workshop.value(count, table) == before
    assert workshop.value("SELECT count(*) FROM pg_policy WHERE polname = 'settings_extra'") == 0
    workshop.remove(file)
    workshop.migrate()
    assert workshop.value(count, table) == 0


def test_triggers_and_policies_of_the_host_stay(workshop: Workshop) -> None:
    workshop.connection.execute(
        """
        CREATE FUNCTION public.audit() RETURNS trigger LANGUAGE plpgsql
        AS 'BEGIN RETURN NULL; END';
        CREATE TRIGGER audit AFTER INSERT ON momentum.momentum_events
        FOR EACH ROW EXECUTE FUNCTION public.audit();
        CREATE POLICY daily_engagement_scores_report ON momentum.daily_engagement_scores
        TO anon USING (false)
        """
    )
    file = "scoring/triggers/momentum_events.sql"
    workshop.write(file, workshop.read(file) + "-- changed")
    policies = workshop.read("security/policies.sql")
    workshop.write("security/policies.sql", policies + "-- changed")
    assert workshop.migrate().loaded == [file, "security/policies.sql"]
    assert (
        workshop.value(
            "SELECT count(*) FROM pg_policy WHERE polname = 'daily_engagement_scores_report'"
        )
        == 1
    )
    whole = "SELECT count(*) FROM pg_trigger WHERE tgname = 'audit' AND tgparentid = 0"
    assert workshop.value(whole) == 1


def test_grants_are_restored_by_every_migrate(workshop: Workshop) -> None:
    workshop.connection.execute("GRANT SELECT ON momentum.settings TO anon")
    workshop.connection.execute("REVOKE EXECUTE ON FUNCTION momentum.clock() FROM authenticated")
    assert workshop.migrate() == NOTHING
    assert (
        workshop.value("SELECT has_table_privilege('anon', 'momentum.settings', 'SELECT')") is False
    )
    granted = "SELECT has_function_privilege('authenticated', 'momentum.clock()', 'EXECUTE')"
    assert workshop.value(granted) is True


def test_an_included_file_counts_as_part_of_the_file(workshop: Workshop) -> None:
    workshop.edit("scoring/event_weights_v1.json", "{", "{ ")
    assert workshop.migrate().loaded == ["scoring/seed_score_versions.sql"]


def test_an_error_names_file_and_line_and_changes_nothing(
    workshop: Workshop, server: Server, database: str
) -> None:
    before = catalog(server, database)
    workshop.write("clock/probe.sql", function("probe"))
    workshop.write("clock/broken.sql", "-- one\n-- two\nCREATE OR REPLACE FUNKTION x();\n")
    with pytest.raises(psycopg.errors.SyntaxError) as error:
        workshop.migrate()
    assert error.value.__notes__ == ["sql/clock/broken.sql, line 3"]
    assert catalog(server, database) == before


def test_a_file_must_make_the_function_it_is_named_after(workshop: Workshop) -> None:
    workshop.write("clock/probe.sql", function("other"))
    with pytest.raises(PgmomentumError, match=r"clock/probe\.sql does not make .*momentum\.probe"):
        workshop.migrate()


def test_the_load_order_lists_every_file_once(workshop: Workshop) -> None:
    order = workshop.resources.sql / "load_order"
    original = order.read_text()
    (workshop.resources.sql / "clock" / "stray.sql").write_text(function("stray"))
    with pytest.raises(PgmomentumError, match=r"does not list a file: clock/stray\.sql"):
        workshop.migrate()
    (workshop.resources.sql / "clock" / "stray.sql").unlink()
    order.write_text(original + "\nclock/absent.sql\n")
    with pytest.raises(PgmomentumError, match=r"not there: clock/absent\.sql"):
        workshop.migrate()
    order.write_text(original + "\nclock/clock.sql\n")
    with pytest.raises(PgmomentumError, match=r"twice: clock/clock\.sql"):
        workshop.migrate()


def test_every_routine_view_and_trigger_has_a_file_of_its_name(workshop: Workshop) -> None:
    """Else nothing would drop it when its text is gone."""
    names = {
        path.relative_to(workshop.resources.sql).as_posix()
        for path in workshop.resources.sql.rglob("*.sql")
    }
    made = workshop.connection.execute(
        """
        SELECT 'routine', proname FROM pg_proc WHERE pronamespace = 'momentum'::regnamespace
        UNION
        SELECT 'views', relname FROM pg_class
        WHERE relnamespace = 'momentum'::regnamespace AND relkind = 'v'
        UNION
        SELECT 'triggers', c.relname FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
        WHERE c.relnamespace = 'momentum'::regnamespace AND NOT tgisinternal AND tgparentid = 0
        """
    ).fetchall()
    for folder, name in made:
        suffix = f"/{name}.sql" if folder == "routine" else f"/{folder}/{name}.sql"
        assert any(path.endswith(suffix) for path in names), f"no file makes {name}"
