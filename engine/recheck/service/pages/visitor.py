"""Who sits at a page: the caller of its session, asked for anew with everything that is done.

Without tokens, on this machine alone, that is whoever sits at it. With tokens a visitor signs in with one; the
session cookie, signed and kept from scripts, names the token and does not hold it. A token that is revoked ends
what its pages may do at once.
"""

from dataclasses import dataclass

from recheck.model.problem import Problem
from recheck.service.limits import Rate
from recheck.service.problems import Refused
from recheck.service.roles import LOCAL, Caller, Permission
from recheck.service.service import Service
from recheck.service.tokens import PREFIX


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody at a page."""

    service: Service
    rate: Rate
    address: str
    token: str | None = None
    """The id of the token that was signed in with."""

    @property
    def known(self) -> Caller | None:
        """Who it is; None where somebody has to sign in first."""
        tokens = self.service.tokens
        if tokens is None:
            return LOCAL
        return next((each.caller for each in tokens.listed() if each.id == self.token), None)

    def caller(self, permission: Permission) -> Caller:
        """Who does something, once it is seen that they may.

        Raises:
            Refused: who it is is not known any more, they may not, or they do too much at once.
        """
        found = self.known
        if found is None:
            hint = "sign in again; what you put in is lost when you leave the page"
            raise Refused(401, Problem("no-token", "the token of this session is not known any more", None, hint))
        self.rate.call(found.name if self.service.tokens else self.address)
        if not found.may(permission):
            message = f"this needs the permission '{permission}', which {', '.join(found.roles)} does not have"
            hint = "ask whoever keeps the tokens for a role that has it"
            raise Refused(403, Problem("not-permitted", message, None, hint))
        return found

    def may(self, permission: Permission) -> bool:
        """Whether to offer something at all."""
        found = self.known
        return found is not None and found.may(permission)


def token_id(text: str) -> str | None:
    """The part of a token that names it and is no secret.

    >>> token_id("rck_0a1b_cafe"), token_id("cafe")
    ('0a1b', None)
    """
    parts = text.split("_")
    return parts[1] if len(parts) == 3 and parts[0] == PREFIX else None
