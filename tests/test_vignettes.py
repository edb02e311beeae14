"""Beside the tests in its own facts each of California's rules has vignettes: one approved, one refused."""

import re

from conftest import ROOT
from recheck.model.rule import Rule, RuleSet

OURS = ("acoem-", "mtus-", "odg/")
VIGNETTE = re.compile(r"^- name: [^\n]*vignette.*?expect: \{decision: (\w+)", re.M | re.S | re.I)
FOR, AGAINST = {"approve", "modify"}, {"deny", "modify", "pend"}


def decided(rule: Rule) -> set[str]:
    """What a rule's vignettes come to."""
    return set(VIGNETTE.findall((ROOT / "rules" / f"{rule.id}.test.yaml").read_text(encoding="utf-8")))


def test_every_rule_has_a_vignette_that_it_approves_and_one_that_it_refuses(rules: RuleSet) -> None:
    ours = [rule for rule in rules.rules.values() if rule.id.startswith(OURS) and rule.is_conclusive]
    assert len(ours) > 200
    assert not [rule.id for rule in ours if not AGAINST & decided(rule)]
    assert not [rule.id for rule in ours if rule.approve_when and not FOR & decided(rule)]
