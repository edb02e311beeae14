"""A recommendation as a page shows it: words only, in the order in which they are read.

Comes in: a sheet and the rules. Goes out: the headline, each criterion with its truth, citation and facts, what
rests on silence, the questions. All of it comes from the functions that the API and the command line call; a
caller who may not see thresholds is given no criteria here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from recheck.explain import headline, rationale
from recheck.model.guideline import Dates, Guideline
from recheck.model.problem import Problem
from recheck.model.recommendation import CriterionFinding, Reason, Recommendation, RuleFinding
from recheck.model.rule import RuleSet
from recheck.model.truth import Truth
from recheck.page import grouped
from recheck.phrases import fact_row, guideline_title, how_known, is_idle, wish_words, would
from recheck.service.pages.sheet import Sheet
from recheck.service.questions import Asking, next_questions
from recheck.service.screening import screen_asked

TRUTHS = {Truth.TRUE: "met", Truth.FALSE: "not met", Truth.UNKNOWN: "not documented"}
MARKS = {"met": "✓", "not met": "✗", "not documented": "?"}


@dataclass(frozen=True, slots=True)
class CriterionShown:
    """One criterion in words."""

    says: str
    truth: str
    decides: bool
    cite: str
    ground: str
    """How it is known, where that is not the guideline's own words."""
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleShown:
    """One rule with its criteria."""

    rule: str
    title: str
    edition: str
    would: str
    rows: tuple[tuple[int, str | CriterionShown], ...]
    """The criteria as an approval combines them: each with its depth, below the words for its group."""
    not_recommended: str | None = None
    """What a guideline that does not recommend the treatment says, and where."""
    accompanies: str | None = None
    """What must accompany a refusal."""


