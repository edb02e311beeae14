"""An audit of a table in figures, counted chunk by chunk: the summary of design section 11 at any size.

Comes in: chunks of the results table. Goes out: counts of each kind of request, from which every figure follows;
no request is held on to. Intervals need each letter's items together, and are the report's (`--html`).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from recheck.audit.summary import coefficients
from recheck.compare import Verdict
from recheck.model.case import By, Outcome
from recheck.model.recommendation import Decision

if TYPE_CHECKING:
    import pyarrow as pa

_FOR_THE_REQUEST = (str(Outcome.OVERTURNED), str(Outcome.APPROVED))
CERTAIN = tuple(str(each) for each in Decision if each.is_certain)
KEYS = ("category", "decision", "comparison", "outcome", "rests_on", "decision_as_cited", "decision_without_facts")
_FIGURES = ("overturned_recall", "upheld_recall", "kappa", "ac1")
Kind = tuple[str | None, ...]


class Counted:
    """Requests, counted by all that a summary tells apart."""

    def __init__(self, against: By) -> None:
        self.against = against
        self.kinds: Counter[Kind] = Counter()
        self.share = 0.0
        self.shares = 0

    def add(self, chunk: "pa.Table") -> None:
        """Count one chunk."""
        keys = [each for each in KEYS if each in chunk.column_names]
        found = chunk.group_by(keys).aggregate([([], "count_all")]).to_pylist()
        for row in found:
            self.kinds[tuple(row.get(each) for each in KEYS)] += row["count_all"]
        weak = chunk.filter(_compared(chunk)).group_by([]).aggregate([("share_ours", "sum"), ("share_ours", "count")])
        for row in weak.to_pylist():
            self.share += row["share_ours_sum"] or 0.0
            self.shares += row["share_ours_count"] or 0

    def add_counts(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Count what a database has counted: the columns of `KEYS`, and of each kind how many there are (`requests`).

        Beside them the sum of `share_ours` over those that are compared and decided, and how many have it.
        """
        for row in rows:
            self.kinds[tuple(row.get(each) for each in KEYS)] += row["requests"]
            self.share += row["share"] or 0.0
            self.shares += row["shares"] or 0

    @property
    def requests(self) -> int:
        return self.kinds.total()

    def summary(self) -> dict[str, Any]:
        """The figures of design section 11; coefficients are null where section 8 forbids them."""
        compared = Counter({kind: n for kind, n in self.kinds.items() if kind[2] is not None})
        verdicts = _by(compared, 2)
        pairs = _pairs(compared, 1)
        certain = Counter({kind: n for kind, n in compared.items() if kind[1] in CERTAIN})
        documented = Counter({kind: n for kind, n in compared.items() if kind[4] == "documented"})
        found = coefficients(pairs.elements()).as_json()
        upheld = Counter({(False, theirs): 0 for theirs in (True, False)})
        for (_, theirs), n in pairs.items():
            upheld[False, theirs] += n
        rests = _by(certain, 4)
        return {
            "requests": self.requests,
            "compared": compared.total(),
            "scored": sum(verdicts[str(each)] for each in _SCORED),
            **{str(each): verdicts[str(each)] for each in Verdict},
            **{name: found[name] for name in _FIGURES},
            "always_upheld": coefficients(upheld.elements()).as_json(),
            "without_facts": self._view(compared, 6),
            "as_cited": self._view(compared, 5),
            "documented": coefficients(_pairs(documented, 1).elements()).as_json(),
            "rests_on": {word: rests[word] for word in ("documented", "silence")},
            "share_ours": self.share / self.shares if self.shares else None,
            "by_category": _by_category(compared),
        }

    def _view(self, compared: Mapping[Kind, int], place: int) -> dict[str, object]:
        """Another view's coefficients; empty where the view was not asked for."""
        pairs = _pairs(compared, place)
        return coefficients(pairs.elements()).as_json() if pairs else {}


_SCORED = (Verdict.AGREES, Verdict.AGREES_IN_PART, Verdict.DIFFERS)


def _compared(chunk: "pa.Table") -> "pa.ChunkedArray":
    """Which requests have a determination and are decided: those over which `share_ours` is told."""
    import pyarrow as pa
    import pyarrow.compute as pc

    decided = pc.is_in(chunk["decision"], value_set=pa.array(CERTAIN))
    return pc.and_(pc.is_valid(chunk["comparison"]), decided)


def _by(kinds: Mapping[Kind, int], place: int) -> Counter[str | None]:
    found: Counter[str | None] = Counter()
    for kind, n in kinds.items():
        found[kind[place]] += n
    return found


def _pairs(kinds: Mapping[Kind, int], place: int) -> Counter[tuple[bool, bool]]:
    """The scored requests as pairs: whether the rules approve, and the determination was for the request."""
    found: Counter[tuple[bool, bool]] = Counter()
    for kind, n in kinds.items():
        if kind[place] in CERTAIN and kind[3] is not None:
            found[kind[place] == str(Decision.APPROVE), kind[3] in _FOR_THE_REQUEST] += n
    return found


def _by_category(kinds: Mapping[Kind, int]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for kind, n in sorted(kinds.items(), key=lambda each: each[0][0] or ""):
        row = found.setdefault(
            kind[0] or "other", {"requests": 0, "overturned": 0, **{str(each): 0 for each in Verdict}}
        )
        row["requests"] += n
        row["overturned"] += n * (kind[3] in _FOR_THE_REQUEST)
        row[str(kind[2])] += n
    return found
