"""The page of a kind of problem, made from its docstring: for a terminal, and as one Markdown document."""

from collections.abc import Iterable

from recheck.author.lints.kind import HERE, Kind


def page_text(kind: Kind) -> str:
    """One kind for a terminal."""
    rows = [f"{kind.code} ({kind.severity})", "", kind.says]
    rows += ["", kind.why] if kind.why else []
    rows += ["", "Bad:", _indented(kind.bad), "", "Good:", _indented(kind.good)]
    return "\n".join([*rows, "", f"{_allowing(kind)}"])


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.splitlines())


def _allowing(kind: Kind) -> str:
    if not kind.is_lint:
        return "It cannot be allowed."
    return f"Where it stands on purpose: allow: [{{code: {kind.code}, why: …}}]"


def pages_markdown(kinds: Iterable[Kind]) -> str:
    """All kinds as one document: a table of contents, then a section each."""
    chosen = sorted(kinds, key=lambda each: each.code)
    rows = ["# Kinds of problem", "", f"{len(chosen)} kinds; `recheck rules check` finds them.", ""]
    rows += ["| code | severity | says |", "| --- | --- | --- |"]
    rows += [f"| [{kind.code}](#{kind.code}) | {kind.severity} | {kind.says} |" for kind in chosen]
    for kind in chosen:
        rows += ["", f"## {kind.code}", "", kind.says]
        rows += ["", kind.why] if kind.why else []
        for title, example in (("Bad", kind.bad), ("Good", kind.good)):
            rows += ["", f"{title} (the line with the problem is marked `{HERE}`):" if title == "Bad" else f"{title}:"]
            rows += ["", "```yaml", example, "```"]
        rows += ["", _allowing(kind)]
    return "\n".join(rows)
