"""Re-check medical-necessity decisions against guideline criteria written as YAML rules.

The flow has one direction: load -> screen -> explain -> compare -> audit -> report. As a library (docs/library.md):
`load_rules`, `read_case`, `screen_case`, `audit_table` and `treatments_in`, loaded when they are first asked for.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from recheck.library import audit_table, load_rules, read_case, screen_case, treatments_in

__version__ = "0.1.0"
__all__ = ["__version__", "audit_table", "load_rules", "read_case", "screen_case", "treatments_in"]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'recheck' has no attribute '{name}'")
    from recheck import library

    return getattr(library, name)
