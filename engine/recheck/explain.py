"""A recommendation in words: the paragraph a letter would carry, and the page a physician signs.

Comes in: a recommendation and the rule set it was made with. Goes out: text. What rests on our own
reading or on unverified grounds, and what rests on silence, is said where it decides.
"""

import textwrap
from collections.abc import Iterator, Mapping
from datetime import date

from recheck.model.guideline import Citation, Guideline
from recheck.model.recommendation import (
    CriterionFinding,
    Decision,
    FactUsed,
    Reason,
    Recommendation,
    RuleFinding,
)
from recheck.model.rule import Basis, Reading, RuleSet
from recheck.model.truth import Truth
from recheck.model.value import Bounds, written
from recheck.model.vocabulary import Fact

WIDTH = 100
ONLY_A_PHYSICIAN = "Only a physician may deny or modify a request (California Labor Code 4610)."
MARK = {Truth.TRUE: "met", Truth.FALSE: "not met", Truth.UNKNOWN: "not documented"}
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
    Reason.NO_RULE: "no rule at hand speaks of this treatment on this date",
    Reason.INCONCLUSIVE: "the guidelines at hand take no position",
}


def headline(found: Recommendation) -> str:
    """The decision in one line: `MODIFY to 6 visits, rests on the record`."""
    parts = [_TITLES[found.decision]]
    if found.decision is Decision.MODIFY and found.quantity is not None:
        parts.append(f"to {found.quantity} {found.unit or ''}".rstrip())
    if found.changes:
        parts.append("as " + ", ".join(f"{name.replace('_', ' ')} {written(value)}" for name, value in found.changes.items()))
    text = " ".join(parts)
    if found.rests_on:
        text += ", rests on the record" if found.rests_on == "documented" else ", rests on silence of the record"
    if found.reason in _WHY and not found.decision.is_certain:
        text += f": {_WHY[found.reason]}"
    return text


def rationale(found: Recommendation, rules: RuleSet) -> str:
    """The paragraph: what was asked, what the guideline requires and where, what is documented, hence."""
    sentences = [_asked(found)]
    if found.reason_text:
        sentences.append(_sentence(found.reason_text))
    for finding in found.rules:
        sentences += list(_reasons(finding, rules))
    if not found.rules and found.not_at_hand:
        names = ", ".join(_title(name, rules.guidelines) for name in found.not_at_hand)
        sentences.append(f"In force, but without criteria at hand for it: {names}.")
    sentences.append(_hence(found))
    caution = _caution(found)
    if caution:
        sentences.append(caution)
    sentences += [
        _sentence(finding.rule.on_not_approved)
        for finding in found.rules
        if finding.rule.on_not_approved and found.decision in (Decision.DENY, Decision.MODIFY)
    ]
    return " ".join(sentences)


def _asked(found: Recommendation) -> str:
    what = found.title.rstrip(". ")
    when = f", requested on {_day(found.dates.requested)}" if found.dates.requested else ""
    how = f" (disputed: {found.disputed} {found.unit})" if found.disputed else ""
    as_if = f" Hypothetical: judged as if requested on {_day(found.as_if)}." if found.as_if else ""
    return f"At issue: {what}{how}{when}.{as_if}"


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


def _reasons(finding: RuleFinding, rules: RuleSet) -> Iterator[str]:
    facts = rules.vocabulary.facts
    if finding.rule.approve_when is None:
        assert finding.rule.ground is not None
        says = finding.rule.says or f"{finding.rule.title} is not recommended"
        yield f"{_sentence(says)[:-1]} ({_cited(finding.rule.ground.cite, rules)})."
        return
    deciding = [each for each in finding.criteria if each.decides]
    for each in deciding or finding.criteria:
        yield f"{_sentence(each.criterion.says)[:-1]} ({_cited(each.criterion.ground.cite, rules)}): {_state(each, facts)}."


def _state(each: CriterionFinding, facts: Mapping[str, Fact]) -> str:
    """What the record says of one criterion, in words."""
    shown = "; ".join(_fact_words(fact, facts) for fact in each.facts if fact.held is not None)
    if each.truth is Truth.UNKNOWN:
        silent = "not documented" + (f" (known: {shown})" if shown else "")
        if each.closed is not Truth.UNKNOWN:
            silent += ", and held to be " + ("met" if each.closed is Truth.TRUE else "not met")
        return silent
    return f"{MARK[each.truth]}" + (f" ({shown})" if shown else "")


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
            how_much = f"{found.quantity} {found.unit}" if found.quantity is not None else "a part of what is asked"
            kind = "".join(f", {name.replace('_', ' ')}: {written(value)}" for name, value in found.changes.items())
            return f"Hence {how_much}{kind} meet the criteria, and no more does."
        case Decision.DENY:
            return "Hence the request does not meet the criteria."
        case Decision.PEND:
            still = ", ".join(found.possible)
            return f"Hence nothing can be recommended yet; still possible: {still}."
        case Decision.NOT_COVERED:
            return "Hence nothing is recommended; silence of the guidelines is no ground to deny (8 CCR 9792.21(d))."


