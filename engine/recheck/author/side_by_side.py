"""One treatment under every edition and body that speaks of it: what each asks, aligned by fact.

Comes in: the rule set and a treatment. Goes out: a table with a column a rule and a row a fact; the rows in
which those that speak differ are marked. Nothing is averaged and nothing is left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from recheck.author.show import in_words
from recheck.model.condition import (
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    CountOf,
    FactRef,
    IfThen,
    Limit,
    NotOf,
    Op,
)
from recheck.model.guideline import Guideline
from recheck.model.rule import Approval, AtLeast, Basis, Criterion, Named, Rule, RuleSet, named_in
from recheck.model.value import written
from recheck.model.vocabulary import Vocabulary

_SIGNS = {Op.AT_LEAST: "≥", Op.AT_MOST: "≤", Op.MORE_THAN: ">", Op.LESS_THAN: "<"}
_BASES = {Basis.UNVERIFIED: "?", Basis.ONE_SOURCE: "¹", Basis.OTHER_EDITION: "²"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What one rule asks of one fact, where it says so, and under which condition."""

    fact: str
    text: str
    cite: str
    is_number: bool = False
    one_way: bool = False
    advises: bool = False
    condition: str | None = None

    @property
    def bare(self) -> str:
        """The text as it is compared: without what is known of it."""
        return self.text.rstrip("?¹²†")


@dataclass(frozen=True, slots=True)
class Column:
    """One rule: its edition, when and for what it speaks, and what it asks."""

    rule: Rule
    edition: Guideline
    applies: str
    decides: str
    asks: tuple[Asked, ...]

    @property
    def in_force(self) -> str:
        end = self.edition.in_force.end
        return f"{self.edition.in_force.start.date} to {end.date if end else 'now'}"


@dataclass(frozen=True, slots=True)
class Row:
    """One fact, with what each column asks of it (empty where it does not speak of it)."""

    fact: str
    cells: tuple[tuple[Asked, ...], ...]

    @property
    def differs(self) -> bool:
        """Whether two that speak of it ask for different things."""
        return len({frozenset(each.bare for each in cell) for cell in self.cells if cell}) > 1

    @property
    def is_number(self) -> bool:
        return any(each.is_number for cell in self.cells for each in cell)


