"""What loading finds, with the same pages as the lints: it is found in recheck.load and recheck.conditions.

These keep a file from being used, so that nothing may allow them. The last three are asked for with `--as-of`.
"""

from recheck.author.lints.kind import Kind
from recheck.author.lints.loading_pages import PAGES
from recheck.model.problem import Severity

WARNINGS = ("edition-ended", "edition-never-checked", "edition-not-checked", "allow-unused")

KINDS = tuple(
    Kind(code, Severity.WARNING if code in WARNINGS else Severity.ERROR, page, is_lint=False)
    for code, page in PAGES.items()
)
