"""One treatment, one region: the rules of a plan over one record, to a recommendation.

Inference decides; the interpreter explains and confirms. Where the two differ there is no
recommendation but the problem `evaluators-disagree`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from recheck.collect import Record
from recheck.conditions.interpret import evaluate
from recheck.evaluators.decide import Attempt, decide
from recheck.evaluators.inference import Inference, InferenceFault
from recheck.evaluators.interpreter import Interpreter
from recheck.evaluators.missing import waits_for
from recheck.evaluators.plan import Plan, View
from recheck.evaluators.search import Resolved, Voice, resolve
from recheck.evaluators.truths import Evaluator, Undocumented, ViewTruths
from recheck.model.condition import facts_read
from recheck.model.problem import Problem, ProblemsFound
from recheck.model.recommendation import (
    CriterionFinding,
    Decision,
    FactUsed,
    Question,
    Reason,
    Recommendation,
    RuleFinding,
)
from recheck.model.rule import Criterion, Rule, RuleSet, inputs_of
from recheck.model.truth import Truth
from recheck.model.value import Contradicted, Held

INFERENCE = Inference()
INTERPRETER = Interpreter()
DISAGREE = "evaluators-disagree"
REPORT = "nothing is recommended; please report the case file and the rule"


@dataclass(frozen=True, slots=True)
class Mode:
    """How a request is judged; the later fields are for re-running it with one change."""

    undocumented: Undocumented = Undocumented.ASK
    as_if: date | None = None
    ignore_scope: bool = False
    editions: tuple[str, ...] | None = None
    only: frozenset[str] | None = None
    ignore_dependencies: bool = False
    without_facts: bool = False


class Judgement:
    """All rules of a plan over one record."""

    def __init__(self, rules: RuleSet, plan: Plan, mode: Mode, record: Record, unit: str | None) -> None:
        self.rules = rules
        self.plan = plan
        self.mode = mode
        self.record = record
        self.unit = unit
        disputed = record.held.get(f"{unit}_requested") if unit else None
        self.disputed = disputed if isinstance(disputed, int) else None

    def recommend(self, blank: Recommendation, notes: list[str]) -> Recommendation:
        try:
            inferred = self.voices(INFERENCE, self.mode.undocumented)
        except InferenceFault as fault:
            raise ProblemsFound([Problem(DISAGREE, f"inference failed: {fault}", None, REPORT)]) from fault
        confirmed = self.voices(INTERPRETER, self.mode.undocumented)
        self.compare(inferred, confirmed)
        resolved = self.resolve(inferred)
        rests_on = None
        if resolved.decision.is_certain:
            asked = resolved
            if self.mode.undocumented is not Undocumented.ASK:
                asked = self.resolve(self.voices(INTERPRETER, Undocumented.ASK))
            rests_on = "documented" if asked.answer == resolved.answer else "silence"
        deciding = tuple(self.finding(voice) for voice in resolved.deciding if voice.rule.is_conclusive)
        others = tuple(
            self.finding(voice)
            for voice in inferred
            if voice not in resolved.deciding and voice.applies is not Truth.FALSE
        )
        others += tuple(self.finding(voice) for voice in resolved.deciding if not voice.rule.is_conclusive)
        missing, contradicted = self.missing(resolved, blank.region)
        reason = resolved.reason
        if resolved.decision is Decision.PEND and contradicted:
            reason = Reason.CONTRADICTED
        uncertain = [voice for voice in inferred if voice.applies is Truth.UNKNOWN]
        if uncertain and resolved.reason is not Reason.SCOPE_NOT_DOCUMENTED:
            names = ", ".join(voice.rule.id for voice in uncertain)
            notes.append(f"whether {names} applies is not documented; the decision is the same either way")
        return replace(
            blank,
            decision=resolved.decision,
            reason=reason,
            quantity=resolved.quantity if resolved.decision is Decision.MODIFY else None,
            changes=dict(resolved.changes),
            possible=resolved.possible,
            rests_on=rests_on,
            rules=deciding,
            also_considered=others,
            not_at_hand=self.not_at_hand(resolved),
            conflict=resolved.conflict,
            missing=missing,
            contradicted=contradicted,
            notes=tuple(notes),
        )

    # -- truths -----------------------------------------------------------------------------------

    def voices(self, evaluator: Evaluator, undocumented: Undocumented) -> list[Voice]:
        found = []
        for view in self.plan.views:
            read = _Reader(evaluator, view, self.record.held, self.unit)
            for index, rule in enumerate(view.rules):
                found.append(self.voice(read, index, rule, evaluator, undocumented))
        return sorted(found, key=lambda voice: (voice.rank, voice.rule.id))

    def voice(self, read: "_Reader", index: int, rule: Rule, evaluator: Evaluator, undocumented: Undocumented) -> Voice:
        whole = read.at(Attempt(self.disputed)).rules[index]
        scope = Truth.TRUE if self.mode.ignore_scope else whole.scope
        decision = decide(
            rule,
            self.disputed,
            undocumented,
            lambda attempt: read.at(attempt).rules[index].criteria,
            lambda closed: evaluator.approve(read.view, rule, closed),
            read.by_quantity(rule),
        )
        return Voice(rule, self.rules.guidelines[rule.guideline].rank, scope & whole.applies, decision)

    def compare(self, inferred: Iterable[Voice], confirmed: Iterable[Voice]) -> None:
        for one, other in zip(inferred, confirmed, strict=True):
            if one != other:
                message = (
                    f"inference and interpreter differ on {one.rule.id}: "
                    f"{one.applies.word}, {one.decision.decision} and {other.applies.word}, {other.decision.decision}"
                )
                raise ProblemsFound([Problem(DISAGREE, message, one.rule.place, REPORT)])

    def resolve(self, voices: list[Voice]) -> Resolved:
        return resolve(voices, self.rules.guidelines, self.plan.treatment)

    # -- explanation ------------------------------------------------------------------------------

    def view_of(self, rule: Rule) -> View:
        return next(view for view in self.plan.views if rule in view.rules)

    def finding(self, voice: Voice) -> RuleFinding:
        view = self.view_of(voice.rule)
        held = INTERPRETER.read(view, self.record.held).facts
        decides = {name for names in voice.decision.deciding for name in names}
        criteria = tuple(
            CriterionFinding(
                criterion,
                found.truth,
                closed,
                self.used(view, criterion, held),
                criterion.name in decides,
            )
            for criterion, found, closed in zip(
                voice.rule.criteria, voice.decision.criteria, voice.decision.closed, strict=True
            )
        )
        decision = voice.decision
        return RuleFinding(
            voice.rule,
            voice.rank,
            voice.applies,
            decision.decision,
            decision.quantity,
            decision.changes,
            decision.possible,
            criteria,
            decision.deciding,
        )

    def used(self, view: View, criterion: Criterion, held: Mapping[str, Held]) -> tuple[FactUsed, ...]:
        return tuple(self.fact(view, name, held) for name in facts_read(criterion.when))

    def fact(self, view: View, name: str, held: Mapping[str, Held]) -> FactUsed:
        reading = self.record.readings.get(name)
        definition = view.derives(name)
        inputs = () if definition is None or reading else inputs_of(definition.formula)
        return FactUsed(
            name,
            held.get(name),
            reading.evidence if reading else None,
            reading.dated if reading else None,
            tuple(self.fact(view, each, held) for each in inputs),
        )

    def missing(self, resolved: Resolved, region: str | None) -> tuple[tuple[Question, ...], tuple[str, ...]]:
        names: dict[str, None] = {}
        for voice in resolved.waits_for_scope:
            view = self.view_of(voice.rule)
            held = INTERPRETER.read(view, self.record.held).facts
            scope = view.scopes[view.rules.index(voice.rule)]
            for condition in (scope, voice.rule.applies_when):
                names.update(dict.fromkeys(waits_for(view, condition, held)))
        for voice in resolved.deciding:
            view = self.view_of(voice.rule)
            decides = {name for each in voice.decision.deciding for name in each}
            held = INTERPRETER.read(view, self.held_where_it_waits(voice)).facts
            for criterion in voice.rule.criteria:
                if criterion.name in decides:
                    names.update(dict.fromkeys(waits_for(view, criterion.when, held)))
        contradicted = tuple(name for name in names if isinstance(self.record.held.get(name), Contradicted))
        questions = tuple(
            Question(name, fact.asked, region if "region" in fact.belongs_to else None)
            for name in names
            if name not in contradicted and (fact := self.rules.vocabulary.facts[name])
        )
        return questions, contradicted

    def held_where_it_waits(self, voice: Voice) -> Mapping[str, Held]:
        """The facts at the quantity at which a rule's decision is still open: 8 visits may be refused
        for certain while 6 wait for what was completed."""
        if voice.decision.decision is not Decision.PEND or voice.decision.waits_at is None or not self.unit:
            return self.record.held
        return {**self.record.held, f"{self.unit}_requested": voice.decision.waits_at}

    def not_at_hand(self, resolved: Resolved) -> tuple[str, ...]:
        """Editions in force, searched before or with the deciding one, whose criteria are not here."""
        reached = min((voice.rank for voice in resolved.deciding if voice.rule.is_conclusive), default=None)
        speaking = {rule.guideline for view in self.plan.views for rule in view.rules}
        found = []
        for edition in self.plan.editions:
            guideline = self.rules.guidelines[edition]
            sought = reached is None or guideline.rank < reached
            scope = evaluate(guideline.scope, self.record.held)
            if sought and guideline.id not in speaking and scope is not Truth.FALSE and guideline.holds_criteria:
                found.append(guideline.id)
        return tuple(found)


class _Reader:
    """A view's truths at every attempt, each computed once."""

    def __init__(self, evaluator: Evaluator, view: View, held: dict[str, Held], unit: str | None) -> None:
        self.evaluator = evaluator
        self.view = view
        self.held = held
        self.unit = unit
        self.known: dict[Attempt, ViewTruths] = {}

    def at(self, attempt: Attempt) -> ViewTruths:
        found = self.known.get(attempt)
        if found is None:
            held = dict(self.held)
            if self.unit and attempt.quantity is not None:
                held[f"{self.unit}_requested"] = attempt.quantity
            held.update(attempt.changes)
            found = self.known[attempt] = self.evaluator.read(self.view, held)
        return found

    def by_quantity(self, rule: Rule) -> frozenset[str]:
        if not self.unit:
            return frozenset()
        names = frozenset({f"{self.unit}_requested"})
        return frozenset(criterion.name for criterion in self.view.criteria_reading(rule, names))
