"""Proofs about all rules of a treatment together: one more fact, a larger quantity, two rules of one step,
quantities within bounds, requests that no rule covers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from recheck.author.finding import Budget, Finding, Verdict
from recheck.author.witness import case_file, out_of_bounds, screened
from recheck.author.worlds import World, spoken, units_of, worlds
from recheck.model.recommendation import Decision, Recommendation
from recheck.model.rule import Rule, RuleSet
from recheck.model.value import Value

if TYPE_CHECKING:
    from recheck.evaluators.proof import Judged

CERTAIN = (Decision.APPROVE, Decision.MODIFY, Decision.DENY)
EMPTY = "the model of these rules holds no request, so that anything could be proved of it"
UNCONFIRMED = "the solver's witness was not confirmed by the interpreter"


def prove_treatment(
    rules: RuleSet, treatment: str, budget: Budget, *, part: tuple[int, int] = (0, 1)
) -> Iterator[Finding]:
    """Every proof about the rules of a treatment, once for each set of rules that speak together.

    Args:
        rules: the rule set.
        treatment: the treatment.
        budget: how long one question may take.
        part: from which of its spans of time on, and every how many; all of them unless said.
    """
    for world in worlds(rules, treatment) if part[0] == 0 else ():
        if not world.plan(rules).views:
            says = f"no rule speaks of {treatment} from {world.first} to {world.last}"
            yield Finding("dates-not-covered", treatment, None, Verdict.PROVED, says, is_fault=False)
    for world in list(spoken(rules, treatment))[part[0] :: part[1]]:
        about = tuple(rule for view in world.plan(rules).views for rule in view.rules)
        for unit in units_of(rules, treatment, about):
            yield from _World(rules, world, unit, budget).findings()


@dataclass
class _World:
    """One treatment under one set of rules, with quantities in one unit."""

    rules: RuleSet
    world: World
    unit: str | None
    budget: Budget

    def findings(self) -> Iterator[Finding]:
        from recheck.evaluators.proof import Proof, requests_for

        self.facts = requests_for(self.rules, self.world.treatment, unit=self.unit, between=self.world.between)
        self.proof = Proof(self.rules, self.world.treatment, self.world.editions, self.facts, unit=self.unit)
        gap = self.gap()
        yield gap
        if gap.hint == EMPTY:
            return
        yield from self.pairs()
        yield self.bounds()
        yield self.one_more_fact()
        if self.unit:
            yield self.larger_quantity()

    def finding(
        self,
        code: str,
        verdict: Verdict,
        says: str,
        *,
        hint: str | None = None,
        cases: tuple[str, ...] = (),
        about: str | None = None,
        explained: str | None = None,
    ) -> Finding:
        if verdict is Verdict.UNDECIDED and hint is None:
            hint = f"no answer within {self.budget.seconds:g} seconds; allow more with --timeout"
        when = f"{self.world.first} to {self.world.last}"
        fault = verdict is Verdict.COUNTEREXAMPLE and code != "request-not-covered"
        what = about or self.world.treatment
        return Finding(
            code, what, None, verdict, f"{says} ({self.world.treatment}, {when})", fault, hint, cases, explained
        )

    def case(self, values: Mapping[str, Value], says: str) -> str:
        return case_file("witness", values, self.rules.vocabulary, says=says)

    # -- laws -------------------------------------------------------------------------------------

    def one_more_fact(self) -> Finding:
        """Under `ask` one more documented fact that contradicts nothing changes no certain decision."""
        from recheck.evaluators.logic import either, no
        from recheck.evaluators.proof import Proof, ask, more_documented, requests_for, witness

        between = self.world.between
        more = requests_for(
            self.rules, self.world.treatment, unit=self.unit, between=between, tag="'", values_of=self.facts
        )
        other = Proof(self.rules, self.world.treatment, self.world.editions, more, unit=self.unit)
        one, two = self.proof.near_answer, other.some_answer()
        grown = list(more_documented(self.facts, more))
        if self.unit:  # a quantity that is stated makes it another request
            grown.append(self.facts[f"{self.unit}_requested"].known == more[f"{self.unit}_requested"].known)
        changed = [either(*(one.is_(each) for each in CERTAIN)), no(one.same(two))]
        code = "fact-changes-decision"
        answer, search = ask([other, self.proof], [*grown, *changed], self.budget.seconds)
        if answer != "sat":
            return self.finding(code, _verdict(answer), FACT_SAYS)
        before, after = witness(search, self.facts, more)
        shown = self.single_step(before, after)
        if shown is None:
            return self.finding(code, Verdict.UNDECIDED, FACT_SAYS, hint=UNCONFIRMED)
        name, texts, says = shown
        return self.finding(
            code, Verdict.COUNTEREXAMPLE, f"documenting '{name}' changes the decision: {says}", cases=texts
        )

    def single_step(self, before: dict[str, Value], after: dict[str, Value]) -> tuple[str, tuple[str, str], str] | None:
        """The first fact whose documentation changes a certain decision, by the interpreter."""
        known = dict(before)
        kept = screened(self.rules, self.case(known, ""))
        order = sorted(set(after) - set(before), key=lambda name: (name not in ("body_region", "side"), name))
        for name in order:
            further = {**known, name: after[name]}
            found = screened(self.rules, self.case(further, ""))
            if kept is None or found is None:
                return None
            if kept.decision.is_certain and _answer(kept) != _answer(found):
                says = f"{_words(kept)} without it, {_words(found)} with it"
                texts = (
                    self.case(known, f"without '{name}': {_words(kept)}"),
                    self.case(further, f"with '{name}': {_words(found)}"),
                )
                return name, texts, says
            known, kept = further, found
        return None

    def larger_quantity(self) -> Finding:
        """Where a quantity is denied, no larger one is approved."""
        from recheck.evaluators.proof import Proof, ask, with_quantity, witness

        assert self.unit is not None
        more = with_quantity(self.facts, self.unit, "'")
        other = Proof(self.rules, self.world.treatment, self.world.editions, more, unit=self.unit)
        name = f"{self.unit}_requested"
        denied, approved = self.proof.near_answer.is_(Decision.DENY), other.near_answer.is_(Decision.APPROVE)
        larger = more[name].low > self.facts[name].low  # type: ignore[union-attr]  # a number
        question = [self.facts[name].known, larger, denied, approved]
        answer, search = ask([other, self.proof], question, self.budget.seconds)
        if answer != "sat":
            return self.finding("more-is-better", _verdict(answer), MORE_SAYS)
        texts = tuple(self.case(each, f"{each[name]} {self.unit}") for each in witness(search, self.facts, more))
        found = [screened(self.rules, text) for text in texts]
        if [each and each.decision for each in found] != [Decision.DENY, Decision.APPROVE]:
            return self.finding("more-is-better", Verdict.UNDECIDED, MORE_SAYS, hint=UNCONFIRMED)
        return self.finding(
            "more-is-better",
            Verdict.COUNTEREXAMPLE,
            "a larger quantity is approved where a smaller one is denied",
            cases=texts,
        )

    def bounds(self) -> Finding:
        """A modification leaves at least one, and no more than is disputed; derived numbers keep their bounds."""
        from recheck.evaluators.logic import either
        from recheck.evaluators.proof import ask, outside_bounds, witness

        wrong = list(outside_bounds(self.proof))
        verdict, search = ask([self.proof], [either(*(each for _, each in wrong))], self.budget.seconds)
        if verdict != "sat":
            return self.finding("quantity-out-of-bounds", _verdict(verdict), BOUNDS_SAYS)
        text = self.case(witness(search, self.facts)[0], "")
        beyond = out_of_bounds(self.rules, text)
        if beyond is None:
            return self.finding("quantity-out-of-bounds", Verdict.UNDECIDED, BOUNDS_SAYS, hint=UNCONFIRMED)
        return self.finding("quantity-out-of-bounds", Verdict.COUNTEREXAMPLE, beyond, cases=(text,))

    # -- rules beside each other --------------------------------------------------------------------

    def pairs(self) -> Iterator[Finding]:
        """Two rules of one step that apply together, decide for certain, and differ."""
        for one, other in combinations(self.proof.judged, 2):
            if one.step == other.step and one.rule.is_conclusive and other.rule.is_conclusive:
                yield self.pair(one, other)

    def pair(self, one: "Judged", other: "Judged") -> Finding:
        from recheck.evaluators.logic import either, no
        from recheck.evaluators.proof import ask, witness

        certain = [either(*(each.answer.is_(decision) for decision in CERTAIN)) for each in (one, other)]
        stands = self.proof.standing_first
        formulas = [stands(one), stands(other), *certain, no(one.answer.same(other.answer))]
        question = [one.applies.yes, other.applies.yes, *formulas]
        answer, search = ask([self.proof], question, self.budget.seconds)
        says = f"'{one.rule.id}' and '{other.rule.id}' apply together and decide differently"
        code, about, known = "rules-disagree", one.rule.id, _explained(one.rule, other.rule)
        if answer != "sat":
            return self.finding(code, _verdict(answer), says, about=about)
        text = self.case(witness(search, self.facts)[0], says)
        found = screened(self.rules, text)
        if found is None or not found.conflict:
            return self.finding(code, Verdict.UNDECIDED, says, about=about, hint=UNCONFIRMED)
        hint = f"{_words(found)} is recommended; if that is meant, name the other rule in 'known_limits'"
        return self.finding(code, Verdict.COUNTEREXAMPLE, says, about=about, hint=hint, cases=(text,), explained=known)

    def gap(self) -> Finding:
        """A request to which none of the rules applies."""
        from recheck.evaluators.proof import ask, witness

        none = [each.applies.no for each in self.proof.judged if each.rule.is_conclusive]
        answer, search = ask([self.proof], none, self.budget.seconds)
        if answer == "unsat" and ask([self.proof], [], self.budget.seconds)[0] != "sat":
            return self.finding("request-not-covered", Verdict.UNDECIDED, COVERED_SAYS, hint=EMPTY)
        if answer != "sat":
            return self.finding("request-not-covered", _verdict(answer), COVERED_SAYS)
        text = self.case(witness(search, self.facts)[0], "no rule applies")
        found = screened(self.rules, text)
        if found is None or found.decision is not Decision.NOT_COVERED:
            return self.finding("request-not-covered", Verdict.UNDECIDED, COVERED_SAYS, hint=UNCONFIRMED)
        return self.finding(
            "request-not-covered", Verdict.COUNTEREXAMPLE, "a request that no rule covers", cases=(text,)
        )


FACT_SAYS = "one more documented fact changes no approve, modify or deny"
MORE_SAYS = "a larger quantity is never approved where a smaller one is denied"
BOUNDS_SAYS = "what a modification leaves lies within what is disputed, and derived numbers within their bounds"
COVERED_SAYS = "some rule applies to every request"


def _verdict(answer: str) -> Verdict:
    return Verdict.PROVED if answer == "unsat" else Verdict.UNDECIDED


def _answer(found: Recommendation) -> tuple[object, ...]:
    return found.decision, found.quantity, tuple(sorted(found.changes.items(), key=str))


def _words(found: Recommendation) -> str:
    return f"{found.decision}" if found.quantity is None else f"{found.decision} to {found.quantity}"


def _explained(one: Rule, other: Rule) -> str | None:
    """The known limit of either rule that names the other one."""
    said = [each for each in one.known_limits if other.id in each] + [
        each for each in other.known_limits if one.id in each
    ]
    return said[0] if said else None
