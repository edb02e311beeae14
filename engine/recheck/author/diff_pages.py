"""A difference of rule sets as text for a terminal, as Markdown for a pull request, or as plain data."""

from collections.abc import Iterator

from recheck.author.difference import Difference, Reach, Witness
from recheck.author.edits import Edit, How, Kind
from recheck.author.impact import Flip, Kept, summarized
from recheck.evaluators.truths import Undocumented

SIGNS = {How.ADDED: "+", How.REMOVED: "-", How.CHANGED: "~"}
SAME = "No request can be decided differently"
OUTSIDE = "Outside the proof: records that contradict themselves, gates, parts, several regions at once."
MANY = 12
"""Rules that changed only through what they read are listed up to so many."""


def as_text(found: Difference) -> str:
    """The difference for a terminal."""
    rows = [f"{found.old} -> {found.new}"]
    for title, lines in _sections(found):
        rows += ["", title, *(f"  {line}" for line in lines)]
    for reach in found.reaches:
        for each in reach.witnesses:
            rows += [
                "",
                f"Smallest request: {witness_headline(each)}",
                *(f"  {line}" for line in each.case.splitlines()),
            ]
    return "\n".join(rows)


def as_markdown(found: Difference) -> str:
    """The difference for a pull request: counts first, lists folded."""
    rows = [f"### Rules: `{found.old}` to `{found.new}`"]
    for title, lines in _sections(found):
        rows += ["", f"**{title}**", ""]
        rows += [f"{'  ' * ((len(line) - len(line.lstrip())) // 2)}- {line.lstrip()}" for line in lines]
    for reach in found.reaches:
        for each in reach.witnesses:
            summary = f"<details><summary>Smallest request: {witness_headline(each)}</summary>"
            rows += ["", summary, "", "```yaml", each.case.rstrip(), "```", "", "</details>"]
    return "\n".join(rows)


def as_json(found: Difference) -> dict[str, object]:
    """The difference as plain data."""
    return {
        "old": found.old,
        "new": found.new,
        "edits": [
            {
                "kind": str(each.kind),
                "name": each.name,
                "how": str(each.how),
                "words_only": each.words_only,
                "rows": list(each.rows),
            }
            for each in found.edits.edits
        ],
        "through": {name: list(what) for name, what in found.edits.through.items()},
        "proof": [
            {
                "treatment": each.treatment,
                "verdict": _verdict(each) if found.proved else "not_asked",
                "undecided": list(each.undecided),
                "requested": [{"from": str(first), "to": str(last)} for first, last in each.days],
                "witnesses": [
                    {
                        "kind": one.kind,
                        "undocumented": one.undocumented,
                        "old": one.old,
                        "new": one.new,
                        "facts": one.facts,
                        "case": one.case,
                    }
                    for one in each.witnesses
                ],
            }
            for each in found.reaches
        ],
        "nothing_can_change": found.nothing_can_change,
        "cases": {
            "cases": found.impact.cases,
            "requests": found.impact.requests,
            "unreadable": list(found.impact.unreadable),
            "changes": [
                {
                    "case": each.case,
                    "request": each.request,
                    "title": each.title,
                    "undocumented": str(each.undocumented),
                    "old": each.old,
                    "new": each.new,
                    "where": list(each.where),
                    "on_grounds_alone": each.on_grounds_alone,
                }
                for each in found.impact.flips
            ],
            "unchanged": [
                {
                    "case": each.case,
                    "request": each.request,
                    "title": each.title,
                    "undocumented": str(each.undocumented),
                    "decision": each.decision,
                    "by": list(each.by),
                }
                for each in found.impact.kept
            ],
        },
    }


def counted(flips: tuple[Flip, ...], requests: int) -> str:
    """How many requests change, and how.

    >>> ask = Undocumented.ASK
    >>> counted((Flip("a", "r", "t", ask, "deny", "approve"),), 115)
    '1 of 115 requests changes: 1 deny -> approve'
    """
    if not flips:
        return f"none of {requests} requests changes"
    kinds = ", ".join(f"{count} {kind}" for kind, count in summarized(flips))
    return f"{len(flips)} of {requests} requests change{'s' * (len(flips) == 1)}: {kinds}"


