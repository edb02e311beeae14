"""What a test needs and the machine lacks: skipped, and said; with CI set a failure, for nobody reads skips there."""

import os
from typing import NoReturn

import pytest


def absent(what: str) -> NoReturn:
    """End the test: this machine lacks what it needs."""
    if os.environ.get("CI"):
        pytest.fail(f"{what}, and with CI set nothing is skipped for that")
    pytest.skip(what)
