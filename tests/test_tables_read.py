"""Tables of requests are read as they were meant, or refused with the column, the first rows and what to do."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import run
from recheck.model.case import By
from recheck.model.rule import RuleSet
from tables_written import PLAIN_ROW, mapping, read, write_csv, write_jsonl, write_parquet, wrong

WRITERS = {"csv": write_csv, "jsonl": write_jsonl, "parquet": write_parquet}


def file_of(format_: str, rows: list[dict[str, Any]], tmp_path: Path) -> Path:
    return WRITERS[format_](tmp_path / f"requests.{format_}", rows)


# -- each cell: what is refused, and what passes beside it -----------------------------------------

TEXTS = [
    ("exercise_program", "yes", "wrong-type", "true", True),
    ("exercise_program", "1", "wrong-type", "FALSE", False),
    ("exercise_program", " ", "empty-value", "True", True),
    ("age", "forty", "wrong-type", "40", 40),
    ("age", "40.5", "wrong-type", "40.0", 40),
    ("age", "040", "wrong-type", "0", 0),
    ("age", "1,000", "wrong-type", "100", 100),
    ("age", "121", "out-of-bounds", "120", 120),
    ("age", "-1", "out-of-bounds", "0", 0),
    ("age", "99999999999999999999", "wrong-type", "99", 99),
    ("age", "NaN", "not-a-number", "9", 9),
    ("relief_percent", "nan", "not-a-number", "50.5", 50.5),
    ("relief_percent", "-inf", "not-a-number", "0", 0.0),
    ("relief_percent", "half", "wrong-type", "5e1", 50.0),
    ("relief_percent", "1e400", "not-a-number", "1e1", 10.0),
    ("requested_on", "02/03/2015", "wrong-type", "2015-03-02", date(2015, 3, 2)),
    ("requested_on", "20150302", "wrong-type", "2015-03-02 00:00:00", date(2015, 3, 2)),
    ("requested_on", "2015-02-29", "no-such-date", "2016-02-29", date(2016, 2, 29)),
    ("requested_on", "2015-03-02T19:30:00Z", "time-with-zone", "2015-03-02T00:00:00", date(2015, 3, 2)),
    ("requested_on", "2015-03-02 19:30:00-08:00", "time-with-zone", "2015-03-02", date(2015, 3, 2)),
    ("requested_on", "2015-03-02 19:30", "wrong-type", "2015-03-02", date(2015, 3, 2)),
    ("requested_on", "1900-01-01", "out-of-bounds", "1999-01-01", date(1999, 1, 1)),
    ("requested_on", "9999-12-31", "out-of-bounds", "2199-12-31", date(2199, 12, 31)),
    ("treatment", "masage_therapy", "unknown-value", "massage_therapy", "massage_therapy"),
    ("body_region", "nek", "unknown-value", "cervical", "cervical"),
    ("side", "links", "unknown-value", None, None),
    ("work_status", "on_leave", "unknown-value", "off_work", "off_work"),
    ("outcome", "denied", "unknown-value", "upheld", "upheld"),
    ("compound_ingredients", "camphor;mentol", "unknown-value", "camphor;menthol", ["camphor", "menthol"]),
    ("compound_ingredients", "camphor;", "empty-value", "camphor; menthol", ["camphor", "menthol"]),
    ("contradicted", "age;agee", "unknown-value", "age", ["age"]),
    ("component", "-1", "out-of-bounds", "0", 0),
    ("request", "", "no-value", "b", "b"),
    ("treatment", "", "no-value", "mri", "mri"),
]


@pytest.mark.parametrize(("column", "bad", "code", "good", "value"), TEXTS)
def test_a_text_is_read_as_one_thing_or_refused(
    column: str, bad: str, code: str, good: str | None, value: object, rules: RuleSet, tmp_path: Path
) -> None:
    if column == "treatment" and good and good not in rules.vocabulary.treatments:
        good = value = "massage_therapy"
    assert column in ("contradicted",) or good is None or column in ("component",) or good
    rows = [{**PLAIN_ROW, column: bad}, {**PLAIN_ROW, "case": "2", column: good}]
    found = wrong(write_csv(tmp_path / "t.csv", rows), rules, tmp_path)
    assert [each.code for each in found] == [code], found
    assert f"'{column}'" in found[0].message
    assert "in 1 of 2 rows; row 1" in found[0].message
    passing = read(write_csv(tmp_path / "u.csv", rows[1:]), rules, tmp_path)
    assert passing[0][column] == value


TYPED: list[tuple[str, Any, str, Any, Any]] = [
    ("exercise_program", "true", "wrong-type", True, True),
    ("exercise_program", 1, "wrong-type", False, False),
    ("age", 40.5, "wrong-type", 40.0, 40),
    ("age", "40", "wrong-type", 40, 40),
    ("age", True, "wrong-type", 40, 40),
    ("age", 121, "out-of-bounds", 120, 120),
    ("age", 10**30, "wrong-type", 1, 1),
    ("relief_percent", "50", "wrong-type", 50, 50.0),
    ("relief_percent", 101.5, "out-of-bounds", 12.25, 12.25),
    ("treatment", 7, "wrong-type", "massage_therapy", "massage_therapy"),
    ("reviewer", 7.5, "wrong-type", "Dr. A", "Dr. A"),
    ("reviewer", "", "empty-value", 17, "17"),
    ("compound_ingredients", "camphor", "wrong-type", ["camphor"], ["camphor"]),
    ("compound_ingredients", ["mentol"], "unknown-value", [], []),
]


@pytest.mark.parametrize("format_", ["jsonl", "parquet"])
@pytest.mark.parametrize(("column", "bad", "code", "good", "value"), TYPED)
def test_a_value_of_another_type_is_refused(
    format_: str, column: str, bad: Any, code: str, good: Any, value: Any, rules: RuleSet, tmp_path: Path
) -> None:
    if format_ == "parquet" and isinstance(bad, int) and bad > 2**63:
        bad = Decimal(bad)
    found = wrong(file_of(format_, [{**PLAIN_ROW, **_dated(format_), column: bad}], tmp_path), rules, tmp_path)
    assert [each.code for each in found] == [code], found
    assert f"'{column}'" in found[0].message
    passing = read(file_of(format_, [{**PLAIN_ROW, **_dated(format_), column: good}], tmp_path), rules, tmp_path)
    assert passing[0][column] == value


def _dated(format_: str) -> dict[str, Any]:
    return {"requested_on": date(2015, 3, 2)} if format_ == "parquet" else {}


PARQUET: list[tuple[str, Any, str, Any, Any]] = [
    ("age", float("nan"), "not-a-number", 41.0, 41),
    ("relief_percent", float("nan"), "not-a-number", 50.0, 50.0),
    ("relief_percent", float("inf"), "not-a-number", 50.0, 50.0),
    ("requested_on", "2015-03-02", "wrong-type", date(2015, 3, 2), date(2015, 3, 2)),
    ("requested_on", datetime(2015, 3, 2, 19, 30), "time-of-day", datetime(2015, 3, 2), date(2015, 3, 2)),
    ("requested_on", datetime(2015, 3, 2, tzinfo=UTC), "time-with-zone", date(2015, 3, 2), date(2015, 3, 2)),
    ("compound_ingredients", ["camphor", None], "no-value", ["camphor"], ["camphor"]),
    ("compound_ingredients", [""], "empty-value", None, None),
    ("exercise_program", b"x", "wrong-type", True, True),
]


@pytest.mark.parametrize(("column", "bad", "code", "good", "value"), PARQUET)
def test_parquet_has_traps_of_its_own(
    column: str, bad: Any, code: str, good: Any, value: Any, rules: RuleSet, tmp_path: Path
) -> None:
    row = {**PLAIN_ROW, "requested_on": date(2015, 3, 2)}
    found = wrong(write_parquet(tmp_path / "t.parquet", [{**row, column: bad}]), rules, tmp_path)
    assert [each.code for each in found] == [code], found
    passing = read(write_parquet(tmp_path / "u.parquet", [{**row, column: good}]), rules, tmp_path)
    assert passing[0][column] == value


def test_single_precision_means_the_decimal_that_was_written(rules: RuleSet, tmp_path: Path) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    row = {**PLAIN_ROW, "requested_on": date(2015, 3, 2)}
    table = pa.table(
        {**{name: [value] for name, value in row.items()}, "relief_percent": pa.array([0.1], pa.float32())}
    )
    parquet.write_table(table, tmp_path / "t.parquet")
    assert read(tmp_path / "t.parquet", rules, tmp_path)[0]["relief_percent"] == 0.1


@pytest.mark.parametrize("format_", ["csv", "jsonl", "parquet"])
def test_what_is_absent_is_not_documented_and_no_problem(format_: str, rules: RuleSet, tmp_path: Path) -> None:
    rows = [{**PLAIN_ROW, **_dated(format_), "age": None, "exercise_program": None, "compound_ingredients": None}]
    found = read(file_of(format_, rows, tmp_path), rules, tmp_path)
    assert [found[0][name] for name in ("age", "exercise_program", "compound_ingredients")] == [None] * 3


# -- columns --------------------------------------------------------------------------------------


def test_an_unknown_column_is_named_with_the_nearest_known(rules: RuleSet, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "t.csv", [{**PLAIN_ROW, "exercise_programme": "true", "Age": "4", "notes": "x"}])
    found = wrong(path, rules, tmp_path)
    assert [each.code for each in found] == ["unknown-column"] * 3
    assert [(each.suggestion or "").split("?")[0] for each in found[:2]] == [
        "did you mean 'exercise_program'",
        "did you mean 'age'",
    ]
    assert not wrong(write_csv(tmp_path / "u.csv", [{**PLAIN_ROW, "exercise_program": "true"}]), rules, tmp_path)


def test_a_quantity_has_columns_of_its_own(rules: RuleSet, tmp_path: Path) -> None:
    found = wrong(write_csv(tmp_path / "t.csv", [{**PLAIN_ROW, "visits_requested": 6}]), rules, tmp_path)
    assert [each.code for each in found] == ["unknown-column"]
    assert "'disputed'" in found[0].message
    rows = read(write_csv(tmp_path / "u.csv", [{**PLAIN_ROW, "disputed": 6, "unit": "visits"}]), rules, tmp_path)
    assert (rows[0]["disputed"], rows[0]["authorized"]) == (6, 0)


@pytest.mark.parametrize("missing", ["case", "request", "treatment", "requested_on"])
def test_a_needed_column_is_missed(missing: str, rules: RuleSet, tmp_path: Path) -> None:
    row = {name: value for name, value in PLAIN_ROW.items() if name != missing}
    found = wrong(write_csv(tmp_path / "t.csv", [row]), rules, tmp_path)
    assert [each.code for each in found] == ["missing-column"]
    assert f"'{missing}'" in found[0].message


def test_a_date_of_service_is_a_date(rules: RuleSet, tmp_path: Path) -> None:
    row = {**PLAIN_ROW, "service_on": "2015-03-02"}
    del row["requested_on"]
    assert not wrong(write_csv(tmp_path / "t.csv", [row]), rules, tmp_path)


def test_everything_is_said_at_once(rules: RuleSet, tmp_path: Path) -> None:
    rows = [
        {**PLAIN_ROW, "age": "x", "sidee": "left", "requested_on": "3/2/15", "exercise_program": "Y"},
        {**PLAIN_ROW, "case": "2", "age": "999", "exercise_program": "N", "treatment": "zzz"},
    ]
    codes = sorted(each.code for each in wrong(write_csv(tmp_path / "t.csv", rows), rules, tmp_path))
    assert codes == sorted(
        ["unknown-column", "wrong-type", "wrong-type", "wrong-type", "out-of-bounds", "unknown-value"]
    )


def test_the_first_three_rows_are_shown_and_all_are_counted(rules: RuleSet, tmp_path: Path) -> None:
    rows = [{**PLAIN_ROW, "case": str(each), "age": "x" if each % 2 else "40"} for each in range(20)]
    found = wrong(write_csv(tmp_path / "t.csv", rows), rules, tmp_path)
    assert "not a whole number in 10 of 20 rows; row 2 'x', row 4 'x', row 6 'x', …" in found[0].message


def test_ur_has_outcomes_of_its_own(rules: RuleSet, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "t.csv", [{**PLAIN_ROW, "outcome": "approved"}])
    assert [each.code for each in wrong(path, rules, tmp_path)] == ["unknown-value"]
    assert read(path, rules, tmp_path, by=By.UTILIZATION_REVIEW)[0]["outcome"] == "approved"


# -- rows -----------------------------------------------------------------------------------------

ROWS: list[tuple[str, list[dict[str, Any]], list[dict[str, Any]]]] = [
    ("duplicate-request", [{}, {}], [{}, {"component": 1}]),
    ("duplicate-request", [{"component": 1}, {"component": 1}], [{"request": "a"}, {"request": "b"}]),
    (
        "missing-unit",
        [{"disputed": 6, "unit": "visits"}, {"request": "b", "disputed": 6}],
        [{"disputed": 6, "unit": "visits"}, {"request": "b", "disputed": 6, "unit": "visits"}],
    ),
    ("missing-quantity", [{"unit": "visits"}], [{"requested": 6, "unit": "visits"}]),
    (
        "out-of-bounds",
        [{"requested": 6, "authorized": 6, "unit": "visits"}],
        [{"requested": 6, "authorized": 5, "unit": "visits"}],
    ),
    (
        "quantity-mismatch",
        [{"requested": 9, "disputed": 6, "authorized": 1, "unit": "visits"}],
        [{"requested": 9, "disputed": 6, "authorized": 3, "unit": "visits"}],
    ),
    ("dates-out-of-order", [{"date_of_injury": "2015-03-03"}], [{"date_of_injury": "2015-03-02"}]),
    ("dates-out-of-order", [{"reviewed_on": "2015-03-01"}], [{"reviewed_on": "2015-03-02"}]),
    ("missing-part", [{"part": "emg"}, {"component": 1}], [{"part": "emg"}, {"part": "ncs"}]),
    (
        "rows-disagree",
        [{"outcome": "upheld"}, {"component": 1, "outcome": "overturned"}],
        [{"outcome": "upheld"}, {"component": 1, "outcome": "upheld"}],
    ),
    ("rows-disagree", [{"outcome": "upheld"}, {"component": 1}], [{"outcome": "upheld"}, {"request": "b"}]),
    ("unknown-request", [{"depends_on": "b"}], [{"depends_on": "b"}, {"request": "b"}]),
    (
        "unknown-request",
        [{"depends_on": "b"}, {"case": "2", "request": "b"}],
        [{"request": "b", "depends_on": "a"}, {}],
    ),
    ("cycle", [{"depends_on": "a"}], [{"depends_on": None}]),
    (
        "cycle",
        [{"depends_on": "b"}, {"request": "b", "depends_on": "a"}],
        [{"depends_on": "b"}, {"request": "b", "depends_on": "c"}, {"request": "c"}],
    ),
]


@pytest.mark.parametrize(("code", "bad", "good"), ROWS)
def test_rows_agree_with_each_other(
    code: str, bad: list[dict[str, Any]], good: list[dict[str, Any]], rules: RuleSet, tmp_path: Path
) -> None:
    found = wrong(write_csv(tmp_path / "t.csv", [{**PLAIN_ROW, **row} for row in bad]), rules, tmp_path)
    assert [each.code for each in found] == [code], found
    assert not wrong(write_csv(tmp_path / "u.csv", [{**PLAIN_ROW, **row} for row in good]), rules, tmp_path)


def test_more_than_a_unit_allows_is_out_of_bounds(rules: RuleSet, tmp_path: Path) -> None:
    most = rules.vocabulary.facts["visits_requested"].at_most
    assert most is not None
    for disputed, codes in ((most, []), (most + 1, ["out-of-bounds"])):
        path = write_csv(tmp_path / "t.csv", [{**PLAIN_ROW, "disputed": disputed, "unit": "visits"}])
        assert [each.code for each in wrong(path, rules, tmp_path)] == codes


def test_both_sides_are_two_components(rules: RuleSet, tmp_path: Path) -> None:
    rows = [
        {**PLAIN_ROW, "body_region": "knee", "side": "bilateral"},
        {**PLAIN_ROW, "case": "2", "body_region": "lumbar", "side": "bilateral"},
        {**PLAIN_ROW, "case": "3", "body_region": "knee", "side": "left"},
    ]
    found = read(write_csv(tmp_path / "t.csv", rows), rules, tmp_path)
    assert [(row["case"], row["side"], row["component"]) for row in found] == [
        ("1", "left", 0),
        ("1", "right", 1),
        ("2", None, 0),
        ("3", "left", 0),
    ]


def test_a_request_in_two_tables_is_named_with_both(rules: RuleSet, tmp_path: Path) -> None:
    from recheck.model.problem import ProblemsFound
    from recheck.tables.columns import columns_of
    from recheck.tables.duck import connect
    from recheck.tables.requests import open_requests

    one = write_csv(tmp_path / "one.csv", [PLAIN_ROW])
    two = write_csv(tmp_path / "two.csv", [PLAIN_ROW, {**PLAIN_ROW, "case": "2"}])
    three = write_csv(tmp_path / "three.csv", [{**PLAIN_ROW, "case": "3", "age": 40}])
    connection = connect(tmp_path)
    columns = columns_of(rules.vocabulary, By.IMR)
    with pytest.raises(ProblemsFound) as found:
        open_requests(connection, [str(one), str(two)], columns, rules.vocabulary)
    assert [each.code for each in found.value.problems] == ["duplicate-request"]
    assert "one.csv" in found.value.problems[0].message and "two.csv" in found.value.problems[0].message
    assert open_requests(connection, [str(one), str(three)], columns, rules.vocabulary).rows == 2


# -- what is written reads back --------------------------------------------------------------------

CELLS = st.fixed_dictionaries(
    {},
    optional={
        "exercise_program": st.booleans() | st.none(),
        "age": st.integers(0, 120) | st.none(),
        "relief_percent": st.floats(0, 100, allow_nan=False) | st.none(),
        "work_status": st.sampled_from(["off_work", "retired", None]),
        "date_of_injury": st.dates(date(1990, 1, 1), date(2015, 3, 2)) | st.none(),
        "compound_ingredients": st.lists(st.sampled_from(["camphor", "menthol"]), min_size=1, unique=True) | st.none(),
        "reviewer": st.none()
        | st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), min_size=1).filter(str.strip),
    },
)


@pytest.mark.parametrize("format_", ["csv", "jsonl", "parquet"])
@settings(max_examples=25)
@given(rows=st.lists(CELLS, min_size=1, max_size=6))
def test_what_was_written_reads_back(
    format_: str, rows: list[dict[str, Any]], rules: RuleSet, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("back")
    whole = [{**PLAIN_ROW, **_dated(format_), "case": str(each), **row} for each, row in enumerate(rows)]
    found = read(file_of(format_, whole, folder), rules, folder)
    for written, back in zip(whole, found, strict=True):
        for name, value in written.items():
            assert back.get(name) == (date(2015, 3, 2) if name == "requested_on" else value), name


# -- mappings -------------------------------------------------------------------------------------

MAP = """
columns:
  case: CLAIM
  request: {from: LINE}
  treatment: {from: SERVICE, values: {MT: massage_therapy}}
  requested_on: {from: RFA, dates: "%m/%d/%Y"}
  exercise_program: {from: HEP, values: {Y: true, N: false, U: not_documented}}
  unit: {always: visits}
  disputed: QTY
  tablets_per_day: {from: PER_WEEK, divided_by: 7}
