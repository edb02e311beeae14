"""Untrusted YAML: scalars as written, places on every node, and limits before anything is built."""

from datetime import date

import pytest
import yaml

from conftest import ROOT
from recheck.load.yaml_text import MAX_BYTES, MAX_NODES, _Builder, parse
from recheck.model.node import Scalar, YamlList, YamlMapping


def value(text: str) -> object:
    node, problems = parse(f"a: {text}", "t.yaml")
    assert not problems
    assert isinstance(node, YamlMapping)
    scalar = node["a"]
    assert isinstance(scalar, Scalar)
    return scalar.value


@pytest.mark.parametrize("word", ["on", "off", "yes", "no", "y", "n", "On", "YES", "True", "FALSE"])
def test_yaml_1_1_words_for_true_and_false_are_text(word: str) -> None:
    assert value(word) == word


@pytest.mark.parametrize(
    "word", ["010", "0x1F", "0b11", "1_000", "1:30", "190:20:30", "1e3", ".inf", ".nan", "+5", "1."]
)
def test_yaml_1_1_numbers_are_text(word: str) -> None:
    assert value(word) == word


def test_numbers_dates_and_truths_are_read() -> None:
    assert [value(each) for each in ("0", "-7", "2.5", "true", "false")] == [0, -7, 2.5, True, False]
    assert value("2016-11-30") == date(2016, 11, 30)
    assert [value(each) for each in ("'6'", '"true"', "9792.20a")] == ["6", "true", "9792.20a"]


def test_a_section_keeps_its_source_text() -> None:
    node, _ = parse("a: 9792.20", "t.yaml")
    assert isinstance(node, YamlMapping)
    assert isinstance(node["a"], Scalar)
    assert node["a"].text == "9792.20"


@pytest.mark.parametrize("text", ["", "~", "null", "Null"])
def test_a_missing_value_is_a_problem(text: str) -> None:
    _, problems = parse(f"a: {text}\nb: 1", "t.yaml")
    assert [problem.code for problem in problems] == ["no-value"]


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("a: 1\nb: 2\na: 3", "duplicate-key", 3, 1),
        ("a: [1, 2\nb: 3", "yaml-syntax", 2, 2),
        ("a: !!python/object:os.system x", "tag-not-allowed", 1, 4),
        ("a: 1\n---\nb: 2", "several-documents", 2, 1),
        ("a: 2016-02-30", "no-such-date", 1, 4),
        ("a: 9999999999999", "number-out-of-range", 1, 4),
        ("? [a, b]\n: 1", "key-not-a-word", 1, 3),
        ("a: *nothing", "unknown-anchor", 1, 4),
        ("# only a comment", "empty-file", 1, 1),
    ],
)
def test_what_is_wrong_is_placed(text: str, code: str, line: int, column: int) -> None:
    _, problems = parse(text, "t.yaml")
    assert [(each.code, each.place and (each.place.line, each.place.column)) for each in problems] == [
        (code, (line, column))
    ]


def billion_laughs() -> str:
    rows = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    rows += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 12)]
    return "\n".join(rows)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (billion_laughs(), "too-large"),
        ("[" * 100_000, "too-deep"),
        ("{a: " * 20_000, "too-deep"),
        ("a: " + "x" * MAX_BYTES, "too-large"),
        ("- 1\n" * 300_000, "too-large"),
    ],
)
def test_hostile_files_are_refused_before_they_are_read_whole(
    text: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = 0
    take = _Builder.take

    def counted(self: _Builder, event: yaml.Event) -> bool:
        nonlocal taken
        taken += 1
        return take(self, event)

    monkeypatch.setattr(_Builder, "take", counted)
    node, problems = parse(text, "t.yaml")
    assert node is None
    assert [problem.code for problem in problems] == [code]
    assert taken <= MAX_NODES + 5  # the starts of stream, document and list, and the value that is one too many


def test_an_alias_stands_for_its_anchor() -> None:
    node, problems = parse("a: &x {b: 1}\nc: *x", "t.yaml")
    assert not problems
    assert isinstance(node, YamlMapping)
    assert node["c"] is node["a"]


def plain(node: object) -> object:
    if isinstance(node, YamlMapping):
        return {key: (plain(each), str(node.keys_at[key])) for key, each in node.items()}
    if isinstance(node, YamlList):
        return [plain(each) for each in node]
    assert isinstance(node, Scalar)
    return (node.value, str(node.place))


def test_the_c_and_the_python_loader_accept_every_shipped_file_alike() -> None:
    for file in [*(ROOT / "rules").rglob("*.yaml"), *(ROOT / "cases").rglob("*.yaml")]:
        text = file.read_text(encoding="utf-8")
        fast, slow = parse(text, file.name), parse(text, file.name, loader=yaml.SafeLoader)
        assert not fast[1]
        assert not slow[1]
        assert plain(fast[0]) == plain(slow[0]), file


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("a: At least three: visits", "quotation marks"),
        ("a: {b: >= 3}", "{at_least: 3}"),
        ("a: >= 3", "{at_least: 3}"),
        ("a:\n\tb: 1", "indent with spaces"),
        ("a: {b: 1", "close it with '}'"),
        ("a: [1, 2", "close it with ']'"),
        ("a: 'it", "close it"),
        ("a: @home", "quotation marks"),
        ("- a\nb: 1", "indentation"),
        ('a: "\\q"', "single quotation marks"),
    ],
)
def test_what_is_no_yaml_is_answered_with_the_remedy(text: str, remedy: str) -> None:
    _, problems = parse(text, "f.yaml")
    assert [each.code for each in problems] == ["yaml-syntax"]
    assert remedy in (problems[0].suggestion or "")
    assert not any(word in problems[0].message for word in ("token", "mapping", "flow", "stream", "scalar"))
