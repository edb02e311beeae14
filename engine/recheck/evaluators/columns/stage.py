"""Columns that are computed together, from those before them."""

from dataclasses import dataclass

from recheck.evaluators.columns.expr import Expr


@dataclass(frozen=True)
class Stage:
    """Columns by name, each over columns of earlier stages."""

    name: str
    columns: dict[str, Expr]
