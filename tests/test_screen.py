"""What is recommended, request by request: scope, dates, quantities, regions, parts, dependencies, gates."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from recheck import judge
from recheck.engines.both import BothEngines
from recheck.engines.durable import DurableEngine
from recheck.engines.rulesets import InferenceFault
from recheck.evaluators.truths import Undocumented
from recheck.explain import headline, rationale
from recheck.judge import Mode
from recheck.load.cases import read_case
from recheck.load.profiles import under
from recheck.load.ruleset import load_rule_set
from recheck.model.case import Case
from recheck.model.problem import ProblemsFound, errors
from recheck.model.recommendation import Decision, Reason, Recommendation
from recheck.model.rule import RuleSet
from recheck.model.truth import Truth
from recheck.screen import screen

NOT_ESTABLISHED = Mode(Undocumented.NOT_ESTABLISHED)
MASSAGE = """
case: mine
claim: {date_of_injury: 2012-10-13, exercise_program: true}
treatments: {massage_therapy: {cervical: {visits_completed: 0}}}
requests:
  massage:
    title: 8 visits of massage
    treatment: massage_therapy
    body_region: cervical
    requested_on: 2015-03-02
    quantity: {disputed: 8, unit: visits}
"""


def case_of(text: str, rules: RuleSet) -> Case:
    case, problems = read_case(text, "case.yaml", rules.vocabulary)
    assert not errors(problems), problems
    assert case
    return case


def ask(text: str, rules: RuleSet, request: str = "massage", mode: Mode = Mode()) -> Recommendation:  # noqa: B008
    return screen(rules, case_of(text, rules), request, mode, advise=True)


# -- the thirteen determinations, and what a new user would try on them ------------------------------


def test_eight_visits_become_six_and_six_are_approved(rules: RuleSet) -> None:
    found = ask(MASSAGE, rules)
    assert (found.decision, found.quantity, found.rests_on) == (Decision.MODIFY, 6, "documented")
    assert found.needs_physician
    assert ask(MASSAGE.replace("disputed: 8", "disputed: 6"), rules).decision is Decision.APPROVE


def test_without_the_exercise_fact_the_request_waits_for_it(rules: RuleSet) -> None:
    found = ask(MASSAGE.replace(", exercise_program: true", ""), rules)
    assert (found.decision, found.reason) == (Decision.PEND, Reason.UNDOCUMENTED)
    assert [question.fact for question in found.missing] == ["exercise_program", "active_therapy"]
    assert found.possible == (Decision.MODIFY, Decision.DENY)


def test_massage_without_exercise_is_denied_with_its_page(rules: RuleSet) -> None:
    text = MASSAGE.replace("exercise_program: true", "exercise_program: false, active_therapy: false")
    found = ask(text, rules)
    assert found.decision is Decision.DENY
    assert [str(ground.cite) for ground in found.rules[0].grounds] == ["mtus-chronic-pain-2009, Massage therapy, p. 60"]
    assert found.would_change == ()  # of eight visits nothing makes more than six


def test_a_later_date_names_the_edition_that_is_not_at_hand(rules: RuleSet) -> None:
    alone = under(rules, "mtus")
    found = ask(MASSAGE.replace("2015-03-02", "2018-03-02"), alone)
    assert (found.decision, found.reason) == (Decision.NOT_COVERED, Reason.NO_RULE)
    assert "acoem-cervical-thoracic-2016" in found.not_at_hand
    assert "acoem-low-back-2016" not in found.not_at_hand
    later = ask(MASSAGE.replace("2015-03-02", "2026-03-02"), alone)
    assert "acoem-cervical-thoracic-2019" in later.not_at_hand
    assert not found.needs_physician


def test_an_edition_outside_its_scope_is_not_named(rules: RuleSet) -> None:
    acute = MASSAGE.replace("2015-03-02", "2026-03-02").replace("2012-10-13", "2026-02-20")
    assert "acoem-chronic-pain-2017" not in ask(acute, rules).not_at_hand
    chronic = acute.replace("2026-02-20", "2025-02-20")
    assert "acoem-chronic-pain-2017" in ask(chronic, rules).not_at_hand


def test_as_if_judges_by_another_dates_editions(rules: RuleSet) -> None:
    text = MASSAGE.replace("2015-03-02", "2018-03-02")
    found = ask(text, rules, mode=Mode(as_if=date(2015, 3, 2)))
    assert (found.decision, found.as_if) == (Decision.MODIFY, date(2015, 3, 2))


def test_without_a_date_the_request_pends(rules: RuleSet) -> None:
    found = ask(MASSAGE.replace("    requested_on: 2015-03-02\n", ""), rules)
    assert (found.decision, found.reason) == (Decision.PEND, Reason.NO_DATE)


def test_the_edition_follows_the_request_and_ends_by_service(rules: RuleSet) -> None:
    def guideline(requested: str, service: str = "") -> set[str]:
        text = MASSAGE.replace("2015-03-02", requested + service).replace("massage_therapy", "physical_therapy")
        found = ask(text, rules)
        return {each.rule.guideline for each in (*found.rules, *found.also_considered)}

    assert "mtus-chronic-pain-2009" in guideline("2016-07-28")
    assert "mtus-chronic-pain-2016" in guideline("2016-07-29")
    assert "mtus-chronic-pain-2016" in guideline("2017-11-30")
    later = guideline("2017-11-30", "\n    service_on: 2017-12-01")
    assert not {each for each in later if each.startswith(("mtus-chronic", "mtus-postsurgical", "acoem-2004", "odg"))}


def test_visits_of_another_treatment_or_region_do_not_count(rules: RuleSet) -> None:
    other = MASSAGE.replace("{massage_therapy: {cervical", "{physical_therapy: {cervical")
    assert ask(other, rules).decision is Decision.PEND
    elsewhere = MASSAGE.replace("{cervical: {visits_completed: 0}}", "{lumbar: {visits_completed: 0}}")
    assert [question.fact for question in ask(elsewhere, rules).missing] == ["visits_completed"]


def test_what_was_authorized_counts_as_had(rules: RuleSet) -> None:
    text = MASSAGE.replace("{disputed: 8, unit", "{requested: 8, authorized: 4, disputed: 4, unit")
    found = ask(text, rules)
    assert (found.decision, found.quantity) == (Decision.MODIFY, 2)
    assert any("already authorized" in note for note in found.notes)


def test_contradicted_facts_pend_and_are_never_closed(rules: RuleSet) -> None:
    readings = "{values: [{value: true, dated: 2015-01-02}, {value: false, dated: 2015-01-02}]}"
    text = MASSAGE.replace("exercise_program: true", f"exercise_program: {readings}")
    for mode in (Mode(), NOT_ESTABLISHED):
        found = ask(text, rules, mode=mode)
        assert (found.decision, found.reason) == (Decision.PEND, Reason.CONTRADICTED)
        assert found.contradicted == ("exercise_program",)


def test_the_latest_reading_on_or_before_the_request_counts(rules: RuleSet) -> None:
    days = {"2014-01-02": "false", "2015-03-02": "true", "2016-01-01": "false"}
    readings = f"{{values: [{', '.join(f'{{value: {value}, dated: {day}}}' for day, value in days.items())}]}}"
    assert ask(MASSAGE.replace("exercise_program: true", f"exercise_program: {readings}"), rules).quantity == 6
    late = MASSAGE.replace("exercise_program: true", "exercise_program: {value: true, dated: 2016-01-01}")
    found = ask(late, rules)
    assert found.decision is Decision.PEND
    assert any("only after the request" in note for note in found.notes)


def test_a_documented_derived_fact_that_disagrees_contradicts(rules: RuleSet) -> None:
    text = MASSAGE.replace("quantity:", "facts: {phase: acute}\n    quantity:")
    found = ask(text, rules)
    assert found.decision is Decision.PEND
    assert "phase" in found.contradicted


def test_an_undocumented_scope_pends_unless_it_makes_no_difference(rules: RuleSet) -> None:
    found = ask(MASSAGE.replace("date_of_injury: 2012-10-13, ", ""), rules)
    assert (found.decision, found.reason) == (Decision.PEND, Reason.SCOPE_NOT_DOCUMENTED)
    assert found.missing[0].fact == "date_of_injury"


def test_silence_alone_never_selects_a_lower_ranked_guideline(rules: RuleSet) -> None:
    text = MASSAGE.replace("massage_therapy", "home_traction").replace("unit: visits", "unit: units")
    text = text.replace("\ntreatments: {home_traction: {cervical: {visits_completed: 0}}}", "")
    assert ask(text, rules).rules[0].rule.guideline == "acoem-2004"
    nowhere = text.replace("    body_region: cervical\n", "")
    assert ask(nowhere, rules).reason is Reason.SCOPE_NOT_DOCUMENTED


def test_odg_speaks_where_the_mtus_takes_no_position(seeds: dict[str, Case], rules: RuleSet) -> None:
    found = screen(under(rules, "mtus"), seeds["imr-seed-000"], "decompression")
    assert (found.decision, found.rests_on) == (Decision.DENY, "documented")
    assert found.rules[0].rule.guideline == "odg"
    assert [each.rule.id for each in found.also_considered] == ["acoem-2004/powered_traction"]


def test_the_other_guidelines_view_is_shown(seeds: dict[str, Case], rules: RuleSet) -> None:
    found = screen(rules, seeds["imr-seed-003"], "home_traction")
    assert found.decision is Decision.DENY
    assert [(each.rule.id, each.decision) for each in found.also_considered] == [
        ("odg/home_traction", Decision.APPROVE)
    ]


def test_several_regions_are_judged_each_by_itself_and_the_worst_holds(seeds: dict[str, Case], rules: RuleSet) -> None:
    found = screen(rules, seeds["imr-seed-003"], "trigger_points", NOT_ESTABLISHED)
    assert [(each.region, each.rests_on) for each in found.components] == [
        ("cervical", "documented"),
        ("shoulder", "silence"),
    ]
    assert (found.decision, found.rests_on) == (Decision.DENY, "documented")


PARTS = """
case: mine
claim: {date_of_injury: 2016-08-01}
regions: {lumbar: {radicular_pain: true, motor_deficit: true, conservative_care_weeks: 8}}
requests:
  surgery: {treatment: home_traction, body_region: cervical, requested_on: 2016-12-15}
  studies:
    title: EMG/NCS of the legs
    body_region: lumbar
    requested_on: 2016-12-15
    parts: {emg: {treatment: emg}, ncs: {treatment: ncs}}
  after:
    title: What goes with it
    treatment: massage_therapy
    requested_on: 2016-12-15
    depends_on: {request: surgery}
