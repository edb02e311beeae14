"""Generated tables of requests, and each row as a case, so that every evaluator can judge the same.

Each row documents some of the facts that rules read for its treatment, and hardly any others, with
values near the numbers that the rules name. All comes from a seed.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from recheck.evaluators.columns.requests import fact_columns, request_schema
from recheck.model.case import Case, Documented, FactReading, Quantity, Request, TreatmentRecord
from recheck.model.condition import Comparison, Condition, Limit, facts_read, leaves
from recheck.model.guideline import Dates
from recheck.model.rule import Choose, RuleSet, Total, condition_of, inputs_of
from recheck.model.value import Value
from recheck.model.vocabulary import MIDLINE, Fact, FactType, is_stated

FIRST, LAST = date(2010, 1, 1), date(2026, 6, 1)
SIDES = ("left", "right")


class Generator:
    """Requests for a rule set."""

    def __init__(
        self,
        rules: RuleSet,
        seed: int,
        *,
        missing: float = 0.5,
        contradicted: float = 0.0,
        others: float = 0.002,
        of: int | None = None,
    ) -> None:
        """`missing` and `contradicted` are shares of the facts that matter, `others` of those that do not.

        `of`: requests of so many treatments, drawn by lot; None: of every one that a rule speaks of. A query is
        planned for each group of treatments, which takes far longer than to judge some hundred requests.
        """
        self.rules = rules
        self.chance = np.random.default_rng(seed)
        self.missing, self.contradicted, self.others = missing, contradicted, others
        self.facts = fact_columns(rules)
        self.numbers = numbers_named(rules)
        speaking = sorted({name for rule in rules.rules.values() for name in rule.treatments})
        self.treatments = speaking if of is None else sorted(self.chance.choice(speaking, of, replace=False).tolist())

    def table(self, count: int, first: int = 0) -> pa.Table:
        """So many requests, one row each, numbered from the first."""
        chance, schema = self.chance, request_schema(self.rules)
        treatment = chance.integers(0, len(self.treatments), count)
        columns: dict[str, pa.Array] = {}
        numbers = np.arange(first, first + count)
        columns["case"] = pa.array([f"c{each // 2:07d}" for each in numbers])
        columns["request"] = pa.array([f"r{each % 2}" for each in numbers])
        columns["component"] = pa.array(np.zeros(count, dtype=np.int64))
        columns["treatment"] = pa.array(self.treatments).take(pa.array(treatment))
        columns |= self._stated(count) | self._quantity(count, treatment)
        relevant = self._relevant()
        for name in self.facts:
            share = np.full(count, self.others)
            share[relevant[name][treatment]] = 1 - self.missing
            regional = "region" in self.rules.vocabulary.facts[name].belongs_to
            held = chance.random(count) < share
            if regional:
                held &= ~self.regionless
            columns[name] = self._fact(self.rules.vocabulary.facts[name], held)
        if self.contradicted:
            columns["contradicted"] = self._contradicted(columns, relevant, treatment)
        return pa.table({name: columns[name] for name in schema if name in columns})

    def _stated(self, count: int) -> dict[str, pa.Array]:
        chance = self.chance
        regions = np.array(self.rules.vocabulary.body_regions or ("none",))
        region = regions[chance.integers(0, len(regions), count)]
        self.regionless = chance.random(count) < (0.05 if self.rules.vocabulary.body_regions else 2)
        sideless = self.regionless | np.isin(region, MIDLINE) | (chance.random(count) < 0.3)
        side = np.array(SIDES)[chance.integers(0, 2, count)]
        span = (LAST - FIRST).days
        days = chance.integers(0, span, count)
        epoch = (FIRST - date(1970, 1, 1)).days
        service = days + chance.integers(0, 200, count)
        review = days + chance.integers(0, 60, count)
        self.days = days + epoch
        return {
            "body_region": pa.array(region, mask=self.regionless),
            "side": pa.array(side, mask=sideless),
            "requested_on": _days(days + epoch, chance.random(count) < 0.03),
            "service_on": _days(service + epoch, chance.random(count) < 0.7),
            "reviewed_on": _days(review + epoch, chance.random(count) < 0.5),
        }

    def _quantity(self, count: int, treatment: np.ndarray) -> dict[str, pa.Array]:
        chance = self.chance
        known = self.rules.vocabulary.treatments
        units = sorted(
            {name.removesuffix("_requested") for name in self.rules.vocabulary.facts if name.endswith("_requested")}
        )
        usual = [
            units.index(known[name].unit) if name in known and known[name].unit in units else -1
            for name in self.treatments
        ]
        read = [self._units(name) for name in self.treatments]
        usual = [
            units.index(each[0]) if each and each[0] in units else one for each, one in zip(read, usual, strict=True)
        ]
        unit = np.array(usual)[treatment]
        none = (unit < 0) | (chance.random(count) < 0.15)
        disputed = np.where(chance.random(count) < 0.85, chance.integers(1, 30, count), chance.integers(1, 100, count))
        authorized = np.where(chance.random(count) < 0.7, 0, chance.integers(0, 9, count))
        whole = chance.random(count) < 0.5
        return {
            "requested": pa.array(np.where(whole, disputed, disputed + authorized), mask=none),
            "authorized": pa.array(authorized, mask=none),
            "disputed": pa.array(disputed, mask=none),
            "unit": pa.array(np.array(units)[unit], mask=none),
        }

    def _units(self, treatment: str) -> list[str]:
        found = dict.fromkeys(
            name.removesuffix("_requested")
            for rule in self.rules.for_treatment(treatment)
            for each in rule.criteria
            for name in sources(self.rules, each.when)
            if name.endswith("_requested")
        )
        return list(found)

    def _relevant(self) -> dict[str, np.ndarray]:
        """For each fact, the treatments whose rules read it; for a part of a record, those whose answers it holds."""
        facts = self.rules.vocabulary.facts
        found = {name: np.zeros(len(self.treatments), dtype=bool) for name in self.facts}
        for index, treatment in enumerate(self.treatments):
            for rule in self.rules.for_treatment(treatment):
                scope = self.rules.guidelines[rule.guideline].scope
                for each in (scope, rule.applies_when, *(criterion.when for criterion in rule.criteria)):
                    for name in sources(self.rules, each):
                        if name in found:
                            found[name][index] = not self._is_derived(name) or index % 5 == 0
                        for place in facts[name].stands_in:
                            found[place][index] = True
        return found

    def _is_derived(self, name: str) -> bool:
        return any(each.fact == name for each in self.rules.definitions)

    def _fact(self, fact: Fact, held: np.ndarray) -> pa.Array:
        count, chance, mask = len(held), self.chance, ~held
        match fact.type:
            case FactType.BOOLEAN:
                return pa.array(chance.random(count) < 0.6, mask=mask)
            case FactType.CHOICE:
                index = chance.integers(0, len(fact.values), count)
                return pa.array(np.array(fact.values)[index], mask=mask)
            case FactType.DATE:
                return _days(self.days - chance.integers(-20, 900, count), mask)
            case FactType.SET:
                words = list(fact.values) or ["a", "b", "c"]
                return pa.array(
                    [
                        sorted(chance.choice(words, size=chance.integers(0, 3), replace=False)) if each else None
                        for each in held
                    ],
                    pa.list_(pa.string()),
                )
            case _:
                return self._number(fact, mask)

    def _number(self, fact: Fact, mask: np.ndarray) -> pa.Array:
        count, chance = len(mask), self.chance
        low = fact.at_least if fact.at_least is not None else -100
        high = min(fact.at_most if fact.at_most is not None else 400, 400)
        named = np.array(sorted(self.numbers.get(fact.name, {low, high})), dtype=float)
        near = named[chance.integers(0, len(named), count)] + chance.integers(-1, 2, count)
        wide = chance.integers(int(low), int(high) + 1, count).astype(float)
        value = np.where(chance.random(count) < 0.7, near, wide)
        if fact.type is FactType.NUMBER:
            value += np.where(chance.random(count) < 0.2, chance.choice([0.5, 0.1, -0.25], count), 0)
        value = np.clip(value, low, fact.at_most if fact.at_most is not None else None)
        return (
            pa.array(value.astype(np.int64), mask=mask) if fact.type is FactType.INTEGER else pa.array(value, mask=mask)
        )

    def _contradicted(
        self, columns: dict[str, pa.Array], relevant: dict[str, np.ndarray], treatment: np.ndarray
    ) -> pa.Array:
        """Some documented facts are contradicted instead, and have no value."""
        names: list[list[str]] = [[] for _ in treatment]
        for name in self.facts:
            kind = self.rules.vocabulary.facts[name].type
            held = np.array(columns[name].is_valid()) & relevant[name][treatment]
            chosen = held & (self.chance.random(len(treatment)) < self.contradicted)
            if kind is FactType.SET or not chosen.any():
                continue
            columns[name] = pa.compute.if_else(pa.array(chosen), pa.scalar(None, columns[name].type), columns[name])
            for index in np.flatnonzero(chosen):
                names[index].append(name)
        return pa.array(names, pa.list_(pa.string()))


def _days(days: np.ndarray, mask: np.ndarray) -> pa.Array:
    return pa.array(days.astype(np.int32), mask=mask).cast(pa.date32())


def sources(rules: RuleSet, condition: Condition) -> set[str]:
    """Every fact that a condition rests on, by any edition's definitions."""
    waiting, found = list(facts_read(condition)), set()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [each for d in rules.definitions if d.fact == name for each in inputs_of(d.formula)]
    return found


