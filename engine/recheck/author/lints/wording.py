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
    """What a criterion says ends without a stop.

    The rationale puts it into sentences of its own ('MTUS, p. 60, looks for this: …; ….'), where a stop
    of the criterion's own would stand before theirs.

    Bad:
        few_visits:
          says: At most six visits in all.  # <- here
          limit: {of: visits_requested, already: visits_completed, at_most: 6}
          cite: {section: Massage therapy, page: 60}
          basis: page
          reading: quoted
    Good:
        few_visits:
          says: At most six visits in all
          limit: {of: visits_requested, already: visits_completed, at_most: 6}
          cite: {section: Massage therapy, page: 60}
          basis: page
          reading: quoted
    """
    for rule, criterion in base.criteria:
        mended = criterion.says.rstrip(" .;,:")
        if mended != criterion.says.rstrip() and mended:
            keys = ("criteria", criterion.name, "says")
            message = f"'{criterion.name}' says its words with '{criterion.says.rstrip()[-1]}' at the end"
            edit = Edit(path_of(rule), keys, _tidied(keys, criterion.says))
            yield Found(message, base.at(path_of(rule), *keys), f"write: {mended}", edit)


@lint("says-small")
def says_small(base: RuleBase) -> Iterator[Found]:
    """What a criterion says begins with a capital.

    It is printed as a line of its own in the list of criteria; within a sentence the engine writes it
    small by itself.

    Bad:
        active:
          says: the worker exercises  # <- here
          when: {exercise_program: true}
          cite: {section: Massage therapy}
          basis: page
          reading: quoted
    Good:
        active:
          says: The worker exercises
          when: {exercise_program: true}
          cite: {section: Massage therapy}
          basis: page
          reading: quoted
    """
    for rule, criterion in base.criteria:
        says = criterion.says
        if says[:1].islower() and not any(letter.isupper() for letter in says.split(" ", 1)[0]):
            keys = ("criteria", criterion.name, "says")
            edit = Edit(path_of(rule), keys, _tidied(keys, says))
            yield Found(f"'{criterion.name}' says its words small", base.at(path_of(rule), *keys), None, edit)


@lint("says-long")
def says_long(base: RuleBase) -> Iterator[Found]:
    """What a criterion says is short enough to be read in a list: 180 characters at most.

    A reader compares criteria at a glance. What needs more words is more than one criterion, or
    belongs to `known_limits`.

    Bad:
        active:
          says: The worker exercises, at home or in a gym or with a therapist, on most days of the week, for at least some weeks, with or without supervision, as far as the record of the treating physician documents that  # <- here
          when: {exercise_program: true}
          cite: {section: Massage therapy}
          basis: page
          reading: quoted
    Good:
        active:
          says: The worker exercises on most days of the week
          when: {exercise_program: true}
          cite: {section: Massage therapy}
          basis: page
          reading: quoted
    """  # noqa: E501  # the example is about a long line
    for rule, criterion in base.criteria:
        if len(criterion.says) > LONGEST:
            message = f"'{criterion.name}' says {len(criterion.says)} characters; at most {LONGEST} read well"
            place = base.at(path_of(rule), "criteria", criterion.name, "says")
            yield Found(message, place, "say the point; put the rest under 'known_limits'")


@lint("says-without-verb")
def says_without_verb(base: RuleBase) -> Iterator[Found]:
    """What a criterion says is a clause with a verb, or a limit such as 'At most six visits'.

    'Not met: exercise program' does not tell whether a program is wanted or ruled out;
    'not met: the worker exercises' does.

    Bad:
        active:
          says: Active home exercise program  # <- here
          when: {exercise_program: true}
          cite: {section: Massage therapy}
          basis: page
          reading: quoted
    Good:
        active:
          says: The worker follows an exercise program at home
          when: {exercise_program: true}
          cite: {section: Massage therapy}
          basis: page
          reading: quoted
    """
    for rule, criterion in base.criteria:
        words = criterion.says.split()
        if len(words) <= 8 and not _VERB.search(criterion.says):
            message = f"'{criterion.name}' says '{criterion.says}', which has no verb"
            place = base.at(path_of(rule), "criteria", criterion.name, "says")
            yield Found(message, place, "say who does or has what, such as 'The worker exercises'")


