"""What is wrong in a file or an input, and where: one record for everything found, many printers.

Problems are data. They are gathered, all of all files, before `ProblemsFound` is raised.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Source:
    """A text that was read: its name as the user knows it, and its lines."""

    name: str
    lines: tuple[str, ...] = field(repr=False, compare=False, default=())

    def __reduce__(self) -> tuple[type["Source"], tuple[str]]:
        """Kept values keep the name only: where a rule stands, not the text of its file."""
        return (Source, (self.name,))


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a source; line and column count from 1.

    >>> str(Place(Source("rules/a.yaml"), 9, 13))
    'rules/a.yaml:9:13'
    """

    source: Source
    line: int = 1
    column: int = 1
    width: int = 1

    def __str__(self) -> str:
        return f"{self.source.name}:{self.line}:{self.column}"


class Severity(StrEnum):
    """Whether a problem stops the work (error) or is only shown (warning)."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: code, message, place, and what to do about it."""

    code: str
    message: str
    place: Place | None = None
    suggestion: str | None = None
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        return f"{where}{self.severity} {self.code}: {self.message}"

    def framed(self) -> str:
        """The problem with the line it is on underlined, and the suggestion under it.

        >>> source = Source("a.yaml", ("when: {exercise_programme: true}",))
        >>> print(Problem("unknown-fact", "no such fact", Place(source, 1, 8, 18), "did you mean x?").framed())
        a.yaml:1:8: error unknown-fact: no such fact
          1 | when: {exercise_programme: true}
            |        ^^^^^^^^^^^^^^^^^^
          did you mean x?
        """
        rows = [str(self)]
        lines = self.place.source.lines if self.place else ()
        if self.place and self.place.line <= len(lines):
            number = str(self.place.line)
            text = lines[self.place.line - 1][:160]
            width = max(1, min(self.place.width, len(text) - self.place.column + 1))
            rows.append(f"  {number} | {text}")
            rows.append(f"  {' ' * len(number)} | {' ' * (self.place.column - 1)}{'^' * width}")
        if self.suggestion:
            rows.append(f"  {self.suggestion}")
        return "\n".join(rows)

    def as_json(self) -> dict[str, object]:
        """The problem as plain data (RFC 9457 calls these members type, detail and instance)."""
        place = self.place
        return {
            "code": self.code,
            "severity": str(self.severity),
            "message": self.message,
            "file": place.source.name if place else None,
            "line": place.line if place else None,
            "column": place.column if place else None,
            "suggestion": self.suggestion,
        }


class ProblemsFound(Exception):
    """The input has errors; all of them are in `problems`."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Those of the problems that stop the work."""
    return [problem for problem in problems if problem.severity is Severity.ERROR]


def missing_extra(
    what: str, library: str, extra: str, place: Place | None = None, *, otherwise: str | None = None
) -> Problem:
    """A library that is not installed, how to install it, and how to do without where that is possible.

    >>> print(missing_extra("a proof", "Z3", "prove").framed())
    error extra-missing: a proof needs Z3, which is not installed
      pip install 'imr-recheck[prove]'
    """
    way = f"pip install 'imr-recheck[{extra}]'" + (f", or {otherwise}" if otherwise else "")
    return Problem("extra-missing", f"{what} needs {library}, which is not installed", place, way)


SURE = 0.85
"""How like a name must be to be taken for a slip of the pen, whatever else holds the same words."""
SHOWN = 5


def did_you_mean(word: str, names: Sequence[str] | Iterable[str]) -> str | None:
    """The nearest of the names in scope, as a question; None where none is near.

    What several names hold as a part is none of them: all are listed, never one chosen.

    >>> did_you_mean("exercise_programme", ["exercise_program", "age"])
    "did you mean 'exercise_program'?"
    >>> did_you_mean("mri", ["mri_hip", "mri_knee", "ct_knee"])
    "which do you mean: 'mri_hip' or 'mri_knee'?"
    """
    return which_is_meant(nearest(word, names))


def nearest(word: str, names: Sequence[str] | Iterable[str]) -> list[str]:
    """The names that a word may be meant for: one where it is a slip, else all that hold its parts, nearest first."""
    from difflib import get_close_matches

    known = list(names)
    near = get_close_matches(word, known, n=1, cutoff=0.6)
    if near and is_slip(word, near[0]):
        return near
    parts = set(word.lower().split("_"))
    holding = [name for name in known if parts <= set(name.lower().split("_"))] if len(word) > 1 else []
    return sorted(holding, key=len) if holding else near


def is_slip(word: str, name: str) -> bool:
    """Whether a word is so like a name that it can only be a slip of the pen."""
    from difflib import SequenceMatcher

    return SequenceMatcher(None, word, name).ratio() >= SURE


def which_is_meant(names: Sequence[str], more: str = "") -> str | None:
    """Names as a question.

    >>> which_is_meant(["a", "b", "c", "d", "e", "f", "g"], "`recheck find` lists them")
    "which do you mean: 'a', 'b', 'c', 'd', 'e' or one of 2 more? `recheck find` lists them"
    """
    if len(names) <= 1:
        return f"did you mean '{names[0]}'?" if names else None
    shown = [f"'{name}'" for name in names[:SHOWN]]
    shown += [f"one of {len(names) - SHOWN} more"] if len(names) > SHOWN else []
    end = f" {more}" if more and len(names) > SHOWN else ""
    return f"which do you mean: {', '.join(shown[:-1])} or {shown[-1]}?{end}"
