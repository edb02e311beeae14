"""A profile says which guidelines count, in which order, and which may only advise."""

from dataclasses import replace
from pathlib import Path

import pytest

from conftest import run
from recheck.explain import headline, rationale
from recheck.load.cases import read_case
from recheck.load.files import rule_files
from recheck.load.profiles import under
from recheck.load.ruleset import load_rule_set, read_rule_set
from recheck.model.guideline import Guideline
from recheck.model.problem import ProblemsFound
from recheck.model.recommendation import Decision, Reason, Recommendation
from recheck.model.rule import RuleSet
from recheck.screen import screen

FIRST = {
    "guidelines/own.yaml": """
{name}-2026:
  title: {title}
  publisher: {title}
  jurisdiction: {title}
  year: 2026
  rank: 3
  in_force: {{from: {{date: 2026-01-01, by: request}}}}
  source: this test
  basis: page
""",
    "{name}-2026/cupping.yaml": """
rule: {name}-2026/cupping
title: Cupping
treatments: [cupping]
criteria:
  few:
    says: At most {most} visits
    limit: {{of: visits_requested, already: visits_completed, at_most: {most}}}
    cite: {{section: "{title} 1"}}
    basis: page
    reading: quoted
approve_when: {{all: [few]}}
""",
}
TREATMENT = "cupping: {title: Cupping, category: rehabilitation, unit: visits, wordings: [cupping therapy]}\n"
CASE = """
case: today
claim: {date_of_injury: 2026-01-05}
treatments: {cupping: {cervical: {visits_completed: 0}}}
requests:
  cupping:
    treatment: cupping
    body_region: cervical
    requested_on: 2026-06-01
    quantity: {requested: VISITS, authorized: 0, disputed: VISITS, unit: visits}
"""


def two_bodies(folder: Path) -> RuleSet:
    """Ohio allows four visits, Texas two; both rank third. The profile 'texan' asks Texas first."""
    for name, title, most in (("ohio", "Ohio", 4), ("texas", "Texas", 2)):
        for path, text in FIRST.items():
            file = folder / path.replace("own", name).format(name=name)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text.format(name=name, title=title, most=most))
    (folder / "treatments").mkdir()
    (folder / "treatments/own.yaml").write_text(TREATMENT)
    (folder / "profiles").mkdir()
    (folder / "profiles/texan.yaml").write_text(
        "title: Texan\nsource: this test\norder: [{jurisdiction: Texas}, {jurisdiction: Ohio}]\n"
    )
    rules, problems = read_rule_set(rule_files(["shipped", folder]))
    assert not problems
    return rules


def asked(rules: RuleSet, visits: int) -> Recommendation:
    case, problems = read_case(CASE.replace("VISITS", str(visits)), "case.yaml", rules.vocabulary)
    assert case is not None, problems
    return screen(rules, case, "cupping")


def test_the_profiles_order_decides_within_a_rank_and_the_other_is_shown(tmp_path: Path) -> None:
    rules = two_bodies(tmp_path)
    texan = asked(under(rules, "texan"), 4)
    assert (texan.decision, texan.quantity) == (Decision.MODIFY, 2)
    assert [each.rule.guideline for each in texan.also_considered] == ["ohio-2026"]
    assert not texan.conflict
    ohio = asked(under(rules, "texan", ["ohio-2026", "texas-2026"]), 4)
    assert ohio.decision is Decision.APPROVE
    assert [each.rule.guideline for each in ohio.also_considered] == ["texas-2026"]
    alone = asked(under(rules, "texan", ["ohio-2026"]), 4)
    assert not alone.also_considered


def test_where_a_guideline_may_only_advise_its_denial_is_a_physicians(tmp_path: Path) -> None:
    rules = two_bodies(tmp_path)
    never = replace(
        rules,
        rules={
            name: replace(each, approve_when=None, ground=each.criteria[0].ground, criteria=())
            if name.endswith("cupping")
            else each
            for name, each in rules.rules.items()
        },
    )
    advised = asked(under(never, "california"), 4)
    assert (advised.decision, advised.reason) == (Decision.PEND, Reason.ADVISORY)
    assert "a public guideline that California ranks third" in headline(advised)
    assert "a public guideline that California ranks third" in rationale(advised, never)
    assert not advised.needs_physician
    assert advised.profile == "california"
    bound = asked(under(never, "texan"), 4)
    assert bound.decision is Decision.DENY
    assert bound.standing is None


