"""Pieces of sentences that the rationale, the pages and the terminal share: amounts, facts, places, titles.

Comes in: a piece of a recommendation. Goes out: its words, the same wherever it is told.
"""

import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from recheck.model.guideline import Guideline
from recheck.model.recommendation import CriterionFinding, Decision, FactUsed, Recommendation, RuleFinding
from recheck.model.rule import Basis, Reading
from recheck.model.truth import Truth
from recheck.model.value import Held, plain, written
from recheck.model.vocabulary import PLAIN_REGIONS, SIDES, Fact, negated

ONLY_A_PHYSICIAN = "Only a physician may deny or modify a request (California Labor Code 4610)."
RESTS_ON = {
    "documented": "on documented facts",
    "record": "because the record does not mention what would stand in it",
    "finding": "on what the reviewer found",
    "silence": "because the record is silent",
}
"""What a decision rests on, after it."""
WEAK = {
    Basis.UNVERIFIED: "unverified",
    Basis.OTHER_EDITION: "from another edition",
    Basis.ONE_SOURCE: "known from one source",
}
OUR_READING = "our interpretation"


def amount(number: int, unit: str | None) -> str:
    """A quantity in words.

    >>> amount(1, "visits"), amount(6, "visits"), amount(1, "studies")
    ('1 visit', '6 visits', '1 study')
    """
    word = (unit or "").replace("_", " ")
    if number == 1:
        word = word[:-3] + "y" if word.endswith("ies") else word.removesuffix("s")
    return f"{number} {word}".rstrip()


def region_words(region: str) -> str:
    """A region as people say it.

    >>> region_words("knee_left"), region_words("upper_arm"), region_words("lumbar")
    ('left knee', 'upper arm', 'lumbar')
    """
    name, _, side = region.rpartition("_")
    return (f"{side} {name}" if name and side in SIDES else region).replace("_", " ")


def unsaid_region(title: str, region: str | None) -> str:
    """The region after a title that does not name it.

    >>> unsaid_region("MRI, left knee", "knee_left"), unsaid_region("MRI", "knee_left")
    ('', ', left knee')
    >>> unsaid_region("Therapy, low back", "lumbar"), unsaid_region("Knee brace, right", "knee_right")
    ('', '')
    """
    if not region:
        return ""
    words, said = region_words(region), set(re.findall(r"\w+", title.lower()))
    names = (words, *PLAIN_REGIONS.get(region, ()))
    return "" if any(said.issuperset(each.split()) for each in names) else f", {words}"


def listed(words: Sequence[str], last: str = "and") -> str:
    """Words in a row.

    >>> listed(["approve", "modify", "deny"], "or")
    'approve, modify or deny'
    """
    return f" {last} ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def day_words(day: date) -> str:
    """A date in words.

    >>> day_words(date(2026, 3, 12))
    '12 March 2026'
    """
    return f"{day.day} {day:%B %Y}"


def value_words(held: Held | None) -> str:
    """What is held of a fact, without marks of the file.

    >>> value_words("regular_duty"), value_words(True), value_words(date(2026, 3, 12))
    ('regular duty', 'yes', '12 March 2026')
    """
    match held:
        case bool():
            return "yes" if held else "no"
        case date():
            return day_words(held)
        case str() | frozenset():
            return written(held).replace("_", " ")
        case float():
            return written(plain(short(held)))
        case _:
            return written(held)


def short(number: float) -> float:
    """A number with as few places as do not make it whole: what is below a limit never reads as the limit.

    >>> short(2.7926), short(2.96), short(3.04), short(6.0)
    (2.8, 2.96, 3.04, 6.0)
    """
    if number.is_integer():
        return number
    return next((shown for places in (1, 2, 3) if not (shown := round(number, places)).is_integer()), number)


def fact_words(used: FactUsed, facts: Mapping[str, Fact], told: set[FactUsed] | None = None) -> str:
    """A documented fact as the rationale tells it: 'no benzodiazepine is taken', 'visits completed before: 6'.

    What it is derived from follows it, but for sources that were `told` before; they are added to those.
    """
    name = _name(used, facts)
    words = f"{name}: {_value(used, facts)}"
    if isinstance(used.held, bool):
        words = name if used.held else negated(name)
    parts = [str(used.evidence)] if used.evidence else []
    parts += [day_words(used.dated)] if used.dated else []
    place = f" ({', '.join(parts)})" if parts else ""
    documented = _untold(used, told)
    whence = f", from {listed([fact_words(each, facts, told) for each in documented])}" if documented else ""
    return f"{words}{place}{whence}"


