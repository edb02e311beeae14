"""What the loaders of single rule files share: the file, the names in scope, and where problems go."""

from collections.abc import Mapping

from recheck.conditions.read import ConditionReader
from recheck.load.files import RuleFile
from recheck.model.guideline import Guideline
from recheck.model.node import Node
from recheck.model.problem import Problem
from recheck.model.vocabulary import Vocabulary


class OneFile:
    """Reads one file, gathering problems in `problems`."""

    def __init__(
        self,
        file: RuleFile,
        vocabulary: Vocabulary,
        guidelines: Mapping[str, Guideline],
        problems: list[Problem],
    ) -> None:
        self.file = file
        self.vocabulary = vocabulary
        self.guidelines = guidelines
        self.problems = problems
        self.reader = ConditionReader(vocabulary, problems)

    def problem(self, code: str, message: str, node: Node, suggestion: str | None = None) -> None:
        """Say what is wrong at a node."""
        self.problems.append(Problem(code, message, node.place, suggestion))
