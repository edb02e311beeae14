"""JSON in its one canonical form, and its digest: what the journal's chain is made of.

Comes in: plain data. Goes out: text with sorted keys and no spaces, in UTF-8, the same for the same data on
every machine, and its sha256.
"""

import hashlib
import json
from collections.abc import Mapping

Json = Mapping[str, object]


def canonical(data: object) -> str:
    """The canonical text of plain data.

    >>> canonical({"b": [1, 2.5, None], "a": "é"})
    '{"a":"é","b":[1,2.5,null]}'
    """
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def digest_of(text: str) -> str:
    """The digest of a canonical text.

    >>> digest_of("{}")[:15]
    'sha256:44136fa3'
    """
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