def fact_row(used: FactUsed, facts: Mapping[str, Fact], told: set[FactUsed] | None = None) -> str:
    """A fact beside its value: 'visits completed before: 6'; what is not documented is called so, never no.

    What it is derived from follows it, but for sources that were `told` before; they are added to those.
    """
    documented = _untold(used, told)
    whence = f" (from {', '.join(fact_row(each, facts, told) for each in documented)})" if documented else ""
    return f"{_name(used, facts)}: {_value(used, facts)}{source_place(used)}{whence}"


def _untold(used: FactUsed, told: set[FactUsed] | None) -> list[FactUsed]:
    """The documented sources of a derived fact; none where all of them were told before."""
    documented = [each for each in sources(used.from_facts) if each.held is not None]
    if told is None:
        return documented
    new = [each for each in documented if each not in told]
    told.update(new)
    return documented if new else []


def _name(used: FactUsed, facts: Mapping[str, Fact]) -> str:
    fact = facts.get(used.name)
    return fact.readable if fact else used.name.replace("_", " ")


def _value(used: FactUsed, facts: Mapping[str, Fact]) -> str:
    """What is held, with its unit where the fact's name does not say it."""
    fact = facts.get(used.name)
    unit = (fact.unit or "").replace("_", " ") if fact else ""
    match [each.held for each in used.from_facts]:
        case [date() as start, date() as end] if isinstance(used.held, float) and unit and start <= end:
            return elapsed(int(used.held), unit, start, end)
    is_number = isinstance(used.held, int | float) and not isinstance(used.held, bool)
    is_said = not unit or unit.split()[0] in _name(used, facts)
    return f"{value_words(used.held)} {unit}" if is_number and not is_said else value_words(used.held)


def elapsed(count: int, unit: str, start: date, end: date) -> str:
    """Complete weeks or months from one date to another, and the days beyond.

    >>> elapsed(3, "months", date(2025, 12, 31), date(2026, 4, 30))
    '3 months 30 days'
    """
    since = start + timedelta(weeks=count)
    if unit != "weeks":
        year, month = divmod(start.year * 12 + start.month - 1 + count, 12)
        since = date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
    days = (end - since).days
    return f"{count} {unit} {days} {'day' if days == 1 else 'days'}"


def wish_words(fact: Fact, value: str) -> str:
    """A fact that would have to be documented: 'work status: regular duty'."""
    if value == "true":
        return fact.readable
    return negated(fact.readable) if value == "false" else f"{fact.readable}: {value.replace('_', ' ')}"


def how_known(each: CriterionFinding) -> list[str]:
    """How well a criterion is known, where that is less than the guideline's own words."""
    ground = each.criterion.ground
    notes = [WEAK[ground.basis]] if ground.basis in WEAK else []
    if ground.reading is Reading.OURS and ground.basis is not Basis.UNVERIFIED:
        notes.append(OUR_READING)
    if each.criterion.has_gaps and each.truth is not Truth.TRUE:
        notes.append("from an incomplete list")
    return notes


def kind_words(found: Recommendation) -> str:
    """What a modification changes but the quantity: `acquisition: rental`."""
    return ", ".join(f"{name.replace('_', ' ')}: {value_words(value)}" for name, value in found.changes.items())


def guideline_title(name: str, guidelines: Mapping[str, Guideline]) -> str:
    """A guideline's title, or its id where it is none of ours."""
    known = guidelines.get(name)
    return known.title if known else name


def would(finding: RuleFinding) -> str:
    """What a rule would do, after 'would'."""
    match finding.decision:
        case Decision.MODIFY:
            kept = [str(finding.quantity)] if finding.quantity is not None else []
            kept += [f"{name.replace('_', ' ')}: {value_words(value)}" for name, value in finding.changes.items()]
            return f"modify to {', '.join(kept)}"
        case Decision.PEND:
            return "wait for facts"
        case decision:
            return str(decision)


def stance(finding: RuleFinding, guidelines: Mapping[str, Guideline]) -> str:
    """What a rule beside the one that decides says of the request; of a payer's refusal, that it does not pay."""
    if finding.decision is Decision.DENY and guidelines[finding.rule.guideline].is_purchase:
        return "does not pay for it"
    return f"would {would(finding)}"


def sources(used: tuple[FactUsed, ...]) -> tuple[FactUsed, ...]:
    """Facts as the record has them: a derived fact gives way to what it was derived from."""
    return tuple(source for each in used for source in (sources(each.from_facts) if each.from_facts else (each,)))


def is_idle(used: FactUsed) -> bool:
    """Nothing authorized is nothing to tell."""
    return used.name.endswith("_authorized") and not used.held


def source_place(used: FactUsed) -> str:
    """Where the record documents it, and when: ` [lines 3-4, 2014-01-05]`."""
    parts = [str(used.evidence)] if used.evidence else []
    if used.dated:
        parts.append(str(used.dated))
    return f" [{', '.join(parts)}]" if parts else ""
