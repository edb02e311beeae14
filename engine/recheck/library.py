"""The product as a library: load rules, screen one request, audit a table.

Comes in: rules by folder, a case as data, a frame of pandas, Polars or Arrow. Goes out: recommendations as values and
results as an Arrow table, which pandas and Polars take over. The same functions as the commands call; nothing here
prints, and everything that is wrong is raised as `ProblemsFound`, all problems at once.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from recheck.judge import Mode
from recheck.load.cache import cached_rule_set
from recheck.load.cases import case_of, load_cases
from recheck.load.files import SHIPPED
from recheck.load.json_nodes import nodes_of
from recheck.load.profiles import under
from recheck.model.case import By, Case
from recheck.model.problem import Problem, ProblemsFound, errors
from recheck.model.recommendation import Recommendation
from recheck.model.rule import RuleSet
from recheck.screen import screen

if TYPE_CHECKING:
    import pyarrow as pa

Silence = Literal["ask", "not_established"]


def load_rules(*folders: str | Path, profile: str | None = None) -> RuleSet:
    """The rules of folders, later ones laid over earlier ones; the shipped rules where none is named.

    >>> rules = load_rules()
    >>> "mtus-chronic-pain-2009/massage_therapy" in rules.rules
    True

    Args:
        folders: folders of rules; 'shipped' names the shipped ones.
        profile: which guidelines count and in which order; None: the rules' own default.

    Raises:
        ProblemsFound: the files have errors, or there is no such profile.
    """
    rules = cached_rule_set([str(each) for each in folders] or [SHIPPED])
    return under(rules, profile, []) if profile is not None else rules


def read_case(rules: RuleSet, case: str | Path | Mapping[str, Any]) -> Case:
    """A case from its file, or from data in the shape of a case file.

    >>> given = {"case": "a", "requests": {"m": {"treatment": "massage_therapy", "requested_on": "2015-03-02"}}}
    >>> read_case(load_rules(), given).requests["m"].treatment
    'massage_therapy'

    Raises:
        ProblemsFound: it has errors; all of them are listed.
    """
    problems: list[Problem] = []
    if isinstance(case, Mapping):
        found = case_of(nodes_of(case, "#", problems), rules.vocabulary, problems)
        cases = [found] if found else []
    else:
        cases, problems = load_cases([case], rules.vocabulary)
    if errors(problems) or not cases:
        raise ProblemsFound(problems)
    return cases[0]


def screen_case(
    rules: RuleSet,
    case: Case | str | Path | Mapping[str, Any],
    request: str | None = None,
    *,
    undocumented: Silence = "ask",
    as_if: date | None = None,
) -> Recommendation:
    """What the rules say of one request.

    >>> given = {"case": "a", "claim": {"exercise_program": True}, "requests": {"m": {
    ...     "treatment": "massage_therapy", "body_region": "lumbar", "requested_on": "2015-03-02"}}}
    >>> str(screen_case(load_rules(), given).decision)
    'pend'

    Args:
        rules: the rules.
        case: a case, its file, or data in the shape of a case file (docs/screening.md).
        request: the request by its name; None where the case has only one.
        undocumented: what silence means: ask for the fact, or hold the criterion not established.
        as_if: judge as if requested on this date.

    Raises:
        ProblemsFound: the case has errors, or more than one request and none is named.
    """
    known = case if isinstance(case, Case) else read_case(rules, case)
    if request is None and len(known.requests) != 1:
        names = ", ".join(known.requests)
        raise ProblemsFound([Problem("unknown-request", "name the request", known.place, f"requests: {names}")])
    return screen(rules, known, request or next(iter(known.requests)), _mode(undocumented, as_if), advise=True)


def audit_table(
    rules: RuleSet,
    table: Any,
    *,
    mapping: str | Path | None = None,
    against: Literal["imr", "ur"] = "imr",
    undocumented: Silence = "not_established",
    as_if: date | None = None,
) -> "pa.Table":
    """What the rules say of every row of a table, beside what was decided.

    Args:
        rules: the rules.
        table: a frame of pandas or Polars, a table of Arrow, or the path of a file; one row a request, with the columns
            of docs/tables.md, or others that the mapping reads.
        mapping: a mapping file for other column names and values.
        against: whose determinations the column `outcome` holds.
        undocumented: what silence means.
        as_if: judge as if requested on this date.

    Returns:
        one row a request, in the table's order: decision, rule, edition, what it rests on, comparison, and the truths
        of the deciding rule's criteria.

    Raises:
        ProblemsFound: the table is not what it says (all faults at once), or the extra `audit` is not installed.
    """
    from recheck.tables.as_frame import audited_frame

    by = By.IMR if against == "imr" else By.UTILIZATION_REVIEW
    return audited_frame(rules, table, str(mapping) if mapping else None, by, _mode(undocumented, as_if))


def treatments_in(rules: RuleSet, words: str) -> Sequence[str]:
    """The treatments that the words of a request ask for.

    >>> treatments_in(load_rules(), "PT 2x4 neck")
    ('physical_therapy',)
    """
    from recheck.titles import read_title

    return tuple(read_title(words, rules.vocabulary).treatments)


def _mode(undocumented: Silence, as_if: date | None) -> Mode:
    from recheck.evaluators.truths import Undocumented

    return Mode(Undocumented(undocumented), as_if)
