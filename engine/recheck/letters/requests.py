"""A letter to a draft case: each item with what its title asks for, and both determinations.

What a title does not say is left out; the treatments file and rules/letters/titles.yaml say what its words
mean. Facts of the record come from elsewhere (`RecordFacts`) and are only put in their place here.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from recheck.letters.amounts import amount_of, said_of_use
from recheck.letters.depends import Asked, dependencies
from recheck.letters.disputes import Dispute, read_dispute
from recheck.letters.header import day_of
from recheck.letters.letter import Citation, Item, Letter
from recheck.letters.record import DENIAL, SERVICE, RecordDates, read_record
from recheck.letters.reviewed_as import reviewed_as
from recheck.letters.words import LetterWords, either
from recheck.model.case import (
    By,
    Case,
    Cited,
    DependsOn,
    Determination,
    Documented,
    Evidence,
    FactReading,
    FactTable,
    Outcome,
    Quantity,
    Request,
    TreatmentRecord,
)
from recheck.model.guideline import Dates
from recheck.model.problem import Place, Problem, Severity, Source
from recheck.model.vocabulary import MIDLINE, Vocabulary
from recheck.titles import Asked as AskedFor
from recheck.titles import TitleReading, ingredients_told, read_title
from recheck.titles.ingredients import FACT as INGREDIENTS

KIND = "imr_determination"
UNCLEAR = "what utilization review decided of this item is not clear: part was granted of something"
UNCLEAR_TITLE = "the title tells of a partial approval in words that are not known: how much is disputed is open"
UNDATED = (
    "the letter tells no date of the request, and no record shortly before the denial: the denial's date stands for it"
)
UNLISTED = "unlisted_treatment"
"""Stands for a treatment that the vocabulary does not name."""


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """Facts that were read in the case summary, by where a case keeps them."""

    claim: FactTable = field(default_factory=dict)
    regions: Mapping[str, FactTable] = field(default_factory=dict)
    treatments: Mapping[str, TreatmentRecord] = field(default_factory=dict)
    requests: Mapping[str, FactTable] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Draft:
    """A case that was read from a letter, and what a case file says beside the case."""

    case: Case
    notes: Mapping[str, str]
    """By request: dose, frequency and duration in the title's words."""
    dated: Mapping[str, Evidence]
    """Where the dates of the requests stand."""
    lowest: Mapping[str, int] = field(default_factory=dict)
    """By request: the lower end of the disputed quantity, where it is a range."""
    problems: tuple[Problem, ...] = ()


def draft_of(
    letter: Letter, words: LetterWords, vocabulary: Vocabulary, facts: RecordFacts | None = None, *, path: str = ""
) -> Draft:
    """The draft case of a letter.

    Args:
        letter: what was read.
        words: how letters are written.
        vocabulary: treatments, body regions and units with their wordings.
        facts: what was read of the record; nothing unless given.
        path: how the user knows the letter, for warnings.
    """
    facts = facts or RecordFacts()
    source = Source(path or letter.name, letter.text.lines)
    problems: list[Problem] = []
    record = read_record(letter, words)
    if record.stands_for == DENIAL and record.requested:
        problems.append(
            Problem("request-undated", UNDATED, Place(source, record.requested.span.first), None, Severity.WARNING)
        )
    decided = letter.header.decided
    dates = Dates(record.requested.value if record.requested else None, None, decided.value if decided else None)
    readings = [_reading(item, words, vocabulary) for item in letter.items]
    ids = _ids([reading.treatments for reading in readings])
    asked = [Asked(reading.dispute.disputed, reading.treatments, reading.is_ancillary) for reading in readings]
    depend = dependencies(asked, words, vocabulary)
    unclear = record.granted_in_part and not any(reading.dispute.is_partial for reading in readings)
    kept = {name for name, each in zip(ids, readings, strict=True) if each.treatments} | (
        set(ids) if UNLISTED in vocabulary.treatments else set()
    )
    requests: dict[str, Request] = {}
    notes = {}
    lowest = {}
    for place, (item, reading, name) in enumerate(zip(letter.items, readings, ids, strict=True)):
        at = Place(source, item.title_span.first)
        if not reading.treatments:
            message = f"the title names no treatment of the vocabulary: {_short(reading.dispute.disputed)}"
            suggestion = "add it to rules/treatments, or its words to rules/titles"
            problems.append(Problem("unlisted-treatment", message, at, suggestion, Severity.WARNING))
            if UNLISTED not in vocabulary.treatments:
                continue
            reading = replace(reading, treatments=(UNLISTED,))
        problems += _left_over(reading, at)
        on = depend[place]
        if on is not None:
            reading = _with_the_region(reading, readings[on], vocabulary, words)
        outcome = _reviewed_as(reading, record, unclear, vocabulary, words)
        if outcome is None:
            message = UNCLEAR_TITLE if reading.dispute.is_unclear else UNCLEAR
            problems.append(Problem("review-unclear", message, at, None, Severity.WARNING))
        determinations = _determinations(letter, item, reading, record, outcome)
        needed = DependsOn(ids[on], "approve") if on is not None and ids[on] in kept else None
        requests[name] = _request(
            name, item, reading, *_own_dates(dates, reading.service, record.stands_for), determinations,
            facts.requests.get(name, {}), needed,
        )  # fmt: skip
        if reading.lowest is not None:
            lowest[name] = reading.lowest
        use = said_of_use(reading.dispute.disputed)
        if use:
            notes[name] = use
    case = Case(
        letter.id,
        requests,
        _claim(record, facts, vocabulary),
        facts.regions,
        facts.treatments,
        {"letter": letter.name, "sha256": letter.text.sha256, "kind": KIND},
        draft=True,
    )
    where = {}
    if record.requested:
        where["requested_on"] = record.requested.span.evidence
    if decided:
        where["reviewed_on"] = decided.span.evidence
    return Draft(case, notes, where, lowest, tuple(problems))


