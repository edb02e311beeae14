"""A rule set as stages of columns: what is computed of a table of requests, one stage after another.

Comes in: the rule set, what is asked, and which columns the table has. Goes out: small tables (cells,
rules) and stages of expressions, without any database. The rules of a cell take places 1, 2, ...; at
each place one switch over the rules that stand there computes the truth codes, and one the answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from recheck.evaluators.columns.answers import BEST, answered, applied, smaller
from recheck.evaluators.columns.approvals import has_stated, heard_at
from recheck.evaluators.columns.attempts import Variant, reads
from recheck.evaluators.columns.cells import Window, windows
from recheck.evaluators.columns.derived import Derived
from recheck.evaluators.columns.documented import Documented
from recheck.evaluators.columns.expr import (
    FALSE,
    TRUE,
    Column,
    Const,
    Expr,
    IsNull,
    Kind,
    Null,
    bits,
    both,
    case,
    either,
    no,
    whole,
)
from recheck.evaluators.columns.findings import limits_met, undocumented
from recheck.evaluators.columns.places import Place, places_of
from recheck.evaluators.columns.problems import Unsupported
from recheck.evaluators.columns.ranks import Ranks, ranks_of
from recheck.evaluators.columns.reading import Reading
from recheck.evaluators.columns.requests import JOINED_BY
from recheck.evaluators.columns.search import Seat, Shape, search_stages
from recheck.evaluators.columns.stage import Stage
from recheck.evaluators.columns.symbols import Range, Symbol
from recheck.evaluators.plan import LAST, Plan, View
from recheck.evaluators.steps import Step
from recheck.evaluators.truths import Undocumented
from recheck.model.condition import facts_read
from recheck.model.guideline import DateOf
from recheck.model.problem import Problem, ProblemsFound
from recheck.model.rule import Rule, RuleSet
from recheck.model.vocabulary import is_stated

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
    cited: tuple[tuple[str, ...], ...] = ()
    """Sets of guidelines, each of which counts alone for the requests that cite it (`requests.CITED`)."""


@dataclass(frozen=True)
class Cell:
    """One row of the table of cells."""

    treatment: str
    days: Mapping[DateOf, tuple[date, date]]
    number: int
    shape: int
    places: tuple[int, ...]
    """Numbers of the rules' variants."""
    cited: str | None = None
    """What a request must cite, as `requests.CITED` has it; None: it is not asked."""


