"""Names of ingredients, forms and releases to drugs: a cream is no tablet, extended release is not immediate.

Ingredients that are named together are one drug where one of them is made of just these, else a mixture if they are
applied to the skin, else several drugs.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from recheck.model.vocabulary import Treatment
from recheck.model.wording import WordKind
from recheck.titles.lexicon import Lexicon
from recheck.titles.normalise import Token
from recheck.titles.reading import Mention

SKIN = ("topical", "patch")
_WAYS = ("topical", "oral_route", "injectable")
"""Forms that tell how a drug is given, and no form."""
_BETWEEN = (WordKind.SALT, WordKind.FILLER, WordKind.FORM, WordKind.RELEASE, WordKind.DIRECTION)
"""What may stand between ingredients that are named as one."""

_INTO_PLACES = ("injection", "joint_injection", "block", "trigger_point", "epidural", "facet", "soft_tissue_injection")
_INJECTED = ("corticosteroid", "local anesthetic", "topical anesthetic")
"""Classes of drugs that are injected into joints and about nerves."""


@dataclass(frozen=True, slots=True)
class DrugWords:
    """What a title says of a drug beside its name."""

    form: str | None
    routes: tuple[str, ...]
    release: str | None
    is_compound: bool
    is_skin: bool
    """Whether anything tells that it is applied to the skin: a form, a percentage, an amount in grams."""


def drug_words(mentions: Sequence[Mention], known: Lexicon, *, percent: bool, grams: bool) -> DrugWords:
    """What stands beside a drug's name."""
    words = known.vocabulary.words
    forms = [each for each in mentions if each.kind == WordKind.FORM]
    routes = tuple(dict.fromkeys(route for each in forms if (route := words[each.name].route)))
    release = next((each.name for each in mentions if each.kind == WordKind.RELEASE), None)
    compound = any(each.kind == WordKind.MODIFIER and each.name == "compounded" for each in mentions)
    shown = [words[each.name].shown for each in forms if each.name not in _WAYS]
    skin = bool(set(routes) & set(SKIN)) or ((percent or grams) and not routes) or (compound and not routes)
    return DrugWords(shown[0] if shown else None, routes, release, compound, skin)


def with_drugs(mentions: Sequence[Mention], words: Sequence[Token], said: DrugWords, known: Lexicon) -> list[Mention]:
    """The mentions with drugs in place of ingredients and brands."""
    mentions = _without_injected(mentions, known)
    found: list[Mention] = []
    brands = [(_meant_by_name(each, said, known), each) for each in mentions if each.kind == "named"]
    made_of = [
        set(drug.ingredients if (drug := known.vocabulary.treatments[name].drug) else each.ingredients)
        for name, each in brands
    ]
    for group in _together(mentions, words):
        first = group[0]
        if first.kind == "named":
            name = _meant_by_name(first, said, known)
            if name == known.compound and found and found[-1].kind == "named" and found[-1].end == first.start:
                continue  # the 'topical cream' of 'Terocin topical cream'
            found.append(_made_of(replace(first, name=name), first.ingredients, known))
        elif first.kind != "ingredient":
            found.append(first)
        else:
            names = list(dict.fromkeys(each.name for each in group))
            if any(set(names) <= whole for whole in made_of):
                continue
            found += _placed(group, drugs_meant(names, said, known), known)
    listed = any(each.name == known.compound and each.ingredients for each in found)
    return [each for each in found if not listed or each.name != known.compound or each.ingredients]


def _without_injected(mentions: Sequence[Mention], known: Lexicon) -> Sequence[Mention]:
    """The mentions, with steroids and anesthetics that an injection into a place holds as parts of it."""
    places = any(each.kind in (WordKind.REGION, "level") for each in mentions)
    if not places or not any(each.kind == WordKind.PROCEDURE and each.name in _INTO_PLACES for each in mentions):
        return mentions
    held = {
        each: drug_class
        for each in mentions
        if each.kind == "ingredient"
        for treatment in known.drugs.get(frozenset({each.name}), ())
        if treatment.drug and (drug_class := treatment.drug.drug_class) in _INJECTED
    }
    return [
        replace(each, kind=WordKind.MODIFIER, name="corticosteroid")
        if held.get(each) == "corticosteroid"
        else replace(each, kind=WordKind.FILLER)
        if each in held
        else each
        for each in mentions
    ]


def _placed(group: Sequence[Mention], meant: Sequence[str], known: Lexicon) -> Iterator[Mention]:
    """Each drug at the place of the ingredient that names it; ingredients that no drug is made of as unknown."""
    if not meant:
        yield from (replace(each, kind="unknown") for each in group)
    for name in meant:
        drug = known.vocabulary.treatments[name].drug
        at = next((each for each in group if len(meant) > 1 and drug and each.name in drug.ingredients), group[0])
        said = (at.name,) if len(meant) > 1 else tuple(dict.fromkeys(each.name for each in group))
        yield _made_of(replace(at, kind="named", name=name), said, known)