def _reviewed_as(
    reading: "_Reading", record: RecordDates, unclear: bool, vocabulary: Vocabulary, words: LetterWords
) -> Outcome | None:
    """What utilization review decided of an item; None where the letter does not say it clearly."""
    if reading.dispute.is_unclear:
        return None
    if unclear:
        return reviewed_as(reading.treatments, record, vocabulary, words)
    return Outcome.MODIFIED if reading.dispute.is_partial else Outcome.DENIED


def _claim(record: RecordDates, facts: RecordFacts, vocabulary: Vocabulary) -> FactTable:
    """The facts of the claim, with the date of injury."""
    claim = dict(facts.claim)
    if record.injury and "date_of_injury" in vocabulary.facts:
        claim["date_of_injury"] = Documented((FactReading(record.injury.value, record.injury.span.evidence),))
    return claim


def _left_over(reading: "_Reading", at: Place) -> list[Problem]:
    """A warning of the words of a title that are not understood."""
    if not reading.not_understood or reading.treatments == (UNLISTED,):
        return []
    said = ", ".join(f"'{each}'" for each in reading.not_understood)
    message = f"of the title this is not understood: {said}"
    return [Problem("title-not-read-whole", message, at, None, Severity.WARNING)]


def _short(words: str) -> str:
    return words if len(words) <= 90 else f"{words[:88]}…"


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a title says, in the words of the vocabulary."""

    dispute: Dispute
    treatments: tuple[str, ...]
    body_regions: tuple[str, ...]
    side: str | None
    quantity: Quantity | None
    lowest: int | None
    authorized: int | None
    is_ancillary: bool
    facts: FactTable
    service: date | None = None
    parts: tuple["_Part", ...] = ()
    """Each treatment at each side, where the title asks for more than one; none where they share all else."""
    not_understood: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Part:
    """One treatment of several, with its own regions and side."""

    treatment: str
    body_regions: tuple[str, ...]
    side: str | None


def _reading(item: Item, words: LetterWords, vocabulary: Vocabulary) -> _Reading:
    titles = words.titles
    dispute = read_dispute(item.title, words)
    ancillary = re.compile(rf"(?<![a-z]){either(titles.ancillary)}(?![a-z])\s*[:\-]?\s*", re.I)
    opening = ancillary.match(dispute.disputed)
    what = dispute.disputed[opening.end() :] if opening and ":" in opening[0] else dispute.disputed
    found = read_title(_without_purpose(what, words), vocabulary)
    whole = read_title(what, vocabulary)
    original = read_title(dispute.original, vocabulary) if dispute.original else whole
    treatments = found.treatments or whole.treatments or original.treatments
    if len(treatments) > 1:
        treatments = tuple(each for each in treatments if each not in titles.approaches) or treatments
    regions = whole.body_regions or original.body_regions
    side = _side_of(regions, whole.side or original.side)
    asked = next((each.asked for each in (found, whole, original) if each.asked), ())
    quantity, lowest, authorized = _quantity(replace(dispute, disputed=what), treatments, words, vocabulary)
    return _Reading(
        dispute, treatments, regions, side if regions else None, quantity, lowest, authorized,
        bool(ancillary.search(item.title)),
        {**_facts(what, words, vocabulary, quantity), **_made_of(found if found.asked else whole, vocabulary)},
        _service(item.title, words),
        _parts([each for each in asked if each.treatment in treatments]), found.not_understood,
    )  # fmt: skip


def _side_of(regions: Sequence[str], side: str | None) -> str | None:
    """The side of a request; none where no region has one."""
    return None if regions and all(region in MIDLINE for region in regions) else side


def _parts(asked: Sequence[AskedFor]) -> tuple[_Part, ...]:
    """The parts of what is asked for, where they differ in region or side; one is no part."""
    found = [_Part(each.treatment, each.body_regions, _side_of(each.body_regions, each.side)) for each in asked]
    differ = len({(each.body_regions, each.side) for each in found if each.body_regions}) > 1
    return tuple(found) if len(found) > 1 and differ else ()


def _without_purpose(title: str, words: LetterWords) -> str:
    """A title up to the words after which it says what for."""
    patterns = [re.escape(each).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for each in words.titles.purposes]
    match = re.search(rf"\b(?:{'|'.join(patterns)})(?!\w)", title, re.I) if patterns else None
    return title[: match.start()] if match and match.start() > 3 else title


def _quantity(
    dispute: Dispute, treatments: Sequence[str], words: LetterWords, vocabulary: Vocabulary
) -> tuple[Quantity | None, int | None, int | None]:
    """What is disputed, its lower end if a range, what was granted; None for what the title does not say."""
    units = {vocabulary.treatments[each].unit for each in treatments}
    unit = next(iter(units)) if len(units) == 1 else None
    if unit is None or f"{unit}_requested" not in vocabulary.facts:
        return None, None, None
    if dispute.is_unclear:
        return None, None, None
    titles = words.titles
    disputed = _amount(dispute.disputed, unit, words, vocabulary)
    if disputed is None and unit in titles.one_unless_said and not set(treatments) & set(titles.never_one):
        wordings = r"\b(?:injections|units|studies|blocks|procedures)\b"
        disputed = None if re.search(wordings, dispute.disputed, re.I) else (1, 1)
    granted = _amount(dispute.authorized, unit, words, vocabulary) if dispute.authorized else None
    if disputed is None:
        return None, None, granted[1] if granted else None
    original = _amount(dispute.original, unit, words, vocabulary) if dispute.original else None
    authorized = granted[1] if granted else 0
    requested = (
        original[1] if original else disputed[1] if not dispute.is_partial and disputed[0] == disputed[1] else None
    )
    if requested is not None and requested not in (disputed[1], disputed[1] + authorized):
        requested = None
    lowest = disputed[0] if disputed[0] < disputed[1] else None
    return Quantity(unit, disputed[1], authorized, requested), lowest, granted[1] if granted else None


def _amount(said: str, unit: str, words: LetterWords, vocabulary: Vocabulary) -> tuple[int, int] | None:
    """Both ends of an amount in a treatment's unit: as titles are read, where that counts in it; else by its words."""
    read = read_title(said, vocabulary)
    if read.amount is not None and read.unit == unit and all(end == int(end) and end >= 1 for end in read.amount):
        return int(read.amount[0]), int(read.amount[1])
    return amount_of(said, unit, words.titles)


