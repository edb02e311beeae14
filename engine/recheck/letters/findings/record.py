"""What the record says in words beside a finding, where no fact was read from it.

Comes in: a letter's case summary, once, and findings. Goes out: a sentence of the summary that says the same, or the
contrary. The contrary is said only by phrases that an author wrote down for it ('5 of 5 strength' beside a deficit);
the same also by the finding's own words, all of which stand in one sentence that does not deny them.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from recheck.letters.facts.plain import PlainText, plain_text
from recheck.letters.facts.summary import lowered, sentences_in
from recheck.letters.findings.absences import Absence, absences_in
from recheck.letters.findings.words import FindingWords, Topic
from recheck.letters.letter import Letter
from recheck.letters.words import LetterWords
from recheck.model.case import Beside, Finding, Says

_WORD = re.compile(r"[a-z]{3,}|\d+")
_EMPTY = frozenset(
    _WORD.findall(
        "the and for with was were has had have his her this that there which been are not any its from into who "
        "patient worker injured claimant applicant individual record records documentation documented noted reported "
        "report reports review reviewed provided indicated indicate indicates findings finding evidence presence also "
        "recent recently still currently given due used use using taking taken prescribed underwent undergone "
        "undergoing completed attended continues continued treated treatment prior previous "
    )
)
"""Words that say nothing of what is found."""
_STEM = 5


@dataclass(frozen=True, slots=True)
class Record:
    """The record of a letter, ready to be searched for what a finding says."""

    letter: Letter
    plain: PlainText
    lower: str
    sentences: tuple[tuple[int, int], ...]
    words: FindingWords

    def beside(self, finding: Finding, topic: Topic | None, said: str) -> Beside | None:
        """The sentence that says the same or the contrary; None where there is none.

        Args:
            finding: what the reviewer finds.
            topic: what it is about, where that is one of the topics.
            said: the words that it was read from, in lower case.
        """
        same, contrary = (topic.yes, topic.no) if topic else (None, None)
        if not finding.is_there:
            same, contrary = contrary, same
        if same and (found := self._by(same, finding.is_there)):
            return self._at(Says.SAME, found)
        found = self._with(said) if finding.is_there else self._denied(topic)
        if found:
            return self._at(Says.SAME, found)
        if contrary and (found := self._by(contrary, not finding.is_there)):
            return self._at(Says.CONTRARY, found)
        return None

    def _by(self, phrases: re.Pattern[str], is_there: bool) -> tuple[int, int] | None:
        """The first sentence with one of the phrases; where they say that something is there, not under a denial."""
        for start, end in self.sentences:
            for match in phrases.finditer(self.lower, start, end):
                if not is_there or not self._is_denied(start, end, match.start()):
                    return start, end
        return None

    def _denied(self, topic: Topic | None) -> tuple[int, int] | None:
        """The first sentence that denies a topic by its name."""
        for start, end in self.sentences if topic else ():
            for match in topic.words.finditer(self.lower, start, end) if topic else ():
                if any(each.denies and each.start <= match.start() < each.end for each in self._absences(start, end)):
                    return start, end
        return None

    def _with(self, said: str) -> tuple[int, int] | None:
        """The first sentence in which all the words stand, none of them denied."""
        wanted = {each[:_STEM] for each in _WORD.findall(said) if each not in _EMPTY}
        if len(wanted) < 2 and not any(len(each) == _STEM for each in wanted):
            return None
        for start, end in self.sentences:
            here = {each[0][:_STEM]: each.start() for each in _WORD.finditer(self.lower, start, end)}
            if wanted <= set(here) and not any(self._is_denied(start, end, here[each]) for each in wanted):
                return start, end
        return None

    def _is_denied(self, start: int, end: int, at: int) -> bool:
        return any(each.start <= at < each.end for each in self._absences(start, end))

    def _absences(self, start: int, end: int) -> list[Absence]:
        return list(absences_in(self.lower, start, end, self.words))

    def _at(self, says: Says, found: tuple[int, int]) -> Beside:
        span = self.plain.back(*found, self.letter.text)
        return Beside(says, span.evidence, " ".join(self.letter.text[span].split()))


def record_of(letter: Letter, words: FindingWords, letters: LetterWords) -> Callable[[], Record]:
    """The record of a letter, made when it is first asked for: many a letter finds nothing that needs it."""
    made: list[Record] = []

    def ready() -> Record:
        if not made:
            plain = plain_text(letter.text, letter.summary)
            lower = lowered(plain.text)
            made.append(Record(letter, plain, lower, tuple(_record(plain, lower, letters)), words))
        return made[0]

    return ready


def _record(plain: PlainText, lower: str, letters: LetterWords) -> Iterator[tuple[int, int]]:
    """The sentences in which the record speaks, and not utilization review."""
    for start, end in sentences_in(plain.text):
        if not letters.layout.said_by_utilization_review.search(lower, start, end):
            yield start, end
