"""One rule over the columns of one request: its criteria's truths, and what it decides.

The truth codes of all criteria stand in one whole number, two bits each. Which quantity below the
disputed one is the largest that is not refused: truths change only where a count crosses a cap, so
only the quantities right below such crossings are looked at, whatever the rule's conditions are.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from recheck.evaluators.columns.approvals import (
    CONTRADICTED_CODE,
    FALSE_CODE,
    TRUE_CODE,
    Approvals,
    Approved,
    heard_at,
    silent_at,
)
from recheck.evaluators.columns.expr import (
    TRUE,
    Expr,
    Floor,
    Kind,
    Masked,
    Null,
    Operator,
    Relation,
    arithmetic,
    both,
    by_truth,
    case,
    compare,
    constant,
    either,
    greatest,
    minus,
    number,
    plus,
    shifted,
    total,
    whole,
)
from recheck.evaluators.columns.problems import Unsupported
from recheck.evaluators.columns.reading import Reading
from recheck.evaluators.columns.symbols import Kleene, Range, Symbol, known
from recheck.evaluators.steps import Step
from recheck.model.closure import closure
from recheck.model.condition import Condition, FactRef, Leaf, Limit, Op, facts_of, facts_read, leaves
from recheck.model.rule import (
    Arithmetic,
    Choose,
    Definition,
    Holds,
    Rule,
    Total,
    condition_of,
    inputs_of,
)
from recheck.model.value import Value
from recheck.model.vocabulary import Fact

MOST_CRITERIA = 31


FUZZ = 1e-6
"""More than a double errs where a count crosses a cap that is no whole number; both sides are looked at."""


def reads(condition: Condition, definitions: Mapping[str, Definition]) -> frozenset[str]:
    """Every fact that a condition rests on, through definitions, derived ones included."""
    return _closure(facts_read(condition), definitions)


def _closure(names: Iterable[str], definitions: Mapping[str, Definition]) -> frozenset[str]:
    return closure(names, lambda name: [definitions[name]] if name in definitions else []).facts


@dataclass(frozen=True)
class Variant:
    """A rule with the definitions by which it reads derived facts."""

    number: int
    rule: Rule
    scope: Condition
    definitions: Mapping[str, Definition]
    read: Callable[[Mapping[str, Symbol], frozenset[str]], Reading]
    """A reading with facts put in the place of documented ones, and the derived facts that rest on them."""
    vocabulary: Mapping[str, Fact]
    closes: bool = True
    """Whether silence is closed in some mode."""
    ignore_scope: bool = False
    readings: dict[object, Reading] = field(default_factory=dict)

    def check_size(self) -> None:
        """Its criteria go into one number.

        Raises:
            Unsupported: there are too many.
        """
        if len(self.rule.criteria) + len(self.silent) + len(self.heard) > MOST_CRITERIA:
            what = f"a rule with more than {MOST_CRITERIA} criteria, counting limits that silence closes twice, and"
            what += " where silence is heard,"
            raise Unsupported(what)

    @cached_property
    def plain(self) -> Reading:
        """The record as it is."""
        return self.read({}, frozenset())

    def with_facts(self, instead: Mapping[str, Symbol]) -> Reading:
        """The record with some facts changed."""
        return self.read(instead, self.moved_by(frozenset(instead)))

    def moved_by(self, changed: frozenset[str]) -> frozenset[str]:
        """The derived facts that rest on some facts."""
        return frozenset(
            name
            for name, each in self.definitions.items()
            if not changed.isdisjoint(_closure(inputs_of(each.formula), self.definitions))
        )

    @cached_property
    def applies(self) -> Kleene:
        """Whether the rule applies: its guideline's scope, and its own."""
        scope = Kleene(TRUE) if self.ignore_scope else self.plain.truth(self.scope)
        own = self.plain.truth(self.rule.applies_when)
        return Kleene(both(scope.value, own.value), either(scope.contra, own.contra))

    @cached_property
    def silent(self) -> dict[int, int]:
        """The limits that are looked at with silence closed (`approvals.silent_at`)."""
        return silent_at(self.rule) if self.closes else {}

    @cached_property
    def heard(self) -> dict[Condition, int]:
        """Where silence is heard (`approvals.heard_at`)."""
        return heard_at(self.rule) if self.closes else {}

    def codes(self) -> Expr:
        """The truth codes of the criteria as disputed, the first in the lowest bits."""
        return self._codes(self.plain, range(len(self.rule.criteria)), self.heard)

    def _codes(self, reading: Reading, indices: Iterable[int], heard: Iterable[Condition]) -> Expr:
        parts = []
        for condition in heard:
            known = reading.truth(condition).value
            parts.append(case([(known, whole(TRUE_CODE << 2 * self.heard[condition]))], whole(0)))
        for index in indices:
            criterion = self.rule.criteria[index]
            parts.append(_code(reading.truth(criterion.when), index))
            if index in self.silent and criterion.when_silent is not None:
                met = reading.truth(criterion.when_silent).value
                parts.append(case([(met, whole(TRUE_CODE << 2 * self.silent[index]))], whole(0)))
        return total(parts)

    def approval(self, codes: Expr, step: Step) -> Approved:
        """Whether the rule approves over truth codes, and whether it refuses."""
        return Approvals(self.rule, step).over(codes)

    # -- smaller quantities -----------------------------------------------------------------------

    @cached_property
    def rounds(self) -> tuple[Mapping[str, Value], ...]:
        """The changes of kind that are tried, the request as it is first."""
        return ({}, self.rule.modify_to) if self.rule.modify_to else ({},)

    @cached_property
    def quantities(self) -> tuple[str, ...]:
        """The quantities that some criterion rests on."""
        found = {name for each in self.rule.criteria for name in reads(each.when, self.definitions)}
        return tuple(sorted(name for name in found if name.endswith("_requested")))

    def changed(self, changes: Mapping[str, Value]) -> dict[str, Symbol]:
        """The changes of kind as facts."""
        return {name: known(self.vocabulary[name], value) for name, value in changes.items()}

    def candidates(self) -> list[list[tuple[str, Expr]]]:
        """For each round, the quantities at which something can change, each with the quantity's name."""
        if self.rule.approve_when is None or not self.rule.is_conclusive:
            return [[] for _ in self.rounds]
        return [
            [
                (name, each)
                for name in self.quantities
                if not isinstance(self.plain.number(name).low, Null)
                for each in (minus(self.plain.number(name).low, whole(1)), *self.crossings(name, changes))
            ]
            for changes in self.rounds
        ]

    def at(self, changes: Mapping[str, Value], quantity: str, value: Expr) -> dict[str, Symbol]:
        """What an attempt puts in the place of documented facts."""
        return {**self.changed(changes), quantity: Range(value, value)}

    def codes_at(self, instead: Mapping[str, Symbol], codes: Expr) -> Expr:
        """The truth codes with facts changed; of criteria that do not read them, those as disputed."""
        names = frozenset(instead)
        moving = [names & reads(each.when, self.definitions) != set() for each in self.rule.criteria]
        kept = [index for index, moves in enumerate(moving) if not moves]
        kept += [at for index, at in self.silent.items() if not moving[index]]
        heard = [each for each in self.heard if names & reads(each, self.definitions)]
        kept += [at for each, at in self.heard.items() if each not in heard]
        still = sum(3 << 2 * index for index in kept)
        moved = self._codes(self.with_facts(instead), [index for index, moves in enumerate(moving) if moves], heard)
        return plus(Masked(codes, still), moved) if still else moved

    def largest(
        self,
        tried: Sequence[tuple[str, Expr, Expr]],
        step: Step,
    ) -> Expr:
        """The largest smaller quantity that is not refused, doubled, and one more where it is approved; 0: none.

        `tried` are quantities with their truth codes.
        """
        found = []
        for name, candidate, codes in tried:
            approval = self.approval(codes, step)
            doubled = shifted(candidate, 1)
            outcome = case([(approval.yes, plus(doubled, whole(1))), (approval.no, whole(0))], doubled)
            inside = both(
                compare(Relation.GE, candidate, whole(1)),
                compare(Relation.LT, candidate, self.plain.number(name).low),
            )
            found.append(case([(inside, outcome)], whole(0)))
        return greatest(*found) if found else whole(0)

    def crossings(self, quantity: str, changes: Mapping[str, Value]) -> list[Expr]:
        """The quantities right below which, or at which, some truth of a criterion can change."""
        moved = self.moved_by(frozenset({quantity}))
        zero = self.with_facts({**self.changed(changes), quantity: Range(whole(0), whole(0))})
        found: list[Expr] = []
        for leaf in self.moving_leaves(quantity, moved):
            found += self._crossing(leaf, quantity, moved, zero)
        for name in moved:
            found += self._disagreement(name, quantity, moved, zero)
        return found

    def moving_leaves(self, quantity: str, moved: frozenset[str]) -> list[Leaf]:
        """The leaves of criteria, and of the definitions they rest on, that read what the quantity moves."""
        changed = moved | {quantity}
        conditions = [
            each for one in self.rule.criteria for each in (one.when, one.when_silent, one.heard_in) if each is not None
        ]
        conditions += [condition_of(self.definitions[name].formula) for name in sorted(moved)]
        found = [leaf for each in conditions for leaf in leaves(each) if changed & set(facts_of(leaf))]
        found = [replace(leaf, closes_already=False) if isinstance(leaf, Limit) else leaf for leaf in found]
        return list(dict.fromkeys(found))

    def _crossing(self, leaf: Leaf, quantity: str, moved: frozenset[str], zero: Reading) -> Iterator[Expr]:
        def slope(name: str) -> int | float:
            return self.slope(name, quantity, moved)

        if isinstance(leaf, Limit):
            counted, cap, _ = zero.ends(leaf)
            already = zero.number(leaf.already) if leaf.already else None
            ends = [counted.low] if already is None or (already.is_exact and not already.held) else _ends(counted)
            steep = slope(leaf.of) + slope(leaf.authorized) + (slope(leaf.already) if leaf.already else 0)
            steep -= slope(leaf.at_most.name) if isinstance(leaf.at_most, FactRef) else 0
            yield from _where(ends, _ends(cap), steep, steep < 0)
            return
        if not isinstance(zero[leaf.fact], Range):
            return
        left, steep = zero.number(leaf.fact), slope(leaf.fact)
        operand = leaf.operand
        if isinstance(operand, FactRef):
            right = _ends(zero.number(operand.name))
            steep -= slope(operand.name)
        else:
            right = [constant(each) for each in (operand if isinstance(operand, tuple) else (operand,))]  # type: ignore[arg-type]  # numbers
        yield from _where(_ends(left), right, steep, leaf.op not in (Op.AT_MOST, Op.MORE_THAN) or steep < 0)

    def _disagreement(self, name: str, quantity: str, moved: frozenset[str], zero: Reading) -> Iterator[Expr]:
        """Where what is documented of a derived number begins or ends to agree with its derivation."""
        documented = zero.documented(name)
        if isinstance(documented, Range) and not isinstance(documented.low, Null):
            derived = zero.derive(self.definitions[name])
            if isinstance(derived, Range) and isinstance(self.definitions[name].formula, Total):
                yield from _where(_ends(derived), [documented.low], self.slope(name, quantity, moved), True)

    def slope(self, name: str, quantity: str, moved: frozenset[str]) -> int | float:
        """By how much a number grows with each unit of the quantity."""
        if name == quantity:
            return 1
        if name not in moved:
            return 0
        match self.definitions[name].formula:
            case Total(how, terms):
                slopes = [self.slope(each, quantity, moved) if isinstance(each, str) else 0 for each in terms]
                if how is Arithmetic.SUM:
                    return sum(slopes)
                if how is Arithmetic.DIFFERENCE:
                    return slopes[0] - sum(slopes[1:])
                others = [each for each, found in zip(terms, slopes, strict=True) if not found]
                if len(others) == len(terms) - 1 and not any(isinstance(each, str) for each in others):
                    product = sum(slopes)
                    for each in others:
                        assert not isinstance(each, str)
                        product *= each
                    return product
            case Choose() | Holds() if self.vocabulary[name].type.is_numeric is False:
                return 0
            case _:
                pass
        raise Unsupported(f"'{name}', which does not grow evenly with the disputed quantity,")


def _code(truth: Kleene, index: int) -> Expr:
    """A truth's code in the bits of a criterion."""
    unknown = case([(truth.because, whole(CONTRADICTED_CODE << 2 * index))], whole(0))
    return by_truth(truth.value, TRUE_CODE << 2 * index, FALSE_CODE << 2 * index, unknown)


def _ends(held: Range) -> list[Expr]:
    return [held.low] if held.is_exact else [held.low, held.high]


def _where(left: Sequence[Expr], right: Sequence[Expr], steep: int | float, both_sides: bool) -> Iterator[Expr]:
    """The last whole quantities before `left + steep * quantity` passes `right`."""
    if steep == 0:
        return
    for one in left:
        for other in right:
            if isinstance(one, Null) or isinstance(other, Null):
                continue
            room = minus(other, one) if steep > 0 else minus(one, other)
            if abs(steep) == 1 and room.kind is Kind.INTEGER:
                yield room
                if both_sides:
                    yield minus(room, whole(1))
                continue
            steps = arithmetic(Operator.DIVIDE, number(room), constant(float(abs(steep)))) if abs(steep) != 1 else room
            yield Floor(minus(number(steps), constant(FUZZ)))
            yield Floor(plus(number(steps), constant(FUZZ)))
