"""Generated rule sets over so few values that every record can be looked at: for proofs to be held to.

Two guidelines of which each is in force for some years, one treatment, a handful of facts, and definitions that
add, take away, multiply and choose. `records` are all records of a day that do not contradict themselves.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product

from hypothesis import strategies as st

from generated import GROUND
from recheck.collect import Record
from recheck.evaluators.evaluation import facts_in
from recheck.evaluators.plan import editions_in_force, plan_for
from recheck.judge import Judgement, Mode
from recheck.model.condition import ALWAYS, AllOf, AnyOf, Comparison, Condition, FactRef, IfThen, Limit, NotOf, Op
from recheck.model.guideline import Boundary, DateOf, Dates, Guideline, InForce
from recheck.model.profile import Profile
from recheck.model.rule import (
    Approval,
    Arithmetic,
    AtLeast,
    Branch,
    Choose,
    Criterion,
    Definition,
    Holds,
    Named,
    Rule,
    RuleSet,
    Total,
)
from recheck.model.value import Contradicted, Held, Value
from recheck.model.vocabulary import BelongsTo, Fact, FactType, Treatment, Vocabulary

FIRST, CHANGE, LAST = date(2010, 1, 1), date(2015, 1, 1), date(2019, 12, 31)
DAYS = (date(2009, 6, 1), date(2012, 6, 1), date(2017, 6, 1), date(2024, 6, 1))
"""One day of each span of time in which the same guidelines are in force."""


def _fact(name: str, kind: FactType, belongs_to: BelongsTo = BelongsTo.REQUEST, **more: object) -> Fact:
    return Fact(name, kind, belongs_to, **more)  # type: ignore[arg-type]  # the fields of Fact


FACTS = (
    _fact("treatment", FactType.CHOICE, values=("t",)),
    _fact("requested_on", FactType.DATE),
    _fact("visits_requested", FactType.INTEGER, at_least=0, at_most=2),
    _fact("visits_authorized", FactType.INTEGER, at_least=0, at_most=1),
    _fact("b0", FactType.BOOLEAN, BelongsTo.CLAIM),
    _fact("b1", FactType.BOOLEAN),
    _fact("c0", FactType.CHOICE, BelongsTo.CLAIM, values=("red", "green")),
    _fact("i0", FactType.INTEGER, at_least=0, at_most=2),
    _fact("i1", FactType.INTEGER, at_least=-1, at_most=0),
    _fact("holds", FactType.BOOLEAN),
    _fact("total", FactType.INTEGER, at_least=0, at_most=3),
    _fact("gap", FactType.INTEGER, at_least=0, at_most=2),
    _fact("times", FactType.INTEGER, at_least=-2, at_most=4),
    _fact("cap", FactType.INTEGER, at_least=0, at_most=2),
)
VOCABULARY = Vocabulary({each.name: each for each in FACTS}, {"t": Treatment("t", "T", "c", unit="visits")})
OWN = ("treatment", "requested_on", "visits_requested", "visits_authorized", "total")
"""Stated by the request itself; its total is outside of the proof's model where it is documented, and is derived."""


def values_of(fact: Fact) -> tuple[Value, ...]:
    """Every value of a fact."""
    if fact.type is FactType.BOOLEAN:
        return (True, False)
    return fact.values or tuple(range(int(fact.bounds.low), int(fact.bounds.high) + 1))


ORDERINGS = (Op.AT_LEAST, Op.AT_MOST, Op.MORE_THAN, Op.LESS_THAN)


@dataclass(frozen=True)
class Pool:
    """The facts that one rule set's conditions may name, and those that its definitions may: few of both."""

    choices: tuple[tuple[str, Value], ...]
    numbers: tuple[str, ...]
    plain: tuple[str, ...]

    def leaves(self) -> st.SearchStrategy[Condition]:
        """Comparisons over these facts, and caps on the total."""
        number = st.sampled_from(self.numbers)
        cap = st.one_of(st.integers(0, 4), st.just(FactRef("cap")))
        return st.one_of(
            st.sampled_from(self.choices).map(lambda each: Comparison(each[0], Op.EQUALS, each[1])),
            st.builds(Comparison, number, st.sampled_from([*ORDERINGS, Op.EQUALS]), st.integers(-1, 4)),
            st.builds(Comparison, number, st.sampled_from(ORDERINGS), number.map(FactRef)),
            st.builds(Limit, st.just("visits_requested"), st.just("i0"), st.just("visits_authorized"), cap),
        )

    def defining(self) -> st.SearchStrategy[Condition]:
        """Leaves over what is only documented, for definitions."""
        return st.one_of(
            st.builds(Comparison, st.just("b0"), st.just(Op.EQUALS), st.booleans()),
            st.builds(Comparison, st.sampled_from(self.plain), st.sampled_from(ORDERINGS), st.integers(-1, 2)),
        )


YES_NO: tuple[tuple[str, Value], ...] = (("b0", True), ("b0", False), ("b1", True), ("holds", True), ("holds", False))
POOLS = (
    Pool((YES_NO[0], *YES_NO[3:]), ("i0", "visits_requested"), ("i0",)),
    Pool(YES_NO[:3], ("i0", "total"), ("i0",)),
    Pool(YES_NO[:2], ("gap", "i1"), ("i0", "i1")),
    Pool(YES_NO[:2], ("times", "i0"), ("i0", "i1")),
    Pool((("c0", "red"), ("c0", "green"), YES_NO[1]), ("total", "visits_requested"), ("i0",)),
)


