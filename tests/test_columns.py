"""The columns say of every request what the interpreter says: shipped cases, generated requests and rules."""

from collections import Counter
from dataclasses import replace

import pyarrow as pa
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

pytest.importorskip("ibis")

from columns_compared import answers, differing, judged, screened
from generated import FACTS, views
from recheck.audit.requests import requests_table, rows_of, table_of
from recheck.evaluators.columns.engines import Engine, connect
from recheck.evaluators.plan import View
from recheck.evaluators.truths import Undocumented
from recheck.judge import Mode
from recheck.model.case import Case
from recheck.model.guideline import Boundary, DateOf, Guideline, InForce
from recheck.model.profile import Profile
from recheck.model.rule import RuleSet
from recheck.model.vocabulary import Treatment, Vocabulary
from request_tables import FIRST, Generator, cases_of

MODES = list(Undocumented)


@pytest.fixture(scope="module")
def engine() -> Engine:
    return connect("duckdb")


@pytest.mark.parametrize("mode", [Undocumented.ASK])  # the other with every column: test_columns_rows.py
def test_columns_and_interpreter_agree_on_every_shipped_case(
    rules: RuleSet, cases: list[Case], engine: Engine, mode: Undocumented
) -> None:
    found = answers(judged(rules, engine, requests_table(rules, cases), mode))
    assert differing(screened(rules, cases, Mode(mode, infer=False)), found) == {}


@pytest.mark.slow
@pytest.mark.parametrize("profile", ["mtus", "wisconsin"])
def test_a_profile_picks_guidelines_and_their_order(
    rules: RuleSet, cases: list[Case], engine: Engine, profile: str
) -> None:
    chosen = replace(rules, chosen=rules.profiles[profile])
    mode = Undocumented.NOT_ESTABLISHED
    found = answers(judged(chosen, engine, requests_table(chosen, cases), mode))
    assert differing(screened(chosen, cases, Mode(mode, infer=False)), found) == {}


def test_a_generated_row_and_its_case_are_the_same_request(rules: RuleSet) -> None:
    table = Generator(rules, 3, contradicted=0.02).table(200)
    again = [row for case in cases_of(rules, table.to_pylist()) for row in rows_of(rules, case)]
    for row, back in zip(table.to_pylist(), table_of(rules, again).to_pylist(), strict=True):
        stated = {name: value for name, value in row.items() if value is not None and name != "contradicted"}
        if not row["unit"]:
            stated = {name: value for name, value in stated.items() if name not in ("authorized", "requested")}
        if not row["body_region"]:
            stated.pop("side", None)
        assert {name: back[name] for name in stated} == stated
        assert sorted(back["contradicted"]) == sorted(row["contradicted"])


@pytest.mark.parametrize(
    ("mode", "seed", "missing", "contradicted", "of"),
    [
        (Undocumented.NOT_ESTABLISHED, 4, 0.4, 0.03, 60),
        pytest.param(Undocumented.ASK, 1, 0.5, 0.0, None, marks=pytest.mark.slow),
        *(
            pytest.param(mode, seed, missing, contradicted, None, marks=pytest.mark.slow)
            for mode in MODES
            for seed, missing, contradicted in ((2, 0.1, 0.0), (3, 0.85, 0.0), (5, 0.4, 0.03))
        ),
    ],
)
def test_columns_and_interpreter_agree_on_generated_requests(
    rules: RuleSet, engine: Engine, mode: Undocumented, seed: int, missing: float, contradicted: float, of: int | None
) -> None:
    table = Generator(rules, seed, missing=missing, contradicted=contradicted, of=of).table(1_200)
    interpreted = screened(rules, cases_of(rules, table.to_pylist()), Mode(mode, infer=False))
    assert differing(interpreted, answers(judged(rules, engine, table, mode))) == {}
    decisions = Counter(answer[0] for answer in interpreted.values())
    assert set(decisions) == {"approve", "modify", "deny", "pend", "not_covered"} or missing > 0.8, decisions


