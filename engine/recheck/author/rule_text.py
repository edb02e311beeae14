"""A rule's page as text for a terminal."""

import textwrap
from collections.abc import Iterator, Sequence

from recheck.author.criteria_tree import Limb
from recheck.author.rule_page import RulePage
from recheck.author.side_by_side_text import WIDTH, as_text
from recheck.load.rule_tests import RuleTest


def rule_text(page: RulePage) -> str:
    """The page, no line longer than a terminal is wide."""
    rule = page.rule
    rows = wrapped(f"{rule.title} ({rule.id})")
    rows += ["=" * min(WIDTH, max(map(len, rows)))]
    rows += wrapped(f"{page.edition.title}; {page.in_force}; rank {page.edition.rank}. Review: {rule.review}.")
    rows += wrapped(f"Treatments: {', '.join(page.treatments)}.")
    for words in page.applies:
        rows += wrapped(f"Only where {words}.")
    rows += ["", *decision_rows(page)]
    if rule.on_not_approved:
        rows += ["", *wrapped(f"With a refusal: {rule.on_not_approved}")]
    if rule.known_limits:
        rows += ["", "Known limits:"]
        rows += [row for each in rule.known_limits for row in item(each)]
    for table in page.tables:
        rows += ["", "-" * WIDTH, "", as_text(table)]
    rows += ["", "-" * WIDTH, "", f"Tests: {len(page.tests) or 'none'}"]
    rows += [row for test in page.tests for row in item(test_words(test))]
    rows += ["", f"Cases that it decides, silence held not established: {len(page.decided) or 'none'}"]
    for each in page.decided:
        decided = f"{each.words}; determined: {', '.join(each.determinations) or 'not known'}"
        rows += item(f"{each.recommendation.case}, {each.recommendation.title}: {decided}")
    return "\n".join(rows)


def test_words(test: RuleTest) -> str:
    """A test in one sentence: its name, what it expects, and how it is read."""
    quantity = f" to {test.expect.quantity}" if test.expect.quantity is not None else ""
    expected = f" -> {test.expect.decision}{quantity}" if test.expect.decision else ""
    how = ["silence closes"] if test.undocumented != "ask" else []
    how += [f"read {test.reading}"] if test.reading else []
    return f"{test.name}{expected}" + (f" ({', '.join(how)})" if how else "")


def decision_rows(page: RulePage) -> Iterator[str]:
    """How the rule decides, criterion by criterion, as a tree."""
    rule = page.rule
    if not rule.is_conclusive:
        yield "Takes no position: the search goes on."
    elif rule.approve_when is None:
        yield "Does not recommend it: never approves."
    else:
        yield "Approves when this holds:"
    if rule.says:
        yield from wrapped(f"{rule.says}.")
    if rule.ground:
        yield from wrapped(f"Cited: {rule.ground.cite.within}; basis {rule.ground.basis}; {rule.ground.reading}.")
    yield from _limbs(page.tree, "")


def _limbs(limbs: Sequence[Limb], before: str) -> Iterator[str]:
    for index, limb in enumerate(limbs):
        is_last = index == len(limbs) - 1
        below = before + ("   " if is_last else "│  ")
        head = f"{limb.name}: {limb.words}" if limb.name else limb.words
        inner = below + ("│  " if limb.limbs else "   ")
        yield from textwrap.wrap(
            head, WIDTH, initial_indent=before + ("└─ " if is_last else "├─ "), subsequent_indent=inner
        )
        for note in limb.notes:
            yield from textwrap.wrap(f"({note})", WIDTH, initial_indent=inner, subsequent_indent=inner + " ")
        yield from _limbs(limb.limbs, below)


def wrapped(words: str) -> list[str]:
    """Words in lines as wide as a terminal."""
    return textwrap.wrap(words, WIDTH)


def item(words: str) -> list[str]:
    """Words as an item of a list."""
    return textwrap.wrap(words, WIDTH, initial_indent="- ", subsequent_indent="  ")
