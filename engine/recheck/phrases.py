"""Pieces of sentences that the rationale and the page share: amounts, titles, places, what a rule would do.

Comes in: a piece of a recommendation. Goes out: its words, the same wherever it is told.
"""

from collections.abc import Mapping

from recheck.model.guideline import Guideline
from recheck.model.recommendation import Decision, FactUsed, Recommendation, RuleFinding
from recheck.model.rule import Basis, RuleSet
from recheck.model.value import written

ONLY_A_PHYSICIAN = "Only a physician may deny or modify a request (California Labor Code 4610)."
WEAK = {
    Basis.UNVERIFIED: "From general knowledge only, not verified",
    Basis.OTHER_EDITION: "Known from quotations of another edition, or without one",
    Basis.ONE_SOURCE: "Known from one source only",
}


def amount(number: int, unit: str | None) -> str:
    """A quantity in words.

    >>> amount(1, "visits"), amount(6, "visits"), amount(1, "studies")
    ('1 visit', '6 visits', '1 study')
    """
    word = unit or ""
    if number == 1:
        word = word[:-3] + "y" if word.endswith("ies") else word.removesuffix("s")
    return f"{number} {word}".rstrip()


def kind_words(found: Recommendation) -> str:
    """What a modification changes but the quantity: `acquisition: rental`."""
    return ", ".join(f"{name.replace('_', ' ')}: {written(value)}" for name, value in found.changes.items())


def guideline_title(name: str, guidelines: Mapping[str, Guideline]) -> str:
    """A guideline's title, or its id where it is none of ours."""
    known = guidelines.get(name)
    return known.title if known else name


def rule_name(finding: RuleFinding, rules: RuleSet) -> str:
    """A rule's title with the short name of its guideline, said once."""
    known = rules.guidelines[finding.rule.guideline]
    name = known.short or known.title
    return finding.rule.title if f"({name})" in finding.rule.title else f"{finding.rule.title} ({name})"


def would(finding: RuleFinding) -> str:
    """What a rule would do, after 'would'."""
    match finding.decision:
        case Decision.MODIFY:
            kept = [str(finding.quantity)] if finding.quantity is not None else []
            kept += [f"{name.replace('_', ' ')}: {written(value)}" for name, value in finding.changes.items()]
            return f"modify to {', '.join(kept)}"
        case Decision.PEND:
            return "wait for facts"
        case decision:
            return str(decision)


def sources(used: tuple[FactUsed, ...]) -> tuple[FactUsed, ...]:
    """Facts as the record has them: a derived fact gives way to what it was derived from."""
    return tuple(source for each in used for source in (sources(each.from_facts) if each.from_facts else (each,)))


def is_idle(used: FactUsed) -> bool:
    """Nothing authorized is nothing to tell."""
    return used.name.endswith("_authorized") and not used.held


def source_place(used: FactUsed) -> str:
    """Where the record documents it, and when: ` [lines 3-4, 2014-01-05]`."""
    parts = [str(used.evidence)] if used.evidence else []
    if used.dated:
        parts.append(str(used.dated))
    return f" [{', '.join(parts)}]" if parts else ""
