"""The vocabulary as JSON Schema: what may be asked of each fact, and what each may be documented as.

Comes in: a vocabulary. Goes out: definitions that the schemas of files refer to. A condition is one object
whose properties are all facts, each with its question, so that an editor completes them and flags any
other. Dates are strings here (YAML 1.2 has no dates, nor has JSON), numbers numbers, words words; a word
that YAML reads as a number may be written either way, as the loader has it. Only keywords that older
editors know are used, but for `dependentSchemas`, which they may ignore.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, TypeAlias

from recheck.conditions.read import RESERVED
from recheck.load.yaml_text import parse
from recheck.model.condition import Op
from recheck.model.node import Scalar
from recheck.model.vocabulary import Fact, FactType, Vocabulary

Schema: TypeAlias = dict[str, Any]

TEXT: Schema = {"type": ["string", "number", "boolean"], "pattern": "\\S"}
"""A word or text, kept as written: `page: 60` and `section: 9792.20` need no quotes."""
DAY: Schema = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}


def ref(name: str) -> Schema:
    """A reference to a definition of the same schema."""
    return {"$ref": f"#/$defs/{name}"}


def choices(texts: Iterable[str], descriptions: Iterable[str] = ()) -> Schema:
    """One of some words, as they are written.

    >>> choices(["left", "3"])
    {'enum': ['left', '3', 3]}
    """
    words: list[object] = []
    notes = list(descriptions)
    shown = []
    for index, text in enumerate(texts):
        forms = _forms(text)
        words += forms
        shown += notes[index : index + 1] * len(forms)
    return {"enum": words} | ({"enumDescriptions": shown} if notes else {})


@lru_cache(maxsize=10_000)
def _forms(text: str) -> tuple[object, ...]:
    """A word as JSON has it, and as YAML reads it without quotes where that is no word."""
    node = parse(text, "")[0]
    value = node.value if isinstance(node, Scalar) else text
    return (text, value) if isinstance(value, bool | int | float) else (text,)


def suggested(texts: Iterable[str]) -> Schema:
    """Any word; these are completed."""
    return {"anyOf": [choices(texts), ref("text")]}


def mapping(values: Schema, names: Iterable[str] | None = None, **more: object) -> Schema:
    """A mapping by name: of the names given, or of any."""
    if names is None:
        return {"type": "object", "additionalProperties": values, **more}
    return {"type": "object", "properties": dict.fromkeys(names, values), "additionalProperties": False, **more}


def list_of(items: Schema, least: int = 0) -> Schema:
    """A list, with at least so many items."""
    return {"type": "array", "items": items} | ({"minItems": least} if least else {})


def one_or_more(item: Schema) -> Schema:
    """One, or a list of them."""
    return {"anyOf": [item, list_of(item)]}


def value_of(fact: Fact) -> Schema:
    """What a fact may be documented as.

    >>> from recheck.model.vocabulary import BelongsTo
    >>> value_of(Fact("age", FactType.INTEGER, BelongsTo.CLAIM, at_least=0))
    {'type': 'integer', 'minimum': 0}
    """
    match fact.type:
        case FactType.BOOLEAN:
            return {"type": "boolean"}
        case FactType.INTEGER | FactType.NUMBER:
            bounds = {"minimum": fact.at_least, "maximum": fact.at_most}
            kept = {word: bound for word, bound in bounds.items() if bound is not None}
            return {"type": str(fact.type), **kept}
        case FactType.DATE:
            return ref("day")
        case FactType.CHOICE:
            return choices(fact.values)
        case FactType.SET:
            return one_or_more(_member(fact))


def sort_of(fact: Fact) -> str:
    """What facts that take the same values and compare with the same facts have in common.

    >>> from recheck.model.vocabulary import BelongsTo
    >>> sort_of(Fact("age", FactType.INTEGER, BelongsTo.CLAIM, "years", at_least=0))
    'integer_in_years_0_to_any'
    """
    if fact.type in (FactType.CHOICE, FactType.SET):
        return fact.name
    return _one_word(f"{fact.type}{_unit(fact)}{_bounds(fact)}")


def _one_word(text: str) -> str:
    """A name that a reference may hold."""
    return re.sub(r"[^A-Za-z0-9.-]+", "_", text)


def _unit(fact: Fact) -> str:
    return f" in {fact.unit}" if fact.unit else ""


def _bounds(fact: Fact) -> str:
    if fact.at_least is None and fact.at_most is None:
        return ""
    low, high = ("any" if bound is None else bound for bound in (fact.at_least, fact.at_most))
    return f", {low} to {high}"


def described(fact: Fact) -> str:
    """What an editor shows beside a fact."""
    return f"{fact.asked} ({fact.type}{_unit(fact)}{_bounds(fact)}; of the {fact.belongs_to.replace('_', ' and ')})"


def facts_of(vocabulary: Vocabulary, names: Iterable[str], wrap: str = "value") -> Schema:
    """A mapping from some facts to what they may be documented as."""
    found = {
        name: {**ref(f"{wrap}:{sort_of(vocabulary.facts[name])}"), "description": described(vocabulary.facts[name])}
        for name in sorted(names)
    }
    return {"type": "object", "properties": found, "additionalProperties": False}


def definitions(vocabulary: Vocabulary) -> dict[str, Schema]:
    """Every definition that rests on the vocabulary alone."""
    found: dict[str, Schema] = {"text": TEXT, "day": DAY, "condition": _condition(vocabulary)}
    found |= {
        "treatment": choices(vocabulary.treatments, (each.title for each in vocabulary.treatments.values())),
        "body_region": choices(vocabulary.body_regions),
        "fact": choices(vocabulary.facts),
        "number_fact": choices(name for name, fact in vocabulary.facts.items() if fact.type.is_numeric),
        "date_fact": choices(name for name, fact in vocabulary.facts.items() if fact.type is FactType.DATE),
        "unit": choices(quantities(vocabulary)),
        "quantity": choices(f"{unit}_requested" for unit in quantities(vocabulary)),
    }
    for fact in vocabulary.facts.values():
        found[f"value:{sort_of(fact)}"] = value_of(fact)
        found[f"asked:{sort_of(fact)}"] = _asked(fact)
        found[f"like:{_kind(fact)}"] = _like(fact, vocabulary)
    return found


def quantities(vocabulary: Vocabulary) -> list[str]:
    """The units in which something can be requested."""
    names = (name.removesuffix("_requested") for name in vocabulary.facts if name.endswith("_requested"))
    return [unit for unit in names if f"{unit}_authorized" in vocabulary.facts]


def _condition(vocabulary: Vocabulary) -> Schema:
    condition, several = ref("condition"), list_of(ref("condition"), 1)
    count = {"at_least": {"type": "integer", "minimum": 1}, "of": several}
    words: Mapping[str, Schema] = {
        "all": {**several, "description": "Every one of these holds."},
        "any": {**several, "description": "One of these holds."},
        "not": {**condition, "description": "This does not hold."},
        "if": {**condition, "description": "Where this holds, 'then' must hold."},
        "then": {**condition, "description": "What must hold where 'if' does."},
        "count": {**_object(count), "description": "At least so many of these hold."},
    }
    facts = {name: {**ref(f"asked:{sort_of(f)}"), "description": described(f)} for name, f in vocabulary.facts.items()}
    alone = {word: {"maxProperties": 1} for word in RESERVED if word not in ("if", "then")}
    pair = {word: {"maxProperties": 2, "required": ["if", "then"]} for word in ("if", "then")}
    return {
        "type": "object",
        "minProperties": 1,
        "properties": {word: words[word] for word in RESERVED} | facts,
        "additionalProperties": False,
        "dependentSchemas": alone | pair,
    }


def _asked(fact: Fact) -> Schema:
    """What may be asked of a fact: a value, a list of which one must hold, or comparisons."""
    words = {str(op): _operand(fact, op) for op in Op if fits(fact, op)}
    compared = {"type": "object", "properties": words, "additionalProperties": False, "minProperties": 1}
    if fact.type is FactType.SET:
        return compared
    return {"anyOf": [value_of(fact), list_of(value_of(fact), 1), compared]}


def fits(fact: Fact, op: Op) -> bool:
    """Whether a comparison can be asked of a fact."""
    if op.is_ordering:
        return fact.type.is_numeric or fact.type is FactType.DATE
    return op.needs_set == (fact.type is FactType.SET)


def _operand(fact: Fact, op: Op) -> Schema:
    one = _member(fact) if fact.type is FactType.SET else value_of(fact)
    if op.takes_list:
        return list_of(one, 1)
    return one if op.needs_set else {"anyOf": [one, _object({"fact": ref(f"like:{_kind(fact)}")})]}


def _member(fact: Fact) -> Schema:
    return choices(fact.values) if fact.values else ref("text")


def _kind(fact: Fact) -> str:
    """What a fact can be compared with: its type, and its unit where it has one."""
    kind = "number" if fact.type.is_numeric else str(fact.type)
    return _one_word(f"{kind}{_unit(fact)}")


def _like(fact: Fact, vocabulary: Vocabulary) -> Schema:
    """The facts that one can be compared with."""
    return choices(
        name
        for name, other in vocabulary.facts.items()
        if (other.type is fact.type or (other.type.is_numeric and fact.type.is_numeric))
        and (not fact.unit or not other.unit or fact.unit == other.unit)
    )


def _object(keys: Mapping[str, Schema]) -> Schema:
    """A mapping with exactly these keys."""
    return {"type": "object", "properties": dict(keys), "required": list(keys), "additionalProperties": False}
