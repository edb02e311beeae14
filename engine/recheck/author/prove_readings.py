"""Proofs about stricter and looser readings: wherever the stricter one is met so is the rule's own, and so is the
looser one wherever the rule's own is; and each fails where the one below it fails."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from recheck.author.finding import Budget, Finding, Verdict
from recheck.author.witness import case_file, voices
from recheck.author.worlds import World, alone, spoken, units_of
from recheck.model.condition import Condition
from recheck.model.rule import Criterion, Rule, RuleSet, Strictness
from recheck.model.truth import Truth

CODE = "reading-on-the-wrong-side"
UNCONFIRMED = "the solver's witness was not confirmed by the interpreter"


@dataclass(frozen=True, slots=True)
class Step:
    """Two readings of a criterion, of which the first is never to be easier to meet."""

    criterion: Criterion
    strictness: Strictness
    hard: Condition
    easy: Condition


def steps_of(rule: Rule) -> Iterator[Step]:
    """The rule's own reading beside each other one; limits that silence meets also as silence reads them."""
    for criterion in rule.criteria:
        for strictness in Strictness:
            other = criterion.read(strictness)
            if other is None:
                continue
            pairs = [(other.when, criterion.when)]
            if other.when_silent is not None and criterion.when_silent is not None:
                pairs.append((other.when_silent, criterion.when_silent))
            for read, own in pairs:
                hard, easy = (read, own) if strictness is Strictness.STRICTER else (own, read)
                yield Step(criterion, strictness, hard, easy)


def prove_readings(rules: RuleSet, rule: Rule, budget: Budget) -> Iterator[Finding]:
    """Every proof about the other readings of a rule's criteria, one for each reading."""
    found: dict[tuple[str, Strictness], Finding] = {}
    for step in steps_of(rule):
        key = (step.criterion.name, step.strictness)
        if key in found and found[key].verdict is Verdict.COUNTEREXAMPLE:
            continue
        latest = _proved(rules, rule, step, budget)
        if key not in found or latest.verdict is not Verdict.PROVED:
            found[key] = latest
    yield from found.values()


def _proved(rules: RuleSet, rule: Rule, step: Step, budget: Budget) -> Finding:
    hard, easy = (
        replace(step.criterion, name=name, when=when) for name, when in (("hard", step.hard), ("easy", step.easy))
    )
    beside = replace(rule, criteria=(hard, easy), approve_when=None)
    single = alone(replace(rules, rules={**rules.rules, rule.id: beside}), beside)
    says = f"the {step.strictness} reading of '{step.criterion.name}' is never on the wrong side of the rule's own"
    found = Finding(
        CODE, rule.id, step.criterion.name, Verdict.PROVED, says, is_fault=False, reading=str(step.strictness)
    )
    for treatment in rule.treatments:
        for world in spoken(single, treatment):
            for unit in units_of(single, treatment, (beside,)):
                shown = _out_of_order(single, beside, world, unit, budget)
                if shown is None:
                    continue
                if shown in (UNCONFIRMED, _late(budget)):
                    found = replace(found, verdict=Verdict.UNDECIDED, hint=shown)
                    continue
                side = "easier" if step.strictness is Strictness.STRICTER else "harder"
                what = f"the {step.strictness} reading of '{step.criterion.name}'"
                return replace(
                    found,
                    verdict=Verdict.COUNTEREXAMPLE,
                    says=f"{what} can be {side} to meet than the rule's own",
                    is_fault=True,
                    hint=f"{treatment}, {world.first} to {world.last}: turn the two around, or correct the number",
                    cases=(shown,),
                    explained=_explained(rule, step),
                )
    return found


def _out_of_order(rules: RuleSet, rule: Rule, world: World, unit: str | None, budget: Budget) -> str | None:
    """A case file of a request on which the harder reading is truer than the easier one; None: there is none."""
    from recheck.evaluators.logic import both, either, no
    from recheck.evaluators.proof import Proof, ask, requests_for, witness

    facts = requests_for(rules, world.treatment, unit=unit, between=world.between)
    proof = Proof(rules, world.treatment, world.editions, facts, unit=unit)
    truths = proof.of(rule.id).criteria
    hard, easy = truths["hard"], truths["easy"]
    wrong = either(both(hard.yes, no(easy.yes)), both(easy.no, no(hard.no)))
    answer, search = ask([proof], [wrong], budget.seconds)
    if answer == "unsat":
        return None
    if answer == "unknown":
        return _late(budget)
    text = case_file(
        "witness", witness(search, facts)[0], rules.vocabulary, says="one reading is met, the other is not"
    )
    found = voices(rules, text)
    read = [each.truth for each in found[0][0].decision.criteria] if found else [Truth.UNKNOWN, Truth.UNKNOWN]
    return text if read[0] > read[1] else UNCONFIRMED


def _late(budget: Budget) -> str:
    return f"no answer within {budget.seconds:g} seconds; allow more with --timeout"


def _explained(rule: Rule, step: Step) -> str | None:
    """The known limit that names the criterion and its reading."""
    said = (each for each in rule.known_limits if step.criterion.name in each and f"{step.strictness} reading" in each)
    return next(said, None)
