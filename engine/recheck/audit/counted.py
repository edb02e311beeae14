"""An audit of a table in figures, counted where its results lie: the summary of design section 11 at any size.

Comes in: chunks of the results table, of which only what is counted is kept, in the embedded database. Goes out:
the figures, with intervals over letters, overall and by group; beside them what the table does not tell.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from recheck.audit.agreement import GROUPINGS, Kinds, always_against, figures_of, groups_by, kinds_by
from recheck.audit.grounds import GROUNDS
from recheck.audit.query import DERIVED, Parameters, Row
from recheck.compare import Verdict
from recheck.model.case import By

if TYPE_CHECKING:
    import pyarrow as pa

MOST_GROUPS = 50
"""Groups of one kind that a summary tells, the largest; the report and its figures tell all."""
GROUPS = {**GROUPINGS, "reviewer": "reviewer"}
FIGURES = ("overturned_recall", "upheld_recall", "kappa", "ac1")
_KEPT = (
    'hash("case") AS "case", hash("case" || chr(31) || request) AS request_key, treatment, category, edition, '
    "decided_on, outcome, credentials, licensed_in, reviewer, decision, comparison, rests_on, share_ours, "
    "decision_as_cited, decision_without_facts"
)
_COUNTS = """
SELECT count(DISTINCT request_key), count(*), count(comparison),
    {verdicts},
    {grounds},
    avg(share_ours) FILTER (scored), count(*) FILTER (scored AND share_ours = 1)
FROM r
"""
_PANEL = """
SELECT count(*) FILTER (several), count(DISTINCT reviewer) FILTER (several) FROM (
    SELECT reviewer, count(*) OVER (PARTITION BY request_key) > 1 AS several FROM r WHERE reviewer IS NOT NULL)
"""


class Counted:
    """Requests, as many of their columns as a summary is counted from.

    Args:
        connection: an embedded database; the requests are kept there, on its disk where it has one.
        against: whose determinations they stand beside.
    """

    def __init__(self, connection: Any, against: By) -> None:
        self.connection = connection.cursor()
        self.against = against
        self.written = 0

    def add(self, chunk: "pa.Table") -> None:
        """Keep one chunk."""
        verb = "INSERT INTO counted" if self.written else "CREATE OR REPLACE TABLE counted AS"
        self.connection.register("counted_chunk", chunk)
        self.connection.execute(f"{verb} SELECT {_KEPT} FROM counted_chunk")
        self.connection.unregister("counted_chunk")
        if not self.written:
            self.connection.execute(f"CREATE OR REPLACE VIEW r AS SELECT *, {DERIVED} FROM counted")
        self.written += chunk.num_rows

    def rows(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """The answer to a query over `r`."""
        return list(self.connection.execute(sql, list(parameters)).fetchall())

    def summary(self) -> dict[str, Any]:
        """The figures of design section 11; coefficients are null where section 8 forbids them."""
        verdicts = ", ".join(f"count(*) FILTER (comparison = '{each}')" for each in Verdict)
        grounds = ", ".join(f"count(*) FILTER (scored AND rests_on = '{each}')" for each in GROUNDS)
        requests, rows, compared, *counts = self.rows(_COUNTS.format(verdicts=verdicts, grounds=grounds))[0]
        *resting, share, ours_alone = counts[len(Verdict) :]
        told = dict(zip(map(str, Verdict), counts, strict=False))
        kinds = self._kinds()
        found = figures_of(kinds)
        return {
            "requests": requests,
            "compared": compared,
            "scored": sum(told[str(each)] for each in _SCORED),
            **told,
            **{name: found[name] for name in FIGURES},
            "intervals": found["intervals"],
            "documented": _view(self._kinds(where="rests_on = 'documented'")),
            "on_evidence": _view(self._kinds(where="rests_on IN ('documented', 'record')")),
            "always_upheld": _view(always_against(kinds)),
            "without_facts": self._other("decision_without_facts"),
            "as_cited": self._other("decision_as_cited"),
            "rests_on": dict(zip(map(str, GROUNDS), resting, strict=True)),
            "share_ours": share,
            "ours_alone": ours_alone,
            "by_category": self._by_category(),
            "by": {name: self._by(group) for name, group in GROUPS.items()},
            "panel": self._panel(requests, rows),
        }

    def _kinds(self, decision: str = "decision", where: str = "TRUE") -> Kinds:
        return kinds_by(self, decision=decision, where=where).get("", {})

    def _other(self, decision: str) -> dict[str, Any]:
        """Another view's coefficients, and what it leaves open; empty where nothing was judged so."""
        counts = ", ".join(f"count(*) FILTER ({decision} = '{each}')" for each in ("pend", "not_covered"))
        judged, pend, not_covered = self.rows(f"SELECT count({decision}), {counts} FROM r WHERE outcome IS NOT NULL")[0]
        if not judged:
            return {}
        return {"judged": judged, **_view(self._kinds(decision)), "pend": pend, "not_covered": not_covered}

    def _by(self, group: str) -> dict[str, Any]:
        """Agreement of each group, and how many groups there are."""
        rows, groups = groups_by(self, group, MOST_GROUPS)
        return {"groups": groups, "rows": rows}

    def _by_category(self) -> dict[str, dict[str, int]]:
        verdicts = ", ".join(f"count(*) FILTER (comparison = '{each}')" for each in Verdict)
        found = self.rows(
            f"SELECT coalesce(category, 'other') AS c, count(*), count(*) FILTER (for_request), {verdicts} FROM r "
            "WHERE comparison IS NOT NULL GROUP BY c ORDER BY c"
        )
        names = ("requests", "overturned", *map(str, Verdict))
        return {category: dict(zip(names, counts, strict=True)) for category, *counts in found}

    def _panel(self, requests: int, rows: int) -> dict[str, int] | None:
        """How many determinations several reviewers made of the same requests; None where there are none."""
        if rows == requests:
            return None
        determinations, reviewers = self.rows(_PANEL)[0]
        return {"determinations": determinations, "reviewers": reviewers}


_SCORED = (Verdict.AGREES, Verdict.AGREES_IN_PART, Verdict.DIFFERS)


def _view(kinds: Kinds) -> dict[str, Any]:
    """Coefficients with their intervals."""
    found: Mapping[str, Any] = figures_of(kinds)
    return {name: found[name] for name in ("scored", "agreeing", *FIGURES, "intervals")}
