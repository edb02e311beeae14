"""The shapes of rules/letters/*.yaml: which keys each file has, and how each value is read."""

from recheck.load.shape import Shape, flag, nested, optional, raw, required, text, texts, whole
from recheck.model.node import Node

Texts = tuple[str, ...]


class HeadingsShape(Shape):
    """The headings of a determination's two parts."""

    summary: Texts = required(texts)
    items: Texts = required(texts)


class HeaderShape(Shape):
    """The labels of the header, by what stands after them."""

    case_number: Texts = optional(texts, ())
    assigned: Texts = optional(texts, ())
    injury: Texts = optional(texts, ())
    decided: Texts = optional(texts, ())
    denied: Texts = optional(texts, ())
    priority: Texts = optional(texts, ())
    received: Texts = optional(texts, ())


class LabelsShape(Shape):
    """The labels inside an item."""

    claims_administrator: Texts = required(texts)
    reviewer: Texts = required(texts)
    rationale: Texts = required(texts)


class OutcomesShape(Shape):
    """The words for each outcome."""

    upheld: Texts = required(texts)
    overturned: Texts = required(texts)


class DatesShape(Shape):
    """The words before a date that the header does not tell; {date} stands for the date."""

    service: Texts = optional(texts, ())
    injury: Texts = optional(texts, ())
    denied: Texts = optional(texts, ())
    requested: Texts = optional(texts, ())
    receipt: Texts = optional(texts, (), name="receipt of the request")


class LayoutShape(Shape):
    """rules/letters/letter.yaml: how determinations are laid out."""

    headings: HeadingsShape = required(nested(HeadingsShape))
    introductions: HeadingsShape = required(nested(HeadingsShape))
    header: HeaderShape = required(nested(HeaderShape))
    case_number: str = required(text)
    priorities: Texts = optional(texts, ())
    labels: LabelsShape = required(nested(LabelsShape))
    outcomes: OutcomesShape = required(nested(OutcomesShape))
    credentials_labels: Texts = optional(texts, ())
    licence_labels: Texts = optional(texts, ())
    credentials_sentences: Texts = optional(texts, ())
    credentials_joined_by: Texts = optional(texts, (",",))
    endings: Texts = optional(texts, ())
    states: Node = required(raw)
    dates: DatesShape = required(nested(DatesShape))
    said_by_utilization_review: Texts = optional(texts, ())
    refused: Texts = optional(texts, ())
    granted_in_part: Texts = optional(texts, ())


class DocumentShape(Shape):
    """A guideline's document as letters name it."""

    wordings: Texts = required(texts)
    years: Node | None = optional(raw)
    undated: str | None = optional(text)
    chapter: int | None = optional(whole)
    chapter_of: Texts = optional(texts, ())
    anywhere: bool = optional(flag, False)
    topics: bool = optional(flag, False)


class GuidelinesShape(Shape):
    """rules/letters/guidelines.yaml: how determinations name guidelines."""

    documents: Node = required(raw)
    chapters: Node = required(raw)
    asides: Texts = optional(texts, ())
    no_citation: Texts = optional(texts, ())
    without_edition: Texts = optional(texts, ())


class TitlesShape(Shape):
    """rules/letters/titles.yaml: what titles say beside treatment, region, side and number."""

    partial_approvals: Texts = optional(texts, ())
    tells_of_a_partial_approval: Texts = optional(texts, ())
    begins_a_partial_approval: Texts = optional(texts, ())
    continues_a_partial_approval: Texts = optional(texts, ())
    purposes: Texts = optional(texts, ())
    ancillary: Texts = optional(texts, ())
    of_category: str = optional(text, "surgery")
    depends_after: Texts = optional(texts, ())
    depends_on: Node | None = optional(raw)
    takes_the_region: Texts = optional(texts, ())
    never_takes_the_region: Texts = optional(texts, ())
    approaches: Texts = optional(texts, ())
    one_unless_said: Texts = optional(texts, ())
    never_one: Texts = optional(texts, ())
    packages: Texts = optional(texts, ())
    acquisition: Node | None = optional(raw)
    further: Texts = optional(texts, ())
