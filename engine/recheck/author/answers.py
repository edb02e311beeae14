"""Answers to the questions by which a rule is started.

Comes in: answers as YAML, from a file, from options or from the terminal. Goes out: a draft whose names
are all known, or the problems with the answers, each at its place in them.
"""

import re
from dataclasses import dataclass, replace
from datetime import date

from recheck.author.meant import treatment_meant
from recheck.author.schema_names import quantities
from recheck.conditions.read import ConditionReader
from recheck.load.shape import Shape, day, nested, one_of, optional, raw, required, several, shaped, text
from recheck.load.yaml_text import parse
from recheck.model.condition import Op
from recheck.model.node import Node, Scalar, YamlMapping, unknown_name
from recheck.model.problem import Place, Problem
from recheck.model.rule import Basis, Reading, RuleSet
from recheck.model.vocabulary import Vocabulary

NONE = "none"
"""Said of `already` where no earlier quantity counts."""
_NAME = re.compile(r"[a-z][a-z0-9_]*")


class GroundAnswer(Shape):
    """What is asked, where the guideline says it, and how that is known."""

    says: str = required(text)
    section: str = required(text)
    page: str | None = optional(text)
    basis: Basis = required(one_of(Basis))
    reading: Reading = required(one_of(Reading))


class CriterionAnswer(GroundAnswer):
    """One criterion: a fact with what it is compared with, or a whole condition."""

    name: str | None = optional(text)
    fact: str | None = optional(text)
    comparison: Op = optional(one_of(Op), Op.EQUALS)
    value: Node | None = optional(raw)
    already: str | None = optional(text)
    when: Node | None = optional(raw)
    if_silent: str | None = optional(text)


class RuleAnswers(Shape):
    """Everything that starts a rule."""

    treatment: str = required(text)
    guideline: str = required(text)
    name: str | None = optional(text)
    title: str | None = optional(text)
    criteria: tuple[CriterionAnswer, ...] = optional(several(CriterionAnswer), ())
    never: GroundAnswer | None = optional(nested(GroundAnswer))
    dated: date | None = optional(day, name="date")


@dataclass(frozen=True, slots=True)
class CriterionDraft:
    """A criterion with its condition or limit as it will be written."""

    name: str
    ground: GroundAnswer
    asks: Node
    is_limit: bool
    is_silent_met: bool


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """A rule before its file is written."""

    id: str
    title: str
    treatment: str
    criteria: tuple[CriterionDraft, ...]
    never: GroundAnswer | None
    day: date
    place: Place


def draft_of(answers: str, name: str, rules: RuleSet) -> tuple[RuleDraft | None, list[Problem]]:
    """The draft that answers make; None where they have problems.

    Args:
        answers: YAML with the keys of `RuleAnswers`.
        name: how the user knows the answers, for the places of problems.
        rules: the rule set that the rule will belong to.
    """
    node, problems = parse(answers, name)
    shape = shaped(RuleAnswers, node, problems)
    if shape is None:
        return None, problems
    treatment = treatment_meant(shape.treatment, rules.vocabulary, shape.place("treatment"), problems)
    if shape.guideline not in rules.guidelines:
        unknown = unknown_name("guideline", shape.guideline, rules.guidelines, shape.place("guideline"))
        hint = unknown.suggestion or "a new one goes into guidelines/own.yaml of your folder; see rules/guidelines.yaml"
        problems.append(replace(unknown, suggestion=hint))
    if bool(shape.criteria) == (shape.never is not None):
        message = "a rule has criteria, or says that the guideline never recommends the treatment"
        problems.append(Problem("no-criteria", message, shape.node.place, "add 'criteria: […]' or 'never: {…}'"))
    own = shape.name or treatment
    if shape.name and not _NAME.fullmatch(shape.name):
        message = f"'{shape.name}' cannot be a rule's name"
        problems.append(Problem("not-a-name", message, shape.place("name"), "write it like massage_therapy"))
    criteria = [_criterion(each, rules.vocabulary, problems) for each in shape.criteria]
    drafts = tuple(each for each in criteria if each)
    for index, each in enumerate(drafts):
        if each.name in {other.name for other in drafts[:index]}:
            message = f"two criteria are named '{each.name}'"
            problems.append(Problem("duplicate-key", message, each.ground.node.place, "add a 'name' to one of them"))
    if problems or treatment is None:
        return None, problems
    title = shape.title or rules.vocabulary.treatments[treatment].title
    date_of_tests = shape.dated or rules.guidelines[shape.guideline].in_force.start.date
    draft = RuleDraft(
        f"{shape.guideline}/{own}", title, treatment, drafts, shape.never, date_of_tests, shape.node.place
    )
    return draft, problems


def _criterion(shape: CriterionAnswer, vocabulary: Vocabulary, problems: list[Problem]) -> CriterionDraft | None:
    reader = ConditionReader(vocabulary, problems)
    if (shape.fact is None) == (shape.when is None) or (shape.fact is None) != (shape.value is None):
        message = "a criterion has a fact with a value, or a condition under 'when'"
        hint = "write {fact: visits_requested, comparison: at_most, value: 6, …}"
        problems.append(Problem("not-a-criterion", message, shape.node.place, hint))
        return None
    if shape.if_silent not in (None, "met"):
        problems.append(Problem("unknown-value", "'if_silent' can only be 'met'", shape.place("if_silent")))
    if shape.when is not None:
        asks, is_limit = shape.when, False
    else:
        assert shape.fact is not None and shape.value is not None  # said above
        limit = _limit(shape, vocabulary)
        asks, is_limit = limit or _comparison(shape, shape.fact, shape.value), limit is not None
    if is_limit:
        assert isinstance(asks, YamlMapping)
        of, already = asks["of"], asks.get("already")
        assert isinstance(of, Scalar) and not isinstance(already, YamlMapping | list)
        reader.read_limit(of, already, asks["at_most"], closes=False)
    else:
        reader.read(asks)
    name = shape.name or (f"{shape.fact}_limit" if is_limit else shape.fact) or "criterion"
    return CriterionDraft(name, shape, asks, is_limit, shape.if_silent == "met")


def _comparison(shape: CriterionAnswer, fact: str, value: Node) -> YamlMapping:
    """The condition of a fact's comparison, each part at the place of its answer."""
    asked: Node = value
    if shape.comparison is not Op.EQUALS:
        asked = _mapping(shape.place("comparison"), {str(shape.comparison): (value, shape.place("comparison"))})
    return _mapping(shape.place("fact"), {fact: (asked, shape.place("fact"))})


def _limit(shape: CriterionAnswer, vocabulary: Vocabulary) -> YamlMapping | None:
    """A cap on what is requested, which counts what was had before; None where it is no such cap."""
    unit = (shape.fact or "").removesuffix("_requested")
    if shape.comparison is not Op.AT_MOST or unit == shape.fact or unit not in quantities(vocabulary):
        return None
    usual = f"{unit}_completed"
    already = shape.already or (usual if usual in vocabulary.facts else NONE)
    at = shape.place("fact")
    keys = {"of": (shape.node["fact"], at)}
    if already != NONE:
        keys["already"] = (Scalar(already, already, shape.place("already")), at)
    return _mapping(at, keys | {"at_most": (shape.node["value"], at)})


def _mapping(place: Place, keys: dict[str, tuple[Node, Place]]) -> YamlMapping:
    found = YamlMapping(place)
    for name, (value, at) in keys.items():
        found[name], found.keys_at[name] = value, at
    return found
