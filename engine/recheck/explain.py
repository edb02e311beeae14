"""A recommendation in words: the paragraph a letter would carry, and the page a physician signs.

Comes in: a recommendation and the rule set it was made with. Goes out: text. What rests on our own
reading or on unverified grounds, and what rests on silence, is said where it decides.
"""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from recheck.model.guideline import Citation, Guideline
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
from recheck.model.rule import Basis, Ground, Reading, RuleSet
from recheck.model.truth import Truth
from recheck.model.value import written
from recheck.model.vocabulary import Fact

WIDTH = 100
SHORT = 4
"""Facts in a way to approval that is shown among others."""
ONLY_A_PHYSICIAN = "Only a physician may deny or modify a request (California Labor Code 4610)."
MARK = {Truth.TRUE: "met", Truth.FALSE: "not met", Truth.UNKNOWN: "not documented"}
WEAK = {
    Basis.UNVERIFIED: "From general knowledge only, not verified",
    Basis.OTHER_EDITION: "Known from quotations of another edition, or without one",
    Basis.ONE_SOURCE: "Known from one source only",
}
_TITLES = {
    Decision.APPROVE: "APPROVE",
    Decision.MODIFY: "MODIFY",
    Decision.DENY: "DENY",
    Decision.PEND: "PEND",
    Decision.NOT_COVERED: "NOT COVERED",
}
_WHY = {
    Reason.UNDOCUMENTED: "facts that decide are not documented",
    Reason.CONTRADICTED: "the record contradicts itself on facts that decide",
    Reason.SCOPE_NOT_DOCUMENTED: "whether a guideline applies is not documented",
    Reason.NO_DATE: "no date is known",
    Reason.GATE: "a condition before any criterion is not met",
    Reason.DEPENDENCY: "it rests on another request",
    Reason.PART: "its parts are judged each by itself",
    Reason.NO_RULE: "no rule at hand speaks of this treatment on this date and in this situation",
    Reason.INCONCLUSIVE: "the guidelines at hand take no position",
    Reason.ADVISORY: "a guideline that may only advise would deny it, and a physician decides",
    Reason.PHYSICIAN: "the criteria are not met in full, and a physician decides",
    Reason.GAPS: "what is not met is no ground to deny: it is known only in part, or no condition",
}


def headline(found: Recommendation) -> str:
    """The decision in one line: `MODIFY to 6 visits, rests on the record`."""
    parts = [_TITLES[found.decision]]
    if found.decision is Decision.MODIFY and found.quantity is not None:
        parts.append(f"to {amount(found.quantity, found.unit)}")
    if found.changes:
        parts.append("as " + _kind(found))
    text = " ".join(parts)
    if found.rests_on:
        text += ", rests on the record" if found.rests_on == "documented" else ", rests on silence of the record"
    if found.reason in _WHY and not found.decision.is_certain:
        text += f": {_WHY[found.reason]}"
    if found.standing:
        text += f"; {found.standing}"
    return text


def _kind(found: Recommendation) -> str:
    return ", ".join(f"{name.replace('_', ' ')}: {written(value)}" for name, value in found.changes.items())


def rationale(found: Recommendation, rules: RuleSet) -> str:
    """The paragraph: what was asked, what the guideline requires and where, what is documented, hence."""
    sentences = [_asked(found)]
    if found.standing:
        sentences.append(_sentence(found.standing))
    if found.reason_text:
        sentences.append(_sentence(found.reason_text))
    if found.reason is Reason.SCOPE_NOT_DOCUMENTED and not found.components:
        names = "; ".join(_rule_name(finding, rules) for finding in found.rules)
        sentences.append(f"Which of these applies depends on what is not documented: {names}.")
    else:
        sentences += [sentence for finding in found.rules for sentence in _reasons(found, finding, rules)]
    if not found.rules and found.not_at_hand:
        names = ", ".join(_title(name, rules.guidelines) for name in found.not_at_hand)
        sentences.append(f"In force, but without criteria at hand for it: {names}.")
    sentences.append(_hence(found))
    sentences += [f"{_dissent(each, rules)}." for each in found.also_considered if _differs(each, found)]
    caution = _caution(found)
    if caution:
        sentences.append(caution)
    sentences += [
        _sentence(finding.rule.on_not_approved)
        for finding in found.rules
        if finding.rule.on_not_approved
        and (found.decision in (Decision.DENY, Decision.MODIFY) or found.reason is Reason.ADVISORY)
    ]
    return " ".join(sentences)


