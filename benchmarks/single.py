"""Explained recommendations a second for one request, beside other ways to evaluate the same criteria.

Run: python benchmarks/single.py. The two criteria of the massage rule, and its modification to fewer
visits, through inference, through the interpreter, through zen-engine with trace, through clipspy, and
through a Python function written by hand. All answer the same thousand requests, every one different in
its facts; all answers are compared before anything is timed. The five are timed in turn, many times,
and the medians are compared.

What the others leave out: three truth values, search order, citations, questions, what rests on silence.
"""

import itertools
import json
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

import clips
import zen

from recheck.judge import Mode
from recheck.load.cases import table_of
from recheck.load.ruleset import load_rule_set
from recheck.model.case import Case, Quantity, Request, TreatmentRecord
from recheck.model.guideline import Dates
from recheck.screen import screen

ROUNDS = 15
LIMIT = 6
Answer = tuple[str, int | None]
Facts = dict[str, bool | int]


def requests() -> Iterator[Facts]:
    """A thousand requests: every combination of facts known and unknown, over many numbers of visits."""
    for exercise, other, visits, had, back in itertools.product(
        (True, False, None), (True, False, None), range(1, 13), (None, *range(9)), (0,)
    ):
        facts: Facts = {"visits_requested": visits, "days": 100 + visits + back}
        if exercise is not None:
            facts["exercise_program"] = exercise
        if other is not None:
            facts["active_therapy"] = other
        if had is not None:
            facts["visits_completed"] = had
        yield facts


def by_hand(facts: Facts) -> Answer:
    """The same criteria as a Python function."""
    exercise, other = facts.get("exercise_program"), facts.get("active_therapy")
    if exercise is False and other is False:
        return "deny", None
    adjunct = bool(exercise or other)
    visits, had = facts["visits_requested"], facts.get("visits_completed")
    room = LIMIT if had is None else LIMIT - had
    if room <= 0:
        return "deny", None
    if had is None or not adjunct:
        return "pend", None
    return ("approve", None) if visits <= room else ("modify", room)


# -- recheck --------------------------------------------------------------------------------------

RULES = load_rule_set()


def case_of(facts: Facts) -> Case:
    """The facts as a case, which is what a user hands in."""
    requested = date(2015, 3, 2)
    claim: dict[str, bool | date] = {"date_of_injury": requested - timedelta(days=int(facts["days"]))}
    claim |= {name: bool(facts[name]) for name in ("exercise_program", "active_therapy") if name in facts}
    had = {"visits_completed": int(facts["visits_completed"])} if "visits_completed" in facts else {}
    request = Request(
        "massage",
        "Massage therapy",
        "massage_therapy",
        ("cervical",),
        dates=Dates(requested),
        quantity=Quantity("visits", int(facts["visits_requested"])),
    )
    record = TreatmentRecord(regions={"cervical": table_of(had)})
    return Case("benchmark", {"massage": request}, table_of(claim), treatments={"massage_therapy": record})


def recheck_with(mode: Mode) -> Callable[[Case], Answer]:
    """The library, with or without inference."""

    def answer(case: Case) -> Answer:
        found = screen(RULES, case, "massage", mode)
        return str(found.decision), found.quantity

    return answer


# -- zen-engine -----------------------------------------------------------------------------------

_TABLE = [
    ("d1", "exercise_program == false and active_therapy == false", '"deny"', "null"),
    ("d2", "visits_completed != null and visits_completed >= 6", '"deny"', "null"),
    ("d3", "visits_completed == null or (exercise_program != true and active_therapy != true)", '"pend"', "null"),
    ("d4", "visits_requested + visits_completed <= 6", '"approve"', "null"),
    ("d5", "true", '"modify"', "6 - visits_completed"),
]
_GRAPH = {
    "nodes": [
        {"id": "in", "type": "inputNode", "name": "in"},
        {
            "id": "table",
            "type": "decisionTableNode",
            "name": "massage",
            "content": {
                "hitPolicy": "first",
                "inputs": [{"id": "when", "name": "when", "field": ""}],
                "outputs": [
                    {"id": "decision", "name": "decision", "field": "decision"},
                    {"id": "quantity", "name": "quantity", "field": "quantity"},
                ],
                "rules": [
                    {"_id": name, "when": when, "decision": decision, "quantity": quantity}
                    for name, when, decision, quantity in _TABLE
                ],
            },
        },
        {"id": "out", "type": "outputNode", "name": "out"},
    ],
    "edges": [
        {"id": "e1", "sourceId": "in", "targetId": "table", "type": "edge"},
        {"id": "e2", "sourceId": "table", "targetId": "out", "type": "edge"},
    ],
}
_DECISION = zen.ZenEngine().create_decision(json.dumps(_GRAPH))
_BLANK = {"exercise_program": None, "active_therapy": None, "visits_completed": None}


