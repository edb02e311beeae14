"""What a reviewer finds is read from the rationale, with its words; a guideline's words are nobody's finding."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("medspacy")

from conftest import run
from letters_written import Written, later
from recheck.letters.findings.absences import absences_in
from recheck.letters.findings.sentences import SentenceKind, kind_of
from recheck.letters.findings.words import load_finding_words
from recheck.letters.importing import draft_letter
from recheck.letters.words import load_letter_words
from recheck.model.case import By, Finding
from recheck.model.rule import RuleSet


def letter_text(rationale: str) -> str:
    """An invented letter with one item and this rationale."""
    return later([Written("MRI of the right knee", rationale=rationale)])


WORDS, LETTERS = load_finding_words(), load_letter_words()

KINDS = [
    ("ODG recommends an MRI when there are red flags.", SentenceKind.GUIDELINE),
    ("According to the MTUS, massage should be limited to 4-6 visits.", SentenceKind.GUIDELINE),
    ("The patient has completed six visits of physical therapy.", SentenceKind.FINDING),
    ("There is no documentation of an exercise program.", SentenceKind.FINDING),
    ("Treatments have included therapy and medication.", SentenceKind.FINDING),
    ("Therefore the request is not medically necessary.", SentenceKind.CONCLUSION),
    ("Given the lack of functional improvement, the request is not medically necessary.", SentenceKind.MIXED),
    ("Utilization review denied the request for lack of red flags.", SentenceKind.UTILIZATION_REVIEW),
]


@pytest.mark.parametrize(("said", "kind"), KINDS)
def test_sentences_are_told_apart(said: str, kind: SentenceKind) -> None:
    assert kind_of(said.lower(), WORDS, LETTERS) is kind


ABSENCES = [
    ("the records do not document an exercise program", "exercise", "missing"),
    ("an exercise program is not documented", "exercise", "missing"),
    ("there are no red flags on examination", "red flags", "false"),
    ("it is unclear what conservative care was tried", "conservative care", "unclear"),
    ("the notes fail to show functional improvement, but exercise is documented", "functional improvement", "missing"),
]


@pytest.mark.parametrize(("said", "topic", "kind"), ABSENCES)
def test_words_of_absence_reach_what_is_absent(said: str, topic: str, kind: str) -> None:
    at = said.index(topic)
    assert kind in [each.kind for each in absences_in(said, 0, len(said), WORDS) if each.start <= at < each.end]


def test_absence_does_not_reach_beyond_its_clause() -> None:
    said = "the notes fail to show functional improvement, but exercise is documented"
    at = said.index("exercise")
    assert not [each for each in absences_in(said, 0, len(said), WORDS) if each.start <= at < each.end]


def found(rationale: str, rules: RuleSet) -> tuple[Finding, ...]:
    draft, _ = draft_letter(letter_text(rationale).encode(), "a.txt", rules.vocabulary)
    assert draft is not None
    request = next(iter(draft.case.requests.values()))
    determination = request.determination(By.IMR)
    assert determination is not None
    return determination.findings


def signs(rationale: str, rules: RuleSet) -> set[tuple[str, object]]:
    return {(each.fact, each.value) for each in found(rationale, rules)}


def test_findings_have_a_value_or_are_not_found(rules: RuleSet) -> None:
    read = signs("The patient has a positive straight leg raise. There is no documentation of red flags.", rules)
    assert ("red_flag", None) in read
    assert ("red_flag", False) in signs("There are no red flags in this case.", rules)
    assert not [each for each in signs("It is unclear whether there are red flags.", rules) if each[0] == "red_flag"]


def test_every_finding_has_its_words_and_lines(rules: RuleSet) -> None:
    for each in found("There is no documentation of red flags. The patient has spasm.", rules):
        assert each.quote and each.lines[0] <= each.lines[1] and each.place


@settings(max_examples=15)
@given(
    st.sampled_from(["MTUS", "ACOEM", "ODG"]),
    st.sampled_from(["states that", "recommends it where", "guidelines support it when"]),
    st.sampled_from(
        ["there are red flags", "conservative care has failed", "surgery is considered", "spasm is present"]
    ),
)
def test_a_guideline_in_the_rationale_is_never_a_finding(rules: RuleSet, who: str, says: str, what: str) -> None:
    assert found(f"The {who} guideline {says} {what}.", rules) == ()


@settings(max_examples=20)
@given(
    st.sampled_from(["MTUS", "ACOEM", "ODG"]),
    st.sampled_from(
        [
            'The {who} states "{what}."',
            'The {who} states: "It is an option. {what}. Other care is better."',
            "Per the {who}, it is recommended if the patient has failed care: {what}.",
            "Criteria of the {who}: (1) {what}; (2) {what}.",
            "According to the {who}, exercise should be taught until the worker is better where {what}.",
        ]
    ),
    st.sampled_from(
        ["no red flags", "positive straight leg raise", "weakness and numbness", "muscle spasm", "six visits"]
    ),
)
def test_no_form_of_quotation_becomes_a_finding(rules: RuleSet, who: str, form: str, what: str) -> None:
    assert found(form.format(who=who, what=what), rules) == ()


@settings(max_examples=25)
@given(st.text(max_size=80), st.integers(0, 60))
def test_a_damaged_rationale_is_read_without_a_fault_or_an_invented_line(rules: RuleSet, noise: str, at: int) -> None:
    said = "There is no documentation of red flags. The patient has spasm."
    text = letter_text(said[:at] + noise.replace("\x00", "") + said[at:])
    draft, _ = draft_letter(text.encode("utf-8", "replace"), "a.txt", rules.vocabulary)
    lines = len(text.splitlines()) + 50
    for request in draft.case.requests.values() if draft else ():
        for determination in request.determinations:
            for each in determination.findings:
                assert each.quote and 0 < each.lines[0] <= each.lines[1] <= lines


def test_findings_stand_under_the_determination_in_the_case_file(rules: RuleSet, tmp_path: object) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path))
    (folder / "letter.txt").write_text(letter_text("There is no documentation of red flags."), encoding="utf-8")
    code, out, err = run("import", str(folder / "letter.txt"), "--out", str(folder / "drafts"))
    assert code == 0, out + err
    text = next((folder / "drafts").glob("*.yaml")).read_text(encoding="utf-8")
    assert "findings:" in text and "not_found: true" in text
    assert run("screen", str(next((folder / "drafts").glob("*.yaml"))))[0] == 0
    broken = text.replace("not_found: true", "not_found: true, value: true")
    (folder / "broken.yaml").write_text(broken, encoding="utf-8")
    code, _, err = run("screen", str(folder / "broken.yaml"))
    assert code == 1 and "has a value, or is not_found" in err


def test_a_quotation_runs_on_until_it_is_closed_or_the_patient_is_named(rules: RuleSet) -> None:
    quoted = 'ODG states "Patients are assessed to see if the patient is better. Exceptional factors are noted here. '
    assert signs(quoted + 'Spasm was noted."', rules) == set()
    read = signs(quoted + "In this case, the patient has spasm.", rules)
    assert [fact for fact, _ in read] == ["muscle_spasm"]


def test_what_is_wanted_or_taken_for_granted_is_no_finding(rules: RuleSet) -> None:
    read = signs("There is no documentation of functional improvement from prior physical therapy.", rules)
    assert read and all(value is None for _, value in read)
    assert not [each for each in read if each[0] in ("therapy_received", "visits_completed")]
    assert not [
        each for each in signs("There is no reason to doubt the conservative care.", rules) if "care" in each[0]
    ]


def test_an_umbrella_speaks_for_its_parts(rules: RuleSet) -> None:
    (read,) = found("There is no documentation of any neurologic deficit in this patient.", rules)
    assert read.value is None and {each.fact for each in read.also} >= {"sensory_deficit", "reflex_deficit"}


def test_a_topic_is_present_only_where_it_is_said_to_be(rules: RuleSet) -> None:
    assert ("red_flag", True) in signs("The records show evidence of red flags.", rules)
    assert not [each for each in signs("The patient was asked about red flags.", rules) if each[0] == "red_flag"]


def test_advice_and_the_names_of_guidelines_find_nothing(rules: RuleSet) -> None:
    advice = "The patient is advised to consult the MTUS Opioids Treatment Guidelines (Tapering opioids)."
    assert found(advice, rules) == ()
    acute = "The injured worker is seen early, therefore the Chronic Pain Treatment Guidelines do not apply."
    assert not [each for each in signs(acute, rules) if each[0] == "phase"]