"""


def test_parts_are_judged_each_by_itself(rules: RuleSet) -> None:
    found = ask(PARTS, rules, "studies", NOT_ESTABLISHED)
    assert {each.request: each.decision for each in found.components}["ncs"] is Decision.DENY
    assert found.decision in (Decision.MODIFY, Decision.DENY)


def test_what_depends_on_a_denied_request_is_denied(rules: RuleSet) -> None:
    found = ask(PARTS, rules, "after")
    assert (found.decision, found.reason, found.rests_on) == (Decision.DENY, Reason.DEPENDENCY, "documented")


def test_what_depends_on_a_request_approved_in_part_is_judged(rules: RuleSet) -> None:
    after = "treatment: home_traction, body_region: cervical, requested_on: 2015-03-02"
    text = f"{MASSAGE}  after: {{{after}, depends_on: {{request: massage}}}}\n"
    assert ask(text, rules).decision is Decision.MODIFY
    assert ask(text, rules, "after").reason is not Reason.DEPENDENCY
    waiting = ask(text.replace(", exercise_program: true", ""), rules, "after")
    assert (waiting.decision, waiting.reason) == (Decision.PEND, Reason.DEPENDENCY)


def test_a_gate_pends_before_any_criterion(rules: RuleSet) -> None:
    text = MASSAGE.replace("quantity:", "facts: {body_part_disputed: true}\n    quantity:")
    found = ask(text, rules)
    assert (found.decision, found.reason) == (Decision.PEND, Reason.GATE)
    assert "disputed" in (found.reason_text or "")
    assert headline(found) == ("PEND: the request cannot be reviewed yet (liability for this body part is disputed)")


def test_a_gate_names_what_closes_it_and_nothing_else(rules: RuleSet) -> None:
    text = MASSAGE.replace("quantity:", "facts: {request_signed: false, request_dated: true}\n    quantity:")
    found = ask(text, rules)
    assert headline(found).endswith("(the request is not signed by the treating physician)")
    assert "is not signed by the treating physician" in rationale(found, rules)


def test_a_refused_opioid_carries_the_taper_text(seeds: dict[str, Case], rules: RuleSet) -> None:
    found = screen(rules, seeds["imr-seed-002"], "hydrocodone", NOT_ESTABLISHED)
    assert found.decision is Decision.DENY
    assert "not to be stopped abruptly" in rationale(found, rules)


def test_every_recommendation_can_be_replayed(seeds: dict[str, Case], rules: RuleSet) -> None:
    found = screen(rules, seeds["imr-seed-000"], "massage")
    assert found.rules_digest == load_rule_set().digest
    assert found == screen(load_rule_set(), seeds["imr-seed-000"], "massage")


def test_what_would_change_it_really_changes_it(rules: RuleSet) -> None:
    text = MASSAGE.replace("exercise_program: true", "exercise_program: false, active_therapy: false")
    text = text.replace("disputed: 8", "disputed: 6")
    found = ask(text, rules)
    assert found.would_change
    for change in found.would_change:
        facts = dict(change.facts)
        assert set(facts) <= {"exercise_program", "active_therapy"}
        changed = text
        for name in facts:
            changed = changed.replace(f"{name}: false", f"{name}: true")
        assert ask(changed, rules).decision is Decision.APPROVE


# -- when the evaluators differ ------------------------------------------------------------------------


class Liar(DurableEngine):
    """An engine that finds every criterion met."""

    def criteria(self, program, number, held):  # type: ignore[no-untyped-def]  # as the engine's
        return tuple(replace(one, truth=Truth.TRUE) for one in super().criteria(program, number, held))


class Broken(DurableEngine):
    """An engine that fails."""

    def criteria(self, program, number, held):  # type: ignore[no-untyped-def]  # as the engine's
        raise InferenceFault("the library failed")


@pytest.mark.parametrize("inference", [Liar(), Broken()])
def test_where_evaluators_disagree_nothing_is_recommended(
    rules: RuleSet, inference: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judge, "BOTH", BothEngines(decides=inference))  # type: ignore[arg-type]  # either
    with pytest.raises(ProblemsFound) as raised:
        ask(MASSAGE.replace(", exercise_program: true", ""), rules)
    assert [problem.code for problem in raised.value.problems] == ["evaluators-disagree"]


def test_an_unknown_request_names_the_nearest(seeds: dict[str, Case], rules: RuleSet) -> None:
    with pytest.raises(ProblemsFound) as raised:
        screen(rules, seeds["imr-seed-000"], "masage")
    problem = raised.value.problems[0]
    assert (problem.code, problem.suggestion) == ("unknown-request", "did you mean 'massage'?")


def test_the_cache_gives_back_the_same_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from recheck.load.cache import KeptRules, cached_rule_set

    monkeypatch.delenv("RECHECK_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    first, second = cached_rule_set(), cached_rule_set()
    assert isinstance(second.rules, KeptRules)
    assert dict(second.rules) == dict(first.rules)
    assert (second.digest, second.definitions, second.gates) == (first.digest, first.definitions, first.gates)
    for kept in (tmp_path / "imr-recheck").iterdir():
        kept.write_bytes(b"not a cache")
    assert cached_rule_set().digest == first.digest


# -- what a review found --------------------------------------------------------------------------------


def test_a_contradicted_gate_pends(rules: RuleSet) -> None:
    readings = "{values: [{value: true, dated: 2014-03-01}, {value: false, dated: 2014-03-01}]}"
    text = MASSAGE.replace("quantity:", f"facts: {{injury_disputed: {readings}}}\n    quantity:")
    found = ask(text, rules)
    assert (found.decision, found.reason) == (Decision.PEND, Reason.CONTRADICTED)
    assert found.contradicted == ("injury_disputed",)


WHOLE = """
case: mine
claim: {date_of_injury: 2013-01-01, exercise_program: true}
requests:
  both:
    title: Massage and physical therapy
    body_region: lumbar
    requested_on: 2016-07-20
    quantity: {disputed: 4, unit: visits}
    facts: {injury_disputed: false}
    parts:
      x: {treatment: massage_therapy, service_on: 2016-08-05, facts: {injury_disputed: true}}
      y: {treatment: massage_therapy, service_on: 2016-08-05}
