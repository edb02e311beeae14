"""A recommendation in words: its headline, and the paragraph that a letter would carry.

Comes in: a recommendation and the rule set it was made with. Goes out: text. What rests on our own
reading or on unverified grounds, and what rests on silence, is said where it decides.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from recheck.model.guideline import Citation
from recheck.model.recommendation import (
    CriterionFinding,
    Decision,
    FactUsed,
    Reason,
    Recommendation,
    RuleFinding,
)
from recheck.model.rule import Basis, Ground, Reading, RuleSet
from recheck.model.truth import Truth
from recheck.model.value import written
from recheck.model.vocabulary import Fact
from recheck.phrases import WEAK, amount, guideline_title, is_idle, kind_words, rule_name, source_place, sources, would

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


RESTS = {
    "documented": "rests on the record",
    "record": "rests on what the record does not mention where it would stand",
    "finding": "rests on what the reviewer found",
    "silence": "rests on silence of the record",
}
"""What a decision rests on, after its name."""


def headline(found: Recommendation) -> str:
    """The decision in one line: `MODIFY to 6 visits, rests on the record`."""
    parts = [_TITLES[found.decision]]
    if found.decision is Decision.MODIFY and found.quantity is not None:
        parts.append(f"to {amount(found.quantity, found.unit)}")
    if found.changes:
        parts.append("as " + kind_words(found))
    text = " ".join(parts)
    if found.rests_on:
        text += f", {RESTS[found.rests_on]}"
    if found.reason in _WHY and not found.decision.is_certain:
        text += f": {_WHY[found.reason]}"
    if found.standing:
        text += f"; {found.standing}"
    return text


def rationale(found: Recommendation, rules: RuleSet) -> str:
    """The paragraph: what was asked, what the guideline requires and where, what is documented, hence."""
    sentences = [_asked(found)]
    if found.standing:
        sentences.append(_sentence(found.standing))
    if found.reason_text:
        sentences.append(_sentence(found.reason_text))
    if found.reason is Reason.SCOPE_NOT_DOCUMENTED and not found.components:
        names = "; ".join(rule_name(finding, rules) for finding in found.rules)
        sentences.append(f"Which of these applies depends on what is not documented: {names}.")
    else:
        sentences += [sentence for finding in found.rules for sentence in _reasons(found, finding, rules)]
    if not found.rules and found.not_at_hand:
        names = ", ".join(guideline_title(name, rules.guidelines) for name in found.not_at_hand)
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
    return f"{where or guideline_title(other.rule.guideline, rules.guidelines)}, would {would(other)}"


def _asked(found: Recommendation) -> str:
    what = found.title.rstrip(". ")
    when = f", requested on {_day(found.dates.requested)}" if found.dates.requested else ""
    how = f" (disputed: {amount(found.disputed, found.unit)})" if found.disputed else ""
    as_if = f" Hypothetical: judged as if requested on {_day(found.as_if)}." if found.as_if else ""
    read = f" Hypothetical: vague words are read {found.strictness} than the rules do." if found.strictness else ""
    return f"At issue: {what}{how}{when}.{as_if}{read}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _sentence(text: str) -> str:
    stripped = text.strip().rstrip(".")
    return stripped[:1].upper() + stripped[1:] + "."


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
    used = list(dict.fromkeys(fact for each in deciding for fact in sources(found.facts_of(finding, each))))
    documented = [_fact_words(each, facts) for each in used if each.held is not None and not is_idle(each)]
    if documented:
        yield f"The record documents: {'; '.join(documented)}."
    silent = [each for each in deciding if each.truth is Truth.UNKNOWN]
    names = [
        facts[each.name].readable
        for each in dict.fromkeys(fact for one in silent for fact in sources(found.facts_of(finding, one)))
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


def _fact_words(used: FactUsed, facts: Mapping[str, Fact]) -> str:
    fact = facts.get(used.name)
    name = fact.readable if fact else used.name
    unit = f" {fact.unit}" if fact and fact.unit and isinstance(used.held, int | float) else ""
    if isinstance(used.held, bool):
        value = "documented" if used.held else "documented as absent"
        return f"{name} {value}{source_place(used)}"
    if unit.strip() and unit.strip() in name:
        unit = ""
    return f"{name}: {written(used.held)}{unit}{source_place(used)}"


def _hence(found: Recommendation) -> str:
    match found.decision:
        case Decision.APPROVE:
            return "Hence the request meets the criteria."
        case Decision.MODIFY:
            how_much = amount(found.quantity, found.unit) if found.quantity is not None else "a part of what is asked"
            kind = f" ({kind_words(found)})" if found.changes else ""
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
