"""One treatment, one region: the rules of a plan over one record, to a recommendation.

Inference decides; the interpreter explains and confirms. Where the two differ there is no
recommendation but the problem `evaluators-disagree`.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from recheck.collect import Record
from recheck.conditions.interpret import evaluate
from recheck.evaluators.decide import Attempt, decide, deciding_sets
from recheck.evaluators.inference import Inference, InferenceFault
from recheck.evaluators.interpreter import Interpreter
from recheck.evaluators.missing import waits_for
from recheck.evaluators.plan import LAST, Plan, View
from recheck.evaluators.search import Resolved, Voice, only_advised, resolve
from recheck.evaluators.signature import signature_of
from recheck.evaluators.truths import Evaluator, Undocumented, ViewTruths, close_scope
from recheck.model.condition import Condition, Limit, facts_read, leaves
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
    infer: bool = True
    """Decide by inference too, and compare; benchmarks measure either alone."""


A_YEAR = 365
KEPT = 20_000
"""Explanations kept for a plan."""


@dataclass(frozen=True, slots=True)
class Read:
    """What the decisions of rules were made from: an evaluator that reads the same decides the same."""

    truths: tuple[tuple[tuple[Attempt, ViewTruths], ...], ...]
    """For each view, the attempts that were looked at."""
    approvals: tuple[tuple[View, Rule, tuple[Truth, ...], Truth], ...]


@dataclass(frozen=True, slots=True)
class Explained:
    """All that is said of a request and does not depend on more than its signature."""

    voices: tuple[Voice, ...]
    resolved: Resolved
    reason: Reason | None
    rests_on: str | None
    deciding: tuple[RuleFinding, ...]
    others: tuple[RuleFinding, ...]
    missing: tuple[str, ...]
    of_scope: frozenset[str]
    """Those of the missing facts on which it depends which rule applies."""
    contradicted: tuple[str, ...]
    notes: tuple[str, ...]
    read: "Read"


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
        self._held: dict[int, Mapping[str, Held]] = {}
        self._used: dict[tuple[str, str], tuple[FactUsed, ...]] = {}

    def recommend(self, blank: Recommendation, notes: list[str]) -> Recommendation:
        """The recommendation of all rules together.

        Raises:
            ProblemsFound: inference failed, or disagrees with the interpreter.
        """
        key, readers = self.signature()
        explained = self.plan.explained.get(key)
        if not isinstance(explained, Explained):
            explained = self.explain(readers)
            if len(self.plan.explained) >= KEPT:
                self.plan.explained.clear()
            self.plan.explained[key] = explained
        if self.mode.infer:
            self.confirm(explained, readers)
        resolved = explained.resolved
        facts = self.rules.vocabulary.facts
        region = blank.region
        return Recommendation(
            blank.case,
            blank.request,
            blank.title,
            blank.treatment,
            region,
            resolved.decision,
            explained.reason,
            None,
            resolved.quantity if resolved.decision is Decision.MODIFY else None,
            blank.disputed,
            blank.unit,
            dict(resolved.changes),
            resolved.possible,
            explained.rests_on,
            explained.deciding,
            explained.others,
            self.not_at_hand(resolved),
            resolved.conflict,
            tuple(
                [
                    Question(
                        name,
                        facts[name].asked,
                        region if "region" in facts[name].belongs_to else None,
                        name in explained.of_scope,
                    )
                    for name in explained.missing
                ]
            ),
            explained.contradicted,
            (*notes, *explained.notes, *self.not_seen_lately(explained, blank.dates)),
            dates=blank.dates,
            as_if=blank.as_if,
            undocumented=blank.undocumented,
            profile=blank.profile,
            strictness=blank.strictness,
            standing=self.standing(explained) if only_advised(resolved, self.rules.profile.advisory) else None,
            rules_digest=blank.rules_digest,
            engine=blank.engine,
            source=self,
        )

    def signature(self) -> tuple[Hashable, list["_Reader"]]:
        """Everything that the explanation depends on, and a reader for each view."""
        readers = [_Reader(view, self.record.held, self.unit) for view in self.plan.views]
        mode = self.mode
        return (mode.undocumented, mode.ignore_scope, self.disputed, *(each.key for each in readers)), readers

    def explain(self, readers: list["_Reader"]) -> "Explained":
        """The interpreter's view of the request, with everything that is said of it."""
        voices, read = self.voices_as_read(INTERPRETER, readers, self.mode.undocumented)
        resolved = self.resolve(voices)
        rests_on = None
        if resolved.decision.is_certain:
            asked = resolved
            if self.mode.undocumented is not Undocumented.ASK:
                asked = self.resolve(self.voices(INTERPRETER, readers, Undocumented.ASK))
            rests_on = "documented" if asked.answer == resolved.answer else "silence"
        sets = {voice.rule.id: self.deciding(voice) for voice in voices}
        deciding = [voice for voice in resolved.deciding if voice.rule.is_conclusive]
        reached = min([voice.step for voice in deciding], default=None)
        others = [
            voice
            for voice in voices
            if voice not in deciding
            and (
                voice.applies is Truth.TRUE
                or (voice.applies is Truth.UNKNOWN and (reached is None or voice.step <= reached))
            )
        ]
        names, contradicted, of_scope = self.missing(resolved, sets)
        uncertain = [voice.rule.id for voice in voices if voice.applies is Truth.UNKNOWN]
        notes: tuple[str, ...] = ()
        if uncertain and resolved.reason is not Reason.SCOPE_NOT_DOCUMENTED:
            notes = (f"whether {', '.join(uncertain)} applies is not documented; the decision is the same either way",)
        if rests_on == "silence" and resolved.decision is not Decision.DENY:
            notes += tuple(dict.fromkeys(note for voice in deciding for note in self.counted_in_favor(voice)))
        reason = resolved.reason
        if resolved.decision is Decision.PEND and contradicted:
            reason = Reason.CONTRADICTED
        elif reason is Reason.UNDOCUMENTED and not names:
            reason = Reason.GAPS
        return Explained(
            tuple(voices),
            resolved,
            reason,
            rests_on,
            tuple(self.finding(voice, sets[voice.rule.id]) for voice in deciding),
            tuple(self.finding(voice, sets[voice.rule.id]) for voice in others),
            names,
            of_scope,
            contradicted,
            notes,
            read,
        )

    def confirm(self, explained: "Explained", readers: list["_Reader"]) -> None:
        """Infer all that the decisions were made from, and compare; where it differs, decide by it, and compare."""
        try:
            if self.reads_the_same(explained.read, readers):
                return
            inferred = self.voices(INFERENCE, readers, self.mode.undocumented)
        except InferenceFault as fault:
            raise ProblemsFound([Problem(DISAGREE, f"inference failed: {fault}", None, REPORT)]) from fault
        self.compare(inferred, explained.voices)

    def reads_the_same(self, read: Read, readers: list["_Reader"]) -> bool:
        """Whether inference finds every truth and approval that the interpreter found; `decide` sees no more."""
        for reader, truths in zip(readers, read.truths, strict=True):
            for attempt, found in truths:
                if INFERENCE.read(reader.view, reader.attempted(attempt)).rules != found.rules:
                    return False
        return all(INFERENCE.approve(view, rule, closed) is found for view, rule, closed, found in read.approvals)

    # -- truths -----------------------------------------------------------------------------------

    def voices(self, evaluator: Evaluator, readers: list["_Reader"], undocumented: Undocumented) -> list[Voice]:
        """What each rule says."""
        return self.voices_as_read(evaluator, readers, undocumented)[0]

    def voices_as_read(
        self, evaluator: Evaluator, readers: list["_Reader"], undocumented: Undocumented
    ) -> tuple[list[Voice], Read]:
        """What each rule says, and all that was read of the evaluator for it."""
        found = []
        read = []
        approvals: list[tuple[View, Rule, tuple[Truth, ...], Truth]] = []
        for reader in readers:
            truths = _Truths(reader, evaluator)
            for index, rule in enumerate(reader.view.rules):
                found.append(self.voice(reader, truths, index, rule, evaluator, undocumented, approvals))
            read.append(tuple(truths.read))
        return sorted(found, key=lambda voice: (voice.step, voice.rule.id)), Read(tuple(read), tuple(approvals))

    def voice(
        self,
        reader: "_Reader",
        truths: Callable[[Attempt], ViewTruths],
        index: int,
        rule: Rule,
        evaluator: Evaluator,
        undocumented: Undocumented,
        approvals: list[tuple[View, Rule, tuple[Truth, ...], Truth]],
    ) -> Voice:
        whole = truths(Attempt(self.disputed)).rules[index]
        scope = Truth.TRUE if self.mode.ignore_scope else whole.scope
        applies = close_scope(rule, scope & whole.applies, whole.contradicted, undocumented)
        approved: dict[tuple[Truth, ...], Truth] = {}

        def approve(closed: tuple[Truth, ...]) -> Truth:
            if closed not in approved:
                approved[closed] = evaluator.approve(reader.view, rule, closed)
                approvals.append((reader.view, rule, closed, approved[closed]))
            return approved[closed]

        decision = decide(
            rule,
            self.disputed,
            undocumented,
            lambda attempt: truths(attempt).rules[index].criteria,
            approve,
            reader.view.criteria_by_quantity(rule, reader.quantity),
        )
        return Voice(rule, self.step(rule.guideline), applies, decision)

    def deciding(self, voice: Voice) -> tuple[tuple[str, ...], ...]:
        view = self.view_of(voice.rule)
        return deciding_sets(voice.rule, voice.decision, lambda closed: INTERPRETER.approve(view, voice.rule, closed))

    def compare(self, inferred: Iterable[Voice], confirmed: Iterable[Voice]) -> None:
        for one, other in zip(inferred, confirmed, strict=True):
            if one != other:
                message = (
                    f"inference and interpreter differ on {one.rule.id}: "
                    f"{one.applies.word}, {one.decision.decision} and {other.applies.word}, {other.decision.decision}"
                )
                raise ProblemsFound([Problem(DISAGREE, message, one.rule.place, REPORT)])

    def resolve(self, voices: list[Voice]) -> Resolved:
        """The search order's answer; where a guideline may only advise, its refusal is left to a physician."""
        return resolve(voices, self.rules.guidelines, self.plan.treatment, self.rules.profile.advisory)

    def not_seen_lately(self, explained: Explained, dates: Dates) -> Iterator[str]:
        """Of the advisory editions that decide, those that nobody saw in force within a year of the request."""
        day = dates.of(DateOf.REQUEST)
        for name in dict.fromkeys(each.rule.guideline for each in explained.deciding):
            known = self.rules.guidelines[name]
            if day is None or name not in self.rules.profile.advisory:
                continue
            if known.checked is None:
                yield f"no source with a date shows that {known.title} is still in force"
            elif (day - known.checked).days > A_YEAR:
                yield f"{known.title} was last seen in force on {known.checked}"

    def standing(self, explained: Explained) -> str:
        """By whose word, of those that may only advise, the recommendation is made."""
        sections: dict[str, list[str]] = {}
        for cite in dict.fromkeys(ground.cite for each in explained.deciding for ground in each.grounds):
            known = self.rules.guidelines[cite.guideline]
            sections.setdefault(known.short or known.title, []).append(cite.within)
        if explained.reason is Reason.SCOPE_NOT_DOCUMENTED:
            return self.rules.profile.says.format(guideline=" or ".join(sections))
        named = "; ".join(f"{name}, {', '.join(within)}" for name, within in sections.items())
        return self.rules.profile.says.format(guideline=named)

    def step(self, guideline: str) -> int:
        return self.rules.profile.places.get(guideline, LAST)

    # -- explanation ------------------------------------------------------------------------------

    def view_of(self, rule: Rule) -> View:
        return next(view for view in self.plan.views if rule in view.rules)

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
            CriterionFinding(criterion, found.truth, closed, criterion.name in decides)
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

    def used(self, rule: Rule, criterion: Criterion) -> tuple[FactUsed, ...]:
        """The facts of a criterion with what is held of them and where the record says so."""
        key = (rule.id, criterion.name)
        known = self._used.get(key)
        if known is None:  # its words, its data and what cautions of it all ask
            view = self.view_of(rule)
            held = self.held_in(view)
            known = self._used[key] = tuple(self.fact(view, name, held) for name in facts_read(criterion.when))
        return known

    def held_in(self, view: View) -> Mapping[str, Held]:
        """The documented facts, and those that a view derives from them; every criterion of its rules asks."""
        held = self._held.get(id(view))
        if held is None:
            held = self._held[id(view)] = INTERPRETER.facts(view, self.record.held)
        return held

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

    def missing(
        self, resolved: Resolved, sets: Mapping[str, tuple[tuple[str, ...], ...]]
    ) -> tuple[tuple[str, ...], tuple[str, ...], frozenset[str]]:
        """The facts that could settle what is open, those of scope first; those contradicted; those of scope."""
        names: dict[str, bool] = {}

        def wait(view: View, conditions: Iterable[Condition], documented: Mapping[str, Held]) -> None:
            held = INTERPRETER.facts(view, documented)
            for condition in conditions:
                for name in waits_for(view, condition, held):
                    names[name] = isinstance(held.get(name), Contradicted)

        for voice in resolved.waits_for_scope:
            view = self.view_of(voice.rule)
            wait(view, (view.scopes[view.rules.index(voice.rule)], voice.rule.applies_when), self.record.held)
        of_scope = frozenset(names)
        for voice in resolved.deciding:
            decides = {name for each in sets[voice.rule.id] for name in each}
            criteria = [each.when for each in voice.rule.criteria if each.name in decides]
            wait(self.view_of(voice.rule), criteria, self.held_where_it_waits(voice))
        return (
            tuple(name for name, contradicted in names.items() if not contradicted),
            tuple(name for name, contradicted in names.items() if contradicted),
            of_scope,
        )

    def held_where_it_waits(self, voice: Voice) -> Mapping[str, Held]:
        """The facts at the quantity at which a rule's decision is still open: 8 visits may be refused
        for certain while 6 wait for what was completed."""
        if voice.decision.decision is not Decision.PEND or voice.decision.waits_at is None or not self.unit:
            return self.record.held
        return {**self.record.held, f"{self.unit}_requested": voice.decision.waits_at}

    def not_at_hand(self, resolved: Resolved) -> tuple[str, ...]:
        """Editions in force, searched before or with the deciding one, whose criteria are not here."""
        reached = min([voice.step for voice in resolved.deciding if voice.rule.is_conclusive], default=None)
        sought = [each for each in self.plan.silent if reached is None or self.step(each.id) < reached]
        if not sought:
            return ()
        held = INTERPRETER.facts(self.plan.silence, self.record.held)
        sought = [each for each in sought if each.id not in self.rules.profile.advisory]
        return tuple(each.id for each in sought if evaluate(each.scope, held) is not Truth.FALSE)


