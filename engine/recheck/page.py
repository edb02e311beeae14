"""A recommendation on one screen: the page that a physician signs.

Comes in: a recommendation and the rule set it was made with. Goes out: decision, criteria with their truth and
facts, rationale, the questions, and what is exactly possible.
"""

import textwrap
from collections.abc import Iterator, Mapping, Sequence

from recheck.explain import headline, paragraphs
from recheck.model.recommendation import (
    Change,
    CriterionFinding,
    Decision,
    Exact,
    FactUsed,
    Reason,
    Recommendation,
    RuleFinding,
)
from recheck.model.rule import Approval, Named, RuleSet, named_in
from recheck.model.truth import Truth
from recheck.model.vocabulary import Fact
from recheck.phrases import (
    ONLY_A_PHYSICIAN,
    fact_row,
    guideline_title,
    how_known,
    is_idle,
    stance,
    unsaid_region,
    wish_words,
)

WIDTH = 100
SHORT = 4
"""Facts in a way to approval that is shown among others."""
MARK = {Truth.TRUE: "met", Truth.FALSE: "not met", Truth.UNKNOWN: "not documented"}


def page(found: Recommendation, rules: RuleSet) -> str:
    """A recommendation on one screen: decision, rationale, criteria, questions, what would change it."""
    rows: list[str] = []
    rows.append(f"{found.title}{unsaid_region(found.title, found.region)}  ({found.case}, {found.request})")
    rows.append(headline(found, rules))
    waits_for_scope = found.reason is Reason.SCOPE_NOT_DOCUMENTED
    if not found.components and not waits_for_scope:
        for finding in found.rules:
            rows += ["", *_rule_rows(found, finding, rules)]
    for component in found.components:
        rows += ["", f"{_label(component, found)}: {headline(component)}"]
        for finding in component.rules:
            rows += ["  " + row for row in _rule_rows(component, finding, rules)]
        if component.exact:
            rows += ["  " + row for row in exact_rows(component.exact, rules)]
        elif component.would_change:
            rows += ["  would be approved by itself if:", *("  " + row for row in _wishes(component, rules))]
    for paragraph in paragraphs(found, rules):
        rows += ["", *textwrap.wrap(paragraph, WIDTH, drop_whitespace=True)]
    if found.contradicted:
        rows += ["", "The record contradicts itself on:"]
        rows += [f"  - {rules.vocabulary.facts[name].readable}" for name in found.contradicted]
    rows += _questions(found)
    if found.exact:
        rows += ["", *exact_rows(found.exact, rules)]
    if found.also_considered:
        rows += ["", "Also considered:"]
        rows += [row for finding in found.also_considered for row in _other(finding, rules)]
    notes = list(found.notes)
    if found.conflict:
        notes.append("rules of the same rank differ; the stricter decides")
    if found.not_at_hand and found.rules:
        names = ", ".join(guideline_title(name, rules.guidelines) for name in found.not_at_hand)
        notes.append(f"in force and searched before, without criteria at hand: {names}")
    if notes:
        rows += ["", "Notes:"]
        rows += [row for note in notes for row in _item(note)]
    rows.append("")
    if found.needs_physician:
        rows.append(ONLY_A_PHYSICIAN)
    silence = "asked for" if found.undocumented == "ask" else "counted as not established"
    read = f", read {found.strictness}" if found.strictness else ""
    rows.append(f"Rules {found.rules_digest[:19]}{read}, engine {found.engine}; what is not documented is {silence}.")
    return "\n".join(rows)


def _wishes(found: Recommendation, rules: RuleSet) -> Iterator[str]:
    """What would turn it into approve: short ways all, of long ones the first."""
    short = [change for change in found.would_change if len(change.facts) <= SHORT]
    for change in short or found.would_change[:1]:
        yield from _item(_change(change, rules) + ("" if change.undocumented_only else "  (the record is different)"))
    if not short and len(found.would_change) > 1:
        yield f"  - or in {len(found.would_change) - 1} other ways with as many facts"


def exact_rows(exact: Exact, rules: RuleSet) -> Iterator[str]:
    """What is still possible over every completion of the record, for a terminal."""
    for depth, text in exact_words(exact, rules):
        if depth == 0:
            yield f"{text}:"
        else:
            yield from ("  " * (depth - 1) + row for row in _item(text))


def exact_words(exact: Exact, rules: RuleSet) -> Iterator[tuple[int, str]]:
    """What is still possible over every completion of the record, and the fewest facts that approve; each with
    how far it is indented."""
    how = "proved" if exact.method == "proof" else f"by {exact.method}"
    yield 0, f"Exactly, whatever else is documented ({how})"
    quantities = sorted(way.quantity for way in exact.ways if way.quantity is not None)
    words = {Decision.MODIFY: f"modify (to {_ranges(quantities)})"} if quantities else {}
    possible = ", ".join(words.get(each, each.replace("_", " ")) for each in exact.possible)
    if exact.is_settled:
        yield 1, f"it stays: {possible}"
    elif possible:
        yield 1, f"still possible: {possible}"
    if exact.undecided:
        yield 1, f"not settled: {exact.undecided}"
    elif exact.ways and exact.fewest is None:
        fixed = [
            rules.vocabulary.facts[name].readable
            for way in exact.ways
            for name, _ in way.facts
            if way.decision is Decision.APPROVE and rules.vocabulary.facts[name].fixed
        ]
        if Decision.APPROVE in exact.possible:
            yield 1, f"approval depends only on facts that cannot change: {', '.join(dict.fromkeys(fixed))}"
        else:
            yield 1, "no facts, documented or different, turn it into approve"
    for only, rest in ((True, "not documented"), (False, "documented or different")):
        sets = [each for each in exact.smallest if each.undocumented_only is only]
        size = exact.fewest_undocumented if only else exact.fewest
        if sets:
            count = f"{size} fact{'' if size == 1 else 's'}"
            yield 1, f"turned into approve by {count} {rest}, and by no fewer:"
            yield from ((2, _change(each, rules)) for each in sets)


