"""`pembinaan sql`: it answers questions, and whatever else is asked of it the server refuses."""

import os
import time
from pathlib import Path

import psycopg
import pytest
from nights import new_database
from typer.testing import CliRunner

FORMATS = ("table", "csv", "json")


@pytest.fixture(scope="module")
def warehouse(postgres):
    """One for all: nothing that is asked of it leaves a trace."""
    return new_database(postgres, "asked")


@pytest.fixture(scope="module")
def ask(warehouse):
    """Ask the warehouse as the command does, in this process."""
    from flows.commands import app

    def answer(query, form="csv", **settings):
        env = {f"PEMBINAAN_{name.upper()}": str(value) for name, value in settings.items()}
        env["PEMBINAAN_WAREHOUSE_URL"] = warehouse
        return CliRunner().invoke(app, ["sql", query, "--format", form], env=env)

    return answer


@pytest.fixture
def trace(tmp_path):
    """A file that nobody but an escaped question writes."""
    tmp_path.chmod(0o777)
    for folder in tmp_path.parents:
        if folder.stat().st_uid == os.getuid() and folder != Path("/tmp"):
            folder.chmod(folder.stat().st_mode | 0o011)
    return tmp_path / "lolos"


@pytest.mark.parametrize(
    ("form", "said"), [("table", "┃ a ┃ b ┃"), ("csv", "a,b\n"), ("json", "[]")]
)
def test_an_answer_without_rows_still_names_its_columns(ask, form, said):
    answered = ask("SELECT 1 AS a, 2 AS b WHERE false", form)

    assert answered.exit_code == 0
    assert said in answered.stdout


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    "query",
    [
        pytest.param("COPY (SELECT 1) TO PROGRAM 'touch {trace}'", id="a program"),
        pytest.param("SELECT 1) TO PROGRAM 'touch {trace}' --", id="a program, out of brackets"),
        pytest.param("SELECT 1; COPY (SELECT 1) TO PROGRAM 'touch {trace}'", id="a second one"),
        pytest.param("SELECT 1) TO STDOUT; COPY (SELECT 1) TO '{trace}' --", id="a file, behind"),
        pytest.param("COPY (SELECT 1) TO '{trace}'", id="a file"),
        pytest.param(
            "DO $$ BEGIN EXECUTE 'RESET ROLE'; EXECUTE 'COPY (SELECT 1) TO ''{trace}'''; END $$",
            id="a program in PL/pgSQL",
        ),
        pytest.param(
            "SELECT set_config('role', 'none', false), "
            "query_to_xml('SELECT lo_export(lo_from_bytea(0, ''x''), ''{trace}'')', "
            "true, true, '')",
            id="a role laid down",
        ),
        pytest.param(
            "WITH x AS (SELECT set_config('session_authorization', 'postgres', false)) "
            "SELECT pg_read_file('PG_VERSION') FROM x",
            id="another's session",
        ),
        pytest.param("SELECT pg_read_file('PG_VERSION')", id="a file of the server"),
        pytest.param("SELECT pg_ls_dir('.')", id="its folders"),
        pytest.param("SELECT lo_import('/etc/passwd')", id="a file into the database"),
        pytest.param("SELECT lo_from_bytea(0, 'x')", id="a large object"),
        pytest.param("SELECT * FROM dblink('', 'SELECT 1') AS t (n int)", id="another connection"),
        pytest.param("CREATE EXTENSION dblink", id="an extension"),
        pytest.param("SELECT rolpassword FROM pg_authid", id="passwords"),
    ],
)
def test_no_question_reaches_beyond_the_tables(ask, trace, query, form):
    answered = ask(query.format(trace=trace), form)

    assert answered.exit_code == 1, answered.output
    assert "failed: " in answered.stderr
    assert "Traceback" not in answered.output
    assert not trace.exists()


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    "query",
    [
        pytest.param("DELETE FROM ops.rulebook", id="delete"),
        pytest.param("DELETE FROM ops.rulebook RETURNING stamp", id="delete, with an answer"),
        pytest.param("WITH x AS (DELETE FROM ops.rulebook RETURNING 1) SELECT 1", id="within"),
        pytest.param("SELECT 1; COMMIT; DELETE FROM ops.rulebook", id="behind a commit"),
        pytest.param("SELECT 1) AS q; COMMIT; DELETE FROM ops.rulebook; --", id="out of brackets"),
        pytest.param("SET TRANSACTION READ WRITE", id="a transaction that writes"),
        pytest.param("SELECT set_config('transaction_read_only', 'off', true)", id="the same"),
        pytest.param("SELECT 1 FROM ops.rulebook FOR UPDATE", id="a lock on rows"),
        pytest.param("LOCK TABLE ops.run IN ACCESS SHARE MODE", id="a lock on a table"),
        pytest.param("SELECT nextval('ops.report_id_seq')", id="a number of the next report"),
        pytest.param("SELECT setval('ops.report_id_seq', 1)", id="the numbers anew"),
        pytest.param("SELECT pg_advisory_lock(627034)", id="the publishing lock"),
        pytest.param("SELECT pg_try_advisory_lock(627034)", id="the publishing lock, tried"),
        pytest.param(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity", id="a session's end"
        ),
        pytest.param("SELECT pg_cancel_backend(pg_backend_pid())", id="a statement's end"),
        pytest.param("SELECT pg_reload_conf()", id="the server's settings"),
        pytest.param("CREATE TEMP TABLE t AS SELECT 1", id="a table"),
        pytest.param("DO $$ BEGIN NULL; END $$", id="a program"),
        pytest.param("RESET ROLE", id="a role laid down"),
        pytest.param("NOTIFY malam", id="a word to others"),
        pytest.param("VACUUM", id="upkeep"),
        pytest.param("", id="nothing"),
    ],
)
def test_no_question_changes_or_holds_up_anything(warehouse, ask, query, form):
    answered = ask(query, form)

    assert answered.exit_code == 1, answered.output
    assert "Traceback" not in answered.output
    with psycopg.connect(warehouse) as connection:
        assert connection.execute("SELECT stamp FROM ops.rulebook").fetchall() == [("",)]
        locks = "SELECT objid FROM pg_locks WHERE locktype = 'advisory'"
        assert connection.execute(locks).fetchall() == []


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("SELECT pg_sleep(30)", id="asleep"),
        pytest.param("SELECT count(*) FROM generate_series(1, 1000000000)", id="at work"),
        pytest.param(
            "SELECT set_config('statement_timeout', '0', false), pg_sleep(30)", id="unbounded"
        ),
    ],
)
def test_a_question_takes_no_longer_than_it_may(ask, query):
    started = time.monotonic()

    answered = ask(query, ask_timeout_s=1)

    assert answered.exit_code == 1
    assert "statement timeout (1 s, PEMBINAAN_ASK_TIMEOUT_S)" in answered.stderr
    assert time.monotonic() - started < 20


