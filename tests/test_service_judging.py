"""Calls judged in processes of their own: the same answers, and one that ends its process harms no other."""

import asyncio
import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from recheck.model.problem import ProblemsFound
from recheck.model.rule import RuleSet
from recheck.service import bench
from recheck.service.problems import Refused
from recheck.service.questions import next_questions
from recheck.service.roles import LOCAL
from recheck.service.screening import Asked
from recheck.service.service import Service
from recheck.service.settings import Settings
from served import served
from service_fixtures import limited, massage, service_in


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    found = service_in(tmp_path, replace(limited(tmp_path, seconds=20), processes=1))
    yield found
    found.close()


async def screened(service: Service, count: int = 1, **facts: Any) -> list[Any]:
    calls = (service.screen(Asked(massage(**facts)), LOCAL, via="http") for _ in range(count))
    return await asyncio.gather(*calls, return_exceptions=True)


def processes(service: Service) -> list[int]:
    assert service.judging is not None
    return service.judging.pids


def test_the_answer_is_the_same(service: Service, tmp_path: Path) -> None:
    there = asyncio.run(screened(service))[0]
    beside = service_in(tmp_path / "beside")
    here = asyncio.run(screened(beside))[0]
    beside.close()
    assert there.results == here.results


def test_questions_are_the_same(service: Service, rules: RuleSet) -> None:
    assert asyncio.run(service.next_questions(Asked(massage()))) == next_questions(Asked(massage()), rules)


def test_problems_come_through(service: Service) -> None:
    with pytest.raises(ProblemsFound) as found:
        asyncio.run(service.screen(Asked({"case": "a"}), LOCAL, via="http"))
    assert [each.code for each in found.value.problems] == ["missing-key"]


def test_a_process_that_ends_is_replaced_and_its_calls_judged_again(service: Service) -> None:
    asyncio.run(screened(service))
    os.kill(processes(service)[0], signal.SIGKILL)
    answers = asyncio.run(screened(service, 5))
    assert [each.entries[0].sequence for each in answers] == [2, 3, 4, 5, 6]


def ends_its_process(asked: Asked, rules: RuleSet) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def fails(asked: Asked, rules: RuleSet) -> None:
    raise KeyError("a fact that no log may hold")


def test_a_call_that_ends_its_process_twice_is_refused_and_harms_no_other(service: Service) -> None:
    async def together() -> tuple[Any, list[Any]]:
        bad = asyncio.ensure_future(service.judge(ends_its_process, Asked(massage())))
        good = await screened(service, 12)
        return (await asyncio.gather(bad, return_exceptions=True))[0], good

    refused, good = asyncio.run(together())
    assert isinstance(refused, Refused)
    assert refused.problems[0].code == "too-slow"
    assert sorted(each.entries[0].sequence for each in good) == list(range(1, 13))


def test_what_fails_there_is_told_by_kind_and_place_without_its_message(service: Service) -> None:
    with pytest.raises(bench.Failed) as failed:
        asyncio.run(service.judge(fails, Asked(massage())))
    assert failed.value.kind == "KeyError"
    assert any(each.endswith(" fails") for each in failed.value.where)
    assert "fact" not in str(failed.value.args)


def test_a_call_that_takes_too_long_ends_its_process_and_is_told_so(tmp_path: Path) -> None:
    service = service_in(tmp_path, replace(limited(tmp_path, seconds=0.001), processes=1))
    refused = asyncio.run(screened(service))[0]
    assert isinstance(refused, Refused)
    assert (refused.status_code, refused.problems[0].code) == (503, "too-slow")
    assert service.journal.last().sequence == 0
    service.close()


def test_rules_that_are_reloaded_are_judged_by(tmp_path: Path) -> None:
    laid = tmp_path / "rules" / "mtus-chronic-pain-2009"
    laid.mkdir(parents=True)
    settings = Settings(str(tmp_path / "j.db"), rules=("shipped", str(tmp_path / "rules")), processes=1)
    service = service_in(tmp_path, settings)
    before = asyncio.run(screened(service, exercise_program=True))[0].entries[0]
    shipped = (Path(__file__).parents[1] / "rules/mtus-chronic-pain-2009/massage_therapy.yaml").read_text()
    (laid / "massage_therapy.yaml").write_text(shipped.replace("at_most: 6", "at_most: 12"))
    service.rules.reload()
    after = asyncio.run(screened(service, exercise_program=True, visits_completed=0))[0].entries[0]
    assert (before.decision, after.decision) == ("pend", "approve")
    assert before.rules_digest != after.rules_digest == service.rules.in_force.rules.digest
    service.close()


def test_a_hangup_reads_the_rules_anew_or_leaves_them(tmp_path: Path) -> None:
    laid = tmp_path / "rules" / "mtus-chronic-pain-2009"
    laid.mkdir(parents=True)
    shipped = (Path(__file__).parents[1] / "rules/mtus-chronic-pain-2009/massage_therapy.yaml").read_text()
    with served(tmp_path, "--rules", "shipped", "--rules", str(tmp_path / "rules")) as server:
        before = server.get("/v1/ready")[1]["rules_digest"]
        for text, event in (
            ("rule: [", "rules refused"),
            (shipped.replace("at_most: 6", "at_most: 7"), "rules reloaded"),
        ):
            (laid / "massage_therapy.yaml").write_text(text)
            server.process.send_signal(signal.SIGHUP)
            for _ in range(200):
                if event in Path(server.log.name).read_text():
                    break
                asyncio.run(asyncio.sleep(0.05))
            changed = server.get("/v1/ready")[1]["rules_digest"] != before
            assert changed == (event == "rules reloaded")


def test_no_process_outlives_the_service(tmp_path: Path) -> None:
    with served(tmp_path) as server:
        assert server.post("/v1/screen", {"case": massage()})[0] == 200
        of_threads = Path(f"/proc/{server.process.pid}/task").glob("*/children")
        children = [each for file in of_threads for each in file.read_text().split()]
        assert children
        server.kill()
        for _ in range(100):
            if not any(Path(f"/proc/{each}").exists() for each in children):
                break
            asyncio.run(asyncio.sleep(0.05))
        else:
            pytest.fail("processes are left over")


def test_in_this_process_nothing_is_judged_without_rules() -> None:
    assert bench._chooser == []
