"""A case that was put together from words and notes, as a case file that is answered the same."""

from collections.abc import Iterator, Sequence

from recheck.asking.charts import Said
from recheck.letters.write import write_case
from recheck.model.case import Case, FactTable, TreatmentRecord
from recheck.model.value import written

HEAD = "# Made by `recheck screen` from words.\n"
READ = "# Read in the notes, and confirmed by nobody until `confirmed: true` stands beside it:\n"


def saved(case: Case, said: Sequence[Said]) -> str:
    """The text of the case file; the words of each fact that was read stand above as comments."""
    rows = [f"#   {each.place}: {each.fact}: {written(each.value)}, {told(each)}\n" for each in said]
    return HEAD + (READ + "".join(rows) if rows else "") + write_case(case)


def told(each: Said) -> str:
    """Where a note says a fact: `chart.txt, line 4: «pain radiates to the left foot»`."""
    return f"{each.note}, line {each.line}: «{each.words}»"


def standing(case: Case, said: Sequence[Said]) -> tuple[Said, ...]:
    """What was read and still stands in the case: what a person says takes the place of what was read."""
    return tuple(each for each in said if any(_stands(table, each) for table in _tables(case, each.place)))


def _stands(table: FactTable, each: Said) -> bool:
    readings = table[each.fact].readings if each.fact in table else ()
    return any(one.evidence and one.evidence.first == each.line and one.value == each.value for one in readings)


def _tables(case: Case, place: str) -> Iterator[FactTable]:
    """Where facts of a place stand: `claim`, a region, a treatment, `treatment/region`, or `request`."""
    first, _, region = place.partition("/")
    if place == "claim":
        yield case.claim
    elif place == "request":
        yield from (each.facts for each in case.requests.values())
    elif first in case.treatments:
        record = case.treatments.get(first, TreatmentRecord())
        yield record.regions.get(region, {}) if region else record.facts
    else:
        yield case.regions.get(place, {})