def _differs(other: RuleFinding, found: Recommendation) -> bool:
    """Whether a guideline that applies, and ranks with the one that decides, would decide otherwise."""
    if other.rank > max((each.rank for each in found.rules), default=0):
        return False
    if not other.rule.is_conclusive or other.applies is not Truth.TRUE or not other.decision.is_certain:
        return False
    return all((each.decision, each.quantity) != (other.decision, other.quantity) for each in found.rules)


def _dissent(other: RuleFinding, rules: RuleSet) -> str:
    where = "; ".join(dict.fromkeys(_cited(each.cite, rules) for each in other.grounds))
    return f"{where or _title(other.rule.guideline, rules.guidelines)}, would {_would(other)}"


def _asked(found: Recommendation) -> str:
    what = found.title.rstrip(". ")
    when = f", requested on {_day(found.dates.requested)}" if found.dates.requested else ""
    how = f" (disputed: {amount(found.disputed, found.unit)})" if found.disputed else ""
    as_if = f" Hypothetical: judged as if requested on {_day(found.as_if)}." if found.as_if else ""
    read = f" Hypothetical: vague words are read {found.strictness} than the rules do." if found.strictness else ""
    return f"At issue: {what}{how}{when}.{as_if}{read}"


def amount(number: int, unit: str | None) -> str:
    """A quantity in words.

    >>> amount(1, "visits"), amount(6, "visits"), amount(1, "studies")
    ('1 visit', '6 visits', '1 study')
    """
    word = unit or ""
    if number == 1:
        word = word[:-3] + "y" if word.endswith("ies") else word.removesuffix("s")
    return f"{number} {word}".rstrip()


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _sentence(text: str) -> str:
    stripped = text.strip().rstrip(".")
    return stripped[:1].upper() + stripped[1:] + "."


def _title(name: str, guidelines: Mapping[str, Guideline]) -> str:
    known = guidelines.get(name)
    return known.title if known else name


def _cited(cite: Citation, rules: RuleSet) -> str:
    return cite.titled(rules.guidelines)


def _reasons(found: Recommendation, finding: RuleFinding, rules: RuleSet) -> Iterator[str]:
    """What the guideline requires and where, what is documented, what is not, and what that comes to."""
    facts = rules.vocabulary.facts
    if finding.rule.approve_when is None:
        assert finding.rule.ground is not None
        says = finding.rule.says or f"{finding.rule.title} is not recommended"
        yield f"{_sentence(says)[:-1]} ({_cited(finding.rule.ground.cite, rules)})."
        return
    deciding = [each for each in finding.criteria if each.decides] or list(finding.criteria)
    yield from _requirements(deciding, rules)
    used = list(dict.fromkeys(fact for each in deciding for fact in _sources(found.facts_of(finding, each))))
    documented = [_fact_words(each, facts) for each in used if each.held is not None and not _is_idle(each)]
    if documented:
        yield f"The record documents: {'; '.join(documented)}."
    silent = [each for each in deciding if each.truth is Truth.UNKNOWN]
    names = [
        facts[each.name].readable
        for each in dict.fromkeys(fact for one in silent for fact in _sources(found.facts_of(finding, one)))
        if each.held is None and each.name in facts
    ]
    if names:
        yield f"The record does not document: {'; '.join(names)}."
    yield _outcome(deciding)


def _requirements(deciding: list[CriterionFinding], rules: RuleSet) -> Iterator[str]:
    """What is looked for, place by place; a guideline's full title only the first time."""
    named = set[str]()
    by_place: dict[Citation, list[str]] = {}
    for each in deciding:
        by_place.setdefault(each.criterion.ground.cite, []).append(_clause(each.criterion.says))
    for cite, clauses in by_place.items():
        where = cite.shortly(rules.guidelines) if cite.guideline in named else _cited(cite, rules)
        named.add(cite.guideline)
        yield f"{where}, looks for this: {'; '.join(clauses)}."


