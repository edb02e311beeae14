"""rules/letters/forms.yaml to the forms that are known, and a form's fields to their keys.

Comes in: the fields of a form. Goes out: which form it is, what each field holds, and the answers that nobody
understood: those are told, for a form that is read without one of its answers is a wrong form.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from recheck.letters.forms.fields import FormField
from recheck.load.files import SHIPPED, RuleFile, rule_files
from recheck.load.shape import Shape, optional, raw, required, shaped, text, texts
from recheck.load.vocabulary import node_of
from recheck.model.node import Node, YamlMapping
from recheck.model.problem import Problem, ProblemsFound, errors

FORMS = "letters/forms.yaml"
_ROW = re.compile(r"(?:row|line|item)?_?(\d{1,2})$")


@dataclass(frozen=True, slots=True)
class KnownForm:
    """A form as its file describes it."""

    id: str
    title: str
    cite: str
    has: tuple[str, ...]
    fields: Mapping[str, tuple[str, ...]]
    rows: Mapping[str, tuple[str, ...]]
    not_used: tuple[str, ...]
    complete: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Filled:
    """A form's answers by key, its rows in their order, and the fields whose answer means nothing to us."""

    form: KnownForm
    answers: Mapping[str, str]
    rows: tuple[Mapping[str, str], ...]
    not_understood: tuple[FormField, ...]


class FormShape(Shape):
    """One form of the file."""

    title: str = required(text)
    cite: str = required(text)
    has: tuple[str, ...] = required(texts)
    fields: Node = required(raw)
    rows: Node = required(raw)
    not_used: tuple[str, ...] = optional(texts, ())
    complete: Node | None = optional(raw)


@lru_cache(maxsize=8)
def known_forms(folders: tuple[str, ...] = (SHIPPED,)) -> tuple[KnownForm, ...]:
    """The forms of the rule folders.

    Raises:
        ProblemsFound: the file has errors.
    """
    problems: list[Problem] = []
    file = rule_files(list(folders)).get(FORMS)
    found = read_forms(file, problems) if file else ()
    if errors(problems):
        raise ProblemsFound(problems)
    return found


def read_forms(file: RuleFile, problems: list[Problem]) -> tuple[KnownForm, ...]:
    """The forms of one file; what is wrong with it is added to the problems."""
    node = node_of(file, problems)
    found = []
    for name, each in node.items() if isinstance(node, YamlMapping) else ():
        shape = shaped(FormShape, each, problems)
        if shape:
            complete = _words(shape.complete, problems) if shape.complete is not None else {}
            told = {key: " ".join(words) for key, words in complete.items()}
            fields, rows = _words(shape.fields, problems), _words(shape.rows, problems)
            found.append(KnownForm(name, shape.title, shape.cite, shape.has, fields, rows, shape.not_used, told))
            unknown = [each for each in shape.has if each not in (*fields, *rows)]
            problems += [
                Problem("unknown-value", f"'{each}' is no key of 'fields' or 'rows'", shape.place("has"))
                for each in unknown
            ]
    return tuple(found)


def _words(node: Node, problems: list[Problem]) -> dict[str, tuple[str, ...]]:
    """Keys with their words."""
    if not isinstance(node, YamlMapping):
        problems.append(Problem("wrong-type", "a mapping from our keys to words of fields is wanted", node.place))
        return {}
    return {key: texts(each, problems) or () for key, each in node.items()}


def filled_as(fields: Sequence[FormField], forms: Sequence[KnownForm]) -> Filled | None:
    """The known form whose fields these are, with its answers; None where none is."""
    for form in forms:
        read = [(each, *_key_of(each, form)) for each in fields]
        keys = {key for _, key, _ in read if key}
        if not set(form.has) <= keys:
            continue
        rows: dict[int, dict[str, str]] = {}
        answers: dict[str, str] = {}
        odd = []
        for field, key, row in read:
            if not field.answer:
                continue
            if key is None:
                odd.append(field)
            elif key in form.rows:
                rows.setdefault(row, {})[key] = field.answer
            elif key != "":
                answers.setdefault(key, field.answer)
        return Filled(form, answers, tuple(rows[each] for each in sorted(rows)), tuple(odd))
    return None


def _key_of(field: FormField, form: KnownForm) -> tuple[str | None, int]:
    """What a field holds ('' for what is not used, None for what is not known), and its row (1 where it has none)."""
    name = _plain(field.name)
    row = _ROW.search(name)
    known = {**form.fields, **form.rows, "": form.not_used}
    best: tuple[int, str] | None = None
    for key, words in known.items():
        for each in words:
            plain = _plain(each)
            if plain and (plain in name or plain in _plain(field.label)) and (best is None or len(plain) > best[0]):
                best = (len(plain), key)
    return (best[1] if best else None), int(row[1]) if row else 1


def _plain(text: str) -> str:
    """Letters and digits alone, in lower case.

    >>> _plain("Service/Good Requested (Required)Row1")
    'servicegoodrequestedrequiredrow1'
    """
    return re.sub(r"[^a-z0-9]", "", text.lower())