class _Reader:
    """A view over one record: its signature, and the record as it would be at an attempt."""

    def __init__(self, view: View, held: dict[str, Held], unit: str | None) -> None:
        self.view = view
        self.held = held
        self.quantity = f"{unit}_requested" if unit else None
        self.parts = signature_of(view, self.quantity)
        self.scratch = dict(held)
        self.key: Hashable = (self.parts.fixed(self.scratch), self.parts.values(held))
        changes = [rule.modify_to for rule in view.rules if rule.modify_to]
        if changes:
            self.key = (self.key, *(self._changed(change) for change in changes))

    def _changed(self, change: Mapping[str, Held]) -> Hashable:
        held = {**self.held, **change}
        return (self.parts.fixed(held), self.parts.values(held))

    def attempted(self, attempt: Attempt) -> dict[str, Held]:
        """The record as it would be with an attempt's quantity and kind."""
        held = dict(self.held)
        if self.quantity and attempt.quantity is not None:
            held[self.quantity] = attempt.quantity
        held.update(attempt.changes)
        return held


class _Truths:
    """An evaluator's truths of a view at each attempt; attempts of one signature are read once."""

    def __init__(self, reader: _Reader, evaluator: Evaluator) -> None:
        self.reader = reader
        self.evaluator = evaluator
        self.read: list[tuple[Attempt, ViewTruths]] = []
        """In order, each of another signature."""
        self._by_attempt: dict[Attempt, ViewTruths] = {}
        self._by_signature: dict[Hashable, ViewTruths] = {}

    def __call__(self, attempt: Attempt) -> ViewTruths:
        found = self._by_attempt.get(attempt)
        if found is None:
            parts, scratch = self.reader.parts, self.reader.scratch
            key: Hashable = (attempt.changes, *parts.moving(scratch, attempt.quantity))
            if attempt.changes:
                key = (attempt.changes, attempt.quantity)
            found = self._by_signature.get(key)
            if found is None:
                found = self._by_signature[key] = self.evaluator.read(self.reader.view, self.reader.attempted(attempt))
                self.read.append((attempt, found))
            self._by_attempt[attempt] = found
        return found
