"""GET /v1/rules, one rule, and POST /v1/rules/reload."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query

from recheck.author.show import in_words, markdown
from recheck.model.problem import Problem, did_you_mean
from recheck.model.rule import Criterion, Rule, RuleSet
from recheck.service.api.bodies import ReloadedOutput, RuleOutput, RulesOutput
from recheck.service.api.route import GuardedRoute, TheService, needs
from recheck.service.api.screening import REFUSALS
from recheck.service.problems import Refused
from recheck.service.roles import Caller, Permission

router = APIRouter(prefix="/v1", route_class=GuardedRoute, tags=["rules"])
NOT_FOUND: dict[int | str, dict[str, Any]] = {404: {**REFUSALS[422], "description": "There is none of this name."}}
Name = Annotated[str, Path(max_length=200)]


@router.get("/rules", response_model=RulesOutput, responses=REFUSALS)
async def rules(
    service: TheService,
    caller: Annotated[Caller, needs(Permission.SEE_CRITERIA)],
    words: Annotated[str, Query(max_length=200, description="Only rules whose id or title holds these words.")] = "",
    treatment: Annotated[str | None, Query(max_length=200, examples=["massage_therapy"])] = None,
    guideline: Annotated[str | None, Query(max_length=200, examples=["mtus-chronic-pain-2009"])] = None,
) -> dict[str, object]:
    """Every rule, or those that are looked for."""
    known = service.rules.in_force.rules
    wanted = words.lower().split()
    found = [
        rule
        for rule in known.rules.values()
        if (treatment is None or treatment in rule.treatments)
        and (guideline is None or rule.guideline == guideline)
        and all(word in f"{rule.id} {rule.title}".lower() for word in wanted)
    ]
    return {"rules_digest": known.digest, "rules": [_row(rule, known) for rule in found]}


@router.get("/rules/{guideline}/{name}", response_model=RuleOutput, responses={**REFUSALS, **NOT_FOUND})
async def rule(
    guideline: Name, name: Name, service: TheService, caller: Annotated[Caller, needs(Permission.SEE_CRITERIA)]
) -> dict[str, object]:
    """One rule: what it asks, where that is cited, and how it is known."""
    known = service.rules.in_force.rules
    found = known.rules.get(f"{guideline}/{name}")
    if found is None:
        near = did_you_mean(f"{guideline}/{name}", known.rules)
        raise Refused(404, Problem("unknown-rule", "there is no rule of this name", None, near))
    return {
        **_row(found, known),
        "applies_when": in_words(found.applies_when, known.vocabulary),
        "criteria": [_criterion(each, known) for each in found.criteria],
        "known_limits": list(found.known_limits),
        "on_not_approved": found.on_not_approved,
        "markdown": markdown(known, [], [found.id]),
    }


@router.post("/rules/reload", response_model=ReloadedOutput, responses=REFUSALS)
async def reload(service: TheService, caller: Annotated[Caller, needs(Permission.RELOAD)]) -> dict[str, object]:
    """Read all rule files anew: where they have no errors they count from now on, else the old ones stay."""
    before = service.rules.in_force.rules.digest
    found = await service.read(service.rules.reload)
    return {
        "rules_digest": found.rules.digest,
        "before": before,
        "rules": len(found.rules.rules),
        "problems": [each.as_json() for each in found.problems],
    }


def _row(rule: Rule, rules: RuleSet) -> dict[str, object]:
    edition = rules.guidelines[rule.guideline]
    end = edition.in_force.end
    return {
        "rule": rule.id,
        "title": rule.title,
        "guideline": edition.id,
        "edition": edition.title,
        "rank": edition.rank,
        "treatments": list(rule.treatments),
        "in_force_from": str(edition.in_force.start.date),
        "in_force_to": str(end.date) if end else None,
        "review": str(rule.review),
    }


def _criterion(criterion: Criterion, rules: RuleSet) -> dict[str, object]:
    ground = criterion.ground
    return {
        "criterion": criterion.name,
        "says": criterion.says,
        "asks": in_words(criterion.when, rules.vocabulary),
        "if_silent": "met" if criterion.if_silent_met else "not_met",
        "section": ground.cite.section,
        "page": ground.cite.page,
        "basis": str(ground.basis),
        "reading": str(ground.reading),
    }
