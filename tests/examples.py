"""The examples on the pages of the kinds of problem, as rule folders.

An example is one file, or several that begin with `# file: PATH`, or a part of one: criteria become a rule
that approves when all are met. They lie over a small rule base that has no problem itself.
"""

import re
import textwrap
from pathlib import Path

import yaml

from recheck.author.check import check
from recheck.author.problem_pages import unmarked
from recheck.author.upkeep import upkeep
from recheck.load.files import RuleFile
from recheck.load.rule_tests import load_rule_tests
from recheck.load.ruleset import read_rule_set
from recheck.model.problem import Problem

GUIDELINE = """
{name}:
  title: {title}
  publisher: Us
  jurisdiction: national
  year: {year}
  rank: {rank}
  kind: {kind}
  in_force: {{from: {{date: {year}-01-01, by: request}}{end}}}
{scope}  checked: {year}-01-01
  source: our committee
  basis: page
"""
EDITIONS = [
    {"name": "own-2026", "year": 2026},
    {"name": "own-2020", "year": 2020, "end": ", to: {date: 2025-12-31, by: request}"},
    {"name": "low-2026", "year": 2026, "rank": 3},
    {"name": "chronic-2026", "year": 2026, "scope": "  scope: {phase: chronic}\n"},
    {"name": "words-2026", "year": 2026, "kind": "definitions"},
]
COMMON = {"rank": 2, "kind": "treatment guideline", "end": "", "scope": ""}
ALL_FACTS = (
    "{all: [{exercise_program: true}, {active_therapy: true}, {previous_injection: true}, {adult: true},"
    " {weeks_of_care: {more_than: {fact: weeks_planned}}}, {age: {at_least: 18}}, {days_of_care: {at_least: 1}},"
    " {units_requested: {at_least: 2}}, {ingredients: {includes: baclofen}}, {phase: acute}, {acquisition: rental},"
    " {visits_completed: {at_least: 1}}]}"
)
BASE = {
    "guidelines.yaml": "".join(
        GUIDELINE.format(**(COMMON | each), title=f"Criteria {each['name'].replace('-', ' of ')}") for each in EDITIONS
    ),
    "treatments.yaml": """
massage_therapy: {title: Massage therapy, category: rehabilitation, unit: visits, wordings: [massage]}
physical_therapy: {title: Physical therapy, category: rehabilitation, unit: visits, wordings: [PT]}
codeine:
  title: Codeine
  category: pharmaceuticals
  drug: {ingredients: [codeine], class: opioid}
mri_hip: {title: MRI of the hip, category: diagnostics, unit: units, procedure: mri, regions: [hip]}
drug_test: {title: Drug test, category: diagnostics, unit: units, procedure: urine_drug}
""",
    "titles/base.yaml": """
mri: {kind: procedure, words: [MRI]}
urine_drug: {kind: procedure, words: [drug test, urine drug screen]}
upright: {kind: modifier, words: [upright]}
hip: {kind: region, words: [hip], regions: [hip]}
""",
    "facts/base.yaml": """
treatment: {type: choice, belongs_to: request}
body_region: {type: choice, values: [lumbar, knee, hip], belongs_to: request}
side: {type: choice, values: [left, right], belongs_to: request}
requested_on: {type: date, belongs_to: request, question: "When?"}
exercise_program: {type: boolean, belongs_to: claim, question: "Does the worker exercise?"}
active_therapy: {type: boolean, belongs_to: claim, question: "Is the worker in active therapy?"}
previous_injection: {type: boolean, belongs_to: claim, question: "Was an injection given before?"}
adult: {type: boolean, belongs_to: claim, question: "Is the worker an adult?"}
age: {type: integer, unit: years, at_least: 0, at_most: 120, belongs_to: claim, question: "How old is the worker?"}
weeks_of_care: {type: integer, unit: weeks, at_least: 0, at_most: 500, belongs_to: claim, question: "How many weeks?"}
weeks_planned: {type: integer, unit: weeks, at_least: 0, at_most: 500, belongs_to: claim, question: "How many more?"}
days_of_care: {type: integer, unit: days, at_least: 0, at_most: 500, belongs_to: claim, question: "How many days?"}
phase: {type: choice, values: [acute, subacute, chronic], belongs_to: claim, question: "How long has it lasted?"}
acquisition: {type: choice, values: [rental, purchase], belongs_to: request, question: "Rented or bought?"}
ingredients: {type: set, values: [baclofen, cyclobenzaprine], belongs_to: request, question: "What is in it?"}
visits_requested: {type: integer, unit: visits, at_least: 0, at_most: 500, belongs_to: request}
visits_authorized: {type: integer, unit: visits, at_least: 0, at_most: 500, belongs_to: request}
visits_completed:
  {type: integer, unit: visits, at_least: 0, at_most: 500, belongs_to: treatment_region, question: "How many visits?"}
units_requested: {type: integer, unit: units, at_least: 0, at_most: 500, belongs_to: request}
units_authorized: {type: integer, unit: units, at_least: 0, at_most: 500, belongs_to: request}
""",
    "own-2026/base.yaml": f"""
rule: own-2026/base
title: Physical therapy
treatments: [physical_therapy]
applies_when: {ALL_FACTS}
approve_when: never
says: Physical therapy is not recommended
cite: {{section: Physical therapy}}
basis: page
reading: quoted
""",
    "own-2026/base.test.yaml": """
- name: never
  date: 2026-03-01
  facts: {exercise_program: true, active_therapy: true, previous_injection: true, adult: true, weeks_of_care: 2,
    weeks_planned: 1, age: 18, days_of_care: 1, units_requested: 2, ingredients: [baclofen], phase: acute,
    acquisition: rental, visits_completed: 1}
  expect: {decision: deny}
""",
}
RULE = """rule: own-2026/example
title: Example
treatments: [massage_therapy]
approve_when: {{all: [{names}]}}
known_limits:
  - An example.
criteria:
"""


