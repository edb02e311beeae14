"""One call of a caller: a case as data in, recommendations and the drafts of their entries out.

The HTTP API, the pages and `screen --record` all come through here, so that what is answered and what is put
down are one thing. Nothing here waits, writes or knows of HTTP.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import uuid4

import orjson

from recheck import __version__
from recheck.asking.resting import with_unconfirmed
from recheck.evaluators.truths import Undocumented
from recheck.exact.whole import with_exact
from recheck.judge import Mode
from recheck.load.cases import case_of
from recheck.load.json_nodes import nodes_of
from recheck.model.case import Case, Request
from recheck.model.problem import Place, Problem, ProblemsFound, Source, did_you_mean, errors
from recheck.model.recommendation import Decision, Reason, Recommendation
from recheck.model.rule import RuleSet
from recheck.output import Json, recommendation_json
from recheck.output_shape import RecommendationOutput
from recheck.screen import screen
from recheck.service.journal.canonical import canonical, digest_of
from recheck.service.journal.entry import Draft, Kind
from recheck.service.rules import USUAL, Chosen

MOST = 100
"""Requests, regions and parts of one call at most: what one caller may keep the others waiting for."""
A_PHYSICIAN_DECIDES = "the criteria are not met in full; whether to deny or modify, a physician decides"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a caller asks: a case in the shape of a case file, and how it is to be judged."""

    case: Mapping[str, object]
    request: str | None = None
    undocumented: str = "ask"
    as_if: date | None = None
    chosen: Chosen = USUAL
    needs_physician: bool = False
    """Whether the caller says that a physician decides on what comes back; else nothing denies or modifies."""
    exact: bool = False
    """Whether it is also proved which decisions are still possible, and the fewest facts that approve."""
    beside: Mapping[str, object] = field(default_factory=dict)
    """What is put down with the case and judges nothing: what was asked and is not documented, and of each fact the
    words it was read in and who put it in."""

    @property
    def mode(self) -> Mode:
        return Mode(Undocumented(self.undocumented), self.as_if)

    def as_data(self) -> dict[str, object]:
        """All of it as plain data, from which it can be asked again."""
        return {
            "case": self.case,
            "request": self.request,
            "undocumented": self.undocumented,
            "as_if": str(self.as_if) if self.as_if else None,
            "needs_physician": self.needs_physician,
            "profile": self.chosen.profile,
            "guidelines": list(self.chosen.guidelines),
            "reading": self.chosen.reading,
            **({"exact": True} if self.exact else {}),
            **({"beside": dict(self.beside)} if self.beside else {}),
        }

    def digest(self) -> str:
        """What tells one question from another."""
        return digest_of(canonical(self.as_data()))


def asked_again(data: Mapping[str, object]) -> Asked:
    """What was asked, from its data."""
    case, guidelines, as_if = data["case"], data["guidelines"], data["as_if"]
    beside = data.get("beside")
    assert isinstance(case, Mapping)
    assert isinstance(guidelines, Sequence)
    texts = {name: str(data[name]) if data[name] else None for name in ("request", "profile", "reading")}
    return Asked(
        case,
        texts["request"],
        str(data["undocumented"]),
        date.fromisoformat(str(as_if)) if as_if else None,
        Chosen(texts["profile"], tuple(map(str, guidelines)), texts["reading"]),
        bool(data["needs_physician"]),
        bool(data.get("exact")),
        beside if isinstance(beside, Mapping) else {},
    )


@dataclass(frozen=True, slots=True)
class Screened:
    """The recommendations of a call, and warnings."""

    asked: Asked
    case: Case
    found: tuple[Recommendation, ...]
    results: tuple[str, ...]
    """Each as the JSON text that is given and put down: an answer is proved by its very words."""
    problems: tuple[Problem, ...]


