"""The results table by the interpreter: slow, and the meaning itself.

Comes in: a view of checked requests. Goes out: the same chunks as the columns give, for rules that columns cannot
do, and for whoever wants to see on a table of their own that the two agree.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from recheck.audit.rows import determined, recommended
from recheck.compare import editions_cited
from recheck.judge import Mode
from recheck.model.case import Case, Request
from recheck.model.guideline import Dates
from recheck.model.recommendation import Recommendation
from recheck.model.rule import RuleSet
from recheck.screen import screen
from recheck.tables.as_cases import Row, requests_of
from recheck.tables.duck import Connection, reading
from recheck.tables.panel import CITED_SETS

if TYPE_CHECKING:
    import pyarrow as pa

    from recheck.tables.deciding import Progress

CHUNK = 5_000
"""Requests judged before they are handed on."""


def by_interpreter(
    connection: Connection,
    rules: RuleSet,
    mode: Mode,
    requests: str,
    progress: "Progress | None",
    *,
    views: bool = False,
) -> "Iterator[pa.Table]":
    """Every request of the view, judged one by one, in the order of the cases.

    Args:
        connection: where the view is.
        rules: the rule set.
        mode: what silence means, and under which date.
        requests: the view.
        progress: told after every chunk.
        views: also judge without the facts, and under the guidelines that were cited.

    Raises:
        ProblemsFound: a request is one that only a case file can hold.
    """
    mode = replace(mode, infer=False)
    with reading(requests):
        total = connection.execute(f"SELECT count(*) FROM {requests}").fetchall()[0][0]
    done, found = 0, []
    for rows in _cases(connection, requests):
        done += len(rows)
        for row, case, request in requests_of(rows, rules.vocabulary):
            judged = screen(rules, case, request.id, mode)
            seen = _views(rules, mode, row, case, request) if views else {}
            found.append(_row(rules, row, request, judged) | seen)
        if len(found) >= CHUNK:
            yield _table(found)
            found = []
            if progress:
                progress(done, total)
    if found:
        yield _table(found)


def _cases(connection: Connection, requests: str) -> Iterator[list[dict[str, Any]]]:
    """The rows of each case."""
    with reading(requests):
        ordered = f'SELECT * FROM {requests} ORDER BY "case", request, component'
        batches = connection.cursor().sql(ordered).to_arrow_reader(CHUNK)
        rows = (row for batch in batches for row in batch.to_pylist())
        for _, group in groupby(rows, key=lambda row: row["case"]):
            yield list(group)


def _row(rules: RuleSet, row: Row, request: Request, found: Recommendation) -> dict[str, object]:
    told = recommended(found, rules.profile.advisory)
    told["treatment"] = told["treatment"] or request.parts[0].treatment
    own = {name: row.get(name) for name in ("credentials", "licensed_in", "reviewer", "outcome_quantity")}
    return told | determined(next(iter(request.determinations), None)) | own


def _views(rules: RuleSet, mode: Mode, row: Row, case: Case, request: Request) -> dict[str, object]:
    """The decision without the facts, and under each set of guidelines that was cited; None where none is ours."""
    bare = screen(rules, case, request.id, replace(mode, without_facts=True))
    dates = Dates(mode.as_if) if mode.as_if else request.dates
    sets = row[CITED_SETS] or () if CITED_SETS in row else (row.get("cited"),)
    decided = [(cited, _under(rules, mode, case, request, editions_cited(rules, cited or (), dates))) for cited in sets]
    found: dict[str, object] = {"decision_without_facts": str(bare.decision)}
    if CITED_SETS in row:
        return found | {"as_cited": [{"cited": cited, "decision": decision} for cited, decision in decided]}
    return found | {"decision_as_cited": decided[0][1]}


def _under(rules: RuleSet, mode: Mode, case: Case, request: Request, editions: tuple[str, ...]) -> str | None:
    if not editions:
        return None
    return str(screen(rules, case, request.id, replace(mode, editions=editions, ignore_scope=True)).decision)


def _table(rows: Sequence[dict[str, object]]) -> "pa.Table":
    import pyarrow as pa

    kinds = {
        "requested_on": pa.date32(),
        "decided_on": pa.date32(),
        "quantity": pa.float64(),
        "outcome_quantity": pa.int64(),
        "disputed": pa.float64(),
        "truths": pa.int64(),
        "deciding": pa.list_(pa.string()),
        "missing": pa.list_(pa.string()),
        "share_ours": pa.float64(),
        "as_cited": pa.list_(pa.struct([("cited", pa.list_(pa.string())), ("decision", pa.string())])),
    }
    schema = pa.schema([(name, kinds.get(name, pa.string())) for name in rows[0]])
    return pa.Table.from_pylist(list(rows), schema=schema)
