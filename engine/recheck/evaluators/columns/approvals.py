"""When a rule approves and when it refuses, from the bits of its criteria's truth codes.

A flat `all`, as most rules have, is one comparison of bits however many criteria there are. Both ways
are said apart, each known: approved, refused, or neither (UNKNOWN).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from recheck.evaluators.columns.expr import (
    FALSE,
    TRUE,
    Expr,
    Masked,
    Relation,
    any_bit,
    any_pair,
    both,
    case,
    compare,
    either,
    no,
    total,
    whole,
)
from recheck.evaluators.steps import Step
from recheck.model.condition import Condition
from recheck.model.rule import Approval, AtLeast, Criterion, Named, Rule

UNKNOWN_CODE, FALSE_CODE, TRUE_CODE, CONTRADICTED_CODE = 0, 1, 2, 3
"""Codes of a criterion's truth, two bits each."""


def silent_at(rule: Rule) -> dict[int, int]:
    """Where it stands, after the criteria's codes, whether a limit is met once silence is closed, by criterion."""
    limits = [index for index, each in enumerate(rule.criteria) if each.if_silent_met and each.when_silent is not None]
    return {index: len(rule.criteria) + at for at, index in enumerate(limits)}


def heard_at(rule: Rule) -> dict[Condition, int]:
    """Where it stands, after those, whether silence was heard: each place in a record by its condition."""
    conditions = dict.fromkeys(each.heard_in for each in rule.criteria if each.heard_in is not None)
    first = len(rule.criteria) + len(silent_at(rule))
    return {condition: first + at for at, condition in enumerate(conditions)}


def has_stated(rule: Rule) -> bool:
    """Whether a request has to state something for the rule."""
    return any(each.is_stated for each in rule.criteria)


@dataclass(frozen=True)
class Approved:
    """Whether a rule approves, and whether it refuses, each known either way."""

    yes: Expr
    no: Expr


