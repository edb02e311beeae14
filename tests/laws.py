"""What is tried in every run, and what with `make test-slow`: how many examples of a law, which of many likes."""

import os
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import pytest
from hypothesis import settings

THOROUGH = "RECHECK_THOROUGH"
Test = TypeVar("Test", bound=Callable[..., Any])


def among(names: Iterable[Any], *quick: Any) -> list[Any]:
    """Parameters: those of the ordinary suite, the others among the slow tests."""
    return [
        pytest.param(*(each if isinstance(each, tuple) else (each,)), marks=() if each in quick else pytest.mark.slow)
        for each in names
    ]


def law(some: int, *, many: int, **more: Any) -> Callable[[Test], Test]:
    """A property test as a law, with the settings of Hypothesis.

    Args:
        some: examples in every run.
        many: examples where the environment asks for a thorough one.
        more: other settings.
    """
    tried = settings(max_examples=many if os.environ.get(THOROUGH) else some, **more)
    return lambda test: pytest.mark.law(tried(test))
