"""`recheck find`: words of a request to treatment, region, side, quantity, and the rules at hand."""

import json

from recheck.cli.edges import FINE, INPUT_HAS_ERRORS, show, tell
from recheck.load.cache import cached_rule_set
from recheck.model.rule import RuleSet
from recheck.titles import read_title


def run_find(title: str, folders: list[str], output: str) -> int:
    """What a title means; status 1 where it names no treatment."""
    rules = cached_rule_set(folders)
    found = read_title(title, rules.vocabulary)
    if output == "json":
        data = {
            "treatments": {name: [rule.id for rule in rules.for_treatment(name)] for name in found.treatments},
            "body_regions": list(found.body_regions),
            "side": found.side,
            "quantity": found.quantity,
        }
        show(json.dumps(data, indent=2, ensure_ascii=False))
    elif found.treatments:
        show("\n".join(_rows(found.treatments, rules)))
        regions = ", ".join(found.body_regions) or "not said"
        show(f"region: {regions}; side: {found.side or 'not said'}; quantity: {found.quantity or 'not said'}")
    if not found.treatments:
        tell(f"'{title}' names no treatment of the vocabulary; see rules/treatments.yaml")
        return INPUT_HAS_ERRORS
    return FINE


def _rows(names: tuple[str, ...], rules: RuleSet) -> list[str]:
    rows = []
    for name in names:
        treatment = rules.vocabulary.treatments[name]
        rows.append(f"{name}: {treatment.title} ({treatment.category})")
        for rule in rules.for_treatment(name):
            in_force = rules.guidelines[rule.guideline].in_force
            end = f" to {in_force.end.date}" if in_force.end else ""
            rows.append(f"  {rule.id}: {rule.title}, in force {in_force.start.date}{end}")
        if not rules.for_treatment(name):
            rows.append("  no rule at hand")
    return rows
