"""What a criterion is for, computed from when its rule approves: necessary, sufficient or contributing.

Comes in: a rule. Goes out: the smallest sets of criteria that approve, and what each criterion is in them.
An approval is monotone, so that these sets (its prime implicants) say all of it.
"""

from functools import lru_cache
from itertools import combinations, product

from recheck.model.rule import Approval, Criterion, Named, Rule, named_in

MOST_NAMES = 16
"""Up to so many criteria in an approval its smallest sets are listed."""
Sets = frozenset[frozenset[str]]


@lru_cache(maxsize=4096)
def smallest_sets(approval: Approval) -> Sets | None:
    """The smallest sets of criteria that approve when met; None of an approval with more than `MOST_NAMES`.

    >>> from recheck.model.rule import AtLeast
    >>> either = AtLeast(1, (Named("a"), AtLeast(2, (Named("b"), Named("c")))))
    >>> sorted(sorted(each) for each in smallest_sets(either))
    [['a'], ['b', 'c']]
    """
    return None if len(named_in(approval)) > MOST_NAMES else _sets(approval)


def _sets(approval: Approval) -> Sets:
    if isinstance(approval, Named):
        return frozenset([frozenset([approval.name])])
    parts = [_sets(part) for part in approval.parts]
    joined = {
        frozenset[str]().union(*chosen) for some in combinations(parts, approval.count) for chosen in product(*some)
    }
    return frozenset(each for each in joined if not any(other < each for other in joined))


def role_of(rule: Rule, criterion: Criterion) -> str | None:
    """What a criterion is for; None where the rule never approves or names too many to say.

    An author says exclusion and supporting, and what a request has to state; the rest follows.
    """
    if criterion.is_stated:
        return "stated"
    if criterion.role is not None:
        return str(criterion.role)
    if rule.approve_when is None or criterion.name not in named_in(rule.approve_when):
        return None
    sets = smallest_sets(rule.approve_when)
    if sets is None:
        return None
    if all(criterion.name in each for each in sets):
        return "necessary"
    return "sufficient" if frozenset([criterion.name]) in sets else "contributing"
