"""`recheck screen --record`: what the command says goes into the journal that the service keeps."""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from recheck.cli.edges import RuleChoice, tell
from recheck.cli.journaling import opened
from recheck.load.yaml_text import parse
from recheck.model.problem import Problem, ProblemsFound

if TYPE_CHECKING:
    from recheck.judge import Mode
    from recheck.model.case import Case
    from recheck.model.recommendation import Recommendation
    from recheck.model.rule import RuleSet


def put_down(
    address: str,
    text: str,
    case: "Case",
    found: "Sequence[Recommendation]",
    problems: Sequence[Problem],
    request: str | None,
    rules: "RuleSet",
    choice: RuleChoice,
    mode: "Mode",
) -> None:
    """Append the recommendations to a journal.

    Raises:
        ProblemsFound: the journal cannot be written, or is not as it was written.
    """
    with opened(address, None, create=True) as journal:
        from recheck.load.json_nodes import plain
        from recheck.output import recommendation_json
        from recheck.service.journal.store import shown_address
        from recheck.service.journal.verify import check_end
        from recheck.service.rules import Chosen
        from recheck.service.screening import Asked, Screened, drafts_of, result_text

        tampered = check_end(journal)
        if tampered:
            raise ProblemsFound(tampered)
        node, _ = parse(text, "case")
        data = plain(node) if node is not None else None
        assert isinstance(data, dict)
        names = tuple(name.strip() for name in (choice.guidelines or "").split(",") if name.strip())
        chosen = Chosen(choice.profile, names, choice.reading)
        asked = Asked(data, request, str(mode.undocumented), mode.as_if, chosen, needs_physician=True)
        results = tuple(result_text(recommendation_json(each, rules)) for each in found)
        screened = Screened(asked, case, tuple(found), results, tuple(problems))
        for answer in journal.append([drafts_of(screened, _user(), "command", ())]):
            assert isinstance(answer, tuple)
            tell(
                f"recorded in {shown_address(address)}: "
                + ", ".join(f"entry {each.sequence}, {each.digest}" for each in answer)
            )


def _user() -> str:
    """Who runs the command."""
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"
