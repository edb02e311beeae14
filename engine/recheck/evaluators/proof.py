"""Every request that could be, as formulas of Z3: what one rule decides of it, and what all decide together.

Comes in: a rule set, a treatment, the editions in force, the unit in which a quantity may be disputed.
Goes out: for every rule whether it applies and what it decides, and for all of them the answer of the
search order, exactly as `decide.py` and `search.py` give it. Outside the model: records that contradict
themselves, totals of the disputed quantity that are documented by themselves, gates, and service and
review dates other than the request's. Needs the extra `prove`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import combinations

import z3

from recheck.evaluators.formulas import Facts, Reading
from recheck.evaluators.logic import FALSE, TRUE, Formula, Kleene, all_known, at_least_known, both, either, no, pick
from recheck.evaluators.plan import LAST, Plan, View, moved_by, plan_for
from recheck.evaluators.symbols import Members, Range, Single, Symbol, same_value
from recheck.evaluators.truths import Undocumented
from recheck.model.condition import ALWAYS, facts_read
from recheck.model.recommendation import Decision
from recheck.model.rule import Approval, Criterion, Named, Rule, RuleSet, inputs_of
from recheck.model.value import Value, plain
from recheck.model.vocabulary import FactType

UNROLLED = 24
"""Up to so many units every quantity is looked at by itself, where approval does not fall with the quantity."""
MAX_OPEN = 7
"""Rules whose scope can be open that are tried both ways."""
NONE = z3.IntVal(-1)
"""No quantity."""
CODES = {decision: z3.IntVal(index) for index, decision in enumerate(Decision)}


class TooManyOpen(Exception):
    """More rules than are tried both ways could apply or not."""


@dataclass(frozen=True)
class Answer:
    """What is decided: a decision's code (`CODES`), a quantity or `NONE`, and which changes of kind."""

    decision: Formula
    quantity: Formula
    changes: Formula

    def is_(self, decision: Decision) -> Formula:
        return self.decision == CODES[decision]

    def same(self, other: "Answer") -> Formula:
        return both(self.decision == other.decision, self.quantity == other.quantity, self.changes == other.changes)


@dataclass(frozen=True)
class Judged:
    """One rule over every request: whether it applies, its criteria as disputed, and its answer."""

    rule: Rule
    step: int
    applies: Kleene
    criteria: Mapping[str, Kleene]
    """Before closing."""
    answer: Answer


def more_documented(less: Facts, more: Facts) -> Iterator[Formula]:
    """That one record documents all that another does, with the same values, and perhaps more."""
    for name in {**less.known, **more.known}:
        one, other = less[name], more[name]
        yield either(no(one.known), both(other.known, same_value(one, other)))


def with_quantity(facts: Facts, unit: str, tag: str) -> Facts:
    """The same requests with another disputed quantity, which is stated where theirs is."""
    name = f"{unit}_requested"
    known = facts[name]
    value = z3.Int(f"value{tag}:{name}")
    found = replace(facts, absent=set(facts.absent), known=dict(facts.known), constraints=[], values_of=facts)
    found.known[name] = Range(known.known, value, value)
    found.constraints += [value >= 1, value <= facts.vocabulary.facts[name].bounds.high]
    return found


