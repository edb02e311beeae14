"""rules/<guideline>/<treatment>.yaml to rules: one file is one rule, its path is its id."""

from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from typing import Any

from recheck.conditions.read import ConditionReader
from recheck.conditions.typed import typed
from recheck.load.allowed import AllowShape
from recheck.load.files import RuleFile
from recheck.load.grounds import CiteShape, GroundShape, ground_of
from recheck.load.one_file import OneFile
from recheck.load.shape import (
    Shape,
    flag,
    nested,
    one_of,
    optional,
    partly_shaped,
    raw,
    required,
    several,
    shaped,
    text,
    texts,
)
from recheck.load.vocabulary import mapping_of, node_of
from recheck.model.condition import ALWAYS, AnyOf, Condition, Limit
from recheck.model.guideline import Guideline
from recheck.model.node import Node, Scalar, YamlList, YamlMapping, unknown_name
from recheck.model.problem import Problem, did_you_mean, errors
from recheck.model.rule import (
    Approval,
    AtLeast,
    Basis,
    Criterion,
    Gate,
    Ground,
    Named,
    OtherReading,
    Position,
    Reading,
    Role,
    Rule,
    Strictness,
    named_in,
    together,
)
from recheck.model.value import Value
from recheck.model.vocabulary import BelongsTo, Vocabulary

NOT_RULES = (
    "facts/",
    "treatments/",
    "guidelines/",
    "definitions/",
    "gates/",
    "profiles/",
    "letters/",
    "titles/",
    "drugs/",
    "second_readings/",
)
TEST_SUFFIX = ".test.yaml"


class LimitShape(Shape):
    """A cap on a running total."""

    of: Any = required(raw)
    already: Any = optional(raw)
    at_most: Node = required(raw)


class UnlessShape(GroundShape):
    """An extension of a limit that the guideline grants."""

    when: Node = required(raw)


class OtherLimitShape(Shape):
    """What another reading of a limit changes of it."""

    at_most: Node = required(raw)


class OtherReadingShape(Shape):
    """The same words of the source, read more strictly or more loosely."""

    says: str = required(text)
    why: str = required(text)
    when: Any = optional(raw)
    limit: OtherLimitShape | None = optional(nested(OtherLimitShape))


class CriterionShape(Shape):
    """One criterion of a rule."""

    says: str = required(text)
    when: Any = optional(raw)
    limit: LimitShape | None = optional(nested(LimitShape))
    unless: UnlessShape | None = optional(nested(UnlessShape))
    if_silent: str | None = optional(text)
    gaps: bool = optional(flag, False)
    cite: CiteShape = required(nested(CiteShape))
    basis: Basis = required(one_of(Basis))
    reading: Reading = required(one_of(Reading))
    stricter: OtherReadingShape | None = optional(nested(OtherReadingShape))
    looser: OtherReadingShape | None = optional(nested(OtherReadingShape))
    role: Role | None = optional(one_of(Role))
    heard_in: Node | None = optional(raw)
    allow: tuple[AllowShape, ...] = optional(several(AllowShape), ())


class StatedShape(GroundShape):
    """What a request has to state for itself, such as the goals of therapy."""

    says: str = required(text)
    when: Node = required(raw)
    heard_in: Node | None = optional(raw)
    allow: tuple[AllowShape, ...] = optional(several(AllowShape), ())


class ReviewShape(Shape):
    """Whether a physician or author has reviewed the rule."""

    status: str = required(text)
    by: str | None = optional(text)
    date: Node | None = optional(raw)


class RefusalShape(Shape):
    """Text that must accompany a refusal."""

    says: str = required(text)
    cite: CiteShape | None = optional(nested(CiteShape))


