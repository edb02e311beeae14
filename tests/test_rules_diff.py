"""`recheck rules diff`: what an edit changes in words, by proof, and in which cases."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import product
from pathlib import Path

import pytest

from conftest import ROOT, run
from recheck.author.diff_pages import as_json, as_markdown, as_text
from recheck.author.difference import Difference, Reach
from recheck.author.edits import Edit, How, Kind, edits_between
from recheck.author.impact import Impact, cases_of_both, impact, summarized
from recheck.author.meaning import changed_treatments
from recheck.evaluators.truths import Undocumented
from recheck.judge import Mode
from recheck.load.cases import read_case
from recheck.load.files import RuleFile, rule_files
from recheck.load.profiles import under
from recheck.load.revisions import side_files
from recheck.load.rule_tests import load_rule_tests
from recheck.load.ruleset import read_rule_set
from recheck.model.problem import ProblemsFound, errors
from recheck.model.rule import RuleSet
from recheck.screen import screen

MASSAGE = "mtus-chronic-pain-2009/massage_therapy"
CAP = "definitions/mtus-chronic-pain-2009/physical_medicine_visit_cap.yaml"
SEEDS = ROOT / "cases" / "imr-seeds"
NONE = Impact(0, 0, ())


def shipped(path: str) -> str:
    return (ROOT / "rules" / path).read_text(encoding="utf-8")


def edited(folder: Path, changes: dict[str, Callable[[str], str] | None]) -> dict[str, RuleFile]:
    """The shipped files with some of them edited, or (None) taken away."""
    files = rule_files([ROOT / "rules"])
    for path, edit in changes.items():
        if edit is None:
            del files[path]
            continue
        text = edit(shipped(path))
        assert text != shipped(path), "the edit changes something"
        file = folder / path.replace("/", "_")
        file.write_text(text, encoding="utf-8")
        files[path] = RuleFile(path, file, path)
    return files


def loaded(files: dict[str, RuleFile]) -> RuleSet:
    rules, problems = read_rule_set(files)
    assert not errors(problems), [str(each) for each in problems]
    return rules


def eight(text: str) -> str:
    return text.replace("at_most: 6}", "at_most: 8}")


def silent_met(text: str) -> str:
    """An adjunct that is not documented counts as there."""
    words = "when: {any: [{exercise_program: true}, {active_therapy: true}]}"
    return text.replace(words, f"{words}\n    if_silent: met")


def rows_of(found: tuple[Edit, ...], name: str) -> tuple[str, ...]:
    return next(each.rows for each in found if each.name == name)


# -- in words -------------------------------------------------------------------------------------------


def test_a_number_is_named_as_old_and_new(rules: RuleSet, tmp_path: Path) -> None:
    new = loaded(edited(tmp_path, {f"{MASSAGE}.yaml": eight}))
    edits = edits_between(rules, new)
    assert edits.edits == (
        Edit(Kind.RULE, MASSAGE, How.CHANGED, ("within_visit_limit: visits_requested: at_most 6 -> 8",)),
    )
    assert not edits.through
    assert changed_treatments(rules, new) == ("massage_therapy",)


def test_a_rule_set_beside_itself_has_no_edits(rules: RuleSet) -> None:
    edits = edits_between(rules, loaded(rule_files([ROOT / "rules"])))
    assert not edits.edits and not edits.through
    assert as_text(Difference("a", "b", edits, (), NONE)).splitlines()[2] == "Nothing changed."


@pytest.mark.parametrize(
    ("edit", "row"),
    [
        (
            lambda text: text.replace("Massage accompanies", "Massage goes with"),
            "adjunct_to_active_care: says 'Massage accompanies exercise or another recommended treatment' -> "
            "'Massage goes with exercise or another recommended treatment'",
        ),
        (lambda text: text.replace("adjunct_to_active_care", "adjunct"), "adjunct_to_active_care: renamed to adjunct"),
        (lambda text: text.replace("page: 60", "page: 61", 1), None),
        (lambda text: text.replace("basis: letter", "basis: page"), "within_visit_limit: basis: letter -> page"),
        (lambda text: text.replace("status: draft", "status: reviewed"), None),
        (lambda text: text.replace("title: Massage therapy", "title: Massage"), "title: Massage therapy -> Massage"),
        (lambda text: text.replace("  - The source says '4-6", "  - It says '4-6"), None),
    ],
    ids=["says", "name", "page", "basis", "review", "title", "known limits"],
)
def test_what_is_only_worded_anew_can_change_nothing(
    rules: RuleSet, tmp_path: Path, edit: Callable[[str], str], row: str | None
) -> None:
    new = loaded(edited(tmp_path, {f"{MASSAGE}.yaml": edit}))
    (found,) = edits_between(rules, new).edits
    assert found.words_only and found.rows
    assert row is None or row in found.rows
    assert changed_treatments(rules, new) == ()
    difference = Difference("a", "b", edits_between(rules, new), (), NONE)
    assert difference.nothing_can_change
    assert "No request can be decided differently: nothing changed" in as_text(difference)


@pytest.mark.parametrize(
    ("edit", "row"),
    [
        (silent_met, "adjunct_to_active_care: if silent met: false -> true"),
        (lambda text: text.replace("[adjunct_to_active_care, within", "[within"), "approves when: "),
        (
            lambda text: text.replace(", {active_therapy: true}]", "]"),
            "adjunct_to_active_care: without: another active treatment is under way",
        ),
        (
            lambda text: text.replace("criteria:", "applies_when: {chronic_pain_syndrome: true}\ncriteria:"),
            "applies when: always -> a chronic pain syndrome",
        ),
        (lambda text: text.replace("any: [{ex", "all: [{ex"), "adjunct_to_active_care: "),
        (lambda text: text.replace("exercise_program: true", "exercise_program: false"), "adjunct_to_active_care: "),
    ],
    ids=["silence", "approval", "a part", "applies", "and for or", "value"],
)
def test_what_a_decision_can_depend_on_is_told_from_words(
    rules: RuleSet, tmp_path: Path, edit: Callable[[str], str], row: str
) -> None:
    new = loaded(edited(tmp_path, {f"{MASSAGE}.yaml": edit}))
    (found,) = edits_between(rules, new).edits
    assert not found.words_only
    assert any(each.startswith(row) for each in found.rows), found.rows
    assert changed_treatments(rules, new) == ("massage_therapy",)


def test_rules_that_change_through_a_definition_stand_apart(rules: RuleSet, tmp_path: Path) -> None:
    new = loaded(edited(tmp_path, {CAP: lambda text: text.replace("otherwise: 10", "otherwise: 12")}))
    edits = edits_between(rules, new)
    name = "mtus-chronic-pain-2009/physical_medicine_visit_cap"
    assert edits.edits == (Edit(Kind.DEFINITION, name, How.CHANGED, ("otherwise: 10 -> 12",)),)
    assert set(edits.through) == {
        "mtus-chronic-pain-2009/occupational_therapy",
        "mtus-chronic-pain-2009/physical_therapy",
    }
    assert set(edits.through.values()) == {(f"definition {name}",)}
    assert changed_treatments(rules, new) == ("occupational_therapy", "physical_therapy")


@pytest.mark.parametrize(
    ("path", "edit", "kind", "row", "reaches"),
    [
        ("guidelines.yaml", ("date: 2016-07-28, by", "date: 2016-07-27, by"), Kind.GUIDELINE, "in force: ", True),
        ("guidelines.yaml", ("short: ODG", "short: Odg"), Kind.GUIDELINE, "short: ODG -> Odg", False),
        ("profiles/california.yaml", ("title: California", "title: Cal"), Kind.PROFILE, "title: California", False),
        ("facts/request.yaml", ("On what date was", "When was"), Kind.FACT, "question: ", False),
    ],
)
def test_what_is_beside_the_rules_is_compared_too(
    rules: RuleSet, tmp_path: Path, path: str, edit: tuple[str, str], kind: Kind, row: str, reaches: bool
) -> None:
    new = loaded(edited(tmp_path, {path: lambda text: text.replace(*edit, 1)}))
    (found,) = edits_between(rules, new).edits
    assert found.kind is kind and found.rows[0].startswith(row)
    assert found.words_only is not reaches
    assert bool(changed_treatments(rules, new)) is reaches


def test_rules_and_tests_that_came_or_went_are_named(rules: RuleSet, tmp_path: Path) -> None:
    files = edited(tmp_path, {f"{MASSAGE}.yaml": None, f"{MASSAGE}.test.yaml": None})
    (gone,) = edits_between(rules, loaded(files)).edits
    assert gone.how is How.REMOVED and gone.rows[0] == "treatments: massage_therapy"
    (come,) = edits_between(loaded(files), rules).edits
    assert come.how is How.ADDED
    files = edited(
        tmp_path,
        {f"{MASSAGE}.test.yaml": lambda text: text.replace("massage alone", "alone").replace("n: 3}", "n: 2}")},
    )
    before = load_rule_tests(rule_files([ROOT / "rules"]).values(), rules, [])
    (found,) = edits_between(rules, rules, before, load_rule_tests(files.values(), rules, [])).edits
    assert found.words_only
    assert found.rows == ("test removed: massage alone", "test added: alone")


# -- by proof -------------------------------------------------------------------------------------------


def narrow(rules: RuleSet) -> RuleSet:
    """Under the chronic pain guideline of 2009 and its definitions alone, so that all can be enumerated."""
    return under(rules, None, ["mtus-chronic-pain-2009", "mtus-definitions-2009"])


def reach_of(old: RuleSet, new: RuleSet) -> Reach:
    pytest.importorskip("z3")
    from recheck.author.reach import reach

    return reach(old, new, "massage_therapy", 60)


@cache
def small_world() -> tuple[tuple[int, str], ...]:
    """Cases of massage with how many facts each documents: every combination of a few values."""
    flags = (None, True, False)
    found = []
    for exercise, active, phase, had, disputed, authorized in product(
        flags, flags, (None, "chronic", "acute"), (None, 0, 1, 5), (1, 6, 7, 8, 9), (0, 6)
    ):
        claim = {"exercise_program": exercise, "active_therapy": active}
        rows = [f"  {name}: {str(value).lower()}" for name, value in claim.items() if value is not None]
        text = ["case: small", *(["claim:", *rows] if rows else [])]
        if had is not None:
            text.append(f"treatments: {{massage_therapy: {{lumbar: {{visits_completed: {had}}}}}}}")
        text += ["requests:", "  request:", "    treatment: massage_therapy", "    requested_on: 2015-03-02"]
        text += ["    body_region: lumbar"] if had is not None else []
        text.append(f"    quantity: {{disputed: {disputed}, authorized: {authorized}, unit: visits}}")
        text += [f"    facts: {{phase: {phase}}}"] if phase else []
        facts = len(rows) + 2 * (had is not None) + 1 + (authorized > 0) + (phase is not None)
        found.append((facts, "\n".join(text)))
    return tuple(found)


def enumerated(old: RuleSet, new: RuleSet) -> dict[str, int]:
    """Every kind of change in the small world, with the fewest facts of a case that shows it."""
    kinds: dict[str, int] = {}
    for (facts, text), undocumented in product(small_world(), Undocumented):
        case, _ = read_case(text, "small", old.vocabulary)
        assert case is not None
        mode = Mode(undocumented, infer=False)
        one, other = screen(old, case, "request", mode), screen(new, case, "request", mode)
        if one.answer != other.answer:
            kind = f"{one.decision} -> {other.decision}"
            kinds[kind] = min(facts, kinds.get(kind, facts))
    return kinds


def test_every_kind_of_change_is_found_with_its_smallest_request(rules: RuleSet, tmp_path: Path) -> None:
    old, new = narrow(rules), narrow(loaded(edited(tmp_path, {f"{MASSAGE}.yaml": eight})))
    found = reach_of(old, new)
    assert not found.undecided
    assert [(str(first), str(last)) for first, last in found.days] == [("2009-07-18", "2016-07-28")]
    seven = next(each for each in found.witnesses if each.kind == "modify to 6 visits -> approve")
    assert "quantity: {disputed: 7, authorized: 0, unit: visits}" in seven.case
    sizes: dict[str, int] = {}
    for each in found.witnesses:
        case, problems = read_case(each.case, "witness.yaml", new.vocabulary)
        assert case is not None and not problems
        one, other = (screen(side, case, "request", Mode(Undocumented(each.undocumented))) for side in (old, new))
        assert one.answer != other.answer
        assert each.old.startswith(one.decision) and each.new.startswith(other.decision)
        kind = f"{one.decision} -> {other.decision}"
        sizes[kind] = min(each.facts, sizes.get(kind, each.facts))
    kinds = enumerated(old, new)
    assert kinds and set(kinds) <= set(sizes)
    assert all(sizes[kind] <= facts for kind, facts in kinds.items())


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: text.replace(
            "{any: [{exercise_program: true}, {active_therapy: true}]}",
            "{not: {all: [{not: {active_therapy: true}}, {exercise_program: false}]}}",
        ),
        lambda text: text.replace(
            "all: [adjunct_to_active_care, within_visit_limit]",
            "any: [{all: [within_visit_limit, adjunct_to_active_care]}]",
        ),
    ],
    ids=["a condition in other words", "an approval in other words"],
)
def test_what_means_the_same_is_proved_to(rules: RuleSet, tmp_path: Path, edit: Callable[[str], str]) -> None:
    old, new = narrow(rules), narrow(loaded(edited(tmp_path, {f"{MASSAGE}.yaml": edit})))
    assert changed_treatments(old, new) == ("massage_therapy",)
    assert reach_of(old, new) == Reach("massage_therapy")
    assert enumerated(old, new) == {}


def test_a_changed_gate_and_a_treatment_of_one_side_are_said_to_be_undecided(rules: RuleSet) -> None:
    without = replace(rules, gates=())
    assert "massage_therapy" in changed_treatments(rules, without)
    old, new = narrow(rules), narrow(without)
    assert reach_of(old, new).undecided == ("the gates changed, and gates are outside the proof",)
    fewer = {name: each for name, each in rules.vocabulary.treatments.items() if name != "massage_therapy"}
    other = replace(narrow(rules), vocabulary=replace(rules.vocabulary, treatments=fewer))
    assert reach_of(old, other).undecided == ("only one of the rule sets knows the treatment",)


def test_a_proof_that_gets_no_time_is_undecided(rules: RuleSet, tmp_path: Path) -> None:
    pytest.importorskip("z3")
    from recheck.author.reach import reach

    new = narrow(loaded(edited(tmp_path, {f"{MASSAGE}.yaml": eight})))
    found = reach(narrow(rules), new, "massage_therapy", 0)
    assert not found.witnesses and "not settled in the time given" in found.undecided[0]
    assert "undecided" in as_text(Difference("a", "b", edits_between(rules, new), (found,), NONE))


# -- on cases -------------------------------------------------------------------------------------------


def test_the_cases_that_flip_are_counted_and_listed(rules: RuleSet, tmp_path: Path) -> None:
    new = loaded(edited(tmp_path, {f"{MASSAGE}.yaml": silent_met}))
    before, after, problems = cases_of_both([SEEDS], rules, new)
    found = impact(rules, new, changed_treatments(rules, new), before, after)
    assert not problems and found.requests == sum(len(case.requests) for case in after)
    assert not found.of(Undocumented.ASK)
    flips = found.of(Undocumented.NOT_ESTABLISHED)
    assert summarized(flips) == [("deny -> modify to 6 visits", 2), ("deny -> approve", 1)]
    page = as_text(Difference("a", "b", edits_between(rules, new), (), found))
    assert f"3 of {found.requests} requests change: 2 deny -> modify to 6 visits, 1 deny -> approve." in page
    assert "imr-seed-002 massage (Massage therapy to cervical spine (sessions) Qty 6): deny -> approve" in page


def test_a_case_decided_as_before_on_other_grounds_is_told_apart(rules: RuleSet, tmp_path: Path) -> None:
    new = loaded(edited(tmp_path, {f"{MASSAGE}.yaml": eight}))
    before, after, _ = cases_of_both([SEEDS], rules, new)
    found = impact(rules, new, changed_treatments(rules, new), before, after)
    assert not found.of(Undocumented.NOT_ESTABLISHED)
    same = found.of(Undocumented.NOT_ESTABLISHED, on_grounds_alone=True)
    assert [each.case for each in same] == ["imr-seed-000", "imr-seed-004"]
    assert same[0].where == (
        f"massage cervical: {MASSAGE}#within_visit_limit: not met -> not documented",
        f"decides: {MASSAGE}: adjunct_to_active_care is not documented",
    )


def test_only_treatments_that_an_edit_reaches_can_flip(rules: RuleSet, tmp_path: Path) -> None:
    """What is not screened would have been decided alike: every treatment screened gives the same flips."""
    new = loaded(edited(tmp_path, {f"{MASSAGE}.yaml": silent_met}))
    before, after, _ = cases_of_both([ROOT / "cases"], rules, new)
    reached = impact(rules, new, changed_treatments(rules, new), before, after)
    every = impact(rules, new, tuple(rules.vocabulary.treatments), before, after)
    assert replace(every, kept=reached.kept) == reached
    assert set(reached.kept) < set(every.kept)


def test_a_case_that_one_side_cannot_read_is_named(rules: RuleSet, tmp_path: Path) -> None:
    fact = replace(rules.vocabulary.facts["phase"], values=("acute", "chronic"))
    old = replace(rules, vocabulary=replace(rules.vocabulary, facts={**rules.vocabulary.facts, "phase": fact}))
    case = tmp_path / "case.yaml"
    request = "{treatment: massage_therapy, requested_on: 2015-01-02, facts: {phase: subacute}}"
    case.write_text(f"case: odd\nrequests: {{massage: {request}}}\n", encoding="utf-8")
    before, after, problems = cases_of_both([case], old, rules)
    assert not problems
    found = impact(old, rules, ("massage_therapy",), before, after)
    assert found == Impact(0, 0, (), ("odd",))
    assert cases_of_both([case], rules, old)[2]
    page = as_text(Difference("a", "b", edits_between(old, rules), (), found))
    assert "read by one of the rule sets alone, and not compared: odd" in page


# -- pages ----------------------------------------------------------------------------------------------


def test_the_pages_say_the_same(rules: RuleSet, tmp_path: Path) -> None:
    new = loaded(edited(tmp_path, {f"{MASSAGE}.yaml": eight}))
    found = Difference("a", "b", edits_between(rules, new), (reach_of(narrow(rules), narrow(new)),), NONE)
    data, text, page = as_json(found), as_text(found), as_markdown(found)
    assert json.loads(json.dumps(data)) == data
    assert data["nothing_can_change"] is False
    for each in found.reaches[0].witnesses:
        assert each.kind in text and each.kind in page and each.case in page
    assert page.count("<details>") == len(found.reaches[0].witnesses) == page.count("```yaml")


# -- the command, and git -------------------------------------------------------------------------------


def git(folder: Path, *words: str) -> None:
    own = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    named = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run(["git", *named, *words], cwd=folder, check=True, capture_output=True, env={**os.environ, **own})


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with the shipped rules, one commit before them, and an edit that is not committed."""
    git(tmp_path, "init", "-q")
    git(tmp_path, "commit", "-q", "--allow-empty", "-m", "nothing")
    shutil.copytree(ROOT / "rules", tmp_path / "deep" / "rules")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "rules")
    rule = tmp_path / "deep" / "rules" / f"{MASSAGE}.yaml"
    rule.write_text(eight(rule.read_text(encoding="utf-8")), encoding="utf-8")
    return tmp_path / "deep" / "rules"


