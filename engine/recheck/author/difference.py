"""From one rule set to another: what changed in words, what can be decided differently, and in which cases."""

from dataclasses import dataclass
from datetime import date

from recheck.author.edits import Edits
from recheck.author.impact import Impact


@dataclass(frozen=True, slots=True)
class Witness:
    """One request that the two rule sets decide differently, with as few facts as any of its kind."""

    treatment: str
    undocumented: str
    old: str
    new: str
    facts: int
    case: str
    """A case file that screens."""

    @property
    def kind(self) -> str:
        """Which decision became which."""
        return f"{self.old} -> {self.new}"


@dataclass(frozen=True, slots=True)
class Reach:
    """What is proved of one treatment: every kind of change, or none; `undecided` says what is not proved."""

    treatment: str
    witnesses: tuple[Witness, ...] = ()
    undecided: tuple[str, ...] = ()
    days: tuple[tuple[date, date], ...] = ()
    """First and last days of the requests that can be decided differently."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that is said of an edit."""

    old: str
    new: str
    edits: Edits
    reaches: tuple[Reach, ...]
    """One for each treatment whose rules, or what they read, changed in more than words."""
    impact: Impact
    proved: bool = True
    """Whether a proof was asked for."""

    @property
    def nothing_can_change(self) -> bool:
        """Whether it is proved that every request is decided as before."""
        return not any(each.witnesses or each.undecided for each in self.reaches) and (self.proved or not self.reaches)
