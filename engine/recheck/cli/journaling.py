"""`recheck journal`: what was said, kept and proved."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from recheck.cli.edges import CHECK_FAILED, FINE, RuleChoice, show, tell_problems
from recheck.cli.serving import extra_missing
from recheck.model.node import unknown_name
from recheck.model.problem import Place, Problem, ProblemsFound, Source

if TYPE_CHECKING:
    from recheck.service.journal.store import Journal


@contextmanager
def opened(address: str, head: str | None, *, create: bool = False) -> "Iterator[Journal]":
    """A journal, closed again afterwards.

    Raises:
        ProblemsFound: there is none, or it does not answer.
    """
    try:
        from recheck.service.journal.store import Unavailable, open_journal
    except ImportError as error:
        raise extra_missing(error) from error
    journal = open_journal(address, Path(head) if head else None, create=create)
    try:
        yield journal
    except Unavailable as error:
        hint = "see that the database answers, and that there is room on the disk"
        raise ProblemsFound(
            [Problem("journal-unavailable", f"the journal does not answer: {error}", None, hint)]
        ) from error
    finally:
        journal.close()


def run_list(address: str, head: str | None, wanted: dict[str, str], count: int, output: str) -> int:
    """The latest entries."""
    with opened(address, head) as journal:
        from recheck.service.journal.listing import listed, rows

        found = journal.page(2**62, count, wanted, latest_first=True)
        if output == "json":
            show(json.dumps({"entries": [listed(each) for each in found]}, indent=2, ensure_ascii=False))
        else:
            show("\n".join(rows(found)) if found else "the journal has no such entries")
    return FINE


def run_show(name: str, address: str, head: str | None, output: str) -> int:
    """One entry, by its id or its place."""
    with opened(address, head) as journal:
        from recheck.service.journal.listing import as_data

        place = int(name) if name.isascii() and name.isdigit() and len(name) < 18 else None
        found = next(iter(journal.page(place, 1)), None) if place is not None else journal.get(name)
        if found is None or (place is not None and found.sequence != place):
            hint = "recheck journal list shows those that there are"
            raise ProblemsFound([Problem("unknown-entry", f"there is no entry '{name}'", None, hint)])
        data = as_data(found)
        if output == "json":
            show(json.dumps(data, indent=2, ensure_ascii=False))
            return FINE
        show(f"entry {found.sequence}, {found.at}, {found.who}: {found.case}, {found.request}: {found.decision}")
        show(f"id {found.id}\ndigest {found.digest}\nbefore it {found.previous}\nrules {found.rules_digest}")
        content = data["content"]
        assert isinstance(content, dict)
        if found.kind == "recommendation":
            show(f"\n{content['result']['rationale']}")
            show(f"\nasked:\n{json.dumps(content['asked'], indent=2, ensure_ascii=False)}")
        else:
            show(
                f"\ndecided on entry {content['of']}: {content['decision']}\nreason: {content['reason'] or 'not said'}"
            )
    return FINE


def run_verify(address: str, head: str | None, expect: str | None, write_head: bool, output: str) -> int:
    """Status 3 where the journal is not as it was written."""
    with opened(address, head) as journal:
        from recheck.service.journal.verify import verify, vouched

        found = verify(journal, expect)
        if write_head:
            found = vouched(journal, found)
        if output == "json":
            data = {
                "holds": found.holds,
                "entries": found.entries,
                "head": {"sequence": found.head.sequence, "digest": found.head.digest},
                "problems": [each.as_json() for each in found.problems],
            }
            show(json.dumps(data, indent=2))
        elif found.holds:
            count = "1 entry, as it was" if found.entries == 1 else f"{found.entries} entries, each as it was"
            show(f"{count} written; the last is {found.head.digest}")
        else:
            show(f"{found.entries} entries; the journal is not as it was written")
        tell_problems(found.problems)
    return FINE if found.holds else CHECK_FAILED


def run_replay(address: str, head: str | None, choice: RuleChoice, wanted: dict[str, str], output: str) -> int:
    """What today's rules would say; status 3 where the same rules give another answer."""
    with opened(address, head) as journal:
        from recheck.service.journal.replay import replay
        from recheck.service.rules import Rules

        rules = Rules(choice.folders)
        count, sets = 0, set()
        differing = []
        for each in replay(journal.everything(wanted=wanted), rules.chosen):
            count += 1
            sets.add(each.entry.rules_digest)
            if each.differs:
                differing.append(each)
        problems = [problem for each in differing for problem in each.problems]
        if output == "json":
            data = {
                "replayed": count,
                "differ": len(differing),
                "rules_digest": rules.in_force.rules.digest,
                "entries": [each.as_json() for each in differing],
                "problems": [each.as_json() for each in problems],
            }
            show(json.dumps(data, indent=2, ensure_ascii=False))
        else:
            for each in differing:
                show(str(each))
            under = "one rule set" if len(sets) == 1 else f"{len(sets)} rule sets"
            show(f"{count} recommendations of {under}: today's rules would say otherwise of {len(differing)}.")
        tell_problems(problems)
    return CHECK_FAILED if any(each.code == "not-reproducible" for each in problems) else FINE


def run_export(address: str, head: str | None, out: str, mask: list[str], choice: RuleChoice) -> int:
    """The journal as Parquet; a name to mask that nobody knows is an error, for it would mask nothing."""
    with opened(address, head) as journal:
        from recheck.service.journal.export import SHORT, export

        known: dict[str, object] = {**dict.fromkeys(SHORT), **(choice.load().vocabulary.facts if mask else {})}
        unknown = [name for name in mask if name not in known]
        if unknown:
            where = Place(Source("--mask"))
            raise ProblemsFound([unknown_name("fact", name, known, where) for name in unknown])
        count = export(journal, Path(out), frozenset(mask))
    show(f"{count} recommendations written to {out}")
    return FINE