def requests_for(
    rules: RuleSet,
    treatment: str,
    *,
    unit: str | None = None,
    between: tuple[date, date] | None = None,
    tag: str = "",
    values_of: Facts | None = None,
) -> Facts:
    """All requests for a treatment.

    Args:
        rules: the rule set, for its vocabulary.
        treatment: what is requested.
        unit: in what a quantity may be disputed; None: no quantity is stated.
        between: first and last day on which it is requested.
        tag: keeps the variables of two requests apart.
        values_of: requests whose values these have too; only what is known differs.
    """
    vocabulary = rules.vocabulary
    kept = {f"{unit}_requested", f"{unit}_authorized"}
    quantities = {name for name in vocabulary.facts if name.endswith(("_requested", "_authorized"))}
    facts = Facts(vocabulary, tag, {"treatment": treatment}, (quantities - kept) | {"service_on", "reviewed_on"})
    if values_of is not None:
        facts.values_of, facts.words = values_of, values_of.words
    for gate in rules.gates:
        facts.absent.update(each for each in facts_read(gate.when) if each not in OF_A_REQUEST)
    if unit is not None:
        disputed, authorized = facts[f"{unit}_requested"], facts[f"{unit}_authorized"]
        assert isinstance(disputed, Range) and isinstance(authorized, Range)
        facts.constraints += [disputed.low >= 1, disputed.known == authorized.known]
    if "requested_on" in vocabulary.facts:
        requested = facts["requested_on"]
        assert isinstance(requested, Single)
        facts.constraints.append(requested.known)
        if "date_of_injury" in vocabulary.facts:
            injured = facts["date_of_injury"]
            assert isinstance(injured, Single)
            facts.constraints.append(either(no(injured.known), injured.value <= requested.value))
        if between:
            facts.constraints += [requested.value >= between[0].toordinal(), requested.value <= between[1].toordinal()]
    return facts


OF_A_REQUEST = ("treatment", "body_region", "side", "requested_on")