def _facts(title: str, words: LetterWords, vocabulary: Vocabulary, quantity: Quantity | None) -> FactTable:
    """Facts of the request that its title states: bought or rented, for how many days, more of what was had."""
    found: dict[str, Documented] = {}
    further = words.titles.further
    if further and "continues_treatment" in vocabulary.facts and re.search(rf"\b{either(further)}\b", title, re.I):
        found["continues_treatment"] = Documented((FactReading(True),))
    for value, wordings in words.titles.acquisition.items():
        if "acquisition" in vocabulary.facts and re.search(rf"\b{either(wordings)}\b", title, re.I):
            found["acquisition"] = Documented((FactReading(value),))
    rented = re.search(r"\brent", title, re.I) and amount_of(title, "days", words.titles)
    if rented and "rental_days" in vocabulary.facts and not (quantity and quantity.unit == "days"):
        found["rental_days"] = Documented((FactReading(rented[1]),))
    return found


def _own_dates(dates: Dates, service: date | None, stands_for: str | None) -> tuple[Dates, str | None]:
    """The dates of an item, and what stands for the day of its request.

    For an item given before the denial, of whose request nothing else is told, the day of service stands, not the
    denial's: what was to be judged is how the worker was on that day.
    """
    if service and stands_for == DENIAL and dates.requested and service < dates.requested:
        return replace(dates, requested=service, service=service), SERVICE
    return replace(dates, service=service), stands_for


