"""A rule set and one request of a case to a recommendation.

A request with parts, or for several regions, is judged part by part and region by region, and then as
a whole; one that depends on another waits for it. Nothing here opens a file or reads a clock.
"""

from dataclasses import replace
from datetime import date
from functools import lru_cache

from recheck import __version__
from recheck.collect import Record, collect
from recheck.engines.values import Values
from recheck.evaluators.plan import Plan, editions_in_force, plan_for
from recheck.evaluators.rests import ORDER, weakest
from recheck.evaluators.search import ANY
from recheck.evaluators.steps import Step
from recheck.evaluators.truths import Undocumented
from recheck.judge import Judgement, Mode
from recheck.model.case import Case, Request
from recheck.model.condition import facts_of, leaves
from recheck.model.guideline import Dates
from recheck.model.problem import Problem, ProblemsFound, did_you_mean
from recheck.model.recommendation import Decision, Question, Reason, Recommendation
from recheck.model.rule import Gate, RuleSet
from recheck.model.value import Contradicted
from recheck.program.analyse import reads
from recheck.program.fold import fold
from recheck.program.ir import Node
from recheck.program.lower import lower
from recheck.uncertain_date import latest_possible, over_dates
from recheck.unconfirmed import Doubted, doubted_of, without
from recheck.ways import what_would_change
from recheck.whole_answer import over_parts, over_regions

ASK = Mode()


def screen(rules: RuleSet, case: Case, request: str, mode: Mode = ASK, *, advise: bool = False) -> Recommendation:
    """What the rules say of one request of a case.

    Args:
        rules: the rule set.
        case: the case.
        request: the name of one of its requests.
        mode: what silence means, and what is changed for a re-run.
        advise: also find what would turn the recommendation into approve.

    Raises:
        ProblemsFound: the case has no such request, or the evaluators disagree.
    """
    found = case.requests.get(request)
    if found is None:
        known = ", ".join(case.requests)
        suggestion = did_you_mean(request, case.requests) or f"requests of this case: {known}"
        message = f"'{request}' is no request of the case '{case.id}'"
        raise ProblemsFound([Problem("unknown-request", message, case.place, suggestion)])
    screening = _Screening(rules, case, mode, advise)
    answer = screening.request(found)
    return answer if mode.without_facts else _confirmed(answer, screening, found)


def _confirmed(answer: Recommendation, screening: "_Screening", request: Request) -> Recommendation:
    """The recommendation; one against the request that rests on a 'no' read and unconfirmed pends, or is marked.

    Where silence asks, the request pends and those facts are asked first; where silence counts as not met, nobody
    is there to be asked, and the recommendation is marked.
    """
    doubted = doubted_of(screening.case, request) if answer.decision in (Decision.DENY, Decision.MODIFY) else ()
    if not doubted:
        return answer
    again = _Screening(screening.rules, without(screening.case), screening.mode, screening.advise).request(request)
    if (again.answer, again.rests_on) == (answer.answer, answer.rests_on):
        return answer
    if screening.mode.undocumented is Undocumented.NOT_ESTABLISHED:
        return replace(answer, unconfirmed=True)
    if again.answer == answer.answer:
        return again
    deciding = {used.name for each in answer.rules for one in each.criteria for used in answer.facts_of(each, one)}
    asked = [each for each in doubted if each.fact in deciding] or list(doubted)
    questions = tuple(_asked_again(each, screening) for each in asked)
    names = "; ".join(f"{screening.readable(each.fact)} ({each.reading.evidence})" for each in asked)
    known = {each.fact for each in questions}
    return again.pending(
        Reason.UNCONFIRMED,
        f"a denial would rest on a 'no' that was read and that nobody has confirmed: {names}",
        (*again.possible, answer.decision),
        (*questions, *(each for each in again.missing if each.fact not in known)),
    )


def _asked_again(doubted: Doubted, screening: "_Screening") -> Question:
    """The question, with where its 'no' was read."""
    asked = screening.question(doubted.fact, doubted.where)
    read = f"(read as 'no' in {doubted.reading.evidence} of the text; please look at the words there)"
    return replace(asked, question=f"{asked.question} {read}")


