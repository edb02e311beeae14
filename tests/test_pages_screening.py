"""The screening page in a real browser, as a new user would go about it."""

import json
import sqlite3
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from letters_written import Written, later
from pages_served import Opened, accessible, fill, headline, massage_of_the_neck, question, serving, watching

NOTE = """Progress note, 03/02/2015.
The patient is a 44 year old carpenter. He has chronic neck pain and does a home exercise program daily.
He has completed 4 massage therapy visits.
Utilization review denied the massage because no exercise program was documented.
"""


def answered(page: Page, words: str, answer: str) -> None:
    question(page, words).get_by_role("button", name=answer, exact=True).click()
    expect(question(page, words)).to_have_count(0)


def test_massage_without_exercise_is_denied_and_the_page_is_cited(opened: Opened) -> None:
    page = opened()
    massage_of_the_neck(page)
    answered(page, "exercise program", "No")
    answered(page, "another active", "No")
    expect(headline(page)).to_contain_text("DENY, on documented facts")
    answer = page.get_by_role("region", name="Recommendation")
    expect(answer).to_contain_text("p. 60")
    expect(answer).to_contain_text("Only a physician may deny or modify")
    expect(page.locator(".criterion.not-met").first).to_contain_text("Massage accompanies exercise")
    expect(page.get_by_text("Nothing that could still be documented changes the answer.")).to_be_visible()
    accessible(page)


def test_exercise_and_no_earlier_visits_modify_to_six_and_six_are_approved(opened: Opened) -> None:
    page = opened()
    massage_of_the_neck(page)
    answered(page, "exercise program", "Yes")
    question(page, "How many visits").get_by_role("spinbutton").fill("0")
    answered(page, "How many visits", "Answer")
    expect(headline(page)).to_contain_text("MODIFY to 6 visits")
    expect(page.locator(".notice.physician")).to_be_visible()
    fill(page, "Quantity", "6")
    expect(headline(page)).to_contain_text("APPROVE")
    expect(page.locator(".notice.physician")).to_have_count(0)
    accessible(page)


def test_what_is_not_documented_pends_with_its_question_and_is_never_no(opened: Opened) -> None:
    page = opened()
    massage_of_the_neck(page)
    fill(page, "Quantity", "6")
    answered(page, "exercise program", "Yes")
    answered(page, "How many visits", "Not documented")
    expect(headline(page)).to_contain_text("PEND")
    expect(page.locator(".missing")).to_contain_text("How many visits of this treatment were completed")
    fact = page.locator(".fact", has_text="Visits completed before")
    expect(fact.locator(".value")).to_have_text("not documented")
    criterion = page.locator(".criterion", has_text="At most six visits in all")
    expect(criterion.locator(".truth")).to_contain_text("Not documented")
    expect(criterion).to_contain_text("visits completed before: not documented")
    fact.get_by_role("button", name="Change").click()
    expect(question(page, "How many visits")).to_be_visible()


@pytest.mark.parametrize(
    ("words", "treatment", "regions"),
    [
        ("norco", "Hydrocodone", []),
        ("PT 2x4 neck", "Physical therapy", ["cervical"]),
        ("MRI lumbar spine", "MRI", ["lumbar"]),
    ],
)
def test_a_treatment_is_found_by_any_wording(opened: Opened, words: str, treatment: str, regions: list[str]) -> None:
    page = opened()
    page.get_by_label("Treatment, in any words").fill(words)
    expect(page.locator(".offer[aria-pressed=true]")).to_contain_text(treatment)
    for region in regions:
        expect(page.get_by_label(region, exact=True)).to_be_checked()
    if words.startswith("PT"):
        expect(page.get_by_label("Quantity")).to_have_value("8")


def test_words_that_name_nothing_are_said_to(opened: Opened) -> None:
    page = opened()
    page.get_by_label("Treatment, in any words").fill("norco")
    expect(headline(page)).to_contain_text("PEND")
    page.get_by_label("Treatment, in any words").fill("xyzzy plugh")
    expect(page.get_by_text("No treatment is known under these words")).to_be_visible()
    expect(headline(page)).to_contain_text("Nothing to judge yet")


def test_an_edition_out_of_force_says_so_and_can_be_asked_for(opened: Opened) -> None:
    page = opened()
    page.get_by_label("Treatment, in any words").fill("home traction unit neck")
    expect(page.locator(".offer").first).to_be_visible()
    page.locator(".offer").first.click()
    fill(page, "Requested on", "2024-05-01")
    expect(page.get_by_text("Out of force:")).to_be_visible()
    page.get_by_role("button", name="Judge as if requested on 2017-11-30").first.click()
    expect(page.locator(".notice", has_text="Hypothetical: judged as if requested on 2017-11-30")).to_be_visible()
    expect(page.get_by_label("Judge as if requested on")).to_have_value("2017-11-30")


