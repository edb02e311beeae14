"""Condition trees from YAML nodes.

Comes in: a node and the vocabulary. Goes out: a typed condition, or the problems that keep it from
being one. Everything that can be wrong with a condition is found here, before any evaluator sees it.
"""

from recheck.conditions.typed import typed
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
    Operand,
)
from recheck.model.node import Node, Scalar, YamlList, YamlMapping, unknown_key, unknown_name
from recheck.model.problem import Place, Problem
from recheck.model.value import Number
from recheck.model.vocabulary import Fact, FactType, Vocabulary

RESERVED = ("all", "any", "not", "if", "then", "count")
MAX_DEPTH = 30


class ConditionReader:
    """Reads conditions, gathering problems in `problems`."""

    def __init__(self, vocabulary: Vocabulary, problems: list[Problem]) -> None:
        self.vocabulary = vocabulary
        self.problems = problems

    def read(self, node: Node, depth: int = 0) -> Condition:
        """The condition that a node states; one that is always FALSE after a problem."""
        if depth > MAX_DEPTH:
            return self._problem(
                "too-deep",
                f"a condition nests at most {MAX_DEPTH} levels",
                node.place,
                "name an inner group as a definition",
            )
        if not isinstance(node, YamlMapping) or not node:
            return self._problem(
                "not-a-condition",
                "a condition is a mapping such as {exercise_program: true}",
                node.place,
            )
        reserved = [key for key in node if key in RESERVED]
        if reserved:
            return self._reserved(node, reserved, depth)
        parts = tuple(comparison for name, value in node.items() for comparison in self._fact(node, name, value))
        return parts[0] if len(parts) == 1 else AllOf(parts, node.place)

    def read_limit(self, of: Scalar, already: Scalar | None, at_most: Node, *, closes: bool) -> Limit | None:
        """A limit over the running total of a quantity; None after a problem."""
        facts = [self._known(each) for each in (of, already) if each is not None]
        if None in facts:
            return None
        for fact, scalar in zip(facts, (of, already), strict=False):
            if fact and scalar and not fact.type.is_numeric:
                self._problem("wrong-type", f"'{fact.name}' is not a number", scalar.place)
                return None
        unit, suffix = of.text.rsplit("_", 1) if "_" in of.text else (of.text, "")
        if suffix != "requested":
            self._problem(
                "not-a-quantity",
                f"'{of.text}' is not a disputed quantity",
                of.place,
                "a limit is of a fact named <unit>_requested, such as visits_requested",
            )
            return None
        authorized = f"{unit}_authorized"
        if authorized not in self.vocabulary.facts:
            self._problem(
                "unknown-fact",
                f"'{authorized}' is not in the vocabulary, and '{of.text}' needs it",
                of.place,
                f"add '{authorized}' beside '{of.text}'",
            )
            return None
        left = facts[0]
        assert left is not None
        cap = self._cap(left, at_most)
        if cap is None:
            return None
        return Limit(of.text, already.text if already else None, authorized, cap, closes, of.place)

    def _cap(self, left: Fact, node: Node) -> Number | FactRef | None:
        if isinstance(node, YamlMapping):
            return self._fact_ref(left, Op.AT_MOST, node)
        value = typed(left, node, self.problems)
        return value if isinstance(value, int | float) else None

    def _reserved(self, node: YamlMapping, reserved: list[str], depth: int) -> Condition:
        word = reserved[0]
        alone = {"if", "then"} if word in ("if", "then") else {word}
        if set(node) != alone:
            strangers = [key for key in node if key not in alone]
            if strangers:
                return self._problem(
                    "reserved-word",
                    f"'{word}' stands alone in its mapping, and '{strangers[0]}' stands beside it",
                    node.keys_at[strangers[0]],
                    "put both under 'all'",
                )
            return self._problem("if-without-then", "'if' and 'then' come together", node.keys_at[word])
        if word in ("if", "then"):
            return IfThen(self.read(node["if"], depth + 1), self.read(node["then"], depth + 1), node.place)
        if word == "not":
            return NotOf(self.read(node["not"], depth + 1), node.place)
        if word == "count":
            return self._count(node["count"], depth)
        parts = self._list(node[word], word, depth)
        return AllOf(parts, node.place) if word == "all" else AnyOf(parts, node.place)

    def _list(self, node: Node, word: str, depth: int) -> tuple[Condition, ...]:
        if not isinstance(node, YamlList) or not node:
            self._problem("not-a-list", f"'{word}' takes a list of conditions", node.place)
            return ()
        return tuple(self.read(item, depth + 1) for item in node)

    def _count(self, node: Node, depth: int) -> Condition:
        if not isinstance(node, YamlMapping) or set(node) != {"at_least", "of"}:
            return self._problem("not-a-count", "'count' takes {at_least: number, of: [conditions]}", node.place)
        number = node["at_least"]
        parts = self._list(node["of"], "of", depth)
        if not isinstance(number, Scalar) or not isinstance(number.value, int) or isinstance(number.value, bool):
            return self._problem("wrong-type", "'at_least' in a count is a whole number", number.place)
        if not 1 <= number.value <= len(parts):
            return self._problem(
                "count-out-of-reach", f"at least {number.value} of {len(parts)} conditions", number.place
            )
        return CountOf(number.value, parts, node.place)

    def _fact(self, node: YamlMapping, name: str, value: Node) -> list[Comparison]:
        place = node.keys_at[name]
        fact = self.vocabulary.facts.get(name)
        if fact is None:
            self.unknown_fact(name, place)
            return []
        if isinstance(value, YamlMapping):
            return self._constraints(fact, value, place)
        if isinstance(value, YamlList):
            if fact.type is FactType.SET:
                self._problem(
                    "bare-list",
                    f"'{name}' is a set; a bare list does not say whether all or any are meant",
                    value.place,
                    "write {includes_any: [...]} or {within: [...]}",
                )
                return []
            return self._comparison(fact, Op.ONE_OF, value, place)
        if fact.type is FactType.SET:
            self._problem(
                "bare-list", f"'{name}' is a set", value.place, f"write {{{name}: {{includes: {value.text}}}}}"
            )
            return []
        return self._comparison(fact, Op.EQUALS, value, place)

    def _constraints(self, fact: Fact, node: YamlMapping, place: Place) -> list[Comparison]:
        if not node:
            self._problem("not-a-condition", f"nothing is asked of '{fact.name}'", node.place)
        found = []
        for word, operand in node.items():
            if word not in {str(op) for op in Op}:
                self.problems.append(unknown_key(node, word, [str(op) for op in Op]))
                continue
            found += self._comparison(fact, Op(word), operand, place)
        return found

    def _comparison(self, fact: Fact, op: Op, node: Node, place: Place) -> list[Comparison]:
        operand = self._operand(fact, op, node)
        return [] if operand is None else [Comparison(fact.name, op, operand, place)]

    def _operand(self, fact: Fact, op: Op, node: Node) -> Operand | None:
        ordered = fact.type.is_numeric or fact.type is FactType.DATE
        if op.is_ordering and not ordered:
            self._problem(
                "wrong-operator",
                f"'{op}' needs a number or a date, and '{fact.name}' is {fact.type}",
                node.place,
                "use equals, not or one_of",
            )
            return None
        if op.needs_set != (fact.type is FactType.SET):
            fitting = "includes, includes_any or within" if fact.type is FactType.SET else "equals, not or one_of"
            self._problem(
                "wrong-operator",
                f"'{op}' does not fit '{fact.name}', which is {fact.type}",
                node.place,
                f"use {fitting}",
            )
            return None
        if isinstance(node, YamlMapping):
            return self._fact_ref(fact, op, node)
        member = fact if fact.type is not FactType.SET else _member(fact)
        if op.takes_list:
            if not isinstance(node, YamlList) or not node:
                self._problem("not-a-list", f"'{op}' takes a list with at least one value", node.place)
                return None
            values = [typed(member, item, self.problems) for item in node]
            return None if None in values else tuple(value for value in values if value is not None)
        if isinstance(node, YamlList):
            self._problem("wrong-type", f"'{op}' takes one value", node.place, "use one_of for a list")
            return None
        return typed(member, node, self.problems)

    def _fact_ref(self, fact: Fact, op: Op, node: YamlMapping) -> FactRef | None:
        if set(node) != {"fact"} or not isinstance(node.get("fact"), Scalar) or op.takes_list or op.needs_set:
            self._problem(
                "wrong-type", f"'{op}' takes a value, or {{fact: name}} where it compares with one", node.place
            )
            return None
        name = node["fact"]
        assert isinstance(name, Scalar)
        other = self._known(name)
        if other is None:
            return None
        same = (fact.type.is_numeric and other.type.is_numeric) or fact.type is other.type
        if not same:
            self._problem(
                "wrong-type",
                f"'{fact.name}' is {fact.type}, '{other.name}' is {other.type}: they cannot be compared",
                name.place,
            )
            return None
        if fact.unit and other.unit and fact.unit != other.unit:
            self._problem(
                "unit-mismatch",
                f"'{fact.name}' is in {fact.unit}, '{other.name}' in {other.unit}",
                name.place,
                "compare facts of one unit",
            )
            return None
        return FactRef(other.name)

    def _known(self, scalar: Scalar) -> Fact | None:
        fact = self.vocabulary.facts.get(scalar.text)
        if fact is None:
            self.unknown_fact(scalar.text, scalar.place)
        return fact

    def unknown_fact(self, name: str, place: Place) -> None:
        """Say that a name is no fact, with the nearest fact and where that stands."""
        self.problems.append(unknown_name("fact", name, self.vocabulary.facts, place))

    def _problem(self, code: str, message: str, place: Place, suggestion: str | None = None) -> Condition:
        self.problems.append(Problem(code, message, place, suggestion))
        return AnyOf((), place)


def _member(fact: Fact) -> Fact:
    """A set fact as the fact of one member."""
    kind = FactType.CHOICE
    return Fact(fact.name, kind, fact.belongs_to, values=fact.values)
