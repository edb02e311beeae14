"""Like cases, groups and drift: what is planted is found, and where nothing is, hardly ever anything is reported."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import combinations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, fisher_exact
from statsmodels.genmod.bayes_mixed_glm import BinomialBayesMixedGLM
from statsmodels.stats.contingency_tables import StratifiedTable

from generated_results import Faults, Generated, generated
from recheck.audit.agreement import views
from recheck.audit.drift import drift
from recheck.audit.editions import before_and_after
from recheck.audit.facts import facts_in
from recheck.audit.groups import departing_groups, departing_on_criteria
from recheck.audit.likes import like_cases
from recheck.audit.lists import Lists
from recheck.audit.many import FALSE_ALARMS, KINDS, LEVEL, corrected
from recheck.audit.near import near_cases
from recheck.audit.panel import panel
from recheck.audit.query import Query
from recheck.audit.results import Results
from recheck.model.case import By

MOST = 50


def reported(results: Results) -> dict[str, int]:
    with Query(results) as query:
        lists = Lists(query)
        asked = (near_cases, departing_groups, departing_on_criteria, drift, before_and_after)
        return {each.__name__: each(query, lists, 10)["reported"] for each in asked}


@pytest.fixture(scope="module")
def ignoring() -> Iterator[Query]:
    with Query(generated(1, 15_000, faults=Faults(ignores="neurology")).results) as query:
        yield query


# -- what is planted is found -----------------------------------------------------------------------


def test_a_group_that_ignores_a_criterion_is_found_and_it_alone(ignoring: Query) -> None:
    found = departing_groups(ignoring, Lists(ignoring), MOST)
    assert [row["group"] for row in found["rows"]] == ["neurology"]
    row = found["rows"][0]
    assert row["in_hundred"] > row["shrunk_in_hundred"] > row["expected_in_hundred"]


def test_the_criterion_that_it_ignores_is_named(ignoring: Query) -> None:
    found = departing_on_criteria(ignoring, Lists(ignoring), MOST)
    assert found["reported"]
    assert {(row["group"], row["criterion"].split("#")[1]) for row in found["rows"]} == {("neurology", "criterion_0")}


@pytest.mark.parametrize("seed", range(3))
def test_a_drift_is_found_with_the_month_from_which_it_sets_in(seed: int) -> None:
    made = generated(seed, 6000, faults=Faults(drift_from=date(2015, 9, 1), drift=0.15))
    with Query(made.results) as query:
        found = drift(query, Lists(query), MOST)
    first = found["rows"][0]
    assert (first["treatment"], first["changed_in"]) == (None, ["2015-09-01"])
    assert first["parts"][1]["in_hundred"] - first["parts"][0]["in_hundred"] == pytest.approx(15, abs=4)


@pytest.mark.parametrize("seed", range(3))
def test_of_like_cases_one_in_a_hundred_flipped_each_is_found_and_no_other(seed: int) -> None:
    made = generated(seed, 6000, noise=0.0, faults=Faults(flipped=0.01))
    found, like = _decided_otherwise(made)
    assert found <= made.flipped
    assert found == {key for key in made.flipped if like[key] > 2}
    assert len(found) > 0.7 * len(made.flipped)


def _decided_otherwise(made: Generated) -> tuple[set[tuple[str, str]], dict[tuple[str, str], int]]:
    """The requests in the lists of like cases decided as fewer were, and how many are alike to each."""
    with Query(made.results) as query:
        lists = Lists(query)
        parts = like_cases(query, lists, MOST)
        names = {parts[kind]["rarer_decision"]["list"] for kind in ("documented", "silent")}
        where = [each for each in lists.listed if each.name in names]
        found = {
            key
            for each in where
            for key in query.rows(f'SELECT "case", request FROM r WHERE {each.where}', each.parameters)
        }
        like = {(case, request): n for case, request, n in query.rows('SELECT "case", request, likes_n FROM r')}
        ties = "SELECT count(*) FROM likes WHERE n = 2 AND n_rare > 0"
        assert sum(parts[kind]["rarer_decision"]["count"] for kind in parts) == len(found)
        found -= {key for key in found if like[key] == 2} if query.row(ties)[0] else set()
    return found, like


def test_near_cases_that_the_rules_decide_alike_and_reviewers_do_not_are_found_with_their_criterion() -> None:
    made = generated(2, 12_000, treatments=4, noise=0.3)
    rows = made.results.table.to_pylist()
    outcomes = []
    for row in rows:
        unmet = (row["truths"] & 3) == 1
        harsh = row["rule"] == "guide-0/treatment_1" and row["decision"] == "deny" and not unmet
        outcomes.append("upheld" if harsh else row["outcome"])
    table = made.results.table
    at = table.column_names.index("outcome")
    changed = replace(made.results, table=table.set_column(at, "outcome", pa.array(outcomes)))
    with Query(changed) as query:
        found = near_cases(query, Lists(query), MOST)
    assert found["reported"]
    assert {(row["rule"], row["criterion"]) for row in found["rows"]} == {("guide-0/treatment_1", "criterion_0")}
    for row in found["rows"]:
        assert row["pair"]["first"]["outcome"] != row["pair"]["second"]["outcome"]
        truths = [side["truth"] for side in row["sides"]]
        rates = dict(zip(truths, (side["for"] / side["letters"] for side in row["sides"]), strict=True))
        assert row["stronger_fared_worse"] == (rates["not met"] == max(rates.values()))


def test_an_edition_that_is_not_followed_is_told_from_one_that_is() -> None:
    """The new edition denies two thirds of what the old approved; for one treatment reviewers take no notice."""
    made = generated(4, 9000)
    decisions, outcomes = [], []
    for at, row in enumerate(made.results.table.to_pylist()):
        stricter = row["edition"] == "guide-1" and row["decision"] == "approve" and at % 3
        decisions.append("deny" if stricter else row["decision"])
        followed = stricter and row["treatment"] != "treatment_0"
        outcomes.append("upheld" if followed and at % 10 else row["outcome"])
    table = made.results.table
    for name, values in (("decision", decisions), ("outcome", outcomes)):
        table = table.set_column(table.column_names.index(name), name, pa.array(values))
    with Query(replace(made.results, table=table)) as query:
        found = before_and_after(query, Lists(query), MOST)
    assert [row["treatment"] for row in found["rows"] if row["moved_otherwise"]] == ["treatment_0"]
    assert found["tested"] > 5
    row = found["rows"][0]
    assert row["after"]["rules_in_hundred"] < row["before"]["rules_in_hundred"] / 2
    assert row["after"]["in_hundred"] > row["after"]["expected_in_hundred"] + 3


# -- where nothing is, hardly ever anything is reported -----------------------------------------------


def test_on_clean_data_no_more_is_reported_than_the_rate_that_is_stated() -> None:
    """Twenty-four tables without a fault, of several kinds: at most one in twenty may hold an alarm."""
    kinds = ({}, {"letter_effect": 1.0}, {"noise": 0.02, "letter_effect": 1.5}, {"documented": 0.6, "treatments": 30})
    runs = [(seed, kind) for seed in range(6) for kind in kinds]
    alarmed = sum(
        any(reported(generated(100 + seed, 2000, **kind).results).values())  # type: ignore[arg-type]
        for seed, kind in runs
    )
    assert alarmed <= binom.ppf(0.99, len(runs), FALSE_ALARMS)


def test_on_clean_data_without_noise_no_like_case_is_decided_differently() -> None:
    with Query(generated(1, 4000, noise=0.0).results) as query:
        found = like_cases(query, Lists(query), MOST)
    for part in found.values():
        assert part["rarer_decision"]["count"] == part["pairs_apart"] == part["split_groups"] == 0
        assert part["requests"]["count"] > 0


def test_each_kind_of_question_takes_its_share_of_the_false_alarms() -> None:
    assert len(KINDS) * LEVEL == pytest.approx(FALSE_ALARMS)
    assert list(corrected(np.array([0.01, 0.02, 0.03, 0.5]))) == pytest.approx([0.04, 0.04, 0.04, 0.5])
    assert len(corrected(np.array([]))) == 0


# -- what is counted is what it says ------------------------------------------------------------------


@settings(max_examples=15)
@given(st.integers(0, 10_000), st.integers(1, 120))
def test_like_cases_are_those_that_agree_in_treatment_edition_rule_and_truths(seed: int, size: int) -> None:
    made = generated(seed, size, treatments=2)
    groups: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for row in made.results.table.to_pylist():
        criteria = 2 + int(row["treatment"].split("_")[1]) % 4
        known = sum((row["truths"] >> (2 * bit)) & 3 > 0 for bit in range(criteria))
        groups[row["treatment"], row["edition"], row["rule"], row["truths"], 2 * known >= criteria].append(
            row["outcome"]
        )
    with Query(made.results) as query:
        found = like_cases(query, Lists(query), MOST)
    for documented, name in ((True, "documented"), (False, "silent")):
        mine = [each for key, each in groups.items() if key[-1] is documented and len(each) > 1]
        assert found[name]["groups"] == len(mine)
        assert found[name]["requests"]["count"] == sum(map(len, mine))
        assert found[name]["split_groups"] == sum(len(set(each)) > 1 for each in mine)
        assert found[name]["rarer_decision"]["count"] == sum(min_count(each) for each in mine)
        assert found[name]["pairs_apart"] == sum(a != b for each in mine for a, b in combinations(each, 2))


def min_count(outcomes: list[str]) -> int:
    return len(outcomes) - max(Counter(outcomes).values())


def test_a_groups_score_is_mantels_and_haenszels() -> None:
    """statsmodels' test of a common odds ratio over strata has the same expectation and variance."""
    made = generated(8, 3000)
    with Query(made.results) as query:
        found = departing_groups(query, Lists(query), MOST)
        rows = query.rows(
            "SELECT like_id, list_contains(each_credential, 'neurology'), for_request FROM r "
            "WHERE half_documented AND likes_n > 1"
        )
    strata: dict[int, np.ndarray] = defaultdict(lambda: np.zeros((2, 2)))
    for like, inside, granted in rows:
        strata[like][0 if inside else 1, 0 if granted else 1] += 1
    informative = [each for each in strata.values() if each.sum(0).all() and each.sum(1).all()]
    library = StratifiedTable(informative).test_null_odds(correction=False)
    row = next(row for row in found["all"] if row["group"] == "neurology")
    observed, expected = (
        sum(each[0, 0] for each in informative),
        sum(each[0].sum() * each[:, 0].sum() / each.sum() for each in informative),
    )
    assert row["observed"] - row["expected"] == pytest.approx(observed - expected)
    # widened where the items of a letter hang together, never narrowed
    assert row["p"] >= library.pvalue - 1e-3


