"""What loading finds, with the same pages as the lints: it is found in recheck.load and recheck.conditions.

These keep a file from being used, so that nothing may allow them. The editions' are asked for with `--as-of`.
"""

from recheck.author.lints import pages_of_letters, pages_of_names, pages_of_shapes, pages_of_upkeep, pages_of_values
from recheck.author.lints.kind import Kind
from recheck.model.problem import Severity

_WARNINGS = ("edition-ended", "edition-never-checked", "edition-not-checked", "allow-unused")
_PAGES = (
    pages_of_letters.PAGES
    | pages_of_names.PAGES
    | pages_of_shapes.PAGES
    | pages_of_values.PAGES
    | pages_of_upkeep.PAGES
)

KINDS = tuple(
    Kind(code, Severity.WARNING if code in _WARNINGS else Severity.ERROR, page, is_lint=False)
    for code, page in _PAGES.items()
)
