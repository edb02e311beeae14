"""GET /v1/treatments: which treatment do these words mean, and which rules speak of it?"""

from typing import Annotated

from fastapi import APIRouter, Query

from recheck.model.rule import RuleSet
from recheck.service.api.bodies import TreatmentsOutput
from recheck.service.api.route import GuardedRoute, TheService, needs
from recheck.service.api.screening import REFUSALS
from recheck.service.roles import Caller, Permission
from recheck.titles import read_title

router = APIRouter(prefix="/v1", route_class=GuardedRoute, tags=["rules"])
NEAR = 10


@router.get("/treatments", response_model=TreatmentsOutput, responses=REFUSALS)
async def treatments(
    words: Annotated[str, Query(min_length=1, max_length=500, examples=["PT 2x4 neck", "Norco 10/325 #60"])],
    service: TheService,
    caller: Annotated[Caller, needs(Permission.FIND)],
) -> dict[str, object]:
    """Treatment, region, side and quantity that a request's title states; and treatments whose names come near."""
    return await service.judge(find, words, service.rules.in_force.rules)


def find(words: str, rules: RuleSet) -> dict[str, object]:
    """What words mean, as data."""
    found = read_title(words, rules.vocabulary)
    near = [] if found.treatments else _near(words, rules)
    return {
        "words": words,
        "treatments": [_treatment(name, rules) for name in found.treatments],
        "near": [_treatment(name, rules) for name in near],
        "body_regions": list(found.body_regions),
        "side": found.side,
        "quantity": found.quantity,
    }


def _treatment(name: str, rules: RuleSet) -> dict[str, object]:
    known = rules.vocabulary.treatments[name]
    return {
        "treatment": name,
        "title": known.title,
        "category": known.category,
        "unit": known.unit,
        "rules": [
            {
                "rule": rule.id,
                "title": rule.title,
                "edition": rules.guidelines[rule.guideline].title,
                "in_force_from": str(rules.guidelines[rule.guideline].in_force.start.date),
                "in_force_to": _end(rule.guideline, rules),
            }
            for rule in rules.for_treatment(name)
        ],
    }


def _end(guideline: str, rules: RuleSet) -> str | None:
    end = rules.guidelines[guideline].in_force.end
    return str(end.date) if end else None


def _near(words: str, rules: RuleSet) -> list[str]:
    """Treatments of which some wording holds every word, or its beginning: for whoever is still typing."""
    wanted = words.lower().split()
    found = []
    for treatment in rules.vocabulary.treatments.values():
        wordings = [treatment.title.lower(), treatment.name.replace("_", " "), *map(str.lower, treatment.wordings)]
        wordings += map(str.lower, treatment.drug.brands if treatment.drug else ())
        if any(all(f" {word}" in f" {wording}" for word in wanted) for wording in wordings):
            found.append(treatment.name)
    return found[:NEAR]
