"""Lines to running text: words that were broken at a line's end are put together where the letter shows how."""

import re
from collections.abc import Iterable

_BROKEN = re.compile(r"(\w+)-\x00(\w+)")


def joined(lines: Iterable[str], whole: str = "") -> str:
    """One text of several lines.

    A hyphen at a line's end stays where a number goes on, or where the letter writes the word with it
    elsewhere; it goes where the letter writes the word without it.

    >>> joined(["on 10-28-", "2016 the electro-", "diagnostic study"], "Electrodiagnostic")
    'on 10-28-2016 the electrodiagnostic study'
    >>> joined(["range-of-", "motion"])
    'range-of-motion'
    """
    text = ""
    for line in lines:
        line = " ".join(line.split())
        if not line:
            continue
        if re.search(r"\w-$", text):
            text += "\x00" + line
        else:
            text += f" {line}" if text else line
    if "\x00" not in text:
        return text
    lower = whole.lower()

    def mend(match: re.Match[str]) -> str:
        left, right = match[1], match[2]
        together = (left + right).lower()
        if left.isalpha() and right.isalpha() and re.search(rf"\b{re.escape(together)}\b", lower):
            return left + right
        return f"{left}-{right}"

    return _BROKEN.sub(mend, text).replace("\x00", "")
