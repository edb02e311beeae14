"""The audit page: files in, progress, the report, and from every number to its requests.

The audit itself is the service's own, in a process of its own (audits/jobs.py), as /v1/audits runs it.
"""

import asyncio
import json
from typing import Any

from recheck.evaluators.truths import Undocumented
from recheck.judge import Mode
from recheck.model.case import By
from recheck.model.problem import Problem, ProblemsFound
from recheck.service.audits.jobs import Job, State
from recheck.service.pages.audit_result import AuditResult
from recheck.service.pages.browser import Field, Files, Spot, Tag, button, is_shown, labelled
from recheck.service.pages.frame import Frame
from recheck.service.roles import Permission

AGAINST = (("imr", "independent medical review"), ("ur", "utilization review"))
SILENCE = (
    ("not_established", "holds the fact not established, as a review does"),
    ("ask", "asks for the fact: the request pends"),
)
EVERY = 0.5
"""Seconds between two looks at how far it is."""
MOST = 1000
MAPPING = 1_000_000
"""Bytes of a mapping."""
ACCEPTED = ".yaml,.yml,.txt,.pdf,.parquet,.pq,.csv,.tsv,.jsonl,.ndjson,.gz"


async def audit_page(frame: Frame) -> None:
    """Draw the page."""
    frame.visitor.caller(Permission.AUDIT)
    with frame.main:
        AuditPage(frame)


class AuditPage:
    """One user's audit."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.service = frame.visitor.service
        self.files: dict[str, bytes] = {}
        self.job: Job | None = None
        guarded = frame.guarded
        with Tag("section", class_="card", aria_labelledby="files-heading"):
            Tag("h2", "What is audited", id="files-heading")
            Tag(
                "p",
                "Do past determinations follow the criteria? Case files (.yaml), letters (.txt, .pdf), and tables of "
                "requests (.parquet, .csv, .jsonl).",
            )
            self.field = labelled(
                "Choose files, or drop them here",
                lambda: Files(
                    guarded(self._took),
                    self._refused,
                    largest=self.service.settings.limits.upload - 10_000,
                    multiple=True,
                    accept=ACCEPTED,
                ),
                class_="drop",
            )
            self.taken = Tag("p", "No files yet.", role="status")
            self.mapping: tuple[str, bytes] | None = None
            with Tag("details"):
                Tag("summary", "A mapping, where a table's columns have other names")
                self.map_field = labelled(
                    "Choose a mapping",
                    lambda: Files(guarded(self._mapped), self._refused, largest=MAPPING, accept=".yaml,.yml"),
                    hint="YAML, as `recheck audit TABLE --draft-map` drafts it",
                )
                self.map_taken = Tag("p", "No mapping.", role="status")
            with Tag("div", class_="row"):
                self.against = labelled("Compare with", lambda: Field("select", "imr", options=AGAINST))
                self.silence = labelled(
                    "Silence of the record", lambda: Field("select", "not_established", options=SILENCE)
                )
            with Tag("div", class_="actions"):
                button("Audit them", guarded(self._begin), class_="main")
                button("Take the files away", guarded(self._clear), class_="plain")
        with Tag("section", class_="card", aria_labelledby="progress-heading", hidden=True) as self.watching:
            self.heading = Spot("h2", "Progress", id="progress-heading")
            self.bar = Tag("progress", aria_label="How far the audit is")
            self.doing = Tag("p", "", role="status")
            self.stop = button("Stop it", guarded(self._stop), class_="plain")
        self.result = Tag("div")

    def _refused(self, why: str) -> None:
        self.frame.tell([Problem("not-taken", str(why))])

    async def _took(self, files: list[tuple[str, bytes]]) -> None:
        self.files |= dict(files)
        if len(self.files) > MOST or sum(map(len, self.files.values())) > self.service.settings.limits.upload:
            for name, _ in files:
                self.files.pop(name, None)
            self._refused("this is more than one audit takes; audit it in parts, or use the command line")
        self._told()

    async def _mapped(self, files: list[tuple[str, bytes]]) -> None:
        self.mapping = files[0]
        self.map_taken.say(f"Mapping: {files[0][0]}.")

    def _told(self) -> None:
        names = list(self.files)
        more = f" and {len(names) - 5} more" if len(names) > 5 else ""
        count = f"{len(names)} file{'' if len(names) == 1 else 's'}"
        self.taken.say(f"{count}: {', '.join(names[:5])}{more}." if names else "No files yet.")

    async def _clear(self) -> None:
        self.files, self.mapping = {}, None
        self.map_taken.say("No mapping.")
        self._told()

    async def _begin(self) -> None:
        if not self.files:
            raise ProblemsFound([Problem("no-files", "there is nothing to audit", None, "choose files first")])
        caller = self.frame.visitor.caller(Permission.AUDIT)
        rules = self.service.rules
        by = By.IMR if self.against.held == "imr" else By.UTILIZATION_REVIEW
        mode = Mode(Undocumented(str(self.silence.held)))
        files = list(self.files.items())
        words = files, caller.name, rules.in_force.rules, rules.folders, mode, by, self.mapping
        self.job = await self.service.read(self.service.jobs.begin, *words)
        self.result.clear()
        self.watching.give(hidden=None)
        self.heading.take()
        await self._watch(self.job.id)

    async def _watch(self, name: str) -> None:
        """Tell how far it is until it is over, while somebody looks."""
        while (job := self.service.jobs.get(name)) is not None and is_shown(self.bar):
            self.job = job
            self._progress(job)
            if job.is_over:
                await self._over(job)
                return
            await asyncio.sleep(EVERY)

    def _progress(self, job: Job) -> None:
        now = job.progress
        self.bar.give(max=max(1, now.total), value=now.done if now.total else None)
        told = f"{now.doing}: {now.done} of {now.total}" if now.total else now.doing
        self.doing.say(f"{told[:1].upper()}{told[1:]}." if not job.is_over else f"It is {job.state}.")
        self.stop.give(hidden=True if job.is_over else None)

    async def _stop(self) -> None:
        if self.job is not None:
            self.frame.visitor.caller(Permission.AUDIT)
            await self.service.read(self.service.jobs.stop, self.job.id)

    async def _over(self, job: Job) -> None:
        self.bar.give(max=1, value=1)
        if job.state is State.DONE:
            data = await self.service.read(_read, job)
            with self.result:
                AuditResult(self.frame, job, data)
            return
        with self.result, Tag("section", class_="card"):
            Tag("h2", "Nothing was audited")
            with Tag("ul"):
                for each in job.problems:
                    where = f"{each['file']}: " if each.get("file") else ""
                    Tag("li", f"{where}{each['message']} {each.get('suggestion') or ''}")


def _read(job: Job) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(job.result.read_text(encoding="utf-8"))
    return found
