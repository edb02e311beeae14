"""What goes to the requesting office on paper: as text, Markdown, one self-contained HTML page, or data."""

import html
import json
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from recheck.asking.information import InformationRequest
from recheck.asking.sheet import GROUP, NOT_YET, Part, Row, Sheet

WIDTH = 96
MARKS = {"documented": "[x]", "missing": "[ ]", "against": "[-]"}
KEY = "[x] documented   [ ] missing   [-] the record says otherwise"
UNCONFIRMED = "Facts with a line in brackets were read by a program: look at their words before you rely on them."
LINE = "____________________"
TO_DECIDE = (
    "The request cannot be decided on what was sent. Please answer these questions, or send a note of a visit that "
    "answers them. What is not known is not taken for no."
)
ONLY_A_PHYSICIAN = "Only a physician may deny or modify a request (California Labor Code 4610)."
STYLE = """
body {font: 11pt/1.4 Georgia, serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #111}
p, li {white-space: pre-wrap}
h1 {font-size: 1.4rem} h2 {font-size: 1.1rem; margin-top: 1.4rem; break-after: avoid} ul {padding-left: 0}
li {list-style: none; margin: .5rem 0; break-inside: avoid} li ul {padding-left: 2rem} li li {margin: .1rem 0}
.depth-1 {margin-left: 1.5rem} .depth-2 {margin-left: 3rem} .depth-3 {margin-left: 4.5rem}
@page {margin: 18mm} @media print {body {margin: 0; max-width: none}}
"""


@dataclass(frozen=True, slots=True)
class Item:
    """A line, the lines under it, and how deep it stands."""

    text: str
    below: tuple[str, ...] = ()
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """A heading (level 1 or 2), or a paragraph (level 0), and the items under it."""

    level: int
    text: str
    items: tuple[Item, ...] = ()


Page = Sheet | InformationRequest


def blocks(page: Page) -> Iterator[Block]:
    """The page from top to bottom."""
    return _sheet(page) if isinstance(page, Sheet) else _information(page)


def _information(asked: InformationRequest) -> Iterator[Block]:
    yield Block(1, "Request for information")
    yield Block(0, f"Requested: {asked.asked}")
    yield Block(
        0, f"Case reference: {asked.case or LINE}   Worker: ____________________   Claim number: ____________________"
    )
    yield Block(0, TO_DECIDE)
    yield Block(2, "What is not documented, and decides")
    for number, each in enumerate(asked.questions, 1):
        raised = (f"Raised by: {'; '.join(each.raised_by)}",) if each.raised_by else ()
        yield Block(0, "", (Item(f"{number}. {each.question}", (each.answers, *raised)),))
    if asked.more:
        follow = "one more question" if asked.more == 1 else f"{asked.more} more questions"
        yield Block(0, f"Depending on the answers, {follow} may follow.")
    if asked.by:
        yield Block(0, f"Criteria: {'; '.join(asked.by)}.")
    yield Block(0, "Answered by: ____________________   Signature: ____________________   Date: ____________")
    yield Block(0, "Asked by: ____________________   Telephone or fax: ____________________   Date: ____________")
    yield Block(0, "Please answer by: ____________")


def _sheet(sheet: Sheet) -> Iterator[Block]:
    yield Block(1, "What the criteria ask")
    if sheet.advises:
        yield Block(0, sheet.advises)
    yield Block(0, f"Requested: {sheet.asked}")
    if sheet.by:
        yield Block(0, f"Criteria: {'; '.join(sheet.by)}.")
    stands = sheet.stands.rstrip(".")
    lead = "" if stands.startswith(NOT_YET) else "What would be approved as it stands: "
    told = f"{lead}{stands}."
    yield Block(0, f"{told[0].upper()}{told[1:]}")
    if sheet.first:
        yield Block(2, "Say first, for it decides which criteria apply", tuple(map(Item, sheet.first)))
    if any(part.rows for part in sheet.parts):
        yield Block(0, KEY)
    for part in sheet.parts:
        yield from _part(part, many=len(sheet.by) > 1)
    if sheet.unconfirmed:
        yield Block(0, UNCONFIRMED)
    yield Block(0, ONLY_A_PHYSICIAN)


