"""Entries of the journal that somebody may look at: their own, and all where the role reads the journal."""

from recheck.model.problem import Problem
from recheck.service.journal.entry import Entry, Kind
from recheck.service.problems import Refused
from recheck.service.roles import Caller, Permission
from recheck.service.service import Service

LATEST = 2**62


async def entry_of(service: Service, name: str, caller: Caller) -> Entry:
    """A recommendation that was put down.

    Raises:
        Refused: there is none of this id that the caller may see.
    """
    found = await service.read(service.journal.get, name) if name.isascii() and name.isprintable() else None
    is_own = found is not None and (found.who == caller.name or caller.may(Permission.READ_JOURNAL))
    if found is None or not is_own or found.kind != Kind.RECOMMENDATION:
        raise Refused(404, Problem("unknown-entry", "there is no recommendation of this id, or it is somebody else's"))
    return found


async def entries_of(service: Service, caller: Caller, case: str = "", count: int = 50) -> list[Entry]:
    """The latest entries that the caller may see, of one case or of all."""
    wanted = {"case": case} if case else {}
    if not caller.may(Permission.READ_JOURNAL):
        wanted["who"] = caller.name
    return await service.read(_page, service, count, wanted)


def _page(service: Service, count: int, wanted: dict[str, str]) -> list[Entry]:
    return service.journal.page(LATEST, count, wanted, latest_first=True)
