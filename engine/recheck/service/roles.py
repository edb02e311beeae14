"""Who may do what: roles, and the permissions that each has.

A route asks for one permission; a caller has those of all its roles. Without tokens, on loopback alone, whoever
sits at the machine has them all.
"""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a caller is."""

    REQUESTER = "requester"
    """a requesting office: screens, and sees questions but no thresholds"""
    SCREENER = "screener"
    """a nurse or physician adviser: screens, sees everything of it, puts decisions down"""
    AUDITOR = "auditor"
    """audits, reads and verifies the journal"""
    AUTHOR = "author"
    """writes rules: reads them all, audits, reloads them"""
    ADMIN = "admin"
    """runs the service: all of it"""


class Permission(StrEnum):
    """What a route asks for."""

    ANYONE = "anyone"
    """no token is asked for"""
    SCREEN = "screen"
    SEE_CRITERIA = "see_criteria"
    """see thresholds and rationale, read rules"""
    FIND = "find"
    """find a treatment by its wording"""
    DECIDE = "decide"
    """put down what a person decided"""
    AUDIT = "audit"
    READ_JOURNAL = "read_journal"
    RELOAD = "reload"


GRANTS: dict[Role, frozenset[Permission]] = {
    Role.REQUESTER: frozenset({Permission.SCREEN, Permission.FIND}),
    Role.SCREENER: frozenset({Permission.SCREEN, Permission.SEE_CRITERIA, Permission.FIND, Permission.DECIDE}),
    Role.AUDITOR: frozenset({Permission.SEE_CRITERIA, Permission.FIND, Permission.AUDIT, Permission.READ_JOURNAL}),
    Role.AUTHOR: frozenset({Permission.SEE_CRITERIA, Permission.FIND, Permission.AUDIT, Permission.RELOAD}),
    Role.ADMIN: frozenset(Permission),
}


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who calls: a name for the journal, and roles."""

    name: str
    roles: tuple[Role, ...]

    def may(self, permission: Permission) -> bool:
        """Whether one of the roles grants it.

        >>> Caller("office", (Role.REQUESTER,)).may(Permission.SEE_CRITERIA)
        False
        """
        return permission is Permission.ANYONE or any(permission in GRANTS[role] for role in self.roles)


LOCAL = Caller("local", (Role.ADMIN,))
"""Whoever sits at the machine, where no tokens are asked for."""
