"""No limit of durable_rules (design/durable_rules.md) can be reached from rule files or facts."""

import math
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from datetime import date

import pytest

from generated import FACTS, GROUND
from recheck.conditions.interpret import evaluate
from recheck.engines.durable import DURABLE, Block
from recheck.engines.rulesets import InferenceFault, decimal, fire
from recheck.engines.values import VALUES, Values
from recheck.evaluators.plan import View
from recheck.model.condition import (
    ALWAYS,
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    CountOf,
    FactRef,
    NotOf,
    Op,
)
from recheck.model.rule import AtLeast, Criterion, Named, Rule
from recheck.model.truth import Truth
from recheck.model.value import Bounds, Held
from recheck.model.vocabulary import BelongsTo, Fact, FactType
from recheck.program.lower import lower


def view_of(conditions: Sequence[Condition], facts: dict[str, Fact] = FACTS) -> View:
    """A view with one rule whose criteria are these conditions."""
    criteria = tuple(Criterion(f"k{i}", "says", each, GROUND) for i, each in enumerate(conditions))
    approval = AtLeast(len(criteria), tuple(Named(each.name) for each in criteria))
    rule = Rule("g/r", "title", "g", ("t",), criteria, approval)
    return View((rule,), (ALWAYS,), (), facts)


def agree(view: View, held: dict[str, Held]) -> list[Truth]:
    program = view.program
    found = DURABLE.criteria(program, 0, DURABLE.derive(program, held))
    assert found == VALUES.criteria(program, 0, VALUES.derive(program, held))
    return [each.truth for each in found]


def infer(condition: Condition, held: dict[str, Held]) -> Truth:
    """The truth of one condition by inference."""
    return Block([lower(condition)]).truths(Values(held))[0]


def test_six_hundred_rules_may_test_one_field_by_equality() -> None:
    facts = {"c": Fact("c", FactType.CHOICE, BelongsTo.REQUEST, values=tuple(f"v{i}" for i in range(600)))}
    view = view_of([Comparison("c", Op.EQUALS, f"v{i}") for i in range(600)], facts)
    truths = agree(view, {"c": "v577"})
    assert truths.index(Truth.TRUE) == 577
    assert truths.count(Truth.TRUE) == 1


def test_hundreds_of_conditions_may_be_true_at_once() -> None:
    view = view_of([Comparison("i0", Op.AT_LEAST, -i) for i in range(300)])
    assert set(agree(view, {"i0": 3})) == {Truth.TRUE}


def test_twenty_any_pairs_may_stand_under_one_all() -> None:
    pairs = tuple(
        AnyOf((Comparison(f"b{i % 6}", Op.EQUALS, True), Comparison(f"i{i % 4}", Op.AT_LEAST, i))) for i in range(20)
    )
    held: dict[str, Held] = {f"b{i}": True for i in range(6)}
    assert agree(view_of([AllOf(pairs)]), held) == [Truth.TRUE]
    assert agree(view_of([AllOf(pairs)]), {**held, "b1": False, "i1": 0}) == [Truth.FALSE]


def test_a_hundred_ways_and_counts_of_many_may_stand_in_one_condition() -> None:
    wide = tuple(Comparison("i0", Op.AT_LEAST, i) for i in range(100))
    counted = CountOf(3, tuple(Comparison(f"b{i}", Op.EQUALS, True) for i in range(6)))
    held: dict[str, Held] = {"i0": 50, "b0": True, "b1": True, "b2": False}
    assert agree(view_of([AnyOf(wide), AllOf(wide), counted]), held) == [Truth.TRUE, Truth.FALSE, Truth.UNKNOWN]


def test_three_hundred_facts_may_be_read_by_one_rule() -> None:
    facts = {f"fact_{i}": Fact(f"fact_{i}", FactType.BOOLEAN, BelongsTo.REQUEST) for i in range(300)}
    everything = AllOf(tuple(Comparison(name, Op.EQUALS, True) for name in facts))
    assert agree(view_of([everything], facts), dict.fromkeys(facts, True)) == [Truth.TRUE]
    assert agree(view_of([everything], facts), {**dict.fromkeys(facts, True), "fact_299": False}) == [Truth.FALSE]


def test_facts_whose_names_collide_by_hash_stay_apart() -> None:
    names = ("motion_left_motor", "motor_active_relief")
    facts = {name: Fact(name, FactType.BOOLEAN, BelongsTo.REQUEST) for name in names}
    view = view_of([Comparison(name, Op.EQUALS, True) for name in names], facts)
    assert agree(view, {"motion_left_motor": True}) == [Truth.TRUE, Truth.UNKNOWN]


