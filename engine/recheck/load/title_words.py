"""rules/titles/*.yaml and rules/drugs/*.yaml: what words mean in titles, and further names of drugs."""

from collections.abc import Iterable

from recheck.load.allowed import AllowShape
from recheck.load.shape import Shape, flag, one_of, optional, required, several, shaped, text, texts
from recheck.model.node import YamlMapping
from recheck.model.problem import Problem, did_you_mean
from recheck.model.vocabulary import Composition
from recheck.model.wording import Concept, WordKind

TITLES, DRUGS = "titles/", "drugs/"
ROUTES = ("oral", "topical", "patch", "injected", "nasal", "inhaled", "rectal", "eye", "ear", "implanted")
LIMBS = ("upper_extremity", "lower_extremity")
"""Limbs named whole, which are no regions of a case."""


class ConceptShape(Shape):
    """One meaning of rules/titles/*.yaml, with the words for it."""

    kind: WordKind = required(one_of(WordKind))
    words: tuple[str, ...] = required(texts)
    codes: tuple[str, ...] = optional(texts, ())
    says: str | None = optional(text)
    regions: tuple[str, ...] = optional(texts, ())
    generic: bool = optional(flag, False)
    yields_to: tuple[str, ...] = optional(texts, ())
    depends: bool = optional(flag, False)
    route: str | None = optional(text)
    allow: tuple[AllowShape, ...] = optional(several(AllowShape), ())


class CompositionShape(Shape):
    """The words that together name a treatment; `a|b` is either of two."""

    procedure: tuple[str, ...] = required(texts)
    regions: tuple[str, ...] = optional(texts, ())
    modifiers: tuple[str, ...] = optional(texts, ())
    absorbs: tuple[str, ...] = optional(texts, ())
    without: tuple[str, ...] = optional(texts, ())


def composition(
    procedure: tuple[str, ...],
    regions: tuple[str, ...],
    modifiers: tuple[str, ...],
    absorbs: tuple[str, ...],
    without: tuple[str, ...] = (),
) -> Composition:
    """A composition as a file writes it.

    >>> composition(("mri",), ("hip",), ("with_contrast|with_and_without_contrast",), ()).modifiers
    (('with_contrast', 'with_and_without_contrast'),)
    """
    either = tuple(tuple(each.strip() for each in one.split("|")) for one in modifiers)
    return Composition(procedure, regions, either, absorbs, without)


def add_concepts(mapping: YamlMapping, concepts: dict[str, Concept], problems: list[Problem]) -> None:
    """The meanings of one file; what is wrong with them is added to the problems."""
    for name in mapping:
        place = mapping.keys_at[name]
        if name in concepts:
            first = f"the first is at {concepts[name].place}"
            problems.append(Problem("duplicate-word", f"'{name}' is declared twice", place, first))
            continue
        shape = shaped(ConceptShape, mapping[name], problems)
        if shape is None:
            continue
        if shape.route is not None and shape.route not in ROUTES:
            hint = did_you_mean(shape.route, ROUTES) or f"one of: {', '.join(ROUTES)}"
            problems.append(
                Problem("unknown-value", f"'{shape.route}' is no way to give a drug", shape.place("route"), hint)
            )
        concepts[name] = Concept(
            name,
            shape.kind,
            (*shape.words, *shape.codes),
            shape.says,
            shape.regions,
            shape.generic,
            shape.yields_to,
            shape.depends,
            shape.route,
            place,
        )


def add_drug_names(mapping: YamlMapping, names: dict[str, tuple[str, ...]], problems: list[Problem]) -> None:
    """Further names of ingredients: `ingredient: [name, …]`."""
    for name, node in mapping.items():
        names[name] = (*names.get(name, ()), *(texts(node, problems) or ()))


def check_composed(
    composed: Iterable[Composition],
    concepts: dict[str, Concept],
    regions: tuple[str, ...],
    categories: tuple[str, ...],
    problems: list[Problem],
    where: Problem,
) -> None:
    """Whether what a treatment is composed of is known.

    Args:
        where: the problem to report, with its place; its message is replaced.
    """
    for each in composed:
        names = [*each.procedures, *(one for many in each.modifiers for one in many), *each.absorbs, *each.without]
        for name in names:
            if name not in concepts and name not in categories:
                hint = did_you_mean(name, concepts) or "declare it in titles/own.yaml with its kind and words"
                problems.append(Problem(where.code, f"{where.message}: no words mean '{name}'", where.place, hint))
        for region in each.regions:
            if region not in (*regions, *LIMBS):
                hint = did_you_mean(region, regions) or "a region of rules/facts/request.yaml, or a limb"
                problems.append(Problem(where.code, f"{where.message}: '{region}' is no region", where.place, hint))
