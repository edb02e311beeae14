"""What one side cites, split into document, edition, section and pages.

The names of documents are data (rules/letters/guidelines.yaml). A document that is not there is kept in the
letter's own words; where nothing is cited, nothing comes out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from recheck.letters.letter import Citation
from recheck.letters.words import Document, Guidelines, LetterWords, either, spaced

_BASED = re.compile(
    r"decisions?\s+(?:is\s+|was\s+)?based\s+on\s+(?:the\s+)?(?P<out>non-?\s?MTUS(?:\s+citations?)?|MTUS)[\s:,]*", re.I
)
_PAGES = re.compile(r"\b(?:page\(s\)|pages?|pp?\.|pgs?\.?)\s*:?\s*(?P<pages>\d+(?:\s*(?:-|–|,|and|&)\s*\d+)*)", re.I)
_SECTION = re.compile(r",?\s*section\(?s?\)?\s*:\s*", re.I)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_STRANGER = re.compile(r"(?:^|,\s+and\s+|;\s*)(?P<all>[A-Z][^,;:.]{3,80}?\s(?:19|20)\d\d)(?=\s*(?:,|;|\.|$))")
_NEXT_NUMBER = re.compile(r",\s*(?=(?:\d+(?:\.\d+)+\.?\s|Chapter \d))")
"""Where a further numbered section, or a further chapter, begins."""
_UPDATED = re.compile(r"\(\s*(?:updated?|last updated?|web:?(?: updated)?|effective)[^)]*\)|\((?:19|20)\d\d\)", re.I)
_EDITION = re.compile(
    r",?\s*\b(?:\d+(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth)\s+ed(?:ition|\.)?(?=[\s,]|$)", re.I
)


def read_citations(said: str, words: LetterWords) -> tuple[Citation, ...]:
    """The guidelines that a text cites, in its order.

    >>> from recheck.letters.words import load_letter_words
    >>> words = load_letter_words()
    >>> for cited in read_citations("Decision based on MTUS Knee Complaints 2004, Section(s): Special Studies, and "
    ...     "Chronic Pain Medical Treatment 2016. Decision based on Non-MTUS Citation ODG, Knee Chapter: MRI.", words):
    ...     print(cited.guideline, "|", cited.section)
    acoem-2004 | Knee complaints, Special Studies
    mtus-chronic-pain-2016 | None
    odg | Knee, MRI
    >>> read_citations("The Expert Reviewer did not cite any medical evidence for its decision.", words)
    ()
    """
    known = words.guidelines
    said = " ".join(said.replace("®", "").replace("™", "").split())
    marks = list(_BASED.finditer(said))
    found: list[Citation] = []
    for place, mark in enumerate(marks):
        end = marks[place + 1].start() if place + 1 < len(marks) else len(said)
        body = said[mark.end() : end].strip().rstrip(".;, ")
        if not body or re.search(either(known.no_citation), body, re.I):
            continue
        outside = mark["out"].lower().startswith("non")
        found += _outside(body, words) if outside else _inside(body, words)
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class _Named:
    """A document where it is named, and the stretch of its name."""

    document: Document | None
    name: str
    start: int
    end: int


# -- the MTUS: documents with year and sections, or with chapter and pages ------------------------


def _inside(body: str, words: LetterWords) -> Iterator[Citation]:
    named = _documents_inside(body, words)
    if not named:
        yield _unknown(body)
        return
    if named[0].start > 0 and body[: named[0].start].strip(" ,;"):
        yield _unknown(body[: named[0].start])
    for place, each in enumerate(named):
        end = named[place + 1].start if place + 1 < len(named) else len(body)
        yield from _cited(each, body[each.end : end], words)


def _documents_inside(body: str, words: LetterWords) -> list[_Named]:
    """Where documents are named: at the start, and after a comma or 'and'; with a year if the first has one."""
    pattern = words.kept.get("inside")
    if not isinstance(pattern, re.Pattern):
        wordings = [wording for document in words.guidelines.documents for wording in document.wordings]
        head = r"(?:ACOEM\b[\s,]*(?:Practice Guidelines\b[\s,]*)?)?(?:Chapter\s+\d+[\s,:-]*)?"
        name = rf"(?P<all>{head}(?P<name>{either(wordings)})(?:\s*\(?(?:19|20)\d\d\)?)?(?![A-Za-z]))"
        pattern = words.kept["inside"] = re.compile(rf"(?:^|[,;.]\s*(?:and\s+)?|\band\s+){name}", re.IGNORECASE)
    by_wording = _by_wording(words)
    found: list[_Named] = []
    with_years = bool(_YEAR.search(body))
    for match in pattern.finditer(body):
        whole = match["all"]
        document = by_wording[" ".join(match["name"].lower().split())]
        if with_years and not _YEAR.search(whole):
            continue
        if not _YEAR.search(whole) and document.undated is None and "chapter" not in whole.lower():
            continue
        if found and found[-1].document is document and not body[found[-1].end : match.start()].strip(" ,;"):
            continue
        found.append(_Named(document, whole, match.start("all"), match.end("all")))
    return sorted([*found, *_strangers(body, found)], key=lambda each: each.start)


def _strangers(body: str, found: list[_Named]) -> Iterator[_Named]:
    """Documents with a year that are not known, where none of the known ones stands."""
    edges = [0, *(edge for each in found for edge in (each.start, each.end)), len(body)]
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        for match in _STRANGER.finditer(body, start, end):
            yield _Named(None, match["all"], match.start("all"), match.end("all"))


def _by_wording(words: LetterWords) -> dict[str, Document]:
    kept = words.kept.get("by wording")
    if not isinstance(kept, dict):
        kept = words.kept["by wording"] = {
            " ".join(wording.lower().split()): document
            for document in words.guidelines.documents
            for wording in document.wordings
        }
    return kept


def _cited(named: _Named, rest: str, words: LetterWords) -> Iterator[Citation]:
    rest, pages = _without_pages(rest)
    rest = _SECTION.sub("", rest, count=1) if _SECTION.match(rest) else rest
    if named.document:  # 'Chronic Pain Treatment Guidelines CHRONIC PAIN …': the name again
        again = rf"^[\s,:]*{either(named.document.wordings)}[\s,:]*"
        rest = re.sub(again, "", rest, flags=re.IGNORECASE)
    rest = _trimmed(rest)
    year = _YEAR.search(named.name)
    document = named.document
    edition = year[0] if year else None
    if document is None:
        name = _trimmed(_YEAR.sub("", named.name))
        yield Citation(named.name, name, edition, _readable(rest) or None, pages, False)
        return
    guideline = document.years.get(year[0]) if year else document.undated or next(iter(document.years.values()), None)
    head = ""
    if document.chapter is not None and (not document.chapter_of or guideline in document.chapter_of):
        number = re.search(r"chapter\s+(\d+)", named.name, re.I)
        head = f"Chapter {number[1]}, {document.name}" if number else document.name
    for part in _NEXT_NUMBER.split(rest):
        section = ", ".join(each for each in (head, _readable(_trimmed(part))) if each) or None
        name = guideline or " ".join(each for each in (document.name, edition) if each)
        yield Citation(name, document.name, edition, section, pages, guideline is not None)


def _unknown(body: str) -> Citation:
    """A document that is not known, in the letter's words: its name, then what follows a comma."""
    rest, pages = _without_pages(body)
    year = _YEAR.search(rest)
    edition = _EDITION.search(rest)
    parts = re.split(r"[,;:]\s+|\s+(?=Chapter\b)", _trimmed(rest), maxsplit=1)
    section = parts[1] if len(parts) > 1 else None
    when = edition[0].strip(" ,") if edition else year[0] if year else None
    return Citation(parts[0].strip(), parts[0].strip(), when, section, pages, False)


