"""What a screener puts in becomes a case; what is not documented is in it at no place."""

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from recheck.model.rule import RuleSet
from recheck.model.vocabulary import BelongsTo
from recheck.service.pages.audited import tables
from recheck.service.pages.finding import read_words
from recheck.service.pages.letter_reading import read_note, taken
from recheck.service.pages.sheet import INJURY, Answer, Sheet
from recheck.service.pages.shown import CriterionShown, shown
from recheck.service.screening import read_asked, screen_asked

EXERCISE = "/claim/exercise_program"
ACTIVE = "/claim/active_therapy"
VISITS = "/treatments/massage_therapy/cervical/visits_completed"
MASSAGE = Sheet(
    words="massage",
    treatments=("massage_therapy",),
    regions=("cervical",),
    requested_on=date(2015, 3, 2),
    quantity=8,
    unit="visits",
    answers={INJURY: Answer("2014-11-03")},
)
places = st.sampled_from([EXERCISE, ACTIVE, VISITS, "/regions/cervical/radicular_pain"])
values: dict[str, st.SearchStrategy[Any]] = {VISITS: st.integers(0, 40)}


@st.composite
def steps(draw: st.DrawFn) -> list[tuple[str, str, Any]]:
    """What somebody does, one after the other."""
    found = []
    for _ in range(draw(st.integers(0, 8))):
        place = draw(places)
        kind = draw(st.sampled_from(["documents", "leaves_open", "forgets"]))
        found.append((kind, place, draw(values.get(place, st.booleans()))))
    return found


def done(sheet: Sheet, steps: list[tuple[str, str, Any]]) -> Sheet:
    for kind, place, value in steps:
        sheet = sheet.documents(place, Answer(value)) if kind == "documents" else getattr(sheet, kind)(place)
    return sheet


@given(steps())
def test_the_last_answer_counts_and_what_is_not_documented_is_nowhere_in_the_case(
    rules: RuleSet, steps: list[tuple[str, str, Any]]
) -> None:
    sheet = done(MASSAGE, steps)
    case, _ = read_asked(sheet.asked(needs_physician=True), rules)
    held = {name: each.readings[0].value for name, each in case.claim.items()}
    last = {place: (kind, value) for kind, place, value in steps}
    for place in (EXERCISE, ACTIVE):
        kind, value = last.get(place, ("forgets", None))
        assert held.get(place.rsplit("/", 1)[1]) == (value if kind == "documents" else None)
    assert not sheet.silent & set(sheet.answers)
    assert sheet.silent == {place for place, (kind, _) in last.items() if kind == "leaves_open"}


@given(steps())
def test_the_page_shows_what_the_api_answers(rules: RuleSet, steps: list[tuple[str, str, Any]]) -> None:
    sheet = done(MASSAGE, steps)
    told = shown(sheet, rules, sees_criteria=True)
    found = screen_asked(sheet.asked(needs_physician=True), rules).found[0]
    assert told.decision == found.decision
    assert told.needs_physician == found.needs_physician
    criteria = [each for rule in told.rules for _, each in rule.rows if isinstance(each, CriterionShown)]
    assert sorted((each.says, each.truth) for each in criteria) == sorted(
        (each.criterion.says, {"TRUE": "met", "FALSE": "not met", "UNKNOWN": "not documented"}[each.truth.name])
        for rule in found.rules
        for each in rule.criteria
    )
    for each in criteria:
        if not sheet.answers.keys() - {INJURY}:
            assert all("not documented" in fact or "requested" in fact for fact in each.facts)


@given(steps())
def test_who_sees_no_thresholds_is_denied_nothing_and_shown_no_criteria(
    rules: RuleSet, steps: list[tuple[str, str, Any]]
) -> None:
    told = shown(done(MASSAGE, steps), rules, sees_criteria=False)
    assert told.decision in ("approve", "pend", "not_covered")
    assert (told.rules, told.rationale, told.also, told.wishes) == ((), "", (), ())


def test_another_treatment_takes_what_belonged_to_the_one_before_away() -> None:
    sheet = MASSAGE.documents(VISITS, Answer(4)).documents(EXERCISE, Answer(True)).asks_for(("acupuncture",))
    assert set(sheet.answers) == {INJURY, EXERCISE}
    assert sheet.case["treatments"] == {}


def test_words_that_mean_nothing_are_judged_for_nothing_and_lose_no_answer() -> None:
    answered = MASSAGE.documents(VISITS, Answer(4))
    unclear = answered.asks_for_nothing().asks_for_nothing()
    assert not unclear.is_begun
    assert unclear.asks_for(("massage_therapy",)).answers == answered.answers
    assert set(unclear.asks_for(("acupuncture",)).answers) == {INJURY}


