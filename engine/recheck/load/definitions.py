"""rules/definitions/<guideline>/<fact>.yaml to definitions of derived facts.

`definitions/common/` holds plain arithmetic that no guideline owns.
"""

from collections.abc import Iterable, Mapping

from recheck.conditions.typed import typed
from recheck.load.allowed import AllowShape
from recheck.load.files import RuleFile
from recheck.load.grounds import CiteShape, ground_of
from recheck.load.one_file import OneFile
from recheck.load.shape import Shape, nested, one_of, optional, raw, required, several, shaped, text
from recheck.load.vocabulary import node_of
from recheck.model.guideline import Guideline
from recheck.model.node import Node, Scalar, YamlList, unknown_name
from recheck.model.problem import Problem
from recheck.model.rule import (
    Arithmetic,
    Basis,
    Branch,
    Choose,
    Definition,
    Formula,
    Holds,
    PercentDrop,
    Reading,
    Span,
    Term,
    TimeUnit,
    Total,
)
from recheck.model.vocabulary import Fact, FactType, Vocabulary

COMMON = "common"


class DefinitionShape(Shape):
    """One definition: exactly one formula, and what it rests on."""

    definition: str = required(text)
    sum: Node | None = optional(raw)
    difference: Node | None = optional(raw)
    product: Node | None = optional(raw)
    days: Node | None = optional(raw)
    weeks: Node | None = optional(raw)
    months: Node | None = optional(raw)
    percent_drop: Node | None = optional(raw)
    choose: Node | None = optional(raw)
    otherwise: Node | None = optional(raw)
    when: Node | None = optional(raw)
    cite: CiteShape | None = optional(nested(CiteShape))
    basis: Basis | None = optional(one_of(Basis))
    reading: Reading | None = optional(one_of(Reading))
    allow: tuple[AllowShape, ...] = optional(several(AllowShape), ())


FORMULAS = ("sum", "difference", "product", "days", "weeks", "months", "percent_drop", "choose", "when")


class SpanShape(Shape):
    """From one fact to another."""

    start: str = required(text, name="from")
    end: str = required(text, name="to")


class BranchShape(Shape):
    """One value, and when it is taken."""

    value: Node = required(raw, name="is")
    when: Node = required(raw)


def load_definitions(
    files: Iterable[RuleFile],
    vocabulary: Vocabulary,
    guidelines: Mapping[str, Guideline],
    problems: list[Problem],
) -> tuple[Definition, ...]:
    """Every definition of the files."""
    found = []
    for file in files:
        if file.path.startswith("definitions/"):
            loader = _DefinitionLoader(file, vocabulary, guidelines, problems)
            definition = loader.load()
            if definition:
                found.append(definition)
    return tuple(found)


class _DefinitionLoader(OneFile):
    def load(self) -> Definition | None:
        node = node_of(self.file, self.problems)
        shape = shaped(DefinitionShape, node, self.problems)
        if shape is None:
            return None
        own = self.file.path.removeprefix("definitions/").removesuffix(".yaml")
        folder, _, name = own.rpartition("/")
        if shape.definition != own:
            message = f"the path says '{own}', the file says '{shape.definition}'"
            self.problem("wrong-path", message, shape.node["definition"], f"write definition: {own}")
        if folder != COMMON and folder not in self.guidelines:
            self.problems.append(unknown_name("guideline", folder, self.guidelines, shape.place("definition")))
            return None
        fact = self.vocabulary.facts.get(name)
        if fact is None:
            self.problems.append(unknown_name("fact", name, self.vocabulary.facts, shape.place("definition")))
            return None
        given = [key for key in FORMULAS if getattr(shape, key) is not None]
        if len(given) != 1:
            message = f"a definition has one formula, this has {len(given)}"
            self.problem("not-a-formula", message, shape.node, f"one of: {', '.join(FORMULAS)}")
            return None
        formula = self._formula(fact, given[0], shape)
        if formula is None:
            return None
        guideline = None if folder == COMMON else folder
        ground = None
        if shape.cite and shape.basis and shape.reading:
            ground = ground_of(shape.cite, shape.basis, shape.reading, folder, self.guidelines, self.problems)
        elif guideline:
            message = "a guideline's definition says cite, basis and reading"
            self.problem("missing-key", message, shape.node, "add what is missing of the three")
        return Definition(own, name, guideline, formula, ground, shape.place("definition"))

    def _formula(self, fact: Fact, kind: str, shape: DefinitionShape) -> Formula | None:
        node = getattr(shape, kind)
        if kind == "when":
            self._wants(fact, fact.type is FactType.BOOLEAN, "a condition", node)
            return Holds(self.reader.read(node))
        if kind == "choose":
            return self._choose(fact, node, shape)
        self._wants(fact, fact.type.is_numeric, "a number", node)
        if kind in ("sum", "difference", "product"):
            terms = self._terms(node)
            return Total(Arithmetic(kind), terms) if terms else None
        span = shaped(SpanShape, node, self.problems)
        if span is None:
            return None
        wanted = "a number" if kind == "percent_drop" else "a date"
        for name, at in ((span.start, span.node["from"]), (span.end, span.node["to"])):
            known = self._known(name, at)
            if known and (known.type.is_numeric if kind == "percent_drop" else known.type is FactType.DATE):
                continue
            if known:
                self.problem("wrong-type", f"'{name}' is {known.type}, and {wanted} is wanted", at)
            return None
        if kind == "percent_drop":
            return PercentDrop(span.start, span.end)
        return Span(TimeUnit(kind), span.start, span.end)

    def _choose(self, fact: Fact, node: Node, shape: DefinitionShape) -> Formula | None:
        if shape.otherwise is None:
            self.problem("missing-key", "'choose' needs 'otherwise'", shape.node, "add 'otherwise: …'")
            return None
        if not isinstance(node, YamlList) or not node:
            self.problem("not-a-list", "'choose' takes a list of {is: …, when: …}", node)
            return None
        branches = []
        for item in node:
            branch = shaped(BranchShape, item, self.problems)
            if branch is None:
                return None
            value = typed(fact, branch.value, self.problems)
            if value is None:
                return None
            branches.append(Branch(value, self.reader.read(branch.when)))
        otherwise = typed(fact, shape.otherwise, self.problems)
        return None if otherwise is None else Choose(tuple(branches), otherwise)

    def _terms(self, node: Node) -> tuple[Term, ...]:
        if not isinstance(node, YamlList) or not node:
            self.problem("not-a-list", "a total takes a list of facts and numbers", node)
            return ()
        terms: list[Term] = []
        for item in node:
            value = item.value if isinstance(item, Scalar) else None
            if isinstance(value, int | float) and not isinstance(value, bool):
                terms.append(value)
                continue
            if isinstance(value, str):
                known = self._known(value, item)
                if known and known.type.is_numeric:
                    terms.append(value)
                    continue
                if known is None:
                    continue
            self.problem("wrong-type", "a total is over numbers and numeric facts", item)
        return tuple(terms) if len(terms) == len(node) else ()

    def _known(self, name: str, at: Node) -> Fact | None:
        fact = self.vocabulary.facts.get(name)
        if fact is None:
            self.reader.unknown_fact(name, at.place)
        return fact

    def _wants(self, fact: Fact, fits: bool, gives: str, node: Node) -> None:
        if not fits:
            self.problem("wrong-type", f"'{fact.name}' is {fact.type}, and the formula gives {gives}", node)
