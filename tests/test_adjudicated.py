"""Items that careful readers decide from a letter's summary: what the rules make of the summary's facts, read by hand.

Which of them the rules decide otherwise, or on silence, and why, stands in cases/README.md.
"""

import json
from pathlib import Path

from conftest import ROOT
from recheck.audit.run import audit
from recheck.evaluators.truths import Undocumented
from recheck.judge import Mode
from recheck.load.cases import load_cases
from recheck.model.recommendation import Recommendation
from recheck.model.rule import RuleSet

OTHERWISE = {
    ("CM16-0234464", 1),
    ("CM16-0239110", 1),
    ("CM16-0246624", 1),
    ("CM17-0007142", 6),
    ("CM17-0007142", 9),
    ("CM17-0016204", 1),
}
READERS = ("decided_by_summary_with_inference", "decided_from_summary_by_quoted_criteria")
"""How either reader notes what he decides; 'no' and 'partly' say that the summary does not suffice."""


def wanted(item: dict[str, str | None]) -> str | None:
    """What a reader decides: 'approve', 'deny' or 'modify to N'."""
    said = next((said for name in READERS if (said := item.get(name))), None)
    return said if said and said not in ("no", "partly") else None


def said(found: Recommendation) -> str:
    return f"modify to {found.quantity}" if found.quantity else str(found.decision)


def test_what_readers_decide_from_summaries_the_rules_decide_likewise_but_for_these(
    rules: RuleSet, shared: Path
) -> None:
    cases, problems = load_cases([ROOT / "cases" / "adjudicated"], rules.vocabulary)
    assert not [each for each in problems if each.code != "passed-over"]
    audited = audit(rules, cases, Mode(Undocumented.NOT_ESTABLISHED)).requests
    lines = (shared / "letters" / "adjudicated" / "items.jsonl").read_text(encoding="utf-8").splitlines()
    items = [json.loads(line) for line in lines]
    decided, otherwise = 0, set()
    for case in cases:
        own = sorted((item for item in items if item["case"] == case.id), key=lambda item: item["item"])
        found = [each.recommendation for each in audited if each.recommendation.case == case.id]
        for item, recommendation in zip(own, found, strict=True):
            if (answer := wanted(item)) is None:
                continue
            decided += 1
            if said(recommendation) != answer or recommendation.rests_on not in ("documented", "record"):
                otherwise.add((case.id, item["item"]))
    assert decided == 24
    assert otherwise == OTHERWISE
