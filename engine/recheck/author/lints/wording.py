"""Words that a recommendation prints: what a criterion says, what a question asks, what a limit admits."""

import re
from collections.abc import Iterator

from recheck.author.lints.base import RuleBase, path_of, scalars, text_at
from recheck.author.lints.kind import Edit, Found, lint
from recheck.author.lints.numbers import agrees, asked_numbers, said_numbers
from recheck.model.node import YamlMapping

LONGEST = 180
_VERB = re.compile(
    r"\b(is|are|was|were|has|have|had|be|been|do|did|can|could|must|may|will|gave|brought|held|come|came|go|raise"
    r"|hold|lie|fade|agree|follow|prevent|remain|persist|conflict|limit|point|show|take|suspect|need|make|say|said"
    r"|\w+[^s]s|\w{2,}ed|at (most|least)|no more|not|no)\b",
    re.IGNORECASE,
)


@lint("says-with-stop")
def says_with_stop(base: RuleBase) -> Iterator[Found]:
    for rule, criterion in base.criteria:
        mended = criterion.says.rstrip(" .;,:")
        if mended != criterion.says.rstrip() and mended:
            keys = ("criteria", criterion.name, "says")
            message = f"'{criterion.name}' says its words with '{criterion.says.rstrip()[-1]}' at the end"
            edit = Edit(path_of(rule), keys, _tidied(keys, criterion.says))
            yield Found(message, base.at(path_of(rule), *keys), f"write: {mended}", edit)


@lint("says-small")
def says_small(base: RuleBase) -> Iterator[Found]:
    for rule, criterion in base.criteria:
        says = criterion.says
        if says[:1].islower() and not any(letter.isupper() for letter in says.split(" ", 1)[0]):
            keys = ("criteria", criterion.name, "says")
            edit = Edit(path_of(rule), keys, _tidied(keys, says))
            yield Found(f"'{criterion.name}' says its words small", base.at(path_of(rule), *keys), None, edit)


@lint("says-long")
def says_long(base: RuleBase) -> Iterator[Found]:
    for rule, criterion in base.criteria:
        if len(criterion.says) > LONGEST:
            message = f"'{criterion.name}' says {len(criterion.says)} characters; at most {LONGEST} read well"
            place = base.at(path_of(rule), "criteria", criterion.name, "says")
            yield Found(message, place, "say the point; put the rest under 'known_limits'")


@lint("says-without-verb")
def says_without_verb(base: RuleBase) -> Iterator[Found]:
    for rule, criterion in base.criteria:
        words = criterion.says.split()
        if len(words) <= 8 and not _VERB.search(criterion.says):
            message = f"'{criterion.name}' says '{criterion.says}', which has no verb"
            place = base.at(path_of(rule), "criteria", criterion.name, "says")
            yield Found(message, place, "say who does or has what, such as 'The worker exercises'")


@lint("says-a-question")
def says_a_question(base: RuleBase) -> Iterator[Found]:
    for rule, criterion in base.criteria:
        if criterion.says.rstrip().endswith("?"):
            place = base.at(path_of(rule), "criteria", criterion.name, "says")
            yield Found(f"'{criterion.name}' says a question", place, "state what holds where it is met")


@lint("says-its-section")
def says_its_section(base: RuleBase) -> Iterator[Found]:
    for rule, criterion in base.criteria:
        if _plain(criterion.says) in (_plain(criterion.ground.cite.section), _plain(criterion.name)):
            place = base.at(path_of(rule), "criteria", criterion.name, "says")
            message = f"'{criterion.name}' says only the title of its section, or its own name"
            yield Found(message, place, "say what must hold")


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", text.lower()).strip()


@lint("says-twice")
def says_twice(base: RuleBase) -> Iterator[Found]:
    for rule in base.rules.rules.values():
        first: dict[str, str] = {}
        for criterion in rule.criteria:
            known = first.setdefault(_plain(criterion.says), criterion.name)
            if known != criterion.name:
                place = base.at(path_of(rule), "criteria", criterion.name, "says")
                yield Found(f"'{criterion.name}' says the same as '{known}'", place, "say what tells them apart")


@lint("word-twice")
def word_twice(base: RuleBase) -> Iterator[Found]:
    for path, keys, scalar in _prose(base):
        twice = re.search(r"\b([A-Za-z]+) \1\b", scalar, re.IGNORECASE)
        if twice:
            yield Found(f"'{twice[0]}' stands twice in a row", base.at(path, *keys), "keep one of the two")