def screen_asked(asked: Asked, rules: RuleSet) -> Screened:
    """What the rules say of what was asked.

    Raises:
        ProblemsFound: the case has errors, there is no such request, or there are too many.
    """
    case, problems = read_asked(asked, rules)
    names = [asked.request] if asked.request is not None else list(case.requests)
    found = tuple(screen(rules, case, name, asked.mode, advise=True) for name in names)
    if case.draft:
        found = tuple(with_unconfirmed(each, case, rules) for each in found)
    if asked.exact:
        found = tuple(with_exact(each, rules) for each in found)
    if not asked.needs_physician:
        found = tuple(held_for_physician(each) for each in found)
    results = tuple(result_text(recommendation_json(each, rules)) for each in found)
    return Screened(asked, case, found, results, tuple(problems))


def result_text(data: Json) -> str:
    """A recommendation as JSON in one line, once it is seen to have its shape; keys keep their order."""
    RecommendationOutput.model_validate(data)
    return text_of(data)


def text_of(data: Json) -> str:
    """JSON in one line."""
    return orjson.dumps(data).decode()


def read_asked(asked: Asked, rules: RuleSet) -> tuple[Case, list[Problem]]:
    """The case that a caller sent, with the warnings about it.

    Raises:
        ProblemsFound: the case has errors, there is no such request, or there are too many.
    """
    problems: list[Problem] = []
    node = nodes_of(asked.case, "#/case", problems)
    case = case_of(node, rules.vocabulary, problems) if node is not None else None
    if case is None:
        raise ProblemsFound(problems)
    if asked.request is not None and asked.request not in case.requests:
        message = f"'{asked.request}' is no request of this case"
        known = did_you_mean(asked.request, case.requests) or f"there are: {', '.join(list(case.requests)[:10])}"
        problems.append(Problem("unknown-request", message, Place(Source("#/request")), known))
    names = [asked.request] if asked.request is not None else list(case.requests)
    count = sum(_components(case.requests[name]) for name in names if name in case.requests)
    if count > MOST:
        message = f"{count} requests, parts and regions; one call takes {MOST}"
        problems.append(Problem("too-many-requests", message, Place(Source("#/case/requests")), "send several calls"))
    if errors(problems):
        raise ProblemsFound(problems)
    return case, problems


def case_asked(asked: Asked, rules: RuleSet) -> Case:
    """The case alone that a caller sent.

    Raises:
        ProblemsFound: as `read_asked`.
    """
    return read_asked(asked, rules)[0]


def _components(request: Request) -> int:
    return sum(map(_components, request.parts)) or max(1, len(request.region_keys))


def held_for_physician(found: Recommendation) -> Recommendation:
    """A recommendation that neither denies nor modifies: what would, pends for a physician."""
    components = tuple(held_for_physician(each) for each in found.components)
    if found.decision not in (Decision.DENY, Decision.MODIFY):
        return replace(found, components=components)
    return replace(found.pending(Reason.PHYSICIAN, A_PHYSICIAN_DECIDES, (found.decision,)), components=components)


def judged(
    asked: Asked, rules: RuleSet, who: str, via: str, roles: Sequence[str], key: str | None = None
) -> list[Draft]:
    """What was asked, judged, as the drafts of its entries: all that another process need hand back.

    Raises:
        ProblemsFound: the case has errors, there is no such request, or there are too many.
    """
    return drafts_of(screen_asked(asked, rules), who, via, roles, key)


def drafts_of(screened: Screened, who: str, via: str, roles: Sequence[str], key: str | None = None) -> list[Draft]:
    """The entries that the recommendations of a call are to become.

    Args:
        screened: the recommendations.
        who: the caller's name.
        via: through which edge: http, pages, or command.
        roles: what the caller was allowed.
        key: the digest of the caller's idempotency key.
    """
    call = str(uuid4())
    asked = screened.asked.as_data()
    return [
        Draft(
            Kind.RECOMMENDATION,
            who,
            found.case,
            found.request,
            str(found.decision),
            found.rules_digest,
            {
                "asked": text_of({**asked, "request": found.request}),
                "result": result,
                "problems": [each.as_json() for each in screened.problems],
                "engine": __version__,
                "via": via,
                "roles": list(roles),
            },
            call,
            place,
            key,
            screened.asked.digest(),
        )
        for place, (found, result) in enumerate(zip(screened.found, screened.results, strict=True))
    ]
