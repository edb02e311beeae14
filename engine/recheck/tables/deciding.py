"""Checked requests to the results table, chunk by chunk, by the columns.

Comes in: a view of requests that passed every check. Goes out: the results table in chunks that fit into memory,
with the names of the criteria and how the results came about.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from recheck import __version__
from recheck.judge import Mode
from recheck.model.rule import RuleSet
from recheck.tables.duck import Connection
from recheck.tables.panel import with_reviewers
from recheck.tables.requests import REQUESTS
from recheck.tables.shaped import shaped

if TYPE_CHECKING:
    import pyarrow as pa

FEW = 5_000
"""Rows that are judged one by one before the rules would be laid out as columns."""
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
    interpreter: bool | None = None,
    views: bool = False,
    panel: bool = False,
) -> Decided:
    """What the rules say of every request of a view.

    Args:
        connection: where the view is.
        rules: the rule set.
        mode: what silence means, and under which date.
        requests: the view.
        progress: told after every chunk.
        interpreter: judge one by one, or by columns; None: whichever is quicker. They agree.
        views: also decide without the facts, and, one by one, under the guidelines that were cited.
        panel: give a row for each reviewer of a request, as `panel.take_apart` has set them aside.

    Raises:
        ProblemsFound: the columns cannot evaluate these rules; or the extra `audit` is not installed.
    """
    is_slow = interpreter
    if is_slow is None:
        is_slow = connection.execute(f"SELECT count(*) FROM {requests}").fetchall()[0][0] <= FEW
    if is_slow:
        from recheck.tables.by_interpreter import by_interpreter

        chunks = by_interpreter(connection, rules, mode, requests, progress, views=views)
    else:
        from recheck.tables.by_columns import by_columns

        chunks = by_columns(connection, rules, mode, requests, progress, views=views)
    if panel:
        chunks = (with_reviewers(connection, chunk) for chunk in chunks)
    about = about_of(rules, mode, "interpreter" if is_slow else "columns")
    return Decided((shaped(chunk, rules) for chunk in chunks), names(rules), about)


def about_of(rules: RuleSet, mode: Mode, evaluator: str) -> dict[str, str]:
    """How results came about: the rules, the engine and the mode."""
    return {
        "rules_digest": rules.digest,
        "engine": __version__,
        "profile": rules.profile.name,
        "undocumented": str(mode.undocumented),
        "as_if": str(mode.as_if or ""),
        "evaluator": evaluator,
    }


def names(rules: RuleSet) -> tuple[tuple[str, int, str], ...]:
    """What the bits of `truths` stand for: rule, the first of a criterion's two bits, criterion."""
    return tuple(
        (rule.id, 2 * at, each.name) for rule in rules.under_ceilings() for at, each in enumerate(rule.criteria)
    )
