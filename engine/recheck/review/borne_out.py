"""Whether the record bears a finding out: the same fact at the same place, as the record states it or implies it.

'Contradicted' is said of yes-or-no facts alone that the record states, and of no finding that denies less than that.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from recheck.model.case import Case, Evidence, FactReading, FactTable, Finding, Request, Says
from recheck.model.recommendation import FactUsed, Recommendation
from recheck.model.rule import RuleSet
from recheck.model.vocabulary import BelongsTo, FactType
from recheck.review.answers import BorneOut, ReviewedFinding

QUALIFIED = re.compile(
    r"\b(?:objective|significant|sufficient|adequate|clear|specific|acute|severe|recent)\b"
    r"|\bexam(?:ination)? (?:evidence|find)"
)
"""Words by which a reviewer denies less than the fact: 'no significant relief' contradicts no relief."""
Beside = tuple[BorneOut, Evidence | None]


@dataclass(frozen=True, slots=True)
class Held:
    """The record beside which findings are laid: what it documents, and what follows from it by definition."""

    rules: RuleSet
    case: Case
    request: Request
    found: Recommendation

    def readings(self, finding: Finding) -> list[FactReading]:
        """What the record holds of the finding's fact at its place, stated or derived."""
        stated = [it for table in self._tables(finding.place) for it in _of(table, finding.fact)]
        return stated or list(self._derived(finding))

    def quote(self, finding: Finding, evidence: Evidence | None) -> str | None:
        """The sentence at the evidence: one from which the same fact was read, else any that stands there."""
        if evidence is None:
            return None
        if finding.record and finding.record.evidence == evidence:
            return finding.record.quote
        at = (evidence.first, evidence.last)
        there = {fact: said for (fact, *lines), said in self.case.quotes.items() if tuple(lines) == at}
        own = (there[each.fact] for each in finding.each if each.fact in there)
        return next(own, next(iter(there.values()), None))

    def elsewhere(self, finding: Finding) -> Evidence | None:
        """Where the record says the same of another place, and nowhere the contrary."""
        fact = self.rules.vocabulary.facts[finding.fact]
        if fact.belongs_to is not BelongsTo.REGION or fact.type is not FactType.BOOLEAN:
            return None
        said = [each for table in self.case.regions.values() for each in _of(table, finding.fact)]
        if not said or {each.value for each in said} != {finding.is_there}:
            return None
        return next((each.evidence for each in said if each.evidence), None)

    def _tables(self, place: str) -> Iterator[FactTable]:
        case = self.case
        treatment, _, region = place.partition("/")
        if place == "claim":
            yield case.claim
        elif region:
            yield case.treatments[treatment].regions.get(region, {}) if treatment in case.treatments else {}
        elif place in case.treatments:
            yield case.treatments[place].facts
        elif place != "request":
            yield case.regions.get(place, {})

    def _derived(self, finding: Finding) -> Iterator[FactReading]:
        """What definitions make of the record, where the finding is of the region that is judged."""
        for each in (self.found, *self.found.components):
            if finding.place not in (
                "claim",
                "request",
                each.region,
                each.treatment,
                f"{each.treatment}/{each.region}",
            ):
                continue
            for rule in each.rules:
                for criterion in rule.criteria:
                    for used in each.facts_of(rule, criterion):
                        yield from _settled(used, finding.fact)


def _of(table: FactTable, fact: str) -> tuple[FactReading, ...]:
    return table[fact].readings if fact in table else ()


def _settled(used: FactUsed, fact: str) -> Iterator[FactReading]:
    """A derived fact with one value, and the evidence of what it was derived from."""
    if used.name == fact and used.from_facts and isinstance(used.held, bool):
        evidence = next((each for each in _evidence(used)), None)
        if evidence:
            yield FactReading(used.held, evidence)
    for each in used.from_facts:
        yield from _settled(each, fact)


def _evidence(used: FactUsed) -> Iterator[Evidence]:
    if used.evidence:
        yield used.evidence
    for each in used.from_facts:
        yield from _evidence(each)


def reviewed(held: Held, finding: Finding, criteria: Mapping[str, tuple[str, ...]]) -> ReviewedFinding:
    """A finding beside the record, named by that of its facts which is contradicted, or on which a criterion rests."""
    beside = [(each, *beside_the_record(held, each)) for each in finding.each]
    order = [BorneOut.CONTRADICTED, BorneOut.BORNE_OUT, BorneOut.SILENT]
    named, borne, evidence = min(beside, key=lambda it: (order.index(it[1]), it[0].fact not in criteria))
    if borne is BorneOut.SILENT and finding.record:
        borne, evidence = _by_its_words(finding)
    if borne is not BorneOut.CONTRADICTED or named.fact not in criteria:
        named = next((each for each in finding.each if each.fact in criteria), finding)
    rest = tuple(replace(each, also=()) for each in finding.each if each is not named)
    criterion = next(iter(criteria.get(named.fact, ())), None)
    quote = held.quote(finding, evidence)
    return ReviewedFinding(replace(named, also=rest, record=finding.record), borne, evidence, criterion, quote)


def beside_the_record(held: Held, finding: Finding) -> Beside:
    """What the record says of one fact; 'contradicted' is said of stated yes-or-no facts of the same place."""
    if finding.fact.endswith("_requested"):
        return BorneOut.BORNE_OUT, None
    readings = held.readings(finding)
    if not readings:
        elsewhere = held.elsewhere(finding)
        return (BorneOut.BORNE_OUT, elsewhere) if elsewhere else (BorneOut.SILENT, None)
    fact = held.rules.vocabulary.facts[finding.fact]
    latest = readings[-1]
    same = [each for each in readings if each.value == finding.value]
    if finding.value is not None and same:
        return BorneOut.BORNE_OUT, same[-1].evidence
    if fact.type is not FactType.BOOLEAN:
        return BorneOut.SILENT, None
    if finding.value is None and latest.value is False:
        return BorneOut.BORNE_OUT, latest.evidence
    if latest.inferred:
        return BorneOut.SILENT, None
    if is_qualified(finding):
        return BorneOut.SILENT, latest.evidence
    if finding.value is None or len({each.value for each in readings}) == 1:
        return BorneOut.CONTRADICTED, latest.evidence
    return BorneOut.SILENT, None


def is_qualified(finding: Finding) -> bool:
    """Whether it denies less than the fact."""
    return not finding.is_there and QUALIFIED.search(finding.quote.lower()) is not None


def _by_its_words(finding: Finding) -> Beside:
    """What a sentence of the record says in words, where no fact was read from it."""
    assert finding.record
    if finding.record.says is Says.SAME:
        return BorneOut.BORNE_OUT, finding.record.evidence
    return (BorneOut.SILENT if is_qualified(finding) else BorneOut.CONTRADICTED), finding.record.evidence
