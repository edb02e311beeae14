"""The rules page and the workbench in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from conftest import ROOT
from pages_served import Opened, accessible

MASSAGE = "mtus-chronic-pain-2009/massage_therapy"
FILE = ROOT / "rules" / f"{MASSAGE}.yaml"


def test_every_rule_is_listed_and_found_by_any_words(opened: Opened) -> None:
    page = opened("/rules")
    count = len([each for each in (ROOT / "rules").glob("*/*.yaml") if not each.name.endswith(".test.yaml")])
    rows = page.locator("tbody tr")
    assert 100 < rows.count() <= count
    accessible(page)
    page.get_by_label("Search").fill("norco")
    expect(page.get_by_role("status")).to_contain_text(re.compile(r"of \d{3} rules"))
    expect(rows.first).to_contain_text("Hydrocodone")
    page.get_by_label("Search").fill("massage chronic pain 2009")
    expect(rows).to_have_count(1)
    page.get_by_role("link", name="Massage therapy").click()
    frame = page.frame_locator("iframe[title='The rule Massage therapy']")
    expect(frame.get_by_role("heading", name="How it decides")).to_be_visible(timeout=240_000)
    expect(frame.get_by_text("At most six visits in all").first).to_be_visible()
    accessible(page)
    page.get_by_role("link", name="This page alone, to print").click()
    expect(page.get_by_role("heading", name="How it decides")).to_be_visible()
    accessible(page)


@pytest.mark.parametrize("then", ["massage chronic pain 2009", "massage chronic pain 2009 mtus"])
def test_a_slow_click_out_of_a_field_reaches_what_was_pressed(opened: Opened, then: str) -> None:
    page = opened("/rules")
    page.get_by_label("Search").fill("massage chronic pain 2009")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_label("Search").fill(then)
    page.get_by_role("link", name="Massage therapy").click(delay=800)
    expect(page).to_have_url(re.compile(f"/rules/{MASSAGE}$"))


def test_a_rule_that_is_not_there_is_said_to_be_missing(opened: Opened) -> None:
    page = opened("/rules/mtus-chronic-pain-2009/masage_therapy")
    expect(page.get_by_role("alert")).to_contain_text("There is no rule of this name")
    expect(page.get_by_role("alert")).to_contain_text("massage_therapy")


def at_work(opened: Opened) -> Page:
    page = opened(f"/workbench?rule={MASSAGE}")
    expect(told(page)).to_contain_text("13 tests: none failed. The rule is as its file has it.", timeout=240_000)
    return page


def told(page: Page) -> "object":
    return page.get_by_role("region", name="What the edit does").get_by_role("status")


def change(page: Page, old: str, new: str) -> None:
    """Put the rule into the editor, with a part of it changed."""
    text = FILE.read_text()
    assert text.count(old) == 1
    put(page, text.replace(old, new))


def put(page: Page, text: str) -> None:
    page.get_by_role("textbox", name="The rule").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)


def test_an_edit_shows_the_tests_that_fail_and_the_cases_that_flip_as_one_types(opened: Opened) -> None:
    page = at_work(opened)
    change(page, "{all: [adjunct_to_active_care, within_visit_limit]}", "{all: [within_visit_limit]}")
    expect(told(page)).to_contain_text(
        re.compile(r"[1-9]\d* failed. [1-9]\d* of \d+ requests of the cases flip"), timeout=240_000
    )
    region = page.get_by_role("region", name="What the edit does")
    expect(region).to_contain_text("approves when: all (adjunct_to_active_care, within_visit_limit) -> ")
    expect(region).to_contain_text("Tests that fail")
    expect(region).to_contain_text("Cases that flip, what is not documented held not established")
    expect(region).to_contain_text("deny → modify to")
    accessible(page)
    with page.expect_download() as got:
        page.get_by_role("button", name="Download the rule").click()
    assert got.value.suggested_filename == "massage_therapy.yaml"
    assert "approve_when: {all: [within_visit_limit]}\n" in got.value.path().read_text()
    assert "approve_when: {all: [adjunct_to_active_care, within_visit_limit]}" in FILE.read_text()


def test_a_mistake_is_marked_on_its_line_and_leads_there(opened: Opened) -> None:
    page = at_work(opened)
    change(page, "{exercise_program: true}", "{exercise_programme: true}")
    expect(told(page)).to_contain_text("1 problem;", timeout=240_000)
    expect(page.locator(".cm-wrong.error")).to_have_text("exercise_programme")
    expect(page.locator(".cm-wrong-line.error")).to_have_count(1)
    region = page.get_by_role("region", name="What the edit does")
    expect(region).to_contain_text("did you mean 'exercise_program'?")
    region.get_by_role("button", name="Rule, line 8").click()
    page.get_by_role("button", name="Back to the file").click()
    expect(told(page)).to_contain_text("The rule is as its file has it.", timeout=240_000)
    expect(page.locator(".cm-wrong")).to_have_count(0)


@pytest.mark.parametrize(
    "text", ["", "{", "rule: a\nrule: b\n", "a: &a [*a]\n", "- 1\n", "rule: other/name\n", "\x00", "🙂: 1\n"]
)
def test_whatever_is_typed_is_answered_by_problems(opened: Opened, text: str) -> None:
    page = at_work(opened)
    put(page, text or " ")
    expect(told(page)).to_contain_text("problem", timeout=240_000)
    expect(page.get_by_role("alert").filter(has_text=re.compile(r"\S"))).to_have_count(0)


def test_every_check_of_the_command_line_is_run_when_asked_for(opened: Opened) -> None:
    page = at_work(opened)
    page.get_by_role("button", name="Run every check").click()
    expect(told(page)).to_have_text("Every check: no problems in these files.", timeout=240_000)
    change(page, "already: visits_completed, at_most: 6}", "already: visits_completed, at_most: 8}")
    expect(told(page)).to_contain_text("of the cases flip", timeout=240_000)
    page.get_by_role("button", name="Run every check").click()
    expect(told(page)).to_have_text(re.compile("Every check: [1-9].* in these files."), timeout=240_000)
    expect(page.get_by_role("region", name="What the edit does")).to_contain_text("Rule, line 13")
    assert page.locator(".cm-wrong").count()


def test_the_editor_is_left_by_keyboard(opened: Opened) -> None:
    page = at_work(opened)
    page.get_by_role("textbox", name="The rule").click()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.evaluate("!document.activeElement.closest('.cm-editor')") or page.evaluate(
        "document.activeElement.getAttribute('aria-label') === 'Its tests'"
    )


def test_the_workbench_fits_a_narrow_window(opened: Opened) -> None:
    page = opened(f"/workbench?rule={MASSAGE}", width=360, height=740)
    expect(told(page)).to_contain_text("none failed", timeout=240_000)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    accessible(page)


def test_what_an_edit_changes_is_proved_with_the_smallest_request(opened: Opened) -> None:
    page = at_work(opened)
    change(page, "already: visits_completed, at_most: 6}", "already: visits_completed, at_most: 8}")
    expect(told(page)).to_contain_text("of the cases flip", timeout=240_000)
    page.get_by_role("button", name="Prove what the edit changes").click()
    expect(told(page)).to_contain_text("Proved: requests can be decided differently", timeout=240_000)
    region = page.get_by_role("region", name="What the edit does")
    expect(region).to_contain_text("modify to 6 visits -> approve")
    expect(page.get_by_role("group", name="Smallest request: massage_therapy").first).to_contain_text(
        "treatment: massage_therapy"
    )
    accessible(page)


def test_words_alone_are_proved_to_change_nothing_and_nothing_is_proved_of_a_mistake(opened: Opened) -> None:
    page = at_work(opened)
    change(page, "says: At most six visits in all", "says: No more than six visits in all")
    page.get_by_role("button", name="Prove what the edit changes").click()
    expect(told(page)).to_contain_text("Proved: no request can be decided differently.", timeout=240_000)
    change(page, "says: At most six visits in all", "saying: At most six visits in all")
    page.get_by_role("button", name="Prove what the edit changes").click()
    expect(told(page)).to_contain_text("Nothing can be proved of files that have problems.", timeout=240_000)
