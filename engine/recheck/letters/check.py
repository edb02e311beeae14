"""What is wrong with rules/letters/*.yaml and with the phrases that read facts: every problem, with its place.

Comes in: the files of a rule folder and its rule set. Goes out: what keeps a file from being read, names that
are in no vocabulary, and patterns and phrases that mean nothing.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from recheck.letters.facts.clinical import CONTEXTS, ClinicalShape
from recheck.letters.facts.mentions import MentionsShape, faults_of
from recheck.letters.facts.patterns import FOLDER as PATTERNS
from recheck.letters.facts.patterns import SLOTS
from recheck.letters.facts.phrase_faults import fault_of
from recheck.letters.findings.words import FindingsShape
from recheck.letters.forms.known import FORMS, read_forms
from recheck.letters.shapes import DocumentShape, GuidelinesShape, LayoutShape, TitlesShape
from recheck.load.files import RuleFile
from recheck.load.shape import Shape, partly_shaped, shaped
from recheck.load.vocabulary import CATEGORIES, node_of
from recheck.model.node import Node, Scalar, YamlList, YamlMapping, unknown_key
from recheck.model.problem import Place, Problem, Source, did_you_mean
from recheck.model.rule import RuleSet

FOLDER = "letters/"
FILES = {
    "letters/letter.yaml": LayoutShape,
    "letters/guidelines.yaml": GuidelinesShape,
    "letters/titles.yaml": TitlesShape,
    "letters/clinical.yaml": ClinicalShape,
    "letters/findings.yaml": FindingsShape,
    "letters/mentions.yaml": MentionsShape,
}
PHRASES = (
    "regions", "nerves", "spine", "not_the_body", "sections", "headings", "asks", "not_asked", "visits",
    "not_the_record", "goes_on", "clinical_words", "taking", "took", "planned", "drug_words",
)  # fmt: skip
"""Keys of clinical.yaml under which phrases stand."""
PARTIAL = ("original", "authorized", "disputed")


def check_letters(rules: RuleSet, files: Mapping[str, RuleFile]) -> list[Problem]:
    """Every problem of the files under letters/, those of check_read apart."""
    problems: list[Problem] = []
    for path, file in files.items():
        if not path.startswith(FOLDER):
            continue
        if path.startswith(PATTERNS):
            problems += _phrases_of_facts(node_of(file, []))
            continue
        if path == FORMS:
            read_forms(file, problems)
            continue
        kind = FILES.get(path)
        if kind is None:
            known = [*FILES, FORMS]
            hint = did_you_mean(path, known) or f"known: {', '.join(known)}"
            problems.append(Problem("wrong-path", f"nothing reads {path}", Place(Source(file.name)), hint))
            continue
        shape = partly_shaped(kind, node_of(file, problems), problems)
        if shape:
            problems += _Names(rules, shape).problems()
    return problems


class _Names:
    """The names and patterns of one file."""

    def __init__(self, rules: RuleSet, shape: Shape) -> None:
        self.rules, self.vocabulary, self.shape = rules, rules.vocabulary, shape

    def problems(self) -> Iterator[Problem]:
        match self.shape:
            case LayoutShape():
                yield from self._layout()
            case GuidelinesShape():
                yield from self._guidelines()
            case TitlesShape():
                yield from self._titles()
            case ClinicalShape():
                yield from self._clinical()
            case MentionsShape():
                yield from faults_of(self.shape, self.vocabulary)
                yield from self._mentions()
            case FindingsShape():
                yield from self._findings()

    def _node(self, key: str) -> Node | None:
        return self.shape.node.get(key)

    # -- letter.yaml --------------------------------------------------------------------------------

    def _layout(self) -> Iterator[Problem]:
        for each in scalars(self._node("case_number")):
            yield from _pattern(each)
        for each in scalars(self._node("dates")):
            yield from _slots(each, ("date",), needed=("date",))
        for each in scalars(self._node("credentials_sentences")):
            yield from _slots(each, ("credentials", "states"), needed=("credentials", "states"))
        for key, node in _entries(self._node("states")):
            if not re.fullmatch(r"[A-Z]{2}", key.text):
                message = f"'{key.text}' is no state's two letters"
                yield Problem("unknown-value", message, key.place, "as the post writes it: CA")
            yield from _is_texts(node)

    # -- guidelines.yaml ----------------------------------------------------------------------------

    def _guidelines(self) -> Iterator[Problem]:
        known = [*self.rules.guidelines, *(each.text for each in scalars(self._node("without_edition")))]
        for _, node in _entries(self._node("documents")):
            found: list[Problem] = []
            document = shaped(DocumentShape, node, found)
            yield from found
            if document is None:
                continue
            for year, name in _entries(document.years):
                if not re.fullmatch(r"(?:19|20)\d\d", year.text):
                    yield Problem("wrong-type", f"a year is wanted here, not '{year.text}'", year.place)
                yield from _known("guideline", name, known)
            yield from _known("guideline", document.node.get("undated"), known)
            yield from _known("guideline", document.node.get("chapter_of"), known)
        for _, node in _entries(self._node("chapters")):
            yield from _is_texts(node)
        for word in ("documents", "chapters"):
            yield from _is_mapping(self._node(word))

    # -- mentions.yaml ------------------------------------------------------------------------------

    def _mentions(self) -> Iterator[Problem]:
        topics = self._node("mentions")
        for topic in topics if isinstance(topics, YamlList) else ():
            for each in scalars(topic.get("words")) if isinstance(topic, YamlMapping) else ():
                yield from _phrase(each, SLOTS)

    # -- findings.yaml ------------------------------------------------------------------------------

    def _findings(self) -> Iterator[Problem]:
        topics = self._node("topics")
        for topic in topics if isinstance(topics, YamlList) else ():
            if isinstance(topic, YamlMapping):
                for each in scalars(topic.get("facts")):
                    yield from _known("fact", each, self.vocabulary.facts)

    # -- titles.yaml --------------------------------------------------------------------------------

    def _titles(self) -> Iterator[Problem]:
        names = self.vocabulary
        for each in scalars(self._node("partial_approvals")):
            yield from _slots(each, PARTIAL, needed=("original",))
            yield from _phrase(each, re.findall(r"\{(\w*)\}", each.text))
        for word in ("never_takes_the_region", "approaches", "never_one"):
            yield from _known("treatment", self._node(word), names.treatments)
        for word in ("of_category", "takes_the_region"):
            yield from _known("category", self._node(word), CATEGORIES, "unknown-value")
        units = [each.removesuffix("_requested") for each in names.facts if each.endswith("_requested")]
        yield from _known("unit", self._node("one_unless_said"), units, "unknown-unit")
        yield from _is_mapping(self._node("depends_on"))
        for key, node in _entries(self._node("depends_on")):
            yield from _known("category", key, CATEGORIES, "unknown-value")
            yield from _is_texts(node)
        acquisition = names.facts.get("acquisition")
        yield from _is_mapping(self._node("acquisition"))
        for key, node in _entries(self._node("acquisition")):
            if acquisition:
                yield from _known("value of 'acquisition'", key, acquisition.values, "unknown-value")
            yield from _is_texts(node)

    # -- clinical.yaml ------------------------------------------------------------------------------

    def _clinical(self) -> Iterator[Problem]:
        names, regions = self.vocabulary, self.vocabulary.body_regions
        for key, node in _entries(self._node("regions")):
            for word in key.text.split():
                yield from _known("body region", Scalar(word, word, key.place), regions, "unknown-region")
            yield from _is_texts(node)
        for key, node in _entries(self._node("nerves")):
            for word in key.text.split():
                yield from _known("body region", Scalar(word, word, key.place), regions, "unknown-region")
            yield from _is_texts(node)
        for key, node in _entries(self._node("nerves_of")):
            yield from _known("body region", key, regions, "unknown-region")
            yield from _known("body region", node, regions, "unknown-region")
        context = self._node("context")
        for key, _ in _entries(context):
            if key.text not in CONTEXTS and isinstance(context, YamlMapping):
                yield unknown_key(context, key.text, list(CONTEXTS))
        for key, _ in _entries(self._node("treatments")):
            yield from _known("treatment", key, names.treatments)
        for key, _ in _entries(self._node("taken")):
            yield from _known("fact", key, names.facts)
        yield from _known("fact", self._node("taken_or_not"), names.facts)
        for word in (
            "regions",
            "nerves",
            "nerves_of",
            "sections",
            "headings",
            "context",
            "treatments",
            "taken",
            "drug_words",
        ):
            yield from _is_mapping(self._node(word))
        for word in PHRASES:
            for each in scalars(self._node(word)):
                yield from _phrase(each, SLOTS if word in ("sections", "clinical_words") else ())


# -- parts that are checked alike -------------------------------------------------------------------


def _phrases_of_facts(node: Node | None) -> Iterator[Problem]:
    """Phrases of patterns; slots that are unknown are said on loading."""
    for _, read in _entries(node):
        for pattern in read if isinstance(read, YamlList) else ():
            for key in ("words", "needs", "unless"):
                for each in scalars(pattern.get(key)) if isinstance(pattern, YamlMapping) else ():
                    fault = fault_of(each.text, re.findall(r"\{(\w*)\}", each.text) if key == "words" else ())
                    if fault:
                        yield Problem("wrong-phrase", f"'{each.text}': {fault[0]}", each.place, fault[1])


def scalars(node: Node | None) -> Iterator[Scalar]:
    """All scalars below a node, keys apart."""
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, YamlMapping | YamlList):
        for each in node.values() if isinstance(node, YamlMapping) else node:
            yield from scalars(each)


def _entries(node: Node | None) -> Iterator[tuple[Scalar, Node]]:
    """The entries of a mapping, their keys as scalars with a place."""
    if isinstance(node, YamlMapping):
        for key, value in node.items():
            yield Scalar(key, key, node.keys_at[key]), value


def _known(what: str, node: Node | None, names: Collection[str], code: str | None = None) -> Iterator[Problem]:
    """A name, or several, that must be known."""
    for each in scalars(node):
        if each.text not in names and not each.bad:
            few = f"one of: {', '.join(names)}" if len(names) <= 24 else None
            message = f"'{each.text}' is no {what}"
            yield Problem(code or f"unknown-{what}", message, each.place, did_you_mean(each.text, names) or few)


def _slots(each: Scalar, known: tuple[str, ...], needed: tuple[str, ...]) -> Iterator[Problem]:
    """A text with slots: those that mean something there, and those that it cannot do without."""
    found = re.findall(r"\{(\w*)\}", each.text)
    for slot in found:
        if slot not in known:
            hint = did_you_mean(slot, known) or f"one of: {', '.join(known)}"
            yield Problem("wrong-phrase", f"'{{{slot}}}' is no slot", each.place, hint)
    for slot in needed:
        if slot not in found:
            hint = f"write {{{slot}}} where it stands"
            yield Problem("wrong-phrase", f"'{each.text[:60]}' has no {{{slot}}}", each.place, hint)


def _phrase(each: Scalar, slots: Sequence[str]) -> Iterator[Problem]:
    fault = fault_of(each.text, slots)
    if fault:
        yield Problem("wrong-phrase", f"'{each.text}': {fault[0]}", each.place, fault[1])


def _pattern(each: Scalar) -> Iterator[Problem]:
    try:
        re.compile(each.text)
    except re.error as error:
        message = f"'{each.text}' is no regular expression: {error}"
        yield Problem("wrong-pattern", message, each.place, "escape what stands for itself with a backslash")


def _is_mapping(node: Node | None) -> Iterator[Problem]:
    if node is not None and not isinstance(node, YamlMapping):
        yield Problem("wrong-type", "a mapping by name is wanted here", node.place)


def _is_texts(node: Node) -> Iterator[Problem]:
    if isinstance(node, YamlMapping):
        yield Problem("wrong-type", "a word, or a list of words, is wanted here", node.place)
