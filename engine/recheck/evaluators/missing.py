"""Which documented facts an UNKNOWN condition waits for: derived facts traced to what derives them."""

from recheck.conditions.interpret import Facts, trace, undecided
from recheck.evaluators.plan import View
from recheck.model.condition import Condition, Limit, facts_of
from recheck.model.rule import Choose, Holds, inputs_of
from recheck.model.value import Bounds, Contradicted


def waits_for(view: View, condition: Condition, held: Facts) -> tuple[str, ...]:
    """The facts whose documentation could settle an UNKNOWN condition, in file order, each once."""
    found: dict[str, None] = {}
    for leaf in undecided(trace(condition, held)):
        for name in facts_of(leaf):
            optional = isinstance(leaf, Limit) and name == leaf.authorized
            if not optional or isinstance(held.get(name), Contradicted):
                found.update(dict.fromkeys(_sources(view, name, held)))
    return tuple(found)


def _sources(view: View, name: str, held: Facts) -> tuple[str, ...]:
    """A fact itself where it is documented or not derived; else what its derivation waits for.

    The fact itself again where all that it is derived from is documented, and still yields nothing (a share of 0).
    """
    value = held.get(name)
    definition = view.derives(name)
    if definition is None or isinstance(value, Contradicted):
        return (name,) if value is None or isinstance(value, Contradicted | Bounds) else ()
    if value is not None and not isinstance(value, Bounds):
        return ()
    match definition.formula:
        case Holds(when):
            found = waits_for(view, when, held)
        case Choose(branches):
            found = tuple(dict.fromkeys(each for branch in branches for each in waits_for(view, branch.when, held)))
        case formula:
            found = tuple(dict.fromkeys(each for part in inputs_of(formula) for each in _sources(view, part, held)))
    return found or (name,)
