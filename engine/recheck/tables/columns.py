"""The columns that a table of requests may have: those of every table, and one per fact of the vocabulary.

Comes in: a vocabulary. Goes out: each column with its kind, bounds and values, by which a table is checked
and read. Facts that a request states by its own columns (its treatment, its quantity) are no columns twice.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from recheck.model.case import OUTCOMES_OF, By
from recheck.model.recommendation import Decision
from recheck.model.value import Number
from recheck.model.vocabulary import SIDES, Fact, FactType, Vocabulary, is_stated


class Kind(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"
    TEXTS = "texts"

    @property
    def sql(self) -> str:
        """The type that cells of this kind have in DuckDB."""
        return _SQL[self]

    @property
    def is_numeric(self) -> bool:
        return self in (Kind.INTEGER, Kind.NUMBER)


_SQL = {
    Kind.TEXT: "VARCHAR",
    Kind.BOOLEAN: "BOOLEAN",
    Kind.INTEGER: "BIGINT",
    Kind.NUMBER: "DOUBLE",
    Kind.DATE: "DATE",
    Kind.TEXTS: "VARCHAR[]",
}
_KINDS = {
    FactType.BOOLEAN: Kind.BOOLEAN,
    FactType.INTEGER: Kind.INTEGER,
    FactType.NUMBER: Kind.NUMBER,
    FactType.DATE: Kind.DATE,
    FactType.CHOICE: Kind.TEXT,
    FactType.SET: Kind.TEXTS,
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, what its cells hold, and which of that is allowed."""

    name: str
    kind: Kind
    values: tuple[str, ...] = ()
    """The allowed texts; none named, all are."""
    low: Number | None = None
    high: Number | None = None
    is_needed: bool = False
    """Whether every row must have it."""
    is_name: bool = False
    """Whether it names something, so that whole numbers are names too."""
    fact: Fact | None = None
    former: Mapping[str, str] = field(default_factory=dict)
    """Texts that stood for a value before: old -> the text today."""


NEEDED = ("case", "request", "treatment")
DATED = ("requested_on", "service_on", "reviewed_on")
DECIDED = ("outcome", "outcome_quantity", "cited", "credentials", "licensed_in", "reviewer", "decided_on")
"""What was decided, and by whom: of the whole request, so the same in each of its rows."""
BILATERAL = "bilateral"
MOST = 10**12
"""Numbers are smaller than this, as in every file (load/yaml_text.py)."""


def columns_of(vocabulary: Vocabulary, against: By | None) -> dict[str, Column]:
    """Every column that a table may have, those of every table first.

    Args:
        vocabulary: the names in scope.
        against: whose determinations the table holds, which says what an outcome can be; None: anybody's.
    """
    decisions = tuple(str(each) for each in Decision)
    bodies = By if against is None else (against,)
    outcomes = tuple(str(each) for body in bodies for each in OUTCOMES_OF[body])
    every = [
        *(Column(each, Kind.TEXT, is_needed=True, is_name=True) for each in ("case", "request")),
        Column("component", Kind.INTEGER, low=0, high=100_000),
        Column("part", Kind.TEXT, is_name=True),
        Column("treatment", Kind.TEXT, tuple(vocabulary.treatments), is_needed=True, former=vocabulary.renamed),
        Column("body_region", Kind.TEXT, vocabulary.body_regions),
        Column("side", Kind.TEXT, (*SIDES, BILATERAL)),
        *(Column(each, Kind.DATE) for each in DATED),
        *(Column(each, Kind.INTEGER, low=low, high=MOST) for each, low in _AMOUNTS),
        Column("unit", Kind.TEXT, units_of(vocabulary)),
        *(Column(each, Kind.TEXT, is_name=True) for each in ("depends_on", "part_depends_on")),
        *(Column(f"{each}_decision", Kind.TEXT, decisions) for each in ("depends_on", "part_depends_on")),
        Column("outcome", Kind.TEXT, outcomes),
        Column("outcome_quantity", Kind.INTEGER, low=0, high=MOST),
        Column("cited", Kind.TEXTS),
        *(Column(each, Kind.TEXT, is_name=True) for each in ("credentials", "licensed_in", "reviewer")),
        Column("decided_on", Kind.DATE),
    ]
    facts = [_of_fact(each) for each in vocabulary.facts.values() if not is_stated(each.name)]
    contradicted = Column("contradicted", Kind.TEXTS, tuple(each.name for each in facts))
    return {each.name: each for each in (*every, contradicted, *facts)}


_AMOUNTS = (("requested", 1), ("authorized", 0), ("disputed", 1))


def _of_fact(fact: Fact) -> Column:
    return Column(fact.name, _KINDS[fact.type], fact.values, fact.at_least, fact.at_most, fact=fact)


def units_of(vocabulary: Vocabulary) -> tuple[str, ...]:
    """The units that can be requested."""
    return tuple(each.removesuffix("_requested") for each in vocabulary.facts if each.endswith("_requested"))


def unit_of_treatments(vocabulary: Vocabulary) -> dict[str, str]:
    """The unit in which each treatment is requested, where it can be."""
    units = units_of(vocabulary)
    return {name: each.unit for name, each in vocabulary.treatments.items() if each.unit in units}


def together(first: Mapping[str, Column], second: Mapping[str, Column]) -> dict[str, Column]:
    """The columns that either of two rule sets knows; where they differ, the second's."""
    return {**first, **second}


def missing_columns(given: Iterable[str]) -> tuple[str, ...]:
    """The needed columns that are not among those given; a date of request or service is one of them.

    >>> missing_columns(["case", "request", "service_on"])
    ('treatment',)
    """
    names = set(given)
    missing = tuple(each for each in NEEDED if each not in names)
    return missing if names & {"requested_on", "service_on"} else (*missing, "requested_on")
