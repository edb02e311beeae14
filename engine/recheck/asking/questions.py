"""The questions that can still change an answer, the most decisive first.

Comes in: a recommendation as `screen` gives it. Goes out: a question for each fact that is not documented and
could decide, with how it is answered and where in the case the answer goes. How decisive one is, is tried out:
each value that the rules can tell apart is put in, and it counts after how many of them the decision is certain,
whatever else is documented. Where that is certain already, there is nothing to ask.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from recheck.asking.answers import place_of
from recheck.evaluators.truths import Undocumented
from recheck.exact.domains import Domains
from recheck.exact.situation import Situation, is_open
from recheck.judge import Mode, judged_again
from recheck.load.json_nodes import plain_value
from recheck.model.case import Case
from recheck.model.recommendation import Decision, Question, Reason, Recommendation
from recheck.model.rule import RuleSet
from recheck.model.value import Value
from recheck.model.vocabulary import Fact
from recheck.screen import screen

TRIED = 300
"""Values that are put in for one call at most; questions beyond keep the order of the rules."""
EACH = 12
"""Values of one fact that are tried at most, spread over all there are."""


@dataclass(frozen=True, slots=True)
class Asking:
    """One question, how it is answered, and what the answer would do."""

    request: str
    question: Question
    fact: Fact | None
    place: str | None
    """The JSON pointer in the case where the answer goes; None where the case lacks what it belongs to."""
    settles: float | None = None
    """The share of the answers after which the decision is certain; None where it was not tried."""
    leaves: float | None = None
    """How many decisions are still possible after an answer, on average."""
    leads_to: tuple[tuple[Value, str], ...] = ()
    """Answers, and the recommendation after each."""

    def as_json(self, *, sees_criteria: bool) -> dict[str, object]:
        """As data; what an answer leads to shows thresholds, so not everybody sees it."""
        fact = self.fact
        data: dict[str, object] = {
            "request": self.request,
            "fact": self.question.fact,
            "question": self.question.question,
            "region": self.question.region,
            "of_scope": self.question.of_scope,
            "type": str(fact.type) if fact else "date",
            "unit": fact.unit if fact else None,
            "values": list(fact.values) if fact else [],
            "at_least": fact.at_least if fact else None,
            "at_most": fact.at_most if fact else None,
            "place": self.place,
        }
        if sees_criteria:
            data["settles"] = self.settles
            data["leads_to"] = [{"answer": plain_value(value), "recommendation": word} for value, word in self.leads_to]
        return data


def questions_of(case: Case, names: Sequence[str], mode: Mode, rules: RuleSet) -> list[Asking]:
    """The questions of a case's requests, the most decisive first."""
    found: dict[tuple[str, str | None], Asking] = {}
    budget = TRIED
    asking_mode = replace(mode, undocumented=Undocumented.ASK)
    for name in _with_what_they_wait_for(list(names), case):
        recommendation = screen(rules, case, name, asking_mode)
        if recommendation.decision.is_certain:
            continue
        for each in leaves(recommendation):
            for asking in _of(each, name, rules, budget):
                budget -= len(asking.leads_to)
                found.setdefault((asking.question.fact, asking.place), asking)
    return sorted(found.values(), key=_order)


def _with_what_they_wait_for(names: list[str], case: Case) -> list[str]:
    """Requests, and those that they or their parts depend on: what holds one of these back is asked of the other."""
    found = dict.fromkeys(names)
    waiting = list(names)
    while waiting:
        request = case.requests[waiting.pop()]
        for each in (request, *request.parts):
            other = each.depends_on.request if each.depends_on else None
            if other is not None and other not in found:
                found[other] = None
                waiting.append(other)
    return list(found)


def _order(asking: Asking) -> tuple[float, float, bool]:
    """What settles most comes first, then what leaves least open, then what tells which rule applies."""
    open_after = len(Decision) if asking.leaves is None else asking.leaves
    return (-(asking.settles or 0.0), open_after, not asking.question.of_scope)


def leaves(found: Recommendation) -> Iterator[Recommendation]:
    """The parts and regions that were judged, or the request itself."""
    if not found.components:
        yield found
    for each in found.components:
        yield from leaves(each)


def _of(found: Recommendation, request: str, rules: RuleSet, budget: int) -> Iterator[Asking]:
    if found.decision.is_certain or found.reason is Reason.DEPENDENCY:
        return
    judgement = judged_again(rules, found)
    situation = Situation(judgement) if judgement else None
    domains = Domains(situation) if situation else None
    for question in found.missing:
        fact = rules.vocabulary.facts.get(question.fact)
        asking = Asking(request, question, fact, _place(fact, question, found, request))
        if situation and domains and fact and budget > 0 and is_open(situation.held.get(fact.name)):
            asking = _tried(asking, situation, domains)
            budget -= len(asking.leads_to)
        yield asking


def _tried(asking: Asking, situation: Situation, domains: Domains) -> Asking:
    """The question with what each answer leads to."""
    name = asking.question.fact
    values = _few(domains.of(name) or _usual(asking.fact))
    outcomes, open_after = [], []
    for value in values:
        held = {**situation.held, name: value}
        if situation.is_consistent(held):
            resolved = situation.resolved(held)
            outcomes.append((value, resolved.decision))
            open_after.append(1 if resolved.decision.is_certain else len(resolved.possible))
    if not outcomes:
        return asking
    certain = sum(decision.is_certain for _, decision in outcomes)
    return replace(
        asking,
        settles=round(certain / len(outcomes), 3),
        leaves=sum(open_after) / len(open_after),
        leads_to=tuple((value, str(decision)) for value, decision in outcomes),
    )


def _few(values: tuple[Value, ...]) -> tuple[Value, ...]:
    """At most `EACH` of the values, first and last among them.

    >>> _few(tuple(range(100)))[:3], _few((True, False))
    ((0, 9, 18), (True, False))
    """
    if len(values) <= EACH:
        return values
    step = (len(values) - 1) / (EACH - 1)
    return tuple(values[round(place * step)] for place in range(EACH))


def _usual(fact: Fact | None) -> tuple[Value, ...]:
    """Numbers to try of a fact whose values are too many to list: small ones, then ever larger ones."""
    if fact is None or not fact.type.is_numeric:
        return ()
    low, high = max(fact.bounds.low, 0), fact.bounds.high
    return tuple(value for each in (0, 1, 2, 4, 8, 16, 32, 64) if low <= (value := int(low) + each) <= high)


def _place(fact: Fact | None, question: Question, found: Recommendation, request: str) -> str | None:
    """Where in the case the answer goes."""
    if fact is None or question.fact in ("requested_on", "service_on", "reviewed_on"):
        return f"/requests/{request}/{question.fact}"
    return place_of(fact, request, found.request, found.treatment, found.region)