@dataclass(frozen=True, slots=True)
class SideBySide:
    """All that is known of one treatment."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    conditions: tuple[str, ...]
    """What the letters in cells stand for: a, b, ..."""
    not_at_hand: tuple[str, ...]
    """Editions in force now that are licensed."""


def side_by_side(rules: RuleSet, treatment: str) -> SideBySide:
    """Every rule of a treatment, in the order of search and then of time.

    Raises:
        KeyError: the vocabulary has no such treatment.
    """
    title = rules.vocabulary.treatments[treatment].title
    places = rules.profile.places

    def order(column: Column) -> tuple[int, object, str]:
        return (places.get(column.edition.id, len(places)), column.edition.in_force.start.date, column.rule.id)

    columns = tuple(sorted((_column(rule, rules) for rule in rules.for_treatment(treatment)), key=order))
    facts = dict.fromkeys(each.fact for column in columns for each in column.asks)
    rows = [Row(fact, tuple(_of(column, fact) for column in columns)) for fact in facts]
    rows.sort(key=lambda row: (not row.is_number, -sum(1 for cell in row.cells if cell)))
    conditions = tuple(
        dict.fromkeys(each.condition for row in rows for cell in row.cells for each in cell if each.condition)
    )
    licensed = tuple(each.title for each in rules.guidelines.values() if each.licensed and not each.in_force.end)
    return SideBySide(title, columns, tuple(rows), conditions, licensed)


def _of(column: Column, fact: str) -> tuple[Asked, ...]:
    return tuple(dict.fromkeys(each for each in column.asks if each.fact == fact))


def _column(rule: Rule, rules: RuleSet) -> Column:
    edition = rules.guidelines[rule.guideline]
    scopes = [in_words(each, rules.vocabulary) for each in (edition.scope, rule.applies_when)]
    applies = "; ".join(each for each in scopes if each != "always")
    asks = [each for criterion in rule.criteria for each in _criterion(criterion, rule, rules.vocabulary)]
    return Column(rule, edition, applies, _decides(rule), tuple(asks))


def _decides(rule: Rule) -> str:
    if not rule.is_conclusive:
        return "takes no position"
    if rule.approve_when is None:
        return "does not recommend it"
    return _ways(rule.approve_when)


def _ways(approval: Approval) -> str:
    match approval:
        case Named():
            return "approves on one"
        case AtLeast(count, parts) if count == len(parts):
            return f"approves on all {count}" if count > 1 else "approves on one"
        case AtLeast(1, parts):
            return f"approves on any of {len(parts)}"
        case AtLeast(count, parts):
            return f"approves on {count} of {len(parts)}"


def _optional(approval: Approval, name: str) -> bool:
    """Whether the criterion stands among several, one of which is enough."""
    if isinstance(approval, Named):
        return False
    inside = [part for part in approval.parts if name in named_in(part)]
    return approval.count < len(approval.parts) or any(_optional(part, name) for part in inside)


def _criterion(criterion: Criterion, rule: Rule, vocabulary: Vocabulary) -> Iterator[Asked]:
    """What a criterion asks, with how well it is known."""
    ground = criterion.ground
    mark = _BASES.get(ground.basis, "") + ("†" if ground.reading == "ours" else "")
    advises = rule.approve_when is None or criterion.name not in named_in(rule.approve_when)
    optional = rule.approve_when is not None and not advises and _optional(rule.approve_when, criterion.name)
    for each in _asked(criterion.when, vocabulary):
        yield replace(
            each,
            text=each.text + mark,
            cite=ground.cite.within,
            one_way=each.one_way or optional,
            advises=advises,
        )


def _asked(condition: Condition, vocabulary: Vocabulary) -> Iterator[Asked]:
    match condition:
        case Comparison():
            yield _comparison(condition, vocabulary)
        case Limit(of, _, _, most):
            fact = vocabulary.facts.get(of)
            unit = fact.unit if fact and fact.unit else "number"
            text = most.name.replace("_", " ") if isinstance(most, FactRef) else str(most)
            yield Asked(f"{unit} in all", f"≤ {text}", "", is_number=True)
        case AllOf(parts):
            for part in parts:
                yield from _asked(part, vocabulary)
        case AnyOf(parts) | CountOf(_, parts):
            for part in parts:
                for each in _asked(part, vocabulary):
                    yield replace(each, one_way=len(parts) > 1 or each.one_way)
        case IfThen(when, then):
            asked = in_words(when, vocabulary)
            for each in _asked(then, vocabulary):
                yield replace(each, condition=f"{asked}; {each.condition}" if each.condition else asked)
        case NotOf(part):
            for each in _asked(part, vocabulary):
                yield replace(each, text=_OPPOSITE.get(each.text, f"not {each.text}"))


_OPPOSITE = {"yes": "no", "no": "yes"}


def _comparison(leaf: Comparison, vocabulary: Vocabulary) -> Asked:
    fact = vocabulary.facts.get(leaf.fact)
    name = fact.readable if fact else leaf.fact.replace("_", " ")
    if isinstance(leaf.operand, bool):
        return Asked(name, "yes" if leaf.operand == (leaf.op is Op.EQUALS) else "no", "")
    if isinstance(leaf.operand, FactRef):
        other = vocabulary.facts.get(leaf.operand.name)
        value = other.readable if other else leaf.operand.name
    elif isinstance(leaf.operand, tuple):
        value = ", ".join(written(each).replace("_", " ") for each in leaf.operand)
    else:
        value = written(leaf.operand).replace("_", " ")
    if leaf.op in _SIGNS:
        unit = " %" if fact and fact.unit == "percent" else f" {fact.unit}" if fact and fact.unit else ""
        return Asked(name, f"{_SIGNS[leaf.op]} {value}{unit}", "", is_number=True)
    return Asked(name, f"not {value}" if leaf.op is Op.NOT else value, "")