# -- outside the MTUS: documents by name, chapters and topics ---------------------------------------


def _outside(body: str, words: LetterWords) -> Iterator[Citation]:
    known = words.guidelines
    by_wording = _by_wording(words)
    kept = words.kept.get("outside")
    if not isinstance(kept, re.Pattern):
        wordings = [wording for document in known.documents if document.anywhere for wording in document.wordings]
        kept = words.kept["outside"] = re.compile(
            rf"(?:\b(?:and|and the|the)\s+)?(?<![A-Za-z.(])(?P<name>{either(wordings)})(?![A-Za-z])"
            r"(?:\s*\([A-Z]{2,6}\))?",
            re.I,
        )
    found = [
        (by_wording[" ".join(match["name"].lower().split())], match.start(), match.end())
        for match in kept.finditer(body)
    ]
    found = [each for place, each in enumerate(found) if not _said_again(place, found, body)]
    if not found or body[: found[0][1]].strip(" ,;"):
        yield _unknown(body[: found[0][1]] if found else body)
    for place, (document, _, end) in enumerate(found):
        stop = found[place + 1][1] if place + 1 < len(found) else len(body)
        yield from _of_document(document, body[end:stop], words)


def _said_again(place: int, found: list[tuple[Document, int, int]], body: str) -> bool:
    """'Official Disability Guidelines, ODG' is one document; so is a name with nothing but a mark before it."""
    if not place:
        return False
    document, start, _ = found[place]
    before, _, end = found[place - 1]
    return document is before and not body[end:start].strip(" ,()-/")


