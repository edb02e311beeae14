"""Which requests an edit reaches, proved: for one treatment every kind of change with its smallest request.

Each stretch of days with the same editions is looked at by itself, under both readings of silence. What
the solver finds is screened under both rule sets before it is said; where that shows another decision,
the treatment is undecided, and why is said.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from time import monotonic
from types import ModuleType
from typing import TYPE_CHECKING

from recheck.author.difference import Reach, Witness
from recheck.author.impact import answer_in_words
from recheck.author.meaning import gates_part, meaning_of, order_part
from recheck.author.request_text import case_text
from recheck.evaluators.plan import editions_in_force
from recheck.evaluators.truths import Undocumented
from recheck.judge import Mode
from recheck.load.cases import read_case
from recheck.model.guideline import Dates, Guideline
from recheck.model.problem import ProblemsFound, errors, missing_extra
from recheck.model.rule import RuleSet
from recheck.screen import screen

if TYPE_CHECKING:
    from recheck.evaluators.apart import Apart, Pair

FIRST, LAST = date(1995, 1, 1), date(2079, 12, 31)
"""Days of requests that are looked at."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days of request, and of service where it is later, over which the same editions are in force."""

    first: date
    last: date
    service: date | None
    old: tuple[str, ...]
    new: tuple[str, ...]


def reach(old: RuleSet, new: RuleSet, treatment: str, seconds: float) -> Reach:
    """Every kind of change that an edit makes to requests for a treatment.

    Args:
        old: the rule set before.
        new: the rule set after.
        treatment: the treatment.
        seconds: how long the solver may take in all.

    Raises:
        ProblemsFound: the extra `prove` is not installed.
    """
    apart = _solver()
    if (treatment in old.vocabulary.treatments) != (treatment in new.vocabulary.treatments):
        return Reach(treatment, undecided=("only one of the rule sets knows the treatment",))
    undecided = ["the gates changed, and gates are outside the proof"] * (gates_part(old) != gates_part(new))
    smallest: dict[Pair, tuple[int, Witness]] = {}
    days: list[tuple[date, date]] = []
    left = seconds
    for undocumented, stretch, unit in product(
        Undocumented, stretches(old, new, treatment), units(old, new, treatment)
    ):
        between = (stretch.first, stretch.last)
        later = stretch.service is not None
        sides = apart.Side(old, stretch.old), apart.Side(new, stretch.new)
        search = None
        try:
            search = apart.Search(
                *sides, treatment, unit=unit, between=between, undocumented=undocumented, seconds=left, clock=monotonic
            )
            if search.unrolled:
                undecided.append("more than 24 units are outside the proof")
            if not search.differs():
                continue
            days.append(between)
            for each in search.smallest({pair: size - later for pair, (size, _) in smallest.items()}):
                witness = _confirmed(old, new, treatment, each, undocumented, stretch)
                if isinstance(witness, str):
                    undecided.append(witness)
                else:
                    smallest[each.pair] = (witness.facts, witness)
        except (apart.Undecided, apart.TooManyOpen) as fault:
            undecided.append(f"requests of {between[0]} to {between[1]}: {fault}")
        finally:
            left = search.seconds if search else left
    witnesses = sorted((witness for _, witness in smallest.values()), key=lambda each: (each.facts, each.kind))
    return Reach(treatment, tuple(witnesses), tuple(dict.fromkeys(undecided)), _joined(days))


def reaches(old: RuleSet, new: RuleSet, treatments: Sequence[str], seconds: float, processes: int) -> Iterator[Reach]:
    """What is proved of several treatments, in their order, by several processes at once.

    Raises:
        ProblemsFound: the extra `prove` is not installed.
    """
    if treatments:
        _solver()
    if len(treatments) < 2 or processes < 2:
        yield from (reach(old, new, each, seconds) for each in treatments)
        return
    with ProcessPoolExecutor(min(processes, len(treatments)), initializer=_begin, initargs=(old, new, seconds)) as pool:
        yield from pool.map(_reach, treatments)


def _solver() -> ModuleType:
    """What finds the requests.

    Raises:
        ProblemsFound: the extra `prove` is not installed.
    """
    try:
        from recheck.evaluators import apart
    except ImportError as error:
        raise ProblemsFound([missing_extra("a proof", "Z3", "prove", otherwise="say --no-proof")]) from error
    return apart


_SIDES: list[tuple[RuleSet, RuleSet, float]] = []
"""Of a process of `reaches`: what it was begun with."""


