"""What would today's rules say of what was asked then? Every recommendation of the journal, judged anew.

Comes in: entries and a rule set. Goes out: for each recommendation whether it would differ, and in what. Where
rules and engine are the same as then and the answer is not, the entry is `not-reproducible`: that is a fault, of
the program or of the journal.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from recheck import __version__
from recheck.model.problem import Problem, ProblemsFound
from recheck.model.rule import RuleSet
from recheck.output import recommendation_json
from recheck.service.journal.entry import Entry, Kind
from recheck.service.rules import Chosen
from recheck.service.screening import asked_again, screen_asked

COMPARED = ("recommendation", "quantity", "changes", "reason")
"""What makes another answer; other words for the same answer do not."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """One recommendation, then and now."""

    entry: Entry
    then: dict[str, Any]
    now: dict[str, Any] | None
    problems: tuple[Problem, ...] = ()
    same_rules: bool = False

    @property
    def differs(self) -> bool:
        """Whether today's rules would say something else."""
        return self.now is None or any(self.then[name] != self.now[name] for name in COMPARED)

    def as_json(self) -> dict[str, object]:
        """As data."""
        return {
            "sequence": self.entry.sequence,
            "id": self.entry.id,
            "case": self.entry.case,
            "request": self.entry.request,
            "differs": self.differs,
            "same_rules": self.same_rules,
            "then": _said(self.then),
            "now": _said(self.now) if self.now else None,
            "problems": [each.as_json() for each in self.problems],
        }

    def __str__(self) -> str:
        then = _words(self.then)
        now = _words(self.now) if self.now else f"cannot be judged: {self.problems[0].message}"
        return f"entry {self.entry.sequence}, {self.entry.case}, {self.entry.request}: {then} -> {now}"


def replay(entries: Iterable[Entry], chosen: Callable[[Chosen], RuleSet]) -> Iterator[Replayed]:
    """Each recommendation among the entries, then and now.

    Args:
        entries: entries of a journal.
        chosen: today's rules under a choice of profile and guidelines.
    """
    for entry in entries:
        if entry.kind == Kind.RECOMMENDATION:
            yield _again(entry, chosen)


def _again(entry: Entry, chosen: Callable[[Chosen], RuleSet]) -> Replayed:
    asked, then = asked_again(entry.asked), entry.result
    try:
        rules = chosen(asked.chosen)
        found = screen_asked(replace(asked, exact=False), rules).found[0]
    except ProblemsFound as failed:
        return Replayed(entry, then, None, failed.problems)
    now = recommendation_json(found, rules)
    same = now["rules_digest"] == then["rules_digest"] and entry.content["engine"] == __version__
    replayed = Replayed(entry, then, now, (), same)
    if same and replayed.differs:
        message = f"entry {entry.sequence}: the same rules and engine give another answer"
        wrong = Problem("not-reproducible", message, None, "verify the journal; if it holds, report the entry")
        return Replayed(entry, then, now, (wrong,), same)
    return replayed


def _said(result: dict[str, Any]) -> dict[str, object]:
    rules = [each["rule"] for each in result["rules"]]
    return {**{name: result[name] for name in COMPARED}, "rules": rules, "rules_digest": result["rules_digest"]}


def _words(result: dict[str, Any]) -> str:
    quantity = f" to {result['quantity']}" if result["quantity"] is not None else ""
    return f"{result['recommendation'].replace('_', ' ')}{quantity}"
