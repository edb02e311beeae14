"""An author's workbench: a rule and its tests in editors, problems on their lines, tests and flips as one types."""

import asyncio
from collections.abc import Callable, Sequence

from recheck.author.diff_pages import OUTSIDE, SAME, reach_words, witness_headline
from recheck.author.difference import Reach
from recheck.author.impact import Flip
from recheck.evaluators.truths import Undocumented
from recheck.model.problem import Problem, Severity, did_you_mean
from recheck.service.pages.browser import Field, Tag, button, download, labelled, query
from recheck.service.pages.editor import Editor
from recheck.service.pages.frame import Frame
from recheck.service.pages.trying import PROVING, RULE, TESTS, Texts, Tried, checked, reached, texts_of, tried_rule
from recheck.service.roles import Permission

QUIET = 0.5
"""Seconds without a key after which an edit is looked at."""
MOST = 50
"""Flips and problems that are listed."""
SILENCE = {Undocumented.ASK: "asked for", Undocumented.NOT_ESTABLISHED: "held not established"}


async def workbench_page(frame: Frame) -> None:
    """Draw the page, with the rule that its address names."""
    frame.visitor.caller(Permission.SEE_CRITERIA)
    with frame.main:
        await Workbench(frame).open(query("rule") or "")


class Workbench:
    """One author's edit."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.service = frame.visitor.service
        self.rules = self.service.rules.in_force.rules
        self.rule = ""
        self.texts = Texts("", "")
        self._asked = 0
        Tag(
            "p",
            "Nothing here changes the service's rules: download the files and put them in your own folder. "
            "To leave an editor by keyboard, press Escape, then Tab.",
        )
        names = [("", "choose a rule"), *((each, each) for each in sorted(self.rules.rules))]
        self.choice = labelled("Rule", lambda: Field("select", "", given=frame.guarded(self.open), options=names))
        with Tag("div", class_="columns", hidden=True) as self.columns:
            with Tag("div"):
                self.editors = {
                    RULE: self._editor("The rule", RULE),
                    TESTS: self._editor("Its tests", TESTS),
                }
                with Tag("div", class_="actions"):
                    button("Download the rule", lambda: self._download(".yaml", self.editors[RULE].text))
                    button("Download the tests", lambda: self._download(".test.yaml", self.editors[TESTS].text))
                    button("Run every check", frame.guarded(self._check))
                    button("Prove what the edit changes", frame.guarded(self._prove))
                    button("Back to the file", frame.guarded(self._back), class_="plain")
            with Tag("section", class_="answer", aria_labelledby="tried-heading"):
                Tag("h2", "What the edit does", id="tried-heading")
                self.summary = Tag("p", "", role="status", class_="headline none")
                self.list = Tag("div")

    def _editor(self, words: str, name: str) -> Editor:
        Tag("h2", words, class_="editor-heading")
        return Editor(words, self.frame.guarded(self._typed), f"problems-{name}")

    async def open(self, rule: str) -> None:
        """Put a rule's files into the editors."""
        if not rule:
            return
        if rule not in self.rules.rules:
            hint = did_you_mean(rule, self.rules.rules)
            self.frame.tell([Problem("unknown-rule", f"there is no rule '{rule[:80]}'", None, hint)])
            return
        self.rule = rule
        self.choice.put(rule)
        self.columns.give(hidden=None)
        self.texts = await self.service.read(texts_of, self.service.rules.folders, rule)
        self.editors[RULE].put(self.texts.rule)
        self.editors[TESTS].put(self.texts.tests)
        await self._try()

    async def _back(self) -> None:
        await self.open(self.rule)

    async def _typed(self, _: object = None) -> None:
        self._asked += 1
        number = self._asked
        await asyncio.sleep(QUIET)
        if number == self._asked:
            await self._try()

    def _now(self) -> Texts:
        return Texts(self.editors[RULE].text, self.editors[TESTS].text)

    async def _try(self) -> None:
        self.frame.visitor.caller(Permission.SEE_CRITERIA)
        self._asked += 1
        number, rule = self._asked, self.rule
        found = await self.service.judge(tried_rule, rule, self._now(), is_long=True)
        if number == self._asked:
            self._show(found)

    async def _check(self) -> None:
        self.frame.visitor.caller(Permission.SEE_CRITERIA)
        self.summary.say("Running every check on the whole rule set; this takes some seconds.")
        found = await self.service.read(checked, self.service.rules.folders, self.rule, self._now())
        self._mark(found)
        self.list.clear()
        count = len(found.problems)
        self.summary.say(f"Every check: {count or 'no'} problem{'' if count == 1 else 's'} in these files.")
        with self.list:
            self._problems(found)

    async def _prove(self) -> None:
        """Every kind of change that is possible, with the smallest request that shows it; or that there is none."""
        self.frame.visitor.caller(Permission.SEE_CRITERIA)
        self._asked += 1
        number = self._asked
        self.summary.say(f"Proving what the edit changes; this takes {PROVING:g} seconds at most.")
        found = await self.service.judge(reached, self.rule, self._now(), is_long=True)
        if number != self._asked:  # typed on meanwhile
            return
        if found is None:
            self.summary.say("Nothing can be proved of files that have problems.")
            return
        self.list.clear()
        self.summary.say(proof_in_a_line(found))
        with self.list:
            for reach in found:
                _section("By proof", list(reach_words(reach)))
                for each in reach.witnesses:
                    words = f"Smallest request: {witness_headline(each)}"
                    Tag("h3", words)
                    Tag("pre", each.case, tabindex=0, role="group", aria_label=words)
            if found:
                Tag("p", OUTSIDE, class_="hint")

    def _download(self, ending: str, text: str) -> None:
        download(text, self.rule.rsplit("/", 1)[-1] + ending)

    def _show(self, found: Tried) -> None:
        self._mark(found)
        self.summary.say(summary_of(found))
        self.list.clear()
        with self.list:
            self._problems(found)
            if found.words:
                _section("The edit", found.words)
            if found.failed:
                rows = [f"{each.test.name}: {'; '.join(each.differences)}" for each in found.failed]
                _section("Tests that fail", rows)
            if found.impact:
                for silence, words in SILENCE.items():
                    flips = found.impact.of(silence)
                    if flips:
                        _section(f"Cases that flip, what is not documented {words}", [_flip(each) for each in flips])

    def _problems(self, found: Tried) -> None:
        if not found.problems:
            return
        Tag("h3", "Problems")
        with Tag("ul"):
            for editor, each in found.problems[:MOST]:
                self._problem(editor, each)

    def _problem(self, editor: str, each: Problem) -> None:
        line = each.place.line if each.place else 1
        where = f"{'Rule' if editor == RULE else 'Tests'}, line {line}"
        with Tag("li"):
            button(where, self._goes_to(editor, line), class_="plain")
            hint = f" ({each.suggestion})" if each.suggestion else ""
            Tag("span", f" {each.severity} {each.code}: {each.message}{hint}")

    def _goes_to(self, editor: str, line: int) -> Callable[[], None]:
        return lambda: self.editors[editor].go_to(line)

    def _mark(self, found: Tried) -> None:
        """Problems on their lines: underlined, with the line itself marked, and told when it is pointed at."""
        for name, editor in self.editors.items():
            places = [
                (each.place.line, each.place.column, each.place.width, each.severity is Severity.ERROR, each.message)
                for where, each in found.problems
                if where == name and each.place
            ]
            editor.mark(places)


