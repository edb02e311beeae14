"""Which facts a recommendation rests on that were only read: by a program, in a note or letter, confirmed by nobody."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from recheck.asking.questions import leaves
from recheck.model.case import Case, Evidence, FactTable
from recheck.model.recommendation import FactUsed, Recommendation
from recheck.model.rule import RuleSet
from recheck.phrases import source_place, sources


def with_unconfirmed(found: Recommendation, case: Case, rules: RuleSet) -> Recommendation:
    """The recommendation with a note of what it rests on that nobody has confirmed."""
    used = unconfirmed_in(found, case)
    if not used:
        return found
    facts = rules.vocabulary.facts
    names = "; ".join(dict.fromkeys(f"{facts[each.name].readable}{source_place(each)}" for each in used))
    return replace(found, notes=(*found.notes, f"rests on facts that were read and that nobody has confirmed: {names}"))


def unconfirmed_in(found: Recommendation, case: Case) -> tuple[FactUsed, ...]:
    """The facts of the deciding criteria that were read and not confirmed; none in a case that a person wrote."""
    if not case.draft:
        return ()
    confirmed = set(_confirmed(case))
    used = dict.fromkeys(each for one in leaves(found) for each in _deciding(one))
    return tuple(each for each in used if each.evidence and (each.name, each.evidence) not in confirmed)


def _deciding(found: Recommendation) -> Iterator[FactUsed]:
    for finding in found.rules:
        for each in finding.criteria:
            if each.decides:
                yield from sources(found.facts_of(finding, each))


def _confirmed(case: Case) -> Iterator[tuple[str, Evidence]]:
    tables: list[FactTable] = [case.claim, *case.regions.values()]
    for record in case.treatments.values():
        tables += [record.facts, *record.regions.values()]
    for request in case.requests.values():
        tables += [each.facts for each in (request, *request.parts)]
    yield from _of(tables)


def _of(tables: Iterable[FactTable]) -> Iterator[tuple[str, Evidence]]:
    for table in tables:
        for name, documented in table.items():
            yield from ((name, each.evidence) for each in documented.readings if each.confirmed and each.evidence)
