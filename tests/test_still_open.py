"""What a pend waits for, read off the form of an approval: exactly what every completion says."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from generated import approvals
from recheck.evaluators.truths import approval_truth, still_open
from recheck.model.rule import Approval, leaves
from recheck.model.truth import Truth

NAMES = ("a", "b", "c", "d", "e")


@given(approvals(NAMES).filter(lambda each: len(leaves(each)) == len(set(leaves(each)))), st.data())
def test_a_criterion_is_waited_for_where_some_completion_turns_on_it(approval: Approval, data: st.DataObject) -> None:
    truths = {name: data.draw(st.sampled_from(list(Truth)), name) for name in NAMES}
    unknown = [name for name, each in truths.items() if each is Truth.UNKNOWN]
    expected = set()
    for completion in itertools.product((Truth.FALSE, Truth.TRUE), repeat=len(unknown)):
        whole = {**truths, **dict(zip(unknown, completion, strict=True))}
        for name in unknown:
            outcomes = {approval_truth(approval, {**whole, name: each}) for each in (Truth.FALSE, Truth.TRUE)}
            if len(outcomes) == 2:
                expected.add(name)
    assert still_open(approval, truths) == expected
