"""The results table in its one shape, whoever computed it: the same columns, in the same order, of the same types.

Comes in: a chunk with decisions. Goes out: the chunk with category and comparison beside them, where they are not
there yet, and null columns for what was not asked for.
"""

from typing import TYPE_CHECKING

from recheck.compare import Verdict
from recheck.model.case import Outcome
from recheck.model.recommendation import Decision
from recheck.model.rule import RuleSet
from recheck.tables.duck import literal, named, scratch

if TYPE_CHECKING:
    import pyarrow as pa

_BOTH = f"(c.truths & (c.truths >> 1) & {int('01' * 31, 2)})"
_TRUTHS = f"c.truths - 3 * {_BOTH}"
"""Two bits that are both set stand for what the record contradicts itself about: not documented, like silence."""
COLUMNS = {
    **dict.fromkeys(("case", "request", "treatment", "category"), "VARCHAR"),
    **dict.fromkeys(("requested_on", "decided_on"), "DATE"),
    **dict.fromkeys(("outcome", "credentials", "licensed_in", "reviewer", "decision", "reason"), "VARCHAR"),
    **dict.fromkeys(("quantity", "disputed"), "DOUBLE"),
    **dict.fromkeys(("rests_on", "rule", "edition"), "VARCHAR"),
    "truths": "BIGINT",
    **dict.fromkeys(("deciding", "missing"), "VARCHAR[]"),
    "share_ours": "DOUBLE",
    **dict.fromkeys(("comparison", "decision_as_cited", "decision_without_facts"), "VARCHAR"),
}
"""The results table: names and types in DuckDB."""


def shaped(chunk: "pa.Table", rules: RuleSet) -> "pa.Table":
    """A chunk as the results table has it."""
    given = set(chunk.column_names)
    open_ones = f"('{Decision.PEND}', '{Decision.NOT_COVERED}')"
    said = {"reason": f"CASE WHEN c.decision IN {open_ones} THEN c.reason END", "truths": _TRUTHS}
    said |= {name: f"coalesce(c.{name}, [])" for name in ("deciding", "missing")}
    computed = {"comparison": _comparison("outcome_quantity" in given), "category": "coalesce(k.category, 'other')"}
    cells = []
    for name, kind in COLUMNS.items():
        value = said.get(name, f"c.{named(name)}") if name in given else computed.get(name, "NULL")
        cells.append(f"CAST({value} AS {kind}) AS {named(name)}")
    known = ", ".join(
        f"({literal(each.name)}, {literal(each.category)})" for each in rules.vocabulary.treatments.values()
    )
    categories = f"(VALUES {known or '(NULL, NULL)'}) AS k(treatment, category)"
    with scratch() as connection:
        connection.register("chunk", chunk)
        return connection.sql(
            f"SELECT {', '.join(cells)} FROM (SELECT row_number() OVER () AS place, * FROM chunk) c "
            f"LEFT JOIN {categories} ON c.treatment = k.treatment ORDER BY c.place"
        ).to_arrow_table()


def _comparison(has_quantity: bool) -> str:
    """How a decision stands beside a determination (`compare.verdict`), as SQL.

    IMR's upheld and overturned; UR's three classes, where an equal modification agrees and an unequal one in part.
    """
    same = "c.quantity IS NOT DISTINCT FROM c.outcome_quantity" if has_quantity else "c.quantity IS NULL"
    agree = " OR ".join(f"(c.decision = '{decision}' AND c.outcome = '{outcome}')" for decision, outcome in _AGREE)
    modified = f"c.decision = '{Decision.MODIFY}'"
    return (
        "CASE WHEN c.outcome IS NULL THEN NULL "
        f"WHEN c.decision IN ('{Decision.PEND}', '{Decision.NOT_COVERED}') THEN c.decision "
        f"WHEN {agree} THEN '{Verdict.AGREES}' "
        f"WHEN {modified} AND c.outcome = '{Outcome.UPHELD}' THEN '{Verdict.AGREES_IN_PART}' "
        f"WHEN {modified} AND c.outcome = '{Outcome.MODIFIED}' THEN "
        f"CASE WHEN {same} THEN '{Verdict.AGREES}' ELSE '{Verdict.AGREES_IN_PART}' END "
        f"ELSE '{Verdict.DIFFERS}' END"
    )


_AGREE = (
    (Decision.APPROVE, Outcome.OVERTURNED),
    (Decision.DENY, Outcome.UPHELD),
    (Decision.APPROVE, Outcome.APPROVED),
    (Decision.DENY, Outcome.DENIED),
)