def _clause(says: str) -> str:
    """The start of a sentence as the middle of one; names such as MRI keep their capitals."""
    first = says.split(" ", 1)[0]
    return says if first[1:2].isupper() else says[:1].lower() + says[1:]


def _outcome(deciding: list[CriterionFinding]) -> str:
    words = []
    for truth, text in ((Truth.TRUE, "met"), (Truth.FALSE, "not met"), (Truth.UNKNOWN, "not documented")):
        of_it = [each for each in deciding if each.truth is truth]
        if not of_it:
            continue
        closed = {each.closed for each in of_it} - {Truth.UNKNOWN}
        if truth is Truth.UNKNOWN and closed == {Truth.FALSE}:
            text = "not documented, and so not established"
        elif truth is Truth.UNKNOWN and closed:
            text = "not documented; silence counts as not established, or for the patient where the rule says so"
        if len(of_it) == len(deciding):
            return f"{'That' if len(deciding) == 1 else 'Each of these'} is {text}."
        words.append(f"{text}: {'; '.join(_clause(each.criterion.says) for each in of_it)}")
    return _sentence(". ".join(word[:1].upper() + word[1:] for word in words))


def _sources(used: tuple[FactUsed, ...]) -> tuple[FactUsed, ...]:
    """Facts as the record has them: a derived fact gives way to what it was derived from."""
    return tuple(source for each in used for source in (_sources(each.from_facts) if each.from_facts else (each,)))


def _is_idle(used: FactUsed) -> bool:
    """Nothing authorized is nothing to tell."""
    return used.name.endswith("_authorized") and not used.held


def _fact_words(used: FactUsed, facts: Mapping[str, Fact]) -> str:
    fact = facts.get(used.name)
    name = fact.readable if fact else used.name
    unit = f" {fact.unit}" if fact and fact.unit and isinstance(used.held, int | float) else ""
    if isinstance(used.held, bool):
        value = "documented" if used.held else "documented as absent"
        return f"{name} {value}{_where(used)}"
    if unit.strip() and unit.strip() in name:
        unit = ""
    return f"{name}: {written(used.held)}{unit}{_where(used)}"


def _where(used: FactUsed) -> str:
    parts = [str(used.evidence)] if used.evidence else []
    if used.dated:
        parts.append(str(used.dated))
    return f" [{', '.join(parts)}]" if parts else ""


def _hence(found: Recommendation) -> str:
    match found.decision:
        case Decision.APPROVE:
            return "Hence the request meets the criteria."
        case Decision.MODIFY:
            how_much = amount(found.quantity, found.unit) if found.quantity is not None else "a part of what is asked"
            kind = f" ({_kind(found)})" if found.changes else ""
            return f"Hence the criteria are met for {how_much}{kind}, and for no more."
        case Decision.DENY:
            return "Hence the request does not meet the criteria."
        case Decision.PEND:
            still = ", ".join(each.replace("_", " ") for each in found.possible)
            return f"Hence nothing can be recommended yet; still possible: {still}."
        case Decision.NOT_COVERED:
            return "Hence nothing is recommended; silence of the guidelines is no ground to deny (8 CCR 9792.21(d))."


def _caution(found: Recommendation) -> str | None:
    """What the decision rests on that is not the guideline's own known words."""
    if found.reason is Reason.SCOPE_NOT_DOCUMENTED:
        return None
    deciding = [each for finding in found.rules for each in finding.criteria if each.decides]
    grounds = [(each.criterion.says, each.criterion.ground) for each in deciding]
    grounds += [
        (finding.rule.title, finding.rule.ground)
        for finding in found.rules
        if not deciding and finding.rule.ground is not None
    ]
    notes = [
        _named(words, [_read(*each) for each in grounds if each[1].basis is basis]) for basis, words in WEAK.items()
    ]
    ours = [says for says, ground in grounds if ground.reading is Reading.OURS and ground.basis not in WEAK]
    notes.append(_named("Our reading of the guideline's words", ours))
    return " ".join(filter(None, notes)) or None


