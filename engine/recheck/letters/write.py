"""A draft case to a case file that loads back as the same case (design, section 7)."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from recheck.letters.requests import Draft
from recheck.model.case import (
    Case,
    Cited,
    Determination,
    Documented,
    Evidence,
    FactReading,
    FactTable,
    Finding,
    Mentioned,
    Quantity,
    Request,
)
from recheck.model.guideline import Dates
from recheck.model.value import Value

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:[ _.][A-Za-z0-9_]+)*|[a-z0-9_-]*[a-z][a-z0-9_-]*-[a-z0-9_-]+")
_NOT_PLAIN = re.compile(r"true|false|null|yes|no|on|off|none|~|[0-9.e+-]+", re.IGNORECASE)
HEAD = "# A draft, read from a letter by `recheck import`: look through it before anything rests on it.\n"


def case_file(draft: Draft) -> str:
    """The text of the case file."""
    return HEAD + write_case(draft.case, draft.notes, draft.dated, draft.lowest)


def write_case(
    case: Case,
    notes: Mapping[str, str] | None = None,
    dated: Mapping[str, Evidence] | None = None,
    lowest: Mapping[str, int] | None = None,
) -> str:
    """A case as YAML, one line for what fits on it.

    Args:
        case: the case.
        notes: by request, a note for whoever reads the file.
        lowest: by request, the lower end of its disputed quantity.
        dated: by key (`requested_on`, `reviewed_on`), where the requests' dates stand.
    """
    whole: dict[str, Any] = {"case": case.id}
    if case.source:
        whole["source"] = dict(case.source)
    if case.draft:
        whole["draft"] = True
    if case.not_documented:
        whole["not_documented"] = [{"fact": each.fact, "value": _plain(each.value)} for each in case.not_documented]
    if case.mentioned:
        whole["mentioned"] = [mentioned_data(each) for each in case.mentioned]
    if case.claim:
        whole["claim"] = _facts(case.claim)
    regions = {name: _facts(facts) for name, facts in case.regions.items() if facts}
    if regions:
        whole["regions"] = regions
    treatments = {}
    for name, record in case.treatments.items():
        treatments[name] = _facts(record.facts) | {key: _facts(facts) for key, facts in record.regions.items() if facts}
    if treatments:
        whole["treatments"] = treatments
    whole["requests"] = {
        each.id: _request(each, (notes or {}).get(each.id), dated or {}, (lowest or {}).get(each.id))
        for each in case.requests.values()
    }
    return "".join(_rows(whole, 0))


def _request(
    request: Request, note: str | None, dated: Mapping[str, Evidence], lowest: int | None = None
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if request.title:
        found["title"] = request.title
    if request.treatment:
        found["treatment"] = request.treatment
    if request.body_regions:
        found["body_region"] = request.body_regions[0] if len(request.body_regions) == 1 else list(request.body_regions)
    if request.side:
        found["side"] = request.side
    found |= _dates(request, dated)
    if request.quantity:
        found["quantity"] = _quantity(request.quantity, lowest)
    if request.facts:
        found["facts"] = _facts(request.facts)
    if request.parts:
        found["parts"] = {each.id: _part(each, request) for each in request.parts}
    if request.depends_on:
        found["depends_on"] = {"request": request.depends_on.request, "decision": str(request.depends_on.decision)}
    if note:
        found["note"] = note
    if request.determinations:
        found["determinations"] = [_determination(each) for each in request.determinations]
    return found


def _dates(request: Request, dated: Mapping[str, Evidence]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, day in (
        ("requested_on", request.dates.requested),
        ("service_on", request.dates.service),
        ("reviewed_on", request.dates.review),
    ):
        if day is None:
            continue
        value: dict[str, Any] = {"value": day}
        if key in dated:
            value["evidence"] = _evidence(dated[key])
        if key == "requested_on" and request.date_stands_for:
            value["stands_for"] = request.date_stands_for
        found[key] = value if len(value) > 1 else day
    return found


def _part(part: Request, request: Request) -> dict[str, Any]:
    """A part, without what it has from its request."""
    own: dict[str, Any] = {
        "title": None if part.title == request.title else part.title,
        "body_regions": () if part.body_regions == request.body_regions else part.body_regions,
        "side": None if part.side == request.side else part.side,
        "quantity": None if part.quantity == request.quantity else part.quantity,
        "facts": {name: each for name, each in part.facts.items() if request.facts.get(name) != each},
        "dates": Dates() if part.dates == request.dates else part.dates,
    }
    return _request(replace(part, **own), None, {})


def _quantity(quantity: Quantity, lowest: int | None) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if quantity.requested is not None:
        found["requested"] = quantity.requested
    found["authorized"] = quantity.authorized
    found["disputed"] = quantity.disputed if lowest is None else {"from": lowest, "to": quantity.disputed}
    found["unit"] = quantity.unit
    return found


def _determination(each: Determination) -> dict[str, Any]:
    found: dict[str, Any] = {"by": str(each.by), "outcome": str(each.outcome)}
    if each.quantity is not None:
        found["quantity"] = each.quantity
    if each.dated:
        found["dated"] = each.dated
    if each.cites:
        found["cites"] = [_cited(cited) for cited in each.cites]
    if each.credentials:
        found["credentials"] = list(each.credentials)
    if each.licensed_in:
        found["licensed_in"] = list(each.licensed_in)
    if each.findings:
        found["findings"] = [_finding(one) for one in each.findings]
    return found


def _finding(finding: Finding) -> dict[str, Any]:
    found = _of_fact(finding)
    if finding.quote:
        found["quote"] = finding.quote
    found["lines"] = list(finding.lines)
    if finding.also:
        found["also"] = [_of_fact(each) for each in finding.also]
    if finding.record:
        lines = [finding.record.evidence.first, finding.record.evidence.last]
        found["record"] = {"says": str(finding.record.says), "lines": lines, "quote": finding.record.quote}
    return found


def _of_fact(finding: Finding) -> dict[str, Any]:
    value = {"not_found": True} if finding.value is None else {"value": _plain(finding.value)}
    return {"fact": finding.fact, "place": finding.place, **value}


def _cited(cited: Cited) -> dict[str, Any]:
    found: dict[str, Any] = {"guideline": cited.guideline}
    if cited.section:
        found["section"] = cited.section
    if len(cited.pages) == 1:
        found["page"] = cited.pages[0]
    elif cited.pages:
        found["pages"] = list(cited.pages)
    return found


def _facts(facts: FactTable) -> dict[str, Any]:
    return {name: _documented(each) for name, each in facts.items()}


def _documented(documented: Documented) -> Any:
    if len(documented.readings) == 1:
        return _fact(documented.readings[0])
    return {"values": [_fact(each, whole=True) for each in documented.readings]}


def _fact(reading: FactReading, *, whole: bool = False) -> Any:
    found: dict[str, Any] = {"value": _plain(reading.value)}
    if reading.evidence:
        found["evidence"] = _evidence(reading.evidence)
    if reading.dated:
        found["dated"] = reading.dated
    if reading.stands_for:
        found["stands_for"] = reading.stands_for
    if reading.confirmed:
        found["confirmed"] = True
    if reading.inferred:
        found["inferred"] = True
    return found if whole or len(found) > 1 else found["value"]


def mentioned_data(each: Mentioned) -> dict[str, Any]:
    """Words of a record from which nothing was read, as a case file has them."""
    found: dict[str, Any] = {"says": each.says}
    if each.evidence:
        found["evidence"] = _evidence(each.evidence)
    if each.treatment:
        found["treatment"] = each.treatment
    if each.regions:
        found["regions"] = list(each.regions)
    return found | {"facts": list(each.facts)}


def _plain(value: Value) -> Any:
    return sorted(value) if isinstance(value, frozenset) else value


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return {evidence.kind: [evidence.first, evidence.last]}


# -- YAML ---------------------------------------------------------------------------------------


def rows_of(key: str, value: Any, indent: int) -> list[str]:
    """One entry below the top of a case file, as rows at an indent.

    >>> rows_of("age", {"value": 44, "confirmed": True}, 2)
    ['  age: {value: 44, confirmed: true}\\n']
    """
    return [" " * indent + row[2:] for row in _rows({key: value}, 1)]


def _rows(node: Mapping[str, Any], depth: int) -> list[str]:
    """A mapping as block rows; what holds no mapping of mappings fits on one line."""
    found = []
    indent = "  " * depth
    for key, value in node.items():
        if isinstance(value, dict) and _is_deep(value, depth):
            found += [f"{indent}{_scalar(key)}:\n", *_rows(value, depth + 1)]
        elif (
            isinstance(value, list) and value and isinstance(value[0], dict) and {"by", "fact", "facts"} & set(value[0])
        ):
            found.append(f"{indent}{_scalar(key)}:\n")
            found += [f"{indent}  - {_flow(each)}\n" for each in value]
        else:
            found.append(f"{indent}{_scalar(key)}: {_flow(value)}\n")
    return found


def _is_deep(value: Mapping[str, Any], depth: int) -> bool:
    if "value" in value or "values" in value:
        return False
    return depth < 1 or any(isinstance(each, dict) for each in value.values())


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_scalar(key)}: {_flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_flow(each) for each in value) + "]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    """A scalar that is read back as what it is.

    >>> _scalar("plain words"), _scalar("no"), _scalar("60"), _scalar("a: b"), _scalar(60), _scalar(True)
    ('plain words', '"no"', '"60"', '"a: b"', '60', 'true')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    if _PLAIN.fullmatch(text) and not _NOT_PLAIN.fullmatch(text) and len(text) < 200:
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return re.sub(
        r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]", lambda odd: f"\\u{ord(odd[0]):04x}", quoted
    )