def test_several_treatments_are_parts_and_several_regions_a_list() -> None:
    sheet = Sheet(treatments=("emg", "ncs"), regions=("cervical", "lumbar"), quantity=1, unit="studies")
    request = sheet.request
    assert request["body_region"] == ["cervical", "lumbar"]
    parts = request["parts"]
    assert isinstance(parts, dict)
    assert [each["treatment"] for each in parts.values()] == ["emg", "ncs"]


def test_readings_of_a_letter_stay_beside_each_other_and_what_is_typed_takes_their_place() -> None:
    one, other = Answer(4, (3, 3), date(2015, 1, 2)), Answer(6, (9, 9), date(2015, 2, 2))
    sheet = MASSAGE.documents_also(VISITS, one).documents_also(VISITS, other).documents_also(VISITS, other)
    node = sheet.case["treatments"]["massage_therapy"]["cervical"]["visits_completed"]
    assert sorted(each["value"] for each in node["values"]) == [4, 6]
    assert node["values"][0]["evidence"] == {"lines": [9, 9]}
    assert sheet.documents(VISITS, Answer(2)).answers[VISITS].node == 2


def test_an_edition_out_of_force_is_offered_only_where_nothing_else_speaks(rules: RuleSet) -> None:
    traction = Sheet(treatments=("home_traction",), regions=("cervical",), quantity=1, unit="units")
    told = shown(_on(traction, date(2024, 5, 1)), rules, sees_criteria=True)
    assert [each.id for each in told.as_ifs]
    assert all(not each.in_force.covers(_dates(date(2024, 5, 1))) for each in told.as_ifs)
    assert not shown(_on(traction, date(2015, 5, 1)), rules, sees_criteria=True).as_ifs


def _on(sheet: Sheet, day: date) -> Sheet:
    from dataclasses import replace

    return replace(sheet, requested_on=day)


def _dates(day: date) -> Any:
    from recheck.model.guideline import Dates

    return Dates(day)


def test_words_are_read_as_the_command_line_reads_them(rules: RuleSet) -> None:
    found = read_words("PT 2x4 neck", rules)
    assert ([each.name for each in found.treatments], found.regions, found.quantity) == (
        ["physical_therapy"],
        ("cervical",),
        8,
    )
    assert read_words("  ", rules).treatments == ()
    assert [each.name for each in read_words("norco", rules).treatments] == ["hydrocodone_acetaminophen"]


NOTE = b"""Date of visit: 03/02/2015
He does a home exercise program daily. He has completed 4 massage therapy visits.
Utilization review denied the massage because no exercise program was documented.
"""


def test_a_note_is_read_to_proposals_with_their_places_and_words(rules: RuleSet) -> None:
    case, _ = read_asked(MASSAGE.asked(needs_physician=True), rules)
    found = read_note(taken(NOTE, "note.txt"), case, rules, ("shipped",))
    by_place = {each.place: each for each in found.proposals}
    assert by_place[EXERCISE].answer.value is True
    assert by_place[EXERCISE].quote.words == "home exercise program"
    assert by_place[VISITS].answer == Answer(
        4, (2, 2), date(2015, 3, 2), note="note.txt", words="He has completed 4 massage therapy visits."
    )
    assert all(each.is_asked for each in (by_place[EXERCISE], by_place[VISITS]))
    assert found.set_apart == 1
    sheet = MASSAGE
    for each in found.proposals:
        assert rules.vocabulary.facts[each.fact].belongs_to in BelongsTo
        sheet = sheet.documents_also(each.place, each.answer)
    assert read_asked(sheet.asked(needs_physician=True), rules)[1] == []


ROWS = st.fixed_dictionaries(
    {
        "comparison": st.sampled_from([None, "agrees", "agrees_in_part", "differs", "pend", "not_covered"]),
        "rests_on": st.sampled_from([None, "silence", "documented"]),
        "recommendation": st.sampled_from(["approve", "modify", "deny", "pend", "not_covered"]),
        "outcome": st.sampled_from(["upheld", "overturned"]),
        "attribution": st.sampled_from([None, "silence", "judgement"]),
        "category": st.sampled_from(["rehabilitation", "injections"]),
        "missing": st.lists(st.sampled_from(["age", "phase"]), max_size=3),
    }
)


@given(st.lists(ROWS, max_size=30))
def test_the_numbers_of_a_line_add_up_to_its_last(rows: list[dict[str, Any]]) -> None:
    for table in tables({"requests": rows}):
        for _, numbers in table.lines:
            if len(numbers) > 1:
                assert sum(each.count for each in numbers[:-1]) == numbers[-1].count
    overall = {label: numbers[0].count for label, numbers in tables({"requests": rows})[0].lines}
    assert overall["requests"] == len(rows)
    assert overall["with a determination"] == sum(list(overall.values())[2:])
