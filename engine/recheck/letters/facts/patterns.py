"""rules/letters/patterns/*.yaml to the patterns by which facts are read, each checked against its fact's type.

A file is a mapping from facts to lists of patterns, named as the file under facts/ that declares the facts. What a
second file says of a fact comes after the first, so a folder of one's own adds to the shipped patterns.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from recheck.load.files import SHIPPED, RuleFile, rule_files
from recheck.load.shape import Shape, flag, optional, required, several, text, texts
from recheck.load.vocabulary import mapping_of
from recheck.model.problem import Place, Problem, ProblemsFound, did_you_mean, errors
from recheck.model.vocabulary import Fact, FactType, Vocabulary

SLOTS = ("number", "score", "duration", "date", "treatment", "drug")
GRADES = ("stated", "inferred")
FOLDER = "letters/patterns/"
_SLOT = re.compile(r"\{(\w*)\}")


@dataclass(frozen=True, slots=True)
class ReadPattern:
    """One way in which case summaries document a fact.

    The phrases' language is explained in `recheck.letters.facts.phrases`.
    """

    words: tuple[str, ...]
    value: str | None = None
    """What it documents where it stands affirmed; true unless given, or the value that the phrase holds."""
    negated: str | None = None
    """What it documents where it stands negated; nothing unless given (a boolean that gives true: false); `value`: the
    same, of phrases that hold their own 'without'."""
    region: str = "part"
    """How its region is found: `part`, the part of the body named; `root`, the part of the spine whose nerves
    are named; `spine`, as `root`, and only where the sentence names the spine; `requested`, the part named or
    all regions of the requests; a region's own name, with the side that the text gives."""
    carried: bool = True
    """Whether the region of the examination under way counts where the sentence names none."""
    sections: tuple[str, ...] = ()
    not_sections: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    """Phrases of which the sentence must hold one."""
    unless: tuple[str, ...] = ()
    """Phrases of which the sentence must hold none."""
    categories: tuple[str, ...] = ()
    """Of treatments of which categories it is a fact, or with requests of which it is read; of all unless given."""
    grade: str = "stated"
    first: bool = False
    """Whether only the first place in the letter counts."""
    only_if_none: bool = False
    """Whether it counts only where no pattern above it reads anything of the same place."""
    listed: bool = False
    """Whether it stands among several divided by commas, as diagnoses do: its region is that of its own item."""
    present: bool = False
    """Whether what the text tells as history does not count."""
    place: Place | None = field(default=None, compare=False, repr=False)


class ReadShape(Shape):
    """One pattern."""

    words: tuple[str, ...] = required(texts)
    value: str | None = optional(text)
    negated: str | None = optional(text)
    region: str = optional(text, "part")
    carried: bool = optional(flag, True)
    sections: tuple[str, ...] = optional(texts, ())
    not_sections: tuple[str, ...] = optional(texts, ())
    needs: tuple[str, ...] = optional(texts, ())
    unless: tuple[str, ...] = optional(texts, ())
    categories: tuple[str, ...] = optional(texts, ())
    grade: str = optional(text, "stated")
    first: bool = optional(flag, False)
    only_if_none: bool = optional(flag, False)
    listed: bool = optional(flag, False)
    present: bool = optional(flag, False)


def load_patterns(vocabulary: Vocabulary, folders: Sequence[str] = (SHIPPED,)) -> dict[Fact, tuple[ReadPattern, ...]]:
    """The patterns of the rule folders by fact, in the vocabulary's order.

    Raises:
        ProblemsFound: a file has errors; all of them are listed.
    """
    problems: list[Problem] = []
    found = patterns_of(rule_files(folders), vocabulary, problems)
    if errors(problems):
        raise ProblemsFound(problems)
    return {fact: found[name] for name, fact in vocabulary.facts.items() if name in found}


def patterns_of(
    files: Mapping[str, RuleFile], vocabulary: Vocabulary, problems: list[Problem]
) -> dict[str, tuple[ReadPattern, ...]]:
    """The patterns of the files by the name of their fact; what is wrong with them is added to the problems."""
    found: dict[str, tuple[ReadPattern, ...]] = {}
    for path, file in files.items():
        mapping = mapping_of(file, problems) if path.startswith(FOLDER) else None
        for name, node in (mapping or {}).items():
            assert mapping is not None
            fact = vocabulary.facts.get(name)
            if fact is None:
                message, hint = f"'{name}' is no fact", did_you_mean(name, vocabulary.facts)
                problems.append(Problem("unknown-fact", message, mapping.keys_at[name], hint))
                continue
            shapes = several(ReadShape)(node, problems) or ()
            found[name] = found.get(name, ()) + _patterns(shapes, fact.type, fact.values, problems)
    return found


def _patterns(
    shapes: Iterable[ReadShape], kind: FactType, values: tuple[str, ...], problems: list[Problem]
) -> tuple[ReadPattern, ...]:
    """The patterns; what is wrong with them is added to the problems."""
    found = []
    for shape in shapes:
        _check(shape, kind, values, problems)
        negated = shape.negated
        if negated is None and kind is FactType.BOOLEAN and shape.value in (None, "true"):
            negated = "false"
        found.append(
            ReadPattern(
                shape.words,
                shape.value,
                None if negated == "nothing" else negated,
                shape.region,
                shape.carried,
                shape.sections,
                shape.not_sections,
                shape.needs,
                shape.unless,
                shape.categories,
                shape.grade,
                shape.first,
                shape.only_if_none,
                shape.listed,
                shape.present,
                shape.place("words"),
            )
        )
    return tuple(found)


def _near(word: str, known: tuple[str, ...]) -> str:
    return did_you_mean(word, known) or f"one of: {', '.join(known)}"


def _check(shape: ReadShape, kind: FactType, values: tuple[str, ...], problems: list[Problem]) -> None:
    slots = {slot for words in shape.words for slot in _SLOT.findall(words)}
    for slot in sorted(slots - set(SLOTS)):
        suggestion = did_you_mean(slot, SLOTS) or f"one of: {', '.join(SLOTS)}"
        problems.append(Problem("unknown-value", f"'{{{slot}}}' is no slot", shape.place("words"), suggestion))
    if shape.grade not in GRADES:
        message = f"'{shape.grade}' is no grade"
        problems.append(Problem("unknown-value", message, shape.place("grade"), _near(shape.grade, GRADES)))
    allowed = {FactType.BOOLEAN: ("true", "false"), FactType.CHOICE: values}.get(kind)
    for key, value in (("value", shape.value), ("negated", shape.negated)):
        if value is not None and allowed is not None and value not in (*allowed, "nothing", "value"):
            message = f"'{value}' is not a value of this fact"
            problems.append(Problem("unknown-value", message, shape.place(key), _near(value, allowed)))
    if kind is FactType.CHOICE and shape.value is None:
        problems.append(Problem("missing-key", "'value' is missing here", shape.node.place, "add 'value: …'"))
    if kind.is_numeric and shape.value is None and not slots & {"number", "score", "duration"}:
        message = "no phrase holds the number that the fact takes"
        problems.append(Problem("missing-key", message, shape.place("words"), "write {number} where it stands"))
