"""What decisions rest on: the laws of the steps by which the record is closed, on the interpreter and the columns."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("ibis")

from columns_compared import answers, differing, judged, screened
from generated import GROUND
from laws import law
from recheck.evaluators.columns.engines import connect
from recheck.evaluators.rests import ORDER, weakest
from recheck.evaluators.steps import Step
from recheck.evaluators.truths import CriterionTruth, Undocumented, close, close_scope
from recheck.judge import Mode
from recheck.model.condition import ALWAYS
from recheck.model.rule import Criterion, Rule, RuleSet
from recheck.model.truth import Truth
from request_tables import Generator, cases_of
from small_rules import rule_sets

TRUTHS = st.sampled_from(list(Truth))


@st.composite
def closings(draw: st.DrawFn) -> tuple[Criterion, CriterionTruth]:
    """A criterion of some kind, with what is known of it."""
    rules = draw(rule_sets())
    criterion = draw(st.sampled_from([each for rule in rules.rules.values() for each in rule.criteria]))
    found = draw(TRUTHS)
    open_ = found is Truth.UNKNOWN
    return criterion, CriterionTruth(found, found, open_ and draw(st.booleans()), open_ and draw(st.booleans()))


@given(closings())
@law(300, many=5_000)
def test_a_later_step_changes_nothing_that_an_earlier_one_settled(closing: tuple[Criterion, CriterionTruth]) -> None:
    criterion, found = closing
    truths = [close(criterion, found, step) for step in ORDER]
    for earlier, later in pairwise(truths):
        assert earlier in (Truth.UNKNOWN, later)


@given(closings())
@law(300, many=5_000)
def test_where_silence_is_heard_does_not_change_what_it_means(closing: tuple[Criterion, CriterionTruth]) -> None:
    criterion, found = closing
    for step in (Step.DOCUMENTED, Step.SILENCE):
        assert close(criterion, replace(found, heard=True), step) is close(criterion, replace(found, heard=False), step)


@given(rule_sets(), TRUTHS, st.booleans())
@law(100, many=1_000)
def test_under_ask_silence_selects_no_lower_rank(rules: RuleSet, applies: Truth, contradicted: bool) -> None:
    for rule in rules.rules.values():
        assert close_scope(rule, applies, contradicted, Undocumented.ASK.step) is applies
        closed = close_scope(rule, applies, contradicted, Undocumented.NOT_ESTABLISHED.step)
        assert closed is applies or (rule.outside_if_silent and applies is Truth.UNKNOWN and not contradicted)


def test_what_several_rest_on_is_the_weakest() -> None:
    assert weakest(["documented", "record"]) == "record"
    assert weakest([None]) is None


def decorated(rules: RuleSet, seed: int, *, hears: bool = True) -> RuleSet:
    """The shipped rules with the new words strewn over them."""
    chance = random.Random(seed)  # no secret

    def criterion(rule: Rule, each: Criterion) -> Criterion:
        stated = each.when_silent is None and chance.random() < 0.1
        heard = chance.choice(rule.criteria).when if chance.random() < 0.4 else None
        silent = each.if_silent_met or (each.when_silent is None and chance.random() < 0.3)
        met = silent if not stated else False
        return replace(each, heard_in=heard if hears else None, is_stated=stated, if_silent_met=met)

    def rule_of(rule: Rule) -> Rule:
        special = rule.applies_when != ALWAYS and chance.random() < 0.5
        criteria = tuple(criterion(rule, each) for each in rule.criteria)
        return replace(rule, criteria=criteria, outside_if_silent=special)

    made = {name: rule_of(rule) for name, rule in sorted(rules.rules.items())}
    facts = rules.vocabulary.facts
    if not hears:
        facts = {name: replace(each, stands_in=()) for name, each in facts.items()}
    vocabulary = replace(rules.vocabulary, facts=facts)
    return replace(rules, rules=made, vocabulary=vocabulary, digest=f"decorated {seed} {hears}")


@pytest.mark.parametrize(
    ("mode", "seed", "contradicted"),
    [
        (Undocumented.NOT_ESTABLISHED, 1, 0.03),
        pytest.param(Undocumented.ASK, 2, 0.03, marks=pytest.mark.slow),
        pytest.param(Undocumented.NOT_ESTABLISHED, 3, 0.0, marks=pytest.mark.slow),
    ],
)
def test_columns_and_interpreter_agree_on_every_step(
    rules: RuleSet, mode: Undocumented, seed: int, contradicted: float
) -> None:
    made = decorated(rules, seed)
    table = Generator(made, seed, missing=0.4, contradicted=contradicted, of=40).table(400)
    expected = screened(made, cases_of(made, table.to_pylist()), Mode(mode, infer=False))
    found = answers(judged(made, connect("duckdb"), table, mode))
    assert differing(expected, found) == {}
    if mode is Undocumented.NOT_ESTABLISHED:
        assert {each[2] for each in expected.values()} >= {"documented", "record", "silence"}


def test_decisions_do_not_depend_on_where_silence_is_heard(rules: RuleSet) -> None:
    heard, unheard = decorated(rules, 5), decorated(rules, 5, hears=False)
    table = Generator(heard, 5, missing=0.5).table(150)
    mode = Mode(Undocumented.NOT_ESTABLISHED, infer=False)
    one, other = (screened(each, cases_of(each, table.to_pylist()), mode) for each in (heard, unheard))
    assert {key: (each[0], each[1]) for key, each in one.items()} == {
        key: (each[0], each[1]) for key, each in other.items()
    }


Closing = Callable[[Criterion, CriterionTruth, Step], Truth]


def _every_closing() -> Iterator[tuple[Criterion, CriterionTruth]]:
    """Every kind of criterion with everything that can be known of it."""
    plain = Criterion("k", "says", ALWAYS, GROUND)
    kinds = (plain, replace(plain, if_silent_met=True), replace(plain, has_gaps=True), replace(plain, is_stated=True))
    for criterion, found in product(kinds, Truth):
        marks = product((False, True), repeat=2) if found is Truth.UNKNOWN else [(False, False)]
        for contradicted, heard in marks:
            yield criterion, CriterionTruth(found, found, contradicted, heard)


def _only_refines(closing: Closing, criterion: Criterion, found: CriterionTruth) -> bool:
    truths = [closing(criterion, found, step) for step in ORDER]
    return all(earlier in (Truth.UNKNOWN, later) for earlier, later in pairwise(truths))


def _asks_alike(closing: Closing, criterion: Criterion, found: CriterionTruth) -> bool:
    heard = [
        [closing(criterion, replace(found, heard=each), step) for each in (False, True)]
        for step in (Step.DOCUMENTED, Step.SILENCE)
    ]
    return all(one is other for one, other in heard)


def _leaves_open(closing: Closing, criterion: Criterion, found: CriterionTruth) -> bool:
    return found.truth is not Truth.UNKNOWN or closing(criterion, found, Step.DOCUMENTED) is Truth.UNKNOWN


def _hears_at_once(criterion: Criterion, found: CriterionTruth, step: Step) -> Truth:
    return close(criterion, found, Step.SILENCE if found.heard else step)


def _meets_what_is_heard(criterion: Criterion, found: CriterionTruth, step: Step) -> Truth:
    return (
        Truth.TRUE
        if step.is_between and found.heard and found.truth is Truth.UNKNOWN
        else close(criterion, found, step)
    )


def _closes_under_ask(criterion: Criterion, found: CriterionTruth, step: Step) -> Truth:
    return close(criterion, found, Step.SILENCE)


LAWS = (_only_refines, _asks_alike, _leaves_open)


@pytest.mark.parametrize("law_", LAWS)
def test_the_closing_keeps_the_laws(law_: Callable[..., bool]) -> None:
    assert all(law_(close, *each) for each in _every_closing())


@pytest.mark.parametrize(
    ("fault", "broken"),
    [(_hears_at_once, _asks_alike), (_meets_what_is_heard, _only_refines), (_closes_under_ask, _leaves_open)],
)
def test_each_law_finds_a_seeded_fault(fault: Closing, broken: Callable[..., bool]) -> None:
    assert not all(broken(fault, *each) for each in _every_closing())
