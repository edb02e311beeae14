"""What is said of a recommendation, and whether it can be relied on."""

from recheck.evaluators.truths import Undocumented
from recheck.explain import rationale, share_ours
from recheck.judge import Mode
from recheck.model.case import Case
from recheck.model.rule import RuleSet
from recheck.output import recommendation_json
from recheck.page import page
from recheck.screen import screen

NOT_ESTABLISHED = Mode(Undocumented.NOT_ESTABLISHED)


def test_the_rationale_reads_like_a_letters_paragraph(seeds: dict[str, Case], rules: RuleSet) -> None:
    found = screen(rules, seeds["imr-seed-000"], "massage", NOT_ESTABLISHED)
    assert rationale(found, rules) == (
        "At issue: 8 sessions of massage therapy (disputed: 8 visits), requested on 1 April 2014. "
        "MTUS Chronic Pain Medical Treatment Guidelines (2009), Massage therapy, p. 60, looks for this: "
        "massage accompanies exercise or another recommended treatment. "
        "The record does not document: the worker is in an exercise program; another active treatment is under way. "
        "That is not documented, and so not established. Hence the request does not meet the criteria. "
        "Our reading of the guideline's words: Massage accompanies exercise or another recommended treatment."
    )


def test_facts_are_shown_with_the_lines_they_were_read_from(seeds: dict[str, Case], rules: RuleSet) -> None:
    text = page(screen(rules, seeds["imr-seed-000"], "mri", NOT_ESTABLISHED), rules)
    assert "[line 49, 2014-04-01]" in text
    assert "and so not established" in " ".join(text.split())


def test_unverified_grounds_and_our_readings_are_said_where_they_decide(seeds: dict[str, Case], rules: RuleSet) -> None:
    found = screen(rules, seeds["imr-seed-004"], "epidural", NOT_ESTABLISHED)
    assert "not verified" in rationale(found, rules)
    assert share_ours(found) is not None
    assert 0 < (share_ours(found) or 0) < 1


def test_the_json_carries_every_criterion_with_truth_facts_and_citation(seeds: dict[str, Case], rules: RuleSet) -> None:
    data = recommendation_json(screen(rules, seeds["imr-seed-003"], "home_traction"), rules)
    assert data["needs_physician"] is True
    odg = data["also_considered"][0]  # type: ignore[index]  # a list in this shape
    criterion = odg["criteria"]["radicular_symptoms"]
    assert (criterion["truth"], criterion["basis"], criterion["reading"]) == ("met", "letter", "ours")
    assert criterion["facts"][0]["evidence"] == {"lines": [45, 47]}


def test_only_a_refusal_says_that_a_physician_must_decide(seeds: dict[str, Case], rules: RuleSet) -> None:
    denied = page(screen(rules, seeds["imr-seed-003"], "home_traction"), rules)
    pending = page(screen(rules, seeds["imr-seed-000"], "mri"), rules)
    assert denied.count("Only a physician") == 1
    assert "Only a physician" not in pending
