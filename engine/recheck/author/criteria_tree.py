"""A rule's criteria as a tree of words: what approves it, down to each single fact that is asked.

Comes in: a rule. Goes out: limbs with their words, what is known of them, and the limbs below; printers
draw them as text or as nested lists.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from recheck.author.show import in_words
from recheck.model.condition import AllOf, AnyOf, Comparison, Condition, CountOf, IfThen, Limit, NotOf
from recheck.model.rule import Approval, Criterion, Named, Reading, Role, Rule, RuleSet, Strictness, named_in


@dataclass(frozen=True, slots=True)
class Limb:
    """One part of the tree; `name` of a criterion, `notes` what is known of it."""

    words: str
    limbs: tuple["Limb", ...] = ()
    name: str | None = None
    notes: tuple[str, ...] = ()


def criteria_tree(rule: Rule, rules: RuleSet) -> tuple[Limb, ...]:
    """What the rule asks: its approval first, then criteria that only advise."""
    if rule.approve_when is None:
        return tuple(_criterion(each, rules) for each in rule.criteria)
    named = named_in(rule.approve_when)
    advising = tuple(_criterion(each, rules) for each in rule.criteria if each.name not in named)
    tree = _approval(rule.approve_when, rule, rules)
    return (tree, Limb("advising only, without a say in the decision", advising)) if advising else (tree,)


def gate_words(count: int, parts: int) -> str:
    """How many of the parts must hold.

    >>> gate_words(2, 2), gate_words(1, 3), gate_words(2, 3)
    ('all of', 'any of', 'at least 2 of')
    """
    return "all of" if count == parts else "any of" if count == 1 else f"at least {count} of"


def _approval(approval: Approval, rule: Rule, rules: RuleSet) -> Limb:
    if isinstance(approval, Named):
        return _criterion(next(each for each in rule.criteria if each.name == approval.name), rules)
    parts = tuple(_approval(part, rule, rules) for part in approval.parts)
    return Limb(gate_words(approval.count, len(parts)), parts)


def _criterion(criterion: Criterion, rules: RuleSet) -> Limb:
    return Limb(criterion.says, (_condition(criterion.when, rules),), criterion.name, tuple(_notes(criterion, rules)))


def _notes(criterion: Criterion, rules: RuleSet) -> Iterator[str]:
    ground = criterion.ground
    reading = "quoted" if ground.reading is Reading.QUOTED else "our reading"
    yield f"{ground.cite.shortly(rules.guidelines)}; basis {str(ground.basis).replace('_', ' ')}; {reading}"
    if criterion.role is Role.SUPPORTING:
        yield "advice of the guideline: it decides nothing"
    if criterion.is_stated:
        yield "the request has to state it: stated otherwise it pends, and silence denies nobody"
    if criterion.heard_in is not None:
        heard = in_words(criterion.heard_in, rules.vocabulary)
        yield f"where this is documented, silence is what the record says: {heard}"
    if criterion.if_silent_met:
        closed = "what was had before counts as none" if criterion.when_silent is not None else "it counts as met"
        yield f"where the record is silent and silence closes, {closed}"
    if criterion.has_gaps:
        yield "the source's list is known in part, so not meeting it is no ground to deny"
    if criterion.unless is not None:
        yield f"the extension: {criterion.unless.cite.shortly(rules.guidelines)}"
    for strictness in Strictness:
        other = criterion.read(strictness)
        if other is not None:
            yield f"read {strictness}: {other.says}. {other.why}"


def _condition(condition: Condition, rules: RuleSet) -> Limb:
    match condition:
        case Comparison() | Limit():
            return Limb(in_words(condition, rules.vocabulary))
        case NotOf(part):
            return Limb("not", (_condition(part, rules),))
        case IfThen(when, then):
            return Limb("where the first holds, the second must", (_condition(when, rules), _condition(then, rules)))
        case AllOf(parts):
            return _several("all of", parts, rules)
        case AnyOf(parts):
            return _several("any of", parts, rules)
        case CountOf(count, parts):
            return _several(gate_words(count, len(parts)), parts, rules)


def _several(words: str, parts: tuple[Condition, ...], rules: RuleSet) -> Limb:
    limbs = tuple(_condition(part, rules) for part in parts)
    return limbs[0] if len(limbs) == 1 else Limb(words, limbs)
