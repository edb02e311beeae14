"""Expressions as SQL text in a dialect: the one place that knows how an engine writes them.

Comes in: expressions (`expr` says what each means). Goes out: text for DuckDB, PostgreSQL or Spark. Text at
once, and not through a library's tree: a whole rule base is half a million characters, which takes a builder of
queries eight seconds and this a fifth of one. Wide switches become switches over ranges, and every whole number
is of 64 bits, so that no engine meets a deep expression or an overflow.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import singledispatchmethod
from math import isqrt

from recheck.evaluators.columns import expr as e
from recheck.evaluators.columns.expr import Expr, Kind

WIDE = 12
"""Switches over more values than this are split into ranges."""
EXACT = "9e6"
"""Numbers below it keep nine decimals in a double."""


@dataclass(frozen=True)
class Dialect:
    """How an engine writes what engines write differently; `{0}`, `{1}` are values."""

    quote: str
    types: Mapping[Kind, str]
    double: str
    """A number that is a double."""
    days: str
    """Days from `{0}` to `{1}`."""
    has: str
    """Whether the list `{0}` holds the text `{1}`."""
    size: str
    """How many different texts the list `{0}` holds; null of null."""
    right: str
    """`{0}` moved down by `{1}` bits."""
    one: str
    """1 where `{0}` is TRUE, 0 where it is FALSE, else null."""

    def name(self, column: str) -> str:
        """A column's name."""
        return f"{self.quote}{column}{self.quote}"


_COMMON = {Kind.BOOLEAN: "BOOLEAN", Kind.INTEGER: "BIGINT", Kind.DATE: "DATE"}
DIALECTS = {
    "duckdb": Dialect(
        '"',
        _COMMON | {Kind.NUMBER: "DOUBLE", Kind.TEXT: "VARCHAR", Kind.TEXTS: "VARCHAR[]"},
        "{0}::DOUBLE",
        "date_diff('day', {0}, {1})",
        "list_contains({0}, {1})",
        "len(list_distinct({0}))",
        "({0} >> {1})",
        "{0}::BIGINT",
    ),
    "postgres": Dialect(
        '"',
        _COMMON | {Kind.NUMBER: "DOUBLE PRECISION", Kind.TEXT: "TEXT", Kind.TEXTS: "TEXT[]"},
        "{0}::float8",
        "({1} - {0})::bigint",
        "({1} = ANY({0}))",
        "CASE WHEN {0} IS NOT NULL THEN (SELECT count(DISTINCT each) FROM unnest({0}) AS each) END",
        "({0} >> {1})",
        "{0}::int::bigint",
    ),
    "pyspark": Dialect(
        "`",
        _COMMON | {Kind.NUMBER: "DOUBLE", Kind.TEXT: "STRING", Kind.TEXTS: "ARRAY<STRING>"},
        "{0}D",
        "CAST(datediff({1}, {0}) AS BIGINT)",
        "array_contains({0}, {1})",
        "CASE WHEN {0} IS NOT NULL THEN CAST(size(array_distinct({0})) AS BIGINT) END",
        "shiftright({0}, {1})",
        "CAST({0} AS BIGINT)",
    ),
}
_SIGNS = {
    e.Relation.EQ: "=",
    e.Relation.NE: "<>",
    e.Relation.LT: "<",
    e.Relation.LE: "<=",
    e.Relation.GT: ">",
    e.Relation.GE: ">=",
    e.Operator.ADD: "+",
    e.Operator.SUBTRACT: "-",
    e.Operator.MULTIPLY: "*",
    e.Operator.DIVIDE: "/",
}