def _made_of(read: TitleReading, vocabulary: Vocabulary) -> FactTable:
    """What a title says that a cream is made of."""
    ingredients = ingredients_told(read.asked, vocabulary, read.not_understood)
    return {INGREDIENTS: Documented((FactReading(ingredients),))} if ingredients else {}


def _service(title: str, words: LetterWords) -> date | None:
    """The date of service that a title names."""
    found = (pattern.search(title) for pattern in words.layout.dates.get("service", ()))
    return next((day for match in found if match and (day := day_of(match[1]))), None)


def _ids(treatments: Sequence[Sequence[str]]) -> list[str]:
    """A name for each request: its treatments', numbered where several have one.

    >>> _ids([["emg", "ncs"], ["emg", "ncs"], []])
    ['emg_ncs', 'emg_ncs_2', 'item_3']
    """
    found: list[str] = []
    for place, names in enumerate(treatments, 1):
        name = "_".join(names[:3]) or f"item_{place}"
        same = sum(1 for each in found if each == name or re.fullmatch(rf"{name}_\d+", each))
        found.append(f"{name}_{same + 1}" if same else name)
    return found


def _with_the_region(reading: _Reading, surgery: _Reading, vocabulary: Vocabulary, words: LetterWords) -> _Reading:
    """An item that goes with a surgery, for the surgery's region where it names none of its own."""
    titles = words.titles
    categories = {vocabulary.treatments[each].category for each in reading.treatments}
    if reading.body_regions or not categories <= set(titles.takes_the_region):
        return reading
    if set(reading.treatments) & set(titles.never_takes_the_region):
        return reading
    return replace(reading, body_regions=surgery.body_regions, side=surgery.side)


def _request(
    name: str,
    item: Item,
    reading: _Reading,
    dates: Dates,
    stands_for: str | None,
    determinations: tuple[Determination, ...],
    facts: FactTable,
    depends_on: DependsOn | None,
) -> Request:
    several = len(reading.treatments) > 1 or bool(reading.parts)
    whole = Request(
        name,
        item.title,
        None if several else reading.treatments[0],
        () if reading.parts else reading.body_regions,
        None if reading.parts else reading.side,
        dates,
        stands_for,
        reading.quantity,
        {**reading.facts, **facts},
    )
    parts = tuple(
        replace(whole, id=id, treatment=each.treatment, body_regions=each.body_regions, side=each.side)
        for id, each in zip(_part_ids(reading.parts), reading.parts, strict=True)
    ) or tuple(replace(whole, id=each, treatment=each) for each in (reading.treatments if several else ()))
    return replace(whole, parts=parts, depends_on=depends_on, determinations=determinations)


def _part_ids(parts: Sequence[_Part]) -> list[str]:
    """A name for each part: its treatment's, with its region where several have that.

    >>> _part_ids([_Part("acupuncture", ("knee",), "left"), _Part("acupuncture", ("shoulder",), "right")])
    ['acupuncture_knee', 'acupuncture_shoulder']
    """
    found: list[str] = []
    for part in parts:
        several = sum(each.treatment == part.treatment for each in parts) > 1
        name = "_".join((part.treatment, *part.body_regions[:1])) if several else part.treatment
        if name in found:
            name = f"{name}_{part.side or len(found) + 1}"
        found.append(name)
    return found


def _determinations(
    letter: Letter, item: Item, reading: _Reading, record: RecordDates, outcome: Outcome | None
) -> tuple[Determination, ...]:
    """Both determinations; utilization review's only where the letter says what it was."""
    denied, decided = record.denied, letter.header.decided
    imr = Determination(
        By.IMR,
        item.outcome,
        _cites(item.reviewer.cites),
        None,
        decided.value if decided else None,
        letter.reviewer.credentials,
        letter.reviewer.licensed_in,
    )
    if outcome is None:
        return (imr,)
    cites = _cites(item.claims_administrator.cites)
    day = denied.value if denied else None
    return Determination(By.UTILIZATION_REVIEW, outcome, cites, reading.authorized, day), imr


def _cites(citations: Sequence[Citation]) -> tuple[Cited, ...]:
    return tuple(Cited(each.guideline, each.section, each.pages) for each in citations)