def test_a_pasted_note_proposes_facts_with_their_words_and_none_counts_unconfirmed(opened: Opened) -> None:
    page = opened()
    massage_of_the_neck(page)
    page.get_by_text("Or paste a note").click()
    fill(page, "The text of a note", NOTE)
    page.get_by_role("button", name="Read it").click()
    proposal = page.locator("li.proposal", has_text="exercise program: yes")
    expect(proposal.locator("mark")).to_have_text("home exercise program")
    expect(page.get_by_text("1 sentence tells of something else, such as what a review held")).to_be_visible()
    expect(page.locator(".fact", has_text="exercise program")).to_have_count(0)
    accessible(page)
    proposal.get_by_role("button", name="Confirm").click()
    expect(page.locator(".fact", has_text="exercise program").locator(".value")).to_contain_text(
        "line 2 of pasted note"
    )
    visits = page.locator("li.proposal", has_text="Visits completed before")
    expect(visits.locator("mark")).to_have_text("4 massage therapy visits")
    visits.get_by_role("button", name="Correct").click()
    visits.get_by_role("spinbutton").fill("2")
    visits.get_by_role("button", name="Confirm this").click()
    expect(headline(page)).to_contain_text("MODIFY to 4 visits")


def test_a_determination_is_uploaded_and_one_of_its_items_screened(opened: Opened) -> None:
    page = opened()
    letter = later([Written("MRI of the right knee"), Written("Eight visits of physical therapy for the right knee")])
    field = page.get_by_label("Drop notes here, or choose them")
    field.set_input_files([{"name": "letter.txt", "mimeType": "text/plain", "buffer": letter.encode()}])
    expect(page.get_by_text("Disputed: MRI of the right knee")).to_be_visible(timeout=240_000)
    page.get_by_role("button", name="Screen this item: Eight visits of physical therapy").click()
    expect(page.get_by_label("Quantity")).to_have_value("8")
    expect(page.get_by_label("Requested on", exact=True)).to_have_value("2016-09-20")
    expect(page.get_by_text("Body region and side: knee, right")).to_be_visible()
    expect(page.get_by_label("Side")).to_have_value("right")


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("empty.txt", b"  ", "The file holds nothing"),
        ("bytes.txt", bytes(range(256)) * 20, "Neither a PDF nor a text"),
        ("cut.pdf", b"%PDF-1.4\n1 0 obj\n<<", "Not readable as PDF"),
        ("long.txt", b"a word " * 40_000, "Long.txt has 280,000 characters; 200,000 is the most"),
    ],
)
def test_a_file_that_is_no_letter_is_refused_with_the_reason(opened: Opened, name: str, data: bytes, told: str) -> None:
    page = opened()
    field = page.get_by_label("Drop notes here, or choose them")
    field.set_input_files([{"name": name, "mimeType": "application/octet-stream", "buffer": data}])
    expect(page.get_by_role("alert")).to_contain_text(told, timeout=240_000)


def test_a_field_that_holds_no_number_is_refused_and_the_rest_stands(opened: Opened) -> None:
    page = opened()
    massage_of_the_neck(page)
    fill(page, "Quantity", "-3")
    expect(page.get_by_role("alert")).to_contain_text("The quantity is a whole number from 1")
    question(page, "How many visits").get_by_role("button", name="Answer").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing is filled in")
    expect(headline(page)).to_contain_text("PEND")


def test_only_what_is_put_down_is_in_the_journal_with_the_decision_and_reason(
    browser: Browser,
    tmp_path: Path,
) -> None:
    with serving(tmp_path) as address, watching(browser) as open_page:
        page = open_page(address)
        massage_of_the_neck(page)
        fill(page, "Case reference", "office-17")
        answered(page, "exercise program", "No")
        answered(page, "another active", "No")
        expect(headline(page)).to_contain_text("DENY")
        assert entries(tmp_path) == []
        page.get_by_label("Your decision").select_option("denied")
        page.get_by_role("button", name="Put down").click()
        refused = page.get_by_role("region", name="Put it down in the journal").get_by_role("alert")
        expect(refused).to_contain_text("Only a physician may modify or deny")
        expect(refused).to_contain_text("needs a reason")
        expect(refused).to_be_in_viewport()
        fill(page, "Name", "Ada Example, MD")
        fill(page, "Your reason", "No exercise beside it.")
        page.get_by_role("button", name="Put down").click()
        expect(refused).to_contain_text("The license of Ada Example, MD is not said")
        assert entries(tmp_path) == []
        fill(page, "License, with its state", "CA A 12345")
        page.get_by_role("button", name="Put down").click()
        expect(page.get_by_text("Put down as entry 1")).to_be_visible()
        page.get_by_role("button", name="Put down").click(click_count=2)
        page.get_by_role("button", name="Copy the rationale").focus()
        first, second = entries(tmp_path)
        assert (first["kind"], first["decision"], first["case"]) == ("recommendation", "deny", "office-17")
        assert json.loads(first["content"]["asked"])["case"]["claim"]["exercise_program"] is False
        assert first["content"]["via"] == "pages"
        assert (second["kind"], second["decision"]) == ("decision", "denied")
        assert second["content"]["reason"] == "No exercise beside it."
        assert second["content"]["physician"] == {"name": "Ada Example, MD", "license": "CA A 12345"}
        page.emulate_media(media="print")
        record = page.locator(".record")
        expect(record).to_be_visible()
        expect(record).to_contain_text("Decided: denied, by Ada Example, MD, license CA A 12345")
        expect(record).to_contain_text("The worker is in an exercise program: no, answered by hand by local")
        expect(record).to_contain_text("Reviewer: ____")
        expect(record).to_contain_text(first["digest"])
        expect(page.get_by_role("navigation")).to_be_hidden()