@dataclass(frozen=True)
class Compiled:
    """All that is computed of a table of requests."""

    rules: RuleSet
    asked: Asked
    cells: tuple[Cell, ...]
    places: int
    variants: tuple[Variant, ...]
    ranks: Ranks
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
        self.documented = Documented(rules, columns)
        self.derived = Derived()
        self.problems: list[Problem] = []
        self.variants: dict[tuple[object, ...], Variant] = {}
        self.ranks = ranks_of(rules)

    # -- rules ------------------------------------------------------------------------------------

    def variant(self, plan: Plan, view: View, rule: Rule) -> Variant:
        """A rule with the definitions of its view."""
        conditions = [view.scopes[view.rules.index(rule)], rule.applies_when, *(each.when for each in rule.criteria)]
        conditions += heard_at(rule)
        table = {each.fact: each for each in view.definitions}
        needed = frozenset(name for each in conditions for name in reads(each, table))
        definitions = {name: table[name] for name in sorted(needed) if name in table}
        kept = _kept(plan) & needed if self.asked.without_facts else None
        key = (
            rule.id,
            tuple(each.name for each in rule.criteria),
            tuple((name, each.id) for name, each in definitions.items()),
            kept,
        )
        if key not in self.variants:

            def documented(name: str) -> Symbol:
                known = kept is None or name in kept or is_stated(name)
                return self.documented.fact(name) if known else self.documented.left_out(name)

            def read(instead: Mapping[str, Symbol], moved: frozenset[str]) -> Reading:
                return Reading(
                    self.documented.facts,
                    documented,
                    definitions,
                    self.derived.place,
                    instead,
                    moved,
                )

            self.variants[key] = Variant(
                len(self.variants) + 1,
                rule,
                conditions[0],
                definitions,
                read,
                self.documented.facts,
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
        at = places_of([{each.number for each in members} for _, _, members in seated])
        self.count = max(at.values(), default=0)
        for window, voices, members in seated:
            found_at = {at[each.number]: (voice, each) for voice, each in zip(voices, members, strict=True)}
            order = [found_at.get(place) for place in range(1, max(found_at) + 1)]
            seats = tuple(self.seat(window, each, order) if each else NOBODY for each in order)
            places = tuple(each[1].number if each else 0 for each in order)
            shape = shapes.setdefault(seats, len(shapes) + 1)
            number = numbers.setdefault((shape, *places), len(numbers) + 1)
            cited = None if window.cited is None else JOINED_BY.join(window.cited)
            rows.append(Cell(window.treatment, window.days, number, shape, places, cited))
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
            rule.outside_if_silent,
        )

    # -- stages -----------------------------------------------------------------------------------

    def compiled(self) -> Compiled:
        """Everything.

        Raises:
            ProblemsFound: columns cannot do something that a rule needs.
        """
        rows, shapes = self.cells(windows(self.rules, self.treatments, self.asked.editions, self.asked.cited))
        places = self.count
        at: list[set[int]] = [{row.places[p] for row in rows if len(row.places) > p} - {0} for p in range(places)]
        stop = self.stopped()
        of_rules = self._rule_stages(at)
        search = self._search(shapes, places)
        if self.problems:
            raise ProblemsFound(self.problems)
        stages = [
            Stage("stated", self.documented.stated),
            Stage("cleared", self.documented.cleared),
            Stage("stopped", {"_stop": stop}),
            *self.derived.stages(),
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
    def steps(self) -> tuple[Step, ...]:
        """The step that is asked, and those that say what rests on what: the first, and where a rule needs it the one
        between."""
        asked = self.asked.undocumented
        if asked is Undocumented.ASK:
            return (asked.step,)
        rules = [each.rule for each in self.variants.values()]
        between = any(rule.outside_if_silent or heard_at(rule) or has_stated(rule) for rule in rules)
        return (asked.step, Step.DOCUMENTED, Step.RECORD) if between else (asked.step, Step.DOCUMENTED)

    def _rule_stages(self, at: Sequence[set[int]]) -> list[Stage]:
        """Truth codes, quantities at which they change, the largest that is not refused, answers."""
        names = ("codes", "crossings", "codes_below", "smaller", "answers")
        found = tuple(Stage(name, {}) for name in names)
        by_number = {each.number: each for each in self.variants.values()}
        for place, members in enumerate(at, start=1):
            table = Place(place, len(self.steps))
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

    def _rule(self, variant: Variant, table: Place) -> None:
        """One rule at its place."""
        number = variant.number
        table.codes[number] = variant.codes()
        table.applies[number] = applied(variant)
        if self.lists:
            table.silent[number] = undocumented(variant)
            table.met[number] = limits_met(variant, table.coded)
        tried: list[list[tuple[str, Expr, Expr]]] = []
        largest: list[bool] = []
        for changes, found in zip(variant.rounds, variant.candidates(), strict=True):
            tried.append([])
            for name, each in found:
                at = table.crossing(number, each)
                codes = variant.codes_at(variant.at(changes, name, at), table.coded)
                tried[-1].append((name, at, table.code_at(at, number, codes)))
        pairs = -(-len(self.steps) // 2)
        for index, size in enumerate(smaller(variant, tried, self.steps)):
            largest.append(not (isinstance(size, Const) and size.value == 0))
            if largest[-1]:
                table.best[index][number] = size
        for index, step in enumerate(self.steps):
            columns = range(index // 2, len(largest), pairs)
            sizes = [
                bits(Column(f"_q{table.number}_{each}", Kind.INTEGER), BEST * (index % 2), BEST)
                if largest[each]
                else whole(0)
                for each in columns
            ]
            places, advisory = self.rules.profile.places, self.rules.profile.advisory
            table.answers[index][number] = answered(
                variant,
                table.coded,
                sizes,
                step,
                self.ranks,
                places.get(variant.rule.guideline, LAST),
                variant.rule.guideline in advisory,
                self.documented.disputed,
            )

    def _search(self, shapes: Mapping[Shape, int], places: int) -> list[Stage]:
        try:
            return search_stages(shapes, places, self.steps)
        except Unsupported as problem:
            self.problems.append(problem.problem("the search order", None))
            return []

    def stopped(self) -> Expr:
        """Why a request is stopped before any rule is looked at; 0: it is not."""
        branches: list[tuple[Expr, Expr]] = []
        if self.asked.as_if is None:
            days = [self.documented.column(name, Kind.DATE) for name in ("requested_on", "service_on")]
            branches.append(
                (both(*(TRUE if isinstance(each, Null) else IsNull(each) for each in days)), whole(NO_DATE))
            )
        if not self.asked.without_facts:
            reading = Reading(self.documented.facts, self.documented.fact, {}, self.derived.place)
            for number, gate in enumerate(self.rules.gates):
                truth = reading.truth(gate.when)
                held = either(*(_is_held(self.documented.fact(name)) for name in facts_read(gate.when)))
                branches.append((both(held, truth.contra), whole(GATE_CONTRADICTED + 16 * number)))
                branches.append((both(held, truth.value), whole(GATE + 16 * number)))
        return case(branches, whole(0))


def _is_held(symbol: Symbol) -> Expr:
    value = symbol.low if isinstance(symbol, Range) else symbol.value
    return either(FALSE if isinstance(value, Null) else no(IsNull(value)), symbol.contra)


Member = tuple[tuple[int, str, View, Rule], Variant]
NOBODY = Seat(0, False, False, (), False, False)
"""A place at which no rule of the cell stands."""


def _kept(plan: Plan) -> frozenset[str]:
    """The facts that scope needs, which stay where the others are left out (`screen`)."""
    found: set[str] = set()
    for view in plan.views:
        for rule, scope in zip(view.rules, view.scopes, strict=True):
            found |= view.reads(scope) | view.reads(rule.applies_when)
    return frozenset(found)


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
