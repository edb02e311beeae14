"""The paths of a denial: each way to approve, with what the record refutes of it and what it never mentions."""

from dataclasses import dataclass

from recheck.evaluators.roles import smallest_sets
from recheck.model.recommendation import Decision, RuleFinding
from recheck.model.truth import Truth


@dataclass(frozen=True, slots=True)
class Path:
    """One smallest set of criteria that would approve, in the order of the rule."""

    criteria: tuple[str, ...]
    refuted_by: tuple[str, ...]
    """Those that the record says are not met."""
    not_mentioned: tuple[str, ...]
    """Those that it leaves open, and that were held not met."""

    @property
    def is_refuted(self) -> bool:
        """Whether the record itself closes it, and no silence does."""
        return bool(self.refuted_by)


def refused_paths(finding: RuleFinding) -> tuple[Path, ...]:
    """Every path of a rule that denies, those that the record refutes first; none where it does not deny."""
    if finding.decision is not Decision.DENY or finding.rule.approve_when is None:
        return ()
    order = [each.criterion.name for each in finding.criteria]
    truths = {each.criterion.name: each.truth for each in finding.criteria}
    held = {each.criterion.name for each in finding.criteria if each.closed is not Truth.TRUE}
    paths = []
    for names in smallest_sets(finding.rule.approve_when) or ():
        own = tuple(sorted(names, key=order.index))
        refuted = tuple(each for each in own if truths[each] is Truth.FALSE)
        silent = tuple(each for each in own if truths[each] is Truth.UNKNOWN and each in held)
        paths.append(Path(own, refuted, silent))
    return tuple(sorted(paths, key=lambda each: (not each.is_refuted, [order.index(name) for name in each.criteria])))
