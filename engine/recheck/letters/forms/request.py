"""A filled request for authorization as a draft case with a request for each row.

Comes in: a form's answers. Goes out: the case, and warnings: answers that nobody understood, rows whose words name no
treatment, codes that are none, and what the rule on complete requests asks of a form and this one lacks (8 CCR 9792.6.1
(u)). Whether the request is complete is for a person to say.
"""

import contextlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from recheck.letters.forms.known import Filled
from recheck.letters.header import day_of
from recheck.letters.requests import UNLISTED, Draft
from recheck.letters.words import DATE
from recheck.model.case import Case, Documented, FactReading, Quantity, Request
from recheck.model.guideline import Dates
from recheck.model.problem import Place, Problem, ProblemsFound, Severity, Source, missing_extra
from recheck.model.vocabulary import MIDLINE, Vocabulary
from recheck.titles import ingredients_told, read_title

KIND = "request_for_authorization"
OLDEST = timedelta(days=30)
"""Documentation behind a complete request is at most 30 days old (8 CCR 9792.6.1 (u))."""


@dataclass(frozen=True, slots=True)
class _Where:
    region: str | None
    side: str | None


def draft_of_form(filled: Filled, vocabulary: Vocabulary, *, name: str, path: str, sha256: str) -> Draft:
    """The draft case of a filled form.

    Args:
        filled: the answers.
        vocabulary: treatments and regions with their wordings.
        name: the case's name where the form states no claim number.
        path: how the user knows the file, for warnings.
        sha256: of the file's bytes.
    """
    place = Place(Source(path))
    problems = [*_not_understood(filled, place), *_incomplete(filled, place)]
    injured, on = _date(filled, "date_of_injury", place, problems), _date(filled, "signed_on", place, problems)
    requests: dict[str, Request] = {}
    notes: dict[str, str] = {}
    for number, row in enumerate(filled.rows, 1):
        if not row.get("service"):
            message = f"row {number} of the form names no treatment, and has {', '.join(sorted(row))}"
            problems.append(_warned("form-row", message, place, "write what is requested into the row"))
            continue
        request = _request(f"row_{number}", row, on, vocabulary, place, problems)
        requests[request.id] = request
        notes[request.id] = "; ".join(f"{key}: {row[key]}" for key in ("diagnosis", "icd", "code") if row.get(key))
    claim = {"date_of_injury": Documented((FactReading(injured),), place)} if injured else {}
    case_id = filled.answers.get("claim_number") or name
    source = {"letter": name, "kind": KIND, "sha256": sha256}
    case = Case(case_id, requests, claim=claim, source=source, draft=True)
    return Draft(case, {key: note for key, note in notes.items() if note}, {}, problems=tuple(problems))


def _request(
    name: str, row: Mapping[str, str], on: date | None, vocabulary: Vocabulary, place: Place, problems: list[Problem]
) -> Request:
    """One row; its region is that of its words, else of its diagnosis."""
    title = f"{row['service']}, {row['other']}" if row.get("other") else row["service"]
    read = read_title(title, vocabulary)
    if len(read.treatments) != 1:
        what = f"several treatments ({', '.join(read.treatments)})" if read.treatments else "no treatment"
        message = f"'{row['service']}' names {what} of the vocabulary"
        problems.append(_warned("unlisted-treatment", message, place, "name one treatment in each row"))
    treatment = read.treatments[0] if len(read.treatments) == 1 else UNLISTED
    where = _Where(read.body_regions[0], read.side) if len(read.body_regions) == 1 else _Where(None, None)
    if not read.body_regions:
        where = _of_diagnosis(row, vocabulary, place, problems)
    unit = vocabulary.treatments[treatment].unit if treatment in vocabulary.treatments else None
    quantity = Quantity(unit, read.quantity, 0, read.quantity) if read.quantity and unit else None
    regions = (where.region,) if where.region else read.body_regions
    side = None if where.region in MIDLINE else where.side
    made_of = ingredients_told(read.asked, vocabulary, read.not_understood) if treatment != UNLISTED else None
    facts = {"compound_ingredients": Documented((FactReading(made_of),))} if made_of else {}
    return Request(name, title, treatment, regions, side, Dates(on), quantity=quantity, facts=facts)