def _begin(old: RuleSet, new: RuleSet, seconds: float) -> None:
    _SIDES.append((old, new, seconds))


def _reach(treatment: str) -> Reach:
    old, new, seconds = _SIDES[0]
    return reach(old, new, treatment, seconds)


def stretches(old: RuleSet, new: RuleSet, treatment: str) -> Iterator[Stretch]:
    """The days over which the rules in force for a treatment are the same, where old and new differ."""
    days = sorted({FIRST, *_boundaries(old, treatment), *_boundaries(new, treatment)})
    seen: set[object] = set()
    for index, first in enumerate(days):
        last = days[index + 1] - timedelta(days=1) if index + 1 < len(days) else LAST
        for served in days[index:]:
            dates = Dates(first, first if served == first else served)
            editions = editions_in_force(old, dates), editions_in_force(new, dates)
            relevant = tuple(
                _relevant(rules, treatment, each) for rules, each in zip((old, new), editions, strict=True)
            )
            key = (first, *relevant)
            if key in seen:
                continue
            seen.add(key)
            if _parts(old, treatment, editions[0]) != _parts(new, treatment, editions[1]):
                yield Stretch(first, last, None if served == first else served, *editions)


def units(old: RuleSet, new: RuleSet, treatment: str) -> Sequence[str | None]:
    """The units in which the rules of a treatment read what is disputed; its own where they read none."""
    read = {
        name.removeprefix("fact ").removesuffix("_requested")
        for rules in (old, new)
        for rule in rules.for_treatment(treatment)
        for name in meaning_of(rule, rules).through
        if name.endswith("_requested")
    }
    known = new.vocabulary.treatments.get(treatment) or old.vocabulary.treatments[treatment]
    return sorted(read) or [known.unit]


def _boundaries(rules: RuleSet, treatment: str) -> Iterator[date]:
    for guideline in _concerned(rules, treatment):
        yield guideline.in_force.start.date
        if guideline.in_force.end:
            yield guideline.in_force.end.date + timedelta(days=1)


def _concerned(rules: RuleSet, treatment: str) -> list[Guideline]:
    """The guidelines that speak for a treatment, or define what is read for it."""
    kind = "guideline "
    read = [name for rule in rules.for_treatment(treatment) for name in meaning_of(rule, rules).through]
    names = dict.fromkeys(name.removeprefix(kind) for name in read if name.startswith(kind))
    return [rules.guidelines[name] for name in names]


def _relevant(rules: RuleSet, treatment: str, editions: tuple[str, ...]) -> tuple[str, ...]:
    concerned = {each.id for each in _concerned(rules, treatment)}
    return tuple(each for each in editions if each in concerned)


def _parts(rules: RuleSet, treatment: str, editions: tuple[str, ...]) -> object:
    """Everything that a decision can depend on while these editions are in force."""
    relevant = _relevant(rules, treatment, editions)
    speaking = (each for each in rules.for_treatment(treatment) if each.guideline in relevant)
    mine = {each.id: meaning_of(each, rules, editions) for each in speaking}
    return mine, order_part(set(relevant), rules), gates_part(rules)


def _joined(days: list[tuple[date, date]]) -> tuple[tuple[date, date], ...]:
    """Stretches that follow on each other as one."""
    found: list[tuple[date, date]] = []
    for first, last in sorted(set(days)):
        if found and first <= found[-1][1] + timedelta(days=1):
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return tuple(found)


def _confirmed(
    old: RuleSet, new: RuleSet, treatment: str, each: "Apart", undocumented: Undocumented, stretch: Stretch
) -> Witness | str:
    """The request as a case that was screened under both rule sets; or what is wrong with it."""
    values = dict(each.values)
    if stretch.service is not None:
        values["service_on"] = max(stretch.service, values["requested_on"])
    text = case_text("witness", treatment, values, new.vocabulary)
    answers = []
    for rules in (old, new):
        case, problems = read_case(text, "witness.yaml", rules.vocabulary)
        if case is None:
            return f"a request was found that cannot be written as a case: {errors(problems)[0].message}"
        try:
            answers.append(screen(rules, case, "request", Mode(undocumented)))
        except ProblemsFound as fault:
            return f"a request was found that cannot be screened: {fault}"
    if [answer.decision for answer in answers] != [each.pair.old, each.pair.new] or answers[0].answer == answers[
        1
    ].answer:
        return "a request was found that screening does not confirm"
    words = [answer_in_words(answer) for answer in answers]
    facts = each.documented + (stretch.service is not None)
    return Witness(treatment, str(undocumented), words[0], words[1], facts, text)