@lint("says-a-question")
def says_a_question(base: RuleBase) -> Iterator[Found]:
    """What a criterion says is a statement; the facts' questions ask.

    'The guideline looks for this: does the worker exercise?' reads badly, and 'not met' has no sense.

    Bad:
        active:
          says: Does the worker exercise?  # <- here
          when: {exercise_program: true}
          cite: {section: Massage therapy}
          basis: page
          reading: quoted
    Good:
        active:
          says: The worker exercises
          when: {exercise_program: true}
          cite: {section: Massage therapy}
          basis: page
          reading: quoted
    """
    for rule, criterion in base.criteria:
        if criterion.says.rstrip().endswith("?"):
            place = base.at(path_of(rule), "criteria", criterion.name, "says")
            yield Found(f"'{criterion.name}' says a question", place, "state what holds where it is met")


@lint("says-its-section")
def says_its_section(base: RuleBase) -> Iterator[Found]:
    """What a criterion says tells more than the title of the section that it cites.

    Beside the citation, the title of the section would be printed twice and the condition not at all.

    Bad:
        active:
          says: Massage therapy is recommended  # <- here
          when: {exercise_program: true}
          cite: {section: Massage therapy is recommended}
          basis: page
          reading: quoted
    Good:
        active:
          says: Massage accompanies exercise
          when: {exercise_program: true}
          cite: {section: Massage therapy is recommended}
          basis: page
          reading: quoted
    """
    for rule, criterion in base.criteria:
        if _plain(criterion.says) in (_plain(criterion.ground.cite.section), _plain(criterion.name)):
            place = base.at(path_of(rule), "criteria", criterion.name, "says")
            message = f"'{criterion.name}' says only the title of its section, or its own name"
            yield Found(message, place, "say what must hold")


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", text.lower()).strip()


@lint("says-twice")
def says_twice(base: RuleBase) -> Iterator[Found]:
    """No two criteria of a rule say the same.

    A rationale names criteria by what they say: of two that say the same, nobody can tell which is not met.

    Bad:
        active:
          says: The worker is active
          when: {exercise_program: true}
          cite: {section: Massage therapy}
          basis: page
          reading: quoted
        in_therapy:
          says: The worker is active  # <- here
          when: {active_therapy: true}
          cite: {section: Massage therapy}
          basis: page
          reading: quoted
    Good:
        active:
          says: The worker exercises
          when: {exercise_program: true}
          cite: {section: Massage therapy}
          basis: page
          reading: quoted
        in_therapy:
          says: The worker is in active therapy
          when: {active_therapy: true}
          cite: {section: Massage therapy}
          basis: page
          reading: quoted
    """
    for rule in base.rules.rules.values():
        first: dict[str, str] = {}
        for criterion in rule.criteria:
            known = first.setdefault(_plain(criterion.says), criterion.name)
            if known != criterion.name:
                place = base.at(path_of(rule), "criteria", criterion.name, "says")
                yield Found(f"'{criterion.name}' says the same as '{known}'", place, "say what tells them apart")


@lint("word-twice")
def word_twice(base: RuleBase) -> Iterator[Found]:
    """No word stands twice in a row.

    'That that' and 'the the' come of editing, and are printed in every rationale.

    Bad:
        active:
          says: The record shows that that exercise is done  # <- here
          when: {exercise_program: true}
          cite: {section: Massage therapy}
          basis: page
          reading: quoted
    Good:
        active:
          says: The record shows that exercise is done
          when: {exercise_program: true}
          cite: {section: Massage therapy}
          basis: page
          reading: quoted
    """
    for path, keys, scalar in _prose(base):
        twice = re.search(r"\b([A-Za-z]+) \1\b", scalar, re.IGNORECASE)
        if twice:
            yield Found(f"'{twice[0]}' stands twice in a row", base.at(path, *keys), "keep one of the two")


@lint("spare-space")
def spare_space(base: RuleBase) -> Iterator[Found]:
    """Words that are printed have one space between them, and none at their ends.

    Bad:
        active:
          says: "The worker  exercises "  # <- here
          when: {exercise_program: true}
          cite: {section: Massage therapy}
          basis: page
          reading: quoted
    Good:
        active:
          says: The worker exercises
          when: {exercise_program: true}
          cite: {section: Massage therapy}
          basis: page
          reading: quoted
    """
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
    """A fact's question is a question.

    It is what a reader is asked where the fact is missing; a note in brackets or a sentence may follow it.

    Bad:
        own_fact: {type: boolean, belongs_to: claim, question: "Does the worker exercise."}  # <- here
    Good:
        own_fact: {type: boolean, belongs_to: claim, question: "Does the worker exercise?"}
    """
    for path, name, entry in base.facts:
        question = text_at(entry, "question")
        if question and not re.search(r"\?(\s|$)", question.text):
            mended = question.text.rstrip(" .") + "?"
            edit = Edit(path, (name, "question"), _tidied((name, "question"), question.text))
            yield Found(f"the question of '{name}' has no question mark", question.place, f"write: {mended}", edit)