def proof_in_a_line(found: Sequence[Reach]) -> str:
    """What the proof came to."""
    if any(each.witnesses for each in found):
        kinds = len({one.kind for each in found for one in each.witnesses})
        return f"Proved: requests can be decided differently, in {kinds} way{'' if kinds == 1 else 's'}."
    if any(each.undecided for each in found):
        return "Not settled: the proof did not get through in its time."
    return f"Proved: {SAME[0].lower()}{SAME[1:]}."


def _section(title: str, rows: "list[str] | tuple[str, ...]") -> None:
    Tag("h3", title)
    with Tag("ul"):
        for each in rows[:MOST]:
            Tag("li", each)
        if len(rows) > MOST:
            Tag("li", f"and {len(rows) - MOST} more")


def _flip(each: Flip) -> str:
    where = f" ({'; '.join(each.where)})" if each.where else ""
    return f"{each.case}, {each.request}: {each.old} → {each.new}{where}"


def summary_of(found: Tried) -> str:
    """One line: problems, tests, flips."""
    wrong = sum(each.severity is Severity.ERROR for _, each in found.problems)
    if wrong:
        return f"{wrong} problem{'' if wrong == 1 else 's'}; tests and cases run again when the file can be read."
    tests = len(found.results)
    said = f"{tests} test{'' if tests == 1 else 's'}: {len(found.failed) or 'none'} failed. "
    if found.impact is None or not found.words:
        return said + "The rule is as its file has it."
    flipped = {(each.case, each.request) for silence in SILENCE for each in found.impact.of(silence)}
    return said + f"{len(flipped)} of {found.impact.requests} requests of the cases flip."
