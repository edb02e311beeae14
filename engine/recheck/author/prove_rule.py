"""Proofs about one rule: that each criterion can be met and can fail, that it can approve and deny,
and that numbers stay within their bounds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from recheck.author.finding import Budget, Finding, Verdict
from recheck.author.witness import case_file, voices
from recheck.author.worlds import World, alone, spoken, units_of
from recheck.evaluators.search import Voice
from recheck.model.recommendation import Decision
from recheck.model.rule import Rule, RuleSet, named_in
from recheck.model.truth import Truth


@dataclass(frozen=True, slots=True)
class Goal:
    """Something that a rule should be able to do, and how the interpreter tells that it did."""

    code: str
    criterion: str | None
    shown: Callable[[Voice], bool]

    def says(self, rule: Rule) -> str:
        what = f"'{self.criterion}'" if self.criterion else f"'{rule.id}'"
        return f"{what} {_NEVER[self.code]}"


_NEVER = {
    "criterion-never-met": "can never be met where the rule applies",
    "criterion-never-fails": "can never fail where the rule applies",
    "rule-never-approves": "can never approve, whatever is documented",
    "rule-never-denies": "can never deny, whatever is documented",
    "rule-never-applies": "can never apply, whatever is documented",
}
_HINT = {
    "criterion-never-met": "compare it with 'applies_when' and the guideline's scope: one excludes the other",
    "criterion-never-fails": "it decides nothing: drop it, or correct the number or word that makes it hold always",
    "rule-never-approves": "two of its criteria exclude each other; if it shall never approve, say approve_when: never",
    "rule-never-denies": "some criterion holds always; where its list has gaps, say gaps: true",
    "rule-never-applies": "'applies_when' excludes the guideline's scope or itself",
}


def goals_of(rule: Rule) -> Iterator[Goal]:
    """What a rule should be able to do. One that never approves needs only to apply."""
    yield Goal("rule-never-applies", None, lambda voice: voice.applies is Truth.TRUE)
    if rule.approve_when is None:
        return
    named = named_in(rule.approve_when)
    for index, criterion in enumerate(rule.criteria):
        for code, wanted in (("criterion-never-met", Truth.TRUE), ("criterion-never-fails", Truth.FALSE)):
            yield Goal(code, criterion.name, _criterion_is(index, wanted))
    yield Goal("rule-never-approves", None, _decides(Decision.APPROVE))
    if not any(each.never_refuses for each in rule.criteria if each.name in named):
        yield Goal("rule-never-denies", None, _decides(Decision.DENY))


def _explained(rule: Rule, goal: Goal) -> str | None:
    """The known limit that says so: 'can never deny', and of a criterion also its name."""
    words = " ".join(_NEVER[goal.code].split(",")[0].split()[:3])
    said = [each for each in rule.known_limits if words in each and (goal.criterion or "") in each]
    return said[0] if said else None


def _criterion_is(index: int, wanted: Truth) -> Callable[[Voice], bool]:
    return lambda voice: voice.applies is Truth.TRUE and voice.decision.criteria[index].truth is wanted


def _decides(decision: Decision) -> Callable[[Voice], bool]:
    return lambda voice: voice.applies is Truth.TRUE and voice.decision.decision is decision


def prove_rule(rules: RuleSet, rule: Rule, budget: Budget) -> Iterator[Finding]:
    """Every proof about one rule."""
    single = alone(rules, rule)
    open_goals = list(goals_of(rule))
    doubtful: dict[int, str] = {}
    for treatment in rule.treatments:
        for world in spoken(single, treatment):
            for unit in units_of(single, treatment, (rule,)):
                if open_goals:
                    open_goals = _pursue(single, rule, world, unit, open_goals, doubtful, budget)
    for goal in goals_of(rule):
        left = next((each for each in open_goals if (each.code, each.criterion) == (goal.code, goal.criterion)), None)
        if left is None:
            yield Finding(goal.code, rule.id, goal.criterion, Verdict.COUNTEREXAMPLE, goal.says(rule), is_fault=False)
            continue
        doubt = doubtful.get(id(left))
        verdict = Verdict.UNDECIDED if doubt else Verdict.PROVED
        hint = doubt or _HINT[goal.code]
        known = _explained(rule, goal)
        yield Finding(
            goal.code, rule.id, goal.criterion, verdict, goal.says(rule), is_fault=not doubt, hint=hint, explained=known
        )


def _pursue(
    rules: RuleSet,
    rule: Rule,
    world: World,
    unit: str | None,
    goals: list[Goal],
    doubtful: dict[int, str],
    budget: Budget,
) -> list[Goal]:
    """The goals that no request of this world reaches."""
    from recheck.evaluators.proof import Proof, requests_for, solver, witness

    facts = requests_for(rules, world.treatment, unit=unit, between=world.between)
    proof = Proof(rules, world.treatment, world.editions, facts, unit=unit)
    judged = proof.of(rule.id)
    search = solver([*proof.constraints, judged.applies.yes], budget.seconds)
    wanted = {
        "rule-never-applies": judged.applies.yes,
        "rule-never-approves": judged.answer.is_(Decision.APPROVE),
        "rule-never-denies": judged.answer.is_(Decision.DENY),
    }
    left = list(goals)
    for goal in goals:
        if goal not in left:
            continue
        truth = judged.criteria[goal.criterion] if goal.criterion else None
        formula = wanted.get(goal.code)
        if truth is not None:
            formula = truth.yes if goal.code == "criterion-never-met" else truth.no
        search.push()
        search.add(formula)
        answer = str(search.check())
        if answer == "sat":
            text = case_file("witness", witness(search, facts)[0], rules.vocabulary)
            found = voices(rules, text)
            reached = [each for each in left if found and each.shown(found[0][0])]
            left = [each for each in left if each not in reached]
            if goal not in reached:
                doubtful[id(goal)] = "the solver's witness was not confirmed by the interpreter"
        elif answer == "unknown":
            doubtful[id(goal)] = f"no answer within {budget.seconds:g} seconds"
        search.pop()
    return left
