"""Cases as rows of the table of requests: one row a component, with the facts that it is judged by.

Comes in: the rule set and a case. Goes out: rows as the columnar evaluator reads them; what counts of
several readings, and what a fact belongs to, is settled here as for a single request.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from recheck.collect import collect
from recheck.evaluators.columns.requests import request_schema
from recheck.model.case import By, Case, Request
from recheck.model.problem import Problem, ProblemsFound
from recheck.model.rule import RuleSet
from recheck.model.value import Contradicted
from recheck.model.vocabulary import Vocabulary

Row = dict[str, object]
"""A row of the table of requests; a column that it does not name is null."""


def rows_of(rules: RuleSet, case: Case, against: By = By.IMR) -> list[Row]:
    """The rows of a case, in the order of its requests.

    Raises:
        ProblemsFound: a part has parts of its own.
    """
    schema = request_schema(rules)
    case, words = case.as_reviewed(against), rules.vocabulary
    return [row for request in case.requests.values() for row in _rows(words, schema, case, request, against)]


def _rows(
    vocabulary: Vocabulary, schema: Mapping[str, object], case: Case, request: Request, against: By
) -> Iterator[Row]:
    whole = _whole(case, request, against)
    if not request.parts:
        for component, region in enumerate(request.region_keys):
            yield {**whole, "component": component, **_facts(vocabulary, schema, case, request, region)}
        return
    component = 0
    for part in request.parts:
        if part.parts:
            message = f"the part '{part.id}' of '{request.id}' has parts of its own"
            raise ProblemsFound([Problem("parts-of-parts", message, part.place, "make them requests of the case")])
        for region in part.region_keys:
            own = _facts(vocabulary, schema, case, part, region)
            depends = part.depends_on
            if depends:
                own |= {"part_depends_on": depends.request, "part_depends_on_decision": depends.decision}
            yield {**whole, "component": component, "part": part.id, **own}
            component += 1


def _whole(case: Case, request: Request, against: By) -> Row:
    """What the rows of a request share."""
    row: Row = {"case": case.id, "request": request.id}
    if request.depends_on:
        row |= {"depends_on": request.depends_on.request, "depends_on_decision": request.depends_on.decision}
    found = request.determination(against)
    if found:
        row |= {
            "outcome": str(found.outcome),
            "outcome_quantity": found.quantity,
            "cited": [each.guideline for each in found.cites],
            "credentials": ", ".join(found.credentials) or None,
            "licensed_in": ", ".join(found.licensed_in) or None,
            "decided_on": found.dated,
        }
    return row


def _facts(
    vocabulary: Vocabulary, schema: Mapping[str, object], case: Case, request: Request, region: str | None
) -> Row:
    held = collect(case, request, region, vocabulary).held
    row: Row = {"treatment": request.treatment, "contradicted": []}
    contradicted = [name for name, value in held.items() if isinstance(value, Contradicted)]
    row["contradicted"] = contradicted
    quantity = request.quantity
    if quantity:
        row |= {
            "requested": quantity.requested,
            "authorized": quantity.authorized,
            "disputed": quantity.disputed,
            "unit": quantity.unit,
        }
    for name, value in held.items():
        if name in schema and not isinstance(value, Contradicted):
            row[name] = sorted(value) if isinstance(value, frozenset) else value
    return row


def requests_table(rules: RuleSet, cases: Iterable[Case], against: By = By.IMR) -> Any:
    """The rows of cases as an Arrow table with every column."""
    return table_of(rules, [row for case in cases for row in rows_of(rules, case, against)])


def table_of(rules: RuleSet, rows: Iterable[Row]) -> Any:
    """Rows as an Arrow table with every column."""
    import pyarrow

    types = {
        "boolean": pyarrow.bool_(),
        "integer": pyarrow.int64(),
        "number": pyarrow.float64(),
        "date": pyarrow.date32(),
        "text": pyarrow.string(),
        "texts": pyarrow.list_(pyarrow.string()),
    }
    kept = list(rows)
    columns = {
        name: pyarrow.array([_as(kind, row.get(name)) for row in kept], types[kind])
        for name, kind in request_schema(rules).items()
    }
    return pyarrow.table(columns)


def _as(kind: str, value: object) -> object:
    return float(value) if kind == "number" and isinstance(value, int) else value
