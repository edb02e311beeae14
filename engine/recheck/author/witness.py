"""A record that a proof found, as a case file: every fact at its place, and what the interpreter says of it."""

from collections.abc import Mapping
from datetime import date

from recheck.collect import Record, collect
from recheck.evaluators.plan import editions_in_force, plan_for
from recheck.evaluators.search import Resolved, Voice
from recheck.judge import INTERPRETER, Judgement, Mode
from recheck.load.cases import read_case
from recheck.model.case import Case
from recheck.model.guideline import Dates
from recheck.model.recommendation import Decision, Recommendation
from recheck.model.rule import RuleSet
from recheck.model.value import Value, written
from recheck.model.vocabulary import MIDLINE, BelongsTo, Vocabulary
from recheck.screen import screen

REQUEST = "request"
OWN_KEYS = ("treatment", "body_region", "side", "requested_on")


def case_file(name: str, values: Mapping[str, Value], vocabulary: Vocabulary, *, says: str = "") -> str:
    """A case file that documents these facts, for one request.

    Args:
        name: of the case.
        values: known facts, those that the request states itself among them.
        vocabulary: where each fact belongs.
        says: a remark for the top of the file.
    """
    places: dict[BelongsTo, dict[str, Value]] = {each: {} for each in BelongsTo}
    for fact, value in values.items():
        if fact not in OWN_KEYS and not fact.endswith(("_requested", "_authorized")):
            places[vocabulary.facts[fact].belongs_to][fact] = value
    treatment = str(values["treatment"])
    region = _region_key(values)
    lines = [*(f"# {line}" for line in says.splitlines()), f"case: {name}"]
    lines += _table("claim", places[BelongsTo.CLAIM])
    if region and places[BelongsTo.REGION]:
        lines += ["regions:", *_table(region, places[BelongsTo.REGION], 1)]
    if places[BelongsTo.TREATMENT] or places[BelongsTo.TREATMENT_REGION]:
        lines += ["treatments:", f"  {treatment}:"]
        lines += [f"    {fact}: {_yaml(value)}" for fact, value in places[BelongsTo.TREATMENT].items()]
        lines += _table(region, places[BelongsTo.TREATMENT_REGION], 2) if region else []
    lines += ["requests:", f"  {REQUEST}:"]
    lines.append(f"    title: {_yaml(vocabulary.treatments[treatment].title)}")
    lines += [f"    {key}: {_yaml(values[key])}" for key in OWN_KEYS if key in values]
    unit = unit_of(values)
    if unit:
        lines.append(f"    quantity: {_quantity(values, unit)}")
    lines += _table("facts", places[BelongsTo.REQUEST], 2)
    return "\n".join(lines) + "\n"


def unit_of(values: Mapping[str, Value]) -> str | None:
    """The unit in which a record states a quantity."""
    return next((name.removesuffix("_requested") for name in values if name.endswith("_requested")), None)


def _quantity(values: Mapping[str, Value], unit: str) -> str:
    """The disputed quantity and what was authorized beside it."""
    parts = {"authorized": values.get(f"{unit}_authorized", 0), "disputed": values[f"{unit}_requested"], "unit": unit}
    return "{" + ", ".join(f"{key}: {_yaml(value)}" for key, value in parts.items() if value != 0) + "}"


def _region_key(values: Mapping[str, Value]) -> str | None:
    region, side = values.get("body_region"), values.get("side")
    if region is None:
        return None
    return f"{region}_{side}" if side and region not in MIDLINE else str(region)


def _table(name: str, facts: Mapping[str, Value], depth: int = 0) -> list[str]:
    margin = "  " * depth
    lines = [f"{margin}  {fact}: {_yaml(value)}" for fact, value in facts.items()]
    return [f"{margin}{name}:", *lines] if lines else []


def _yaml(value: Value) -> str:
    if isinstance(value, frozenset):
        return "[" + ", ".join(sorted(value)) + "]"
    if isinstance(value, str) and not value.replace("_", "").isalnum():
        return '"' + value.replace('"', "'") + '"'
    return value.isoformat() if isinstance(value, date) else written(value)


def read_back(text: str, vocabulary: Vocabulary) -> Case | None:
    """The case that a file's text says; None where it is no case, or one with problems."""
    case, problems = read_case(text, "witness", vocabulary)
    return None if problems else case


def screened(rules: RuleSet, text: str) -> Recommendation | None:
    """What `recheck screen` recommends for a case file's request."""
    case = read_back(text, rules.vocabulary)
    return screen(rules, case, REQUEST, Mode(infer=False)) if case else None


def judged(rules: RuleSet, text: str) -> Judgement | None:
    """A case file's request, about to be judged by the interpreter; None where it is no case."""
    case = read_back(text, rules.vocabulary)
    if case is None:
        return None
    request = case.requests[REQUEST]
    record: Record = collect(case, request, request.region_keys[0])
    editions = editions_in_force(rules, Dates(request.dates.requested))
    plan = plan_for(rules, request.treatment or "", editions)
    return Judgement(rules, plan, Mode(infer=False), record, request.quantity.unit if request.quantity else None)


def voices(rules: RuleSet, text: str) -> tuple[list[Voice], Resolved] | None:
    """What the interpreter says of a case file's request: every rule's voice, and their answer."""
    judgement = judged(rules, text)
    if judgement is None:
        return None
    found = judgement.voices(INTERPRETER, judgement.signature()[1], judgement.mode.undocumented)
    return found, judgement.resolve(found)


def out_of_bounds(rules: RuleSet, text: str) -> str | None:
    """What the interpreter finds out of its bounds in a case file's request: what is left, or a derived number."""
    judgement, found = judged(rules, text), voices(rules, text)
    if judgement is None or found is None:
        return None
    left, disputed = found[1].quantity, judgement.disputed
    if found[1].decision is Decision.MODIFY and left is not None and not 1 <= left <= (disputed or 0):
        return f"{left} of {disputed} disputed are left"
    for view in judgement.plan.views:
        held = INTERPRETER.read(view, judgement.record.held).facts
        for definition in view.definitions:
            value, bounds = held.get(definition.fact), rules.vocabulary.facts[definition.fact].bounds
            if isinstance(value, int | float) and not bounds.low <= value <= bounds.high:
                return f"'{definition.fact}' is derived as {written(value)}, out of its bounds"
    return None
