"""`recheck rules prove`."""

import json
import sys
from collections import Counter
from importlib.util import find_spec

from recheck.author.finding import Finding, Verdict
from recheck.cli.edges import CHECK_FAILED, FINE, show, tell
from recheck.load.cache import cached_rule_set
from recheck.model.problem import Problem, ProblemsFound, did_you_mean, missing_extra


def run_prove(names: list[str], folders: list[str], seconds: float, changed: bool, output: str) -> int:
    """Every proof about the rules that are named, or all; with `changed` only what was not proved before."""
    if find_spec("z3") is None:
        raise ProblemsFound([missing_extra("a proof", "Z3", "prove")])
    from recheck.author.finding import Budget
    from recheck.author.prove import Proved, prove, tasks_of

    rules = cached_rule_set(folders)
    tasks = tasks_of(rules, names)
    if names and not tasks:
        hint = did_you_mean(names[0], rules.rules) or "`recheck rules check` lists what is wrong with rule files"
        raise ProblemsFound([Problem("unknown-rule", f"no rule is named like {', '.join(names)}", None, hint)])
    done = 0

    def progress(_: Proved) -> None:
        nonlocal done
        done += 1
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{done} of {len(tasks)}\x1b[K" + ("\n" if done == len(tasks) else ""))

    results = prove(rules, tasks, Budget(seconds), report=progress)
    shown = [each for each in results if not (changed and each.was_known)]
    findings = [finding for each in shown for finding in each.findings]
    faults = [each for each in findings if each.is_fault and not each.explained]
    if output == "json":
        rows = [{**each.as_json(), "place": str(each.place(rules) or "") or None} for each in findings]
        show(json.dumps({"findings": rows, "faults": len(faults)}, indent=2))
        return CHECK_FAILED if faults else FINE

    def tell_of(finding: Finding) -> None:
        show(finding.problem(rules).framed())
        for case in () if finding.explained else finding.cases:
            show("\n".join(f"    {line}" for line in case.splitlines()))

    for each in findings:
        if each.is_fault or each.verdict is Verdict.UNDECIDED:
            tell_of(each)
    counted = Counter((each.code, _stands(each)) for each in findings)
    for (code, stands), count in sorted(counted.items()):
        show(f"{code:<26} {stands:<16} {count}")
    explained = sum(1 for each in findings if each.is_fault and each.explained)
    undecided = sum(1 for each in findings if each.verdict is Verdict.UNDECIDED)
    known = sum(1 for each in results if each.was_known)
    show(
        f"{len(findings)} statements ({known} of {len(results)} groups known from before): "
        f"{len(faults) or 'no'} faults, {explained} explained, {undecided} undecided."
    )
    if faults:
        tell("Some proofs failed.")
    return CHECK_FAILED if faults else FINE


def _stands(finding: Finding) -> str:
    """What a verdict means to an author: a counterexample to 'this rule never approves' is as it should be."""
    if finding.verdict is Verdict.UNDECIDED:
        return "undecided"
    if finding.is_fault:
        return "explained" if finding.explained else "fault"
    return "as it should be"