def _of_diagnosis(row: Mapping[str, str], vocabulary: Vocabulary, place: Place, problems: list[Problem]) -> _Where:
    """The region of a row's diagnosis, by its words and by what its code stands for; none where they differ."""
    said = [row["diagnosis"]] if row.get("diagnosis") else []
    for code in (row.get("icd") or "").replace(";", ",").replace(" ", ",").split(","):
        if not code.strip():
            continue
        known = described(code.strip())
        if known is None:
            message = f"'{code.strip()}' is no code of ICD-10-CM"
            problems.append(_warned("unknown-code", message, place, "correct the code"))
        else:
            said.append(known)
    read = [read_title(each, vocabulary) for each in said]
    found = {(region, each.side) for each in read for region in each.body_regions}
    regions = {region for region, _ in found}
    sides = {side for _, side in found if side}
    if len(regions) != 1:
        return _Where(None, None)
    return _Where(next(iter(regions)), next(iter(sides)) if len(sides) == 1 else None)


@lru_cache(maxsize=1024)
def described(code: str) -> str | None:
    """What a code of ICD-10-CM stands for; None where it is none. Its library takes seconds to load, once.

    Raises:
        ProblemsFound: the library is not installed.
    """
    try:
        import simple_icd_10_cm
    except ImportError as error:
        raise ProblemsFound([missing_extra("a diagnosis code", "simple-icd-10-cm", "letters")]) from error
    if not simple_icd_10_cm.is_valid_item(code):
        return None
    return str(simple_icd_10_cm.get_description(code))


def _day(answer: str) -> date | None:
    """An answer as a date, where it is one.

    >>> _day("3/2/2015"), _day("2015-03-02"), _day("soon")
    (datetime.date(2015, 3, 2), datetime.date(2015, 3, 2), None)
    """
    with contextlib.suppress(ValueError):
        return date.fromisoformat(answer)
    return day_of(answer) if re.fullmatch(DATE, answer, re.IGNORECASE) else None


def _date(filled: Filled, key: str, place: Place, problems: list[Problem]) -> date | None:
    answer = filled.answers.get(key)
    if not answer:
        return None
    found = _day(answer)
    if found is None:
        message = f"'{answer}' is no date ({key.replace('_', ' ')})"
        problems.append(_warned("no-such-date", message, place, "write it as MM/DD/YYYY"))
    return found


def _not_understood(filled: Filled, place: Place) -> Iterator[Problem]:
    for field in filled.not_understood:
        called = f"'{field.name}'" + (f" ({field.label})" if field.label else "")
        message = f"the form's field {called} is filled and not understood: '{field.answer[:60]}'"
        hint = "see whether it bears on the request; say what it holds in rules/letters/forms.yaml"
        yield _warned("form-field-not-understood", message, place, hint)


def _incomplete(filled: Filled, place: Place) -> Iterator[Problem]:
    """What the rule on complete requests names, and this form does not show."""
    hint = f"{filled.form.cite}: whether the request is complete is for a person to say"
    for key, says in filled.form.complete.items():
        if not filled.answers.get(key):
            yield _warned("form-incomplete", f"the request may be incomplete: {says}", place, hint)
    signed, documented = (_day(filled.answers.get(key, "")) for key in ("signed_on", "documented_on"))
    if signed and documented and signed - documented > OLDEST:
        days = (signed - documented).days
        message = f"the request may be incomplete: its documentation is {days} days old, and at most 30 count"
        yield _warned("form-incomplete", message, place, hint)


def _warned(code: str, message: str, place: Place, suggestion: str | None = None) -> Problem:
    return Problem(code, message, place, suggestion, Severity.WARNING)