def conditions(pool: Pool) -> st.SearchStrategy[Condition]:
    """Small trees over the leaves."""

    def wider(children: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
        several = st.lists(children, min_size=1, max_size=2).map(tuple)
        return st.one_of(
            st.builds(AllOf, several),
            st.builds(AnyOf, several),
            st.builds(NotOf, children),
            st.builds(IfThen, children, children),
        )

    return st.recursive(pool.leaves(), wider, max_leaves=3)


@st.composite
def _rules(draw: st.DrawFn, name: str, guideline: str, pool: Pool) -> Rule:
    criteria = tuple(draw(_criteria(f"k{index}", pool)) for index in range(draw(st.integers(1, 2))))
    named = tuple(Named(each.name) for each in criteria)
    approval: Approval | None = AtLeast(draw(st.integers(1, len(named))), named) if draw(st.integers(0, 7)) else None
    applies = draw(st.one_of(st.just(ALWAYS), pool.leaves()))
    outside = draw(st.booleans())
    return Rule(
        f"{guideline}/{name}", "title", guideline, ("t",), criteria, approval, applies, outside_if_silent=outside
    )


@st.composite
def _criteria(draw: st.DrawFn, name: str, pool: Pool) -> Criterion:
    """A criterion of any kind: with gaps, an exclusion, a duty to state something, heard somewhere."""
    when, kind = draw(conditions(pool)), draw(st.integers(0, 5))
    heard = draw(st.one_of(st.none(), pool.leaves()))
    return Criterion(name, "says", when, GROUND, kind == 1, has_gaps=kind == 0, heard_in=heard, is_stated=kind == 2)


@st.composite
def rule_sets(draw: st.DrawFn) -> RuleSet:
    """One to three rules of two guidelines, the later one of which may only advise or stand a step below."""
    pool = draw(st.sampled_from(POOLS))
    times = tuple(draw(st.lists(st.sampled_from([*pool.plain, 2]), min_size=2, max_size=2)))
    definitions = (
        Definition("common/total", "total", None, Total(Arithmetic.SUM, ("i0", "visits_requested"))),
        Definition("common/gap", "gap", None, Total(Arithmetic.DIFFERENCE, ("i0", "i1"))),
        Definition("common/times", "times", None, Total(Arithmetic.PRODUCT, times)),
        Definition(
            "common/holds", "holds", None, Holds(AnyOf((Comparison("b0", Op.EQUALS, True), draw(pool.defining()))))
        ),
        Definition("common/cap", "cap", None, Choose((Branch(draw(st.integers(0, 2)), draw(pool.defining())),), 1)),
    )
    guidelines = {
        name: Guideline(name, name, "p", 2000, 1, InForce(Boundary(first, DateOf.REQUEST), end), scope)
        for name, first, end, scope in (
            (
                "g",
                FIRST,
                Boundary(LAST, DateOf.REQUEST),
                draw(st.one_of(st.just(ALWAYS), st.just(ALWAYS), pool.leaves())),
            ),
            ("h", CHANGE, None, ALWAYS),
        )
    }
    members = [draw(_rules("r0", "g", pool))]
    for name in draw(st.lists(st.sampled_from(["g/r1", "h/r2"]), max_size=2, unique=True)):
        guideline, own = name.split("/")
        members.append(draw(_rules(own, guideline, pool)))
    profile = Profile("p", "p", {"g": 1, "h": draw(st.integers(1, 2))}, draw(st.sampled_from([frozenset(), {"h"}])))  # type: ignore[arg-type]
    return RuleSet(VOCABULARY, guidelines, definitions, {each.id: each for each in members}, chosen=profile)


def read(rules: RuleSet) -> tuple[str, ...]:
    """The documented facts that any rule rests on; others make no difference."""
    found: set[str] = set()
    for day in DAYS:
        for view in plan_for(rules, "t", editions_in_force(rules, Dates(day))).views:
            for rule, scope in zip(view.rules, view.scopes, strict=True):
                heard = [each.heard_in for each in rule.criteria if each.heard_in is not None]
                for condition in (scope, rule.applies_when, *(each.when for each in rule.criteria), *heard):
                    found |= view.reads(condition)
    return tuple(name for name in VOCABULARY.facts if name in found and name not in OWN)


def records(rules: RuleSet, day: date) -> Iterator[dict[str, Held]]:
    """Every record of a day: each fact that is read documented with each of its values, or not; with each quantity."""
    names = read(rules)
    disputed, authorized = (values_of(VOCABULARY.facts[f"visits_{each}"]) for each in ("requested", "authorized"))
    quantities = [None, *product(disputed[1:], authorized)]
    for values in product(*((None, *values_of(VOCABULARY.facts[name])) for name in names)):
        known = {name: value for name, value in zip(names, values, strict=True) if value is not None}
        for quantity in quantities:
            stated = dict(zip(("visits_requested", "visits_authorized"), quantity or (), strict=False))
            yield {"treatment": "t", "requested_on": day, **known, **stated}


def judgement(rules: RuleSet, record: dict[str, Held]) -> tuple[Judgement, list[Mapping[str, Held]]] | None:
    """A record about to be judged, with what each view reads in it; None where it contradicts itself."""
    day = record["requested_on"]
    assert isinstance(day, date)
    plan = plan_for(rules, "t", editions_in_force(rules, Dates(day)))
    held = [facts_in(view, record) for view in plan.views]
    if any(isinstance(each, Contradicted) for view in held for each in view.values()):
        return None
    unit = "visits" if "visits_requested" in record else None
    return Judgement(rules, plan, Mode(infer=False), Record(record, {}), unit), held