@lint("question-missing", needs_all=True)
def question_missing(base: RuleBase) -> Iterator[Found]:
    """A fact that somebody must document says how to ask for it.

    Without a question, a request that pends asks 'What does the record document for 'own_fact'?', which
    names our key and not the thing. Derived facts are never asked for, and what the request itself states
    (treatment, region, quantities) needs no question either.

    Bad:
        own_fact: {type: boolean, belongs_to: claim}  # <- here
    Good:
        own_fact: {type: boolean, belongs_to: claim, question: "Does the worker exercise?"}
    """
    own = ("treatment", "body_region", "side", "requested_on", "service_on", "reviewed_on")
    for path, name, entry in base.facts:
        given = name in own or name.endswith(("_requested", "_authorized"))
        if "question" not in entry and not given and name not in base.facts_derived:
            yield Found(f"nobody can be asked for '{name}'", base.key_at(path, name), "add 'question: …?'")


@lint("title-with-stop")
def title_with_stop(base: RuleBase) -> Iterator[Found]:
    """A rule's title is a heading: it begins with a capital or a figure, and ends without a stop.

    It is printed within sentences, such as 'Massage therapy is not recommended'.

    Bad:
        rule: own-2026/example
        title: Massage therapy.  # <- here
        treatments: [massage_therapy]
        criteria: {}
        approve_when: never
        cite: {section: Massage}
        basis: page
        reading: quoted
    Good:
        rule: own-2026/example
        title: Massage therapy
        treatments: [massage_therapy]
        criteria: {}
        approve_when: never
        cite: {section: Massage}
        basis: page
        reading: quoted
    """
    for rule in base.rules.rules.values():
        bare = rule.title.rstrip(" .;,:")
        mended = bare[:1].upper() + bare[1:]
        first = rule.title.split(" ", 1)[0]
        if bare and mended != rule.title and (bare != rule.title or first.islower()):
            edit = Edit(path_of(rule), ("title",), _tidied(("title",), rule.title))
            yield Found("the title is no heading", base.at(path_of(rule), "title"), f"write: {mended}", edit)


@lint("sentence-without-stop")
def sentence_without_stop(base: RuleBase) -> Iterator[Found]:
    """Known limits, and what must accompany a refusal, are sentences that end with a stop.

    They are printed one after another; without stops they run together.

    Bad:
        rule: own-2026/example
        title: Massage therapy
        treatments: [massage_therapy]
        criteria: {}
        approve_when: never
        cite: {section: Massage}
        basis: page
        reading: quoted
        known_limits:
          - Self-massage is not spoken of  # <- here
    Good:
        rule: own-2026/example
        title: Massage therapy
        treatments: [massage_therapy]
        criteria: {}
        approve_when: never
        cite: {section: Massage}
        basis: page
        reading: quoted
        known_limits:
          - Self-massage is not spoken of.
    """
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
    """The number that a criterion says is the number that its condition asks for.

    The commonest slip in an edit: a limit becomes 8, and its words stay at six. Readers trust the words,
    the engine goes by the number. Asked only where the condition has one number and the words have one.

    Bad:
        few_visits:
          says: At most six visits in all  # <- here
          limit: {of: visits_requested, already: visits_completed, at_most: 8}
          cite: {section: Massage therapy, page: 60}
          basis: page
          reading: quoted
    Good:
        few_visits:
          says: At most eight visits in all
          limit: {of: visits_requested, already: visits_completed, at_most: 8}
          cite: {section: Massage therapy, page: 60}
          basis: page
          reading: quoted
    """
    for rule, criterion in base.criteria:
        said, asked = said_numbers(criterion.says), asked_numbers(criterion.when)
        if len(said) == 1 and len(asked) == 1 and not agrees(said[0], asked[0], criterion.says):
            place = base.at(path_of(rule), "criteria", criterion.name, "says")
            message = f"'{criterion.name}' says {said[0]:g}, and its condition asks for {asked[0]:g}"
            yield Found(message, place, "bring words and number together")
