"""SQL over the results table, embedded: the one place that knows DuckDB.

Comes in: a results table. Goes out: answers to queries over `r` (each request, with what every figure needs
of it) and `likes` (requests that the guideline cannot tell apart, counted together).
"""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from recheck.audit.results import Results, as_results_table, extra_missing, results_schema, schema_of
from recheck.model.case import By
from recheck.model.problem import Problem, ProblemsFound

if TYPE_CHECKING:
    import numpy as np

Row = tuple[Any, ...]
Parameters = Sequence[object]

DERIVED = """
    outcome IN ('overturned', 'approved') AS for_request,
    decision = 'approve' AS approves,
    decision IN ('approve', 'modify', 'deny') AND outcome IS NOT NULL AS scored,
    CAST(date_trunc('month', decided_on) AS DATE) AS month,
    list_filter(string_split_regex(credentials, '\\s*[,;]\\s*'), lambda one: one <> '') AS each_credential,
    list_filter(string_split_regex(licensed_in, '\\s*[,;]\\s*'), lambda one: one <> '') AS each_license
"""
"""What agreement is counted by, out of the columns of the results table."""
_BASE = f"""
CREATE TEMP TABLE base AS
SELECT t.*, {DERIVED},
    bit_count((truths | (truths >> 1)) & 6148914691236517205) AS documented,
    coalesce(c.criteria, 0) AS criteria
FROM (SELECT row_number() OVER () AS id, * FROM given) t
LEFT JOIN (SELECT rule, count(*) AS criteria FROM criteria GROUP BY rule) c USING (rule)
"""
"""Two bits a criterion, 0 not documented: either bit says documented; the mask is every second bit."""
_LIKES = """
CREATE TABLE likes AS
SELECT row_number() OVER (ORDER BY treatment, edition, rule, truths) AS like_id, *,
    2 * documented >= criteria AS half_documented, n - n_for - n_part AS n_against,
    greatest(n_for, n_part, n - n_for - n_part) AS n_common, n - greatest(n_for, n_part, n - n_for - n_part) AS n_rare
FROM (SELECT treatment, edition, rule, truths, any_value(documented) AS documented, any_value(criteria) AS criteria,
        count(*) AS n, count(*) FILTER (for_request) AS n_for, count(*) FILTER (outcome = 'modified') AS n_part,
        mode(decision ORDER BY decision) AS rules_decide
    FROM base WHERE rule IS NOT NULL AND truths IS NOT NULL AND outcome IS NOT NULL
    GROUP BY treatment, edition, rule, truths)
"""
_REQUESTS = """
CREATE TABLE r AS
SELECT b.*, l.like_id, l.half_documented, l.n AS likes_n, l.n_for AS likes_for
FROM base b LEFT JOIN likes l ON b.outcome IS NOT NULL AND b.treatment IS NOT DISTINCT FROM l.treatment
    AND b.edition IS NOT DISTINCT FROM l.edition AND b.rule = l.rule AND b.truths = l.truths
ORDER BY id
"""


_CRITERIA = """
CREATE TABLE criteria AS SELECT rule, bit, criterion, {says} AS says FROM criteria_given
"""
_MISNUMBERED = """
SELECT rule FROM (
    SELECT rule, bit, 2 * (row_number() OVER (PARTITION BY rule ORDER BY bit) - 1) AS wanted FROM criteria)
WHERE bit IS DISTINCT FROM wanted GROUP BY rule ORDER BY rule LIMIT 20
"""
"""Criteria that were numbered one by one would have half of their truths read as another's."""
_SQL = {
    "string": "VARCHAR",
    "date32[day]": "DATE",
    "double": "DOUBLE",
    "int64": "BIGINT",
    "list<item: string>": "VARCHAR[]",
}
MOST_IN_MEMORY = 4_000_000
"""Rows; with more the database lies in a file that is gone afterwards."""


