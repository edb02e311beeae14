"""Every verdict of a proof against looking at every record: what is proved holds of all, what is shown is there.

The rule sets are generated, over so few values that a proof's word and the interpreter's on each record can be
laid side by side; no statement may be left undecided. Each kind of statement also has a seeded rule set of which
it fails, so that no kind passes for never having been tried.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import Phase, given
from hypothesis import strategies as st

pytest.importorskip("z3")

from generated import GROUND
from laws import law
from recheck import judge
from recheck.author import prove_search
from recheck.author.finding import Budget, Finding, Verdict
from recheck.author.prove_readings import prove_readings
from recheck.author.prove_rule import prove_rule
from recheck.author.prove_search import prove_treatment
from recheck.author.witness import out_of_bounds, screened
from recheck.engines.values import VALUES, Values
from recheck.evaluators import formulas
from recheck.evaluators.search import Resolved, Voice
from recheck.model.condition import ALWAYS, AllOf, AnyOf, Comparison, Condition, Limit, NotOf, Op
from recheck.model.guideline import Boundary, DateOf, Guideline, InForce
from recheck.model.profile import Profile
from recheck.model.recommendation import Decision, Recommendation
from recheck.model.rule import (
    Arithmetic,
    AtLeast,
    Criterion,
    Definition,
    Named,
    OtherReading,
    Rule,
    RuleSet,
    Strictness,
    Total,
)
from recheck.model.truth import Truth
from recheck.model.value import Held
from small_rules import DAYS, FIRST, LAST, POOLS, VOCABULARY, conditions, judgement, records, rule_sets

BUDGET = Budget(60)
Known = frozenset[tuple[str, Held]]
CERTAIN = (Decision.APPROVE, Decision.MODIFY, Decision.DENY)


class Tried:
    """What the interpreter says of every record of a day."""

    def __init__(self, rules: RuleSet, day: date) -> None:
        self.rules = rules
        self.voices: dict[Known, list[Voice]] = {}
        self.said: dict[Known, Resolved] = {}
        self.beyond: list[Known] = []
        for record in records(rules, day):
            judged = judgement(rules, record)
            if judged is None:
                continue
            found, held = judged
            known = frozenset(record.items())
            self.voices[known] = found.voices(every=True)
            self.said[known] = found.resolve(self.voices[known])
            if _is_beyond(record, self.said[known], held):
                self.beyond.append(known)

    # -- whether a statement fails of some record ---------------------------------------------------

    def fact_changes_decision(self) -> bool:
        for more, after in self.said.items():
            for fact in more:
                before = self.said.get(more - {fact})
                if before and before.decision in CERTAIN and before.answer != after.answer:
                    return True
        return False

    def more_is_better(self) -> bool:
        by_rest: dict[Known, dict[int, Decision]] = {}
        for known, said in self.said.items():
            quantity = dict(known).get("visits_requested")
            if isinstance(quantity, int):
                rest = known - {("visits_requested", quantity)}
                by_rest.setdefault(rest, {})[quantity] = said.decision
        return any(
            one is Decision.DENY and other is Decision.APPROVE and less < more
            for each in by_rest.values()
            for less, one in each.items()
            for more, other in each.items()
        )

    def not_covered(self) -> bool:
        return any(
            all(each.applies is Truth.FALSE for each in found if each.rule.is_conclusive)
            for found in self.voices.values()
        )

    def disagree(self, one: str, other: str) -> bool:
        for found in self.voices.values():
            first, second = (next(each for each in found if each.rule.id == name) for name in (one, other))
            earlier = [
                v for v in found if v.rule.is_conclusive and v.step < first.step and v.applies is not Truth.FALSE
            ]
            if earlier or first.applies is not Truth.TRUE or second.applies is not Truth.TRUE:
                continue
            certain = first.decision.decision.is_certain and second.decision.decision.is_certain
            if certain and first.decision.answer != second.decision.answer:
                return True
        return False


def _is_beyond(record: Mapping[str, Held], said: Resolved, held: list[Mapping[str, Held]]) -> bool:
    """Whether more is left than is disputed, or nothing, or a derived number is out of its bounds."""
    disputed = record.get("visits_requested")
    if said.decision is Decision.MODIFY and said.quantity is not None:
        return not isinstance(disputed, int) or not 1 <= said.quantity <= disputed
    for view in held:
        for name in ("total", "gap", "times", "cap"):
            value, bounds = view.get(name), VOCABULARY.facts[name].bounds
            if isinstance(value, int | float) and not bounds.low <= value <= bounds.high:
                return True
    return False


def days_of(finding: Finding) -> list[date]:
    """The days that are tried of the span of time that a finding speaks of."""
    first, last = (date.fromisoformat(each) for each in re.findall(r"\d{4}-\d\d-\d\d", finding.says)[-2:])
    return [day for day in DAYS if first <= day <= last]


def fails(finding: Finding, tried: Tried) -> bool:
    """Whether some record shows that a statement about a treatment fails."""
    match finding.code:
        case "fact-changes-decision":
            return tried.fact_changes_decision()
        case "more-is-better":
            return tried.more_is_better()
        case "quantity-out-of-bounds":
            return bool(tried.beyond)
        case "request-not-covered":
            return tried.not_covered()
        case "rules-disagree":
            one, other = re.findall(r"'([^']+)'", finding.says)[:2]
            return tried.disagree(one, other)
    raise ValueError(finding.code)


def reaches(finding: Finding, rule: Rule, tried: Tried) -> bool:
    """Whether some record shows a rule doing what a statement about it says that it should be able to do."""
    index = next((i for i, each in enumerate(rule.criteria) if each.name == finding.criterion), 0)
    wanted: dict[str, Callable[[Voice], bool]] = {
        "rule-never-applies": lambda voice: True,
        "criterion-never-met": lambda voice: voice.decision.criteria[index].truth is Truth.TRUE,
        "criterion-never-fails": lambda voice: voice.decision.criteria[index].truth is Truth.FALSE,
        "rule-never-approves": lambda voice: voice.decision.decision is Decision.APPROVE,
        "rule-never-denies": lambda voice: voice.decision.decision is Decision.DENY,
    }
    return any(
        voice.rule.id == rule.id and voice.applies is Truth.TRUE and wanted[finding.code](voice)
        for found in tried.voices.values()
        for voice in found
    )


def is_shown(rules: RuleSet, finding: Finding) -> bool:
    """Whether the interpreter sees in the printed case files what the finding says."""
    found = [screened(rules, text) for text in finding.cases]
    decisions = [each and each.decision for each in found]
    match finding.code:
        case "fact-changes-decision":
            one, other = found
            return one is not None and other is not None and one.decision in CERTAIN and _of(one) != _of(other)
        case "more-is-better":
            return decisions == [Decision.DENY, Decision.APPROVE]
        case "quantity-out-of-bounds":
            return out_of_bounds(rules, finding.cases[0]) is not None
        case "request-not-covered":
            return decisions == [Decision.NOT_COVERED]
        case "rules-disagree":
            return found[0] is not None and found[0].conflict
    raise ValueError(finding.code)


def _of(found: Recommendation) -> tuple[object, ...]:
    return found.decision, found.quantity


def compared(rules: RuleSet) -> Counter[tuple[str, Verdict]]:
    """Every statement about a rule set, with what trying every record says of it.

    Raises:
        AssertionError: the two differ, or a statement was left undecided.
    """
    tried = {day: Tried(rules, day) for day in DAYS}
    seen: Counter[tuple[str, Verdict]] = Counter()
    for finding in prove_treatment(rules, "t", BUDGET):
        if finding.code == "dates-not-covered":
            assert all(not found for day in days_of(finding) for found in tried[day].voices.values())
            continue
        assert finding.verdict is not Verdict.UNDECIDED, finding
        days = days_of(finding)
        shown = any(fails(finding, tried[day]) for day in days)
        assert not days or shown is (finding.verdict is Verdict.COUNTEREXAMPLE), (finding, days)
        assert finding.verdict is Verdict.PROVED or is_shown(rules, finding), finding
        seen[finding.code, finding.verdict] += 1
    for rule in rules.rules.values():
        for finding in prove_rule(rules, rule, BUDGET):
            assert finding.verdict is not Verdict.UNDECIDED, finding
            reached = any(reaches(finding, rule, each) for each in tried.values())
            assert reached is (finding.verdict is Verdict.COUNTEREXAMPLE), finding
            seen[finding.code, finding.verdict] += 1
    return seen


@given(rule_sets())
@law(20, many=200, phases=[Phase.explicit, Phase.generate])
def test_what_is_proved_is_what_every_record_says(rules: RuleSet) -> None:
    assert compared(rules)


@given(conditions(POOLS[0]), conditions(POOLS[0]), st.sampled_from(list(Strictness)))
@law(40, many=200, phases=[Phase.explicit, Phase.generate])
def test_readings_are_in_order_where_every_record_says_so(own: Condition, other: Condition, way: Strictness) -> None:
    stated = OtherReading("says", other, "why")
    criterion = replace(rule(own).criteria[0], **{str(way): stated})  # type: ignore[arg-type]  # the field of that name
    (finding,) = prove_readings(small(rule(own)), replace(rule(own), criteria=(criterion,)), BUDGET)
    hard, easy = (0, 1) if way is Strictness.LOOSER else (1, 0)
    tried = Tried(small(rule(own, other)), DAYS[1])
    truths = [[each.truth for each in voice.decision.criteria] for (voice,) in tried.voices.values()]
    wrong = any(each[hard] > each[easy] for each in truths)
    assert finding.verdict is (Verdict.COUNTEREXAMPLE if wrong else Verdict.PROVED)


# -- one rule set of which each kind of statement fails ------------------------------------------------

B0, B1 = Comparison("b0", Op.EQUALS, True), Comparison("b1", Op.EQUALS, True)
UNDER_TOTAL = Limit("visits_requested", "i0", "visits_authorized", 1)


def small(*rules: Rule) -> RuleSet:
    """These rules over the small vocabulary, from 2010 to 2019."""
    span = InForce(Boundary(FIRST, DateOf.REQUEST), Boundary(LAST, DateOf.REQUEST))
    guideline = Guideline("g", "g", "p", 2000, 1, span)
    total = Definition("common/total", "total", None, Total(Arithmetic.SUM, ("i0", "visits_requested")))
    profile = Profile("p", "p", {"g": 1})
    return RuleSet(VOCABULARY, {"g": guideline}, (total,), {each.id: each for each in rules}, chosen=profile)


def rule(*whens: Condition, name: str = "r", applies: Condition = ALWAYS) -> Rule:
    criteria = tuple(Criterion(f"k{index}", "says", when, GROUND) for index, when in enumerate(whens))
    return Rule(f"g/{name}", "t", "g", ("t",), criteria, AtLeast(len(whens), tuple(map(_named, criteria))), applies)


def _named(criterion: Criterion) -> Named:
    return Named(criterion.name)


SEEDED = {
    "more-is-better": small(rule(Comparison("visits_requested", Op.AT_LEAST, 2))),
    "quantity-out-of-bounds": small(rule(Comparison("total", Op.AT_MOST, 2))),
    "request-not-covered": small(rule(B0, applies=B1)),
    "rules-disagree": small(rule(B0), rule(UNDER_TOTAL, name="s")),
    "rule-never-applies": small(rule(B1, applies=AllOf((B0, NotOf(B0))))),
    "criterion-never-met": small(rule(AllOf((B0, NotOf(B0))))),
    "criterion-never-fails": small(rule(AnyOf((B0, NotOf(B0))))),
    "rule-never-approves": small(rule(B0, NotOf(B0))),
    "rule-never-denies": small(rule(Comparison("i0", Op.AT_LEAST, 0))),
}
SHOWN_BY_A_CASE = ("more-is-better", "quantity-out-of-bounds", "request-not-covered", "rules-disagree")


@pytest.mark.parametrize("code", SEEDED)
def test_a_statement_that_fails_is_found_to_fail_and_a_sound_twin_is_not(code: str) -> None:
    bad = Verdict.COUNTEREXAMPLE if code in SHOWN_BY_A_CASE else Verdict.PROVED
    good = Verdict.PROVED if bad is Verdict.COUNTEREXAMPLE else Verdict.COUNTEREXAMPLE
    assert compared(SEEDED[code])[code, bad]
    sound = compared(small(rule(B0), rule(B0, name="s")))
    assert sound[code, good] and not sound[code, bad]


def test_a_logic_in_which_silence_is_no_is_shown_to_change_decisions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Kleene's logic keeps this law whatever the rules say; so the interpreter and the formulas are broken alike."""
    truth = formulas.Reading._leaf

    def hasty_formula(self: formulas.Reading, condition: Comparison | Limit) -> formulas.Kleene:
        found = truth(self, condition)
        return formulas.Kleene(found.yes, formulas.no(found.yes))

    assert compared(small(rule(B0)))["fact-changes-decision", Verdict.PROVED]
    monkeypatch.setattr(judge, "SOURCE", VALUES)
    monkeypatch.setattr(Values, "open", lambda self, leaf: False)
    monkeypatch.setattr(formulas.Reading, "_leaf", hasty_formula)
    assert compared(small(rule(B0)))["fact-changes-decision", Verdict.COUNTEREXAMPLE]
    assert compared(small(rule(NotOf(B1), UNDER_TOTAL)))["fact-changes-decision", Verdict.COUNTEREXAMPLE]


def test_a_quantity_out_of_bounds_that_the_interpreter_does_not_see_is_not_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(prove_search, "out_of_bounds", lambda rules, text: None)
    found = list(prove_treatment(SEEDED["quantity-out-of-bounds"], "t", BUDGET))
    (one,) = [each for each in found if each.code == "quantity-out-of-bounds"]
    assert one.verdict is Verdict.UNDECIDED and one.hint == prove_search.UNCONFIRMED


def test_every_kind_of_statement_is_held_to_every_record() -> None:
    codes = {finding.code for finding in prove_treatment(small(rule(B0), rule(B1, name="s")), "t", BUDGET)}
    codes |= {finding.code for finding in prove_rule(small(rule(B0)), rule(B0), BUDGET)}
    assert codes == {*SEEDED, "fact-changes-decision", "dates-not-covered"}
