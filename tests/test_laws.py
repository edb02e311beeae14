"""Laws that hold of every rule set: documenting more overturns nothing; silence closes only what is silent."""

from hypothesis import given
from hypothesis import strategies as st

from laws import law
from recheck.collect import Record
from recheck.evaluators.plan import editions_in_force, plan_for
from recheck.evaluators.truths import Undocumented
from recheck.judge import Judgement, Mode
from recheck.load.files import rule_files
from recheck.load.rule_tests import RuleTest, load_rule_tests
from recheck.load.ruleset import load_rule_set
from recheck.model.guideline import Dates
from recheck.model.recommendation import Decision, Reason, Recommendation
from recheck.model.value import Held
from recheck.model.vocabulary import Fact, FactType

RULES = load_rule_set()
TESTS: list[RuleTest] = load_rule_tests(rule_files().values(), RULES, [])


def judged(test: RuleTest, held: dict[str, Held], undocumented: Undocumented) -> Recommendation:
    """All rules of the treatment on the test's date, over these facts."""
    treatment = str(held["treatment"])
    unit = next((name.removesuffix("_requested") for name in held if name.endswith("_requested")), None)
    plan = plan_for(RULES, treatment, editions_in_force(RULES, Dates(test.date)))
    blank = Recommendation("law", test.name, test.name, treatment, None, Decision.PEND, unit=unit)
    return Judgement(RULES, plan, Mode(undocumented), Record(held, {}), unit).recommend(blank, [])


def value_of(fact: Fact) -> st.SearchStrategy[Held]:
    low = int(fact.bounds.low) if fact.at_least is not None else 0
    high = int(fact.bounds.high) if fact.at_most is not None else low + 60
    match fact.type:
        case FactType.BOOLEAN:
            return st.booleans()
        case FactType.INTEGER | FactType.NUMBER:
            return st.integers(low, min(high, low + 60))
        case FactType.CHOICE:
            return st.sampled_from(fact.values)
        case FactType.SET:
            return st.frozensets(st.sampled_from(fact.values or ("a", "b")), max_size=3)
        case FactType.DATE:
            return st.dates()


@st.composite
def situations(draw: st.DrawFn) -> tuple[RuleTest, dict[str, Held], list[str]]:
    """A request like one of the rules' own tests, with a few facts changed, and an order to document them in."""
    test = draw(st.sampled_from(TESTS))
    held: dict[str, Held] = {"treatment": RULES.rules[test.rule].treatments[0], "requested_on": test.date, **test.facts}
    plan = plan_for(RULES, str(held["treatment"]), editions_in_force(RULES, Dates(test.date)))
    conditions = [(view, each.when) for view in plan.views for rule in view.rules for each in rule.criteria]
    read = sorted({name for view, condition in conditions for name in view.reads(condition)})
    read = [name for name in read if all(view.derives(name) is None for view in plan.views)]
    for name in draw(st.lists(st.sampled_from(read), max_size=5)) if read else ():
        if not name.endswith(("_requested", "_authorized")) and name != "treatment":
            held[name] = draw(value_of(RULES.vocabulary.facts[name]))
    stated = {"treatment", "requested_on", "body_region", "side"}
    free = [name for name in held if name not in stated and not name.endswith(("_requested", "_authorized"))]
    return test, held, draw(st.permutations(free))


@given(situations())
@law(600, many=20_000)
def test_under_ask_documenting_one_more_fact_overturns_no_decision(
    situation: tuple[RuleTest, dict[str, Held], list[str]],
) -> None:
    test, held, order = situation
    known = {name: value for name, value in held.items() if name not in order}
    before = judged(test, known, Undocumented.ASK)
    for name in order:
        known[name] = held[name]
        after = judged(test, known, Undocumented.ASK)
        if after.reason is Reason.CONTRADICTED:
            return  # a documented derived fact disagrees with what it derives from
        same_rules = {each.rule.id for each in before.rules} == {each.rule.id for each in after.rules}
        if before.decision.is_certain and same_rules:
            assert after.answer == before.answer, f"documenting {name} turned {before.answer} into {after.answer}"
        before = after


@given(situations())
@law(300, many=10_000)
def test_what_rests_on_the_record_stands_without_closing_silence(
    situation: tuple[RuleTest, dict[str, Held], list[str]],
) -> None:
    test, held, order = situation
    known = {name: value for name, value in held.items() if name not in order[::2]}
    closed, asked = judged(test, known, Undocumented.NOT_ESTABLISHED), judged(test, known, Undocumented.ASK)
    if asked.decision.is_certain:
        assert closed.answer == asked.answer
        assert closed.rests_on == "documented"
    elif closed.decision.is_certain:
        assert closed.rests_on in ("record", "silence")
        assert asked.decision is Decision.PEND
        assert closed.decision in asked.possible


@given(situations())
@law(250, many=10_000)
def test_an_approval_of_more_is_no_denial_of_less(situation: tuple[RuleTest, dict[str, Held], list[str]]) -> None:
    """A modification is to a quantity that would be approved if it had been asked for."""
    test, held, _ = situation
    found = judged(test, held, Undocumented.ASK)
    unit = next((name for name in held if name.endswith("_requested")), None)
    if found.decision is Decision.MODIFY and found.quantity and unit and not found.changes:
        assert judged(test, {**held, unit: found.quantity}, Undocumented.ASK).decision is Decision.APPROVE