"""


def test_a_parts_own_facts_stand_before_the_wholes_and_dates_are_inherited_one_by_one(rules: RuleSet) -> None:
    found = ask(WHOLE, rules, "both", NOT_ESTABLISHED)
    assert [(each.decision, each.reason) for each in found.components] == [
        (Decision.PEND, Reason.GATE),
        (Decision.APPROVE, None),
    ]


def test_a_request_disputed_as_a_whole_does_not_count_what_was_authorized_twice(rules: RuleSet) -> None:
    text = MASSAGE.replace("{disputed: 8, unit", "{requested: 6, authorized: 2, disputed: 6, unit")
    assert ask(text, rules).decision is Decision.APPROVE


def test_the_low_back_has_no_side(rules: RuleSet) -> None:
    text = MASSAGE.replace("body_region: cervical", "body_region: cervical\n    side: right")
    assert ask(text.replace("visits_completed: 0", "visits_completed: 20"), rules).decision is Decision.DENY


def about_a_knee(places: str, side: str = "") -> str:
    text = MASSAGE.replace("{cervical: {visits_completed: 0}}", places)
    return text.replace("body_region: cervical", f"body_region: knee\n    {side}".rstrip())


@pytest.mark.parametrize(
    ("places", "side"),
    [
        ("{knee: {visits_completed: 0}}", "side: right"),
        ("{knee_left: {visits_completed: 0}, knee_right: {visits_completed: 0}}", ""),
    ],
)
def test_facts_of_another_side_are_said_to_be_unread(places: str, side: str, rules: RuleSet) -> None:
    _, problems = read_case(about_a_knee(places, side), "case.yaml", rules.vocabulary)
    assert {problem.code for problem in problems} == {"side-missing"}


def test_a_request_without_a_side_reads_the_one_side_that_is_documented_and_says_so(rules: RuleSet) -> None:
    text = about_a_knee("{knee_right: {visits_completed: 20}}")
    _, problems = read_case(text, "case.yaml", rules.vocabulary)
    assert not problems
    found = ask(text, rules)
    assert found.decision is Decision.DENY
    assert any("names no side" in note and "knee right" in note for note in found.notes)


def test_what_is_documented_of_the_region_itself_stands_before_its_one_side(rules: RuleSet) -> None:
    found = ask(about_a_knee("{knee: {visits_completed: 0}, knee_right: {visits_completed: 20}}"), rules)
    assert found.decision is not Decision.DENY


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2012-10-13", "2016-10-13"),
        ("requested_on: 2015-03-02", "requested_on: 2015-03-02\n    reviewed_on: 2015-03-01"),
    ],
)
def test_dates_out_of_order_are_refused(old: str, new: str, rules: RuleSet) -> None:
    _, problems = read_case(MASSAGE.replace(old, new), "case.yaml", rules.vocabulary)
    assert [problem.code for problem in problems] == ["dates-out-of-order"]


def test_where_all_outcomes_wait_the_scope_is_asked_for_first(rules: RuleSet) -> None:
    text = MASSAGE.replace("massage_therapy", "physical_therapy").replace("cervical", "knee")
    found = ask(text, rules)
    assert (found.decision, found.reason) == (Decision.PEND, Reason.SCOPE_NOT_DOCUMENTED)


def test_what_is_missing_does_not_depend_on_who_was_judged_before(rules: RuleSet) -> None:
    silent = MASSAGE.replace("date_of_injury: 2012-10-13, ", "")
    service_only = silent.replace("requested_on", "service_on")
    ask(service_only, rules)
    assert "requested_on" not in [question.fact for question in ask(silent, rules).missing]


def test_what_silence_was_taken_for_is_said(rules: RuleSet) -> None:
    text = MASSAGE.replace("\ntreatments: {massage_therapy: {cervical: {visits_completed: 0}}}", "")
    found = ask(text, rules, mode=NOT_ESTABLISHED)
    assert (found.decision, found.quantity, found.rests_on) == (Decision.MODIFY, 6, "silence")
    assert "not documented, and counted as none: visits completed before" in found.notes


@pytest.mark.parametrize("target", ["nothere", "both"])
def test_a_part_that_depends_on_nothing_or_on_itself_is_refused(target: str, rules: RuleSet) -> None:
    part = "y: {treatment: massage_therapy,"
    text = WHOLE.replace(part, f"{part} depends_on: {{request: {target}}},")
    _, problems = read_case(text, "case.yaml", rules.vocabulary)
    assert {problem.code for problem in problems} == {"unknown-request" if target == "nothere" else "cycle"}


def test_a_derivation_that_yields_nothing_is_asked_for_itself(rules: RuleSet) -> None:
    """No pain without the drug: relief is a share of nothing, and only what the record says of it can tell."""
    text = """
case: mine
claim: {date_of_injury: 2009-10-13, work_status: off_work}
treatments:
  hydrocodone_acetaminophen:
    {function_improved: true, pain_score_without: 0, pain_score_with: 0}
requests:
  opioid:
    title: an opioid
    treatment: hydrocodone_acetaminophen
    requested_on: 2013-03-02
    facts: {opioid_purpose: to_continue}
"""
    found = ask(text, rules, "opioid")
    assert (found.decision, found.reason) == (Decision.PEND, Reason.UNDOCUMENTED)
    assert "pain_relief_percent" in [question.fact for question in found.missing]
    stated = text.replace("pain_score_with: 0", "pain_score_with: 0, pain_relief_percent: 40")
    assert "pain_relief_percent" not in [question.fact for question in ask(stated, rules, "opioid").missing]
