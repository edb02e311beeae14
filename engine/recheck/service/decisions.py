"""What a person decided on a recommendation: by which physician, with which license, how much, and why.

Only a physician may modify or deny (California Labor Code 4610), so neither is put down without one.
"""

from dataclasses import dataclass

from recheck.model.problem import Problem, ProblemsFound

MODIFIED = "modified"
BY_A_PHYSICIAN = (MODIFIED, "denied")


@dataclass(frozen=True, slots=True)
class Physician:
    """Who decided."""

    name: str
    license: str

    def __str__(self) -> str:
        return f"{self.name}, license {self.license}"


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision."""

    decision: str
    reason: str | None = None
    physician: Physician | None = None
    quantity: int | None = None
    """How much is approved, where the request was modified."""

    def as_content(self) -> dict[str, object]:
        """What the journal holds of it."""
        who = {"name": self.physician.name, "license": self.physician.license} if self.physician else None
        return {"decision": self.decision, "reason": self.reason, "physician": who, "quantity": self.quantity}

    def in_words(self, unit: str | None = None) -> str:
        """The decision in a line.

        >>> Decided("modified", "why", Physician("A. Example, MD", "A 12345"), 6).in_words("visits")
        'modified to 6 visits, by A. Example, MD, license A 12345'
        """
        much = f" to {self.quantity} {unit or ''}".rstrip() if self.quantity is not None else ""
        return f"{self.decision}{much}{f', by {self.physician}' if self.physician else ''}"


def checked(decided: Decided, disputed: int | None, unit: str | None = None) -> Decided:
    """A decision that has all that it needs.

    Args:
        decided: the decision.
        disputed: how much is asked for, where that is known.
        unit: of what.

    Raises:
        ProblemsFound: a physician, a license, a reason or the quantity is missing; all that is missing is named.
    """
    problems = [*_of_the_physician(decided), *_of_the_quantity(decided, disputed, unit)]
    if decided.decision in BY_A_PHYSICIAN and not (decided.reason or "").strip():
        problems.append(Problem("no-reason", "a decision to modify or deny needs a reason"))
    if problems:
        raise ProblemsFound(problems)
    return decided


def _of_the_physician(decided: Decided) -> list[Problem]:
    who = decided.physician
    name, license = (who.name.strip(), who.license.strip()) if who else ("", "")
    if not name and not license and decided.decision not in BY_A_PHYSICIAN:
        return []
    if not name:
        message = "only a physician may modify or deny (California Labor Code 4610), and none is named"
        if decided.decision not in BY_A_PHYSICIAN:
            message = "a license stands without the name of whose it is"
        return [Problem("needs-physician", message, None, "name the physician who made this decision")]
    if not any(each.isdigit() for each in license):
        message = f"the license of {name} is not said"
        return [Problem("needs-license", message, None, "write state and number, as CA A 12345")]
    return []


def _of_the_quantity(decided: Decided, disputed: int | None, unit: str | None) -> list[Problem]:
    much = decided.quantity
    if decided.decision != MODIFIED:
        hint = "choose 'modified', or leave the quantity out"
        return [] if much is None else [Problem("quantity-of-no-use", "only a modification has a quantity", None, hint)]
    if disputed is None:
        return []
    asked = f"{disputed} {unit or ''}".strip()
    if much is None:
        return [Problem("no-quantity", f"how many of the {asked} are approved is not said")]
    if not 0 < much < disputed:
        hint = "all of it is an approval, none of it a denial"
        return [Problem("wrong-quantity", f"a modification approves some of the {asked}, not {much}", None, hint)]
    return []
