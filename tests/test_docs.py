"""README and docs say what is so: outputs are what is printed today, headings are unique, links lead somewhere.

`make docs` writes outputs and docs/cli.md anew (RECHECK_WRITE_EXPECTED=1); the change is then reviewed as a diff.
"""

import os
import re
from collections import Counter
from pathlib import Path

import pytest

from conftest import ROOT
from documents import CLI, MAP, anew, blocks, cli_page, documents, is_true, map_page, printed

WRITES = bool(os.environ.get("RECHECK_WRITE_EXPECTED"))
BLOCKS = blocks()
NAMES = [f"{page.relative_to(ROOT)}-{number}" for number, (page, _) in enumerate(BLOCKS)]


@pytest.mark.parametrize(("page", "block"), BLOCKS, ids=NAMES)
def test_what_a_page_prints_is_real(page: Path, block: str) -> None:
    now = anew(block)
    if is_true(block, now):
        return
    if WRITES:
        page.write_text(page.read_text(encoding="utf-8").replace(block, now), encoding="utf-8")
        return
    assert block == now


def test_the_commands_page_is_what_help_prints() -> None:
    now = cli_page()
    if WRITES:
        CLI.write_text(now, encoding="utf-8")
    assert CLI.read_text(encoding="utf-8") == now, "`make docs` writes docs/cli.md anew"


def test_the_map_of_coverage_is_what_the_command_prints() -> None:
    now = map_page()
    if WRITES:
        MAP.write_text(now, encoding="utf-8")
    assert MAP.read_text(encoding="utf-8") == now, "`make docs` writes docs/coverage-map.md anew"


def test_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 200


def headings(page: Path) -> list[str]:
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    return [each.strip() for each in re.findall(r"^#+ (.*)", text, re.MULTILINE)]


def test_no_heading_stands_twice() -> None:
    counts = Counter(heading for page in documents() for heading in headings(page))
    assert [heading for heading, count in counts.items() if count > 1] == []


def anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("page", documents(), ids=[str(page.relative_to(ROOT)) for page in documents()])
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if link.startswith("http"):
            continue
        path, _, part = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        if part:
            assert part in [anchor(each) for each in headings(target)], link


def test_every_page_is_reached_from_readme() -> None:
    reached, waiting = set[Path](), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or page.suffix != ".md":
            continue
        reached.add(page)
        links = re.findall(r"\]\(([^)\s#]+)", page.read_text(encoding="utf-8"))
        waiting += [(page.parent / link).resolve() for link in links if not link.startswith("http")]
    assert [str(page.relative_to(ROOT)) for page in documents() if page not in reached] == []


def test_a_file_that_a_page_shows_is_the_file() -> None:
    example = (ROOT / "docs" / "examples" / "massage.yaml").read_text(encoding="utf-8")
    assert f"```yaml\n{example}```" in (ROOT / "README.md").read_text(encoding="utf-8")
    rule = (ROOT / "rules" / "mtus-chronic-pain-2009" / "massage_therapy.yaml").read_text(encoding="utf-8")
    shown = re.search(
        r"```yaml\n(rule: .*?)```", (ROOT / "docs" / "rule-language.md").read_text(encoding="utf-8"), re.DOTALL
    )
    assert shown
    for line in shown[1].splitlines():
        assert line.split("  #")[0].strip() in rule


def test_make_run_ends_with_a_request_an_audit_and_what_to_try_next() -> None:
    recipe = re.search(r"^run:.*\n((?:\t.*\n|  .*\n)+)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert recipe
    script = re.sub(r"^\t@?", "", recipe[1], flags=re.MULTILINE).replace("$(BIN)/", "").replace("$$", "$")
    said = printed(script)
    assert "Recommended: 6 visits." in said
    assert re.search(r"^13 requests, 13 compared: ", said, re.MULTILINE)
    tried = [line.strip() for line in said.partition("Try next:")[2].splitlines() if line.strip()]
    assert len(tried) == 3 and "[service,letters]" in tried[2]