def _ranges(numbers: Sequence[int]) -> str:
    """Rising numbers, neighbours drawn together.

    >>> _ranges([1, 2, 3, 6])
    '1-3, 6'
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def _change(change: Change, rules: RuleSet) -> str:
    return "; ".join(wish_words(rules.vocabulary.facts[name], value) for name, value in change.facts)


def _item(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH - 4, initial_indent="  - ", subsequent_indent="    ")


def _label(component: Recommendation, whole: Recommendation) -> str:
    """A part by its name, a region by its own."""
    region = component.region.replace("_", " ") if component.region else ""
    names = [component.request] if component.request != whole.request else []
    return ", ".join([*names, *([region] if region else [])]) or component.request


def _questions(found: Recommendation) -> Iterator[str]:
    """What is asked; where it is open which rule applies, only that."""
    asked = found.missing
    first = [each for each in asked if each.of_scope]
    if found.reason is Reason.SCOPE_NOT_DOCUMENTED and first:
        asked = tuple(first)
    if asked:
        yield from ("", "Not documented, and could decide:")
        yield from (f"  ? {each.in_words}" for each in asked)
    later = len(found.missing) - len(asked)
    if later:
        yield f"  and, depending on the answers, some of {later} more"


def _rule_rows(found: Recommendation, finding: RuleFinding, rules: RuleSet) -> list[str]:
    guideline = guideline_title(finding.rule.guideline, rules.guidelines)
    rows = [f"{finding.rule.title}, {guideline}"]
    if finding.rule.approve_when is None and finding.rule.ground:
        cite = finding.rule.ground.cite
        where = cite.pages or cite.section
        rows.append(f" * not recommended: {finding.rule.says or finding.rule.title}  ({where})")
    told: set[FactUsed] = set()
    for depth, part in grouped(finding):
        indent = "  " * depth
        if isinstance(part, str):
            rows.append(f"   {'':<15}{indent}{part}:")
            continue
        star = "*" if part.decides else " "
        known = "".join(f"; {note}" for note in how_known(part))
        cite = part.criterion.ground.cite
        where = cite.pages or cite.section
        rows.append(f" {star} {MARK[part.truth]:<15}{indent}{part.criterion.says}  ({where}{known})")
        used = found.facts_of(finding, part)
        rows += [f"     {'':<13}{indent}{row}" for row in _fact_rows(used, rules.vocabulary.facts, told)]
    if any(each.decides for each in finding.criteria):
        rows.append(" * decides the recommendation")
    return rows


def grouped(finding: RuleFinding) -> Iterator[tuple[int, str | CriterionFinding]]:
    """A rule's criteria as its approval combines them: each with its depth, below the words for its group."""
    criteria = {each.criterion.name: each for each in finding.criteria}
    approval = finding.rule.approve_when
    if approval is not None:
        yield from _group(approval, criteria, 0)
    named = named_in(approval) if approval is not None else ()
    rest = [each for each in finding.criteria if each.criterion.name not in named]
    if rest and approval is not None:
        yield 0, "advice, which decides nothing"
    yield from ((int(approval is not None), each) for each in rest)


def _group(
    approval: Approval, criteria: Mapping[str, CriterionFinding], depth: int
) -> Iterator[tuple[int, str | CriterionFinding]]:
    if isinstance(approval, Named):
        yield depth, criteria[approval.name]
        return
    if len(approval.parts) > 1:
        yield depth, ("" if depth else "to approve, ") + _how_many(approval.count, len(approval.parts))
    for part in approval.parts:
        yield from _group(part, criteria, depth + (len(approval.parts) > 1))


def _how_many(count: int, parts: int) -> str:
    """How many of a group have to be met.

    >>> _how_many(2, 2), _how_many(4, 4), _how_many(1, 3), _how_many(2, 3)
    ('both of', 'all of', 'any one of', 'at least 2 of')
    """
    if count == parts:
        return "both of" if parts == 2 else "all of"
    return "any one of" if count == 1 else f"at least {count} of"


def _fact_rows(used: tuple[FactUsed, ...], facts: Mapping[str, Fact], told: set[FactUsed]) -> list[str]:
    """Facts beside their values; what they are derived from is said once in a rule."""
    words = [fact_row(each, facts, told) for each in used if not is_idle(each)]
    return textwrap.wrap("; ".join(words), WIDTH - 20)


def _other(finding: RuleFinding, rules: RuleSet) -> list[str]:
    cites = finding.grounds or ((finding.rule.ground,) if finding.rule.ground else ())
    where = "; ".join(dict.fromkeys(each.cite.shortly(rules.guidelines) for each in cites)) or guideline_title(
        finding.rule.guideline, rules.guidelines
    )
    if not finding.rule.is_conclusive:
        view = "takes no position"
    elif finding.applies is Truth.UNKNOWN:
        view = f"may apply, and {stance(finding, rules.guidelines)}"
    else:
        view = stance(finding, rules.guidelines)
    return _item(f"{finding.rule.title}: {where}; {view}")
