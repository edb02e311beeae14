"""What is exactly possible of a request: more is seen than Kleene's logic sees, and what is proved is so."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import TypeVar

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

pytest.importorskip("z3")

from conftest import run
from generated import FACTS, GROUND, MEMBERS, views
from recheck.collect import Record
from recheck.evaluators.plan import View, plan_for
from recheck.evaluators.truths import Undocumented
from recheck.exact import enumerate as trial
from recheck.exact import prove
from recheck.exact.situation import SHOWN, OutOfReach, Situation
from recheck.exact.whole import exactly, with_exact
from recheck.judge import Judged, Judgement, Mode
from recheck.model.case import Case
from recheck.model.condition import ALWAYS, AllOf, AnyOf, Comparison, Condition, Limit, NotOf, Op
from recheck.model.guideline import Boundary, DateOf, Guideline, InForce
from recheck.model.profile import Profile
from recheck.model.recommendation import Decision, Recommendation
from recheck.model.rule import (
    AtLeast,
    Branch,
    Choose,
    Criterion,
    Definition,
    Holds,
    Named,
    Rule,
    RuleSet,
)
from recheck.model.value import Held
from recheck.model.vocabulary import Fact, FactType, Treatment, Vocabulary
from recheck.screen import screen
from recheck.ways import what_would_change

Found = TypeVar("Found")
APPROVE, MODIFY, DENY, PEND = Decision.APPROVE, Decision.MODIFY, Decision.DENY, Decision.PEND


def small(fact: Fact) -> Fact:
    """The fact with few values, so that all can be tried."""
    if fact.type is FactType.INTEGER and fact.name[0] == "i":
        return replace(fact, at_most=4)
    return fact


VOCABULARY = Vocabulary({name: small(fact) for name, fact in FACTS.items()}, {"t": Treatment("t", "T", "c")})


def guideline(name: str, scope: Condition = ALWAYS) -> Guideline:
    since = InForce(Boundary(date(2000, 1, 1), DateOf.REQUEST))
    return Guideline(name, name, "publisher", 2000, 1, since, scope)


def situation(
    *rules: Rule,
    held: Mapping[str, Held] | None = None,
    definitions: tuple[Definition, ...] = (),
    scopes: Mapping[str, Condition] | None = None,
    advisory: frozenset[str] = frozenset(),
    mode: Mode = Mode(),  # noqa: B008  # frozen
    vocabulary: Vocabulary = VOCABULARY,
) -> Situation:
    """A request for treatment `t`, of 6 visits where the record says so."""
    names = dict.fromkeys(rule.guideline for rule in rules)
    guidelines = {name: guideline(name, (scopes or {}).get(name, ALWAYS)) for name in names}
    profile = Profile("p", "p", dict.fromkeys(names, 1), advisory, "")
    whole = RuleSet(vocabulary, guidelines, definitions, {rule.id: rule for rule in rules}, chosen=profile)
    plan = plan_for(whole, "t", tuple(guidelines))
    record = dict(held or {})
    unit = "visits" if "visits_requested" in record else None
    return Situation(Judgement(whole, plan, mode, Record(record, {}), unit))


def rule(*whens: Condition, name: str = "g/r", applies: Condition = ALWAYS, gaps: bool = False) -> Rule:
    """A rule that approves where all of its criteria hold."""
    criteria = tuple(Criterion(f"k{i}", "says", when, GROUND, has_gaps=gaps) for i, when in enumerate(whens))
    named = tuple(Named(each.name) for each in criteria)
    return Rule(name, "title", name.split("/", maxsplit=1)[0], ("t",), criteria, AtLeast(len(named), named), applies)


def recommended(asked: Situation) -> Recommendation:
    blank = Recommendation("c", "r", "title", "t", None, PEND, unit=asked.judgement.unit)
    return asked.judgement.recommend(blank, [])


B0, B1 = Comparison("b0", Op.EQUALS, True), Comparison("b1", Op.EQUALS, True)
ATLEAST5, ATMOST3 = Comparison("n0", Op.AT_LEAST, 5), Comparison("n0", Op.AT_MOST, 3)
PHASE = Definition(
    "g/picked",
    "picked",
    "g",
    Choose(
        (Branch("red", Comparison("n0", Op.AT_MOST, 30)), Branch("green", Comparison("n0", Op.AT_LEAST, 90))), "blue"
    ),
)
RED, GREEN = Comparison("picked", Op.EQUALS, "red"), Comparison("picked", Op.EQUALS, "green")
HOLDS = Definition("g/holds", "holds", "g", Holds(AnyOf((B0, B1))))
SIX: dict[str, Held] = {"visits_requested": 6, "visits_authorized": 0}
UNDER4 = Limit("visits_requested", "i0", "visits_authorized", 4)
UNDER8 = Limit("visits_requested", "i0", "visits_authorized", 8)

ONE_DECISION = {
    "a fact or its opposite": (situation(rule(AnyOf((B0, NotOf(B0))))), APPROVE),
    "a fact and its opposite": (situation(rule(B0, NotOf(B0))), DENY),
    "a number that would be two": (situation(rule(ATLEAST5, ATMOST3)), DENY),
    "a number that is one or the other": (
        situation(rule(AnyOf((Comparison("n0", Op.AT_LEAST, 5), Comparison("n0", Op.LESS_THAN, 5))))),
        APPROVE,
    ),
    "a derived fact and what it derives from": (
        situation(rule(RED, Comparison("n0", Op.AT_LEAST, 60)), definitions=(PHASE,)),
        DENY,
    ),
    "two values of one derived fact": (situation(rule(RED, GREEN), definitions=(PHASE,)), DENY),
    "a choice that is none of its values": (
        situation(rule(*(Comparison("c0", Op.NOT, each) for each in ("red", "green", "blue")))),
        DENY,
    ),
    "a set that would hold and not hold": (
        situation(rule(Comparison("s0", Op.INCLUDES, "x"), Comparison("s0", Op.WITHIN, ("y", "z")))),
        DENY,
    ),
    "two rules, of which always one applies": (
        situation(
            rule(Comparison("b2", Op.EQUALS, True), name="g/one", applies=B0),
            rule(Comparison("b2", Op.EQUALS, True), name="g/two", applies=NotOf(B0)),
            held={"b2": False},
        ),
        DENY,
    ),
    "scopes of two guidelines that leave no gap": (
        situation(
            rule(ALWAYS, name="g/one"),
            rule(ALWAYS, name="h/two"),
            scopes={"g": ATMOST3, "h": Comparison("n0", Op.MORE_THAN, 3)},
        ),
        APPROVE,
    ),
    "six visits of at most four, whatever was had": (
        situation(rule(UNDER4, B0, NotOf(B0)), held=SIX),
        DENY,
    ),
    "a list with gaps that cannot be met": (situation(rule(B0, NotOf(B0), gaps=True)), PEND),
    "a guideline that may only advise, and would deny": (
        situation(rule(ATLEAST5, ATMOST3), advisory=frozenset({"g"})),
        PEND,
    ),
}


@pytest.mark.parametrize("name", ONE_DECISION)
def test_one_decision_is_possible_where_kleene_waits(name: str) -> None:
    asked, only = ONE_DECISION[name]
    found = recommended(asked)
    assert found.decision is PEND
    assert len(found.possible) > 1 or only is PEND
    exact = exactly(asked)
    assert exact.undecided is None
    assert exact.possible == (only,)
    assert exact.is_settled
    assert exact.method == "proof"
    tried = trial.answers(asked, tries=5000)
    assert {decision for decision, _ in tried} == {only}


def test_a_twin_that_is_open_stays_open() -> None:
    """Each case above has a neighbour in which two decisions are possible."""
    for asked in (
        situation(rule(AnyOf((B0, NotOf(B1))))),
        situation(rule(B0, NotOf(B1))),
        situation(rule(Comparison("n0", Op.AT_LEAST, 3), ATMOST3)),
        situation(rule(RED, Comparison("n0", Op.AT_LEAST, 20)), definitions=(PHASE,)),
    ):
        assert exactly(asked).possible == (APPROVE, DENY)


def test_a_completion_agrees_with_a_documented_derived_fact() -> None:
    held: dict[str, Held] = {"holds": False}
    plain = rule(B0, Comparison("holds", Op.EQUALS, False))
    assert exactly(situation(plain, held=held, definitions=(HOLDS,))).possible == (DENY,)
    assert exactly(situation(plain, definitions=(HOLDS,))).possible == (DENY,)
    assert exactly(situation(plain, held=held)).possible == (APPROVE, DENY)


def test_the_quantities_of_a_modification_are_told() -> None:
    exact = exactly(situation(rule(UNDER8), held=SIX))
    assert exact.possible == (APPROVE, MODIFY)
    assert [way.quantity for way in exact.ways] == [None, 5, 4]  # 3 and 4 visits were had: i0 is at most 4
    assert exact.fewest == exact.fewest_undocumented == 1
    assert [each.facts for each in exact.smallest] == [(("i0", "2"),)]


def test_a_rule_that_modifies_for_certain_leaves_no_approval_beside_one_that_waits() -> None:
    """Two rules of one rank: the one waits for a fact, the other grants four visits of six."""
    asked = situation(rule(B0, name="g/one"), rule(UNDER4, name="g/two"), held={**SIX, "i0": 0})
    assert exactly(asked).possible == (MODIFY, DENY)
    assert recommended(asked).possible == (MODIFY, DENY)


def test_the_smallest_sets_are_all_that_are_so_small() -> None:
    either = AnyOf((AllOf((B0, B1)), Comparison("b2", Op.EQUALS, True), Comparison("b3", Op.EQUALS, True)))
    exact = exactly(situation(rule(either)))
    assert exact.fewest == 1
    assert {each.facts for each in exact.smallest} == {(("b2", "true"),), (("b3", "true"),)}
    assert all(each.undocumented_only for each in exact.smallest)


def test_what_is_not_documented_comes_before_what_would_be_different() -> None:
    either = AnyOf((AllOf((B0, B1)), Comparison("b2", Op.EQUALS, True)))
    exact = exactly(situation(rule(either), held={"b2": False}))
    assert (exact.fewest_undocumented, exact.fewest) == (2, 1)
    assert [(each.facts, each.undocumented_only) for each in exact.smallest] == [
        ((("b0", "true"), ("b1", "true")), True),
        ((("b2", "true"),), False),
    ]


def test_a_fixed_fact_is_never_proposed() -> None:
    facts = {**VOCABULARY.facts, "b0": replace(VOCABULARY.facts["b0"], fixed=True)}
    fixed = Vocabulary(facts, VOCABULARY.treatments)
    exact = exactly(situation(rule(B0), vocabulary=fixed))
    assert exact.possible == (APPROVE, DENY)
    assert (exact.fewest, exact.smallest) == (None, ())
    assert exactly(situation(rule(B0))).fewest == 1


def test_silence_that_is_closed_needs_fewer_facts_than_silence_that_is_asked_for() -> None:
    silent = Criterion("k0", "says", NotOf(B0), GROUND, if_silent_met=True)
    other = Criterion("k1", "says", B1, GROUND)
    both = Rule("g/r", "title", "g", ("t",), (silent, other), AtLeast(2, (Named("k0"), Named("k1"))))
    assert exactly(situation(both)).fewest == 2
    closed = exactly(situation(both, mode=Mode(Undocumented.NOT_ESTABLISHED)))
    assert (closed.fewest, closed.possible) == (1, (APPROVE, DENY))


def test_a_contradicted_record_is_left_to_trying(monkeypatch: pytest.MonkeyPatch) -> None:
    from recheck.model.value import CONTRADICTED

    asked = situation(rule(B0, B1), held={"b0": CONTRADICTED})
    exact = exactly(asked)
    assert exact.method == "enumeration"
    assert exact.possible == (DENY, PEND)
    monkeypatch.setattr(trial, "TRIED", 0)
    with pytest.raises(OutOfReach, match="contradicts itself on b0"):
        prove.answers(asked)


def test_without_the_extra_what_is_small_is_tried_and_what_is_not_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "z3", None)
    tried = exactly(situation(rule(AnyOf((B0, NotOf(B0))))))
    assert (tried.method, tried.possible, tried.undecided) == ("enumeration", (APPROVE,), None)
    summed = Comparison("n0", Op.AT_MOST, 5), Comparison("drop", Op.AT_LEAST, 50)
    definition = next(each for each in _definitions() if each.fact == "drop")
    beyond = exactly(situation(rule(*summed), definitions=(definition,)))
    assert beyond.undecided is not None
    assert "imr-recheck[prove]" in beyond.undecided
    assert "too many values" in beyond.undecided
    assert not beyond.is_settled


def _definitions() -> Iterator[Definition]:
    from recheck.model.rule import PercentDrop

    yield Definition("common/drop", "drop", None, PercentDrop("n0", "n1"))


# -- generated ------------------------------------------------------------------------------------

OPEN = [*(f"b{i}" for i in range(6)), *(f"i{i}" for i in range(4)), "c0", "c1", "s0", "s1"]


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    """Generated rules, with at most four facts left open."""
    view: View = draw(views())
    held: dict[str, Held] = {"visits_requested": draw(st.integers(1, 4)), "visits_authorized": draw(st.integers(0, 2))}
    left_open = draw(st.lists(st.sampled_from(OPEN), max_size=4, unique=True))
    for name, fact in VOCABULARY.facts.items():
        if name in left_open or name in held or name in {each.fact for each in view.definitions}:
            continue
        match fact.type:
            case FactType.BOOLEAN:
                held[name] = draw(st.booleans())
            case FactType.INTEGER:
                held[name] = draw(st.integers(0, 4))
            case FactType.NUMBER:
                held[name] = draw(st.integers(-3, 12))
            case FactType.CHOICE:
                held[name] = draw(st.sampled_from(fact.values))
            case FactType.SET:
                held[name] = draw(st.frozensets(st.sampled_from(MEMBERS)))
            case FactType.DATE:
                held[name] = date(2016, 1, draw(st.integers(1, 28)))
    if not draw(st.integers(0, 3)):
        held["holds"] = draw(st.booleans())
    if draw(st.integers(0, 3)):
        return _of_view(view, held)
    return _of_view(view, held, Mode(Undocumented.NOT_ESTABLISHED))


def _of_view(view: View, held: Mapping[str, Held], mode: Mode = Mode()) -> Situation:  # noqa: B008  # frozen
    members = [replace(each, id=f"g{number}/r", guideline=f"g{number}") for number, each in enumerate(view.rules)]
    definitions = tuple(replace(each, guideline=None) for each in view.definitions)
    scopes = {each.guideline: scope for each, scope in zip(members, view.scopes, strict=True)}
    return situation(*members, held=held, definitions=definitions, scopes=scopes, mode=mode)


def reached(ask: Callable[[], Found]) -> Found:
    """The answer; an example is passed over where it is out of reach by what the module says it does not cover."""
    try:
        return ask()
    except OutOfReach:
        reject()


@given(situations())
@settings(max_examples=30)
def test_what_is_proved_is_what_trying_everything_finds(asked: Situation) -> None:
    tried = reached(lambda: trial.answers(asked, tries=200))
    assert set(reached(lambda: prove.answers(asked))) == set(tried)


@given(situations())
@settings(max_examples=30)
def test_kleene_never_misses_a_decision_that_is_possible(asked: Situation) -> None:
    possible = {decision for decision, _ in reached(lambda: prove.answers(asked))} - {PEND}
    resolved = asked.resolved(asked.held)
    assert possible <= {*resolved.possible, resolved.decision}
    if resolved.decision is not PEND:
        assert possible <= {resolved.decision}


@given(situations())
@settings(max_examples=30)
def test_the_smallest_sets_are_the_smallest_that_trying_everything_finds(asked: Situation) -> None:
    tried = reached(lambda: trial.smallest(asked, undocumented_only=True, tries=200))
    proved = reached(lambda: prove.smallest(asked, undocumented_only=True))
    assert proved.size == tried.size
    assert len(proved.sets) == len(tried.sets)
    if len(proved.sets) < SHOWN:
        assert {frozenset(each) for each in proved.sets} == {frozenset(each) for each in tried.sets}


@given(situations())
@settings(max_examples=30)
def test_advice_never_needs_fewer_facts_than_the_proof(asked: Situation) -> None:
    for change in what_would_change(asked.judgement, recommended(asked)):
        only = change.undocumented_only
        proved = reached(lambda only=only: prove.smallest(asked, undocumented_only=only))  # type: ignore[misc]  # its default
        assert proved.size is not None
        assert proved.size <= len(change.facts)


# -- shipped cases --------------------------------------------------------------------------------


def judged(found: Recommendation) -> Iterator[Recommendation]:
    if found.components:
        for each in found.components:
            yield from judged(each)
    elif isinstance(found.source, Judged):
        yield found


def hold_to_the_proof(rules: RuleSet, cases: list[Case]) -> int:
    """Every request settled, within what Kleene leaves, and no advice shorter than what is proved."""
    count = 0
    for case in cases:
        for request in case.requests:
            for each in judged(with_exact(screen(rules, case, request, advise=True), rules)):
                count += 1
                exact = each.exact
                assert exact is not None
                assert exact.undecided is None, (case.id, request, exact.undecided)
                assert set(exact.possible) - {PEND} <= {*each.possible, each.decision}, (case.id, request)
                assert not each.decision.is_certain or exact.possible == (each.decision,)
                for change in each.would_change:
                    fewest = exact.fewest_undocumented if change.undocumented_only else exact.fewest
                    assert fewest is not None
                    assert fewest <= len(change.facts)
    return count


def test_the_seeds_are_settled_within_what_kleene_leaves(rules: RuleSet, seeds: dict[str, Case]) -> None:
    assert hold_to_the_proof(rules, list(seeds.values())) >= 13


@pytest.mark.slow
def test_every_shipped_request_is_settled_within_what_kleene_leaves(rules: RuleSet, cases: list[Case]) -> None:
    assert hold_to_the_proof(rules, cases) > 150


def test_regions_and_parts_are_put_together(rules: RuleSet, seeds: dict[str, Case]) -> None:
    several = [
        found
        for case in seeds.values()
        for request in case.requests
        if (found := with_exact(screen(rules, case, request), rules)).components
    ]
    for found in several:
        assert found.exact is not None
        assert found.decision is PEND or found.decision in found.exact.possible


def test_the_command_prints_it_on_the_page_and_as_json() -> None:
    words = ("screen", "cases/imr-seeds/seed-004.yaml", "-r", "massage", "--exact")
    status, page, errors = run(*words)
    assert (status, errors) == (0, "")
    assert "Exactly, whatever else is documented (proved):" in page
    data = json.loads(run(*words, "--format", "json")[1])["exact"]
    assert (data["possible"], data["method"], data["undecided"]) == (["modify", "deny"], "proof", None)
    assert {each["recommendation"] for each in data["ways"]} == {"modify", "deny"}
    assert json.loads(run(*words[:-1], "--format", "json")[1])["exact"] is None
