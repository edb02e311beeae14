"""All evaluators yield the interpreter's truths: on every shipped case, and on generated rules and facts."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generated import FACTS, conditions, records, views
from laws import law
from recheck.conditions.interpret import evaluate
from recheck.evaluators.inference import Inference, infer
from recheck.evaluators.interpreter import Interpreter
from recheck.evaluators.plan import View
from recheck.evaluators.signature import signature_of
from recheck.evaluators.truths import Undocumented, close
from recheck.judge import Mode
from recheck.model.case import Case
from recheck.model.condition import Condition
from recheck.model.rule import RuleSet
from recheck.model.truth import Truth
from recheck.model.value import Held
from recheck.screen import screen

INFERENCE, INTERPRETER = Inference(), Interpreter()
TRUTHS = st.sampled_from(list(Truth))


@given(views(), st.lists(records(), min_size=10, max_size=10), st.lists(TRUTHS, min_size=4, max_size=4))
@law(120, many=2_000)
def test_inference_yields_the_interpreters_truths(
    view: View, several: list[dict[str, Held]], closed: Sequence[Truth]
) -> None:
    for facts in several:
        inferred, interpreted = INFERENCE.read(view, facts), INTERPRETER.read(view, facts)
        assert inferred.rules == interpreted.rules
        assert inferred.facts == interpreted.facts
        for rule, truths in zip(view.rules, interpreted.rules, strict=True):
            for undocumented in Undocumented:
                counted = [close(*pair, undocumented) for pair in zip(rule.criteria, truths.criteria, strict=True)]
                assert INFERENCE.approve(view, rule, counted) is INTERPRETER.approve(view, rule, counted)
            any_truths = closed[: len(rule.criteria)]
            assert INFERENCE.approve(view, rule, any_truths) is INTERPRETER.approve(view, rule, any_truths)


@given(conditions(), st.lists(records(), min_size=4, max_size=4))
@law(150, many=3_000)
def test_inference_yields_the_interpreters_truth_of_one_condition(
    condition: Condition, several: list[dict[str, Held]]
) -> None:
    for facts in several:
        assert infer(condition, facts, FACTS) is evaluate(condition, facts)


@given(views(), records(), records())
@law(150, many=4_000)
def test_records_of_one_signature_have_one_truth(view: View, one: dict[str, Held], other: dict[str, Held]) -> None:
    """What explanations are kept by decides everything that is kept."""
    for left, right in ((one, other), (one, {**one, "i3": 7}), (one, {**one, "n2": 0.25})):
        parts = signature_of(view, "visits_requested")
        keys = [
            (parts.fixed(scratch := dict(facts)), parts.moving(scratch, None), parts.values(facts))
            for facts in (left, right)
        ]
        if keys[0] == keys[1]:
            assert INTERPRETER.read(view, left).rules == INTERPRETER.read(view, right).rules


@pytest.mark.parametrize("undocumented", list(Undocumented))
def test_inference_and_interpreter_agree_on_every_shipped_case(
    rules: RuleSet, cases: list[Case], undocumented: Undocumented
) -> None:
    """`screen` compares the two on every request, and raises where they differ."""
    for case in cases:
        for request in case.requests:
            both = screen(rules, case, request, Mode(undocumented))
            alone = screen(rules, case, request, Mode(undocumented, infer=False))
            assert both == alone