class Approvals:
    """The approvals of one rule at one step, over truth codes."""

    def __init__(self, rule: Rule, step: Step) -> None:
        self.rule = rule
        self.step = step
        self.asked = step is not Step.SILENCE
        self.silent = silent_at(rule)
        self.heard = heard_at(rule)
        self.at = {each.name: index for index, each in enumerate(rule.criteria)}

    def over(self, codes: Expr) -> Approved:
        """Of truth codes."""
        if self.rule.approve_when is None:
            return Approved(FALSE, TRUE)
        return self._of(self.rule.approve_when, codes)

    def waiting(self, codes: Expr, code: int) -> Expr:
        """Whether a criterion that has a code can still turn a decision that is open.

        It can where every list that it stands in is open: neither approved nor refused. Of one flat list that is
        not asked, as the answer says it.
        """
        approval = self.rule.approve_when
        if approval is None:
            return FALSE
        flat = isinstance(approval, AtLeast) and approval.count == len(approval.parts)
        return either(*self._waiting(approval, codes, code, not flat))

    def _waiting(self, approval: Approval, codes: Expr, code: int, guarded: bool = True) -> Iterator[Expr]:
        parts = (approval,) if isinstance(approval, Named) else approval.parts
        names = [each.name for each in parts if isinstance(each, Named)]
        wanted = [self.at[name] for name in names if code != UNKNOWN_CODE or self.stays_open(name)]
        deeper = [each for part in parts if isinstance(part, AtLeast) for each in self._waiting(part, codes, code)]
        found = either(any_pair(codes, code, wanted), *deeper)
        if guarded and isinstance(approval, AtLeast) and found is not FALSE:
            closed = self._of(approval, codes)
            found = both(found, no(closed.yes), no(closed.no))
        yield found

    def stays_open(self, name: str) -> bool:
        """Whether a criterion of which nothing is known leaves the decision open."""
        return self.asked or self.rule.criteria[self.at[name]].has_gaps

    def _of(self, approval: Approval, codes: Expr) -> Approved:
        if isinstance(approval, Named):
            return self._named([approval.name], codes)
        if approval.count == len(approval.parts):
            names = [each.name for each in approval.parts if isinstance(each, Named)]
            deeper = [self._of(each, codes) for each in approval.parts if isinstance(each, AtLeast)]
            own = [self._named(names, codes)] if names else []
            return Approved(both(*(each.yes for each in own + deeper)), either(*(each.no for each in own + deeper)))
        found = [self._of(each, codes) for each in approval.parts]
        if approval.count == 1:
            return Approved(either(*(each.yes for each in found)), both(*(each.no for each in found)))
        known = total([case([(each.yes, whole(1))], whole(0)) for each in found])
        never = total([case([(each.no, whole(1))], whole(0)) for each in found])
        short = compare(Relation.GT, never, whole(len(found) - approval.count))
        return Approved(compare(Relation.GE, known, whole(approval.count)), short)

    def _named(self, names: Sequence[str], codes: Expr) -> Approved:
        """All of some criteria, as `truths.close` counts each."""
        plain, gaps, closing, limits, stated = self._sorted(names)
        met = plain + gaps
        yes = [compare(Relation.EQ, Masked(codes, _mask(met, 3)), whole(_mask(met, TRUE_CODE)))] if met else []
        never: list[Expr] = []
        if plain and self.asked:
            never.append(self._some_false(codes, plain))
        elif plain:
            missing = whole(_mask(plain, TRUE_CODE))
            never.append(compare(Relation.NE, Masked(codes, _mask(plain, TRUE_CODE)), missing))
        if closing:
            yes.append(no(any_bit(codes, _mask(closing, FALSE_CODE))))
            never.append(self._some_false(codes, closing))
        if stated:
            yes.append(no(any_bit(codes, _mask(stated, FALSE_CODE))))
        if self.step.is_between:
            heard = [self.rule.criteria[self.at[name]] for name in names]
            pairs = [self._heard(each, codes) for each in heard if each.heard_in is not None and not each.never_refuses]
            yes += [each.yes for each in pairs]
            never += [each.no for each in pairs]
        for index in limits:
            silently = any_bit(codes, TRUE_CODE << 2 * self.silent[index])
            is_met = any_bit(codes, TRUE_CODE << 2 * index)
            unknown = self._unknown(codes, index)
            yes += [no(any_bit(codes, FALSE_CODE << 2 * index)), either(is_met, silently)]
            never += [self._some_false(codes, [index]), both(unknown, no(silently))]
        return Approved(both(*yes), either(*never))

    def _unknown(self, codes: Expr, index: int) -> Expr:
        return compare(Relation.EQ, Masked(codes, 3 << 2 * index), whole(0))

    def _heard(self, criterion: Criterion, codes: Expr) -> Approved:
        """One criterion that silence closes where it is heard."""
        assert criterion.heard_in is not None
        index = self.at[criterion.name]
        heard = both(any_bit(codes, TRUE_CODE << 2 * self.heard[criterion.heard_in]), self._unknown(codes, index))
        met: Expr = FALSE
        if criterion.if_silent_met:
            met = heard
            if index in self.silent:
                met = both(heard, any_bit(codes, TRUE_CODE << 2 * self.silent[index]))
        unmet = both(heard, no(met))
        is_true = compare(Relation.EQ, Masked(codes, 3 << 2 * index), whole(TRUE_CODE << 2 * index))
        return Approved(either(is_true, met), either(self._some_false(codes, [index]), unmet))

    def _sorted(self, names: Sequence[str]) -> tuple[list[int], list[int], list[int], list[int], list[int]]:
        """Criteria by how silence closes them: not met; never refused; met; met where a limit then is; met, and
        never refused."""
        found: tuple[list[int], list[int], list[int], list[int], list[int]] = ([], [], [], [], [])
        for name in names:
            criterion = self.rule.criteria[self.at[name]]
            which = 0
            if criterion.heard_in is not None and not criterion.never_refuses and self.step.is_between:
                continue
            if criterion.is_stated:
                which = 1 if self.step is Step.DOCUMENTED else 4
            elif criterion.has_gaps:
                which = 1
            elif not self.asked and criterion.if_silent_met:
                which = 2 if criterion.when_silent is None else 3
            found[which].append(self.at[name])
        return found

    def _some_false(self, codes: Expr, indices: Sequence[int]) -> Expr:
        """Whether one of some criteria is not met; a contradicted one is not."""
        return any_pair(codes, FALSE_CODE, indices)


def _mask(indices: Sequence[int], code: int) -> int:
    return sum(code << 2 * index for index in indices)
