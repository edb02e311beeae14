"""What would flip if vague words were read more strictly, or more loosely, than the rules read them.

Comes in: the rule set, the cases, and what was recommended under the rules' own readings. Goes out: each
request whose decision or quantity would be another, with the criteria that alone make the difference.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from recheck.judge import Mode
from recheck.model.case import Case
from recheck.model.recommendation import Recommendation
from recheck.model.rule import RuleSet, Strictness
from recheck.readings import CriterionName, read_otherwise, treatments_of, under_reading
from recheck.screen import screen


@dataclass(frozen=True, slots=True)
class Flip:
    """One request that would be decided otherwise."""

    before: Recommendation
    after: Recommendation
    owed_to: tuple[CriterionName, ...]
    """The criteria each of which makes the difference by itself; all that are read otherwise where none does."""


@dataclass(frozen=True, slots=True)
class UnderReading:
    """What the stricter, or the looser, readings change."""

    strictness: Strictness
    criteria: int
    """How many criteria of the rule set state such a reading."""
    touched: int
    """How many requests are for a treatment of which some criterion states one."""
    flips: tuple[Flip, ...]


def under_readings(
    rules: RuleSet, cases: Iterable[Case], mode: Mode, found: Mapping[tuple[str, str], Recommendation]
) -> tuple[UnderReading, ...]:
    """What flips under the stricter and under the looser readings.

    Args:
        rules: the rule set, under its own readings.
        cases: the cases.
        mode: how requests are judged.
        found: what was recommended of each, by case and request.
    """
    cases = list(cases)
    return tuple(_under(rules, strictness, cases, mode, found) for strictness in Strictness)


def _under(
    rules: RuleSet,
    strictness: Strictness,
    cases: Iterable[Case],
    mode: Mode,
    found: Mapping[tuple[str, str], Recommendation],
) -> UnderReading:
    read = under_reading(rules, strictness)
    touched, flips = 0, []
    for case in cases:
        for request in case.requests.values():
            before = found.get((case.id, request.id))
            stated = read_otherwise(rules, strictness, treatments_of(request, case)) if before else []
            if before is None or not stated:
                continue
            touched += 1
            after = screen(read, case, request.id, mode)
            if after.answer != before.answer:
                alone = (
                    name
                    for name in stated
                    if _answers(screen(under_reading(rules, strictness, [name]), case, request.id, mode), after)
                )
                flips.append(Flip(before, after, tuple(alone) or tuple(stated)))
    return UnderReading(strictness, len(read_otherwise(rules, strictness)), touched, tuple(flips))


def _answers(found: Recommendation, other: Recommendation) -> bool:
    return found.answer == other.answer


def readings_json(readings: Iterable[UnderReading], outcomes: Mapping[tuple[str, str], str]) -> dict[str, object]:
    """The readings as plain data, by strictness.

    Args:
        readings: what flips.
        outcomes: what was decided of a request, by case and request.
    """
    return {
        str(each.strictness): {
            "criteria": each.criteria,
            "touched": each.touched,
            "flips": [_flip_json(flip, outcomes) for flip in each.flips],
        }
        for each in readings
    }


def _flip_json(flip: Flip, outcomes: Mapping[tuple[str, str], str]) -> dict[str, object]:
    before, after = flip.before, flip.after
    return {
        "case": before.case,
        "request": before.request,
        "from": {"recommendation": str(before.decision), "quantity": before.quantity},
        "to": {"recommendation": str(after.decision), "quantity": after.quantity},
        "outcome": outcomes.get((before.case, before.request)),
        "criteria": ["#".join(name) for name in flip.owed_to],
    }


def readings_rows(readings: Iterable[UnderReading], outcomes: Mapping[tuple[str, str], str]) -> Iterator[str]:
    """The readings as text: how many flip under each, and each that does."""
    for each in readings:
        flips = f"{len(each.flips) or 'none'} of {each.touched} requests that they touch would flip"
        stop = ":" if each.flips else "."
        yield f"Under the {each.strictness} readings that {each.criteria} criteria state, {flips}{stop}"
        rows = [(*_flip_row(flip), outcomes.get((flip.before.case, flip.before.request), "-")) for flip in each.flips]
        widths = [max(len(row[column]) for row in rows) for column in range(4)] if rows else []
        for flip, row in zip(each.flips, rows, strict=True):
            yield "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            yield f"    owed to: {', '.join('#'.join(name) for name in flip.owed_to)}"


def _flip_row(flip: Flip) -> tuple[str, str, str]:
    return (flip.before.case, flip.before.request, f"{_decided(flip.before)} -> {_decided(flip.after)}")


def _decided(found: Recommendation) -> str:
    word = str(found.decision).replace("_", " ")
    return f"{word} to {found.quantity}" if found.quantity is not None else word
