"""`recheck import --not-understood`: clinical sentences of case summaries that no pattern reads.

What an author needs to extend rules/letters/patterns/; the words are shown, and kept nowhere.
"""

import json

from recheck.cli.edges import FINE, INPUT_HAS_ERRORS, RuleChoice, show, tell_problems
from recheck.letters.facts.read import fact_reader
from recheck.letters.read import letter_paths, read_bytes, text_of
from recheck.letters.requests import draft_of
from recheck.letters.structure import read_structure
from recheck.letters.words import load_letter_words
from recheck.model.problem import Problem, errors


def run_not_understood(letters: list[str], choice: RuleChoice, output: str) -> int:
    """Each sentence with its place in the letter; in JSON with the words of it that are clinical."""
    paths, problems = letter_paths(letters)
    vocabulary = choice.load().vocabulary
    words, reader = load_letter_words(choice.folders), fact_reader(vocabulary, choice.folders)
    rows = []
    read = 0
    for path in paths:
        letter = None
        wrong: list[Problem] = []
        data, problem = read_bytes(path)
        if problem:
            problems.append(problem)
            continue
        text, wrong = text_of(data, path)
        if text:
            letter, more = read_structure(text, words, path)
            wrong += more
        if letter is None:
            problems += [each for each in wrong if errors([each])]
            continue
        read += 1
        found = reader.read(letter, words, draft_of(letter, words, vocabulary, path=path).case)
        for span in found.not_understood:
            said = " ".join(letter.text.text[span.start : span.end].split())
            rows.append({"letter": path, "line": span.first, "sentence": said, "words": reader.clinical_in(said)})
    if output == "json":
        show(json.dumps({"letters": read, "not_understood": rows, "problems": _json(problems)}, indent=2))
    else:
        for each in rows:
            show(f"{each['letter']}:{each['line']}: {each['sentence']}")
        show(f"{len(rows):,} clinical sentences of {read:,} letters are read by no pattern")
    tell_problems(problems)
    return INPUT_HAS_ERRORS if errors(problems) else FINE


def _json(problems: list[Problem]) -> list[object]:
    return [each.as_json() for each in problems]
