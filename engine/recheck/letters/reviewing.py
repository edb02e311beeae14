"""Draft cases of a folder, gone through one reading after the other, forwards and back.

After every answer the case file is written whole, so that leaving, or being killed, loses nothing. Going back
to an answer takes it back: each file is made anew from what it was when the review came to it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from recheck.files import write_whole
from recheck.letters.case_text import Tree, tree_of
from recheck.letters.review import Decision, Key, Step, Verdict, reviewed, steps_of
from recheck.load.cases import read_case
from recheck.load.yaml_text import parse, read_text
from recheck.model.problem import Place, Problem, ProblemsFound, Source, errors
from recheck.model.value import Value
from recheck.model.vocabulary import Fact, FactType, Vocabulary

NO_FACTS = Step((), 0, 1, None, None, None, False)
"""What there is to look at where nothing was read: that nothing was."""


@dataclass(eq=False)
class Session:
    """One case under review: its file as it was found, and what was decided since."""

    file: Path
    text: str
    tree: Tree
    steps: tuple[Step, ...]
    vocabulary: Vocabulary = field(repr=False)
    decisions: dict[Key, Decision] = field(default_factory=dict)

    @property
    def case(self) -> str:
        return str(self.tree.get("case", self.file.stem))

    @property
    def letter(self) -> Mapping[str, object]:
        """What the case says of its source."""
        found: Mapping[str, object] = self.tree.get("source", {})
        return found

    @property
    def open(self) -> int:
        """The steps that nobody has looked at yet."""
        return sum(1 for each in self.steps if each.key not in self.decisions)

    def decide(self, step: Step, decision: Decision | None) -> None:
        """Take a decision, or take it back, and write the file.

        Raises:
            ProblemsFound: the file cannot be written so, and stays as it was.
        """
        before = dict(self.decisions)
        if decision is None:
            self.decisions.pop(step.key, None)
        else:
            self.decisions[step.key] = decision
        if self.decisions == before:
            return
        try:
            text = reviewed(self.text, str(self.file), self.decisions)
            wrong = errors(read_case(text, str(self.file), self.vocabulary)[1])
            if wrong:
                raise ProblemsFound(wrong)
            replace_case(self.file, text)
        except ProblemsFound:
            self.decisions = before
            raise


def begin(file: Path, vocabulary: Vocabulary) -> Session | None:
    """The review of a case file; None where it is no draft, or everything in it is confirmed.

    Raises:
        ProblemsFound: the file cannot be read.
    """
    text, problems = read_text(file, str(file))
    case, found = (None, problems) if problems else read_case(text, str(file), vocabulary)
    if case is None:
        raise ProblemsFound(found)
    if not case.draft:
        return None
    tree = tree_of(text, str(file))
    every = steps_of(tree)
    steps = tuple(each for each in every if not each.confirmed)
    return Session(file, text, tree, steps or (NO_FACTS,), vocabulary)


def replace_case(file: Path, text: str) -> None:
    """Put a case in a file's place, whole or not at all.

    Raises:
        ProblemsFound: it cannot be written.
    """
    try:
        write_whole(file, text)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        problem = Problem("not-written", f"cannot be written: {reason}", Place(Source(str(file))))
        raise ProblemsFound([problem]) from None


def value_of(fact: Fact, answer: str) -> tuple[Value | None, list[Problem]]:
    """What a person typed, as a value of the fact; or why it is none.

    >>> from recheck.model.vocabulary import BelongsTo
    >>> spasm = Fact("spasm", FactType.BOOLEAN, BelongsTo.REGION)
    >>> value_of(spasm, "yes")[0], value_of(spasm, "12")[0]
    (True, None)
    """
    from recheck.conditions.typed import typed

    said = answer.strip()
    if fact.type is FactType.BOOLEAN:
        said = {"yes": "true", "y": "true", "no": "false", "n": "false"}.get(said.lower(), said.lower())
    if fact.type is FactType.SET and not said.startswith("["):
        said = f"[{said}]"
    if fact.type is FactType.CHOICE:
        near = [each for each in fact.values if each.startswith(said.lower().replace(" ", "_"))]
        said = near[0] if len(near) == 1 and said else said
    node, problems = parse(said, "answer")
    if node is None or errors(problems):
        return None, problems or [Problem("wrong-type", "nothing was typed")]
    value = typed(fact, node, problems)
    return value, problems


def plain_value(value: Value) -> object:
    """A value as a case file writes it."""
    return sorted(value) if isinstance(value, frozenset) else value


@dataclass(frozen=True, slots=True)
class Counted:
    """What a review came to."""

    cases: int
    reviewed: int
    accepted: int
    corrected: int
    not_documented: int


def count(sessions: Iterable[Session], cases: int) -> Counted:
    """What was decided, over all cases that the review came to."""
    known = list(sessions)
    said = [each.verdict for session in known for each in session.decisions.values()]
    done = sum(1 for session in known if not session.open)
    tally = {verdict: said.count(verdict) for verdict in Verdict}
    return Counted(cases, done, tally[Verdict.ACCEPT], tally[Verdict.CORRECT], tally[Verdict.NOT_DOCUMENTED])
