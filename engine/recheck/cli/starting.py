"""`recheck rules new`: a rule and its tests from answers, given in a file, by options or in the terminal."""

import json
from collections.abc import Callable
from pathlib import Path

from recheck.author import flow
from recheck.author.answers import draft_of
from recheck.author.new_rule import new_files, write_new
from recheck.author.questions import Answered, ask_all
from recheck.cli.edges import FINE, show, tell
from recheck.load.files import is_folder, rule_files
from recheck.load.ruleset import read_rule_set
from recheck.load.yaml_text import read_text
from recheck.model.problem import ProblemsFound, errors


def run_new(
    given: Answered, answers: str | None, out: str, folders: list[str], output: str, ask: Callable[[str, str], str]
) -> int:
    """Start a rule; `ask` puts one question, with the answer that is taken where none is given."""
    files = rule_files([*folders, out] if is_folder(Path(out)) and out not in folders else folders)
    rules, problems = read_rule_set(files)
    if errors(problems):
        raise ProblemsFound(problems)
    if answers is not None:
        text, problems = read_text(Path(answers))
        source = answers
    else:
        whole = given if given.is_whole else ask_all(given, rules, ask, tell)
        text, source = whole.as_yaml(), "the answers"
    draft, found = (None, []) if problems else draft_of(text, source, rules)
    if draft is None:
        raise ProblemsFound([*problems, *found])
    written = write_new(new_files(draft, files), Path(out))
    if output == "json":
        show(json.dumps({"rule": draft.id, "written": [str(each) for each in written]}, indent=2))
        return FINE
    for each in written:
        show(str(each))
    over = " ".join(f"--rules {flow.word(each)}" for each in dict.fromkeys([*folders, out]))
    tell(f"Now confirm each '# confirm' of the tests, and run: recheck rules test {draft.id} {over}")
    return FINE
