"""`recheck read`: what chart notes document, each fact with its place and its words."""

import json
from typing import Any

from recheck.cli.edges import FINE, INPUT_HAS_ERRORS, RuleChoice, show, tell_problems
from recheck.letters.facts.fact import FactRead
from recheck.letters.letter import LetterText, Span
from recheck.letters.notes.read import NoteRead, read_note
from recheck.letters.read import letter_paths, read_letter_text
from recheck.load.json_nodes import plain_value
from recheck.model.problem import errors
from recheck.model.value import written
from recheck.model.vocabulary import Vocabulary

Rows = dict[str, list[dict[str, Any]]]


def run_read(notes: list[str], choice: RuleChoice, output: str) -> int:
    """All notes read; one that cannot be read is a problem, and the others go on."""
    paths, problems = letter_paths(notes)
    rules = choice.load()
    found: list[tuple[str, NoteRead]] = []
    for path in paths:
        text, wrong = read_letter_text(path)
        problems += wrong
        if text:
            found.append((path, read_note(text, rules, choice.folders)))
    if output == "json":
        rows: Rows = {"facts": [], "derived": [], "requests": [], "contradictions": [], "not_read": []}
        for path, note in found:
            own = {"note": path} if len(paths) > 1 else {}
            for name, many in _rows(note, rules.vocabulary).items():
                rows[name] += [{**each, **own} for each in many]
        if errors(problems):
            rows["problems"] = [each.as_json() for each in problems]
        show(json.dumps(rows, indent=2, ensure_ascii=False))
    else:
        show("\n\n".join(_as_text(path, note, rules.vocabulary) for path, note in found))
    tell_problems(problems)
    return INPUT_HAS_ERRORS if errors(problems) else FINE


def _rows(note: NoteRead, vocabulary: Vocabulary) -> Rows:
    text = note.text
    return {
        "facts": [_fact(each, text, vocabulary) for each in note.facts],
        "derived": [
            {"fact": each.fact, "place": each.place, "value": plain_value(each.value), "from": list(each.rests_on)}
            for each in note.derived
        ],
        "requests": [
            {"words": each.words, "treatment": each.treatment, "region": each.region, "quantity": each.quantity,
             "quote": text[each.span]}
            for each in note.requests
        ],
        "contradictions": [
            {"fact": many[0].name, "place": many[0].place, "readings": [_reading(each, text) for each in many]}
            for many in note.contradictions
        ],
        "not_read": [{"quote": text[each], "lines": _lines(each)} for each in note.not_read],
    }  # fmt: skip


def _reading(each: FactRead, text: LetterText) -> dict[str, Any]:
    return {"value": plain_value(each.value), "quote": text[each.span], "lines": _lines(each.span)}


def _fact(each: FactRead, text: LetterText, vocabulary: Vocabulary) -> dict[str, Any]:
    return {
        "fact": each.name,
        "place": each.place,
        **_reading(each, text),
        "certainty": each.grade,
        "dated": each.dated.isoformat() if each.dated else None,
        "formerly": list(vocabulary.facts[each.name].formerly),
    }


def _lines(span: Span) -> list[int]:
    return [span.first, span.last]


def _as_text(path: str, note: NoteRead, vocabulary: Vocabulary) -> str:
    """The note's facts by place, each with its words."""
    lines = [path]
    by_place: dict[str, list[FactRead]] = {}
    for each in note.facts:
        by_place.setdefault(each.place, []).append(each)
    for place, many in by_place.items():
        lines.append(f"  {place.replace('_', ' ')}")
        lines += [_line(each, note.text, vocabulary) for each in many]
    if note.derived:
        lines.append("  follows from these")
        lines += [
            f"    {each.place.replace('_', ' ')}: {vocabulary.facts[each.fact].readable}: {written(each.value)}"
            for each in note.derived
        ]
    if note.requests:
        lines.append("  requested")
        lines += [f"    {each.words} (line {each.span.first})" for each in note.requests]
    if note.contradictions:
        lines.append("  the note contradicts itself on")
        lines += [
            f"    {many[0].place.replace('_', ' ')}: {vocabulary.facts[many[0].name].readable}"
            for many in note.contradictions
        ]
    lines.append(f"  {len(note.not_read)} clinical sentences in which nothing was read; --format json lists them")
    return "\n".join(lines)


def _line(each: FactRead, text: LetterText, vocabulary: Vocabulary) -> str:
    said = " ".join(text[each.span].split())
    name = vocabulary.facts[each.name].readable
    grade = ", inferred" if each.grade == "inferred" else ""
    dated = f", {each.dated}" if each.dated else ""
    return f"    {name}: {written(each.value)} (line {each.span.first}{dated}{grade}: «{said}»)"
