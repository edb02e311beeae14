"""`recheck rules schema`: the schemas accept what the loader accepts, and flag what a typist gets wrong.

What is validated is what the loader's nodes resolve to, with dates as text: so does an editor see a file.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from referencing import Registry, Resource

from conftest import ROOT, run
from recheck.author.modelines import START, kind_of, modeline
from recheck.author.schema import KINDS, schema_files, schemas, unexplained
from recheck.load.files import RuleFile, rule_files
from recheck.load.yaml_text import parse
from recheck.model.node import Node, Scalar, YamlList
from recheck.model.rule import RuleSet

SHIPPED = [*rule_files().values(), *rule_files([ROOT / "cases"]).values()]
OF_FILES = set(KINDS) - {"answers"}
CAN_SAY = {"unknown-fact", "unknown-key", "missing-key", "wrong-type", "unknown-treatment", "wrong-place"}


def plain(node: Node) -> Any:
    if isinstance(node, Scalar):
        return node.value.isoformat() if isinstance(node.value, date) else node.value
    if isinstance(node, YamlList):
        return [plain(each) for each in node]
    return {name: plain(each) for name, each in node.items()}


def read(text: str) -> Any:
    node, problems = parse(text, "input.yaml")
    assert node is not None and not problems
    return plain(node)


@pytest.fixture(scope="module")
def validators(rules: RuleSet) -> dict[str, Draft202012Validator]:
    """One of each kind, from the files as they are written: each refers to the file with the names."""
    files = {name: json.loads(text) for name, text in schema_files(rules).items()}
    registry = Registry().with_resources((name, Resource.from_contents(each)) for name, each in files.items())
    return {kind: Draft202012Validator(files[f"{kind}.schema.json"], registry=registry) for kind in KINDS}


def test_every_key_that_a_shape_leaves_open_is_explained() -> None:
    assert unexplained() == set()


@pytest.mark.parametrize("kind", KINDS)
def test_a_schema_is_one_and_complete_in_itself(kind: str, rules: RuleSet) -> None:
    schema = schemas(rules)[kind]
    Draft202012Validator.check_schema(schema)
    for name in set(_refs(schema)):
        assert name.removeprefix("#/$defs/") in schema["$defs"], name


def _refs(schema: Any) -> list[str]:
    inside = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else []
    own = [schema["$ref"]] if isinstance(schema, dict) and isinstance(schema.get("$ref"), str) else []
    return own + [each for part in inside for each in _refs(part)]


def test_every_shipped_file_is_of_a_kind_and_every_kind_is_shipped() -> None:
    assert {kind_of(file) for file in SHIPPED} == OF_FILES


@pytest.mark.parametrize("kind", sorted(OF_FILES))
def test_every_shipped_file_is_valid(kind: str, validators: dict[str, Draft202012Validator]) -> None:
    found = []
    files = [file for file in SHIPPED if kind_of(file) == kind]
    for file in files:
        error = best_match(validators[kind].iter_errors(read(file.file.read_text(encoding="utf-8"))))
        found += [f"{file.name}: {error.json_path}: {error.message[:200]}"] if error else []
    assert files
    assert found == []


RULE = """
rule: mtus-chronic-pain-2009/massage_therapy
title: Massage therapy
treatments: [massage_therapy]
criteria:
  adjunct:
    says: Massage accompanies exercise
    when: {any: [{exercise_program: true}, {visits_completed: {at_most: 6}}]}
    cite: {page: 60, section: 9792.20}
    basis: letter
    reading: ours
approve_when: {all: [adjunct]}
"""
TEST = "- {name: a, date: 2015-03-02, facts: {visits_requested: 6, phase: chronic}, expect: {decision: approve}}"
CASE = """
case: a
claim: {date_of_injury: {value: 2014-01-01, evidence: {lines: [1, 2]}}}
regions: {knee_left: {radicular_pain: false}}
treatments: {physical_therapy: {lumbar: {visits_completed: {values: [{value: 3}, {value: 4, dated: 2015-01-01}]}}}}
requests:
  massage:
    treatment: massage_therapy
    requested_on: 2015-03-02
    quantity: {disputed: {from: 4, to: 6}, unit: visits}
    determinations: [{by: imr, outcome: upheld, cites: [{guideline: mtus-chronic-pain-2009, pages: [58, 98]}]}]
