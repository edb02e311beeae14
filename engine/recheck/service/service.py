"""The service without HTTP: rules, journal, callers and the one place where calls are judged.

The API and the pages both hold one of these. Calls are judged in the order of arrival, in processes of their own
or on one thread; how many may wait is bounded, and who comes later is refused at once.
"""

import asyncio
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar

from recheck.model.problem import Problem
from recheck.service.audits.jobs import Jobs
from recheck.service.bench import Died
from recheck.service.decisions import Decided, checked
from recheck.service.drafts.store import Drafts, Stale
from recheck.service.journal.entry import Draft, Entry, KeyReused, Kind
from recheck.service.journal.store import Journal, Unavailable
from recheck.service.journal.writer import Writer
from recheck.service.judging import Judging
from recheck.service.problems import Refused
from recheck.service.questions import Asking, next_questions
from recheck.service.requester import seen_by
from recheck.service.roles import Caller, Permission
from recheck.service.rules import USUAL, Chosen, Rules
from recheck.service.screening import Asked, judged
from recheck.service.settings import Settings
from recheck.service.tokens import Tokens

T = TypeVar("T")
MAX_KEY = 200


@dataclass(frozen=True, slots=True)
class Given:
    """What a caller is given: recommendations as it may see them, warnings, and the entries that prove them."""

    results: tuple[str, ...]
    """JSON texts."""
    problems: tuple[Mapping[str, Any], ...]
    entries: tuple[Entry, ...]
    repeated: bool = False


class Service:
    """What the edges share."""

    def __init__(
        self, settings: Settings, rules: Rules, journal: Journal, drafts: Drafts, tokens: Tokens | None = None
    ) -> None:
        self.settings = settings
        self.rules = rules
        self.journal = journal
        self.drafts = drafts
        self.writer = Writer(journal)
        self.tokens = tokens
        self.jobs = Jobs(settings.limits)
        processes = settings.processes
        self.judging = Judging(rules, processes, settings.limits.seconds) if processes else None
        self.proving = Judging(rules, 1, settings.limits.seconds) if processes else None
        """For what may take long; begun when it is first asked for."""
        self._judging = ThreadPoolExecutor(1, thread_name_prefix="judging")
        self._reading = ThreadPoolExecutor(4, thread_name_prefix="reading")
        self._waiting = {False: 0, True: 0}

    async def screen(self, asked: Asked, caller: Caller, *, via: str, key: str | None = None) -> Given:
        """Judge what was asked, put it down, and only then give it.

        Args:
            asked: what was asked.
            caller: who asks.
            via: through which edge: http or pages.
            key: the caller's idempotency key, with which a repeated call gets the first one's answer.

        Raises:
            ProblemsFound: the case has errors.
            Refused: too much waits, the journal cannot be written, or the key was used for something else.
        """
        if not caller.may(Permission.SEE_CRITERIA):
            asked = replace(asked, needs_physician=False, exact=False)  # how much would be approved is a threshold
        key_digest = _key_digest(caller, key)
        if key_digest is not None:
            known = await self.read(self.journal.of_key, key_digest)
            if known:
                if known[0].said["input_digest"] != asked.digest():
                    raise Refused(422, KeyReused(key_digest).as_problem())
                return _given(known, caller, repeated=True)
        roles = [str(each) for each in caller.roles]
        words = asked, caller.name, via, roles, key_digest
        drafts = await self.judge(judged, *words, chosen=asked.chosen, is_long=asked.exact)
        entries = await self.put_down(drafts)
        if entries and entries[0].call == drafts[0].call:
            return _seen([each.content for each in drafts], entries, caller, repeated=False)
        return _given(entries, caller)

    async def next_questions(self, asked: Asked) -> list[Asking]:
        """What can still change the answer, the most decisive first; nothing is put down.

        Raises:
            ProblemsFound: the case has errors.
            Refused: too much waits, or it took too long.
        """
        return await self.judge(next_questions, asked, chosen=asked.chosen)

    async def decide(self, entry: Entry, decided: Decided, caller: Caller) -> Entry:
        """Put down what a person decided on a recommendation, as an entry of its own.

        Raises:
            ProblemsFound: the decision lacks what it needs, such as a physician.
            Refused: the journal cannot be written.
        """
        result = entry.result
        content = {"of": entry.id, **checked(decided, result["disputed"], result["unit"]).as_content()}
        content["digest"] = entry.digest
        draft = Draft(
            Kind.DECISION,
            caller.name,
            entry.case,
            entry.request,
            decided.decision,
            entry.rules_digest,
            content,
            entry.call,
        )
        return (await self.put_down([draft]))[0]

    async def put_down(self, drafts: Sequence[Draft]) -> tuple[Entry, ...]:
        """The entries of drafts, once they are committed.

        Raises:
            Refused: they could not be written, or their key was used for something else.
        """
        try:
            async with asyncio.timeout(self.settings.limits.seconds):
                answer = await self.writer.appended(drafts)
        except (Unavailable, TimeoutError) as error:
            raise unavailable(error) from error
        if isinstance(answer, KeyReused):
            raise Refused(422, answer.as_problem())
        return answer

    async def judge(self, work: Callable[..., T], *words: object, chosen: Chosen = USUAL, is_long: bool = False) -> T:
        """Do work where calls are judged, unless too much waits for it: never where answers are given.

        Args:
            work: a function of a module: it is called with the first word, the rule set, and the other words.
            words: what it takes; they, and what it returns, may travel to another process.
            chosen: which of the rules count.
            is_long: whether it may take seconds, as proofs do: it has a process of its own then, so that nobody
                waits for it who asked for less.

        Raises:
            ProblemsFound: what the work found wrong.
            Refused: too much waits, or it took too long.
        """
        with self._bounded(is_long=is_long):
            judging = self.proving if is_long else self.judging
            if judging is None:
                return await self._on_a_thread(work, words, chosen)
            try:
                return await judging.run(work, chosen, *words)
            except Died as error:
                raise self._too_slow() from error

    async def _on_a_thread(self, work: Callable[..., T], words: Sequence[object], chosen: Chosen) -> T:
        """The same without processes of its own."""
        loop = asyncio.get_running_loop()
        try:
            waiting = loop.run_in_executor(self._judging, lambda: work(words[0], self.rules.chosen(chosen), *words[1:]))
            return await asyncio.wait_for(waiting, self.settings.limits.seconds)
        except TimeoutError as error:
            raise self._too_slow() from error

    @contextmanager
    def _bounded(self, *, is_long: bool) -> Iterator[None]:
        """One more call waits, unless as many of its kind do as may."""
        limits = self.settings.limits
        most = min(limits.waiting, limits.long) if is_long else limits.waiting
        if self._waiting[is_long] >= most:
            problem = Problem("too-busy", f"{most} calls wait already", None, "send it again in a second")
            raise Refused(503, problem, headers={"Retry-After": "1"})
        self._waiting[is_long] += 1
        try:
            yield
        finally:
            self._waiting[is_long] -= 1

    def _too_slow(self) -> Refused:
        seconds = self.settings.limits.seconds
        problem = Problem("too-slow", f"no answer within {seconds:g} seconds", None, "ask for less at once")
        return Refused(503, problem, headers={"Retry-After": "5"})

    async def read(self, work: Callable[..., T], *words: object) -> T:
        """Read from the journal, off the loop.

        Raises:
            Refused: the database does not answer.
        """
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._reading, work, *words)
        except Unavailable as error:
            raise unavailable(error) from error

    async def with_drafts(self, work: Callable[..., T], *words: Any, **more: Any) -> T:
        """Do something with the kept screenings, off the loop.

        Raises:
            Refused: the database does not answer, or somebody changed the screening meanwhile.
        """
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._reading, partial(work, *words, **more))
        except Stale as error:
            hint = "open it again to see what it is now"
            problem = Problem("changed-meanwhile", "this screening was changed or deleted in another place", None, hint)
            raise Refused(409, problem) from error
        except Unavailable as error:
            message = "the screening cannot be kept, so the last answer does not count"
            refused = Refused(503, Problem("drafts-unavailable", message, None, "try again"))
            raise refused from error

    def close(self) -> None:
        """Finish what was begun; nothing that waits for the journal is lost."""
        self.jobs.close()
        for each in (self.judging, self.proving):
            if each:
                each.close()
        self._judging.shutdown(wait=True)
        self._reading.shutdown(wait=True)
        self.writer.close()
        self.journal.close()
        self.drafts.close()


