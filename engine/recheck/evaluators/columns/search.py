"""The search order over the answers of a cell's rules: which decides (`search.resolve`, as expressions).

Comes in: for each rule of a cell its answer as a number (`keys`). Goes out: the number that decides. A
set of rules answers with the greatest of its numbers, so 'would it stand if a rule whose scope is not
documented applied or did not' need not try every set of such rules: with those that displace others
fixed, no set of the rest can change an answer that each of them alone leaves as it is. Cells in which
the same can happen share a shape; which rules apply stands in the bits of one number, a bit a seat.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product

from recheck.evaluators.columns import keys
from recheck.evaluators.columns.expr import (
    FALSE,
    TRUE,
    Column,
    Expr,
    Kind,
    Masked,
    Relation,
    any_bit,
    both,
    case,
    compare,
    either,
    greatest,
    no,
    one_of,
    plus,
    switch,
    total,
    whole,
)
from recheck.evaluators.columns.problems import Unsupported
from recheck.evaluators.columns.stage import Stage
from recheck.evaluators.search import MAX_UNCERTAIN
from recheck.evaluators.steps import Step

MOST_CHOICES = 15
"""Sets of rules of undocumented scope that stand before others, tried one by one."""
APPLY = Column("_apply", Kind.INTEGER)
"""Bits of the seats whose rule applies."""


@dataclass(frozen=True)
class Uncertain:
    """Bits of the seats whose rule may apply: all; those that matter; those that might change the answer alone
    (`Search.alone`); those that speak, with those that apply. Scopes that silence closes are left out or not."""

    closes: bool = False

    def _column(self, name: str) -> Column:
        return Column(f"_{name}{'_closed' if self.closes else ''}", Kind.INTEGER)

    @property
    def may(self) -> Column:
        return self._column("may")

    @property
    def matter(self) -> Column:
        return self._column("matter")

    @property
    def alone(self) -> Column:
        return self._column("alone")

    @property
    def all(self) -> Column:
        return self._column("all")


@dataclass(frozen=True)
class Seat:
    """What is the same for every request of a rule in a cell."""

    step: int
    conclusive: bool
    always_applies: bool
    displaced_by: tuple[int, ...]
    """Seats whose guideline stands before this one's for the treatment."""
    displaces: bool
    advisory: bool
    closes: bool = False
    """Whether silence closes its scope."""


Shape = tuple[Seat, ...]
"""The seats of a cell, in the order of the search."""


def mask_of(seats: Iterator[int]) -> int:
    """The bits of some seats."""
    return sum(1 << each for each in seats)