"""
MISTAKES = [
    ("rule", "exercise_program: true", "exercise_programme: true"),
    ("rule", "exercise_program: true", "exercise_program: yes"),
    ("rule", "exercise_program: true", "exercise_program: {at_least: 1}"),
    ("rule", "{at_most: 6}", "{at_mots: 6}"),
    ("rule", "{at_most: 6}", "{at_most: six}"),
    ("rule", "{at_most: 6}", "{at_most: {fact: age}}"),
    ("rule", "{at_most: 6}", "-1"),
    ("rule", "{any: [{exercise_program: true}, ", "{exercise_program: true, any: ["),
    ("rule", "when: {any", "wen: {any"),
    ("rule", "    basis: letter\n", ""),
    ("rule", "basis: letter", "basis: leter"),
    ("rule", "section: 9792.20", "guideline: mtus-chronic-pain-2009"),
    ("rule", "section: 9792.20", "section: a, guideline: mtus-chronic-pain-2010"),
    ("rule", "[massage_therapy]", "[massage]"),
    ("rule", "{all: [adjunct]}", "{all: []}"),
    ("rule", "{all: [adjunct]}", "never"),
    ("rule", "approve_when: {all: [adjunct]}", ""),
    ("test", "2015-03-02", "March 2015"),
    ("test", "visits_requested: 6", "visits_requested: 6.5"),
    ("test", "phase: chronic", "phase: cronic"),
    ("test", "decision: approve", "decision: approved"),
    ("test", "decision: approve", "decisions: approve"),
    ("case", "radicular_pain: false", "date_of_injury: 2014-01-01"),
    ("case", "radicular_pain: false", "radicular_pain: {value: maybe}"),
    ("case", "knee_left", "left_knee"),
    ("case", "unit: visits", "unit: vists"),
    ("case", "outcome: upheld", "outcome: denied"),
    ("case", "treatment: massage_therapy\n", "treatmnt: massage_therapy\n"),
    ("case", "lines: [1, 2]", "lines: [1]"),
    ("answers", "fact: visits_requested", "fact: visits"),
    ("answers", "comparison: at_most", "comparison: up_to"),
    ("answers", "value: 6, ", ""),
    ("answers", "criteria:", "never:"),
    ("case", "requested_on: 2015-03-02", "requested_on: 2 March 2015"),
    ("letter_titles", "hip_pad", "hip_pads"),
    ("letter_titles", "packages", "pakages"),
    ("letter_titles", "[units]", "[unit]"),
    ("letter_titles", "{purchase: [bought]}", "{bought: [bought]}"),
    ("letter_guidelines", "2016: ", "twenty: "),
    ("letter_guidelines", "wordings", "wording"),
    ("letter_clinical", "knee: ", "kne: "),
    ("letter_clinical", "negated", "negative"),
    ("letter_patterns", "age:", "aged:"),
    ("letter_patterns", "first:", "firstly:"),
    ("letter_clinical", "physical_therapy: [PT]", "therapy: [PT]"),
]
TITLES = """
never_takes_the_region: [hip_pad]
one_unless_said: [units]
packages: [box]
acquisition: {purchase: [bought]}
"""
CITED = """
documents:
  Opioids: {wordings: [opioids], years: {2016: mtus-opioids-2016}}
chapters: {Pain: [pain]}
"""
CLINICAL = """
regions: {knee: [patella]}
nerves: {lumbar: [legs]}
nerves_of: {knee: lumbar}
spine: [spine]
sections: {plan: [plan]}
context: {negated: [denies]}
treatments: {physical_therapy: [PT]}
"""
PATTERNS = """
age:
  - {words: ["[aged|about] {number}"], first: true}
"""
ANSWERS = """
treatment: massage
guideline: mtus-chronic-pain-2009
criteria:
  - {fact: visits_requested, comparison: at_most, value: 6, says: Six, section: a, basis: letter, reading: ours}
