"""The formulas of a proof say of every record what the interpreter says: truths, decisions, the search."""

import random
from datetime import date, timedelta

import pytest

pytest.importorskip("z3")

from laws import among
from recheck.collect import Record
from recheck.evaluators.evaluation import facts_in
from recheck.evaluators.formulas import Facts
from recheck.evaluators.logic import Formula, Kleene, no
from recheck.evaluators.plan import editions_in_force, plan_for
from recheck.evaluators.proof import CODES, Answer, Proof, TooManyOpen, requests_for, solver
from recheck.evaluators.symbols import Members, Range
from recheck.evaluators.truths import Undocumented
from recheck.judge import Judgement, Mode
from recheck.model.guideline import Dates
from recheck.model.recommendation import Decision
from recheck.model.rule import RuleSet
from recheck.model.truth import Truth
from recheck.model.value import Contradicted, Held, Value
from recheck.model.vocabulary import FactType

DAYS = (date(2012, 3, 1), date(2015, 6, 1), date(2016, 9, 1), date(2026, 5, 1))


def some_value(facts: Facts, name: str, chance: random.Random) -> Value:
    fact = facts.vocabulary.facts[name]
    match fact.type:
        case FactType.BOOLEAN:
            return chance.random() < 0.6
        case FactType.CHOICE:
            return chance.choice(fact.values)
        case FactType.SET:
            return frozenset(chance.sample(fact.values, chance.randint(0, 2)))
        case FactType.DATE:
            return date(2015, 1, 31) + timedelta(days=chance.randint(-1500, 500))
        case _:
            low = fact.at_least if fact.at_least is not None else -5
            high = fact.at_most if fact.at_most is not None else 200
            value = chance.choice([low, min(high, low + chance.randint(0, 12)), chance.randint(int(low), int(high))])
            return value + 0.5 if fact.type is FactType.NUMBER and value < high and chance.random() < 0.2 else value


def pinned(facts: Facts, record: dict[str, Held]) -> list[Formula]:
    """That exactly this is documented."""
    found = []
    for name, symbol in list(facts.known.items()):
        if name not in record:
            found.append(no(symbol.known))
            continue
        constant = facts.constant(facts.vocabulary.facts[name], record[name])  # type: ignore[arg-type]  # a value
        found.append(symbol.known)
        if isinstance(symbol, Members):
            found += [each == constant.has[word] for word, each in symbol.has.items()]  # type: ignore[union-attr]
        elif isinstance(symbol, Range):
            found.append(symbol.low == constant.low)  # type: ignore[union-attr]
        else:
            found.append(symbol.value == constant.value)  # type: ignore[union-attr]
    return found


def of(model: object, truth: Kleene) -> Truth:
    import z3

    yes, never = (z3.is_true(model.eval(each, model_completion=True)) for each in (truth.yes, truth.no))  # type: ignore[attr-defined]
    assert not (yes and never)
    return Truth.TRUE if yes else Truth.FALSE if never else Truth.UNKNOWN


def decided(model: object, answer: Answer) -> tuple[Decision, int | None, int]:
    numbers = [
        model.eval(each, model_completion=True).as_long()  # type: ignore[attr-defined]
        for each in (answer.decision, answer.quantity, answer.changes)
    ]
    by_code = {code.as_long(): decision for decision, code in CODES.items()}
    return by_code[numbers[0]], numbers[1] if numbers[1] >= 0 else None, numbers[2]


def compare(rules: RuleSet, treatment: str, day: date, chance: random.Random, times: int, mode: Undocumented) -> int:
    unit = rules.vocabulary.treatments[treatment].unit
    editions = editions_in_force(rules, Dates(day))
    facts = requests_for(rules, treatment, unit=unit)
    proof = Proof(rules, treatment, editions, facts, unit=unit, undocumented=mode)
    if not proof.judged:
        return 0
    try:
        proof.answer  # noqa: B018  # computed before the constraints are asked for
        whole = True
    except TooManyOpen:
        whole = False
    search = solver(proof.constraints, 20)
    compared = 0
    for _ in range(times):
        record: dict[str, Held] = {"treatment": treatment, "requested_on": day}
        share = chance.choice([0.3, 0.7, 0.95])
        for name, symbol in list(facts.known.items()):
            import z3

            if name not in record and not z3.is_false(symbol.known) and chance.random() < share:
                record[name] = some_value(facts, name, chance)
        injured = record.get("date_of_injury")
        if isinstance(injured, date) and injured > day:  # a case file says that these dates are out of order
            del record["date_of_injury"]
        stated = unit and f"{unit}_requested" in record
        if unit:
            record[f"{unit}_requested"] = chance.randint(1, 20)
            record[f"{unit}_authorized"] = chance.choice([0, 0, 2])
            if not stated:
                del record[f"{unit}_requested"], record[f"{unit}_authorized"]
        if "body_region" not in record:
            regional = [n for n in record if n == "side" or "region" in rules.vocabulary.facts[n].belongs_to]
            for name in regional:
                del record[name]
        plan = plan_for(rules, treatment, editions)
        read = [facts_in(view, record).values() for view in plan.views]
        if any(isinstance(held, Contradicted) for each in read for held in each):
            continue
        search.push()
        search.add(*pinned(facts, record))
        assert str(search.check()) == "sat", (treatment, record)
        model = search.model()
        judgement = Judgement(rules, plan, Mode(mode, infer=False), Record(record, {}), unit if stated else None)
        voices = judgement.voices(every=True)
        for voice in voices:
            judged = proof.of(voice.rule.id)
            assert of(model, judged.applies) is voice.applies, (voice.rule.id, record)
            for criterion, found in zip(voice.rule.criteria, voice.decision.criteria, strict=True):
                assert of(model, judged.criteria[criterion.name]) is found.truth, (
                    voice.rule.id,
                    criterion.name,
                    record,
                )
            answer = voice.decision
            quantity = answer.quantity if answer.decision is Decision.MODIFY else None
            decision, amount, changes = decided(model, judged.answer)
            assert (decision, amount) == (answer.decision, quantity), (voice.rule.id, record)
            assert bool(changes) == bool(answer.changes)
        if whole:
            resolved = judgement.resolve(voices)
            quantity = resolved.quantity if resolved.decision is Decision.MODIFY else None
            assert decided(model, proof.answer)[:2] == (resolved.decision, quantity), (treatment, record)
        search.pop()
        compared += 1
    return compared


EVERY = [(Undocumented.ASK, 4), (Undocumented.ASK, 1), (Undocumented.NOT_ESTABLISHED, 1)]


@pytest.mark.parametrize(("mode", "nth"), among(EVERY, EVERY[0]))
def test_formulas_and_interpreter_agree_on_every_treatment(rules: RuleSet, mode: Undocumented, nth: int) -> None:
    """Every fourth treatment in the ordinary suite, each of them in both modes among the slow tests."""
    chance = random.Random(1)
    treatments = list(rules.vocabulary.treatments)[::nth]
    compared = sum(compare(rules, treatment, day, chance, 1, mode) for treatment in treatments for day in DAYS)
    assert compared > 250 / nth
