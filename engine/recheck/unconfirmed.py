"""A 'no' that a program read and nobody has confirmed: no denial rests on it.

Comes in: a draft case, as it was read from a letter or note. Goes out: the same case without such readings, and
which they are; what is recommended is judged both ways (`recheck.screen`).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from recheck.collect import settle
from recheck.model.case import Case, Documented, FactReading, FactTable, Request, TreatmentRecord


@dataclass(frozen=True, slots=True)
class Doubted:
    """One fact that stands as 'no' by what was read alone."""

    fact: str
    reading: FactReading
    where: str | None
    """The region whose fact it is."""


def is_doubted(documented: Documented, case: Case) -> bool:
    """Whether a fact is 'no' in a draft case by readings that nobody has confirmed.

    >>> from recheck.model.case import Evidence
    >>> read = Documented((FactReading(False, Evidence("lines", 3, 3)),))
    >>> is_doubted(read, Case("a", {}, draft=True)), is_doubted(read, Case("a", {}))
    (True, False)
    """
    if not case.draft or settle(documented, None)[0] is not False:
        return False
    return not any(each.confirmed or each.evidence is None for each in documented.readings if each.value is False)


def unconfirmed_facts(case: Case) -> int:
    """How many facts of a draft case stand by readings that nobody has confirmed."""
    if not case.draft:
        return 0
    tables: list[FactTable] = [case.claim, *case.regions.values()]
    for record in case.treatments.values():
        tables += [record.facts, *record.regions.values()]
    for request in case.requests.values():
        tables += [request.facts, *(part.facts for part in request.parts)]
    return sum(
        not any(one.confirmed or one.evidence is None for one in each.readings)
        for table in tables
        for each in table.values()
    )


def doubted_of(case: Case, request: Request) -> tuple[Doubted, ...]:
    """Every such fact that reaches a request, for any of its regions and parts."""
    found = dict.fromkeys(_all(case, request))
    return tuple(found)


def without(case: Case) -> Case:
    """The case as if nothing were known of what is doubted."""

    def kept(table: FactTable) -> FactTable:
        return {name: each for name, each in table.items() if not is_doubted(each, case)}

    treatments = {
        name: TreatmentRecord(kept(each.facts), {region: kept(table) for region, table in each.regions.items()})
        for name, each in case.treatments.items()
    }
    requests = {name: _request(each, kept) for name, each in case.requests.items()}
    regions = {name: kept(table) for name, table in case.regions.items()}
    return replace(case, claim=kept(case.claim), regions=regions, treatments=treatments, requests=requests)


def _request(request: Request, kept: Callable[[FactTable], FactTable]) -> Request:
    parts = tuple(_request(each, kept) for each in request.parts)
    return replace(request, facts=kept(request.facts), parts=parts)


def _all(case: Case, request: Request) -> Iterator[Doubted]:
    for each in (request, *request.parts):
        yield from _in(case.claim, case, None)
        record = case.treatments.get(each.treatment or "", TreatmentRecord())
        yield from _in(record.facts, case, None)
        yield from _in(each.facts, case, None)
        for region in each.region_keys:
            if region:
                yield from _in(case.regions.get(region, {}), case, region)
                yield from _in(record.regions.get(region, {}), case, region)


def _in(table: Mapping[str, Documented], case: Case, where: str | None) -> Iterator[Doubted]:
    for name, each in table.items():
        if is_doubted(each, case):
            yield Doubted(name, next(one for one in each.readings if one.value is False), where)
