"""Treatments in groups, each of which becomes a query of its own.

Comes in: which treatments a table holds, with how many rows. Goes out: groups of treatments with so few rules
that a query over them is planned quickly and takes little memory, however large the rule base is. Treatments
that no rule speaks of go with the last group, so that no row is dropped.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from recheck.evaluators.columns.sql import Writer
from recheck.model.rule import RuleSet

MOST_RULES = 70
"""Rules a group; a treatment that has more is a group by itself."""


@dataclass(frozen=True)
class Group:
    """Some treatments, and whether every other one of the table goes with them."""

    treatments: tuple[str, ...]
    others: bool
    rows: int


def groups(rules: RuleSet, present: Mapping[str | None, int]) -> Iterator[Group]:
    """The groups of the treatments that a table holds, in the vocabulary's order.

    Args:
        rules: the rule set.
        present: rows by treatment; of None, those that name none.
    """
    speaking = {name for rule in rules.rules.values() for name in rule.treatments}
    named = [name for name in rules.vocabulary.treatments if name in present and name in speaking]
    named += sorted(name for name in present if name and name in speaking and name not in rules.vocabulary.treatments)
    left = sum(present.values()) - sum(present[name] for name in named)
    members: list[str] = []
    heard: set[str] = set()
    found: list[tuple[str, ...]] = []
    for name in named:
        speak = {rule.id for rule in rules.for_treatment(name)}
        if members and len(heard | speak) > MOST_RULES:
            found.append(tuple(members))
            members, heard = [], set()
        members.append(name)
        heard |= speak
    if members or left:
        found.append(tuple(members))
    for at, treatments in enumerate(found):
        is_last = at == len(found) - 1
        yield Group(treatments, is_last, sum(present[name] for name in treatments) + (left if is_last else 0))


def rows_of(group: Group, known: Sequence[Group], write: Writer) -> str:
    """The condition that takes a group's rows out of the table of requests.

    Args:
        group: one of the groups.
        known: all of them; the rows of no other go with the group that takes others.
        write: how the engine writes it.
    """
    treatment = write.dialect.name("treatment")
    of_others = [name for each in known if each is not group for name in each.treatments]
    listed = ", ".join(map(write.plain, of_others if group.others else group.treatments))
    if group.others:
        return f"({treatment} IS NULL OR {treatment} NOT IN ({listed}))" if listed else "TRUE"
    return f"{treatment} IN ({listed})" if listed else "FALSE"