def _made_of(mention: Mention, said: tuple[str, ...], known: Lexicon) -> Mention:
    """A drug with its ingredients: its treatment's own, else those that are said."""
    treatment = known.vocabulary.treatments[mention.name]
    drug = treatment.drug or next((each for each in treatment.members if set(each.ingredients) == set(said)), None)
    if drug is None:
        return replace(mention, ingredients=said)
    return replace(mention, ingredients=drug.ingredients, drug_class=drug.drug_class)


def _together(mentions: Sequence[Mention], words: Sequence[Token]) -> Iterator[list[Mention]]:
    """Ingredients that are named as one; every other mention alone."""
    group: list[Mention] = []
    for each in mentions:
        if group and each.kind in _BETWEEN:
            if each.kind == WordKind.SALT:
                group.append(each)
            yield [each]
            continue
        if group and (each.kind != "ingredient" or not _joined(words, group[-1].end, each.start)):
            yield [one for one in group if one.kind == "ingredient"]
            group = []
        if each.kind == "ingredient":
            group.append(each)
        else:
            yield [each]
    if group:
        yield [one for one in group if one.kind == "ingredient"]


def _joined(words: Sequence[Token], start: int, end: int) -> bool:
    """Whether what stands between two ingredients joins them: signs, shares, strengths; no number of tablets."""
    return all(
        token.kind == "number" or token.word in ("and", "with", "mg", "mcg", "plus", "w") or token.word in "/-&+,()%.;"
        for token in words[start:end]
    )


def _meant_by_name(mention: Mention, said: DrugWords, known: Lexicon) -> str:
    """The drug of a brand, in the form and release that are said."""
    treatment = known.vocabulary.treatments[mention.name]
    drug = treatment.drug
    if drug is None:
        return mention.name
    ingredients = frozenset(drug.ingredients)
    if (said.is_skin or said.routes) and not _fits(treatment, said):
        return _one(ingredients, said, known) or mention.name
    if said.release and said.release != "immediate_release" and not drug.release:
        made = known.drugs.get(ingredients, ())
        return next((each.name for each in made if each.drug and each.drug.release and _fits(each, said)), mention.name)
    return mention.name


def drugs_meant(ingredients: Sequence[str], said: DrugWords, known: Lexicon) -> list[str]:
    """The treatments that ingredients mean together."""
    alone = known.alone.get(ingredients[0]) if len(ingredients) == 1 else None
    if alone and not said.release and not said.routes and not said.is_skin:
        return [alone]
    if len(ingredients) > 1 and said.is_compound and said.is_skin and known.compound:
        return [known.compound]
    whole = _one(frozenset(ingredients), said, known)
    if whole:
        return [whole]
    if len(ingredients) > 1 and (said.is_skin or said.is_compound) and known.compound:
        return [known.compound]
    found = []
    for each in ingredients:
        one = _one(frozenset({each}), said, known) or known.alone.get(each)
        if one and said.is_skin and known.compound and not _fits(known.vocabulary.treatments[one], said):
            one = known.compound
        if one:
            found.append(one)
    return list(dict.fromkeys(found))


def _one(ingredients: frozenset[str], said: DrugWords, known: Lexicon) -> str | None:
    """The drug that is made of just these, in the form and release that are said."""
    made = known.drugs.get(ingredients, ())
    if len(ingredients) == 1 and not made:
        return None
    fitting = sorted((each for each in made if _fits(each, said)), key=_by_mouth_first)
    if not fitting:
        if made and said.is_skin and known.compound:
            return known.compound
        if said.routes and made and not said.is_skin:
            fitting = list(made)
    extended = [each for each in fitting if each.drug and each.drug.release]
    plain = [each for each in fitting if each.drug and not each.drug.release]
    if said.release and said.release != "immediate_release":
        chosen = extended or plain
    else:
        chosen = plain
        if not chosen and next(iter(ingredients)) not in known.alone:
            chosen = extended
    return chosen[0].name if chosen else None


def _fits(treatment: Treatment, said: DrugWords) -> bool:
    """Whether a drug is given in the way that is said; where none is said, any way may be meant."""
    own = (treatment.drug.routes if treatment.drug else ()) or ("oral",)
    if said.is_skin:
        wanted = [route for route in said.routes if route in SKIN] or ["topical"]
        return any(route in own for route in wanted)
    return not said.routes or any(route in own for route in said.routes)


def _by_mouth_first(treatment: Treatment) -> bool:
    routes = treatment.drug.routes if treatment.drug else ()
    return bool(routes) and "oral" not in routes
