"""A rule set as stages of columns: what is computed of a table of requests, one stage after another.

Comes in: the rule set, what is asked, and which columns the table has. Goes out: small tables (cells,
rules) and stages of expressions, without any database. The rules of a cell take places 1, 2, ...; at
each place one switch over the rules that stand there computes the truth codes, and one the answer.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from recheck.evaluators.columns import keys
from recheck.evaluators.columns.answers import BEST, answered, applied, smaller
from recheck.evaluators.columns.attempts import Variant, reads
from recheck.evaluators.columns.cells import Window, windows
from recheck.evaluators.columns.expr import (
    FALSE,
    TRUE,
    Column,
    Const,
    Expr,
    Has,
    IsNull,
    Kind,
    Null,
    Relation,
    bits,
    both,
    case,
    coalesce,
    compare,
    constant,
    either,
    is_true,
    no,
    switch,
    whole,
)
from recheck.evaluators.columns.findings import undocumented
from recheck.evaluators.columns.problems import Unsupported
from recheck.evaluators.columns.reading import Reading
from recheck.evaluators.columns.requests import STATED, request_schema
from recheck.evaluators.columns.search import Seat, Shape, search_stages
from recheck.evaluators.columns.stage import Stage
from recheck.evaluators.columns.symbols import Members, Range, Single, Symbol, nothing
from recheck.evaluators.plan import LAST, Plan, View
from recheck.evaluators.truths import Undocumented
from recheck.model.condition import facts_read
from recheck.model.guideline import DateOf
from recheck.model.problem import Problem, ProblemsFound
from recheck.model.rule import Definition, Rule, RuleSet, inputs_of

NO_DATE, GATE_CONTRADICTED, GATE = 1, 2, 3
"""Why a request is stopped before any rule is looked at."""


@dataclass(frozen=True)
class Asked:
    """What is asked of a table of requests."""

    undocumented: Undocumented = Undocumented.NOT_ESTABLISHED
    as_if: date | None = None
    ignore_scope: bool = False
    without_facts: bool = False
    editions: tuple[str, ...] | None = None
    """These editions alone, whatever the dates."""


@dataclass(frozen=True)
class Cell:
    """One row of the table of cells."""

    treatment: str
    days: Mapping[DateOf, tuple[date, date]]
    number: int
    shape: int
    places: tuple[int, ...]
    """Numbers of the rules' variants."""


@dataclass(frozen=True)
class Compiled:
    """All that is computed of a table of requests."""

    rules: RuleSet
    asked: Asked
    cells: tuple[Cell, ...]
    places: int
    variants: tuple[Variant, ...]
    ranks: keys.Ranks
    stages: tuple[Stage, ...]
    lists: bool = False
    """Whether the facts that are not documented are told."""