def test_groups_come_out_as_in_a_mixed_model_that_is_fitted_whole() -> None:
    """statsmodels' mixed logistic model, with like cases as fixed and groups as random effects, orders them alike."""
    made = generated(1, 6000, treatments=2, documented=1.0, noise=0.2, faults=Faults(ignores="neurology"))
    with Query(made.results) as query:
        rows = departing_groups(query, Lists(query), MOST)["all"]
        asked = "SELECT for_request::INT, like_id, credentials FROM r WHERE half_documented AND likes_n > 1"
        data = pd.DataFrame(query.rows(asked), columns=["granted", "like", "who"])
    model = BinomialBayesMixedGLM.from_formula("granted ~ 0 + C(like)", {"who": "0 + C(who)"}, data, vcp_p=1)
    fitted = model.fit_map()
    theirs = {name.split("[")[1][:-1]: effect for name, effect in zip(model.vc_names, fitted.vc_mean, strict=True)}
    ours = {
        row["group"]: row["kept"] * (row["observed"] - row["expected"]) / row["requests"]
        for row in rows
        if row["kind"] == "credentials"
    }
    names = sorted(ours)
    assert np.corrcoef([ours[name] for name in names], [theirs[name] for name in names])[0, 1] > 0.95


def test_what_little_a_group_shows_is_shrunk_more() -> None:
    made = generated(1, 15_000, faults=Faults(ignores="neurology"))
    with Query(made.results) as query:
        rows = departing_groups(query, Lists(query), MOST)["all"]
    kept = sorted((row["requests"], row["kept"]) for row in rows if row["kind"] == "credentials")
    assert 0 <= kept[0][1] < kept[-1][1] <= 1
    assert min(row["requests"] for row in rows) >= 30