def checked(files: dict[str, str], folder: Path, *, as_of_day: bool = False) -> list[Problem]:
    """The problems of a rule folder, loading's and the lints'."""
    found = {}
    for path, text in (BASE | files).items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        found[path] = RuleFile(path, file, path)
    rules, problems = read_rule_set(found)
    tests = load_rule_tests(found.values(), rules, problems)
    problems += check(rules, tests, found)
    if as_of_day:
        from datetime import date

        problems += upkeep(rules, date(2026, 11, 1))
    return problems


def files_of(example: str) -> tuple[dict[str, str], tuple[str, int] | None]:
    """An example's files, and the file and line that is marked."""
    files: dict[str, str] = {}
    marked: tuple[str, int] | None = None
    parts = re.split(r"^# file: (.+)$", example, flags=re.MULTILINE)
    named = list(zip(parts[1::2], parts[2::2], strict=True)) if len(parts) > 1 else [(None, example)]
    for name, part in named:
        text, line = unmarked(part.lstrip("\n"))
        path, text, shift = (name, text, 0) if name else _placed(text)
        files[path] = text
        if line is not None:
            marked = (path, line + shift)
    return files, marked


def _placed(text: str) -> tuple[str, str, int]:
    """Where a part of a file belongs: its path, the whole text, and by how many lines the part moved down."""
    if re.search(r"^rule: ", text, re.MULTILINE):
        return re.search(r"^rule: (.+)$", text, re.MULTILINE)[1] + ".yaml", text, 0  # type: ignore[index]  # it matched
    if re.search(r"^ +category: ", text, re.MULTILINE):
        return "treatments/own.yaml", text, 0
    if re.search(r"^ +in_force: ", text, re.MULTILINE):
        return "guidelines/own.yaml", text, 0
    if re.search(r"\btype: ", text):
        return "facts/own.yaml", text, 0
    head = RULE.format(names=", ".join(re.findall(r"^(\w+):", text, re.MULTILINE)))
    return "own-2026/example.yaml", head + textwrap.indent(text, "  "), head.count("\n")


def is_yaml(text: str) -> bool:
    """Whether a text is YAML at all."""
    try:
        yaml.safe_load(text)
    except yaml.YAMLError:
        return False
    return True
