"""How every route of the API is read and guarded: bounded JSON, the caller's token, the permission.

A body with a key that stands twice is refused: which of two values of a fact counts would be a guess.
"""

import json
import math
import re
from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.routing import APIRoute

from recheck.load.yaml_text import MAX_DEPTH
from recheck.model.problem import Place, Problem, ProblemsFound, Source
from recheck.service.limits import Rate
from recheck.service.problems import Refused
from recheck.service.roles import LOCAL, Caller, Permission
from recheck.service.service import Service
from recheck.service.tokens import Tokens

Answering = Callable[[Request], Coroutine[Any, Any, Response]]
BODY = Place(Source("#/"))


class GuardedRequest(Request):
    """A request whose JSON is read with bounds."""

    async def json(self) -> Any:
        if not hasattr(self, "_json"):
            self._json = read_json(await self.body())
        return self._json


class GuardedRoute(APIRoute):
    """A route that reads guarded requests."""

    def get_route_handler(self) -> Answering:
        answer = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            return await answer(GuardedRequest(request.scope, request.receive))

        return guarded


def read_json(data: bytes) -> Any:
    """JSON, without doubled keys, numbers and texts that are none, and more depth than files may have.

    Raises:
        Refused: it is not JSON, or has one of these.
    """
    doubled: list[str] = []

    def mapping(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        if len(found) < len(pairs):
            names = [name for name, _ in pairs]
            doubled.extend(name for name in found if names.count(name) > 1)
        return found

    if depth(data) > MAX_DEPTH + 8:
        raise Refused(400, Problem("too-deep", f"nested more than {MAX_DEPTH} levels deep", BODY))
    try:
        found = json.loads(data, object_pairs_hook=mapping, parse_constant=_no_number, parse_float=_number)
        if b"\\u" in data and "\\u0000" in json.dumps(found, ensure_ascii=False).encode().decode():
            raise ValueError("a text holds the character 0")
    except (ValueError, RecursionError) as error:
        raise Refused(400, _syntax(error)) from error
    if doubled:
        names = ", ".join(f"'{each[:40]}'" for each in doubled[:5])
        hint = "keep one of the two"
        raise Refused(400, Problem("duplicate-key", f"these keys stand twice in one object: {names}", BODY, hint))
    return found


def _syntax(error: Exception) -> Problem:
    if isinstance(error, json.JSONDecodeError):
        return Problem(
            "json-syntax", f"not readable as JSON: {error.msg}", Place(Source("body"), error.lineno, error.colno)
        )
    reason = "a text is no Unicode" if isinstance(error, UnicodeError) else str(error) or type(error).__name__
    return Problem("json-syntax", f"not readable as JSON: {reason[:100]}", BODY)


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no number")


def _number(word: str) -> float:
    found = float(word)
    if not math.isfinite(found):
        raise ValueError("a number is too large")
    return found


SHALLOW = MAX_DEPTH // 2
"""So few brackets cannot nest too deep, however they stand."""
_MARKS = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[{\]}]', re.DOTALL)


def depth(data: bytes) -> int:
    """How deep brackets nest at most, texts apart: known before a parser is let near them.

    >>> depth(b'{"a": [["]]]]"]]}' + b"[]" * SHALLOW)
    3
    """
    if data.count(b"{") + data.count(b"[") <= SHALLOW:
        return SHALLOW
    deepest = now = 0
    for mark in _MARKS.finditer(data):
        first = data[mark.start()]
        now += (first in b"[{") - (first in b"]}")
        deepest = max(deepest, now)
    return deepest


async def service_of(request: Request) -> Service:
    """The service that the application holds."""
    found: Service = request.app.state.service
    return found


TheService = Annotated[Service, Depends(service_of)]


async def caller_of(request: Request) -> Caller:
    """Who calls, by its token.

    Raises:
        Refused: there is no token, a wrong one, or too many calls.
    """
    service: Service = request.app.state.service
    rate: Rate = request.app.state.rate
    address = request.client.host if request.client else "unknown"
    if service.tokens is None:
        rate.call(address)
        request.state.who = LOCAL.name
        return LOCAL
    rate.may_try(address)
    scheme, _, text = request.headers.get("authorization", "").partition(" ")
    found = await _known(service.tokens, text.strip()) if scheme.lower() == "bearer" else None
    if found is None:
        if text:
            rate.wrong_token(address)
        hint = "send the header 'Authorization: Bearer TOKEN'; `recheck token add` makes one"
        refusal = Problem("wrong-token" if text else "no-token", "who calls is not known", None, hint)
        raise Refused(401, refusal, headers={"WWW-Authenticate": "Bearer"})
    rate.call(found.name)
    request.state.who = found.name
    return found


async def _known(tokens: Tokens, text: str) -> Caller | None:
    """Whose token it is; hashing takes its time elsewhere. Where the file cannot be read, nobody's."""
    try:
        return tokens.remembered(text) or await run_in_threadpool(tokens.caller, text)
    except ProblemsFound:
        return None


class Needs:
    """Asks of a caller that one of its roles grants a permission."""

    def __init__(self, permission: Permission) -> None:
        self.permission = permission

    async def __call__(self, caller: Annotated[Caller, Depends(caller_of)]) -> Caller:
        if not caller.may(self.permission):
            roles = ", ".join(caller.roles)
            message = f"this needs the permission '{self.permission}', which {roles} does not have"
            raise Refused(
                403, Problem("not-permitted", message, None, "ask whoever keeps the tokens for a role that has it")
            )
        return caller


def needs(permission: Permission) -> Any:
    """The dependency of a route."""
    return Depends(Needs(permission))
