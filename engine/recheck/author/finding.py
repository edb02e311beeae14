"""What a proof yields: a verdict on one statement, with the case file that shows a fault."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from recheck.model.problem import Place, Problem, Severity
from recheck.model.rule import RuleSet, Strictness


class Verdict(StrEnum):
    """Whether a statement holds of every request, fails of one that is shown, or was not settled in time."""

    PROVED = "proved"
    COUNTEREXAMPLE = "counterexample"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Budget:
    """How long one question may take."""

    seconds: float = 10.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One statement with its verdict.

    `is_fault` says that the verdict is bad news; `explained` is the rule's own word for why it stands.
    """

    code: str
    about: str
    """A rule's id, or a treatment."""
    criterion: str | None
    verdict: Verdict
    says: str
    is_fault: bool
    hint: str | None = None
    cases: tuple[str, ...] = ()
    """Case files that show it."""
    explained: str | None = None
    reading: str | None = None
    """Of a statement about another reading of a criterion: `stricter` or `looser`."""

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "verdict": str(self.verdict)}

    @staticmethod
    def from_json(row: Mapping[str, Any]) -> "Finding":
        return Finding(**{**row, "verdict": Verdict(row["verdict"]), "cases": tuple(row["cases"])})

    def problem(self, rules: RuleSet) -> Problem:
        """The finding as a problem, placed on its line."""
        severity = Severity.WARNING if self.explained or not self.is_fault else Severity.ERROR
        return Problem(self.code, self.says, self.place(rules), self.explained or self.hint, severity)

    def place(self, rules: RuleSet) -> Place | None:
        """The line of the reading, criterion, rule or treatment."""
        rule = rules.rules.get(self.about)
        if rule is None:
            known = rules.vocabulary.treatments.get(self.about)
            return known.place if known else None
        criterion = next((each for each in rule.criteria if each.name == self.criterion), None)
        other = criterion.read(Strictness(self.reading)) if criterion and self.reading else None
        return other.place if other else criterion.place if criterion else rule.place
