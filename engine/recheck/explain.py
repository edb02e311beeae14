"""A recommendation in words: its headline, and the rationale that a letter would carry.

Comes in: a recommendation and the rule set it was made with. Goes out: text, as a physician adviser would dictate it:
what is recommended; which criteria are met, which are not and why, which are not documented; what would change it;
whose criteria they are; a line to sign. Each criterion is said once, with its place and how well it is known.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from recheck.evaluators.paths import refused_paths
from recheck.model.guideline import Citation
from recheck.model.recommendation import (
    Change,
    CriterionFinding,
    Decision,
    FactUsed,
    Reason,
    Recommendation,
    RuleFinding,
)
from recheck.model.rule import Basis, Reading, RuleSet
from recheck.model.truth import Truth
from recheck.model.vocabulary import Fact
from recheck.phrases import (
    RESTS_ON,
    amount,
    day_words,
    fact_words,
    guideline_title,
    how_known,
    is_idle,
    kind_words,
    listed,
    region_words,
    source_place,
    sources,
    stance,
    unsaid_region,
    wish_words,
)

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
    Reason.GATE: "the request cannot be reviewed yet",
    Reason.DEPENDENCY: "it depends on another request",
    Reason.PART: "each part is judged by itself",
    Reason.NO_RULE: "no rule at hand covers this request on this date and in this situation",
    Reason.UNCONFIRMED: "a 'no' that was read has to be confirmed first",
    Reason.INCONCLUSIVE: "the guidelines at hand take no position",
    Reason.ADVISORY: "the only criteria at hand are advisory and would deny, so a physician decides",
    Reason.PHYSICIAN: "not all criteria are met, so a physician decides",
    Reason.GAPS: "the unmet criterion comes from an incomplete list, so it cannot justify a denial",
}
_FOR_A_PHYSICIAN = (Reason.ADVISORY, Reason.PHYSICIAN, Reason.GAPS)
SIGNED = "Reviewer: ____________________  License: ______________  Date: ____________"
A_PAYERS = "a payer's decision, which is evidence and no standard of care"
FEW = 4
"""Facts in a way to approval that is told among others."""
LONG = 80
"""Letters of a title that a headline still holds."""
MOST = 5
"""Ways, or missing facts, that the rationale tells."""


def headline(found: Recommendation, rules: RuleSet | None = None) -> str:
    """The decision in one line: `MODIFY to 6 visits, on documented facts`.

    Args:
        rules: where given, a request that no rule covers is told with the editions that would speak.
    """
    parts = [_TITLES[found.decision]]
    if found.decision is Decision.MODIFY and found.quantity is not None:
        parts.append(f"to {amount(found.quantity, found.unit)}")
    if found.changes:
        parts.append("as " + kind_words(found))
    text = " ".join(parts)
    if found.rests_on:
        text += f", {RESTS_ON[found.rests_on]}"
    if found.reason in _WHY and not found.decision.is_certain:
        text += f": {_why(found)}"
    if found.reason is Reason.NO_RULE and found.not_at_hand and rules:
        text += f"; it would be for {listed(_short_names(found.not_at_hand, rules), 'or')}"
    if found.standing:
        text += f"; {found.standing}"
    return text


def _short_names(names: Sequence[str], rules: RuleSet) -> list[str]:
    """Guidelines by their short names, each once: the edition is told beneath."""
    known = [rules.guidelines.get(name) for name in names]
    return list(
        dict.fromkeys((each.short or each.title) if each else name for name, each in zip(names, known, strict=True))
    )


def _why(found: Recommendation) -> str:
    """Why nothing is recommended: by name, what no rule covers; what keeps a request from review."""
    assert found.reason
    if found.reason is Reason.NO_RULE:
        asked = found.title.rstrip(". ")
        named = f"'{asked}'" if len(asked) <= LONG else "this request"
        return f"no rule at hand covers {named} on this date and in this situation"
    return _WHY[found.reason] + (f" ({listed(found.closed_by)})" if found.closed_by else "")


def rationale(found: Recommendation, rules: RuleSet) -> str:
    """The rationale; its paragraphs stand apart by an empty line."""
    return "\n\n".join(paragraphs(found, rules))


def paragraphs(found: Recommendation, rules: RuleSet) -> Iterator[str]:
    """What is recommended, why, what would change it, on whose criteria, and a line to sign."""
    yield _recommended(found, rules)
    yield from _components(found, rules) if found.components else filter(None, [" ".join(_grounds(found, rules))])
    change = _what_would_change(found, rules)
    if change:
        yield change
    yield from filter(None, (" ".join(_basis(found, rules)), " ".join(_with_a_refusal(found))))
    if found.decision is not Decision.NOT_COVERED:
        yield SIGNED


def _components(found: Recommendation, rules: RuleSet) -> Iterator[str]:
    """Each part or region with its own decision and grounds; those of which the same is said, together."""
    labels: dict[str, list[str]] = {}
    for each in found.components:
        is_part = each.request != found.request
        label = _of_part(found, each, rules) if is_part or not each.region else region_words(each.region)
        labels.setdefault(" ".join([_decided(each), *_grounds(each, rules)]), []).append(label.rstrip(". "))
    for text, names in labels.items():
        yield f"{_sentence(listed(names))} {text}"


def _of_part(found: Recommendation, part: Recommendation, rules: RuleSet) -> str:
    """A part's own words; where it has those of the whole, its treatment and region."""
    if part.title != found.title:
        return part.title
    treatment = rules.vocabulary.treatments.get(part.treatment or "")
    title = treatment.title if treatment else part.title
    return title + unsaid_region(title, part.region)


