"""What is said of a recommendation, and whether it can be relied on."""

from datetime import date

from conftest import ROOT
from recheck.evaluators.truths import Undocumented
from recheck.explain import SIGNED, rationale, share_ours
from recheck.judge import Mode
from recheck.load.cases import load_cases, read_case
from recheck.model.case import Case
from recheck.model.recommendation import CriterionFinding, Decision, FactUsed, Reason, RuleFinding
from recheck.model.rule import Role, RuleSet
from recheck.model.truth import Truth
from recheck.output import recommendation_json
from recheck.page import grouped, page
from recheck.phrases import OUR_READING, fact_row, fact_words, how_known
from recheck.screen import screen

NOT_ESTABLISHED = Mode(Undocumented.NOT_ESTABLISHED)


def test_the_rationale_reads_as_a_physician_adviser_dictates_it(seeds: dict[str, Case], rules: RuleSet) -> None:
    found = screen(rules, seeds["imr-seed-000"], "massage", NOT_ESTABLISHED, advise=True)
    assert rationale(found, rules).split("\n\n") == [
        "8 sessions of massage therapy, cervical, requested 1 April 2014. "
        "Recommended: deny, because the record is silent.",
        "Not documented, and so not established: massage accompanies exercise or another recommended treatment "
        "(Massage therapy, p. 60, our interpretation).",
        "To change this, send a note on: the worker is in an exercise program; another active treatment is under way.",
        "Basis: MTUS Chronic Pain Medical Treatment Guidelines (2009).",
        SIGNED,
    ]


def test_what_is_granted_comes_first_and_each_criterion_is_said_once(rules: RuleSet) -> None:
    (case,), problems = load_cases([ROOT / "docs" / "examples" / "massage.yaml"], rules.vocabulary)
    assert not problems
    first, why, *_ = rationale(screen(rules, case, "massage", advise=True), rules).split("\n\n")
    assert first.endswith("Recommended: 6 visits. For the other 2 the criteria are not met.")
    assert "Not met: at most six visits in all [visits requested: 8; visits completed before: 0]" in why
    assert why.count("massage accompanies exercise") == 1


def test_no_rationale_shows_names_of_the_file_or_reads_an_absence_as_a_document(
    rules: RuleSet, cases: list[Case]
) -> None:
    for case in cases:
        for request in case.requests:
            for mode in (NOT_ESTABLISHED, Mode()):
                text = rationale(screen(rules, case, request, mode), rules).replace(SIGNED, "")
                assert "_" not in text.replace(case.requests[request].title, ""), text
                assert "documented as absent" not in text


def test_facts_are_shown_with_the_lines_they_were_read_from(seeds: dict[str, Case], rules: RuleSet) -> None:
    text = page(screen(rules, seeds["imr-seed-000"], "mri", NOT_ESTABLISHED), rules)
    assert "[line 49, 2014-04-01]" in text
    assert "and so not established" in " ".join(text.split())


def test_unverified_grounds_and_our_readings_are_said_where_they_decide(rules: RuleSet, cases: list[Case]) -> None:
    tried = set[str]()
    for case in cases:
        for request in case.requests:
            found = screen(rules, case, request, NOT_ESTABLISHED)
            if found.reason is Reason.SCOPE_NOT_DOCUMENTED or found.components:
                continue
            text = rationale(found, rules)
            share = share_ours(found)
            assert share is None or 0 <= share <= 1
            for each in (one for finding in found.rules for one in finding.criteria if one.decides):
                for words in how_known(each):
                    assert words in text
                    tried.add(words)
    assert tried >= {"unverified", OUR_READING, "known from one source"}


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


LUMBAR = """case: own
claim: {date_of_injury: 2015-12-08}
requests:
  m: {title: MRI of the lumbar spine, treatment: mri_lumbar, body_region: lumbar, requested_on: 2016-03-02}
"""


def shown(text: str, request: str, rules: RuleSet, mode: Mode | None = None) -> str:
    case, problems = read_case(text, "own.yaml", rules.vocabulary)
    assert case is not None and not problems
    return page(screen(rules, case, request, mode or Mode(), advise=True), rules)


def test_the_criteria_say_which_are_alternatives_and_which_are_all_needed(rules: RuleSet) -> None:
    rows = [row for row in shown(LUMBAR, "m", rules).split("\n\n")[1].splitlines() if "of:" in row]
    assert [row.strip() for row in rows][:3] == ["to approve, any one of:", "both of:", "all of:"]
    assert [len(row) - len(row.lstrip()) for row in rows][:3] == [18, 20, 20]


def test_what_only_advises_stands_apart_from_what_decides(rules: RuleSet) -> None:
    advised = next(
        rule
        for rule in rules.rules.values()
        if rule.approve_when is not None and any(each.role is Role.SUPPORTING for each in rule.criteria)
    )
    criteria = tuple(CriterionFinding(each, Truth.UNKNOWN, Truth.FALSE, False) for each in advised.criteria)
    finding = RuleFinding(advised, 1, Truth.TRUE, Decision.PEND, None, {}, (), criteria, ())
    parts = [part for _, part in grouped(finding)]
    after = parts[parts.index("advice, which decides nothing") + 1 :]
    roles = [each.criterion.role for each in after if isinstance(each, CriterionFinding)]
    assert roles and set(roles) == {Role.SUPPORTING}


def test_where_a_figure_comes_from_is_said_once_and_in_few_places(rules: RuleSet) -> None:
    dates = (FactUsed("date_of_injury", date(2015, 12, 8)), FactUsed("requested_on", date(2016, 3, 2)))
    days = FactUsed("days_since_injury", 85, from_facts=dates)
    months = FactUsed("symptoms_months", 2.7926078, from_facts=dates)
    told = set[FactUsed]()
    facts = rules.vocabulary.facts
    assert fact_row(days, facts, told).endswith("(from date of injury: 8 December 2015, date of request: 2 March 2016)")
    assert fact_row(months, facts, told) == "months of symptoms: 2 months 23 days"
    assert fact_row(FactUsed("symptoms_months", 2.7926078), facts) == "months of symptoms: 2.8"
    told.clear()
    assert fact_words(days, facts, told).count("2 March 2016") == 1
    assert "2 March 2016" not in fact_words(months, facts, told)


def test_no_note_names_a_rule_by_its_file(rules: RuleSet, cases: list[Case]) -> None:
    for case in cases:
        for request in case.requests:
            for note in screen(rules, case, request, NOT_ESTABLISHED).notes:
                assert not any(name in note for name in rules.rules), note