def _caution(found: Recommendation) -> str | None:
    """What the decision rests on that is not the guideline's own known words."""
    deciding = [each for finding in found.rules for each in finding.criteria if each.decides]
    grounds = [(each.criterion.says, each.criterion.ground) for each in deciding]
    grounds += [
        (finding.rule.title, finding.rule.ground)
        for finding in found.rules
        if not deciding and finding.rule.ground is not None
    ]
    unverified = [says for says, ground in grounds if ground.basis is Basis.UNVERIFIED]
    ours = [says for says, ground in grounds if ground.reading is Reading.OURS and says not in unverified]
    notes = []
    if unverified:
        notes.append(f"From general knowledge only, not verified: {'; '.join(unverified)}.")
    if ours:
        notes.append(f"Our reading of the guideline's words: {'; '.join(ours)}.")
    return " ".join(notes) or None


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
    if not found.components:
        for finding in found.rules:
            rows += ["", *_rule_rows(finding, rules)]
    for component in found.components:
        label = component.region.replace("_", " ") if component.region else component.request
        rows += ["", f"{label}: {headline(component)}"]
        for finding in component.rules:
            rows += ["  " + row for row in _rule_rows(finding, rules)]
    if found.contradicted:
        rows += ["", "The record contradicts itself on:"]
        rows += [f"  - {rules.vocabulary.facts[name].readable}" for name in found.contradicted]
    if found.missing:
        rows += ["", "Not documented, and could decide:"]
        rows += [f"  ? {_question(each.question, each.region)}" for each in found.missing]
    if found.would_change:
        rows += ["", "Would be approved if:"]
        for change in found.would_change:
            facts = " and ".join(f"{rules.vocabulary.facts[name].readable}: {value}" for name, value in change.facts)
            different = "" if change.undocumented_only else "  (the record is different)"
            rows += textwrap.wrap(facts + different, WIDTH - 4, initial_indent="  - ", subsequent_indent="    ")
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
        rows += [row for note in notes for row in textwrap.wrap(note, WIDTH - 4, initial_indent="  - ", subsequent_indent="    ")]
    rows.append("")
    if found.needs_physician:
        rows.append(ONLY_A_PHYSICIAN)
    silence = "asked for" if found.undocumented == "ask" else "held not established"
    rows.append(f"Rules {found.rules_digest[:19]}, engine {found.engine}; what is not documented is {silence}.")
    return "\n".join(rows)


def _question(question: str, region: str | None) -> str:
    return f"{question} ({region.replace('_', ' ')})" if region else question


def _rule_rows(finding: RuleFinding, rules: RuleSet) -> list[str]:
    guideline = _title(finding.rule.guideline, rules.guidelines)
    rows = [f"{finding.rule.title}, {guideline}"]
    for each in finding.criteria:
        mark = MARK[each.truth]
        star = "*" if each.decides else " "
        weak = _weak(each)
        page = f"p. {each.criterion.ground.cite.page}" if each.criterion.ground.cite.page else each.criterion.ground.cite.section
        rows.append(f" {star} {mark:<15}{each.criterion.says}  ({page}{weak})")
        rows += [f"     {'':<13}{row}" for row in _fact_rows(each.facts, rules.vocabulary.facts)]
    if any(each.decides for each in finding.criteria):
        rows.append(" * decides")
    return rows


def _weak(each: CriterionFinding) -> str:
    notes = []
    if each.criterion.ground.basis is Basis.UNVERIFIED:
        notes.append("unverified")
    if each.criterion.ground.reading is Reading.OURS:
        notes.append("our reading")
    return "".join(f"; {note}" for note in notes)


def _fact_rows(used: tuple[FactUsed, ...], facts: Mapping[str, Fact]) -> list[str]:
    known = [each for each in used if not each.name.endswith("_authorized") or each.held]
    words = []
    for each in known:
        fact = facts.get(each.name)
        name = fact.readable if fact else each.name
        value = "not documented" if each.held is None else written(each.held)
        if isinstance(each.held, Bounds):
            value = written(each.held)
        words.append(f"{name}: {value}{_where(each)}")
    return textwrap.wrap("; ".join(words), WIDTH - 20)


def _other(finding: RuleFinding, rules: RuleSet) -> list[str]:
    cites = finding.grounds or ((finding.rule.ground,) if finding.rule.ground else ())
    where = "; ".join(dict.fromkeys(_cited(each.cite, rules) for each in cites)) or _title(
        finding.rule.guideline, rules.guidelines
    )
    if not finding.rule.is_conclusive:
        view = "takes no position"
    elif finding.applies is Truth.UNKNOWN:
        view = f"may apply, and would {_would(finding)}"
    else:
        view = f"would {_would(finding)}"
    return textwrap.wrap(f"{finding.rule.title}: {where}; {view}", WIDTH - 4, initial_indent="  - ", subsequent_indent="    ")


def _would(finding: RuleFinding) -> str:
    match finding.decision:
        case Decision.MODIFY:
            return f"modify to {finding.quantity}"
        case Decision.PEND:
            return "wait for facts"
        case decision:
            return str(decision)