def _recommended(found: Recommendation, rules: RuleSet) -> str:
    """The request in a line, and what is recommended."""
    what = found.title.rstrip(". ") + _at(found)
    is_said = found.disputed in (None, 0, 1) or re.search(rf"\b{found.disputed}\b", what)
    asked = "" if is_said else f" ({amount(found.disputed or 0, found.unit)})"
    when = f", requested {day_words(found.dates.requested)}" if found.dates.requested else ""
    sentences = [f"{what}{asked}{when}.", _decided(found)]
    if found.reason_text:
        sentences.append(_sentence(found.reason_text))
    if found.as_if:
        sentences.append(f"Hypothetical: judged as if requested {day_words(found.as_if)}.")
    if found.strictness:
        sentences.append(f"Hypothetical: vague words are read {found.strictness} than the rules do.")
    if not found.rules and not found.components and found.not_at_hand:
        names = listed([guideline_title(name, rules.guidelines) for name in found.not_at_hand])
        sentences.append(f"In force, but without criteria at hand for it: {names}.")
    return " ".join(sentences)


def _at(found: Recommendation) -> str:
    """The region, where the title does not name it."""
    return "" if found.components else unsaid_region(found.title, found.region)


def _decided(found: Recommendation) -> str:
    """The decision in a sentence, with the amount."""
    on = f", {RESTS_ON[found.rests_on]}" if found.rests_on and found.rests_on != "documented" else ""
    match found.decision:
        case Decision.APPROVE:
            return f"Recommended: approve{on}."
        case Decision.MODIFY:
            parts = [] if found.quantity is None else [amount(found.quantity, found.unit)]
            parts += [kind_words(found)] if found.changes else []
            rest = (found.disputed or 0) - (found.quantity or 0) if found.quantity is not None else 0
            other = f" For the other {rest} the criteria are not met." if rest > 0 else ""
            return f"Recommended: {', '.join(parts) or 'a part of what is asked'}{on}.{other}"
        case Decision.DENY:
            return f"Recommended: deny{on}."
        case Decision.PEND:
            why = f": {_why(found)}" if found.reason in _WHY else ""
            still = listed([each.replace("_", " ") for each in found.possible], "or")
            open_ = f" Still possible: {still}." if still and found.reason not in _FOR_A_PHYSICIAN else ""
            return f"No recommendation yet{why}.{open_}"
        case Decision.NOT_COVERED:
            why = f": {_why(found)}" if found.reason in _WHY else ""
            return f"No recommendation{why}. A guideline's silence is no ground to deny (8 CCR 9792.21(d))."


def _grounds(found: Recommendation, rules: RuleSet) -> Iterator[str]:
    """What is met, what is against it, what is not documented; rule by rule."""
    if found.components:
        return
    if found.reason is Reason.SCOPE_NOT_DOCUMENTED:
        names = "; ".join(rules.called(finding.rule) for finding in found.rules)
        yield f"Which of these applies depends on what is not documented: {names}."
        return
    said: set[tuple[str, Citation]] = set()
    for finding in found.rules:
        if finding.rule.approve_when is None:
            assert finding.rule.ground is not None
            says = finding.rule.says or f"{finding.rule.title} is not recommended"
            yield f"{_sentence(says)[:-1]} ({finding.rule.ground.cite.titled(rules.guidelines)})."
            continue
        yield from _criteria(found, finding, rules, said)