def by_zen(facts: Facts) -> Answer:
    """zen-engine with its trace."""
    found = _DECISION.evaluate({**_BLANK, **facts}, {"trace": True})
    result = found["result"]
    assert found["trace"]
    quantity = result.get("quantity")
    return result["decision"], None if quantity is None else int(quantity)


# -- CLIPS ----------------------------------------------------------------------------------------

_CLIPS = clips.Environment()
_CLIPS.build(
    "(deftemplate request (slot exercise (default unknown)) (slot other (default unknown))"
    " (slot visits) (slot had (default unknown)))"
)
_CLIPS.build("(deftemplate answer (slot decision) (slot quantity (default none)) (slot why))")
for _name, _pattern, _answer in [
    ("alone", "(request (exercise no) (other no))", "(decision deny) (why adjunct)"),
    ("used-up", "(request (had ?h&:(numberp ?h)&:(>= ?h 6)))", "(decision deny) (why limit)"),
    (
        "had-unknown",
        "(request (had unknown) (exercise ?e) (other ?o)) (test (not (and (eq ?e no) (eq ?o no))))",
        "(decision pend) (why had)",
    ),
    (
        "adjunct-unknown",
        "(request (exercise ?e&~yes) (other ?o&~yes) (had ?h&:(numberp ?h)&:(< ?h 6)))"
        " (test (not (and (eq ?e no) (eq ?o no))))",
        "(decision pend) (why adjunct)",
    ),
    (
        "fits",
        "(request (exercise ?e) (other ?o) (visits ?v) (had ?h&:(numberp ?h)&:(< ?h 6)&:(<= (+ ?v ?h) 6)))"
        " (test (or (eq ?e yes) (eq ?o yes)))",
        "(decision approve) (why limit)",
    ),
    (
        "cut",
        "(request (exercise ?e) (other ?o) (visits ?v) (had ?h&:(numberp ?h)&:(< ?h 6)&:(> (+ ?v ?h) 6)))"
        " (test (or (eq ?e yes) (eq ?o yes)))",
        "(decision modify) (quantity (- 6 ?h)) (why limit)",
    ),
]:
    _CLIPS.build(f"(defrule {_name} {_pattern} => (assert (answer {_answer})))")
_REQUEST = _CLIPS.find_template("request")
_WORD = {True: clips.Symbol("yes"), False: clips.Symbol("no")}


def by_clips(facts: Facts) -> Answer:
    """CLIPS through clipspy."""
    _CLIPS.reset()
    slots = {"visits": facts["visits_requested"]}
    if "exercise_program" in facts:
        slots["exercise"] = _WORD[bool(facts["exercise_program"])]
    if "active_therapy" in facts:
        slots["other"] = _WORD[bool(facts["active_therapy"])]
    if "visits_completed" in facts:
        slots["had"] = facts["visits_completed"]
    _REQUEST.assert_fact(**slots)
    _CLIPS.run()
    answer = next(fact for fact in _CLIPS.facts() if fact.template.name == "answer")
    quantity = answer["quantity"]
    return str(answer["decision"]), quantity if isinstance(quantity, int) else None


def main() -> None:
    """Compare all answers, then print each way's median and its ratio to zen-engine."""
    facts = list(requests())
    cases = [case_of(each) for each in facts]
    both, alone = Mode(), replace(Mode(), infer=False)
    ways: dict[str, tuple[Callable[..., Answer], list[object]]] = {
        "zen-engine, with trace": (by_zen, list(facts)),
        "recheck, inference confirmed by the interpreter": (recheck_with(both), list(cases)),
        "recheck, the interpreter alone": (recheck_with(alone), list(cases)),
        "clipspy": (by_clips, list(facts)),
        "a Python function by hand": (by_hand, list(facts)),
    }
    expected = [by_hand(each) for each in facts]
    for name, (way, inputs) in ways.items():
        wrong = sum(way(each) != answer for each, answer in zip(inputs, expected, strict=True))
        if wrong:
            raise SystemExit(f"{name}: {wrong} of {len(facts)} answers differ from the function by hand")
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, (way, inputs) in ways.items():
            start = time.perf_counter()
            for each in inputs:
                way(each)
            times[name].append((time.perf_counter() - start) / len(inputs))
    zen_time = statistics.median(times["zen-engine, with trace"])
    print(f"{len(facts)} requests, all answers equal; microseconds for one, median of {ROUNDS} rounds")
    for name, taken in times.items():
        median = statistics.median(taken)
        print(f"{name:<50}{1e6 * median:8.1f} us  {1 / median:10,.0f} a second  {zen_time / median:6.2f} x zen-engine")


if __name__ == "__main__":
    main()