class Rows(Protocol):
    """Whatever answers a query over `r`."""

    def rows(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """The answer as rows."""


class Query:
    """The results table in an embedded database of its own, gone when the figures are."""

    def __init__(self, results: Results) -> None:
        self.results = results
        self.against = results.against
        self.folder = tempfile.TemporaryDirectory(prefix="recheck-audit-")
        path = f"{self.folder.name}/audit.duckdb" if results.rows_in_all > MOST_IN_MEMORY else ":memory:"
        self.connection = duckdb().connect(path, config={"temp_directory": self.folder.name})
        try:
            self._fill(results)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> "Query":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _fill(self, results: Results) -> None:
        self.connection.execute(f"CREATE TEMP VIEW given AS {self._given(results)}")
        self.connection.register("criteria_given", results.criteria)
        says = "says" if "says" in results.criteria.column_names else "NULL::VARCHAR"
        for statement in (_CRITERIA.format(says=says), _BASE):
            self.connection.execute(statement)
        self._check_names()
        for statement in (_LIKES, _REQUESTS, "DROP TABLE base"):
            self.connection.execute(statement)

    def _check_names(self) -> None:
        """Truths of criteria that nobody named could be counted, and told to no one; or as another's."""
        misnumbered = self.rows(_MISNUMBERED)
        if misnumbered:
            text = "the criteria of '{}' do not begin at the bits 0, 2, 4 … of truths"
            hint = "'bit' is where a criterion's two bits begin: (truths >> bit) & 3"
            raise ProblemsFound([Problem("wrong-value", text.format(rule), None, hint) for (rule,) in misnumbered])
        unnamed = self.rows("SELECT DISTINCT rule FROM base WHERE documented > criteria ORDER BY rule LIMIT 20")
        if unnamed:
            text = "the results table has truths of '{}' for more criteria than are named"
            hint = "judge it again with the rule set that is named here, or name the one that it was judged by"
            raise ProblemsFound([Problem("unknown-rule", text.format(rule), None, hint) for (rule,) in unnamed])

    def _given(self, results: Results) -> str:
        """The results as they came: a table in memory, or a Parquet file that is read as it is needed."""
        if isinstance(results.table, Path):
            known = set(as_results_table(schema_of(results.table).empty_table(), whole=False).column_names)
            cells = ", ".join(_cell(each.name, _SQL[str(each.type)], each.name in known) for each in results_schema())
            place = str(results.table).replace("'", "''")
            return f"SELECT {cells} FROM read_parquet('{place}')"
        self.connection.register("given_rows", as_results_table(results.table))
        return "SELECT * FROM given_rows"

    def close(self) -> None:
        """Let go of the database and its folder."""
        self.connection.close()
        self.folder.cleanup()

    def rows(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """The answer as rows."""
        return list(self.connection.execute(sql, list(parameters)).fetchall())

    def row(self, sql: str, parameters: Parameters = ()) -> Row:
        """The answer's one row."""
        return self.rows(sql, parameters)[0]

    def columns(self, sql: str, parameters: Parameters = ()) -> "dict[str, np.ndarray[Any, Any]]":
        """The answer as one array a column."""
        found = self.connection.sql(sql, params=list(parameters) or None).to_arrow_table()
        return {name: found[name].to_numpy(zero_copy_only=False) for name in found.column_names}

    def says(self, rule: str, criterion: str) -> str | None:
        """What a criterion says, where the table of names tells."""
        found = self.rows("SELECT says FROM criteria WHERE rule = ? AND criterion = ?", [rule, criterion])
        return found[0][0] if found else None

    @property
    def is_panel(self) -> bool:
        """Whether several reviewers decided the same requests."""
        several = "SELECT 1 FROM r WHERE reviewer IS NOT NULL AND outcome IS NOT NULL GROUP BY case_of, request"
        return bool(self.rows(several.replace("case_of", '"case"') + " HAVING count(DISTINCT reviewer) > 1 LIMIT 1"))

    @property
    def for_word(self) -> str:
        """How a determination for the request is called."""
        return "overturned" if self.against is By.IMR else "approved"

    @property
    def against_word(self) -> str:
        """How the others are called."""
        return "upheld" if self.against is By.IMR else "modified or denied"


def duckdb() -> Any:
    """The embedded database.

    Raises:
        ProblemsFound: the extra `audit` is not installed.
    """
    try:
        import duckdb as library
    except ImportError as error:
        raise extra_missing() from error
    return library


def _cell(name: str, kind: str, known: bool) -> str:
    """A column as its type; null where it is not there."""
    there = f'"{name}"' if known else "NULL"
    return f'CAST({there} AS {kind}) AS "{name}"'
