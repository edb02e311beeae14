"""The report: one file that asks for nothing, whose every number leads to its requests."""

import hashlib
import json
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from browser import opened
from conftest import ROOT, run
from generated_results import Faults, generated
from recheck.audit.figures import Figures, figures
from recheck.audit.lists import SHOWN
from recheck.audit.report.headline import alarms, in_a_minute, not_shown
from recheck.audit.report.page import as_html, as_markdown
from recheck.audit.results import Results
from recheck.cli.reporting import figures_beside
from recheck.files import sweep
from recheck.model.case import By
from recheck.model.problem import ProblemsFound

FAULTS = Faults(ignores="neurology", drift_from=date(2015, 9, 1), drift=0.1, flipped=0.01)


@pytest.fixture(scope="module")
def results() -> Results:
    return generated(1, 12_000, faults=FAULTS).results


@pytest.fixture(scope="module")
def found(results: Results) -> Figures:
    return figures(results)


@pytest.fixture(scope="module")
def html(found: Figures) -> str:
    return as_html(found, {"treatment_0": "First <treatment> & more"})


class Page(HTMLParser):
    """The ids, links and tags of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        known = dict(attrs)
        self.attributes |= set(known)
        self.ids += [known["id"]] if known.get("id") else []
        self.links += [known["href"]] if known.get("href") else []


def test_the_page_asks_for_nothing_and_runs_nothing(html: str) -> None:
    page = Page(html)
    assert page.tags.isdisjoint({"script", "link", "img", "iframe", "object", "embed", "base", "form"})
    assert all(link.startswith("#") for link in page.links)
    assert not {name for name in page.attributes if name.startswith("on") or name in ("src", "srcset", "xlink:href")}
    assert "default-src 'none'" in html, "the page forbids the browser to fetch anything"
    assert not re.search(r"https?://|//\w+\.\w+/|@import|url\(", html)


def test_every_link_leads_somewhere_and_every_id_is_there_once(html: str) -> None:
    page = Page(html)
    assert len(page.ids) == len(set(page.ids))
    assert {link.removeprefix("#") for link in page.links} <= {*page.ids}
    lists = {name for name in page.ids if name.startswith("list-")}
    assert len(lists) > 100
    assert {f"of-{name}" for name in lists} <= set(page.ids), "a list that no number leads to"


def test_every_number_that_counts_requests_has_its_list(found: Figures) -> None:
    lists = {each["list"]: each for each in found["lists"]}
    numbers = list(numbers_in(found))
    assert len(numbers) > 100
    for number in numbers:
        if number["count"]:
            assert lists[number["list"]]["count"] == number["count"]
        else:
            assert number["list"] is None


def numbers_in(value: object) -> list[dict[str, Any]]:
    """The numbers that count requests, with the names of their lists."""
    if isinstance(value, dict):
        if set(value) == {"count", "list"}:
            return [value]
        return [one for each in value.values() for one in numbers_in(each)]
    return [one for each in value for one in numbers_in(each)] if isinstance(value, list) else []


def test_a_long_list_says_how_many_more_there_are(found: Figures, html: str) -> None:
    longest = max(found["lists"], key=lambda each: each["count"])
    assert longest["count"] > SHOWN
    assert (len(longest["requests"]), longest["more"]) == (SHOWN, longest["count"] - SHOWN)
    assert f"The first {SHOWN}; {longest['more']:,} more." in html


def test_names_from_a_table_are_text_and_never_markup(results: Results) -> None:
    table = results.table
    at = table.column_names.index("case")
    nasty = pa.array([f"<script>alert({at})</script>" for at in range(table.num_rows)])
    treatments = ["<img src=x onerror=alert(1)>"] * table.num_rows
    table = table.set_column(at, "case", nasty).set_column(2, "treatment", pa.array(treatments))
    html = as_html(figures(replace(results, table=table)), {})
    assert Page(html).tags.isdisjoint({"script", "img"})
    assert "&lt;img src=x" in html
    assert "| `" not in as_markdown(figures(replace(results, table=table)), {}).split("## Agreement")[0]


def test_a_browser_shows_it_without_a_script_error_or_a_request(html: str, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    page.write_text(html, encoding="utf-8")
    seen = opened(page, tmp_path)
    assert seen.console == []
    assert seen.fetched == []
    assert "Do past determinations follow the criteria?" in seen.text


def test_the_browser_would_have_told(tmp_path: Path) -> None:
    """The check above can fail: a page that fetches and throws is seen to."""
    page = tmp_path / "bad.html"
    page.write_text('<img src="http://127.0.0.1:9/x.png"><script>throw new Error("planted")</script>', encoding="utf-8")
    seen = opened(page, tmp_path)
    assert [each for each in seen.console if "planted" in each]
    assert seen.fetched == ["http://127.0.0.1:9/x.png"]


@pytest.mark.parametrize("width", [1200, 500])
def test_the_page_is_never_wider_than_the_window(html: str, tmp_path: Path, width: int) -> None:
    measure = "<script>document.title = `${document.documentElement.scrollWidth} of ${innerWidth}`</script></body>"
    page = tmp_path / "measured.html"
    page.write_text(html.replace("default-src 'none'", "").replace("</body>", measure), encoding="utf-8")
    seen = opened(page, tmp_path, width=width)
    told = re.search(r"<title>(\d+) of (\d+)</title>", seen.text)
    assert told, "the script that measures did not run"
    assert int(told[1]) <= int(told[2])


def test_what_stands_out_is_said_at_the_top(found: Figures) -> None:
    text = " ".join(
        "".join(str(piece["count"]) if isinstance(piece, dict) else piece for piece in one)
        for one in in_a_minute(found, {})
    )
    assert "neurology" in text
    assert "'Criterion 0 of treatment" in text and "speaks against a request" in text
    assert "from 2015-09 on" in text
    assert alarms(found)[0] == sum(
        found[kind]["reported"] for kind in ("groups", "groups_on_criteria", "near_cases", "drift", "editions")
    )


def test_what_the_figures_do_not_show_is_said_in_words(found: Figures, html: str) -> None:
    told = not_shown(found)
    against = found["counts"]["compared"]["count"] - found["counts"]["for"]["count"]
    share = f"Of 100 determinations here {100 * against / found['counts']['compared']['count']:.0f} went against"
    assert any(each.startswith(share) for each in told)
    assert any("rest on silence" in each for each in told)
    assert any("No reviewer is named" in each for each in told)
    assert share in html


def test_few_requests_are_said_to_be_too_few_and_not_to_be_in_order() -> None:
    small = figures(generated(2, 12).results)
    assert alarms(small) == (0, "too few like cases to look for any")
    page = as_html(small, {})
    assert "No coefficient is given" in page
    assert "too short, or the like cases too few" in page


def test_the_same_against_utilization_review_speaks_of_approved() -> None:
    page = as_html(figures(generated(2, 3000, against=By.UTILIZATION_REVIEW).results), {})
    assert "by utilization review" in page
    assert "recall<br>approved" in page
    assert "overturned" not in page.split('<h2 id="counted">')[0]


def test_where_most_are_approved_it_is_approving_everything_that_flatters() -> None:
    made = generated(2, 600, against=By.UTILIZATION_REVIEW).results
    approved = pa.array(["approved" if at % 5 else each for at, each in enumerate(made.table["outcome"].to_pylist())])
    at = made.table.column_names.index("outcome")
    found = figures(replace(made, table=made.table.set_column(at, "outcome", approved)))
    assert "went for the request. Whoever approves everything" in not_shown(found)[0]
    assert found["agreement"]["always_for"]["overturned_recall"] == 1
    assert "<th>always approve</th>" in as_html(found, {})
    assert "<th>always approve</th>" not in as_html(figures(made), {})


def test_plots_carry_their_meaning_without_colour(html: str) -> None:
    plots = re.findall(r"<svg.*?</svg>", html, re.DOTALL)
    assert len(plots) >= 4
    for each in plots:
        colours = {colour.lower() for colour in re.findall(r"#[0-9a-fA-F]{6}\b|#[0-9a-fA-F]{3}\b", each)}
        assert all(len(set(_thirds(colour))) == 1 for colour in colours), colours
        assert 'role="img" aria-label="' in each


def _thirds(colour: str) -> list[str]:
    width = (len(colour) - 1) // 3
    return [colour[1 + width * at : 1 + width * (at + 1)] for at in range(3)]


def test_markdown_holds_the_same_figures(found: Figures) -> None:
    text = as_markdown(found, {})
    known = found["agreement"]["documented"]
    assert f"| on documented facts | {known['scored']:,} | {known['agreeing']:,} |" in text
    assert "## What these figures do not show" in text
    assert "neurology" in text
    assert "<" not in text


# -- the command ------------------------------------------------------------------------------------------


def test_the_command_writes_the_page_and_its_figures_beside_it(tmp_path: Path) -> None:
    code, out, err = run("audit", "cases/imr-seeds", "--html", str(tmp_path / "report.html"))
    assert code == 0
    assert "13 requests, 13 compared" in out
    assert err == f"The report is in {tmp_path}/report.html, its figures in {tmp_path}/report.json.\n"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["report.html", "report.json"]
    data = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert data["counts"]["compared"]["count"] == 13
    assert data["counts"]["agrees"]["count"] == 10
    again, _, _ = run("audit", "cases/imr-seeds", "--html", str(tmp_path / "report.html"))
    assert again == 0


def test_json_stands_alone_on_standard_output_beside_a_report(tmp_path: Path) -> None:
    code, out, _ = run("audit", "cases/imr-seeds", "--format", "json", "--html", str(tmp_path / "report.html"))
    assert code == 0
    assert json.loads(out)["summary"]["compared"] == 13


def test_markdown_is_printed(tmp_path: Path) -> None:
    code, out, err = run("audit", "cases/imr-seeds", "--format", "markdown")
    assert (code, err) == (0, "")
    assert out.startswith("# Do past determinations follow the criteria?\n")
    code, _, err = run("audit", "cases/imr-seeds", "--format", "pdf")
    assert code == 2
    assert "'pdf' is none of: text, json, markdown" in err


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("no/folder/report.html", "there is no such folder"),
        ("folder", "it is a folder"),
        ("report.json", "the figures go beside the page as .json"),
        ("kept.html", "another file is there, and is kept"),
    ],
)
def test_what_cannot_be_written_is_said_before_the_work_and_nothing_is_touched(
    tmp_path: Path, name: str, message: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "kept.json").write_text('{"of": "another"}', encoding="utf-8")
    before = sorted(each.name for each in tmp_path.rglob("*"))
    code, out, err = run("audit", "cases/imr-seeds", "--html", str(tmp_path / name))
    assert (code, out) == (1, "")
    assert message in err
    assert sorted(each.name for each in tmp_path.rglob("*")) == before
    assert (tmp_path / "kept.json").read_text(encoding="utf-8") == '{"of": "another"}'


def test_a_full_disk_leaves_what_was_there_and_says_so(tmp_path: Path) -> None:
    """A limit on the size of files stands for the disk: the page does not fit, and both files stay as they were."""
    page, beside = tmp_path / "report.html", tmp_path / "report.json"
    page.write_text("old page", encoding="utf-8")
    beside.write_text('{"recheck": "audit figures"}', encoding="utf-8")
    words = f"ulimit -f 64; exec {sys.executable} -m recheck audit cases/imr-seeds --html {page}"
    ran = subprocess.run(["bash", "-c", words], capture_output=True, text=True, cwd=ROOT, check=False)
    assert ran.returncode == 1
    assert "error not-written: cannot be written: File too large" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert page.read_text(encoding="utf-8") == "old page"
    assert beside.read_text(encoding="utf-8") == '{"recheck": "audit figures"}'
    assert sorted(each.name for each in tmp_path.iterdir()) == ["report.html", "report.json"]


def test_its_own_figures_are_written_over(tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text('{"recheck": "audit figures", "x": 1}', encoding="utf-8")
    assert figures_beside(tmp_path / "report.html") == tmp_path / "report.json"


KILLED = """
import os, sys
from pathlib import Path
left = [int(sys.argv[1])]
def before(call):
    def counted(*words, **more):
        if not left[0]:
            os._exit(9)
        left[0] -= 1
        return call(*words, **more)
    return counted
