"""The code keeps the rules of the house, and each rule catches what it is there for."""

from pathlib import Path, PurePosixPath

import pytest

from tests.style.code_rules import MAX_FILE, MAX_FUNCTION, RULES, Rule
from tests.style.source import Source, python_sources


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_code_keeps(rule: Rule, repository: Path) -> None:
    findings = [finding for source in python_sources(repository) for finding in rule(source)]

    assert "\n".join(findings) == ""


def found(path: str, text: str) -> list[str]:
    source = Source(PurePosixPath(path), text)
    return [f"{rule.__name__}: {finding}" for rule in RULES for finding in rule(source)]


def test_a_module_that_keeps_every_rule_gives_no_finding() -> None:
    text = '"""Spans."""\n\nfrom decimal import Decimal\n\nHALF = Decimal("0.5")\n'

    assert found("src/tenure/kernel/spans.py", text) == []


def test_a_function_of_71_lines_is_found_and_one_of_70_is_not() -> None:
    longest = "def fold():\n" + "    pass\n" * (MAX_FUNCTION - 1)

    assert found("tests/a.py", longest) == []
    assert found("tests/a.py", longest + "    pass\n") == [
        "short_functions: tests/a.py:1: fold has 71 lines, at most 70"
    ]


def test_a_file_of_401_lines_is_found_and_one_of_400_is_not() -> None:
    assert found("tests/a.py", "pass\n" * MAX_FILE) == []
    assert found("tests/a.py", "pass\n" * (MAX_FILE + 1)) == [
        "short_files: tests/a.py:401: the file has 401 lines, at most 400"
    ]


@pytest.mark.parametrize(
    "name", ["AssetManager", "OrderService", "HelperOfLots", "BaseVerb", "AddImpl", "SpanUtils", "Services"]
)
def test_an_empty_word_in_a_class_is_found(name: str) -> None:
    assert len(found("tests/a.py", f"class {name}:\n    pass\n")) == 1


@pytest.mark.parametrize("name", ["Database", "Implement", "Basement", "Serviced", "Baseline"])
def test_a_word_that_only_contains_one_is_not_found(name: str) -> None:
    assert found("tests/a.py", f"class {name}:\n    pass\n") == []


@pytest.mark.parametrize("path", ["tests/utils.py", "tests/helpers/a.py", "tests/asset_manager.py"])
def test_an_empty_word_in_a_module_is_found(path: str) -> None:
    assert len(found(path, "")) == 1


def test_a_shipped_module_without_a_docstring_is_found() -> None:
    assert found("src/tenure/operations/load.py", "") == [
        "said_what_it_is: src/tenure/operations/load.py:1: the module does not say what it is"
    ]


@pytest.mark.parametrize("line", ["HALF = 0.5", "x = float(3)", "def f(x: float) -> None: ...", "x = 1e3"])
@pytest.mark.parametrize("folder", ["kernel", "catalogue"])
def test_a_float_in_the_pure_folders_is_found(folder: str, line: str) -> None:
    text = f'"""Money."""\n{line}\n'

    assert len(found(f"src/tenure/{folder}/money.py", text)) == 1
    assert found("src/tenure/store/money.py", text) == []


@pytest.mark.parametrize(
    "line",
    [
        'QUERY = "select * from asset where account_id = %(account_id)s"',
        'QUERY = f"update {table} set quantity = 0"',
        'QUERY = "values (1)"',
        'QUERY = "copy asset (account_id) from stdin"',
        "connection.execute(query)",
        "cursor.executemany(query, rows)",
        "connection.cursor()",
        "import django.db",
        "from django.db import connection",
        "from django.db.models import Model",
        "from django import db",
    ],
)
def test_sql_outside_the_store_is_found(line: str) -> None:
    text = f'"""Orders."""\n{line}\n'

    assert len(found("src/tenure/operations/load.py", text)) == 1
    assert found("src/tenure/store/load.py", text) == []


@pytest.mark.parametrize(
    "line",
    [
        'HELP = "Select the customer"',
        'HELP = "Update the order"',
        '"""Select a, b from c"""',
        "import django",
        "runner.run(command)",
    ],
)
def test_prose_is_not_taken_for_sql(line: str) -> None:
    assert found("src/tenure/cli/load.py", f'"""Orders."""\n{line}\n') == []


@pytest.mark.parametrize("path", ["site/settings.py", "identity/models.py"])
def test_who_has_models_may_name_the_database_of_django_and_runs_no_sql(path: str) -> None:
    assert found(f"src/tenure/{path}", '"""Models."""\nimport django.db\n') == []
    assert len(found(f"src/tenure/{path}", '"""Models."""\nconnection.cursor()\n')) == 1


def test_work_put_off_is_found_in_a_comment_and_a_currency_code_is_not() -> None:
    assert len(found("tests/a.py", "# TO" + "DO later\n")) == 1
    assert len(found("tests/a.py", "# XX" + "X later\n")) == 1
    assert found("tests/a.py", 'NO_CURRENCY = "XX' + 'X"\n') == []
