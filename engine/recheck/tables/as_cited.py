"""Decisions under the guidelines that determinations cite, for all requests of a view at once.

Comes in: a view of checked requests, with the column `cited`, or `cited_sets` where several reviewers decided.
Goes out: a table of DuckDB with the decision of each request whose determination cites a guideline of ours. All the
requests of a case are judged by what one of them cites, for they may depend on each other.
"""

from typing import Any

from recheck.evaluators.columns.compile import Asked
from recheck.evaluators.columns.engines import Engine
from recheck.evaluators.columns.judging import Judging
from recheck.evaluators.columns.query import fresh
from recheck.evaluators.columns.requests import CITED
from recheck.model.rule import RuleSet
from recheck.tables.duck import literal, named
from recheck.tables.panel import CITED_SETS

APART = "\x1f"
"""What stands between a case and what is cited, where one case is judged by several sets of guidelines."""


def with_cited(found: Any, engine: Engine, rules: RuleSet, asked: Asked, requests: str) -> Any:
    """The results with `decision_as_cited`, or of a panel `as_cited`; as they are where nothing of ours is cited.

    Args:
        found: an Ibis table with one row a request.
        engine: DuckDB.
        rules: the rule set.
        asked: what silence means, and under which date.
        requests: the view.
    """
    columns = set(engine.con.table(requests).columns)
    source = CITED_SETS if CITED_SETS in columns else "cited"
    if source not in columns:
        return found
    sets, keys = _sets(engine, rules, requests, source)
    if not keys:
        return found
    judged = Judging(rules, engine, _under(asked, keys), _cases_by_set(engine, requests, sets), lists=False).requests()
    decided = fresh("recheck_as_cited")
    engine.store(decided, _decided(str(engine.con.compile(judged)), sets, is_panel=source == CITED_SETS))
    other = engine.con.table(decided)
    joined = found.left_join(other, [found.case == other._case, found.request == other._request])
    return joined.drop("_case", "_request")


def _under(asked: Asked, keys: tuple[tuple[str, ...], ...]) -> Asked:
    """What is cited counts for every patient: whoever cited it took it to apply."""
    return Asked(asked.undocumented, asked.as_if, ignore_scope=True, cited=keys)


def _sets(engine: Engine, rules: RuleSet, requests: str, source: str) -> tuple[str, tuple[tuple[str, ...], ...]]:
    """A table of each request with what its determinations cite and which of that is ours, and all such sets."""
    name = fresh("recheck_sets")
    cited = f"unnest({CITED_SETS})" if source == CITED_SETS else "cited"
    ours = f"list_filter([{', '.join(map(literal, rules.guidelines))}], lambda one: list_contains(cited, one))"
    each = f'SELECT DISTINCT "case", request, {cited} AS cited FROM {requests}'
    engine.run(
        f"CREATE TEMPORARY TABLE {name} AS SELECT * FROM "
        f"(SELECT *, array_to_string({ours}, ';') AS ours FROM ({each}) WHERE cited IS NOT NULL) WHERE ours <> ''"
    )
    keys = engine.rows(f"SELECT DISTINCT ours FROM {name} ORDER BY ours")
    return name, tuple(tuple(row[0].split(";")) for row in keys)


def _cases_by_set(engine: Engine, requests: str, sets: str) -> str:
    """A view of every request of each case, once for each set that the case's determinations cite."""
    name = fresh("recheck_cited")
    case = f'r."case" || {literal(APART)} || s.ours'
    engine.view(
        name,
        f'SELECT r.* REPLACE ({case} AS "case"), s.ours AS {named(CITED)} FROM {requests} AS r '
        f'JOIN (SELECT DISTINCT "case", ours FROM {sets}) AS s ON r."case" = s."case"',
    )
    return name


def _decided(judged: str, sets: str, *, is_panel: bool) -> str:
    """Each request with its decision, of a panel with one for each set that was cited."""
    found = (
        f'SELECT s."case" AS _case, s.request AS _request, s.cited, f.decision FROM {sets} AS s '
        f'JOIN ({judged}) AS f ON f."case" = s."case" || {literal(APART)} || s.ours AND f.request = s.request'
    )
    if is_panel:
        told = "list({'cited': cited, 'decision': decision}) AS as_cited"
        return f"SELECT _case, _request, {told} FROM ({found}) GROUP BY _case, _request"
    return f"SELECT _case, _request, decision AS decision_as_cited FROM ({found})"
