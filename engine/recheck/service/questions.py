"""The questions that can still change what a caller asked, the most decisive first."""

from recheck.asking.questions import Asking, leaves, questions_of
from recheck.model.rule import RuleSet
from recheck.service.screening import Asked, read_asked

__all__ = ["Asking", "leaves", "next_questions"]


def next_questions(asked: Asked, rules: RuleSet) -> list[Asking]:
    """The questions of what was asked.

    Raises:
        ProblemsFound: the case has errors, or there is no such request.
    """
    case, _ = read_asked(asked, rules)
    names = [asked.request] if asked.request is not None else list(case.requests)
    return questions_of(case, names, asked.mode, rules)