@lint("spare-space")
def spare_space(base: RuleBase) -> Iterator[Found]:
    for path, keys, text in _prose(base):
        mended = re.sub(r"[ \t]+", " ", text).strip()
        if mended != text and "\n" not in text:
            edit = Edit(path, keys, _tidied(keys, text))
            yield Found("spaces that nobody wants", base.at(path, *keys), f"write: {mended}", edit)


def _tidied(keys: tuple[str, ...], text: str) -> str:
    """A text with all that lints would mend of it mended at once, so that one edit does not undo another.

    >>> _tidied(("criteria", "active", "says"), " the worker  exercises.")
    'The worker exercises'
    """
    tidy = re.sub(r"[ \t]+", " ", text).strip()
    if keys[-1] == "question" and not re.search(r"\?(\s|$)", tidy):
        return tidy.rstrip(" .") + "?"
    if keys[0] == "criteria" or keys == ("title",):
        tidy = tidy.rstrip(" .;,:")
        first = tidy.split(" ", 1)[0]
        return tidy[:1].upper() + tidy[1:] if first.islower() else tidy
    return tidy


def _prose(base: RuleBase) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """The words of rules and facts that are printed: path, keys, text."""
    for rule in base.rules.rules.values():
        yield path_of(rule), ("title",), rule.title
        if rule.says:
            yield path_of(rule), ("says",), rule.says
        if rule.on_not_approved:
            yield path_of(rule), ("on_not_approved", "says"), rule.on_not_approved
        for criterion in rule.criteria:
            yield path_of(rule), ("criteria", criterion.name, "says"), criterion.says
    for path, name, entry in base.facts:
        for key in ("question", "says"):
            found = text_at(entry, key)
            if found:
                yield path, (name, key), found.text


@lint("question-without-mark")
def question_without_mark(base: RuleBase) -> Iterator[Found]:
    for path, name, entry in base.facts:
        question = text_at(entry, "question")
        if question and not re.search(r"\?(\s|$)", question.text):
            mended = question.text.rstrip(" .") + "?"
            edit = Edit(path, (name, "question"), _tidied((name, "question"), question.text))
            yield Found(f"the question of '{name}' has no question mark", question.place, f"write: {mended}", edit)


@lint("question-missing", needs_all=True)
def question_missing(base: RuleBase) -> Iterator[Found]:
    own = ("treatment", "body_region", "side", "requested_on", "service_on", "reviewed_on")
    for path, name, entry in base.facts:
        given = name in own or name.endswith(("_requested", "_authorized"))
        if "question" not in entry and not given and name not in base.facts_derived:
            yield Found(f"nobody can be asked for '{name}'", base.key_at(path, name), "add 'question: …?'")


@lint("title-with-stop")
def title_with_stop(base: RuleBase) -> Iterator[Found]:
    for rule in base.rules.rules.values():
        bare = rule.title.rstrip(" .;,:")
        mended = bare[:1].upper() + bare[1:]
        first = rule.title.split(" ", 1)[0]
        if bare and mended != rule.title and (bare != rule.title or first.islower()):
            edit = Edit(path_of(rule), ("title",), _tidied(("title",), rule.title))
            yield Found("the title is no heading", base.at(path_of(rule), "title"), f"write: {mended}", edit)


@lint("sentence-without-stop")
def sentence_without_stop(base: RuleBase) -> Iterator[Found]:
    for rule in base.rules.rules.values():
        top = base.nodes.get(path_of(rule))
        if not isinstance(top, YamlMapping):
            continue
        refusal = text_at(top.get("on_not_approved"), "says")
        for scalar in (*scalars(top.get("known_limits")), *([refusal] if refusal else [])):
            if not scalar.text.rstrip().endswith((".", "!", ".)", ".'", '."')):
                yield Found("a sentence without a stop at its end", scalar.place, "end it with '.'")


@lint("number-in-says")
def number_in_says(base: RuleBase) -> Iterator[Found]:
    for rule, criterion in base.criteria:
        said, asked = said_numbers(criterion.says), asked_numbers(criterion.when)
        if len(said) == 1 and len(asked) == 1 and not agrees(said[0], asked[0], criterion.says):
            place = base.at(path_of(rule), "criteria", criterion.name, "says")
            message = f"'{criterion.name}' says {said[0]:g}, and its condition asks for {asked[0]:g}"
            yield Found(message, place, "bring words and number together")
