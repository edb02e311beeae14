"""A file of JSON lines as a table of JSON values: one object a line, its keys the columns.

Every line is looked at before any is read: lines that are no JSON, no object, or name a key twice are
problems with their number. A key that a line lacks, and `null`, are not documented.
"""

from recheck.evaluators.columns.requests import ROW
from recheck.model.problem import Place, Problem, ProblemsFound, Source
from recheck.tables.delimited import MOST_BYTES, rejections
from recheck.tables.duck import Connection, literal, named, reading
from recheck.tables.faults import JSON, Given
from recheck.tables.sources import Table, plain_path

MOST_KEYS = 5_000
_SHOWN = 3
_WRONG = (
    ("no JSON", "NOT json_valid(line)", 'one object on each line, such as {"case": "1", "request": "a"}'),
    (
        "no object",
        "json_valid(line) AND json_type(line) <> 'OBJECT'",
        "one object a line: jq -c '.[]' takes a list apart",
    ),
    ("a key twice", "json_type(line) = 'OBJECT' AND len(list_distinct(json_keys(line))) < len(json_keys(line))", None),
)


def open_json_lines(connection: Connection, path: str, number: int) -> Table:
    """A file of JSON lines as a table of JSON values.

    Raises:
        ProblemsFound: some of its lines are not objects.
    """
    lines, name = f"lines_{number}", f"taken_{number}"
    source = (
        f"read_csv({literal(plain_path(path))}, auto_detect = false, header = false, delim = '\x01', quote = '', "
        f"escape = '', columns = {{'line': 'VARCHAR'}}, max_line_size = {MOST_BYTES}, "
        "store_rejects = true, rejects_limit = 1000)"
    )
    with reading(path):
        connection.execute(
            f"CREATE OR REPLACE TABLE {lines} AS SELECT row_number() OVER () AS place, line FROM {source}"
        )
        connection.execute(f"DELETE FROM {lines} WHERE line IS NULL OR trim(line) = ''")
    problems = rejections(connection, path, 1) or _wrong_lines(connection, lines, path)
    if problems:
        raise ProblemsFound(problems)
    with reading(path):
        found = connection.execute(
            f"SELECT DISTINCT unnest(json_keys(line)) AS key FROM {lines} ORDER BY key LIMIT {MOST_KEYS + 1}"
        ).fetchall()
    keys = [row[0] for row in found]
    _check_keys(keys, path)
    shape = "{" + ", ".join(f'{_quoted(each)}: "JSON"' for each in keys) + "}"
    cells = ", ".join(f"nullif(v[{literal(each)}], 'null') AS {named(each)}" for each in keys)
    with reading(path):
        connection.execute(
            f"CREATE OR REPLACE TABLE {name} AS SELECT {cells}, place AS {named(ROW)} "
            f"FROM (SELECT json_transform(line, {literal(shape)}) AS v, place FROM {lines})"
        )
        connection.execute(f"DROP TABLE {lines}")
    return Table(path, tuple(Given(each, JSON) for each in keys), name)


def _quoted(key: str) -> str:
    import json

    return json.dumps(key, ensure_ascii=False)


def _check_keys(keys: list[str], path: str) -> None:
    """Keys that can be columns.

    Raises:
        ProblemsFound: there are none, too many, or two that differ in capitals only.
    """
    place = Place(Source(path))
    if not keys:
        raise ProblemsFound([Problem("wrong-header", "no line names a column", place)])
    if len(keys) > MOST_KEYS:
        raise ProblemsFound([Problem("too-large", f"more than {MOST_KEYS:,} different keys", place)])
    lower = [each.lower() for each in keys]
    twice = sorted({each for each in keys if lower.count(each.lower()) > 1 or not each.strip()})
    if twice:
        message = f"keys that differ in capitals only, or are empty: {', '.join(repr(each) for each in twice)}"
        raise ProblemsFound([Problem("duplicate-column", message, place)])


def _wrong_lines(connection: Connection, lines: str, path: str) -> list[Problem]:
    problems = []
    for says, when, hint in _WRONG:
        with reading(path):
            found = connection.execute(
                f"SELECT place, count(*) OVER () FROM {lines} WHERE {when} ORDER BY place LIMIT {_SHOWN}"
            ).fetchall()
        if found:
            count = found[0][1]
            shown = ", ".join(str(row[0]) for row in found) + (", …" if count > _SHOWN else "")
            message = f"{says}: {count:,} line{'s' * (count > 1)} ({shown})"
            problems.append(Problem("wrong-row", message, Place(Source(path), found[0][0]), hint))
            if says == "no JSON":
                return problems
    return problems
