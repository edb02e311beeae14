"""Kleene's three truth values."""

import itertools

import pytest

from recheck.model.truth import Truth, all_of, any_of, at_least_of

F, U, T = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE


@pytest.mark.parametrize(
    ("left", "right", "both", "either"),
    [
        (F, F, F, F),
        (F, U, F, U),
        (F, T, F, T),
        (U, F, F, U),
        (U, U, U, U),
        (U, T, U, T),
        (T, F, F, T),
        (T, U, U, T),
        (T, T, T, T),
    ],
)
def test_all_nine_cells_of_and_and_or(left: Truth, right: Truth, both: Truth, either: Truth) -> None:
    assert left & right is both is all_of([left, right])
    assert left | right is either is any_of([left, right])


def test_not_swaps_and_leaves_unknown() -> None:
    assert [~each for each in (F, U, T)] == [T, U, F]


@pytest.mark.parametrize("truths", list(itertools.product((F, U, T), repeat=3)))
def test_a_count_is_what_all_completions_agree_on(truths: tuple[Truth, ...]) -> None:
    for count in (1, 2, 3):
        completions = itertools.product(*((F, T) if each is U else (each,) for each in truths))
        found = {sum(each is T for each in completion) >= count for completion in completions}
        expected = U if len(found) == 2 else T if found == {True} else F
        assert at_least_of(count, truths) is expected


def test_nothing_is_all_true_and_none_true() -> None:
    assert all_of([]) is T
    assert any_of([]) is F
