"""The OpenAPI document: what the routes say of themselves, with the schema of a case and real examples.

Comes in: the application and its service. Goes out: the document, made anew where the rules are: the schema of a
case names their facts, treatments and guidelines, and the examples are what the service answers.
"""

import json
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI

from recheck.author.schema import schemas
from recheck.model.problem import Problem, ProblemsFound
from recheck.model.rule import RuleSet
from recheck.service.api.bodies import CASE
from recheck.service.problems import TYPE, body_of
from recheck.service.rules import Rules
from recheck.service.screening import Asked, screen_asked

Document = dict[str, Any]
HERE, THERE = "#/$defs/", "#/components/schemas/"
PREFIX = "Case."
"""Before the names of what a case is made of: those of the routes' own shapes are others."""
INSTANCE = "urn:uuid:6f6f2b5e-7e0a-4c0e-9a53-0c7a9a3f1d11"
RECEIPT = {
    "id": "0d7b1c5e-52a5-4a35-9d0e-1f9f6a3cbb42",
    "sequence": 1,
    "digest": "sha256:" + "0" * 64,
    "at": "2026-11-21T10:00:00.000000+00:00",
    "request": "massage",
}
"""An invented entry of a journal."""


def document(app: FastAPI, rules: Rules, *, with_tokens: bool) -> Callable[[], Document]:
    """What makes an application's document: the same one as long as the rules are the same."""
    plain = app.openapi
    made: dict[str, Document] = {}

    def openapi() -> Document:
        known = rules.in_force.rules
        if known.digest not in made:
            made.clear()
            made[known.digest] = _described(json.loads(json.dumps(plain())), known, with_tokens=with_tokens)
        return made[known.digest]

    return openapi


def _described(found: Document, rules: RuleSet, *, with_tokens: bool) -> Document:
    components = found["components"]["schemas"]
    components |= case_schemas(rules)
    for name in ("CaseBody", "ScreenBody", "DraftBody"):
        own = components[name]["properties"]
        own["case"] = {"$ref": f"{THERE}Case", **{key: own["case"][key] for key in ("description", "examples")}}
    for answers in _answers(found):
        for status, answer in answers.items():
            if status != "422" and TYPE not in answer.get("content", {}):
                continue
            example = {"example": refused(rules)} if status == "422" else {}
            answer["content"] = {TYPE: {"schema": {"$ref": f"{THERE}ProblemsOutput"}, **example}}
            answer.setdefault("description", HTTPStatus(int(status)).phrase)
    screened = found["paths"]["/v1/screen"]["post"]["responses"]["200"]["content"]["application/json"]
    screened["example"] = answered(rules)
    for name in ("HTTPValidationError", "ValidationError"):
        components.pop(name, None)
    if with_tokens:
        _describe_tokens(found)
    return found


def _answers(found: Document) -> Iterator[Document]:
    for path in found["paths"].values():
        for way in path.values():
            yield way["responses"]


def case_schemas(rules: RuleSet) -> dict[str, Document]:
    """A case, and what it is made of, as components: the schema of case files, with the names of the rules."""
    whole = schemas(rules)["case"]
    parts = {_name(name): _moved(schema) for name, schema in whole["$defs"].items()}
    return {"Case": {"title": "Case", "$ref": _moved(whole)["$ref"]}, **parts}


def _name(name: str) -> str:
    """A component's name, which may not hold every character."""
    return PREFIX + name.replace(":", ".")


def _moved(schema: Any) -> Any:
    """A schema that points to components."""
    if isinstance(schema, list):
        return [_moved(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    found = {word: _moved(each) for word, each in schema.items() if word not in ("$defs", "$schema")}
    if isinstance(schema.get("$ref"), str):
        found["$ref"] = THERE + _name(schema["$ref"].removeprefix(HERE))
    return found


def answered(rules: RuleSet) -> Document:
    """What the service answers to the example, but for the entry."""
    try:
        results = screen_asked(Asked(CASE, needs_physician=True), rules).results
    except ProblemsFound:  # other rules may know nothing of it
        results = ()
    return {"recommendations": [json.loads(each) for each in results], "problems": [], "entries": [RECEIPT]}


def refused(rules: RuleSet) -> Document:
    """What the service answers where a fact is misspelt."""
    asked = Asked({**CASE, "claim": {"date_of_injury": "2014-11-03", "exercise_programme": True}})
    problems: tuple[Problem, ...] = ()
    try:
        screen_asked(asked, rules)
    except ProblemsFound as found:
        problems = found.problems
    return body_of(422, problems, INSTANCE)


def _describe_tokens(found: Document) -> None:
    """Say that calls carry a token, those for operation apart."""
    scheme = {"type": "http", "scheme": "bearer", "description": "made with `recheck token add NAME --role ROLE`"}
    found["components"]["securitySchemes"] = {"token": scheme}
    found["security"] = [{"token": []}]
    for path in ("/v1/health", "/v1/ready"):
        found["paths"][path]["get"]["security"] = []