class Writer:
    """Expressions in one dialect; a part that stands in several places is written once."""

    def __init__(self, dialect: str) -> None:
        self.dialect = DIALECTS[dialect]
        self.known: dict[int, tuple[Expr, str]] = {}

    def select(self, columns: Mapping[str, Expr], old: Sequence[str], source: str) -> str:
        """A query for columns of a source, and for new ones by name."""
        name = self.dialect.name
        listed = [*map(name, old), *(f"{self(each)} AS {name(new)}" for new, each in columns.items())]
        return f"SELECT {', '.join(listed)} FROM {source}"

    def __call__(self, part: Expr) -> str:
        """An expression, in brackets where it needs them."""
        found = self.known.get(id(part))
        if found is None:
            found = self.known[id(part)] = (part, self.write(part))
        return found[1]

    def plain(self, value: e.Plain) -> str:
        """A value.

        >>> Writer("duckdb").plain("the patient's"), Writer("pyspark").plain(0.5)
        ("'the patient''s'", '0.5D')
        """
        match value:
            case bool():
                return "TRUE" if value else "FALSE"
            case int():
                return str(value)
            case float():
                return self.dialect.double.format(repr(value))
            case date():
                return f"DATE '{value.isoformat()}'"
            case str():
                return self._text(value)

    def _text(self, value: str) -> str:
        if self.dialect.quote == "`":
            return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
        return "'" + value.replace("'", "''") + "'"

    def wide(self, part: Expr) -> str:
        """An expression that gives a branch its type: a whole number says that it is of 64 bits, unless it is large."""
        value = part.value if isinstance(part, e.Const) else None
        small = isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1 << 31
        return self.cast(self(part), Kind.INTEGER) if small else self(part)

    def cast(self, text: str, kind: Kind) -> str:
        """A written expression as a value of a kind."""
        return f"CAST({text} AS {self.dialect.types[kind]})"

    @singledispatchmethod
    def write(self, part: object) -> str:
        """How a node is written."""
        raise TypeError(f"no node: {part!r}")

    @write.register
    def _(self, part: e.Column) -> str:
        return self.dialect.name(part.name)

    @write.register
    def _(self, part: e.Const) -> str:
        return self.plain(part.value)

    @write.register
    def _(self, part: e.Null) -> str:
        return self.cast("NULL", part.kind)

    @write.register
    def _(self, part: e.IsNull) -> str:
        return f"({self(part.of)} IS NULL)"

    @write.register
    def _(self, part: e.Not) -> str:
        return f"(NOT {self(part.of)})"

    @write.register
    def _(self, part: e.And) -> str:
        return "(" + " AND ".join(map(self, part.parts)) + ")"

    @write.register
    def _(self, part: e.Or) -> str:
        return "(" + " OR ".join(map(self, part.parts)) + ")"

    @write.register
    def _(self, part: e.Compare) -> str:
        return f"({self(part.left)} {_SIGNS[part.how]} {self(part.right)})"

    @write.register
    def _(self, part: e.OneOf) -> str:
        return f"({self(part.of)} IN ({', '.join(map(self.plain, part.values))}))"

    @write.register
    def _(self, part: e.Arithmetic) -> str:
        return f"({self.wide(part.left)} {_SIGNS[part.how]} {self(part.right)})"

    @write.register
    def _(self, part: e.Case) -> str:
        branches = " ".join(f"WHEN {self(when)} THEN {self(value)}" for when, value in part.branches)
        return f"CASE {branches} ELSE {self.wide(part.otherwise)} END"

    @write.register
    def _(self, part: e.Switch) -> str:
        rows = sorted((number, self(value)) for number, value in part.values)
        return self._switch(self(part.of), rows, self.wide(part.otherwise))

    def _switch(self, of: str, rows: Sequence[tuple[int, str]], otherwise: str) -> str:
        if len(rows) <= WIDE:
            branches = " ".join(f"WHEN {number} THEN {value}" for number, value in rows)
            return f"CASE {of} {branches} ELSE {otherwise} END"
        size = max(WIDE // 2, isqrt(len(rows)))
        groups = [rows[start : start + size] for start in range(0, len(rows), size)]
        branches = " ".join(
            f"WHEN {of} <= {group[-1][0]} THEN {self._switch(of, group, otherwise)}" for group in groups
        )
        return f"CASE {branches} ELSE {otherwise} END"

    @write.register
    def _(self, part: e.ByTruth) -> str:
        step = part.yes - part.never
        number = self.dialect.one.format(self(part.of))
        found = f"{number} * {step} + {part.never}" if part.never else f"{number} * {step}"
        return f"COALESCE({found}, {self.wide(part.otherwise)})"

    @write.register
    def _(self, part: e.Coalesce) -> str:
        return f"COALESCE({', '.join(map(self.wide, part.parts))})"

    @write.register
    def _(self, part: e.Greatest) -> str:
        return f"GREATEST({', '.join(map(self.wide, part.parts))})"

    @write.register
    def _(self, part: e.Rounded) -> str:
        value, billion, half = self(part.of), self.plain(1e9), self.plain(0.5)
        near = f"FLOOR({value} * {billion} + {half}) / {billion}"
        return f"CASE WHEN ABS({value}) < {self.dialect.double.format(EXACT)} THEN {near} ELSE {value} END"

    @write.register
    def _(self, part: e.Floor) -> str:
        return self.cast(f"FLOOR({self(part.of)})", Kind.INTEGER)

    @write.register
    def _(self, part: e.ToNumber) -> str:
        return self.cast(self(part.of), Kind.NUMBER)

    @write.register
    def _(self, part: e.DatePart) -> str:
        return self.cast(f"EXTRACT({part.part.upper()} FROM {self(part.of)})", Kind.INTEGER)

    @write.register
    def _(self, part: e.Days) -> str:
        return self.dialect.days.format(self(part.start), self(part.end))

    @write.register
    def _(self, part: e.Has) -> str:
        return self.dialect.has.format(self(part.of), self.plain(part.word))

    @write.register
    def _(self, part: e.Size) -> str:
        return self.dialect.size.format(self(part.of))

    @write.register
    def _(self, part: e.Bits) -> str:
        value = self(part.of)
        moved = self.dialect.right.format(value, part.shift) if part.shift else value
        return f"({moved} & {(1 << part.width) - 1})"

    @write.register
    def _(self, part: e.Masked) -> str:
        return f"({self(part.of)} & {part.mask})"

    @write.register
    def _(self, part: e.AnyPair) -> str:
        low = self(part.of)
        high = self.dialect.right.format(low, 1)
        match part.code:
            case 0:
                return f"((({low} | {high}) & {part.lower}) <> {part.lower})"
            case 1:
                return f"(({low} & ~{high} & {part.lower}) <> 0)"
            case 2:
                return f"(({high} & ~{low} & {part.lower}) <> 0)"
            case _:
                return f"(({low} & {high} & {part.lower}) <> 0)"
