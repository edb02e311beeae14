"""More than it can do: calls are served in order or refused at once, and none hangs."""

import asyncio
import time
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from recheck.model.problem import Problem, ProblemsFound
from recheck.model.rule import RuleSet
from recheck.service.api.bodies import CASE
from recheck.service.journal.verify import _first
from recheck.service.problems import Refused
from recheck.service.roles import LOCAL
from recheck.service.screening import Asked
from service_fixtures import client_of, limited, massage, service_in


def test_what_waits_is_bounded_and_the_rest_refused_at_once(tmp_path: Path) -> None:
    service = service_in(tmp_path, limited(tmp_path, waiting=3))
    done: list[int] = []

    def work(number: int, rules: RuleSet) -> int:
        time.sleep(0.05)
        done.append(number)
        return number

    async def all_at_once() -> list[Any]:
        return await asyncio.gather(*(service.judge(work, number) for number in range(10)), return_exceptions=True)

    answers = asyncio.run(all_at_once())
    assert answers[:3] == [0, 1, 2] == done
    assert all(isinstance(each, Refused) for each in answers[3:])
    assert {each.problems[0].code for each in answers[3:]} == {"too-busy"}
    assert {(each.status_code, each.headers["Retry-After"]) for each in answers[3:]} == {(503, "1")}
    service.close()


def test_a_call_that_takes_too_long_is_told_so(tmp_path: Path) -> None:
    service = service_in(tmp_path, limited(tmp_path, seconds=0.05))
    with pytest.raises(Refused) as refused:
        asyncio.run(service.judge(lambda seconds, _: time.sleep(seconds), 0.5))
    assert refused.value.problems[0].code == "too-slow"
    assert refused.value.status_code == 503
    service.close()


def test_a_thousand_at_once_are_all_served_or_refused(tmp_path: Path) -> None:
    service = service_in(tmp_path, limited(tmp_path, waiting=50))

    async def all_at_once() -> list[Any]:
        calls = (service.screen(Asked(massage(age=20 + each % 60)), LOCAL, via="http") for each in range(1000))
        return await asyncio.gather(*calls, return_exceptions=True)

    answers = asyncio.run(all_at_once())
    served = [each.entries[0].sequence for each in answers if not isinstance(each, BaseException)]
    refused = [each for each in answers if isinstance(each, Refused)]
    assert len(served) + len(refused) == 1000
    assert served == list(range(1, len(served) + 1)), "in the order in which they came"
    assert len(served) >= 50
    service.close()


def test_the_same_key_at_once_is_answered_once(tmp_path: Path) -> None:
    service = service_in(tmp_path)

    async def all_at_once() -> list[Any]:
        calls = (service.screen(Asked(massage()), LOCAL, via="http", key="one") for _ in range(20))
        return await asyncio.gather(*calls)

    answers = asyncio.run(all_at_once())
    assert len({each.entries[0].id for each in answers}) == 1
    assert service.journal.last().sequence == 1
    service.close()


def test_a_text_that_is_none_is_refused_wherever_it_comes_from(tmp_path: Path) -> None:
    service = service_in(tmp_path)
    with pytest.raises(ProblemsFound) as found:
        asyncio.run(service.screen(Asked({**massage(), "case": "a\ud800"}), LOCAL, via="pages"))
    assert [each.code for each in found.value.problems] == ["not-text"]
    service.close()


def test_the_example_of_the_documentation_is_screened(tmp_path: Path) -> None:
    with client_of(service_in(tmp_path)) as client:
        answer = client.post("/v1/screen", json={"case": CASE, "needs_physician": True})
        assert answer.status_code == 200
        document = client.get("/v1/openapi.json").json()
    components = document["components"]["schemas"]
    properties = components["ScreenBody"]["properties"]
    assert properties["case"]["examples"] == [CASE]
    assert properties["case"]["$ref"] == "#/components/schemas/Case"
    case = {"$ref": "#/components/schemas/Case", "components": document["components"]}
    checked = jsonschema.Draft202012Validator(case)
    assert not list(checked.iter_errors(CASE))
    assert list(checked.iter_errors({**CASE, "claim": {"exercise_programme": True}}))
    assert list(checked.iter_errors({**CASE, "requests": {}}))
    answers = document["paths"]["/v1/screen"]["post"]["responses"]
    said = answers["200"]["content"]["application/json"]["example"]["recommendations"][0]
    assert said == answer.json()["recommendations"][0]
    refusal = answers["422"]["content"]["application/problem+json"]
    assert refusal["example"]["type"] == "urn:imr-recheck:problem:unknown-fact"
    assert refusal["example"]["problems"][0]["pointer"] == "#/case/claim/exercise_programme"
    assert refusal["schema"] == {"$ref": "#/components/schemas/ProblemsOutput"}
    described = [way for path in document["paths"].values() for way in path.values()]
    assert all(each.get("description") or each.get("summary") for each in described)


def test_a_thousand_problems_are_not_listed_one_by_one() -> None:
    many = [Problem("entry-altered", str(number)) for number in range(1000)]
    shown = list(_first(many))
    assert (len(shown), shown[-1].code, shown[-1].message) == (101, "more-problems", "and 900 more")


def test_an_entry_that_cannot_be_written_is_not_acknowledged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The head outside the database is part of the acknowledgement; with the same key, what was written is answered."""
    with client_of(service_in(tmp_path)) as client:
        head: Any = client.app.state.service.journal.head  # type: ignore[attr-defined]
        real = head.write

        def full(_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(head, "write", full)
        headers = {"Idempotency-Key": "k"}
        refused = client.post("/v1/screen", json={"case": massage()}, headers=headers)
        assert (refused.status_code, refused.json()["problems"][0]["code"]) == (503, "journal-unavailable")
        assert client.post("/v1/screen", json={"case": massage()}, headers=headers).status_code == 503
        assert head.read() is None
        monkeypatch.setattr(head, "write", real)
        answered = client.post("/v1/screen", json={"case": massage()}, headers=headers)
        assert answered.status_code == 200
        assert answered.json()["entries"][0]["sequence"] == 1
        assert head.read().digest == answered.json()["entries"][0]["digest"]
        assert client.get("/v1/journal/verification").json()["entries"] == 1
