"""The generated documents are those of the present catalog."""

import pytest
from psycopg.conninfo import conninfo_to_dict

from tools.docs import drifted, generate
from tools.pgtap import install
from tools.servers import Server


@pytest.mark.servers(15)
def test_generated_documents_have_not_drifted(server: Server, empty_database: str) -> None:
    install(empty_database)
    name = conninfo_to_dict(empty_database)["dbname"]
    assert drifted(generate(server, str(name))) == [], "run `make docs` and commit the result"
