"""`recheck import --score CASES`: how well facts are read, beside the same letters' cases read by hand."""

import json
from pathlib import Path
from typing import Any

from recheck.cli.edges import FINE, INPUT_HAS_ERRORS, RuleChoice, show, tell_problems
from recheck.letters.facts.adjudicated import adjudicated_in
from recheck.letters.facts.score import Counts, Score
from recheck.letters.read import letter_paths
from recheck.letters.scoring import Group, Scored, score_letters
from recheck.load.cases import load_cases
from recheck.model.problem import Place, Problem, ProblemsFound, Source, errors

SECOND_READING = Path("tests") / "second_reading"
_EVERYWHERE = ("age", "date_of_injury")


def run_score(letters: list[str], cases: str, second: str | None, choice: RuleChoice, output: str) -> int:
    """The score of all letters that have a case among the hand-read ones."""
    paths, problems = letter_paths(letters)
    rules = choice.load()
    hands, wrong = load_cases([cases], rules.vocabulary)
    known, more = adjudicated_in(Path(cases))
    folder = Path(second) if second else Path(cases).resolve().parent / SECOND_READING
    seconds = load_cases([folder], rules.vocabulary)[0] if second or folder.is_dir() else []
    problems += [*wrong, *more]
    if errors(problems):
        raise ProblemsFound(problems)
    scored = score_letters(paths, hands, rules, seconds=seconds, known=known, folders=choice.folders)
    if not scored.groups:
        message = "none of the letters has a case here"
        raise ProblemsFound([Problem("no-cases", message, Place(Source(cases)))])
    if output == "json":
        show(json.dumps(_as_json(scored), indent=2))
    else:
        show(_as_text(scored))
    tell_problems(list(scored.problems))
    return INPUT_HAS_ERRORS if scored.problems else FINE


def _as_text(scored: Scored) -> str:
    lines = []
    for group in scored.groups:
        lines += [f"{group.name}: {len(group.pairs)}", *_tables(group), *_decisions(group), ""]
    if scored.second:
        lines.append(f"a second reading by hand beside the first, {scored.second_letters} letters")
        lines += [_HEAD, *_rows(scored.second)]
    lines.append("a fact that the hand has not counts as wrong; 'adjudicated' counts as right those that somebody")
    lines.append("looked up and found in the letter (adjudicated/); 'equal': values, where both have the fact")
    return "\n".join(lines)


_HEAD = f"  {'':44} right differ unrec. missed  precision recall equal adjudicated"


def _tables(group: Group) -> list[str]:
    found = [" facts that a rule for the requests asks for", _HEAD, *_rows(group.asked)]
    by_fact = sorted(group.asked.by_fact.items(), key=lambda it: (-it[1].right - it[1].missed, it[0]))
    found += [_row(name, each) for name, each in by_fact]
    found += [" all facts", _HEAD, *_rows(group.whole)]
    left = {name: each for name, each in group.whole.by_fact.items() if name not in group.asked.by_fact}
    found += [_row(name, each) for name, each in sorted(left.items(), key=lambda it: (-it[1].right, it[0]))]
    return found


def _rows(found: Score) -> list[str]:
    return [_row("all", found.whole), _row("all but age and date of injury", found.without(*_EVERYWHERE))]


def _row(name: str, each: Counts) -> str:
    unjudged = f" ({each.unjudged} not looked up)" if each.unjudged else ""
    return (
        f"  {name[:44]:44} {each.right:5} {each.differs:6} {each.unrecorded:6} {each.missed:6}  "
        f"{_share(each.precision):>9} {_share(each.recall):>6} {_share(each.agreement):>5} "
        f"{_share(each.adjudicated):>11}{unjudged}"
    )


def _decisions(group: Group) -> list[str]:
    found = group.decided
    return [
        f" recommendations: {found.same_decision} of {found.requests} decide as those from hand-read facts "
        f"({found.same_without_facts} would with no facts at all), {found.same_rests_on} rest on the same,",
        f"  {found.same_criteria} have the same truth for every criterion",
    ]


def _as_json(scored: Scored) -> dict[str, Any]:
    return {
        "groups": [
            {
                "name": group.name,
                "letters": len(group.pairs),
                "asked": _score_as_json(group.asked),
                "all": _score_as_json(group.whole),
                "recommendations": {
                    name: getattr(group.decided, name) for name in group.decided.__dataclass_fields__
                },
                "disagreements": [
                    {"case": it.case, "place": it.place[0], "fact": it.place[1], "read": it.read, "by_hand": it.by_hand,
                     "verdict": it.verdict}
                    for it in group.whole.disagreements
                ],
            }
            for group in scored.groups
        ],
        "second_reading": scored.second and _score_as_json(scored.second),
        "problems": [each.as_json() for each in scored.problems],
    }  # fmt: skip


def _score_as_json(found: Score) -> dict[str, Any]:
    return {
        "all": _counts(found.whole),
        "without_age_and_date_of_injury": _counts(found.without(*_EVERYWHERE)),
        "by_fact": {name: _counts(each) for name, each in sorted(found.by_fact.items())},
    }


def _counts(each: Counts) -> dict[str, Any]:
    held = {name: getattr(each, name) for name in each.__dataclass_fields__}
    shares = {"precision": each.precision, "recall": each.recall, "values_equal": each.agreement}
    return held | shares | {"adjudicated_precision": each.adjudicated}


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
