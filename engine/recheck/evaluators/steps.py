"""The steps in which what the record leaves open is closed, and what a decision rests on by them.

A decision rests on the first step at which it and its quantity are certain: what is documented; what the
record was asked and is silent about; what a reviewer found; silence. Each step closes all that the one before
it closed, and more, so that a later one cannot change what an earlier one settled.
"""

from enum import StrEnum


class Step(StrEnum):
    """How far the record is closed."""

    DOCUMENTED = "documented"
    RECORD = "record"
    FINDING = "finding"
    SILENCE = "silence"

    @property
    def is_between(self) -> bool:
        """Whether some of what is open is closed, and not all."""
        return self in (Step.RECORD, Step.FINDING)

    @property
    def sets_aside(self) -> bool:
        """Whether a rule for a special occasion that nobody mentions is set aside."""
        return self is not Step.DOCUMENTED
