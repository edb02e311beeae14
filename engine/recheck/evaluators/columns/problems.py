"""What columns cannot do for a rule: said by name and place, never silently wrong."""

from recheck.model.problem import Place, Problem

UNSUPPORTED = "unsupported-by-columns"


class Unsupported(Exception):
    """A rule needs what columns cannot do; the interpreter can."""

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(what)

    def problem(self, rule: str, place: Place | None) -> Problem:
        """The problem, with the rule that it is about."""
        hint = "audit these requests as cases, which the interpreter judges"
        return Problem(UNSUPPORTED, f"{self.what} is not supported by columns: {rule}", place, hint)