class Proof:
    """All rules of one treatment under some editions, over all requests that `facts` allow."""

    def __init__(
        self,
        rules: RuleSet,
        treatment: str,
        editions: tuple[str, ...],
        facts: Facts,
        *,
        unit: str | None = None,
        undocumented: Undocumented = Undocumented.ASK,
    ) -> None:
        self.rules = rules
        self.plan: Plan = plan_for(rules, treatment, editions)
        self.facts = facts
        self.quantity = f"{unit}_requested" if unit else None
        self.undocumented = undocumented
        self.unrolled = False
        """Whether only quantities up to `UNROLLED` were looked at."""
        self.extra: list[Formula] = []
        self.readings: dict[View, Reading] = {}
        self.judged = sorted(self._judged(), key=lambda each: (each.step, each.rule.id))

    @property
    def constraints(self) -> list[Formula]:
        """What holds of every request of the model."""
        return [*self.linear, *self.products]

    @property
    def linear(self) -> list[Formula]:
        """The same, but for what the products of two facts are."""
        agreements = [each for reading in self.readings.values() for each in reading.agreements]
        regional = list(_regions_known(self.facts))  # may read the region, which adds to what holds of the facts
        return [*self.facts.constraints, *regional, *self.extra, *agreements]

    @property
    def products(self) -> list[Formula]:
        """What the products of two facts are."""
        return list(self.facts.products.values())

    def of(self, rule: str) -> Judged:
        """One rule, by its id."""
        return next(each for each in self.judged if each.rule.id == rule)

    # -- one rule ---------------------------------------------------------------------------------

    def _judged(self) -> Iterator[Judged]:
        for view in self.plan.views:
            for name in self._moved(view):
                self.facts.absent.add(name)
                if name in self.facts.known:
                    self.extra.append(no(self.facts[name].known))
            reading = self.readings[view] = Reading(view, self.facts)
            for rule, scope in zip(view.rules, view.scopes, strict=True):
                applies = all_known([reading.truth(scope), reading.truth(rule.applies_when)])
                if rule.outside_if_silent and self.undocumented is not Undocumented.ASK:
                    applies = Kleene(applies.yes, no(applies.yes))
                yield Judged(
                    rule,
                    self.rules.profile.places.get(rule.guideline, LAST),
                    applies,
                    {each.name: reading.truth(each.when) for each in rule.criteria},
                    self._answer(view, rule),
                )

    def _moved(self, view: View) -> Iterator[str]:
        """Derived facts that rest on what an attempt changes: not documented by themselves."""
        changed = {name for rule in view.rules for name in rule.modify_to}
        if self.quantity:
            changed.add(self.quantity)
        for definition in view.definitions:
            if changed & set(inputs_of(definition.formula)):
                changed.add(definition.fact)
                yield definition.fact

    def _answer(self, view: View, rule: Rule) -> Answer:
        """The decision of one rule: rounds as disputed and at every smaller quantity, then with `modify_to`."""
        found = Answer(CODES[Decision.DENY], NONE, z3.IntVal(0))
        rounds = [rule.modify_to] if rule.modify_to else []
        for changes in (*rounds, {}):
            found = self._round(view, rule, changes, found)
        return found

    def _round(self, view: View, rule: Rule, changes: Mapping[str, Value], otherwise: Answer) -> Answer:
        """What a rule answers with these changes of kind; `otherwise` where it is not met at any quantity."""
        instead = {name: self.facts.constant(self.facts.vocabulary.facts[name], each) for name, each in changes.items()}
        changed = z3.IntVal(1 + self.facts.code(repr(sorted(changes.items(), key=str))) if changes else 0)
        reading = Reading(view, self.facts, instead) if changes else self.readings[view]
        whole = self._approval(rule, reading)
        disputed = self.facts[self.quantity] if self.quantity else None
        approve = Decision.MODIFY if changes else Decision.APPROVE
        at_once = disputed.low if changes and isinstance(disputed, Range) else NONE
        if changes and disputed is not None:
            at_once = pick(disputed.known, at_once, NONE)
        if disputed is None or not view.criteria_by_quantity(rule, self.quantity):
            return _first((whole, approve, at_once, changed), otherwise)
        assert isinstance(disputed, Range) and self.quantity is not None
        largest = z3.FreshInt("largest")
        smaller = self._approval(rule, self._at(view, largest, instead))
        self._largest(view, rule, instead, largest, disputed, whole)
        stated = both(disputed.known, whole.no, largest >= 1)
        less = Kleene(both(stated, smaller.yes), no(both(stated, no(smaller.no))))
        return _first((whole, approve, at_once, changed), _first((less, Decision.MODIFY, largest, changed), otherwise))

    def _at(self, view: View, quantity: Formula, instead: Mapping[str, Symbol]) -> Reading:
        """The facts with another quantity disputed."""
        assert self.quantity is not None
        documented = self.facts[self.quantity]
        return Reading(view, self.facts, {**instead, self.quantity: Range(documented.known, quantity, quantity)})

    def _largest(
        self,
        view: View,
        rule: Rule,
        instead: Mapping[str, Symbol],
        largest: Formula,
        disputed: Range,
        whole: Kleene,
    ) -> None:
        """That `largest` is the largest quantity up to the disputed one at which approval is not FALSE; 0: none."""
        assert self.quantity is not None
        at = self._approval(rule, self._at(view, largest, instead))
        inside = both(largest >= 0, largest <= disputed.low, either(largest == 0, no(at.no)))
        if moved_by(view, self.quantity).falls[view.rules.index(rule)]:
            above = self._approval(rule, self._at(view, largest + 1, instead))
            self.extra += [inside, either(largest == disputed.low, above.no)]
            return
        self.unrolled = True
        self.extra += [inside, disputed.low <= UNROLLED]
        for quantity in range(1, UNROLLED + 1):
            each = self._approval(rule, self._at(view, z3.IntVal(quantity), instead))
            self.extra.append(either(largest >= quantity, disputed.low < quantity, each.no))

    def _approval(self, rule: Rule, reading: Reading) -> Kleene:
        if rule.approve_when is None:
            return Kleene(FALSE, TRUE)
        closed = {each.name: self.closed(each, reading) for each in rule.criteria}
        return _approved(rule.approve_when, closed)

    def closed(self, criterion: Criterion, reading: Reading) -> Kleene:
        """The truth that counts (`truths.close`); nothing here is contradicted."""
        found = reading.truth(criterion.when)
        if criterion.is_stated and self.undocumented is not Undocumented.ASK:
            return Kleene(no(found.no), FALSE)
        if criterion.never_refuses:
            return Kleene(found.yes, FALSE)
        if self.undocumented is Undocumented.ASK:
            return found
        if not criterion.if_silent_met:
            return Kleene(found.yes, no(found.yes))
        if criterion.when_silent is None:
            return Kleene(no(found.no), found.no)
        met = either(found.yes, both(no(found.no), reading.truth(criterion.when_silent).yes))
        return Kleene(met, no(met))

    # -- all rules --------------------------------------------------------------------------------

    @cached_property
    def answer(self) -> Answer:
        """The answer of the search order, with rules of undocumented scope tried both ways.

        Raises:
            TooManyOpen: more than `MAX_OPEN` rules have a scope that could be undocumented.
        """
        able = self._able
        if len(able) > MAX_OPEN:
            raise TooManyOpen(f"{len(able)} rules of {self.plan.treatment} may apply or not")
        return self._answer_over([set(left) for size in range(len(able)) for left in combinations(able, size)])

    @cached_property
    def near_answer(self) -> Answer:
        """The answer with rules of undocumented scope tried one by one: some that pend seem certain."""
        able = set(self._able)
        tried = [set[int](), *({each} for each in able), *(able - {each} for each in able)]
        return self._answer_over([each for each in tried if each != able])

    def some_answer(self) -> Answer:
        """What would be decided if each rule of undocumented scope applied, or did not, as it may please."""
        applies = [
            either(each.applies.yes, both(matters, z3.FreshBool("applies")))
            for each, matters in zip(self.judged, self._matters, strict=True)
        ]
        return self._settle(applies)

    def _answer_over(self, chosen: Sequence[set[int]]) -> Answer:
        """The answer where, beside all rules that may apply, these sets of them were tried."""

        def settled(those: set[int]) -> Answer:
            pairs = enumerate(zip(self.judged, self._matters, strict=True))
            return self._settle(
                [either(j.applies.yes, each) if i in those else j.applies.yes for i, (j, each) in pairs]
            )

        whole = settled(set(self._able))
        agree = both(*(settled(each).same(whole) for each in chosen))
        pended = Answer(CODES[Decision.PEND], NONE, z3.IntVal(0))
        return _choose(both(either(*self._matters), no(agree)), pended, whole)

    @property
    def _able(self) -> list[int]:
        """Rules whose scope can be undocumented and matter then."""
        return [index for index, each in enumerate(self._matters) if each is not FALSE]

    @cached_property
    def _matters(self) -> list[Formula]:
        return self._that_matter()

    def _that_matter(self) -> list[Formula]:
        """Whether each rule is one of undocumented scope that could change the answer (`search._that_matter`)."""
        found = []
        for each in self.judged:
            certain = [o.applies.yes for o in self.judged if o.rule.is_conclusive and o.step < each.step]
            displacing = [
                both(o.applies.unknown)
                for o in self.judged
                if o.rule.is_conclusive and self.rules.guidelines[o.rule.guideline].supersedes and o.step >= each.step
            ]
            reached = either(no(either(*certain)), *displacing)
            found.append(both(each.applies.unknown, reached) if each.rule.is_conclusive else FALSE)
        return found

    def _settle(self, applies: Sequence[Formula]) -> Answer:
        """The answer where exactly these rules apply; a refusal that only advisory guidelines carry pends."""
        speaking = [
            each if judged.rule.is_conclusive else FALSE for each, judged in zip(applies, self.judged, strict=True)
        ]
        standing = [
            both(each, no(either(*self._displacing(judged, speaking))))
            for each, judged in zip(speaking, self.judged, strict=True)
        ]
        first = [
            both(
                each,
                *(no(o) for o, other in zip(standing, self.judged, strict=True) if other.step < judged.step),
            )
            for each, judged in zip(standing, self.judged, strict=True)
        ]

        def carrying(decision: Decision) -> list[Formula]:
            return [both(each, j.answer.is_(decision)) for each, j in zip(first, self.judged, strict=True)]

        found = Answer(CODES[Decision.NOT_COVERED], NONE, z3.IntVal(0))
        for decision in (Decision.APPROVE, Decision.MODIFY, Decision.PEND, Decision.DENY):
            able = carrying(decision)
            answer = self._least(able) if decision is Decision.MODIFY else Answer(CODES[decision], NONE, z3.IntVal(0))
            found = _choose(either(*able), answer, found)
        advisory = self.rules.profile.advisory
        refusing = zip(carrying(Decision.DENY), self.judged, strict=True)
        binding = either(*(each for each, judged in refusing if judged.rule.guideline not in advisory))
        only_advised = both(found.is_(Decision.DENY), no(binding))
        return _choose(only_advised, Answer(CODES[Decision.PEND], NONE, z3.IntVal(0)), found)

    def standing_first(self, judged: Judged) -> Formula:
        """That no conclusive rule that may apply is searched before this one or stands in its place."""
        may = [no(each.applies.no) if each.rule.is_conclusive else FALSE for each in self.judged]
        earlier = [each for each, other in zip(may, self.judged, strict=True) if other.step < judged.step]
        return no(either(*earlier, *self._displacing(judged, may)))

    def _displacing(self, judged: Judged, speaking: Sequence[Formula]) -> Iterator[Formula]:
        for each, other in zip(speaking, self.judged, strict=True):
            for superseded in self.rules.guidelines[other.rule.guideline].supersedes:
                meant = not superseded.treatments or self.plan.treatment in superseded.treatments
                if meant and superseded.guideline == judged.rule.guideline:
                    yield each

    def _least(self, able: Sequence[Formula]) -> Answer:
        """Of those that modify, the smallest quantity; one of kind alone leaves all; the first of equals."""
        found = Answer(CODES[Decision.MODIFY], NONE, z3.IntVal(0))
        taken: Formula = FALSE
        for each, judged in zip(able, self.judged, strict=True):
            answer = judged.answer
            less = both(answer.quantity >= 0, either(found.quantity < 0, answer.quantity < found.quantity))
            found = _choose(both(each, either(no(taken), less)), answer, found)
            taken = either(taken, each)
        return Answer(CODES[Decision.MODIFY], found.quantity, found.changes)


