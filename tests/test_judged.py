"""A recommendation is a value: it can be put away, read back, and made again from what it holds."""

import pickle
from dataclasses import replace

from recheck.judge import judged_again
from recheck.model.case import Case
from recheck.model.recommendation import Decision, Recommendation
from recheck.model.rule import RuleSet
from recheck.screen import screen


def parts(found: Recommendation) -> list[Recommendation]:
    return [each for one in found.components for each in parts(one)] if found.components else [found]


def test_a_recommendation_survives_being_put_away(rules: RuleSet, seeds: dict[str, Case]) -> None:
    case = seeds["imr-seed-000"]
    for name in case.requests:
        found = screen(rules, case, name)
        again = pickle.loads(pickle.dumps(found))
        assert again == found
        for before, after in zip(parts(found), parts(again), strict=True):
            for finding in before.rules:
                for each in finding.criteria:
                    assert after.facts_of(finding, each) == before.facts_of(finding, each)


def test_a_recommendation_is_made_again_from_what_it_holds(rules: RuleSet, seeds: dict[str, Case]) -> None:
    for case in seeds.values():
        for name in case.requests:
            for found in parts(screen(rules, case, name)):
                judgement = judged_again(rules, found)
                if judgement is not None:
                    blank = replace(found, decision=Decision.PEND, rules=(), missing=(), rests_on=None)
                    again = judgement.recommend(blank, [])
                    assert (again.answer, again.rests_on, again.missing) == (
                        found.answer,
                        found.rests_on,
                        found.missing,
                    )
                    assert again.rules == found.rules
