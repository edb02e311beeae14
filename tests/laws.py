"""How many examples a law is tried on: some in every run, and many with `make test-slow`."""

import os
from collections.abc import Callable
from typing import Any, TypeVar

import pytest
from hypothesis import settings

THOROUGH = "RECHECK_THOROUGH"
Test = TypeVar("Test", bound=Callable[..., Any])


def law(some: int, *, many: int, **more: Any) -> Callable[[Test], Test]:
    """A property test as a law, with the settings of Hypothesis.

    Args:
        some: examples in every run.
        many: examples where the environment asks for a thorough one.
        more: other settings.
    """
    tried = settings(max_examples=many if os.environ.get(THOROUGH) else some, **more)
    return lambda test: pytest.mark.law(tried(test))
