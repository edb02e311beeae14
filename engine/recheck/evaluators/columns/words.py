"""What the search found, taken apart and said in words: the last stages of a rule set's columns.

Comes in: the number that decides (`keys`). Goes out: columns for decision, reason, quantity, what it rests on,
and which rule decides with its criteria's truths.
"""

from recheck.evaluators.columns import keys
from recheck.evaluators.columns.compile import GATE, GATE_CONTRADICTED, NO_DATE, Compiled
from recheck.evaluators.columns.expr import (
    Column,
    Expr,
    Kind,
    Null,
    Relation,
    bits,
    both,
    case,
    compare,
    constant,
    either,
    minus,
    switch,
    whole,
)
from recheck.evaluators.columns.search import FOUND
from recheck.evaluators.steps import Step
from recheck.model.recommendation import Decision, Reason


def words_of(compiled: Compiled) -> list[dict[str, Expr]]:
    """The last stages: the answer taken apart, and said in words."""
    stop = Column("_stop", Kind.INTEGER)
    found = Column("_found", Kind.INTEGER)
    stopped = compare(Relation.GT, stop, whole(0))
    key = case([(stopped, whole(0))], found)
    one = {"_key": key, "_why": bits(stop, 0, 4)}
    k = Column("_key", Kind.INTEGER)
    place = Column("_place", Kind.INTEGER)
    two: dict[str, Expr] = {"_place": _place(compiled, k), **_words(k), "rests_on": _rests_on(compiled, k)}

    def of_rule(letter: str) -> Expr:
        columns = {each: Column(f"_{letter}{each}", Kind.INTEGER) for each in range(1, compiled.places + 1)}
        return switch(place, columns, Null(Kind.INTEGER))

    three = {"_variant": of_rule("v"), "_truths": of_rule("t")}
    if compiled.lists:
        three |= {"_null": of_rule("n"), "_met": of_rule("m")}
    return [one, two, three]


def _words(key: Expr) -> dict[str, Expr]:
    why = Column("_why", Kind.INTEGER)
    by_scope = compare(Relation.EQ, keys.part(key, keys.BY_SCOPE), whole(1))
    contradicted = compare(Relation.EQ, keys.part(key, keys.CONTRADICTED), whole(1))
    waits = compare(Relation.EQ, keys.part(key, keys.WAITS), whole(1))

    def word(value: str) -> Expr:
        return constant(str(value))

    def is_(severity: int) -> Expr:
        return keys.is_severity(key, severity)

    pended = either(by_scope, is_(keys.PEND), is_(keys.ADVISE), compare(Relation.GT, why, whole(0)))
    decision = case(
        [
            (pended, word(Decision.PEND)),
            (is_(keys.DENY), word(Decision.DENY)),
            (is_(keys.MODIFY), word(Decision.MODIFY)),
            (is_(keys.APPROVE), word(Decision.APPROVE)),
        ],
        word(Decision.NOT_COVERED),
    )
    inconclusive = compare(Relation.EQ, keys.part(key, keys.INCONCLUSIVE), whole(1))
    reason = case(
        [
            (compare(Relation.EQ, why, whole(NO_DATE)), word(Reason.NO_DATE)),
            (compare(Relation.EQ, why, whole(GATE_CONTRADICTED)), word(Reason.CONTRADICTED)),
            (compare(Relation.EQ, why, whole(GATE)), word(Reason.GATE)),
            (both(pended, contradicted), word(Reason.CONTRADICTED)),
            (by_scope, word(Reason.SCOPE_NOT_DOCUMENTED)),
            (is_(keys.ADVISE), word(Reason.ADVISORY)),
            (both(is_(keys.PEND), waits), word(Reason.UNDOCUMENTED)),
            (is_(keys.PEND), word(Reason.GAPS)),
            (compare(Relation.GT, keys.part(key, keys.SEVERITY), whole(0)), Null(Kind.TEXT)),
            (inconclusive, word(Reason.INCONCLUSIVE)),
        ],
        word(Reason.NO_RULE),
    )
    amount = keys.part(key, keys.AMOUNT)
    modified = both(
        is_(keys.MODIFY),
        compare(Relation.GT, amount, whole(0)),
        compare(Relation.EQ, keys.part(key, keys.BY_SCOPE), whole(0)),
    )
    quantity = case([(modified, minus(whole(keys.LEAST), amount))], Null(Kind.INTEGER))
    return {"decision": decision, "reason": reason, "quantity": quantity}


def _place(compiled: Compiled, key: Expr) -> Expr:
    """The place of the rule that decides; 0: none does."""
    branches = []
    for place in range(1, compiled.places + 1):
        answer = Column(f"_a{place}", Kind.INTEGER)
        here = both(
            compare(Relation.EQ, keys.part(answer, keys.ORDER), keys.part(key, keys.ORDER)),
            compare(Relation.GT, keys.part(answer, keys.SEVERITY), whole(0)),
        )
        branches.append((here, whole(place)))
    answered = compare(Relation.GT, keys.part(key, keys.SEVERITY), whole(0))
    return case([(answered, case(branches, whole(0)))], whole(0))


def _rests_on(compiled: Compiled, key: Expr) -> Expr:
    severity = keys.part(key, keys.SEVERITY)
    by_scope = keys.part(key, keys.BY_SCOPE)
    certain = both(
        either(*(compare(Relation.EQ, severity, whole(each)) for each in (keys.APPROVE, keys.MODIFY, keys.DENY))),
        compare(Relation.EQ, by_scope, whole(0)),
    )
    names = {name for stage in compiled.stages for name in stage.columns}
    branches: list[tuple[Expr, Expr]] = []
    for name, step in zip(FOUND[1:], (Step.DOCUMENTED, Step.RECORD), strict=True):
        if name in names:
            earlier = Column(name, Kind.INTEGER)
            same = both(
                compare(Relation.EQ, keys.answer(earlier, True), keys.answer(key, True)),
                compare(Relation.EQ, keys.part(earlier, keys.BY_SCOPE), whole(0)),
            )
            branches.append((same, constant(str(step))))
    rests = case(branches, constant(str(Step.SILENCE))) if branches else constant(str(Step.DOCUMENTED))
    return case([(certain, rests)], Null(Kind.TEXT))