def numbers_named(rules: RuleSet) -> dict[str, set[float]]:
    """The numbers that rules and definitions compare each fact with."""
    conditions = [each.when for rule in rules.rules.values() for each in rule.criteria]
    conditions += [rule.applies_when for rule in rules.rules.values()]
    conditions += [condition_of(each.formula) for each in rules.definitions]
    found: dict[str, set[float]] = {}
    for condition in conditions:
        for leaf in leaves(condition):
            if isinstance(leaf, Limit):
                names, values = [leaf.of, leaf.already], (leaf.at_most,)
            else:
                assert isinstance(leaf, Comparison)
                names = [leaf.fact]
                values = leaf.operand if isinstance(leaf.operand, tuple) else (leaf.operand,)
            for name in names:
                known = [each for each in values if isinstance(each, int | float) and not isinstance(each, bool)]
                if name and known:
                    found.setdefault(name, set()).update(float(each) for each in known)
    for definition in rules.definitions:
        for name in inputs_of(definition.formula):
            if definition.fact in found and isinstance(definition.formula, Total | Choose):
                found.setdefault(name, set()).update(found[definition.fact])
    return found


# -- a row as a case ------------------------------------------------------------------------------


def cases_of(rules: RuleSet, rows: Iterable[dict[str, object]]) -> list[Case]:
    """The rows of a table as cases with one request each."""
    return [case_of(rules, row) for row in rows]


