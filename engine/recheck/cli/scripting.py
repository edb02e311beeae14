"""`recheck rules sql`: the rules as a script of SQL that others run on their own engine."""

import re
from collections.abc import Sequence

from recheck.cli.edges import FINE, RuleChoice, show
from recheck.judge import Mode
from recheck.model.problem import Problem, ProblemsFound, did_you_mean
from recheck.model.rule import RuleSet
from recheck.tables.columns import columns_of, missing_columns
from recheck.tables.duck import extra_missing

_TABLE = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*){0,2}")


def run_sql(names: Sequence[str], dialect: str, table: str, columns: str | None, choice: RuleChoice, mode: Mode) -> int:
    """The script, for every treatment or for those of some rules."""
    rules = choice.load()
    given = _columns(columns, rules)
    treatments = _treatments(names, rules)
    if not _TABLE.fullmatch(table):
        hint = "letters, digits and _, parts apart by a point; make a view of a table that is called otherwise"
        raise ProblemsFound([Problem("no-table", f"'{table}' cannot be written as a table's name", None, hint)])
    from recheck.evaluators.columns.compile import Asked
    from recheck.evaluators.columns.script import script

    try:
        text = script(rules, dialect, Asked(mode.undocumented, mode.as_if), given, table, treatments)
    except ModuleNotFoundError as error:
        raise extra_missing(error.name or "ibis-framework") from error
    show(text.rstrip("\n"))
    return FINE


def _columns(text: str | None, rules: RuleSet) -> list[str] | None:
    """The columns that the table has.

    Raises:
        ProblemsFound: some are none, or are missing.
    """
    if text is None:
        return None
    names = [each.strip() for each in text.split(",") if each.strip()]
    known = columns_of(rules.vocabulary, None)
    problems = [
        Problem("unknown-column", f"there is no column '{name}'", None, did_you_mean(name, known))
        for name in names
        if name not in known
    ]
    problems += [
        Problem("missing-column", f"the column '{name}' is needed", None, "name it under --columns")
        for name in missing_columns(names)
    ]
    if problems:
        raise ProblemsFound(problems)
    return names


def _treatments(names: Sequence[str], rules: RuleSet) -> list[str] | None:
    """The treatments of the rules whose name holds one of these; None: every one.

    Raises:
        ProblemsFound: a name is in no rule.
    """
    if not names:
        return None
    unknown = [name for name in names if not any(name in rule for rule in rules.rules)]
    if unknown:
        raise ProblemsFound(
            [
                Problem("unknown-rule", f"no rule's name holds '{name}'", None, did_you_mean(name, rules.rules))
                for name in unknown
            ]
        )
    chosen = [rule for rule in rules.rules.values() if any(name in rule.id for name in names)]
    return list(dict.fromkeys(each for rule in chosen for each in rule.treatments))