class Search:
    """The search over the seats of a shape in one mode (`letter`)."""

    def __init__(self, shape: Shape, letter: str, open_: Uncertain) -> None:
        self.shape = shape
        self.letter = letter
        self.open = open_
        self.seats = [index for index, seat in enumerate(shape) if seat.conclusive]
        self.able = [index for index in self.seats if not shape[index].always_applies]
        self.advisory = any(seat.advisory for seat in shape)
        self.answers = [Column(f"_{letter}{place}", Kind.INTEGER) for place in range(1, len(shape) + 1)]
        self.said = [Column(f"_said_{letter}{place}", Kind.INTEGER) for place in range(1, len(shape) + 1)]
        self.certain = Column(f"_certain_{letter}", Kind.INTEGER)
        self.everyone = Column(f"_everyone_{letter}", Kind.INTEGER)
        self.decided = Column(f"_decided_{letter}", Kind.INTEGER)

    def key(self, index: int) -> Expr:
        """The answer of a seat's rule, without flags."""
        return keys.part(self.answers[index], keys.KEY)

    def matter(self) -> Expr:
        """The seats whose rule may apply and could change the answer (`search._that_matter`)."""
        found = []
        for index in self.able:
            step = self.shape[index].step
            before = mask_of(other for other in self.seats if self.shape[other].step < step)
            later = (other for other in self.able if self.shape[other].displaces and self.shape[other].step >= step)
            reached = either(no(any_bit(APPLY, before)), any_bit(self.open.may, mask_of(later)))
            found.append(case([(both(any_bit(self.open.may, 1 << index), reached), whole(1 << index))], whole(0)))
        return total(found)

    def standing(self, speaking: Expr) -> Expr | None:
        """Of the seats whose bits are set, those that none of them displaces; None: all."""
        displaced = {index for index in self.seats if self.shape[index].displaced_by}
        if not displaced:
            return None
        rest = mask_of(index for index in self.seats if index not in displaced)
        parts: list[Expr] = [Masked(speaking, rest)] if rest else []
        for index in sorted(displaced):
            stands = both(
                any_bit(speaking, 1 << index), no(any_bit(speaking, mask_of(iter(self.shape[index].displaced_by))))
            )
            parts.append(case([(stands, whole(1 << index))], whole(0)))
        return total(parts)

    def with_chosen(self, chosen: tuple[int, ...]) -> Expr:
        """The greatest number of those that apply and some others, without those that they displace."""
        found = []
        for index in self.seats:
            others = self.shape[index].displaced_by
            if set(others) & set(chosen):
                continue
            speaks = TRUE if index in chosen or self.shape[index].always_applies else any_bit(APPLY, 1 << index)
            standing = both(speaks, no(any_bit(APPLY, mask_of(iter(others)))))
            key = keys.nameless(self.answers[index]) if index in chosen else self.key(index)
            found.append(case([(standing, key)], whole(0)))
        return greatest(*found) if found else whole(0)

    @property
    def displacing(self) -> list[int]:
        """Seats whose rule may apply, and displaces others then."""
        return [index for index in self.able if self._displaces_any(index)]

    def alone(self) -> Expr | None:
        """The seats whose rules might change the answer, each added alone to those that apply; None: all."""
        displaced = [index for index in self.able if self.shape[index].displaced_by]
        if not displaced and not self.displacing:
            return None
        kept = [index for index in self.able if index not in self.displacing]
        parts: list[Expr] = []
        free = mask_of(index for index in kept if index not in displaced)
        if free:
            parts.append(Masked(self.open.matter, free))
        for index in (each for each in kept if each in displaced):
            others = mask_of(iter(self.shape[index].displaced_by))
            stands = both(any_bit(self.open.matter, 1 << index), no(any_bit(APPLY, others)))
            parts.append(case([(stands, whole(1 << index))], whole(0)))
        return total(parts)

    def others(self) -> tuple[Expr, Expr]:
        """Whether the answer stays where rules that displace others apply too, and whether it stays advice."""
        if len(self.choices) > MOST_CHOICES:
            raise Unsupported(f"a treatment with more than {MOST_CHOICES} sets of open rules that displace others")
        same: list[Expr] = []
        advised: list[Expr] = []
        for reached, answer, advises in self.outcomes():
            same.append(either(no(reached), compare(Relation.EQ, answer, self.decided)))
            advised.append(either(no(reached), advises))
        return both(*same), both(*advised)

    @cached_property
    def choices(self) -> list[tuple[int, ...]]:
        """Sets of rules that displace others, whose answers stand for those of every such set.

        Of rules that displace the same seats, and are displaced by the same, the greatest answers for any set of
        them, so that one of each kind is enough.
        """
        alike: dict[tuple[frozenset[int], frozenset[int]], list[int]] = {}
        for index in self.displacing:
            under = frozenset(other for other in self.seats if index in self.shape[other].displaced_by)
            alike.setdefault((under, frozenset(self.shape[index].displaced_by)), []).append(index)
        kinds = (some for size in range(1, len(alike) + 1) for some in combinations(alike.values(), size))
        return [chosen for some in kinds for chosen in product(*some)]

    def base(self, number: int) -> Column:
        """The greatest number with one of the `choices`."""
        return Column(f"_base_{self.letter}{number}", Kind.INTEGER)

    def outcomes(self) -> Iterator[tuple[Expr, Expr, Expr]]:
        """Answers that sets with rules that displace others would give; where, and whether they are advice."""
        for number, chosen in enumerate(self.choices):
            valid = both(*(any_bit(self.open.matter, 1 << index) for index in chosen))
            base = self.base(number)
            yield valid, keys.answer(base, self.advisory), keys.is_severity(base, keys.ADVISE)
            for index in (each for each in self.able if each not in self.displacing):
                others = self.shape[index].displaced_by
                if set(others) & set(chosen):
                    continue
                standing = no(any_bit(APPLY, mask_of(iter(others))))
                greater = compare(Relation.GT, keys.strength(self.answers[index]), keys.strength(base))
                reached = both(valid, any_bit(self.open.matter, 1 << index), standing, greater)
                yield reached, self.said[index], keys.is_severity(self.answers[index], keys.ADVISE)

    def _displaces_any(self, index: int) -> bool:
        return any(index in self.shape[other].displaced_by for other in self.seats)

    def spoke(self) -> Expr:
        """Whether some rule applies that takes no position."""
        silent = [index for index, seat in enumerate(self.shape) if not seat.conclusive]
        return any_bit(APPLY, mask_of(iter(silent)))