def _part(part: Part, *, many: bool) -> Iterator[Block]:
    yield Block(2, f"{part.title} ({part.guideline})" if many else part.title, tuple(_item(row) for row in part.rows))
    if part.against:
        yield Block(0, f"[-] {part.against}")
    if part.of_the_request:
        yield Block(2, "Asked of the request itself", tuple(_item(row) for row in part.of_the_request))


def _item(row: Row) -> Item:
    if row.state == GROUP:
        return Item(f"{row.says[:1].upper()}{row.says[1:]}:", (), row.depth)
    lead = "Document the answer: " if row.state == "missing" else ""
    text = f"{MARKS[row.state]} {row.says} ({row.where})"
    return Item(text, (*row.facts, *(lead + each for each in row.write)), row.depth)


def as_text(pages: Sequence[Page]) -> str:
    """For a terminal."""
    rows: list[str] = []
    for block in (block for page in pages for block in blocks(page)):
        rows += ["", *textwrap.wrap(block.text, WIDTH)] if block.text else [""]
        rows += ["=" * len(block.text)] if block.level == 1 else []
        for item in block.items:
            at = "  " * item.depth
            rows += textwrap.wrap(item.text, WIDTH, initial_indent=at, subsequent_indent=f"{at}    ")
            for each in item.below:
                rows += textwrap.wrap(each, WIDTH, initial_indent=f"{at}    - ", subsequent_indent=f"{at}      ")
    return "\n".join(rows[1:])


def as_markdown(pages: Sequence[Page]) -> str:
    """For a message or a record."""
    rows: list[str] = []
    for block in (block for page in pages for block in blocks(page)):
        rows += ["", "#" * block.level + (" " if block.level else "") + _plain(block.text)] if block.text else []
        rows += [""] if block.items else []
        for item in block.items:
            at = "  " * item.depth
            rows += [f"{at}- {_plain(item.text)}", *(f"{at}  - {_plain(each)}" for each in item.below)]
    return "\n".join(rows[1:])


def _plain(text: str) -> str:
    """Text of which Markdown makes nothing else."""
    return "".join(f"\\{letter}" if letter in "\\`*_<>|#" else letter for letter in text)


def as_html(pages: Sequence[Page]) -> str:
    """One page that needs nothing else, for a browser and a printer."""
    title = html.escape("; ".join(page.title for page in pages))
    body = "\n".join(_html(block) for page in pages for block in blocks(page))
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>'
    around = f'<!doctype html>\n<html lang="en"><head>{head}<style>{STYLE}</style></head>'
    return f"{around}\n<body>\n<main>\n{body}\n</main>\n</body></html>"


def _html(block: Block) -> str:
    tag = f"h{block.level}" if block.level else "p"
    rows = [f"<{tag}>{html.escape(block.text)}</{tag}>"] if block.text else []
    if block.items:
        rows.append("<ul>")
        for item in block.items:
            inside = "".join(f"<li>{html.escape(each)}</li>" for each in item.below)
            at = f' class="depth-{min(item.depth, 3)}"' if item.depth else ""
            rows.append(f"<li{at}>{html.escape(item.text)}{f'<ul>{inside}</ul>' if inside else ''}</li>")
        rows.append("</ul>")
    return "\n".join(rows)


def as_json(pages: Sequence[Page]) -> str:
    """As data."""
    is_asking = any(isinstance(page, InformationRequest) for page in pages)
    key = "requests_for_information" if is_asking else "sheets"
    return json.dumps({key: [asdict(page) for page in pages]}, indent=2, ensure_ascii=False)


PRINTERS = {"text": as_text, "markdown": as_markdown, "html": as_html, "json": as_json}
