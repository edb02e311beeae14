"""What is at hand for the requests of this year, above the screening page: the map of coverage, folded."""

from collections.abc import Sequence
from functools import lru_cache

from recheck.author.coverage_map import Line, coverage_map
from recheck.author.coverage_map_text import beside, named, said, summary
from recheck.load.common_requests import common_requests
from recheck.load.files import rule_files
from recheck.model.rule import RuleSet
from recheck.service.pages.browser import Tag


class AtHand:
    """One sentence, and the table behind it."""

    def __init__(self, rules: RuleSet, folders: Sequence[str], year: int) -> None:
        lines = _lines(rules, tuple(folders), year)
        if not lines:
            return
        with Tag("section", class_="card", aria_labelledby="at-hand-heading"):
            Tag("h2", f"At hand for requests of {year}", id="at-hand-heading")
            Tag("p", f"Of what is requested most, {summary(lines)}")
            with Tag("details"):
                Tag("summary", "Whose criteria, and how well known")
                with Tag("table"):
                    with Tag("thead"), Tag("tr"):
                        Tag("th", "Request", scope="col")
                        Tag("th", "Who speaks", scope="col")
                    with Tag("tbody"):
                        for line in lines:
                            _row(line)


def _row(line: Line) -> None:
    with Tag("tr"):
        Tag("th", named(line), scope="row")
        with Tag("td"):
            for words in (*map(said, line.speakers), *beside(line)):
                Tag("div", words)


@lru_cache(maxsize=4)
def _lines(rules: RuleSet, folders: tuple[str, ...], year: int) -> tuple[Line, ...]:
    """Kept for the rule set in force, which is exchanged as a whole."""
    return coverage_map(rules, common_requests(rule_files(folders), rules, [])[0], year)