def search_stages(shapes: Mapping[Shape, int], places: int, steps: Sequence[Step]) -> list[Stage]:
    """The stages of the search; the last gives `_found` of the first step, and what the others find (`FOUND`)."""
    shape = Column("_shape", Kind.INTEGER)
    closing = any(seat.closes for each in shapes for seat in each)
    open_at = [Uncertain(closing and step.sets_aside) for step in steps]
    searches = {
        letter: {number: Search(each, letter, open_) for each, number in shapes.items()}
        for letter, open_ in zip(LETTERS, open_at, strict=False)
    }
    applies = [Column(f"_p{place}", Kind.INTEGER) for place in range(1, places + 1)]
    seats = Stage(
        "seats",
        {
            APPLY.name: _bits(applies, (keys.DOES_APPLY,)),
            Uncertain().may.name: _bits(applies, (keys.MAY_APPLY, keys.CONTRADICTED_SCOPE)),
        },
    )
    closed, matters, standing = Stage("closed", {}), Stage("matter", {}), Stage("standing", {})
    first = {open_: searches[letter] for letter, open_ in reversed(list(zip(searches, open_at, strict=True)))}
    some = next(iter(first.values()))
    silent = {n: case([(s, whole(1))], whole(0)) for n, each in some.items() if (s := each.spoke()) is not FALSE}
    matters.columns["_spoke"] = switch(shape, silent, whole(0))
    standing.columns["_standing"] = _standing(shape, some, APPLY)
    for open_, each in first.items():
        if open_.closes:
            closed.columns[open_.may.name] = _left_open(shape, each, applies)
        matter = {number: one.matter() for number, one in each.items() if one.able}
        matters.columns[open_.matter.name] = switch(shape, matter, whole(0))
        alone = {number: bits for number, one in each.items() if one.able and (bits := one.alone()) is not None}
        standing.columns[open_.alone.name] = switch(shape, alone, open_.matter)
        standing.columns[open_.all.name] = _standing(shape, each, plus(APPLY, open_.matter))
    names = ("settled", "decided", "chosen", "stands", "search")
    settled, decided, bases, stands, found = (Stage(name, {}) for name in names)
    for (letter, each), open_, name in zip(searches.items(), open_at, FOUND, strict=False):
        one = Search(tuple(_ANY for _ in range(places)), letter, open_)
        settled.columns[one.certain.name] = _greatest(one, Column("_standing", Kind.INTEGER))
        settled.columns[f"_any_{letter}"] = _greatest(one, open_.all)
        settled.columns[f"_sure_{letter}"] = _greatest(one, open_.all, APPLY)
        anyone, sure = Column(f"_any_{letter}", Kind.INTEGER), Column(f"_sure_{letter}", Kind.INTEGER)
        alike = compare(Relation.EQ, keys.strength(anyone), keys.strength(sure))
        decided.columns[one.everyone.name] = case([(alike, sure)], anyone)
        decided.columns[one.decided.name] = keys.answer(one.certain, True)
        bases.columns.update(_bases(shape, each))
        stands.columns[f"_stands_{letter}"] = _where_open(open_, _stands(shape, one, each), whole(1))
        decided.columns.update(
            {said.name: keys.answer(each, True) for said, each in zip(one.said, one.answers, strict=True)}
        )
        found.columns[name] = _found(one, applies)
    optional = {id(each) for each in (closed, bases)}
    every = (seats, closed, matters, standing, settled, decided, bases, stands, found)
    return [each for each in every if each.columns or id(each) not in optional]


LETTERS = "abc"
FOUND = ("_found", "_asked", "_heard")
"""What is found at the first step, at the first of all, and at the one between."""


def _left_open(shape: Expr, searches: Mapping[int, Search], applies: list[Column]) -> Expr:
    """The seats whose rule may apply, without those whose scope silence closes unless it is contradicted."""
    found = {}
    for number, each in searches.items():
        closing = mask_of(index for index, seat in enumerate(each.shape) if seat.closes)
        if closing:
            rest = ((1 << len(each.shape)) - 1) & ~closing
            disputed = [(keys.CONTRADICTED_SCOPE, index) for index in range(len(each.shape)) if closing >> index & 1]
            kept: list[Expr] = [Masked(Uncertain().may, rest)] if rest else []
            for code, index in disputed:
                kept.append(case([(one_of(applies[index], (code,)), whole(1 << index))], whole(0)))
            found[number] = total(kept)
    return switch(shape, found, Uncertain().may)


_ANY = Seat(0, True, False, (), False, True)


