"""The questions by which a rule is started, one after the other; an answer that cannot be is asked for again.

Comes in: what is answered already, and a function that puts a question. Goes out: answers, as the YAML
that `--answers` takes, so that there is one way to read them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from recheck.author import flow
from recheck.author.answers import NONE, draft_of
from recheck.author.meant import treatment_meant
from recheck.author.schema_names import fits
from recheck.author.show import in_words
from recheck.conditions.read import ConditionReader
from recheck.load.yaml_text import parse
from recheck.model.condition import Op
from recheck.model.node import Node
from recheck.model.problem import Problem, did_you_mean
from recheck.model.rule import Basis, Reading, RuleSet
from recheck.model.vocabulary import Fact, FactType

Ask = Callable[[str, str], str]
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Answered:
    """Answers so far: texts by key, criteria as YAML, each on one line."""

    texts: tuple[tuple[str, str], ...] = ()
    criteria: tuple[str, ...] = ()
    never: str | None = None

    @property
    def is_whole(self) -> bool:
        """Whether nothing needs to be asked."""
        return {"treatment", "guideline"} <= set(dict(self.texts)) and bool(self.criteria or self.never)

    def as_yaml(self) -> str:
        """The answers as a file of answers."""
        rows = [f"{key}: {flow.as_written(text)}" for key, text in self.texts]
        rows += ["criteria:", *(f"  - {each}" for each in self.criteria)] if self.criteria else []
        rows += [f"never: {self.never}"] if self.never else []
        return "\n".join(rows) + "\n"


def ask_all(given: Answered, rules: RuleSet, ask: Ask, tell: Tell) -> Answered:
    """Ask for what is not answered yet."""
    asked = _Asked(rules, ask, tell)
    texts = dict(given.texts)
    texts.setdefault("treatment", asked.treatment() if "treatment" not in texts else "")
    texts.setdefault("guideline", asked.guideline() if "guideline" not in texts else "")
    for key, what in (("name", "Name of the rule's file"), ("title", "Title of the rule")):
        if key not in texts:
            meant = treatment_meant(texts["treatment"], rules.vocabulary, None, []) or ""
            known = rules.vocabulary.treatments.get(meant)
            texts[key] = ask(what, meant if key == "name" or known is None else known.title)
    whole = replace(given, texts=tuple(texts.items()))
    if whole.is_whole:
        return whole
    if asked.one("Does the guideline approve it under criteria, or never?", ["criteria", "never"]) == "never":
        return replace(whole, never=asked.in_braces(asked.ground("What does it say?", "")))
    criteria: list[str] = []
    while True:
        criterion = asked.criterion()
        tried = replace(whole, criteria=(*criteria, criterion))
        problems = draft_of(tried.as_yaml(), "the answers", rules)[1]
        if problems:
            asked.tell_all(problems)
            continue
        criteria.append(criterion)
        if asked.one("Another criterion?", ["no", "yes"]) == "no":
            return tried


class _Asked:
    def __init__(self, rules: RuleSet, ask: Ask, tell: Tell) -> None:
        self.rules, self.ask, self.tell = rules, ask, tell

    def tell_all(self, problems: Iterable[Problem]) -> None:
        for problem in problems:
            self.tell(f"{problem.message}; {problem.suggestion}" if problem.suggestion else problem.message)

    def treatment(self) -> str:
        while True:
            problems: list[Problem] = []
            found = treatment_meant(self.ask("Which treatment? (any words)", ""), self.rules.vocabulary, None, problems)
            if found:
                self.tell(f"that is '{found}'")
                return found
            self.tell_all(problems)

    def guideline(self) -> str:
        guidelines = self.rules.guidelines
        while True:
            said = self.ask("Which guideline? (its id, or words to search for)", "").strip()
            if said in guidelines:
                return said
            sought = said.lower().split()
            rows = [f"{each.id}: {each.title}" for each in guidelines.values()]
            found = [row for row in rows if all(word in row.lower() for word in sought)]
            self.tell("\n".join(f"  {row}" for row in found) or did_you_mean(said, guidelines) or "no such guideline")

    def one(self, question: str, words: list[str], *, first: bool = True) -> str:
        """One of some words; the first where nothing is said, unless there is no usual one."""
        shown = f"{question} ({', '.join(words)})"
        while True:
            said = self.ask(shown, words[0] if first else "").strip()
            if said in words:
                return said
            near = [each for each in words if said and each.startswith(said)]
            if len(near) == 1:
                return near[0]
            self.tell(did_you_mean(said, words) or f"one of: {', '.join(words)}")

    def fact(self) -> Fact:
        """A fact by its name; other words list the facts that hold them."""
        facts = self.rules.vocabulary.facts
        while True:
            said = self.ask("Which fact does the criterion turn on? (its name, or words to search for)", "").strip()
            if said in facts:
                return facts[said]
            sought = said.lower().split()
            found = [each for each in facts.values() if all(word in _searched(each) for word in sought)] if said else []
            near = did_you_mean(said, facts)
            self.tell("\n".join(f"  {each.name}: {each.asked}" for each in found[:20]) or near or "no fact is named so")

    def criterion(self) -> str:
        fact = self.fact()
        usual = Op.INCLUDES_ANY if fact.type is FactType.SET else Op.EQUALS
        usual = Op.AT_MOST if fact.name.endswith("_requested") else usual
        words = sorted((str(op) for op in Op if fits(fact, op)), key=lambda word: word != usual)
        comparison = Op(self.one(f"How must '{fact.name}' compare?", words))
        value = self._value(fact, comparison)
        rows = [f"fact: {fact.name}", f"comparison: {comparison}", f"value: {value}"]
        if fact.name.endswith("_requested") and comparison is Op.AT_MOST:
            completed = fact.name.replace("_requested", "_completed")
            usual_word = completed if completed in self.rules.vocabulary.facts else NONE
            rows.append(f"already: {self.ask('Which fact counts what was had before?', usual_word)}")
        if self.one("Does silence of the record speak for the patient here?", ["no", "yes"]) == "yes":
            rows.append("if_silent: met")
        read = ConditionReader(self.rules.vocabulary, []).read(_condition(fact, comparison, value))
        words_of_it = in_words(read, self.rules.vocabulary)
        return self.in_braces([*rows, *self.ground("The criterion as a sentence", words_of_it)])

    def _value(self, fact: Fact, comparison: Op) -> str:
        """A value, or several with commas between them, in the rule language."""
        hint = (
            "true or false" if fact.type is FactType.BOOLEAN else ", ".join(fact.values[:20]) or fact.unit or fact.type
        )
        many = "; several with commas" if comparison.takes_list else ""
        while True:
            said = self.ask(f"With what? ({hint}{many})", "true" if fact.type is FactType.BOOLEAN else "").strip()
            parts = [flow.as_written(each.strip()) for each in said.split(",") if each.strip()]
            text = f"[{', '.join(parts)}]" if comparison.takes_list else "".join(parts[:1]) if len(parts) == 1 else ""
            problems: list[Problem] = []
            if text:
                ConditionReader(self.rules.vocabulary, problems).read(_condition(fact, comparison, text))
                if not problems:
                    return text
            self.tell_all(problems)

    def ground(self, question: str, says: str) -> list[str]:
        """What is asked or said, and what it rests on."""
        rows = [f"says: {flow.word(self._said(question, says[:1].upper() + says[1:]))}"]
        rows.append(f"section: {flow.as_written(self._said('In which section of the guideline?', ''))}")
        page = self.ask("On which page? (none where the source prints no pages)", NONE)
        rows += [] if page == NONE else [f"page: {flow.as_written(page)}"]
        rows.append(f"basis: {self.one('How is it known?', [str(each) for each in Basis], first=False)}")
        question = "Is the threshold or list the guideline's own, or our reading of vague words?"
        rows.append(f"reading: {self.one(question, [str(each) for each in Reading], first=False)}")
        return rows

    def _said(self, question: str, usual: str) -> str:
        while True:
            said = self.ask(question, usual).strip()
            if said:
                return said

    def in_braces(self, rows: list[str]) -> str:
        return "{" + ", ".join(rows) + "}"


def _condition(fact: Fact, comparison: Op, value: str) -> Node:
    node = parse(f"{fact.name}: {{{comparison}: {value}}}", "the answer")[0]
    assert node is not None
    return node


def _searched(fact: Fact) -> str:
    return f"{fact.name} {fact.asked} {fact.readable}".lower()
