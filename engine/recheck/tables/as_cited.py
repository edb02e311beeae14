"""Decisions under the guidelines that determinations cite, for all requests of a view at once.

Comes in: a view of checked requests, with the column `cited`, or `cited_sets` where several reviewers decided.
Goes out: the decision of each request whose determination cites a guideline of ours. Where requests may depend on
each other, or one is cited for by several sets, all the requests of a case are judged by each set that it cites.
"""

from typing import Any

from recheck.evaluators.columns.compile import Asked
from recheck.evaluators.columns.engines import Engine
from recheck.evaluators.columns.judging import Judging, beside, waiting
from recheck.evaluators.columns.query import fresh
from recheck.evaluators.columns.requests import CITED, JOINED_BY
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
    view = engine.con.table(requests)
    is_panel = CITED_SETS in view.columns
    if not is_panel and "cited" not in view.columns:
        return found
    each_alone = not is_panel and not waiting(view)
    given = _ByRow(engine, rules, requests) if each_alone else _ByCase(engine, rules, requests, is_panel=is_panel)
    keys = [row[0] for row in engine.rows(f"SELECT DISTINCT {named(CITED)} FROM {given.view} ORDER BY 1")]
    if not keys:
        return found
    # what is cited counts for every patient: whoever cited it took it to apply
    cited = tuple(tuple(each.split(JOINED_BY)) for each in keys)
    under = Asked(asked.undocumented, asked.as_if, ignore_scope=True, cited=cited)
    judged = Judging(rules, engine, under, given.view, lists=False).requests()
    name = fresh("recheck_as_cited")
    engine.store(name, given.decided(str(engine.con.compile(judged))))
    return engine.materialise(beside(found, engine.con.table(name)))


def _ours(rules: RuleSet) -> str:
    """Of what is cited, what is ours, as `requests.CITED` has it; empty where nothing is."""
    ours = f"[{', '.join(map(literal, rules.guidelines))}]"
    return f"array_to_string(list_filter({ours}, lambda one: list_contains(cited, one)), {literal(JOINED_BY)})"


class _ByRow:
    """Requests that stand alone, each with what it cites."""

    def __init__(self, engine: Engine, rules: RuleSet, requests: str) -> None:
        self.view = fresh("recheck_cited")
        cited = f"SELECT *, {_ours(rules)} AS {named(CITED)} FROM {requests} WHERE cited IS NOT NULL"
        engine.view(self.view, f"SELECT * FROM ({cited}) WHERE {named(CITED)} <> ''")

    def decided(self, judged: str) -> str:
        """Each request with its decision."""
        return f'SELECT "case" AS _case, request AS _request, decision AS decision_as_cited FROM ({judged})'


class _ByCase:
    """Every request of each case, once for each set that the case cites."""

    def __init__(self, engine: Engine, rules: RuleSet, requests: str, *, is_panel: bool) -> None:
        self.is_panel = is_panel
        self.sets, self.view = fresh("recheck_sets"), fresh("recheck_cited")
        rows = f'SELECT "case", request, {f"unnest({CITED_SETS}) AS cited" if is_panel else "cited"} FROM {requests}'
        kept = '"case", request, cited' if is_panel else '"case", request'
        keyed = f"SELECT {kept}, {_ours(rules)} AS ours FROM ({rows}) WHERE cited IS NOT NULL"
        engine.run(f"CREATE TEMPORARY TABLE {self.sets} AS SELECT DISTINCT * FROM ({keyed}) WHERE ours <> ''")
        self.case = f'"case" || {literal(APART)} || s.ours'
        engine.view(
            self.view,
            f'SELECT r.* REPLACE (r.{self.case} AS "case"), s.ours AS {named(CITED)} FROM {requests} AS r '
            f'JOIN (SELECT DISTINCT "case", ours FROM {self.sets}) AS s ON r."case" = s."case"',
        )

    def decided(self, judged: str) -> str:
        """Each request with its decision, of a panel with one for each set that was cited."""
        own = 's.* EXCLUDE ("case", request), s."case" AS _case, s.request AS _request'
        found = (
            f"SELECT {own}, f.decision FROM {self.sets} AS s "
            f'JOIN ({judged}) AS f ON f."case" = s.{self.case} AND f.request = s.request'
        )
        if self.is_panel:
            told = "list({'cited': cited, 'decision': decision}) AS as_cited"
            return f"SELECT _case, _request, {told} FROM ({found}) GROUP BY _case, _request"
        return f"SELECT _case, _request, decision AS decision_as_cited FROM ({found})"
