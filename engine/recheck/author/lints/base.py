"""What lints look at: the rule set, its tests, and the files' own nodes, which know every key's place."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from recheck.load.files import RuleFile
from recheck.load.rule_tests import RuleTest
from recheck.load.rules import TEST_SUFFIX, is_rule_file
from recheck.load.second_readings import SECOND_READINGS, SecondReading, readings_in
from recheck.load.vocabulary import node_of
from recheck.model.condition import Condition, facts_read
from recheck.model.node import Node, Scalar, YamlList, YamlMapping
from recheck.model.problem import Place
from recheck.model.rule import Criterion, Rule, RuleSet, inputs_of


@dataclass(frozen=True, eq=False)
class RuleBase:
    """A rule set with its tests and files; every index is built once."""

    rules: RuleSet
    tests: tuple[RuleTest, ...]
    files: Mapping[str, RuleFile]
    is_read: bool = True
    """Whether nothing was wrong that keeps a file, or a part of one, from being read."""

    @cached_property
    def nodes(self) -> Mapping[str, Node]:
        """The top node of every file that can be read, by the file's path; tests, which know their places, apart."""
        read = {path: node_of(file, []) for path, file in self.files.items() if not path.endswith(TEST_SUFFIX)}
        return {path: node for path, node in read.items() if node is not None}

    @cached_property
    def read_again(self) -> Mapping[tuple[str, str], SecondReading]:
        """What second readers found, by rule and criterion."""
        return readings_in((node for path, node in self.nodes.items() if path.startswith(SECOND_READINGS)), [])

    @cached_property
    def is_whole(self) -> bool:
        """Whether every file that holds a rule or a definition became one."""
        wanted = {path for path in self.files if is_rule_file(path) or path.startswith("definitions/")}
        there = {f"{name}.yaml" for name in self.rules.rules}
        there |= {f"definitions/{each.id}.yaml" for each in self.rules.definitions}
        return self.is_read and wanted <= there

    @cached_property
    def tests_of(self) -> Mapping[str, list[RuleTest]]:
        """The tests by rule."""
        found: dict[str, list[RuleTest]] = defaultdict(list)
        for test in self.tests:
            found[test.rule].append(test)
        return found

    @cached_property
    def settled_tests_of(self) -> Mapping[str, list[RuleTest]]:
        """The tests by rule, without rules of which some test could not be read as it is written."""
        return {rule: tests for rule, tests in self.tests_of.items() if all(test.is_whole for test in tests)}

    @cached_property
    def facts_used(self) -> frozenset[str]:
        """Every fact that anything but a test reads."""
        rules = self.rules
        conditions: list[Condition] = [each.scope for each in rules.guidelines.values()]
        conditions += [gate.when for gate in rules.gates]
        found = {name for each in rules.definitions for name in inputs_of(each.formula)}
        for rule in rules.rules.values():
            conditions += [rule.applies_when, *(criterion.when for criterion in rule.criteria)]
            conditions += [each.heard_in for each in rule.criteria if each.heard_in is not None]
            found |= set(rule.modify_to)
        found |= {place for each in rules.vocabulary.facts.values() for place in each.stands_in}
        return frozenset(found | {name for each in conditions for name in facts_read(each)})

    @cached_property
    def facts_derived(self) -> frozenset[str]:
        """The facts that a definition yields."""
        return frozenset(each.fact for each in self.rules.definitions)

    def at(self, path: str, *keys: str) -> Place | None:
        """Where the value of the last key stands; the last that is there, where some are not."""
        node = self.nodes.get(path)
        place = node.place if node is not None else None
        for key in keys:
            if not isinstance(node, YamlMapping) or key not in node:
                break
            node = node[key]
            place = node.place
        return place

    def key_at(self, path: str, *keys: str) -> Place | None:
        """Where the last key itself stands."""
        node = self.nodes.get(path)
        for key in keys[:-1]:
            node = node.get(key) if isinstance(node, YamlMapping) else None
        if isinstance(node, YamlMapping) and keys and keys[-1] in node:
            return node.keys_at[keys[-1]]
        return self.at(path, *keys)

    @property
    def criteria(self) -> Iterator[tuple[Rule, Criterion]]:
        """Every criterion with its rule."""
        for rule in self.rules.rules.values():
            for criterion in rule.criteria:
                yield rule, criterion

    def entries(self, *folders: str) -> Iterator[tuple[str, str, YamlMapping]]:
        """The entries of the files that are mappings by name, such as facts: path, name, entry."""
        for path, node in self.nodes.items():
            if path.startswith(folders) and isinstance(node, YamlMapping):
                for name, entry in node.items():
                    if isinstance(entry, YamlMapping):
                        yield path, name, entry

    @property
    def facts(self) -> Iterator[tuple[str, str, YamlMapping]]:
        """The facts as their files write them."""
        return self.entries("facts/")

    @property
    def treatments(self) -> Iterator[tuple[str, str, YamlMapping]]:
        """The treatments as their files write them."""
        return self.entries("treatments.yaml", "treatments/")


def path_of(rule: Rule) -> str:
    """The path of a rule's file."""
    return f"{rule.id}.yaml"


def text_at(node: Node | None, key: str) -> Scalar | None:
    """The scalar at a key, where there is one."""
    found = node.get(key) if isinstance(node, YamlMapping) else None
    return found if isinstance(found, Scalar) else None


def scalars(node: Node | None) -> Iterable[Scalar]:
    """A scalar, or those of a list."""
    if isinstance(node, Scalar):
        return (node,)
    return (each for each in node if isinstance(each, Scalar)) if isinstance(node, YamlList) else ()
