"""A screening that lives on: taken up again after a restart, from another browser, out of the journal or a file."""

import sqlite3
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from pages_served import Opened, accessible, fill, headline, massage_of_the_neck, question, serving, watching
from test_pages_access import token

CHART = "Progress note, 02/20/2015.\nShe does a home exercise program daily.\n"
WORKER = "Worker seen at the invented clinic of the harbour"


def sign_in(page: Page, text: str) -> None:
    page.get_by_label("Token").fill(text)
    page.get_by_role("button", name="Sign in").click()
    page.locator("main:not([aria-busy])").wait_for(state="attached")


@pytest.mark.slow
def test_a_pended_screening_is_taken_up_again_after_a_restart_from_another_browser(
    browser: Browser, tmp_path: Path
) -> None:
    nurse, other = token(tmp_path, "nurse", "screener"), token(tmp_path, "other", "screener")
    office = token(tmp_path, "office", "requester")
    with serving(tmp_path, "--tokens", "tokens.json") as address, watching(browser) as open_page:
        page = open_page(address)
        sign_in(page, nurse)
        massage_of_the_neck(page)
        fill(page, "Case reference", "office-17")
        question(page, "another active").locator("h3").focus()
        page.keyboard.press("d")
        expect(page.locator(".fact.silent")).to_have_count(1)
        note = {"name": "chart.txt", "mimeType": "text/plain", "buffer": f"{CHART}{WORKER}.\n".encode()}
        page.get_by_label("Drop notes here, or choose them").set_input_files([note])
        proposal = page.locator("li.proposal", has_text="exercise program: yes")
        expect(proposal).to_be_visible(timeout=240_000)
        where = page.url.removeprefix(address)
        page.reload()
        expect(headline(page)).to_contain_text("PEND")
    with serving(tmp_path, "--tokens", "tokens.json") as address, watching(browser) as open_page:
        page = open_page(address + where, width=360, height=740)
        sign_in(page, nurse)
        expect(headline(page)).to_contain_text("PEND")
        expect(page.get_by_label("Case reference")).to_have_value("office-17")
        expect(page.get_by_label("Treatment, in any words")).to_have_value("massage neck 8 visits")
        expect(page.locator(".fact.silent")).to_have_count(1)
        expect(question(page, "another active")).to_have_count(0)
        proposal = page.locator("li.proposal", has_text="exercise program: yes")
        expect(proposal.locator("mark")).to_have_text("home exercise program", timeout=240_000)
        proposal.locator(".says").focus()
        page.keyboard.press("c")
        expect(page.locator(".said-there")).to_contain_text("home exercise program daily")
        accessible(page)
        page.goto(address)
        expect(page.get_by_role("link", name="office-17: massage neck 8 visits")).to_be_visible()
        accessible(page)
        paper = open_page(address + where)
        sign_in(paper, other)
        expect(paper.get_by_role("alert")).to_contain_text("There is no screening at this address")
        expect(paper.get_by_label("Treatment, in any words")).to_have_count(0)
        refused = paper.context.request.get(f"{address}{where}/information")
        assert (refused.status, "it is somebody else&#x27;s" in refused.text()) == (404, True)
        page.goto(f"{address}{where}/information")
        expect(page.get_by_text("1. How many visits of this treatment were completed")).to_be_visible()
        accessible(page)
        page.goto(f"{address}{where}/sheet")
        expect(page.get_by_text("[x] Massage accompanies exercise")).to_be_visible()
        accessible(page)
        page.goto(address + where)
        page.get_by_role("button", name="Delete this screening").click()
        expect(page.get_by_text("office-17: massage")).to_have_count(0)
        requester = open_page(address)
        sign_in(requester, office)
        massage_of_the_neck(requester)
        expect(requester.get_by_role("link", name="Request for information")).to_be_visible()
        expect(requester.get_by_role("link", name="Sheet for the office")).to_have_count(0)
        refused = requester.context.request.get(f"{requester.url}/sheet")
        assert (refused.status, "your role does not see" in refused.text()) == (403, True)
    held = b"".join(file.read_bytes() for file in tmp_path.iterdir() if file.is_file())
    assert WORKER.encode() not in held, "neither a log nor a database holds a note that was deleted"


