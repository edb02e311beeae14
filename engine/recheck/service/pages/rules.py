"""The rules pages: every rule, searched by any words; and each as `rules show` draws it.

A rule's page is the self-contained HTML of `rules show --format html`, shown in a frame: the same words, picture
and tests that an author sees on the command line.
"""

from recheck.author.pages import rule_html
from recheck.author.rule_page import rule_page as page_of_rule
from recheck.load.files import rule_files
from recheck.load.rule_tests import load_rule_tests
from recheck.model.problem import Problem, did_you_mean
from recheck.model.rule import Rule, RuleSet
from recheck.service.pages.browser import Field, Tag, labelled
from recheck.service.pages.frame import Frame
from recheck.service.pages.trying import shipped_cases
from recheck.service.problems import Refused
from recheck.service.roles import Permission
from recheck.service.rules import Rules
from recheck.titles import read_title

MOST = 400
"""Rules that are listed at once."""


async def rules_page(frame: Frame) -> None:
    """Draw the list."""
    frame.visitor.caller(Permission.SEE_CRITERIA)
    with frame.main:
        RuleList(frame)


class RuleList:
    """Every rule, or those that are looked for."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        look = frame.guarded(self._look)
        with Tag("search"):
            labelled(
                "Search",
                lambda: Field("search", "", given=look, typed=look, autocomplete="off"),
                hint="A treatment in any words, a guideline, or a rule's name",
            )
        self.count = Tag("p", "", role="status")
        with Tag("div", class_="wide"), Tag("table"):
            Tag("caption", "Rules", class_="unseen")
            with Tag("thead"), Tag("tr"):
                for words in ("Rule", "Guideline", "In force", "Treatments", "Review"):
                    Tag("th", words, scope="col")
            self.body = Tag("tbody")
        self.listed: list[Rule] = []
        self._show("")

    async def _look(self, words: str) -> None:
        self.frame.visitor.caller(Permission.SEE_CRITERIA)
        self._show(words)

    def _show(self, words: str) -> None:
        rules = self.frame.visitor.service.rules.in_force.rules
        found = looked_for(words, rules)
        self.count.say(f"{len(found)} of {len(rules.rules)} rules")
        if found == self.listed:  # what somebody is about to click stays where it is
            return
        self.listed = found
        self.body.clear()
        with self.body:
            for rule in found[:MOST]:
                self._row(rule, rules)

    def _row(self, rule: Rule, rules: RuleSet) -> None:
        edition = rules.guidelines[rule.guideline]
        end = edition.in_force.end
        with Tag("tr"):
            with Tag("th", scope="row"):
                Tag("a", rule.title, href=f"/rules/{rule.id}")
            Tag("td", edition.short or edition.title)
            Tag("td", f"{edition.in_force.start.date} to {end.date}" if end else f"from {edition.in_force.start.date}")
            Tag("td", ", ".join(rules.vocabulary.treatments[each].title for each in rule.treatments))
            Tag("td", str(rule.review))


def looked_for(words: str, rules: RuleSet) -> list[Rule]:
    """The rules whose names hold every word; where none does, those for the treatment that the words mean."""
    wanted = words.lower().split()
    held = [rule for rule in rules.rules.values() if all(word in _words(rule, rules) for word in wanted)]
    if held:
        return held
    meant = read_title(words[:500], rules.vocabulary).treatments
    return list({rule.id: rule for each in meant for rule in rules.for_treatment(each)}.values())


def _words(rule: Rule, rules: RuleSet) -> str:
    edition = rules.guidelines[rule.guideline]
    titles = " ".join(rules.vocabulary.treatments[each].title for each in rule.treatments)
    return f"{rule.id} {rule.title} {edition.title} {edition.short or ''} {titles}".lower()


async def rule_page(frame: Frame, guideline: str, name: str) -> None:
    """One rule, in a frame."""
    frame.visitor.caller(Permission.SEE_CRITERIA)
    rules = frame.visitor.service.rules.in_force.rules
    rule = rules.rules.get(f"{guideline}/{name}")
    with frame.main:
        if rule is None:
            hint = did_you_mean(f"{guideline}/{name}", rules.rules)
            frame.tell([Problem("unknown-rule", "there is no rule of this name", None, hint)])
            return
        Tag("h2", f"{rule.title}, {rules.guidelines[rule.guideline].title}")
        with Tag("p", class_="links"):
            Tag("a", "Edit it on the workbench", href=f"/workbench?rule={rule.id}")
            Tag("a", "This page alone, to print", href=f"/rule-page/{rule.id}")
        Tag("iframe", src=f"/rule-page/{rule.id}", title=f"The rule {rule.title}")


def html_of(rules: Rules, guideline: str, name: str) -> str:
    """A rule's page for a frame.

    Raises:
        Refused: there is no such rule.
    """
    known = rules.in_force.rules
    rule = known.rules.get(f"{guideline}/{name}")
    if rule is None:
        raise Refused(404, Problem("unknown-rule", "there is no rule of this name"))
    problems: list[Problem] = []
    beside = [each for each in rule_files(rules.folders).values() if each.path == f"{rule.id}.test.yaml"]
    tests = load_rule_tests(beside, known, problems)
    return rule_html(page_of_rule(known, rule, tests, shipped_cases(known)), known)
