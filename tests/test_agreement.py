"""Coefficients, held to the libraries that others trust; and agreement by group."""

import math
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from irrCAC.raw import CAC
from sklearn.metrics import cohen_kappa_score, recall_score

from generated_results import Faults, generated
from recheck.audit.agreement import GROUPINGS, by_group, kinds_by, views
from recheck.audit.coefficients import (
    ENOUGH,
    FEW_LETTERS,
    NAMES,
    Counts,
    coefficients_of,
    intervals,
    intervals_of_kinds,
)
from recheck.audit.lists import SHOWN, Lists
from recheck.audit.query import Query
from recheck.audit.weights import criteria_that_decide, facts_that_lack
from recheck.model.case import By

COUNTS = st.tuples(*(st.integers(0, 60) for _ in range(4)))


def spelled_out(counts: Counts) -> tuple[list[bool], list[bool]]:
    both, ours, theirs, neither = counts
    return (
        [True] * (both + ours) + [False] * (theirs + neither),
        [True] * both + [False] * ours + [True] * theirs + [False] * neither,
    )


@given(COUNTS)
def test_coefficients_are_those_of_scikit_learn_and_irrcac(counts: Counts) -> None:
    found = coefficients_of(counts)
    both, ours, theirs, neither = counts
    enough = sum(counts) >= ENOUGH and both + theirs >= 10 and ours + neither >= 10
    assert (found.upheld_recall is not None) == enough
    if not enough:
        assert found.kappa is found.ac1 is found.overturned_recall is None
        return
    rules, reviewers = spelled_out(counts)
    assert found.overturned_recall == pytest.approx(recall_score(reviewers, rules, pos_label=True))
    assert found.upheld_recall == pytest.approx(recall_score(reviewers, rules, pos_label=False))
    assert found.kappa == pytest.approx(cohen_kappa_score(rules, reviewers))
    library = CAC(pd.DataFrame({"rules": rules, "reviewers": reviewers}).astype(int))
    assert found.ac1 == pytest.approx(library.gwet()["est"]["coefficient_value"], abs=1e-4)  # it gives five digits


def test_intervals_widen_where_the_items_of_a_letter_hang_together() -> None:
    """The same items, in letters of ten that all go one way, say less than each in a letter of its own."""
    apart = intervals([(1, 0, 0, 0)] * 100 + [(0, 0, 1, 0)] * 100 + [(0, 0, 0, 1)] * 200)
    together = intervals([(10, 0, 0, 0)] * 10 + [(0, 0, 10, 0)] * 10 + [(0, 0, 0, 10)] * 20)

    def width(found: object) -> float:
        return found.high - found.low  # type: ignore[attr-defined, no-any-return]

    assert width(together["overturned_recall"]) > 2 * width(apart["overturned_recall"])


def test_intervals_are_the_same_each_time_and_hold_the_figure() -> None:
    few = Counter({(1, 0, 0, 1): 30, (0, 1, 1, 0): 20, (0, 0, 0, 2): 40})
    many = Counter({kind: 100 * count for kind, count in few.items()})
    assert sum(few.values()) <= FEW_LETTERS < sum(many.values())
    for kinds in (few, many):
        total = tuple(sum(kind[at] * count for kind, count in kinds.items()) for at in range(4))
        found = coefficients_of(total)  # type: ignore[arg-type]
        ends = intervals_of_kinds(kinds)
        assert ends == intervals_of_kinds(kinds)
        for name in NAMES:
            assert ends[name].low < getattr(found, name) < ends[name].high  # type: ignore[operator]


def test_where_letters_are_many_the_interval_narrows_as_the_root() -> None:
    kind = Counter({(1, 0, 0, 0): 200, (0, 0, 1, 0): 200, (0, 0, 0, 1): 400})
    narrow = Counter({each: 25 * count for each, count in kind.items()})
    ends = [intervals_of_kinds(each)["overturned_recall"] for each in (kind, narrow)]
    widths = [each.high - each.low for each in ends]  # type: ignore[operator]
    assert widths[0] / widths[1] == pytest.approx(5, rel=0.25)
    assert widths[0] == pytest.approx(2 * 1.96 * math.sqrt(0.25 / 400), rel=0.2)


