"""All proofs of a rule set: on several processes, and from the cache where nothing that they rest on changed."""

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import lru_cache

from recheck import __version__
from recheck.author.finding import Budget, Finding
from recheck.author.kept import keep, take
from recheck.author.prove_readings import prove_readings
from recheck.author.prove_rule import prove_rule
from recheck.author.prove_search import prove_treatment
from recheck.model.closure import by_any_edition, closure
from recheck.model.condition import facts_read
from recheck.model.rule import RuleSet, Strictness

PROOFS = "3"
"""Raised whenever what is proved, or how, changes."""
PARTS = (0, 1)


@dataclass(frozen=True, slots=True)
class Task:
    """The proofs about one rule, or about all rules of one treatment together."""

    kind: str
    name: str
    part: int = 0
    """Of a treatment: every second of its spans of time, from the first or from the second."""


@dataclass(frozen=True, slots=True)
class Proved:
    """A task with its findings, and whether they were known before."""

    task: Task
    findings: tuple[Finding, ...]
    was_known: bool


def tasks_of(rules: RuleSet, names: Sequence[str] = ()) -> tuple[Task, ...]:
    """What is to be proved of the rules whose name holds one of these, and of the treatments they speak of."""
    chosen = [rule for rule in rules.rules.values() if not names or any(name in rule.id for name in names)]
    spoken_of = (each for rule in chosen for each in rule.treatments)
    treatments = dict.fromkeys(spoken_of if names else rules.vocabulary.treatments)
    return (
        *(Task("rule", rule.id) for rule in chosen),
        *(Task("treatment", each, part) for each in treatments for part in PARTS),
    )


def prove(
    rules: RuleSet,
    tasks: Sequence[Task],
    budget: Budget,
    *,
    processes: int | None = None,
    report: Callable[[Proved], None] | None = None,
) -> tuple[Proved, ...]:
    """The findings of every task, in the order of the tasks.

    Args:
        rules: the rule set.
        tasks: what is to be proved.
        budget: how long one question may take.
        processes: on how many processes; one for each core unless said.
        report: is told of each task as it is done.
    """
    found: dict[Task, Proved] = {}
    waiting: dict[Task, str] = {}
    for task in tasks:
        key = digest(rules, task, budget)
        rows = take(key)
        if rows is None:
            waiting[task] = key
        else:
            found[task] = Proved(task, tuple(map(Finding.from_json, rows)), was_known=True)
    for task, findings in _all(rules, list(waiting), budget, processes or os.cpu_count() or 1):
        found[task] = Proved(task, findings, was_known=False)
        keep(waiting[task], [each.as_json() for each in findings])
        if report:
            report(found[task])
    return tuple(found[task] for task in tasks)


def _all(
    rules: RuleSet, tasks: list[Task], budget: Budget, processes: int
) -> Iterator[tuple[Task, tuple[Finding, ...]]]:
    if processes == 1 or len(tasks) < 2:
        yield from ((task, one(rules, task, budget)) for task in tasks)
        return
    heavy_first = sorted(tasks, key=lambda task: (task.kind == "rule", -len(rules.for_treatment(task.name))))
    with ProcessPoolExecutor(min(processes, len(tasks)), initializer=_begin, initargs=(rules, budget)) as pool:
        running = [pool.submit(_work, task) for task in heavy_first]
        yield from (each.result() for each in as_completed(running))


_SHARED: list[tuple[RuleSet, Budget]] = []
"""In a process of the pool: what it works on."""


def _begin(rules: RuleSet, budget: Budget) -> None:
    _SHARED[:] = [(rules, budget)]


def _work(task: Task) -> tuple[Task, tuple[Finding, ...]]:
    rules, budget = _SHARED[0]
    return task, one(rules, task, budget)


def one(rules: RuleSet, task: Task, budget: Budget) -> tuple[Finding, ...]:
    """The findings of one task."""
    if task.kind == "rule":
        rule = rules.rules[task.name]
        return (*prove_rule(rules, rule, budget), *prove_readings(rules, rule, budget))
    return tuple(prove_treatment(rules, task.name, budget, part=(task.part, len(PARTS))))


def digest(rules: RuleSet, task: Task, budget: Budget) -> str:
    """Of all that a task's findings rest on: rules, definitions, facts, editions, and who proves."""
    about = (rules.rules[task.name],) if task.kind == "rule" else rules.for_treatment(task.name)
    treatments = about[0].treatments if task.kind == "rule" else (task.name,)
    conditions = [rules.guidelines[rule.guideline].scope for rule in about]
    conditions += [each for rule in about for each in (rule.applies_when, *(one.when for one in rule.criteria))]
    readings = (one.read(each) for rule in about for one in rule.criteria for each in Strictness)
    conditions += [each.when for each in readings if each is not None]
    read = [name for condition in conditions for name in facts_read(condition)]
    facts, through = closure(read, by_any_edition(rules.definitions))
    definitions = {each.id: repr(each) for each in through}
    text = json.dumps(
        [
            [__version__, PROOFS, budget.seconds, task.kind, task.name, task.part],
            [repr(rule) for rule in about],
            sorted(definitions.items()),
            [repr(rules.vocabulary.facts[name]) for name in sorted(facts)],
            [repr(rules.vocabulary.treatments[name]) for name in treatments],
            _surroundings(rules),
        ]
    )
    return hashlib.sha256(text.encode()).hexdigest()


@lru_cache(maxsize=8)
def _surroundings(rules: RuleSet) -> str:
    """Editions, their order, and the gates: an edit of these touches every proof."""
    profile = rules.profile
    guidelines = [repr(each) for each in rules.guidelines.values()]
    order = [sorted(profile.places.items()), sorted(profile.advisory)]
    return hashlib.sha256(json.dumps([guidelines, order, [repr(each) for each in rules.gates]]).encode()).hexdigest()
