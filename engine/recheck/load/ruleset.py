"""A folder of rule files to one rule set, with every problem of every file at once."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import Field, fields, is_dataclass, replace
from pathlib import Path
from typing import Any

from recheck.load.cycles import way_back
from recheck.load.definitions import load_definitions
from recheck.load.files import SHIPPED, RuleFile, rule_files
from recheck.load.guidelines import GUIDELINES, load_guidelines
from recheck.load.profiles import DEFAULT, load_profiles
from recheck.load.rules import load_gates, load_rules
from recheck.load.vocabulary import load_vocabulary
from recheck.model.problem import Problem, ProblemsFound, errors
from recheck.model.rule import Definition, RuleSet, inputs_of


def load_rule_set(folders: Sequence[str | Path] = (SHIPPED,)) -> RuleSet:
    """The rule set of the folders.

    Raises:
        ProblemsFound: the files have errors; all of them are listed.
    """
    return sound_rule_set(rule_files(folders))[0]


def sound_rule_set(files: dict[str, RuleFile]) -> tuple[RuleSet, list[Problem]]:
    """The rule set of the files, and what is worth knowing but no error.

    Raises:
        ProblemsFound: the files have errors; all of them are listed.
    """
    rules, problems = read_rule_set(files)
    if errors(problems):
        raise ProblemsFound(problems)
    return rules, problems


def read_rule_set(files: dict[str, RuleFile]) -> tuple[RuleSet, list[Problem]]:
    """The rule set of the files as far as it can be read, and what is wrong with them.

    Raises:
        ProblemsFound: they are no rule set, but a part of one.
    """
    if GUIDELINES not in files:
        hint = "lay a folder of your own over the shipped one: --rules shipped --rules FOLDER"
        raise ProblemsFound([Problem("missing-file", f"there is no {GUIDELINES} among the rule files", None, hint)])
    problems: list[Problem] = []
    vocabulary = load_vocabulary(files.values(), problems)
    guidelines = load_guidelines(files.values(), vocabulary, problems)
    definitions = load_definitions(files.values(), vocabulary, guidelines, problems)
    problems += _cycles(definitions)
    rules = load_rules(files.values(), vocabulary, guidelines, problems)
    gates = load_gates(files.values(), vocabulary, guidelines, problems)
    profiles = load_profiles(files.values(), guidelines, problems)
    whole = RuleSet(vocabulary, guidelines, definitions, rules, gates, profiles=profiles, chosen=profiles.get(DEFAULT))
    return replace(whole, digest=digest_of(whole)), problems


def digest_of(rules: RuleSet) -> str:
    """sha256 of a rule set's canonical form: what it says, not how its files are laid out.

    Places, comments, and the order of files and of keys do not count.
    """
    whole = {
        "facts": rules.vocabulary.facts,
        "treatments": rules.vocabulary.treatments,
        "guidelines": rules.guidelines,
        "definitions": {each.id: each for each in rules.definitions},
        "rules": rules.rules,
        "profiles": rules.profiles,
        "gates": {each.name: each for each in rules.gates},
    }
    text = json.dumps(_canonical(whole), sort_keys=True, ensure_ascii=False)
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def _says(known: Field[Any], value: object) -> bool:
    """Whether a field counts; one that came later only where it says something."""
    return known.repr and not ("later" in known.metadata and getattr(value, known.name) == known.default)


def _canonical(value: object) -> object:
    if is_dataclass(value):
        kept = {each.name: _canonical(getattr(value, each.name)) for each in fields(value) if _says(each, value)}
        return {type(value).__name__: kept}
    if isinstance(value, Mapping):
        return {str(key): _canonical(each) for key, each in value.items()}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [_canonical(each) for each in value]
    return value if isinstance(value, bool | int | float) or value is None else str(value)


def _cycles(definitions: tuple[Definition, ...]) -> list[Problem]:
    """Definitions that rest on themselves, whichever edition is taken."""
    needs: dict[str, set[str]] = {}
    for definition in definitions:
        needs.setdefault(definition.fact, set()).update(inputs_of(definition.formula))
    found = []
    for definition in definitions:
        path = way_back(definition.fact, needs)
        if path:
            message = f"'{definition.fact}' rests on itself: {' -> '.join(path)}"
            found.append(Problem("cycle", message, definition.place, "derive one of them from documented facts"))
    return found
