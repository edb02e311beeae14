"""`recheck rules diff OLD NEW --on TABLE`: which requests of a table two rule sets decide differently."""

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from typing import Any

from recheck.cli.differing import HEAD, rules_of
from recheck.cli.edges import FINE, show
from recheck.cli.tables import Steps, beside
from recheck.judge import Mode
from recheck.load.files import rule_files
from recheck.load.profiles import under
from recheck.load.revisions import side_files
from recheck.tables.columns import columns_of, together
from recheck.tables.duck import connect
from recheck.tables.mapping import PLAIN, load_map
from recheck.tables.outputs import check_target, output_to
from recheck.tables.replay import Replay, flips, replay
from recheck.tables.requests import open_requests
from recheck.tables.work import Workplace

SHOWN = 20


def run_replay(
    old: str | None,
    new: str | None,
    folders: list[str],
    tables: Sequence[str],
    mode: Mode,
    profile: str | None,
    output: str,
    *,
    out: str | None = None,
    mapping: str | None = None,
    interpreter: bool | None = None,
) -> int:
    """Flips are what is asked for, not failures."""
    with ExitStack() as stack:
        before = stack.enter_context(side_files(old or HEAD, folders))
        after = stack.enter_context(side_files(new, folders)) if new else rule_files(folders)
        one, other = (under(rules_of(files), profile) for files in (before, after))
    if out:
        check_target(out, tables)
    columns = together(columns_of(one.vocabulary, None), columns_of(other.vocabulary, None))
    how = load_map(mapping, columns) if mapping else PLAIN
    with Workplace(beside(out)) as work:
        connection = connect(work.folder)
        try:
            with Steps(connection) as steps:
                steps.say("reading and checking")
                open_requests(connection, tables, columns, other.vocabulary, how)
                steps.say("deciding twice")
                found = replay(connection, one, other, mode, progress=steps.step, interpreter=interpreter)
                if out:
                    about = {"old": one.digest, "new": other.digest}
                    with closing(output_to(out, work, (), about)) as target:
                        for chunk in flips(connection):
                            target.write(chunk)
                        target.finish()
            first = [row for chunk in flips(connection) for row in chunk.slice(0, SHOWN).to_pylist()][:SHOWN]
        finally:
            connection.close()
    digests = {"old": one.digest, "new": other.digest}
    if output == "json":
        show(json.dumps(_as_json(found, first, digests, out), indent=2, ensure_ascii=False, default=str))
    else:
        show("\n".join(_as_text(found, first, out)))
    return FINE


def _as_json(found: Replay, first: Sequence[dict[str, Any]], digests: dict[str, str], out: str | None) -> object:
    return {
        "requests": found.requests,
        "flips": found.flips,
        "kinds": [{"old": old, "new": new, "requests": n} for old, new, n in found.kinds],
        "treatments": [{"treatment": name, "requests": n, "flips": flipped} for name, n, flipped in found.treatments],
        "to_outcome": found.to_outcome,
        "from_outcome": found.from_outcome,
        "first": list(first),
        "out": out,
        "rules_digests": digests,
        "problems": [],
    }


def _as_text(found: Replay, first: Sequence[dict[str, Any]], out: str | None) -> Iterator[str]:
    yield f"{found.flips:,} of {found.requests:,} requests are decided differently."
    if not found.flips:
        return
    for old, new, n in found.kinds:
        yield f"  {n:>12,}  {_words(old)} -> {_words(new)}"
    if found.to_outcome or found.from_outcome:
        yield f"{found.to_outcome:,} come to agree with what was decided, {found.from_outcome:,} cease to."
    yield ""
    yield f"{'treatment':<36}{'requests':>12}{'flips':>12}"
    for treatment, n, flipped in found.treatments[:SHOWN]:
        yield f"{treatment:<36}{n:>12,}{flipped:>12,}"
    yield ""
    for row in first:
        yield f"{row['case']}, {row['request']}: {_answer(row, 'old')} -> {_answer(row, 'new')}"
    if found.flips > len(first):
        yield f"… and {found.flips - len(first):,} more" + ("" if out else ": --out FILE writes all of them")
    if out:
        yield f"{found.flips:,} flips written to {out}"


def _answer(row: dict[str, Any], side: str) -> str:
    quantity = row[f"{side}_quantity"]
    amount = f" to {quantity:g}" if quantity is not None and row[f"{side}_decision"] == "modify" else ""
    rule = f" ({row[f'{side}_rule']})" if row[f"{side}_rule"] else ""
    return _words(row[f"{side}_decision"]) + amount + rule


def _words(decision: str) -> str:
    return decision.replace("_", " ")
