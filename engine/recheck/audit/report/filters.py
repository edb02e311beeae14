"""What the second-look list can be narrowed by in the page, where no script runs: a choice for each kind of group."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from recheck.audit.figures import Figures
from recheck.second_look import Ground

KINDS = {
    "ground": "Reason",
    "treatment": "Treatment",
    "edition": "Guideline",
    "credentials": "Credentials",
    "month": "Month",
}


def looked_for(figures: Figures, titles: Mapping[str, str]) -> dict[str, Any]:
    """The names of a template that shows the list: the choices, and the number of an entry's own in each."""
    found = figures.get("second_look") or {"entries": []}
    values = {kind: _values(found["entries"], kind) for kind in KINDS}
    numbers = {kind: {value: at for at, value in enumerate(many, start=1)} for kind, many in values.items()}
    words = {str(each): each.words for each in Ground}
    return {
        "grounds": {name: said[0].upper() + said[1:] for name, said in words.items()},
        "look_groups": KINDS,
        "looked": {
            kind: [
                {"words": words.get(value) or titles.get(value, value), "count": count} for value, count in many.items()
            ]
            for kind, many in values.items()
        },
        "numbered": lambda each, kind: numbers[kind].get(_of(each, kind), 0),
    }


def _values(entries: list[Mapping[str, Any]], kind: str) -> Counter[str]:
    """Each value of a kind that an entry has, with how many have it, the commonest first; months in their order."""
    counts = Counter(value for each in entries if (value := _of(each, kind)))
    ordered = sorted(counts.items(), key=lambda it: it[0] if kind == "month" else (-it[1], it[0]))
    return Counter(dict(ordered))


def _of(each: Mapping[str, Any], kind: str) -> str:
    value = each[kind]
    return ", ".join(value) if isinstance(value, list) else str(value or "")
