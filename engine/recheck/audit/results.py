"""The results table: one row per request, beside the names of each rule's criteria.

Statistics and report read this and nothing else, so that five letters and a million rows from a warehouse go
one way. Comes in: columns of plain data, whoever computed them. Goes out: the same, seen to have their types.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from recheck.model.case import By
from recheck.model.problem import Problem, ProblemsFound, missing_extra
from recheck.model.rule import Rule, RuleSet

if TYPE_CHECKING:
    import pyarrow as pa

CRITERIA_IN_TRUTHS = 31
"""Two bits a criterion in 64 bits with a sign."""
Key = tuple[str, str]
"""Case and request."""
FactsOf = Callable[[Sequence[Key]], Mapping[Key, Mapping[str, str]]]
"""What the record documents of some requests, as text, where whoever computed the table can tell."""


@dataclass(frozen=True, slots=True)
class Results:
    """The results table, the names of the criteria in its truths, and whose determinations it compares with."""

    table: "pa.Table | Path"
    """In memory, or the Parquet file where it lies."""
    criteria: "pa.Table"
    """rule, bit, criterion, says: what a criterion's two bits in `truths` begin at, so that its truth is
    `(truths >> bit) & 3`; 0, 2, 4 … in file order."""
    against: By = By.IMR
    rules_digest: str = ""
    facts_of: FactsOf | None = None
    titles: Mapping[str, str] = field(default_factory=dict)
    """How treatments, editions, rules and facts are called, by their ids; what has no title goes by its id."""
    notes: Sequence[str] = ()
    """What is absent from the table, in sentences."""
    second_look: Sequence[Mapping[str, object]] | None = None
    """Determinations for a second look; None where no rationale was read."""

    @property
    def rows_in_all(self) -> int:
        """How many requests there are."""
        if isinstance(self.table, Path):
            pyarrow()
            from pyarrow import parquet

            return int(parquet.read_metadata(self.table).num_rows)
        return int(self.table.num_rows)


def schema_of(path: Path) -> "pa.Schema":
    """Names and types of a Parquet file's columns."""
    pyarrow()
    from pyarrow import parquet

    return parquet.read_schema(path)


def results_schema() -> "pa.Schema":
    """Names and types of the results table's columns."""
    pa = pyarrow()
    texts = pa.list_(pa.string())
    return pa.schema(
        [
            *((name, pa.string()) for name in ("case", "request", "treatment", "category")),
            *((name, pa.date32()) for name in ("requested_on", "decided_on")),
            *((name, pa.string()) for name in ("outcome", "credentials", "licensed_in", "reviewer")),
            *((name, pa.string()) for name in ("decision", "reason")),
            *((name, pa.float64()) for name in ("quantity", "disputed")),
            *((name, pa.string()) for name in ("rests_on", "rule", "edition")),
            ("truths", pa.int64()),
            *((name, texts) for name in ("deciding", "missing")),
            ("share_ours", pa.float64()),
            *((name, pa.string()) for name in ("comparison", "decision_as_cited", "decision_without_facts")),
        ]
    )


def as_results_table(table: "pa.Table", *, whole: bool = True) -> "pa.Table":
    """The table with the schema's columns, in their order and type.

    Args:
        table: the table as it came.
        whole: also add the columns that it has not, as nulls.

    Raises:
        ProblemsFound: a column that nothing can be counted without is not there, or one has another type.
    """
    pa = pyarrow()
    needed = {"case", "request", "treatment", "decision"}
    problems = [
        Problem("unknown-column", f"the results table has no column '{name}'", None, "name it so, or map it")
        for name in sorted(needed - set(table.column_names))
    ]
    columns, fields = [], []
    for each in results_schema():
        if each.name not in table.column_names and not whole:
            continue
        try:
            found = table[each.name] if each.name in table.column_names else pa.nulls(table.num_rows, each.type)
            columns.append(found.cast(each.type))
            fields.append(each)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            message = f"the column '{each.name}' of the results table is no {each.type}: {error}"
            problems.append(Problem("wrong-type", message, None, None))
    if problems:
        raise ProblemsFound(problems)
    return pa.table(columns, schema=pa.schema(fields))


def criteria_table(rules: Sequence[Rule]) -> "pa.Table":
    """The small table of names: rule, bit, criterion, and what it says.

    `bit` is where the criterion's two bits begin, 0, 2, 4 …, here and in every table and file that is written:
    `(truths >> bit) & 3` is 0 not documented, 1 not met, 2 met.

    Raises:
        ProblemsFound: a rule has more criteria than 64 bits hold.
    """
    too_long = [rule for rule in rules if len(rule.criteria) > CRITERIA_IN_TRUTHS]
    if too_long:
        hint = f"at most {CRITERIA_IN_TRUTHS} criteria go into the truths of a table; split the rule"
        text = "'{}' has {} criteria"
        raise ProblemsFound(
            [Problem("too-large", text.format(rule.id, len(rule.criteria)), rule.place, hint) for rule in too_long]
        )
    rows = [(rule.id, 2 * at, each.name, each.says) for rule in rules for at, each in enumerate(rule.criteria)]
    names, bits, criteria, says = zip(*rows, strict=True) if rows else ((), (), (), ())
    pa = pyarrow()
    return pa.table(
        [
            pa.array(names, pa.string()),
            pa.array(bits, pa.int32()),
            pa.array(criteria, pa.string()),
            pa.array(says, pa.string()),
        ],
        names=["rule", "bit", "criterion", "says"],
    )


def results_for(
    table: "pa.Table | Path", rules: RuleSet, against: By = By.IMR, facts_of: FactsOf | None = None
) -> Results:
    """A results table that another evaluator made, with the names that its rule set gives.

    Args:
        table: the results, in memory or the Parquet file where they lie.
        rules: the rule set by which they were judged.
        against: whose determinations they stand beside.
        facts_of: where to look up documented facts, if anywhere; see `recheck.audit.facts.facts_in`.
    """
    return Results(table, criteria_table(rules.under_ceilings()), against, rules.digest, facts_of, titles_of(rules))


def titles_of(rules: RuleSet) -> dict[str, str]:
    """How a rule set calls its treatments, editions, rules and facts."""
    return {
        **{name: each.readable for name, each in rules.vocabulary.facts.items()},
        **{name: each.title for name, each in rules.vocabulary.treatments.items()},
        **{name: each.title for name, each in rules.guidelines.items()},
        **{name: each.title for name, each in rules.rules.items()},
    }


def pyarrow() -> Any:
    """The library of tables.

    Raises:
        ProblemsFound: the extra `audit` is not installed.
    """
    try:
        import pyarrow
    except ImportError as error:
        raise extra_missing() from error
    return pyarrow


def extra_missing() -> ProblemsFound:
    """What to say where a library of the extra is not there."""
    return ProblemsFound([missing_extra("a table of results, or a report,", "a library of the extra 'audit'", "audit")])