def test_head_is_compared_with_the_folder_unless_others_are_named(repository: Path) -> None:
    code, out, err = run("rules", "diff", "--rules", str(repository), "--no-proof", "--cases", str(SEEDS))
    assert (code, err) == (0, "")
    assert "within_visit_limit: visits_requested: at_most 6 -> 8" in out
    code, out, err = run(
        "rules", "diff", "HEAD", "HEAD", "--rules", str(repository), "--cases", str(SEEDS), "--format", "json"
    )
    assert (code, err) == (0, "")
    data = json.loads(out)
    assert data["edits"] == [] and data["nothing_can_change"] is True and data["problems"] == []


def test_two_folders_are_compared_without_git(repository: Path) -> None:
    code, out, _ = run(
        "rules",
        "diff",
        str(ROOT / "rules"),
        str(repository),
        "--no-proof",
        "--cases",
        str(SEEDS),
        "--format",
        "markdown",
    )
    assert code == 0
    assert "- ~ mtus-chronic-pain-2009/massage_therapy\n  - within_visit_limit: " in out


@pytest.mark.parametrize(
    ("revision", "code"),
    [("HAED", "unknown-revision"), ("--output=x", "unknown-revision"), ("HEAD~1", "no-rules-in-revision")],
)
def test_a_revision_that_cannot_be_read_is_a_problem(repository: Path, revision: str, code: str) -> None:
    with pytest.raises(ProblemsFound) as found, side_files(revision, [str(repository)]):
        pass
    assert [each.code for each in found.value.problems] == [code]
    assert found.value.problems[0].suggestion


