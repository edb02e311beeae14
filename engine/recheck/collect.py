"""What is held of every fact when one request is judged for one region: the record, narrowed.

A fact reaches a request only from its own place: the claim, the request's region and side, its
treatment, that treatment in that region, and the request itself. A request that names no side reads the
facts of the one side that the record documents; where both are documented it reads neither. Of several
readings the latest dated on or before the request counts (where a decision is audited: on or before that
decision, for its maker had the whole file); readings that disagree leave the fact contradicted.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from recheck.beside import facts_beside
from recheck.model.case import Case, Documented, FactReading, FactTable, Mentioned, Quantity, Request
from recheck.model.guideline import DateOf
from recheck.model.value import Contradicted, Held, written
from recheck.model.vocabulary import SIDES, Vocabulary


@dataclass(frozen=True, slots=True)
class Record:
    """Held facts, and the reading that each rests on."""

    held: dict[str, Held]
    readings: dict[str, FactReading]
    too_late: tuple[str, ...] = ()
    """Facts documented only after the request."""
    side_taken: str | None = None
    """The region with its side, of which facts count although the request names no side."""
    mentioned: Mapping[str, Mentioned] = field(default_factory=dict)
    """Facts of which the record says something that nobody has read, with its words."""


def collect(case: Case, request: Request, region: str | None, vocabulary: Vocabulary | None = None) -> Record:
    """The facts that a request is judged by, for one of its regions (None where it has none); with a vocabulary also
    what the other requests of the case say of it."""
    held: dict[str, Held] = {}
    readings: dict[str, FactReading] = {}
    too_late = []
    only = case.only_side(region) if region else None
    until = last_day(request)
    for table in _tables(case, request, [each for each in (only, region) if each]):
        for name, documented in table.items():
            value, reading = settle(documented, until)
            if value is None:
                too_late.append(name)
                continue
            held[name] = value
            if reading:
                readings[name] = reading
    for name, other in facts_beside(case, request, vocabulary) if vocabulary and not case.is_of_rows else ():
        if name not in held:
            held[name] = True
            readings[name] = FactReading(True, stands_for=f"the request for {other.title}")
    held |= stated(request, region)
    return Record(held, readings, tuple(too_late), only, _mentioned(case, request, region))


def _mentioned(case: Case, request: Request, region: str | None) -> dict[str, Mentioned]:
    """What the record mentions, of this treatment and region or of none, with the first words that do."""
    found: dict[str, Mentioned] = {}
    base = next((region.removesuffix(f"_{side}") for side in SIDES if region and region.endswith(side)), region)
    for each in case.mentioned:
        is_here = base is None or not each.regions or base in each.regions
        if is_here and each.treatment in (None, request.treatment):
            for name in each.facts:
                found.setdefault(name, each)
    return found


def last_day(request: Request) -> date | None:
    """The last day of which the record counts; None where no day is known, and all of it does."""
    days = [day for day in (request.dates.of(DateOf.REQUEST), request.seen_until) if day]
    return max(days, default=None)


def _tables(case: Case, request: Request, regions: Sequence[str]) -> Iterator[FactTable]:
    yield case.claim
    yield from (case.regions.get(region, {}) for region in regions)
    record = case.treatments.get(request.treatment or "")
    if record:
        yield record.facts
        yield from (record.regions.get(region, {}) for region in regions)
    yield request.facts


def settle(documented: Documented, until: date | None) -> tuple[Held | None, FactReading | None]:
    """The value that counts, and the reading it comes from; None where all are later than the last day."""
    only = documented.readings[0]
    if len(documented.readings) == 1 and (only.dated is None or until is None or only.dated <= until):
        return only.value, only
    known = [each for each in documented.readings if each.dated is None or until is None or each.dated <= until]
    if not known:
        return None, None
    latest = max((each.dated for each in known if each.dated), default=None)
    counting = [each for each in known if each.dated in (None, latest)]
    values = dict.fromkeys(each.value for each in counting)
    if len(values) > 1:
        return Contradicted(tuple(written(value) for value in values)), counting[-1]
    return counting[-1].value, counting[-1]


def stated(request: Request, region: str | None) -> dict[str, Held]:
    """The facts that a request states by its own keys."""
    found: dict[str, Held] = {}
    if request.treatment:
        found["treatment"] = request.treatment
    if region:
        side = next((each for each in ("left", "right") if region.endswith(f"_{each}")), None)
        found["body_region"] = region.removesuffix(f"_{side}") if side else region
        if side or request.side in ("left", "right"):
            found["side"] = side or str(request.side)
    dates = request.dates
    for name, day in (
        ("requested_on", dates.requested),
        ("service_on", dates.service),
        ("reviewed_on", dates.review),
    ):
        if day:
            found[name] = day
    if request.quantity:
        found |= amounts(request.quantity)
    return found


def amounts(quantity: Quantity) -> dict[str, Held]:
    """The disputed and the authorized quantity as facts named by their unit.

    >>> amounts(Quantity("visits", disputed=6, authorized=2))
    {'visits_requested': 6, 'visits_authorized': 2}
    """
    return {
        f"{quantity.unit}_requested": quantity.disputed,
        f"{quantity.unit}_authorized": quantity.had,
    }
