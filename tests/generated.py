"""Generated rules and facts: views with definitions, limits and criteria of every kind, and records
with facts missing, contradicted and derived."""

from datetime import date, timedelta
from functools import cache

from hypothesis import strategies as st

from recheck.evaluators.plan import View
from recheck.model.condition import (
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    CountOf,
    FactRef,
    IfThen,
    Limit,
    NotOf,
    Op,
)
from recheck.model.guideline import Citation
from recheck.model.rule import (
    Approval,
    Arithmetic,
    AtLeast,
    Basis,
    Branch,
    Choose,
    Criterion,
    Definition,
    Ground,
    Holds,
    Named,
    PercentDrop,
    Reading,
    Rule,
    Span,
    TimeUnit,
    Total,
)
from recheck.model.value import CONTRADICTED, Bounds, Held
from recheck.model.vocabulary import BelongsTo, Fact, FactType

GROUND = Ground(Citation("g", "s"), Basis.LETTER, Reading.QUOTED)
CHOICES = ("red", "green", "blue")
MEMBERS = ("x", "y", "z")
DAY = date(2016, 1, 1)


def _fact(name: str, kind: FactType, **more: object) -> Fact:
    return Fact(name, kind, BelongsTo.REQUEST, **more)  # type: ignore[arg-type]  # the fields of Fact


FACTS = {
    fact.name: fact
    for fact in (
        *(_fact(f"b{i}", FactType.BOOLEAN) for i in range(6)),
        *(_fact(f"i{i}", FactType.INTEGER, at_least=0) for i in range(4)),
        *(_fact(f"n{i}", FactType.NUMBER) for i in range(3)),
        *(_fact(f"c{i}", FactType.CHOICE, values=CHOICES) for i in range(2)),
        *(_fact(f"s{i}", FactType.SET, values=MEMBERS) for i in range(2)),
        *(_fact(f"d{i}", FactType.DATE) for i in range(2)),
        _fact("visits_requested", FactType.INTEGER, at_least=0),
        _fact("visits_authorized", FactType.INTEGER, at_least=0),
        _fact("holds", FactType.BOOLEAN),
        _fact("picked", FactType.CHOICE, values=CHOICES),
        _fact("cap", FactType.INTEGER),
        _fact("total", FactType.INTEGER, at_least=0),
        _fact("drop", FactType.NUMBER),
        _fact("days", FactType.INTEGER),
        _fact("again", FactType.BOOLEAN),
    )
}
ORDERINGS = (Op.AT_LEAST, Op.AT_MOST, Op.MORE_THAN, Op.LESS_THAN)
INTEGERS = st.integers(-3, 12)
NUMBERS = st.one_of(st.integers(-3, 12), st.sampled_from([0.5, 2.5, 6.000001, 0.1, 0.3, -1.25]))
DATES = st.integers(-40, 40).map(lambda days: DAY + timedelta(days=days))


@cache
def leaves(derived: bool = False) -> st.SearchStrategy[Condition]:
    """Comparisons of every kind over documented facts, and over derived ones where asked."""
    booleans = [f"b{i}" for i in range(6)] + (["holds"] if derived else [])
    choices = ["c0", "c1"] + (["picked"] if derived else [])
    integers = [f"i{i}" for i in range(4)] + (["total", "days", "cap"] if derived else [])
    numbers = [f"n{i}" for i in range(3)] + (["drop"] if derived else [])
    numeric = st.sampled_from(integers + numbers)
    members = st.lists(st.sampled_from(MEMBERS), min_size=1, max_size=2, unique=True).map(tuple)
    return st.one_of(
        st.builds(Comparison, st.sampled_from(booleans), st.sampled_from([Op.EQUALS, Op.NOT]), st.booleans()),
        st.builds(Comparison, st.sampled_from(integers), st.sampled_from(ORDERINGS), INTEGERS),
        st.builds(Comparison, numeric, st.sampled_from(ORDERINGS), NUMBERS),
        st.builds(Comparison, numeric, st.sampled_from([Op.EQUALS, Op.NOT]), INTEGERS),
        st.builds(Comparison, numeric, st.just(Op.ONE_OF), st.tuples(INTEGERS, INTEGERS)),
        st.builds(Comparison, numeric, st.sampled_from([*ORDERINGS, Op.EQUALS, Op.NOT]), numeric.map(FactRef)),
        st.builds(Comparison, st.sampled_from(choices), st.sampled_from([Op.EQUALS, Op.NOT]), st.sampled_from(CHOICES)),
        st.builds(
            Comparison, st.sampled_from(choices), st.just(Op.ONE_OF), st.sampled_from([("red",), ("red", "blue")])
        ),
        st.builds(Comparison, st.sampled_from(["s0", "s1"]), st.just(Op.INCLUDES), st.sampled_from(MEMBERS)),
        st.builds(Comparison, st.sampled_from(["s0", "s1"]), st.sampled_from([Op.INCLUDES_ANY, Op.WITHIN]), members),
        st.builds(Comparison, st.sampled_from(["d0", "d1"]), st.sampled_from([*ORDERINGS, Op.EQUALS]), DATES),
        st.builds(Comparison, st.just("d0"), st.sampled_from(ORDERINGS), st.just(FactRef("d1"))),
    )


