"""The questions that can still change an answer, put to the person at the terminal.

Comes in: a case, and a way to ask. Goes out: the case with the answers; each can be taken back, and each is asked
with the words of the notes where something was read.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import reduce

from recheck.asking.answers import value_in_words, with_answer
from recheck.asking.charts import Said
from recheck.asking.questions import Asking, leaves, questions_of
from recheck.asking.saved import told
from recheck.explain import headline
from recheck.judge import Mode
from recheck.letters.write import write_case
from recheck.load.cases import read_case
from recheck.model.case import Case
from recheck.model.problem import Problem, errors
from recheck.model.recommendation import Recommendation
from recheck.model.rule import RuleSet
from recheck.model.value import Value
from recheck.model.vocabulary import BelongsTo, Fact, FactType
from recheck.phrases import value_words
from recheck.screen import screen

MOST = 5
"""Questions that are put at most."""
HOW = "Answer each: enter means not documented, b goes back, ? says why it is asked."
_KEYS = {FactType.BOOLEAN: "y / n", FactType.DATE: "a date such as 2016-11-02", FactType.SET: "some, with commas"}


class Answering:
    """One conversation; an answer of None is 'not documented'."""

    def __init__(
        self,
        case: Case,
        said: Sequence[Said],
        names: Sequence[str],
        rules: RuleSet,
        mode: Mode,
        ask: Callable[[str], str],
        tell: Callable[[str], None],
    ) -> None:
        self.given, self.said, self.names = case, said, names
        self.rules, self.mode, self.ask, self.tell = rules, mode, ask, tell
        self.answers: list[tuple[str, Value | None]] = []

    @property
    def case(self) -> Case:
        """The case with every answer so far."""
        answered = [(place, value) for place, value in self.answers if value is not None]
        return reduce(lambda case, answer: with_answer(case, *answer), answered, self.given)

    def run(self) -> Case:
        """Ask until nothing that is asked can change the answer, or enough was asked."""
        shown = False
        while len(self.answers) < MOST:
            asking = self._next()
            if asking is None:
                break
            if not shown:
                self.tell(HOW)
                shown = True
            self._put(asking)
            self.tell("  " + "; ".join(headline(each) for each in self._screened()))
        return self.case

    def _screened(self) -> list[Recommendation]:
        case = self.case
        return [screen(self.rules, case, name, self.mode) for name in self.names]

    def _next(self) -> Asking | None:
        """The most decisive question that was not put yet; what was read and waits for a person comes first."""
        put = {place for place, _ in self.answers}
        asked = questions_of(self.case, self.names, self.mode, self.rules)
        left = [each for each in asked if each.place is not None and each.place not in put]
        return min(left, key=lambda each: not self._words_of(each), default=None)

    def _words_of(self, asking: Asking) -> list[Said]:
        place = (asking.place or "").strip("/").split("/")
        inside = "request" if place[0] == "requests" else "/".join(place[1:-1]) or place[0]
        return [each for each in self.said if each.fact == asking.question.fact and each.place == inside]

    def _put(self, asking: Asking) -> None:
        """One question until it is answered, or taken back to the one before."""
        fact = asking.fact or Fact(asking.question.fact, FactType.DATE, BelongsTo.REQUEST)
        self.tell(f"\n{len(self.answers) + 1}. {asking.question.in_words}")
        for each in self._words_of(asking):
            self.tell(f"   read, not confirmed: {value_words(each.value)}, {told(each)}")
        if fact.type in (FactType.CHOICE, FactType.SET):
            for number, word in enumerate(fact.values, 1):
                self.tell(f"   {number} {word.replace('_', ' ')}")
        while True:
            typed = self.ask(f"   {self._keys(fact)}").strip()
            if typed == "?":
                for row in self._why(asking):
                    self.tell(f"   {row}")
            elif typed == "b":
                if self.answers:
                    self.answers.pop()
                    return
                self.tell("   this is the first question")
            elif typed == "":
                self.answers.append((asking.place or "", None))
                return
            else:
                problems: list[Problem] = []
                value = value_in_words(fact, typed, problems)
                if value is not None:
                    problems = self._against(asking, value)
                if value is not None and not problems:
                    self.answers.append((asking.place or "", value))
                    return
                self.tell(f"   {_not_an_answer(fact, typed, problems)}")

    def _against(self, asking: Asking, value: Value) -> list[Problem]:
        """Why an answer cannot stand in the case: what a case file with it would be refused for."""
        answered = write_case(with_answer(self.case, asking.place or "", value))
        return errors(read_case(answered, "the case", self.rules.vocabulary)[1])

    def _keys(self, fact: Fact) -> str:
        number = f"a number of {fact.unit.replace('_', ' ')}" if fact.unit else "a number"
        return _KEYS.get(fact.type, number if fact.type.is_numeric else "one of these")

    def _why(self, asking: Asking) -> Iterator[str]:
        """The criteria that read the fact, with where they stand, and what the answers lead to."""
        found = [one for each in self._screened() for one in leaves(each)]
        rows = [row for each in found for row in _criteria_of(asking.question.fact, each, self.rules)]
        if asking.question.of_scope or not rows:
            yield "It decides which rule applies."
        yield from dict.fromkeys(rows)
        if asking.leads_to:
            steps = [f"{value_words(value)}: {word.replace('_', ' ')}" for value, word in asking.leads_to]
            yield f"Then: {'; '.join(steps)}."


_INSTEAD = {
    FactType.BOOLEAN: "y or n",
    FactType.INTEGER: "a whole number such as 6",
    FactType.NUMBER: "a number such as 6 or 2.5",
    FactType.DATE: "a date such as 2016-11-02",
}


def _not_an_answer(fact: Fact, typed: str, problems: Sequence[Problem]) -> str:
    """How to answer instead; of a number or date that cannot be, why.

    >>> number = Fact("weeks", FactType.INTEGER, BelongsTo.CLAIM)
    >>> _not_an_answer(number, "y", [])
    'Answer with a whole number such as 6; enter where it is not documented.'
    """
    count = len(fact.values)
    instead = _INSTEAD.get(fact.type, f"the number of a line, 1 to {count}")
    if fact.type is FactType.SET:
        instead = f"the numbers of lines, 1 to {count}, with commas between"
    if problems and (fact.type.is_numeric or fact.type is FactType.DATE) and any(map(str.isdigit, typed)):
        message = problems[0].message.replace(f"'{fact.name}'", f"'{fact.readable}'")
        return " ".join(filter(None, [f"{message[:1].upper()}{message[1:]}.", problems[0].suggestion]))
    return f"Answer with {instead}; enter where it is not documented."


def _criteria_of(fact: str, found: Recommendation, rules: RuleSet) -> Iterator[str]:
    for finding in found.rules:
        for each in finding.criteria:
            if any(fact == one.name for used in found.facts_of(finding, each) for one in used.with_sources()):
                yield f"{each.criterion.says} ({each.criterion.ground.cite.titled(rules.guidelines)})"
