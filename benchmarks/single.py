"""One request beside other ways to evaluate the same criteria: how many a second, cold and warm.

Run: python benchmarks/single.py. The two criteria of the massage rule, and its modification to fewer visits,
through recheck with its whole rule base, through zen-engine with trace, through clipspy, and through a Python
function written by hand. All answers are compared before anything is timed. Every round asks requests that no
round before it asked ('new'), but for the rows 'asked again'. The ways are timed in turn, and each request by
itself; the median over requests of each one's best time is compared, for a machine is seldom idle.

zen-engine is measured at its best: an engine with a loader, and its decision parsed once. The row 'decision,
criterion truths, facts read' yields what zen's trace holds. What the others leave out: three truth values, every
other rule in force for the treatment, search order, citations, questions, what rests on silence.
"""

import itertools
import json
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta

import clips
import zen

from recheck.collect import collect
from recheck.evaluators.plan import editions_in_force, plan_for
from recheck.judge import Judgement, Mode
from recheck.load.cases import table_of
from recheck.load.ruleset import load_rule_set
from recheck.model.case import Case, Quantity, Request, TreatmentRecord
from recheck.model.guideline import Dates
from recheck.model.rule import RuleSet
from recheck.screen import screen

ROUNDS = 7
LIMIT = 6
TABLETS = 360
Answer = tuple[str, int | None]
Facts = dict[str, bool | int]


def requests(turn: int = 0) -> Iterator[Facts]:
    """A thousand requests: every combination of facts known and unknown, over many numbers of visits.

    Those of two turns differ in when the worker was injured.
    """
    for exercise, other, visits, had in itertools.product(
        (True, False, None), (True, False, None), range(1, 13), (None, *range(9))
    ):
        facts: Facts = {"visits_requested": visits, "days": 100 + visits + 13 * turn}
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


def whole(mode: Mode, rules: RuleSet = RULES) -> Callable[[Case], Answer]:
    """The whole recommendation, as `recheck screen` makes it."""

    def answer(case: Case) -> Answer:
        found = screen(rules, case, "massage", mode)
        return str(found.decision), found.quantity

    return answer


def decision(mode: Mode, rules: RuleSet = RULES) -> Callable[[Case], Answer]:
    """The decision of all rules in force, with every criterion's truth and the facts that were read."""

    def answer(case: Case) -> Answer:
        request = case.requests["massage"]
        record = collect(case, request, request.region_keys[0])
        plan = plan_for(rules, request.treatment or "", editions_in_force(rules, request.dates))
        judgement = Judgement(rules, plan, mode, record, "visits")
        voices = judgement.voices()
        found = judgement.resolve(voices)
        truths = {voice.rule.id: voice.decision.criteria for voice in voices}
        facts = {name: record.held[name] for view in plan.views for name in view.documented if name in record.held}
        assert truths and facts
        return str(found.decision), found.quantity if found.decision == "modify" else None

    return answer


def tablets(amount: int) -> Case:
    """A request for many tablets, which rules allow in part: the largest quantity has to be found."""
    request = Request(
        "massage",
        "Cyclobenzaprine",
        "cyclobenzaprine",
        ("lumbar",),
        dates=Dates(date(2015, 3, 2)),
        quantity=Quantity("tablets", amount),
    )
    facts = {"date_of_injury": date(2014, 6, 1), "tablets_per_day": 3, "acute_exacerbation": True}
    return Case("tablets", {"massage": request}, table_of(facts))


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
_CONTENT = zen.ZenDecisionContent(json.dumps(_GRAPH))
_ENGINE = zen.ZenEngine({"loader": lambda _: _CONTENT})
_BLANK = {"exercise_program": None, "active_therapy": None, "visits_completed": None}


def by_zen(facts: Facts) -> Answer:
    """zen-engine with its trace, at its best: the decision is parsed once."""
    found = _ENGINE.evaluate("massage", {**_BLANK, **facts}, {"trace": True})
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


Way = Callable[..., Answer]


def ways() -> dict[str, tuple[Way, bool]]:
    """What is measured, and whether it takes cases; zen-engine comes first."""
    alone, both = Mode(infer=False), Mode()
    return {
        "zen-engine, with trace": (by_zen, False),
        "recheck: decision, criterion truths, facts read": (decision(alone), True),
        "recheck: that decision by inference, confirmed": (decision(both), True),
        "recheck: whole recommendation": (whole(alone), True),
        "recheck: whole, by inference, confirmed": (whole(both), True),
        "clipspy": (by_clips, False),
        "a Python function by hand": (by_hand, False),
    }


def best_times(way: Way, inputs: Sequence[object], known: dict[int, float]) -> None:
    """Keep the best time of each input."""
    for number, each in enumerate(inputs):
        start = time.perf_counter()
        way(each)
        taken = time.perf_counter() - start
        known[number] = min(taken, known.get(number, taken))


def measured(rounds: Sequence[Sequence[Facts]]) -> Mapping[str, float]:
    """The median time of one request by each way, over rounds that are asked in turn."""
    times: dict[str, dict[int, float]] = {name: {} for name in ways()}
    for facts in rounds:
        cases = [case_of(each) for each in facts]
        for name, (way, takes_cases) in ways().items():
            best_times(way, cases if takes_cases else facts, times[name])
    return {name: statistics.median(known.values()) for name, known in times.items()}


def compare() -> int:
    """How many requests all ways answer alike.

    Raises:
        SystemExit: some way answers otherwise than the function by hand.
    """
    facts = list(requests())
    expected = [by_hand(each) for each in facts]
    for name, (way, takes_cases) in ways().items():
        inputs = [case_of(each) for each in facts] if takes_cases else facts
        wrong = sum(way(each) != answer for each, answer in zip(inputs, expected, strict=True))
        if wrong:
            raise SystemExit(f"{name}: {wrong} of {len(facts)} answers differ from the function by hand")
    return len(facts)


def main() -> None:
    """Compare all answers, then print each way's time and its ratio to zen-engine."""
    start = time.perf_counter()
    whole(Mode(), load_rule_set())(case_of(next(requests())))
    first = time.perf_counter() - start
    print(f"{compare()} requests, all answers equal; microseconds for one")
    for title, rounds in (
        ("new requests", [list(requests(turn)) for turn in range(1, ROUNDS + 1)]),
        ("asked again", [list(requests())] * ROUNDS),
    ):
        found = measured(rounds)
        zen_time = found["zen-engine, with trace"]
        print(f"\n{title}")
        for name, taken in found.items():
            print(f"{name:<52}{1e6 * taken:8.1f} us  {1 / taken:10,.0f} a second  {zen_time / taken:6.2f} x zen-engine")
    many: dict[int, float] = {}
    for _ in range(10 * ROUNDS):
        best_times(whole(Mode(infer=False)), [tablets(TABLETS)], many)
    print(f"\n{TABLETS} tablets, whole recommendation: {1e6 * many[0]:.0f} us")
    print(f"rules read from YAML, and the first recommendation of all: {first:.1f} s")


if __name__ == "__main__":
    main()
