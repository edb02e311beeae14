"""What is exactly possible, in words that do not contradict themselves."""

from typing import Any

from recheck.model.rule import RuleSet
from recheck.page import exact_words
from recheck.service.screening import Asked, screen_asked
from service_fixtures import massage


def words(rules: RuleSet, case: dict[str, Any]) -> list[str]:
    found = screen_asked(Asked(case, exact=True, needs_physician=True), rules).found[0]
    assert found.exact is not None
    return [text for _, text in exact_words(found.exact, rules)]


def test_what_turns_on_a_fixed_fact_alone_says_so(rules: RuleSet) -> None:
    case = massage(exercise_program=True, visits_completed=0)
    del case["claim"]["date_of_injury"]
    case["requests"]["massage"]["quantity"]["disputed"] = 6
    said = words(rules, case)
    assert said[1].startswith("still possible: approve")
    assert said[2:] == ["approval depends only on facts that cannot change: date of injury"]


def test_what_nothing_turns_into_approve_says_so(rules: RuleSet) -> None:
    said = words(rules, massage(exercise_program=False, active_therapy=False, visits_completed=6))
    assert said[1:] == ["it stays: deny", "no facts, documented or different, turn it into approve"]