ignore: [NOTES]
"""


def test_a_mapping_reads_a_users_names_and_values(rules: RuleSet, tmp_path: Path) -> None:
    rows = [
        {
            "CLAIM": 1,
            "LINE": "a",
            "SERVICE": "MT",
            "RFA": "03/02/2015",
            "HEP": hep,
            "QTY": 6,
            "PER_WEEK": 14,
            "NOTES": "x",
        }
        for hep in ("Y", "N", "U", None)
    ]
    rows = [{**row, "LINE": str(each)} for each, row in enumerate(rows)]
    found = read(write_csv(tmp_path / "t.csv", rows), rules, tmp_path, mapping(MAP, rules))
    assert [row["exercise_program"] for row in found] == [True, False, None, None]
    assert {(row["case"], row["treatment"], row["requested_on"], row["disputed"], row["unit"]) for row in found} == {
        ("1", "massage_therapy", date(2015, 3, 2), 6, "visits")
    }
    assert found[0]["tablets_per_day"] == pytest.approx(2)


def test_a_value_that_a_mapping_does_not_name_is_read_as_it_stands(rules: RuleSet, tmp_path: Path) -> None:
    rows = [
        {
            "CLAIM": 1,
            "LINE": "a",
            "SERVICE": "XX",
            "RFA": "03/02/2015",
            "HEP": "maybe",
            "QTY": 6,
            "PER_WEEK": 1,
            "NOTES": "",
        }
    ]
    found = wrong(write_csv(tmp_path / "t.csv", rows), rules, tmp_path, mapping(MAP, rules))
    assert sorted(each.code for each in found) == ["unknown-value", "wrong-type"]
    assert any("column 'HEP' (exercise_program)" in each.message for each in found)


def test_dates_in_two_forms_are_never_guessed(rules: RuleSet, tmp_path: Path) -> None:
    how = mapping('columns: {requested_on: {from: requested_on, dates: ["%m/%d/%Y", "%d/%m/%Y"]}}', rules)
    for day, codes in (("02/03/2015", ["ambiguous-date"]), ("13/03/2015", []), ("03/03/2015", [])):
        path = write_csv(tmp_path / "t.csv", [{**PLAIN_ROW, "requested_on": day}])
        assert [each.code for each in wrong(path, rules, tmp_path, how)] == codes


def test_a_zone_says_whose_date_a_time_is(rules: RuleSet, tmp_path: Path) -> None:
    how = mapping("columns: {requested_on: {from: requested_on, zone: America/Los_Angeles}}", rules)
    path = write_csv(tmp_path / "t.csv", [{**PLAIN_ROW, "requested_on": "2016-12-01T03:30:00Z"}])
    assert read(path, rules, tmp_path, how)[0]["requested_on"] == date(2016, 11, 30)
    when = datetime(2016, 12, 1, 3, 30, tzinfo=UTC)
    path = write_parquet(tmp_path / "t.parquet", [{**PLAIN_ROW, "requested_on": when}])
    assert read(path, rules, tmp_path, how)[0]["requested_on"] == date(2016, 11, 30)


def test_words_for_nothing_are_named_once_for_the_table(rules: RuleSet, tmp_path: Path) -> None:
    how = mapping("columns: {}\ntable: {not_documented: ['', NA]}", rules)
    path = tmp_path / "t.csv"
    path.write_text('case,request,treatment,requested_on,age,reviewer\n1,a,massage_therapy,2015-03-02,NA,""\n')
    assert [each.code for each in wrong(path, rules, tmp_path)] == ["wrong-type", "empty-value"]
    found = read(path, rules, tmp_path, how)
    assert (found[0]["age"], found[0]["reviewer"]) == (None, None)


BAD_MAPS = [
    ("columns: {exercise_programme: HEP}", "unknown-column", 1),
    ("columns: {exercise_program: {from: HEP, values: {Y: yes}}}", "wrong-type", 1),
    ("columns: {age: {from: A, values: {old: 300}}}", "out-of-bounds", 1),
    ("columns: {work_status: {from: A, values: {x: idle}}}", "unknown-value", 1),
    ("columns: {age: {values: {x: 1}}}", "missing-key", 1),
    ("columns: {age: {from: A, always: 3}}", "missing-key", 1),
    ("columns: {age: {always: 3, times: 2}}", "wrong-place", 1),
    ("columns: {age: {from: A, dates: '%Y-%m-%d'}}", "wrong-type", 1),
    ("columns: {requested_on: {from: A, dates: '%H:%M'}}", "wrong-type", 1),
    ("columns: {requested_on: {from: A, zone: California}}", "unknown-value", 1),
    ("columns: {exercise_program: {from: A, times: 2}}", "wrong-type", 1),
    ("columns: {visits_requested: A}", "wrong-place", 1),
    ("columns: {}\ntable: {encoding: klingon}", "unknown-value", 2),
    ("columns: {}\ntable: {delimiter: '::'}", "wrong-type", 2),
    ("columnes: {}", "unknown-key", 1),
]


@pytest.mark.parametrize(("text", "code", "line"), BAD_MAPS)
def test_a_mapping_that_is_wrong_is_told_with_its_line(text: str, code: str, line: int, rules: RuleSet) -> None:
    from recheck.tables.columns import columns_of
    from recheck.tables.mapping import read_map

    _, problems = read_map(text, "map.yaml", columns_of(rules.vocabulary, By.IMR))
    assert code in [each.code for each in problems]
    assert problems[0].place is not None
    assert (problems[0].place.line, problems[0].place.column > 0) == (line, True)


def test_a_mapping_of_a_column_that_is_not_there(rules: RuleSet, tmp_path: Path) -> None:
    found = wrong(
        write_csv(tmp_path / "t.csv", [{**PLAIN_ROW, "HEP": "Y"}]),
        rules,
        tmp_path,
        mapping("columns: {exercise_program: {from: HEB, values: {Y: true}}}", rules),
    )
    assert sorted(each.code for each in found) == ["unknown-column", "unknown-column"]
    assert "did you mean 'HEP'?" in [each.suggestion for each in found]


@settings(max_examples=30)
@given(st.text(max_size=200))
def test_no_mapping_ends_in_a_fault(rules: RuleSet, text: str) -> None:
    from recheck.tables.columns import columns_of
    from recheck.tables.mapping import read_map

    read_map(text, "map.yaml", columns_of(rules.vocabulary, By.IMR))


ODD = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_characters="\x00\r\n"), max_size=12),
    st.sampled_from(["1e999", "-0", "+5", "0x10", "1_000", "5.", ".5", "１２", "²", "true ", "TRUE", "2015-3-2", "٢"]),
    st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}(Z|\+01)?)?", fullmatch=True),
    st.from_regex(r"[+-]?[0-9]{1,25}(\.[0-9]{0,3})?(e[0-9]{1,3})?", fullmatch=True),
)


ODD_COLUMNS = ("age", "relief_percent", "exercise_program", "date_of_injury", "work_status", "compound_ingredients")


@pytest.mark.parametrize("format_", ["csv", "jsonl", "parquet"])
@settings(max_examples=12)
@given(cells=st.lists(st.fixed_dictionaries(dict.fromkeys(ODD_COLUMNS, ODD)), min_size=1, max_size=8))
def test_no_cell_becomes_a_silent_null(
    format_: str, cells: list[dict[str, str]], rules: RuleSet, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("odd")
    rows = [{**PLAIN_ROW, **_dated(format_), "case": str(n), **row} for n, row in enumerate(cells)]
    problems = wrong(file_of(format_, rows, folder), rules, folder)
    fine = [name for name in ODD_COLUMNS if not any(f"'{name}'" in each.message for each in problems)]
    kept = [{name: cell for name, cell in row.items() if name not in ODD_COLUMNS or name in fine} for row in rows]
    if any(each.code == "dates-out-of-order" for each in wrong(file_of(format_, kept, folder), rules, folder)):
        return
    for row, found in zip(kept, read(file_of(format_, kept, folder), rules, folder), strict=True):
        for name in fine:
            absent = format_ == "csv" and row[name] == ""
            assert (found[name] is None) == absent, (name, row[name])


@pytest.mark.parametrize("format_", list(WRITERS))
def test_columns_called_as_the_database_calls_its_own_are_columns_like_others(
    rules: RuleSet, tmp_path: Path, format_: str
) -> None:
    own = ("RowID", "file_row_number", "place", "filename", "file_index")
    plain = {**PLAIN_ROW, "requested_on": date(2015, 3, 2), **dict.fromkeys(own, "x")}
    rows = [{**plain, "case": str(each)} for each in range(3)]
    file = file_of(format_, rows, tmp_path)
    assert {each.code for each in wrong(file, rules, tmp_path)} == {"unknown-column"}
    ignoring = mapping(f"ignore: [{', '.join(own)}]", rules)
    assert [row["case"] for row in read(file, rules, tmp_path, ignoring)] == ["0", "1", "2"]
    rows[1]["treatment"] = "masage"
    found = wrong(file_of(format_, rows, tmp_path), rules, tmp_path, ignoring)
    assert len(found) == 1
    assert "row 2" in found[0].message


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_a_time_with_a_zone_of_any_precision_has_no_date_until_a_zone_is_named(
    rules: RuleSet, tmp_path: Path, unit: str
) -> None:
    """pandas writes nanoseconds; DuckDB has a type of its own for them."""
    import pyarrow as pa
    from pyarrow import parquet

    evening = datetime(2015, 7, 18, 6, 30, tzinfo=UTC)
    cells = {name: [value] for name, value in PLAIN_ROW.items()}
    file = tmp_path / "requests.parquet"
    parquet.write_table(pa.table({**cells, "requested_on": pa.array([evening], pa.timestamp(unit, "UTC"))}), file)
    assert [each.code for each in wrong(file, rules, tmp_path)] == ["time-with-zone"]
    how = mapping("columns: {requested_on: {from: requested_on, zone: America/Los_Angeles}}", rules)
    assert read(file, rules, tmp_path, how)[0]["requested_on"] == date(2015, 7, 17)


def test_a_folder_of_folders_is_read_as_its_tables_and_their_names_are_no_columns(tmp_path: Path) -> None:
    for year in ("2015", "2016"):
        folder = tmp_path / "requests" / f"year={year}"
        folder.mkdir(parents=True)
        write_parquet(folder / "part-0.parquet", [{**PLAIN_ROW, "case": year, "requested_on": date(int(year), 3, 2)}])
        (folder / "_SUCCESS").touch()
    status, out, err = run("audit", str(tmp_path / "requests"))
    assert (status, err) == (0, "")
    assert "2 requests" in out