def test_an_entry_is_found_in_the_journal_and_opened_again_with_its_answers(browser: Browser, tmp_path: Path) -> None:
    with serving(tmp_path) as address, watching(browser) as open_page:
        page = open_page(address)
        massage_of_the_neck(page)
        fill(page, "Case reference", "office-17")
        question(page, "another active").get_by_role("button", name="No", exact=True).click()
        question(page, "exercise program").get_by_role("button", name="Not documented").click()
        expect(page.locator(".fact.silent")).to_have_count(1)
        page.get_by_label("Your decision").select_option("modified")
        fill(page, "Your reason", "A trial of four.")
        fill(page, "Name", "Ada Example, MD")
        fill(page, "License, with its state", "CA A 12345")
        fill(page, "Approved, of a modification", "9")
        page.get_by_role("button", name="Put down").click()
        expect(page.get_by_role("alert")).to_contain_text("some of the 8 visits, not 9")
        fill(page, "Approved, of a modification", "4")
        page.get_by_role("button", name="Put down").click()
        expect(page.locator(".receipt")).to_contain_text("decided: modified to 4 visits, by Ada Example, MD")
        page.goto(f"{address}/journal")
        expect(page.get_by_role("cell", name="Decided: modified to 4, by Ada Example, MD")).to_be_visible()
        accessible(page)
        fill(page, "Case reference", "office-18")
        expect(page.get_by_text("No entry of this reference.")).to_be_visible()
        fill(page, "Case reference", "office-17")
        page.get_by_role("link", name="Open entry 1 again").click()
        expect(page.get_by_text("Taken up again from entry 1 of the journal, put down by local")).to_be_visible()
        expect(page.locator(".fact", has_text="another active").locator(".value")).to_have_text("no")
        expect(page.locator(".fact.silent")).to_contain_text("exercise program")
        accessible(page)
        with page.expect_download() as saved:
            page.get_by_role("button", name="Save as a case file").click()
        saved.value.save_as(tmp_path / "case.yaml")
        assert saved.value.suggested_filename == "office-17.yaml"
        page.goto(address)
        page.get_by_label("Drop notes here, or choose them").set_input_files(tmp_path / "case.yaml")
        expect(page.get_by_text("Loaded: office-17: massage neck 8 visits.")).to_be_visible()
        expect(page.locator(".fact", has_text="another active").locator(".value")).to_have_text("no")
        expect(headline(page)).to_contain_text("PEND")
    with sqlite3.connect(tmp_path / "recheck-journal.db") as journal:
        assert journal.execute("SELECT count(*) FROM entries").fetchone() == (2,)


def test_of_a_case_file_with_several_requests_one_is_chosen_and_a_faulty_one_is_refused(opened: Opened) -> None:
    page = opened()
    field = page.get_by_label("Drop notes here, or choose them")
    field.set_input_files([{"name": "a.yaml", "mimeType": "text/yaml", "buffer": b"case: a\nrequest: {}\n"}])
    expect(page.get_by_role("region", name="Chart notes").get_by_role("alert")).to_contain_text("'request'")
    two = b"""case: a
requests:
  first: {title: Massage of the neck, treatment: massage_therapy, body_region: cervical, requested_on: 2015-03-02}
  second: {title: Therapy of the back, treatment: physical_therapy, body_region: lumbar, requested_on: 2015-03-02}
"""
    field.set_input_files([{"name": "a.yaml", "mimeType": "text/yaml", "buffer": two}])
    page.get_by_role("button", name="Therapy of the back").click()
    expect(page.get_by_text("Left aside: 1 more of its requests.")).to_be_visible()
    expect(page.get_by_text("Body region and side: lumbar")).to_be_visible()


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/nothing", "There is no page at this address"),
        ("/rules/none", "There is no page at this address"),
        ("/screenings/none/sheet", "There is no screening of this id"),
    ],
)
def test_an_unknown_address_has_a_page(served: str, path: str, told: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(served + path)
    with refused.value:
        assert (refused.value.code, refused.value.headers["Content-Type"]) == (404, "text/html; charset=utf-8")
        assert told in refused.value.read().decode()


def test_two_windows_of_one_screening_do_not_overwrite_each_other(browser: Browser, served: str) -> None:
    with watching(browser) as open_page:
        page = open_page(served)
        massage_of_the_neck(page)
        second = open_page(page.url)
        question(second, "exercise program").get_by_role("button", name="Yes").click()
        expect(question(second, "exercise program")).to_have_count(0)
        fill(page, "Quantity", "7")
        expect(page.get_by_role("alert")).to_contain_text("changed or deleted in another place")
        page.reload()
        expect(page.get_by_label("Quantity")).to_have_value("8")
        expect(page.locator(".fact", has_text="exercise program").locator(".value")).to_have_text("yes")