class _Compiler:
    def __init__(
        self, rules: RuleSet, asked: Asked, columns: Iterable[str], treatments: Iterable[str], lists: bool
    ) -> None:
        self.rules = rules
        self.asked = asked
        self.lists = lists
        self.treatments = tuple(treatments)
        self.facts = rules.vocabulary.facts
        schema = request_schema(rules)
        self.columns = {name: Column(name, schema[name]) for name in columns if name in schema}
        self.symbols: dict[tuple[str, bool], Symbol] = {}
        self.placed: dict[tuple[object, ...], Symbol] = {}
        self.levels: list[dict[str, Expr]] = []
        self.level_of: dict[int, int] = {}
        self.first: dict[str, Expr] = {}
        self.cleared: dict[str, Expr] = {}
        self.problems: list[Problem] = []
        self.variants: dict[tuple[object, ...], Variant] = {}
        self.ranks = _ranks(rules)
        self.kept: dict[int, Callable[[str], Symbol]] = {}

    # -- documented facts -------------------------------------------------------------------------

    def column(self, name: str, kind: Kind) -> Expr:
        return self.columns.get(name, Null(kind))

    def documented(self, name: str) -> Symbol:
        """What is documented of a fact."""
        key = (name, True)
        if key not in self.symbols:
            self.symbols[key] = self._documented(name)
        return self.symbols[key]

    def left_out(self, name: str) -> Symbol:
        """A fact that is not looked at."""
        key = (name, False)
        if key not in self.symbols:
            self.symbols[key] = nothing(self.facts[name])
        return self.symbols[key]

    def _documented(self, name: str) -> Symbol:
        fact = self.facts[name]
        blank = nothing(fact)
        if name.endswith(("_requested", "_authorized")):
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
        if name not in STATED and "contradicted" in self.columns:
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
        self.first.setdefault(name, value)
        return Column(name, value.kind)

    # -- derived facts ----------------------------------------------------------------------------

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

    # -- rules ------------------------------------------------------------------------------------

    def variant(self, plan: Plan, view: View, rule: Rule) -> Variant:
        """A rule with the definitions of its view."""
        conditions = [view.scopes[view.rules.index(rule)], rule.applies_when, *(each.when for each in rule.criteria)]
        table = {each.fact: each for each in view.definitions}
        needed = frozenset(name for each in conditions for name in reads(each, table))
        definitions = {name: table[name] for name in sorted(needed) if name in table}
        kept = _kept(plan) & needed if self.asked.without_facts else None
        key = (rule.id, tuple((name, each.id) for name, each in definitions.items()), kept)
        if key not in self.variants:

            def documented(name: str) -> Symbol:
                known = kept is None or name in kept or name in STATED or name.endswith(("_requested", "_authorized"))
                return self.documented(name) if known else self.left_out(name)

            def read(instead: Mapping[str, Symbol], moved: frozenset[str]) -> Reading:
                return Reading(
                    self.facts,
                    documented,
                    definitions,
                    self.place,
                    instead,
                    moved,
                )

            self.variants[key] = Variant(
                len(self.variants) + 1,
                rule,
                conditions[0],
                definitions,
                read,
                self.facts,
                self.asked.undocumented is not Undocumented.ASK,
                self.asked.ignore_scope,
            )
        return self.variants[key]

    # -- cells ------------------------------------------------------------------------------------

    def cells(self, found: Iterable[Window]) -> tuple[list[Cell], dict[Shape, int]]:
        """The table of cells, and the shapes of search by number."""
        shapes: dict[Shape, int] = {}
        numbers: dict[tuple[int, ...], int] = {}
        rows: list[Cell] = []
        seated: list[tuple[Window, list[tuple[int, str, View, Rule]], list[Variant]]] = []
        for window in found:
            voices = [
                (self.rules.profile.places.get(rule.guideline, LAST), rule.id, view, rule)
                for view in window.plan.views
                for rule in view.rules
            ]
            seated.append((window, voices, [self.variant(window.plan, view, rule) for _, _, view, rule in voices]))
        at = _places([{each.number for each in members} for _, _, members in seated])
        self.count = max(at.values(), default=0)
        for window, voices, members in seated:
            found_at = {at[each.number]: (voice, each) for voice, each in zip(voices, members, strict=True)}
            order = [found_at.get(place) for place in range(1, max(found_at) + 1)]
            seats = tuple(self.seat(window, each, order) if each else NOBODY for each in order)
            places = tuple(each[1].number if each else 0 for each in order)
            shape = shapes.setdefault(seats, len(shapes) + 1)
            number = numbers.setdefault((shape, *places), len(numbers) + 1)
            rows.append(Cell(window.treatment, window.days, number, shape, places))
        return rows, shapes

    def seat(self, window: Window, member: "Member", order: "Sequence[Member | None]") -> Seat:
        """What is the same for every request of a rule in a cell."""
        (step, _, _, rule), variant = member
        return Seat(
            self.ranks.steps[step],
            rule.is_conclusive,
            variant.applies.value is TRUE,
            tuple(
                index
                for index, other in enumerate(order)
                if other
                and other[1].rule.is_conclusive
                and any(
                    superseded.guideline == rule.guideline
                    and (not superseded.treatments or window.treatment in superseded.treatments)
                    for superseded in self.rules.guidelines[other[1].rule.guideline].supersedes
                )
            ),
            bool(self.rules.guidelines[rule.guideline].supersedes),
            rule.guideline in self.rules.profile.advisory,
        )

    # -- stages -----------------------------------------------------------------------------------

    def compiled(self) -> Compiled:
        """Everything.

        Raises:
            ProblemsFound: columns cannot do something that a rule needs.
        """
        rows, shapes = self.cells(windows(self.rules, self.treatments, self.asked.editions))
        places = self.count
        at: list[set[int]] = [{row.places[p] for row in rows if len(row.places) > p} - {0} for p in range(places)]
        stop = self.stopped()
        of_rules = self._rule_stages(at)
        search = self._search(shapes, places)
        if self.problems:
            raise ProblemsFound(self.problems)
        levels = [Stage(f"derived_{index}", level) for index, level in enumerate(self.levels) if level]
        stages = [
            Stage("stated", self.first),
            Stage("cleared", self.cleared),
            Stage("stopped", {"_stop": stop}),
            *levels,
            *of_rules,
            *search,
        ]
        variants = tuple(self.variants.values())
        return Compiled(
            self.rules,
            self.asked,
            tuple(rows),
            places,
            variants,
            self.ranks,
            tuple(stages),
            self.lists,
        )

    @property
    def modes(self) -> tuple[Undocumented, ...]:
        """The mode that is asked, and the one that says what rests on silence."""
        asked = self.asked.undocumented
        return (asked,) if asked is Undocumented.ASK else (asked, Undocumented.ASK)

    def _rule_stages(self, at: Sequence[set[int]]) -> list[Stage]:
        """Truth codes, quantities at which they change, the largest that is not refused, answers."""
        names = ("codes", "crossings", "codes_below", "smaller", "answers")
        found = tuple(Stage(name, {}) for name in names)
        by_number = {each.number: each for each in self.variants.values()}
        for place, members in enumerate(at, start=1):
            table = _Place(place, len(self.modes))
            for number in sorted(members):
                variant = by_number[number]
                try:
                    variant.check_size()
                    self._rule(variant, table)
                except Unsupported as lacking:
                    problem = lacking.problem(variant.rule.id, variant.rule.place)
                    if problem not in self.problems:
                        self.problems.append(problem)
            table.into(*(each.columns for each in found))
        return [each for each in found if each.columns]

    def _rule(self, variant: Variant, table: "_Place") -> None:
        """One rule at its place."""
        number = variant.number
        table.codes[number] = variant.codes()
        table.applies[number] = applied(variant)
        if self.lists:
            table.silent[number] = undocumented(variant)
        tried: list[list[tuple[str, Expr, Expr]]] = []
        largest: list[bool] = []
        for changes, found in zip(variant.rounds, variant.candidates(), strict=True):
            tried.append([])
            for name, each in found:
                at = table.crossing(number, each)
                codes = variant.codes_at(variant.at(changes, name, at), table.coded)
                tried[-1].append((name, at, table.code_at(at, number, codes)))
        for index, size in enumerate(smaller(variant, tried, self.modes)):
            largest.append(not (isinstance(size, Const) and size.value == 0))
            if largest[-1]:
                table.best[index][number] = size
        for index, mode in enumerate(self.modes):
            sizes = [
                bits(Column(f"_q{table.number}_{each}", Kind.INTEGER), BEST * index, BEST) if some else whole(0)
                for each, some in enumerate(largest)
            ]
            places, advisory = self.rules.profile.places, self.rules.profile.advisory
            table.answers[index][number] = answered(
                variant,
                table.coded,
                sizes,
                mode,
                self.ranks,
                places.get(variant.rule.guideline, LAST),
                variant.rule.guideline in advisory,
                self.disputed,
            )

    def _search(self, shapes: Mapping[Shape, int], places: int) -> list[Stage]:
        try:
            return search_stages(shapes, places, len(self.modes))
        except Unsupported as problem:
            self.problems.append(problem.problem("the search order", None))
            return []

    def stopped(self) -> Expr:
        """Why a request is stopped before any rule is looked at; 0: it is not."""
        branches: list[tuple[Expr, Expr]] = []
        if self.asked.as_if is None:
            days = [self.column(name, Kind.DATE) for name in ("requested_on", "service_on")]
            branches.append(
                (both(*(TRUE if isinstance(each, Null) else IsNull(each) for each in days)), whole(NO_DATE))
            )
        if not self.asked.without_facts:
            reading = Reading(self.facts, self.documented, {}, self.place)
            for number, gate in enumerate(self.rules.gates):
                truth = reading.truth(gate.when)
                held = either(*(_is_held(self.documented(name)) for name in facts_read(gate.when)))
                branches.append((both(held, truth.contra), whole(GATE_CONTRADICTED + 16 * number)))
                branches.append((both(held, truth.value), whole(GATE + 16 * number)))
        return case(branches, whole(0))


