"""The sheet for the requesting office: what is asked, by whose criteria, what is documented and what is missing.

Comes in: one request of a case. Goes out: the sheet as data. With nothing documented it is the blank checklist of a
treatment on a date.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from recheck.asking.charts import Said
from recheck.asking.questions import leaves
from recheck.evaluators.truths import Undocumented
from recheck.judge import Mode
from recheck.model.case import Case
from recheck.model.recommendation import (
    CriterionFinding,
    Decision,
    FactUsed,
    Reason,
    Recommendation,
    RuleFinding,
)
from recheck.model.rule import RuleSet
from recheck.model.truth import Truth
from recheck.page import grouped
from recheck.phrases import amount, day_words, fact_row, guideline_title, how_known, is_idle, sources
from recheck.screen import screen

THIRD = 3
"""The rank from which on a guideline only advises (8 CCR 9792.21.1)."""
NOT_YET = "nothing can be said yet"
"""How `Sheet.stands` begins where the request pends."""
_OPEN: dict[Reason | None, str] = {
    Reason.UNDOCUMENTED: "facts that decide are missing",
    Reason.UNCONFIRMED: "a 'no' that was read in the notes has to be confirmed first",
    Reason.GATE: "the request cannot be reviewed as it was sent",
    Reason.DEPENDENCY: "another request has to be decided first",
    Reason.PART: "each part of the request is decided by itself",
    Reason.INCONCLUSIVE: "the guidelines take no position",
    Reason.PHYSICIAN: "not all of the criteria are met, and a physician decides",
    Reason.GAPS: "what is known of the criteria is not met, but the list is not complete",
    Reason.NO_DATE: "no date of the request is known",
    Reason.CONTRADICTED: "the record contradicts itself",
    Reason.SCOPE_NOT_DOCUMENTED: "which criteria apply is not documented",
    Reason.ADVISORY: "not all of the criteria are met, they only advise, and a physician decides",
}
GROUP = "group"
STATES = {Truth.TRUE: "documented", Truth.FALSE: "against", Truth.UNKNOWN: "missing"}


@dataclass(frozen=True, slots=True)
class Row:
    """One criterion: documented, against, or missing; or how many of a group are needed."""

    says: str
    where: str
    state: str
    """One of `STATES`, or `group`."""
    facts: tuple[str, ...] = ()
    """What is documented of it, with its words, its place and how old it is."""
    write: tuple[str, ...] = ()
    """Where it is missing, the questions that a note has to answer."""
    depth: int = 0
    """How deep it stands below groups."""


@dataclass(frozen=True, slots=True)
class Part:
    """The criteria of one rule, for one treatment and region."""

    title: str
    guideline: str
    rows: tuple[Row, ...]
    of_the_request: tuple[Row, ...] = ()
    """What else the guideline asks of the request itself."""
    against: str | None = None
    """Where the guideline does not recommend the treatment at all, its words."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page on one request."""

    title: str
    asked: str
    advises: str | None
    """Where the criteria only advise, that they do."""
    by: tuple[str, ...]
    parts: tuple[Part, ...]
    first: tuple[str, ...]
    """Questions that have to be answered before it is known which criteria apply."""
    stands: str
    """What would be approved as it stands; where the request pends, that nothing can be said yet, and why."""
    unconfirmed: bool
    """Whether facts of it were read by a program, in a case that nobody has gone through yet."""


def sheet_of(case: Case, request: str, rules: RuleSet, mode: Mode, said: Sequence[Said] = ()) -> Sheet:
    """The sheet of one request of a case.

    Args:
        case: what is documented so far; nothing but the request makes a blank checklist.
        request: which of its requests.
        rules: the rules.
        mode: how it is judged; what is not documented is always asked for.
        said: facts that were read in notes, with their words.

    Raises:
        ProblemsFound: there is no such request.
    """
    found = screen(rules, case, request, replace(mode, undocumented=Undocumented.ASK))
    parts = tuple(part for one in leaves(found) for part in _parts(one, rules, said))
    guidelines = dict.fromkeys(each.rule.guideline for one in leaves(found) for each in one.rules)
    is_open = any(one.reason is Reason.SCOPE_NOT_DOCUMENTED for one in leaves(found))
    first = tuple(dict.fromkeys(each.question for each in found.missing if each.of_scope)) if is_open else ()
    only_advises = bool(guidelines) and all(rules.guidelines[name].rank >= THIRD for name in guidelines)
    advises = "These criteria advise only: they rank third (8 CCR 9792.21.1), and a physician decides."
    return Sheet(
        found.title,
        asked_in_words(found),
        advises if only_advises else None,
        tuple(guideline_title(name, rules.guidelines) for name in guidelines),
        parts,
        first,
        _stands(found),
        case.draft and any(_is_read(each) for one in leaves(found) for each in _used(one)),
    )


