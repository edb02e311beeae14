"""Every engine yields the values engine's truths: on every shipped case, and on generated rules and facts."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generated import FACTS, conditions, records, views
from laws import law
from recheck.engines.both import BOTH
from recheck.engines.durable import DURABLE
from recheck.engines.engine import Engine
from recheck.engines.source import SOURCE
from recheck.engines.values import VALUES
from recheck.evaluators.plan import View
from recheck.evaluators.truths import Undocumented, close
from recheck.judge import Mode
from recheck.model.case import Case
from recheck.model.condition import ALWAYS, Condition
from recheck.model.rule import RuleSet
from recheck.model.truth import Truth
from recheck.model.value import Contradicted, Held
from recheck.screen import screen
from test_durable_limits import view_of

ENGINES: dict[str, Engine] = {"source": SOURCE, "durable": DURABLE, "both": BOTH}
TRUTHS = st.sampled_from(list(Truth))
engines = pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES)


def hold_to_the_values(engine: Engine, view: View, documented: dict[str, Held]) -> None:
    program = view.program
    expected, found = VALUES.derive(program, documented), engine.derive(program, documented)
    assert found.facts == expected.facts
    assert engine.scopes(program, found) == VALUES.scopes(program, expected)
    for number, rule in enumerate(view.rules):
        truths = VALUES.criteria(program, number, expected)
        assert engine.criteria(program, number, found) == truths
        for undocumented in Undocumented:
            closed = [close(*pair, undocumented) for pair in zip(rule.criteria, truths, strict=True)]
            assert engine.approve(program, number, closed) is VALUES.approve(program, number, closed)


def clean(record: dict[str, Held]) -> dict[str, Held]:
    """A record without its contradictions and bounds: the fast path is for such."""
    return {name: held for name, held in record.items() if isinstance(held, bool | int | float | str | frozenset)}


@engines
@given(
    view=views(), several=st.lists(records(), min_size=8, max_size=8), closed=st.lists(TRUTHS, min_size=4, max_size=4)
)
@law(60, many=1_500)
def test_an_engine_yields_the_values_truths(
    engine: Engine, view: View, several: list[dict[str, Held]], closed: Sequence[Truth]
) -> None:
    for record in several:
        hold_to_the_values(engine, view, record)
        hold_to_the_values(engine, view, clean(record))
    for number, rule in enumerate(view.rules):
        some = closed[: len(rule.criteria)]
        assert engine.approve(view.program, number, some) is VALUES.approve(view.program, number, some)


@engines
@given(condition=conditions(), several=st.lists(records(), min_size=4, max_size=4))
@law(75, many=2_000)
def test_an_engine_yields_the_values_truth_of_one_condition(
    engine: Engine, condition: Condition, several: list[dict[str, Held]]
) -> None:
    view = view_of([condition], FACTS)
    assert view.scopes == (ALWAYS,)
    for record in several:
        hold_to_the_values(engine, view, record)
        hold_to_the_values(engine, view, clean(record))


@given(views(), records())
@law(100, many=2_000)
def test_a_contradiction_in_what_is_derived_leaves_the_fast_path(view: View, record: dict[str, Held]) -> None:
    found = SOURCE.derive(view.program, record)
    assert not found.is_clean or not any(isinstance(held, Contradicted) for held in found.facts.values())


@pytest.mark.parametrize("undocumented", list(Undocumented))
def test_what_inference_decides_the_values_decide_too(
    rules: RuleSet, cases: list[Case], undocumented: Undocumented
) -> None:
    """Inference that is not confirmed raises; without it the same is recommended."""
    for case in cases:
        for request in case.requests:
            both = screen(rules, case, request, Mode(undocumented))
            alone = screen(rules, case, request, Mode(undocumented, infer=False))
            assert both == alone
