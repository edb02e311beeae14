"""A rule set with the stricter, or the looser, reading of its vague words in place of the rules' own.

Comes in: the rule set and which way to read. Goes out: a new rule set, whose digest says so; criteria that
state no such reading stay as they are. Nothing is read anew: another reading was checked with its rule.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from recheck.model.case import Case, Request
from recheck.model.rule import Criterion, Rule, RuleSet, Strictness

CriterionName = tuple[str, str]
"""A rule's id and a criterion's name."""


@dataclass(frozen=True, slots=True, eq=False)
class _ReadOtherwise(Mapping[str, Rule]):
    """Rules by id, each read otherwise when it is asked for."""

    own: Mapping[str, Rule]
    strictness: Strictness
    only: frozenset[CriterionName] | None
    taken: dict[str, Rule]

    def __getitem__(self, name: str) -> Rule:
        if name not in self.taken:
            self.taken[name] = rule_under_reading(self.own[name], self.strictness, self.only)
        return self.taken[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.own)

    def __len__(self) -> int:
        return len(self.own)


def under_reading(rules: RuleSet, strictness: Strictness, only: Iterable[CriterionName] | None = None) -> RuleSet:
    """The rule set under the stricter or the looser readings.

    Args:
        rules: the rule set.
        strictness: which way.
        only: the criteria that are read so; all that state such a reading unless given.
    """
    chosen = None if only is None else frozenset(only)
    said = "" if chosen is None else ": " + ", ".join(sorted("#".join(each) for each in chosen))
    return replace(
        rules,
        rules=_ReadOtherwise(rules.rules, strictness, chosen, {}),
        strictness=strictness,
        digest=f"{rules.digest}+{strictness}{said}",
    )


def rule_under_reading(rule: Rule, strictness: Strictness, only: frozenset[CriterionName] | None = None) -> Rule:
    """One rule under such readings; the same rule where it states none."""
    if not any(each.read(strictness) for each in rule.criteria):
        return rule
    criteria = (
        _read_so(each, strictness) if only is None or (rule.id, each.name) in only else each for each in rule.criteria
    )
    return replace(rule, criteria=tuple(criteria))


def _read_so(criterion: Criterion, strictness: Strictness) -> Criterion:
    other = criterion.read(strictness)
    if other is None:
        return criterion
    return replace(criterion, says=other.says, when=other.when, when_silent=other.when_silent)


def read_otherwise(
    rules: RuleSet, strictness: Strictness, treatments: Iterable[str] | None = None
) -> list[CriterionName]:
    """The criteria that state such a reading, of the rules of some treatments or of all."""
    if treatments is None:
        chosen = tuple(rules.rules.values())
    else:
        chosen = tuple({rule.id: rule for each in treatments for rule in rules.for_treatment(each)}.values())
    return [(rule.id, each.name) for rule in chosen for each in rule.criteria if each.read(strictness)]


def treatments_of(request: Request, case: Case) -> frozenset[str]:
    """The treatments that decide a request: its own, its parts', and those of the request that it depends on."""
    found: set[str] = set()
    waiting, seen = [request], set()
    while waiting:
        each = waiting.pop()
        if each.id in seen:
            continue
        seen.add(each.id)
        found |= {each.treatment} if each.treatment else set()
        waiting += each.parts
        if each.depends_on and each.depends_on.request in case.requests:
            waiting.append(case.requests[each.depends_on.request])
    return frozenset(found)
