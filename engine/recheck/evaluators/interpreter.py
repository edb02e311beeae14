"""The interpreter over a whole view: the meaning that inference is held to."""

from collections.abc import Sequence

from recheck.conditions.interpret import Facts, evaluate, is_contradicted, trace
from recheck.evaluators.derive import derived
from recheck.evaluators.plan import View
from recheck.evaluators.truths import CriterionTruth, RuleTruths, ViewTruths, approval_truth
from recheck.model.condition import Condition
from recheck.model.rule import Criterion, Rule
from recheck.model.truth import Truth
from recheck.model.value import Contradicted, Held


class Interpreter:
    """Evaluates condition trees directly."""

    def read(self, view: View, facts: Facts) -> ViewTruths:
        """The truths of a view's rules over documented facts."""
        held = self.facts(view, facts)
        rules = tuple(
            RuleTruths(
                evaluate(scope, held),
                evaluate(rule.applies_when, held),
                tuple(_criterion(criterion, held) for criterion in rule.criteria),
                _contradicted(scope, held) or _contradicted(rule.applies_when, held),
            )
            for rule, scope in zip(view.rules, view.scopes, strict=True)
        )
        return ViewTruths(rules, held)

    def facts(self, view: View, facts: Facts) -> dict[str, Held]:
        """The documented facts, and those that the view derives from them."""
        held: dict[str, Held] = dict(facts)
        for definition in view.definitions:
            value = derived(
                definition,
                held,
                view.facts,
                lambda condition: evaluate(condition, held),
                lambda condition: _contradicted(condition, held),
            )
            if value is not None:
                held[definition.fact] = value
        return held

    def approve(self, view: View, rule: Rule, closed: Sequence[Truth]) -> Truth:
        """The truth of a rule's `approve_when`."""
        names = (criterion.name for criterion in rule.criteria)
        return approval_truth(rule.approve_when, dict(zip(names, closed, strict=True)))


def _criterion(criterion: Criterion, held: dict[str, Held]) -> CriterionTruth:
    found = evaluate(criterion.when, held)
    if found is not Truth.UNKNOWN:
        return CriterionTruth(found, found, False)
    silent = found if criterion.when_silent is None else evaluate(criterion.when_silent, held)
    heard = criterion.heard_in is not None and evaluate(criterion.heard_in, held) is Truth.TRUE
    return CriterionTruth(found, silent, _contradicted(criterion.when, held), heard)


def _contradicted(condition: Condition, held: dict[str, Held]) -> bool:
    if not any(isinstance(value, Contradicted) for value in held.values()):
        return False
    return is_contradicted(trace(condition, held), held)
