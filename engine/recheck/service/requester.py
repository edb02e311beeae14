"""What a requesting office sees of a recommendation: the answer and the questions, and no thresholds.

Comes in: a recommendation as JSON. Goes out: fewer keys of it. Criteria, their numbers, the rationale that
repeats them, and what would change it are left out (design, section 8); where the guideline says so stays.
"""

import json
from collections.abc import Mapping
from typing import Any

KEPT = (
    "case",
    "request",
    "title",
    "treatment",
    "region",
    "recommendation",
    "reason",
    "disputed",
    "unit",
    "needs_physician",
    "not_at_hand",
    "missing",
    "contradicted",
    "dates",
    "as_if",
    "undocumented",
    "profile",
    "rules_digest",
    "engine",
)


def for_requester(result: Mapping[str, Any]) -> dict[str, object]:
    """A recommendation without thresholds."""
    return {
        **{name: result[name] for name in KEPT},
        "citations": [_place(cite) for rule in result["rules"] for cite in rule["citations"]],
        "components": [for_requester(each) for each in result["components"]],
    }


def _place(cite: Mapping[str, Any]) -> dict[str, object]:
    return {name: cite[name] for name in ("guideline", "section", "page")}


def seen_by(result: str, *, sees_criteria: bool) -> str:
    """A recommendation's JSON text as a caller may see it."""
    return result if sees_criteria else json.dumps(for_requester(json.loads(result)), ensure_ascii=False)