def test_a_misspelt_branch_is_named(repository: Path) -> None:
    git(repository, "branch", "massage-eight")
    with pytest.raises(ProblemsFound) as found, side_files("massage-eigt", [str(repository)]):
        pass
    assert found.value.problems[0].suggestion == "did you mean 'massage-eight'?"


def test_without_a_repository_folder_or_git_the_problem_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def code_of(folder: Path) -> str:
        with pytest.raises(ProblemsFound) as found, side_files("HEAD", [str(folder)]):
            pass
        return found.value.problems[0].code

    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert code_of(tmp_path) == "no-repository"
    assert code_of(tmp_path / "nowhere") == "no-such-folder"
    monkeypatch.setenv("PATH", "")
    assert code_of(tmp_path) == "no-git"


def test_a_revision_is_read_whole_and_its_files_are_named_as_git_names_them(repository: Path) -> None:
    with side_files("HEAD", [str(repository)]) as files:
        assert files[f"{MASSAGE}.yaml"].name == f"HEAD:deep/rules/{MASSAGE}.yaml"
        assert set(files) == set(rule_files([repository]))
        assert loaded(files).digest == loaded(rule_files([ROOT / "rules"])).digest


def test_a_revision_takes_the_place_of_the_last_folder(repository: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "x.yaml").write_text("a: b\n", encoding="utf-8")
    with side_files("HEAD", [str(own), str(repository)]) as files:
        assert "x.yaml" in files and f"{MASSAGE}.yaml" in files


