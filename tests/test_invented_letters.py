"""Invented case summaries with known facts: how well they are read, and what may never be a fact."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from invented import FOLDER, Invented, content_of, invented, read_text, text_of
from recheck.letters.facts.score import Counts, score_facts
from recheck.load.ruleset import load_rule_set

pytest.importorskip("medspacy")
NAMES = sorted(path.stem for path in FOLDER.glob("*.yaml"))


def counts(*, asked: bool) -> Counts:
    letters = invented()
    only = {each.name: each.asked for each in letters} if asked else None
    found = score_facts(((each.name, each.read, each.known) for each in letters), asked=only)
    named = {name for each in letters for _, name in each.known}  # their authors knew no others
    return found.without("age", "date_of_injury", *(found.by_fact.keys() - named))


def test_every_known_fact_is_in_the_vocabulary() -> None:
    facts = load_rule_set().vocabulary.facts
    assert {name for each in invented() for _, name in each.known} <= set(facts)


def test_what_is_read_is_right_rather_than_much() -> None:
    asked, whole = counts(asked=True), counts(asked=False)
    assert (asked.precision or 0) >= 0.95
    assert (asked.recall or 0) >= 0.75
    assert (whole.precision or 0) >= 0.95
    assert (whole.recall or 0) >= 0.65


def facts(each: Invented) -> set[tuple[object, ...]]:
    return {(it.name, it.region, it.treatment, it.value) for it in each.found.facts}


@settings(max_examples=40)
@given(st.sampled_from(NAMES), st.sampled_from(NAMES))
def test_a_rationale_never_adds_a_fact(one: str, other: str) -> None:
    content = content_of(FOLDER / f"{one}.yaml")
    planted = content_of(FOLDER / f"{other}.yaml")["summary"]
    with_rationale = read_text(text_of(content, 1, rationale=" ".join(planted.split())), content)
    assert facts(with_rationale) == facts(read_text(text_of(content, 1), content))


@settings(max_examples=40)
@given(st.sampled_from(NAMES), st.data())
def test_what_utilization_review_held_is_set_apart(name: str, data: st.DataObject) -> None:
    content = content_of(FOLDER / f"{name}.yaml")
    sentences = re.split(r"(?<=\.)\s+", " ".join(content["summary"].split()))
    held = data.draw(st.sampled_from([each for each in sentences if len(each) > 30 and ";" not in each]))
    content["summary"] = (
        f"Utilization review of 12-01-2016 denied the request and held that {held[0].lower()}{held[1:]}"
    )
    found = read_text(text_of(content, 1), content).found
    read = {each.name for each in found.facts}
    assert read <= {"date_of_injury"}
    assert len(found.said_by_review) >= 1
