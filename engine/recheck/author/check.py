"""What is wrong with a rule set beyond what keeps it from loading."""

from collections.abc import Iterable, Mapping

from recheck.author.readings import check_readings
from recheck.conditions.interpret import leaf_truth
from recheck.load.files import RuleFile
from recheck.load.rule_tests import RuleTest
from recheck.model.condition import Comparison, Limit, leaves
from recheck.model.problem import Place, Problem, Severity, Source
from recheck.model.rule import Basis, Reading, Rule, RuleSet, named_in
from recheck.model.truth import Truth


def check(rules: RuleSet, tests: Iterable[RuleTest], files: Mapping[str, RuleFile]) -> list[Problem]:
    """Every problem of the rules, in the order of their files."""
    tested: dict[str, list[RuleTest]] = {}
    for test in tests:
        tested.setdefault(test.rule, []).append(test)
    found: list[Problem] = []
    for rule in rules.rules.values():
        mine = tested.get(rule.id, [])
        found += _untested(rule, mine)
        found += _untested_numbers(rule, mine) if mine else ()
        found += _undocumented_untested(rule, mine)
        found += _idle(rule)
        found += _quoted_unread(rule)
    found += check_readings(rules, tested)
    found += _strangers(files, rules)
    return found


def _untested(rule: Rule, tests: list[RuleTest]) -> Iterable[Problem]:
    if not tests:
        message = f"'{rule.id}' has no tests"
        yield Problem("no-tests", message, rule.place, f"write {rule.id}.test.yaml beside it")


def _untested_numbers(rule: Rule, tests: list[RuleTest]) -> Iterable[Problem]:
    """A number needs tests on both its sides: one in which its comparison holds, one in which it fails."""
    for criterion in rule.criteria:
        for leaf in leaves(criterion.when):
            bound = leaf.at_most if isinstance(leaf, Limit) else leaf.operand if leaf.op.is_ordering else None
            if isinstance(bound, bool) or not isinstance(bound, int | float):
                continue
            name = leaf.of if isinstance(leaf, Limit) else leaf.fact
            if isinstance(leaf, Comparison) and not any(name in test.facts for test in tests):
                continue  # a derived fact: its tests state what it is derived from
            truths = {leaf_truth(leaf, test.facts) for test in tests}
            if not {Truth.TRUE, Truth.FALSE} <= truths:
                message = f"no tests on both sides of {bound} for '{name}' in '{criterion.name}'"
                yield Problem("untested-number", message, leaf.place, "add a test at the number and one just beyond")


def _undocumented_untested(rule: Rule, tests: list[RuleTest]) -> Iterable[Problem]:
    pending = [test for test in tests if test.expect.missing or str(test.expect.decision) == "pend"]
    if tests and rule.criteria and rule.approve_when and not pending:
        message = f"no test of '{rule.id}' leaves a fact undocumented"
        yield Problem("untested-silence", message, tests[0].place, "add a test that expects pend, with 'missing'")


def _idle(rule: Rule) -> Iterable[Problem]:
    if rule.approve_when is None:
        return
    named = named_in(rule.approve_when)
    for criterion in rule.criteria:
        if criterion.name not in named:
            message = f"'{criterion.name}' is advisory: 'approve_when' does not name it"
            yield Problem("advisory-criterion", message, criterion.place, None, Severity.WARNING)


def _quoted_unread(rule: Rule) -> Iterable[Problem]:
    """Words that nobody has read cannot be quoted."""
    for criterion in rule.criteria:
        ground = criterion.ground
        if ground.basis is Basis.UNVERIFIED and ground.reading is Reading.QUOTED:
            message = f"'{criterion.name}' is not verified, and yet quoted"
            yield Problem("unverified-quoted", message, criterion.place, "write reading: ours, or name its basis")


def _strangers(files: Mapping[str, RuleFile], rules: RuleSet) -> Iterable[Problem]:
    """Files at the top of a rule folder that nothing reads."""
    for path, file in files.items():
        if "/" not in path and path not in ("guidelines.yaml", "treatments.yaml"):
            message = "nothing reads this file"
            suggestion = "move it to facts/, definitions/, gates/ or a guideline's folder"
            yield Problem("unread-file", message, Place(Source(file.name)), suggestion)