def test_without_the_extra_the_problem_names_it(rules: RuleSet, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    for name in [each for each in sys.modules if each.startswith(("z3", "recheck.evaluators"))]:
        if name.startswith("z3") or name.rsplit(".")[-1] in ("apart", "proof", "formulas"):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "z3", None)
    from recheck import evaluators
    from recheck.author.reach import reach

    monkeypatch.delattr(evaluators, "apart", raising=False)
    with pytest.raises(ProblemsFound) as found:
        reach(rules, rules, "massage_therapy", 1)
    assert [each.code for each in found.value.problems] == ["extra-missing"]


def test_a_request_that_an_edit_could_reach_and_does_not_change_says_what_decides_it(tmp_path: Path) -> None:
    copy = Path(shutil.copytree(ROOT / "rules", tmp_path / "rules"))
    rule = copy / "mtus-chronic-pain-2009" / "massage_therapy.yaml"
    text = rule.read_text(encoding="utf-8")
    rule.write_text(text.replace("at_most: 6}", "at_most: 8}"), encoding="utf-8")
    words = ("rules", "diff", "rules", str(copy), "--no-proof", "--cases", "cases/imr-seeds")
    status, out, errors = run(*words, "--format", "json")
    assert status == 0, errors
    found = json.loads(out)["cases"]
    kept = [each for each in found["unchanged"] if each["undocumented"] == "not_established"]
    assert [(each["case"], each["decision"]) for each in kept] == [("imr-seed-002", "deny")]
    assert kept[0]["by"] == ["mtus-chronic-pain-2009/massage_therapy: adjunct_to_active_care is not documented"]
    other = [each for each in found["changes"] if each["undocumented"] == "not_established"]
    assert {each["case"] for each in other} == {"imr-seed-000", "imr-seed-004"}
    decides = "decides: mtus-chronic-pain-2009/massage_therapy: adjunct_to_active_care is not documented"
    assert all(each["on_grounds_alone"] and decides in each["where"] for each in other)
    status, out, errors = run(*words)
    assert "requests that the edit could reach, and that do not change: 1; each with what decides it:" in out
    assert "imr-seed-002 massage" in out and "adjunct_to_active_care is not documented" in out
