"""A request for information: the questions that decide, for the office that asks for the treatment to answer.

Comes in: one request of a case that pends. Goes out: what to print on one page. It holds questions and where the
guideline stands that raises them, and no thresholds.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from recheck.asking.questions import Asking, leaves, questions_of
from recheck.asking.sheet import asked_in_words
from recheck.asking.words import NAME
from recheck.judge import Mode
from recheck.model.case import Case
from recheck.model.problem import Problem, ProblemsFound
from recheck.model.recommendation import Recommendation
from recheck.model.rule import RuleSet
from recheck.model.vocabulary import FactType
from recheck.phrases import guideline_title
from recheck.screen import screen

MOST = 5
"""Questions of one page: the most decisive."""


@dataclass(frozen=True, slots=True)
class InformationQuestion:
    """One question."""

    question: str
    answers: str
    """How it can be answered: boxes, or a line to write on."""
    raised_by: tuple[str, ...]
    """Where the criteria stand that turn on it."""


@dataclass(frozen=True, slots=True)
class InformationRequest:
    """One page."""

    title: str
    asked: str
    case: str
    """Its reference; empty where it has none of its own."""
    by: tuple[str, ...]
    questions: tuple[InformationQuestion, ...]
    more: int
    """Questions that may follow, after those of the page."""


def information_of(case: Case, request: str, rules: RuleSet, mode: Mode) -> InformationRequest:
    """The page of one request.

    Args:
        case: what is documented so far.
        request: which of its requests.
        rules: the rules.
        mode: how it is judged.

    Raises:
        ProblemsFound: nothing that could still be documented changes the answer.
    """
    found = screen(rules, case, request, mode)
    asked = questions_of(case, [request], mode, rules)
    if not asked:
        message = f"nothing that could still be documented changes the answer: {found.decision.replace('_', ' ')}"
        raise ProblemsFound([Problem("nothing-to-ask", message, None, "the sheet tells what the criteria ask")])
    guidelines = dict.fromkeys(each.rule.guideline for one in leaves(found) for each in one.rules)
    return InformationRequest(
        found.title,
        asked_in_words(found),
        "" if case.id == NAME else case.id,
        tuple(guideline_title(name, rules.guidelines) for name in guidelines),
        tuple(_question(each, found) for each in asked[:MOST]),
        max(0, len(asked) - MOST),
    )


def _question(asking: Asking, found: Recommendation) -> InformationQuestion:
    return InformationQuestion(asking.question.in_words, _answers(asking), tuple(_raised_by(asking, found)))


def _answers(asking: Asking) -> str:
    fact = asking.fact
    if fact is None or fact.type is FactType.DATE:
        return "Date: ____________"
    if fact.type is FactType.BOOLEAN:
        return "☐ yes   ☐ no   ☐ not known   Date of the visit that shows it: ____________"
    if fact.values:
        return "   ".join(f"☐ {each.replace('_', ' ')}" for each in fact.values) + "   ☐ not known"
    return f"____________ {fact.unit or ''}".rstrip() + "   ☐ not known   As of: ____________"


def _raised_by(asking: Asking, found: Recommendation) -> Iterator[str]:
    told = []
    for one in leaves(found):
        for finding in one.rules:
            for each in finding.criteria:
                read = (used for fact in one.facts_of(finding, each) for used in fact.with_sources())
                open_facts = {used.name for used in read if used.held is None}
                if asking.question.fact in open_facts:
                    told.append(each.criterion.ground.cite.within)
    yield from list(dict.fromkeys(told))[:2]