def case_of(rules: RuleSet, row: dict[str, object]) -> Case:
    """A row as a case."""
    region, side = row.get("body_region"), row.get("side")
    key = None
    if isinstance(region, str):
        key = f"{region}_{side}" if side and region not in MIDLINE else region
    claim: dict[str, Documented] = {}
    of_region: dict[str, Documented] = {}
    of_treatment: dict[str, Documented] = {}
    of_both: dict[str, Documented] = {}
    of_request: dict[str, Documented] = {}
    into = {
        "claim": claim,
        "region": of_region,
        "treatment": of_treatment,
        "treatment_region": of_both,
        "request": of_request,
    }
    contradicted = row.get("contradicted") or []
    assert isinstance(contradicted, list)
    for name, fact in rules.vocabulary.facts.items():
        if is_stated(name):
            continue
        value = row.get(name)
        if name in contradicted:
            into[fact.belongs_to][name] = Documented(tuple(FactReading(each) for each in two_values(fact)))
        elif value is not None:
            into[fact.belongs_to][name] = Documented((FactReading(_value(fact, value)),))
    treatment = str(row["treatment"])
    quantity = None
    if row.get("unit") is not None and row.get("disputed") is not None:
        quantity = Quantity(str(row["unit"]), row["disputed"], row.get("authorized") or 0, row.get("requested"))  # type: ignore[arg-type]  # numbers of the table
    dates = Dates(*(row.get(name) for name in ("requested_on", "service_on", "reviewed_on")))  # type: ignore[arg-type]  # dates of the table
    request = Request(
        str(row["request"]),
        "generated",
        treatment,
        (region,) if isinstance(region, str) else (),
        side if isinstance(side, str) else None,
        dates,
        quantity=quantity,
        facts=of_request,
        depends_on=None,
    )
    record = TreatmentRecord(of_treatment, {key: of_both} if key else {})
    regions = {key: of_region} if key else {}
    return Case(str(row["case"]), {request.id: request}, claim, regions, {treatment: record})


def two_values(fact: Fact) -> Sequence[Value]:
    """Two values of a fact that contradict each other."""
    match fact.type:
        case FactType.BOOLEAN:
            return (True, False)
        case FactType.DATE:
            return (FIRST, FIRST + timedelta(days=1))
        case FactType.CHOICE:
            return fact.values[:2]
        case _:
            low = int(fact.at_least or 0)
            return (low, low + 1)


def _value(fact: Fact, value: object) -> Value:
    if isinstance(value, list):
        return frozenset(value)
    if fact.type is FactType.NUMBER and isinstance(value, float) and value.is_integer():
        return int(value)
    return value  # type: ignore[return-value]  # of the fact's type
