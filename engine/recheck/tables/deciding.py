"""Checked requests to the results table, chunk by chunk, by the columns.

Comes in: a view of requests that passed every check. Goes out: the results table in chunks that fit into memory,
with the names of the criteria and how the results came about.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from recheck import __version__
from recheck.judge import Mode
from recheck.model.problem import ProblemsFound, errors
from recheck.model.rule import RuleSet
from recheck.tables.duck import Connection, extra_missing, reading
from recheck.tables.requests import REQUESTS

if TYPE_CHECKING:
    import pyarrow as pa

Progress = Callable[[int, int], None]
"""Told how many of how many rows are decided."""


@dataclass(frozen=True, slots=True)
class Decided:
    """The results as they come, and what they are."""

    chunks: "Iterator[pa.Table]"
    names: tuple[tuple[str, int, str], ...]
    about: Mapping[str, str]


def decide(
    connection: Connection,
    rules: RuleSet,
    mode: Mode,
    *,
    requests: str = REQUESTS,
    progress: Progress | None = None,
    interpreter: bool = False,
) -> Decided:
    """What the rules say of every request of a view.

    Args:
        connection: where the view is.
        rules: the rule set.
        mode: what silence means, and under which date.
        requests: the view.
        progress: told after every chunk.
        interpreter: judge one by one by the interpreter, not by the columns.

    Raises:
        ProblemsFound: the columns cannot evaluate these rules; or the extra `audit` is not installed.
    """
    about = {
        "rules_digest": rules.digest,
        "engine": __version__,
        "profile": rules.profile.name,
        "undocumented": str(mode.undocumented),
        "as_if": str(mode.as_if or ""),
        "evaluator": "interpreter" if interpreter else "columns",
    }
    if interpreter:
        from recheck.tables.by_interpreter import by_interpreter

        chunks = by_interpreter(connection, rules, mode, requests, progress)
    else:
        chunks = _by_columns(connection, rules, mode, requests, progress)
    return Decided(chunks, names(rules), about)


def names(rules: RuleSet) -> tuple[tuple[str, int, str], ...]:
    """What the bits of `truths` stand for: rule, the first of a criterion's two bits, criterion."""
    return tuple((rule.id, 2 * at, each.name) for rule in rules.rules.values() for at, each in enumerate(rule.criteria))


def _by_columns(
    connection: Connection, rules: RuleSet, mode: Mode, requests: str, progress: Progress | None
) -> "Iterator[pa.Table]":
    try:
        import ibis
    except ModuleNotFoundError as error:
        raise extra_missing("ibis-framework") from error
    from recheck.evaluators.columns.drivers import on_duckdb
    from recheck.evaluators.columns.run import Question, compile_rules

    compiled = compile_rules(rules, Question(mode.undocumented, as_if=mode.as_if))
    if errors(compiled.problems):
        raise ProblemsFound(compiled.problems)
    backend = ibis.duckdb.from_connection(connection)
    with reading(requests):
        yield from on_duckdb(compiled, backend, requests, progress=progress)
