"""`allow: [{code, why}]` in a rule file: a kind of problem that stands there on purpose, with the reason.

It stands in a rule, a criterion, a definition, a fact, a treatment or a guideline, and holds for that
mapping's own lines; at the top of a rule, for its tests too. One that allows nothing is a problem itself.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from recheck.author.lints.base import RuleBase
from recheck.load.rules import TEST_SUFFIX
from recheck.model.node import Scalar, YamlList, YamlMapping
from recheck.model.problem import Place, Problem, Severity, did_you_mean


@dataclass(frozen=True, slots=True)
class Allowed:
    """One kind allowed on some lines of one file."""

    code: str
    path: str
    lines: tuple[int, int]
    with_tests: bool
    place: Place

    def covers(self, problem: Problem, path: str | None) -> bool:
        """Whether the problem stands where it is allowed."""
        if problem.code != self.code or path is None or problem.place is None:
            return False
        if self.with_tests and path == self.path.replace(".yaml", TEST_SUFFIX):
            return True
        return path == self.path and self.lines[0] <= problem.place.line <= self.lines[1]


def allowances(base: RuleBase) -> Iterator[Allowed]:
    """Every allowance of the files, in their order."""
    for path, node in base.nodes.items():
        if isinstance(node, YamlMapping):
            end = len(node.place.source.lines)
            yield from _own(path, node, end, with_tests="rule" in node)
            tops = [(node, end)]
            criteria = node.get("criteria")
            if isinstance(criteria, YamlMapping):
                tops.append((criteria, _after(node, "criteria", end)))
            for top, last in tops:
                for name, entry in top.items():
                    if isinstance(entry, YamlMapping):
                        yield from _own(path, entry, _after(top, name, last), start=top.keys_at[name].line)


def _own(path: str, node: YamlMapping, end: int, *, start: int = 1, with_tests: bool = False) -> Iterator[Allowed]:
    listed = node.get("allow")
    for item in listed if isinstance(listed, YamlList) else ():
        code = item.get("code") if isinstance(item, YamlMapping) else None
        if isinstance(code, Scalar):
            yield Allowed(code.text, path, (start, end), with_tests, code.place)


def _after(node: YamlMapping, key: str, end: int) -> int:
    """The last line of an entry: the one before the next key's."""
    line = node.keys_at[key].line
    later = [place.line for place in node.keys_at.values() if place.line > line]
    return min(later) - 1 if later else end


def without_allowed(
    problems: Iterable[Problem], base: RuleBase, known: Mapping[str, bool], paths: Mapping[str, str]
) -> list[Problem]:
    """The problems that nothing allows, and the allowances that are wrong or allow nothing.

    Args:
        problems: what the lints found.
        base: the rule base.
        known: every code, and whether it may be allowed.
        paths: the files' paths by their names for the user.
    """
    found = list(problems)
    kept, used = [], set[int]()
    allowed = list(allowances(base))
    by_code: dict[tuple[str, str], list[int]] = {}
    for index, each in enumerate(allowed):
        by_code.setdefault((each.code, each.path), []).append(index)
        if each.with_tests:
            by_code.setdefault((each.code, each.path.replace(".yaml", TEST_SUFFIX)), []).append(index)
    for problem in found:
        path = paths.get(problem.place.source.name) if problem.place else None
        here = [each for each in by_code.get((problem.code, path or ""), ()) if allowed[each].covers(problem, path)]
        used.update(here)
        if not here:
            kept.append(problem)
    for index, each in enumerate(allowed):
        if each.code not in known:
            message = f"'{each.code}' is no kind of problem"
            suggestion = did_you_mean(each.code, known) or "`recheck rules check --explain all` lists them"
            kept.append(Problem("allow-unknown", message, each.place, suggestion))
        elif not known[each.code]:
            message = f"'{each.code}' keeps a file from being used, and cannot be allowed"
            kept.append(Problem("allow-refused", message, each.place, "mend what it says"))
        elif index not in used and base.is_whole:  # else what it allows may not have been looked for
            message = f"'{each.code}' is allowed here and does not stand here"
            kept.append(Problem("allow-unused", message, each.place, "remove it", Severity.WARNING))
    return kept