def _criteria(
    found: Recommendation, finding: RuleFinding, rules: RuleSet, said: set[tuple[str, Citation]]
) -> Iterator[str]:
    """The criteria of one rule by their truth: all that are met, of the others those that decide.

    What a rule before it said word for word of the same source is not said again.
    """
    facts = rules.vocabulary.facts
    deciding = [each for each in finding.criteria if each.decides] or list(finding.criteria)
    is_settled = found.decision in (Decision.APPROVE, Decision.MODIFY)
    met = [each for each in (deciding if is_settled else finding.criteria) if each.truth is Truth.TRUE]
    unknown = [each for each in deciding if each.truth is Truth.UNKNOWN]
    silent = "Not documented"
    if unknown and {each.closed for each in unknown} == {Truth.FALSE}:
        silent = "Not documented, and so not established"
    elif unknown and {each.closed for each in unknown} == {Truth.TRUE}:
        silent = "Not documented, and counted in the patient's favor"
    groups = (
        ("Met", met, _figures),
        ("Not met", [each for each in deciding if each.truth is Truth.FALSE], _documented),
        (silent, unknown, _so_far),
    )
    told: set[FactUsed] = set()
    for name, members, shown in groups:
        fresh = [each for each in members if (each.criterion.says, each.criterion.ground.cite) not in said]
        said.update((each.criterion.says, each.criterion.ground.cite) for each in fresh)
        if fresh:
            clauses = [(each, [*shown(found.facts_of(finding, each), facts, told), *_spoken(each)]) for each in fresh]
            yield f"{name}: {_clauses(clauses)}."
    yield from _paths(finding)


def _spoken(each: CriterionFinding) -> list[str]:
    """Of a criterion that is open, the words of the record that may tell of it."""
    if each.truth is not Truth.UNKNOWN:
        return []
    places = [(it.says, f", {it.evidence}" if it.evidence else "") for it in each.mentioned]
    return [f"mentioned, and not read: '{says}'{place}" for says, place in places]


def _paths(finding: RuleFinding) -> Iterator[str]:
    """Of a denial with several ways to approve: how many the record refutes, and how many it leaves open."""
    paths = refused_paths(finding)
    refuted = sum(each.is_refuted for each in paths)
    if 0 < refuted < len(paths):
        yield f"Of {len(paths)} ways to approve, the record refutes {refuted}; the others need what it leaves open."


def _clauses(criteria: Sequence[tuple[CriterionFinding, list[str]]]) -> str:
    """Criteria in a row; what neighbours share, their place and how they are known, is said after the last."""
    parts: list[str] = []
    for number, (each, facts) in enumerate(criteria):
        text = _clause(each.criterion.says) + (f" [{'; '.join(facts)}]" if facts else "")
        place = ", ".join([each.criterion.ground.cite.within, *how_known(each)])
        follows = criteria[number + 1][0] if number + 1 < len(criteria) else None
        if follows is None or place != ", ".join([follows.criterion.ground.cite.within, *how_known(follows)]):
            text += f" ({place})"
        parts.append(text)
    return "; ".join(parts)


def _clause(says: str) -> str:
    """The start of a sentence as the middle of one; names such as MRI keep their capitals."""
    first = says.split(" ", 1)[0]
    return says if first[1:2].isupper() else says[:1].lower() + says[1:]


def _documented(used: tuple[FactUsed, ...], facts: Mapping[str, Fact], told: set[FactUsed]) -> list[str]:
    """Every documented fact of a criterion, with its place."""
    return [fact_words(each, facts, told) for each in used if each.held is not None and not is_idle(each)]


def _so_far(used: tuple[FactUsed, ...], facts: Mapping[str, Fact], told: set[FactUsed]) -> list[str]:
    """Of a criterion that is open, what the record does document."""
    return _documented(sources(used), facts, told)


def _figures(used: tuple[FactUsed, ...], facts: Mapping[str, Fact], told: set[FactUsed]) -> list[str]:
    """Of a criterion that is met, what it does not say itself: numbers, dates and places in the record."""
    shown = tuple(each for each in used if not isinstance(each.held, bool) or source_place(each))
    return _documented(shown, facts, told)


