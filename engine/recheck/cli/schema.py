"""`recheck rules schema`: JSON Schemas for editors, and the line by which a file names its own."""

import json
from pathlib import Path

from recheck.author.modelines import mark
from recheck.author.schema import KINDS, as_text, schema_files, schemas
from recheck.cli.edges import FINE, show, tell
from recheck.load.cache import cached_rule_set
from recheck.model.problem import Place, Problem, ProblemsFound, Source, did_you_mean


def run_schema(name: str | None, out: str | None, marked: list[str], folders: list[str], output: str) -> int:
    """One schema printed, or all of them written, and files made to name theirs."""
    rules = cached_rule_set(folders)
    if name is not None:
        found = schemas(rules)
        if name not in found:
            hint = did_you_mean(name, KINDS) or f"one of: {', '.join(KINDS)}"
            raise ProblemsFound([Problem("unknown-schema", f"there is no schema '{name}'", None, hint)])
        show(as_text(found[name]).rstrip())
        return FINE
    assert out is not None  # the command asks for one of the two
    files = schema_files(rules)
    counts = {}
    at = out
    try:
        Path(out).mkdir(parents=True, exist_ok=True)
        for file, text in files.items():
            at = str(Path(out, file))
            Path(at).write_text(text, encoding="utf-8")
        for folder in marked:
            at = folder
            counts[folder] = mark(Path(folder), Path(out))
    except OSError as error:
        at = str(error.filename or at)
        raise ProblemsFound([Problem("not-written", f"{error.strerror}", Place(Source(at)))]) from error
    if output == "json":
        data = {folder: {"files": known, "changed": changed} for folder, (known, changed) in counts.items()}
        show(json.dumps({"written": [str(Path(out, file)) for file in files], "marked": data}, indent=2))
        return FINE
    show(f"{len(files)} files in {out}: {', '.join(sorted(files))}")
    for folder, (known, changed) in counts.items():
        show(f"{folder}: {known} files name their schema, {changed} of them anew")
    if not marked:
        tell("--mark DIR makes the YAML files of a folder name their schema, in their first line")
    return FINE
