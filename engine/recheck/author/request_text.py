"""A record as a case file that `recheck screen` runs: every fact at the place where it belongs."""

from collections.abc import Callable, Mapping

from recheck.author import flow
from recheck.model.value import Value
from recheck.model.vocabulary import BelongsTo, Vocabulary, region_key

KEYS = ("body_region", "side", "requested_on", "service_on", "reviewed_on")
"""Facts that a request states by its own keys, in the order of the file."""


def case_text(name: str, treatment: str, values: Mapping[str, Value], vocabulary: Vocabulary) -> str:
    """The case file of one request.

    >>> from datetime import date
    >>> from recheck.model.vocabulary import Fact, FactType
    >>> facts = {"asthma": Fact("asthma", FactType.BOOLEAN, BelongsTo.CLAIM)}
    >>> print(case_text("a", "mri_knee", {"asthma": True, "requested_on": date(2015, 1, 2)}, Vocabulary(facts, {})))
    case: a
    claim:
      asthma: true
    requests:
      request:
        treatment: mri_knee
        requested_on: 2015-01-02
    <BLANKLINE>
    """
    tables = _placed(treatment, values, vocabulary)
    rows = [f"case: {name}"]
    for key, table in tables.items():
        if key is not BelongsTo.REQUEST and table:
            rows += _OPENED[key](treatment, _region(values) or "")
            rows += [f"{'  ' * _DEPTH[key]}{fact}: {flow.value(value)}" for fact, value in table.items()]
    rows = _joined(rows)
    rows += ["requests:", "  request:", f"    treatment: {treatment}"]
    rows += [f"    {key}: {flow.value(values[key])}" for key in KEYS if key in values]
    rows += _quantity(values)
    facts = tables[BelongsTo.REQUEST]
    if facts:
        rows.append("    facts:")
        rows += [f"      {fact}: {flow.value(value)}" for fact, value in facts.items()]
    return "\n".join(rows) + "\n"


def _placed(treatment: str, values: Mapping[str, Value], vocabulary: Vocabulary) -> dict[BelongsTo, dict[str, Value]]:
    tables: dict[BelongsTo, dict[str, Value]] = {
        place: {}
        for place in (
            BelongsTo.CLAIM,
            BelongsTo.REGION,
            BelongsTo.TREATMENT,
            BelongsTo.TREATMENT_REGION,
            BelongsTo.REQUEST,
        )
    }
    for fact in sorted(values):
        if fact not in (*KEYS, "treatment") and not fact.endswith(("_requested", "_authorized")):
            tables[vocabulary.facts[fact].belongs_to][fact] = values[fact]
    return tables


def _region(values: Mapping[str, Value]) -> str | None:
    """The key under which a case keeps the facts of the request's region."""
    region, side = values.get("body_region"), values.get("side")
    return region_key(str(region), str(side) if side else None) if region else None


def _quantity(values: Mapping[str, Value]) -> list[str]:
    name = next((each for each in values if each.endswith("_requested")), None)
    if name is None:
        return []
    unit = name.removesuffix("_requested")
    authorized = values.get(f"{unit}_authorized", 0)
    return [f"    quantity: {{disputed: {values[name]}, authorized: {authorized}, unit: {unit}}}"]


_OPENED: dict[BelongsTo, Callable[[str, str], list[str]]] = {
    BelongsTo.CLAIM: lambda _treatment, _region: ["claim:"],
    BelongsTo.REGION: lambda _treatment, region: ["regions:", f"  {region}:"],
    BelongsTo.TREATMENT: lambda treatment, _region: ["treatments:", f"  {treatment}:"],
    BelongsTo.TREATMENT_REGION: lambda treatment, region: ["treatments:", f"  {treatment}:", f"    {region}:"],
}
_DEPTH = {BelongsTo.CLAIM: 1, BelongsTo.REGION: 2, BelongsTo.TREATMENT: 2, BelongsTo.TREATMENT_REGION: 3}


def _joined(rows: list[str]) -> list[str]:
    """Without a second opening of the same mapping."""
    return [row for index, row in enumerate(rows) if not row.endswith(":") or row not in rows[:index]]