@cache
def limits(derived: bool = False) -> st.SearchStrategy[Limit]:
    """Caps on a running total, constant or a fact."""
    cap = st.one_of(st.integers(0, 14), st.sampled_from([FactRef("i1"), FactRef("cap" if derived else "i2")]))
    already = st.sampled_from(["i0", "total" if derived else "i3", None])
    return st.builds(Limit, st.just("visits_requested"), already, st.just("visits_authorized"), cap, st.booleans())


@cache
def conditions(derived: bool = False) -> st.SearchStrategy[Condition]:
    """Trees over the leaves, some wide enough to be split."""
    base = st.one_of(leaves(derived), limits(derived))

    def wider(children: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
        several = st.lists(children, min_size=1, max_size=4).map(tuple)
        counted = st.lists(children, min_size=2, max_size=4).flatmap(
            lambda parts: st.builds(CountOf, st.integers(1, len(parts)), st.just(tuple(parts)))
        )
        return st.one_of(
            st.builds(AllOf, several),
            st.builds(AnyOf, several),
            st.builds(NotOf, children),
            st.builds(IfThen, children, children),
            counted,
        )

    return st.recursive(base, wider, max_leaves=9)


@cache
def approvals(names: tuple[str, ...]) -> st.SearchStrategy[Approval]:
    """Monotone combinations of criteria."""

    def wider(children: st.SearchStrategy[Approval]) -> st.SearchStrategy[Approval]:
        return st.lists(children, min_size=1, max_size=3).flatmap(
            lambda parts: st.builds(AtLeast, st.integers(1, len(parts)), st.just(tuple(parts)))
        )

    return st.recursive(st.sampled_from(names).map(Named), wider, max_leaves=4)


@cache
def heard() -> st.SearchStrategy[Condition | None]:
    """Where the answer to a criterion would stand, for some."""
    return st.one_of(st.none(), leaves(derived=True))


@st.composite
def rules(draw: st.DrawFn, number: int) -> Rule:
    """A rule with one to four criteria."""
    criteria = []
    for index in range(draw(st.integers(1, 4))):
        silent = draw(st.booleans())
        if draw(st.booleans()):
            limit = draw(limits(derived=True))
            open_limit = Limit(limit.of, limit.already, limit.authorized, limit.at_most)
            closed = Limit(limit.of, limit.already, limit.authorized, limit.at_most, True) if silent else None
            criteria.append(Criterion(f"k{index}", "says", open_limit, GROUND, silent, closed, heard_in=draw(heard())))
        else:
            stated = not silent and draw(st.integers(0, 3)) == 0
            when = draw(conditions(derived=True))
            criteria.append(
                Criterion(f"k{index}", "says", when, GROUND, silent, heard_in=draw(heard()), is_stated=stated)
            )
    approval = draw(approvals(tuple(criterion.name for criterion in criteria)))
    applies = draw(st.one_of(st.just(AllOf(())), conditions(derived=True)))
    outside = draw(st.booleans())
    return Rule(f"g/r{number}", "title", "g", ("t",), tuple(criteria), approval, applies, outside_if_silent=outside)


@st.composite
def views(draw: st.DrawFn) -> View:
    """One to three rules over seven definitions that build on each other."""
    definitions = (
        Definition("common/total", "total", None, Total(Arithmetic.SUM, ("i0", "i1", "visits_requested"))),
        Definition("common/days", "days", None, Span(TimeUnit.DAYS, "d0", "d1")),
        Definition("common/drop", "drop", None, PercentDrop("n0", "n1")),
        Definition("g/holds", "holds", "g", Holds(draw(conditions()))),
        Definition(
            "g/picked",
            "picked",
            "g",
            Choose((Branch("red", draw(leaves())), Branch("green", Comparison("days", Op.AT_LEAST, 5))), "blue"),
        ),
        Definition("g/cap", "cap", "g", Choose((Branch(12, Comparison("picked", Op.EQUALS, "red")),), 6)),
        Definition("g/again", "again", "g", Holds(draw(conditions(derived=True)))),
    )
    members = tuple(draw(rules(number)) for number in range(draw(st.integers(1, 3))))
    scopes = tuple(draw(st.one_of(st.just(AllOf(())), leaves(derived=True))) for _ in members)
    return View(members, scopes, definitions, FACTS)


@cache
def _held(name: str) -> st.SearchStrategy[Held]:
    match FACTS[name].type:
        case FactType.BOOLEAN:
            known: st.SearchStrategy[Held] = st.booleans()
        case FactType.INTEGER:
            known = st.one_of(st.integers(0, 12), st.builds(Bounds, st.integers(0, 4), st.integers(5, 12)))
        case FactType.NUMBER:
            known = NUMBERS
        case FactType.CHOICE:
            known = st.sampled_from(CHOICES)
        case FactType.SET:
            known = st.frozensets(st.sampled_from(MEMBERS))
        case FactType.DATE:
            known = DATES
    return st.one_of(known, known, known, st.just(CONTRADICTED))


@st.composite
def records(draw: st.DrawFn) -> dict[str, Held]:
    """Facts with about a third missing; derived ones documented now and then."""
    documented = [name for name in FACTS if name not in ("holds", "picked", "cap", "total", "drop", "days", "again")]
    found: dict[str, Held] = {}
    for name in documented:
        if draw(st.integers(0, 2)):
            found[name] = draw(_held(name))
    for name in ("holds", "picked", "total", "days"):
        if not draw(st.integers(0, 7)):
            held = draw(_held(name))
            found[name] = 3 if isinstance(held, Bounds) else held
    return found