def asked_in_words(found: Recommendation) -> str:
    """The request in a line."""
    title = found.title.rstrip(". ")
    where = found.region.replace("_", " ") if found.region else ""
    region = f" ({where})" if where and where not in title.lower() else ""
    is_said = re.search(rf"\b{found.disputed}\b", title)
    much = f", {amount(found.disputed, found.unit)}" if found.disputed and not is_said else ""
    day = found.dates.requested or found.dates.service
    when = f", requested on {day_words(day)}" if day else ", on a date that is not known"
    return f"{title}{region}{much}{when}."


def _stands(found: Recommendation) -> str:
    """What would be approved as it stands: what a screening says that asks for all that is missing."""
    asked = f" of {amount(found.disputed, found.unit)}" if found.disputed else ""
    match found.decision:
        case Decision.APPROVE:
            return "all of it"
        case Decision.MODIFY if found.quantity is not None:
            return f"{found.quantity}{asked}" if asked else amount(found.quantity, found.unit)
        case Decision.MODIFY:
            return "a part of it"
        case Decision.DENY:
            return "nothing yet"
        case Decision.NOT_COVERED:
            return "this cannot be said: no criteria at hand cover it on this date; that is no ground to deny it"
        case Decision.PEND:
            return f"{NOT_YET}: {_OPEN.get(found.reason, 'a physician decides')}"


def _parts(found: Recommendation, rules: RuleSet, said: Sequence[Said]) -> Iterator[Part]:
    where = f", {found.region.replace('_', ' ')}" if found.region else ""
    for finding in found.rules:
        stated = [each for each in finding.criteria if each.criterion.is_stated]
        refused = finding.rule.says or "The guideline does not recommend it."
        yield Part(
            finding.rule.title + where,
            guideline_title(finding.rule.guideline, rules.guidelines),
            tuple(_rows(found, finding, rules, said)),
            tuple(_row(found, finding, each, rules, said) for each in stated),
            refused if finding.rule.approve_when is None else None,
        )


def _rows(found: Recommendation, finding: RuleFinding, rules: RuleSet, said: Sequence[Said]) -> Iterator[Row]:
    """The criteria as an approval combines them, each group with how many of it are needed."""
    group: Row | None = None
    for depth, each in grouped(finding):
        if isinstance(each, str):
            group = Row(each, "", GROUP, depth=depth)
        elif not each.criterion.is_stated:
            if group:
                yield group
            group = None
            yield replace(_row(found, finding, each, rules, said), depth=depth)


def _row(
    found: Recommendation, finding: RuleFinding, each: CriterionFinding, rules: RuleSet, said: Sequence[Said]
) -> Row:
    used = found.facts_of(finding, each)
    facts = rules.vocabulary.facts
    where = ", ".join([each.criterion.ground.cite.within, *how_known(each)])
    known = tuple(_told(one, found, rules, said) for one in used if one.held is not None and not is_idle(one))
    open_ = [one.name for one in sources(tuple(used)) if one.held is None and one.name in facts]
    asked = {question.fact for question in found.missing}
    wanted = [name for name in open_ if name in asked] or open_
    write = tuple(dict.fromkeys(facts[name].asked for name in wanted)) if each.truth is Truth.UNKNOWN else ()
    return Row(each.criterion.says, where, STATES[each.truth], known, write)


def _told(used: FactUsed, found: Recommendation, rules: RuleSet, said: Sequence[Said]) -> str:
    """A documented fact with its place, how old it is, and its words."""
    text = fact_row(used, rules.vocabulary.facts)
    asked = found.dates.requested
    for one in sources((used,)):
        if one.dated and asked and one.dated <= asked:
            days = (asked - one.dated).days
            text += f", {amount(days, 'days')} before the request" if days else ", on the day of the request"
        line = one.evidence.first if one.evidence else None
        words = [each for each in said if each.line == line and each.is_of(one.name, found.region, found.treatment)]
        text += "".join(f", {each.note}: «{each.words}»" for each in words[:1])
    return text


def _used(found: Recommendation) -> Iterator[FactUsed]:
    for finding in found.rules:
        for each in finding.criteria:
            yield from sources(found.facts_of(finding, each))


def _is_read(used: FactUsed) -> bool:
    return used.held is not None and used.evidence is not None