def unavailable(error: BaseException) -> Refused:
    """The refusal where the journal cannot be written: nothing is acknowledged that is not put down."""
    hint = "send it again, with the same Idempotency-Key: what was written by then is answered, and not doubled"
    problem = Problem("journal-unavailable", "the journal cannot be written, so nothing is recommended", None, hint)
    refused = Refused(503, problem, headers={"Retry-After": "5"})
    refused.__cause__ = error
    return refused


def _key_digest(caller: Caller, key: str | None) -> str | None:
    """A caller's key, so that another's same key is another, and none is kept as it came.

    Raises:
        Refused: it is no key.
    """
    if key is None:
        return None
    if not key.strip() or len(key) > MAX_KEY or not key.isascii() or not key.isprintable():
        hint = f"send 1 to {MAX_KEY} printable characters, such as a UUID"
        raise Refused(400, Problem("not-a-key", "invalid Idempotency-Key", None, hint))
    return hashlib.sha256(f"{caller.name}\n{key}".encode()).hexdigest()


def _given(entries: Sequence[Entry], caller: Caller, *, repeated: bool = False) -> Given:
    """What stands in the journal, as the caller may see it."""
    contents = [each.content for each in entries]
    return _seen(contents, entries, caller, repeated=repeated)


def _seen(contents: Sequence[Mapping[str, Any]], entries: Sequence[Entry], caller: Caller, *, repeated: bool) -> Given:
    """What entries hold, as the caller may see it."""
    sees = caller.may(Permission.SEE_CRITERIA)
    results = tuple(seen_by(each["result"], sees_criteria=sees) for each in contents)
    problems = contents[0]["problems"] if contents else []
    return Given(results, tuple(problems), tuple(entries), repeated)