def _read(says: str, ground: Ground) -> str:
    ours = ground.reading is Reading.OURS and ground.basis is not Basis.UNVERIFIED
    return f"{says} (in our reading)" if ours else says


def _named(words: str, criteria: Sequence[str]) -> str:
    return f"{words}: {'; '.join(criteria)}." if criteria else ""


def share_ours(found: Recommendation) -> float | None:
    """The share of the deciding criteria that rests on our reading or on unverified grounds."""
    grounds = [ground for finding in found.rules for ground in finding.grounds]
    if not grounds:
        return None
    weak = [each for each in grounds if each.reading is Reading.OURS or each.basis is Basis.UNVERIFIED]
    return len(weak) / len(grounds)


# -- the page -------------------------------------------------------------------------------------


def page(found: Recommendation, rules: RuleSet) -> str:
    """A recommendation on one screen: decision, rationale, criteria, questions, what would change it."""
    rows: list[str] = []
    region = f", {found.region.replace('_', ' ')}" if found.region else ""
    rows.append(f"{found.title}{region}  ({found.case}, {found.request})")
    rows.append(headline(found))
    rows.append("")
    rows += textwrap.wrap(rationale(found, rules), WIDTH)
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
    if found.contradicted:
        rows += ["", "The record contradicts itself on:"]
        rows += [f"  - {rules.vocabulary.facts[name].readable}" for name in found.contradicted]
    rows += _questions(found)
    if found.would_change and not waits_for_scope and not found.exact:
        rows += ["", "Would be approved if:", *_wishes(found, rules)]
    if found.exact:
        rows += ["", *exact_rows(found.exact, rules)]
    if found.also_considered:
        rows += ["", "Also considered:"]
        rows += [row for finding in found.also_considered for row in _other(finding, rules)]
    notes = list(found.notes)
    if found.conflict:
        notes.append("rules of the same rank differ; the stricter decides")
    if found.not_at_hand and found.rules:
        names = ", ".join(_title(name, rules.guidelines) for name in found.not_at_hand)
        notes.append(f"in force and searched before, without criteria at hand: {names}")
    if notes:
        rows += ["", "Notes:"]
        rows += [row for note in notes for row in _item(note)]
    rows.append("")
    if found.needs_physician:
        rows.append(ONLY_A_PHYSICIAN)
    silence = "asked for" if found.undocumented == "ask" else "held not established"
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
    """What is still possible over every completion of the record, and the fewest facts that approve."""
    how = "proved" if exact.method == "proof" else f"by {exact.method}"
    yield f"Exactly, whatever else is documented ({how}):"
    quantities = sorted(way.quantity for way in exact.ways if way.quantity is not None)
    words = {Decision.MODIFY: f"modify (to {_ranges(quantities)})"} if quantities else {}
    possible = ", ".join(words.get(each, each.replace("_", " ")) for each in exact.possible)
    if exact.is_settled:
        yield from _item(f"it stays: {possible}")
    elif possible:
        yield from _item(f"still possible: {possible}")
    if exact.undecided:
        yield from _item(f"not settled: {exact.undecided}")
    elif exact.ways and exact.fewest is None:
        yield from _item("no facts, documented or different, turn it into approve")
    for only, rest in ((True, "not documented"), (False, "documented or different")):
        sets = [each for each in exact.smallest if each.undocumented_only is only]
        size = exact.fewest_undocumented if only else exact.fewest
        if sets:
            count = f"{size} fact{'' if size == 1 else 's'}"
            yield from _item(f"turned into approve by {count} {rest}, and by no fewer:")
            yield from ("  " + row for each in sets for row in _item(_change(each, rules)))


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
    return "; ".join(_wish(rules.vocabulary.facts[name], value) for name, value in change.facts)


def _wish(fact: Fact, value: str) -> str:
    if value == "true":
        return fact.readable
    return f"not: {fact.readable}" if value == "false" else f"{fact.readable}: {value}"


def _item(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH - 4, initial_indent="  - ", subsequent_indent="    ")


def _label(component: Recommendation, whole: Recommendation) -> str:
    """A part by its name, a region by its own."""
    region = component.region.replace("_", " ") if component.region else ""
    names = [component.request] if component.request != whole.request else []
    return ", ".join([*names, *([region] if region else [])]) or component.request


