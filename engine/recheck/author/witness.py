"""A record that a proof found, as a case file: every fact at its place, and what the interpreter says of it."""

from collections.abc import Mapping

from recheck.author.request_text import case_text
from recheck.collect import Record, collect
from recheck.evaluators.evaluation import facts_in
from recheck.evaluators.plan import editions_in_force, plan_for
from recheck.evaluators.search import Resolved, Voice
from recheck.judge import Judgement, Mode
from recheck.load.cases import read_case
from recheck.model.case import Case
from recheck.model.guideline import Dates
from recheck.model.recommendation import Decision, Recommendation
from recheck.model.rule import RuleSet
from recheck.model.value import Value, written
from recheck.model.vocabulary import Vocabulary
from recheck.screen import screen

REQUEST = "request"


def case_file(name: str, values: Mapping[str, Value], vocabulary: Vocabulary, *, says: str = "") -> str:
    """A case file that documents these facts, for one request.

    Args:
        name: of the case.
        values: known facts, those that the request states itself among them.
        vocabulary: where each fact belongs.
        says: a remark for the top of the file.
    """
    return "".join(f"# {line}\n" for line in says.splitlines()) + case_text(
        name, str(values["treatment"]), values, vocabulary
    )


def read_back(text: str, vocabulary: Vocabulary) -> Case | None:
    """The case that a file's text says; None where it is no case, or one with problems."""
    case, problems = read_case(text, "witness", vocabulary)
    return None if problems else case


def screened(rules: RuleSet, text: str) -> Recommendation | None:
    """What `recheck screen` recommends for a case file's request."""
    case = read_back(text, rules.vocabulary)
    return screen(rules, case, REQUEST, Mode(infer=False)) if case else None


def judged(rules: RuleSet, text: str) -> Judgement | None:
    """A case file's request, about to be judged by the interpreter; None where it is no case."""
    case = read_back(text, rules.vocabulary)
    if case is None:
        return None
    request = case.requests[REQUEST]
    record: Record = collect(case, request, request.region_keys[0])
    editions = editions_in_force(rules, Dates(request.dates.requested))
    plan = plan_for(rules, request.treatment or "", editions)
    return Judgement(rules, plan, Mode(infer=False), record, request.quantity.unit if request.quantity else None)


def voices(rules: RuleSet, text: str) -> tuple[list[Voice], Resolved] | None:
    """What the interpreter says of a case file's request: every rule's voice, and their answer."""
    judgement = judged(rules, text)
    if judgement is None:
        return None
    found = judgement.voices(every=True)
    return found, judgement.resolve(found)


def out_of_bounds(rules: RuleSet, text: str) -> str | None:
    """What the interpreter finds out of its bounds in a case file's request: what is left, or a derived number."""
    judgement, found = judged(rules, text), voices(rules, text)
    if judgement is None or found is None:
        return None
    left, disputed = found[1].quantity, judgement.disputed
    if found[1].decision is Decision.MODIFY and left is not None and not 1 <= left <= (disputed or 0):
        return f"{left} of {disputed} disputed are left"
    for view in judgement.plan.views:
        held = facts_in(view, judgement.record.held)
        for definition in view.definitions:
            value, bounds = held.get(definition.fact), rules.vocabulary.facts[definition.fact].bounds
            if isinstance(value, int | float) and not bounds.low <= value <= bounds.high:
                return f"'{definition.fact}' is derived as {written(value)}, out of its bounds"
    return None
