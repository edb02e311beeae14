"""The head of a letter: case number, dates, priority; and who reviewed.

Columns come out of extractors in either order ('label value label value' or 'label label value value'), so
labels and values are paired by kind and order within each run of labels and the run of values after it.
"""

import re
from collections.abc import Sequence
from datetime import date

from recheck.letters.letter import Dated, Header, LetterText, Reviewer
from recheck.letters.lines import Break, Line
from recheck.letters.words import DATE, LetterWords, either, spaced

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def day_of(text: str) -> date | None:
    """A date as letters write it; None where there is no such day.

    >>> day_of("10-13-16"), day_of("1/5/2017"), day_of("July 27, 2015"), day_of("02/30/2016")
    (datetime.date(2016, 10, 13), datetime.date(2017, 1, 5), datetime.date(2015, 7, 27), None)
    """
    text = " ".join(text.lower().split())
    numbers = [int(each) for each in re.findall(r"\d+", text)]
    if text[:1].isalpha():
        month, day, year = _MONTHS.index(text[:3]) + 1, numbers[0], numbers[1]
    else:
        month, day, year = numbers
    if year < 100:
        year += 2000 if year < 70 else 1900
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if 1900 <= year <= 2100 else None


def read_header(text: LetterText, end: int, words: LetterWords) -> Header:
    """What the head of the letter says, up to a character."""
    layout = words.layout
    kinds = {"case_number": "number", "priority": "priority"}
    key = "header"
    pattern = words.kept.get(key)
    if not isinstance(pattern, re.Pattern):
        labels = [rf"(?P<{name}>\b{either(many)}\s*:)" for name, many in layout.header.items()]
        values = rf"(?P<V_date>{DATE})|(?P<V_number>{layout.case_number.pattern})"
        pattern = re.compile("|".join(labels) + f"|{values}|(?P<V_priority>\\b{either(layout.priorities)}\\b)", re.I)
        words.kept[key] = pattern
    found: dict[str, tuple[str, int, int]] = {}
    waiting: list[str] = []
    after_value = False
    for match in pattern.finditer(text.text, 0, end):
        named = next(each for each, value in match.groupdict().items() if value is not None)
        if not named.startswith("V_"):
            if after_value:
                waiting = []
            waiting.append(named)
            after_value = False
            continue
        after_value = True
        kind = named.removeprefix("V_")
        name = next((each for each in waiting if kinds.get(each, "date") == kind), "")
        if name:
            waiting.remove(name)
            found.setdefault(name, (match[0], match.start(), match.end()))
    dates: dict[str, Dated] = {}
    for name, (value, start, stop) in found.items():
        day = day_of(value) if name not in kinds else None
        if day:
            dates[name] = Dated(day, text.span(start, stop))
    number = found.get("case_number", (None,))[0]
    priority = found.get("priority", (None,))[0]
    return Header(
        number.upper() if number else None,
        priority.lower() if priority else None,
        dates.get("assigned"),
        dates.get("injury"),
        dates.get("decided"),
        dates.get("denied"),
        dates.get("received"),
    )


def read_reviewer(lines: Sequence[Line], words: LetterWords) -> Reviewer:
    """Credentials and licences, from labelled lines or from a sentence; none where the letter names none."""
    layout = words.layout
    states = _labelled(lines, layout.licence_labels, words)
    credentials = _labelled(lines, layout.credentials_labels, words)
    if not states and not credentials:
        flat = " ".join(line.words for line in lines)
        for sentence in layout.credentials_sentences:
            pattern = spaced(sentence.rstrip("."))
            for name in ("credentials", "states"):
                pattern = pattern.replace(re.escape(f"{{{name}}}"), rf"(?P<{name}>[^.:]{{2,200}}?)")
            match = re.search(rf"{pattern}\.", flat, re.IGNORECASE)
            if match:
                credentials, states = match["credentials"], match["states"]
                break
    return Reviewer(_credentials(credentials, words), _states(states, words))


def _labelled(lines: Sequence[Line], labels: tuple[str, ...], words: LetterWords) -> str:
    """What follows a label: the rest of its line, and the lines after it up to a paragraph's end or a label."""
    layout = words.layout
    headings = [each for many in layout.headings.values() for each in many]
    stop = re.compile(
        rf"{either((*layout.credentials_labels, *layout.licence_labels))}\s*:|{either(headings)}", re.IGNORECASE
    )
    opens = re.compile(rf"{either(labels)}\s*:" if labels else "$^", re.IGNORECASE)
    for place, line in enumerate(lines):
        match = opens.search(line.words)
        if not match:
            continue
        found = [line.words[match.end() :]]
        for after in lines[place + 1 :]:
            if after.before is Break.HARD or stop.search(after.words):
                break
            found.append(after.words)
        whole = " ".join(found)
        close = stop.search(whole)
        return whole[: close.start()] if close else whole
    return ""


def _credentials(found: str, words: LetterWords) -> tuple[str, ...]:
    joined = "|".join(
        spaced(each) if not each[0].isalpha() else rf"\b{spaced(each)}\b" for each in words.layout.credentials_joined_by
    )
    parts = re.split(joined, found, flags=re.IGNORECASE)
    named = (" ".join(part.replace("&", " and ").split()).strip(" .").lower() for part in parts)
    return tuple(dict.fromkeys(each for each in named if each))


def _states(found: str, words: LetterWords) -> tuple[str, ...]:
    known = words.layout.states
    names = either([each for each in known if len(each) > 2])
    pattern = re.compile(rf"(?<![A-Za-z]){names}(?![A-Za-z])", re.IGNORECASE)
    codes = [known[" ".join(match[0].lower().split())] for match in pattern.finditer(found)]
    codes += [code for code in re.findall(r"\b[A-Z]{2}\b", found) if code.lower() in known and code not in codes]
    return tuple(dict.fromkeys(codes))
