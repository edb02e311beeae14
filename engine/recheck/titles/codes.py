"""Codes of procedures and drugs to words, by a table that the user supplies.

HCPCS level II codes of equipment are words already (rules/titles/procedures.yaml). The codes of the American Medical
Association are its own and are not shipped: who has a licence writes those that its data use, each with words.
"""

import re
from collections.abc import Mapping

_APART = re.compile(r"\s*[;,|+\n]\s*|\s+(?=[A-Za-z]?\d{4})")
_MODIFIED = re.compile(r"[- ]\w{2}$")
"""A modifier after a code: 72148-26, E0730 NU."""


def words_of_codes(cell: str, codes: Mapping[str, str]) -> str:
    """What a cell of codes says in words; a code that the table does not hold stays as it is.

    Args:
        cell: one code or several, with commas, semicolons or spaces between; modifiers after a code do not count.
        codes: what each code stands for, a treatment's name or any words, by the code in upper case.

    >>> words_of_codes("72148-26; e0730 NU", {"72148": "MRI of the lumbar spine"})
    'MRI of the lumbar spine; E0730'
    """
    return "; ".join(dict.fromkeys(_words(each, codes) for each in _APART.split(cell.strip()) if each))


def _words(code: str, codes: Mapping[str, str]) -> str:
    whole = code.strip().upper()
    plain = _MODIFIED.sub("", whole)
    return codes.get(whole) or codes.get(plain) or plain
