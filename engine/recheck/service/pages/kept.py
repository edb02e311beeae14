"""What was put in, as plain data that is kept, and back again."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from recheck.service.pages.sheet import Answer, Sheet

DAYS = ("requested_on", "service_on", "as_if")
SETS = ("silent", "left_out")


def as_data(sheet: Sheet) -> dict[str, object]:
    """A sheet as plain data.

    >>> sheet_of({**as_data(Sheet(words="PT", requested_on=date(2016, 1, 2)))}).requested_on
    datetime.date(2016, 1, 2)
    """
    found: dict[str, Any] = {each.name: getattr(sheet, each.name) for each in fields(Sheet)}
    found |= {name: found[name].isoformat() for name in DAYS if found[name]}
    found |= {name: sorted(found[name]) for name in SETS}
    found["answers"] = {place: _answer_data(each) for place, each in sheet.answers.items()}
    return found


def _answer_data(answer: Answer) -> dict[str, Any]:
    found = asdict(answer)
    found["dated"] = answer.dated.isoformat() if answer.dated else None
    found["others"] = [_answer_data(each) for each in answer.others]
    return {name: value for name, value in found.items() if value not in (None, [], ()) or name == "value"}


def sheet_of(data: Mapping[str, Any]) -> Sheet:
    """The sheet of such data."""
    words: dict[str, Any] = {each.name: data[each.name] for each in fields(Sheet) if each.name in data}
    words |= {name: date.fromisoformat(words[name]) for name in DAYS if words.get(name)}
    words |= {name: frozenset(words.get(name, ())) for name in SETS}
    words |= {name: tuple(words.get(name, ())) for name in ("treatments", "regions", "counted", "before", "mentioned")}
    words["letters"] = tuple((name, digest) for name, digest in words.get("letters", ()))
    words["answers"] = {place: _answer(each) for place, each in words.get("answers", {}).items()}
    return Sheet(**words)


def _answer(data: Mapping[str, Any]) -> Answer:
    words = dict(data)
    for name in ("lines", "characters"):
        if words.get(name):
            words[name] = (words[name][0], words[name][1])
    if words.get("dated"):
        words["dated"] = date.fromisoformat(words["dated"])
    words["others"] = tuple(_answer(each) for each in words.get("others", ()))
    return Answer(**words)
