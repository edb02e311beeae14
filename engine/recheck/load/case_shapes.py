"""The shape of a case file: which keys stand where, before any fact is typed."""

from datetime import date

from recheck.load.not_documented import NotDocumentedShape
from recheck.load.shape import Shape, day, flag, nested, one_of, optional, raw, required, several, text, texts, whole
from recheck.model.case import By, Outcome, Says
from recheck.model.node import Node
from recheck.model.recommendation import Decision


class EvidenceShape(Shape):
    """Where in the source a fact was read."""

    lines: Node | None = optional(raw)
    characters: Node | None = optional(raw)


class ReadingShape(Shape):
    """One value with its evidence."""

    value: Node = required(raw)
    evidence: EvidenceShape | None = optional(nested(EvidenceShape))
    dated: date | None = optional(day)
    stands_for: str | None = optional(text)
    confirmed: bool = optional(flag, False)
    inferred: bool = optional(flag, False)


class ReadingsShape(Shape):
    """Several values of one fact."""

    values: tuple[ReadingShape, ...] = required(several(ReadingShape))


class QuantityShape(Shape):
    """How much."""

    unit: str = required(text)
    requested: Node | None = optional(raw)
    authorized: int | None = optional(whole)
    disputed: Node | None = optional(raw)


class RangeShape(Shape):
    """'4-6 injections'."""

    low: int = required(whole, name="from")
    high: int = required(whole, name="to")


class CitedShape(Shape):
    """A guideline as a determination cites it."""

    guideline: str = required(text)
    section: str | None = optional(text)
    page: str | None = optional(text)
    pages: tuple[str, ...] = optional(texts, ())


class AlsoShape(Shape):
    """What the words of a finding say of another fact."""

    fact: str = required(text)
    where: str = required(text, name="place")
    value: Node | None = optional(raw)
    not_found: bool = optional(flag, False)


class BesideShape(Shape):
    """A sentence of the record beside a finding."""

    says: Says = required(one_of(Says))
    lines: Node = required(raw)
    quote: str = optional(text, "")


class FindingShape(Shape):
    """What a reviewer finds of one fact: its value, or that it is not found."""

    fact: str = required(text)
    where: str = required(text, name="place")
    value: Node | None = optional(raw)
    not_found: bool = optional(flag, False)
    quote: str = optional(text, "")
    lines: Node = required(raw)
    also: tuple[AlsoShape, ...] = optional(several(AlsoShape), ())
    record: BesideShape | None = optional(nested(BesideShape))


class DeterminationShape(Shape):
    """What was decided."""

    by: By = required(one_of(By))
    outcome: Outcome = required(one_of(Outcome))
    cites: tuple[CitedShape, ...] = optional(several(CitedShape), ())
    quantity: int | None = optional(whole)
    dated: date | None = optional(day)
    credentials: tuple[str, ...] = optional(texts, ())
    licensed_in: tuple[str, ...] = optional(texts, ())
    findings: tuple[FindingShape, ...] = optional(several(FindingShape), ())


class DependsOnShape(Shape):
    """Another request that must be decided so first."""

    request: str = required(text)
    decision: Decision = optional(one_of(Decision), Decision.APPROVE)


class ExpectedShape(Shape):
    """What is expected to be recommended, and why."""

    decision: Decision = required(one_of(Decision))
    why: str = required(text)
    quantity: int | None = optional(whole)
    rule: str | None = optional(text)


class RequestShape(Shape):
    """One request, or one part of a request."""

    title: str | None = optional(text)
    treatment: str | None = optional(text)
    body_region: tuple[str, ...] = optional(texts, ())
    side: str | None = optional(text)
    requested_on: Node | None = optional(raw)
    service_on: Node | None = optional(raw)
    reviewed_on: Node | None = optional(raw)
    quantity: QuantityShape | None = optional(nested(QuantityShape))
    facts: Node | None = optional(raw)
    parts: Node | None = optional(raw)
    depends_on: DependsOnShape | None = optional(nested(DependsOnShape))
    determinations: tuple[DeterminationShape, ...] = optional(several(DeterminationShape), ())
    expect: ExpectedShape | None = optional(nested(ExpectedShape))
    note: str | None = optional(text)


class SourceShape(Shape):
    """Where a case comes from."""

    letter: str | None = optional(text)
    sha256: str | None = optional(text)
    kind: str | None = optional(text)
    note: str | None = optional(text)


class MentionedShape(Shape):
    """Words of the record from which nothing was read, and the facts of which it is not silent."""

    facts: tuple[str, ...] = required(texts)
    says: str = required(text)
    evidence: EvidenceShape | None = optional(nested(EvidenceShape))
    treatment: str | None = optional(text)
    regions: tuple[str, ...] = optional(texts, ())


class CaseShape(Shape):
    """One case file."""

    case: str = required(text)
    source: SourceShape | None = optional(nested(SourceShape))
    draft: bool = optional(flag, False)
    not_documented: tuple[NotDocumentedShape, ...] = optional(several(NotDocumentedShape), ())
    mentioned: tuple[MentionedShape, ...] = optional(several(MentionedShape), ())
    claim: Node | None = optional(raw)
    regions: Node | None = optional(raw)
    treatments: Node | None = optional(raw)
    requests: Node = required(raw)
