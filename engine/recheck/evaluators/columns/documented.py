"""The documented facts of a request as columns, cleared of what the record contradicts itself about.

Comes in: which columns the table has. Goes out: for each fact a symbol, and the columns of the first two stages:
what is stated in other words, and what is left where a record contradicts itself.
"""

from collections.abc import Iterable

from recheck.evaluators.columns.expr import (
    FALSE,
    TRUE,
    Column,
    Expr,
    Has,
    IsNull,
    Kind,
    Null,
    Relation,
    both,
    case,
    coalesce,
    compare,
    constant,
    either,
    is_true,
    no,
    whole,
)
from recheck.evaluators.columns.requests import request_schema
from recheck.evaluators.columns.symbols import KINDS, Members, Range, Single, Symbol, nothing
from recheck.model.rule import RuleSet
from recheck.model.vocabulary import OF_QUANTITY, OF_THE_REQUEST, SILENCE_ON


class Documented:
    """The facts of a table of requests."""

    def __init__(self, rules: RuleSet, columns: Iterable[str]) -> None:
        self.facts = rules.vocabulary.facts
        schema = request_schema(rules)
        self.columns = {name: Column(name, schema[name]) for name in columns if name in schema}
        self.symbols: dict[tuple[str, bool], Symbol] = {}
        self.stated: dict[str, Expr] = {}
        """Columns of the first stage."""
        self.cleared: dict[str, Expr] = {}
        """Columns of the second: facts without those that are contradicted."""

    def column(self, name: str, kind: Kind) -> Expr:
        return self.columns.get(name, Null(kind))

    def fact(self, name: str) -> Symbol:
        """What is documented of a fact."""
        key = (name, True)
        if key not in self.symbols:
            self.symbols[key] = self._fact(name)
        return self.symbols[key]

    def left_out(self, name: str) -> Symbol:
        """A fact that is not looked at."""
        key = (name, False)
        if key not in self.symbols:
            is_silence = name.startswith(SILENCE_ON)
            self.symbols[key] = Single(Null(Kind.BOOLEAN)) if is_silence else nothing(self.facts[name])
        return self.symbols[key]

    def silence(self, name: str) -> Symbol:
        """Whether the record is silent of a fact, although a part was read in which it would stand."""
        value = self.column(name, KINDS[self.facts[name].type])
        read: Expr = FALSE
        for place in self.facts[name].stands_in:
            read = either(read, is_true(self.column(place, Kind.BOOLEAN)))
        if "contradicted" in self.columns:
            read = both(read, no(is_true(Has(self.columns["contradicted"], name))))
        return Single(case([(both(read, IsNull(value)), TRUE)], Null(Kind.BOOLEAN)))

    def _fact(self, name: str) -> Symbol:
        if name.startswith(SILENCE_ON):
            return self.silence(name.removeprefix(SILENCE_ON))
        fact = self.facts[name]
        blank = nothing(fact)
        if name.endswith(OF_QUANTITY):
            value = self.quantity(name)
        elif name == "side":
            region = self.column("body_region", Kind.TEXT)
            value = self.column(name, Kind.TEXT)
            if not isinstance(value, Null):
                value = self.keep("_side", case([(IsNull(region), Null(Kind.TEXT))], value))
        elif name in self.columns:
            value = self.columns[name]
        else:
            return blank
        contra: Expr = FALSE
        if name not in OF_THE_REQUEST and "contradicted" in self.columns:
            listed = self.columns["contradicted"]
            contra = is_true(Has(listed, name))
            if not isinstance(value, Null):
                held = case([(IsNull(listed), value), (contra, Null(value.kind))], value)
                self.cleared[f"_held_{name}"] = held
                value = Column(f"_held_{name}", value.kind)
        match blank:
            case Range():
                return Range(value, value, contra)
            case Members():
                return Members(value, contra)
            case Single():
                return Single(value, contra)

    def quantity(self, name: str) -> Expr:
        """The disputed or the authorized quantity, where it is in the fact's unit."""
        unit, disputed = self.column("unit", Kind.TEXT), self.column("disputed", Kind.INTEGER)
        if isinstance(unit, Null) or isinstance(disputed, Null):
            return Null(Kind.INTEGER)
        of, word = name.rsplit("_", 1)
        value = disputed if word == "requested" else self.had
        return self.keep(
            f"_{name}",
            case([(both(compare(Relation.EQ, unit, constant(of)), no(IsNull(disputed))), value)], Null(Kind.INTEGER)),
        )

    @property
    def had(self) -> Expr:
        """What was authorized beside what is disputed (`Quantity.had`)."""
        authorized = coalesce(self.column("authorized", Kind.INTEGER), whole(0))
        requested, disputed = self.column("requested", Kind.INTEGER), self.column("disputed", Kind.INTEGER)
        return case([(compare(Relation.EQ, requested, disputed), whole(0))], authorized)

    @property
    def disputed(self) -> Expr:
        """The disputed quantity, in whatever unit."""
        unit, disputed = self.column("unit", Kind.TEXT), self.column("disputed", Kind.INTEGER)
        if isinstance(unit, Null):
            return Null(Kind.INTEGER)
        return self.keep("_disputed", case([(no(IsNull(unit)), disputed)], Null(Kind.INTEGER)))

    def keep(self, name: str, value: Expr) -> Expr:
        """A column of the first stage."""
        if isinstance(value, Null):
            return value
        self.stated.setdefault(name, value)
        return Column(name, value.kind)