def entries(folder: Path) -> list[dict[str, object]]:
    """What the journal of a folder holds."""
    with sqlite3.connect(folder / "recheck-journal.db") as journal:
        rows = journal.execute("SELECT body, digest FROM entries ORDER BY sequence").fetchall()
    return [{**json.loads(body), "digest": digest} for body, digest in rows]


def test_the_rationale_is_copied(opened: Opened) -> None:
    page = opened()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    massage_of_the_neck(page)
    page.get_by_role("button", name="Copy the rationale").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    assert "Massage therapy, p. 60" in page.evaluate("navigator.clipboard.readText()")


def test_everything_is_done_by_keyboard_alone(opened: Opened) -> None:
    page = opened()
    keys = page.keyboard
    keys.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    keys.press("Enter")
    tab_to(page, "Treatment, in any words")
    keys.type("massage neck 8 visits")
    expect(page.get_by_role("button", name="Massage therapy")).to_have_attribute("aria-pressed", "true")
    tab_to(page, "Requested on")
    keys.type("03022015")
    tab_to(page, "Date of injury")
    keys.type("11032014")
    tab_to(page, "Case reference")
    expect(question(page, "exercise program")).to_be_visible()
    for _ in range(30):
        keys.press("Tab")
        if "exercise program" in page.evaluate("document.activeElement.closest('li')?.innerText ?? ''"):
            break
    assert page.evaluate("document.activeElement.innerText") == "Yes"
    keys.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "No"
    keys.press("Enter")
    expect(question(page, "exercise program")).to_have_count(0)
    expect(page.locator(".questions h3").first).to_be_focused()
    expect(headline(page)).to_contain_text("PEND")


def tab_to(page: Page, label: str) -> None:
    """Press Tab until a field has the focus."""
    wanted = page.get_by_label(label, exact=True)
    for _ in range(60):
        page.keyboard.press("Tab")
        if wanted.evaluate("each => each === document.activeElement"):
            return
    raise AssertionError(f"{label} cannot be reached by keyboard")


def test_a_change_of_the_recommendation_is_read_out_and_no_element_loses_the_focus(opened: Opened) -> None:
    page = opened()
    massage_of_the_neck(page)
    live = page.locator(".headline[role=status][aria-live=polite]")
    expect(live).to_have_count(1)
    mark = "each => each.marked = 'same'"
    live.evaluate(mark)
    field = question(page, "How many visits").get_by_role("spinbutton")
    field.focus()
    page.keyboard.type("1")
    page.get_by_label("Quantity").evaluate(
        "each => { each.value = '7'; each.dispatchEvent(new Event('input')); each.dispatchEvent(new Event('change')); }"
    )
    expect(page.get_by_role("region", name="Recommendation")).to_contain_text("(7 visits)")
    expect(field).to_be_focused()
    expect(field).to_have_value("1")
    assert live.evaluate("each => each.marked") == "same"


def test_a_narrow_window_holds_everything_without_scrolling_sideways(opened: Opened) -> None:
    page = opened(width=360, height=740)
    massage_of_the_neck(page)
    answered(page, "exercise program", "Yes")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    glance = page.get_by_role("link", name="Recommendation: PEND")
    expect(glance).to_be_in_viewport()
    accessible(page)
    glance.click()
    expect(headline(page)).to_be_in_viewport()


def test_what_is_still_possible_is_proved_on_demand(opened: Opened) -> None:
    page = opened()
    massage_of_the_neck(page)
    answered(page, "exercise program", "No")
    page.get_by_role("button", name="Prove what is still possible").click()
    told = page.locator(".exactly")
    expect(told).to_contain_text("Exactly, whatever else is documented (proved)", timeout=240_000)
    expect(told).to_contain_text("still possible: modify (to 1-6), deny")
    expect(told).to_contain_text("no facts, documented or different, turn it into approve")
    accessible(page)
    answered(page, "another active", "No")
    expect(told.locator("li")).to_have_count(0)
    page.get_by_role("button", name="Prove what is still possible").click()
    expect(told).to_contain_text("it stays: deny", timeout=240_000)