@pytest.mark.slow
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("seed", range(10))
def test_columns_and_interpreter_agree_on_two_hundred_thousand_requests(
    rules: RuleSet, engine: Engine, mode: Undocumented, seed: int
) -> None:
    table = Generator(rules, 100 + seed, missing=0.1 + 0.08 * seed, contradicted=0.01 * (seed % 2)).table(10_000)
    interpreted = screened(rules, cases_of(rules, table.to_pylist()), Mode(mode, infer=False))
    assert differing(interpreted, answers(judged(rules, engine, table, mode))) == {}


def test_a_request_without_a_rule_or_a_date_keeps_its_row(rules: RuleSet, engine: Engine) -> None:
    rows: list[dict[str, object]] = [
        {"case": "a", "request": "unknown", "treatment": "no_such_treatment", "requested_on": FIRST},
        {"case": "a", "request": "undated", "treatment": "massage_therapy"},
        {"case": "a", "request": "none", "requested_on": FIRST},
    ]
    found = judged(rules, engine, table_of(rules, rows), Undocumented.ASK).to_pylist()
    assert {row["request"]: (row["decision"], row["reason"]) for row in found} == {
        "unknown": ("not_covered", "no_rule"),
        "undated": ("pend", "no_date"),
        "none": ("not_covered", "no_rule"),
    }


# -- generated rules ------------------------------------------------------------------------------


def rule_set_of(view: View, steps: list[int], advisory: frozenset[str], supersedes: bool) -> RuleSet:
    """A view as a rule set of its own: a guideline for each rule, at these steps of the search."""
    from recheck.model.guideline import Supersedes

    bounded = replace(FACTS["visits_requested"], at_most=1000)
    vocabulary = Vocabulary({**FACTS, "visits_requested": bounded}, {"t": Treatment("t", "T", "c", unit="visits")})
    start = InForce(Boundary(FIRST, DateOf.REQUEST))
    guidelines = {"g": Guideline("g", "cited by all", "p", 2010, 1, start)}
    members = {}
    for number, (rule, scope) in enumerate(zip(view.rules, view.scopes, strict=True)):
        before = (Supersedes(f"g{number - 1}"),) if supersedes and number == 1 else ()
        name = f"g{number}"
        guidelines[name] = Guideline(name, name, "p", 2010, steps[number], start, scope, before)
        members[f"{name}/r"] = replace(rule, id=f"{name}/r", guideline=name)
    definitions = tuple(replace(each, guideline=None) for each in view.definitions)
    places = {name: each.rank for name, each in guidelines.items()}
    profile = Profile("generated", "Generated", places, advisory, "{guideline}")
    return RuleSet(vocabulary, guidelines, definitions, members, chosen=profile)


@pytest.mark.slow
@given(
    views(),
    st.lists(st.integers(0, 1), min_size=3, max_size=3),
    st.booleans(),
    st.booleans(),
    st.integers(0, 10_000),
    st.sampled_from(MODES),
)
@settings(max_examples=12, phases=[Phase.explicit, Phase.generate])
def test_columns_and_interpreter_agree_on_generated_rules(
    view: View, steps: list[int], advises: bool, supersedes: bool, seed: int, mode: Undocumented
) -> None:
    rules = rule_set_of(view, steps, frozenset({"g1"} if advises else ()), supersedes)
    engine = connect("duckdb")
    for contradicted in (0.0, 0.1):
        table = Generator(rules, seed, missing=0.35, contradicted=contradicted).table(60)
        interpreted = screened(rules, cases_of(rules, table.to_pylist()), Mode(mode, infer=False))
        assert differing(interpreted, answers(judged(rules, engine, table, mode))) == {}


def test_tables_without_most_columns_are_judged_as_silent(rules: RuleSet, engine: Engine) -> None:
    whole = Generator(rules, 8, of=30).table(300)
    few = whole.select(["case", "request", "treatment", "requested_on", "visits_completed"])
    padded = pa.table(
        {
            name: few[name] if name in few.column_names else pa.nulls(300, whole[name].type)
            for name in whole.column_names
        }
    )
    mode = Undocumented.ASK
    assert answers(judged(rules, engine, few, mode)) == answers(judged(rules, engine, padded, mode))
