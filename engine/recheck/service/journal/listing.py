"""Entries as data and as text, for the API and the command line."""

import json

from recheck.service.journal.entry import Entry, Kind


def listed(entry: Entry) -> dict[str, object]:
    """What a list shows of an entry."""
    return {
        "sequence": entry.sequence,
        "id": entry.id,
        "kind": entry.kind,
        "at": entry.at,
        "who": entry.who,
        "case": entry.case,
        "request": entry.request,
        "decision": entry.decision,
        "digest": entry.digest,
    }


def as_data(entry: Entry) -> dict[str, object]:
    """An entry, whole; texts of JSON opened."""
    content = dict(entry.content)
    if entry.kind == Kind.RECOMMENDATION:
        content["asked"], content["result"] = json.loads(content["asked"]), json.loads(content["result"])
    return {
        **listed(entry),
        "previous": entry.previous,
        "call": entry.call,
        "rules_digest": entry.rules_digest,
        "content": content,
    }


def rows(entries: list[Entry]) -> list[str]:
    """Entries as the lines of a table."""
    table = [("entry", "at", "who", "case", "request", "said")]
    for each in entries:
        said = each.decision if each.kind == Kind.RECOMMENDATION else f"a person decided: {decision_words(each)}"
        table.append((str(each.sequence), each.at[:19], each.who, each.case, each.request, said))
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in table]


def decision_words(entry: Entry) -> str:
    """What a person decided, how much of it, and which physician it was."""
    content = entry.content
    much, who = content.get("quantity"), content.get("physician")
    by = f", by {who['name']}, license {who['license']}" if who else ""
    return f"{entry.decision}{f' to {much}' if much is not None else ''}{by}"
