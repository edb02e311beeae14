"""Rules: the criteria under which one guideline approves one treatment; and definitions of derived facts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import TypeAlias

from recheck.model.condition import ALWAYS, AllOf, Condition, facts_read
from recheck.model.guideline import Citation, Guideline
from recheck.model.problem import Place
from recheck.model.profile import Profile, by_rank
from recheck.model.value import Value
from recheck.model.vocabulary import Vocabulary

LATER = {"later": True}
"""Marks a field that rules of before do not have: where it says nothing, a rule set's digest leaves it out."""


class Basis(StrEnum):
    """How a criterion itself is known: quoted in a letter, read on a page, by less than that, or not at all."""

    LETTER = "letter"
    PAGE = "page"
    ONE_SOURCE = "one_source"
    """a figure that a single page or paraphrase prints, and no second confirms"""
    OTHER_EDITION = "other_edition"
    """words quoted for another edition of the same guideline, or without an edition"""
    UNVERIFIED = "unverified"


class Reading(StrEnum):
    """Whether a threshold or list is the guideline's own, or our reading of vague words."""

    QUOTED = "quoted"
    OURS = "ours"


@dataclass(frozen=True, slots=True)
class Ground:
    """What a criterion rests on."""

    cite: Citation
    basis: Basis
    reading: Reading


class Role(StrEnum):
    """What a criterion is for, where that does not follow from `approve_when`."""

    EXCLUSION = "exclusion"
    """speaks against the treatment, and the record has to show it: where the record is silent it counts as met"""
    SUPPORTING = "supporting"
    """advice of the guideline ('consider', 'may', 'good practice'): shown and asked for, decides nothing"""


class Strictness(StrEnum):
    """Which way vague words are read otherwise than the rule reads them."""

    STRICTER = "stricter"
    LOOSER = "looser"


@dataclass(frozen=True, slots=True)
class OtherReading:
    """The same words of the source, read more strictly or more loosely; citation and basis are the criterion's."""

    says: str
    when: Condition
    why: str
    """What in the source allows it, such as `'4-6 visits in most cases'`."""
    when_silent: Condition | None = None
    place: Place | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One named condition or limit with its citation."""

    name: str
    says: str
    when: Condition
    ground: Ground
    if_silent_met: bool = False
    when_silent: Condition | None = None
    """On a limit with `if_silent: met`: the same condition with `already` at its lower bound."""
    unless: Ground | None = None
    has_gaps: bool = False
    """The source's list is known only in part: not meeting what is known of it is no ground to deny."""
    stricter: OtherReading | None = None
    looser: OtherReading | None = None
    """Where the reading is ours: other ones of the same words, as far as the author states them."""
    role: Role | None = field(default=None, metadata=LATER)
    heard_in: Condition | None = field(default=None, metadata=LATER)
    """Where its answer would stand in a record: where that is documented, silence is the record's answer."""
    is_stated: bool = field(default=False, metadata=LATER)
    """A duty to state something: stated otherwise the request pends, and where nothing is stated nobody is denied."""
    place: Place | None = field(default=None, compare=False, repr=False)

    @property
    def is_exclusion(self) -> bool:
        """Whether it speaks against the treatment, so that silence meets it; a limit is none."""
        return self.if_silent_met and self.when_silent is None

    @property
    def closes_met(self) -> bool:
        """Whether it counts as met where silence closes it."""
        return self.if_silent_met or self.is_stated

    @property
    def never_refuses(self) -> bool:
        """Whether it can be met, but never be held not met."""
        return self.has_gaps or self.is_stated

    def read(self, strictness: Strictness) -> OtherReading | None:
        """The stricter or the looser reading, where the author states it."""
        return self.stricter if strictness is Strictness.STRICTER else self.looser


