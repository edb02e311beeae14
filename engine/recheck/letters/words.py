"""rules/letters/*.yaml to the words by which letters are read: landmarks, guidelines, titles.

What is known of a format stands in those files, so that an author extends it there. Folders of rules laid
over the shipped ones replace them file by file, as with rules.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from recheck.letters.shapes import DocumentShape, GuidelinesShape, LayoutShape, TitlesShape
from recheck.load.files import SHIPPED, RuleFile, rule_files
from recheck.load.shape import Shape, shaped, texts
from recheck.load.vocabulary import node_of
from recheck.model.node import Node, Scalar, YamlMapping
from recheck.model.problem import Problem, ProblemsFound, errors

Wordings = Mapping[str, tuple[str, ...]]
_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
DATE = (
    r"(\d{1,2}\s?/\s?\d{1,2}\s?/\s?\d{2,4}|\d{1,2}\s?-\s?\d{1,2}\s?-\s?\d{2,4}"
    rf"|{_MONTH}[a-z]*\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}})"
)


@dataclass(frozen=True, slots=True)
class Layout:
    """How a determination is laid out."""

    headings: Wordings
    introductions: Wordings
    header: Wordings
    case_number: re.Pattern[str]
    priorities: tuple[str, ...]
    labels: Wordings
    outcomes: Wordings
    credentials_labels: tuple[str, ...]
    licence_labels: tuple[str, ...]
    credentials_sentences: tuple[str, ...]
    credentials_joined_by: tuple[str, ...]
    endings: tuple[str, ...]
    states: Mapping[str, str]
    """State by its name in lower case -> two letters."""
    dates: Mapping[str, tuple[re.Pattern[str], ...]]
    said_by_utilization_review: re.Pattern[str]
    refused: re.Pattern[str]
    granted_in_part: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Document:
    """A guideline's document as letters name it."""

    name: str
    wordings: tuple[str, ...]
    years: Mapping[str, str]
    undated: str | None
    chapter: int | None
    chapter_of: tuple[str, ...]
    """Of which guidelines its name is a chapter; of all, where none is named."""
    anywhere: bool
    """Whether it is known by its name alone, wherever it stands in a citation outside the MTUS."""
    topics: bool


@dataclass(frozen=True, slots=True)
class Guidelines:
    """How guidelines are named."""

    documents: tuple[Document, ...]
    chapters: Mapping[str, str]
    """A chapter's wording in lower case -> its name."""
    asides: tuple[str, ...]
    no_citation: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Titles:
    """What titles say beside treatment, region and number."""

    partial_approvals: tuple[str, ...]
    tells_of_a_partial_approval: tuple[str, ...]
    begins_a_partial_approval: tuple[str, ...]
    continues_a_partial_approval: tuple[str, ...]
    purposes: tuple[str, ...]
    ancillary: tuple[str, ...]
    of_category: str
    depends_after: tuple[str, ...]
    depends_on: Wordings
    """A category -> words for any item of it."""
    takes_the_region: tuple[str, ...]
    never_takes_the_region: tuple[str, ...]
    approaches: tuple[str, ...]
    one_unless_said: tuple[str, ...]
    never_one: tuple[str, ...]
    packages: tuple[str, ...]
    acquisition: Wordings
    further: tuple[str, ...]
    """Words of a title that asks for more of a treatment already had."""


@dataclass(frozen=True, eq=False)
class LetterWords:
    """All that is known of how letters are written."""

    layout: Layout
    guidelines: Guidelines
    titles: Titles
    kept: dict[str, object] = field(default_factory=dict, repr=False)
    """Patterns made from the words, by the name of what made them."""


def load_letter_words(folders: Sequence[str] = (SHIPPED,)) -> LetterWords:
    """The words of the rule folders; those that come along where the folders have none.

    >>> load_letter_words().layout.labels["rationale"][0]
    'decision rationale'

    Raises:
        ProblemsFound: the files have errors; all of them are listed.
    """
    return _load(tuple(folders))


@lru_cache(maxsize=4)
def _load(folders: tuple[str, ...]) -> LetterWords:
    problems: list[Problem] = []
    found = read_letter_words({**rule_files((SHIPPED,)), **rule_files(folders)}, problems)
    if errors(problems) or found is None:
        raise ProblemsFound(problems)
    return found