def test_an_approval_by_a_third_rank_says_whose_word_it_is(tmp_path: Path) -> None:
    found = asked(two_bodies(tmp_path), 2)
    assert found.decision is Decision.APPROVE
    assert found.standing is not None
    assert found.standing in headline(found)


def test_a_list_known_in_part_is_met_but_never_denies(tmp_path: Path) -> None:
    rules = two_bodies(tmp_path)
    file = tmp_path / "ohio-2026/cupping.yaml"
    file.write_text(file.read_text().replace("    cite:", "    gaps: true\n    cite:"))
    rules, problems = read_rule_set(rule_files(["shipped", tmp_path]))
    assert not problems
    ohio = under(rules, "texan", ["ohio-2026"])
    assert asked(ohio, 4).decision is Decision.APPROVE
    over = asked(ohio, 5)
    assert (over.decision, over.reason) == (Decision.PEND, Reason.GAPS)
    assert "from an incomplete list" in headline(over)


def test_the_default_is_california_and_it_counts_every_shipped_guideline() -> None:
    rules = load_rule_set()
    assert rules.profile.name == "california"
    assert set(rules.profile.places) == set(rules.guidelines)

    def ranks(guideline: Guideline) -> int:
        return guideline.rank

    order = sorted(rules.guidelines.values(), key=lambda each: rules.profile.places[each.id])
    assert [ranks(each) for each in order] == sorted(ranks(each) for each in order)
    assert rules.profile.advisory == {each.id for each in rules.guidelines.values() if each.rank == 3}


def test_what_is_no_profile_or_guideline_is_refused_with_what_there_is() -> None:
    with pytest.raises(ProblemsFound) as found:
        under(load_rule_set(), "californa", ["wi-dwd-18"])
    assert [each.code for each in found.value.problems] == ["unknown-profile", "unknown-guideline"]
    case = "cases/imr-seeds/seed-004.yaml"
    code, _, err = run("screen", case, "--profile", "nevada")
    assert code == 1
    assert "there are: california, medicare, mtus, wisconsin" in err


def test_under_wisconsin_an_mtus_edition_does_not_count() -> None:
    code, out, _ = run("screen", "cases/imr-seeds/seed-004.yaml", "-r", "massage", "--profile", "wisconsin")
    assert code == 0
    assert "MTUS Chronic Pain" not in out


def test_an_edition_not_seen_in_force_for_a_year_is_named_as_such() -> None:
    code, out, _ = run("rules", "check", "--as-of", "2026-11-21")
    assert code == 0
    assert "'wi-dwd-81' was last seen in force on 2024-11-25" in out
    assert "'mtus-chronic-pain-2016' ended on 2017-11-30" in out
    _, before, _ = run("rules", "check", "--as-of", "2025-01-01")
    assert "'wi-dwd-81' was last seen" not in before


UNDATED = """
case: undated
claim: {exercise_program: false, active_therapy: false, chronic_pain_syndrome: true}
treatments: {massage_therapy: {lumbar: {visits_completed: 0}}}
requests:
  massage:
    treatment: massage_therapy
    body_region: lumbar
    requested_on: 2015-06-01
    quantity: {requested: 8, authorized: 0, disputed: 8, unit: visits}
"""


def test_a_refusal_that_may_come_down_to_advice_is_not_certain() -> None:
    """The MTUS refuses where the pain is chronic; where it is not, only Wisconsin does, which may but advise."""
    whole = load_rule_set()
    speaking = ("mtus-chronic-pain-2009", "wi-dwd-81")
    rules = replace(
        whole, rules={each.id: each for each in whole.rules.values() if each.guideline in speaking}, by_treatment=None
    )

    def of(text: str) -> Recommendation:
        case, problems = read_case(text, "case.yaml", rules.vocabulary)
        assert case is not None, problems
        return screen(rules, case, "massage")

    chronic = of(UNDATED.replace("claim: {", "claim: {date_of_injury: 2013-01-05, "))
    acute = of(UNDATED.replace("claim: {", "claim: {date_of_injury: 2015-05-20, "))
    assert chronic.decision is Decision.DENY
    assert (acute.decision, acute.reason) == (Decision.PEND, Reason.ADVISORY)
    assert of(UNDATED).decision is Decision.PEND
