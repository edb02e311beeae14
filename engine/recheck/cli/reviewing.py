"""`recheck import --review`: a person goes through the facts of draft cases beside the words they rest on."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from recheck.cli.edges import FINE, INPUT_HAS_ERRORS, show, tell, tell_problems
from recheck.letters.facts.fact import FactRead
from recheck.letters.facts.read import fact_reader
from recheck.letters.importing import digest_in
from recheck.letters.letter import Letter
from recheck.letters.quote import Quote, quote
from recheck.letters.read import read_letter_text
from recheck.letters.requests import draft_of
from recheck.letters.review import Decision, Step, Verdict
from recheck.letters.reviewing import NO_FACTS, Session, begin, count, plain_value, value_of
from recheck.letters.structure import read_structure
from recheck.letters.words import load_letter_words
from recheck.model.problem import Problem, ProblemsFound, errors
from recheck.model.value import written
from recheck.model.vocabulary import Vocabulary

ASKED = "[a]ccept, [c]orrect, [n]ot documented, [s]kip, [b]ack, [q]uit"
_WORDS = {
    "a": "a", "accept": "a", "c": "c", "correct": "c", "n": "n", "not documented": "n",
    "s": "s", "skip": "s", "b": "b", "back": "b", "q": "q", "quit": "q",
}  # fmt: skip


class Quit(Exception):
    """The person leaves, or there is no more input."""


@dataclass(eq=False)
class Shown:
    """Letters by the sha256 of their files, and what is shown of them."""

    letters: Mapping[str, str]
    vocabulary: Vocabulary
    folders: Sequence[str]
    kept: dict[str, tuple[Letter, tuple[FactRead, ...]] | None] = field(default_factory=dict)

    def quoted(self, session: Session, step: Step) -> Quote | None:
        """The words that a step rests on; None where its letter is not at hand, or it has no evidence."""
        found = self._letter(str(session.letter.get("sha256")))
        if found is None or step.evidence is None:
            return None
        letter, read = found
        words = load_letter_words(tuple(self.folders))
        return quote(letter, words, step.fact, step.value, step.evidence, read)

    def _letter(self, digest: str) -> tuple[Letter, tuple[FactRead, ...]] | None:
        if digest not in self.kept:
            self.kept.clear()  # one letter at a time
            self.kept[digest] = self._read(self.letters.get(digest))
        return self.kept[digest]

    def _read(self, path: str | None) -> tuple[Letter, tuple[FactRead, ...]] | None:
        text = read_letter_text(path)[0] if path else None
        if text is None or path is None:
            return None
        words = load_letter_words(tuple(self.folders))
        letter, _ = read_structure(text, words, path)
        if letter is None:
            return None
        try:
            case = draft_of(letter, words, self.vocabulary, path=path).case
            return letter, fact_reader(self.vocabulary, self.folders).read(letter, words, case).facts
        except ProblemsFound:  # without the library that reads facts, lines are shown instead of words
            return letter, ()


def run_review(
    letters: Mapping[str, str], out: Path, vocabulary: Vocabulary, folders: Sequence[str], output: str
) -> int:
    """Walk through the draft cases of the letters.

    Args:
        letters: their paths by the sha256 of their files.
        out: the folder of their case files.
        vocabulary: what facts there are.
        folders: rule folders, for how letters are written.
        output: text or json; with json the walk is on standard error.
    """
    from rich.console import Console

    console = Console(stderr=output == "json", highlight=False, soft_wrap=False)
    files = [file for file in sorted(out.glob("*.yaml")) if digest_in(file) in letters]
    walk = _Walk(console, Shown(letters, vocabulary, folders), vocabulary)
    problems: list[Problem] = []
    sessions: list[Session] = []
    try:
        walk.through(_drafts(files, vocabulary, problems), sessions)
    except (Quit, KeyboardInterrupt):
        console.print()
    found = count(sessions, len(files))
    if output == "json":
        show(json.dumps({**asdict(found), "problems": [each.as_json() for each in problems]}, indent=2))
    elif not files:
        tell("no case of these letters is in the folder")
    else:
        left = sum(session.open for session in sessions)
        done = f"{found.accepted} accepted, {found.corrected} corrected, {found.not_documented} not documented"
        show(
            f"{found.reviewed} of {len(sessions)} draft cases looked at are finished: {done}; {left} left open in them"
        )
    tell_problems(problems)
    return INPUT_HAS_ERRORS if errors(problems) else FINE


def _drafts(files: Sequence[Path], vocabulary: Vocabulary, problems: list[Problem]) -> Iterator[Session]:
    """The drafts among the files, each read when the walk comes to it."""
    for file in files:
        try:
            session = begin(file, vocabulary)
        except ProblemsFound as found:
            problems += found.problems
            continue
        if session:
            yield session


@dataclass(eq=False)
class _Walk:
    """Where the person is."""

    console: Any
    shown: Shown
    vocabulary: Vocabulary

    def through(self, drafts: Iterator[Session], sessions: list[Session]) -> None:
        """Every step of every draft, and back where asked."""
        at, place = 0, 0
        while True:
            if at == len(sessions):
                following = next(drafts, None)
                if following is None:
                    return
                sessions.append(following)
                self._open(following)
            session = sessions[at]
            if place < 0:
                if at == 0:
                    self.console.print("this is the first")
                    place = 0
                else:
                    at -= 1
                    place = len(sessions[at].steps) - 1
                continue
            if place == len(session.steps):
                at, place = at + 1, 0
                continue
            place += self._ask(session, place)

    def _open(self, session: Session) -> None:
        self.console.rule(f"{session.case} ({session.letter.get('letter', session.file.name)})", align="left")
        for name, request in session.tree.get("requests", {}).items():
            self.console.print(f"  {name}: {request.get('title', '')}", markup=False, style="dim")

    def _ask(self, session: Session, place: int) -> int:
        """One step; how many steps to go on from it."""
        step = session.steps[place]
        self._show(session, step, place)
        while True:
            answer, _, rest = self._input(f"{ASKED} > ").strip().partition(" ")
            word = _WORDS.get(f"{answer} {rest}".strip().lower()) or _WORDS.get(answer.lower())
            try:
                match word:
                    case "q":
                        raise Quit
                    case "b":
                        return -1
                    case "s":
                        session.decide(step, None)
                        return 1
                    case "a":
                        session.decide(step, Decision(Verdict.ACCEPT))
                        return 1
                    case "n" if step is not NO_FACTS:
                        session.decide(step, Decision(Verdict.NOT_DOCUMENTED))
                        return 1
                    case "c" if step is not NO_FACTS and self._correct(session, step, rest):
                        return 1
                    case "c" if step is not NO_FACTS:
                        continue
            except ProblemsFound as found:
                for problem in found.problems:
                    self.console.print(problem.framed(), markup=False)
                continue
            self.console.print("answer with one of the letters in brackets", markup=False)

    def _correct(self, session: Session, step: Step, typed: str) -> bool:
        """Whether a right value was given, on the line of the answer or the next."""
        fact = self.vocabulary.facts[step.fact]
        known = f" ({', '.join(fact.values)})" if fact.values else f" ({fact.unit})" if fact.unit else ""
        value, problems = value_of(fact, typed or self._input(f"the right value{known} > "))
        if value is None:
            for problem in problems:
                hint = f"; {problem.suggestion}" if problem.suggestion else ""
                self.console.print(f"{problem.message}{hint}", markup=False)
            return False
        session.decide(step, Decision(Verdict.CORRECT, plain_value(value)))
        return True

    def _input(self, prompt: str) -> str:
        self.console.print(prompt, end="", markup=False)
        sys.stdout.flush()
        try:
            line = sys.stdin.readline()
        except (OSError, UnicodeDecodeError):
            line = ""
        if not line:
            raise Quit
        if not sys.stdin.isatty():  # a terminal shows what is typed
            self.console.print(line.rstrip("\n"), markup=False)
        return line

    def _show(self, session: Session, step: Step, place: int) -> None:
        from rich.text import Text

        head = f"\n{session.case}, {place + 1} of {len(session.steps)}"
        if step is NO_FACTS:
            self.console.print(f"{head}: no fact was read in this letter; accept it so, or add facts to the file")
            return
        fact = self.vocabulary.facts[step.fact]
        self.console.print(Text.assemble(f"{head}, {step.where}: ", (fact.readable, "bold")))
        if fact.question:
            self.console.print(f"  {fact.question}", markup=False, style="dim")
        several = f", reading {step.number + 1} of {step.of}" if step.of > 1 else ""
        dated = f", {step.dated}" if step.dated else ""
        value = written(frozenset(step.value) if isinstance(step.value, list) else step.value)
        where = f" [{step.evidence}]" if step.evidence else ""
        self.console.print(Text.assemble("  read: ", (value, "bold"), f"{dated}{where}{several}"))
        before = session.decisions.get(step.key)
        if before:
            value = f" {before.value}" if before.verdict is Verdict.CORRECT else ""
            self.console.print(f"  answered before: {before.verdict}{value}", markup=False)
        found = self.shown.quoted(session, step)
        if found is None:
            reason = "it comes from the title" if step.evidence is None else "its letter is not among those given"
            self.console.print(f"  ({reason})", style="dim", markup=False)
            return
        self.console.print(self._highlighted(found))

    def _highlighted(self, found: Quote) -> Any:
        """The sentence with its words marked: in colour on a terminal, in guillemets elsewhere."""
        from rich.padding import Padding
        from rich.text import Text

        marked = found.words if self.console.is_terminal else f"«{found.words}»"
        parts = [
            (found.before, "dim"),
            (found.lead, ""),
            (marked, "bold reverse"),
            (found.tail, ""),
            (found.after, "dim"),
        ]
        whole = Text()
        for words, style in parts:
            if words:
                whole.append(" " if whole and not words.startswith((".", ",", ";", ":", ")")) else "")
                whole.append(words, style)
        return Padding(whole, (0, 2))