def test_neighbours_are_compared_by_fishers_exact_test() -> None:
    from recheck.audit.near import _could_differ, _two_sided

    chance = np.random.default_rng(4)
    one, other = chance.integers(1, 40, 200), chance.integers(1, 40, 200)
    found = {"n_one": one, "n_other": other, "k_one": chance.binomial(one, 0.4), "k_other": chance.binomial(other, 0.4)}
    ours = _two_sided(found)
    for at in range(200):
        n, m, k, j = (int(found[name][at]) for name in ("n_one", "n_other", "k_one", "k_other"))
        tails = [fisher_exact([[k, n - k], [j, m - j]], alternative=side)[1] for side in ("less", "greater")]
        assert ours[at] == pytest.approx(min(1, 2 * min(tails)))
    assert not any(ours[at] <= LEVEL and not _could_differ(found)[at] for at in range(200))


def test_a_drift_that_only_another_mix_of_cases_makes_is_none() -> None:
    """From a month on, only requests that the rules approve: more is overturned, and no like case otherwise."""
    made = generated(6, 20_000, months=15)
    table = made.results.table
    keep = [
        row["decided_on"] < date(2015, 9, 1) or row["decision"] == "approve" or at % 4 == 0
        for at, row in enumerate(table.select(["decided_on", "decision"]).to_pylist())
    ]
    mixed = replace(made.results, table=table.filter(pa.array(keep)))
    with Query(mixed) as query:
        before, after = (
            query.row(f"SELECT avg(for_request::INT) FROM r WHERE decided_on {side} DATE '2015-09-01'")[0]
            for side in ("<", ">=")
        )
        assert after > before + 0.1
        assert drift(query, Lists(query), MOST)["reported"] == 0