import recheck.files, recheck.cli.reporting
os.replace, Path.unlink, os.fsync = before(os.replace), before(Path.unlink), before(os.fsync)
recheck.cli.reporting._write({Path(path): text for path, text in zip(sys.argv[2::2], sys.argv[3::2])})
"""


def test_a_page_never_stands_beside_anothers_figures_wherever_it_is_killed(tmp_path: Path) -> None:
    """Killed before each call that changes the folder in turn: the figures are those that go with the page, or gone."""
    page, beside = tmp_path / "report.html", tmp_path / "report.json"
    seen = set()
    for step in range(30):
        page.write_text("page of old", encoding="utf-8")
        beside.write_text("old", encoding="utf-8")
        words = [str(step), str(page), "page of new", str(beside), "new"]
        ran = subprocess.run([sys.executable, "-c", KILLED, *words], cwd=ROOT, check=False)
        found = page.read_text(encoding="utf-8"), beside.read_text(encoding="utf-8") if beside.exists() else None
        assert found[1] in (None, found[0].removeprefix("page of "))
        seen.add(found)
        sweep(tmp_path)
        assert {each.name for each in tmp_path.iterdir()} <= {"report.html", "report.json"}
        if not ran.returncode:
            break
        assert ran.returncode == 9
    assert seen == {("page of old", "old"), ("page of old", None), ("page of new", None), ("page of new", "new")}


def test_the_page_names_the_digest_of_its_figures(tmp_path: Path) -> None:
    assert run("audit", "cases/imr-seeds", "--html", str(tmp_path / "report.html"))[0] == 0
    digest = hashlib.sha256((tmp_path / "report.json").read_bytes()).hexdigest()
    assert (tmp_path / "report.html").read_text(encoding="utf-8").count(f"sha256:{digest}") == 2


def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from recheck.cli.reporting import ready

    for library in ("pyarrow", "altair", "duckdb"):
        with monkeypatch.context() as patched:
            patched.setitem(sys.modules, library, None)
            with pytest.raises(ProblemsFound) as raised:
                ready(str(tmp_path / "report.html"))
            problem = raised.value.problems[0]
            assert (problem.code, problem.suggestion) == ("extra-missing", "pip install 'imr-recheck[audit]'")


def test_the_light_command_loads_no_heavy_library() -> None:
    code = (
        "import sys; from recheck.cli.auditing import run_audit; from recheck.cli.edges import RuleChoice, mode_of; "
        "run_audit(['cases/imr-seeds'], 'imr', RuleChoice(['shipped']), mode_of('not-established', None), 'text'); "
        "print(sorted({'numpy', 'pyarrow', 'duckdb', 'altair', 'pandas', 'scipy'} & set(sys.modules)), file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert ran.stderr.strip() == "[]"
