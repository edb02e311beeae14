"""Sentences of a rationale by what they do: find, quote a guideline, conclude, or tell what utilization review held.

Comes in: a sentence in lower case. Goes out: its kind. Only what finds, or finds and concludes at once, says something
of the file; a guideline's 'no red flags' is nobody's finding.
"""

from enum import StrEnum

from recheck.letters.findings.words import FindingWords
from recheck.letters.words import LetterWords


class SentenceKind(StrEnum):
    """What a sentence of a rationale does."""

    FINDING = "finding"
    GUIDELINE = "guideline"
    MIXED = "mixed"
    CONCLUSION = "conclusion"
    UTILIZATION_REVIEW = "utilization_review"

    @property
    def finds(self) -> bool:
        """Whether it says something of the file."""
        return self in (SentenceKind.FINDING, SentenceKind.MIXED)


def kind_of(said: str, words: FindingWords, letters: LetterWords) -> SentenceKind:
    """What a sentence does.

    Args:
        said: the sentence, in lower case.
        words: how rationales are worded.
        letters: how letters name utilization review.
    """
    if letters.layout.said_by_utilization_review.search(said):
        return SentenceKind.UTILIZATION_REVIEW
    patient, guideline = words.of_the_patient.search(said), words.of_a_guideline.search(said)
    if words.concluding.search(said):
        return SentenceKind.MIXED if words.finding_too.search(said) else SentenceKind.CONCLUSION
    if guideline is None:
        return SentenceKind.FINDING if patient else SentenceKind.GUIDELINE
    speaks_of_both = words.names_the_patient.search(said) or (patient and patient.start() < guideline.start())
    return SentenceKind.MIXED if speaks_of_both else SentenceKind.GUIDELINE
