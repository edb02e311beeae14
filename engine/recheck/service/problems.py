"""Problems as HTTP answers: RFC 9457, with the same problems as the command line in `problems`.

Whatever is refused or fails on the way of a request ends here, so that every error has one shape; what failed
in the program is named by its kind alone, never with a value of the request.
"""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus

from fastapi import HTTPException

from recheck.model.problem import Problem

TYPE = "application/problem+json"
URN = "urn:imr-recheck:problem:"


class Refused(HTTPException):
    """A request that gets no answer but these problems."""

    def __init__(self, status: int, *problems: Problem, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, problems[0].message if problems else None, dict(headers or {}))
        self.problems = problems


def problem_json(problem: Problem) -> dict[str, object]:
    """A problem as the command line prints it, and the JSON pointer of what was sent where it has one."""
    data = problem.as_json()
    file = problem.place.source.name if problem.place else ""
    return {**data, "pointer": file if file.startswith("#/") else None}


def body_of(status: int, problems: Sequence[Problem], instance: str) -> dict[str, object]:
    """The members of RFC 9457, and all problems.

    >>> body_of(404, [Problem("unknown-entry", "there is none")], "urn:uuid:1")["title"]
    'Not Found'
    """
    first = problems[0] if problems else Problem("failed", HTTPStatus(status).phrase)
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    return {
        "type": URN + first.code,
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": first.message + more,
        "instance": instance,
        "problems": [problem_json(each) for each in problems],
    }


def encoded(data: object) -> bytes:
    """JSON in UTF-8; what is no text of the caller's is written as an escape."""
    return json.dumps(data, ensure_ascii=False, allow_nan=False).encode("utf-8", "backslashreplace")