@dataclass(frozen=True, slots=True)
class PartShown:
    """A part or region that was judged by itself."""

    label: str
    headline: str
    rules: tuple[RuleShown, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything that is shown of a recommendation."""

    decision: str
    headline: str
    rationale: str
    needs_physician: bool
    on_silence: str | None
    rules: tuple[RuleShown, ...]
    parts: tuple[PartShown, ...]
    also: tuple[str, ...]
    notes: tuple[str, ...]
    contradicted: tuple[str, ...]
    missing: tuple[str, ...]
    wishes: tuple[str, ...]
    questions: tuple[Asking, ...]
    problems: tuple[Problem, ...]
    as_ifs: tuple[Guideline, ...]
    """Editions with a rule for the treatment that the dates fall outside of, where none at hand is in force."""
    rules_digest: str
    engine: str
    hypothetical: str | None
    disputed: int | None
    unit: str | None


def shown(sheet: Sheet, rules: RuleSet, sees_criteria: bool) -> Shown:
    """What the rules say of a sheet.

    Args:
        sheet: what was put in.
        rules: the rules.
        sees_criteria: whether thresholds may be shown; who may not see them is given no deny and no modify.

    Raises:
        ProblemsFound: what was put in has errors.
    """
    asked = sheet.asked(needs_physician=sees_criteria)
    screened = screen_asked(asked, rules)
    found = screened.found[0]
    if not sees_criteria:
        found = replace(found, rests_on=None, notes=())
    facts = rules.vocabulary.facts
    return Shown(
        str(found.decision),
        headline(found, rules if sees_criteria else None),
        rationale(found, rules) if sees_criteria else "",
        found.needs_physician,
        _on_silence(found),
        _rules(found, rules) if sees_criteria else (),
        tuple(PartShown(label_of(each, found, rules), headline(each), _rules(each, rules) if sees_criteria else ())
              for each in found.components),
        tuple(_also(each, rules) for each in found.also_considered) if sees_criteria else (),
        tuple(_notes(found, rules)),
        tuple(facts[name].readable for name in found.contradicted if name in facts),
        tuple(dict.fromkeys(each.in_words for each in found.missing)),
        tuple(dict.fromkeys(_wishes(found, rules))) if sees_criteria else (),
        tuple(next_questions(asked, rules)),
        screened.problems,
        tuple(_as_ifs(sheet, found, rules)),
        found.rules_digest,
        found.engine,
        found.as_if.isoformat() if found.as_if else None,
        found.disputed,
        found.unit,
    )  # fmt: skip


def _on_silence(found: Recommendation) -> str | None:
    if found.rests_on == "silence":
        return "This rests on silence of the record: documented facts could change it."
    if found.rests_on == "record":
        return "This rests on what the record was asked and does not mention."
    if found.rests_on == "documented":
        return "This rests on documented facts."
    return None


def _rules(found: Recommendation, rules: RuleSet) -> tuple[RuleShown, ...]:
    if found.components:
        return ()
    return tuple(_rule(found, each, rules) for each in found.rules)


def _rule(found: Recommendation, finding: RuleFinding, rules: RuleSet) -> RuleShown:
    rule = finding.rule
    never = None
    if rule.approve_when is None and rule.ground:
        never = f"{rule.says or f'{rule.title} is not recommended'} ({rule.ground.cite.within})"
    return RuleShown(
        rule.id,
        rule.title,
        guideline_title(rule.guideline, rules.guidelines),
        would(finding),
        tuple(
            (depth, each if isinstance(each, str) else _criterion(found, finding, each, rules))
            for depth, each in grouped(finding)
        ),
        never,
        rule.on_not_approved,
    )


def _criterion(found: Recommendation, finding: RuleFinding, each: CriterionFinding, rules: RuleSet) -> CriterionShown:
    used = [fact for fact in found.facts_of(finding, each) if not is_idle(fact)]
    return CriterionShown(
        each.criterion.says,
        TRUTHS[each.truth],
        each.decides,
        each.criterion.ground.cite.within,
        "; ".join(how_known(each)),
        tuple(fact_row(fact, rules.vocabulary.facts) for fact in used),
    )


def label_of(component: Recommendation, whole: Recommendation, rules: RuleSet) -> str:
    """A part by its treatment, a region by its own name."""
    treatment = rules.vocabulary.treatments.get(component.treatment or "")
    names = [treatment.title] if treatment and component.request != whole.request else []
    names += [component.region.replace("_", " ")] if component.region else []
    return ", ".join(names) or component.title


def _also(finding: RuleFinding, rules: RuleSet) -> str:
    view = "takes no position" if not finding.rule.is_conclusive else f"would {would(finding)}"
    if finding.rule.is_conclusive and finding.applies is Truth.UNKNOWN:
        view = f"may apply, and would {would(finding)}"
    return f"{finding.rule.title}, {guideline_title(finding.rule.guideline, rules.guidelines)}: {view}"


def _notes(found: Recommendation, rules: RuleSet) -> Iterator[str]:
    yield from found.notes
    if found.conflict:
        yield "Rules of the same rank differ; the stricter decides."
    if found.not_at_hand:
        names = ", ".join(guideline_title(name, rules.guidelines) for name in found.not_at_hand)
        yield f"In force and searched before, without criteria at hand: {names}."


def _wishes(found: Recommendation, rules: RuleSet) -> Iterator[str]:
    for change in found.would_change:
        words = []
        for name, value in change.facts:
            words.append(wish_words(rules.vocabulary.facts[name], value))
        yield "; ".join(words) + ("" if change.undocumented_only else " (the record is different)")


def _as_ifs(sheet: Sheet, found: Recommendation, rules: RuleSet) -> Iterator[Guideline]:
    """Where no edition at hand speaks on these dates: those that would on another."""
    if found.reason not in (Reason.NO_RULE, Reason.INCONCLUSIVE) or sheet.as_if is not None:
        return
    dates = Dates(sheet.requested_on, sheet.service_on)
    named = dict.fromkeys(rule.guideline for each in sheet.treatments for rule in rules.for_treatment(each))
    editions = [rules.guidelines[each] for each in named]
    yield from sorted(
        (each for each in editions if not each.in_force.covers(dates)),
        key=lambda each: (each.rank, -each.in_force.start.date.toordinal()),
    )
