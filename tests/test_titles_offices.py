"""Titles as offices write them, by the thousand; what drugs are made of; codes; limbs and their nerves."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from recheck.asking.words import case_in_words
from recheck.author.case_titles import titles_not_read_whole
from recheck.cli.main import app
from recheck.load.cases import load_cases
from recheck.model.rule import RuleSet
from recheck.service.find import asked_for, for_regions
from recheck.titles import ingredients_told, read_title, words_of_codes

OFFICES = Path(__file__).parent / "office_titles.jsonl"


def test_titles_of_offices_are_read_as_they_were_written(rules: RuleSet) -> None:
    """Each line was written with its meaning, before it was read; none is an office's or a letter's."""
    wrong = []
    for line in OFFICES.read_text(encoding="utf-8").splitlines():
        key = json.loads(line)
        found = asked_for(key["title"], rules)
        entries = found["treatments"]
        sides = {each["side"] for each in entries if each["side"]}
        read = {
            "treatments": sorted({each["id"] for each in entries}),
            "regions": sorted({region for each in entries for region in each["regions"]}),
            "side": None if not sides else sides.pop() if len(sides) == 1 else "bilateral",
            "quantity": found["quantity"],
            "form": found["form"],
            "not_understood": found["not_understood"],
        }
        key = {**key, "not_understood": []}
        differs = [name for name, value in read.items() if value != key[name] and not _one(name, value, key[name])]
        wrong += [(key["title"], name, read[name]) for name in differs]
    assert wrong == []


def _one(name: str, read: object, meant: object) -> bool:
    """One study or procedure is one whether a title says so or not."""
    return name == "quantity" and {read, meant} <= {None, 1} if not isinstance(read, dict) else False


@pytest.mark.parametrize(
    ("title", "asked"),
    [
        ("chiro 3x4 LBP", [("chiropractic", ("lumbar",), 12, None)]),
        ("PT 2x6 for LBP", [("physical_therapy", ("lumbar",), 12, None)]),
        ("aqua tx 2x6 L-spine", [("aquatic_therapy", ("lumbar",), 12, None)]),
        ("aquatic tx 8 visits knee", [("aquatic_therapy", ("knee",), 8, None)]),
        ("TENS 30d rental", [("tens_unit", (), 30, None)]),
        ("TENS unit rental 60 d", [("tens_unit", (), 60, None)]),
        ("Synvisc-One inj L knee under US", [("hyaluronic_acid_injection", ("knee",), None, None)]),
        ("R shoulder steroid inj under u/s", [("joint_corticosteroid_injection", ("shoulder",), None, None)]),
        ("US R shoulder", [("diagnostic_ultrasound", ("shoulder",), None, None)]),
        ("refill gaba 600 tid", [("gabapentin", (), None, "600")]),
        ("Lyrica 75 po bid #60", [("pregabalin", (), 60, "75")]),
        ("gabapentin 2 tid", [("gabapentin", (), None, None)]),
        (
            "psych eval and 6 sessions CBT",
            [("psychological_evaluation", (), None, None), ("cognitive_behavioral_therapy", (), 6, None)],
        ),
        (
            "ortho consult and 8 visits PT",
            [("orthopedic_consultation", (), None, None), ("physical_therapy", (), 8, None)],
        ),
    ],
)
def test_clipped_titles_say_what_they_say_in_full(title: str, asked: list[tuple[object, ...]], rules: RuleSet) -> None:
    found = read_title(title, rules.vocabulary)
    read = [
        (each.treatment, each.regions, each.quantity[1] if each.quantity else None, each.strength)
        for each in found.asked
    ]
    assert read == asked and found.not_understood == ()


def test_status_post_is_told_as_such() -> None:
    shown = CliRunner().invoke(app, ["find", "post-op PT 2x6 R shoulder s/p RCR"]).output
    assert "'s/p' = status post" in shown and "quantity: 12 visits" in shown


@pytest.mark.parametrize(
    ("title", "made_of", "drug_class"),
    [
        ("Zoloft 50 mg #30", ("sertraline",), "antidepressant"),
        ("sertraline 50 mg #30", ("sertraline",), "antidepressant"),
        ("Senokot-S #60", ("docusate", "senna"), "laxative"),
        ("Medrol dose pack", ("methylprednisolone",), "corticosteroid"),
        ("Norco 10/325 #60", ("hydrocodone", "acetaminophen"), "opioid"),
        ("LidoPro ointment", ("capsaicin", "lidocaine", "menthol", "methyl salicylate"), "topical analgesic"),
        ("flurbiprofen 20%, lidocaine 5% cream", ("flurbiprofen", "lidocaine"), None),
        ("diclofenac epolamine", ("diclofenac",), "topical NSAID"),
        ("TobraDex", ("tobramycin", "dexamethasone"), "antibiotic with corticosteroid"),
    ],
)
def test_a_drug_is_known_by_what_it_is_made_of(
    title: str, made_of: tuple[str, ...], drug_class: str | None, rules: RuleSet
) -> None:
    (asked,) = read_title(title, rules.vocabulary).asked
    assert sorted(asked.ingredients) == sorted(made_of) and asked.drug_class == drug_class


def test_a_mixture_says_its_ingredients_to_the_rules(rules: RuleSet) -> None:
    def told(title: str) -> frozenset[str] | None:
        found = read_title(title, rules.vocabulary)
        return ingredients_told(found.asked, rules.vocabulary, found.not_understood)

    assert told("Flurbiprofen 20% / lidocaine 5% cream 180 gm") == {"flurbiprofen", "lidocaine"}
    assert told("compound cream: flurbiprofen 25%, xylitol 2%") is None  # xylitol is not known, the list not whole
    assert told("gabapentin 10%, amantadine 5% cream") == {"gabapentin", "other"}
    assert told("compound cream") is None and told("Norco #60") is None and told("lidocaine patch") is None
    case = case_in_words("Flurbiprofen 20% / lidocaine 5% cream 180 gm", rules.vocabulary).case
    (request,) = case.requests.values()
    assert request.facts["compound_ingredients"].readings[0].value == {"flurbiprofen", "lidocaine"}


def test_an_ingredient_of_which_no_drug_is_made_is_said(rules: RuleSet) -> None:
    found = read_title("vilanterol", rules.vocabulary)
    assert found.treatments == () and found.not_understood == ("vilanterol",)


def test_a_short_word_is_no_misspelt_drug(rules: RuleSet) -> None:
    for words in ("a request that ended", "fasting"):
        assert read_title(words, rules.vocabulary).treatments == ()


def test_the_nerves_of_a_limb_come_from_the_spine(rules: RuleSet) -> None:
    """Of a study of nerves alone: an x-ray of the leg is none of the low back."""
    (legs,) = read_title("EMG of the legs", rules.vocabulary).asked
    assert legs.regions == ("lower_extremity",) and legs.body_regions == ("lumbar",)
    assert "acoem-2004/emg_low_back" in {rule.id for rule in for_regions(legs, rules)}
    (film,) = read_title("x-ray of the left leg", rules.vocabulary).asked
    assert film.regions == ("lower_extremity",) and film.body_regions == ()
    case = case_in_words("EMG and NCV of both legs", rules.vocabulary).case
    assert {each.body_regions for each in case.requests.values()} == {("lumbar",)}
    shown = CliRunner().invoke(app, ["find", "EMG of the legs"]).output
    assert "region: lower_extremity (nerves from lumbar)" in shown


def test_codes_are_read_through_a_table_of_ones_own(rules: RuleSet) -> None:
    codes = {"A100": "MRI of the lumbar spine", "A200": "physical_therapy"}
    assert words_of_codes("a100-26", codes) == "MRI of the lumbar spine"
    assert words_of_codes("A100; A100-TC", codes) == "MRI of the lumbar spine"
    assert words_of_codes("A300", codes) == "A300"
    assert read_title(words_of_codes("E0730 NU", codes), rules.vocabulary).treatments == ("tens_unit",)


def test_the_titles_of_shipped_cases_are_read_whole(rules: RuleSet) -> None:
    cases, problems = load_cases(["cases"], rules.vocabulary)
    assert problems == [] and list(titles_not_read_whole(cases, rules)) == []


def test_a_title_that_is_not_read_whole_is_told(rules: RuleSet, tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    requests = "{a: {title: Quux of the knee, treatment: massage_therapy, requested_on: 2018-03-01}}"
    path.write_text(f"case: c\nrequests: {requests}\n", encoding="utf-8")
    cases, problems = load_cases([path], rules.vocabulary)
    (found,) = titles_not_read_whole(cases, rules)
    assert problems == [] and found.code == "title-not-read-whole" and "'quux'" in found.message
