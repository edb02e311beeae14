"""One treatment, one region: the rules of a plan over one record, to a recommendation.

Inference decides, and the values confirm it; where the two differ there is no recommendation but the
problem `evaluators-disagree`.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from recheck.collect import Record
from recheck.engines.both import BOTH, Disagreement
from recheck.engines.engine import Engine, Facts
from recheck.engines.source import SOURCE
from recheck.engines.values import truth_of
from recheck.engines.waits import waits_for
from recheck.evaluators.decide import Attempt, RuleDecision, decide
from recheck.evaluators.evaluation import Evaluation, facts_in, forcing
from recheck.evaluators.plan import LAST, Plan, View, plan_for
from recheck.evaluators.rests import rests_on
from recheck.evaluators.search import Resolved, Voice, only_advised, resolve
from recheck.evaluators.steps import Step
from recheck.evaluators.truths import Undocumented, close_scope
from recheck.model.case import Mentioned
from recheck.model.condition import Limit, facts_read, leaves
from recheck.model.guideline import DateOf, Dates
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
from recheck.model.rule import Criterion, Rule, RuleSet
from recheck.model.truth import Truth
from recheck.model.value import Contradicted
from recheck.program.ir import Node

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
    infer: bool = True
    """Decide by inference, confirmed by the values; without, by the values alone."""


A_YEAR = 365


@dataclass(frozen=True, slots=True)
class Judged:
    """What a recommendation was made from: enough to look up what a criterion read, and to judge again."""

    record: Record
    treatment: str
    editions: tuple[str, ...]
    mode: Mode
    unit: str | None
    facts: Mapping[str, Facts]
    """For each rule, what is held of every fact, derived ones included."""
    inputs: Mapping[str, Mapping[str, tuple[str, ...]]]
    """For each rule, what each derived fact is derived from."""

    def used(self, rule: Rule, criterion: Criterion) -> tuple[FactUsed, ...]:
        """The facts of a criterion with what is held of them and where the record says so."""
        return tuple(self._fact(rule.id, name) for name in facts_read(criterion.when))

    def _fact(self, rule: str, name: str) -> FactUsed:
        reading = self.record.readings.get(name)
        inputs = () if reading else self.inputs[rule].get(name, ())
        return FactUsed(
            name,
            self.facts[rule].get(name),
            reading.evidence if reading else None,
            reading.dated if reading else None,
            tuple(self._fact(rule, each) for each in inputs),
        )


def judged_again(rules: RuleSet, found: Recommendation) -> "Judgement | None":
    """What made a recommendation, to be asked again by the same rules; None where nothing was judged."""
    made = found.source
    if not isinstance(made, Judged):
        return None
    return Judgement(rules, plan_for(rules, made.treatment, made.editions), made.mode, made.record, made.unit)


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
        self.engine: Engine = BOTH if mode.infer else SOURCE
        self._applying: dict[Step, dict[str, Truth]] = {}
        self._evaluations: dict[str, tuple[Evaluation, int]] | None = None

    @property
    def evaluations(self) -> Mapping[str, tuple[Evaluation, int]]:
        """For each rule, its view over the record and the rule's number there.

        Raises:
            ProblemsFound: inference failed, or disagrees with the values.
        """
        if self._evaluations is None:
            held = self.record.held
            try:
                found = [
                    Evaluation(self.engine, view, held, self.unit, self.record.mentioned) for view in self.plan.views
                ]
            except Disagreement as disagreement:
                raise ProblemsFound([Problem(DISAGREE, str(disagreement), None, REPORT)]) from disagreement
            self._evaluations = {
                rule.id: (each, number) for each in found for number, rule in enumerate(each.view.rules)
            }
        return self._evaluations

    def recommend(self, blank: Recommendation, notes: list[str]) -> Recommendation:
        """The recommendation of all rules together.

        Raises:
            ProblemsFound: inference failed, or disagrees with the values.
        """
        voices = self.voices()
        resolved = self.resolve(voices)
        rests_on = self.rests_on(resolved)
        deciding = [voice for voice in resolved.deciding if voice.rule.is_conclusive]
        others = _also_considered([*voices, *self.said_beyond()], deciding)
        sets = {voice.rule.id: self.deciding(voice) for voice in (*resolved.deciding, *others)}
        missing, contradicted, of_scope = self.missing(resolved, sets)
        findings = tuple(self.finding(voice, sets[voice.rule.id]) for voice in deciding)
        reason = resolved.reason
        if resolved.decision is Decision.PEND and contradicted:
            reason = Reason.CONTRADICTED
        elif reason is Reason.UNDOCUMENTED and not missing:
            reason = Reason.GAPS
        is_advised = only_advised(resolved, self.rules.profile.advisory)
        return replace(
            blank,
            decision=resolved.decision,
            reason=reason,
            quantity=resolved.quantity if resolved.decision is Decision.MODIFY else None,
            changes=dict(resolved.changes),
            possible=resolved.possible,
            rests_on=rests_on,
            rules=findings,
            also_considered=tuple(self.finding(voice, sets[voice.rule.id]) for voice in others),
            not_at_hand=self.not_at_hand(resolved),
            conflict=resolved.conflict,
            set_aside=tuple(rule.id for rule in self.set_aside(deciding)),
            missing=self.questions(missing, blank.region, of_scope),
            contradicted=contradicted,
            notes=(*notes, *self.notes(resolved, deciding, rests_on, blank.dates)),
            standing=self.standing(findings, reason) if is_advised else None,
            source=self.judged(),
        )

    def judged(self) -> Judged:
        """What the recommendation is made from, as a value."""
        facts = {name: each.held.facts for name, (each, _) in self.evaluations.items()}
        inputs = {name: each.view.inputs for name, (each, _) in self.evaluations.items()}
        return Judged(self.record, self.plan.treatment, self.plan.editions, self.mode, self.unit, facts, inputs)

    # -- decisions --------------------------------------------------------------------------------

    def voices(self, step: Step | None = None, *, every: bool = False) -> list[Voice]:
        """What each rule says that can count; with `every`, what the others would say too."""
        asked = step or self.mode.undocumented.step
        applying = self.applying(asked)
        last = self.last_searched(applying)
        counting = (
            name
            for name, applies in applying.items()
            if every or (applies is not Truth.FALSE and self.place_of(name) <= last)
        )
        return self.said_by(counting, asked, applying)

    def said_beyond(self) -> list[Voice]:
        """What those rules say that apply, and are searched too late to count: the values show it, for nothing is
        decided by it."""
        if self.mode.infer:
            mode = replace(self.mode, infer=False)
            return Judgement(self.rules, self.plan, mode, self.record, self.unit).said_beyond()
        asked = self.mode.undocumented.step
        applying = self.applying(asked)
        last = self.last_searched(applying)
        late = (name for name, applies in applying.items() if applies is Truth.TRUE and self.place_of(name) > last)
        return self.said_by(late, asked, applying)

    def said_by(self, names: Iterable[str], step: Step, applying: Mapping[str, Truth]) -> list[Voice]:
        """What some rules say, in the order of search."""
        ordered = sorted(names, key=lambda name: (self.place_of(name), name))
        return [self.voice(*self.evaluations[name], applying[name], step) for name in ordered]

    def applying(self, step: Step) -> dict[str, Truth]:
        """Whether each rule applies, as far as a step closes scopes."""
        if step in self._applying:
            return self._applying[step]
        found = self._applying[step] = {}
        for name, (evaluation, number) in self.evaluations.items():
            known = evaluation.scopes[number]
            scope = Truth.TRUE if self.mode.ignore_scope else known.scope
            rule = evaluation.view.rules[number]
            applies = scope & known.applies
            is_spoken_of = step.is_between and self.speaks_of(evaluation.view, number)
            found[name] = applies if is_spoken_of else close_scope(rule, applies, known.contradicted, step)
        return found

    def speaks_of(self, view: View, number: int) -> bool:
        """Whether the record says something of a rule's occasion that nobody has read: it is not silent about it."""
        said, held = self.record.mentioned, self.record.held
        if not said or not view.rules[number].outside_if_silent:
            return False
        names = view.closure([view.scopes[number], view.rules[number].applies_when]).documented
        return any(name in said and name not in held for name in names)

    def last_searched(self, applying: Mapping[str, Truth]) -> float:
        """The place in the order of search after which no rule can count: that of the first rule that applies and
        takes a position, but for guidelines that stand before others, wherever they are searched."""
        first, last = math.inf, 0
        for name, (evaluation, number) in self.evaluations.items():
            rule = evaluation.view.rules[number]
            if applying[name] is Truth.FALSE or not rule.is_conclusive:
                continue
            if applying[name] is Truth.TRUE:
                first = min(first, self.step(rule.guideline))
            if self.rules.guidelines[rule.guideline].supersedes:
                last = max(last, self.step(rule.guideline))
        return max(first, last)

    def place_of(self, name: str) -> int:
        """A rule's place in the order of search."""
        evaluation, number = self.evaluations[name]
        return self.step(evaluation.view.rules[number].guideline)

    def voice(self, evaluation: Evaluation, number: int, applies: Truth, step: Step) -> Voice:
        """What one rule says.

        Raises:
            ProblemsFound: inference failed, or disagrees with the values.
        """
        rule = evaluation.view.rules[number]
        try:
            decision = decide(
                rule,
                self.disputed,
                step,
                partial(evaluation.criteria, number),
                partial(self.engine.approve, evaluation.view.program, number),
                evaluation.moves(number),
            )
        except Disagreement as disagreement:
            raise ProblemsFound([Problem(DISAGREE, f"{rule.id}: {disagreement}", rule.place, REPORT)]) from disagreement
        return Voice(rule, self.step(rule.guideline), applies, decision)

    def resolve(self, voices: list[Voice]) -> Resolved:
        """The search order's answer; where a guideline may only advise, its refusal is left to a physician."""
        return resolve(voices, self.rules.guidelines, self.plan.treatment, self.rules.profile.advisory)

    def rests_on(self, resolved: Resolved) -> str | None:
        """The first step of closing the record at which a decision is certain."""
        closed = self.mode.undocumented.step
        return rests_on(resolved, lambda step: resolved if step is closed else self.resolve(self.voices(step)))

    def step(self, guideline: str) -> int:
        return self.rules.profile.places.get(guideline, LAST)

    # -- explanation ------------------------------------------------------------------------------

    def view_of(self, rule: Rule) -> View:
        return self.evaluations[rule.id][0].view

    def held_by(self, rule: Rule) -> Facts:
        """What a rule reads: the documented facts, and those that its view derives from them."""
        return self.evaluations[rule.id][0].held.facts

    def deciding(self, voice: Voice) -> tuple[tuple[str, ...], ...]:
        """The smallest sets of criteria that force a rule's decision."""
        evaluation, number = self.evaluations[voice.rule.id]
        return forcing(evaluation.view, number, voice.decision.seen)

    def questions(self, names: Iterable[str], region: str | None, of_scope: frozenset[str]) -> tuple[Question, ...]:
        """What asks for the facts that are missing."""
        facts = self.rules.vocabulary.facts
        return tuple(
            Question(
                name,
                facts[name].asked,
                region if "region" in facts[name].belongs_to else None,
                name in of_scope,
            )
            for name in names
        )

    def uncertain(self) -> list[str]:
        """The rules of which it is not documented whether they apply, in the order of search."""
        applying = self.applying(self.mode.undocumented.step)
        found = [name for name, applies in applying.items() if applies is Truth.UNKNOWN]
        return sorted(found, key=lambda name: (self.place_of(name), name))

    def notes(self, resolved: Resolved, deciding: list[Voice], rests_on: str | None, dates: Dates) -> Iterator[str]:
        """What a reader should know beside the decision."""
        uncertain = self.uncertain()
        aside = [self.rules.called(rule) for rule in self.set_aside(deciding)]
        if aside:
            occasion = "its occasion" if len(aside) == 1 else "their occasions"
            yield f"set aside, since the record does not mention {occasion}: {'; '.join(aside)}"
        if uncertain and resolved.reason is not Reason.SCOPE_NOT_DOCUMENTED:
            names = "; ".join(self.rules.called(self.rules.rules[name]) for name in uncertain)
            yield f"not documented whether these apply, and the decision is the same either way: {names}"
        if rests_on == "silence" and resolved.decision is not Decision.DENY:
            yield from dict.fromkeys(note for voice in deciding for note in self.counted_in_favor(voice))
        yield from self.not_seen_lately(deciding, dates)

    def set_aside(self, deciding: list[Voice]) -> Iterator[Rule]:
        """The rules for a special occasion that nobody mentions, searched no later than those that decide."""
        documented, closed = self.applying(Step.DOCUMENTED), self.applying(self.mode.undocumented.step)
        reached = min((voice.step for voice in deciding), default=LAST)
        for name, (evaluation, number) in self.evaluations.items():
            is_closed = documented[name] is Truth.UNKNOWN and closed[name] is Truth.FALSE
            if is_closed and self.place_of(name) <= reached:
                yield evaluation.view.rules[number]

    def not_seen_lately(self, deciding: list[Voice], dates: Dates) -> Iterator[str]:
        """Of the advisory editions that decide, those that nobody saw in force within a year of the request."""
        day = dates.of(DateOf.REQUEST)
        for name in dict.fromkeys(each.rule.guideline for each in deciding):
            known = self.rules.guidelines[name]
            if day is None or name not in self.rules.profile.advisory:
                continue
            if known.checked is None:
                yield f"no source with a date shows that {known.title} is still in force"
            elif (day - known.checked).days > A_YEAR:
                yield f"{known.title} was last seen in force on {known.checked}"

    def standing(self, deciding: Iterable[RuleFinding], reason: Reason | None) -> str:
        """By whose word, of those that may only advise, the recommendation is made."""
        sections: dict[str, list[str]] = {}
        for each in deciding:
            own = each.rule.guideline
            known = self.rules.guidelines[own]
            within = [ground.cite.within for ground in each.grounds if ground.cite.guideline == own]
            sections.setdefault(known.short or known.title, []).extend(within)
        says, kinds = self.rules.profile.says, "each " if len(sections) > 1 else ""
        if reason is Reason.SCOPE_NOT_DOCUMENTED:
            return says.format(guideline=" or ".join(sections), each=kinds)
        named = [
            f"{name} ({'; '.join(dict.fromkeys(within))})" if within else name for name, within in sections.items()
        ]
        return says.format(guideline=" and ".join(named), each=kinds)

    def counted_in_favor(self, voice: Voice) -> Iterator[str]:
        """What silence was taken for where it speaks for the request (`if_silent: met`)."""
        facts = self.rules.vocabulary.facts
        settled = voice.decision.tried[-1].closed
        for criterion, counted in zip(voice.rule.criteria, settled, strict=True):
            if not criterion.if_silent_met or counted is not Truth.TRUE:
                continue
            earlier = [leaf.already for leaf in leaves(criterion.when) if isinstance(leaf, Limit) and leaf.already]
            for name in earlier:
                if name not in self.record.held:
                    yield f"not documented, and counted as none: {facts[name].readable}"
            if not earlier and voice.decision.criteria[voice.rule.criteria.index(criterion)].truth is Truth.UNKNOWN:
                yield f"not documented, and counted for the request: {criterion.says}"

    def finding(self, voice: Voice, sets: tuple[tuple[str, ...], ...]) -> RuleFinding:
        decides = {name for names in sets for name in names}
        decision = voice.decision
        criteria = tuple(
            CriterionFinding(
                criterion, found.truth, closed, criterion.name in decides, found.heard, self.spoken_of(voice, criterion)
            )
            for criterion, found, closed in zip(voice.rule.criteria, decision.criteria, decision.closed, strict=True)
        )
        return RuleFinding(
            voice.rule,
            self.rules.guidelines[voice.rule.guideline].rank,
            voice.applies,
            decision.decision,
            decision.quantity,
            decision.changes,
            decision.possible,
            criteria,
            sets,
        )

    def spoken_of(self, voice: Voice, criterion: Criterion) -> tuple[Mentioned, ...]:
        """Words of the record that may tell of what a criterion asks for and is not documented."""
        said, held = self.record.mentioned, self.record.held
        if not said:
            return ()
        names = sorted(self.view_of(voice.rule).closure([criterion.when]).documented)
        return tuple(dict.fromkeys(said[name] for name in names if name in said and name not in held))

    def missing(
        self, resolved: Resolved, sets: Mapping[str, tuple[tuple[str, ...], ...]]
    ) -> tuple[tuple[str, ...], tuple[str, ...], frozenset[str]]:
        """The facts that could settle what is open, those of scope first; those contradicted; those of scope."""
        names: dict[str, bool] = {}

        def wait(view: View, nodes: Iterable[Node], held: Facts) -> None:
            for node in nodes:
                for name in waits_for(view.program, node, held):
                    names[name] = isinstance(held.get(name), Contradicted)

        for voice in resolved.waits_for_scope:
            evaluation, number = self.evaluations[voice.rule.id]
            lowered = evaluation.view.program.rules[number]
            wait(evaluation.view, (lowered.scope, lowered.applies), evaluation.held.facts)
        of_scope = frozenset(names)
        for voice in resolved.deciding:
            evaluation, number = self.evaluations[voice.rule.id]
            decides = {name for each in sets[voice.rule.id] for name in each}
            lowered = evaluation.view.program.rules[number]
            pairs = zip(voice.rule.criteria, lowered.criteria, strict=True)
            nodes = [each.when for criterion, each in pairs if criterion.name in decides]
            wait(evaluation.view, nodes, self.held_where_it_waits(evaluation, voice.decision))
        return (
            tuple(name for name, contradicted in names.items() if not contradicted),
            tuple(name for name, contradicted in names.items() if contradicted),
            of_scope,
        )

    def held_where_it_waits(self, evaluation: Evaluation, decision: RuleDecision) -> Facts:
        """The facts at the quantity at which a rule's decision is still open: 8 visits may be refused
        for certain while 6 wait for what was completed."""
        if decision.decision is not Decision.PEND or decision.waits_at is None:
            return evaluation.held.facts
        return evaluation.attempted(Attempt(decision.waits_at)).facts

    def not_at_hand(self, resolved: Resolved) -> tuple[str, ...]:
        """Editions in force, searched before or with the deciding one, whose criteria are not here."""
        reached = min([voice.step for voice in resolved.deciding if voice.rule.is_conclusive], default=None)
        advisory = self.rules.profile.advisory
        sought = [
            (each, scope)
            for each, scope in zip(self.plan.silent, self.plan.silent_scopes, strict=True)
            if each.id not in advisory and (reached is None or self.step(each.id) < reached)
        ]
        if not sought:
            return ()
        held = facts_in(self.plan.silence, self.record.held)
        return tuple(each.id for each, scope in sought if truth_of(scope, held) is not Truth.FALSE)


def _also_considered(voices: list[Voice], deciding: list[Voice]) -> list[Voice]:
    """The rules that apply, or could where none is reached before, and do not decide."""
    reached = min((voice.step for voice in deciding), default=LAST + 1)
    known = {voice.rule.id for voice in deciding}
    return [
        voice
        for voice in voices
        if voice.rule.id not in known and (voice.applies is Truth.TRUE or voice.step <= reached)
    ]
