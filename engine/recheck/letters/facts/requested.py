"""The places of what a case requests: its requests with their parts, and their regions with sides."""

from collections.abc import Iterable, Iterator

from recheck.model.case import Case, Request
from recheck.model.vocabulary import MIDLINE, SIDES


def requests_of(case: Case) -> Iterator[Request]:
    for request in case.requests.values():
        yield request
        yield from request.parts


def regions_asked(case: Case) -> tuple[str, ...]:
    found: list[str] = []
    for request in requests_of(case):
        for region in request.body_regions:
            found += _keys(region, request.side)
    return tuple(dict.fromkeys(found))


def places_of(case: Case, treatment: str | None) -> Iterable[str]:
    """The regions for which a treatment is requested."""
    places = (
        key
        for request in requests_of(case)
        if request.treatment == treatment
        for region in request.body_regions
        for key in _keys(region, request.side)
    )
    return dict.fromkeys(places)


def _keys(region: str, side: str | None) -> list[str]:
    if region in MIDLINE or side is None:
        return [region]
    return [f"{region}_{each}" for each in SIDES] if side == "bilateral" else [f"{region}_{side}"]