"""
TEXTS = {"rule": RULE, "test": TEST, "case": CASE, "answers": ANSWERS} | {
    "letter_titles": TITLES,
    "letter_guidelines": CITED,
    "letter_clinical": CLINICAL,
    "letter_patterns": PATTERNS,
}


@pytest.mark.parametrize("kind", TEXTS)
def test_what_is_right_is_not_flagged(kind: str, validators: dict[str, Draft202012Validator]) -> None:
    assert list(validators[kind].iter_errors(read(TEXTS[kind]))) == []


@pytest.mark.parametrize(("kind", "right", "wrong"), MISTAKES, ids=[wrong or right for _, right, wrong in MISTAKES])
def test_a_typists_mistake_is_flagged(
    kind: str, right: str, wrong: str, validators: dict[str, Draft202012Validator]
) -> None:
    assert right in TEXTS[kind]
    assert list(validators[kind].iter_errors(read(TEXTS[kind].replace(right, wrong))))


def _of(bad: Path) -> RuleFile:
    return RuleFile(bad.read_text(encoding="utf-8").splitlines()[0].removeprefix("# file: "), bad, bad.name)


def _is_of_shape_or_name(bad: Path) -> bool:
    """Whether an editor can see the fault; others only `recheck rules check` can."""
    text = bad.read_text(encoding="utf-8")
    return any(f" error {code}: " in text for code in CAN_SAY) and kind_of(_of(bad)) is not None


BAD = sorted(bad for bad in (ROOT / "tests" / "bad").glob("*.yaml") if _is_of_shape_or_name(bad))


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.stem)
def test_a_bad_file_is_flagged_where_its_fault_is_one_of_shape_or_name(
    bad: Path, validators: dict[str, Draft202012Validator]
) -> None:
    kind = kind_of(_of(bad))
    assert kind is not None
    text = bad.read_text(encoding="utf-8")
    assert list(validators[kind].iter_errors(plain(parse(text, "")[0])))  # type: ignore[arg-type]


def test_most_bad_files_are_flagged_in_an_editor() -> None:
    assert len(BAD) >= 12


def test_an_editor_shows_the_question_and_the_unit_of_a_fact(rules: RuleSet) -> None:
    condition = schemas(rules)["rule"]["$defs"]["condition"]["properties"]
    shown = condition["visits_completed"]["description"]
    assert shown.startswith(rules.vocabulary.facts["visits_completed"].asked)
    assert "visits" in shown and "treatment and region" in shown


def test_the_written_schemas_are_those_of_the_shipped_rules(rules: RuleSet) -> None:
    """`recheck rules schema --out schemas --mark rules --mark cases` writes them anew."""
    written = {file.name: file.read_text(encoding="utf-8") for file in (ROOT / "schemas").iterdir()}
    assert written == schema_files(rules)


def test_every_shipped_file_names_its_schema() -> None:
    for file in SHIPPED:
        first = file.file.read_text(encoding="utf-8").splitlines()[0]
        kind = kind_of(file)
        assert kind and first == modeline(kind, ROOT / "schemas", file.file), file.name
        assert (file.file.parent / first.removeprefix(START)).resolve().is_file()


def test_a_schema_is_printed_alone_on_standard_output() -> None:
    status, out, err = run("rules", "schema", "rule")
    assert (status, err) == (0, "")
    assert json.loads(out)["title"] == "rule"


def test_a_folder_of_ones_own_is_marked_once_and_keeps_its_comments(tmp_path: Path) -> None:
    own = tmp_path / "mtus-chronic-pain-2009" / "massage_therapy.yaml"
    own.parent.mkdir()
    (own.parent / "settings.yaml").write_text("key: true\n", encoding="utf-8")  # no rule: it stays as it is
    own.write_bytes(b"# by us\r\n" + RULE.lstrip().encode())
    words = ("rules", "schema", "--out", str(tmp_path / "schemas"), "--mark", str(tmp_path), "--format", "json")
    first, second = (json.loads(run(*words)[1]) for _ in range(2))
    assert first["marked"] == {str(tmp_path): {"files": 1, "changed": 1}}
    assert second["marked"] == {str(tmp_path): {"files": 1, "changed": 0}}
    lines = own.read_bytes().split(b"\n", 2)
    assert lines[:2] == [START.encode() + b"../schemas/rule.schema.json", b"# by us\r"]


def test_an_unknown_schema_is_named_with_the_nearest() -> None:
    status, out, err = run("rules", "schema", "rulle")
    assert (status, out) == (1, "")
    assert "unknown-schema" in err and "did you mean 'rule'?" in err
    assert run("rules", "schema")[0] == 2


def test_a_folder_that_cannot_be_written_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    status, _, err = run("rules", "schema", "--out", str(tmp_path / "file"))
    assert status == 1
    assert "not-written" in err


def test_the_example_for_an_editor_names_schemas_that_are_there() -> None:
    settings = json.loads((ROOT / ".vscode" / "settings.json").read_text(encoding="utf-8"))
    assert {Path(name) for name in settings["yaml.schemas"]} <= {
        Path("schemas", f"{kind}.schema.json") for kind in KINDS
    }
    assert all((ROOT / name).is_file() for name in settings["yaml.schemas"])
