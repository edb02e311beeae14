"""The audit page in a real browser: files in, progress, numbers, and the requests behind them."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from conftest import ROOT
from letters_written import Written, later
from pages_served import Opened, accessible

SEEDS = sorted((ROOT / "cases" / "imr-seeds").glob("*.yaml"))


def audited(page: Page, files: list[object], count: int) -> None:
    page.get_by_label("Choose files, or drop them here").set_input_files(files)
    expect(page.get_by_text(f"{count} file")).to_be_visible()
    page.get_by_role("button", name="Audit them").click()


def test_every_number_leads_to_the_requests_that_it_counts(opened: Opened) -> None:
    page = opened("/audit")
    accessible(page)
    audited(page, [str(each) for each in SEEDS], len(SEEDS))
    expect(page.get_by_role("heading", name="What the audit found")).to_be_visible(timeout=240_000)
    expect(page.get_by_text("No coefficient: fewer than 50 scored requests")).to_be_visible()
    expect(page.get_by_text("It is done.")).to_be_visible()
    accessible(page)
    numbers = page.locator("button.number")
    assert numbers.count() > 20
    for place in range(0, numbers.count(), 5):
        number = numbers.nth(place)
        count, _, words = (number.get_attribute("aria-label") or "").partition(": ")
        number.click()
        heading = page.locator("#list-heading")
        expect(heading).to_have_text(re.compile(f"^{re.escape(words)}: {count}$", re.IGNORECASE))
        expect(heading).to_be_focused()
        assert page.locator("section:has(#list-heading) tbody tr").count() == int(count)
    page.get_by_role("button", name="3: differs", exact=True).click()
    rows = page.locator("section:has(#list-heading) tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.first).to_contain_text("overturned")
    expect(rows.filter(has_text="silence: with the missing facts asked for: pend").first).to_be_visible()
    accessible(page)
    frame = page.frame_locator("iframe[title='The report of this audit']")
    expect(frame.locator("h1")).to_be_visible()
    expect(frame.get_by_text("imr-seed-001").first).to_be_attached()
    with page.expect_download() as got:
        page.get_by_role("button", name="Download it as JSON").click()
    summary = json.loads(got.value.path().read_text())["summary"]
    assert (summary["requests"], summary["agrees"], summary["differs"]) == (13, 10, 3)


def test_letters_are_audited_beside_cases(opened: Opened) -> None:
    page = opened("/audit")
    letter = later([Written("MRI of the right knee")]).encode()
    audited(page, [{"name": "letter.txt", "mimeType": "text/plain", "buffer": letter}], 1)
    expect(page.get_by_role("button", name="1: requests", exact=True)).to_be_visible(timeout=240_000)
    page.get_by_role("button", name="1: requests", exact=True).click()
    expect(page.locator("section:has(#list-heading) tbody tr")).to_contain_text("mri")


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("hostile.yaml", b"a: &a [*a, *a]\n" + b"b: &b [*a, *a, *a]\n" * 3, "hostile.yaml"),
        ("misspelt.yaml", b"case: a\nrequests: {m: {treatment: massage_terapy}}\n", "'massage_therapy'"),
        pytest.param("letter.txt", b"Dear Sir, this is no determination.", "no determination", marks=pytest.mark.slow),
        pytest.param("cut.pdf", b"%PDF-1.7\n%%EOF", "cut.pdf", marks=pytest.mark.slow),
    ],
)
def test_files_that_cannot_be_audited_are_named_with_the_reason(
    opened: Opened, name: str, data: bytes, told: str
) -> None:
    page = opened("/audit")
    audited(page, [{"name": name, "mimeType": "application/octet-stream", "buffer": data}], 1)
    expect(page.get_by_role("heading", name="Nothing was audited")).to_be_visible(timeout=240_000)
    expect(page.locator("section:has-text('Nothing was audited')")).to_contain_text(told)


def test_nothing_to_audit_is_said(opened: Opened) -> None:
    page = opened("/audit")
    page.get_by_role("button", name="Audit them").click()
    expect(page.get_by_role("alert")).to_contain_text("There is nothing to audit")


def test_what_was_chosen_can_be_taken_away(opened: Opened) -> None:
    page = opened("/audit", width=360, height=740)
    page.get_by_label("Choose files, or drop them here").set_input_files([str(SEEDS[0])])
    expect(page.get_by_text("1 file: seed-000.yaml.")).to_be_visible()
    page.get_by_role("button", name="Take the files away").click()
    expect(page.get_by_text("No files yet.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_table_with_its_mapping_is_audited_and_a_number_leads_to_its_rows(opened: Opened, tmp_path: Path) -> None:
    rows = "".join(f"c{n},massage,massage_therapy,2014-11-03,2015-03-02,{n},visits,true,U\n" for n in range(1, 9))
    table, mapping = tmp_path / "t.csv", tmp_path / "map.yaml"
    table.write_text(
        "Claim,request,treatment,date_of_injury,requested_on,disputed,unit,exercise_program,Decided\n" + rows
    )
    mapping.write_text("columns:\n  case: Claim\n  outcome: {from: Decided, values: {U: upheld}}\n")
    page = opened("/audit")
    page.get_by_label("Choose files, or drop them here").set_input_files(table)
    page.get_by_text("A mapping, where a table's columns have other names").click()
    page.get_by_label("Choose a mapping").set_input_files(mapping)
    expect(page.get_by_text("Mapping: map.yaml.")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Audit them").click()
    expect(page.get_by_role("heading", name="What the audit found")).to_be_visible(timeout=240_000)
    page.get_by_role("button", name="8: with a determination").click()
    expect(page.get_by_role("heading", name="With a determination: 8")).to_be_focused()
    expect(page.get_by_role("rowheader", name="c7")).to_be_visible()
    accessible(page)