def test_a_pair_is_the_closest_two_and_shows_the_facts_in_which_they_differ() -> None:
    made = generated(9, 400, treatments=1, documented=1.0, noise=0.3).results
    chance = np.random.default_rng(9)
    facts = pa.table(
        {
            "case": made.table["case"],
            "request": made.table["request"],
            "visits_completed": chance.integers(0, 3, 400),
            "exercise_program": pa.array([None if at % 3 else True for at in range(400)]),
        }
    )
    flat = made.table.set_column(made.table.column_names.index("disputed"), "disputed", pa.array([6.0] * 400))
    known = replace(made, table=flat, facts_of=facts_in(facts, ["visits_completed", "exercise_program"]))
    values = {(row["case"], row["request"]): row for row in facts.to_pylist()}
    with Query(known) as query:
        groups = [
            each
            for kind in ("exceptions", "unsettled")
            for each in like_cases(query, Lists(query), MOST)["documented"][kind]
        ]
    assert groups
    for group in groups:
        pair = group["pair"]
        assert pair["first"]["outcome"] != pair["second"]["outcome"]
        ours, theirs = (values[side["case"], side["request"]] for side in (pair["first"], pair["second"]))
        differ = {name for name in ("visits_completed", "exercise_program") if ours[name] != theirs[name]}
        assert set(pair["differ"]) == differ
    assert any(not group["pair"]["differ"] for group in groups)


