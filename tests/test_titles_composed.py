"""Titles as offices write them: composition, pairing, drugs, amounts; and what is said of the rest."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from letters_written import Written, later
from recheck.cli.main import app
from recheck.letters.importing import draft_letter
from recheck.model.rule import RuleSet
from recheck.service.find import asked_for
from recheck.titles import read_title

KEYS = ["title", "treatments", "quantity", "unit", "strength", "form", "modifiers", "not_understood"]
ENTRY = [
    "id",
    "title",
    "regions",
    "side",
    "levels",
    "quantity",
    "unit",
    "strength",
    "form",
    "depends_on_other",
    "rules",
]


def read(title: str, rules: RuleSet) -> list[tuple[str, list[str], str | None]]:
    """Each treatment of a title with its regions and side."""
    return [(each.treatment, list(each.regions), each.side) for each in read_title(title, rules.vocabulary).asked]


@pytest.mark.parametrize(
    ("title", "asked"),
    [
        ("MRI without contrast of the right hip", [("mri_hip", ["hip"], "right")]),
        ("MRI scan of the cervical spine", [("mri_cervical", ["cervical"], None)]),
        ("\uff2d\uff32\uff29 L\u2013spine w/o", [("mri_lumbar", ["lumbar"], None)]),
        ("Open MRI of the lumbosacral spine with and w/o contrast", [("mri_lumbar_contrast", ["lumbar"], None)]),
        ("Arthroscopy of the left knee", [("knee_arthroscopy", ["knee"], "left")]),
        ("total knee replacement", [("total_knee_arthroplasty", ["knee"], None)]),
        ("L4-5 fusion", [("spinal_fusion", ["lumbar"], None)]),
        ("CTR right", [("carpal_tunnel_release", ["wrist"], "right")]),
        ("H\u2011Wave purchase", [("h_wave", [], None)]),
        ("left knee brace", [("knee_brace", ["knee"], "left")]),
        ("oral opioid taper", [("opioid_taper", [], None)]),
        ("detox program inpatient", [("detoxification_program", [], None)]),
        ("Ultrasound of the right shoulder", [("diagnostic_ultrasound", ["shoulder"], "right")]),
        ("Ultrasound 2x4", [("therapeutic_ultrasound", [], None)]),
        ("Labs: PT/PTT", [("laboratory_tests", [], None)]),
        ("Trigger finger injection right thumb", [("joint_corticosteroid_injection", ["hand"], "right")]),
        ("Trigger finger release right thumb", [("trigger_finger_release", ["hand"], "right")]),
        ("chiropractic re-examination", [("chiropractic_evaluation", [], None)]),
        ("Associated surgical service: shoulder sling", [("arm_sling", ["shoulder"], None)]),
        ("Consult with hip replacement specialist to evaluate for arthroplasty",
         [("orthopedic_consultation", ["hip"], None)]),
    ],
)  # fmt: skip
def test_words_in_any_order_name_a_treatment(
    title: str, asked: list[tuple[str, list[str], str | None]], rules: RuleSet
) -> None:
    assert read(title, rules) == asked


@pytest.mark.parametrize(
    ("title", "asked"),
    [
        ("EMG/NCS of the bilateral upper and lower extremities",
         [(each, ["upper_extremity", "lower_extremity"], "bilateral") for each in ("emg", "ncs")]),
        ("EMG of the upper and lower extremities", [("emg", ["upper_extremity", "lower_extremity"], None)]),
        ("NCV of the right upper and lower extremities", [("ncs", ["upper_extremity", "lower_extremity"], "right")]),
        ("EMG/NCV BUE", [("emg", ["upper_extremity"], "bilateral"), ("ncs", ["upper_extremity"], "bilateral")]),
        ("MRI cervical/lumbar spine", [("mri_cervical", ["cervical"], None), ("mri_lumbar", ["lumbar"], None)]),
        ("MRI of left shoulder and left wrist",
         [("mri_shoulder", ["shoulder"], "left"), ("mri_wrist_hand", ["wrist"], "left")]),
        ("Acupuncture for the left knee and right shoulder",
         [("acupuncture", ["knee"], "left"), ("acupuncture", ["shoulder"], "right")]),
        ("PT (L) knee", [("physical_therapy", ["knee"], "left")]),
        ("Chiropractic for neck and right wrist/hand", [("chiropractic", ["cervical", "wrist", "hand"], "right")]),
        ("lumbar MRI and cervical x-ray", [("mri_lumbar", ["lumbar"], None), ("x_ray", ["cervical"], None)]),
        ("Left L5-S1 TFESI", [("epidural_steroid_injection", ["lumbar"], "left")]),
    ],
)  # fmt: skip
def test_each_region_keeps_its_own_side(
    title: str, asked: list[tuple[str, list[str], str | None]], rules: RuleSet
) -> None:
    assert read(title, rules) == asked


@pytest.mark.parametrize(
    ("title", "drug", "form"),
    [
        ("Diclofenac 75 mg #60", "diclofenac", None),
        ("Voltaren 1% gel 100 gm", "topical_diclofenac", "gel"),
        ("Diclofenac topical solution 150 ml", "topical_diclofenac", "solution"),
        ("Compound cyclobenzaprine 5%, 240 grams", "compounded_topical", None),
        ("Flurbiprofen 20%/Baclofen 5% cream 120 gm", "compounded_topical", "cream"),
        ("Lidocaine 5% patch #30", "lidocaine_patch", "patch"),
        ("Lidocaine 5% ointment", "lidocaine_topical", "ointment"),
        ("oxycodone 10 mg", "oxycodone", None),
        ("oxycodone ER 10 mg", "oxycodone_extended_release", None),
        ("hydrocodone/APAP 10-325", "hydrocodone_acetaminophen", None),
        ("hydrocodone ER 20 mg", "hydrocodone_extended_release", None),
        ("Diazepam (Valium) 5mg", "diazepam", None),
        ("Viagra 50mg", "sildenafil", None),
    ],
)
def test_a_cream_is_no_tablet_and_extended_release_is_not_immediate(
    title: str, drug: str, form: str | None, rules: RuleSet
) -> None:
    found = read_title(title, rules.vocabulary)
    assert (found.treatments, found.form) == ((drug,), form)


LOOK_ALIKES = [
    ("hydroxyzine", "hydralazine"), ("tramadol", "trazodone"), ("clonidine", "clonazepam"), ("celebrex", "celexa"),
    ("lamictal", "lamisil"), ("prednisone", "prednisolone"), ("zyrtec", "zantac"), ("metformin", "metronidazole"),
    ("bupropion", "buspirone"), ("cymbalta", "symbyax"), ("norco", "narcan"), ("oxycodone", "oxymorphone"),
    ("hydromorphone", "hydrocodone"), ("methadone", "methylphenidate"), ("soma", "sonata"), ("zanaflex", "xanax"),
    ("naproxen", "naloxone"), ("carisoprodol", "carvedilol"), ("lyrica", "lunesta"), ("amitriptyline", "nortriptyline"),
    ("alprazolam", "lorazepam"), ("tizanidine", "nizatidine"), ("sulfasalazine", "sulfadiazine"),
]  # fmt: skip


@pytest.mark.parametrize("pair", LOOK_ALIKES)
def test_drugs_that_look_alike_are_told_apart(pair: tuple[str, str], rules: RuleSet) -> None:
    one, two = (read_title(each, rules.vocabulary).treatments for each in pair)
    assert one
    assert one != two


@given(st.sampled_from([name for pair in LOOK_ALIKES for name in pair]), st.data())
def test_a_misspelt_drug_is_never_read_as_another(rules: RuleSet, name: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(name) - 1))
    changed = name[:place] + data.draw(st.sampled_from("aeinorst")) + name[place + 1 :]
    meant = set(read_title(name, rules.vocabulary).treatments)
    found = read_title(changed, rules.vocabulary)
    by_guess = any(each.read_as for each in found.mentions)
    assert not by_guess or set(found.treatments) <= meant


def test_a_misspelt_word_is_read_as_the_nearest_and_said(rules: RuleSet) -> None:
    found = read_title("Acupunture and physcial therapy", rules.vocabulary)
    assert found.treatments == ("acupuncture", "physical_therapy")
    assert [each.read_as for each in found.mentions if each.read_as] == ["acupuncture", "physical"]


@pytest.mark.parametrize(
    ("title", "quantity", "unit"),
    [
        ("NORCO 10-325 MG, QTY: 120, RF: 2", 360, "tablets"),
        ("Norco 10/325 \u00d7120", 120, "tablets"),
        ("PT two times a week for three weeks", 6, "visits"),
        ("initial 4-6 visits of PT", {"from": 4, "to": 6}, "visits"),
        ("PT 2-3 x 6", {"from": 12, "to": 18}, "visits"),
        ("6 weeks of PT 2x/week", 12, "visits"),
        ("two times four acupuncture visits (8)", 8, "visits"),
        ("H-wave rental 30 days", 30, "days"),
        ("Home health aide 6 hours a day, 5 days a week", 30, "hours_per_week"),
        ("Cyclobenzaprine 5% cream 111.2 grams", 111.2, "grams"),
        ("Three months of Viagra 50mg", 3, "months"),
        ("TFESI L4-5", None, "injections"),
        ("Hyalgan x 5 left knee", 5, "injections"),
    ],
)
def test_amounts_are_told_in_the_unit_of_the_treatment(title: str, quantity: object, unit: str, rules: RuleSet) -> None:
    found = asked_for(title, rules)
    assert (found["quantity"], found["unit"]) == (quantity, unit)


def test_of_a_partial_approval_what_is_left_is_asked_for(rules: RuleSet) -> None:
    title = (
        "Ten visits of physical therapy for the left hand was the original request. Eight visits was authorized by the "
        "Claims Administrator. The remaining IMR eligible portion of the original request, two visits is"
    )
    found = asked_for(title, rules)
    entry = found["treatments"][0]  # type: ignore[index]
    assert (entry["id"], entry["regions"], entry["side"]) == ("physical_therapy", ["hand"], "left")
    assert found["quantity"] == 2


def test_every_everyday_wording_is_found_or_rightly_vague(shared: Path, rules: RuleSet) -> None:
    lines = (shared / "trials" / "10-unicode-find" / "words.txt").read_text(encoding="utf-8").splitlines()
    found = {line: read_title(line, rules.vocabulary) for line in lines if line.strip()}
    assert found
    assert [line for line, each in found.items() if not each.treatments or each.not_understood] == []


@pytest.mark.parametrize("title", ["MRI", "", "   ", "qwzx", "DME", "\x00", "(((", "injection"])
def test_what_names_no_treatment_still_answers(title: str, rules: RuleSet) -> None:
    found = asked_for(title, rules)
    assert list(found) == KEYS
    assert found["treatments"] == []


@given(st.text(max_size=60))
def test_any_text_is_read(rules: RuleSet, text: str) -> None:
    found = asked_for(text, rules)
    assert json.loads(json.dumps(found))["title"] == text


def test_find_answers_one_object_a_line() -> None:
    lines = "Norco 10/325 #60\n\nsomething quite different\nPT left knee and right shoulder\n"
    result = CliRunner().invoke(app, ["find", "-", "--format", "json"], input=lines)
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert [row["title"] for row in rows] == lines.splitlines()
    assert all(list(row) == KEYS for row in rows)
    assert [len(row["treatments"]) for row in rows] == [1, 0, 0, 2]
    assert list(rows[0]["treatments"][0]) == ENTRY
    one = CliRunner().invoke(app, ["find", "Norco 10/325 #60", "--format", "json"])
    assert json.loads(one.stdout) == rows[0]


def test_find_says_what_it_did_not_understand_and_what_comes_near() -> None:
    result = CliRunner().invoke(app, ["find", "MRI frobnicated"])
    assert "mri_knee: MRI of the knee" in result.stdout
    assert "not understood: 'mri frobnicated'" in result.stdout


def test_an_author_adds_a_region_with_a_line(rules: RuleSet) -> None:
    treatments = dict(rules.vocabulary.treatments)
    assert treatments["mri_thigh"].composed
    assert not treatments["mri_thigh"].wordings
    assert read("left thigh MRI", rules) == [("mri_thigh", ["thigh"], "left")]


def test_a_letter_says_which_words_of_a_title_are_left(rules: RuleSet) -> None:
    text = later([Written("MRI of the left knee, frobnicated")])
    _, problems = draft_letter(text.encode(), "a.txt", rules.vocabulary)
    assert [each.message for each in problems if each.code == "title-not-read-whole"] == [
        "of the title this is not understood: 'frobnicated'"
    ]


@pytest.mark.parametrize(("code", "treatment"), [("E0730", "tens_unit"), ("L0637", "lumbar_support")])
def test_a_hcpcs_code_is_a_word_for_its_equipment(code: str, treatment: str, rules: RuleSet) -> None:
    assert read_title(f"{code} purchase", rules.vocabulary).treatments == (treatment,)