class RuleShape(Shape):
    """One rule file."""

    rule: str = required(text)
    title: str = required(text)
    treatments: tuple[str, ...] = required(texts)
    applies_when: Node | None = optional(raw)
    scope_if_silent: str | None = optional(text)
    criteria: Node | None = optional(raw)
    states: Node | None = optional(raw)
    caps: Node | None = optional(raw)
    approve_when: Node | None = optional(raw)
    says: str | None = optional(text)
    cite: CiteShape | None = optional(nested(CiteShape))
    basis: Basis | None = optional(one_of(Basis))
    reading: Reading | None = optional(one_of(Reading))
    modify_to: Node | None = optional(raw)
    on_not_approved: RefusalShape | None = optional(nested(RefusalShape))
    position: Position = optional(one_of(Position), Position.CONCLUSIVE)
    review: ReviewShape | None = optional(nested(ReviewShape))
    known_limits: tuple[str, ...] = optional(texts, ())
    allow: tuple[AllowShape, ...] = optional(several(AllowShape), ())


class GateShape(GroundShape):
    """One gate of rules/gates/*.yaml."""

    says: str = required(text)
    when: Node = required(raw)


def is_rule_file(path: str) -> bool:
    """Whether a path inside a rule folder names a rule (not vocabulary, definitions, gates or tests)."""
    return "/" in path and not path.startswith(NOT_RULES) and not path.endswith(TEST_SUFFIX)


def load_rules(
    files: Iterable[RuleFile],
    vocabulary: Vocabulary,
    guidelines: Mapping[str, Guideline],
    problems: list[Problem],
) -> dict[str, Rule]:
    """Every rule of the files, by its id."""
    found = {}
    for file in files:
        if is_rule_file(file.path):
            rule = _RuleLoader(file, vocabulary, guidelines, problems).load()
            if rule:
                found[rule.id] = rule
    return found


def load_gates(
    files: Iterable[RuleFile],
    vocabulary: Vocabulary,
    guidelines: Mapping[str, Guideline],
    problems: list[Problem],
) -> tuple[Gate, ...]:
    """Every gate of rules/gates/*.yaml, in file order; each file is a mapping by name."""
    reader = ConditionReader(vocabulary, problems)
    found = []
    for file in files:
        mapping = mapping_of(file, problems) if file.path.startswith("gates/") else None
        for name, node in (mapping or {}).items():
            shape = shaped(GateShape, node, problems)
            if shape:
                own = shape.cite.guideline or ""
                ground = ground_of(shape.cite, shape.basis, shape.reading, own, guidelines, problems)
                found.append(Gate(name, shape.says, reader.read(shape.when), ground, node.place))
    return tuple(found)


def _with_states(approval: Approval | None, criteria: tuple[Criterion, ...]) -> Approval | None:
    """An approval that also needs what the request has to state."""
    stated = tuple(Named(each.name) for each in criteria if each.is_stated)
    return None if approval is None else together(approval, stated)


