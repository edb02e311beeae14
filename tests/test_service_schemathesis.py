"""Requests made from the service's own OpenAPI: none fails, and answers have the shapes that it promises."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from served import served

pytestmark = pytest.mark.slow
EXAMPLES = 100
OPERATIONS = [
    "POST /v1/screen",
    "POST /v1/questions",
    "GET /v1/drafts",
    "POST /v1/drafts",
    "GET /v1/drafts/{draft}",
    "PUT /v1/drafts/{draft}",
    "DELETE /v1/drafts/{draft}",
    "GET /v1/treatments",
    "GET /v1/rules",
    "GET /v1/rules/{guideline}/{name}",
    "POST /v1/rules/reload",
    "POST /v1/audits",
    "GET /v1/audits/{audit}",
    "GET /v1/audits/{audit}/result",
    "DELETE /v1/audits/{audit}",
    "GET /v1/journal",
    "GET /v1/journal/verification",
    "GET /v1/journal/{entry}",
    "POST /v1/journal/{entry}/decision",
    "GET /v1/health",
    "GET /v1/ready",
]


@pytest.fixture(scope="module")
def operations(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[tuple[str, GenerationMode], Any]]:
    with served(tmp_path_factory.mktemp("schemathesis")) as service:
        document = service.get("/v1/openapi.json")[1]
        spoilt = {
            **document["components"],
            "schemas": {**document["components"]["schemas"], "Case": {"type": "object"}},
        }
        documents = {
            GenerationMode.POSITIVE: document,
            GenerationMode.NEGATIVE: {**document, "components": spoilt},  # to spoil 150 shapes is beyond the tool
        }
        found = {}
        for mode, each in documents.items():
            schema = schemathesis.openapi.from_dict(each)
            schema.config.update(base_url=service.url)
            found |= {(one.ok().label, mode): one.ok() for one in schema.get_all_operations()}
        yield found
        assert service.process.poll() is None


def test_every_operation_is_tried(operations: dict[tuple[str, GenerationMode], Any]) -> None:
    assert {name for name, _ in operations} == set(OPERATIONS)


EXCLUDED = [positive_data_acceptance]
"""A case has more rules than OpenAPI can say: facts, treatments and regions of the vocabulary, each at its place."""
NOTHING_TO_SPOIL = {"POST /v1/rules/reload", "GET /v1/health", "GET /v1/ready"}
"""They take nothing in, so nothing can be wrong with it."""


@pytest.mark.parametrize("mode", list(GenerationMode), ids=[each.value for each in GenerationMode])
@pytest.mark.parametrize("name", OPERATIONS)
def test_no_request_that_the_schema_allows_or_forbids_fails(
    operations: dict[tuple[str, GenerationMode], Any], name: str, mode: GenerationMode
) -> None:
    if mode is GenerationMode.NEGATIVE and name in NOTHING_TO_SPOIL:
        return

    @settings(
        max_examples=EXAMPLES,
        suppress_health_check=list(HealthCheck),
        deadline=None,
        phases=[Phase.generate, Phase.shrink],
    )
    @given(operations[name, mode].as_strategy(generation_mode=mode))
    def tried(case: Case) -> None:
        answer = case.call()
        assert answer.status_code < 500, answer.text
        case.validate_response(answer, excluded_checks=EXCLUDED)

    tried()