def _is_held(symbol: Symbol) -> Expr:
    value = symbol.low if isinstance(symbol, Range) else symbol.value
    return either(FALSE if isinstance(value, Null) else no(IsNull(value)), symbol.contra)


class _Place:
    """The rules that stand at one place of some cell, while they are put together."""

    def __init__(self, number: int, modes: int) -> None:
        self.number = number
        self.coded = Column(f"_t{number}", Kind.INTEGER)
        self.codes: dict[int, Expr] = {}
        self.applies: dict[int, Expr] = {}
        self.silent: dict[int, Expr] = {}
        self.crossings: list[dict[int, Expr]] = []
        self.below: list[dict[int, Expr]] = []
        self.best: list[dict[int, Expr]] = [{}, {}]
        self.answers: list[dict[int, Expr]] = [{} for _ in range(modes)]

    def crossing(self, rule: int, value: Expr) -> Column:
        """A column for a quantity at which a truth of the rule can change."""
        free = next((index for index, each in enumerate(self.crossings) if rule not in each), len(self.crossings))
        if free == len(self.crossings):
            self.crossings.append({})
            self.below.append({})
        self.crossings[free][rule] = value
        return Column(f"_k{self.number}_{free}", Kind.INTEGER)

    def code_at(self, crossing: Column, rule: int, codes: Expr) -> Column:
        """A column for the truth codes at a crossing."""
        index = crossing.name.rsplit("_", 1)[1]
        self.below[int(index)][rule] = codes
        return Column(f"_c{self.number}_{index}", Kind.INTEGER)

    def into(
        self,
        codes: dict[str, Expr],
        crossings: dict[str, Expr],
        below: dict[str, Expr],
        best: dict[str, Expr],
        answers: dict[str, Expr],
    ) -> None:
        """One switch over the rules for each column."""
        here = Column(f"_v{self.number}", Kind.INTEGER)
        codes[self.coded.name] = switch(here, self.codes, whole(0))
        codes[f"_p{self.number}"] = switch(here, self.applies, whole(0))
        if self.silent:
            codes[f"_n{self.number}"] = switch(here, self.silent, whole(0))
        for index, each in enumerate(self.crossings):
            crossings[f"_k{self.number}_{index}"] = switch(here, each, Null(Kind.INTEGER))
        for index, each in enumerate(self.below):
            below[f"_c{self.number}_{index}"] = switch(here, each, whole(0))
        for index, each in enumerate(self.best):
            if each:
                best[f"_q{self.number}_{index}"] = switch(here, each, whole(0))
        for letter, each in zip("ab", self.answers, strict=False):
            answers[f"_{letter}{self.number}"] = switch(here, each, whole(0))


