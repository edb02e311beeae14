"""How far two people who read the same letters agree, fact by fact.

Run: python benchmarks/readings.py. Fifteen letters of cases/imr-mtus-2016 were read a second time, without
sight of the first reading (tests/second_reading). A fact is a value at a place: of the claim, a region, a
treatment, or a request's treatment. Two readings agree on it where both have it with one value.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from recheck.load.cases import load_cases
from recheck.load.ruleset import load_rule_set
from recheck.model.case import Case, FactTable

ROOT = Path(__file__).resolve().parents[1]
Facts = dict[tuple[str, str], str]


def facts_of(case: Case) -> Facts:
    """Every fact of a case by its place and name, with its values in words."""
    found: Facts = {}
    for place, table in _tables(case):
        for name, documented in table.items():
            values = sorted(str(reading.value) for reading in documented.readings)
            found[place, name] = " / ".join(dict.fromkeys(values))
    return found


def _tables(case: Case) -> Iterator[tuple[str, FactTable]]:
    yield "claim", case.claim
    for region, table in case.regions.items():
        yield region, table
    for name, record in case.treatments.items():
        yield name, record.facts
        for region, table in record.regions.items():
            yield f"{name} {region}", table
    for request in case.requests.values():
        for each in (request, *request.parts):
            yield f"request for {each.treatment}", each.facts


def compare(first: Case, second: Case) -> Iterator[tuple[str, str]]:
    """Each fact's name with what became of it: same, differs, first alone, second alone."""
    one, other = facts_of(first), facts_of(second)
    for key in sorted(one.keys() | other.keys()):
        if key not in other:
            yield key[1], "first alone"
        elif key not in one:
            yield key[1], "second alone"
        else:
            yield key[1], "same" if one[key] == other[key] else "differs"


def report() -> str:
    """The agreement as Markdown: overall, then by fact, most frequent first."""
    vocabulary = load_rule_set().vocabulary
    firsts, _ = load_cases([ROOT / "cases" / "imr-mtus-2016"], vocabulary)
    seconds, problems = load_cases([ROOT / "tests" / "second_reading"], vocabulary)
    assert not problems, problems
    by_id = {case.id: case for case in firsts}
    counts: dict[str, Counter[str]] = {}
    for second in seconds:
        for name, became in compare(by_id[second.id], second):
            counts.setdefault(name, Counter())[became] += 1
    total = sum(counts.values(), Counter[str]())
    both = total["same"] + total["differs"]
    either = sum(total.values())
    rows = [
        f"{len(seconds)} letters, {either} facts in either reading: {both} in both, of which {total['same']} with the "
        f"same value; {total['first alone']} in the first alone, {total['second alone']} in the second alone.",
        "",
        f"One reading finds {100 * both / (both + total['second alone']):.0f} in 100 of what the other found "
        f"(the second found again {100 * both / (both + total['first alone']):.0f} in 100 of the first's); "
        f"where both have a fact, {100 * total['same'] / both:.0f} in 100 have one value; "
        f"of all, {100 * total['same'] / either:.0f} in 100 are the same.",
        "",
        "| fact | same | differs | first alone | second alone |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    kinds = ("same", "differs", "first alone", "second alone")
    for name, found in sorted(counts.items(), key=lambda item: (-sum(item[1].values()), item[0])):
        rows.append(f"| {name} | " + " | ".join(str(found[kind]) for kind in kinds) + " |")
    return "\n".join(rows)


if __name__ == "__main__":
    print(report())