@pytest.mark.parametrize("kind", ["letters", "utilization review", "panel", "several credentials"])
def test_every_list_holds_as_many_requests_as_its_number_says(kind: str) -> None:
    results = generated(1, 9000, faults=Faults(ignores="neurology", drift_from=date(2015, 9, 1), drift=0.15)).results
    if kind == "utilization review":
        results = generated(1, 2000, against=By.UTILIZATION_REVIEW).results
    elif kind == "panel":
        results = paneled(3, 500, 4, 0.05)
    elif kind == "several credentials":
        names = [
            f"{each}, {each} (board)" if at % 3 else each
            for at, each in enumerate(results.table["credentials"].to_pylist())
        ]
        at = results.table.column_names.index("credentials")
        results = replace(results, table=results.table.set_column(at, "credentials", pa.array(names)))
    with Query(results) as query:
        lists = Lists(query)
        parts = (views, like_cases, near_cases, departing_groups, departing_on_criteria, drift, before_and_after, panel)
        for part in parts:
            part(query, lists) if part is views else part(query, lists, 10)  # type: ignore[operator]
        assert len(lists.listed) > 30
        for each in lists.listed:
            counted = query.row(f"SELECT count(*) FROM r WHERE {each.where}", each.parameters)[0]
            assert counted == each.count, each.title


# -- panel ------------------------------------------------------------------------------------------------


def paneled(seed: int, requests: int, reviewers: int, slips: float) -> Results:
    """Every request decided by every reviewer, who slip so often; the last one decides by the toss of a coin."""
    made = generated(seed, requests, noise=0.0)
    chance = np.random.default_rng(seed)
    tables = []
    for number in range(reviewers):
        share = 0.5 if number == reviewers - 1 else slips
        outcome = np.array(made.results.table["outcome"].to_pylist())
        other = np.where(outcome == "upheld", "overturned", "upheld")
        decided = np.where(chance.random(requests) < share, other, outcome)
        table = made.results.table
        table = table.set_column(table.column_names.index("outcome"), "outcome", pa.array(decided))
        names = pa.array([f"reviewer {number}"] * requests)
        tables.append(table.set_column(table.column_names.index("reviewer"), "reviewer", names))
    return replace(made.results, table=pa.concat_tables(tables))


def test_a_panel_is_held_to_itself_and_to_the_rules() -> None:
    with Query(paneled(3, 400, 5, 0.05)) as query:
        found = panel(query, Lists(query), MOST)
    assert found is not None
    assert (found["requests"]["count"], found["reviewers"]) == (400, 5)
    among = found["among_reviewers"]
    assert 0.2 < among["fleiss_kappa"] < 0.5
    assert among["krippendorff_alpha"] == pytest.approx(among["fleiss_kappa"], abs=0.01)
    last = next(row for row in found["each"] if row["reviewer"] == "reviewer 4")
    others = [row for row in found["each"] if row["reviewer"] != "reviewer 4"]
    assert last["as_the_majority"]["count"] / last["with_a_majority"]["count"] < 0.65
    assert all(row["as_the_majority"]["count"] / row["with_a_majority"]["count"] > 0.85 for row in others)
    assert abs(last["beside_rules"]["kappa"]) < 0.2
    assert all(row["beside_rules"]["kappa"] > 0.7 for row in others)
    assert next(abs(row["for"]["count"] / row["reviewers"]["count"] - 0.5) for row in found["split"]) == pytest.approx(
        0.1
    )


def test_a_panel_that_agrees_fully_says_so_and_one_reviewer_is_no_panel() -> None:
    with Query(paneled(3, 100, 1, 0.0)) as query:
        assert panel(query, Lists(query), MOST) is None
    made = paneled(3, 100, 3, 0.0)
    alike = made.table.slice(0, 200)
    with Query(replace(made, table=alike)) as query:
        found = panel(query, Lists(query), MOST)
    assert found is not None
    assert found["unanimous"]["count"] == found["requests"]["count"] == 100
    assert found["among_reviewers"]["fleiss_kappa"] == pytest.approx(1)


def test_a_reviewer_of_a_panel_who_departs_is_found_as_a_group() -> None:
    with Query(paneled(3, 600, 5, 0.02)) as query:
        found = departing_groups(query, Lists(query), MOST)
    assert [(row["kind"], row["group"]) for row in found["rows"]] == [("reviewer", "reviewer 4")]