@pytest.mark.parametrize("form", FORMATS)
def test_an_answer_of_too_many_rows_is_refused_whole(ask, form):
    exact = ask("SELECT generate_series(1, 5)", form, ask_max_rows=5)
    more = ask("SELECT generate_series(1, 1000000000)", form, ask_max_rows=5)

    assert exact.exit_code == 0
    assert (more.exit_code, more.stdout) == (1, "")
    assert "more than 5 rows" in more.stderr


_OF_EVERY_KIND = """
SELECT 1 AS n, 12.50 AS d, 'NaN'::numeric AS tak, true AS ya, NULL AS kosong, '' AS hampa,
       E'a,"b"\\nc' AS teks, ARRAY['x', NULL, 'y z'] AS daftar, ARRAY[1.50] AS angka,
       '-infinity'::date AS sejak, '2025-10-01 11:00+07'::timestamptz AS pada,
       '{"a": 1.10}'::jsonb AS isi, 1 AS n -- dan lagi
"""


@pytest.mark.parametrize(
    ("form", "printed"),
    [
        pytest.param(
            "csv",
            "n,d,tak,ya,kosong,hampa,teks,daftar,angka,sejak,pada,isi,n\n"
            '1,12.50,NaN,t,,"","a,""b""\nc","{x,NULL,""y z""}",{1.50},-infinity,'
            '2025-10-01 04:00:00+00,"{""a"": 1.10}",1\n',
            id="csv",
        ),
        pytest.param(
            "json",
            '[{"n":1,"d":12.50,"tak":"NaN","ya":true,"kosong":null,"hampa":"",'
            '"teks":"a,\\"b\\"\\nc","daftar":["x",null,"y z"],"angka":[1.50],'
            '"sejak":"-infinity","pada":"2025-10-01T04:00:00+00:00","isi":{"a": 1.10},"n_2":1}]\n',
            id="json",
        ),
    ],
)
def test_every_kind_of_value_is_printed_as_it_is(ask, form, printed):
    assert ask(_OF_EVERY_KIND, form).stdout == printed


def test_a_table_shows_instants_that_python_does_not_know(ask):
    answered = ask("SELECT '-infinity'::date AS sejak, 1234.50 AS rp", "table")

    assert answered.exit_code == 0, answered.output
    assert "-infinity" in answered.stdout
    assert "1.234,5" in answered.stdout


@pytest.mark.parametrize(
    "query", ["SHOW timezone", "VALUES (1)", "TABLE ref.kanwil", "EXPLAIN SELECT 1"]
)
def test_what_answers_with_rows_is_a_question(ask, query):
    assert ask(query).exit_code == 0


@pytest.mark.parametrize(
    ("role", "query", "code"),
    [
        pytest.param("auditor", "SELECT * FROM mart.karantina_terbuka", 0, id="auditor"),
        pytest.param("reader", "SELECT * FROM mart.nasional_bulanan", 0, id="reader"),
        pytest.param("reader", "SELECT * FROM mart.karantina_terbuka", 1, id="reader, quarantine"),
    ],
)
def test_the_setting_says_whose_rights_a_question_has(ask, role, query, code):
    answered = ask(query, ask_role=role)

    assert answered.exit_code == code, answered.stderr
    assert ask("SELECT session_user", ask_role=role).stdout == f"session_user\npembinaan_{role}\n"
