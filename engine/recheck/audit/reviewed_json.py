"""Reviews and the second-look list as plain data, for JSON, the report and tables."""

from recheck.model.case import Evidence
from recheck.model.value import in_json
from recheck.review.answers import Review, ReviewedFinding
from recheck.second_look import SecondLook

Json = dict[str, object]


def review_json(review: Review) -> Json:
    """The four answers on one determination."""
    on = review.on_findings
    return {
        "follows": str(review.follows),
        "follows_as_cited": str(review.follows_as_cited) if review.follows_as_cited else None,
        "on_findings": {
            "recommendation": str(on.decision) if on else None,
            "rests_on": review.on_findings_rests_on,
        },
        "guideline": {
            "cited": [{"id": each.id, "in_force": each.in_force, "in_scope": each.in_scope} for each in review.cited],
            "governs": review.governs,
        },
        "findings": [_finding(each) for each in review.findings],
    }


def _finding(reviewed: ReviewedFinding) -> Json:
    found = reviewed.finding
    value: Json = {"not_found": True} if found.value is None else {"value": in_json(found.value)}
    return {
        "fact": found.fact,
        "place": found.place,
        "quote": found.quote,
        **value,
        "also": [each.fact for each in found.also],
        "lines": list(found.lines),
        "borne_out": str(reviewed.borne_out),
        "record_lines": _lines(reviewed.record),
        "record_quote": reviewed.record_quote,
        "criterion": reviewed.criterion,
    }


def second_look_json(each: SecondLook) -> Json:
    """One entry of the list."""
    return {
        "case": each.case,
        "request": each.request,
        "title": each.title,
        "treatment": each.treatment,
        "outcome": str(each.outcome),
        "ground": str(each.ground),
        "why": each.why,
        "would": each.would,
        "turns": each.turns,
        "criterion": each.criterion,
        "says": each.says,
        "citation": each.citation,
        "edition": each.edition,
        "credentials": list(each.credentials),
        "month": each.month,
        "finding": _finding(each.finding) if each.finding else None,
    }


def _lines(evidence: Evidence | None) -> list[int] | None:
    return [evidence.first, evidence.last] if evidence and evidence.kind == "lines" else None
