"""A smaller quantity is looked for where something changes; that finds what trying every quantity finds."""

from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from generated import records, views
from laws import law
from recheck.engines.source import SOURCE
from recheck.evaluators.decide import Moves, decide, deciding_sets
from recheck.evaluators.evaluation import Evaluation
from recheck.evaluators.plan import View
from recheck.evaluators.steps import Step
from recheck.model.condition import Comparison, Op
from recheck.model.value import Bounds, Contradicted, Held
from test_durable_limits import view_of

FEW = view_of([Comparison("visits_requested", Op.AT_MOST, 7)])


@given(views(), records(), st.integers(1, 30))
@law(250, many=6_000)
def test_bisection_finds_what_trying_every_quantity_finds(view: View, record: dict[str, Held], disputed: int) -> None:
    unknown = {name for name, held in record.items() if isinstance(held, Bounds | Contradicted)}
    held = {name: value for name, value in record.items() if name not in unknown} | {"visits_requested": disputed}
    evaluation = Evaluation(SOURCE, view, held, "visits")
    for number, rule in enumerate(view.rules):
        moves = evaluation.moves(number)
        for step in Step if moves.is_ordered else ():
            few, all_of_them = (
                decide(
                    rule,
                    disputed,
                    step,
                    partial(evaluation.criteria, number),
                    partial(SOURCE.approve, view.program, number),
                    each,
                )
                for each in (moves, Moves(moves.criteria, False))
            )
            assert few.answer == all_of_them.answer
            assert (few.possible, few.waits_at, few.criteria) == (
                all_of_them.possible,
                all_of_them.waits_at,
                all_of_them.criteria,
            )
            sets = [
                deciding_sets(rule, each.seen, partial(SOURCE.approve, view.program, number))
                for each in (few, all_of_them)
            ]
            assert sets[0] == sets[1]


def test_of_a_thousand_units_few_are_looked_at() -> None:
    asked: list[int | None] = []
    evaluation = Evaluation(SOURCE, FEW, {"visits_requested": 1_000}, "visits")
    (rule,) = FEW.rules

    def truths(attempt):  # type: ignore[no-untyped-def]  # as decide asks
        asked.append(attempt.quantity)
        return evaluation.criteria(0, attempt)

    found = decide(rule, 1_000, Step.DOCUMENTED, truths, partial(SOURCE.approve, FEW.program, 0), evaluation.moves(0))
    assert (found.decision, found.quantity) == ("modify", 7)
    assert len(set(asked)) < 15


def test_a_record_that_contradicts_itself_is_tried_at_every_quantity() -> None:
    held: dict[str, Held] = {"visits_requested": 6, "i1": Contradicted(("1", "2"))}
    assert not Evaluation(SOURCE, FEW, held, "visits").moves(0).is_ordered
    assert Evaluation(SOURCE, FEW, {"visits_requested": 6}, "visits").moves(0).is_ordered
