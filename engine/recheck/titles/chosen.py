"""Which of the amounts of a title is the quantity, by the unit in which its treatment is counted."""

from recheck.titles.amounts import Amounts, Range

Quantity = tuple[Range, str]

_DAYS = {"days": 1, "weeks": 7, "months": 30}
_FEW = 12
"""More of one kind of equipment than this are days of its use."""


def chosen(said: Amounts, unit: str | None, *, lasting: bool = False, supplied: bool = False) -> Quantity | None:
    """The quantity with its unit; None where the title does not say it.

    Args:
        unit: the treatment's unit.
        lasting: whether it is rented or tried, so that a time is its quantity.
        supplied: whether it is a drug.

    >>> chosen(Amounts(course=(2, 2), marked=(9, 9)), "visits"), chosen(Amounts(marked=(60, 60), fills=3), "tablets")
    (((2, 2), 'visits'), ((180, 180), 'tablets'))
    >>> chosen(Amounts(duration=((30, 30), "days")), "units", lasting=True)
    ((30, 30), 'days')
    """
    if unit == "visits":
        visits = _first(unit, said.course, said.counted, said.marked, said.times, said.leading)
        return visits or _first("hours", said.hours)
    if unit == "hours_per_week":
        return _first(unit, said.weekly_hours) or _first("hours", said.hours) or _lasts(said)
    if unit == "days":
        return _lasts(said) or _first("hours", said.hours) or _first(unit, said.course, said.counted, said.marked)
    if supplied or unit in ("tablets", "grams", "patches"):
        return _supplied(said, unit or "units")
    if unit == "units":
        return _equipment(said, lasting)
    once = _first(unit or "units", said.marked, said.counted, said.times, said.leading)
    return once or (_first("hours", said.hours) if unit is None else None)


def in_days(quantity: Quantity) -> Range | None:
    """A quantity of time in days."""
    (low, high), unit = quantity
    return (low * _DAYS[unit], high * _DAYS[unit]) if unit in _DAYS else None


def _first(unit: str, *found: Range | None) -> Quantity | None:
    return next(((one, unit) for one in found if one is not None), None)


def _lasts(said: Amounts) -> Quantity | None:
    return said.duration if said.duration else None


def _supplied(said: Amounts, unit: str) -> Quantity | None:
    """Of a drug: what is dispensed, its refills with it."""
    is_mass = said.grams is not None or said.volume is not None
    mass = _first("grams", said.grams) or _first("ml", said.volume)
    pieces = _first(unit, said.marked, said.counted)
    if is_mass and (unit in ("grams", "ml") or pieces is None):
        found = mass
    else:
        found = pieces or _packages(said) or _first(unit, said.times, said.leading)
    if found is None:
        return said.duration
    (low, high), named = found
    if found is mass and said.times and said.times[1] <= _FEW:
        low, high = low * said.times[0], high * said.times[1]
    return (low * said.fills, high * said.fills), named


def _packages(said: Amounts) -> Quantity | None:
    if said.packages is None or said.package_word is None:
        return None
    word = said.package_word
    return said.packages, word if word == "oz" else f"{word}es" if word.endswith("x") else f"{word}s"


def _equipment(said: Amounts, lasting: bool) -> Quantity | None:
    """Of equipment: how many, or how long."""
    many = _first("units", said.marked, said.counted, said.times, said.leading)
    if lasting and said.duration:
        return said.duration
    if lasting and many and many[0][1] > _FEW:
        return many[0], "days"
    return many or said.duration or _packages(said)
