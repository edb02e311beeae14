"""The map of coverage in words: as text, as Markdown, and as rows for JSON."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from recheck.author.coverage_map import AGAINST, POINTS, THIRD, Line, Speaker
from recheck.model.profile import Profile

SHOWN = 3
"""Licensed editions that are named; JSON names all."""


def as_text(lines: Sequence[Line]) -> str:
    """One paragraph a request: who speaks and how well known, then what is licensed."""
    rows: list[str] = []
    for line in lines:
        rows += [
            f"{line.year} {named(line)}: {line.treatment}",
            *(f"  {said(each)} ({each.rule})" for each in line.speakers),
        ]
        rows += [f"  {each}" for each in beside(line)]
    return "\n".join([*rows, summary(lines)])


def as_markdown(lines: Sequence[Line], profile: Profile) -> str:
    """A table for each year."""
    rows = [f"Profile: {profile.title}."]
    for year in dict.fromkeys(each.year for each in lines):
        these = [each for each in lines if each.year == year]
        rows += ["", f"## Requests of {year}", "", summary(these), "", "| request | who speaks, and how well known |"]
        rows += ["| --- | --- |"]
        for line in these:
            cells = [*(said(each) for each in line.speakers), *(f"*{each}*" for each in beside(line))]
            rows.append(f"| {named(line)} | {'<br>'.join(cells)} |")
    return "\n".join(rows)


def as_rows(lines: Sequence[Line]) -> list[dict[str, object]]:
    """The lines as JSON has them."""
    return [{**asdict(each), "is_covered": each.is_covered} for each in lines]


def summary(lines: Sequence[Line]) -> str:
    """How many have a rule that can answer, and what no rule holds."""
    covered = sum(each.is_covered for each in lines)
    only = sum(each.is_covered and min(one.rank for one in each.speakers) >= THIRD for each in lines)
    text = f"{covered} of {len(lines)} requests have criteria at hand"
    if only:
        text += f", {only} of them of the third rank alone: public criteria that advise, and never refuse by themselves"
    return f"{text}."


def named(line: Line) -> str:
    """The treatment, with the region where that matters."""
    region = (line.region or "").replace("_", " ")
    return line.title if region in line.title else f"{line.title}, {region}"


def said(speaker: Speaker) -> str:
    """One body's word: `Wisconsin: approves on criteria, read on a public page, in part`."""
    words = [speaker.known]
    if speaker.in_part:
        words.append("in part")
    if speaker.special:
        words.append("of special occasions alone")
    says = "" if speaker.says not in (AGAINST, POINTS) else f"{speaker.says}, "
    return f"{speaker.body}: {says}{', '.join(words)}"


def beside(line: Line) -> Iterator[str]:
    """What is not at hand: the documents that would speak first, and where a public criterion was looked for."""
    if not line.is_covered:
        usual = " for the ordinary request" if any(each.special for each in line.speakers) else ""
        yield f"no public criterion found{usual}; searched: {line.searched or 'nothing is written down'}"
    if line.licensed:
        more = f"; and {len(line.licensed) - SHOWN} more" if len(line.licensed) > SHOWN else ""
        yield f"licensed, not at hand: {'; '.join(line.licensed[:SHOWN])}{more}"
