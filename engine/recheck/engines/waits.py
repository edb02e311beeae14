"""Which documented facts an UNKNOWN node waits for: derived facts traced to what derives them."""

from recheck.engines.engine import Facts
from recheck.engines.values import Values
from recheck.model.value import Bounds, Contradicted, Held
from recheck.program.analyse import reads, term_reads
from recheck.program.fold import fold
from recheck.program.ir import AtLeast, Between, Compare, Leaf, Node, Not, Pick, Program, Sum, Yes


def waits_for(program: Program, node: Node, held: Facts) -> tuple[str, ...]:
    """The facts whose documentation could settle an UNKNOWN node, in its order, each once.

    Args:
        program: what derives facts.
        node: a condition of it.
        held: what is held of every fact, derived ones included.
    """
    found: dict[str, None] = {}
    for leaf in open_leaves(node, held):
        unasked = _unasked(leaf)
        for name in reads(leaf):
            if name not in unasked or isinstance(held.get(name), Contradicted):
                found.update(dict.fromkeys(_sources(program, name, held)))
    return tuple(found)


def open_leaves(node: Node, held: Facts) -> tuple[Leaf, ...]:
    """The leaves that keep an UNKNOWN node unknown, in its order."""
    return _open(node, Values(held))


def _open(node: Node, values: Values) -> tuple[Leaf, ...]:
    if isinstance(fold(node, values), bool):
        return ()
    if isinstance(node, Not):
        return _open(node.of, values)
    if isinstance(node, AtLeast):
        return tuple(leaf for part in node.parts for leaf in _open(part, values))
    return (node,)


def _unasked(leaf: Leaf) -> tuple[str, ...]:
    """The facts of a leaf that nobody is asked for."""
    if not isinstance(leaf, Compare) or not isinstance(leaf.left, Sum):
        return ()
    return tuple(each.of.name for each in leaf.left.terms if isinstance(each, Between) and not each.asked)


def _sources(program: Program, name: str, held: Facts) -> tuple[str, ...]:
    """A fact itself where it is documented or not derived; else what its derivation waits for.

    The fact itself again where all that it is derived from is documented, and still yields nothing (a share of 0).
    """
    value = held.get(name)
    derived = program.terms.get(name)
    if derived is None or isinstance(value, Contradicted):
        return (name,) if _is_open(value) else ()
    if value is not None and not isinstance(value, Bounds):
        return ()
    if isinstance(derived, Yes | Pick):
        nodes = [derived.of] if isinstance(derived, Yes) else [when for _, when in derived.branches]
        found = tuple(dict.fromkeys(each for node in nodes for each in waits_for(program, node, held)))
    else:
        found = tuple(dict.fromkeys(each for part in term_reads(derived) for each in _sources(program, part, held)))
    return found or (name,)


def _is_open(value: Held | None) -> bool:
    return value is None or isinstance(value, Contradicted | Bounds)
