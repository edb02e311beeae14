"""Facts that were read, put where a case keeps them."""

from collections.abc import Iterable
from dataclasses import replace

from recheck.letters.facts.fact import FactRead
from recheck.letters.requests import Draft
from recheck.model.case import Case, Documented, FactReading, FactTable, TreatmentRecord
from recheck.model.vocabulary import BelongsTo

Tables = dict[str, dict[str, list[FactReading]]]


def with_facts(draft: Draft, facts: Iterable[FactRead]) -> Draft:
    """The draft with the facts; what it has already, from header and titles, stays."""
    return replace(draft, case=case_with_facts(draft.case, facts))


def case_with_facts(case: Case, facts: Iterable[FactRead]) -> Case:
    """The case with the facts in their places.

    Facts of a request, and of a treatment that none of the requests is for, have no place and are left out.
    """
    claim: Tables = {}
    regions: Tables = {}
    treatments: dict[str, Tables] = {}
    requests: Tables = {}
    of_treatment: dict[str, list[str]] = {}
    for request in case.requests.values():
        for each in (request, *request.parts):
            of_treatment.setdefault(each.treatment or "", []).append(request.id)
    for fact in facts:
        is_inferred = fact.grade == "inferred"
        reading = FactReading(fact.value, fact.span.evidence, fact.dated, inferred=is_inferred)
        match fact.belongs_to:
            case BelongsTo.CLAIM:
                _add(claim, "", fact.name, reading)
            case BelongsTo.REGION if fact.region:
                _add(regions, fact.region, fact.name, reading)
            case BelongsTo.TREATMENT if fact.treatment:
                _add(treatments.setdefault(fact.treatment, {}), "", fact.name, reading)
            case BelongsTo.TREATMENT_REGION if fact.treatment and fact.region:
                _add(treatments.setdefault(fact.treatment, {}), fact.region, fact.name, reading)
            case BelongsTo.REQUEST:
                asked = of_treatment.get(fact.treatment or "", [])
                asked = asked or (list(case.requests) if len(case.requests) == 1 and fact.treatment is None else [])
                for name in asked:
                    _add(requests, name, fact.name, reading)
            case _:
                pass
    return replace(
        case,
        claim={**_table(claim.get("", {})), **case.claim},
        regions={name: _table(table) for name, table in regions.items()} | dict(case.regions),
        treatments={
            name: TreatmentRecord(
                _table(tables.get("", {})), {key: _table(table) for key, table in tables.items() if key}
            )
            for name, tables in treatments.items()
        }
        | dict(case.treatments),
        requests={
            name: replace(request, facts={**_table(requests.get(name, {})), **request.facts})
            for name, request in case.requests.items()
        },
    )


def _add(tables: Tables, place: str, name: str, reading: FactReading) -> None:
    tables.setdefault(place, {}).setdefault(name, []).append(reading)


def _table(table: dict[str, list[FactReading]]) -> FactTable:
    return {name: Documented(tuple(many)) for name, many in table.items()}