class _RuleLoader(OneFile):
    @property
    def id(self) -> str:
        return self.file.path.removesuffix(".yaml")

    @property
    def guideline(self) -> str:
        return self.id.rpartition("/")[0]

    def load(self) -> Rule | None:
        shape = partly_shaped(RuleShape, node_of(self.file, self.problems), self.problems)
        if shape is None:
            return None
        if shape.rule and shape.rule != self.id:
            message = f"the path says '{self.id}', the file says '{shape.rule}'"
            self.problem("wrong-path", message, shape.node["rule"], f"write rule: {self.id}")
        if self.guideline not in self.guidelines:
            self.problems.append(unknown_name("guideline", self.guideline, self.guidelines, shape.place("rule")))
            return None
        if shape.treatments:
            self._check_treatments(shape)
        elif shape.treatments is not None and not shape.is_broken:
            self.problem("not-a-list", "a rule names at least one treatment", shape.node["treatments"])
        criteria = (*self._criteria(shape), *self._states(shape), *self._caps(shape))
        approval = self._approve_when(shape)
        self._check_roles(shape, criteria, approval)
        outside = self._outside_if_silent(shape)
        applies_when = ALWAYS if shape.applies_when is None else self.reader.read(shape.applies_when)
        modify_to = self._modify_to(shape)
        if shape.is_broken:
            return None
        return Rule(
            self.id,
            shape.title,
            self.guideline,
            tuple(self.vocabulary.current(each) for each in shape.treatments),
            criteria,
            _with_states(approval, criteria),
            applies_when,
            self._own_ground(shape),
            shape.says,
            modify_to,
            shape.on_not_approved.says if shape.on_not_approved else None,
            shape.position,
            shape.review.status if shape.review else "draft",
            shape.known_limits,
            outside,
            shape.caps is not None,
            shape.place("rule"),
        )

    def _check_treatments(self, shape: RuleShape) -> None:
        node = shape.node["treatments"]
        for scalar in node if isinstance(node, YamlList) else [node]:
            assert isinstance(scalar, Scalar)  # the shape's treatments are texts
            if self.vocabulary.current(scalar.text) not in self.vocabulary.treatments:
                self.problems.append(unknown_name("treatment", scalar.text, self.vocabulary.treatments, scalar.place))

    def _own_ground(self, shape: RuleShape) -> Ground | None:
        if shape.cite and shape.basis and shape.reading:
            return ground_of(shape.cite, shape.basis, shape.reading, self.guideline, self.guidelines, self.problems)
        never = isinstance(shape.approve_when, Scalar)
        if never or shape.position is Position.INCONCLUSIVE:
            message = "a rule without criteria says cite, basis and reading itself"
            self.problem("missing-citation", message, shape.node, "add what is missing of the three")
        return None

    def _criteria(self, shape: RuleShape) -> tuple[Criterion, ...]:
        if shape.criteria is None:
            return ()
        if not isinstance(shape.criteria, YamlMapping):
            self.problem("wrong-type", "criteria are a mapping by name", shape.criteria)
            return ()
        found = [self._criterion(name, node) for name, node in shape.criteria.items()]
        return tuple(criterion for criterion in found if criterion)

    def _states(self, shape: RuleShape) -> Iterator[Criterion]:
        """The duties to state something, as criteria that every approval needs."""
        if shape.states is None:
            return
        if not isinstance(shape.states, YamlMapping):
            self.problem("wrong-type", "what a request states is a mapping by name", shape.states)
            return
        for name, node in shape.states.items():
            if isinstance(shape.criteria, YamlMapping) and name in shape.criteria:
                message = f"'{name}' is a criterion of this rule already"
                self.problem("duplicate-key", message, node, "give one of the two another name")
            stated = shaped(StatedShape, node, self.problems)
            before = len(self.problems)
            when = self.reader.read(stated.when) if stated else None
            if stated and when and not errors(self.problems[before:]):
                ground = ground_of(
                    stated.cite, stated.basis, stated.reading, self.guideline, self.guidelines, self.problems
                )
                heard = None if stated.heard_in is None else self.reader.read(stated.heard_in)
                yield Criterion(
                    name, stated.says, when, ground, heard_in=heard, is_stated=True, place=stated.node.place
                )

    def _caps(self, shape: RuleShape) -> tuple[Criterion, ...]:
        """The ceilings of a file that holds nothing else."""
        if shape.caps is None:
            return ()
        others = ("criteria", "states", "approve_when", "modify_to")
        beside = next((each for each in others if each in shape.node), None)
        if beside or shape.position is Position.INCONCLUSIVE:
            message = f"ceilings stand in a file of their own, without '{beside or 'position'}'"
            place = shape.node[beside or "position"]
            self.problem("caps-beside-criteria", message, place, "move 'caps' to a rule file of its own")
            return ()
        if not isinstance(shape.caps, YamlMapping) or not shape.caps:
            self.problem("wrong-type", "ceilings are a mapping by name", shape.caps)
            return ()
        found = [self._criterion(name, node) for name, node in shape.caps.items()]
        return tuple(criterion for criterion in found if criterion)

    def _check_roles(self, shape: RuleShape, criteria: tuple[Criterion, ...], approval: Approval | None) -> None:
        """Advice never decides."""
        named = set(named_in(approval)) if approval else set[str]()
        for each in criteria:
            if each.role is Role.SUPPORTING and (each.name in named or shape.caps is not None):
                message = f"'{each.name}' is advice (role: supporting), and 'approve_when' rests on it"
                place = shape.node["approve_when"] if "approve_when" in shape.node else shape.node["caps"]
                self.problem("supporting-decides", message, place, "take its name out, or drop 'role: supporting'")

    def _outside_if_silent(self, shape: RuleShape) -> bool:
        if shape.scope_if_silent not in (None, "outside"):
            message = f"'scope_if_silent' can only be 'outside', not '{shape.scope_if_silent}'"
            hint = "leave it out where the rule is for any request of its treatments"
            self.problem("unknown-value", message, shape.node["scope_if_silent"], hint)
        scoped = shape.applies_when is not None or self.guidelines[self.guideline].scope != ALWAYS
        if shape.scope_if_silent == "outside" and not scoped:
            message = "the rule has no scope that silence could close"
            self.problem("no-scope", message, shape.node["scope_if_silent"], "add 'applies_when', or drop the line")
        return shape.scope_if_silent == "outside"

    def _criterion(self, name: str, node: Node) -> Criterion | None:
        shape = partly_shaped(CriterionShape, node, self.problems)
        if shape is None:
            return None
        if (shape.when is None) == (shape.limit is None):
            message = f"the criterion '{name}' has either 'when' or 'limit'"
            self.problem("not-a-criterion", message, node, "keep one of the two")
            return None
        if shape.if_silent not in (None, "met"):
            self.problem(
                "unknown-value",
                "'if_silent' can only be 'met'",
                shape.node["if_silent"],
                "leave it out where silence means not met",
            )
        if shape.if_silent and shape.role:
            message = f"'if_silent' stands beside 'role: {shape.role}', which says what silence means"
            self.problem("role-and-silence", message, shape.node["if_silent"], "drop 'if_silent'")
        if shape.role is Role.EXCLUSION and shape.limit is not None:
            message = f"the limit '{name}' is no exclusion"
            hint = "write 'if_silent: met' where earlier care that nobody mentions counts as none"
            self.problem("exclusion-limit", message, shape.node["role"], hint)
        silent_met = shape.if_silent == "met" or shape.role is Role.EXCLUSION
        when, when_silent = self._condition(shape, silent_met)
        if when is None or shape.is_broken:
            return None
        ground = self._ground(shape)
        unless = self._ground(shape.unless) if shape.unless else None
        heard = None if shape.heard_in is None else self.reader.read(shape.heard_in)
        return Criterion(
            name,
            shape.says,
            when,
            ground,
            silent_met,
            when_silent,
            unless,
            shape.gaps,
            self._other(Strictness.STRICTER, shape.stricter, shape),
            self._other(Strictness.LOOSER, shape.looser, shape),
            shape.role,
            heard,
            place=shape.node.place,
        )

    def _other(
        self, strictness: Strictness, stated: OtherReadingShape | None, own: CriterionShape
    ) -> OtherReading | None:
        """Another reading of a criterion; what it does not state, it takes from the criterion."""
        if stated is None:
            return None
        if own.reading is Reading.QUOTED:
            message = f"the words are quoted, so there is no {strictness} reading of them"
            self.problem("reading-of-a-quotation", message, stated.node, "write reading: ours, or take it away")
            return None
        if (stated.limit is None) != (own.limit is None) or (stated.when is None) != (own.when is None):
            wanted = "limit: {at_most: …}" if own.limit else "when: {…}"
            message = f"the {strictness} reading does not state what the criterion states"
            self.problem("not-a-reading", message, stated.node, f"write {wanted}")
            return None
        other = copy(own)
        other.when = stated.when
        if own.limit and stated.limit:
            other.limit = copy(own.limit)
            other.limit.at_most = stated.limit.at_most
        when, when_silent = self._condition(other, own.if_silent == "met")
        return OtherReading(stated.says, when, stated.why, when_silent, stated.node.place) if when else None

    def _ground(self, shape: "CriterionShape | UnlessShape") -> Ground:
        return ground_of(shape.cite, shape.basis, shape.reading, self.guideline, self.guidelines, self.problems)

    def _condition(self, shape: CriterionShape, silent_met: bool) -> tuple[Condition | None, Condition | None]:
        if shape.limit is None:
            if shape.unless:
                message = "'unless' extends a limit"
                self.problem("not-a-limit", message, shape.unless.node, "put both under 'any'")
            before = len(self.problems)
            when = self.reader.read(shape.when)
            return (None if errors(self.problems[before:]) else when), None
        limit = self._limit(shape.limit, closes=False)
        if limit is None:
            return None, None
        closed: Condition | None = self._limit(shape.limit, closes=True) if silent_met else None
        if shape.unless is None:
            return limit, closed
        unless = self.reader.read(shape.unless.when)
        place = shape.unless.node.place
        return AnyOf((limit, unless), place), AnyOf((closed, unless), place) if closed else None

    def _limit(self, shape: LimitShape, *, closes: bool) -> Limit | None:
        for part in (shape.of, shape.already):
            if part is not None and not isinstance(part, Scalar):
                self.problem("wrong-type", "a fact's name is wanted here", part)
                return None
        return self.reader.read_limit(shape.of, shape.already, shape.at_most, closes=closes)

    def _approve_when(self, shape: RuleShape) -> Approval | None:
        names = set(shape.criteria) if isinstance(shape.criteria, YamlMapping) else set[str]()
        node = shape.approve_when
        if isinstance(shape.caps, YamlMapping) and node is None and shape.caps:
            return AtLeast(len(shape.caps), tuple(map(Named, shape.caps)))
        if isinstance(node, Scalar) and node.text == "never":
            return None
        if node is None:
            if shape.position is not Position.INCONCLUSIVE:
                message = "'approve_when' is missing"
                self.problem("missing-key", message, shape.node, "add 'approve_when: {all: […]}', or 'never'")
            return None
        return self._approval(node, names)

    def _approval(self, node: Node, names: set[str]) -> Approval | None:
        if isinstance(node, Scalar):
            if node.text in names:
                return Named(node.text)
            suggestion = did_you_mean(node.text, names) or f"criteria here: {', '.join(sorted(names))}"
            self.problem("unknown-criterion", f"'{node.text}' is no criterion of this rule", node, suggestion)
            return Named(node.text)
        if isinstance(node, YamlMapping) and len(node) == 1:
            word, inner = next(iter(node.items()))
            count = None
            if word == "count" and isinstance(inner, YamlMapping) and set(inner) == {"at_least", "of"}:
                number = inner["at_least"]
                count = number.value if isinstance(number, Scalar) else None
                inner = inner["of"]
            if word in ("all", "any", "count") and isinstance(inner, YamlList) and inner:
                parts = [self._approval(item, names) for item in inner]
                kept = tuple(part for part in parts if part is not None)
                least = {"all": len(kept), "any": 1}.get(word, count)
                if isinstance(least, int) and 1 <= least <= len(parts):
                    return AtLeast(least, kept)
        message = "'approve_when' combines criteria with all, any or count, or is 'never'"
        self.problem("not-an-approval", message, node, "write {all: [first_criterion, second_criterion]}")
        return None

    def _modify_to(self, shape: RuleShape) -> dict[str, Value]:
        node = shape.modify_to
        if node is None:
            return {}
        if not isinstance(node, YamlMapping):
            self.problem("wrong-type", "'modify_to' is a mapping of facts to values", node)
            return {}
        found: dict[str, Value] = {}
        for name, value in node.items():
            fact = self.vocabulary.facts.get(name)
            if fact is None:
                self.reader.unknown_fact(name, node.keys_at[name])
            elif fact.belongs_to is not BelongsTo.REQUEST:
                message = f"'{name}' is no fact of the request, so a modification cannot change it"
                self.problem("wrong-place", message, value)
            else:
                read = typed(fact, value, self.problems)
                if read is not None:
                    found[name] = read
        return found
