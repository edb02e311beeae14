"""The map of coverage: whose criteria are at hand for which request and year, and what is licensed."""

import json

import pytest

from conftest import run
from recheck.author.coverage_map import AGAINST, POINTS, THIRD, Line, coverage_map, every_treatment
from recheck.author.coverage_map_text import as_markdown, as_text, summary
from recheck.load.common_requests import CommonRequest, common_requests
from recheck.load.files import rule_files
from recheck.load.ruleset import load_rule_set
from recheck.model.problem import Problem

RULES = load_rule_set()
PROBLEMS: list[Problem] = []
COMMON, SOURCE = common_requests(rule_files(), RULES, PROBLEMS)


def line(treatment: str, region: str | None, year: int) -> Line:
    return coverage_map(RULES, [CommonRequest(treatment, region, (), None)], year)[0]


def test_forty_common_requests_with_their_source() -> None:
    assert not PROBLEMS
    assert len(set(COMMON)) == 40
    assert SOURCE


@pytest.mark.parametrize("request_", COMMON, ids=[f"{each.treatment}-{each.region}" for each in COMMON])
def test_each_has_a_rule_of_today_or_says_what_was_searched(request_: CommonRequest) -> None:
    found = coverage_map(RULES, [request_], 2026)[0]
    assert found.is_covered is (request_.searched is None)
    assert found.licensed, "which licensed document would speak"


def test_a_year_has_the_editions_that_were_in_force_in_it() -> None:
    then, now = line("mri_knee", "knee", 2016), line("mri_knee", "knee", 2026)
    assert "acoem-2004/mri_knee" in [each.rule for each in then.speakers]
    assert "acoem-2004/mri_knee" not in [each.rule for each in now.speakers]
    assert "acr-knee-trauma-2014/mri_knee" in [each.rule for each in now.speakers]
    assert "acr-knee-trauma-2014/mri_knee" not in [each.rule for each in then.speakers]
    assert not then.licensed
    assert now.licensed


def test_a_region_that_a_rule_excludes_is_not_its_subject() -> None:
    assert "wi-dwd-81/x_ray_low_back" in [each.rule for each in line("x_ray", "lumbar", 2026).speakers]
    assert "wi-dwd-81/x_ray_low_back" not in [each.rule for each in line("x_ray", "knee", 2026).speakers]


def test_pointers_and_special_occasions_do_not_cover() -> None:
    pointer = line("functional_capacity_evaluation", None, 2026)
    assert {each.says for each in pointer.speakers} == {POINTS}
    assert not pointer.is_covered


def test_bodies_that_disagree_stand_side_by_side_and_what_a_fund_pays_for_stands_last() -> None:
    found = line("hyaluronic_acid_injection", "knee", 2026)
    assert [each.rule for each in found.speakers] == [
        "medicare-lcd-l39260/hyaluronic_acid_knee",
        "wa-coverage/hyaluronic_acid",
    ]
    assert found.speakers[-1].says == AGAINST
    assert all(each.rank == THIRD for each in found.speakers)


def test_nothing_of_today_stands_before_the_third_rank_but_the_formulary() -> None:
    lines = coverage_map(RULES, every_treatment(RULES), 2026)
    first = {each.rule for one in lines for each in one.speakers if each.rank < THIRD}
    assert {each.partition("/")[0] for each in first} == {"mtus-formulary-2018"}


def test_the_three_forms_tell_the_same() -> None:
    lines = coverage_map(RULES, COMMON, 2026)
    text, page = as_text(lines), as_markdown(lines, RULES.profile)
    for each in lines:
        for speaker in each.speakers:
            assert speaker.rule in text
            assert speaker.body in page
    assert text.endswith(summary(lines))
    _, printed, _ = run("rules", "coverage-map", "--year", "2026", "--format", "json")
    told = json.loads(printed)
    assert told["source"] == SOURCE
    assert [one["is_covered"] for one in told["requests"]] == [each.is_covered for each in lines]


def test_words_that_name_no_treatment_are_answered() -> None:
    code, _, said = run("rules", "coverage-map", "xyzzy")
    assert code == 1
    assert "names no treatment" in said
