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
from recheck.tables.duck import Connection, extra_missing, named, reading
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
) -> Decided:
    """What the rules say of every request of a view.

    Args:
        connection: where the view is.
        rules: the rule set.
        mode: what silence means, and under which date.
        requests: the view.
        progress: told after every chunk.

    Raises:
        ProblemsFound: the columns cannot evaluate these rules; or the extra `audit` is not installed.
    """
    from recheck.evaluators.columns.requests import request_schema
    from recheck.evaluators.columns.run import Question, compile_rules, names

    question = Question(mode.undocumented, as_if=mode.as_if)
    compiled = compile_rules(rules, question)
    if errors(compiled.problems):
        raise ProblemsFound(compiled.problems)
    known = set(request_schema(rules))
    with reading(requests):
        given = [row[0] for row in connection.execute(f"DESCRIBE {requests}").fetchall()]
        read = ", ".join(named(each) for each in given if each in known)
        connection.execute(f"CREATE OR REPLACE VIEW {requests}_read AS SELECT {read} FROM {requests}")
    about = {
        "rules_digest": rules.digest,
        "engine": __version__,
        "profile": rules.profile.name,
        "undocumented": str(mode.undocumented),
        "as_if": str(mode.as_if or ""),
    }
    return Decided(_chunks(compiled, connection, f"{requests}_read", progress), tuple(names(rules)), about)


def _chunks(compiled: object, connection: Connection, requests: str, progress: Progress | None) -> "Iterator[pa.Table]":
    try:
        import ibis
    except ModuleNotFoundError as error:
        raise extra_missing("ibis-framework") from error
    from recheck.evaluators.columns.drivers import on_duckdb

    backend = ibis.duckdb.from_connection(connection)
    with reading(requests):
        yield from on_duckdb(compiled, backend, requests, progress=progress)