def outside_bounds(proof: Proof) -> Iterator[tuple[str, Formula]]:
    """What must never be: a modification to nothing or to more than is disputed, a derived number out of bounds."""
    answer = proof.near_answer
    disputed = proof.facts[proof.quantity] if proof.quantity else None
    if isinstance(disputed, Range):
        modified = both(answer.is_(Decision.MODIFY), answer.quantity != NONE)
        yield "modification", both(modified, either(answer.quantity < 1, answer.quantity > disputed.low))
        yield "modification", both(modified, no(disputed.known))
    for view, reading in proof.readings.items():
        for definition in view.definitions:
            fact, held = proof.facts.vocabulary.facts[definition.fact], reading[definition.fact]
            if isinstance(held, Range):
                exact = both(held.known, no(held.below), no(held.above), held.low == held.high)
                least = held.low < fact.at_least if fact.at_least is not None else FALSE
                most = held.low > fact.at_most if fact.at_most is not None else FALSE
                yield definition.fact, both(exact, either(least, most))


def _first(tried: tuple[Kleene, Decision, Formula, Formula], otherwise: Answer) -> Answer:
    """An attempt's answer where its approval is TRUE, pend where UNKNOWN, else the next one's."""
    approval, decision, quantity, changes = tried
    pended = Answer(CODES[Decision.PEND], NONE, z3.IntVal(0))
    met = Answer(CODES[decision], quantity, changes)
    return _choose(approval.yes, met, _choose(approval.no, otherwise, pended))