def _standing(shape: Expr, searches: Mapping[int, Search], speaking: Expr) -> Expr:
    found = {number: each.standing(speaking) for number, each in searches.items()}
    return switch(shape, {number: each for number, each in found.items() if each is not None}, speaking)


def _bases(shape: Expr, searches: Mapping[int, Search]) -> dict[str, Expr]:
    """The greatest number with each of the `choices` of each shape."""
    found: dict[str, dict[int, Expr]] = {}
    for number, each in searches.items():
        for at, chosen in enumerate(each.choices):
            found.setdefault(each.base(at).name, {})[number] = each.with_chosen(chosen)
    return {name: switch(shape, values, whole(0)) for name, values in found.items()}


def _stands(shape: Expr, one: Search, searches: Mapping[int, Search]) -> Expr:
    """Whether the answer is the same whichever of the rules that matter apply."""
    same, advised, count = [], [keys.is_severity(one.certain, keys.ADVISE)], []
    for index, answer in enumerate(one.answers):
        passed = either(
            no(any_bit(one.open.alone, 1 << index)),
            compare(Relation.LE, keys.strength(one.answers[index]), keys.strength(one.certain)),
        )
        same.append(either(passed, compare(Relation.EQ, one.said[index], one.decided)))
        advised.append(either(passed, keys.is_severity(answer, keys.ADVISE)))
        count.append(case([(any_bit(one.open.matter, 1 << index), whole(1))], whole(0)))
    others = {number: each.others() for number, each in searches.items() if each.displacing}
    for index, into in enumerate((same, advised)):
        further = {number: case([(each[index], whole(1))], whole(0)) for number, each in others.items()}
        into.append(compare(Relation.EQ, switch(shape, further, whole(1)), whole(1)))
    pends = either(keys.is_severity(one.everyone, keys.PEND), keys.is_severity(one.everyone, keys.ADVISE))
    stands = either(both(no(pends), *same), both(*advised))
    if max((len(each.able) for each in searches.values()), default=0) > MAX_UNCERTAIN:
        stands = both(compare(Relation.LE, total(count), whole(MAX_UNCERTAIN)), stands)
    return case([(stands, whole(1))], whole(0))


def _greatest(search: Search, *standing: Expr) -> Expr:
    """The greatest number of the seats whose bits are set."""
    found = []
    for index in range(len(search.shape)):
        stands = both(*(any_bit(each, 1 << index) for each in standing))
        found.append(case([(stands, search.key(index))], whole(0)))
    return greatest(*found) if found else whole(0)


def _where_open(open_: Uncertain, value: Expr, otherwise: Expr) -> Expr:
    """A value only where some rule that may apply matters."""
    return case([(compare(Relation.GT, open_.matter, whole(0)), value)], otherwise)


def _bits(applies: list[Column], wanted: tuple[int, ...]) -> Expr:
    return total([case([(one_of(each, wanted), whole(1 << index))], whole(0)) for index, each in enumerate(applies)])


def _found(search: Search, applies: list[Column]) -> Expr:
    """The number that decides, with the flags of the search."""
    letter = search.certain.name[-1]
    by_scope = compare(Relation.EQ, Column(f"_stands_{letter}", Kind.INTEGER), whole(0))
    winner, speaking = case([(by_scope, search.everyone)], search.certain), search.open.all
    parts: list[Expr] = [winner]
    for flag in (keys.WAITS, keys.CONTRADICTED):
        waiting = [
            both(
                any_bit(speaking, 1 << index),
                compare(Relation.EQ, keys.part(each, flag), whole(1)),
                compare(Relation.EQ, keys.part(each, keys.STEP), keys.part(winner, keys.STEP)),
            )
            for index, each in enumerate(search.answers)
        ]
        pending = both(keys.is_severity(winner, keys.PEND), either(*waiting))
        if flag is keys.CONTRADICTED:
            scope = [
                both(
                    any_bit(search.open.matter, 1 << index), compare(Relation.EQ, each, whole(keys.CONTRADICTED_SCOPE))
                )
                for index, each in enumerate(applies)
            ]
            pending = either(pending, both(by_scope, either(*scope)))
        parts.append(case([(pending, whole(1 << flag[0]))], whole(0)))
    parts.append(case([(by_scope, whole(1 << keys.BY_SCOPE[0]))], whole(0)))
    spoke = compare(Relation.EQ, Column("_spoke", Kind.INTEGER), whole(1))
    silent = case([(spoke, whole(1 << keys.INCONCLUSIVE[0]))], whole(0))
    return case([(compare(Relation.EQ, winner, whole(0)), silent)], total(parts))
