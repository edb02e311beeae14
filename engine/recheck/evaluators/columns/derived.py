"""Derived facts as columns of their own, a stage for each level of definitions upon definitions.

Comes in: what a definition yields. Goes out: columns by level; the same definition over the same columns is one.
"""

from recheck.evaluators.columns.expr import FALSE, TRUE, Column, Expr, Null
from recheck.evaluators.columns.problems import Unsupported
from recheck.evaluators.columns.reading import Reading
from recheck.evaluators.columns.stage import Stage
from recheck.evaluators.columns.symbols import Range, Single, Symbol
from recheck.model.rule import Definition, inputs_of


class Derived:
    """The derived facts of a query."""

    def __init__(self) -> None:
        self.placed: dict[tuple[object, ...], Symbol] = {}
        self.levels: list[dict[str, Expr]] = []
        self.level_of: dict[int, int] = {}

    def stages(self) -> list[Stage]:
        """A stage a level."""
        return [Stage(f"derived_{index}", level) for index, level in enumerate(self.levels) if level]

    def place(self, reading: Reading, definition: Definition, symbol: Symbol, differs: Expr | None) -> Symbol:
        """A derived fact as columns of a stage, once for each definition over the same columns."""
        inputs = [reading[name] for name in inputs_of(definition.formula)]
        key = (definition.id, differs is None, id(reading.documented(definition.fact)), *(id(each) for each in inputs))
        if key not in self.placed:
            below = [self.level_of.get(id(each), -1) for each in inputs]
            level = max(below, default=-1) + (1 if differs is None else 2)
            found = self._columns(symbol, level, f"_d{len(self.placed)}")
            self.placed[key] = found
            self.level_of[id(found)] = level
        return self.placed[key]

    def _columns(self, symbol: Symbol, level: int, name: str) -> Symbol:
        while len(self.levels) <= level:
            self.levels.append({})
        into = self.levels[level]

        def column(value: Expr, suffix: str) -> Expr:
            if value in (TRUE, FALSE) or isinstance(value, Null):
                return value
            into[name + suffix] = value
            return Column(name + suffix, value.kind)

        contra = column(symbol.contra, "c")
        match symbol:
            case Range(low, high, _, held):
                least = column(low, "")
                return Range(least, least if symbol.is_exact else column(high, "h"), contra, held)
            case Single(value):
                return Single(column(value, ""), contra)
        raise Unsupported("a definition that yields a set")