def _choose(when: Formula, then: Answer, other: Answer) -> Answer:
    return Answer(
        pick(when, then.decision, other.decision),
        pick(when, then.quantity, other.quantity),
        pick(when, then.changes, other.changes),
    )


def _approved(approval: Approval, closed: Mapping[str, Kleene]) -> Kleene:
    if isinstance(approval, Named):
        return closed[approval.name]
    return at_least_known(approval.count, [_approved(part, closed) for part in approval.parts])


def _regions_known(facts: Facts) -> Iterator[Formula]:
    """A finding of a region is known only where the request names the region."""
    if "body_region" not in facts.vocabulary.facts:
        return
    region = facts["body_region"]
    for name, symbol in list(facts.known.items()):
        if name == "side" or "region" in facts.vocabulary.facts[name].belongs_to:
            yield either(no(symbol.known), region.known)


# -- a model as a record ------------------------------------------------------------------------------


def values_of(facts: Facts, model: z3.ModelRef) -> dict[str, Value]:
    """What a model documents: the known facts with their values."""
    words = {code: word for word, code in facts.words.items()}

    def number(formula: Formula) -> int | float:
        found = model.eval(formula, model_completion=True)
        if z3.is_algebraic_value(found):
            found = found.approx(9)
        return plain(float(found.as_fraction())) if z3.is_rational_value(found) else int(found.as_long())

    def holds(formula: Formula) -> bool:
        return bool(z3.is_true(model.eval(formula, model_completion=True)))

    found: dict[str, Value] = dict(facts.given)
    for name, symbol in facts.known.items():
        if not holds(symbol.known):
            continue
        kind = facts.vocabulary.facts[name].type
        match symbol:
            case Members(_, has):
                found[name] = frozenset(word for word, each in has.items() if holds(each))
            case Range(_, low):
                found[name] = number(low)
            case Single(_, value) if kind is FactType.BOOLEAN:
                found[name] = holds(value)
            case Single(_, value) if kind is FactType.DATE:
                found[name] = date.fromordinal(int(number(value)))
            case Single(_, value):
                found[name] = words[int(number(value))]
    return found


