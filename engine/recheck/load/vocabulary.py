"""rules/facts, treatments.yaml, treatments, titles and drugs to the vocabulary."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from recheck.load.allowed import AllowShape
from recheck.load.files import RuleFile
from recheck.load.shape import (
    Shape,
    flag,
    nested,
    number,
    one_of,
    optional,
    raw,
    required,
    several,
    shaped,
    text,
    texts,
)
from recheck.load.title_words import (
    DRUGS,
    ROUTES,
    TITLES,
    CompositionShape,
    add_concepts,
    add_drug_names,
    check_composed,
    composition,
)
from recheck.load.yaml_text import parse, read_text
from recheck.model.node import Node, YamlMapping
from recheck.model.problem import Problem, did_you_mean
from recheck.model.vocabulary import SILENCE_ON, BelongsTo, Composition, Drug, Fact, FactType, Treatment, Vocabulary
from recheck.model.wording import Concept

CATEGORIES = (
    "pharmaceuticals",
    "rehabilitation",
    "diagnostics",
    "injections",
    "surgery",
    "durable equipment",
    "evaluation and management",
    "behavioral",
    "programs",
    "home health",
    "other",
)
RESERVED_FACTS = ("any", "all", "not", "if", "then", "count")


class FactShape(Shape):
    """One fact of rules/facts/*.yaml."""

    type: FactType = required(one_of(FactType))
    belongs_to: BelongsTo = required(one_of(BelongsTo))
    unit: str | None = optional(text)
    at_least: int | float | None = optional(number)
    at_most: int | float | None = optional(number)
    values: tuple[str, ...] = optional(texts, ())
    fixed: bool = optional(flag, False)
    question: str | None = optional(text)
    says: str | None = optional(text)
    wordings: Node | None = optional(raw)
    formerly: tuple[str, ...] = optional(texts, ())
    charts_say: str | None = optional(text)
    stands_in: tuple[str, ...] = optional(texts, ())
    requested_beside: tuple[str, ...] = optional(texts, ())
    allow: tuple[AllowShape, ...] = optional(several(AllowShape), ())


class DrugShape(Shape):
    """What a drug treatment is made of."""

    ingredients: tuple[str, ...] = optional(texts, ())
    drug_class: str = required(text, name="class")
    brands: tuple[str, ...] = optional(texts, ())
    mme_factor: int | float | None = optional(number)
    routes: tuple[str, ...] = optional(texts, ())
    release: str | None = optional(text)


class TreatmentShape(Shape):
    """One treatment of rules/treatments.yaml or rules/treatments/*.yaml; a drug needs no title, category or unit."""

    title: str | None = optional(text)
    category: str | None = optional(text)
    wordings: tuple[str, ...] = optional(texts, ())
    procedure: tuple[str, ...] = optional(texts, ())
    regions: tuple[str, ...] = optional(texts, ())
    modifiers: tuple[str, ...] = optional(texts, ())
    absorbs: tuple[str, ...] = optional(texts, ())
    without: tuple[str, ...] = optional(texts, ())
    also: tuple[CompositionShape, ...] = optional(several(CompositionShape), ())
    formerly: tuple[str, ...] = optional(texts, ())
    unit: str | None = optional(text)
    parts: tuple[str, ...] = optional(texts, ())
    drug: DrugShape | None = optional(nested(DrugShape))
    members: tuple[DrugShape, ...] = optional(several(DrugShape), ())
    compounded: bool = optional(flag, False)
    of_nerves: bool = optional(flag, False)
    allow: tuple[AllowShape, ...] = optional(several(AllowShape), ())


def node_of(file: RuleFile, problems: list[Problem]) -> Node | None:
    """The nodes of one file; what is wrong with its text is added to the problems."""
    text, unreadable = read_text(file.file, file.name)
    problems += unreadable
    if unreadable:
        return None
    node, found = _parsed(text, file.name)
    problems += found
    return node


@lru_cache(maxsize=4096)
def _parsed(text: str, name: str) -> tuple[Node | None, list[Problem]]:
    """Of files that are read again and again, as under `--watch`, those that stayed the same are parsed once."""
    return parse(text, name)


def mapping_of(file: RuleFile, problems: list[Problem]) -> YamlMapping | None:
    """The one mapping that a file holds."""
    node = node_of(file, problems)
    if node is not None and not isinstance(node, YamlMapping):
        problems.append(Problem("wrong-type", "the file is a mapping by name", node.place))
        return None
    return node


def load_vocabulary(files: Iterable[RuleFile], problems: list[Problem]) -> Vocabulary:
    """The vocabulary of those of the files that make it up."""
    facts: dict[str, Fact] = {}
    treatments: dict[str, Treatment] = {}
    words: dict[str, Concept] = {}
    drug_names: dict[str, tuple[str, ...]] = {}
    for file in files:
        if file.path.startswith("facts/"):
            mapping = mapping_of(file, problems)
            if mapping is not None:
                for name in mapping:
                    _add_fact(name, mapping, facts, problems)
        elif file.path == "treatments.yaml" or file.path.startswith("treatments/"):
            mapping = mapping_of(file, problems)
            for name in mapping or ():
                assert mapping is not None
                _add_treatment(name, mapping, treatments, problems)
        elif file.path.startswith((TITLES, DRUGS)):
            mapping = mapping_of(file, problems)
            if mapping is not None and file.path.startswith(TITLES):
                add_concepts(mapping, words, problems)
            elif mapping is not None:
                add_drug_names(mapping, drug_names, problems)
    _check_places(facts, treatments, problems)
    regions = facts["body_region"].values if "body_region" in facts else ()
    for treatment in treatments.values():
        what = Problem("unknown-word", f"'{treatment.name}' is composed of what is not known", treatment.place)
        check_composed(treatment.composed, words, regions, CATEGORIES, problems, what)
    for treatment in treatments.values():
        for part in treatment.parts:
            if part not in treatments:
                message = f"'{part}', a part of '{treatment.name}', is no treatment"
                problems.append(Problem("unknown-treatment", message, treatment.place, did_you_mean(part, treatments)))
    kind = facts.get("treatment")
    if kind:
        facts["treatment"] = Fact(
            kind.name, kind.type, kind.belongs_to, values=tuple(treatments), fixed=True, place=kind.place
        )
    return Vocabulary(facts, treatments, words, drug_names, _renamed(treatments, problems))


def _renamed(treatments: Mapping[str, Treatment], problems: list[Problem]) -> dict[str, str]:
    """Former names of treatments to those of today; one that means two treatments is a problem."""
    found: dict[str, str] = {}
    for treatment in treatments.values():
        for old in treatment.formerly:
            if old in treatments or old in found:
                other = old if old in treatments else found[old]
                message = f"'{old}', the former name of '{treatment.name}', means '{other}'"
                problems.append(Problem("duplicate-treatment", message, treatment.place, "keep it with one of the two"))
            found.setdefault(old, treatment.name)
    return found


def _add_fact(name: str, mapping: YamlMapping, facts: dict[str, Fact], problems: list[Problem]) -> None:
    node, place = mapping[name], mapping.keys_at[name]
    if name in facts:
        message = f"the fact '{name}' is declared twice"
        problems.append(Problem("duplicate-fact", message, place, f"the first is at {facts[name].place}"))
        return
    if name in RESERVED_FACTS or name.startswith(SILENCE_ON):
        problems.append(Problem("reserved-word", f"'{name}' is a word of the rule language", place))
        return
    shape = shaped(FactShape, node, problems)
    if shape is None:
        return
    fact = Fact(
        name,
        shape.type,
        shape.belongs_to,
        shape.unit,
        shape.at_least,
        shape.at_most,
        shape.values,
        shape.fixed,
        shape.question,
        shape.says,
        _value_wordings(shape, problems),
        shape.formerly,
        shape.charts_say,
        shape.stands_in,
        shape.requested_beside,
        place,
    )
    if fact.type is FactType.CHOICE and not fact.values and name != "treatment":
        problems.append(Problem("missing-key", f"the choice '{name}' has no values", node.place, "add 'values: […]'"))
        return
    if not fact.type.is_numeric and (fact.at_least is not None or fact.at_most is not None):
        problems.append(Problem("wrong-type", f"'{name}' is {fact.type}: only numbers have bounds", node.place))
    if fact.bounds.low > fact.bounds.high:
        problems.append(Problem("bounds-out-of-order", f"'{name}' is at least more than at most", node.place))
    facts[name] = fact


def _check_places(facts: Mapping[str, Fact], treatments: Mapping[str, Treatment], problems: list[Problem]) -> None:
    """Where facts would stand is said by facts that say whether something was read; what is requested is known."""
    for fact in facts.values():
        for name in fact.stands_in:
            place = facts.get(name)
            if place is None:
                hint = did_you_mean(name, facts)
                problems.append(Problem("unknown-fact", f"'{name}' is not in the vocabulary", fact.place, hint))
            elif place.type is not FactType.BOOLEAN or place.stands_in:
                message = f"'{name}', in which '{fact.name}' would stand, is no part of a record"
                hint = "name a fact that is yes where a part of the record was read, such as an examination"
                problems.append(Problem("wrong-type", message, fact.place, hint))
        for name in fact.requested_beside:
            if name not in treatments and name not in CATEGORIES:
                hint = did_you_mean(name, [*treatments, *CATEGORIES])
                problems.append(Problem("unknown-treatment", f"'{name}' is no treatment or category", fact.place, hint))
        if fact.requested_beside and fact.type is not FactType.BOOLEAN:
            message = f"'{fact.name}' is {fact.type}: only what is yes or no can hold by another request"
            problems.append(Problem("wrong-type", message, fact.place))


def _add_treatment(name: str, mapping: YamlMapping, treatments: dict[str, Treatment], problems: list[Problem]) -> None:
    if name in treatments:
        message = f"the treatment '{name}' is declared twice"
        first = f"the first is at {treatments[name].place}"
        problems.append(Problem("duplicate-treatment", message, mapping.keys_at[name], first))
        return
    treatment = _treatment(name, mapping, problems)
    if treatment:
        treatments[name] = treatment


def _value_wordings(shape: FactShape, problems: list[Problem]) -> dict[str, tuple[str, ...]]:
    """The words that requests use for the values of a choice."""
    if shape.wordings is None:
        return {}
    if not isinstance(shape.wordings, YamlMapping):
        problems.append(Problem("wrong-type", "'wordings' is a mapping by value", shape.wordings.place))
        return {}
    found = {}
    for value, node in shape.wordings.items():
        if value not in shape.values:
            at = shape.wordings.keys_at[value]
            suggestion = did_you_mean(value, shape.values)
            problems.append(Problem("unknown-value", f"'{value}' is not a value of this fact", at, suggestion))
        found[value] = texts(node, problems) or ()
    return found


def _treatment(name: str, mapping: YamlMapping, problems: list[Problem]) -> Treatment | None:
    shape = shaped(TreatmentShape, mapping[name], problems)
    if shape is None:
        return None
    category = shape.category or ("pharmaceuticals" if shape.drug else None)
    missing = [word for word, value in (("title", shape.title or shape.drug), ("category", category)) if not value]
    for word in missing:
        problems.append(Problem("missing-key", f"'{word}' is missing here", shape.node.place, f"add '{word}: …'"))
    if category is None or missing:
        return None
    if category not in CATEGORIES:
        suggestion = did_you_mean(category, CATEGORIES) or f"one of: {', '.join(CATEGORIES)}"
        message = f"'{category}' is not a category"
        problems.append(Problem("unknown-value", message, shape.place("category"), suggestion))
        return None
    return Treatment(
        name,
        shape.title or name.replace("_", " ").capitalize(),
        category,
        shape.wordings,
        shape.unit or ("tablets" if shape.drug else None),
        shape.parts,
        _drug(name, shape.drug, problems),
        tuple(drug for each in shape.members if (drug := _drug(name, each, problems))),
        shape.compounded,
        _composed(shape),
        shape.formerly,
        shape.of_nerves,
        mapping.keys_at[name],
    )


def _drug(name: str, shape: DrugShape | None, problems: list[Problem]) -> Drug | None:
    """What a drug is made of; of what its name says, unless given."""
    if shape is None:
        return None
    for route in shape.routes:
        if route not in ROUTES:
            hint = did_you_mean(route, ROUTES) or f"one of: {', '.join(ROUTES)}"
            problems.append(
                Problem("unknown-value", f"'{route}' is no way to give a drug", shape.place("routes"), hint)
            )
    ingredients = shape.ingredients or (name.replace("_", " "),)
    return Drug(ingredients, shape.drug_class, shape.brands, shape.mme_factor, shape.routes, shape.release)


def _composed(shape: TreatmentShape) -> tuple[Composition, ...]:
    every: list[TreatmentShape | CompositionShape] = [shape] if shape.procedure else []
    return tuple(
        composition(each.procedure, each.regions, each.modifiers, each.absorbs, each.without)
        for each in (*every, *shape.also)
    )
