"""Which editions need to be looked at again: those that ended, and those not seen in force for a year."""

from collections.abc import Iterator
from datetime import date

from recheck.model.problem import Problem, Severity
from recheck.model.rule import RuleSet

DAYS = 365
"""Days after which an edition should be looked up again."""


def upkeep(rules: RuleSet, day: date) -> Iterator[Problem]:
    """Warnings of every edition with rules at hand that ended, or was not seen in force for a year, on a day."""
    speaking = {rule.guideline for rule in rules.rules.values()}
    for guideline in rules.guidelines.values():
        if guideline.id not in speaking or guideline.in_force.start.date > day:
            continue
        end = guideline.in_force.end
        if end is not None and end.date < day:
            message = f"'{guideline.id}' ended on {end.date}, before {day}"
            hint = "its rules speak of earlier requests only; is a later edition here?"
            yield Problem("edition-ended", message, guideline.place, hint, Severity.WARNING)
        elif guideline.checked is None:
            message = f"it is not known when a source of '{guideline.id}' last printed it as in force"
            hint = f"look at {guideline.source}, and add 'checked: {day}'"
            yield Problem("edition-never-checked", message, guideline.place, hint, Severity.WARNING)
        elif (day - guideline.checked).days > DAYS:
            message = f"'{guideline.id}' was last seen in force on {guideline.checked}, more than a year before {day}"
            hint = f"look at {guideline.source}, and bring 'checked' up to date"
            yield Problem("edition-not-checked", message, guideline.place, hint, Severity.WARNING)