def read_letter_words(files: Mapping[str, RuleFile], problems: list[Problem]) -> LetterWords | None:
    """The words of the files, as far as they can be read; what is wrong with them is added to the problems."""

    def read(name: str) -> Node | None:
        return node_of(files[f"letters/{name}.yaml"], problems)

    layout = shaped(LayoutShape, read("letter"), problems)
    guidelines = shaped(GuidelinesShape, read("guidelines"), problems)
    titles = shaped(TitlesShape, read("titles"), problems)
    if layout is None or guidelines is None or titles is None:
        return None
    return LetterWords(_layout(layout, problems), _guidelines(guidelines, problems), _titles(titles, problems))


def either(words: Sequence[str]) -> str:
    """A pattern for any of the words, the longest first, any white space between them.

    >>> re.fullmatch(either(["date of injury", "doi"]), "date  of\\ninjury") is not None
    True
    """
    return _either(tuple(words))


@lru_cache(maxsize=1024)
def _either(words: tuple[str, ...]) -> str:
    longest_first = sorted(set(words), key=lambda each: (-len(each), each))
    return "(?:" + "|".join(spaced(each) for each in longest_first) + ")"


@lru_cache(maxsize=4096)
def spaced(words: str) -> str:
    """A pattern for words with any white space between them."""
    return r"\s+".join(re.escape(word) for word in words.split())


def _by_word(shape: Shape) -> dict[str, tuple[str, ...]]:
    """The lists of a shape, by the file's words, without those that the file leaves out."""
    return {word: getattr(shape, name) for word, (name, _) in shape.keys.items() if getattr(shape, name)}


def _wordings(node: Node | None, problems: list[Problem]) -> dict[str, tuple[str, ...]]:
    if node is None:
        return {}
    if not isinstance(node, YamlMapping):
        problems.append(Problem("wrong-type", "words are a mapping by name", node.place))
        return {}
    return {name: texts(value, problems) or () for name, value in node.items()}


def _layout(shape: LayoutShape, problems: list[Problem]) -> Layout:
    try:
        number = re.compile(shape.case_number)
    except re.error as error:
        problems.append(Problem("wrong-pattern", f"not a pattern: {error}", shape.place("case_number")))
        number = re.compile("$^")
    dates = {
        name: tuple(re.compile(rf"\b{spaced(each).replace(re.escape('{date}'), DATE)}", re.IGNORECASE) for each in many)
        for name, many in _by_word(shape.dates).items()
    }
    names = _wordings(shape.states, problems)
    return Layout(
        _by_word(shape.headings),
        _by_word(shape.introductions),
        _by_word(shape.header),
        number,
        shape.priorities,
        _by_word(shape.labels),
        _by_word(shape.outcomes),
        shape.credentials_labels,
        shape.licence_labels,
        shape.credentials_sentences,
        shape.credentials_joined_by,
        shape.endings,
        {name.lower(): code for code, many in names.items() for name in (*many, code)},
        dates,
        _any_word(shape.said_by_utilization_review),
        _any_word(shape.refused),
        _any_word(shape.granted_in_part),
    )


def _any_word(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"\b{either(words)}\b" if words else "$^", re.IGNORECASE)


def _guidelines(shape: GuidelinesShape, problems: list[Problem]) -> Guidelines:
    documents = []
    for name, node in shape.documents.items() if isinstance(shape.documents, YamlMapping) else ():
        each = shaped(DocumentShape, node, problems)
        if each is None:
            continue
        years = each.years if isinstance(each.years, YamlMapping) else {}
        ids = {year: value.text for year, value in years.items() if isinstance(value, Scalar)}
        documents.append(
            Document(name, each.wordings, ids, each.undated, each.chapter, each.chapter_of, each.anywhere, each.topics)
        )
    chapters = _wordings(shape.chapters, problems)
    names = {wording.lower(): name for name, many in chapters.items() for wording in (name, *many)}
    return Guidelines(tuple(documents), names, shape.asides, shape.no_citation)


def _titles(shape: TitlesShape, problems: list[Problem]) -> Titles:
    return Titles(
        shape.partial_approvals,
        shape.tells_of_a_partial_approval,
        shape.begins_a_partial_approval,
        shape.continues_a_partial_approval,
        shape.purposes,
        shape.ancillary,
        shape.of_category,
        shape.depends_after,
        _wordings(shape.depends_on, problems),
        shape.takes_the_region,
        shape.never_takes_the_region,
        shape.approaches,
        shape.one_unless_said,
        shape.never_one,
        shape.packages,
        _wordings(shape.acquisition, problems),
        shape.further,
    )