@pytest.mark.parametrize("held", [{}, {"i0": 5}, {"i1": 5}, {"i0": 5, "i1": 5}, {"i0": 6, "i1": 5}])
@pytest.mark.parametrize("op", [Op.AT_MOST, Op.AT_LEAST, Op.MORE_THAN, Op.LESS_THAN, Op.EQUALS, Op.NOT])
def test_an_absent_fact_leaves_a_comparison_of_two_facts_unknown(op: Op, held: dict[str, Held]) -> None:
    for leaf in (Comparison("i0", op, FactRef("i1")), NotOf(Comparison("i0", op, FactRef("i1")))):
        found = infer(leaf, held)
        assert found is evaluate(leaf, held)
        assert (found is Truth.UNKNOWN) == (len(held) < 2)


def test_nothing_documented_is_an_answer_and_not_a_crash() -> None:
    assert set(agree(view_of([Comparison("b0", Op.EQUALS, True), NotOf(Comparison("c0", Op.EQUALS, "red"))]), {})) == {
        Truth.UNKNOWN
    }


def test_numbers_are_numbers_however_they_are_written() -> None:
    ten = Comparison("n0", Op.MORE_THAN, 5)
    for value, truth in [(10, Truth.TRUE), (7, Truth.TRUE), (0.0000001, Truth.FALSE), (1e12, Truth.TRUE)]:
        assert infer(ten, {"n0": value}) is truth
    assert decimal(1e-07) == "0.0000001"
    assert infer(ten, {"n0": Bounds(6, math.inf)}) is Truth.TRUE
    assert infer(ten, {"n0": Bounds(-math.inf, math.inf)}) is Truth.UNKNOWN
    assert infer(Comparison("d0", Op.AT_MOST, date(2016, 11, 30)), {"d0": date(2016, 11, 30)}) is Truth.TRUE


def test_a_hundred_thousand_evaluations_in_one_process_stay_right_and_small() -> None:
    import resource

    view = view_of(
        [
            AllOf((Comparison("b0", Op.EQUALS, True), Comparison("i0", Op.AT_MOST, 6))),
            AnyOf((Comparison("c0", Op.EQUALS, "red"), Comparison("b1", Op.EQUALS, True))),
        ]
    )
    program = view.program
    kinds: list[dict[str, Held]] = [
        {"b0": True, "i0": 5, "c0": "red"},
        {"b0": True, "i0": 7, "b1": False, "c0": "blue"},
        {"i0": 7},
        {},
    ]
    expected = [VALUES.criteria(program, 0, VALUES.derive(program, held)) for held in kinds]
    for turn in range(2_000):
        held = DURABLE.derive(program, kinds[turn % 4])
        assert DURABLE.criteria(program, 0, held) == expected[turn % 4]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for turn in range(100_000):
        held = DURABLE.derive(program, kinds[turn % 4])
        assert DURABLE.criteria(program, 0, held) == expected[turn % 4]
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 8_192, f"{grown} KiB more after 100,000 evaluations"


def test_four_threads_get_their_own_answers() -> None:
    view = view_of([Comparison("i0", Op.AT_MOST, bound) for bound in range(10)])
    wrong: list[int] = []

    def work(value: int) -> None:
        program = view.program
        held = DURABLE.derive(program, {"i0": value})
        expected = VALUES.criteria(program, 0, held)
        for _ in range(2_000):
            if DURABLE.criteria(program, 0, held) != expected:
                wrong.append(value)

    threads = [threading.Thread(target=work, args=(value,)) for value in (1, 4, 7, 12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_the_thirteen_determinations_stand_under_malloc_perturb() -> None:
    """Freed and fresh memory is overwritten: whoever reads it would notice."""
    code = "from recheck.cli.main import main; import sys; sys.argv = ['recheck', 'audit', 'cases/imr-seeds']; main()"
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    plain = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True)
    environment = {**os.environ, "MALLOC_PERTURB_": "165"}
    shaken = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=root, env=environment, check=True
    )
    assert shaken.stdout == plain.stdout


def test_a_fact_that_the_library_refuses_is_a_fault_and_not_a_truth() -> None:
    block = Block([lower(Comparison("i0", Op.AT_MOST, 6))])
    assert block.truths(Values({"i0": 5})) == [Truth.TRUE]
    with pytest.raises(InferenceFault):
        fire(block.chunks[0].handle, '{"id":1,"sid":"0","k":1,"f0":1e-07}')
    assert block.truths(Values({"i0": 5})) == [Truth.TRUE]
