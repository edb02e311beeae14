"""Facts and treatments: what nothing reads, what lacks a unit or bounds, what two names share."""

from collections.abc import Iterator

from recheck.author.lints.base import RuleBase, scalars, text_at
from recheck.author.lints.conditions import conditions
from recheck.author.lints.kind import Found, lint
from recheck.load.common_requests import COMMON
from recheck.model.condition import Comparison, Limit, leaves
from recheck.model.node import Scalar
from recheck.model.problem import Place, Severity, Source
from recheck.model.rule import Choose
from recheck.model.vocabulary import FactType

OF_THE_ENGINE = ("treatment", "body_region", "side", "requested_on", "service_on", "reviewed_on")
"""Facts that the engine itself states of every request."""


@lint("fact-unread", needs_all=True)
def fact_unread(base: RuleBase) -> Iterator[Found]:
    for path, name, _ in base.facts:
        given = name in OF_THE_ENGINE or name.endswith(("_requested", "_authorized"))
        if name not in base.facts_used and not given:
            yield Found(f"nothing reads '{name}'", base.key_at(path, name), "use it in a rule, or remove it")


@lint("unit-missing")
def unit_missing(base: RuleBase) -> Iterator[Found]:
    for path, name, entry in base.facts:
        if _is_number(entry.get("type")) and "unit" not in entry:
            yield Found(f"the number '{name}' has no unit", base.key_at(path, name), "add 'unit: …'")


@lint("bounds-missing", needs_all=True)
def bounds_missing(base: RuleBase) -> Iterator[Found]:
    for path, name, entry in base.facts:
        if _is_number(entry.get("type")) and "at_least" not in entry and name not in base.facts_derived:
            yield Found(f"the number '{name}' has no lowest value", base.key_at(path, name), "add 'at_least: 0'")


def _is_number(kind: object) -> bool:
    return isinstance(kind, Scalar) and kind.text in ("integer", "number")


@lint("choice-of-one")
def choice_of_one(base: RuleBase) -> Iterator[Found]:
    for path, name, entry in base.facts:
        kind = text_at(entry, "type")
        if kind and kind.text == "choice" and name != "treatment" and len(list(scalars(entry.get("values")))) == 1:
            yield Found(f"the choice '{name}' has one value", base.at(path, name, "values"), "make it a boolean")


@lint("choice-unread", needs_all=True)
def choice_unread(base: RuleBase) -> Iterator[Found]:
    named: set[str] = set()
    for _, _, condition in conditions(base):
        for leaf in leaves(condition):
            if isinstance(leaf, Comparison) and isinstance(leaf.operand, str | tuple):
                named.add(leaf.fact)
    named |= {name for rule in base.rules.rules.values() for name in rule.modify_to}
    for path, name, _ in base.facts:
        fact = base.rules.vocabulary.facts.get(name)
        is_choice = fact is not None and fact.type is FactType.CHOICE and name not in OF_THE_ENGINE
        if is_choice and name in base.facts_used and name not in named:
            yield Found(f"no rule names a value of '{name}'", base.key_at(path, name), "compare it with a value")


@lint("branch-repeats", needs_all=True)
def branch_repeats(base: RuleBase) -> Iterator[Found]:
    for definition in base.rules.definitions:
        formula = definition.formula
        if isinstance(formula, Choose) and formula.branches[-1].value == formula.otherwise:
            place = base.at(f"definitions/{definition.id}.yaml", "otherwise")
            yield Found(
                f"the last branch of '{definition.fact}' gives what 'otherwise' gives", place, "drop the branch"
            )


@lint("treatment-without-wordings")
def treatment_without_wordings(base: RuleBase) -> Iterator[Found]:
    for path, name, entry in base.treatments:
        drug = entry.get("drug")
        composed = entry.get("procedure") or entry.get("also")
        if not entry.get("wordings") and not composed and drug is None and not entry.get("members"):
            yield Found(f"no words mean '{name}'", base.key_at(path, name), "add 'wordings: […]'")


@lint("wording-twice", needs_all=True)
def wording_twice(base: RuleBase) -> Iterator[Found]:
    first: dict[str, str] = {}
    for _, name, entry in base.treatments:
        for scalar in scalars(entry.get("wordings")):
            known = first.setdefault(scalar.text.casefold().strip(), name)
            if known != name:
                message = f"'{scalar.text}' means '{known}' already"
                yield Found(message, scalar.place, "keep it with one of the two, or say more words")


@lint("treatment-unit-unknown", needs_all=True)
def treatment_unit_unknown(base: RuleBase) -> Iterator[Found]:
    for path, name, entry in base.treatments:
        unit = text_at(entry, "unit")
        if unit and f"{unit.text}_requested" not in base.rules.vocabulary.facts:
            message = f"'{name}' is counted in {unit.text}, and there is no fact '{unit.text}_requested'"
            yield Found(message, base.at(path, name, "unit"), f"add '{unit.text}_requested' and '_authorized'")


@lint("limit-in-other-unit", needs_all=True)
def limit_in_other_unit(base: RuleBase) -> Iterator[Found]:
    for rule, criterion in base.criteria:
        known = (base.rules.vocabulary.treatments.get(name) for name in rule.treatments)
        units = {each.unit for each in known if each}
        for leaf in leaves(criterion.when):
            unit = leaf.of.removesuffix("_requested") if isinstance(leaf, Limit) else None
            if unit and units and None not in units and unit not in units:
                message = f"'{criterion.name}' counts {unit}, and requests count {', '.join(sorted(map(str, units)))}"
                yield Found(message, leaf.place, "limit what is requested")


@lint("unread-file", Severity.ERROR)
def unread_file(base: RuleBase) -> Iterator[Found]:
    for path, file in base.files.items():
        if "/" not in path and path not in ("guidelines.yaml", "treatments.yaml", COMMON):
            suggestion = "move it to facts/, definitions/, gates/ or a guideline's folder"
            yield Found("nothing reads this file", Place(Source(file.name)), suggestion)