def _question(question: str, region: str | None) -> str:
    return f"{question} ({region.replace('_', ' ')})" if region else question


def _questions(found: Recommendation) -> Iterator[str]:
    """What is asked; where it is open which rule applies, only that."""
    asked = found.missing
    first = [each for each in asked if each.of_scope]
    if found.reason is Reason.SCOPE_NOT_DOCUMENTED and first:
        asked = tuple(first)
    if asked:
        yield from ("", "Not documented, and could decide:")
        yield from (f"  ? {_question(each.question, each.region)}" for each in asked)
    later = len(found.missing) - len(asked)
    if later:
        yield f"  and, depending on the answers, some of {later} more"


def _rule_name(finding: RuleFinding, rules: RuleSet) -> str:
    known = rules.guidelines[finding.rule.guideline]
    name = known.short or known.title
    return finding.rule.title if f"({name})" in finding.rule.title else f"{finding.rule.title} ({name})"


def _rule_rows(found: Recommendation, finding: RuleFinding, rules: RuleSet) -> list[str]:
    guideline = _title(finding.rule.guideline, rules.guidelines)
    rows = [f"{finding.rule.title}, {guideline}"]
    if finding.rule.approve_when is None and finding.rule.ground:
        cite = finding.rule.ground.cite
        where = cite.pages or cite.section
        rows.append(f" * not recommended: {finding.rule.says or finding.rule.title}  ({where})")
    for each in finding.criteria:
        mark = MARK[each.truth]
        star = "*" if each.decides else " "
        weak = _weak(each)
        cite = each.criterion.ground.cite
        where = cite.pages or cite.section
        rows.append(f" {star} {mark:<15}{each.criterion.says}  ({where}{weak})")
        rows += [f"     {'':<13}{row}" for row in _fact_rows(found.facts_of(finding, each), rules.vocabulary.facts)]
    if any(each.decides for each in finding.criteria):
        rows.append(" * decides")
    return rows


def _weak(each: CriterionFinding) -> str:
    notes = []
    if each.criterion.ground.basis in WEAK:
        notes.append(each.criterion.ground.basis.replace("_", " "))
    if each.criterion.ground.reading is Reading.OURS:
        notes.append("our reading")
    if each.criterion.has_gaps and each.truth is not Truth.TRUE:
        notes.append("no ground to deny")
    return "".join(f"; {note}" for note in notes)


def _fact_rows(used: tuple[FactUsed, ...], facts: Mapping[str, Fact]) -> list[str]:
    words = [_fact_row(each, facts) for each in used if not _is_idle(each)]
    return textwrap.wrap("; ".join(words), WIDTH - 20)


def _fact_row(used: FactUsed, facts: Mapping[str, Fact]) -> str:
    fact = facts.get(used.name)
    name = fact.readable if fact else used.name
    documented = [each for each in _sources(used.from_facts) if each.held is not None]
    source = f" (from {', '.join(_fact_row(each, facts) for each in documented)})" if documented else ""
    return f"{name}: {written(used.held)}{_where(used)}{source}"


def _other(finding: RuleFinding, rules: RuleSet) -> list[str]:
    cites = finding.grounds or ((finding.rule.ground,) if finding.rule.ground else ())
    where = "; ".join(dict.fromkeys(each.cite.shortly(rules.guidelines) for each in cites)) or _title(
        finding.rule.guideline, rules.guidelines
    )
    if not finding.rule.is_conclusive:
        view = "takes no position"
    elif finding.applies is Truth.UNKNOWN:
        view = f"may apply, and would {_would(finding)}"
    else:
        view = f"would {_would(finding)}"
    return _item(f"{finding.rule.title}: {where}; {view}")


def _would(finding: RuleFinding) -> str:
    match finding.decision:
        case Decision.MODIFY:
            kept = [str(finding.quantity)] if finding.quantity is not None else []
            kept += [f"{name.replace('_', ' ')}: {written(value)}" for name, value in finding.changes.items()]
            return f"modify to {', '.join(kept)}"
        case Decision.PEND:
            return "wait for facts"
        case decision:
            return str(decision)