@dataclass(frozen=True, slots=True)
class Named:
    """A criterion, by its name."""

    name: str


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least `count` of the parts; `all` and `any` are its two ends."""

    count: int
    parts: tuple["Approval", ...]


Approval: TypeAlias = Named | AtLeast
"""When a rule approves, over criterion names: only all, any and count, so that it is monotone."""


def together(approval: Approval, names: tuple[Named, ...]) -> Approval:
    """An approval that needs some criteria more.

    >>> together(Named("a"), (Named("b"),))
    AtLeast(count=2, parts=(Named(name='a'), Named(name='b')))
    """
    if not names:
        return approval
    if isinstance(approval, AtLeast) and approval.count == len(approval.parts):
        return AtLeast(approval.count + len(names), (*approval.parts, *names))
    return AtLeast(1 + len(names), (approval, *names))


def named_in(approval: Approval) -> tuple[str, ...]:
    """The criteria that an approval names, once each, in its order."""
    return tuple(dict.fromkeys(leaves(approval)))


def leaves(approval: Approval) -> tuple[str, ...]:
    """The names in an approval, as often as it has them."""
    if isinstance(approval, Named):
        return (approval.name,)
    return tuple(name for part in approval.parts for name in leaves(part))


class Position(StrEnum):
    """Whether a guideline takes a position, or finds no evidence either way."""

    CONCLUSIVE = "conclusive"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True, slots=True)
class Rule:
    """The criteria under which one guideline approves one treatment."""

    id: str
    title: str
    guideline: str
    treatments: tuple[str, ...]
    criteria: tuple[Criterion, ...]
    approve_when: Approval | None
    """None where the guideline does not recommend the treatment (`approve_when: never`)."""
    applies_when: Condition = ALWAYS
    ground: Ground | None = None
    says: str | None = None
    modify_to: Mapping[str, Value] = field(default_factory=dict)
    on_not_approved: str | None = None
    position: Position = Position.CONCLUSIVE
    review: str = "draft"
    known_limits: tuple[str, ...] = ()
    outside_if_silent: bool = field(default=False, metadata=LATER)
    """For a special occasion: where the record does not mention it and silence closes, the rule does not apply."""
    is_cap: bool = field(default=False, metadata=LATER)
    """Its criteria are ceilings beside whichever guideline decides; by itself it decides nothing."""
    place: Place | None = field(default=None, compare=False, repr=False)

    @property
    def is_conclusive(self) -> bool:
        return self.position is Position.CONCLUSIVE

    def under(self, caps: "Sequence[Rule]") -> "Rule":
        """The rule with the ceilings of others among its criteria: it approves nothing that they do not allow."""
        if not caps or self.approve_when is None or not self.is_conclusive:
            return self
        ceilings = tuple(replace(each, name=f"{cap.id}.{each.name}") for cap in caps for each in cap.criteria)
        names = tuple(Named(each.name) for each in ceilings)
        return replace(self, criteria=(*self.criteria, *ceilings), approve_when=together(self.approve_when, names))


# -- definitions ----------------------------------------------------------------------------------

Term: TypeAlias = str | int | float
"""A fact by its name, or a constant."""


class Arithmetic(StrEnum):
    """How the terms of a total are combined."""

    SUM = "sum"
    DIFFERENCE = "difference"
    PRODUCT = "product"


@dataclass(frozen=True, slots=True)
class Total:
    """Terms added, subtracted in turn from the first, or multiplied; bounds carry over."""

    how: Arithmetic
    terms: tuple[Term, ...]


class TimeUnit(StrEnum):
    """In what a span between two dates is counted."""

    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"


BEGUN = 0.5
"""What a week or month that is begun and not complete counts: more than nothing, and less than a whole one."""


@dataclass(frozen=True, slots=True)
class Span:
    """Time from one date to another."""

    unit: TimeUnit
    start: str
    end: str

    @property
    def can_begin(self) -> bool:
        """Whether one can be begun and not complete."""
        return self.unit is not TimeUnit.DAYS


@dataclass(frozen=True, slots=True)
class PercentDrop:
    """How far a number fell, in percent of where it started; unknown where it starts at 0."""

    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Branch:
    """One value, and when it is taken."""

    value: Value
    when: Condition


@dataclass(frozen=True, slots=True)
class Choose:
    """The first branch that is TRUE; an UNKNOWN before it makes the value unknown."""

    branches: tuple[Branch, ...]
    otherwise: Value


@dataclass(frozen=True, slots=True)
class Holds:
    """The truth of a condition, as a boolean fact."""

    when: Condition


Formula: TypeAlias = Total | Span | PercentDrop | Choose | Holds


@dataclass(frozen=True, slots=True)
class Definition:
    """How one edition derives a fact from others; `guideline` is None for plain arithmetic."""

    id: str
    fact: str
    guideline: str | None
    formula: Formula
    ground: Ground | None = None
    place: Place | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Gate:
    """A condition that makes a request pend before any criterion is looked at."""

    name: str
    says: str
    when: Condition
    ground: Ground
    place: Place | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, eq=False)
class RuleSet:
    """Everything that a recommendation rests on: vocabulary, editions, definitions, gates, rules."""

    vocabulary: Vocabulary
    guidelines: Mapping[str, Guideline]
    definitions: tuple[Definition, ...]
    rules: Mapping[str, Rule]
    gates: tuple[Gate, ...] = ()
    digest: str = ""
    by_treatment: Mapping[str, tuple[str, ...]] | None = None
    """Rule ids by treatment, where they were indexed."""
    profiles: Mapping[str, Profile] = field(default_factory=dict)
    chosen: Profile | None = None
    """The profile under which requests are judged; None: by the guidelines' ranks."""
    strictness: Strictness | None = None
    """Which other readings of vague words stand for the rules' own; None: none."""

    @cached_property
    def profile(self) -> Profile:
        """Which guidelines count, and in which order."""
        return self.chosen or by_rank(self.guidelines)

    def called(self, rule: Rule) -> str:
        """A rule as a reader knows it: its title with the short name of its guideline, said once."""
        known = self.guidelines[rule.guideline]
        name = known.short or known.title
        return rule.title if f"({name})" in rule.title else f"{rule.title} ({name})"

    def for_treatment(self, treatment: str) -> tuple[Rule, ...]:
        """The rules of every edition that speak of a treatment, in file order; ceilings apart."""
        return tuple(rule for rule in self._about(treatment) if not rule.is_cap)

    def caps_on(self, treatment: str) -> tuple[Rule, ...]:
        """The ceilings of every edition on a treatment."""
        return tuple(rule for rule in self._about(treatment) if rule.is_cap)

    def under_ceilings(self) -> tuple[Rule, ...]:
        """Every rule with the criteria that ceilings on its treatments add to its own, as truths of it are told."""
        every = {treatment: self.caps_on(treatment) for rule in self.rules.values() for treatment in rule.treatments}
        return tuple(
            rule.under([*{cap.id: cap for each in rule.treatments for cap in every[each]}.values()])
            for rule in self.rules.values()
        )

    def _about(self, treatment: str) -> Iterator[Rule]:
        if self.by_treatment is not None:
            return (self.rules[name] for name in self.by_treatment.get(treatment, ()))
        return (rule for rule in self.rules.values() if treatment in rule.treatments)


def condition_of(formula: Formula) -> Condition:
    """The conditions inside a formula, as one tree (empty where it has none)."""
    match formula:
        case Holds(when):
            return when
        case Choose(branches):
            return AllOf(tuple(branch.when for branch in branches))
        case _:
            return ALWAYS


def inputs_of(formula: Formula) -> tuple[str, ...]:
    """The facts that a formula reads, once each."""
    match formula:
        case Total(_, terms):
            return tuple(dict.fromkeys(term for term in terms if isinstance(term, str)))
        case Span(_, start, end) | PercentDrop(start, end):
            return (start, end)
        case _:
            return facts_read(condition_of(formula))
