"""What the tests of the service share: one in this process, with a journal of its own, and an invented case."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from recheck.service.app import create_app
from recheck.service.drafts.store import open_drafts
from recheck.service.journal.store import Journal, open_journal
from recheck.service.rules import Rules
from recheck.service.service import Service
from recheck.service.settings import Settings
from recheck.service.tokens import Tokens

BASE = "http://localhost"


def massage(**facts: Any) -> dict[str, Any]:
    """A case that nobody's letter holds: massage of the neck, eight visits."""
    visits = facts.pop("visits_completed", None)
    return {
        "case": "office-17",
        "claim": {"date_of_injury": "2014-11-03", **facts},
        "treatments": {"massage_therapy": {"cervical": {"visits_completed": visits}}} if visits is not None else {},
        "requests": {
            "massage": {
                "title": "Massage therapy, 8 visits, neck",
                "treatment": "massage_therapy",
                "body_region": "cervical",
                "requested_on": "2015-03-02",
                "quantity": {"disputed": 8, "unit": "visits"},
            }
        },
    }


def service_in(folder: Path, settings: Settings | None = None, tokens: Tokens | None = None) -> Service:
    """A service whose journal lies in a folder."""
    settings = settings or Settings(str(folder / "journal.db"))
    journal = open_journal(settings.journal, settings.head)
    drafts = open_drafts(settings.journal, settings.keep_drafts)
    return Service(settings, Rules(settings.rules), journal, drafts, tokens)


@contextmanager
def client_of(service: Service, **more: Any) -> Iterator[TestClient]:
    """A client of a service, as on the same machine; faults of the program become answers, as they do for users."""
    with TestClient(create_app(service, log=False), base_url=BASE, raise_server_exceptions=False, **more) as client:
        yield client


@contextmanager
def journal_in(folder: Path) -> Iterator[Journal]:
    """The journal of a folder, opened anew."""
    journal = open_journal(str(folder / "journal.db"), create=False)
    try:
        yield journal
    finally:
        journal.close()


def limited(folder: Path, **limits: Any) -> Settings:
    """Settings with other limits."""
    settings = Settings(str(folder / "journal.db"))
    return replace(settings, limits=replace(settings.limits, **limits))
