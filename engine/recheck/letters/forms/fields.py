"""The answers in a filled PDF form, which its text layer does not hold.

Comes in: a PDF's bytes. Goes out: its fields with their names, labels and answers, read with pypdf; nothing where the
PDF is no form.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from recheck.model.problem import Place, Problem, ProblemsFound, Source, missing_extra

MOST_FIELDS = 2_000


@dataclass(frozen=True, slots=True)
class FormField:
    """One field: its name in the file, its label for people, and the answer; an empty text where there is none."""

    name: str
    label: str
    answer: str


def form_fields(data: bytes, name: str) -> tuple[FormField, ...]:
    """The fields of a form; none where the PDF has no form.

    Args:
        data: the bytes of a PDF.
        name: how the user knows the file.

    Raises:
        ProblemsFound: the form cannot be read, has too many fields, or pypdf is not installed.
    """
    if b"/AcroForm" not in data and b"/ObjStm" not in data:
        return ()
    where = Place(Source(name))
    try:
        from pypdf import PdfReader
        from pypdf.errors import PyPdfError
    except ImportError as error:
        if b"/AcroForm" not in data:
            return ()
        raise ProblemsFound([missing_extra("reading a PDF form", "pypdf", "letters", where)]) from error
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            reader.decrypt("")
        found = reader.get_fields() or {}
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError) as error:
        if b"/AcroForm" not in data:
            return ()
        message = f"the form's fields cannot be read: {type(error).__name__}"
        hint = "print it to a new PDF, or send the answers as text"
        raise ProblemsFound([Problem("form-unreadable", message, where, hint)]) from error
    if len(found) > MOST_FIELDS:
        message = f"{len(found):,} fields; a form of more than {MOST_FIELDS:,} is not read"
        raise ProblemsFound([Problem("too-large", message, where)])
    return tuple(_fields(found))


def _fields(found: dict[str, Any]) -> Iterator[FormField]:
    """Fields that hold answers; those that only group others are none."""
    for name, field in found.items():
        kind = field.get("/FT")
        if kind is None or (kind == "/Btn" and int(field.get("/Ff", 0)) & 0x10000):
            continue
        yield FormField(str(name), str(field.get("/TU") or ""), _answer(kind, field.get("/V")))


def _answer(kind: str, value: Any) -> str:
    """An answer as text: 'signed' for a signature, 'yes' for a box that is ticked."""
    if value is None:
        return ""
    if kind == "/Sig":
        return "signed"
    if kind == "/Btn":
        return "" if str(value) in ("/Off", "Off", "") else "yes"
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    return str(value).replace("\r", " ").strip()
