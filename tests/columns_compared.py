"""What the columns say of requests beside what `screen` says of them, one request at a time."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import pyarrow as pa

from recheck.evaluators.columns.combine import OVER_PARTS
from recheck.evaluators.columns.compile import Asked
from recheck.evaluators.columns.engines import Engine
from recheck.evaluators.columns.judging import Judging
from recheck.evaluators.columns.query import fresh
from recheck.evaluators.truths import Undocumented
from recheck.judge import Mode
from recheck.model.case import By, Case, Request
from recheck.model.recommendation import Decision, Recommendation
from recheck.model.rule import RuleSet
from recheck.model.truth import Truth
from recheck.screen import screen

CODES = {Truth.FALSE: 1, Truth.UNKNOWN: 0, Truth.TRUE: 2}
ANSWER = ("decision", "quantity", "rests_on", "rule", "truths")
Answer = tuple[object, ...]


def judged(
    rules: RuleSet, engine: Engine, table: pa.Table, mode: Undocumented, lists: bool = False, **more: Any
) -> pa.Table:
    """The results of a table on DuckDB."""
    name = fresh("requests_of_test")
    engine.con.con.register(name, table)
    try:
        found = Judging(rules, engine, Asked(mode, **more), name, lists=lists).requests().to_pyarrow()
    finally:
        engine.con.con.unregister(name)
    assert isinstance(found, pa.Table)
    return found


def answers(results: pa.Table) -> dict[tuple[str, str], Answer]:
    """The answers of a results table by case and request."""
    rows = results.select(["case", "request", *ANSWER]).to_pylist()
    found = {(row["case"], row["request"]): tuple(row[name] for name in ANSWER) for row in rows}
    assert len(found) == results.num_rows, "one row a request"
    return found


def carried(rules: RuleSet, found: Recommendation) -> tuple[str | None, int | None]:
    """The rule that decides, and its criteria's truths; of parts, of the one that carries the decision."""
    if found.components and found.treatment is None:
        return carried(rules, min(found.components, key=lambda each: OVER_PARTS.index(each.decision)))
    if found.decision is Decision.NOT_COVERED or not found.rules:
        return None, None
    deciding = list(found.rules)
    if deciding[0].decision is Decision.DENY:
        binding = [each for each in deciding if each.rule.guideline not in rules.profile.advisory]
        deciding = binding or deciding
    first = deciding[0]
    return first.rule.id, sum(CODES[each.truth] << 2 * at for at, each in enumerate(first.criteria))


def screened(rules: RuleSet, cases: Iterable[Case], mode: Mode) -> dict[tuple[str, str], Answer]:
    """The interpreter's answers, of cases as a table of requests holds them."""
    found = {}
    for case in map(as_in_a_table, cases):
        for name in case.requests:
            one = screen(rules, case, name, mode)
            rests = one.rests_on
            found[case.id, name] = (str(one.decision), one.quantity, rests, *carried(rules, one))
    return found


def as_in_a_table(case: Case, by: By = By.IMR) -> Case:
    """A case with the record up to the decision, and with one date a request, for which nothing stands in."""
    reviewed = case.as_reviewed(by)
    return replace(reviewed, requests={name: _dated(each) for name, each in reviewed.requests.items()})


def _dated(request: Request) -> Request:
    return replace(request, date_stands_for=None, parts=tuple(map(_dated, request.parts)))


def differing(
    one: Mapping[tuple[str, str], Answer], other: Mapping[tuple[str, str], Answer]
) -> dict[tuple[str, str], tuple[Answer | None, Answer | None]]:
    """The requests of the first of which the second says something else."""
    return {key: (each, other.get(key)) for key, each in one.items() if other.get(key) != each}