class _Screening:
    """One case under one mode."""

    def __init__(self, rules: RuleSet, case: Case, mode: Mode, advise: bool) -> None:
        self.rules = rules
        self.case = case
        self.mode = mode
        self.advise = advise

    def request(self, request: Request, latest: date | None = None) -> Recommendation:
        latest = latest_possible(request) or latest
        if request.depends_on and not self.mode.ignore_dependencies:
            held_back = self.dependency(request)
            if held_back:
                return held_back
        if request.parts:
            return self.parts(request, [self.request(part, latest) for part in request.parts])
        found = [self.judge(request, region, latest) for region in request.region_keys]
        return found[0] if len(found) == 1 else self.regions(request, found)

    def dependency(self, request: Request) -> Recommendation | None:
        """The recommendation where the request waits for, or falls with, another; None where it may go on."""
        assert request.depends_on is not None
        other = self.request(self.case.requests[request.depends_on.request])
        wanted = request.depends_on.decision
        approved_in_part = wanted == Decision.APPROVE and other.decision is Decision.MODIFY
        if other.decision == wanted or approved_in_part:
            return None
        told = other.decision.replace("_", " ")
        text = f"it depends on another request ({other.title}), for which the recommendation is: {told}"
        denied = other.decision is Decision.DENY
        return replace(
            self.blank(request, None),
            decision=Decision.DENY if denied else Decision.PEND,
            reason=Reason.DEPENDENCY,
            reason_text=text,
            rests_on=other.rests_on if denied else None,
            missing=other.missing,
            possible=(Decision.DENY,) if denied else ANY,
        )

    def parts(self, request: Request, found: list[Recommendation]) -> Recommendation:
        """Parts: pend first, then not covered; all approve, all deny, else modify to those approved."""
        decision = over_parts([each.decision for each in found])
        approved = [
            each.request if each.decision is Decision.APPROVE else f"{each.request} (modified to {_less(each)})"
            for each in found
            if each.decision in (Decision.APPROVE, Decision.MODIFY)
        ]
        text = f"parts approved: {', '.join(approved).replace('_', ' ') or 'none'}"
        return self.whole(request, decision, found, Reason.PART, text if decision is Decision.MODIFY else None)

    def regions(self, request: Request, found: list[Recommendation]) -> Recommendation:
        """Several regions or sides: each by itself, and the worst decision holds.

        One denial that rests on the record carries the whole, whatever is silent elsewhere.
        """
        worst = over_regions([each.decision for each in found])
        carrying = [each for each in found if each.decision is worst]
        lead = min(carrying, key=lambda each: (each.quantity is None, each.quantity or 0, _weakness(each)))
        where = ", ".join((each.region or "").replace("_", " ") for each in carrying)
        text = f"each region is judged by itself; the decision comes from: {where}"
        whole = self.whole(request, worst, found, lead.reason, lead.reason_text or text)
        return replace(
            whole,
            quantity=lead.quantity,
            changes=lead.changes,
            rests_on=lead.rests_on if worst is Decision.DENY else whole.rests_on,
            rules=lead.rules,
            region=lead.region,
            missing=tuple(dict.fromkeys(one for each in carrying for one in each.missing))
            if worst.is_certain
            else whole.missing,
            source=lead.source,
        )

    def whole(
        self,
        request: Request,
        decision: Decision,
        found: list[Recommendation],
        reason: Reason | None,
        text: str | None,
    ) -> Recommendation:
        """A recommendation over components."""
        certain = decision.is_certain
        carrying = [each for each in found if not certain or each.decision.is_certain]
        return replace(
            self.blank(request, None),
            decision=decision,
            reason=reason if decision is not Decision.APPROVE else None,
            reason_text=text,
            rests_on=weakest(each.rests_on for each in carrying) if certain else None,
            missing=tuple(dict.fromkeys(question for each in found for question in each.missing)),
            contradicted=tuple(dict.fromkeys(name for each in found for name in each.contradicted)),
            set_aside=tuple(dict.fromkeys(name for each in found for name in each.set_aside)),
            not_at_hand=tuple(dict.fromkeys(name for each in found for name in each.not_at_hand)),
            notes=tuple(dict.fromkeys(note for each in found for note in each.notes)),
            possible=tuple(dict.fromkeys(one for each in found for one in each.possible)),
            conflict=any(each.conflict for each in found),
            standing="; ".join(dict.fromkeys(each.standing for each in found if each.standing)) or None,
            components=tuple(found),
        )

    def blank(self, request: Request, region: str | None) -> Recommendation:
        """What every recommendation of this screening carries."""
        return Recommendation(
            self.case.id,
            request.id,
            request.title,
            request.treatment,
            region,
            Decision.PEND,
            disputed=request.quantity.disputed if request.quantity else None,
            unit=request.quantity.unit if request.quantity else None,
            dates=request.dates,
            as_if=self.mode.as_if,
            undocumented=str(self.mode.undocumented),
            profile=self.rules.profile.name,
            strictness=self.rules.strictness,
            rules_digest=self.rules.digest,
            engine=__version__,
        )

    def judge(self, request: Request, region: str | None, latest: date | None) -> Recommendation:
        """One treatment for one region; where the day of the request is not known, on the first and on the last."""
        found = self.on_its_day(request, region)
        if latest is None or self.mode.as_if:
            return found
        last = self.on_its_day(replace(request, dates=replace(request.dates, requested=latest)), region)
        return over_dates(found, last, self.mode.undocumented, self.question("requested_on", None))

    def on_its_day(self, request: Request, region: str | None) -> Recommendation:
        """One treatment for one region."""
        blank = self.blank(request, region)
        record = collect(self.case, request, region, self.rules.vocabulary)
        notes = [
            f"{self.readable(name)}: documented only after the request, so it does not count"
            for name in record.too_late
        ]
        if record.side_taken:
            where = record.side_taken.replace("_", " ")
            notes.append(f"the request names no side; the record documents one alone, so its facts count: {where}")
        if request.date_stands_for:
            which = request.date_stands_for.removeprefix("the ")
            notes.append(f"the date of the request is not known; the date of the {which} stands in for it")
        if request.quantity and request.quantity.had:
            notes.append(f"{request.quantity.had} {request.quantity.unit} already authorized count as given")
        dates = Dates(self.mode.as_if) if self.mode.as_if else request.dates
        if dates.requested is None and dates.service is None:
            return replace(
                blank,
                reason=Reason.NO_DATE,
                reason_text="no date of the request or service is known, so no edition can be chosen",
                possible=ANY,
                missing=(self.question("requested_on", None),),
                notes=tuple(notes),
            )
        disputed = [name for name, held in record.held.items() if isinstance(held, Contradicted)]
        if disputed:
            notes.append(f"the record contradicts itself on: {', '.join(self.readable(name) for name in disputed)}")
        for gate, closed, facts in _gates(self.rules) if not self.mode.without_facts else ():
            if facts.isdisjoint(record.held):
                continue
            holds = fold(closed, Values(record.held))
            if isinstance(holds, Contradicted):
                return replace(
                    blank,
                    reason=Reason.CONTRADICTED,
                    reason_text=f"whether this holds is contradicted in the record: {gate.says}",
                    contradicted=tuple(name for name in disputed if name in facts),
                    notes=tuple(notes),
                    possible=ANY,
                )
            if holds is True:
                text = f"{gate.says} ({gate.ground.cite.titled(self.rules.guidelines)})"
                return replace(
                    blank,
                    reason=Reason.GATE,
                    reason_text=text,
                    closed_by=self.closing(gate, record),
                    notes=tuple(notes),
                    possible=ANY,
                )
        editions = self.mode.editions or editions_in_force(self.rules, dates)
        if self.mode.only is not None:
            editions = tuple(each for each in editions if each in self.mode.only)
        plan = plan_for(self.rules, request.treatment or "", editions)
        judgement = Judgement(self.rules, plan, self.mode, self.narrowed(plan, record), blank.unit)
        found = judgement.recommend(blank, notes)
        return replace(found, would_change=what_would_change(judgement, found)) if self.advise else found

    def closing(self, gate: Gate, record: Record) -> tuple[str, ...]:
        """What is documented that closes a gate, in clauses."""
        found = []
        for leaf in leaves(gate.when):
            for name in facts_of(leaf):
                held = record.held.get(name)
                if isinstance(held, bool) and fold(lower(leaf), Values(record.held)) is True:
                    found.append(self.rules.vocabulary.facts[name].being(held))
        return tuple(dict.fromkeys(found))

    def narrowed(self, plan: Plan, record: Record) -> Record:
        """The record, or only what scope needs of it where the facts are to be left out."""
        if not self.mode.without_facts:
            return record
        kept = {"treatment", "body_region", "side", "requested_on", "service_on", "reviewed_on"}
        kept |= {name for name in record.held if name.endswith(("_requested", "_authorized"))}
        for view in plan.views:
            for rule, scope in zip(view.rules, view.scopes, strict=True):
                kept |= view.reads(scope) | view.reads(rule.applies_when)
        return Record({name: value for name, value in record.held.items() if name in kept}, record.readings)

    def readable(self, fact: str) -> str:
        known = self.rules.vocabulary.facts.get(fact)
        return known.readable if known else fact

    def question(self, fact: str, region: str | None) -> Question:
        known = self.rules.vocabulary.facts.get(fact)
        belongs = known is not None and "region" in known.belongs_to
        return Question(fact, known.asked if known else fact, region if belongs else None)


def _weakness(found: Recommendation) -> int:
    """How far down the steps a decision rests."""
    return ORDER.index(Step(found.rests_on)) if found.rests_on else 0


def _less(found: Recommendation) -> str:
    """What a modification leaves, in words."""
    kept = [f"{found.quantity} {found.unit or ''}".strip()] if found.quantity is not None else []
    return ", ".join([*kept, *(f"{name}: {value}" for name, value in found.changes.items())]) or "less"


@lru_cache(maxsize=64)
def _gates(rules: RuleSet) -> tuple[tuple[Gate, Node, frozenset[str]], ...]:
    """The gates with the facts that each reads; where none is documented a gate cannot close."""
    lowered = [(gate, lower(gate.when)) for gate in rules.gates]
    return tuple((gate, node, frozenset(reads(node))) for gate, node in lowered)
