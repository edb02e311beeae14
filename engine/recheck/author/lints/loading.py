"""What loading finds: the problems of recheck.load and recheck.conditions, and the editions' that `--as-of` asks for.

These keep a file from being used, so that nothing may allow them.
"""

from recheck.author.lints.kind import Kind
from recheck.model.problem import Severity

_READING_LETTERS = (
    "wrong-pattern",
    "wrong-phrase",
    "unknown-region",
    "unknown-unit",
    "unmentioned-fact",
)
"""Patterns, phrases and names in rules/letters/ and rules/letters/patterns/."""
_NAMES = (
    "unknown-fact",
    "unknown-treatment",
    "unknown-guideline",
    "unknown-value",
    "unknown-key",
    "unknown-criterion",
    "unknown-rule",
    "missing-key",
    "missing-citation",
    "duplicate-key",
    "duplicate-fact",
    "duplicate-word",
    "unknown-word",
    "duplicate-treatment",
    "duplicate-guideline",
    "wrong-path",
    "wrong-place",
    "cycle",
)
"""What is named and is not there, or is there twice."""
_SHAPES = (
    "supporting-decides",
    "role-and-silence",
    "exclusion-limit",
    "no-scope",
    "caps-beside-criteria",
    "reserved-word",
    "if-without-then",
    "count-out-of-reach",
    "not-a-condition",
    "not-a-criterion",
    "not-a-quantity",
    "not-a-limit",
    "not-an-approval",
    "not-a-formula",
)
"""Conditions, criteria, approvals and definitions that are put together wrongly."""
_VALUES = (
    "wrong-type",
    "wrong-operator",
    "out-of-bounds",
    "bounds-out-of-order",
    "unit-mismatch",
    "bare-list",
    "dates-out-of-order",
    "no-value",
    "yaml-syntax",
    "tag-not-allowed",
)
"""Values that do not fit their fact, and files that are not readable."""
_ALLOWED = (
    "allow-unknown",
    "allow-refused",
)
"""Allowances of what is no kind, or may not be allowed."""
_UPKEEP = (
    "allow-unused",
    "edition-ended",
    "edition-never-checked",
    "edition-not-checked",
)
"""Allowances that are idle, and editions that are to be looked at again."""

KINDS = (
    *(
        Kind(code, Severity.ERROR, is_lint=False)
        for code in (*_READING_LETTERS, *_NAMES, *_SHAPES, *_VALUES, *_ALLOWED)
    ),
    *(Kind(code, Severity.WARNING, is_lint=False) for code in _UPKEEP),
)
