"""`recheck rules coverage-map`."""

import json
from datetime import date

from recheck.author.coverage_map import coverage_map, every_treatment
from recheck.author.coverage_map_text import as_markdown, as_rows, as_text
from recheck.cli.edges import FINE, show
from recheck.load.common_requests import CommonRequest, common_requests
from recheck.load.files import rule_files
from recheck.load.profiles import under
from recheck.load.ruleset import sound_rule_set
from recheck.model.problem import Problem, ProblemsFound, errors
from recheck.model.rule import RuleSet
from recheck.service.find import read_words


def run_coverage_map(
    words: str | None, years: list[int], every: bool, folders: list[str], profile: str | None, output: str
) -> int:
    """Whose criteria are at hand: for the most common requests, for every treatment, or for one."""
    files = rule_files(folders)
    rules = under(sound_rule_set(files)[0], profile)
    problems: list[Problem] = []
    common, source = common_requests(files, rules, problems)
    if errors(problems):
        raise ProblemsFound(problems)
    requests = _asked(words, rules, common) if words else every_treatment(rules) if every else common
    lines = [line for year in years or [date.today().year] for line in coverage_map(rules, requests, year)]
    if output == "json":
        show(json.dumps({"profile": rules.profile.name, "source": source, "requests": as_rows(lines)}, indent=2))
    elif output == "markdown":
        show(as_markdown(lines, rules.profile))
    else:
        show(as_text(lines))
    return FINE


def _asked(words: str, rules: RuleSet, common: tuple[CommonRequest, ...]) -> list[CommonRequest]:
    """What the words mean, with what is written down of it where it is a common request."""
    found = [
        CommonRequest(each.treatment, region, _of_region(region, common), None)
        for each in read_words(words, rules).asked
        for region in each.regions or (None,)
    ]
    if not found:
        hint = 'try `recheck find "..."`'
        raise ProblemsFound([Problem("unknown-treatment", f"'{words}' names no treatment", None, hint)])
    written = {(each.treatment, each.region): each for each in common}
    return [written.get((each.treatment, each.region), each) for each in dict.fromkeys(found)]


def _of_region(region: str | None, common: tuple[CommonRequest, ...]) -> tuple[str, ...]:
    """The licensed editions that would speak of other requests of the region."""
    named = (name for each in common if region and each.region == region for name in each.would_speak)
    return tuple(dict.fromkeys(named))
