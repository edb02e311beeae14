"""Expressions as Ibis expressions over a table: the one place that knows the library.

What a node means is said in `expr`; here stands only how Ibis writes it, so that it is the same on
every engine. Wide switches become switches over ranges, and long sums and truths pair up, so that no
engine meets a deep or a long chain. Needs the extra `audit`.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import singledispatchmethod
from math import isqrt
from typing import Any, TypeAlias

from recheck.evaluators.columns import expr as e
from recheck.evaluators.columns.expr import Expr, Kind

Value: TypeAlias = Any
"""An Ibis value; its types are the library's own."""

TYPES = {
    Kind.BOOLEAN: "boolean",
    Kind.INTEGER: "int64",
    Kind.NUMBER: "float64",
    Kind.DATE: "date",
    Kind.TEXT: "string",
    Kind.TEXTS: "array<string>",
}
WIDE = 12
"""Switches over more values than this are split into ranges."""
EXACT = 9e6
"""Numbers below it keep nine decimals in a double."""


class Emitter:
    """Expressions over one table."""

    def __init__(self, table: Value) -> None:
        import ibis

        self.ibis = ibis
        self.table = table
        self.known: dict[int, tuple[Expr, Value]] = {}

    def columns(self, wanted: Mapping[str, Expr]) -> dict[str, Value]:
        """Several expressions by name."""
        return {name: self(each) for name, each in wanted.items()}

    def __call__(self, part: Expr) -> Value:
        found = self.known.get(id(part))
        if found is None:
            found = self.known[id(part)] = (part, self.emit(part))
        return found[1]

    @singledispatchmethod
    def emit(self, part: Any) -> Value:
        raise TypeError(f"no node: {part!r}")

    @emit.register
    def _(self, part: e.Column) -> Value:
        return self.table[part.name]

    @emit.register
    def _(self, part: e.Const) -> Value:
        return self.ibis.literal(part.value, TYPES[part.kind])

    @emit.register
    def _(self, part: e.Null) -> Value:
        return self.ibis.null(TYPES[part.kind])

    @emit.register
    def _(self, part: e.IsNull) -> Value:
        return self(part.of).isnull()

    @emit.register
    def _(self, part: e.Not) -> Value:
        return ~self(part.of)

    @emit.register
    def _(self, part: e.And) -> Value:
        return _paired([self(each) for each in part.parts], lambda left, right: left & right)

    @emit.register
    def _(self, part: e.Or) -> Value:
        return _paired([self(each) for each in part.parts], lambda left, right: left | right)

    @emit.register
    def _(self, part: e.Compare) -> Value:
        left, right = self(part.left), self(part.right)
        match part.how:
            case e.Relation.EQ:
                return left == right
            case e.Relation.NE:
                return left != right
            case e.Relation.LT:
                return left < right
            case e.Relation.LE:
                return left <= right
            case e.Relation.GT:
                return left > right
            case e.Relation.GE:
                return left >= right

    @emit.register
    def _(self, part: e.OneOf) -> Value:
        return self(part.of).isin(list(part.values))

    @emit.register
    def _(self, part: e.Arithmetic) -> Value:
        left, right = self(part.left), self(part.right)
        match part.how:
            case e.Operator.ADD:
                return left + right
            case e.Operator.SUBTRACT:
                return left - right
            case e.Operator.MULTIPLY:
                return left * right
            case e.Operator.DIVIDE:
                return left / right

    @emit.register
    def _(self, part: e.Case) -> Value:
        branches = [(self(condition), self(value)) for condition, value in part.branches]
        return self.ibis.cases(*branches, else_=self(part.otherwise))

    @emit.register
    def _(self, part: e.Switch) -> Value:
        rows = sorted(((number, self(value)) for number, value in part.values), key=lambda row: row[0])
        return self._switch(self(part.of), rows, self(part.otherwise))

    def _switch(self, of: Value, rows: Sequence[tuple[int, Value]], otherwise: Value) -> Value:
        if len(rows) <= WIDE:
            return of.cases(*rows, else_=otherwise)
        size = max(WIDE // 2, isqrt(len(rows)))
        groups = [rows[start : start + size] for start in range(0, len(rows), size)]
        branches = [(of <= group[-1][0], self._switch(of, group, otherwise)) for group in groups]
        return self.ibis.cases(*branches, else_=otherwise)

    @emit.register
    def _(self, part: e.Coalesce) -> Value:
        return self.ibis.coalesce(*(self(each) for each in part.parts))

    @emit.register
    def _(self, part: e.Greatest) -> Value:
        return self.ibis.greatest(*(self(each) for each in part.parts))

    @emit.register
    def _(self, part: e.Rounded) -> Value:
        value = self(part.of)
        near = ((value * 1e9 + 0.5).floor()).cast("float64") / 1e9
        return self.ibis.cases((value.abs() < EXACT, near), else_=value)

    @emit.register
    def _(self, part: e.Floor) -> Value:
        return self(part.of).floor().cast("int64")

    @emit.register
    def _(self, part: e.ToNumber) -> Value:
        return self(part.of).cast("float64")

    @emit.register
    def _(self, part: e.DatePart) -> Value:
        value = self(part.of)
        found = {"year": value.year, "month": value.month, "day": value.day}[part.part]()
        return found.cast("int64")

    @emit.register
    def _(self, part: e.Days) -> Value:
        return self(part.end).delta(self(part.start), unit="day").cast("int64")

    @emit.register
    def _(self, part: e.Has) -> Value:
        return self(part.of).contains(part.word)

    @emit.register
    def _(self, part: e.Size) -> Value:
        return self(part.of).unique().length().cast("int64")

    @emit.register
    def _(self, part: e.Bits) -> Value:
        value = self(part.of)
        moved = value >> self.ibis.literal(part.shift, "int64") if part.shift else value
        return moved & self.ibis.literal((1 << part.width) - 1, "int64")

    @emit.register
    def _(self, part: e.Masked) -> Value:
        return self(part.of) & self.ibis.literal(part.mask, "int64")


def _paired(parts: list[Value], join: Callable[[Value, Value], Value]) -> Value:
    """The parts joined in pairs, and the pairs again."""
    while len(parts) > 1:
        parts = [join(*parts[at : at + 2]) if at + 1 < len(parts) else parts[at] for at in range(0, len(parts), 2)]
    return parts[0]
