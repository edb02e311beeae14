"""The small tables that go with a query: cells, rules, treatments.

Comes in: a compiled rule set. Goes out: rows, and the statement that makes a table of them in a dialect.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from recheck.evaluators.columns.compile import Compiled
from recheck.evaluators.columns.expr import Kind, Plain
from recheck.evaluators.columns.findings import named
from recheck.evaluators.columns.sql import Writer
from recheck.model.guideline import DateOf


@dataclass(frozen=True)
class SmallTable:
    """Rows that go with a query."""

    name: str
    columns: Mapping[str, Kind]
    rows: Sequence[tuple[Plain | None, ...]]


def cells_table(compiled: Compiled) -> SmallTable:
    """The windows of each treatment, with the rules that stand at each place."""
    columns = {"_treatment": Kind.TEXT}
    if compiled.asked.cited:
        columns["_cited"] = Kind.TEXT
    for kind in DateOf:
        columns |= {f"_{kind}_from": Kind.DATE, f"_{kind}_to": Kind.DATE}
    columns |= {"_cell": Kind.INTEGER, "_shape": Kind.INTEGER}
    columns |= {f"_v{place}": Kind.INTEGER for place in range(1, compiled.places + 1)}
    rows = []
    for cell in compiled.cells:
        days = [day for kind in DateOf for day in cell.days[kind]]
        seats = [*cell.places, *[None] * (compiled.places - len(cell.places))]
        cited = [cell.cited] if compiled.asked.cited else []
        rows.append((cell.treatment, *cited, *days, cell.number, cell.shape, *seats))
    return SmallTable("recheck_cells", columns, rows)


def variants_table(compiled: Compiled) -> SmallTable:
    """The rules by the numbers that stand for them, with what their bits stand for."""
    columns = {"_variant": Kind.INTEGER, "rule": Kind.TEXT, "edition": Kind.TEXT, "_bits": Kind.INTEGER}
    columns |= {"_criteria": Kind.TEXT, "_named": Kind.INTEGER, "_ours": Kind.INTEGER, "_gaps": Kind.INTEGER}
    columns |= {"_closing": Kind.INTEGER, "_shows": Kind.INTEGER, "_own": Kind.NUMBER}
    columns |= {"_facts": Kind.TEXT, "_readers": Kind.TEXT}
    rows = []
    for each in compiled.variants:
        rule, known = each.rule, named(each)
        bits_of = (1 << 2 * len(rule.criteria)) - 1
        masks = (known.named, known.ours, known.gaps, known.closing, known.shows)
        listed = (known.own, known.facts, known.readers)
        rows.append((each.number, rule.id, rule.guideline, bits_of, known.criteria, *masks, *listed))
    return SmallTable("recheck_rules", columns, rows)


def treatments_table(compiled: Compiled) -> SmallTable:
    """The treatments with their categories."""
    columns = {"treatment": Kind.TEXT, "category": Kind.TEXT}
    treatments = compiled.rules.vocabulary.treatments
    return SmallTable("recheck_treatments", columns, [(each.name, each.category) for each in treatments.values()])


def create(small: SmallTable, dialect: str, name: str) -> list[str]:
    """The statements that make a small table.

    >>> create(SmallTable("t", {"a": Kind.INTEGER, "b": Kind.TEXT}, [(1, None)]), "duckdb", "t")
    ['CREATE TEMPORARY TABLE t ("a" BIGINT, "b" VARCHAR)', 'INSERT INTO t VALUES\\n(1, NULL)']
    """
    writer = Writer(dialect)
    types, quoted = writer.dialect.types, writer.dialect.name
    rows = ",\n".join(
        f"({', '.join('NULL' if each is None else writer.plain(each) for each in row)})" for row in small.rows
    )
    if dialect == "pyspark":
        cast = ", ".join(
            f"CAST({quoted(each)} AS {types[kind]}) AS {quoted(each)}" for each, kind in small.columns.items()
        )
        plain = ", ".join(map(quoted, small.columns))
        return [f"CREATE OR REPLACE TEMPORARY VIEW {name} AS SELECT {cast} FROM VALUES\n{rows}\nAS t({plain})"]
    columns = ", ".join(f"{quoted(each)} {types[kind]}" for each, kind in small.columns.items())
    return [f"CREATE TEMPORARY TABLE {name} ({columns})", f"INSERT INTO {name} VALUES\n{rows}"]