def test_each_grouping_counts_every_request_once_and_leads_to_it() -> None:
    made = generated(11, 3000).results
    with Query(made) as query:
        lists = Lists(query)
        for name in GROUPINGS:
            rows = by_group(query, lists, name, 5)
            assert sum(row["scored"] for row in rows) == 3000
            assert all(row["scored"] == row["overturned"] + row["upheld"] for row in rows)
            assert all(row["lists"] for row in rows[:5]) and not any(row["lists"] for row in rows[5:])
        for listed in lists.as_json():
            counted = query.row(f"SELECT count(*) FROM r WHERE {_where(lists, listed['list'])}", _values(lists, listed))
            assert counted[0] == listed["count"]
            assert len(listed["requests"]) == min(SHOWN, listed["count"])
            assert listed["more"] == listed["count"] - len(listed["requests"])


def _where(lists: Lists, name: str) -> str:
    return next(each.where for each in lists.listed if each.name == name)


def _values(lists: Lists, listed: dict[str, object]) -> list[object]:
    return list(next(each.parameters for each in lists.listed if each.name == listed["list"]))


def test_agreement_is_what_counting_by_hand_gives() -> None:
    made = generated(5, 2000).results
    rows = made.table.to_pylist()
    with Query(made) as query:
        found = views(query, Lists(query))
        known = [row for row in rows if row["rests_on"] == "documented"]
        counts = Counter((row["decision"] == "approve", row["outcome"] == "overturned") for row in known)
        expected = coefficients_of((counts[True, True], counts[True, False], counts[False, True], counts[False, False]))
        assert {name: found["documented"][name] for name in expected.as_json()} == expected.as_json()
        assert found["without_facts"]["overturned_recall"] == 0
        assert found["always_against"]["kappa"] == 0
        letters = sum(kinds_by(query)[""].values())
        assert letters == len({row["case"] for row in rows})


def test_a_modification_counts_as_not_approved_in_both_worlds() -> None:
    made = generated(5, 200, against=By.UTILIZATION_REVIEW).results
    table = made.table
    outcomes = ["modified" if at % 2 else each for at, each in enumerate(table["outcome"].to_pylist())]
    changed = table.set_column(table.column_names.index("outcome"), "outcome", [outcomes])
    from dataclasses import replace

    with Query(replace(made, table=changed)) as query:
        approved = query.row("SELECT count(*) FROM r WHERE for_request")[0]
        assert approved == outcomes.count("approved")
        assert (query.for_word, query.against_word) == ("approved", "modified or denied")
        assert query.row("SELECT sum(n_for), sum(n_part), sum(n_against) FROM likes") == tuple(
            outcomes.count(word) for word in ("approved", "modified", "denied")
        )


def test_what_decides_most_is_counted_from_the_lists_of_each_request() -> None:
    made = generated(7, 1500, faults=Faults(flipped=0.05)).results
    rows = made.table.to_pylist()
    with Query(made) as query:
        lists = Lists(query)
        criteria, facts = criteria_that_decide(query, lists, 10), facts_that_lack(query, lists, 10)
    decides = Counter(name for row in rows for name in row["deciding"])
    lacking = Counter(name for row in rows for name in row["missing"])
    assert [row["decides"]["count"] for row in criteria] == [count for _, count in decides.most_common(10)]
    assert [row["lacking"]["count"] for row in facts] == [count for _, count in lacking.most_common(10)]
    for row in criteria:
        against = [each for each in rows if row["criterion"] in each["deciding"] and each["decision"] == "deny"]
        assert row["against"]["count"] == len(against)
        assert row["granted_all_the_same"]["count"] == sum(each["outcome"] == "overturned" for each in against)


def test_arrays_and_numbers_go_through_the_same_fractions() -> None:
    from recheck.audit.coefficients import _fractions

    counts = np.array([(40, 10, 20, 30), (5, 1, 2, 90)])
    for at, (above, below) in enumerate(_fractions(*counts.T)):
        for row in range(2):
            one, other = _fractions(*(int(each) for each in counts[row]))[at]
            assert above[row] / below[row] == one / other