def witness(search: z3.Solver, *records: Facts) -> list[dict[str, Value]]:
    """The records of a model, with numbers that people would write where there are such; `search` was satisfied."""
    model = search.model()
    search.push()
    for facts in records:
        for name, symbol in facts.known.items():
            if isinstance(symbol, Range) and facts.vocabulary.facts[name].type is FactType.NUMBER:
                search.add(z3.IsInt(symbol.low * 20) if z3.is_real(symbol.low) else TRUE)
    if search.check() == z3.sat:
        model = search.model()
    search.pop()
    return [values_of(facts, model) for facts in records]


def is_never_open(rules: RuleSet, rule: Rule) -> bool:
    """Whether a rule applies to every request of its treatment."""
    return rule.applies_when == ALWAYS and rules.guidelines[rule.guideline].scope == ALWAYS


def ask(proofs: Sequence[Proof], question: Iterable[Formula], seconds: float) -> tuple[str, z3.Solver]:
    """Whether some request answers a question: sat, unsat or unknown, with the solver that holds its model.

    Products of two facts are any numbers at first, which settles most questions quickly; what they are is
    added where that leaves an answer.
    """
    search = solver([*(each for proof in proofs for each in proof.linear), *question], seconds)
    answer = search.check()
    products = [each for proof in proofs for each in proof.products]
    if products and answer != z3.unsat:
        search.add(*products)
        answer = search.check()
    return str(answer), search


def solver(constraints: Iterable[Formula], seconds: float) -> z3.Solver:
    """A solver that gives up after so many seconds."""
    found = z3.SimpleSolver()
    found.set("timeout", max(1, int(seconds * 1000)))
    found.add(*constraints)
    return found
