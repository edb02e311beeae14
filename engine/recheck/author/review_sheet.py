"""A rule on one sheet for a physician to read and sign: criteria, grounds, readings, vignettes, a line to sign."""

import re
import textwrap
from collections.abc import Iterator, Sequence

from recheck.author.rule_page import RulePage
from recheck.author.rule_text import decision_rows, item, test_words, wrapped
from recheck.author.side_by_side_text import WIDTH
from recheck.load.rule_tests import RuleTest
from recheck.model.value import written
from recheck.model.vocabulary import Vocabulary

VIGNETTE = re.compile(r"vignette\s*[-,:]?\s*")
"""How the name of a test begins that is written in the words of a chart."""

QUESTIONS = (
    "Are the criteria those of the guideline as you know it? Which is missing, too strict or too loose?",
    "Are the readings that are ours sound medicine?",
    "Is each vignette decided as you would decide it?",
)


def review_sheet(page: RulePage, vocabulary: Vocabulary) -> str:
    """The sheet. A signature makes nothing reviewed: the author enters `review:` into the rule's file."""
    rule = page.rule
    rows = wrapped(f"{rule.title} ({rule.id})")
    rows += ["=" * min(WIDTH, max(map(len, rows)))]
    rows += wrapped(f"{page.edition.title}; {page.in_force}. Treatments: {', '.join(page.treatments)}.")
    for words in page.applies:
        rows += wrapped(f"Only where {words}.")
    rows += ["", *decision_rows(page)]
    if rule.known_limits:
        rows += ["", "Known limits:", *(row for each in rule.known_limits for row in item(each))]
    rows += ["", "Vignettes:", *_vignettes(page.tests, vocabulary)]
    rows += ["", "To be answered:", *(row for each in QUESTIONS for row in item(each))]
    rows += ["", "Remarks:", "", "_" * WIDTH, "", "_" * WIDTH, ""]
    rows += ["Read by (name, license): ________________________  Date: ____________", ""]
    return "\n".join([*rows, "Signature: ______________________________________"])


def _vignettes(tests: Sequence[RuleTest], vocabulary: Vocabulary) -> Iterator[str]:
    """The tests in chart words with their facts; where there are none, the tests by name."""
    told = [test for test in tests if VIGNETTE.match(test.name)]
    for test in told:
        facts = (f"{_readable(name, vocabulary)}: {written(value)}" for name, value in sorted(test.facts.items()))
        yield from item(VIGNETTE.sub("", test_words(test), 1))
        yield from textwrap.wrap("; ".join(facts), WIDTH, initial_indent="  ", subsequent_indent="  ")
    if not told:
        yield from (row for test in tests for row in item(test_words(test)))


def _readable(name: str, vocabulary: Vocabulary) -> str:
    fact = vocabulary.facts.get(name)
    return fact.readable if fact else name.replace("_", " ")
