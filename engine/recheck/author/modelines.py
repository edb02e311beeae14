"""The line by which a YAML file names its schema, so that an editor needs no settings.

Comes in: a file's path inside its folder, and its text. Goes out: the kind of file that it is, and the
text with the line at its top. Nothing else of the text changes: comments and layout stay.
"""

import os
import re
from pathlib import Path

from recheck.author.schema import SUFFIX
from recheck.load.common_requests import COMMON
from recheck.load.files import RuleFile, rule_files
from recheck.load.guidelines import GUIDELINES
from recheck.load.profiles import PROFILES
from recheck.load.rules import TEST_SUFFIX, is_rule_file
from recheck.load.second_readings import SECOND_READINGS
from recheck.load.vocabulary import node_of
from recheck.model.node import YamlMapping

START = "# yaml-language-server: $schema="
_MODELINE = re.compile(rf"^{re.escape(START)}.*\n?", re.MULTILINE)
_FOLDERS = {
    "facts/": "facts",
    "letters/patterns/": "letter_patterns",
    "treatments/": "treatments",
    "titles/": "titles",
    "drugs/": "drugs",
    "guidelines/": "guidelines",
    "definitions/": "definition",
    "gates/": "gates",
    PROFILES: "profile",
    SECOND_READINGS: "second_readings",
}

_LETTERS = {
    "letters/letter.yaml": "letter",
    "letters/guidelines.yaml": "letter_guidelines",
    "letters/titles.yaml": "letter_titles",
    "letters/clinical.yaml": "letter_clinical",
    "letters/findings.yaml": "letter_findings",
    "letters/mentions.yaml": "letter_mentions",
    "letters/forms.yaml": "letter_forms",
}


def kind_of(file: RuleFile) -> str | None:
    """Which kind of file this is, by its path; a case or a rule by what it says. None where nothing would read it."""
    node = node_of(file, [])
    says = next((word for word in ("case", "rule") if isinstance(node, YamlMapping) and word in node), None)
    if says == "case":
        return says
    if file.path.endswith(TEST_SUFFIX):
        return "test"
    if file.path in _LETTERS:
        return _LETTERS[file.path]
    if file.path in (GUIDELINES, "treatments.yaml", COMMON):
        return file.path.removesuffix(".yaml")
    inside = next((kind for folder, kind in _FOLDERS.items() if file.path.startswith(folder)), None)
    return inside or (says if is_rule_file(file.path) else None)


def with_modeline(text: str, kind: str, schemas: Path, file: Path) -> str:
    """The text with the line at its top that names its schema, in place of any other such line.

    >>> print(with_modeline("# by us\\nrule: a/b\\n", "rule", Path("schemas"), Path("rules/a/b.yaml")), end="")
    # yaml-language-server: $schema=../../schemas/rule.schema.json
    # by us
    rule: a/b
    """
    return modeline(kind, schemas, file) + "\n" + _MODELINE.sub("", text)


def modeline(kind: str, schemas: Path, file: Path) -> str:
    """The line alone, with the way from the file to its schema."""
    there = os.path.relpath(schemas.absolute(), file.absolute().parent)
    return f"{START}{Path(there, kind + SUFFIX).as_posix()}"


def mark(folder: Path, schemas: Path) -> tuple[int, int]:
    """Name the schema in every YAML file of a folder; how many there are, and how many changed.

    Raises:
        ProblemsFound: there is no such folder.
        OSError: a file cannot be written.
    """
    known = changed = 0
    for each in rule_files([folder]).values():
        kind = kind_of(each)
        if kind is None:
            continue
        before = each.file.read_bytes().decode("utf-8")
        after = with_modeline(before, kind, schemas, each.file)
        known += 1
        if after != before:
            each.file.write_bytes(after.encode("utf-8"))
            changed += 1
    return known, changed
