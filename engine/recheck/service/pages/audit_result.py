"""What an audit found: the report where there is one, tables whose numbers lead to their requests, and problems."""

import json
from collections.abc import Mapping
from typing import Any

from recheck.phrases import ONLY_A_PHYSICIAN
from recheck.service.audits.jobs import Job
from recheck.service.audits.report import REPORT
from recheck.service.pages.audited import Number, Row, Table, coefficients, tables
from recheck.service.pages.browser import Spot, Tag, button, download
from recheck.service.pages.frame import Frame

MOST = 200
"""Requests that are listed at once."""
COLUMNS = ("Case", "Request", "Recommended", "Rests on", "Decided", "Comparison", "Why")


class AuditResult:
    """The result, on the page."""

    def __init__(self, frame: Frame, job: Job, data: Mapping[str, Any]) -> None:
        self.frame = frame
        self.data = data
        with Tag("section", class_="card", aria_labelledby="result-heading"):
            Spot("h2", "What the audit found", id="result-heading").take()
            Tag("p", "Choose a number to see its requests.")
            self._figures(data["summary"])
            with Tag("div", class_="tables"):
                for each in tables(data):
                    self._table(each)
            with Tag("div", class_="actions"):
                button("Download it as JSON", self._download)
            Tag("p", ONLY_A_PHYSICIAN, class_="hint")
            self._problems(data["problems"])
        with Tag("section", class_="card", aria_labelledby="list-heading", hidden=True) as self.section:
            self.heading = Spot("h2", "", id="list-heading")
            self.list = Tag("div", class_="wide")
        if (job.task.folder / REPORT).is_file():
            with Tag("section", class_="card", aria_labelledby="report-heading"):
                Tag("h2", "The report", id="report-heading")
                Tag("a", "The report alone, to print", href=f"/audit-report/{job.id}")
                Tag("iframe", src=f"/audit-report/{job.id}", title="The report of this audit")

    def _download(self) -> None:
        download(json.dumps(self.data, indent=2, ensure_ascii=False), "audit.json", "application/json")

    def _figures(self, summary: Mapping[str, Any]) -> None:
        found = coefficients(summary)
        if not found:
            Tag("p", "No coefficient: fewer than 50 scored requests, or fewer than 10 in a class.", class_="notice")
            return
        with Tag("dl", class_="facts"):
            for words, value in found:
                with Tag("div", class_="fact"):
                    Tag("dt", words)
                    Tag("dd", value)

    def _table(self, table: Table) -> None:
        with Tag("div", class_="wide"), Tag("table", class_="numbers"):
            Tag("caption", table.title)
            with Tag("thead"), Tag("tr"):
                Tag("td", "")
                for words in table.columns:
                    Tag("th", words, scope="col")
            with Tag("tbody"):
                for label, numbers in table.lines:
                    with Tag("tr"):
                        Tag("th", label, scope="row")
                        for each in numbers:
                            with Tag("td"):
                                self._number(each)

    def _number(self, number: Number) -> None:
        if not number.count:
            Tag("span", "0")
            return

        async def listed() -> None:
            self._list(number)

        words = f"{number.count}: {number.label}"
        button(str(number.count), self.frame.guarded(listed), class_="number", aria_label=words)

    def _list(self, number: Number) -> None:
        """The requests behind a number."""
        shown = number.rows[:MOST]
        cut = f", the first {MOST}" if len(shown) < number.count else ""
        self.heading.say(f"{number.label[:1].upper()}{number.label[1:]}: {number.count}{cut}")
        self.section.give(hidden=None)
        self.list.clear()
        with self.list, Tag("table"):
            Tag("caption", "Requests", class_="unseen")
            with Tag("thead"), Tag("tr"):
                for words in COLUMNS:
                    Tag("th", words, scope="col")
            with Tag("tbody"):
                for row in shown:
                    _row(row)
        self.heading.take()

    def _problems(self, problems: list[Mapping[str, Any]]) -> None:
        if not problems:
            return
        with Tag("details"):
            Tag("summary", f"{len(problems)} problem{'' if len(problems) == 1 else 's'} in the files")
            with Tag("ul"):
                for each in problems[:MOST]:
                    where = f"{each['file']}, line {each['line']}: " if each["file"] else ""
                    Tag("li", f"{where}{each['severity']} {each['code']}: {each['message']}")


def _row(row: Row) -> None:
    quantity = f" to {row['quantity']}" if row["quantity"] is not None else ""
    with Tag("tr"):
        Tag("th", row["case"], scope="row")
        Tag("td", row["request"].replace("_", " "))
        Tag("td", f"{row['recommendation'].replace('_', ' ')}{quantity}")
        Tag("td", row["rests_on"] or "–")
        Tag("td", row["outcome"] or "–")
        Tag("td", (row["comparison"] or "–").replace("_", " "))
        with Tag("td"):
            _why(row)


def _why(row: Row) -> None:
    """Criteria with their truth, and what a difference is owed to."""
    if row.get("attribution_text"):
        Tag("p", f"{(row['attribution'] or '').replace('_', ' ')}: {row['attribution_text']}")
    if not row["criteria"]:
        return
    with Tag("details"):
        Tag("summary", f"{len(row['criteria'])} criteria")
        with Tag("ul"):
            for name, truth in row["criteria"].items():
                rule, _, criterion = name.partition("#")
                Tag("li", f"{truth.replace('_', ' ')}: {criterion.replace('_', ' ')} ({rule})")
