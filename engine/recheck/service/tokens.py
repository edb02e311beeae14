"""Bearer tokens: a file of names, roles and hashes; the tokens themselves are shown once and kept nowhere.

A token is `rck_<id>_<secret>`, the secret 256 random bits. Secrets are hashed with Argon2id (argon2-cffi). That
takes tens of milliseconds, so a token that was found right is remembered in memory by its sha256 until the file
changes.
"""

import hashlib
import json
import secrets
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from recheck.files import write_whole
from recheck.model.problem import Place, Problem, ProblemsFound, Source, did_you_mean
from recheck.service.roles import Caller, Role

PREFIX = "rck"
REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Token:
    """One token as the file keeps it."""

    id: str
    name: str
    roles: tuple[Role, ...]
    hash: str
    created: str

    @property
    def caller(self) -> Caller:
        return Caller(self.name, self.roles)


class Tokens:
    """The tokens of a file, read anew when it changes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._hasher = PasswordHasher()
        self._right: dict[bytes, str] = {}
        self._lock = threading.Lock()
        self._stamp: tuple[int, int, int] | None = None
        self._tokens: dict[str, Token] = {}
        self._refresh()

    def __len__(self) -> int:
        return len(self._tokens)

    def listed(self) -> tuple[Token, ...]:
        """All tokens, in the order of the file."""
        self._refresh()
        return tuple(self._tokens.values())

    def caller(self, text: str) -> Caller | None:
        """Whose token this is; None where it is nobody's."""
        found = self.remembered(text)
        token = self._token(text)
        if found or token is None:
            return found
        try:
            self._hasher.verify(token.hash, text.split("_")[2])
        except (Argon2Error, InvalidHashError):
            return None
        with self._lock:
            if len(self._right) >= REMEMBERED:
                self._right.clear()
            self._right[_seen(text)] = token.hash
        return token.caller

    def remembered(self, text: str) -> Caller | None:
        """Whose token this is, where that was found out before."""
        self._refresh()
        token = self._token(text)
        return token.caller if token and self._right.get(_seen(text)) == token.hash else None

    def _token(self, text: str) -> Token | None:
        parts = text.split("_")
        return self._tokens.get(parts[1]) if len(parts) == 3 and parts[0] == PREFIX else None

    def add(self, name: str, roles: Sequence[str]) -> str:
        """Make a token; the only time that it is seen.

        Raises:
            ProblemsFound: there is no such role, or the name is taken or empty.
        """
        problems = list(_role_problems(roles, Place(Source("--role"))))
        if not name.strip() or any(each.name == name for each in self.listed()):
            problems.append(Problem("name-taken", f"'{name}' has a token already, or is no name"))
        if problems:
            raise ProblemsFound(problems)
        number, secret = secrets.token_hex(6), secrets.token_hex(32)
        created = datetime.now(UTC).isoformat(timespec="seconds")
        token = Token(number, name, tuple(map(Role, roles)), self._hasher.hash(secret), created)
        self._write([*self._tokens.values(), token])
        return f"{PREFIX}_{number}_{secret}"

    def revoke(self, name: str) -> None:
        """Take a token away, from the next request on.

        Raises:
            ProblemsFound: nobody has this name.
        """
        kept = [each for each in self.listed() if each.name != name]
        if len(kept) == len(self._tokens):
            near = did_you_mean(name, [each.name for each in kept])
            raise ProblemsFound(
                [Problem("unknown-token", f"nobody is named '{name}'", Place(Source(str(self.path))), near)]
            )
        self._write(kept)

    def _refresh(self) -> None:
        """Read the file where it changed; one that has become unreadable lets nobody in."""
        try:
            found = self.path.stat()
            stamp = (found.st_mtime_ns, found.st_size, found.st_ino)
        except FileNotFoundError:
            stamp = None
        if stamp == self._stamp:
            return
        with self._lock:
            self._right.clear()
            self._tokens, self._stamp = {}, stamp
            if stamp is not None:
                self._tokens = {each.id: each for each in _read(self.path)}

    def _write(self, tokens: Iterable[Token]) -> None:
        """Whole or not at all, readable by its owner alone."""
        data = [
            {"id": each.id, "name": each.name, "roles": list(each.roles), "hash": each.hash, "created": each.created}
            for each in tokens
        ]
        self.path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(self.path, json.dumps({"tokens": data}, indent=2), mode=0o600)
        self._refresh()


def _seen(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def _read(path: Path) -> list[Token]:
    """The tokens of a file.

    Raises:
        ProblemsFound: it is not a file of tokens.
    """
    where = Place(Source(str(path)))
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))["tokens"]
        found = [Token(each["id"], each["name"], tuple(each["roles"]), each["hash"], each["created"]) for each in rows]
    except (OSError, ValueError, KeyError, TypeError) as error:
        hint = "make one with: recheck token add NAME --role ROLE"
        raise ProblemsFound([Problem("not-a-token-file", "this is no file of tokens", where, hint)]) from error
    problems = [problem for each in found for problem in _role_problems(each.roles, where)]
    if problems:
        raise ProblemsFound(problems)
    return [Token(each.id, each.name, tuple(map(Role, each.roles)), each.hash, each.created) for each in found]


def _role_problems(roles: Sequence[str], where: Place) -> Iterable[Problem]:
    known = [str(each) for each in Role]
    if not roles:
        yield Problem("missing-role", "a token has at least one role", where, f"roles: {', '.join(known)}")
    for each in roles:
        if each not in known:
            hint = did_you_mean(str(each), known) or f"roles: {', '.join(known)}"
            yield Problem("unknown-role", f"'{each}' is no role", where, hint)
