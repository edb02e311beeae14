"""Two rule sets over one table: which requests are decided differently.

Comes in: a checked view of requests, and two rule sets. Goes out: a table of flips in DuckDB, counted by kind
and treatment; decisions are compared where they lie, and only flips are ever taken out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from recheck.judge import Mode
from recheck.model.rule import RuleSet
from recheck.tables.deciding import Decided, Progress, decide
from recheck.tables.duck import Connection, reading, writing

if TYPE_CHECKING:
    import pyarrow as pa

FLIPS = "flips"
_KEPT = ("treatment", "outcome", "decision", "quantity", "rule", "reason", "comparison")
BATCH = 500_000


@dataclass(frozen=True, slots=True)
class Replay:
    """What two rule sets decide differently."""

    requests: int
    flips: int
    kinds: tuple[tuple[str, str, int], ...]
    """Decision before, decision after, how many; the most frequent first."""
    treatments: tuple[tuple[str, int, int], ...]
    """Treatment, its requests, and how many of them flip; the most flips first."""
    to_outcome: int
    """Flips after which the rules agree with what was decided, and did not before."""
    from_outcome: int


def replay(
    connection: Connection,
    old: RuleSet,
    new: RuleSet,
    mode: Mode,
    *,
    progress: Progress | None = None,
    interpreter: bool | None = None,
) -> Replay:
    """Decide every request of the view by both rule sets, and compare.

    Args:
        connection: where the view is.
        old: the rule set before.
        new: the rule set after.
        mode: how both judge.
        progress: told how far it is, for each of the two anew.
        interpreter: judge one by one, or by columns; None: whichever is quicker.

    Raises:
        ProblemsFound: the columns cannot evaluate one of them.
    """
    for side, rules in (("old", old), ("new", new)):
        decided = decide(connection, rules, mode, progress=progress, interpreter=interpreter)
        _keep(connection, f"{side}_results", decided)
    with reading("the results"):
        connection.execute(
            f'CREATE OR REPLACE TABLE {FLIPS} AS SELECT o."case", o.request, o.treatment, o.outcome, '
            "o.decision AS old_decision, o.quantity AS old_quantity, o.rule AS old_rule, o.reason AS old_reason, "
            "n.decision AS new_decision, n.quantity AS new_quantity, n.rule AS new_rule, n.reason AS new_reason, "
            "o.comparison AS old_comparison, n.comparison AS new_comparison "
            'FROM old_results o JOIN new_results n ON o."case" = n."case" AND o.request = n.request '
            "WHERE o.decision IS DISTINCT FROM n.decision OR o.quantity IS DISTINCT FROM n.quantity "
            'ORDER BY o."case", o.request'
        )
        return _counted(connection)


def _keep(connection: Connection, name: str, decided: Decided) -> None:
    """One side's decisions, in the database."""
    is_begun = False
    for chunk in decided.chunks:
        kept = chunk.select(["case", "request", *(each for each in _KEPT if each in chunk.column_names)])
        with writing(name):
            connection.register("decided_chunk", kept)
            verb = f"INSERT INTO {name} BY NAME" if is_begun else f"CREATE OR REPLACE TABLE {name} AS"
            connection.execute(f"{verb} SELECT * FROM decided_chunk")
            connection.unregister("decided_chunk")
        is_begun = True


def _counted(connection: Connection) -> Replay:
    agrees = "({}_comparison IS NOT DISTINCT FROM 'agrees')"
    total, flips = (_one(connection, f"SELECT count(*) FROM {each}") for each in ("new_results", FLIPS))
    kinds = connection.execute(
        f"SELECT old_decision, new_decision, count(*) AS n FROM {FLIPS} GROUP BY ALL ORDER BY n DESC, 1, 2"
    ).fetchall()
    treatments = connection.execute(
        f"SELECT f.treatment, t.n, f.n FROM (SELECT treatment, count(*) AS n FROM {FLIPS} GROUP BY ALL) f JOIN "
        "(SELECT treatment, count(*) AS n FROM new_results GROUP BY ALL) t ON f.treatment IS NOT DISTINCT FROM "
        "t.treatment ORDER BY 3 DESC, 1"
    ).fetchall()
    toward, away = (
        _one(connection, f"SELECT count(*) FROM {FLIPS} WHERE {agrees.format(one)} AND NOT {agrees.format(other)}")
        for one, other in (("new", "old"), ("old", "new"))
    )
    return Replay(
        total,
        flips,
        tuple((old, new, n) for old, new, n in kinds),
        tuple((treatment or "", n, flipped) for treatment, n, flipped in treatments),
        toward,
        away,
    )


def _one(connection: Connection, sql: str) -> int:
    return int(connection.execute(sql).fetchall()[0][0])


def flips(connection: Connection) -> "Iterator[pa.Table]":
    """The flips, batch by batch."""
    import pyarrow as pa

    with reading("the flips"):
        for batch in connection.cursor().sql(f"FROM {FLIPS}").to_arrow_reader(BATCH):
            yield pa.Table.from_batches([batch])