def _sections(found: Difference) -> Iterator[tuple[str, list[str]]]:
    edits = found.edits
    if not edits.edits:
        yield "Nothing changed.", []
    rules = edits.of(Kind.RULE)
    deciding = [each for each in rules if not each.words_only]
    if deciding:
        yield f"Rules changed directly: {len(deciding)}", [row for each in deciding for row in _edit(each)]
    if edits.through:
        yield f"Rules changed only through what they read: {len(edits.through)}", list(_through(found))
    others = [each for each in edits.edits if each.kind is not Kind.RULE and not each.words_only]
    if others:
        yield f"Changed beside the rules: {len(others)}", [row for each in others for row in _edit(each)]
    words = [each for each in edits.edits if each.words_only]
    if words:
        yield (
            f"Changed in words, citations or tests alone: {len(words)}",
            [row for each in words for row in _edit(each)],
        )
    yield "By proof", list(_proof(found))
    yield "On cases", list(_cases(found))


def _edit(each: Edit) -> Iterator[str]:
    yield f"{SIGNS[each.how]} {each.name if each.kind is Kind.RULE else f'{each.kind} {each.name}'}"
    yield from (f"  {row}" for row in each.rows)


def _through(found: Difference) -> Iterator[str]:
    for name, what in list(found.edits.through.items())[:MANY]:
        yield f"~ {name}: through {', '.join(what)}"
    if len(found.edits.through) > MANY:
        yield f"and {len(found.edits.through) - MANY} more"


def _proof(found: Difference) -> Iterator[str]:
    if not found.reaches:
        yield f"{SAME}: nothing changed that a decision can depend on."
    elif not found.proved:
        yield f"Not asked for; requests for {', '.join(each.treatment for each in found.reaches)} could be."
    elif found.nothing_can_change:
        yield f"{SAME}: proved for {', '.join(each.treatment for each in found.reaches)}."
    else:
        for each in found.reaches:
            yield from reach_words(each)
    if found.proved and found.reaches:
        yield OUTSIDE


def reach_words(reach: Reach) -> Iterator[str]:
    """What is proved of one treatment, line by line."""
    if not reach.witnesses and not reach.undecided:
        yield f"{reach.treatment}: {SAME[0].lower()}{SAME[1:]}."
        return
    when = ", ".join(f"{first} to {last}" for first, last in reach.days)
    yield f"{reach.treatment}: {_VERDICTS[_verdict(reach)]}{f', requested {when}' * bool(when)}"
    for each in reach.witnesses:
        yield f"  {each.kind} (undocumented: {each.undocumented}; {each.facts} facts)"
    for reason in reach.undecided:
        yield f"  undecided: {reason}"
    if reach.witnesses and not reach.undecided:
        yield "  and in no other way."


_VERDICTS = {"can_differ": "can be decided differently", "undecided": "undecided"}


def _verdict(reach: Reach) -> str:
    return "can_differ" if reach.witnesses else "undecided" if reach.undecided else "proved_equal"


def witness_headline(each: Witness) -> str:
    """A smallest request in a line."""
    return f"{each.treatment}, {each.kind} (undocumented: {each.undocumented})"


MOST = 12
"""Requests that do not change and are listed in text; JSON has all."""


def _kept(kept: list[Kept]) -> Iterator[str]:
    """The requests that the edit could reach and that do not change, with what decides them."""
    if not kept:
        return
    yield f"  requests that the edit could reach, and that do not change: {len(kept)}; each with what decides it:"
    for each in kept[:MOST]:
        yield f"    {each.case} {each.request} ({each.title}): {each.decision}; {'; '.join(each.by)}"
    if len(kept) > MOST:
        yield f"    and {len(kept) - MOST} more, in --format json"


def _cases(found: Difference) -> Iterator[str]:
    impact = found.impact
    for undocumented in Undocumented:
        flips = impact.of(undocumented)
        yield f"undocumented: {undocumented}: {counted(flips, impact.requests)}."
        for each in flips:
            yield f"  {each.case} {each.request} ({each.title}): {each.old} -> {each.new}"
            yield from (f"    {row}" for row in each.where)
        same = impact.of(undocumented, on_grounds_alone=True)
        if same:
            yield f"  decided as before on other grounds: {len(same)}"
        for each in same:
            yield f"    {each.case} {each.request} ({each.title}): {each.old}"
            yield from (f"      {row}" for row in each.where)
        yield from _kept([each for each in impact.kept if each.undocumented is undocumented])
    if impact.unreadable:
        yield f"read by one of the rule sets alone, and not compared: {', '.join(impact.unreadable)}"