def _what_would_change(found: Recommendation, rules: RuleSet) -> str | None:
    """What to send: facts that would approve it, else those that are missing."""
    facts = rules.vocabulary.facts
    if found.decision in (Decision.APPROVE, Decision.NOT_COVERED) or found.reason is Reason.SCOPE_NOT_DOCUMENTED:
        return None
    ways = [each for each in found.would_change if len(each.facts) <= FEW] or list(found.would_change[:1])
    silent = [_way(each, facts) for each in ways if each.undocumented_only][:MOST]
    against = [_way(each, facts) for each in ways if not each.undocumented_only][: MOST - len(silent)]
    lead = "To decide this" if found.decision is Decision.PEND else "To change this"
    told = []
    if silent:
        told.append(f"{lead}, send a note that documents, for example: {'; or '.join(silent)}.")
    elif found.missing:
        names = dict.fromkeys(facts[each.fact].readable for each in found.missing if each.fact in facts)
        told.append(f"{lead}, send a note on: {'; '.join(list(names)[:MOST])}.")
    if against:
        told.append(f"It would be approved if the record showed otherwise, for example: {'; or '.join(against)}.")
    return " ".join(told) or None


def _way(change: Change, facts: Mapping[str, Fact]) -> str:
    return listed([wish_words(facts[name], value) for name, value in change.facts])


def _basis(found: Recommendation, rules: RuleSet) -> Iterator[str]:
    """Whose criteria they are and how they rank, and who would decide otherwise."""
    titles = dict.fromkeys(guideline_title(each.rule.guideline, rules.guidelines) for each in _deciding(found))
    if titles:
        yield f"Basis: {'; '.join(titles)}."
    if found.standing:
        yield f"{_sentence(found.standing)[:-1]} (8 CCR 9792.21.1)."
    if found.reason in (Reason.ADVISORY, Reason.GAPS):
        decide = (rules.guidelines[each.rule.guideline] for each in _deciding(found))
        for title in dict.fromkeys(each.title for each in decide if each.is_purchase):
            yield f"A refusal to pay under {title} is {A_PAYERS}."
    for each in found.also_considered:
        if _differs(each, found):
            yield f"{_dissent(each, rules)}."


def _with_a_refusal(found: Recommendation) -> Iterator[str]:
    """What the rules say must go with a refusal."""
    if found.decision in (Decision.DENY, Decision.MODIFY) or found.reason is Reason.ADVISORY:
        texts = [each.rule.on_not_approved for each in _deciding(found)]
        yield from dict.fromkeys(_sentence(each) for each in texts if each)


def _deciding(found: Recommendation) -> list[RuleFinding]:
    """The rules that decide, of all components."""
    return [each for one in (found, *found.components) for each in one.rules]


def _differs(other: RuleFinding, found: Recommendation) -> bool:
    """Whether a guideline that applies, and ranks with the one that decides, would decide otherwise."""
    if other.rank > max((each.rank for each in found.rules), default=0):
        return False
    if not other.rule.is_conclusive or other.applies is not Truth.TRUE or not other.decision.is_certain:
        return False
    return all((each.decision, each.quantity) != (other.decision, other.quantity) for each in found.rules)


def _dissent(other: RuleFinding, rules: RuleSet) -> str:
    """Whose criteria would decide otherwise, and by what of theirs."""
    where = "; ".join(dict.fromkeys(each.cite.titled(rules.guidelines) for each in other.grounds))
    named = where or guideline_title(other.rule.guideline, rules.guidelines)
    says = stance(other, rules.guidelines)
    if other.decision is Decision.DENY and rules.guidelines[other.rule.guideline].is_purchase:
        return f"{named}, {says}: {A_PAYERS}"
    unmet = [each.criterion.says for each in other.criteria if each.decides and each.truth is Truth.FALSE]
    if other.rule.approve_when is None and other.rule.says:
        return f"{named}, {says}: {_clause(other.rule.says)}"
    return f"{named}, {says}" + (f"; not met: {'; '.join(map(_clause, unmet))}" if unmet else "")


def _sentence(text: str) -> str:
    stripped = text.strip().rstrip(".")
    return stripped[:1].upper() + stripped[1:] + "."


def share_ours(found: Recommendation) -> float | None:
    """The share of the deciding criteria that rests on our reading or on unverified grounds."""
    grounds = [ground for finding in found.rules for ground in finding.grounds]
    if not grounds:
        return None
    weak = [each for each in grounds if each.reading is Reading.OURS or each.basis is Basis.UNVERIFIED]
    return len(weak) / len(grounds)