Member = tuple[tuple[int, str, View, Rule], Variant]
NOBODY = Seat(0, False, False, (), False, False)
"""A place at which no rule of the cell stands."""


def _places(cells: Sequence[set[int]]) -> dict[int, int]:
    """A place for each rule, the same in every cell, so that each is evaluated in one column only."""
    together: dict[int, set[int]] = {}
    for cell in cells:
        for each in cell:
            together.setdefault(each, set()).update(cell - {each})
    found: dict[int, int] = {}
    for each in sorted(together, key=lambda number: (-len(together[number]), number)):
        taken = {found[other] for other in together[each] if other in found}
        found[each] = next(place for place in range(1, len(taken) + 2) if place not in taken)
    return found


def _kept(plan: Plan) -> frozenset[str]:
    """The facts that scope needs, which stay where the others are left out (`screen`)."""
    found: set[str] = set()
    for view in plan.views:
        for rule, scope in zip(view.rules, view.scopes, strict=True):
            found |= view.reads(scope) | view.reads(rule.applies_when)
    return frozenset(found)


def _ranks(rules: RuleSet) -> keys.Ranks:
    """Numbers for steps, rules and changes of kind.

    Raises:
        ProblemsFound: there are more than fit.
    """
    steps = {step: index for index, step in enumerate(sorted({*rules.profile.places.values(), LAST}))}
    numbers = {name: index for index, name in enumerate(sorted(rules.rules))}
    changes: dict[tuple[tuple[str, object], ...], int] = {
        each: index
        for index, each in enumerate(
            dict.fromkeys(
                tuple(sorted(rule.modify_to.items(), key=str)) for rule in rules.rules.values() if rule.modify_to
            ),
            start=1,
        )
    }
    large = [
        name
        for name, fact in rules.vocabulary.facts.items()
        if name.endswith("_requested") and not fact.bounds.high <= keys.MOST_QUANTITY
    ]
    problems = []
    for what, so in (
        ("an order of search with more than 63 steps", len(steps) > 63),
        ("a rule set of more than 16,383 rules", len(numbers) > 16383),
        ("a rule set with more than 15 different 'modify_to'", len(changes) > 15),
        (f"a quantity without a bound ({', '.join(large)})", bool(large)),
    ):
        if so:
            problems.append(Unsupported(what).problem("the rule set", None))
    if problems:
        raise ProblemsFound(problems)
    return keys.Ranks(steps, numbers, changes)


def compile_rules(
    rules: RuleSet,
    asked: Asked,
    columns: Iterable[str],
    *,
    treatments: Iterable[str] | None = None,
    lists: bool = False,
) -> Compiled:
    """What is computed of a table of requests that has these columns.

    Args:
        rules: the rule set, with the profile that is chosen.
        asked: what silence means, and what is changed.
        columns: the columns of the table; facts without one are documented nowhere.
        treatments: those that are judged; None: every one that some rule speaks of.
        lists: whether the facts that are not documented are told.

    Raises:
        ProblemsFound: columns cannot do something that a rule needs.
    """
    if treatments is None:
        treatments = dict.fromkeys(name for rule in rules.rules.values() for name in rule.treatments)
    return _Compiler(rules, asked, columns, treatments, lists).compiled()
