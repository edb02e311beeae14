"""rules/profiles/*.yaml to profiles: which guidelines count for a user, and in which order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from recheck.load.files import RuleFile
from recheck.load.shape import Shape, nested, optional, required, several, shaped, text, whole
from recheck.load.vocabulary import mapping_of
from recheck.model.guideline import Guideline
from recheck.model.node import unknown_name
from recheck.model.problem import Place, Problem, ProblemsFound, Source, did_you_mean
from recheck.model.profile import Profile
from recheck.model.rule import RuleSet

PROFILES = "profiles/"
DEFAULT = "california"


class StepShape(Shape):
    """Which guidelines stand at one step of the order: one by its name, or all of a rank or a jurisdiction.

    A guideline that a step names stands there alone, wherever its rank or jurisdiction stands.
    """

    guideline: str | None = optional(text)
    rank: int | None = optional(whole)
    jurisdiction: str | None = optional(text)

    @property
    def is_one(self) -> bool:
        return sum(each is not None for each in (self.guideline, self.rank, self.jurisdiction)) == 1

    def takes(self, guideline: Guideline) -> bool:
        return (
            self.guideline == guideline.id
            or self.rank == guideline.rank
            or (self.jurisdiction is not None and self.jurisdiction == guideline.jurisdiction)
        )


class AdvisoryShape(Shape):
    """From which rank on guidelines may only advise, and how a recommendation says so."""

    rank: int = required(whole)
    says: str = required(text)


class ProfileShape(Shape):
    """One profile."""

    title: str = required(text)
    source: str = required(text)
    order: tuple[StepShape, ...] = required(several(StepShape))
    advisory: AdvisoryShape | None = optional(nested(AdvisoryShape))


def load_profiles(
    files: Iterable[RuleFile], guidelines: Mapping[str, Guideline], problems: list[Problem]
) -> Mapping[str, Profile]:
    """Every profile of the files, by its name."""
    found = {}
    for file in files:
        if not file.path.startswith(PROFILES):
            continue
        shape = shaped(ProfileShape, mapping_of(file, problems), problems)
        if shape is not None:
            name = file.path.removeprefix(PROFILES).removesuffix(".yaml")
            found[name] = _profile(name, shape, guidelines, problems)
    return found


def _profile(name: str, shape: ProfileShape, guidelines: Mapping[str, Guideline], problems: list[Problem]) -> Profile:
    places: dict[str, int] = {}
    named = {step.guideline for step in shape.order}
    jurisdictions = {each.jurisdiction: each for each in guidelines.values()}
    for index, step in enumerate(shape.order):
        if not step.is_one:
            message = "a step names a guideline, a rank or a jurisdiction, and only one of them"
            problems.append(Problem("wrong-step", message, step.node.place))
        if step.guideline is not None and step.guideline not in guidelines:
            problems.append(unknown_name("guideline", step.guideline, guidelines, step.place("guideline")))
        if step.jurisdiction is not None and step.jurisdiction not in jurisdictions:
            problems.append(unknown_name("jurisdiction", step.jurisdiction, jurisdictions, step.place("jurisdiction")))
        for guideline in guidelines.values():
            if step.takes(guideline) and (step.guideline or guideline.id not in named):
                places.setdefault(guideline.id, index)
    advisory = shape.advisory
    return Profile(
        name,
        shape.title,
        places,
        frozenset(each.id for each in guidelines.values() if advisory and each.rank >= advisory.rank),
        advisory.says if advisory else "",
        shape.source,
    )


def under(rules: RuleSet, profile: str | None, guidelines: Sequence[str] = ()) -> RuleSet:
    """The rule set under a profile, or under some of its guidelines in an order of one's own.

    Args:
        rules: the rule set.
        profile: its name; None for the rule set's own choice.
        guidelines: the ids of the only guidelines that shall count, first searched first.

    Raises:
        ProblemsFound: there is no such profile or guideline.
    """
    problems = []
    if profile is not None and profile not in rules.profiles:
        there = did_you_mean(profile, rules.profiles) or f"there are: {', '.join(sorted(rules.profiles))}"
        problems.append(Problem("unknown-profile", f"'{profile}' is no profile", _option("--profile"), there))
    for name in guidelines:
        if name not in rules.guidelines:
            problems.append(unknown_name("guideline", name, rules.guidelines, _option("--guidelines")))
    if problems:
        raise ProblemsFound(problems)
    chosen = rules.profile if profile is None else rules.profiles[profile]
    return replace(rules, chosen=chosen.only(guidelines) if guidelines else chosen)


def _option(name: str) -> Place:
    return Place(Source(name))