def _of_document(document: Document, rest: str, words: LetterWords) -> Iterator[Citation]:
    rest, pages = _without_pages(rest)
    year = _YEAR.search(rest)
    named = _EDITION.search(rest)
    edition = named[0].strip(" ,") if named else year[0] if year else None
    guideline = document.years.get(year[0], document.undated) if year else document.undated
    if not document.topics:
        for part in _NEXT_NUMBER.split(_trimmed(_EDITION.sub("", rest))):
            yield Citation(guideline or document.name, document.name, edition, _trimmed(part) or None, pages)
        return
    plain = _EDITION.sub("", _UPDATED.sub("", rest))
    plain = re.sub(r"^[\s,:;]*(?:19|20)\d\d\b", "", plain)
    for section in _topics(_trimmed(plain), words.guidelines) or [""]:
        yield Citation(guideline or document.name, document.name, edition, section or None, pages)


def _topics(rest: str, known: Guidelines) -> Iterator[str] | list[str]:
    """Chapter and topic of each citation: 'Neck & Upper Back; Low Back' are two chapters."""
    aside = re.compile(
        "|".join(rf"(?<![A-Za-z]){spaced(each)}(?![A-Za-z])" for each in sorted(known.asides, key=len, reverse=True)),
        re.I,
    )
    chapter = re.compile(rf"(?<![A-Za-z]){either(tuple(known.chapters))}(?![A-Za-z])", re.I)
    found: list[str] = []
    for piece in re.split(r";\s*(?:and\s+)?", rest):
        plain = _trimmed(" ".join(aside.sub(" ", re.sub(r"\s*/\s*", ", ", piece)).split()))
        plain = re.sub(r"\s+([,:;])", r"\1", plain)
        match = chapter.match(plain)
        if not match:
            found += [plain] if plain else []
            continue
        name = known.chapters[" ".join(match[0].lower().split())]
        topic = _trimmed(re.sub(r"^\s*(?:and\s+upper\s+back\b)?", "", plain[match.end() :]))
        other = chapter.fullmatch(topic)
        if other:
            found += [name, known.chapters[" ".join(topic.lower().split())]]
        else:
            found.append(", ".join(each for each in (name, topic) if each))
    return found


# -- what all have in common ----------------------------------------------------------------------


def _without_pages(rest: str) -> tuple[str, tuple[str, ...]]:
    """A text without its pages, and the pages: first and last of a stretch, or each.

    >>> _without_pages("Massage Page(s): 58, 98")
    ('Massage ', ('58', '98'))
    """
    found: list[str] = []
    for match in _PAGES.finditer(rest):
        found += re.findall(r"\d+", match["pages"])
    return _PAGES.sub("", rest), tuple(found)


def _trimmed(text: str) -> str:
    """Without marks at either end; a bracket that was opened stays closed."""
    plain = " ".join(text.split()).strip(" ,;:-–.")
    plain = re.sub(r",?\s*\band$", "", plain).strip(" ,;:-–.")
    return re.sub(r"\(\s*\)", "", plain).strip()


def _readable(section: str) -> str:
    """A section in capitals as a sentence; any other as the letter has it.

    >>> _readable("TRIGGER POINT INJECTIONS"), _readable("Special Studies")
    ('Trigger point injections', 'Special Studies')
    """
    return section[0] + section[1:].lower() if section.isupper() and len(section) > 6 else section
